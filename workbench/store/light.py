"""A page's words without their weight: readings, lines, and boxes only where one is asked for.

What looks through thousands of pages cannot make an object of every word. Nothing here touches
the database, so that worker processes can use it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, compress
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


class _Parts:
    """Numbers with commas between them, parted no further than somebody asks; the second time all.

    One place on a page is found at its beginning for less; many ask for the same over and over.
    """

    __slots__ = ("_known", "_parts", "_written")

    def __init__(self, written: str) -> None:
        self._written = written
        self._parts: list[str] = []
        self._known = 0

    def upto(self, count: int) -> list[str]:
        """At least the first ``count``, or all where there are fewer; the last may be a rest."""
        if count > self._known:
            most = -1 if self._known else count
            self._parts = self._written.split(",", most)
            self._known = count if most > 0 else len(self._written)
        return self._parts


class LightPage:
    """The words of a page in one or two ways; what nobody asks for is never taken apart.

    Raises:
        ValueError: the rows make no sense; when that part is asked for.
    """

    def __init__(self, stored: StoredPage) -> None:
        self.number = stored.number
        self._corrections = stored.corrections
        # Each part is looked for behind the one before it: the row is read through once.
        words = stored.words
        start = words.index(_BOXES) + len(_BOXES)
        end = words.index("]", start)
        self._numbers = _Parts(words[start:end])
        start = words.index(_LINES, end) + len(_LINES)
        end = words.index("]", start)
        self._line_of = _Parts(words[start:end])
        self._readings = words[words.index(_READINGS, end) + len(_READINGS) : -1]

    @cached_property
    def _as_read(self) -> list[str]:
        written = self._readings
        if "\\" not in written and len(written) > len('[""]'):
            return written[2:-2].split('","')  # without escapes a third of the time
        readings: list[str] = json.loads(written)
        return readings

    @cached_property
    def readings(self) -> list[str]:
        """The readings that count, in order."""
        if self._corrections == "{}":
            return self._as_read
        corrected = {int(word): r for word, r in json.loads(self._corrections).items()}
        return [corrected.get(index, word) for index, word in enumerate(self._as_read)]

    @property
    def ocr(self) -> list[str] | None:
        """What the engine read; None where no correction differs from it."""
        return None if self.readings == self._as_read else self._as_read

    def line_ends(self, first: int, end: int) -> list[bool]:
        """For each word from ``first`` up to ``end`` whether it is the last of its line."""
        lines = self._line_of.upto(end + 1)[first : end + 1]
        ends = [*map(ne, lines, lines[1:])]
        return ends if len(ends) == end - first else [*ends, True]

    @property
    def line_bounds(self) -> list[int]:
        """Where each line begins, as the index of its first word, and the number of words."""
        lines, count = self._line_of.upto(len(self.readings)), len(self.readings)
        inner = compress(range(1, count), map(ne, lines, lines[1:]))
        return [0, *inner, count] if count else [0]

    @property
    def line_numbers(self) -> tuple[int, ...]:
        """For each word the number of its line, counted from 0 without gaps."""
        count = len(self.readings)
        return tuple(accumulate(self.line_ends(0, count)[:-1], initial=0)) if count else ()

    @property
    def ways(self) -> tuple[Sequence[str], ...]:
        """The readings that count and, where a correction changed any, the engine's."""
        return (self.readings,) if self.ocr is None else (self.readings, self.ocr)

    def rects_of(self, first: int, last: int) -> tuple[Rect, ...]:
        """One rectangle a line around the words ``first`` to ``last``, both included."""
        numbers = self._numbers.upto(4 * last + 4)
        ends = self.line_ends(first, last)
        rects: list[Rect] = []
        for index in range(first, last + 1):
            rect = Rect(*(int(number) / 100 for number in numbers[4 * index : 4 * index + 4]))
            if rects and not ends[index - first - 1]:
                rects[-1] = rects[-1].union(rect)
            else:
                rects.append(rect)
        return tuple(rects)

    def said(self, first: int, last: int) -> str:
        """The words ``first`` to ``last`` as the page's text has them."""
        if first == last:
            return self.readings[first]
        lines = accumulate(self.line_ends(first, last), initial=0)
        return lay_out(self.readings[first : last + 1], lines)[0]

    def around(self, first: int, last: int, more: int) -> tuple[str, int, int]:
        """The words with ``more`` on each side, on one line, and where in it they stand."""
        before = " ".join(filter(None, self.readings[max(0, first - more) : first]))
        said = " ".join(filter(None, self.readings[first : last + 1]))
        after = " ".join(filter(None, self.readings[last + 1 : last + 1 + more]))
        start = len(before) + 1 if before else 0
        return " ".join(filter(None, (before, said, after))), start, start + len(said)
