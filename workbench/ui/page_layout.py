"""Where pages stand in the page view: a column of pages, zoomed and turned. No widgets.

Three spaces: page points (unrotated page), column pixels (device-independent pixels, origin
at the top left of the whole column), and viewport pixels (column pixels less the scroll).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from workbench.domain.documents import Page
from workbench.domain.geometry import (
    Rect,
    rotate_point,
    rotate_rect,
    rotated_size,
    unrotate_rect,
)

GAP_PX = 18.0
"""Space above the first page, between pages and below the last, at every zoom."""

SIDE_PX = 18.0
"""Space left and right of the widest page."""


@dataclass(frozen=True, slots=True)
class PagePoint:
    """A point of a page, in page points of the unrotated page."""

    page: int
    x: float
    y: float


class PageLayout:
    """Places pages one below the other, centred. Zooming costs nothing, whatever the length."""

    def __init__(self, pages: Sequence[Page], rotation: int = 0, scale: float = 1.0) -> None:
        self.pages = pages
        self.rotation = rotation % 360
        self.scale = scale
        sizes = [self._shown_size(page) for page in pages]
        self._widest = max((size[0] for size in sizes), default=0.0)
        self._tops = list(accumulate((size[1] for size in sizes), initial=0.0))

    def _shown_size(self, page: Page) -> tuple[float, float]:
        return rotated_size(page.width_pt, page.height_pt, page.rotation + self.rotation)

    def page(self, number: int) -> Page:
        """The page with that number, counted from 1."""
        return self.pages[number - 1]

    def page_rotation(self, number: int) -> int:
        """How far a page is turned for the eye: its own rotation and the view's."""
        return (self.page(number).rotation + self.rotation) % 360

    def shown_size_pt(self, number: int) -> tuple[float, float]:
        """Width and height of a page as turned, in points."""
        return self._shown_size(self.page(number))

    @property
    def width(self) -> float:
        """Width of the column with its sides, in pixels."""
        return self._widest * self.scale + 2 * SIDE_PX

    @property
    def height(self) -> float:
        """Height of the whole column, in pixels."""
        return self._tops[-1] * self.scale + GAP_PX * (len(self.pages) + 1)

    def top(self, number: int) -> float:
        """Where a page begins, in column pixels."""
        return self._tops[number - 1] * self.scale + GAP_PX * number

    def rect(self, number: int, column_width: float | None = None) -> Rect:
        """A page's place in column pixels; ``column_width`` is the viewport's where wider."""
        width_pt, height_pt = self.shown_size_pt(number)
        width, height = width_pt * self.scale, height_pt * self.scale
        x0 = (max(self.width, column_width or 0.0) - width) / 2
        y0 = self.top(number)
        return Rect(x0, y0, x0 + width, y0 + height)

    def page_at(self, y: float) -> int:
        """Number of the page at a height of the column; a gap belongs to the page above it."""
        if not self.pages:
            return 0
        found = bisect_right(range(1, len(self.pages) + 1), y, key=self.top)
        return max(1, found)

    def pages_between(self, y0: float, y1: float) -> range:
        """Numbers of the pages that show between two heights of the column."""
        if not self.pages:
            return range(0)
        return range(self.page_at(y0), self.page_at(y1) + 1)

    def to_page(self, x: float, y: float, number: int, column_width: float) -> PagePoint:
        """A point of the column as a point of a page; it may lie outside the page."""
        place = self.rect(number, column_width)
        shown = self.shown_size_pt(number)
        px, py = (x - place.x0) / self.scale, (y - place.y0) / self.scale
        back = -self.page_rotation(number) % 360
        ux, uy = rotate_point(px, py, shown[0], shown[1], back)
        return PagePoint(number, ux, uy)

    def to_column(self, point: PagePoint, column_width: float) -> tuple[float, float]:
        """A point of a page as a point of the column."""
        page, place = self.page(point.page), self.rect(point.page, column_width)
        rotation = self.page_rotation(point.page)
        x, y = rotate_point(point.x, point.y, page.width_pt, page.height_pt, rotation)
        return place.x0 + x * self.scale, place.y0 + y * self.scale

    def rect_to_shown(self, rect_pt: Rect, number: int) -> Rect:
        """A rectangle of a page in pixels from the page's top left corner as turned."""
        page, rotation = self.page(number), self.page_rotation(number)
        return rotate_rect(rect_pt, page.width_pt, page.height_pt, rotation).scaled(self.scale)

    def rect_from_shown(self, rect_px: Rect, number: int) -> Rect | None:
        """The inverse of :meth:`rect_to_shown`, kept on the page; None where it misses it."""
        page, rotation = self.page(number), self.page_rotation(number)
        shown = rect_px.scaled(1 / self.scale)
        rect = unrotate_rect(shown, page.width_pt, page.height_pt, rotation)
        return rect.clamped(page.width_pt, page.height_pt)

    def fitting_width(self, number: int, width_px: float) -> float:
        """The scale at which a page just fills a width."""
        return max(1.0, width_px - 2 * SIDE_PX) / self.shown_size_pt(number)[0]

    def fitting_page(self, number: int, width_px: float, height_px: float) -> float:
        """The scale at which a page just fits whole."""
        height_pt = self.shown_size_pt(number)[1]
        return min(
            self.fitting_width(number, width_px), max(1.0, height_px - 2 * GAP_PX) / height_pt
        )
