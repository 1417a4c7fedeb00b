"""What the form of a paper shows of its time: lines and words that came, and went, in known years.

A date misread, or a paper put under another's date, is seen by them. Source: DOMAIN.md 1.1, 1.4,
3.2 and 3.4. Where the sources say a year alone, the whole of it and the year beside it pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Form:
    """A trait of a system's papers: its name in a sentence, first and last day it is met."""

    system: str
    said: str
    first: date | None = None
    last: date | None = None


FORMS = {
    "tags": Form("US", "A TAGS line", first=date(1973, 1, 1)),
    "sipdis": Form("US", "SIPDIS", first=date(1999, 1, 1)),
    "lou": Form("US", "LIMITED OFFICIAL USE", last=date(1996, 12, 31)),
    "group": Form("US", "A group mark", first=date(1961, 1, 1), last=date(1973, 12, 31)),
    "telno": Form("UK", "A TELNO", last=date(2005, 12, 31)),
}
"""Traits that are read, by name."""


def out_of_period(name: str, system: str, made: date) -> str:
    """When a trait came or went, in words, if a paper of that day cannot show it; else empty."""
    form = FORMS[name]
    if form.system != system:
        return ""
    if form.first is not None and made < form.first:
        return f"{form.said} came in {form.first.year}"
    if form.last is not None and made > form.last:
        return f"{form.said} went out of use by {form.last.year + 1}"
    return ""
