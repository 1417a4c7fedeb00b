"""What the mouse does in a view: small objects, one for each tool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, Qt

from workbench.domain.geometry import Rect
from workbench.ui.page_layout import PagePoint
from workbench.ui.view_state import Selection, WordRef

if TYPE_CHECKING:
    from workbench.ui.page_view import PageView
    from workbench.ui.words_area import WordsArea

SMALLEST_REGION_PT = 3.0
"""A drag that is smaller was a click."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Where the mouse is and how it came there. ``clicks``: 1, 2 or 3 in a row."""

    at: QPoint
    clicks: int = 1
    shift: bool = False


class Tool(Protocol):
    """One way of using the left button: press, any number of moves, release."""

    shape: Qt.CursorShape

    def press(self, hand: Hand) -> None:
        """The button went down."""

    def move(self, hand: Hand) -> None:
        """The mouse moved with the button down."""

    def release(self, hand: Hand) -> None:
        """The button came up."""


class SelectTool:
    """Selects words by click, drag, Shift-click; lines by triple click; annotations by click.

    A click on an annotation selects the innermost one there; each further click at the same
    place goes one outwards, and then begins again.
    """

    shape = Qt.CursorShape.IBeamCursor

    def __init__(self, view: WordsArea) -> None:
        self._view = view
        self._anchor: Selection | None = None
        self._dragged = False

    def press(self, hand: Hand) -> None:
        """Put the cursor on the word there, extend to it, or take its line."""
        self._dragged = False
        state = self._view.state
        ref = self._view.word_under(hand.at)
        if hand.shift and state.selection is not None:
            self._anchor = Selection(state.selection.anchor, state.selection.anchor)
            self._extend(hand)
            return
        if ref is None:
            self._anchor = None
            state.clear_region()
            state.clear_selection()
            return
        self._anchor = self._line_of(ref) if hand.clicks == 3 else Selection(ref, ref)
        self._dragged = hand.clicks == 3
        state.select(self._anchor, self._view)

    def move(self, hand: Hand) -> None:
        """Stretch the selection to the word nearest the mouse."""
        if self._anchor is None:
            self._begin(hand)
        else:
            self._extend(hand)

    def release(self, hand: Hand) -> None:
        """Without a drag it was a click: choose among the annotations there."""
        if self._dragged or hand.shift:
            return
        state = self._view.state
        ids = [mark.annotation.id for mark in self._view.marks_under(hand.at)]
        if not ids:
            state.select_annotation("", self._view)
        elif state.selected_annotation in ids:
            after = ids.index(state.selected_annotation) + 1
            state.select_annotation(ids[after % len(ids)], self._view)
        else:
            state.select_annotation(ids[0], self._view)

    def _begin(self, hand: Hand) -> None:
        """A drag that started beside the words takes hold at the first word it comes to."""
        ref = self._view.word_under(hand.at)
        if ref is not None:
            self._anchor = Selection(ref, ref)
            self._extend(hand)

    def _extend(self, hand: Hand) -> None:
        ref = self._view.nearest_word(hand.at)
        if ref is None or self._anchor is None:
            return
        first, last = self._anchor.first, self._anchor.last
        reach = Selection(first, max(ref, last)) if ref >= first else Selection(last, ref)
        if reach != self._view.state.selection:
            self._dragged = True
            self._view.state.select(reach, self._view)

    def _line_of(self, ref: WordRef) -> Selection:
        text = self._view.state.text(ref.page)
        line = text.lines[text.line_of_word[ref.word]]
        return Selection(WordRef(ref.page, line.first), WordRef(ref.page, line.last))


class RegionTool:
    """Draws a rectangle on a page, for what has no words: a stamp, a signature."""

    shape = Qt.CursorShape.CrossCursor

    def __init__(self, view: PageView) -> None:
        self._view = view
        self._from: PagePoint | None = None

    def press(self, hand: Hand) -> None:
        """Hold the first corner."""
        self._view.shaping.leave()
        self._view.state.clear_region()
        self._from = self._view.page_point(hand.at)

    def move(self, hand: Hand) -> None:
        """Let the region stand between the first corner and the mouse."""
        rect = self._rect(hand)
        if self._from is not None and rect is not None:
            self._view.state.set_region(self._from.page, rect)

    def release(self, hand: Hand) -> None:
        """Say that a region was drawn, unless it was just a click."""
        rect, start = self._rect(hand), self._from
        self._from = None
        if start is None or rect is None or min(rect.width, rect.height) < SMALLEST_REGION_PT:
            self._view.state.clear_region()
            return
        self._view.state.clear_selection()
        self._view.state.set_region(start.page, rect)
        self._view.state.region_drawn.emit(start.page, rect)

    def _rect(self, hand: Hand) -> Rect | None:
        if self._from is None:
            return None
        end = self._view.page_point(hand.at, self._from.page)
        page = self._view.state.pages[self._from.page - 1]
        rect = Rect.spanning(self._from.x, self._from.y, end.x, end.y)
        return rect.clamped(page.width_pt, page.height_pt)


class PanTool:
    """Moves the paper with the hand."""

    shape = Qt.CursorShape.OpenHandCursor

    def __init__(self, view: WordsArea) -> None:
        self._view = view
        self._last = QPoint()

    def press(self, hand: Hand) -> None:
        """Take hold."""
        self._last = hand.at

    def move(self, hand: Hand) -> None:
        """Scroll by as much as the hand moved."""
        delta = hand.at - self._last
        self._last = hand.at
        for bar, amount in (
            (self._view.horizontalScrollBar(), delta.x()),
            (self._view.verticalScrollBar(), delta.y()),
        ):
            bar.setValue(bar.value() - amount)

    def release(self, hand: Hand) -> None:
        """Let go."""
        self._last = hand.at
