"""The classification of a paper as a field of its header: the banner that speaks for the paper."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.domain.annotations import Annotation, Kind
from workbench.suggest.build import Suggestions
from workbench.suggest.lines import TextLine, Zone


def read_classification(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Suggest the field on the words of a banner suggested already.

    It is taken from the first page that bears one: from the line amid the header, where a
    message repeats its level before its number, else from the head of the page.
    """
    banners = [one for one in out.found if (one.kind, one.label) == (Kind.MARKING, "banner")]
    if not banners:
        return
    first = min(banner.pages[0] for banner in banners)
    line_of = {
        word: line
        for line in lines
        if line.page.number == first
        for word in range(line.first_word, line.last_word + 1)
    }
    here = sorted((b for b in banners if b.pages[0] == first), key=lambda b: b.order)
    chosen = next((b for b in here if _amid_header(b, line_of)), here[0])
    target = chosen.targets[0]
    page = next(line.page for line in line_of.values())
    span = target.span(page)
    if span is not None:
        out.on_page(
            Kind.FIELD, "classification", page, *span, "header-classification",
            min(chosen.score or 0.0, 0.95), chosen.value,
        )  # fmt: skip


def _amid_header(banner: Annotation, line_of: dict[int, TextLine]) -> bool:
    words = banner.targets[0].words
    line = line_of.get(words[0]) if len(words) else None
    return line is not None and line.zone is Zone.HEADER
