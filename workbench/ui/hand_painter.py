"""Paints what follows the hand on a page: selection, hover, the chosen annotation, a region."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from workbench.domain.fields import FIELD_TITLES
from workbench.domain.pages import PageText
from workbench.ui.page_marks import PageMarks, ShownMark
from workbench.ui.page_pixmaps import Picture
from workbench.ui.shaping import HANDLE_PX, handles
from workbench.ui.strokes import draw_code, draw_tag, with_alpha
from workbench.ui.theme import light
from workbench.ui.view_state import ViewState


class HandPainter:
    """Draws over pages as they stand composed; little of it, for it is drawn at every move."""

    def __init__(self, state: ViewState, marks: PageMarks) -> None:
        self._state = state
        self._marks = marks
        self._ink = light()

    def paint(self, painter: QPainter, number: int, picture: Picture | None, focused: bool) -> None:
        """What follows the hand: selection, hover, the chosen annotation, a region."""
        text, state = self._state.text(number), self._state
        for shown in self.opened(number):
            self._paint_opened(painter, number, shown, picture)
        self._paint_selection(painter, number, text)
        if state.selected_annotation:
            for shown in self._marks.shown(number):
                if shown.mark.annotation.id == state.selected_annotation:
                    self._paint_chosen(painter, shown)
        self._paint_hover_and_cursor(painter, number, text, focused)
        self._paint_region(painter, number)

    def opened(self, number: int) -> list[ShownMark]:
        """Approved redactions of a page that let the eye through: under the hand, or chosen."""
        state = self._state
        cursor = state.selection.cursor if state.selection is not None else None
        words = {ref.word for ref in (state.hover, cursor) if ref and ref.page == number}
        if not words and not state.selected_annotation:
            return []
        return [
            shown
            for shown in self._marks.shown(number)
            if shown.mark.is_black
            and (
                shown.mark.annotation.id == state.selected_annotation
                or any(shown.mark.holds(word) for word in words)
            )
        ]

    def _paint_opened(
        self, painter: QPainter, number: int, shown: ShownMark, picture: Picture | None
    ) -> None:
        """The words under an approved redaction, veiled, so that they can be checked."""
        boxes = [box.adjusted(-2, -2, 2, 2) for box in shown.boxes]
        width_pt, _ = self._marks.layout.shown_size_pt(number)
        for box in boxes:
            painter.fillRect(box, QColor("#ffffff"))
            if picture is not None:
                factor = picture.pixmap.width() / (width_pt * self._marks.layout.scale)
                part = QRectF(box.topLeft() * factor, box.size() * factor)
                painter.drawPixmap(box, picture.pixmap, part)
            painter.fillRect(box, with_alpha(self._ink.redaction_box, 48))
            painter.setPen(QPen(QColor(self._ink.redaction_box), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        if boxes:
            code = shown.mark.annotation.label or "no code"
            draw_code(painter, code, boxes[0], amid=False)

    def _paint_selection(self, painter: QPainter, number: int, text: PageText) -> None:
        selection = self._state.selection
        if selection is None:
            return
        words = selection.words_on(number, len(text.words))
        # Multiplied, so that the ink stays as dark as it was.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for box in self._marks.words_boxes(text, words, number):
            painter.fillRect(box.adjusted(-2, -1, 2, 1), QColor(self._ink.selection))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _paint_chosen(self, painter: QPainter, shown: ShownMark) -> None:
        """The selected annotation: a frame round it and its name on a tag."""
        accent = QColor(self._ink.accent)
        painter.setPen(QPen(accent, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in shown.boxes:
            painter.drawRect(box.adjusted(-4, -4, 4, 4))
        label = shown.mark.label
        kept = shown.mark.annotation.label
        name = label.title if label else FIELD_TITLES.get(kept, kept)
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
            box = self._marks.box(text.words[hover.word].rect_pt, number).adjusted(-2, -1, 2, 1)
            painter.fillRect(box, with_alpha(accent, 30))
            painter.setPen(QPen(with_alpha(accent, 150), 1.0))
            painter.drawRect(box)
        selection = self._state.selection
        if selection is not None and selection.cursor.page == number:
            box = self._marks.box(text.words[selection.cursor.word].rect_pt, number)
            painter.setPen(QPen(with_alpha(accent, 255 if focused else 140), 2.0))
            painter.drawRect(box.adjusted(-3, -2, 3, 2))

    def _paint_region(self, painter: QPainter, number: int) -> None:
        region = self._state.region
        if region is None or region[0] != number:
            return
        box = self._marks.box(region[1], number)
        painter.fillRect(box, with_alpha(self._ink.accent, 36))
        painter.setPen(QPen(QColor(self._ink.accent), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)

    def paint_handles(self, painter: QPainter, box: QRectF) -> None:
        """Where a region can be taken hold of."""
        painter.setPen(QPen(QColor(self._ink.accent), 1.2))
        painter.setBrush(QColor("#ffffff"))
        for point in handles(box).values():
            square = QRectF(0, 0, HANDLE_PX, HANDLE_PX)
            square.moveCenter(point)
            painter.drawRect(square)
