"""Entities of a document, as suggestions: names are read over all its pages at once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from workbench.domain.annotations import Kind
from workbench.domain.pages import PageText
from workbench.suggest.build import Suggestions
from workbench.suggest.endings_named import names_at_end
from workbench.suggest.entities import Mention, find_mentions
from workbench.suggest.lines import TextLine, Zone
from workbench.suggest.model import NameModel, beside

_TURN = "\f"
_ROUTED = re.compile(r"\b[A-Z]{1,5}[- ]\d\d\b")


def mark_entities(
    pages: Sequence[PageText],
    lines: Sequence[TextLine],
    out: Suggestions,
    model: NameModel | None = None,
) -> None:
    """Suggest every name outside what is not the paper's own text, whose names are the archive's.

    One that a page turn divides is suggested on neither page. What signs and who gets copies is
    read by its place, before the rules for any text; a model comes after both.
    """
    text = _TURN.join(_readable(pages, lines, out))
    starts = [0, *accumulate(len(page.text) + len(_TURN) for page in pages)]
    placed: dict[int, list[Mention]] = {}
    for line, name in names_at_end(lines):
        placed.setdefault(line.page.number, []).append(name)
        _suggest(line.page, name, out)
    mentions = find_mentions(text)
    if model is not None:
        mentions += beside(mentions, model.names(text))
    for mention in mentions:
        if _TURN in text[mention.start : mention.end]:
            continue
        index = bisect_right(starts, mention.start) - 1
        page, base = pages[index], starts[index]
        here = replace(mention, start=mention.start - base, end=mention.end - base)
        if not any(_bars(other, here) for other in placed.get(page.number, ())):
            _suggest(page, here, out)


def _bars(placed: Mention, other: Mention) -> bool:
    """Whether a name read by its place leaves no room: only a person may stand in a desk's."""
    within = placed.label == "OFFICE" and other.label == "PERSON" and placed.holds(other)
    same = (placed.start, placed.end) == (other.start, other.end)
    return placed.meets(other) and (same or not within)


def _suggest(page: PageText, name: Mention, out: Suggestions) -> None:
    out.on_page(
        Kind.ENTITY, name.label, page, name.start, name.end, name.rule, name.score, name.value
    )


def _readable(pages: Sequence[PageText], lines: Sequence[TextLine], out: Suggestions) -> list[str]:
    """The pages' texts, of the same lengths, with blanks for what names nobody.

    That is furniture, stamps, levels, and the offices with their copies in a telegram's routing.
    """
    texts = {page.number: page.text for page in pages}
    for line in lines:
        if line.aside or len(_ROUTED.findall(line.text)) > 2:
            text = texts[line.page.number]
            texts[line.page.number] = text[: line.start] + " " * len(line.text) + text[line.end :]
        elif line.zone in (Zone.DISTRIBUTION, Zone.SIGNATURE):
            text = texts[line.page.number]
            if text[line.end : line.end + 1] == "\n":  # no name runs on from line to line here
                texts[line.page.number] = text[: line.end] + "\r" + text[line.end + 1 :]
    by_number = {page.number: page for page in pages}
    for marking in out.found:
        if (marking.kind, marking.label) != (Kind.MARKING, "banner"):
            continue
        target = marking.targets[0]
        span = target.span(by_number[target.page])
        if span is not None:
            text = texts[target.page]
            texts[target.page] = text[: span[0]] + " " * (span[1] - span[0]) + text[span[1] :]
    return [texts[page.number] for page in pages]
