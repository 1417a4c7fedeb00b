"""Pages as last painted: picture and marks in one, so that turning and zooming just copy them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from workbench.ui.page_marks import PageMarks
from workbench.ui.page_painter import PagePainter
from workbench.ui.page_pixmaps import LARGEST_PAGE_PX, PagePixmaps, Picture

BUDGET_BYTES = 96 * 1024 * 1024
"""A screenful of pages and their neighbours, whatever the zoom; the pictures have their own."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A page as painted, upright for the eye; what it was painted from, to know it again."""

    pixmap: QPixmap
    scale: float
    rotation: int
    ratio: float
    picture_key: int

    @property
    def size_bytes(self) -> int:
        """Memory it takes."""
        return self.pixmap.width() * self.pixmap.height() * 4


class PageComposer:
    """Keeps composed pages within a bound. What follows the hand is never part of them."""

    def __init__(self, painter: PagePainter, marks: PageMarks, pictures: PagePixmaps) -> None:
        self._painter = painter
        self._marks = marks
        self._pictures = pictures
        self._kept: OrderedDict[int, Composed] = OrderedDict()

    def forget(self, pages: Collection[int] | None = None) -> None:
        """Drop some pages, or all: what is on them has changed."""
        for number in list(self._kept) if pages is None else pages:
            self._kept.pop(number, None)

    def last(self, number: int) -> Composed | None:
        """A page as last composed for the turn there is now, at whatever scale; or None."""
        kept = self._kept.get(number)
        rotation = self._marks.layout.page_rotation(number)
        return kept if kept is not None and kept.rotation == rotation else None

    def has_picture(self, number: int, ratio: float) -> bool:
        """Whether there is a picture a page could be composed with now."""
        return self._picture(number, ratio) is not None

    def fits(self, number: int, ratio: float) -> bool:
        """Whether a page stands composed as it would be painted now."""
        picture = self._picture(number, ratio)
        return picture is not None and self._fitting(number, ratio, picture) is not None

    def page(self, number: int, ratio: float) -> Composed | None:
        """A page composed for the scale there is; None without a picture that is right for it.

        ``ratio`` is device pixels a device-independent pixel.
        """
        picture = self._picture(number, ratio)
        if picture is None:
            return None
        fitting = self._fitting(number, ratio, picture)
        if fitting is None:
            fitting = self._kept[number] = self._compose(number, ratio, picture)
        self._kept.move_to_end(number)
        self._shrink()
        return fitting

    def _picture(self, number: int, ratio: float) -> Picture | None:
        layout = self._marks.layout
        picture = self._pictures.page(number, layout.page_rotation(number))
        if picture is None:
            return None
        width_pt, height_pt = layout.shown_size_pt(number)
        scale = layout.scale * ratio
        large = width_pt * height_pt * scale * scale > LARGEST_PAGE_PX * 1.01
        return None if large or abs(picture.want.scale - scale) > 1e-6 else picture

    def _fitting(self, number: int, ratio: float, picture: Picture) -> Composed | None:
        kept, layout = self._kept.get(number), self._marks.layout
        now = (layout.scale, layout.page_rotation(number), ratio, picture.pixmap.cacheKey())
        if kept is None or (kept.scale, kept.rotation, kept.ratio, kept.picture_key) != now:
            return None
        return kept

    def _compose(self, number: int, ratio: float, picture: Picture) -> Composed:
        layout = self._marks.layout
        width_pt, height_pt = layout.shown_size_pt(number)
        place = QRectF(0, 0, width_pt * layout.scale, height_pt * layout.scale)
        pixmap = QPixmap(round(place.width() * ratio), round(place.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.white)
        painter = QPainter(pixmap)
        self._painter.paint_picture(painter, place, picture, detail=False, hasty=False)
        self._painter.paint_still(painter, number, place)
        painter.end()
        rotation = layout.page_rotation(number)
        return Composed(pixmap, layout.scale, rotation, ratio, picture.pixmap.cacheKey())

    def _shrink(self) -> None:
        size = sum(composed.size_bytes for composed in self._kept.values())
        while size > BUDGET_BYTES and len(self._kept) > 1:
            size -= self._kept.popitem(last=False)[1].size_bytes


def paint_composed(painter: QPainter, composed: Composed, place: QRectF, *, exact: bool) -> None:
    """Copy a composed page to its place; not ``exact``, stretch it there roughly."""
    if exact:
        painter.drawPixmap(QPointF(place.topLeft()), composed.pixmap)
    else:
        painter.drawPixmap(place, composed.pixmap, QRectF(composed.pixmap.rect()))
