"""Where something is said: a text, or near misses of it, over the words of pages.

Pure functions over readings. A place is ``(first, last)``: indices, both included, into the
words of what was looked through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from workbench.app.folding import HARD, LINE, Compact, plain, with_seams
from workbench.app.near_misses import NearMisses
from workbench.domain.errors import UserError

Place = tuple[int, int]

_SPACED_FROM = 3
"""Letter-spaced words shorter than this are taken for initials."""
_DIVIDED_FROM = 5
"""Words shorter than this are not looked for broken over a line without a hyphen."""


@dataclass(frozen=True, slots=True)
class Run:
    """Readings of words in a row.

    ``line_ends`` tells for the words from one up to another whether each is the last of its
    line: asked only of the few words that are looked at closely.
    """

    readings: Sequence[str]
    line_ends: Callable[[int, int], Sequence[bool]]

    @classmethod
    def of(cls, readings: Sequence[str], ends: Sequence[bool]) -> Run:
        """From words of which it is known already."""
        return cls(readings, lambda first, end: ends[first:end])


def _needle(text: str) -> Compact:
    parts = text.split()
    compact = Compact.of(parts, [False] * len(parts))
    if not compact.text:
        raise UserError(f"“{text}” has no letters or digits to look for.")
    return compact


@dataclass(frozen=True)
class Wanted:
    """A text to be found, and how much what is found may differ from it.

    ``fuzzy`` is how many letters may differ. ``as_written`` asks for the same capitals and
    accents, and takes no broken words.

    Raises:
        UserError: the text has no letters, or so many may differ that anything would match.
    """

    text: str
    fuzzy: int = 0
    as_written: bool = False

    def __post_init__(self) -> None:
        letters = self.letters
        if self.fuzzy * 2 >= len(letters) > 0 < self.fuzzy:
            raise UserError(
                f"{self.fuzzy} edits are too many for “{self.text}”: nearly anything would match. "
                f"Use at most {(len(letters) - 1) // 2}."
            )

    @cached_property
    def needle(self) -> Compact:
        """The text's letters, and where its words part."""
        return _needle(self.text)

    @property
    def letters(self) -> str:
        """The text's small letters and digits without anything between them."""
        return self.needle.text

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The letters of each word: all stand on any page that says the text as it is."""
        found = (letters_of(part) for part in self.text.split())
        return tuple(dict.fromkeys(word for word in found if word))

    @cached_property
    def probes(self) -> tuple[tuple[str, int], ...]:
        """Pieces of the letters of which at least one stands in whatever matches.

        Each with how many letters stand before it.
        """
        size, count = len(self.letters), self.fuzzy + 1
        bounds = [size * part // count for part in range(count + 1)]
        return tuple((self.letters[a:b], a) for a, b in pairwise(bounds))

    @cached_property
    def _known(self) -> dict[str, bool]:
        return {}

    @property
    def reach(self) -> int:
        """How many words a match may take at the most: one a letter."""
        return len(self.letters) + self.fuzzy

    def stands_in(self, letters: str) -> Iterator[tuple[int, int]]:
        """Stretches of small letters, start and end, in one of which any near miss must lie.

        This tells in a twentieth of the time that looking closely takes.
        """
        slack, size, known = self.fuzzy, len(self.letters), self._known
        for probe, before in self.probes:
            for at in _all_at(letters, probe):
                start = max(0, at - before - slack)
                piece = letters[start : at - before + size + slack]
                is_near = known.get(piece)
                if is_near is None:
                    is_near = known[piece] = _least_distance(self.letters, piece) <= slack
                if is_near:
                    yield start, start + len(piece)

    def places(self, run: Run) -> Iterator[Place]:
        """Where it stands, looking closely only around places that have its letters."""
        flat = _flat(run.readings)
        for first, end in self._stretches(flat, run.readings):
            part = run.readings[first:end]
            for a, b in _find_text(part, run.line_ends(first, end), self.needle):
                if not self.as_written or self._is_as_written(part[a : b + 1]):
                    yield first + a, first + b
        if self.fuzzy:
            yield from self._near(flat)

    def _stretches(self, flat: str, readings: Sequence[str]) -> list[tuple[int, int]]:
        """Stretches of words, first and end, that have the letters, and a word on each side."""
        stretches: list[tuple[int, int]] = []
        for one, other in self._exact(flat):
            first = max(0, one - _BESIDE)
            end = min(len(readings), other + 1 + _BESIDE)
            while first > 0 and not readings[first]:
                first -= 1
            while end < len(readings) and not readings[end - 1]:
                end += 1
            if stretches and first <= stretches[-1][1]:
                stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
            else:
                stretches.append((first, end))
        return stretches

    def _exact(self, flat: str) -> Iterator[Place]:
        """First and last word of stretches that have the letters in a row."""
        at = 0
        while (hit := self._across_words.search(flat, at)) is not None:
            at = hit.start() + 1
            yield flat.count("\n", 0, at), flat.count("\n", 0, hit.end())

    @cached_property
    def _across_words(self) -> re.Pattern[str]:
        return re.compile("[ \n]*".join(map(re.escape, self.letters)))

    def _near(self, flat: str) -> Iterator[Place]:
        """Places with a few letters changed, nearest first where they meet."""
        found = self._misses.among(flat.split())
        if not found:
            return
        word_of = _words_of(flat, {piece for _, first, last in found for piece in (first, last)})
        spans = [(distance, word_of[first], word_of[last]) for distance, first, last in found]
        taken: set[int] = set()
        for _, first, last in sorted(spans, key=lambda span: (span[0], span[2] - span[1], span[1])):
            if taken.isdisjoint(range(first, last + 1)):
                taken.update(range(first, last + 1))
                yield first, last

    @cached_property
    def _misses(self) -> NearMisses:
        return NearMisses(self.letters, len(_flat([self.text]).split()), self.fuzzy)

    def _is_as_written(self, readings: Sequence[str]) -> bool:
        return " ".join(unicodedata.normalize("NFC", self.text).split()) in " ".join(readings)


def letters_of(text: str) -> str:
    """The small letters and digits of a text without anything between them."""
    return "".join(filter(str.isalnum, plain(text)))


_BLANKED = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "\n"}
_NO_LETTER = re.compile(r"[^\w\n]|_")
_BESIDE = 2
"""Words looked at on each side of a place: what a word is divided from tells where it ends."""


def _flat(readings: Sequence[str]) -> str:
    """The small letters of each word on a line of its own, with blanks for what is between."""
    joined = "\n".join(readings)
    if joined.isascii():
        return joined.lower().translate(_BLANKED)
    folded = "\n".join([one.lower() if one.isascii() else plain(one) for one in readings])
    return _NO_LETTER.sub(" ", folded)


def _words_of(flat: str, pieces: set[int]) -> dict[int, int]:
    """The words that some pieces stand in; a page is read no further than the last of them."""
    waiting = sorted(pieces, reverse=True)
    found: dict[int, int] = {}
    ends = accumulate(map(len, map(str.split, flat.split("\n"))))
    for word, end in enumerate(ends):
        while waiting and waiting[-1] < end:
            found[waiting.pop()] = word
        if not waiting:
            break
    return found


def _least_distance(needle: str, text: str) -> int:
    """How many single letters differ between a needle and the part of a text most like it."""
    row = [0] * (len(text) + 1)
    for count, letter in enumerate(needle, 1):
        diagonal, row[0] = row[0], count
        for at, other in enumerate(text, 1):
            cost = diagonal if other == letter else 1 + min(diagonal, row[at], row[at - 1])
            diagonal, row[at] = row[at], cost
    return min(row)


def _all_at(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _find_text(readings: Sequence[str], ends: Sequence[bool], needle: Compact) -> Iterator[Place]:
    """Places that say a text: whole words, capitals and accents or not, whatever is between.

    A word divided at a line's end, with a hyphen or (a longer one) without, and one that is
    l e t t e r s p a c e d are found too.
    """
    hay = Compact.of(map(with_seams, readings), ends)
    size = len(needle.text)
    for at in _all_at(hay.text, needle.text):
        end = at + size
        whole = hay.breaks[at] and (end == len(hay.text) or hay.breaks[end])
        if whole and _same_breaks(needle, hay, at):
            yield hay.word_of[at], hay.word_of[end - 1]


def _same_breaks(needle: Compact, hay: Compact, at: int) -> bool:
    """Whether words divide alike, but for divided and letter-spaced ones."""
    size = len(needle.text)
    for i in range(1, size):
        if needle.breaks[i]:
            if not hay.breaks[at + i]:
                return False
        elif hay.breaks[at + i] in (HARD, LINE) and not _is_broken_up(needle, hay, at, i):
            return False
    return True


def _is_broken_up(needle: Compact, hay: Compact, at: int, i: int) -> bool:
    """Whether the needle's word around ``i`` stands letter by letter, or a line ends in it."""
    start, end = i, i
    while start > 0 and not needle.breaks[start]:
        start -= 1
    while end < len(needle.text) and not needle.breaks[end]:
        end += 1
    if hay.breaks[at + i] == LINE and end - start >= _DIVIDED_FROM:
        return True
    return end - start >= _SPACED_FROM and all(hay.breaks[at + start + 1 : at + end])


def outermost(places: Iterable[Place]) -> list[Place]:
    """Without doubles and without those inside another, in order of the text."""
    kept: list[Place] = []
    for first, last in sorted(set(places), key=lambda p: (p[0], -p[1])):
        if not kept or last > kept[-1][1]:
            kept.append((first, last))
    return kept
