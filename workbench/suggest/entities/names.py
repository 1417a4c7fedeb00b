"""States, places, agreements, weapons and events that stand in the lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from workbench.suggest.entities.lexicon import Lexicon, Phrases, cues
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.misread import looks_misread
from workbench.suggest.entities.tokens import Token

_JOINT = re.compile(r"(?:[ \t\u00a0]*[-–.,'’]?[ \t\u00a0]*\n?[ \t\u00a0]*)")
_GOVERNMENT = re.compile(r"gov|go[a-z]{1,3}|[a-z]{2,3}g")
_GOVERNMENTS = ("gob",)
"""Codes that are words too, but not in telegrams."""
_NO_GOVERNMENT = cues("no_government")
_LEADS_PLACE = cues("leads_place")
_TELLS = cues("tells")
_BEFORE_PLACE = cues("before_place")
_AFTER_PLACE = cues("after_place")
_OF_BODIES = cues("of_bodies")
_PLACES_OF = cues("places_of")
_TOWARD = frozenset(["from", "to", "of", "via", "through", "between", "around", "for"])
_SURE_TITLES = ("dr", "mr", "mrs", "miss", "ms", "messrs")
_OF_FIRMS = ("sons", "co", "company", "ltd", "brothers", "bros", "inc")
_SITED = frozenset(["in", "at", "near", "off", "outside"])
_VOWELS = frozenset("aeiouy")
_PRONOUN_CONTEXT = frozenset(["all", "of", "both", "for", "to"])


def lows(tokens: Sequence[Token]) -> list[str]:
    """The folded forms of tokens, for looking up names."""
    return [token.low for token in tokens]


def joined(tokens: Sequence[Token], index: int, length: int) -> bool:
    """Whether tokens stand together as the parts of one name do."""
    return all(_JOINT.fullmatch(tokens[k].gap) for k in range(index + 1, index + length))


def opens_list(tokens: Sequence[Token], index: int) -> bool:
    """Whether the name that ends before a token is the first of several persons, not a firm's."""
    if index + 1 >= len(tokens):
        return False
    comma = tokens[index].gap.strip() == ","
    follows = index if comma else index + 1
    joins = comma or (tokens[index].low == "and" and not tokens[index].gap.strip())
    near = tokens[follows : follows + 5]
    firm = any(t.low in _OF_FIRMS or "&" in t.gap for t in near)
    return joins and tokens[follows].proper and tokens[follows].wordlike and not firm


def matches(
    tokens: Sequence[Token], folded_tokens: Sequence[str], phrases: Phrases
) -> Iterator[tuple[int, int, str]]:
    """``(index, length, value)`` of listed names written as names are, longest first."""
    index = 0
    while index < len(tokens):
        found = phrases.at(folded_tokens, index)
        if found is not None:
            length, value = found
            proper = all(
                t.proper or not t.wordlike for t in _weighty(tokens[index : index + length])
            )
            if proper and joined(tokens, index, length):
                yield index, length, value
                index += length
                continue
        index += 1


def _weighty(tokens: Sequence[Token]) -> list[Token]:
    """The parts of a name that bear capitals: not "of", "and", "the"."""
    small = ("of", "and", "the", "for", "on", "del", "de", "da", "do", "in")
    return [t for k, t in enumerate(tokens) if k == 0 or t.low not in small]


def find_states(tokens: Sequence[Token], text: str, words: Lexicon) -> Iterator[Mention]:
    """States, their peoples, and the codes of governments (GOI, HMG, ROKG)."""
    low = lows(tokens)
    for index, length, value in matches(tokens, low, words.countries):
        first, last = tokens[index], tokens[index + length - 1]
        if length == 1 and not _is_state(tokens, index, words):
            continue
        end = last.end
        if length > 1 and last.initial and text[end : end + 1] == ".":
            end += 1  # the full stop of "U.S."
        yield Mention(first.start, end, "COUNTRY", "state", 0.9, value)
    called = {b.low for a, b in pairwise(tokens) if a.low in _SURE_TITLES}
    for index, token in enumerate(tokens):
        if (
            token.text.isupper()
            and _GOVERNMENT.fullmatch(token.low)
            and token.low not in _NO_GOVERNMENT
            and token.low.startswith("go")
            and (token.low not in words.words or not token.caps or token.low in _GOVERNMENTS)
            and token.low not in words.telegraphese
            and words.countries.at(low, index) is None
            and token.low not in called
        ):
            yield Mention(token.start, token.end, "COUNTRY", "government", 0.75)


def _is_state(tokens: Sequence[Token], index: int, words: Lexicon) -> bool:
    token = tokens[index]
    before = tokens[index - 1].low if index else ""
    if token.low == "us":
        if not token.text.isupper():
            return False
        following = tokens[index + 1].low if index + 1 < len(tokens) else ""
        return not (
            token.caps
            and (
                before in _TELLS
                or (before in _PRONOUN_CONTEXT and (following in ("", "to", "that", "and", "all")))
            )
        )
    if token.low in words.wary_countries:
        if token.text.isupper() and len(token.text) <= 3:
            return token.low not in words.words
        return (token.text[1:2].islower() and (not token.first or before in _LEADS_PLACE)) or (
            token.caps and (before in _LEADS_PLACE or token.low not in ("polish", "english"))
        )
    return len(token.low) > 2 or token.text.isupper()


