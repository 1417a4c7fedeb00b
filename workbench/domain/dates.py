"""Dates as the papers write them: date-time groups, declassification dates, plain dates.

Every parser returns ISO 8601 text, or None where the text does not hold such a date. Nothing is
guessed: a date the calendar does not know is no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MONTHS = (
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER",
    "OCTOBER", "NOVEMBER", "DECEMBER",
)  # fmt: skip

PRECEDENCES = {"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}

_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DTG = re.compile(
    r"(?<![A-Za-z0-9])(?P<letters>(?:[ZOPR] ){0,2})(?P<of>OF )?"
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)Z " + _MONTH + r" (?P<year>\d{4}|\d\d)(?!\d)"
)
_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)? " + _MONTH + r",? (?P<year>\d{4})(?!\d)", re.I
)
_MONTH_FIRST = re.compile(
    r"(?<![A-Za-z])" + _MONTH + r" (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})(?!\d)", re.I
)
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([/-]?)(\d{2})\2(\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class DateTimeGroup:
    """A date-time group found in a line; offsets are code points of that line.

    ``iso`` is ``YYYY-MM-DDTHH:MMZ``, or None when the calendar or clock has no such moment.
    ``start`` to ``end`` holds the group with its month and year, ``letters_span`` the precedence
    letters before it.
    """

    precedences: tuple[str, ...]
    iso: str | None
    start: int
    end: int
    letters_span: tuple[int, int] | None


def month_number(name: str) -> int | None:
    """1 to 12 for a month written in full or by at least its first three letters."""
    upper = name.upper()
    if len(upper) < 3:
        return None
    return next((n for n, month in enumerate(MONTHS, 1) if month.startswith(upper)), None)


def full_year(digits: str) -> int:
    """Four digits as they are; two are read as 1940 to 2039."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (1900 if year >= 40 else 2000)


def find_dtg(line: str) -> DateTimeGroup | None:
    """The first date-time group of a line, as ``P R 040045Z APR 08`` or ``OF 101635Z MAY 1986``."""
    for found in _DTG.finditer(line):
        month = month_number(found["month"])
        if month is None:
            continue
        day = _iso(full_year(found["year"]), month, int(found["day"]))
        hour, minute = int(found["hour"]), int(found["minute"])
        iso = f"{day}T{hour:02}:{minute:02}Z" if day and hour < 24 and minute < 60 else None
        letters = found["letters"].split()
        span = (found.start("letters"), found.end("letters") - 1) if letters else None
        return DateTimeGroup(tuple(letters), iso, found.start("day"), found.end("year"), span)
    return None


def find_plain_date(line: str) -> tuple[str, int, int] | None:
    """``(iso, start, end)`` of the first written date with its year (``21st November 1968``)."""
    found = [m for p in (_DAY_FIRST, _MONTH_FIRST) for m in p.finditer(line)]
    for match in sorted(found, key=lambda m: m.start()):
        month = month_number(match["month"])
        iso = month and _iso(int(match["year"]), month, int(match["day"]))
        if iso:
            return iso, match.start(), match.end()
    return None


def find_declassification_date(text: str, document_year: int | None) -> tuple[str, int, int] | None:
    """``(iso, start, end)`` of a date in figures on a declassification line.

    Month first, unless the first number exceeds 12. Of two digits of a year the first year is
    meant that is not before the document's; without one they are read as 1940 to 2039.
    """
    if found := _YEAR_FIRST.search(text):
        iso = _iso(int(found[1]), int(found[3]), int(found[4]))
        return (iso, *found.span()) if iso else None
    if found := _SLASHED.search(text):
        first, second = int(found[1]), int(found[2])
        month, day = (second, first) if first > 12 else (first, second)
        year = full_year(found[3])
        if len(found[3]) == 2 and document_year is not None:
            year = document_year + (int(found[3]) - document_year) % 100
        iso = _iso(year, month, day)
        return (iso, *found.span()) if iso else None
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
