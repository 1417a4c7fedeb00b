"""Entities of a document, as suggestions: names are read over all its pages at once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from workbench.domain.annotations import Kind
from workbench.domain.pages import PageText
from workbench.suggest.build import Suggestions
from workbench.suggest.entities import find_mentions
from workbench.suggest.lines import TextLine, Zone

_TURN = "\f"
_SURNAME = re.compile(r"[A-Z][A-Z'’-]{2,}(?: [A-Z][A-Z'’-]{2,})?")


def mark_entities(pages: Sequence[PageText], lines: Sequence[TextLine], out: Suggestions) -> None:
    """Suggest every name outside what is not the paper's own text, whose names are the archive's.

    One that a page turn divides is suggested on neither page.
    """
    text = _TURN.join(_without_furniture(pages, lines))
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
    _mark_signatures(lines, out)


def _mark_signatures(lines: Sequence[TextLine], out: Suggestions) -> None:
    """A line of one or two words in capitals that signs a telegram is a person."""
    for line in lines:
        if line.zone is Zone.SIGNATURE and _SURNAME.fullmatch(line.text.strip()):
            out.on_page(Kind.ENTITY, "PERSON", line.page, line.start, line.end, "signature", 0.85)


def _without_furniture(pages: Sequence[PageText], lines: Sequence[TextLine]) -> list[str]:
    """The pages' texts, of the same lengths, with blanks for furniture and stamps."""
    texts = {page.number: page.text for page in pages}
    for line in lines:
        if line.aside:
            text = texts[line.page.number]
            texts[line.page.number] = text[: line.start] + " " * len(line.text) + text[line.end :]
    return [texts[page.number] for page in pages]
