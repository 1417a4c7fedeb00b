"""Text to scroll: where the lines of a document stand, and at what size they fit the view."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QFont, QFontDatabase, QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.domain.annotations import Annotation
from workbench.ui.marks import Mark, marks_of
from workbench.ui.page_source import Recent
from workbench.ui.text_fit import LineLengths, fitting_size
from workbench.ui.text_layout import TextColumn, TextMetrics
from workbench.ui.text_looks import PageLook, code_marks, page_look
from workbench.ui.text_painter import TextPainter
from workbench.ui.view_state import PAGES_KEPT, ViewState, WordRef
from workbench.ui.words_area import WordsArea

DEFAULT_TEXT_SIZE = 11.0
SMALLEST_TEXT_SIZE, LARGEST_TEXT_SIZE = 6.0, 40.0

SMALLEST_FITTED_SIZE = 8.0
"""In points: to fit the view the text never gets smaller than can be read; then it scrolls."""

PAGES_MEASURED = 3
"""Pages read to tell how long a document's lines are, when it is opened."""


class TextArea(WordsArea):
    """A document's lines, one below the other. Subclasses paint them and point at them."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._largest = DEFAULT_TEXT_SIZE
        self._fits = True
        self._metrics = TextMetrics(self._font(DEFAULT_TEXT_SIZE))
        self._painter = TextPainter(state, self._metrics)
        self._column = TextColumn((), self._metrics)
        self._looks: Recent[PageLook] = Recent(PAGES_KEPT)
        self._marks: Recent[tuple[Mark, ...]] = Recent(PAGES_KEPT)
        self._lengths = LineLengths()
        self._fitted_width = 0
        self._widest = 0.0
        self._moving_quietly = False
        self._is_fitted = True
        self._uncounted: list[int] = []
        state.region_requested.connect(self._reveal_sign)

    @staticmethod
    def _font(size: float) -> QFont:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(size)
        return font

    # The size of the text

    @property
    def text_size(self) -> float:
        """The size asked for, in typographic points; where the text is fitted, the largest."""
        return self._largest

    @property
    def shown_text_size(self) -> float:
        """The size the text has now, in typographic points."""
        self._fit_now()
        return self._metrics.font.pointSizeF()

    def set_text_size(self, points: float) -> None:
        """Set the size, or where the text is fitted the largest; the top line stays there."""
        self._largest = max(SMALLEST_TEXT_SIZE, min(LARGEST_TEXT_SIZE, points))
        self._refit()

    @property
    def fits_text(self) -> bool:
        """Whether the size follows the width of the view."""
        return self._fits

    def set_fit_text(self, fits: bool) -> None:
        """Let the text be as small as its usual lines need to fit the view, or not."""
        if fits != self._fits:
            self._fits = fits
            self._fitted_width = -1  # indents give way only where the text is fitted
            self._refit()

    def _refit(self) -> None:
        """Decide the size anew. Only here, so that it never changes while one reads."""
        self._is_fitted = True
        self._uncounted = []
        width = self.viewport().width()
        size = self._largest
        if self._fits and self.state.page_count:
            first = max(1, self._seen_page())
            for number in range(first, min(first + PAGES_MEASURED, self.state.page_count + 1)):
                self._count_lines(number)
            size = fitting_size(
                lambda points: TextMetrics(self._font(points)),
                self._lengths.usual(),
                width,
                min(SMALLEST_FITTED_SIZE, self._largest),
                self._largest,
            )
        if size == self.shown_text_size and width == self._fitted_width:
            return
        self._fitted_width = width

        def change() -> None:
            if size != self.shown_text_size:
                self._metrics = TextMetrics(self._font(size))
                self._painter.set_metrics(self._metrics)
            self._column = TextColumn(self.state.pages, self._metrics)
            self._looks.forget()
            self._widest = 0.0

        self._keeping_top(change)
        self._on_refitted()
        self.viewport().update()

    def _on_refitted(self) -> None:
        """The lines have moved, and may have another size."""

    def _fit_now(self) -> None:
        """Decide the size of a document's text before the first place in it is asked for."""
        if not self._is_fitted:
            self._refit()

    def _count_lines(self, number: int) -> None:
        """Have something to decide the size by."""
        if number not in self._lengths:
            codes, _ = code_marks(self.marks_on(number))
            self._lengths.add(self.state.text(number), codes)

    def _make_next_ready(self) -> bool:
        if self._is_fitted or not self.isVisible():
            return super()._make_next_ready()
        if self._fits and self._uncounted:
            self._count_lines(self._uncounted.pop(0))
        else:
            self._refit()
        return True

    def _keeping_top(self, change: Callable[[], None]) -> None:
        """Change where lines stand; the line at the top stays there."""
        page, row, into = self._top_place()
        line = self._look(page).rows.nearest_line(row) if page in self._looks else None
        change()
        self._set_ranges()
        if page and page <= self.state.page_count:
            self._measure(range(page, page + 1))
            look = self._look(page)
            if line is not None and line < len(look.text.lines):
                row = look.rows.row_of_line[line]
            self._moving_quietly = True
            self.verticalScrollBar().setValue(round(self._column.row_top(page, row) + into))
            self._moving_quietly = False

    # Places

    def _look(self, number: int) -> PageLook:
        return self._looks.get(number, self._make_look)

    def _make_look(self, number: int) -> PageLook:
        look = page_look(
            self.state.text(number),
            self.marks_on(number),
            self.state.pages[number - 1],
            self._metrics,
            self._painter.code_width,
            self._room(),
        )
        self._lengths.add(look.text, look.codes)
        return look

    def _room(self) -> float | None:
        """Pixels a line has before it runs out of sight; None where it may."""
        if not self._fits:
            return None
        return self.viewport().width() - self._metrics.left - self._metrics.char

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

    def _top_place(self) -> tuple[int, int, float]:
        """Page and row at the top of the view, and how many pixels into it the view begins."""
        top = self.verticalScrollBar().value()
        page = self._column.page_at(top)
        if not page:
            return 0, 0, 0.0
        row = self._column.row_at(page, top)
        return page, row, top - self._column.row_top(page, row)

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
        self._fit_now()
        look = self._look(ref.page)
        line = look.text.line_of_word[ref.word]
        laid = look.laid.lines[line]
        place = ref.word - laid.first
        x = self._text_x()
        row = look.rows.row_of_line[line]
        y = self._column.row_top(ref.page, row) - self.verticalScrollBar().value()
        start, end = laid.starts[place], laid.ends[place]
        return QRectF(x + start, y, end - start, self._metrics.line)

    def _text_x(self) -> float:
        return self._metrics.left - self.horizontalScrollBar().value()

    # Going places

    def _set_ranges(self) -> None:
        area = self.viewport().size()
        height = self._column.height if self.state.page_count else 0
        width = self._metrics.left + self._widest
        if width > area.width():  # no bar for the sake of the blank after the longest line
            width += self._metrics.char * 2
        # Where less is left to scroll the bar gives way; nobody has gone to another page.
        was_quiet, self._moving_quietly = self._moving_quietly, True
        for bar, content, seen in (
            (self.verticalScrollBar(), height, area.height()),
            (self.horizontalScrollBar(), width, area.width()),
        ):
            bar.setRange(0, max(0, round(content - seen)))
            bar.setPageStep(seen)
        self._moving_quietly = was_quiet

    def _scroll_quietly(self, y: float) -> None:
        self._moving_quietly = True
        self.verticalScrollBar().setValue(round(y))
        self._moving_quietly = False

    def go_to_page(self, number: int) -> None:
        """Bring the head of a page to the top of the view."""
        if self.state.page_count:
            self._fit_now()
            number = max(1, min(number, self.state.page_count))
            self._measure(range(number, number + 1))
            self._scroll_quietly(self._column.top(number))
            self.state.set_current_page(number)

    def reveal_word(self, ref: WordRef) -> None:
        """Scroll as little as brings a word's line into sight; not at all when it is."""
        self._fit_now()
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

    def _reveal_sign(self, annotation: Annotation) -> None:
        """Scroll as little as brings the sign of an annotation without words into sight."""
        self._fit_now()
        number = annotation.pages[0]
        self._measure(range(number, number + 1))
        for row, marks in self._look(number).rows.signs.items():
            if any(mark.annotation.id == annotation.id for mark in marks):
                bar, height = self.verticalScrollBar(), self.viewport().height()
                top = self._column.row_top(number, row)
                if top < bar.value():
                    self._scroll_quietly(top)
                elif top + self._metrics.line > bar.value() + height:
                    self._scroll_quietly(top + 2 * self._metrics.line - height)

    def _measure(self, pages: range) -> None:
        """Lay out pages; where they turn out longer or wider than thought, mend the bars."""
        changed = False
        page, row, into = self._top_place()
        for number in pages:
            look = self._look(number)
            changed |= self._column.set_count(number, len(look.rows.lines))
            if look.laid.width > self._widest:
                self._widest = look.laid.width
                changed = True
        if changed:
            self._moving_quietly = True
            self._set_ranges()
            if page:
                place = self._column.row_top(page, row) + into
                self.verticalScrollBar().setValue(round(place))
            self._moving_quietly = False

    # What happened elsewhere

    def _on_source_changed(self) -> None:
        super()._on_source_changed()
        self._paint_later()
        self._column = TextColumn(self.state.pages, self._metrics)
        self._lengths = LineLengths()
        self._looks.forget()
        self._marks.forget()
        self._widest = 0.0
        self._set_ranges()
        self._scroll_quietly(0)
        self._is_fitted = not self.state.page_count
        self._uncounted = list(range(1, min(PAGES_MEASURED, self.state.page_count) + 1))

    def _on_contents_changed(self, pages: frozenset[int]) -> None:
        super()._on_contents_changed(pages)
        if not pages.isdisjoint(self.seen_pages()):
            self._paint_later()

        def change() -> None:
            self._looks.forget(pages)
            self._marks.forget(pages)
            self._column = TextColumn(self.state.pages, self._metrics)

        self._keeping_top(change)
        if not self._lengths.are_known:
            self._refit()

    def _on_looks_changed(self) -> None:

        def change() -> None:
            self._looks.forget()
            self._marks.forget()

        self._keeping_top(change)
        super()._on_looks_changed()

    def _update_word(self, ref: WordRef) -> None:
        if ref.page in self.seen_pages() and ref.word < len(self.state.text(ref.page).words):
            self.viewport().update(self.word_box(ref).toAlignedRect().adjusted(-6, -3, 6, 3))

    # Qt

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The text moved under the window; sideways the gutter stays."""
        if dx:
            self.viewport().update()
        else:
            self._shift(0, dy)
        if not self._moving_quietly and self.state.page_count:
            self.state.set_current_page(self._seen_page())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The size of the text follows the width; the top line stays."""
        super().resizeEvent(event)
        if self.viewport().width() != self._fitted_width and self._fits:
            self._refit()
        self._set_ranges()

    def viewportEvent(self, event: QEvent) -> bool:
        """Before painting, measure what has come into sight: painting must move nothing."""
        if event.type() == QEvent.Type.Paint and self.state.page_count:
            self._fit_now()
            self._measure(self.seen_pages())
        return super().viewportEvent(event)
