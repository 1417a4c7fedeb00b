"""Persons: by signature, title, given name and initials, and everywhere else once they are known.

In the capitals of telegrams a name is what is no word, no place and no body, stands where
persons stand, and comes again. Names are read from the strongest sign to the weakest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from workbench.suggest.entities.lexicon import Lexicon, cues
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.names import joined, opens_list
from workbench.suggest.entities.person_context import ContextReader
from workbench.suggest.entities.tokens import Token

_NO_SIGNATURE = cues("no_signature")
_JOBS = cues("jobs")
_SHORT_TITLES = cues("short_titles")
_CLOSE_QUOTE = ("unquote", "unqte")
_PLURALS = cues("plural_titles")
_FIRMS = ("messrs",)
"""A title that names a firm, unless it opens a list."""
_NEVER = cues("never")
_ITEMS = 40
"""So many words off the item before may stand."""
_LETTERS_OF_WORDS = frozenset(("am", "pm", "eg", "ie", "us", "un"))
"""Two letters with full stops that open no name: "P.M.", "E.G."."""


def _apart(gap: str) -> bool:
    """Whether what stands between two tokens sets them on lines of their own."""
    return "\n" in gap or "   " in gap


class _Reader(ContextReader):
    def by_signature(self) -> None:
        """The name alone on the last line, or after "signed" and "unquote", signs a telegram."""
        last = len(self.tokens) - 1
        for index in range(len(self.tokens)):
            token = self.tokens[index]
            before = self.low[index - 1] if index else ""
            alone = _apart(token.gap) and (index == last or _apart(self.tokens[index + 1].gap))
            if not token.proper or token.low in self.words.telegraphese or len(token.low) < 3:
                continue
            if not self.sayable(token.low):
                continue
            ends = alone and (index == last or self._ends_text(index + 1))
            quoted = index < last and self.low[index + 1] in _CLOSE_QUOTE
            signs = (
                ends
                or (quoted and _apart(token.gap))
                or (before in ("signed", *_CLOSE_QUOTE) and (alone or index == last or quoted))
            )
            if not (signs and token.wordlike) or index in self.claimed:
                continue
            surname = token.low in self.words.surnames or not self.words.is_ordinary(token.low)
            if surname and token.low not in _NO_SIGNATURE:
                self.add(index, index + 1, "signature", 0.85)

    def _ends_text(self, index: int) -> bool:
        """Whether nothing but marks of the message system, or a rule of stars, follows."""
        for token in self.tokens[index:]:
            if "***" in token.gap:
                return True
            if token.wordlike and token.low not in _NO_SIGNATURE and self.sayable(token.low):
                return False
        return True

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
                end = self._end_after_title(after, loose=loose, written=written)
                if end > after and (written or self.tokens[after].text[:1].isupper()):
                    begin = after if not written or phrase[-1] in _JOBS else index
                    if phrase[-1] not in _FIRMS or opens_list(self.tokens, end):
                        self.add(begin, end, "title", 0.95 if not loose else 0.9)
                        if phrase[-1] in _PLURALS:
                            end = self._listed(end)
                    index = end
                    continue
            index += 1 if length == 1 else length - 1

    def _listed(self, end: int) -> int:
        """Read the names that go on a list, "Secretaries Hale and Brown"; the index past them."""
        while end + 1 < len(self.tokens):
            comma = self.tokens[end].gap.strip() == ","
            joins = self.low[end] == "and" and not self.tokens[end].gap.strip(", ")
            start = end + 1 if joins else end
            if not (comma or joins) or self.tokens[start].low in self.words.title_words:
                break
            after = self._end_after_title(start, loose=True, written=True)
            if after == start:
                break
            self.add(start, after, "title", 0.85)
            end = after
        return end

    def _end_after_title(self, after: int, *, loose: bool, written: bool) -> int:
        """The index past the name that follows a title; the same index where none does."""
        plain = self._named_by_title(after)
        if loose and not (plain and written) and self.words.is_ordinary(self.low[after]):
            return after
        return self.name_after(after, strong=not loose or (written and plain))

    def _named_by_title(self, after: int) -> bool:
        """Whether a word after a plain title may be a name though it is a word.

        "The Minister Hale", but not "the Minister hopes" in capitals, nor "General Records".
        """
        token = self.tokens[after]
        if token.low in self.words.name_words:
            return True
        if token.caps:
            return False
        job = self.tokens[after - 1].low in _JOBS
        return token.low not in self.words.words or not (job or token.low.endswith("s"))

    def _title_gap(self, after: int) -> bool:
        gap = self.tokens[after].gap
        if "\n" in gap and self.low[after] in self.words.named:
            return False  # the office of a letterhead, and its city below it
        short = self.tokens[after - 1].low in _SHORT_TITLES
        return (
            (not gap.strip() or (gap.strip() == "." and short))
            and "\n\n" not in gap
            and self.tokens[after].wordlike
        )

    def by_greeting(self) -> None:
        """Whom a letter greets: "Dear Carnforth,"."""
        for index, token in enumerate(self.tokens[1:], start=1):
            line = "\n" in self.tokens[index - 1].gap or index == 1
            if self.low[index - 1] != "dear" or not line or index in self.used:
                continue
            end = self.name_after(index, strong=True)
            if end > index and token.low not in ("sir", "sirs", "madam"):
                self.add(index, end, "greeting", 0.9)

    def by_given_name(self) -> None:
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            opens = (
                index not in self.used
                and index not in self.claimed
                and token.proper
                and not token.possessive
                and not (token.caps and token.low == "al")
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
                if size >= 2 and self._is_name(start, end) and not self.quoted(start, end):
                    if not self.used & set(range(start, end)):
                        self.add(start, end, "given-name", 0.9)
                    index = end
                    continue
            index += 1

    def _plain_given(self, index: int) -> bool:
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if following is None:
            return False
        if following.initial:
            return True
        if following.low not in self.words.surnames:
            return False
        sure = self.tokens[index].low in self.words.sure_given and following.low not in _NEVER
        return sure or not self.words.is_ordinary(following.low)

    def _initials(self, index: int) -> bool:
        """Whether "J. M." or "J." opens a name here."""
        token = self.tokens[index]
        if not token.initial or token.gap.endswith("("):
            return False
        after = index + 1
        if after >= len(self.tokens) or (index and not token.gap):
            return False  # "0745Z"
        gap = self.tokens[after].gap
        if not (gap.startswith(".") and gap.strip() == "."):
            return False
        before = self.low[index - 1] if index and token.gap.strip() == "." else ""
        if not _LETTERS_OF_WORDS.isdisjoint((token.low + self.low[after], before + token.low)):
            return False
        if after in self.claimed:
            return False  # an item of a list, and a post: "B. BERLIN 362"
        if "\n" in token.gap and self._in_list(index):
            return False
        opens_item = token.first and ("\n" in token.gap or not token.gap)
        return not opens_item or self.tokens[after].initial

    def _in_list(self, index: int) -> bool:
        """Whether the letter that opens a line counts items: "B." stands above it or "D." below."""
        letter = ord(self.low[index])
        near = range(max(0, index - _ITEMS), min(len(self.tokens), index + _ITEMS))
        return any(
            len(self.low[k]) == 1
            and abs(ord(self.low[k]) - letter) == 1
            and self.tokens[k].initial
            and "\n" in self.tokens[k].gap
            for k in near
        )

    def _is_name(self, start: int, end: int) -> bool:
        last = self.tokens[end - 1]
        if last.initial:
            return False
        if last.caps:
            return not self.words.is_ordinary(last.low) or (
                last.low in self.words.surnames and (end - start >= 3 or last.low not in _NEVER)
            )
        return True


def find_persons(tokens: Sequence[Token], words: Lexicon, claimed: Set[int]) -> Iterator[Mention]:
    """Persons in a text whose other names hold the tokens ``claimed``."""
    reader = _Reader(tokens, words, claimed)
    reader.by_signature()
    reader.by_title()
    reader.by_greeting()
    reader.by_given_name()
    reader.by_context()
    reader.again()
    reader.misread()
    yield from reader.found
