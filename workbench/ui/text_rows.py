"""The rows of a page's text: its lines, and between them signs for what has no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.documents import Page
from workbench.domain.geometry import Rect, bounding, rotate_rect
from workbench.domain.pages import PageText
from workbench.ui.marks import Mark


@dataclass(frozen=True, slots=True)
class TextRows:
    """Which row holds which line. ``lines`` has None for a row of signs.

    ``signs`` gives the marks of each row of signs: stamps, signatures, blackened regions.
    """

    lines: tuple[int | None, ...]
    row_of_line: tuple[int, ...]
    signs: dict[int, tuple[Mark, ...]]

    def nearest_line(self, row: int) -> int | None:
        """The line in a row, or the one nearest to it; None on a page without words."""
        near = sorted(range(len(self.lines)), key=lambda other: abs(other - row))
        return next((line for at in near if (line := self.lines[at]) is not None), None)


def rows_of(text: PageText, marks: Sequence[Mark], page: Page) -> TextRows:
    """Put a row of signs before the first line that lies lower than a region's top."""

    def upright(rect: Rect) -> Rect:
        return rotate_rect(rect, page.width_pt, page.height_pt, page.rotation)

    wordless = [mark for mark in marks if not mark.runs and mark.regions_pt]
    if not wordless:
        plain = tuple(range(len(text.lines)))
        return TextRows(plain, plain, {})
    middles = []
    for line in text.lines:
        box = bounding(text.words[i].rect_pt for i in range(line.first, line.last + 1))
        middles.append(0.0 if box is None else (upright(box).y0 + upright(box).y1) / 2)
    before: dict[int, list[Mark]] = {}
    for mark in wordless:
        top = min(upright(region).y0 for region in mark.regions_pt)
        place = next((i for i, middle in enumerate(middles) if middle >= top), len(middles))
        before.setdefault(place, []).append(mark)
    lines: list[int | None] = []
    row_of_line: list[int] = []
    signs: dict[int, tuple[Mark, ...]] = {}
    for place in range(len(text.lines) + 1):
        if place in before:
            signs[len(lines)] = tuple(before[place])
            lines.append(None)
        if place < len(text.lines):
            row_of_line.append(len(lines))
            lines.append(place)
    return TextRows(tuple(lines), tuple(row_of_line), signs)