def find_places(tokens: Sequence[Token], words: Lexicon) -> Iterator[Mention]:
    """Cities and regions of the lists; names that mean other things only after "in", "at"."""
    low = lows(tokens)
    for index, length, value in matches(tokens, low, words.places):
        first, last = tokens[index], tokens[index + length - 1]
        if length == 1:
            before = tokens[index - 1].low if index else ""
            comma = first.gap.strip() == ","
            wary = first.low in words.wary_places or first.low in words.telegraphese
            common = first.low in words.words
            if (
                wary
                and (common or not comma)
                and before not in ("in", "at", "near", "from", "outside")
            ):
                continue
            if wary and common and (first.caps or before not in ("in", "at", "near")):
                continue
            if common and first.first and not first.caps:
                continue
            if len(first.low) < 4 and first.caps:
                continue
        if _numbered(tokens, index + length):
            continue
        yield Mention(first.start, last.end, "PLACE", "place", 0.85, value)


def _numbered(tokens: Sequence[Token], after: int) -> bool:
    """Whether a serial follows a place: then it is the post that sent message so and so."""
    if after >= len(tokens):
        return False
    token = tokens[after]
    if not token.text.isdigit() or not 3 <= len(token.text) <= 6 or token.gap.strip(" "):
        return False
    return not (len(token.text) == 4 and 1800 < int(token.text) < 2050)


def numbered_places(tokens: Sequence[Token], words: Lexicon) -> Iterator[Mention]:
    """ "Cairo 3234", "CAIRO'S 3234": the telegram of a post that is named by its city."""
    for index, length, _ in matches(tokens, lows(tokens), words.places):
        last = tokens[index + length - 1]
        if _numbered(tokens, index + length) and (last.possessive or not last.caps):
            yield Mention(tokens[index].start, tokens[index + length].end, "DOCUMENT", "cited", 0.7)


def find_named_places(tokens: Sequence[Token], words: Lexicon) -> Iterator[Mention]:
    """Places by the word beside the name: "Port Merrow", "Gannet Rock"."""
    for index, token in enumerate(tokens[:-1]):
        after = tokens[index + 1]
        if not (token.proper and after.proper and after.gap in (" ", "-") and after.wordlike):
            continue
        if after.low in words.title_words or after.low in words.body_heads:
            continue
        if (token.low in _BEFORE_PLACE and _may_name(after, words)) or (
            after.low in _AFTER_PLACE and token.wordlike and _may_name(token, words)
        ):
            yield Mention(token.start, after.end, "PLACE", "place-word", 0.7)


def find_places_by_context(
    tokens: Sequence[Token], words: Lexicon, claimed: Set[int], persons: Set[str]
) -> Iterator[Mention]:
    """Unknown names after "in", "at", "near" or "off", that are no person's elsewhere."""
    index = 0
    while index < len(tokens) - 1:
        index += 1
        token, before = tokens[index], tokens[index - 1]
        of = before.low == "of" and index > 1 and tokens[index - 2].low in _PLACES_OF
        town = before.low in _TOWARD and token.low in words.towns
        if not (of or town or before.low in _SITED) or token.gap not in (" ", "\n", " \n", "  "):
            continue
        end = index
        while end < len(tokens) and end - index < 2 and _unknown(tokens, end, words, claimed):
            if end > index and tokens[end].gap != " ":
                break
            end += 1
        if end == index or any(tokens[k].low in persons for k in range(index, end)):
            continue
        after = tokens[end] if end < len(tokens) else None
        follows = after.low if after is not None and not after.gap.strip() else ""
        if tokens[end - 1].possessive or follows in _OF_BODIES or follows in words.body_heads:
            continue
        misread = token.caps and token.low not in words.towns and looks_misread(token.low)
        if end - index == 1 and (len(token.low) < 4 or misread):
            continue
        yield Mention(token.start, tokens[end - 1].end, "PLACE", "place-context", 0.65)
        index = end - 1


def _unknown(tokens: Sequence[Token], index: int, words: Lexicon, claimed: Set[int]) -> bool:
    """Whether a token may be part of a place's name that no list holds."""
    token = tokens[index]
    if index in claimed or not token.proper or not token.wordlike or token.initial:
        return False
    if words.is_ordinary(token.low) or token.low in words.title_words:
        return False
    if token.text.isupper() and not token.caps:
        return False
    return bool(_VOWELS & set(token.low))


def _may_name(token: Token, words: Lexicon) -> bool:
    """Whether a token names the one place that "port" or "rock" speaks of."""
    if words.countries.by_first.get(token.low):
        return False
    plain = words.is_ordinary(token.low)
    return len(token.low) > 2 and (not plain or (not token.caps and not token.first))


def find_terms(tokens: Sequence[Token], words: Lexicon) -> Iterator[Mention]:
    """Agreements, weapons and events by the names in the lists."""
    low = lows(tokens)
    for phrases, label in (
        (words.agreements, "AGREEMENT"),
        (words.weapons, "WEAPON"),
        (words.events, "EVENT"),
    ):
        for index, length, value in _of_any_case(tokens, low, phrases, label):
            first, last = tokens[index], tokens[index + length - 1]
            if length == 1 and (first.low in words.words and (first.caps or first.first)):
                continue
            yield Mention(first.start, last.end, label, label.lower(), 0.8, value)


def _of_any_case(
    tokens: Sequence[Token], low: Sequence[str], phrases: Phrases, label: str
) -> Iterator[tuple[int, int, str]]:
    """Listed names; weapons of several plain words need no capitals ("cruise missile")."""
    if label != "WEAPON":
        yield from matches(tokens, low, phrases)
        return
    index = 0
    while index < len(tokens):
        found = phrases.at(low, index)
        if found is not None:
            length, value = found
            plain = value[:1].islower()
            if (
                plain or all(t.proper or not t.wordlike for t in tokens[index : index + length])
            ) and joined(tokens, index, length):
                yield index, length, value
                index += length
                continue
        index += 1
