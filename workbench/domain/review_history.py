"""Review histories: who released, who approved, who withdrew, and what is odd about it.

``RELEASED <16 JUN 2003 by A>; APPROVED <15 JAN 2004 by B>``. Two persons are meant to look at
every release; the history shows whether they did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from workbench.domain.dates import find_plain_date
from workbench.domain.letters import flat


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One step: what was done, when (ISO date, None when unreadable), by whom, and why."""

    action: str
    day: str | None
    person: str
    reason: str
    start: int
    end: int


_STEP = re.compile(
    r"(?P<action>RELEASED|APPROVED|WITHDRAWN|DENIED|EXEMPTED|REFERRED)"
    r"(?:\s{1,9}IN\s{1,9}(?:FULL|PART))?\s{0,9}<(?P<said>[^<>]{1,200})(?:>|$)",
    re.I,
)
_SAID = re.compile(
    r"(?P<date>[^,]*?)(?:^|\s)by\s+(?P<person>[^,;]+)(?:,(?P<reason>.*))?", re.I | re.S
)


def read_review_history(text: str) -> list[ReviewStep]:
    """The steps of a history in the order written."""
    steps = []
    for found in _STEP.finditer(flat(text)):
        said = _SAID.fullmatch(found["said"].strip())
        if said is None:
            continue
        steps.append(
            ReviewStep(
                found["action"].upper(),
                _day(said["date"]),
                said["person"].strip(),
                (said["reason"] or "").strip(),
                *found.span(),
            )
        )
    return steps


def _day(written: str) -> str | None:
    """The ISO date of a step; in figures the day comes first, as review systems write it."""
    if dated := find_plain_date(written):
        return dated[0]
    numbers = [int(number) for number in re.findall(r"\d{1,4}", written)]
    if len(numbers) != 3:
        return None
    year, month, day = numbers if numbers[0] > 31 else numbers[::-1]
    if month > 12:
        month, day = day, month
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def review_findings(steps: list[ReviewStep]) -> list[str]:
    """SAME_PERSON and SAME_DAY of a release and its approval; WITHDRAWN_AFTER a release.

    A release goes with the next approval. A paper withdrawn and released again is not called
    withdrawn after release.
    """
    same_person = same_day = False
    release: ReviewStep | None = None
    public = withdrawn_after = False
    for step in _in_time(steps):
        if step.action == "RELEASED":
            release, public, withdrawn_after = step, True, False
        elif step.action == "APPROVED":
            public, withdrawn_after = True, False
            if release is not None:
                same_person |= _key(step) == _key(release)
                same_day |= step.day is not None and step.day == release.day
                release = None
        elif step.action == "WITHDRAWN":
            withdrawn_after = public
    named = (
        ("SAME_PERSON", same_person),
        ("SAME_DAY", same_day),
        ("WITHDRAWN_AFTER", withdrawn_after),
    )
    return [name for name, holds in named if holds]


def _in_time(steps: list[ReviewStep]) -> list[ReviewStep]:
    """Steps by day, as written within a day; as written throughout when a day is unreadable."""
    if any(step.day is None for step in steps):
        return steps
    return sorted(steps, key=lambda step: step.day or "")


def _key(step: ReviewStep) -> str:
    return re.sub(r"\W", "", step.person).casefold()
