"""Moving the word cursor by keys, the same in both views: pure steps over words and lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from workbench.domain.documents import Page
from workbench.domain.pages import PageText
from workbench.ui.view_state import WordRef

FAST = 5
"""Words or lines a step with Ctrl."""


class Move(Enum):
    """Where the cursor can go."""

    LEFT = auto()
    RIGHT = auto()
    UP = auto()
    DOWN = auto()
    LINE_START = auto()
    LINE_END = auto()
    START = auto()
    END = auto()


_KEYS = {
    Qt.Key.Key_Left: Move.LEFT,
    Qt.Key.Key_Right: Move.RIGHT,
    Qt.Key.Key_Up: Move.UP,
    Qt.Key.Key_Down: Move.DOWN,
    Qt.Key.Key_Home: Move.LINE_START,
    Qt.Key.Key_End: Move.LINE_END,
}


def move_of(event: QKeyEvent) -> tuple[Move, int] | None:
    """The move a key asks for and how many steps of it; None for any other key."""
    move = _KEYS.get(Qt.Key(event.key()))
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    if move is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return None
    if move == Move.LINE_START and control:
        return Move.START, 1
    if move == Move.LINE_END and control:
        return Move.END, 1
    return move, FAST if control else 1


@dataclass
class WordCursor:
    """Steps over a document's words. Pages without words are stepped over.

    ``text`` gives a page's words; ``column`` remembers, over moves up and down, how far to
    the right (in page points) the person set out.
    """

    pages: Sequence[Page]
    text: Callable[[int], PageText]
    column: float | None = None

    def start(self, page: int) -> WordRef | None:
        """The first word at or after a page, else the last before it; None without words."""
        return self._first_from(max(1, page), 1) or self._last_from(max(1, page), -1)

    def moved(self, ref: WordRef, move: Move, steps: int = 1) -> WordRef:
        """Where the cursor stands after some steps; it stops at the ends of the document."""
        if move not in (Move.UP, Move.DOWN):
            self.column = None
        for _ in range(steps):
            ref = self._step(ref, move)
        return ref

    def _step(self, ref: WordRef, move: Move) -> WordRef:
        text = self.text(ref.page)
        match move:
            case Move.LEFT:
                if ref.word > 0:
                    return WordRef(ref.page, ref.word - 1)
                return self._last_from(ref.page - 1, -1) or ref
            case Move.RIGHT:
                if ref.word + 1 < len(text.words):
                    return WordRef(ref.page, ref.word + 1)
                return self._first_from(ref.page + 1, 1) or ref
            case Move.LINE_START:
                return WordRef(ref.page, text.lines[text.line_of_word[ref.word]].first)
            case Move.LINE_END:
                return WordRef(ref.page, text.lines[text.line_of_word[ref.word]].last)
            case Move.START:
                return self._first_from(1, 1) or ref
            case Move.END:
                return self._last_from(len(self.pages), -1) or ref
            case Move.UP | Move.DOWN:
                return self._step_line(ref, -1 if move == Move.UP else 1)

    def _step_line(self, ref: WordRef, way: int) -> WordRef:
        text = self.text(ref.page)
        if self.column is None:
            self.column = text.words[ref.word].rect_pt.centre[0]
        line = text.line_of_word[ref.word] + way
        page = ref.page
        if not 0 <= line < len(text.lines):
            end = self._first_from(page + 1, 1) if way > 0 else self._last_from(page - 1, -1)
            if end is None:
                return ref
            page, text = end.page, self.text(end.page)
            line = text.line_of_word[end.word]
        found, column = text.lines[line], self.column

        def distance(index: int) -> float:
            rect = text.words[index].rect_pt
            return max(rect.x0 - column, column - rect.x1, 0.0)

        return WordRef(page, min(range(found.first, found.last + 1), key=distance))

    def _first_from(self, page: int, way: int) -> WordRef | None:
        found = self._worded(page, way)
        return WordRef(found, 0) if found else None

    def _last_from(self, page: int, way: int) -> WordRef | None:
        found = self._worded(page, way)
        return WordRef(found, len(self.text(found).words) - 1) if found else None

    def _worded(self, page: int, way: int) -> int:
        while 1 <= page <= len(self.pages):
            # The count spares reading hundreds of blank pages just to step over them.
            if self.pages[page - 1].word_count and self.text(page).words:
                return page
            page += way
        return 0
