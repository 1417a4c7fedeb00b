"""Readings as letters in a row: small, without accents or signs, each with what divides it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HYPHENS = "-‐‑‒–¬\u00ad"
HARD, SOFT, LINE, SEAM = 1, 2, 3, 4
_SEAM_SIGN = "\x1f"
_NOTHING = ("Mn", "Me", "Cf")


@dataclass(frozen=True)
class Compact:
    """``text`` with, for each of its characters, the word it stands in and what precedes it.

    ``breaks[i]`` is 0 where character ``i`` follows the one before it directly, ``HARD`` where
    blank or punctuation stands between, ``SOFT`` where a word is divided at a line's end,
    ``LINE`` where a line ends without a hyphen, ``SEAM`` where two words may be run together.
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
        pending = HARD
        for index, reading in enumerate(readings):
            folded = plain(reading)
            if folded.isalnum():  # most words, and at once
                text.append(folded)
                word_of += [index] * len(folded)
                breaks.append(pending)
                breaks += bytes(len(folded) - 1)
                pending, folded = 0, ""
            for sign in folded:
                if not sign.isalnum():
                    pending = (pending or SEAM) if sign == _SEAM_SIGN else HARD
                    continue
                text.append(sign)
                word_of.append(index)
                breaks.append(pending)
                pending = 0
            if not reading:
                continue
            pending = HARD
            if ends_line[index]:
                pending = SOFT if len(reading) > 1 and reading[-1] in _HYPHENS else LINE
        return cls("".join(text), word_of, bytes(breaks))


def with_seams(reading: str) -> str:
    """The reading with a sign where a capital follows a small letter, as in ``MrIvanov``."""
    if reading[1:].islower() or reading.isupper():
        return reading
    seams = (
        _SEAM_SIGN + sign if sign.isupper() and before.islower() else sign
        for before, sign in zip(" " + reading, reading, strict=False)
    )
    return "".join(seams)


def plain(reading: str) -> str:
    """Small letters without accents; signs that take no room and raised figures fall out.

    The proof of a release compares like this, too: what it would call the same is found.
    """
    if reading.isascii():
        return reading.lower()
    shown = (" " if unicodedata.category(sign) == "No" else sign for sign in reading)
    folded = unicodedata.normalize("NFKC", "".join(shown)).casefold()
    apart = unicodedata.normalize("NFKD", folded)
    return "".join(sign for sign in apart if unicodedata.category(sign) not in _NOTHING)
