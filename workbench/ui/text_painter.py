"""Paints lines of the text view: words, underlines in their depths, redactions, the gutter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from workbench.domain.annotations import Kind, Status
from workbench.domain.documents import Page, PageState
from workbench.domain.pages import PageText
from workbench.ui.marks import UNDERLINED, Mark, Run
from workbench.ui.strokes import (
    draw_shape,
    draw_tag,
    draw_wave,
    hatching,
    line_pen,
    with_alpha,
)
from workbench.ui.text_layout import DEPTH_PX, DEPTHS, LaidPage, TextMetrics, shown_reading
from workbench.ui.theme import label_colour
from workbench.ui.view_state import Layer, ViewState

BAR_PX = 3


@dataclass(frozen=True, slots=True)
class PageLook:
    """A page ready to be painted: its words, where they stand, and its marks by line."""

    text: PageText
    laid: LaidPage
    by_line: tuple[tuple[tuple[Mark, Run], ...], ...]
    codes: dict[int, str]
    blackened: frozenset[int]


def code_marks(marks: Sequence[Mark]) -> tuple[dict[int, str], frozenset[int]]:
    """Codes by the word they stand before, and the words of approved redactions."""
    codes: dict[int, str] = {}
    black: set[int] = set()
    for mark in marks:
        annotation = mark.annotation
        if annotation.kind != Kind.REDACTION or annotation.status == Status.REFUSED:
            continue
        for run in mark.runs:
            if run.starts:
                codes[run.first] = annotation.label or "no code"
            if annotation.status == Status.APPROVED:
                black.update(range(run.first, run.last + 1))
    return codes, frozenset(black)


class TextPainter:
    """Draws in the colours of the state's theme with the measures of one font."""

    def __init__(self, state: ViewState, metrics: TextMetrics) -> None:
        self._state = state
        self.set_metrics(metrics)

    def set_metrics(self, metrics: TextMetrics) -> None:
        """Take another font's measures."""
        self.metrics = metrics
        self.small = QFont(metrics.font)
        self.small.setPointSizeF(max(6.5, metrics.font.pointSizeF() * 0.78))
        self._small_metrics = QFontMetricsF(self.small)

    def code_width(self, code: str) -> float:
        """Room for a redaction's code before its first word."""
        return self._small_metrics.horizontalAdvance(code) + 12

    # The strip over each page

    def paint_header(self, painter: QPainter, page: Page, count: int, strip: QRectF) -> None:
        """Page number, doubts left, and what went wrong with the page if anything did."""
        theme = self._state.theme
        painter.fillRect(strip, QColor(theme.gutter))
        painter.setPen(QColor(theme.rule))
        painter.drawLine(strip.topLeft(), strip.topRight())
        painter.setFont(self.small)
        painter.setPen(QColor(theme.faint_text))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        number = QRectF(strip.x() + 8, strip.y(), self.metrics.gutter - 12, strip.height())
        painter.drawText(number, middle, f"p {page.number}")
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
        painter.setFont(self.small)
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

    # The gutter

    def paint_gutter_line(self, painter: QPainter, look: PageLook, number: int, y: float) -> None:
        """Paragraph number and portion mark where one begins, and its bar along its lines."""
        theme, metrics = self._state.theme, self.metrics
        for mark, run in look.by_line[number]:
            if mark.annotation.kind != Kind.PARAGRAPH:
                continue
            colour = label_colour(mark.label, theme.is_dark)
            x = metrics.gutter - 5 - 6 * min(mark.depth, 2)
            chosen = mark.annotation.id == self._state.selected_annotation
            painter.setPen(line_pen(mark, colour, BAR_PX + 2 if chosen else BAR_PX))
            top = y + (2 if run.starts else 0)
            bottom = y + metrics.line - (3 if run.ends else 0)
            painter.drawLine(QLineF(x, top, x, bottom))
            painter.setPen(QPen(colour, 1.5))
            if run.starts:
                painter.drawLine(QLineF(x, top, x + 4, top))
                self._paint_number(painter, mark, y, colour)
            if run.ends:
                painter.drawLine(QLineF(x, bottom, x + 4, bottom))

    def _paint_number(self, painter: QPainter, mark: Mark, y: float, colour: QColor) -> None:
        attributes = mark.annotation.attributes
        number, portion = attributes.get("number"), attributes.get("portion")
        parts = [f"¶{number}" if number else "", str(portion) if portion else ""]
        caption = " ".join(part for part in parts if part)
        theme = self._state.theme
        if not caption:
            caption = mark.label.name if mark.label else mark.annotation.label
            colour = QColor(theme.faint_text)
        painter.setFont(self.small)
        painter.setPen(colour)
        room = QRectF(6, y + 1, self.metrics.gutter - 16, self.metrics.height + 2)
        elided = self._small_metrics.elidedText(caption, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), elided)
