"""A document as lines in order, with what layout tells: gaps, page turns, top and foot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from statistics import median

from workbench.domain.pages import Line, PageText
from workbench.domain.stamp_rows import is_authority_row, opens_rows

_GAP = 1.4
"""A line this many times the usual distance below the last, or above it, stands apart."""

_ASLANT = 0.035
"""Two degrees: what rises more beside level lines was set by hand."""
_TAILS = 0.4
"""Of a word's height: so far apart stand the middles of words with and without tails."""

_BETWEEN = 3
"""Lines that may be read between two of the paper: rows of a stamp beside them."""
_NEAR = 2.6
"""Heights of a word from one line to the next at most."""
_BESIDE = 1.5
"""Heights of a word from a line to what was stamped beside it, at least."""

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
    held = _with_stamps_apart(
        page, [line for line in page.lines if page.ends[line.last] > page.starts[line.first]]
    )
    aslant = _aslant_blocks(page, held)
    heights = [
        _middle(page, line)
        if page.words[line.first].block in aslant
        else page.words[line.first].rect_pt.centre[1]
        for line in held
    ]
    steps = [heights[n] - heights[_above(page, held, n)] for n in range(1, len(held))]
    down = [
        step
        for line, step in zip(held[1:], steps, strict=True)
        if step > 0 and page.words[line.first].block not in aslant
    ]
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


def _above(page: PageText, lines: Sequence[Line], place: int) -> int:
    """The line that a line stands under: the one before, or if that stands beside it, the last
    that does not and is near.
    """
    own = page.words[lines[place].first].rect_pt
    for other in range(place - 1, max(-1, place - 1 - _BETWEEN), -1):
        if not _is_beside(page, lines[other], lines[place]):
            above = page.words[lines[other].first].rect_pt
            near = own.centre[1] - above.centre[1] < _NEAR * own.height
            return other if near else place - 1
    return place - 1


def _is_beside(page: PageText, one: Line, other: Line) -> bool:
    left, right = (
        (page.words[line.first].rect_pt, page.words[line.last].rect_pt) for line in (one, other)
    )
    return left[1].x1 < right[0].x0 or right[1].x1 < left[0].x0


def _with_stamps_apart(page: PageText, lines: Sequence[Line]) -> list[Line]:
    """The lines, and as lines of their own the rows of a stamp that OCR set at the ends of some."""
    cuts = [_row_beside(page, line) for line in lines]
    apart: list[Line] = []
    for place, (line, cut) in enumerate(zip(lines, cuts, strict=True)):
        following = cuts[place + 1] if place + 1 < len(cuts) else None
        if cut is None or not (cut[1] or (following is not None and following[1])):
            apart.append(line)
            continue
        apart += [replace(line, last=cut[0] - 1), replace(line, first=cut[0])]
    return apart


def _row_beside(page: PageText, line: Line) -> tuple[int, bool] | None:
    """The word with which a row of a stamp begins beside a line, and whether it can be no other."""
    for word in range(line.first + 1, line.last + 1):
        before, after = page.words[word - 1].rect_pt, page.words[word].rect_pt
        if after.x0 - before.x1 < _BESIDE * before.height:
            continue
        start, end = page.span_of(word, line.last)
        text = page.text[start:end]
        if is_authority_row(text):
            return word, True
        if opens_rows(text):
            return word, False
    return None


def _aslant_blocks(page: PageText, lines: Sequence[Line]) -> set[int]:
    """Blocks whose lines run aslant beside those of the page: stamps, whose lines stand closer.

    None where most lines do: then the page does, and its lines begin one below the other.
    """
    slopes: dict[int, list[bool]] = defaultdict(list)
    for line in lines:
        first, last = page.words[line.first].rect_pt, page.words[line.last].rect_pt
        along, down = last.centre[0] - first.centre[0], abs(last.centre[1] - first.centre[1])
        if along > 0:
            higher = max(_ASLANT * along, _TAILS * min(first.height, last.height))
            slopes[page.words[line.first].block].append(down > higher)
    if 2 * sum(map(sum, slopes.values())) > sum(map(len, slopes.values())):
        return set()
    return {block for block, sloping in slopes.items() if 2 * sum(sloping) > len(sloping)}


def _middle(page: PageText, line: Line) -> float:
    """How high the middle of a line stands; a stamp's lines are centred."""
    first, last = page.words[line.first].rect_pt, page.words[line.last].rect_pt
    return (first.centre[1] + last.centre[1]) / 2


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
