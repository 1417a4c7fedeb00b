"""Data out (and, later, in): one module a format."""
