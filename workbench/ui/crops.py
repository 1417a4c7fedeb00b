"""Pieces of the scan beside the lines of a list: each line shows what it speaks of."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QStyleOptionViewItem

from workbench.app.proposals import Match
from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect, rotate_rect, rotated_size, unrotate_rect
from workbench.ui.desk import Desk
from workbench.ui.inputs import TickList, TickPainter
from workbench.ui.rows import ITEM_ROLE, Index

_WIDTH, _HEIGHT = 210, 34
_KEPT = 300
_LEAST_PT = 14.0
_URGENCY = 1


class Crops:
    """Pictures of places, asked for when a line comes into sight, and kept within a bound."""

    def __init__(self, desk: Desk, on_new: Callable[[], None], ratio: float) -> None:
        self._desk = desk
        self._on_new = on_new
        self._ratio = ratio
        self._kept: OrderedDict[tuple[str, int, Rect], QPixmap | None] = OrderedDict()

    def of(self, match: Match) -> QPixmap | None:
        """The picture of a place; None while it is being drawn, or cannot be."""
        if not match.boxes_pt or not self._desk.is_open:
            return None
        key = (match.document_id, match.page, match.boxes_pt[0])
        if key not in self._kept:
            self._kept[key] = None
            self._ask(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def _ask(self, key: tuple[str, int, Rect]) -> None:
        document_id, number, box = key
        page = self._desk.session.page(document_id, number)
        width, height = rotated_size(page.width_pt, page.height_pt, page.rotation)
        shown = rotate_rect(box, page.width_pt, page.height_pt, page.rotation)
        clip, scale = _around(shown, width, height)
        size = (page.width_pt, page.height_pt, page.rotation)

        def on_done(info: object, pixels: bytes) -> None:
            wide, high, stride = (
                int(getattr(info, name)) for name in ("width_px", "height_px", "stride")
            )
            image = QImage(pixels, wide, high, stride, QImage.Format.Format_RGB888).copy()
            if page.rotation:
                image = image.transformed(QTransform().rotate(page.rotation))
            painter = QPainter(image)
            factor = scale * self._ratio
            painter.setPen(QPen(QColor("#b3261e"), 2))
            painter.drawRect(
                round((shown.x0 - clip.x0) * factor) - 2,
                round((shown.y0 - clip.y0) * factor) - 2,
                round(shown.width * factor) + 3,
                round(shown.height * factor) + 3,
            )
            painter.end()
            image.setDevicePixelRatio(self._ratio)
            self._kept[key] = QPixmap.fromImage(image)
            self._on_new()

        def on_lost(_error: UserError | None = None) -> None:
            self._kept.pop(key, None)

        self._desk.session.render(
            document_id,
            number,
            scale * self._ratio,
            clip_pt=unrotate_rect(clip, *size),
            key=("crop", *key),
            urgency=_URGENCY,
            on_done=on_done,
            on_error=lambda _error: None,
            on_dropped=on_lost,
        )


def _around(box: Rect, width_pt: float, height_pt: float) -> tuple[Rect, float]:
    """The piece of a page (as shown) around a box that fills the picture, and pixels a point."""
    high = max(box.height * 1.7, _LEAST_PT)
    scale = min(_HEIGHT / high, _WIDTH / (box.width * 1.1 + 8))
    wide, high = _WIDTH / scale, _HEIGHT / scale
    x, y = box.centre
    piece = Rect(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    return piece.clamped(width_pt, height_pt) or box, scale


class CropPainter(TickPainter):
    """Draws a ticked row with the piece of the scan at its right."""

    def __init__(self, view: TickList, desk: Desk) -> None:
        super().__init__(view)
        self._crops = Crops(desk, view.viewport().update, view.devicePixelRatioF())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: D102
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(size.height(), _HEIGHT + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: D102
        match = index.data(ITEM_ROLE)
        beside = QStyleOptionViewItem(option)
        has_room = option.rect.width() > 2 * _WIDTH
        if has_room:
            beside.rect = option.rect.adjusted(0, 0, -(_WIDTH + 8), 0)
        super().paint(painter, beside, index)
        if not has_room or not isinstance(match, Match):
            return
        place = QRect(
            option.rect.right() - _WIDTH - 4,
            option.rect.top() + (option.rect.height() - _HEIGHT) // 2,
            _WIDTH,
            _HEIGHT,
        )
        painter.fillRect(place.adjusted(-4, -8, 8, 8) & option.rect, option.palette.base())
        picture = self._crops.of(match)
        if picture is None:
            painter.fillRect(place, option.palette.color(QPalette.ColorRole.AlternateBase))
            return
        size = picture.deviceIndependentSize().toSize()
        size.scale(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        at = QRect(place.topLeft(), size)
        at.moveCenter(place.center())
        painter.drawPixmap(at, picture)
