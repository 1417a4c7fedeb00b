"""A document as lines in order, with what layout tells: gaps, page turns, top and foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from statistics import median

from workbench.domain.pages import PageText

_GAP = 1.4
"""A line this many times the usual distance below the last, or above it, stands apart."""

EDGE_LINES = 3
"""So many lines at top and foot of a page may be running heads."""


class Zone(Enum):
    """What part of the paper a line belongs to, once a rule has said so."""

    UNKNOWN = "unknown"
    FURNITURE = "furniture"
    STAMP = "stamp"
    METADATA = "metadata"
    """What an archive or a web site put below the paper."""
    HEADER = "header"
    SIGNATURE = "signature"
    DISTRIBUTION = "distribution"


ASIDE = (Zone.FURNITURE, Zone.STAMP, Zone.METADATA)
"""Zones that are not the paper's own text; they never part what stands around them."""


@dataclass(slots=True)
class TextLine:
    """One line. ``start`` and ``end`` are offsets in its page's text, ``index`` in the document.

    ``gap`` says whether blank paper stands above it; None at the top of a page, where nothing
    can be known.
    """

    page: PageText
    index: int
    first_word: int
    last_word: int
    text: str
    start: int
    gap: bool | None
    edge: bool
    zone: Zone = field(default=Zone.UNKNOWN)

    @property
    def end(self) -> int:
        """Offset just past the line in its page's text."""
        return self.start + len(self.text)

    @property
    def ends_sentence(self) -> bool:
        """Whether the line's last sign closes a sentence."""
        return self.text.rstrip("\"')]}”’ ")[-1:] in (".", "?", "!", ":", ";")

    @property
    def aside(self) -> bool:
        """Whether the line is no text of the paper: furniture, a stamp, the archive's."""
        return self.zone in ASIDE


def lines_of(pages: Sequence[PageText]) -> list[TextLine]:
    """All lines of a document that hold any reading."""
    lines: list[TextLine] = []
    for page in pages:
        on_page = list(_page_lines(page, len(lines)))
        for place, line in enumerate(on_page):
            line.edge = place < EDGE_LINES or place >= len(on_page) - EDGE_LINES
        lines += on_page
    return lines


def _page_lines(page: PageText, index: int) -> Iterator[TextLine]:
    held = [line for line in page.lines if page.ends[line.last] > page.starts[line.first]]
    heights = [page.words[line.first].rect_pt.centre[1] for line in held]
    steps = [below - above for above, below in pairwise(heights)]
    down = [step for step in steps if step > 0]
    usual = _usual_step(down)
    for place, line in enumerate(held):
        start, end = page.span_of(line.first, line.last)
        gap = (
            None
            if place == 0 or usual is None
            else not -0.5 * usual < steps[place - 1] <= _GAP * usual
        )
        yield TextLine(
            page, index + place, line.first, line.last, page.text[start:end], start, gap, False
        )


def _usual_step(steps: Sequence[float]) -> float | None:
    """The distance between lines set without a blank.

    It is the median of the lower two thirds, or that of the lowest third where the two are far
    apart: then most lines stand alone.
    """
    if len(steps) < 2:
        return None
    ordered = sorted(steps)
    usual = median(ordered[: max(2, len(ordered) * 2 // 3)])
    least = median(ordered[: max(1, len(ordered) // 3)])
    return least if usual >= _FAR * least else usual


_FAR = 1.45
