"""What the two views have in common: words under the mouse, the word cursor, keys, voice."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from workbench.ui.marks import Mark, describe
from workbench.ui.tools import Hand, PanTool, SelectTool, Tool
from workbench.ui.view_state import Selection, ViewState, WordRef
from workbench.ui.word_moves import Move, WordCursor, move_of

EDGE_SCROLL_MS = 30
IDLE_MS = 20
"""After painting, the pages before and after are made ready, one at a time."""


class WordsArea(QAbstractScrollArea):
    """A scrolling view of a document's words. Subclasses place and paint them."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self._cursor = WordCursor((), state.text)
        self._select_tool = SelectTool(self)
        self._pan_tool = PanTool(self)
        self._tool: Tool = self._select_tool
        self._hand_tool: Tool | None = None
        self._clicks = 0
        self._click_at = QPoint()
        self._click_timer = QTimer(self, singleShot=True)
        self._edge_timer = QTimer(self, interval=EDGE_SCROLL_MS)
        self._edge_timer.timeout.connect(self._on_edge_timer)
        self._idle_timer = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle_timer.timeout.connect(self._on_idle_timer)
        self._last_hand = Hand(QPoint())
        self._space_held = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        # Subclasses paint every pixel; Qt need not paint the ground before them.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setCursor(self._tool.shape)
        # A bar that came and went would change the width, and with it the fit, under the hand.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(48)
        self.horizontalScrollBar().setSingleStep(48)
        state.source_changed.connect(self._on_source_changed)
        state.contents_changed.connect(self._on_contents_changed)
        state.selection_changed.connect(self._on_selection_changed)
        state.hover_changed.connect(self._on_hover_changed)
        state.annotation_selected.connect(self._on_annotation_selected)
        state.layers_changed.connect(self._on_looks_changed)
        state.hits_changed.connect(self._on_hits_changed)
        state.theme_changed.connect(self._on_looks_changed)
        state.page_requested.connect(self._on_page_requested)
        self._hovered: WordRef | None = None
        self._lit: WordRef | None = None
        self._selected: Selection | None = None

    # What a subclass says about its words

    def word_under(self, at: QPoint) -> WordRef | None:
        """The word under a point of the viewport, or None."""
        raise NotImplementedError

    def nearest_word(self, at: QPoint) -> WordRef | None:
        """The word nearest a point, wherever it is; None on a page without words."""
        raise NotImplementedError

    def marks_under(self, at: QPoint) -> list[Mark]:
        """Marks under a point, innermost first."""
        raise NotImplementedError

    def reveal_word(self, ref: WordRef) -> None:
        """Scroll as little as brings a word into sight; not at all when it is."""
        raise NotImplementedError

    def go_to_page(self, number: int) -> None:
        """Bring the head of a page to the top."""
        raise NotImplementedError

    def _update_word(self, ref: WordRef) -> None:
        raise NotImplementedError

    def _shift(self, dx: int, dy: int) -> None:
        """Move what is painted, so that only what comes into sight has to be painted."""
        if not self.viewport().updatesEnabled():
            return  # it will be painted all anew
        if self.devicePixelRatioF().is_integer():
            self.viewport().scroll(dx, dy)
        else:
            self.viewport().update()

    def _paint_later(self) -> None:
        """Paint all anew, in turns of its own; until then what was painted last stays.

        To be called before what is shown moves: for what changes in both views at once, and
        needs pages that have not been read yet.
        """
        self.viewport().setUpdatesEnabled(False)
        self.state.turns.give(self, "paint", self._paint_in_turn)

    def _paint_in_turn(self) -> None:
        if self._make_next_ready():
            self.state.turns.give(self, "paint", self._paint_in_turn)
            return
        self.viewport().setUpdatesEnabled(True)
        self.viewport().repaint()  # an update would wait for the other view's, and join it

    def _make_next_ready(self) -> bool:
        """Make ready a part of what is in sight; false when all is, or nothing is seen."""
        if not self.isVisible():
            return False
        for number in self.seen_pages():
            if not self._is_ready(number):
                self._make_ready(number)
                return True
        return False

    def _update_selection(self, selection: Selection) -> None:
        """Have the words of a selection, as far as in sight, painted anew."""
        for page in self.seen_pages():
            words = selection.words_on(page, len(self.state.text(page).words))
            if not words:
                continue
            line_of_word = self.state.text(page).line_of_word
            if line_of_word[words[0]] != line_of_word[words[-1]]:
                self.viewport().update()
                return
            ends = (self.word_box(WordRef(page, word)) for word in (words[0], words[-1]))
            area = next(ends).united(next(ends)).toAlignedRect()
            self.viewport().update(area.adjusted(-8, -8, 8, 8))

    def _on_idle_timer(self) -> None:
        """Make the next page ready, then the one before, so that turning finds them so."""
        seen = self.seen_pages()
        if not seen:
            return
        for number in (seen[-1] + 1, seen[0] - 1):
            if 1 <= number <= self.state.page_count and not self._is_ready(number):
                self._make_ready(number)
                self._idle_timer.start()
                return

    def _is_ready(self, page: int) -> bool:
        """Whether a page's words and marks stand ready to be painted."""
        raise NotImplementedError

    def _make_ready(self, page: int) -> None:
        """Read and place a page's words and marks ahead of time, or a part of that."""
        raise NotImplementedError

    def seen_pages(self) -> range:
        """Numbers of the pages in sight."""
        raise NotImplementedError

    def word_box(self, ref: WordRef) -> QRectF:
        """A word's place in the viewport."""
        raise NotImplementedError

    def _seen_page(self) -> int:
        raise NotImplementedError

    # Following the shared state

    def _on_source_changed(self) -> None:
        self._cursor.pages = self.state.pages
        self._cursor.column = None

    def _on_contents_changed(self, _pages: frozenset[int]) -> None:
        self._cursor.pages = self.state.pages

    def _on_selection_changed(self, selection: Selection | None, initiator: object) -> None:
        if selection is not None:
            held = initiator is self and self._hand_tool is not None
            if not held:
                self.reveal_word(selection.cursor)
            if initiator is self:
                self._announce(selection)
        for shown in (self._selected, selection):
            if shown is not None and self.state.page_count:
                self._update_selection(shown)
        self._selected = selection

    def _on_hover_changed(self, ref: WordRef | None) -> None:
        for changed in (self._hovered, ref):
            if changed is not None and self.state.page_count:
                self._update_word(changed)
        self._hovered = ref

    def _on_annotation_selected(self, _annotation_id: str, _initiator: object) -> None:
        self.viewport().update()

    def _on_looks_changed(self) -> None:
        self.viewport().update()

    def _on_hits_changed(self, pages: frozenset[int]) -> None:
        """Hits came or went; where words stand they change nothing."""
        if not pages.isdisjoint(self.seen_pages()):
            self.viewport().update()

    def _on_page_requested(self, page: int, initiator: object) -> None:
        if initiator is not self:
            if page not in self.seen_pages():
                self._paint_later()
            self.go_to_page(page)

    # The voice of the cursor

    def spoken(self, ref: WordRef) -> str:
        """What a screen reader says of a word: reading, place, doubts, annotations."""
        text = self.state.text(ref.page)
        word = text.words[ref.word]
        parts = [word.reading or "empty", f"page {ref.page} line {text.line_of_word[ref.word] + 1}"]
        if word.is_doubt and word.confidence is not None:
            parts.append(f"doubt, confidence {word.confidence:.0f} of 100")
        parts += [describe(mark) for mark in self.marks_of_word(ref)]
        return ", ".join(parts)

    def marks_of_word(self, ref: WordRef) -> list[Mark]:
        """Marks that hold a word, innermost first."""
        holding = (
            mark
            for mark in self.marks_on(ref.page)
            if any(run.first <= ref.word <= run.last for run in mark.runs)
        )
        return sorted(holding, key=lambda m: sum(run.last - run.first + 1 for run in m.runs))

    def marks_on(self, page: int) -> Sequence[Mark]:
        """The visible marks of a page."""
        raise NotImplementedError

    def _announce(self, selection: Selection) -> None:
        spoken = self.spoken(selection.cursor)
        if not selection.is_single:
            spoken = f"selected to {spoken}"
        self.setAccessibleDescription(spoken)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the word cursor, scroll, edit, let go; all other keys are left to the window."""
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        move = move_of(event)
        if move is not None:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move_cursor(*move, extend=shift)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            way = 1 if key == Qt.Key.Key_PageDown else -1
            if control:
                self.state.go_to_page(self.state.current_page + way)
            else:
                self._turn(way)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not control:
            self.state.edit_requested.emit()
        elif key == Qt.Key.Key_Escape and self._can_let_go():
            self._let_go()
        elif key == Qt.Key.Key_Space and not control:
            self._space_held = True
            self.viewport().setCursor(self._pan_tool.shape)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go: the tool is back."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self.viewport().setCursor(self._tool.shape)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A Space let go elsewhere is never heard of here."""
        self._space_held = False
        self.viewport().setCursor(self._tool.shape)
        self._update_cursor()
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the cursor is here now."""
        self._update_cursor()
        super().focusInEvent(event)

    def _update_cursor(self) -> None:
        if self.state.selection is not None:
            self._update_word(self.state.selection.cursor)

    def _move_cursor(self, move: Move, steps: int, extend: bool) -> None:
        selection = self.state.selection
        if selection is None:
            ref = self._cursor.start(self.state.current_page)
            if ref is not None:
                self.state.select(Selection(ref, ref), self)
            return
        ref = self._cursor.moved(selection.cursor, move, steps)
        self.state.select(Selection(selection.anchor if extend else ref, ref), self)

    def _turn(self, way: int) -> None:
        """A screenful on or back; the cursor keeps its place on the screen where it can."""
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + way * round(self.viewport().height() * 0.9))
        if bar.value() == before:
            return
        centre = QPoint(self.viewport().width() // 2, self.viewport().height() // 3)
        ref = self.nearest_word(centre)
        if ref is not None and self.state.selection is not None:
            self.state.select(Selection(ref, ref), self)

    def _can_let_go(self) -> bool:
        state = self.state
        return bool(state.region or state.selection or state.selected_annotation)

    def _let_go(self) -> None:
        if self.state.region is not None:
            self.state.clear_region()
        elif self.state.selection is not None and not self.state.selection.is_single:
            cursor = self.state.selection.cursor
            self.state.select(Selection(cursor, cursor), self)
        elif self.state.selected_annotation:
            self.state.select_annotation("", self)
        else:
            self.state.clear_selection()

    # Mouse

    def _hand(self, event: QMouseEvent, clicks: int) -> Hand:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return Hand(event.position().toPoint(), clicks, shift)

    def _tool_for(self, event: QMouseEvent) -> Tool | None:
        if event.button() == Qt.MouseButton.MiddleButton:
            return self._pan_tool
        if event.button() == Qt.MouseButton.LeftButton:
            return self._pan_tool if self._space_held else self._tool
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hand the button to a tool. A third quick press at one place is a triple click."""
        near = (event.position().toPoint() - self._click_at).manhattanLength() < 6
        again = self._clicks == 2 and self._click_timer.isActive() and near
        self._press(event, 3 if again else 1)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click."""
        self._click_timer.start(500)
        self._press(event, 2)

    def _press(self, event: QMouseEvent, clicks: int) -> None:
        tool = self._tool_for(event)
        if tool is None or not self.state.page_count:
            event.ignore()
            return
        self._clicks, self._click_at = clicks, event.position().toPoint()
        self._hand_tool = tool
        self._last_hand = self._hand(event, clicks)
        self._cursor.column = None
        tool.press(self._last_hand)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag with the tool, or light the word under the mouse."""
        if self._hand_tool is None:
            self._lit = self.word_under(event.position().toPoint())
            self.state.set_hover(self._lit)
            return
        self._last_hand = self._hand(event, self._clicks)
        self._hand_tool.move(self._last_hand)
        outside = not self.viewport().rect().contains(self._last_hand.at)
        if outside and self._hand_tool is not self._pan_tool:
            if not self._edge_timer.isActive():
                self._edge_timer.start()
        else:
            self._edge_timer.stop()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the tool finish."""
        tool, self._hand_tool = self._hand_tool, None
        self._edge_timer.stop()
        if tool is not None:
            tool.release(self._hand(event, self._clicks))

    def _on_edge_timer(self) -> None:
        """The mouse is held outside: scroll towards it, faster the farther it is."""
        area, at = self.viewport().rect(), self._last_hand.at
        for bar, low, high, here in (
            (self.horizontalScrollBar(), area.left(), area.right(), at.x()),
            (self.verticalScrollBar(), area.top(), area.bottom(), at.y()),
        ):
            beyond = min(0, here - low) + max(0, here - high)
            bar.setValue(bar.value() + max(-60, min(60, beyond)))
        if self._hand_tool is not None:
            self._hand_tool.move(self._last_hand)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips tell what stands at the mouse; a mouse gone elsewhere lights nothing."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(event)
            return True
        if event.type() == QEvent.Type.Leave and self._lit is not None:
            self._lit = None  # what the other view lights is its own affair
            self.state.set_hover(None)
        return super().viewportEvent(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        lines = [describe(mark) for mark in self.marks_under(event.pos())]
        ref = self.word_under(event.pos())
        if ref is not None:
            word = self.state.text(ref.page).words[ref.word]
            if word.corrected is not None and word.corrected != word.ocr_reading:
                lines.append(f"OCR read “{word.ocr_reading}”")
            elif word.is_doubt and word.confidence is not None:
                lines.append(f"Doubt: confidence {word.confidence:.0f} of 100")
        if lines:
            # What a paper says is never taken for HTML.
            said = f"<p>{'<br>'.join(map(escape, lines))}</p>"
            QToolTip.showText(event.globalPos(), said, self.viewport())
        else:
            QToolTip.hideText()
