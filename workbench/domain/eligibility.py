"""Declassification arithmetic: when a paper becomes eligible for review, and what is odd.

Never "declassified": a passed date says that the paper may be reviewed, and by whom. Rules and
sources: DOMAIN.md 2.2 and 2.3. Every step is kept as a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.domain.dates import parse_iso_date
from workbench.domain.declassification import DeclassificationLine
from workbench.domain.orders import OADR_RETIRED, ORDERS, X_CODES_RETIRED, in_force

_GDS_YEARS = {"C": 6, "S": 8, "TS": 10}


@dataclass(frozen=True, slots=True)
class Eligibility:
    """When a document is eligible for review under its own line.

    ``eligible`` is None where no date can be given (unclassified, Atomic Energy Act data, NATO).
    ``flags`` are finding codes; ``reasons`` are sentences, in the order of the reckoning.
    """

    kind: str
    eligible: date | None
    flags: tuple[str, ...]
    reasons: tuple[str, ...]


def automatic_date(document: date) -> date:
    """31 December of the 25th year after a document's: automatic declassification's own date."""
    return date(min(document.year + 25, 9999), 12, 31)


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th where it must."""
    year = min(day.year + years, 9999)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def eligibility(line: DeclassificationLine, document: date, level: str) -> Eligibility | None:
    """The reckoning for a line on a document of that day; None when the line states nothing.

    ``level`` is the document's code (C, S, TS), which the schedules of 1972 go by.
    """
    if not line.kind:
        return None
    sums = _Sums(line, document, level)
    eligible = sums.eligible()
    sums.judge_order()
    return Eligibility(line.kind, eligible, tuple(sums.flags), tuple(sums.reasons))


class _Sums:
    """One reckoning: flags and reasons gather as it goes."""

    def __init__(self, line: DeclassificationLine, document: date, level: str) -> None:
        self.line = line
        self.document = document
        self.level = level.upper()
        self.stated = parse_iso_date(line.date) if line.date else None
        self.flags: list[str] = []
        self.reasons: list[str] = []

    def eligible(self) -> date | None:
        """The date, by kind."""
        kind = self.line.kind
        if kind == "NA":
            self.reasons.append("The line says that nothing here is classified.")
            return None
        if kind in ("RD", "NATO"):
            self.reasons.append(f"{kind} information has no date; it is referred to its owner.")
            return None
        if kind == "DATE" and self.stated is not None:
            return self._explicit(self.stated)
        if kind in ("X", "OADR", "MR", "DCI", "EVENT"):
            return self._undated()
        if kind[:3] in ("25X", "50X", "75X"):
            return self._exempt()
        if kind.startswith("GROUP"):
            return self._group()
        return self._schedule()

    def _explicit(self, stated: date) -> date:
        self.reasons.append(f"The line states {stated}.")
        if stated <= self.document:
            self.flags.append("DECL_NOT_AFTER_DOC")
            self.reasons.append(f"That is not after the document's own date, {self.document}.")
        limit, auto = years_later(self.document, 25), automatic_date(self.document)
        if stated > limit:
            self.flags.append("DECL_GT_25Y")
            self.reasons.append(f"That is past the limit of 25 years, {limit}.")
        if stated > auto:
            self.flags.append("CAPPED_AT_AUTO")
            self.reasons.append(
                f"No exemption is cited, so automatic review on {auto} comes first."
            )
            return auto
        return stated

    def _undated(self) -> date:
        kind, made = self.line.kind, self.document
        retired = {"X": X_CODES_RETIRED, "MR": X_CODES_RETIRED, "OADR": OADR_RETIRED}.get(kind)
        if retired is not None and made >= retired and not self.line.source_marked:
            self.flags.append({"X": "X_CODE_RETIRED"}.get(kind, f"{kind}_RETIRED"))
            named = "An X code" if kind == "X" else kind
            self.reasons.append(f"{named} could no longer be used from {retired}.")
        auto = automatic_date(made)
        self.reasons.append(
            f"The line gives no date; 25 years from the document is {years_later(made, 25)}."
        )
        self.reasons.append(f"Automatic review falls on {auto}, the last day of that year.")
        return auto

    def _exempt(self) -> date:
        kind, made = self.line.kind, self.document
        if self.line.retired_form:
            self.flags.append("25X1_HUMAN_RETIRED")
            self.reasons.append("25X1-human is retired and is now marked 50X1-HUM.")
        if self.stated is not None:
            self.reasons.append(f"Exempt as {kind} until the stated {self.stated}.")
            return self.stated
        if kind.startswith("25X"):
            result = years_later(made, 50)
            self.reasons.append(
                f"{kind} without a date holds 50 years from the document: {result}."
            )
            return result
        years = 75 if kind.startswith("50X") else 100
        result = date(min(made.year + years, 9999), 12, 31)
        self.reasons.append(
            f"{kind} without a date holds to the end of the {years}th year: {result}."
        )
        return result

    def _group(self) -> date | None:
        if self.line.kind == "GROUP-4":
            result = self.stated or years_later(self.document, 12)
            self.reasons.append(f"Group 4 was declassified 12 years from its origin: {result}.")
            return result
        self.reasons.append("Groups 1 to 3 have no date of their own; review decides.")
        return None

    def _schedule(self) -> date:
        kind, made = self.line.kind, self.document
        if self.stated is not None:
            self.reasons.append(f"The {kind} line states {self.stated}.")
            if self.stated <= made:
                self.flags.append("DECL_NOT_AFTER_DOC")
            if kind not in ("ADS", "XGDS"):
                return self.stated
            return self._no_later_than_automatic(self.stated)
        if kind == "GDS" and self.line.order != "12065":
            years = _GDS_YEARS.get(self.level, 6)
        else:
            years = {"GDS": 6, "ADS": 6, "XGDS": 30, "RDS": 20, "XDS": 20}.get(kind, 25)
        result = date(min(made.year + years, 9999), 12, 31)
        self.reasons.append(f"{kind} without a date: the end of year {years} is {result}.")
        return self._no_later_than_automatic(result)

    def _no_later_than_automatic(self, day: date) -> date:
        """The schedules of 1972 allowed 30 years; the later rule of 25 years cuts that short."""
        auto = automatic_date(self.document)
        if day > auto:
            self.reasons.append(f"The later rule of 25 years comes first: {auto}.")
        return min(day, auto)

    def judge_order(self) -> None:
        """Whether the cited order governed the document's day."""
        order = next((o for o in ORDERS if o.number == self.line.order), None)
        if order is not None and not in_force(order, self.document):
            self.flags.append("EO_NOT_IN_FORCE")
            self.reasons.append(f"E.O. {order.number} did not govern on {self.document}.")
