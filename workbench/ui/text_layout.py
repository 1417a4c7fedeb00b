"""Where words stand in the text view: line for line as on the page. No widgets, no painting."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtGui import QFont, QFontMetricsF

from workbench.domain.documents import Page
from workbench.domain.pages import PageText

PAGE_PAD_PX = 14
"""Space under the last line of a page."""

DEPTHS = 3
"""Underlines that find room under a line; deeper ones share the lowest place."""

DEPTH_PX = 3

WIDEST_INDENT = 40
WIDEST_GAP = 16
"""In characters: pages keep their shape, but a far column does not run out of sight."""

GUTTER_CAPTION = "¶12 SBU"
"""The gutter has room for this."""

SMALLEST_SMALL_PT = 7.0

EMPTY_SIGN = "∅"
"""Stands for a word whose reading was emptied, so that it can still be pointed at."""


class TextMetrics:
    """Measures of the text view for a font."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        metrics = QFontMetricsF(font)
        self.ascent = round(metrics.ascent())
        self.height = round(metrics.height())
        self.char = metrics.averageCharWidth()
        self.space = metrics.horizontalAdvance(" ")
        self.line = self.height + 2 + DEPTHS * DEPTH_PX
        self.header = round(self.height * 1.5)
        self.small = QFont(font)
        self.small.setPointSizeF(max(SMALLEST_SMALL_PT, font.pointSizeF() * 0.8))
        self.small_metrics = QFontMetricsF(self.small)
        self.gutter = round(self.small_metrics.horizontalAdvance(GUTTER_CAPTION)) + 20
        self.left = self.gutter + round(self.char * 1.2)
        self._metrics = metrics
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """Width of a text in pixels; remembered, for words come again and again."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > 50_000:
                self._widths.clear()
            width = self._widths[text] = self._metrics.horizontalAdvance(text)
        return width


@dataclass(frozen=True, slots=True)
class LaidLine:
    """A line's words: ``first`` index, and where each begins and ends, in pixels."""

    first: int
    starts: tuple[float, ...]
    ends: tuple[float, ...]

    def word_at(self, x: float) -> int | None:
        """Index of the word under a place of the line; half a space beside it counts."""
        index = self.nearest(x)
        slack = 4.0
        place = index - self.first
        return index if self.starts[place] - slack <= x <= self.ends[place] + slack else None

    def nearest(self, x: float) -> int:
        """Index of the word nearest a place of the line."""
        place = max(0, bisect_right(self.starts, x) - 1)
        after = place + 1
        if after < len(self.starts) and self.starts[after] - x < x - self.ends[place]:
            place = after
        return self.first + place


@dataclass(frozen=True, slots=True)
class LaidPage:
    """The lines of a page, x in pixels from the left edge of the text."""

    lines: tuple[LaidLine, ...]
    width: float


def shown_reading(reading: str) -> str:
    """A reading as painted: an emptied one gets a sign."""
    return reading or EMPTY_SIGN


@dataclass(frozen=True, slots=True)
class Pitch:
    """A page's own measures: points a character, and where its leftmost word begins."""

    unit_pt: float
    left_pt: float

    def indent(self, x_pt: float) -> int:
        """Characters a line that begins there is set in; small unevenness is none."""
        indent = (x_pt - self.left_pt) / self.unit_pt
        return round(min(indent, WIDEST_INDENT)) if indent >= 1.5 else 0


def page_pitch(text: PageText) -> Pitch:
    """Measure a page by its words."""
    letters = sum(len(word.reading) for word in text.words)
    across = sum(word.rect_pt.width for word in text.words if word.reading)
    unit = max(1.0, across / letters) if letters else 6.0
    return Pitch(unit, min((word.rect_pt.x0 for word in text.words), default=0.0))


def lay_out(
    text: PageText,
    metrics: TextMetrics,
    codes: Mapping[int, str],
    code_width: Callable[[str], float],
    room: float | None = None,
) -> LaidPage:
    """Place a page's words. Indents and wide gaps follow the page, in its own characters.

    ``codes`` gives, by word, the redaction code shown before it, ``code_width`` its room.
    ``room`` in pixels: a line that would be longer gives up its wide gaps first, then its indent.
    """
    words, pitch = text.words, page_pitch(text)
    lines, widest = [], 0.0
    for line in text.lines:
        indices = range(line.first, line.last + 1)
        indent = pitch.indent(words[line.first].rect_pt.x0) * metrics.char
        gaps, widths = [0.0], [metrics.width(shown_reading(words[i].reading)) for i in indices]
        for index in indices[1:]:
            gap = (words[index].rect_pt.x0 - words[index - 1].rect_pt.x1) / pitch.unit_pt
            gaps.append(round(min(gap - 1, WIDEST_GAP)) * metrics.char if gap > 3.5 else 0.0)
        before = [code_width(codes[i]) if i in codes else 0.0 for i in indices]
        if room is not None:
            bare = sum(widths) + sum(before) + (len(widths) - 1) * metrics.space
            if any(gaps):
                share = max(0.0, min(1.0, (room - bare - indent) / sum(gaps)))
                gaps = [gap * share for gap in gaps]
            indent = max(0.0, min(indent, room - bare - sum(gaps)))
        x, starts, ends = indent, [], []
        for place, width in enumerate(widths):
            x += (metrics.space if place else 0.0) + gaps[place] + before[place]
            starts.append(x)
            x += width
            ends.append(x)
        lines.append(LaidLine(line.first, tuple(starts), tuple(ends)))
        widest = max(widest, x)
    return LaidPage(tuple(lines), widest)


class TextColumn:
    """Where each page's text begins, for any number of pages, from their row counts alone.

    A row is a line of the page, or a sign between lines for what has no words.
    """

    def __init__(self, pages: Sequence[Page], metrics: TextMetrics) -> None:
        self.metrics = metrics
        self._counts = [max(1, page.line_count) for page in pages]
        self._sum()

    def _sum(self) -> None:
        self._rows = list(accumulate(self._counts, initial=0))

    def set_count(self, page: int, rows: int) -> bool:
        """Correct a page's row count once its words are known; whether that changed it."""
        rows = max(1, rows)
        if self._counts[page - 1] == rows:
            return False
        self._counts[page - 1] = rows
        self._sum()
        return True

    @property
    def height(self) -> float:
        """Height of everything, in pixels."""
        return self.top(len(self._counts) + 1)

    def top(self, page: int) -> float:
        """Where a page's header strip begins."""
        each = self.metrics.header + PAGE_PAD_PX
        return self._rows[page - 1] * self.metrics.line + (page - 1) * each

    def row_top(self, page: int, row: int) -> float:
        """Where a row of a page begins."""
        return self.top(page) + self.metrics.header + row * self.metrics.line

    def page_at(self, y: float) -> int:
        """Number of the page at a height; 0 without pages."""
        if not self._counts:
            return 0
        found = bisect_right(range(1, len(self._counts) + 1), y, key=self.top)
        return max(1, found)

    def row_at(self, page: int, y: float) -> int:
        """Index of the row of a page nearest a height."""
        row = int((y - self.row_top(page, 0)) // self.metrics.line)
        return max(0, min(row, self._counts[page - 1] - 1))
