"""Words within some letters of a text, over pages whose words are mostly the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

_KEPT = 200_000
"""How many texts that were compared are remembered; a page has a few hundred."""


class NearMisses:
    """Finds runs of pieces whose letters differ by at most ``edits`` single ones from a text's.

    A piece is a run of letters and digits. What was compared is remembered, and what is new on
    a page is compared at one go: in every project most words stand on many pages.

    Args:
        letters: the text's small letters.
        words: how many words it has; a run has at most two more, single letters not counted.
        edits: how many letters may differ.
    """

    def __init__(self, letters: str, words: int, edits: int) -> None:
        self._letters = letters
        self._most_words = words + 2
        self._edits = edits
        self._longest = len(letters) + edits
        self._compared: set[str] = set()
        self._near: dict[str, int] = {}
        self._known: set[str] = set()
        self._beginnings: set[str] = set()

    def among(self, pieces: Sequence[str]) -> list[tuple[int, int, int]]:
        """Runs, as how much each differs and its first and last piece; they may overlap."""
        self._get_to_know(pieces)
        near = self._near
        alone = compress(range(len(pieces)), map(near.__contains__, pieces))
        found = [(near[pieces[at]], at, at) for at in alone]
        runs = self._runs(pieces)
        self._compare({run for run, _, _ in runs})
        found += [(near[run], first, last) for run, first, last in runs if run in near]
        return found

    def _runs(self, pieces: Sequence[str]) -> list[tuple[str, int, int]]:
        """Runs of two pieces and more that are not too long, with first and last."""
        longest, most_words, end = self._longest, self._most_words, len(pieces)
        runs = []
        for first in compress(range(end - 1), map(self._beginnings.__contains__, pieces)):
            run = pieces[first]
            words = int(len(run) > 1)
            for last in range(first + 1, end):
                piece = pieces[last]
                run += piece
                words += len(piece) > 1  # single letters may be a word spaced out
                if len(run) > longest or words > most_words:
                    break
                runs.append((run, first, last))
        return runs

    def _get_to_know(self, pieces: Sequence[str]) -> None:
        """Compare words not met before, and note those that a run may begin with."""
        new = set(pieces) - self._known
        if not new:
            return
        if len(self._known) > _KEPT:
            self._known.clear()
        self._known |= new
        self._compare(new)
        listed = [piece for piece in new if len(piece) < self._longest]
        for end in range(len(self._letters) + 1):
            self._beginnings.update(self._alike(self._letters[:end], listed))

    def _compare(self, texts: set[str]) -> None:
        new = texts - self._compared
        if not new:
            return
        if len(self._compared) > _KEPT:
            self._compared.clear()
        self._compared |= new
        self._near.update(self._alike(self._letters, list(new)))

    def _alike(self, letters: str, texts: Sequence[str]) -> dict[str, int]:
        """Those that differ from ``letters`` by few enough, with how many."""
        from rapidfuzz.distance import Levenshtein  # pulls in numpy where there is one
        from rapidfuzz.process import extract

        found = extract(
            letters, texts, scorer=Levenshtein.distance, score_cutoff=self._edits, limit=None
        )
        return {text: int(distance) for text, distance, _ in found}
