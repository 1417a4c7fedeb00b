"""Entities of a document, as suggestions: names are read over all its pages at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from workbench.domain.annotations import Kind
from workbench.domain.pages import PageText
from workbench.suggest.build import Suggestions
from workbench.suggest.entities import find_mentions

_TURN = "\f"


def mark_entities(pages: Sequence[PageText], out: Suggestions) -> None:
    """Suggest every name; one that a page turn divides is suggested on neither page."""
    text = _TURN.join(page.text for page in pages)
    starts = [0, *accumulate(len(page.text) + len(_TURN) for page in pages)]
    for mention in find_mentions(text):
        if _TURN in text[mention.start : mention.end]:
            continue
        number = bisect_right(starts, mention.start) - 1
        base = starts[number]
        out.on_page(
            Kind.ENTITY,
            mention.label,
            pages[number],
            mention.start - base,
            mention.end - base,
            mention.rule,
            mention.score,
            mention.value,
        )
