"""The controller between the rooms and the two front ends; no Qt here."""
