"""Words as search sees them: folded to plain lower-case letters and digits, cut into terms.

Index and query go through the same fold, so they agree by construction: case, accents,
ligatures and punctuation do not count, ``O'NEILL`` is the two neighbouring terms ``o neill``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.domain.pages import PageText

_TERM = re.compile(r"[^\W_]+")
_HYPHENS = ("-", "\u00ad", "\u2010", "\u2011", "¬")


def fold(text: str) -> list[str]:
    """The terms of a text in order; empty where it holds no letter and no digit."""
    if not text.isascii():
        # Twice: folding case can bring forth new marks (the Turkish capital dotted I).
        folded = unicodedata.normalize("NFKD", text).casefold()
        folded = unicodedata.normalize("NFKD", folded)
        text = "".join(c for c in folded if not unicodedata.combining(c))
    return _TERM.findall(text.lower())


@dataclass(slots=True)
class Stream:
    """The terms of a page in order; for each the first and last word it stands on."""

    terms: list[str] = field(default_factory=list)
    words: list[tuple[int, int]] = field(default_factory=list)

    def add(self, text: str, first: int, last: int) -> None:
        """Append the terms of a text that stands on the words ``first`` to ``last``."""
        terms = fold(text)
        self.terms += terms
        self.words += [(first, last)] * len(terms)

    @property
    def text(self) -> str:
        """The terms joined by blanks, as the index takes them."""
        return " ".join(self.terms)


@dataclass(frozen=True, slots=True)
class Streams:
    """A page read in the ways a person may remember it.

    ``reading`` as it counts now, ``ocr`` as the engine read it, ``joined`` as it counts now but
    with words put together that a hyphen breaks at a line's end. The last two are empty where
    they would only say the same again.
    """

    reading: Stream
    ocr: Stream
    joined: Stream

    def __iter__(self) -> Iterator[Stream]:
        return iter((self.reading, self.ocr, self.joined))


def streams_of(page: PageText) -> Streams:
    """The ways to read a page."""
    reading, ocr, joined = Stream(), Stream(), Stream()
    for index, word in enumerate(page.words):
        reading.add(word.reading, index, index)
    if any(
        word.corrected is not None and word.corrected != word.ocr_reading for word in page.words
    ):
        for index, word in enumerate(page.words):
            ocr.add(word.ocr_reading, index, index)
    broken = _broken_words(page)
    if broken:
        _join(page, broken, joined)
    return Streams(reading, ocr, joined)


def _broken_words(page: PageText) -> set[int]:
    """Words that end their line with a hyphen and go on as the next line's first word."""
    return {
        line.last
        for line in page.lines[:-1]
        if len(reading := page.words[line.last].reading) > 1
        and reading.endswith(_HYPHENS)
        and reading[-2].isalnum()
        and page.words[line.last + 1].reading[:1].isalnum()
    }


def _join(page: PageText, broken: set[int], stream: Stream) -> None:
    held, first = "", 0
    for index, word in enumerate(page.words):
        if not held:
            first = index
        if index in broken:
            held += word.reading[:-1]
        else:
            stream.add(held + word.reading, first, index)
            held = ""
