"""Embassies and missions in the shape of telegrams, and posts named by their city alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from workbench.suggest.entities.lexicon import Lexicon, cues
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.names import joined, lows
from workbench.suggest.entities.tokens import Token, in_capitals

_ADDRESS_WORDS = cues("address_words")
_TWO_WORDS = cues("two_word_cities")
_POST = re.compile(
    r"\b(?:AM\s?EMB(?:ASSY)?|AMCON(?:SUL|GEN)?|AMLEGATION|US\s?MISSION|USINT|USLO|USDEL|"
    r"USUN|USNATO|USEU|USEEC|"
    r"USOECD|USBERLIN|UKMIS|UKDEL|UKDIS|UKREP)(?![A-Za-z])"
)
_SECSTATE = re.compile(r"\bSECSTATE(?:\s+WASH(?:INGTON\s?)?DC)?\b")
_ADDRESSED = re.compile(r"^[ \t]*(?:FM|TO|INFO|REPEATED|RPTD)\b[^\n]*$", re.M)


def find_posts(tokens: Sequence[Token], text: str, words: Lexicon) -> Iterator[Mention]:
    """Embassies and missions in the shape of telegrams: AMEMBASSY PARIS, UKDEL NATO."""
    low = lows(tokens)
    by_start = {token.start: index for index, token in enumerate(tokens)}
    for match in _POST.finditer(text):
        index = by_start.get(match.start())
        if index is None:
            continue
        last = index
        while last + 1 < len(tokens) and tokens[last + 1].start < match.end():
            last += 1
        place = words.places.at(low, last + 1) if last + 1 < len(tokens) else None
        named = last + 1 < len(tokens) and tokens[last + 1].gap == " "
        if place and named and joined(tokens, last + 1, place[0]):
            last += place[0]
        elif (
            named
            and tokens[last + 1].text.isupper()
            and (not words.is_ordinary(low[last + 1]) or low[last + 1] in ("nato", "geneva"))
        ):
            last += 1
            if (
                last + 1 < len(tokens)
                and tokens[last + 1].gap == " "
                and tokens[last + 1].text.isupper()
                and not words.is_ordinary(low[last + 1])
                and not _POST.match(text, tokens[last + 1].start)
                and low[last + 1] not in words.telegraphese
                and low[last] in _TWO_WORDS
            ):
                last += 1
        yield Mention(match.start(), tokens[last].end, "POST", "post", 0.9)
    for match in _SECSTATE.finditer(text):
        yield Mention(match.start(), match.end(), "POST", "post", 0.9)
    for line in _ADDRESSED.finditer(text):
        if not _POST.search(line.group()) and not in_capitals(line.group()):
            continue
        posted, last = False, -1
        for index in range(bisect_left(tokens, line.start(), key=lambda t: t.start), len(tokens)):
            token = tokens[index]
            if token.start >= line.end():
                break
            place = words.places.at(low, index)
            listed = posted and token.gap.strip() == ","
            if (place or low[index] == "fco") and (
                listed or _opens_address(low[index - 1] if index else "")
            ):
                last = index + (place[0] if place else 1) - 1
                yield Mention(token.start, tokens[last].end, "POST", "address", 0.92)
                posted = True
            elif index > last:
                posted = False


def _opens_address(before: str) -> bool:
    """Whether a word may stand before a post that is named by its city alone."""
    return before in _ADDRESS_WORDS or before == "" or not before.isalpha()
