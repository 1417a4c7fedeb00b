"""Long documents in stretches of pages, which workers make and prove side by side.

How a document is divided depends on its pages alone, never on how many workers there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from workbench.release.plan import DocumentPlan

_PAGES, _MOST = 2, 48
"""Pages of a stretch, and how many stretches there are at most: each opens the file anew."""


def stretches(pages: int) -> list[tuple[int, int]]:
    """First and last page of each stretch of a copy of so many pages, all about as long."""
    count = min(_MOST, -(-pages // _PAGES))
    ends = [pages * number // count for number in range(count + 1)]
    return [(start + 1, end) for start, end in pairwise(ends)]


def to_burn(plan: DocumentPlan, first: int, last: int) -> DocumentPlan:
    """What it takes to make some pages: these pages, and what is cut on them."""
    is_end = last == len(plan.pages)
    return replace(
        plan,
        pages=plan.pages[first - 1 : last],
        secrets=tuple(s for s in plan.secrets if first <= s.page and (s.page <= last or is_end)),
        unprinted=tuple(page for page in plan.unprinted if first <= page <= last),
    )


def put_together(plan: DocumentPlan, parts: Sequence[DocumentPlan]) -> DocumentPlan:
    """The whole plan from its stretches, in their order, as they were burned."""
    return replace(
        plan,
        pages=tuple(page for part in parts for page in part.pages),
        secrets=tuple(secret for part in parts for secret in part.secrets),
        unprinted=tuple(page for part in parts for page in part.unprinted),
    )


def bare(plan: DocumentPlan) -> DocumentPlan:
    """What it takes to join the pages of a copy: all that is cut, and of the pages their size."""
    pages = (replace(page, boxes=(), words_kept=(), words_met=(), prints=()) for page in plan.pages)
    return replace(plan, pages=tuple(pages))


def to_prove(plan: DocumentPlan, parts: Sequence[tuple[int, int]]) -> list[DocumentPlan]:
    """What it takes to prove each stretch: its pages, and for all others what is :func:`bare`."""
    rest = bare(plan).pages
    return [
        replace(plan, pages=rest[: first - 1] + plan.pages[first - 1 : last] + rest[last:])
        for first, last in parts
    ]
