"""Persons by where a word stands: who speaks, is met, is told; and a name's other places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.domain.letters import one_apart
from workbench.suggest.entities.lexicon import cues
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.misread import (
    ends_as_words_do,
    garbled,
    misread_marking,
    misread_state,
)
from workbench.suggest.entities.name_reader import NameReader
from workbench.suggest.entities.tokens import Token

_ENOUGH = 0.44
_HALF = 0.2
_TELLING = 4
"""So many words in small letters tell whether a line is in the language of the lists."""
_STATESMAN = 0.6
"""What the surname of a statesman is worth wherever it stands."""
_MISPRINTS = 3
"""A word that comes so often is spelled as it is meant."""
_AGAIN = 0.05
_BEFORE_SPEAKER = cues("before_speaker")
_DETERMINERS = cues("determiners")
_OF_BODIES = cues("of_bodies")
_PLACES_OF = cues("places_of")
_AFTER_THING = cues("after_thing")
_ROUND_PLACE = cues("round_place")
_FAMILY_ENDINGS = tuple(sorted(cues("family_endings")))
_NEVER = cues("never")
_OF_ANYTHING = ("from", "to", "for", "of", "and", "after", "before", "between", "including")
_WHO = ("who", "whose", "whom")


@dataclass
class ContextReader(NameReader):
    """Reads names by the words around them."""

    _seen: Counter[str] = field(default_factory=Counter)
    _after_the: Counter[str] = field(default_factory=Counter)
    _noise: frozenset[int] = field(init=False)
    """Tokens of lines that are mostly no words: of another language, or read amiss."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._noise = frozenset(self._noisy())

    def _noisy(self) -> Iterator[int]:
        start = 0
        for end in range(1, len(self.tokens) + 1):
            if end < len(self.tokens) and "\n" not in self.tokens[end].gap:
                continue
            small = [t.low for t in self.tokens[start:end] if t.text.islower()]
            unknown = sum(not self.words.is_ordinary(low) for low in small)
            if len(small) >= _TELLING and 2 * unknown > len(small):
                yield from range(start, end)
            start = end

    def by_context(self) -> None:
        """Words that are no words, where a person stands; every place of a name is weighed."""
        runs = self._runs()
        weights: dict[str, list[float]] = {}
        things: Counter[str] = Counter()
        for start, end in runs:
            weights.setdefault(self.low[end - 1], []).append(self._cues(start, end))
            things[self.low[end - 1]] += self._is_thing(start, end)
        left = []
        for start, end in runs:
            heard = weights[self.low[end - 1]]
            plain = self.words.is_ordinary(self.low[end - 1])
            score = max(heard) + (0.0 if plain else min(_AGAIN * (len(heard) - 1), 3 * _AGAIN))
            if self.low[end - 1] in self.words.statesmen:
                score = max(score, _STATESMAN)
            else:
                score -= 0.25 if self._takes_article(self.low[end - 1]) else 0.0
                score -= min(0.25 * things[self.low[end - 1]], 0.5)
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

    def _is_thing(self, start: int, end: int) -> bool:
        """Whether what stands around a run speaks of a place, a people, a ship or a body."""
        before = self.low[max(0, start - 2) : start]
        touches = not self.tokens[start].gap.strip()
        if touches and before[-1:] == ["of"] and before[0] in _PLACES_OF:
            return True
        if self.tokens[end - 1].possessive:
            return False
        after = self.low[end] if end < len(self.low) and not self.tokens[end].gap.strip() else ""
        return after in _AFTER_THING or (touches and bool(before) and before[-1] in _ROUND_PLACE)

    def _times(self, low: str) -> int:
        """How often a word comes in the text."""
        if not self._seen:
            for before, word in zip(["", *self.low], self.low, strict=False):
                self._seen[word] += 1
                self._after_the[word] += before == "the"
        return self._seen[low]

    def _meant(self, token: Token) -> bool:
        """Whether a telegram writes a word so often that it is spelled as it is meant."""
        return token.caps and self._times(token.low) >= _MISPRINTS

    def _takes_article(self, low: str) -> bool:
        """Whether a word stands after "the" as often as not: then it names a thing."""
        times = self._times(low)
        return 3 * self._after_the[low] >= times > 0

    def _by_marking(self, start: int, end: int) -> bool:
        """Whether a run stands beside a marking, misread or not: "Tep Seeret"."""
        beside = (*self.low[max(0, start - 1) : start], *self.low[end : end + 1])
        return any(misread_marking(low) for low in beside)

    def _counted(self, start: int) -> bool:
        """Whether a number inside the line counts a run: "for 15 Marks", "21 June"."""
        if start == 0 or self.tokens[start].gap != " ":
            return False
        number = self.tokens[start - 1]
        return number.text[0].isdigit() and number.gap[-1:] == " " and not number.first

    def _is_office(self, index: int) -> bool:
        """Whether a title follows, behind one word at most: "HALE, FORMERLY CONSUL"."""
        near = self.tokens[index : index + 2]
        named = (t.low in self.words.title_words and t.low not in _NEVER for t in near)
        return any(named) and not any(token.gap.strip() for token in near[1:])

    def _half_adjective(self, end: int) -> bool:
        """Whether a hyphen joins a run to a people: "Sino-Soviet", "Anglo-American"."""
        after = self.tokens[end] if end < len(self.tokens) else None
        return after is not None and after.gap == "-" and after.low in self.words.named

    def _addressed(self, start: int, end: int) -> bool:
        """Whether a line says for whom, or from whom, a message is: "FOR HALE FROM VASSTO."."""
        if start == 0 or not self.tokens[start].caps or self.tokens[start].gap.strip():
            return False
        opens = self.tokens[start - 1]
        after = self.tokens[end] if end < len(self.tokens) else None
        closes = after is None or after.first or after.gap.strip() in (".", ":", ",")
        if opens.low == "for":
            return opens.first and (closes or (after is not None and after.low == "from"))
        if opens.low != "from" or not closes:
            return False
        line = range(start - 2, max(start - 8, -1), -1)
        return any(self.low[k] == "for" and self.tokens[k].first for k in line)

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
            if (
                end > index
                and not self.used & set(range(index, end))
                and not self.quoted(index, end)
            ):
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
        elif end - start == 1 and last.low in self.words.towns:
            score -= 0.25
        elif not known and (
            misread_state(last.low)
            or misread_marking(last.low)
            or ends_as_words_do(last.low)
            or (not speaks and not self._meant(last) and garbled(last.low))
        ):
            score = -0.3
        if not last.caps and not (first.first and end - start == 1):
            if not self.words.is_ordinary(last.low):
                score += 0.2
            elif last.low in self.words.name_words or speaks:
                score += 0.1
            else:
                score -= 0.1  # "the South West Pacific Area", "Western Alliance"
        score += 0.4 if speaks else 0.0
        score += 0.15 if follows in self.words.plain_verbs else 0.0
        score += 0.15 if last.possessive else 0.0
        if before in self.words.before and not first.gap.strip():
            # Whither, whence and whose are asked of places too.
            vague = before in _OF_ANYTHING and not known and not last.caps
            score += 0.03 if vague else 0.12
        if follows == "" and after is not None and after.gap.strip() == ",":
            score += 0.25 if after.low in _WHO or self._is_office(end) else 0.0
        score += 0.3 if self._addressed(start, end) else 0.0
        if (
            first.gap.strip().endswith("(")
            and (known or (last.caps and (len(last.low) > 5 or end - start > 1)))
            and after is not None
            and after.gap.strip()[:1] in (")", ",")
        ):
            score += 0.25
        if end - start > 1:
            unknown = not any(self.words.is_ordinary(self.low[k]) for k in range(start, end))
            score += 0.22 if unknown else 0.1
        score += 0.15 if last.low.endswith(_FAMILY_ENDINGS) else 0.0
        score -= 0.3 if before in ("the", "a", "an", "this", "its") else 0.0
        score -= 0.3 if self._half_adjective(end) or self._by_marking(start, end) else 0.0
        score -= 0.3 if start in self._noise or self._counted(start) else 0.0
        score -= 0.2 if follows in _OF_BODIES else 0.0
        return score

    def again(self) -> None:
        """Every other place where a known surname stands."""
        for index, token in enumerate(self.tokens):
            if index in self.used or index in self.claimed or not token.proper:
                continue
            sure = self.surnames.get(token.low)
            if sure is None or self._by_marking(index, index + 1):
                continue
            if self.words.is_ordinary(token.low):
                before = self.tokens[index - 1].low if index else ""
                after = self.low[index + 1] if index + 1 < len(self.low) else ""
                acts = after in self.words.speech or after in self.words.plain_verbs
                acts = acts or token.possessive or before in ("with", "told", "by", "asked")
                acts = acts or before in self.words.title_words
                if token.low in _NEVER or (token.caps and (before in _DETERMINERS or not acts)):
                    continue
                if not token.caps and token.first:
                    continue
            self.found.append(
                Mention(token.start, token.end, "PERSON", "named-before", min(sure, 0.85))
            )
            self.used.add(index)

    def misread(self) -> None:
        """Known surnames with one letter misread, put in or left out."""
        sure = {low: score for low, score in self.surnames.items() if len(low) >= _LONG}
        if not sure:
            return
        near: dict[str, float] = {}
        for index, token in enumerate(self.tokens):
            low = token.low
            if index in self.used or index in self.claimed or not token.proper:
                continue
            if len(low) < _LONG - 1 or not token.wordlike or low in self.words.surnames:
                continue
            if self.words.is_ordinary(low) or self._is_thing(index, index + 1) or garbled(low):
                continue
            if low not in near:
                near[low] = max(
                    (sure[known] for known in sure if _misprint(low, known)), default=0.0
                )
            if near[low]:
                self.found.append(
                    Mention(token.start, token.end, "PERSON", "misread-name", 0.6 * near[low])
                )
                self.used.add(index)


def _misprint(low: str, known: str) -> bool:
    """Whether a token is a name with one letter wrong, its first letter and its number apart."""
    return (
        low[0] == known[0]
        and low not in (f"{known}s", known.removesuffix("s"))
        and one_apart(low, known)
    )


_LONG = 6
"""Shorter surnames have too many others one letter away."""
