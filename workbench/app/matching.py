"""Where something is said: a text, near misses of it, or a pattern, over the words of pages.

Pure functions over words. A place is ``(first, last)``: indices, both included, into the words
of all pages one after another.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.domain.annotations import Target
from workbench.domain.errors import UserError
from workbench.domain.pages import DocumentText, PageText, Word

Place = tuple[int, int]

_HYPHENS = "-‐‑‒–¬"
_SOFT_HYPHEN = "\u00ad"
_SPACED_FROM = 3
"""Letter-spaced words shorter than this are taken for initials."""
_DIVIDED_FROM = 5
"""Words shorter than this are not looked for broken over a line without a hyphen."""
MATCHES_MOST = 20_000


@dataclass(frozen=True)
class Stream:
    """The words of a document's pages in one row, in one of their two readings."""

    pages: tuple[PageText, ...]
    ocr: bool = False

    @classmethod
    def both(cls, document: DocumentText) -> tuple[Stream, ...]:
        """The stream of what counts and, where a correction changed anything, of OCR readings."""
        streams = (cls(document.pages),)
        changed = any(
            word.corrected is not None and word.corrected != word.ocr_reading
            for page in document.pages
            for word in page.words
        )
        return (*streams, cls(document.pages, ocr=True)) if changed else streams

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words, page after page."""
        return tuple(word for page in self.pages for word in page.words)

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """The reading of each word of this stream."""
        return tuple(w.ocr_reading if self.ocr else w.reading for w in self.words)

    @cached_property
    def ends_line(self) -> tuple[bool, ...]:
        """For each word whether it is the last of its line."""
        ends = []
        for page in self.pages:
            lines = page.line_of_word
            ends += [i + 1 == len(lines) or lines[i + 1] != n for i, n in enumerate(lines)]
        return tuple(ends)

    @cached_property
    def compact(self) -> Compact:
        """Letters and digits alone, in small letters, each with its word."""
        return Compact.of(map(_with_seams, self.readings), self.ends_line)

    def targets(self, place: Place) -> tuple[Target, ...]:
        """The targets for a place, one a page it touches."""
        found = []
        base = 0
        for page in self.pages:
            first, last = max(place[0] - base, 0), min(place[1] - base, len(page.words) - 1)
            if first <= last:
                found.append(Target(page.number, first, last))
            base += len(page.words)
        return tuple(found)


@dataclass(frozen=True)
class Compact:
    """``text`` with, for each of its characters, the word it stands in and what precedes it.

    ``breaks[i]`` is 0 where character ``i`` follows the one before it directly, ``_HARD`` where
    blank or punctuation stands between, ``_SOFT`` where a word is divided at a line's end,
    ``_LINE`` where a line ends without a hyphen, ``_SEAM`` where two words may be run together.
    """

    text: str
    word_of: Sequence[int]
    breaks: bytes

    @classmethod
    def of(cls, readings: Iterable[str], ends_line: Sequence[bool]) -> Compact:
        """From the readings of words in a row, with whether each is the last of its line."""
        text: list[str] = []
        word_of: list[int] = []
        breaks = bytearray()
        pending = _HARD
        for index, reading in enumerate(readings):
            for sign in _plain(reading):
                if not sign.isalnum():
                    pending = (pending or _SEAM) if sign == _SEAM_SIGN else _HARD
                    continue
                text.append(sign)
                word_of.append(index)
                breaks.append(pending)
                pending = 0
            if not reading:
                continue
            divided = ends_line[index] and reading[-1] in _HYPHENS + _SOFT_HYPHEN
            if divided and len(reading) > 1:
                pending = _SOFT
            else:
                pending = _LINE if ends_line[index] else _HARD
        return cls("".join(text), word_of, bytes(breaks))


_HARD, _SOFT, _LINE, _SEAM = 1, 2, 3, 4
_SEAM_SIGN = "\x1f"


def _with_seams(reading: str) -> str:
    """The reading with a sign where a capital follows a small letter, as in ``MrIvanov``."""
    if reading[1:].islower() or reading.isupper():
        return reading
    seams = (
        _SEAM_SIGN + sign if sign.isupper() and before.islower() else sign
        for before, sign in zip(" " + reading, reading, strict=False)
    )
    return "".join(seams)


def _plain(reading: str) -> str:
    """Small letters without accents; signs that take no room and raised figures fall out.

    The proof of a release compares like this, too: what it would call the same is found.
    """
    if reading.isascii():
        return reading.lower()
    shown = (" " if unicodedata.category(sign) == "No" else sign for sign in reading)
    folded = unicodedata.normalize("NFKC", "".join(shown)).casefold()
    apart = unicodedata.normalize("NFKD", folded)
    return "".join(sign for sign in apart if unicodedata.category(sign) not in _NOTHING)


_NOTHING = ("Mn", "Me", "Cf")


def _needle(text: str) -> Compact:
    parts = text.split()
    compact = Compact.of(parts, [False] * len(parts))
    if not compact.text:
        raise UserError(f"“{text}” has no letters or digits to look for.")
    return compact


def find_text(stream: Stream, text: str) -> Iterator[Place]:
    """Places that say ``text``: whole words, capitals and accents or not, whatever is between.

    A word divided at a line's end, with a hyphen or (a longer one) without, and one that is
    l e t t e r s p a c e d are found too.

    Raises:
        UserError: the text has no letters or digits.
    """
    needle = _needle(text)
    # Most documents do not say it; this tells in a tenth of the time that laying out takes.
    if needle.text not in "".join(filter(str.isalnum, "".join(map(_plain, stream.readings)))):
        return
    hay = stream.compact
    size = len(needle.text)
    at = hay.text.find(needle.text)
    while at >= 0:
        end = at + size
        whole = hay.breaks[at] and (end == len(hay.text) or hay.breaks[end])
        if whole and _same_breaks(needle, hay, at):
            yield hay.word_of[at], hay.word_of[end - 1]
        at = hay.text.find(needle.text, at + 1)


def _same_breaks(needle: Compact, hay: Compact, at: int) -> bool:
    """Whether words divide alike, but for divided and letter-spaced ones."""
    size = len(needle.text)
    for i in range(1, size):
        if needle.breaks[i]:
            if not hay.breaks[at + i]:
                return False
        elif hay.breaks[at + i] in (_HARD, _LINE) and not _is_broken_up(needle, hay, at, i):
            return False
    return True


def _is_broken_up(needle: Compact, hay: Compact, at: int, i: int) -> bool:
    """Whether the needle's word around ``i`` stands letter by letter, or a line ends in it."""
    start, end = i, i
    while start > 0 and not needle.breaks[start]:
        start -= 1
    while end < len(needle.text) and not needle.breaks[end]:
        end += 1
    if hay.breaks[at + i] == _LINE and end - start >= _DIVIDED_FROM:
        return True
    return end - start >= _SPACED_FROM and all(hay.breaks[at + start + 1 : at + end])


