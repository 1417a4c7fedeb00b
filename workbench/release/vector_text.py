"""Which letters of a born-digital page stay: those of words that a person saw and did not cut."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence

from workbench.domain.geometry import Rect
from workbench.domain.pages import Word
from workbench.release.archival import Tagged
from workbench.release.passages import PARAGRAPH
from workbench.release.vector_errors import CannotPreserveError

_CELL_PT = 24.0
_REACH_PT = 0.6


class KeptWords:
    """The words that stay on a page, asked for by place; and the letters found for each."""

    def __init__(self, words: Sequence[Word], boxes: Sequence[Rect]) -> None:
        self._words = words
        self._boxes = boxes
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._found: list[list[str]] = [[] for _ in words]
        for index, word in enumerate(words):
            area = word.rect_pt.inflated(_REACH_PT, _REACH_PT)
            for column in range(int(area.x0 // _CELL_PT), int(area.x1 // _CELL_PT) + 1):
                for row in range(int(area.y0 // _CELL_PT), int(area.y1 // _CELL_PT) + 1):
                    self._cells[column, row].append(index)

    def word_at(self, centre: tuple[float, float], text: str) -> int | None:
        """The word that a letter with its middle here belongs to, if it stays.

        Where words overlap, the one that has the letter, else the nearest.
        """
        x, y = centre
        if any(box.contains(x, y) for box in self._boxes):
            return None
        near = [
            index
            for index in self._cells.get((int(x // _CELL_PT), int(y // _CELL_PT)), ())
            if self._words[index].rect_pt.inflated(_REACH_PT, _REACH_PT).contains(x, y)
        ]
        if len(near) > 1:
            letters = folded(text)
            near.sort(
                key=lambda index: (
                    letters not in folded(self._words[index].ocr_reading),
                    abs(self._words[index].rect_pt.centre[1] - y),
                )
            )
        return near[0] if near else None

    def is_level_with_cut(self, centre: tuple[float, float], *, upright: bool) -> bool:
        """Whether a box lies on the line that a letter with its middle here stands in.

        ``upright`` when its line runs up or down the page.
        """
        x, y = centre
        return any(
            box.x0 <= x <= box.x1 if upright else box.y0 <= y <= box.y1 for box in self._boxes
        )

    def block(self, index: int) -> int:
        """The block of a word."""
        return self._words[index].block

    def found(self, index: int, text: str) -> None:
        """Note that a letter of a word was kept."""
        self._found[index].append(text)

    def check(self) -> None:
        """See that every word has just its letters.

        Raises:
            CannotPreserveError: the letters at a word's place are others, more or fewer.
        """
        for word, letters in zip(self._words, self._found, strict=True):
            if sorted(folded("".join(letters))) != sorted(folded(word.ocr_reading)):
                raise CannotPreserveError("its letters are not all what was read where they stand")

    def passages(self, marks: Sequence[int], roles: Mapping[int, str]) -> list[Tagged]:
        """Marked content by passage in reading order; ``marks`` tells each one's first word."""
        order: dict[int, list[int]] = {}
        for mark in sorted(range(len(marks)), key=lambda mark: marks[mark]):
            order.setdefault(self.block(marks[mark]), []).append(mark)
        return [(roles.get(block, PARAGRAPH), pieces) for block, pieces in order.items()]


def folded(text: str) -> str:
    """Letters and digits alone, in one case and form."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
