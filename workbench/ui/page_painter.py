"""Paints one page of the page view: paper, picture, and what lies over the words."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from workbench.domain.annotations import Kind, Status
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word
from workbench.ui.page_marks import PageMarks, ShownMark
from workbench.ui.page_pixmaps import Picture
from workbench.ui.strokes import (
    draw_code,
    draw_shape,
    draw_wave,
    hatching,
    line_pen,
    with_alpha,
)
from workbench.ui.theme import label_colour, light
from workbench.ui.view_state import Layer, ViewState

SHADOW_PX = 6
UNDERLINE_PX = 2.0
BRACKET_PX = 1.6
BRACKET_TICK_PX = 4.0
BRACKET_AWAY_PX = 12.0
TICKS_FROM_PX = 16.0
SHAPES_FROM = 0.9
"""Pixels a point; on smaller pages the shapes would hide the words."""


class PagePainter:
    """Draws pages at a layout's scale and turn. Overlay geometry is kept while it holds good.

    The paper is light in both themes, so everything on it uses the light colours.
    """

    def __init__(self, state: ViewState, marks: PageMarks) -> None:
        self._state = state
        self._marks = marks
        self._ink = light()
        self._sides: dict[int, tuple[QPixmap, QPixmap]] = {}

    # Painting

    def paint_paper(self, painter: QPainter, place: QRectF) -> None:
        """The empty sheet."""
        painter.fillRect(place, QColor("#ffffff"))

    def paint_shadow(self, painter: QPainter, place: QRectF) -> None:
        """The soft shadow of a sheet."""
        black = 60 if self._state.theme.is_dark else 26
        sheet = place.toAlignedRect()
        for i in range(SHADOW_PX, 0, -1):
            colour = QColor(0, 0, 0, black // i)
            ring = sheet.adjusted(-i, 2 - i, i, i + 2)
            left, top, width, height = ring.left(), ring.top(), ring.width(), ring.height()
            # Bands of whole pixels are filled many times faster than a frame is drawn.
            painter.fillRect(left, top, width, 1, colour)
            painter.fillRect(left, top + height - 1, width, 1, colour)
        # Upright bands one by one would cost the page's whole height each.
        if black not in self._sides:
            self._sides[black] = (
                _shadow_side(black, mirrored=False),
                _shadow_side(black, mirrored=True),
            )
        left_side, right_side = self._sides[black]
        top, height = sheet.top() + 2, sheet.height()
        painter.drawTiledPixmap(sheet.left() - SHADOW_PX, top, SHADOW_PX, height, left_side)
        painter.drawTiledPixmap(sheet.right() + 1, top, SHADOW_PX, height, right_side)

    def paint_picture(
        self, painter: QPainter, place: QRectF, picture: Picture, *, detail: bool, hasty: bool
    ) -> None:
        """The scan: unscaled where its size is right, stretched until the right one comes.

        ``hasty`` stretches roughly, for a hand that is still zooming.
        """
        target = place
        pixmap = picture.pixmap
        if detail and picture.want.clip_pt is not None:
            clip = self._marks.layout.rect_to_shown(picture.want.clip_pt, picture.want.page)
            target = QRectF(place.x() + clip.x0, place.y() + clip.y0, clip.width, clip.height)
        ratio = painter.device().devicePixelRatioF()
        width, height = target.width() * ratio, target.height() * ratio
        if abs(pixmap.width() - width) <= 1.5 and abs(pixmap.height() - height) <= 1.5:
            target = QRectF(target.x(), target.y(), pixmap.width() / ratio, pixmap.height() / ratio)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not hasty)
        painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)

    def paint_still(self, painter: QPainter, number: int, clip: QRectF) -> None:
        """What lies over the words and stays: the painter's origin at the page's corner."""
        text = self._state.text(number)
        self._paint_hits(painter, number, text)
        for shown in self._marks.shown(number):
            if any(box.adjusted(-24, -24, 24, 24).intersects(clip) for box in shown.boxes):
                self._paint_mark(painter, shown)
        if self._state.layer_shown(Layer.DOUBTS):
            for word in self._doubts(number, text, clip):
                foot = self._marks.foot(word.rect_pt, number, 1.0)
                draw_wave(painter, foot, QColor(self._ink.doubt))

    def _doubts(self, number: int, text: PageText, clip: QRectF) -> list[Word]:
        """Doubts on the part of a page that is to be painted."""
        seen = clip.adjusted(-8, -8, 8, 8)
        part = Rect.spanning(seen.left(), seen.top(), seen.right(), seen.bottom())
        part_pt = self._marks.layout.rect_from_shown(part, number)
        if part_pt is None:
            return []
        return [word for word in text.words if word.is_doubt and word.rect_pt.intersects(part_pt)]

    def _paint_hits(self, painter: QPainter, number: int, text: PageText) -> None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for first, last in self._state.hits_on(number):
            if last < len(text.words):
                for box in self._marks.words_boxes(text, range(first, last + 1), number):
                    painter.fillRect(box.adjusted(-1, -1, 1, 1), QColor(self._ink.hit))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _paint_mark(self, painter: QPainter, shown: ShownMark) -> None:
        mark = shown.mark
        colour = label_colour(mark.label, is_dark=False)
        match mark.annotation.kind:
            case Kind.REDACTION:
                self._paint_redaction(painter, shown)
            case Kind.PARAGRAPH:
                self._paint_bracket(painter, shown, colour)
            case Kind.MARKING:
                painter.setPen(line_pen(mark, colour, 1.5 * self._weight))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                for box in shown.boxes:
                    painter.drawRect(box.adjusted(-2, -2, 2, 2))
                self._paint_start(painter, shown, colour)
            case Kind.NOTE:
                for box in shown.boxes:
                    painter.fillRect(box.adjusted(-1, -1, 1, 1), QColor(255, 214, 64, 70))
                self._paint_lines(painter, shown, QColor("#8a6d00"))
            case _:
                if not mark.is_suggestion and mark.annotation.kind == Kind.ENTITY:
                    for box in shown.boxes:
                        painter.fillRect(box, with_alpha(colour.name(), 26))
                self._paint_lines(painter, shown, colour)
                self._paint_start(painter, shown, colour)

    def _paint_lines(self, painter: QPainter, shown: ShownMark, colour: QColor) -> None:
        painter.setPen(line_pen(shown.mark, colour, UNDERLINE_PX * self._weight))
        if shown.mark.runs:
            for foot in shown.feet:
                painter.drawLine(foot)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for box in shown.boxes:
                painter.drawRect(box)

    def _paint_start(self, painter: QPainter, shown: ShownMark, colour: QColor) -> None:
        if shown.feet and self._marks.layout.scale >= SHAPES_FROM:
            at = shown.feet[0].p1() - QPointF(4.0, 0.0)
            if shown.mark.annotation.kind == Kind.MARKING:
                at = shown.boxes[0].topLeft() - QPointF(2.0, 2.0)
            draw_shape(painter, self._state.shape_of(shown.mark.annotation), at, colour)

    def _paint_bracket(self, painter: QPainter, shown: ShownMark, colour: QColor) -> None:
        """Beside the words with a little air, and so short that neighbours do not touch."""
        width = BRACKET_PX * self._weight
        for box in shown.boxes:
            away = BRACKET_AWAY_PX * self._weight + 5 * min(shown.mark.depth, 3)
            x = max(1.0, box.left() - away)
            top, bottom = box.top() + 1, box.bottom() - 1
            painter.setPen(line_pen(shown.mark, colour, width))
            painter.drawLine(QLineF(x, top, x, bottom))
            if box.height() < TICKS_FROM_PX:
                continue  # two ticks so near each other would be a blot
            painter.setPen(QPen(colour, width))
            for y in (top, bottom):
                painter.drawLine(QLineF(x - width / 2, y, x + BRACKET_TICK_PX, y))

    @property
    def _weight(self) -> float:
        """Lines get finer with the page: on a small one they would hide the words."""
        return max(0.6, min(1.0, self._marks.layout.scale / 0.9))

    def _paint_redaction(self, painter: QPainter, shown: ShownMark) -> None:
        ink = self._ink.redaction
        annotation = shown.mark.annotation
        boxes = [box.adjusted(-2, -2, 2, 2) for box in shown.boxes]
        if annotation.status == Status.REFUSED:
            painter.setPen(QPen(with_alpha(ink, 150), 1.0, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for box in boxes:
                painter.drawRect(box)
            return
        approved = annotation.status == Status.APPROVED
        for box in boxes:
            if approved:
                painter.fillRect(box, with_alpha(self._ink.redaction_box, 214))
            else:
                painter.fillRect(box, with_alpha(ink, 22))
                painter.fillRect(box, hatching(ink, 150))
                painter.setPen(QPen(QColor(ink), 1.2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box)
        if boxes:
            draw_code(painter, annotation.label or "no code", boxes[0], amid=approved)

    def paint_message(self, painter: QPainter, place: QRectF, message: str) -> None:
        """What is wrong with a page that has no picture, on its empty sheet."""
        painter.setPen(QColor(self._ink.faint_text))
        wrapped = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(place.adjusted(40, 40, -40, -40), wrapped, message)


def _shadow_side(black: int, *, mirrored: bool) -> QPixmap:
    """A piece of the shadow beside a sheet, the left side's unless mirrored."""
    side = QPixmap(SHADOW_PX, 64)
    side.fill(Qt.GlobalColor.transparent)
    painter = QPainter(side)
    for x in range(SHADOW_PX):
        away = x + 1 if mirrored else SHADOW_PX - x
        painter.fillRect(x, 0, 1, side.height(), QColor(0, 0, 0, black // away))
    painter.end()
    return side
