"""Persons: by title, given name, initials, speech; and everywhere else once they are known.

In the capitals of telegrams a name is what is no word, no place and no body, stands where
persons stand, and comes again. Names are read from the strongest sign to the weakest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from workbench.suggest.entities.lexicon import Lexicon, cues, lexicon
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.names import joined, lows
from workbench.suggest.entities.tokens import Token

_VOWELS = frozenset("aeiouy")
_MOST_PARTS = 5
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class _Reader:
    tokens: Sequence[Token]
    words: Lexicon
    claimed: Set[int]
    """Indices of tokens that other names hold."""
    low: list[str] = field(init=False)
    surnames: dict[str, float] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    found: list[Mention] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.low = lows(self.tokens)

    # -- what a token may be ----------------------------------------------------------------

    def nameish(self, index: int, *, strong: bool = False) -> bool:
        """Whether a token may be a surname; ``strong`` where a title or given name precedes."""
        if index >= len(self.tokens):
            return False
        token = self.tokens[index]
        low = token.low
        if not token.wordlike or len(low) < 2 or not token.proper:
            return False
        if index in self.claimed and not (strong and (low in self.words.surnames)):
            return False
        if low in self.words.title_words:
            return False
        if not _VOWELS & set(low):
            return False
        if token.text.isupper() and not token.caps and len(low) <= 5:
            return strong and low in self.words.surnames and not self.words.is_ordinary(low)
        if self.words.is_ordinary(low):
            if low not in self.words.surnames or low in self.words.telegraphese:
                return False
            amid = not token.caps and not token.first and low not in self.words.body_heads
            return (strong or amid) and low not in _NEVER
        if len(low) < 3:
            return strong and low in self.words.surnames
        return True

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
        if (
            "\n" in gap
            and self.words.is_ordinary(self.low[place])
            and not self.tokens[place].initial
        ):
            return False
        if gap in (" ", "-", "  ", "\n", " \n") or gap.strip() in ("-", "'", "’"):
            return "\n\n" not in gap
        if gap.strip() == ".":
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

    # -- the rules --------------------------------------------------------------------------

    def by_signature(self) -> None:
        """The name alone on the last line, or after "signed" and "unquote", signs a telegram."""
        last = len(self.tokens) - 1
        for index in range(len(self.tokens)):
            token = self.tokens[index]
            before = self.low[index - 1] if index else ""
            alone = "\n" in token.gap and (index == last or "\n" in self.tokens[index + 1].gap)
            ends = index == last or self._ends_text(index + 1)
            if not token.proper or token.low in self.words.telegraphese or len(token.low) < 3:
                continue
            signs = (alone and ends) or (
                before in ("signed", "unquote", "unqte")
                and (alone or index == last or self.low[index + 1] in ("unquote", "unqte"))
            )
            if not (signs and token.wordlike) or index in self.claimed:
                continue
            surname = token.low in self.words.surnames or not self.words.is_ordinary(token.low)
            if surname and token.low not in _NO_SIGNATURE:
                self.add(index, index + 1, "signature", 0.85)

    def _ends_text(self, index: int) -> bool:
        """Whether nothing but marks of the message system, or a rule of stars, follows."""
        return "***" in self.tokens[index].gap or all(
            token.low in _NO_SIGNATURE or not token.wordlike or len(set(token.low)) <= 2
            for token in self.tokens[index:]
        )

    def by_title(self) -> None:
        index = 0
        while index < len(self.tokens):
            found = self.words.titles.at(self.low, index)
            if found is None or not joined(self.tokens, index, found[0]):
                index += 1
                continue
            length = found[0]
            phrase = tuple(self.low[index : index + length])
            after = index + length
            # Titles follow upon titles: "Deputy Prime Minister", "President General".
            if after < len(self.tokens) and self._title_gap(after):
                loose = phrase in self.words.loose_titles
                written = self.tokens[after - 1].proper
                end = self.name_after(
                    after, strong=not loose or (written and not self.tokens[after].caps)
                )
                if end > after and (written or self.tokens[after].text[:1].isupper()):
                    begin = after if not written or phrase[-1] in _JOBS else index
                    self.add(begin, end, "title", 0.95 if not loose else 0.9)
                    index = end
                    continue
            index += 1 if length == 1 else length - 1

    def _title_gap(self, after: int) -> bool:
        gap = self.tokens[after].gap
        return gap.strip() in ("", ".") and "\n\n" not in gap and self.tokens[after].wordlike

    def by_given_name(self) -> None:
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            opens = (
                index not in self.used
                and index not in self.claimed
                and token.proper
                and not token.possessive
                and (
                    (
                        token.low in self.words.given
                        and (
                            not token.caps
                            or not self.words.is_ordinary(token.low)
                            or self._plain_given(index)
                        )
                    )
                    or self._initials(index)
                )
            )
            if opens:
                start = index
                end = self.name_after(index, strong=True)
                size = end - start
                if size >= 2 and self._is_name(start, end):
                    if not self.used & set(range(start, end)):
                        self.add(start, end, "given-name", 0.9)
                    index = end
                    continue
            index += 1

    def _plain_given(self, index: int) -> bool:
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        return following is not None and (
            following.initial
            or (following.low in self.words.surnames and not self.words.is_ordinary(following.low))
        )

    def _initials(self, index: int) -> bool:
        """Whether "J. M." or "J." opens a name here."""
        token = self.tokens[index]
        if not token.initial or token.gap.endswith("("):
            return False
        after = index + 1
        if after >= len(self.tokens):
            return False
        gap = self.tokens[after].gap
        if not (gap.startswith(".") and gap.strip() == "."):
            return False
        opens_item = token.first and ("\n" in token.gap or not token.gap)
        return not opens_item or self.tokens[after].initial

    def _is_name(self, start: int, end: int) -> bool:
        last = self.tokens[end - 1]
        if last.initial:
            return False
        if last.caps:
            return not self.words.is_ordinary(last.low) or (
                last.low in self.words.surnames and (end - start >= 3 or last.low not in _NEVER)
            )
        return True

    def by_context(self) -> None:
        """Words that are no words, where a person stands; every place of a name is weighed."""
        runs = self._runs()
        weights: dict[str, list[float]] = {}
        for start, end in runs:
            weights.setdefault(self.low[end - 1], []).append(self._cues(start, end))
        left = []
        for start, end in runs:
            heard = weights[self.low[end - 1]]
            score = max(heard) + min(_AGAIN * (len(heard) - 1), 3 * _AGAIN)
            score -= 0.25 if self._takes_article(self.low[end - 1]) else 0.0
            if score >= _ENOUGH:
                self.add(start, end, "context", min(score, 0.85))
            elif score >= _HALF:
                left.append((start, end))
        for start, end in left:
            if self._beside_person(start, end):
                self.add(start, end, "beside", 0.6)

    def _beside_person(self, start: int, end: int) -> bool:
        """Whether "and", "or" or a comma joins a run to a person."""
        before = start - 2 if start and self.low[start - 1] in ("and", "or") else start - 1
        comma = self.tokens[start].gap.strip() == "," or before == start - 2
        after = end + 1 if end < len(self.low) and self.low[end] in ("and", "or") else None
        return (comma and before in self.used) or (after is not None and after in self.used)

    def _takes_article(self, low: str) -> bool:
        """Whether a word stands after "the" as often as not: then it names a thing."""
        places = [k for k, other in enumerate(self.low) if other == low and k]
        return 3 * sum(self.low[k - 1] == "the" for k in places) >= len(places) > 0

    def _runs(self) -> list[tuple[int, int]]:
        """Token ranges that may be names no stronger rule has read."""
        runs = []
        index = 0
        while index < len(self.tokens):
            end = index
            if index not in self.used:
                if self.nameish(index):
                    end = self.name_after(index, strong=False)
                elif self._speaker(index):
                    end = index + 1
            if end > index and not self.used & set(range(index, end)):
                start = index
                while (
                    start > 0
                    and self.low[start - 1] in self.words.particles
                    and self.tokens[start - 1].proper
                    and start - 1 not in self.used
                    and self.tokens[start].gap == " "
                ):
                    start -= 1
                runs.append((start, end))
            index = max(end, index + 1)
        return runs

    def _speaker(self, index: int) -> bool:
        """A surname that is also a word, where only somebody who speaks can stand."""
        token = self.tokens[index]
        after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        before = self.tokens[index - 1].low if index else ""
        return (
            token.proper
            and token.low in self.words.surnames
            and len(token.low) > 3
            and index not in self.claimed
            and token.low not in _NEVER
            and token.low not in self.words.telegraphese
            and token.low not in self.words.title_words
            and not token.low.endswith(("s", "ing", "ed", "er")) | (token.low in self.surnames)
            and (token.first or before in _BEFORE_SPEAKER)
            and after is not None
            and after.gap.strip() == ""
            and after.low in self.words.speech
        )

    def _cues(self, start: int, end: int) -> float:
        """How much one place speaks for a person, about 0 to 1."""
        first, last = self.tokens[start], self.tokens[end - 1]
        before = self.tokens[start - 1].low if start else ""
        after = self.tokens[end] if end < len(self.tokens) else None
        follows = after.low if after is not None and not after.gap.strip() else ""
        speaks = follows in self.words.speech
        known = last.low in self.words.surnames
        score = 0.32 if known else 0.2
        if len(last.low) <= 4 and not known and end - start == 1:
            score = 0.1
        if self.words.is_ordinary(last.low):
            score = 0.15
        elif not known and not speaks and looks_misread(last.low):
            score = -0.3
        if not last.caps and not (first.first and end - start == 1):
            score += 0.1 if self.words.is_ordinary(last.low) else 0.2
        score += 0.4 if speaks else 0.0
        score += 0.15 if follows in self.words.plain_verbs else 0.0
        score += 0.15 if last.possessive else 0.0
        score += 0.12 if before in self.words.before and not first.gap.strip() else 0.0
        if (
            first.gap.strip().endswith("(")
            and after is not None
            and after.gap.strip()[:1] in (")", ",")
        ):
            score += 0.25
        if end - start > 1:
            unknown = not any(self.words.is_ordinary(self.low[k]) for k in range(start, end))
            score += 0.22 if unknown else 0.1
        score += 0.15 if last.low.endswith(_FAMILY_ENDINGS) else 0.0
        score -= 0.3 if before in ("the", "a", "an", "this", "its") else 0.0
        score -= 0.2 if follows in _OF_BODIES else 0.0
        return score

    def again(self) -> None:
        """Every other place where a known surname stands."""
        for index, token in enumerate(self.tokens):
            if index in self.used or index in self.claimed or not token.proper:
                continue
            sure = self.surnames.get(token.low)
            if sure is None:
                continue
            if self.words.is_ordinary(token.low):
                before = self.tokens[index - 1].low if index else ""
                after = self.low[index + 1] if index + 1 < len(self.low) else ""
                acts = after in self.words.speech or after in self.words.plain_verbs
                acts = acts or token.possessive or before in ("with", "told", "by", "asked")
                if token.low in _NEVER or (token.caps and (before in _DETERMINERS or not acts)):
                    continue
                if not token.caps and token.first:
                    continue
            self.found.append(
                Mention(token.start, token.end, "PERSON", "named-before", min(sure, 0.85))
            )
            self.used.add(index)


_ENOUGH = 0.44
_HALF = 0.2
_NO_SIGNATURE = cues("no_signature")
_AGAIN = 0.05
_BEFORE_SPEAKER = cues("before_speaker")
_DETERMINERS = cues("determiners")
_JOBS = cues("jobs")
_OF_BODIES = cues("of_bodies")
_FAMILY_ENDINGS = tuple(sorted(cues("family_endings")))
_NEVER = cues("never")


def find_persons(tokens: Sequence[Token], words: Lexicon, claimed: Set[int]) -> Iterator[Mention]:
    """Persons in a text whose other names hold the tokens ``claimed``."""
    reader = _Reader(tokens, words, claimed)
    reader.by_signature()
    reader.by_title()
    reader.by_given_name()
    reader.by_context()
    reader.again()
    yield from reader.found


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
