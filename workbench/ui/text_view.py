"""The text view: a document's words line for line, continuous over its pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from workbench.domain.annotations import Kind
from workbench.ui.marks import Mark, Run, marks_of
from workbench.ui.page_source import Recent
from workbench.ui.text_layout import TextColumn, TextMetrics, lay_out
from workbench.ui.text_painter import PageLook, TextPainter, code_marks
from workbench.ui.view_state import PAGES_KEPT, Selection, ViewState, WordRef
from workbench.ui.word_editor import WordEditor
from workbench.ui.words_area import WordsArea

DEFAULT_TEXT_SIZE = 11.0
SMALLEST_TEXT_SIZE, LARGEST_TEXT_SIZE = 6.0, 40.0


class TextView(WordsArea):
    """Shows the text of the state's document with a gutter; corrects words in place."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._metrics = TextMetrics(self._font(DEFAULT_TEXT_SIZE))
        self._painter = TextPainter(state, self._metrics)
        self._column = TextColumn((), self._metrics)
        self._looks: Recent[PageLook] = Recent(PAGES_KEPT)
        self._marks: Recent[tuple[Mark, ...]] = Recent(PAGES_KEPT)
        self._widest = 0.0
        self._moving_quietly = False
        self._editable = True
        self._editor = WordEditor(state, self.viewport())
        self._editor.committed.connect(self._on_committed)
        self._editor.cancelled.connect(self._on_edit_ended)
        self._editor.next_requested.connect(state.next_doubt_requested)
        state.edit_requested.connect(self.edit_word)
        self.setAccessibleName("Text")
        self.setAccessibleDescription("The words of the document, line for line")

    @staticmethod
    def _font(size: float) -> QFont:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(size)
        return font

    # Settings

    @property
    def text_size(self) -> float:
        """Size of the text in typographic points."""
        return self._metrics.font.pointSizeF()

    def set_text_size(self, points: float) -> None:
        """Set the size of the text; the line at the top stays at the top."""
        points = max(SMALLEST_TEXT_SIZE, min(LARGEST_TEXT_SIZE, points))
        if points == self.text_size:
            return
        self._close_editor()
        page, line = self._top_line()
        self._metrics = TextMetrics(self._font(points))
        self._painter.set_metrics(self._metrics)
        self._column = TextColumn(self.state.pages, self._metrics)
        self._looks.forget()
        self._widest = 0.0
        self._set_ranges()
        if page:
            self._scroll_quietly(self._column.line_top(page, line))
        self.viewport().update()

    def set_editable(self, editable: bool) -> None:
        """Whether Enter and F2 open the editor."""
        self._editable = editable
        if not editable:
            self._close_editor()

    # Places

    def _look(self, number: int) -> PageLook:
        return self._looks.get(number, self._make_look)

    def _make_look(self, number: int) -> PageLook:
        text = self.state.text(number)
        marks = self.marks_on(number)
        codes, blackened = code_marks(marks)
        laid = lay_out(text, self._metrics, codes, self._painter.code_width)
        by_line: list[list[tuple[Mark, Run]]] = [[] for _ in text.lines]
        for mark in marks:
            for run in mark.runs:
                by_line[run.line].append((mark, run))
        return PageLook(text, laid, tuple(tuple(runs) for runs in by_line), codes, blackened)

    def _is_ready(self, page: int) -> bool:
        return page in self._looks

    def _make_ready(self, page: int) -> None:
        self._look(page)

    def marks_on(self, page: int) -> Sequence[Mark]:
        """The visible marks of a page, outermost first."""
        return self._marks.get(
            page,
            lambda number: marks_of(
                self.state.text(number),
                self.state.visible_annotations(number),
                self.state.label_of,
            ),
        )

    def _top_line(self) -> tuple[int, int]:
        top = self.verticalScrollBar().value()
        page = self._column.page_at(top)
        return (page, self._column.line_at(page, top)) if page else (0, 0)

    def seen_pages(self) -> range:
        """Numbers of the pages in sight."""
        if not self.state.page_count:
            return range(0)
        top = self.verticalScrollBar().value()
        return range(
            self._column.page_at(top), self._column.page_at(top + self.viewport().height()) + 1
        )

    def _seen_page(self) -> int:
        """The page a third down the view."""
        top = self.verticalScrollBar().value()
        return self._column.page_at(top + self.viewport().height() / 3)

    def word_box(self, ref: WordRef) -> QRectF:
        """A word's place in the viewport."""
        look = self._look(ref.page)
        line = look.text.line_of_word[ref.word]
        laid = look.laid.lines[line]
        place = ref.word - laid.first
        x = self._text_x()
        y = self._column.line_top(ref.page, line) - self.verticalScrollBar().value()
        start, end = laid.starts[place], laid.ends[place]
        return QRectF(x + start, y, end - start, self._metrics.line)

    def _text_x(self) -> float:
        return self._metrics.left - self.horizontalScrollBar().value()

    def _line_under(self, at: QPoint) -> tuple[PageLook, int, bool] | None:
        """The page and line nearest a point, and whether the point is really on it."""
        if not self.state.page_count:
            return None
        y = at.y() + self.verticalScrollBar().value()
        page = self._column.page_at(y)
        look = self._look(page)
        if not look.text.lines:
            return None
        line = min(self._column.line_at(page, y), len(look.text.lines) - 1)
        top = self._column.line_top(page, line)
        return look, line, top <= y < top + self._metrics.line

    def word_under(self, at: QPoint) -> WordRef | None:
        """The word under a point of the viewport, or None."""
        found = self._line_under(at)
        if found is None or not found[2]:
            return None
        look, line, _ = found
        word = look.laid.lines[line].word_at(at.x() - self._text_x())
        return None if word is None else WordRef(look.text.number, word)

    def nearest_word(self, at: QPoint) -> WordRef | None:
        """The word nearest a point, on the line nearest to it."""
        found = self._line_under(at)
        if found is None:
            return None
        look, line, _ = found
        return WordRef(look.text.number, look.laid.lines[line].nearest(at.x() - self._text_x()))

    def marks_under(self, at: QPoint) -> list[Mark]:
        """Marks of the word under a point, innermost first; in the gutter, paragraphs."""
        found = self._line_under(at)
        if found is None or not found[2]:
            return []
        look, line, _ = found
        if at.x() < self._metrics.gutter:
            runs = [
                mark for mark, _ in look.by_line[line] if mark.annotation.kind == Kind.PARAGRAPH
            ]
            return list(reversed(runs))
        ref = self.word_under(at)
        return self.marks_of_word(ref) if ref is not None else []

    # Going places

    def _set_ranges(self) -> None:
        area = self.viewport().size()
        height = self._column.height if self.state.page_count else 0
        width = self._metrics.left + self._widest + self._metrics.char * 2
        for bar, content, seen in (
            (self.verticalScrollBar(), height, area.height()),
            (self.horizontalScrollBar(), width, area.width()),
        ):
            bar.setRange(0, max(0, round(content - seen)))
            bar.setPageStep(seen)

    def _scroll_quietly(self, y: float) -> None:
        self._moving_quietly = True
        self.verticalScrollBar().setValue(round(y))
        self._moving_quietly = False

    def go_to_page(self, number: int) -> None:
        """Bring the head of a page to the top of the view."""
        if self.state.page_count:
            self._measure(range(max(1, number - 1), min(number + 1, self.state.page_count) + 1))
            self._scroll_quietly(self._column.top(max(1, min(number, self.state.page_count))))
            self.state.set_current_page(number)

    def reveal_word(self, ref: WordRef) -> None:
        """Scroll as little as brings a word's line into sight; not at all when it is."""
        self._measure(range(ref.page, ref.page + 1))
        box, area = self.word_box(ref), self.viewport().rect()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        room = self._metrics.line
        self._moving_quietly = True
        if box.top() < 0:
            down.setValue(round(down.value() + box.top() - room))
        elif box.bottom() > area.height():
            down.setValue(round(down.value() + box.bottom() - area.height() + room))
        if box.left() < self._metrics.gutter:
            across.setValue(round(across.value() + box.left() - self._metrics.left))
        elif box.right() > area.width():
            across.setValue(round(across.value() + box.right() - area.width() + room))
        self._moving_quietly = False

    def _measure(self, pages: range) -> None:
        """Lay out pages; where they turn out longer or wider than thought, mend the bars."""
        changed = False
        page, line = self._top_line()
        into = self.verticalScrollBar().value() - self._column.line_top(page, line) if page else 0
        for number in pages:
            look = self._look(number)
            changed |= self._column.set_count(number, len(look.text.lines))
            if look.laid.width > self._widest:
                self._widest = look.laid.width
                changed = True
        if changed:
            self._moving_quietly = True
            self._set_ranges()
            if page:
                place = self._column.line_top(page, line) + into
                self.verticalScrollBar().setValue(round(place))
            self._moving_quietly = False

    # What happened elsewhere

    def _on_source_changed(self) -> None:
        super()._on_source_changed()
        self._close_editor()
        self._column = TextColumn(self.state.pages, self._metrics)
        self._looks.forget()
        self._marks.forget()
        self._widest = 0.0
        self._set_ranges()
        self._scroll_quietly(0)
        self.viewport().update()

    def _on_contents_changed(self, pages: frozenset[int]) -> None:
        super()._on_contents_changed(pages)
        self._looks.forget(pages)
        self._marks.forget(pages)
        page, line = self._top_line()
        into = self.verticalScrollBar().value() - self._column.line_top(page, line) if page else 0
        self._column = TextColumn(self.state.pages, self._metrics)
        self._set_ranges()
        if page and page <= self.state.page_count:
            self._scroll_quietly(self._column.line_top(page, line) + into)
        for number in pages.intersection(self.seen_pages()):
            self.viewport().update(self._page_rect(number))

    def _page_rect(self, number: int) -> QRect:
        scroll = self.verticalScrollBar().value()
        top = round(self._column.top(number) - scroll)
        bottom = round(self._column.top(number + 1) - scroll)
        return QRect(0, top - 2, self.viewport().width(), bottom - top + 4)

    def _on_selection_changed(self, selection: Selection | None, initiator: object) -> None:
        super()._on_selection_changed(selection, initiator)
        editing = self._editor.ref
        if editing is not None and (selection is None or selection.cursor != editing):
            self._close_editor()

    def _on_looks_changed(self) -> None:
        self._looks.forget()
        self._marks.forget()
        super()._on_looks_changed()

    def _update_word(self, ref: WordRef) -> None:
        if ref.page in self.seen_pages() and ref.word < len(self.state.text(ref.page).words):
            self.viewport().update(self.word_box(ref).toAlignedRect().adjusted(-6, -3, 6, 3))

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
        """The text moved under the window; sideways the gutter stays."""
        if dx:
            self.viewport().update()
        else:
            self._shift(0, dy)
        self._place_editor()
        if not self._moving_quietly and self.state.page_count:
            self.state.set_current_page(self._seen_page())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bars follow the size; the top line stays."""
        super().resizeEvent(event)
        self._set_ranges()
        self._place_editor()

    def viewportEvent(self, event: QEvent) -> bool:
        """Before painting, measure what has come into sight: painting must move nothing."""
        if event.type() == QEvent.Type.Paint and self.state.page_count:
            self._measure(self.seen_pages())
        return super().viewportEvent(event)

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
            first = self._column.line_top(number, 0) - scroll
            strip = QRectF(
                0, first - self._metrics.header, self.viewport().width(), self._metrics.header
            )
            if strip.intersects(QRectF(area)):
                page = self.state.pages[number - 1]
                self._painter.paint_header(painter, page, self.state.page_count, strip)
            low = max(0, int((area.top() - first) // line_height) - 1)
            high = min(len(look.text.lines), int((area.bottom() - first) // line_height) + 2)
            painter.save()
            painter.setClipRect(QRect(gutter, 0, self.viewport().width(), self.height()))
            for line in range(low, high):
                y = first + line * line_height
                self._painter.paint_line(painter, look, line, x, y, focused)
            painter.restore()
            for line in range(low, high):
                y = first + line * line_height
                self._painter.paint_gutter_line(painter, look, line, y)
        painter.setPen(QColor(theme.rule))
        painter.drawLine(gutter, area.top(), gutter, area.bottom())
        painter.end()
        self._idle_timer.start()
