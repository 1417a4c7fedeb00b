"""What a person's name looks like among the tokens: where it may begin and where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from workbench.suggest.entities.lexicon import Lexicon, cues
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.names import joined, lows
from workbench.suggest.entities.tokens import Token, is_plural_of_letters

_VOWELS = frozenset("aeiouy")
_MOST_PARTS = 5
_NEVER = cues("never")
_OF_ADDRESSES = ("com", "org", "net", "gov", "edu", "htm", "html", "pdf")
_COMPOUND = re.compile(
    r"(?!(?:Ma?c|Me|D[aeiu]|L[aeio]|Van|Von|Fitz|Al|El|Ben|Bar|St|O)[A-Z])[A-Z]\w*?[a-z][A-Z]\w*"
)
_UNSAYABLE = re.compile(r"[^aeiouy'-]{5,}")


@dataclass
class NameReader:
    """The tokens of a text and the persons read from them so far."""

    tokens: Sequence[Token]
    words: Lexicon
    claimed: Set[int]
    """Indices of tokens that other names hold."""
    low: list[str] = field(init=False)
    shouted: frozenset[str] = field(init=False)
    """Letters that stand in capitals among small ones, and never otherwise: no names."""
    surnames: dict[str, float] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    found: list[Mention] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.low = lows(self.tokens)
        cased = [token for token in self.tokens if not token.caps and token.wordlike]
        upper = {token.low for token in cased if token.text.isupper() and 1 < len(token.low) < 5}
        self.shouted = frozenset(upper.difference(t.low for t in cased if not t.text.isupper()))

    # -- what a token may be ----------------------------------------------------------------

    def nameish(self, index: int, *, strong: bool = False) -> bool:
        """Whether a token may be a surname; ``strong`` where a title or given name precedes."""
        if index >= len(self.tokens):
            return False
        token = self.tokens[index]
        low = token.low
        if not token.wordlike or len(low) < 2 or not token.proper:
            return False
        after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if after is not None and after.gap == "." and after.low in _OF_ADDRESSES:
            return False
        if is_plural_of_letters(token.text) or _is_compound(token.text) or low in self.shouted:
            return False
        if index in self.claimed and not (strong and (low in self.words.surnames)):
            return False
        if low in self.words.title_words or low.removesuffix("s") in self.words.title_words:
            return False
        if not self.sayable(low):
            return False
        if token.text.isupper() and not token.caps and len(low) <= 5:
            known = len(low) > 3 and low in self.words.surnames
            return strong and known and not self.words.is_ordinary(low)
        if self.words.is_ordinary(low):
            if low not in self.words.surnames or low in self.words.telegraphese:
                return False
            amid = not token.caps and not token.first and low not in self.words.body_heads
            return (strong or amid) and low not in _NEVER
        if len(low) < 3:
            return strong and low in self.words.surnames
        return True

    def sayable(self, low: str) -> bool:
        """Whether a folded token could be said as a name."""
        if low in self.words.surnames:
            return True
        return bool(_VOWELS & set(low)) and _UNSAYABLE.search(low) is None

    def quoted(self, start: int, end: int) -> bool:
        """Whether a name stands in quotation marks of its own: a ship's, a play's."""
        after = self.tokens[end].gap if end < len(self.tokens) else ""
        return self.tokens[start].gap[-1:] in ('"', "“") and after[:1] in ('"', "”")

    # -- reading a name ---------------------------------------------------------------------

    def name_after(self, index: int, *, strong: bool) -> int:
        """The index past the name that begins at a token; the same index where none does."""
        end, place, parts = index, index, 0
        while place < len(self.tokens) and parts < _MOST_PARTS:
            token = self.tokens[place]
            if place > index and not self._same_name(place):
                break
            if (
                (
                    (token.initial and token.low not in ("i",))
                    or (token.initial and token.gap.endswith(" ") and place > index)
                )
                or (
                    token.low in self.words.particles
                    and token.proper
                    and place + 1 < len(self.tokens)
                    and place + 1 - index < _MOST_PARTS
                    and (self.nameish(place + 1, strong=strong) and joined(self.tokens, place, 2))
                )
                or (
                    token.low in self.words.particles
                    and not token.caps
                    and not token.proper
                    and place > index
                    and self.nameish(place + 1, strong=True)
                )
            ):
                place += 1
            elif (
                token.low in self.words.given and token.proper and place not in self.claimed
            ) or self.nameish(
                place,
                strong=(strong and end == index) or (place > index and self._given_before(place)),
            ):
                place += 1
                end = place
            else:
                break
            parts += 1
            if self.tokens[place - 1].possessive:
                break
        return end

    def _given_before(self, place: int) -> bool:
        before = self.tokens[place - 1]
        return before.initial or before.low in self.words.given

    def _same_name(self, place: int) -> bool:
        gap = self.tokens[place].gap
        if "\n" in gap and self.tokens[place].caps != self.tokens[place - 1].caps:
            return False
        if (
            "\n" in gap
            and self.words.is_ordinary(self.low[place])
            and not self.tokens[place].initial
        ):
            return False
        if gap in (" ", "-", "  ", "\n", " \n") or gap.strip() in ("-", "'", "’"):
            return "\n\n" not in gap
        if gap.strip() == "." and "\n\n" not in gap:
            before = self.tokens[place - 1]
            return before.initial or before.low in ("st", "jr")
        return False

    def add(self, start: int, end: int, rule: str, score: float) -> None:
        """Keep a person over tokens ``start`` to ``end``; remember the surname."""
        first, last = self.tokens[start], self.tokens[end - 1]
        self.found.append(Mention(first.start, last.end, "PERSON", rule, score))
        self.used.update(range(start, end))
        low = last.low
        if len(low) >= 3 and not last.initial:
            self.surnames[low] = max(self.surnames.get(low, 0.0), score)


def _is_compound(text: str) -> bool:
    """Whether capitals stand inside a word as no name has them: "DoD", not "McAra"."""
    return _COMPOUND.fullmatch(text) is not None
