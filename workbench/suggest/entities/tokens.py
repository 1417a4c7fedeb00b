"""Words of a text as entity rules see them: folded, with their shape and what lies between."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from workbench.suggest.entities.lexicon import folded, lexicon

_TOKEN = re.compile(r"[^\W\d_]+(?:['’`](?=[^\W\d_])[^\W\d_]+)*|\d+(?:st|nd|rd|th)?\b|\d+", re.I)
_POSSESSIVE = re.compile(r"(['’`]\s?[sS]|['’`])$")
_SENTENCE_END = re.compile(r"[.!?:]['\"”)\]]*\s*['\"“(\[]?$|\n\s*\n\s*['\"“(]?$|\)\s+$")
_BREAK = re.compile(r"[-¬]\s+")
_CAPS_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters or of digits.

    ``start`` and ``end`` are offsets without a possessive ending, ``full_end`` with it. ``low``
    is the folded form. ``gap`` is what stands between it and the token before. ``caps`` says
    that its whole line is in capitals, so that capitals tell nothing; ``proper`` that it is
    written as a name would be on its line; ``first`` that it opens a sentence.
    """

    start: int
    end: int
    full_end: int
    low: str
    text: str
    gap: str
    caps: bool
    proper: bool
    first: bool

    @property
    def possessive(self) -> bool:
        """Whether it carries a possessive ending."""
        return self.full_end > self.end

    @property
    def initial(self) -> bool:
        """A single capital letter: part of a name, or of a list."""
        return len(self.text) == 1 and self.text.isupper()

    @property
    def wordlike(self) -> bool:
        """Letters only."""
        return self.text[0].isalpha()


def tokens_of(text: str) -> list[Token]:
    """All tokens of a text, in order."""
    tokens: list[Token] = []
    line_end, caps = -1, False
    previous_end = 0
    for match in _TOKEN.finditer(text):
        if match.start() >= line_end:
            newline = text.find("\n", match.start())
            line_end = len(text) if newline < 0 else newline
            line_start = text.rfind("\n", 0, match.start()) + 1
            caps = in_capitals(text[line_start:line_end])
        whole = match.group()
        ending = _POSSESSIVE.search(whole)
        stem = whole[: ending.start()] if ending and len(whole) > 2 else whole
        gap = text[previous_end : match.start()]
        if tokens and whole in ("s", "S") and gap in ("' ", "’ ", "'", "’"):
            last = tokens[-1]
            tokens[-1] = Token(
                last.start,
                last.end,
                match.end(),
                last.low,
                last.text,
                last.gap,
                last.caps,
                last.proper,
                last.first,
            )
            previous_end = match.end()
            continue
        full_end = match.end()
        if stem == whole and text[full_end : full_end + 1] in ("'", "’") and whole[-1:] in "sS":
            full_end += 1
        upper = stem.isupper() or is_plural_of_letters(stem)
        proper = stem[:1].isupper() and (caps or upper or stem[1:2].islower() or "'" in stem)
        tokens.append(
            Token(
                match.start(),
                match.start() + len(stem),
                full_end,
                folded(stem),
                stem,
                gap,
                caps,
                proper,
                not tokens or bool(_SENTENCE_END.search(gap)),
            )
        )
        previous_end = match.end()
    return _mended(tokens)


def is_plural_of_letters(text: str) -> bool:
    """Whether a word is letters with a small s behind them: UAVs."""
    return len(text) > 2 and text[-1] == "s" and text[:-1].isupper()


def _mended(tokens: list[Token]) -> list[Token]:
    """Words that a hyphen broke over the end of a line, whole again."""
    words = lexicon()
    mended: list[Token] = []
    for token in tokens:
        before = mended[-1] if mended else None
        if before is not None and _BREAK.fullmatch(token.gap) and before.wordlike:
            whole = before.low + token.low
            if (
                words.is_ordinary(whole)
                or whole in words.named
                or whole in words.title_words
                or not (words.is_ordinary(before.low) or words.is_ordinary(token.low))
            ):
                mended[-1] = replace(
                    before,
                    end=token.end,
                    full_end=token.full_end,
                    low=whole,
                    text=before.text + token.text,
                )
                continue
        mended.append(token)
    return mended


def in_capitals(line: str) -> bool:
    """Whether a line is written in capitals throughout (a few stray small letters allowed)."""
    letters = [sign for sign in line if sign.isalpha()]
    return bool(letters) and sum(s.isupper() for s in letters) >= _CAPS_SHARE * len(letters)
