"""Words, lines and the text they make: offsets, and the way between spans and words.

A page's text joins its words with one space and its lines with one newline; a document's
text joins its pages with a form feed. Offsets count code points of Unicode NFC text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from workbench.domain.geometry import Rect, hit

DOUBT_BELOW = 80.0
"""Confidence (0 to 100) under which a word is a doubt (measured: precision .56, recall .62)."""

_BLANKS = re.compile(r"\s+")


def clean_reading(text: str) -> str:
    """A reading fit to be stored: NFC, white space folded to single spaces, no control signs."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    # Control signs go first: one that stood between two characters could hide a blank or keep
    # a letter from its accent.
    kept = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", kept)).strip()


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands on the page.

    ``line`` and ``block`` count from 0 on the page, in reading order. ``confidence`` is 0 to
    100 for OCR, None where the text did not come from OCR. ``corrected`` is a person's reading;
    the one the engine gave stays in ``ocr_reading``.
    """

    ocr_reading: str
    rect_pt: Rect
    line: int
    block: int = 0
    confidence: float | None = None
    corrected: str | None = None

    def __reduce__(self) -> tuple[type[Word], tuple[object, ...]]:  # as of Rect, and why
        fields = (self.ocr_reading, self.rect_pt, self.line, self.block)
        return Word, (*fields, self.confidence, self.corrected)

    @property
    def reading(self) -> str:
        """The reading that counts: the corrected one where there is one."""
        return self.ocr_reading if self.corrected is None else self.corrected

    @property
    def is_doubt(self) -> bool:
        """Low confidence, and no person has fixed or confirmed it."""
        return (
            self.corrected is None and self.confidence is not None and self.confidence < DOUBT_BELOW
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A run of words, ``first`` to ``last`` (both included), that stand on one line."""

    number: int
    first: int
    last: int


def lay_out(
    readings: Iterable[str], lines: Iterable[int]
) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """The text that words make, and where in it each word starts and ends.

    ``lines`` has the number of each word's line, counted up by one from line to line. A word
    with an empty reading takes no room and no space.
    """
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    length = 0
    previous_line: int | None = None
    for reading, line in zip(readings, lines, strict=True):
        if previous_line is not None and line != previous_line:
            parts.append("\n" * (line - previous_line))
            length += line - previous_line
        elif reading and length and starts and not parts[-1].endswith("\n"):
            parts.append(" ")
            length += 1
        starts.append(length)
        if reading:
            parts.append(reading)
            length += len(reading)
        ends.append(length)
        previous_line = line
    return "".join(parts), tuple(starts), tuple(ends)


@dataclass(frozen=True)
class PageText:
    """The words of one page in reading order, with the text they make."""

    number: int
    words: tuple[Word, ...] = field(default=())

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The page's lines; a line begins wherever ``Word.line`` changes."""
        numbers = [word.line for word in self.words]
        firsts = [i for i, line in enumerate(numbers) if i == 0 or line != numbers[i - 1]]
        ends = [*firsts[1:], len(numbers)]
        bounds = zip(firsts, ends, strict=False)  # without words there is an end and no first
        return tuple(Line(number, first, end - 1) for number, (first, end) in enumerate(bounds))

    @cached_property
    def line_of_word(self) -> tuple[int, ...]:
        """For each word the index of its line in :attr:`lines`."""
        return tuple(line.number for line in self.lines for _ in range(line.first, line.last + 1))

    @cached_property
    def _layout(self) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
        return lay_out((word.reading for word in self.words), self.line_of_word)

    @property
    def text(self) -> str:
        """The page's text: words joined by a space, lines by a newline."""
        return self._layout[0]

    @property
    def starts(self) -> tuple[int, ...]:
        """Offset of each word's first code point in :attr:`text`."""
        return self._layout[1]

    @property
    def ends(self) -> tuple[int, ...]:
        """Offset just past each word's last code point in :attr:`text`."""
        return self._layout[2]

    def span_of(self, first: int, last: int) -> tuple[int, int]:
        """Offsets ``(start, end)`` of the words ``first`` to ``last``, both included."""
        return self.starts[first], self.ends[last]

    def words_between(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last word that share at least one code point with ``[start, end)``."""
        if start >= end:
            return None
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end) - 1
        while first <= last and self.starts[first] == self.ends[first]:
            first += 1
        while last >= first and self.starts[last] == self.ends[last]:
            last -= 1
        return (first, last) if first <= last else None

    def word_at(self, x: float, y: float, slack_pt: float = 2.0) -> int | None:
        """Index of the word under a point of the page, or None."""
        return hit([word.rect_pt for word in self.words], x, y, slack_pt)

    def rects_of(self, first: int, last: int) -> tuple[Rect, ...]:
        """One rectangle a line around the words ``first`` to ``last``, both included."""
        rects: list[Rect] = []
        current: int | None = None
        for index in range(first, last + 1):
            rect, line = self.words[index].rect_pt, self.line_of_word[index]
            if rects and line == current:
                rects[-1] = rects[-1].union(rect)
            else:
                rects.append(rect)
            current = line
        return tuple(rects)

    def with_correction(self, index: int, reading: str | None) -> PageText:
        """The page with one word's corrected reading set, or taken back with None."""
        words = list(self.words)
        words[index] = replace(words[index], corrected=reading)
        return PageText(self.number, tuple(words))


@dataclass(frozen=True)
class DocumentText:
    """The text of a whole document, pages joined by form feeds."""

    pages: tuple[PageText, ...]

    @classmethod
    def of(cls, pages: Iterable[PageText]) -> DocumentText:
        """From pages in order; numbers must run 1, 2, 3 ..."""
        return cls(tuple(pages))

    @cached_property
    def text(self) -> str:
        """Everything: words by spaces, lines by newlines, pages by form feeds."""
        return "\f".join(page.text for page in self.pages)

    @cached_property
    def page_starts(self) -> tuple[int, ...]:
        """Offset in :attr:`text` at which each page begins."""
        starts, at = [], 0
        for page in self.pages:
            starts.append(at)
            at += len(page.text) + 1
        return tuple(starts)

    def page(self, number: int) -> PageText:
        """The page with that number, counted from 1."""
        return self.pages[number - 1]
