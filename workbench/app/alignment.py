"""Two readings of one paper side by side: where a span of the one stands in the other."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

_WORD = re.compile(r"\S+")
_SPELLED_OUT = 4000
"""A stretch of more letters that differs is laid side by side in proportion: memory is bounded."""
_MOVED_BELOW, _MOVED_ALIKE = 50, 80
"""Below the one, of 100, a span is looked for elsewhere; it is found where it is so much alike."""


class Shift:
    """Offsets of one text in another that was read a little differently.

    Letters are laid side by side without the blanks between them: a heading read with or without
    its blanks, a list's marker that got lost or a broken word shift no span off its gold words.
    """

    def __init__(self, ours: str, theirs: str) -> None:
        self._same = ours == theirs
        self._ours = _Letters(ours)
        self._theirs = _Letters(theirs)
        self._blocks: list[tuple[int, int, int, int]] = []
        self._apart: list[tuple[int, int]] = []
        self._moved: list[tuple[tuple[int, int], tuple[int, int]]] = []
        if not self._same:
            for is_equal, *ends in _aligned(self._ours, self._theirs):
                start, end, other_start, other_end = ends
                mine = self._ours.before[start], self._ours.before[end]
                other = self._theirs.before[other_start], self._theirs.before[other_end]
                if is_equal:
                    self._blocks.append((*mine, *other))
                else:
                    self._blocks += self._spelled(mine, other)
                    self._apart.append(other)

    def _spelled(
        self, mine: tuple[int, int], other: tuple[int, int]
    ) -> Iterator[tuple[int, int, int, int]]:
        """A stretch that differs, letter by letter."""
        from rapidfuzz.distance import Levenshtein

        if max(mine[1] - mine[0], other[1] - other[0]) > _SPELLED_OUT:
            yield (*mine, *other)
            return
        written = self._ours.text[slice(*mine)], self._theirs.text[slice(*other)]
        for code in Levenshtein.opcodes(*written):
            yield (
                mine[0] + code.src_start,
                mine[0] + code.src_end,
                other[0] + code.dest_start,
                other[0] + code.dest_end,
            )

    def of(self, start: int, end: int) -> tuple[int, int]:
        """Where a span lies in the other text; empty where nothing of it stands there."""
        if self._same:
            return start, end
        mine = bisect_left(self._ours.places, start), bisect_left(self._ours.places, end)
        first, stop = self._letter(mine[0], after=False), self._letter(mine[1], after=True)
        if first < stop and self._alike(mine, (first, stop)):
            return self._theirs.span(first, stop)
        return self._theirs.span(*(self._elsewhere(mine) or (first, max(first, stop))))

    def _alike(self, mine: tuple[int, int], other: tuple[int, int]) -> bool:
        from rapidfuzz import fuzz

        written = self._ours.text[slice(*mine)], self._theirs.text[slice(*other)]
        return fuzz.ratio(*written) >= _MOVED_BELOW

    def _elsewhere(self, mine: tuple[int, int]) -> tuple[int, int] | None:
        """Where the other text holds words, in no place of ours, that are so alike: a stamp, a
        running head or a margin that one text sets at the end of its page and one on its line.
        """
        from rapidfuzz import fuzz

        words = self._ours.text[slice(*mine)]
        best: tuple[float, tuple[int, int]] | None = None
        for start, end in self._apart:
            for there in self._theirs.runs(start, end, len(words)):
                if any(_meet(there, held) and not _meet(mine, of) for held, of in self._moved):
                    continue
                alike = fuzz.ratio(words, self._theirs.text[slice(*there)])
                if alike >= _MOVED_ALIKE and (best is None or alike > best[0]):
                    best = alike, there
        if best is None:
            return None
        self._moved.append((best[1], mine))
        return best[1]

    def _letter(self, letter: int, *, after: bool) -> int:
        """The other text's letter for one of ours; inside what differs, in proportion.

        At a place where only the other text has letters, ``after`` says on which side of them:
        a span takes in none that stand before its first letter or after its last.
        """
        index = bisect_left(self._blocks, letter, key=lambda block: block[1])
        if not after:
            while index < len(self._blocks) and self._blocks[index][1] <= letter:
                index += 1
        if index == len(self._blocks):
            return self._blocks[-1][3] if self._blocks else 0
        start, end, other_start, other_end = self._blocks[index]
        if letter <= start:
            return other_start
        return other_start + round((letter - start) / (end - start) * (other_end - other_start))


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return min(one[1], other[1]) > max(one[0], other[0])


class _Letters:
    """A text without its blanks, and where its letters and words stood."""

    def __init__(self, text: str) -> None:
        self.words = [match.group() for match in _WORD.finditer(text)]
        self.text = "".join(self.words)
        self.places = [place for place, letter in enumerate(text) if not letter.isspace()]
        self.before = [0, *accumulate(len(word) for word in self.words)]
        """How many letters stand before each word, and before the end."""
        self.opens = {
            index
            for index, match in enumerate(_WORD.finditer(text))
            if "\n" in text[max(0, match.start() - 2) : match.start()] or not match.start()
        }
        """Which words begin a line."""
        self._end = len(text)

    def runs(self, first: int, stop: int, length: int) -> Iterator[tuple[int, int]]:
        """Runs of whole words inside a stretch of letters that are about so many letters long."""
        ends = self.before[bisect_left(self.before, first) : bisect_right(self.before, stop)]
        least, most = length * _MOVED_ALIKE / 100, length * 100 / _MOVED_ALIKE
        for index, start in enumerate(ends):
            for end in ends[index + 1 :]:
                if end - start > most:
                    break
                if end - start >= least:
                    yield start, end

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """The offsets of letters ``first`` to ``stop``."""
        if first < stop:
            return self.places[first], self.places[stop - 1] + 1
        place = self.places[first] if first < len(self.places) else self._end
        return place, place


def _aligned(ours: _Letters, theirs: _Letters) -> Iterator[tuple[bool, int, int, int, int]]:
    """Stretches of words that are equal, and what lies between them, in order.

    Where lines of the other text may be taken for added at two places, whole lines are.
    """
    from rapidfuzz.distance import Levenshtein

    held: list[tuple[bool, int, int, int, int]] = []
    for code in Levenshtein.opcodes(ours.words, theirs.words):
        equal = code.tag == "equal"
        start, end, first, stop = code.src_start, code.src_end, code.dest_start, code.dest_end
        if equal and held and not held[-1][0] and held[-1][1] == held[-1][2]:
            added = held.pop()
            later = _whole_lines(theirs, added[3], first, stop)
            if later:
                held.append((True, start, start + later, added[3], added[3] + later))
                _join(held)
            held.append((False, start + later, start + later, added[3] + later, first + later))
            start, first = start + later, first + later
        if start < end or first < stop:
            held.append((equal, start, end, first, stop))
        _join(held)
    yield from held


def _join(held: list[tuple[bool, int, int, int, int]]) -> None:
    """Make the last two stretches one, where they are of a kind."""
    if len(held) > 1 and held[-1][0] == held[-2][0]:
        last, before = held.pop(), held.pop()
        held.append((last[0], before[1], last[2], before[3], last[4]))


def _whole_lines(theirs: _Letters, first: int, stop: int, limit: int) -> int:
    """By how many words an added stretch may be moved down so that it begins a line; 0: none."""
    later = 0
    while stop + later < limit and theirs.words[first + later] == theirs.words[stop + later]:
        if first + later in theirs.opens:
            return later
        later += 1
    return later if first + later in theirs.opens else 0
