"""Words that are one letter from a word of the language: misprints, not names."""

from __future__ import annotations

from functools import lru_cache

from workbench.domain.letters import distance, one_apart
from workbench.suggest.entities.lexicon import lexicon

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=50_000)
def looks_misread(low: str) -> bool:
    """Whether an unknown token is one letter away from a word: a misprint, not a name."""
    words = lexicon()
    if len(low) < 5 or low in words.surnames:
        return False
    vocabulary = words.words
    for k in range(len(low) + 1):
        head, tail = low[:k], low[k:]
        if tail and head + tail[1:] in vocabulary:
            return True
        if len(tail) > 1 and head + tail[1] + tail[0] + tail[2:] in vocabulary:
            return True
        if any(
            head + letter + tail in vocabulary or (tail and head + letter + tail[1:] in vocabulary)
            for letter in _LETTERS
        ):
            return True
    # Two words run together.
    return any(low[:k] in vocabulary and low[k:] in vocabulary for k in range(3, len(low) - 2))


_WORD_ENDINGS = (
    "tion", "tions", "sion", "sions", "ment", "ments", "ating", "ated", "ities", "ally", "ously",
    "ically", "ative", "atives", "ional", "ized", "ised", "izing", "ising", "ableness", "fulness",
)  # fmt: skip


def garbled(low: str) -> bool:
    """Whether an unknown token is a word of the language with letters wrong: one, or more in a
    long one, which is known by its ending.
    """
    return ends_as_words_do(low) or looks_misread(low)


def ends_as_words_do(low: str) -> bool:
    """Whether a long token ends as words do and names do not: "-ission", "-ments"."""
    return len(low) > 6 and low.endswith(_WORD_ENDINGS) and low not in lexicon().surnames


_MARKINGS = ("secret", "confidential", "restricted", "unclassified", "sensitive", "noforn")


@lru_cache(maxsize=50_000)
def misread_marking(low: str) -> bool:
    """Whether a token is a marking with up to two letters wrong, as each page's foot has it."""
    return len(low) > 4 and any(distance(low, marking, 2) <= 2 for marking in _MARKINGS)


@lru_cache(maxsize=50_000)
def misread_state(low: str) -> bool:
    """Whether a token is the name of a state or people with one letter wrong, or two swapped."""
    words = lexicon()
    if len(low) < 6 or low in words.surnames or low in words.named:
        return False
    swapped = {low[:k] + low[k + 1] + low[k] + low[k + 2 :] for k in range(len(low) - 1)}
    return any(
        name in swapped or one_apart(low, name) for name in _states_by_first().get(low[0], ())
    )


@lru_cache(maxsize=1)
def _states_by_first() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in lexicon().countries.single():
        if len(name) > 5:
            found.setdefault(name[0], []).append(name)
    return found
