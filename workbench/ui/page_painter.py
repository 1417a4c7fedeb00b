"""Paints one page of the page view: paper, picture, and what lies over the words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from workbench.domain.annotations import Kind, Status
from workbench.domain.geometry import Rect, bounding, rotate_point
from workbench.domain.pages import PageText, Word
from workbench.ui.marks import Mark, marks_of
from workbench.ui.page_layout import PageLayout
from workbench.ui.page_pixmaps import Picture
from workbench.ui.page_source import Recent
from workbench.ui.strokes import (
    draw_shape,
    draw_tag,
    draw_wave,
    hatching,
    line_pen,
    with_alpha,
)
from workbench.ui.theme import label_colour, light
from workbench.ui.view_state import PAGES_KEPT, Layer, ViewState

SHADOW_PX = 6
UNDERLINE_PX = 2.0
UNDERLINE_STEP_PX = 3.0
SHAPES_FROM = 0.9
"""Pixels a point; on smaller pages the shapes would hide the words."""


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A mark in pixels from the page's corner: its boxes, and the foot line of each."""

    mark: Mark
    boxes: tuple[QRectF, ...]
    feet: tuple[QLineF, ...]


class PagePainter:
    """Draws pages at a layout's scale and turn. Overlay geometry is kept while it holds good.

    The paper is light in both themes, so everything on it uses the light colours.
    """

    def __init__(self, state: ViewState, layout: PageLayout) -> None:
        self._state = state
        self.layout = layout
        self._marks: Recent[tuple[Mark, ...]] = Recent(PAGES_KEPT)
        self._shown: Recent[list[ShownMark]] = Recent(PAGES_KEPT)
        self._shown_for: tuple[float, int] = (0.0, 0)
        self._ink = light()

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

    def _foot(self, rect_pt: Rect, number: int, lower_px: float) -> QLineF:
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

    def shown_marks(self, number: int) -> list[ShownMark]:
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
            lower = 1.0 + min(mark.depth, 4) * UNDERLINE_STEP_PX
            shown.append(
                ShownMark(
                    mark,
                    tuple(self.box(b, number) for b in boxes),
                    tuple(self._foot(b, number, lower) for b in boxes),
                )
            )
        return shown

    # Painting

    def paint_paper(self, painter: QPainter, place: QRectF) -> None:
        """The sheet and its soft shadow."""
        black = 60 if self._state.theme.is_dark else 26
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for i in range(SHADOW_PX, 0, -1):
            painter.setPen(QColor(0, 0, 0, black // i))
            painter.drawRect(place.adjusted(-i, 2 - i, i - 1, i + 1))
        painter.fillRect(place, QColor("#ffffff"))

    def paint_picture(
        self, painter: QPainter, place: QRectF, picture: Picture, *, detail: bool, hasty: bool
    ) -> None:
        """The scan: unscaled where its size is right, stretched until the right one comes.

        ``hasty`` stretches roughly, for a hand that is still zooming.
        """
        target = place
        pixmap = picture.pixmap
        if detail and picture.want.clip_pt is not None:
            clip = self.layout.rect_to_shown(picture.want.clip_pt, picture.want.page)
            target = QRectF(place.x() + clip.x0, place.y() + clip.y0, clip.width, clip.height)
        ratio = painter.device().devicePixelRatioF()
        width, height = target.width() * ratio, target.height() * ratio
        if abs(pixmap.width() - width) <= 1.5 and abs(pixmap.height() - height) <= 1.5:
            target = QRectF(target.x(), target.y(), pixmap.width() / ratio, pixmap.height() / ratio)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not hasty)
        painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)

    def paint_overlay(self, painter: QPainter, number: int, clip: QRectF, focused: bool) -> None:
        """Everything over the words, the painter's origin at the page's corner."""
        text = self._state.text(number)
        selected = self._state.selected_annotation
        self._paint_hits(painter, number, text)
        self._paint_selection(painter, number, text)
        top: ShownMark | None = None
        for shown in self.shown_marks(number):
            if shown.mark.annotation.id == selected:
                top = shown
            if any(box.adjusted(-24, -24, 24, 24).intersects(clip) for box in shown.boxes):
                self._paint_mark(painter, shown)
        if self._state.layer_shown(Layer.DOUBTS):
            for word in self._doubts(number, text, clip):
                foot = self._foot(word.rect_pt, number, 1.0)
                draw_wave(painter, foot, QColor(self._ink.doubt))
        if top is not None:
            self._paint_chosen(painter, top)
        self._paint_hover_and_cursor(painter, number, text, focused)
        self._paint_region(painter, number)

    def _doubts(self, number: int, text: PageText, clip: QRectF) -> list[Word]:
        """Doubts on the part of a page that is to be painted."""
        seen = clip.adjusted(-8, -8, 8, 8)
        part = Rect.spanning(seen.left(), seen.top(), seen.right(), seen.bottom())
        part_pt = self.layout.rect_from_shown(part, number)
        if part_pt is None:
            return []
        return [word for word in text.words if word.is_doubt and word.rect_pt.intersects(part_pt)]

    def _words_boxes(self, text: PageText, words: range, number: int) -> list[QRectF]:
        if not words:
            return []
        return [self.box(rect, number) for rect in text.rects_of(words[0], words[-1])]

    def _paint_hits(self, painter: QPainter, number: int, text: PageText) -> None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for first, last in self._state.hits_on(number):
            if last < len(text.words):
                for box in self._words_boxes(text, range(first, last + 1), number):
                    painter.fillRect(box.adjusted(-1, -1, 1, 1), QColor(self._ink.hit))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _paint_selection(self, painter: QPainter, number: int, text: PageText) -> None:
        selection = self._state.selection
        if selection is None:
            return
        words = selection.words_on(number, len(text.words))
        # Multiplied, so that the ink stays as dark as it was.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for box in self._words_boxes(text, words, number):
            painter.fillRect(box.adjusted(-2, -1, 2, 1), QColor(self._ink.selection))
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
                painter.setPen(line_pen(mark, colour, 1.5))
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
        painter.setPen(line_pen(shown.mark, colour, UNDERLINE_PX))
        if shown.mark.runs:
            for foot in shown.feet:
                painter.drawLine(foot)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for box in shown.boxes:
                painter.drawRect(box)

    def _paint_start(self, painter: QPainter, shown: ShownMark, colour: QColor) -> None:
        if shown.feet and self.layout.scale >= SHAPES_FROM:
            at = shown.feet[0].p1() - QPointF(4.0, 0.0)
            if shown.mark.annotation.kind == Kind.MARKING:
                at = shown.boxes[0].topLeft() - QPointF(2.0, 2.0)
            draw_shape(painter, self._state.shape_of(shown.mark.annotation), at, colour)

    def _paint_bracket(self, painter: QPainter, shown: ShownMark, colour: QColor) -> None:
        painter.setPen(line_pen(shown.mark, colour, 2.0))
        for box in shown.boxes:
            x = box.left() - 9 - 5 * min(shown.mark.depth, 3)
            painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
            painter.setPen(QPen(colour, 2.0))
            painter.drawLine(QLineF(x, box.top(), x + 5, box.top()))
            painter.drawLine(QLineF(x, box.bottom(), x + 5, box.bottom()))

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
            self._paint_code(painter, annotation.label or "no code", boxes[0], approved)

    def _paint_code(self, painter: QPainter, code: str, box: QRectF, approved: bool) -> None:
        """Amid the black of an approved box; on the edge of a proposed one, whose words count."""
        font = QFont(painter.font())
        share = 0.62 if approved else 0.5
        font.setPixelSize(int(max(7, min(13, box.height() * share))))
        font.setBold(True)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(code) + 6
        height = min(box.height(), font.pixelSize() + 4.0)
        tag = QRectF(0, 0, width, height)
        if approved:
            tag.moveCenter(box.center())
            back, front = QColor(self._ink.redaction_box), QColor(self._ink.redaction_text)
        else:
            tag.moveCenter(QPointF(box.right() - width / 2, box.top()))
            back, front = QColor(self._ink.redaction), QColor("#ffffff")
        draw_tag(painter, code, tag, back, front)

    def paint_message(self, painter: QPainter, place: QRectF, message: str) -> None:
        """What is wrong with a page that has no picture, on its empty sheet."""
        painter.setPen(QColor(self._ink.faint_text))
        wrapped = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(place.adjusted(40, 40, -40, -40), wrapped, message)

    def _paint_chosen(self, painter: QPainter, shown: ShownMark) -> None:
        """The selected annotation: a frame round it and its name on a tag."""
        accent = QColor(self._ink.accent)
        painter.setPen(QPen(accent, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in shown.boxes:
            painter.drawRect(box.adjusted(-4, -4, 4, 4))
        label = shown.mark.label
        name = label.title if label else shown.mark.annotation.label
        if not name or not shown.boxes:
            return
        font = QFont(painter.font())
        font.setPixelSize(11)
        font.setBold(False)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(name) + 10
        box = shown.boxes[0]
        tag = QRectF(box.left() - 5, box.top() - 21, width, 16)
        draw_tag(painter, name, tag, accent, QColor(self._ink.accent_text))

    def _paint_hover_and_cursor(
        self, painter: QPainter, number: int, text: PageText, focused: bool
    ) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        accent = self._ink.accent
        hover = self._state.hover
        if hover is not None and hover.page == number and hover.word < len(text.words):
            box = self.box(text.words[hover.word].rect_pt, number).adjusted(-2, -1, 2, 1)
            painter.fillRect(box, with_alpha(accent, 30))
            painter.setPen(QPen(with_alpha(accent, 150), 1.0))
            painter.drawRect(box)
        selection = self._state.selection
        if selection is not None and selection.cursor.page == number:
            box = self.box(text.words[selection.cursor.word].rect_pt, number)
            painter.setPen(QPen(with_alpha(accent, 255 if focused else 140), 2.0))
            painter.drawRect(box.adjusted(-3, -2, 3, 2))

    def _paint_region(self, painter: QPainter, number: int) -> None:
        region = self._state.region
        if region is None or region[0] != number:
            return
        box = self.box(region[1], number)
        painter.fillRect(box, with_alpha(self._ink.accent, 36))
        painter.setPen(QPen(QColor(self._ink.accent), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
