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
_SIGNS = re.compile(r"[^\w\u00ad\u200b-\u200d\u2060\ufeff]+|_+")
_DIVIDED = re.compile(r"(\w{2,})[-\u00ad\u2010\ufffe]+(?=\s|$)")
_INDIVISIBLE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)
# Letters that Unicode's own compatibility forms leave as they are: small capitals, and tags, which
# draw nothing.
_SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"
_DISGUISED = str.maketrans(_SMALL_CAPITALS, "abcdefghijklmnoprstuvwyz") | {
    0xE0000 + code: chr(code) for code in range(0x20, 0x7F)
}
_TURNED = re.compile("\u202e([^\u202c\u202d\n]*)")
"""Text that a mark has shown from right to left: stored backwards, it reads forwards."""
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
    if "\u202e" in text:
        text += " " + _TURNED.sub(lambda match: match[1][::-1], text)
    text = text.translate(_DISGUISED)
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

    A word spaced out letter by letter (``K I M``) counts as the word, beside its letters, and so
    does each part of one that signs divide (``Kim's``, ``Kim/Lee``, ``Talks_Kim.pdf``).
    """
    joined = _BROKEN.sub("", text)
    found: Counter[str] = Counter()
    for written in _BLANKS.split(joined):
        whole = fold(written)
        if whole:
            found[whole] += 1
            if len(whole) != len(written):
                parts = map(fold, _SIGNS.split(written))
                found.update(part for part in parts if part and part != whole)
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


@dataclass(frozen=True, slots=True)
class Halves:
    """What stands before a hyphen at a word's end, and all words, folded.

    The other half of a divided word may be far off: at the head of the next column, behind a
    note in the margin.
    """

    firsts: Counter[str]
    words: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Halves:
        """Take them from a text."""
        firsts = Counter(fold(match[1]) for match in _DIVIDED.finditer(text))
        return cls(firsts, frozenset(map(fold, text.split())) if firsts else frozenset())

    def count(self, term: str) -> int:
        """How often a folded term can be put together from a half and a word."""
        return sum(
            count
            for half, count in self.firsts.items()
            if term.startswith(half)
            and len(term) - len(half) >= _HALF
            and term[len(half) :] in self.words
        )


def divided(earlier: Edges, later: Edges, term: str) -> bool:
    """Whether a folded term stands divided over two pages: each half of two letters or more."""
    return any(
        term.startswith(half)
        and len(term) - len(half) >= _HALF
        and term[len(half) :] in later.first
        for half in earlier.last
        if len(half) >= _HALF
    )
