"""Paints lines of the text view: words, underlines in their depths, redactions, the gutter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from workbench.domain.annotations import Kind, Status
from workbench.domain.documents import Page, PageState
from workbench.ui.marks import UNDERLINED, Mark, Run, caption, describe
from workbench.ui.strokes import (
    draw_shape,
    draw_tag,
    draw_wave,
    hatching,
    line_pen,
    with_alpha,
)
from workbench.ui.text_layout import DEPTH_PX, DEPTHS, TextMetrics, shown_reading
from workbench.ui.text_looks import PageLook
from workbench.ui.theme import label_colour
from workbench.ui.view_state import Layer, ViewState

BAR_PX = 3


class TextPainter:
    """Draws in the colours of the state's theme with the measures of one font."""

    def __init__(self, state: ViewState, metrics: TextMetrics) -> None:
        self._state = state
        self.set_metrics(metrics)

    def set_metrics(self, metrics: TextMetrics) -> None:
        """Take another font's measures."""
        self.metrics = metrics

    def code_width(self, code: str) -> float:
        """Room for a redaction's code before its first word."""
        return self.metrics.small_metrics.horizontalAdvance(code) + 12

    # The strip over each page

    def paint_header(self, painter: QPainter, page: Page, count: int, strip: QRectF) -> None:
        """Page number, doubts left, and what went wrong with the page if anything did."""
        theme = self._state.theme
        painter.fillRect(strip, QColor(theme.gutter))
        painter.setPen(QColor(theme.rule))
        painter.drawLine(strip.topLeft(), strip.topRight())
        painter.setFont(self.metrics.small)
        painter.setPen(QColor(theme.faint_text))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        parts = [f"Page {page.number} of {count}"]
        if page.state == PageState.PENDING:
            parts.append("not read yet")
        elif page.state == PageState.FAILED:
            parts.append(page.message or "could not be read")
        elif page.doubt_count:
            parts.append(f"{page.doubt_count} doubt{'s' if page.doubt_count > 1 else ''}")
        rest = strip.adjusted(self.metrics.left, 0, -8, 0)
        painter.drawText(rest, middle, " · ".join(parts))

    # A line

    def paint_line(
        self, painter: QPainter, look: PageLook, number: int, x: float, y: float, focused: bool
    ) -> None:
        """One line of a page; ``x`` is where the text's left edge stands, ``y`` its top."""
        line = look.laid.lines[number]
        count = len(line.starts)
        words = range(line.first, line.first + count)

        def box(first: int, last: int, grow: float = 0.0) -> QRectF:
            """The place of words of this line, cut to it."""
            a = line.starts[max(first, words[0]) - line.first]
            b = line.ends[min(last, words[-1]) - line.first]
            return QRectF(x + a - grow, y + 1, b - a + 2 * grow, self.metrics.height + 2)

        theme, page = self._state.theme, look.text.number
        for first, last in self._state.hits_on(page):
            if first <= words[-1] and last >= words[0]:
                painter.fillRect(box(first, last, 2), QColor(theme.hit))
        selection = self._state.selection
        if selection is not None:
            chosen = selection.words_on(page, len(look.text.words))
            if chosen and chosen[0] <= words[-1] and chosen[-1] >= words[0]:
                painter.fillRect(box(chosen[0], chosen[-1], 2), QColor(theme.selection))
        hover = self._state.hover
        if hover is not None and hover.page == page and hover.word in words:
            painter.fillRect(box(hover.word, hover.word, 2), QColor(theme.hover))
            painter.setPen(with_alpha(theme.accent, 150))
            painter.drawRect(box(hover.word, hover.word, 2))
        marks = look.by_line[number]
        for mark, run in marks:
            self._paint_ground(painter, mark, box(run.first, run.last, 2))
        self._paint_words(painter, look, words, line.starts, line.ends, x, y)
        for mark, run in marks:
            if mark.annotation.kind in UNDERLINED:
                a, b = self._ends(look, run, line.first, line.starts, line.ends)
                self._paint_underline(painter, mark, run, x + a, x + b, y)
        for mark, run in marks:
            if mark.annotation.id == self._state.selected_annotation:
                painter.setPen(QPen(QColor(theme.accent), 1.6))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box(run.first, run.last, 3))
        cursor = selection.cursor if selection is not None else None
        if cursor is not None and cursor.page == page and cursor.word in words:
            painter.setPen(QPen(with_alpha(theme.accent, 255 if focused else 150), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box(cursor.word, cursor.word, 3))

    def _paint_ground(self, painter: QPainter, mark: Mark, box: QRectF) -> None:
        """What lies under the words of a mark: a tint, a note's yellow, a redaction's box."""
        theme, annotation = self._state.theme, mark.annotation
        if annotation.kind == Kind.NOTE:
            painter.fillRect(box, with_alpha("#ffd640", 60))
        elif annotation.kind in (Kind.ENTITY, Kind.MARKING) and not mark.is_suggestion:
            colour = label_colour(mark.label, theme.is_dark).name()
            painter.fillRect(box, with_alpha(colour, 34 if theme.is_dark else 22))
        elif annotation.kind == Kind.REDACTION:
            ink = theme.redaction
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if annotation.status == Status.APPROVED:
                painter.fillRect(box, QColor(theme.redaction_box))
                painter.setPen(QPen(QColor(theme.faint_text), 1.0))
            elif annotation.status == Status.REFUSED:
                painter.setPen(QPen(with_alpha(ink, 160), 1.0, Qt.PenStyle.DotLine))
            else:
                painter.fillRect(box, hatching(ink, 90))
                painter.setPen(QPen(QColor(ink), 1.2))
            painter.drawRect(box)

    def _paint_words(
        self,
        painter: QPainter,
        look: PageLook,
        words: range,
        starts: Sequence[float],
        ends: Sequence[float],
        x: float,
        y: float,
    ) -> None:
        theme, metrics = self._state.theme, self.metrics
        baseline = y + 2 + metrics.ascent
        painter.setFont(metrics.font)
        for place, said, black in self._strings(look, words, starts, ends):
            painter.setPen(QColor(theme.redaction_text if black else theme.text))
            painter.drawText(QPointF(x + starts[place], baseline), said)
        doubts = self._state.layer_shown(Layer.DOUBTS)
        for place, index in enumerate(words):
            word = look.text.words[index]
            under = QLineF(x + starts[place], baseline + 3, x + ends[place], baseline + 3)
            if word.corrected is not None:
                if word.corrected != word.ocr_reading:
                    painter.setPen(QPen(QColor(theme.corrected), 1.6, Qt.PenStyle.DotLine))
                    painter.drawLine(under)
            elif doubts and word.is_doubt:
                draw_wave(painter, under, QColor(theme.doubt))
            if index in look.codes:
                self._paint_code(painter, look.codes[index], x + starts[place], y)

    def _strings(
        self, look: PageLook, words: range, starts: Sequence[float], ends: Sequence[float]
    ) -> Iterator[tuple[int, str, bool]]:
        """Words a space apart joined, for one long text is painted far faster than many."""
        first, run, black = 0, "", False
        for place, index in enumerate(words):
            said = shown_reading(look.text.words[index].reading)
            dark = index in look.blackened
            joins = place > 0 and abs(starts[place] - ends[place - 1] - self.metrics.space) < 0.01
            if joins and dark == black:
                run += " " + said
                continue
            if run:
                yield first, run, black
            first, run, black = place, said, dark
        yield first, run, black

    def _paint_code(self, painter: QPainter, code: str, x: float, y: float) -> None:
        theme = self._state.theme
        painter.setFont(self.metrics.small)
        width = self.code_width(code)
        tag = QRectF(x - width - 2, y + 1, width, self.metrics.height + 2)
        draw_tag(painter, code, tag, QColor(theme.redaction), QColor(theme.text_base), 2)
        painter.setFont(self.metrics.font)

    def _ends(
        self,
        look: PageLook,
        run: Run,
        base: int,
        starts: Sequence[float],
        ends: Sequence[float],
    ) -> tuple[float, float]:
        """Where a run's underline begins and ends, cut inside the end words if it is."""
        a, b = starts[run.first - base], ends[run.last - base]
        words, width = look.text.words, self.metrics.width
        if run.first_char:
            a += width(words[run.first].reading[: run.first_char])
        if run.last_char is not None:
            b = starts[run.last - base] + width(words[run.last].reading[: run.last_char])
        return a, max(b, a + 3)

    def _paint_underline(
        self, painter: QPainter, mark: Mark, run: Run, a: float, b: float, y: float
    ) -> None:
        theme = self._state.theme
        colour = label_colour(mark.label, theme.is_dark)
        depth = min(mark.depth, DEPTHS - 1)
        top = y + self.metrics.height + 4
        level = top + depth * DEPTH_PX
        painter.setPen(line_pen(mark, colour, 2.0))
        painter.drawLine(QLineF(a, level, b, level))
        painter.setPen(QPen(colour, 1.4))
        for really, x in ((run.starts, a), (run.ends, b)):
            if really:
                painter.drawLine(QLineF(x, top - 4, x, level + 1))
        if run.starts:
            at = QPointF(a, level)
            draw_shape(painter, self._state.shape_of(mark.annotation), at, colour)

    # Signs for what has no words

    def sign_boxes(self, look: PageLook, row: int) -> list[tuple[Mark, QRectF]]:
        """The signs of a row and their places, from the row's left end and top."""
        boxes, x = [], 0.0
        for mark in look.rows.signs.get(row, ()):
            width = self.metrics.small_metrics.horizontalAdvance(describe(mark)) + 26
            boxes.append((mark, QRectF(x, 3, width, self.metrics.height + 3)))
            x += width + 8
        return boxes

    def paint_signs(self, painter: QPainter, look: PageLook, row: int, x: float, y: float) -> None:
        """A row of signs: a small frame with what stands there on the page."""
        theme = self._state.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.metrics.small)
        for mark, place in self.sign_boxes(look, row):
            box = place.translated(x + 0.5, round(y) + 0.5)
            colour = label_colour(mark.label, theme.is_dark)
            if mark.annotation.kind == Kind.REDACTION:
                colour = QColor(theme.redaction)
            chosen = mark.annotation.id == self._state.selected_annotation
            painter.setPen(
                QPen(QColor(theme.accent), 2.0) if chosen else line_pen(mark, colour, 1.2)
            )
            painter.setBrush(with_alpha(colour.name(), 18))
            painter.drawRoundedRect(box, 3, 3)
            icon = QRectF(box.left() + 7, box.center().y() - 4, 9, 8)
            painter.setPen(QPen(colour, 1.4))
            painter.setBrush(colour if mark.is_black else Qt.BrushStyle.NoBrush)
            painter.drawRect(icon)
            painter.setPen(QColor(theme.text))
            room = box.adjusted(21, 0, -4, 0)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), describe(mark))
        painter.restore()

    # The gutter

    def paint_gutter_line(self, painter: QPainter, look: PageLook, number: int, y: float) -> None:
        """Paragraph number and portion mark where one begins, and its bar along its lines."""
        theme, metrics = self._state.theme, self.metrics
        beginning: list[Mark] = []
        deepest = 0
        for mark, run in look.by_line[number]:
            if mark.annotation.kind != Kind.PARAGRAPH:
                continue
            colour = label_colour(mark.label, theme.is_dark)
            deepest = max(deepest, min(mark.depth, 2))
            x = metrics.gutter - 5 - 6 * min(mark.depth, 2)
            chosen = mark.annotation.id == self._state.selected_annotation
            painter.setPen(line_pen(mark, colour, BAR_PX + 2 if chosen else BAR_PX))
            top = y + (2 if run.starts else 0)
            bottom = y + metrics.line - (3 if run.ends else 0)
            painter.drawLine(QLineF(x, top, x, bottom))
            if run.starts:
                beginning.append(mark)
        if beginning:
            self._paint_beginning(painter, beginning, y, metrics.gutter - 10 - 6 * deepest)

    def _paint_beginning(
        self, painter: QPainter, beginning: list[Mark], y: float, right: float
    ) -> None:
        """Number and portion of the innermost that has any; else just the label's shape."""
        theme, metrics = self._state.theme, self.metrics
        said = next((mark for mark in reversed(beginning) if caption(mark)), None)
        mark = said or beginning[-1]
        colour = label_colour(mark.label, theme.is_dark)
        if said is None:
            at = QPointF(right - 5, y + 2 + metrics.height / 2)
            draw_shape(painter, self._state.shape_of(mark.annotation), at, QColor(theme.faint_text))
            return
        painter.setFont(metrics.small)
        painter.setPen(colour)
        room = QRectF(4, y + 1, right - 4, metrics.height + 2)
        right_middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        shown = metrics.small_metrics.elidedText(
            caption(mark), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, right_middle, shown)
