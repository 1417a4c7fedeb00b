"""The size of the text at which a document's usual lines fit the view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from workbench.domain.pages import PageText
from workbench.ui.text_layout import TextMetrics, page_pitch, shown_reading

USUAL_SHARE = 0.95
"""Lines this many of which must fit; the few longer ones may run out of sight."""

LITTLE_MORE = 1.12
"""Where the longest line is only so much longer than the usual ones, it must fit, too."""

UNKNOWN_LINE = 70.0
"""Characters a line, until the first page has been read."""

TAG_CHARACTERS = 1
"""What a code's tag takes beyond the code; its letters are smaller than the text's."""

STEP_PT = 0.5


class LineLengths:
    """How long the lines of the pages met so far are, in characters, indents included."""

    def __init__(self) -> None:
        self._lengths: Counter[int] = Counter()
        self._pages: set[int] = set()

    def __contains__(self, page: int) -> bool:
        return page in self._pages

    @property
    def are_known(self) -> bool:
        """Whether there was a line to go by."""
        return bool(self._pages)

    def add(self, text: PageText, codes: Mapping[int, str]) -> None:
        """Count a page's lines, the first time it is met with words on it.

        ``codes`` gives, by word, the redaction code shown before it.
        """
        if text.number in self._pages or not text.lines:
            return
        self._pages.add(text.number)
        pitch = page_pitch(text)
        for line in text.lines:
            words = text.words[line.first : line.last + 1]
            letters = sum(len(shown_reading(word.reading)) for word in words)
            indent = pitch.indent(words[0].rect_pt.x0)
            said = (codes.get(index, "") for index in range(line.first, line.last + 1))
            tags = sum(len(code) + TAG_CHARACTERS for code in said if code)
            self._lengths[round(indent + letters + len(words) - 1 + tags)] += 1

    def usual(self) -> float:
        """Characters that hold the usual lines."""
        total, seen = self._lengths.total(), 0
        longest = max(self._lengths, default=0)
        for length in sorted(self._lengths):
            seen += self._lengths[length]
            if seen >= USUAL_SHARE * total:
                return longest if longest <= LITTLE_MORE * length else length
        return UNKNOWN_LINE


def fitting_size(
    measures: Callable[[float], TextMetrics],
    characters: float,
    width_px: float,
    smallest_pt: float,
    largest_pt: float,
) -> float:
    """The largest size in points, of steps of half a point, at which a line fits a width.

    ``measures`` gives the text's measures for a size. Never below ``smallest_pt``.
    """
    low, high = 0, round((largest_pt - smallest_pt) / STEP_PT)
    while low < high:
        middle = (low + high + 1) // 2
        metrics = measures(smallest_pt + middle * STEP_PT)
        if metrics.left + (characters + 2) * metrics.char <= width_px:
            low = middle
        else:
            high = middle - 1
    return min(largest_pt, smallest_pt + low * STEP_PT)
