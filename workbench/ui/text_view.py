"""The text view: a document's words line for line, continuous over its pages."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from workbench.domain.annotations import Kind
from workbench.ui.marks import Mark
from workbench.ui.text_area import TextArea
from workbench.ui.text_looks import PageLook
from workbench.ui.view_state import Selection, ViewState, WordRef
from workbench.ui.word_editor import WordEditor


class TextView(TextArea):
    """Shows the text of the state's document with a gutter; corrects words in place."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._editable = True
        self._editor = WordEditor(state, self.viewport())
        self._editor.committed.connect(self._on_committed)
        self._editor.cancelled.connect(self._on_edit_ended)
        self._editor.next_requested.connect(state.next_doubt_requested)
        state.edit_requested.connect(self.edit_word)
        self.setAccessibleName("Text")
        self.setAccessibleDescription("The words of the document, line for line")

    def set_editable(self, editable: bool) -> None:
        """Whether Enter and F2 open the editor."""
        self._editable = editable
        if not editable:
            self._close_editor()

    # Words and marks under the mouse

    def _row_under(self, at: QPoint) -> tuple[PageLook, int, float] | None:
        """The page and row nearest a point, and how far below the row's top the point is."""
        if not self.state.page_count:
            return None
        self._fit_now()
        y = at.y() + self.verticalScrollBar().value()
        page = self._column.page_at(y)
        look = self._look(page)
        if not look.rows.lines:
            return None
        row = min(self._column.row_at(page, y), len(look.rows.lines) - 1)
        return look, row, y - self._column.row_top(page, row)

    def word_under(self, at: QPoint) -> WordRef | None:
        """The word under a point of the viewport, or None."""
        found = self._row_under(at)
        if found is None:
            return None
        look, row, below = found
        line = look.rows.lines[row]
        if line is None or not 0 <= below < self._metrics.line:
            return None
        word = look.laid.lines[line].word_at(at.x() - self._text_x())
        return None if word is None else WordRef(look.text.number, word)

    def nearest_word(self, at: QPoint) -> WordRef | None:
        """The word nearest a point, on the line nearest to it."""
        found = self._row_under(at)
        if found is None:
            return None
        look, row, _ = found
        line = look.rows.nearest_line(row)
        if line is None:
            return None
        return WordRef(look.text.number, look.laid.lines[line].nearest(at.x() - self._text_x()))

    def marks_under(self, at: QPoint) -> list[Mark]:
        """Marks of the word or sign under a point, innermost first; in the gutter, paragraphs."""
        found = self._row_under(at)
        if found is None or not 0 <= found[2] < self._metrics.line:
            return []
        look, row, below = found
        line = look.rows.lines[row]
        if line is None:
            point = QPointF(at.x() - self._text_x(), below)
            boxes = self._painter.sign_boxes(look, row)
            return [mark for mark, box in boxes if box.contains(point)]
        if at.x() < self._metrics.gutter:
            runs = [
                mark for mark, _ in look.by_line[line] if mark.annotation.kind == Kind.PARAGRAPH
            ]
            return list(reversed(runs))
        ref = self.word_under(at)
        return self.marks_of_word(ref) if ref is not None else []

    # What happened elsewhere

    def _on_source_changed(self) -> None:
        self._close_editor()
        super()._on_source_changed()

    def _on_refitted(self) -> None:
        self._editor.edit.setFont(self._metrics.font)
        self._place_editor()

    def _on_selection_changed(self, selection: Selection | None, initiator: object) -> None:
        super()._on_selection_changed(selection, initiator)
        editing = self._editor.ref
        if editing is not None and (selection is None or selection.cursor != editing):
            self._close_editor()

    # Correcting in place

    @property
    def is_editing(self) -> bool:
        """Whether the in-place editor is open."""
        return self._editor.ref is not None

    @property
    def editor(self) -> WordEditor:
        """The in-place editor."""
        return self._editor

    def edit_word(self) -> None:
        """Open the in-place editor on the word at the cursor, if there is one."""
        selection = self.state.selection
        if selection is None or not self._editable:
            return
        self.reveal_word(selection.cursor)
        self._editor.open(selection.cursor, self._metrics.font)
        self._place_editor()

    def _place_editor(self) -> None:
        if self._editor.ref is not None:
            self._editor.place(self.word_box(self._editor.ref), QRectF(self.viewport().rect()))

    def _close_editor(self) -> None:
        self._editor.close_quietly()

    def _on_committed(self, page: int, word: int, text: str) -> None:
        self._on_edit_ended()
        self.state.correction_committed.emit(page, word, text)

    def _on_edit_ended(self) -> None:
        """Back to the words; if the person went elsewhere meanwhile, stay there."""
        holder = QApplication.focusWidget()
        if holder is None or self.isAncestorOf(holder):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The editor stays with its word."""
        super().scrollContentsBy(dx, dy)
        self._place_editor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The editor stays with its word."""
        super().resizeEvent(event)
        self._place_editor()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines in sight that need it."""
        painter = QPainter(self.viewport())
        area, theme = event.rect(), self.state.theme
        gutter = self._metrics.gutter
        painter.fillRect(area, QColor(theme.text_base))
        painter.fillRect(
            area.intersected(QRect(0, 0, gutter, area.bottom() + 1)), QColor(theme.gutter)
        )
        scroll, x, focused = self.verticalScrollBar().value(), self._text_x(), self.hasFocus()
        for number in self.seen_pages():
            look = self._look(number)
            line_height = self._metrics.line
            first = self._column.row_top(number, 0) - scroll
            strip = QRectF(
                0, first - self._metrics.header, self.viewport().width(), self._metrics.header
            )
            if strip.intersects(QRectF(area)):
                page = self.state.pages[number - 1]
                self._painter.paint_header(painter, page, self.state.page_count, strip)
            low = max(0, int((area.top() - first) // line_height) - 1)
            high = min(len(look.rows.lines), int((area.bottom() - first) // line_height) + 2)
            painter.save()
            painter.setClipRect(QRect(gutter, 0, self.viewport().width(), self.height()))
            for row in range(low, high):
                line, y = look.rows.lines[row], first + row * line_height
                if line is None:
                    self._painter.paint_signs(painter, look, row, x, y)
                else:
                    self._painter.paint_line(painter, look, line, x, y, focused)
            painter.restore()
            for row in range(low, high):
                line = look.rows.lines[row]
                if line is not None:
                    y = first + row * line_height
                    self._painter.paint_gutter_line(painter, look, line, y)
        painter.setPen(QColor(theme.rule))
        painter.drawLine(gutter, area.top(), gutter, area.bottom())
        painter.end()
        self._idle_timer.start()
