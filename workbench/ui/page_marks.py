"""Where the marks of a page stand in pixels, kept while the zoom and the turn stay."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF

from workbench.domain.annotations import Kind
from workbench.domain.geometry import Rect, bounding, rotate_point
from workbench.domain.pages import PageText
from workbench.ui.marks import Mark, marks_of
from workbench.ui.page_layout import PageLayout
from workbench.ui.page_source import Recent
from workbench.ui.view_state import PAGES_KEPT, ViewState

UNDERLINE_STEP_PX = 3.0
CLOSE_STEP_PX = 2.0
LOWEST_SHARE = 0.4
"""Of a line's height: underlines go no lower, or they would strike out the line below."""


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A mark in pixels from the page's corner: its boxes, and the foot line of each."""

    mark: Mark
    boxes: tuple[QRectF, ...]
    feet: tuple[QLineF, ...]


class PageMarks:
    """The marks of pages in a layout's pixels, from each page's corner."""

    def __init__(self, state: ViewState, layout: PageLayout) -> None:
        self._state = state
        self.layout = layout
        self._marks: Recent[tuple[Mark, ...]] = Recent(PAGES_KEPT)
        self._shown: Recent[list[ShownMark]] = Recent(PAGES_KEPT)
        self._shown_for: tuple[float, int] = (0.0, 0)

    def forget(self, pages: frozenset[int] | None = None) -> None:
        """Drop kept geometry of some pages, or all."""
        self._marks.forget(pages)
        self._shown.forget(pages)

    def marks(self, number: int) -> tuple[Mark, ...]:
        """The visible marks of a page, outermost first."""
        return self._marks.get(
            number,
            lambda page: marks_of(
                self._state.text(page),
                self._state.visible_annotations(page),
                self._state.label_of,
            ),
        )

    def box(self, rect_pt: Rect, number: int) -> QRectF:
        """A rectangle of the page in whole pixels from the page's corner."""
        shown = self.layout.rect_to_shown(rect_pt, number)
        x0, y0 = round(shown.x0), round(shown.y0)
        return QRectF(x0, y0, max(1, round(shown.x1) - x0), max(1, round(shown.y1) - y0))

    def foot(self, rect_pt: Rect, number: int, lower_px: float) -> QLineF:
        """The line under a rectangle, ``lower_px`` further down the unrotated page."""
        page, rotation = self.layout.page(number), self.layout.page_rotation(number)
        scale = self.layout.scale
        y = rect_pt.y1 + lower_px / scale
        ends = [
            rotate_point(x, y, page.width_pt, page.height_pt, rotation)
            for x in (rect_pt.x0, rect_pt.x1)
        ]
        (xa, ya), (xb, yb) = ends
        return QLineF(round(xa * scale), round(ya * scale), round(xb * scale), round(yb * scale))

    def shown(self, number: int) -> list[ShownMark]:
        """The marks of a page in pixels, kept while scale and turn stay."""
        key = (self.layout.scale, self.layout.rotation)
        if key != self._shown_for:
            self._shown.forget()
            self._shown_for = key
        return self._shown.get(number, self._show)

    def is_ready(self, number: int) -> bool:
        """Whether a page's marks are at hand in pixels for the scale and turn there are now."""
        return self._shown_for == (self.layout.scale, self.layout.rotation) and (
            number in self._shown
        )

    def _show(self, number: int) -> list[ShownMark]:
        text = self._state.text(number)
        shown = []
        for mark in self.marks(number):
            boxes = mark.boxes_pt(text)
            if mark.annotation.kind == Kind.PARAGRAPH and (whole := bounding(boxes)):
                boxes = (whole,)
            shown.append(
                ShownMark(
                    mark,
                    tuple(self.box(b, number) for b in boxes),
                    tuple(self.foot(b, number, self._lower_px(mark, b)) for b in boxes),
                )
            )
        return shown

    def _lower_px(self, mark: Mark, box_pt: Rect) -> float:
        """How far under its words a mark is drawn, by its depth and the room there is."""
        room = LOWEST_SHARE * box_pt.height * self.layout.scale
        step = UNDERLINE_STEP_PX if room >= 2 * UNDERLINE_STEP_PX else CLOSE_STEP_PX
        return 1.0 + min(mark.depth * step, max(step, room))

    def words_boxes(self, text: PageText, words: range, number: int) -> list[QRectF]:
        """A run of words in pixels, one box a line."""
        if not words:
            return []
        return [self.box(rect, number) for rect in text.rects_of(words[0], words[-1])]