def find_near(stream: Stream, text: str, edits: int) -> Iterator[Place]:
    """Places within ``edits`` single-letter changes of ``text``, nearest first where they meet.

    Raises:
        UserError: so many edits that nearly anything would match, or no letters.
    """
    from rapidfuzz.distance import Levenshtein  # pulls in numpy where there is one

    needle = _needle(text).text
    if edits * 2 >= len(needle):
        raise UserError(
            f"{edits} edits are too many for “{text}”: nearly anything would match. "
            f"Use at most {(len(needle) - 1) // 2}."
        )
    count = len(_pieces([text]))
    pieces = _pieces(stream.readings)
    found: list[tuple[int, int, int]] = []
    for start, (first, _) in enumerate(pieces):
        joined, words = "", 0
        for last, piece in pieces[start : start + len(needle) + edits]:
            joined += piece
            words += len(piece) > 1  # single letters may be a word spaced out
            if len(joined) > len(needle) + edits or words > count + 2:
                break
            if len(joined) < len(needle) - edits:
                continue
            distance = Levenshtein.distance(needle, joined, score_cutoff=edits)
            if distance <= edits:
                found.append((distance, first, last))
    taken: set[int] = set()
    for _, first, last in sorted(found, key=lambda f: (f[0], f[2] - f[1], f[1])):
        if taken.isdisjoint(range(first, last + 1)):
            taken.update(range(first, last + 1))
            yield first, last


def _pieces(readings: Sequence[str]) -> list[tuple[int, str]]:
    """Runs of letters and digits, each with its word: punctuation hides no name."""
    return [
        (index, piece)
        for index, reading in enumerate(readings)
        for piece in _SIGNS.split(_plain(reading))
        if piece
    ]


_SIGNS = re.compile(r"[\W_]+")


def check_pattern(pattern: str) -> None:
    """Refuse what is no regular expression.

    Raises:
        UserError: it is none; the sentence says where.
    """
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise UserError(f"“{pattern}” is not a regular expression: {error}.") from error


def search_pattern(pattern: str, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Spans of a regular expression in each text. Runs in a worker: patterns can run away.

    Raises:
        UserError: more matches than anyone can look through.
    """
    compiled = re.compile(pattern, re.MULTILINE)
    found = []
    total = 0
    for text in texts:
        spans = [m.span() for m in compiled.finditer(text) if m.end() > m.start()]
        total += len(spans)
        if total > MATCHES_MOST:
            raise UserError(
                f"“{pattern}” matches more than {MATCHES_MOST} times. Make it narrower."
            )
        found.append(spans)
    return found


def stream_text(stream: Stream) -> tuple[str, list[int], list[int]]:
    """Text of a stream as the document's text is laid out, with each word's start and end."""
    parts, starts, ends, base = [], [], [], 0
    for page in stream.pages:
        if stream.ocr:
            page = PageText(page.number, tuple(_as_read(word) for word in page.words))
        parts.append(page.text)
        starts += [base + s for s in page.starts]
        ends += [base + e for e in page.ends]
        base += len(page.text) + 1
    return "\f".join(parts), starts, ends


def _as_read(word: Word) -> Word:
    return Word(word.ocr_reading, word.rect_pt, word.line, word.block, word.confidence)


def places_of(
    spans: Iterable[tuple[int, int]], starts: Sequence[int], ends: Sequence[int]
) -> Iterator[Place]:
    """The words that spans of the text touch; a span between words touches none."""
    for start, end in spans:
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        if first <= last:
            yield first, last


def outermost(places: Iterable[Place]) -> list[Place]:
    """Without doubles and without those inside another, in order of the text."""
    kept: list[Place] = []
    for first, last in sorted(set(places), key=lambda p: (p[0], -p[1])):
        if not kept or last > kept[-1][1]:
            kept.append((first, last))
    return kept
