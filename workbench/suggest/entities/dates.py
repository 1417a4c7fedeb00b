"""Dates and date-time groups as papers write them, into ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbench.suggest.entities.mention import Mention

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = (
    rf"(?P<dtg>\d{{6}}\s?[A-Z]?)\s+(?P<month>{_MONTH})\.?\s+(?P<year>(?:19|20)?\d\d)",
    rf"\b{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})\b(?:\.?,?\s+(?P<year>(?:1[5-9]|20)\d\d)\b)?",
    rf"\b(?P<month>{_MONTH})\b(?:\.[ \t])?[ \t]*\n?[ \t]*{_DAY}(?!\d|[:.]\d|\.\s*\()"
    r"(?:,?\s+(?P<year>(?:1[5-9]|20)\d\d)\b)?",
    rf"\b(?P<month>{_MONTH})\b\.?,?\s+(?P<year>(?:1[5-9]|20)\d\d)\b",
    r"(?<=\bthe )(?P<day>\d{1,2})(?:st|nd|rd|th)(?P<month>)(?=[.,;]|\s+(?:and|at|of the month)\b)",
    r"\b(?P<year>(?:1[89]|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b",
    r"\b(?P<month>\d{1,2})[/-](?P<day>\d{1,2})[/-](?P<year>(?:19|20)?\d\d)\b",
)
_DATE = tuple(re.compile(pattern, re.I) for pattern in _DATES)
_YEAR = re.compile(r"(?<![\d.,/$-])(?:19|20)\d\d(?:'?s)?(?![\d/]|[.,]\d|-\d)")
_BARE_MONTH = re.compile(rf"\b(?:{_MONTH})\b", re.I)


def find_dates(text: str) -> Iterator[Mention]:
    """Dates and date-time groups; ``value`` is ISO 8601 as far as the date is written out."""
    taken: list[tuple[int, int]] = []
    for pattern in _DATE:
        for match in pattern.finditer(text):
            if _free(taken, match.start(), match.end()):
                found = _iso(match)
                if found is None:
                    continue
                taken.append((match.start(), match.end()))
                yield Mention(match.start(), match.end(), "DATE", "date", 0.9, found or None)
    for match in _YEAR.finditer(text):
        if _free(taken, match.start(), match.end()):
            taken.append((match.start(), match.end()))
            yield Mention(match.start(), match.end(), "DATE", "year", 0.6, match.group()[:4])
    for match in _BARE_MONTH.finditer(text):
        word = match.group()
        if word.lower() in ("may", "march", "mar", "sep", "dec", "jan") and not _after_in(
            text, match
        ):
            continue
        if word[:1].isupper() and _free(taken, match.start(), match.end()):
            yield Mention(match.start(), match.end(), "DATE", "month", 0.6)


def _after_in(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 9) : match.start()].lower().split()
    return bool(before) and before[-1] in (
        "in",
        "of",
        "last",
        "since",
        "until",
        "by",
        "early",
        "late",
        "mid",
    )


def _free(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return not any(start < b and a < end for a, b in taken)


def _iso(match: re.Match[str]) -> str | None:
    """The ISO form of a date; ``""`` where the year is not said; None where it is no date."""
    parts = match.groupdict()
    month_text = parts.get("month") or ""
    if not month_text:
        return "" if 1 <= int(parts["day"] or 0) <= 31 else None
    month = int(month_text) if month_text.isdigit() else _MONTHS.get(month_text.lower().rstrip("."))
    if month is None or not 1 <= month <= 12:
        return None
    day_text = parts.get("day") or ""
    if parts.get("dtg"):
        day_text = parts["dtg"][:2]
    day = int(day_text) if day_text else None
    if day is not None and not 1 <= day <= 31:
        return None
    year = parts.get("year")
    if not year:
        return ""
    if len(year) == 2:
        year = ("19" if int(year) >= 40 else "20") + year
    return f"{year}-{month:02}" + (f"-{day:02}" if day is not None else "")
