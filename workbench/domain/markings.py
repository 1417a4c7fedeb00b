"""Classification markings: levels and their rank, banner lines, portion marks.

The rank compares levels inside one set of documents; across systems of different countries it
only orders them roughly, so both words should be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_PREFIX = r"[#>*•\-\s'‘’“”\"`.,~_]*"
"""What layout models and specks put before a line."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level word: its letter code, how it is written in data, and its rank (0 lowest)."""

    word: str
    code: str
    value: str
    rank: int


LEVELS = (
    Level("COSMIC TOP SECRET", "TS", "COSMIC TOP SECRET", 5),
    Level("TOP SECRET", "TS", "TOP SECRET", 5),
    Level("MOST SECRET", "TS", "MOST SECRET", 5),
    Level("NATO SECRET", "S", "NATO SECRET", 4),
    Level("SECRET", "S", "SECRET", 4),
    Level("NATO CONFIDENTIAL", "C", "NATO CONFIDENTIAL", 3),
    Level("CONFIDENTIAL", "C", "CONFIDENTIAL", 3),
    Level("NATO RESTRICTED", "R", "NATO RESTRICTED", 2),
    Level("RESTRICTED", "R", "RESTRICTED", 2),
    Level("LIMITED OFFICIAL USE", "CTRL", "LIMITED OFFICIAL USE", 1),
    Level("SENSITIVE BUT UNCLASSIFIED", "CTRL", "SBU", 1),
    Level("FOR OFFICIAL USE ONLY", "CTRL", "FOR OFFICIAL USE ONLY", 1),
    Level("NATO UNCLASSIFIED", "U", "NATO UNCLASSIFIED", 0),
    Level("UNCLASSIFIED", "U", "UNCLASSIFIED", 0),
    Level("UNCLAS", "U", "UNCLASSIFIED", 0),
)
"""Longer words stand before those they end in."""

PORTION_VALUES = {
    "U": "UNCLASSIFIED", "SBU": "SBU", "LOU": "LIMITED OFFICIAL USE",
    "FOUO": "FOR OFFICIAL USE ONLY", "R": "RESTRICTED", "C": "CONFIDENTIAL", "S": "SECRET",
    "TS": "TOP SECRET",
}  # fmt: skip

_RANKS = {level.value: level.rank for level in LEVELS}

_GENUINE = frozenset(
    [
        "SECRETS",
        "SECRETE",
        "SECRETED",
        "SECRETES",
        "SECRETLY",
        "SECRETARY",
        "SECRETARIES",
        "SECRETARIAT",
        "CLASSIFIED",
        "DECLASSIFIED",
        "RECLASSIFIED",
        "CLASSIFIES",
        "UNQUALIFIED",
        "RESTRICTS",
        "RESTRICTION",
        "RESTRICTIONS",
        "RESTRICTIVE",
        "UNRESTRICTED",
        "CONSTRICTED",
        "CONFIDENTIALLY",
        "CONFIDENTIALITY",
        "CONFIDENTLY",
        "CONFIDENT",
        "OFFICIALUSE",
        "OFFICIAL",
        "FFICIAL",
    ]
)
"""Words of the language that are near a level and are none (letters only)."""


@dataclass(frozen=True, slots=True)
class Banner:
    """A line that states the level of a document or page.

    ``code`` is U, CTRL, R, C, S or TS; ``word`` the level word, spaces between letters closed;
    ``value`` the level as data write it. ``start`` and ``end`` hold the level's own letters in
    the line (code points). ``section`` is (number, of); ``station`` is without spaces.
    """

    code: str
    word: str
    value: str
    start: int
    end: int
    efto: bool = False
    section: tuple[int, int] | None = None
    station: str | None = None
    serial: int | None = None
    controls: tuple[tuple[str, int, int], ...] = ()
    """Words of handling after the level, each with where it stands."""
    station_span: tuple[int, int] | None = None
    """Where post and serial stand in the line."""


@dataclass(frozen=True, slots=True)
class Portion:
    """A portion mark: ``mark`` as written without brackets, ``value`` its level in full.

    ``entire`` is true for ``(C - ENTIRE TEXT)``. Offsets hold mark and brackets.
    """

    mark: str
    value: str
    entire: bool
    start: int
    end: int


def rank(level: str) -> int:
    """Rank of a level as data write it, 0 lowest; -1 for a word that is no level."""
    return _RANKS.get(level.strip().upper(), -1)


def highest(levels: Iterable[str]) -> str:
    """The highest of some levels, the first of equals; empty when none is a level."""
    best = ""
    for level in levels:
        if rank(level) > rank(best):
            best = level
    return best


def _spaced(word: str) -> str:
    """A pattern for a word whose letters may stand apart (``C O N F``, ``SE CRE T``)."""
    return r"[ .]{0,2}".join(re.escape(letter) for letter in word.replace(" ", ""))


