"""The words of classification: levels by system, their rank, and the letters of portions.

The rank compares levels inside one set of documents; across systems of different countries it
only orders them roughly, so both words should be shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One level word: its letter code, how it is written in data, and its rank (0 lowest).

    ``system`` is whose word it is; words that several share belong to ``any``.
    """

    word: str
    code: str
    value: str
    rank: int
    system: str = "any"


def _level(word: str, code: str, rank: int, system: str = "any", value: str = "") -> Level:
    return Level(word, code, value or word, rank, system)


LEVELS = (
    _level("COSMIC TOP SECRET", "TS", 5, "NATO"),
    _level("TOP SECRET", "TS", 5),
    _level("MOST SECRET", "TS", 5, "UK"),
    _level("NATO SECRET", "S", 4, "NATO"),
    _level("SECRET", "S", 4),
    _level("NATO CONFIDENTIAL", "C", 3, "NATO"),
    _level("CONFIDENTIAL", "C", 3),
    _level("NATO RESTRICTED", "R", 2, "NATO"),
    _level("RESTRICTED", "R", 2),
    _level("LIMITED OFFICIAL USE", "CTRL", 1, "US"),
    _level("SENSITIVE BUT UNCLASSIFIED", "CTRL", 1, "US", "SBU"),
    _level("FOR OFFICIAL USE ONLY", "CTRL", 1, "US"),
    _level("OFFICIAL USE ONLY", "CTRL", 1, "US"),
    _level("CONTROLLED UNCLASSIFIED INFORMATION", "CTRL", 1, "US", "CUI"),
    _level("OFFICIAL-SENSITIVE", "CTRL", 1, "UK"),
    _level("OFFICIAL", "CTRL", 1, "UK"),
    _level("PROTECT", "CTRL", 1, "UK"),
    _level("NATO UNCLASSIFIED", "U", 0, "NATO"),
    _level("UNCLASSIFIED", "U", 0),
    _level("UNCLAS", "U", 0, "US", "UNCLASSIFIED"),
    _level("TRES SECRET UE", "TS", 5, "EU"),
    _level("SECRET UE", "S", 4, "EU"),
    _level("CONFIDENTIEL UE", "C", 3, "EU"),
    _level("RESTREINT UE", "R", 2, "EU"),
    _level("TRES SECRET DEFENSE", "TS", 5, "France"),
    _level("TRES SECRET", "TS", 5, "France"),
    _level("SECRET DEFENSE", "S", 4, "France"),
    _level("CONFIDENTIEL DEFENSE", "C", 3, "France"),
    _level("DIFFUSION RESTREINTE", "R", 2, "France"),
    _level("NON PROTEGE", "U", 0, "France"),
    _level("STRENG GEHEIM", "TS", 5, "Germany"),
    _level("GEHEIM", "S", 4, "Germany"),
    _level("VS-VERTRAULICH", "C", 3, "Germany"),
    _level("VS-NUR FUR DEN DIENSTGEBRAUCH", "R", 2, "Germany", "VS-NfD"),
    _level("VS-NFD", "R", 2, "Germany", "VS-NfD"),
    _level("ОСОБОЙ ВАЖНОСТИ", "TS", 5, "Russia"),
    _level("СОВЕРШЕННО СЕКРЕТНО", "S", 4, "Russia"),
    _level("СЕКРЕТНО", "C", 3, "Russia"),
    _level("ДЛЯ СЛУЖЕБНОГО ПОЛЬЗОВАНИЯ", "R", 2, "Russia"),
    _level("НЕСЕКРЕТНО", "U", 0, "Russia"),
)
"""Source: DOMAIN.md 1.5, the table of ranks; words of one language hold no accents here."""

PORTION_VALUES = {
    "U": "UNCLASSIFIED", "SBU": "SBU", "LOU": "LIMITED OFFICIAL USE",
    "FOUO": "FOR OFFICIAL USE ONLY", "R": "RESTRICTED", "C": "CONFIDENTIAL", "S": "SECRET",
    "TS": "TOP SECRET",
}  # fmt: skip
"""The letters of a portion mark, and the level as data write it."""

NATO_PORTIONS = {
    "NU": "NATO UNCLASSIFIED", "NR": "NATO RESTRICTED", "NC": "NATO CONFIDENTIAL",
    "NS": "NATO SECRET", "CTS": "COSMIC TOP SECRET",
}  # fmt: skip

_RANKS = {level.value: level.rank for level in LEVELS} | {
    level.word: level.rank for level in LEVELS
}
_CODE_RANKS = {"U": 0, "CTRL": 1, "SBU": 1, "LOU": 1, "FOUO": 1, "R": 2, "C": 3, "S": 4, "TS": 5}


def rank(level: str) -> int:
    """Rank of a level as data write it, 0 lowest; -1 for a word that is no level."""
    return _RANKS.get(level.strip().upper(), _RANKS.get(level.strip(), -1))


def code_rank(code: str) -> int:
    """Rank of a code (``C``, ``CTRL``) or of a portion's letters (``SBU``, ``NS``); -1 for none."""
    plain = code.strip().upper()
    return _CODE_RANKS.get(plain, rank(NATO_PORTIONS.get(plain, "")))


def highest(levels: Iterable[str]) -> str:
    """The highest of some levels, the first of equals; empty when none is a level."""
    best = ""
    for level in levels:
        if rank(level) > rank(best):
            best = level
    return best
