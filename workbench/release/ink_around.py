"""The ink around a box of a page's picture, and the way back to the page."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from workbench.domain.geometry import Rect
from workbench.release.stamp import box_px

_INK = 128
"""Grey levels under this are ink; the proof's own level is darker, so that it finds none."""
_IS_INK = [255 if level < _INK else 0 for level in range(256)]
_ANY = [255 if level else 0 for level in range(256)]

Place = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of :attr:`InkAround.ink`; the last two are not part of it."""


@dataclass(frozen=True, slots=True)
class InkAround:
    """``ink`` is white on black; the box lies at ``box`` in it, a line is ``line`` pixels high.

    ``scale`` tells how many pixels of the page, of ``page_px`` in all, one pixel of it is;
    ``corner`` is where it begins on the page.
    """

    ink: Image.Image
    box: Place
    line: int
    corner: tuple[int, int]
    page_px: tuple[int, int]
    page_pt: tuple[float, float]
    scale: int = 1

    def wipe(self, rect: Rect) -> None:
        """Leave out what lies in a rectangle of the page, in points; before :meth:`reduced`."""
        place = box_px(rect, self.page_px, self.page_pt)
        left, top = (max(0, place[axis] - self.corner[axis]) for axis in (0, 1))
        right, bottom = place[2] - self.corner[0], place[3] - self.corner[1]
        if left < min(right, self.ink.width) and top < min(bottom, self.ink.height):
            self.ink.paste(0, (left, top, right, bottom))

    def reduced(self, line_px: int) -> InkAround:
        """At a scale where a line is no less than ``line_px`` high: the same cost for every dpi."""
        by = max(1, self.line // line_px)
        if by == 1:
            return self
        x0, y0, x1, y1 = self.box
        return InkAround(
            self.ink.reduce(by).point(_ANY),
            (x0 // by, y0 // by, -(-x1 // by), -(-y1 // by)),
            max(1, self.line // by),
            self.corner,
            self.page_px,
            self.page_pt,
            self.scale * by,
        )

    def rect_of(self, place: Place) -> Rect:
        """A place of the ink as it lies on the page, in points."""
        x0, y0, x1, y1 = (side * self.scale for side in place)
        (left, top), (wide, high), (wide_pt, high_pt) = self.corner, self.page_px, self.page_pt
        return Rect(
            (x0 + left) / wide * wide_pt,
            (y0 + top) / high * high_pt,
            (x1 + left) / wide * wide_pt,
            (y1 + top) / high * high_pt,
        )


def ink_around(
    image: Image.Image,
    page_pt: tuple[float, float],
    rect: Rect,
    line_pt: float,
    lines: float,
) -> InkAround | None:
    """The ink of a page's picture so many lines far around a box; None where there is no page.

    ``rect``, ``line_pt`` and ``page_pt`` (width, height) are in points.
    """
    place = box_px(rect, image.size, page_pt)
    line = round(line_pt * image.height / page_pt[1])
    margin = int(line * lines)
    around = (
        max(0, place[0] - margin),
        max(0, place[1] - margin),
        min(image.width, place[2] + margin),
        min(image.height, place[3] + margin),
    )
    if line <= 0 or around[0] >= around[2] or around[1] >= around[3]:
        return None
    return InkAround(
        image.crop(around).convert("L").point(_IS_INK),
        (
            place[0] - around[0],
            place[1] - around[1],
            place[2] - around[0],
            place[3] - around[1],
        ),
        line,
        around[:2],
        image.size,
        page_pt,
    )
