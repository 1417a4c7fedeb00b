"""How texts are brought to one form before a proof compares them.

Two forms. *Folded*: letters and digits alone, without case, accents, spaces, hyphens and line
breaks. *Shapes*: folded, and signs that look alike made one, so that a word is found where an
engine misread it (``K0VAC``, ``rn`` for ``m``) or where letters of another script stand in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

_FOOT, _HEAD = 5, 8
"""Lines: a page number, a foot, a mark stand under a page's last line; heads are longer."""
_HALF = 2

_NO_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}
_BLANKS = re.compile(r"\s+")
_BROKEN = re.compile(r"[-\u00ad\u2010\ufffe]\s*[\r\n]+\s*")
_SPACED = re.compile(r"(?<!\S)(?:\w[.\-\u00b7]?[ \u00a0]{1,3}){2,}\w(?!\w)")
_INDIVISIBLE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)
# Signs that engines, founts and eyes take for one another; the first of each group stands for
# all. Unicode's own list is far longer: these are what OCR of typescript mixes up, and the
# letters that Cyrillic and Greek share with Latin.
_GROUPS = (
    "oо0ο", "l1iіι", "s5ѕ", "b8в", "z2", "g9q", "ecеєс", "aаα", "pрρ", "xхχ", "yу", "kкκ", "mм",
    "tтτ", "hн", "uυ", "vν",
)  # fmt: skip
_ALIKE = str.maketrans({sign: group[0] for group in _GROUPS for sign in group[1:]})
_SHAPES = (("rn", "m"), ("vv", "w"), ("el", "d"))
"""After single signs: ``c`` has become ``e`` and ``i`` has become ``l`` by then."""


def fold(text: str) -> str:
    """Letters and digits alone: no case, accents, spaces, hyphens, line breaks, signs."""
    if text.isascii():
        return text.lower().translate(_NO_SIGNS)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(filter(str.isalnum, plain)).translate(_INDIVISIBLE)


def shapes(folded: str) -> str:
    """A folded text with signs that look alike made one; not for showing."""
    text = folded.translate(_ALIKE)
    for two, one in _SHAPES:
        text = text.replace(two, one)
    return text


def tokens(text: str) -> Counter[str]:
    """How often each word occurs, folded; a word broken by a hyphen at a line end is one.

    A word spaced out letter by letter (``K I M``) counts as the word, beside its letters.
    """
    joined = _BROKEN.sub("", text)
    found = Counter(word for word in map(fold, _BLANKS.split(joined)) if word)
    found.update(fold(match.group()) for match in _SPACED.finditer(joined))
    return found


@dataclass(frozen=True, slots=True)
class Edges:
    """The words with which the last lines of a page end and its first lines begin, folded."""

    last: frozenset[str]
    first: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Edges:
        """Take them from a page's text; some lines each, for furniture stands there too."""
        lines = [line.split() for line in text.splitlines() if line.strip()]
        last = frozenset(fold(words[-1]) for words in lines[-_FOOT:])
        return cls(last, frozenset(fold(words[0]) for words in lines[:_HEAD]))


def divided(earlier: Edges, later: Edges, term: str) -> bool:
    """Whether a folded term stands divided over two pages: each half of two letters or more."""
    return any(
        term.startswith(half)
        and len(term) - len(half) >= _HALF
        and term[len(half) :] in later.first
        for half in earlier.last
        if len(half) >= _HALF
    )
