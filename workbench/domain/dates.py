"""Dates as the papers write them: on declassification lines and in plain words.

Every parser returns ISO 8601 text, or None where the text does not hold such a date. Nothing is
guessed: a date the calendar does not know is no date.
"""

from __future__ import annotations

import re
from datetime import date

from workbench.domain.letters import distance, flat

MONTHS = (
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER",
    "OCTOBER", "NOVEMBER", "DECEMBER",
)  # fmt: skip

_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -]{1,3}"
    + _MONTH
    + r",?[ -]{1,3}(?P<year>\d{4})(?!\d)",
    re.I,
)
_MONTH_FIRST = re.compile(
    r"(?<![A-Za-z])"
    + _MONTH
    + r" {1,3}(?P<day>\d{1,2})(?:st|nd|rd|th)?,? {1,3}(?P<year>\d{4})(?!\d)",
    re.I,
)
_SHORT_YEAR = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})[ -]{0,3}" + _MONTH + r"[ -]{0,3}(?P<year>\d{4}|\d\d)(?!\d)", re.I
)
_STROKE = r" {0,2}[/.\\-] {0,2}"
_SLASHED = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:{_STROKE}(\d{{1,2}}){_STROKE}(\d{{4}}|\d{{2}})"
    r"| {1,2}(\d{1,2}) {1,2}(\d{4}))(?!\d)"
)
_MISREAD = re.compile(r"(?<![A-Za-z\d])[\dOolI]{1,4}(?:[/-][\dOolI]{1,4}){2}(?![A-Za-z\d])")
_FIGURES = str.maketrans("OolI", "0011")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([/-]?)(\d{2})\2(\d{2})(?!\d)")


def month_number(name: str) -> int | None:
    """1 to 12 for a month written in full or by at least its first three letters."""
    upper = name.upper()
    if len(upper) < 3:
        return None
    if upper == "SEPT":
        return 9
    return next((n for n, month in enumerate(MONTHS, 1) if month.startswith(upper)), None)


def month_misread(word: str) -> str | None:
    """The month that a word of as many letters stands for if OCR misread one, or two of a long one.

    None where it is none, or may be more than one.
    """
    if month_number(word) is not None:
        return word
    limit = 1 if len(word) < 6 else 2
    names = {name for month in MONTHS for name in (month, month[:3]) if len(name) == len(word)}
    near = [name for name in names if distance(word.upper(), name, limit) <= limit]
    return near[0] if len(near) == 1 else None


def full_year(digits: str) -> int:
    """Four digits as they are; two are read as 1940 to 2039."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (1900 if year >= 40 else 2000)


def parse_iso_date(text: str) -> date | None:
    """A date from ``YYYY-MM-DD`` (what follows is left out), or None."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def find_plain_date(line: str) -> tuple[str, int, int] | None:
    """``(iso, start, end)`` of the first written date with its year (``21st November 1968``)."""
    return _first_written((_DAY_FIRST, _MONTH_FIRST), line, None)


def _first_written(
    patterns: tuple[re.Pattern[str], ...], line: str, document_year: int | None
) -> tuple[str, int, int] | None:
    found = [m for p in patterns for m in p.finditer(line)]
    for match in sorted(found, key=lambda m: m.start()):
        month = month_number(match["month"])
        iso = month and _iso(_year(match["year"], document_year), month, int(match["day"]))
        if iso:
            return iso, match.start(), match.end()
    return None


def _year(digits: str, document_year: int | None) -> int:
    """Of two digits the first year that is not before the document's; without one 1940 to 2039."""
    if len(digits) == 2 and document_year is not None:
        return document_year + (int(digits) - document_year) % 100
    return full_year(digits)


def find_declassification_date(text: str, document_year: int | None) -> tuple[str, int, int] | None:
    """``(iso, start, end)`` of a date on a declassification line, in figures or with its month.

    Month first, unless the first number exceeds 12. Of two digits of a year the first year is
    meant that is not before the document's; without one they are read as 1940 to 2039.
    """
    text = _MISREAD.sub(lambda figures: figures[0].translate(_FIGURES), flat(text))
    if found := _YEAR_FIRST.search(text):
        iso = _iso(int(found[1]), int(found[3]), int(found[4]))
        return (iso, *found.span()) if iso else None
    if found := _SLASHED.search(text):
        first, second = int(found[1]), int(found[2] or found[4])
        month, day = (second, first) if first > 12 else (first, second)
        iso = _iso(_year(found[3] or found[5], document_year), month, day)
        return (iso, *found.span()) if iso else None
    return _first_written((_DAY_FIRST, _MONTH_FIRST, _SHORT_YEAR), text, document_year)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{1,2}))?\s*(?P<half>[ap])\.?\s?m\b", re.I
)


def clock_time(text: str) -> str | None:
    """``HH:MM`` of a time of day written with a.m. or p.m.; None for any other."""
    found = _CLOCK.match(text.strip())
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return None
    return f"{hour % 12 + (12 if found['half'].lower() == 'p' else 0):02}:{minute:02}"
