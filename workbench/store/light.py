"""A page's words without their weight: readings, lines, and boxes only where one is asked for.

What looks through thousands of pages cannot make an object of every word. Nothing here touches
the database, so that worker processes can use it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import ne

from workbench.domain.geometry import Rect
from workbench.domain.pages import lay_out

# As words_to_json writes them: keys in order of the alphabet, no blanks, quotes escaped.
_BOXES, _LINES, _READINGS = '"b":[', '"l":[', '"r":'


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as its rows hold it; ``words`` and ``corrections`` are JSON."""

    document_id: str
    number: int
    words: str
    corrections: str


@dataclass(frozen=True)
class LightPage:
    """The readings of a page in order, in one or two ways.

    ``ocr`` is None where no correction differs from what the engine read. ``lines`` and
    ``boxes`` are lists of numbers as they are stored, not taken apart yet.
    """

    number: int
    readings: Sequence[str]
    ocr: Sequence[str] | None
    lines: Sequence[str]
    boxes: str

    @classmethod
    def of(cls, stored: StoredPage) -> LightPage:
        """The page of its rows.

        Raises:
            ValueError, KeyError: the rows make no sense.
        """
        # Only readings are read as JSON: the numbers are most of the text, and few are needed.
        ocr: list[str] = json.loads(
            stored.words[stored.words.index(_READINGS) + len(_READINGS) :][:-1]
        )
        readings = ocr
        if stored.corrections != "{}":
            corrected = {int(w): r for w, r in json.loads(stored.corrections).items()}
            readings = [corrected.get(index, word) for index, word in enumerate(ocr)]
        lines = _numbers(stored.words, _LINES)
        return cls(
            stored.number,
            readings,
            None if readings == ocr else ocr,
            lines.split(",") if lines else (),
            _numbers(stored.words, _BOXES),
        )

    @cached_property
    def ends_line(self) -> Sequence[bool]:
        """For each word whether it is the last of its line."""
        return [*map(ne, self.lines, self.lines[1:]), True] if self.lines else ()

    @cached_property
    def line_numbers(self) -> tuple[int, ...]:
        """For each word the number of its line, counted from 0 without gaps."""
        return tuple(accumulate(self.ends_line[:-1], initial=0)) if self.lines else ()

    @property
    def ways(self) -> tuple[Sequence[str], ...]:
        """The readings that count and, where a correction changed any, the engine's."""
        return (self.readings,) if self.ocr is None else (self.readings, self.ocr)

    def rects_of(self, first: int, last: int) -> tuple[Rect, ...]:
        """One rectangle a line around the words ``first`` to ``last``, both included."""
        numbers = self.boxes.split(",", 4 * last + 4)
        rects: list[Rect] = []
        for index in range(first, last + 1):
            rect = Rect(*(int(number) / 100 for number in numbers[4 * index : 4 * index + 4]))
            if rects and self.lines[index] == self.lines[index - 1]:
                rects[-1] = rects[-1].union(rect)
            else:
                rects.append(rect)
        return tuple(rects)

    def said(self, first: int, last: int) -> str:
        """The words ``first`` to ``last`` as the page's text has them."""
        lines = accumulate(self.ends_line[first:last], initial=0)
        return lay_out(self.readings[first : last + 1], lines)[0]

    def around(self, first: int, last: int, more: int) -> tuple[str, int, int]:
        """The words with ``more`` on each side, on one line, and where in it they stand."""
        before = " ".join(filter(None, self.readings[max(0, first - more) : first]))
        said = " ".join(filter(None, self.readings[first : last + 1]))
        after = " ".join(filter(None, self.readings[last + 1 : last + 1 + more]))
        start = len(before) + 1 if before else 0
        return " ".join(filter(None, (before, said, after))), start, start + len(said)


def _numbers(words: str, key: str) -> str:
    start = words.index(key) + len(key)
    return words[start : words.index("]", start)]
