"""Titles before a person's name: what stands without them, and what they tell of who is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OFFICES = {
    "envoy": (
        "ambassador", "amb", "consul", "charge", "chargé", "permrep", "dcm", "counselor",
        "counsellor", "attache", "attaché",
    ),
    "minister": (
        "minister", "secretary", "premier", "chancellor", "fonmin", "formin", "finmin", "primin",
        "defmin", "fonsec", "secdef", "undersecretary", "secgen", "asstsec", "depsec", "pm",
    ),
    "president": ("president", "pres"),
    "member": (
        "senator", "sen", "congressman", "congresswoman", "governor", "gov", "mayor", "judge",
        "justice",
    ),
}  # fmt: skip
_SEXES = {
    "man": ("mr", "sir", "lord", "herr", "monsieur", "senor", "signor", "king", "prince"),
    "woman": (
        "mrs", "miss", "ms", "lady", "dame", "mme", "madame", "frau", "senora", "queen", "princess",
    ),
}  # fmt: skip
_OTHERS = (
    "the", "prime", "foreign", "defence", "defense", "deputy", "acting", "dr", "general", "gen",
    "colonel", "col", "captain", "capt", "admiral", "adm", "major", "maj", "lieutenant", "lt",
    "marshal", "field", "brigadier", "chairman", "director", "leader", "chief", "counsel",
    "under", "of", "state", "vice", "assistant", "asst", "professor", "prof", "bishop",
    "archbishop", "cardinal", "pope", "emperor", "shah", "sheikh", "emir", "comrade", "hon",
    "representative", "rep", "messrs", "commander", "spokesman",
)  # fmt: skip
_OFFICE_OF = {word: office for office, words in _OFFICES.items() for word in words}
_SEX_OF = {word: sex for sex, words in _SEXES.items() for word in words}
_WORDS = "|".join(sorted((*_OFFICE_OF, *_SEX_OF, *_OTHERS), key=len, reverse=True))
_TITLES = re.compile(rf"^(?:(?:{_WORDS})\.?\s+)+", re.I)


@dataclass(frozen=True, slots=True)
class Told:
    """What a title tells: an office of state and a sex, each empty where it tells none."""

    office: str = ""
    sex: str = ""


def without_titles(name: str) -> str:
    """A name without the titles before it; the whole where nothing else is there."""
    return _TITLES.sub("", name) or name


def told_by(name: str) -> Told:
    """What the titles before a name tell; the last office counts: "Vice President"."""
    found = _TITLES.match(name)
    words = found.group().casefold().replace(".", " ").split() if found else ()
    office = sex = ""
    for word in words:
        office = _OFFICE_OF.get(word, office)
        sex = _SEX_OF.get(word, sex)
    return Told(office, sex)