_CONTROLS = (
    "SENSITIVE|NOFORN|NODIS|EXDIS|LIMDIS|STADIS|ORCON|PERSONAL|UK EYES ONLY|UK EYES [AB]|EYES ONLY"
    "|STAFF|IN CONFIDENCE"
)
_CONTROL = re.compile(_CONTROLS)
_STATION = (
    r"THE HAGUE|[A-Z][A-Z.'/-]*"
    r"(?: (?!(?:TO|THE|OF|AND|IN|FOR|ON|AT) )[A-Z][A-Z.'/-]*){0,3}"
)
_LEVEL = "|".join(f"(?P<l{index}>{_spaced(level.word)})" for index, level in enumerate(LEVELS))
_BANNER = re.compile(
    rf"^{_PREFIX}(?P<level>{_LEVEL})(?![A-Za-z])(?! (?!E ?F ?T ?O )[A-Z](?: |$))"
    r"(?P<efto> E ?F ?T ?O(?![A-Z]))?"
    rf"(?P<control>(?:[ /,]+(?:AND )?(?:{_CONTROLS}))*)"
    r"(?: SECTION (?P<section>\d{1,2}) OF (?P<of>\d{1,2}))?"
    rf"(?: (?P<station>{_STATION}) (?P<serial>\d{{3,7}}))?"
    r"\s*$"
)


def parse_banner(line: str) -> Banner | None:
    """Read a banner line; None for anything else, prose that begins with a level word included."""
    found = _BANNER.match(line)
    if found is None:
        return None
    level = next(x for n, x in enumerate(LEVELS) if found[f"l{n}"] is not None)
    code, value = level.code, level.value
    if level.code == "U" and "SENSITIVE" in found["control"]:
        code, value = "CTRL", "SBU"
    station = found["station"]
    return Banner(
        code,
        level.word,
        value,
        *found.span("level"),
        efto=found["efto"] is not None,
        controls=tuple(
            (word[0], found.start("control") + word.start(), found.start("control") + word.end())
            for word in _CONTROL.finditer(found["control"])
        ),
        section=(int(found["section"]), int(found["of"])) if found["section"] else None,
        station=station.replace(" ", "") if station else None,
        serial=int(found["serial"]) if station else None,
        station_span=(found.start("station"), found.end("serial")) if station else None,
    )


def misread_level(line: str) -> Level | None:
    """The level a line of its own stands for, though misread or cut (``CCNFIDENTIAL``, ``ECRET``).

    Only for lines in capitals; words of the language are left alone.
    """
    if any(sign.islower() for sign in line):
        return None
    letters = "".join(sign for sign in line if sign.isalnum() or sign == ":")
    if not 5 <= len(letters) <= 28 or sum(c.isalpha() for c in letters) < len(letters) - 2:
        return None
    if letters in _GENUINE:
        return None
    for level in LEVELS:
        word = level.word.replace(" ", "")
        if word == "UNCLAS":
            continue
        allowed = 1 if len(word) < 9 else 2 if len(word) < 12 else 3
        if abs(len(letters) - len(word)) <= allowed and distance(letters, word, allowed) <= allowed:
            return level
    for level in LEVELS:
        if " " not in level.word and level.word != "UNCLAS" and level.word.endswith(letters):
            return level
    return None


def distance(a: str, b: str, limit: int) -> int:
    """Edit distance, or ``limit + 1`` as soon as it must exceed the limit."""
    previous = list(range(len(b) + 1))
    for row, sign in enumerate(a, 1):
        current = [row]
        for column, other in enumerate(b, 1):
            current.append(
                min(
                    previous[column] + 1,
                    current[-1] + 1,
                    previous[column - 1] + (sign != other),
                )
            )
        if min(current) > limit:
            return limit + 1
        previous = current
    return min(previous[-1], limit + 1)


_MARK = r"(?:TS|SBU|LOU|FOUO|[USCR])(?:\s?/{1,2}\s?[A-Z][A-Z ,/-]*)?|//[A-Z]{2,4} (?:TS|[SCRU])"
_NUMBER = (
    r"(?:[¶\ufffd]|<u>|</u>|\$?\\underline\{\\P\})*\s*\d{1,3}(?:</u>)?\d{0,2}\$?\s*[.):,]{0,2}\s*"
)
_PORTION = re.compile(
    rf"^{_PREFIX}(?P<number>{_NUMBER})?(?P<open>[(\[{{])?(?P<mark>{_MARK})"
    r"(?P<entire>\s?-\s?ENTIRE TEXT)?(?P<close>[)\]}])(?=\s|$)"
)


def parse_portion(text: str) -> Portion | None:
    """The portion mark that opens a paragraph, after its number if it has one.

    A lost opening bracket is allowed after a number alone. Whether ``(C)`` without a number is a
    mark or the letter of a list must be asked of :func:`is_letter_list`.
    """
    found = _PORTION.match(text)
    if found is None or (found["open"] is None and found["number"] is None):
        return None
    mark = found["mark"].strip()
    head = re.split(r"[/ ]", mark.removeprefix("//"), maxsplit=1)[0]
    if mark.startswith("//"):
        head = mark.rsplit(" ", 1)[-1]
    if head not in PORTION_VALUES:
        return None
    start = found.start("open") if found["open"] else found.start("mark")
    return Portion(mark, PORTION_VALUES[head], found["entire"] is not None, start, found.end())


def is_letter_list(marks: Sequence[str]) -> bool:
    """Whether the bracketed letters that open items under one parent are a list's, not levels.

    They are a list when any is no level, or when they run A, B, C from the first.
    """
    if any(mark.upper() not in PORTION_VALUES for mark in marks):
        return True
    return [m.upper() for m in marks] == [chr(ord("A") + n) for n in range(len(marks))]
