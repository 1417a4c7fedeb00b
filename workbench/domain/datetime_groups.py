"""Date-time groups: precedence letters, day, hour, minute, Z, month, year.

American (``P R 040045Z APR 08``) and British (``OF 101635Z FEBRUARY 1986``) forms. A group whose
signs are damaged is not guessed; a moment the calendar lacks is read and said to be none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from workbench.domain.dates import full_year, month_number
from workbench.domain.letters import flat

PRECEDENCES = {"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}
"""Letters of precedence, from the highest to the lowest."""

PRECEDENCE_WORDS = ("FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE", "DEFERRED", "SAVING")

_DTG = re.compile(
    r"(?<![A-Za-z0-9@.])(?P<letters>(?:[ZOPR]\s+){0,2}|[ZOPR](?=\d))(?P<of>OF\s+)?"
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d) {0,2}Z\s*"
    r"(?P<month>[A-Za-z]{3,9})[.,]?\s*['’]?(?P<year>\d{4}|\d\d)(?!\d)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class DateTimeGroup:
    """A date-time group found in a line; offsets are code points of that line.

    ``iso`` is ``YYYY-MM-DDTHH:MMZ``, or None when the calendar or clock has no such moment.
    ``start`` to ``end`` holds the group with its month and year, ``letters_span`` the precedence
    letters before it. ``british`` groups follow ``OF`` or bear their month in full.
    """

    precedences: tuple[str, ...]
    iso: str | None
    start: int
    end: int
    letters_span: tuple[int, int] | None
    british: bool = False


def find_dtg(line: str) -> DateTimeGroup | None:
    """The first date-time group of a line."""
    for found in _DTG.finditer(flat(line)):
        month = month_number(found["month"])
        if month is None:
            continue
        letters = tuple(found["letters"].upper().split())
        begin = found.start("letters")
        span = (begin, begin + len(found["letters"].rstrip())) if letters else None
        british = found["of"] is not None or (not letters and len(found["month"]) > 3)
        return DateTimeGroup(
            letters, _moment(found, month), found.start("day"), found.end("year"), span, british
        )
    return None


_FIRST_YEAR, _LAST_YEAR = 1900, 2099
"""Years in which such groups were or may be sent."""


def _moment(found: re.Match[str], month: int) -> str | None:
    hour, minute = int(found["hour"]), int(found["minute"])
    try:
        day = date(full_year(found["year"]), month, int(found["day"]))
    except ValueError:
        return None
    known = hour < 24 and minute < 60 and _FIRST_YEAR <= day.year <= _LAST_YEAR
    return f"{day}T{hour:02}:{minute:02}Z" if known else None
