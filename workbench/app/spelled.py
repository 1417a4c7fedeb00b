"""The words of a whole project, to find pages that spell a secret in some way or other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.app.matching import Wanted

if TYPE_CHECKING:
    from workbench.store.repository import Repository

_AT_ONCE = 5_000
_LIKE_MOST = 200
_INSIDE_FROM = 5
"""Shorter words are not looked for inside others, which would be chance."""


class Terms:
    """Every term of the search index, by length; :meth:`load` it first."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._joined = ""

    def load(self) -> Iterator[None]:
        """Take the terms up, a few thousand at a time."""
        after, parts = "", []
        while found := self._repository.terms(after, _AT_ONCE):
            for term in found:
                self._by_length[len(term)].append(term)
            parts.append("\n".join(found))
            after = found[-1]
            yield
        self._joined = "\n".join(["", *parts, ""])

    def expression(self, wanted: Wanted) -> str:
        """What to ask the index for, so that it gives every page that may say a text.

        A word may be misread, run together with others, spaced out, or divided at a line's end.
        """
        return " AND ".join(
            "(" + " OR ".join(f'"{way}"' for way in self._ways(word, wanted.fuzzy)) + ")"
            for word in wanted.words
        )

    def _ways(self, word: str, fuzzy: int) -> list[str]:
        ways = [word, *self._like(word, min(fuzzy, (len(word) - 1) // 3))]
        if len(word) > 2:
            ways.append(" ".join(word))
        if len(word) >= _INSIDE_FROM:
            ways += [f"{word[:at]} {word[at:]}" for at in range(2, len(word) - 1)]
            ways += self._around(word)
        return list(dict.fromkeys(ways))

    def _like(self, word: str, edits: int) -> list[str]:
        """Terms that differ in so many letters at the most."""
        if edits < 1:
            return []
        from rapidfuzz.distance import Levenshtein

        found = [
            (distance, term)
            for length in range(len(word) - edits, len(word) + edits + 1)
            for term in self._by_length.get(length, ())
            if (distance := Levenshtein.distance(word, term, score_cutoff=edits)) <= edits
        ]
        return [term for _, term in sorted(found)[:_LIKE_MOST]]

    def _around(self, word: str) -> list[str]:
        """Terms that hold the word among other letters."""
        found: list[str] = []
        at = self._joined.find(word)
        while at >= 0 and len(found) < _LIKE_MOST:
            start = self._joined.rfind("\n", 0, at) + 1
            end = self._joined.find("\n", at)
            found.append(self._joined[start:end])
            at = self._joined.find(word, end)
        return found
