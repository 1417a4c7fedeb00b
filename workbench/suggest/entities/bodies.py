"""Organisations: listed ones, and names that end or begin as bodies do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.suggest.entities.acronyms import find_acronyms
from workbench.suggest.entities.lexicon import Lexicon, cues
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.names import joined, lows, matches, opens_list
from workbench.suggest.entities.tokens import Token

_LINKS = frozenset(["of", "for", "on", "and", "the", "to", "de", "des", "du", "la", "le"])
_VAGUE = cues("vague")
_OFFICE_HEADS = cues("office_heads")
_MOST_BEFORE = 4
_GENERIC = cues("generic")
_OWN_HOUSE = cues("own_house")
_TOLD = cues("told")
_OF_STATESMEN = (
    "regime", "government", "govt", "administration", "staff", "delegation", "party", "plan",
    "mission", "authority",
)  # fmt: skip
"""What belongs to somebody rather than bears his name: "THE VASSTO REGIME"."""


def find_bodies(tokens: Sequence[Token], words: Lexicon) -> Iterator[Mention]:
    """All mentions of organisations, some inside others."""
    low = lows(tokens)
    yield from find_acronyms(tokens, words, low)
    for index, length, value in matches(tokens, low, words.bodies):
        first, last = tokens[index], tokens[index + length - 1]
        if (
            length == 1
            and not first.caps
            and (first.low in _OWN_HOUSE or (first.low in words.words and first.first))
        ):
            continue
        yield Mention(first.start, last.end, "ORG", "body", 0.85, value)
    yield from _own_mission(tokens, words)
    headed = list(_ending_in_head(tokens, words))
    yield from headed
    yield from _short_forms(tokens, words, headed)
    yield from _ministries(tokens, words)
    yield from _beginning_with_opener(tokens, words, low)
    firms = list(_firms(tokens, words))
    yield from firms
    yield from _firms_again(tokens, words, firms)


def _own_mission(tokens: Sequence[Token], words: Lexicon) -> Iterator[Mention]:
    """The writer's own house, as telegrams name it without an article: "TOLD MISSION THAT"."""
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.low != "mission" or not token.caps or after.gap.strip():
            continue
        speaks = token.first and after.low in (words.speech | words.plain_verbs)
        if speaks or (before.low in _TOLD and not token.gap.strip()):
            yield Mention(token.start, token.end, "ORG", "own-house", 0.7)


def _short_forms(
    tokens: Sequence[Token], words: Lexicon, headed: Sequence[Mention]
) -> Iterator[Mention]:
    """ "The Council" once a council was named in full above it."""
    starts = {mention.end: mention.start for mention in headed}
    known: set[str] = set()
    for index, token in enumerate(tokens):
        if token.end in starts and token.low in words.body_heads:
            known.add(token.low)
        elif token.low in known and token.proper and token.low not in ("group", "office", "staff"):
            before = tokens[index - 1].low if index else ""
            if before not in ("a", "an", "this", "any", "each", "every", "no", "his", "her"):
                yield Mention(token.start, token.end, "ORG", "short-form", 0.55)


def _firms_again(
    tokens: Sequence[Token], words: Lexicon, firms: Sequence[Mention]
) -> Iterator[Mention]:
    """A firm by the first word of its name, once it was named with "Inc." or "Ltd."."""
    starts = {mention.start for mention in firms}
    names = {
        token.low
        for token in tokens
        if token.start in starts
        and len(token.low) > 3
        and not words.is_ordinary(token.low)
        and token.low not in words.named
        and token.low not in words.given
    }
    for index, token in enumerate(tokens):
        if token.low in names and token.proper and token.start not in starts:
            before = tokens[index - 1].low if index else ""
            if before not in words.title_words and before not in words.given:
                yield Mention(token.start, token.end, "ORG", "short-form", 0.6)


def _ending_in_head(tokens: Sequence[Token], words: Lexicon) -> Iterator[Mention]:
    """ "Finance Ministry", "Working Party": the head with the names before it."""
    for index, token in enumerate(tokens):
        if not token.proper or token.low not in words.body_heads | _OFFICE_HEADS:
            continue
        start = index
        while start > 0 and index - start < _MOST_BEFORE and _belongs(tokens, start, words):
            start -= 1
        end = index + 1
        # "... Committee on Foreign Relations", "Council of Ministers"
        end = _past_tail(tokens, end)
        if all(
            t.low in _GENERIC or t.low in _LINKS
            for t in (*tokens[start:index], *tokens[index + 1 : end])
        ):
            continue
        start = _over_and(tokens, start, words)
        # "Norwegian Coastal Service": the state is named for itself.
        while start < index - 1 and words.countries.by_first.get(tokens[start].low):
            start += 1
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if tokens[index - 1].low in words.statesmen and token.low in _OF_STATESMEN:
            continue
        if token.low == "front" and after is not None and after.low in ("company", "companies"):
            continue
        if (
            token.caps
            and token.low in _OFFICE_HEADS
            and not _tells_office(tokens[index - 1], words)
        ):
            continue
        if tokens[start].initial:
            continue  # the end of a spaced word: "C O N F I D E N T I A L SECTION"
        office = token.low in _OFFICE_HEADS or (
            token.low == "office" and any(t.possessive for t in tokens[start:index])
        )
        label = "OFFICE" if office else "ORG"
        yield Mention(tokens[start].start, tokens[end - 1].end, label, "head", 0.6)


def _tells_office(before: Token, words: Lexicon) -> bool:
    """Whether a word in capitals before "ROOM" or "SECTION" says that an office is meant."""
    return before.low in _BODY_WORDS or before.low in words.named or before.low in words.title_words


def _over_and(tokens: Sequence[Token], start: int, words: Lexicon) -> int:
    """ "Lighthouse and Beacon Office": an ordinary word in capitals before "and" belongs."""
    if start < 2 or tokens[start - 1].low != "and" or tokens[start].caps:
        return start
    before = tokens[start - 2]
    plain = before.proper and not before.first and words.is_ordinary(before.low)
    adjoin = tokens[start].gap == tokens[start - 1].gap == " "
    return start - 2 if plain and adjoin and before.low not in words.named else start


def _belongs(tokens: Sequence[Token], start: int, words: Lexicon) -> bool:
    """Whether the token before ``start`` is part of the name."""
    before, here = tokens[start - 1], tokens[start]
    if not before.proper or before.low in _VAGUE or not before.wordlike:
        return False
    if here.gap.strip() not in ("", "-", "'", "/") or before.low in words.speech:
        return False
    if here.gap.count("\n") > 1 or before.caps != here.caps:
        return False
    if not before.caps:
        opens = before.first and (start < 2 or tokens[start - 2].low not in ("to", "from"))
        return not (opens and words.is_ordinary(before.low) and before.low not in words.named)
    if before.possessive:
        return before.low.endswith(("men", "workers", "women", "farmers", "people")) or _is_body(
            before, words
        )
    return (
        not words.is_ordinary(before.low)
        or before.low in _BODY_WORDS
        or before.low in words.body_heads
    )


def _is_body(token: Token, words: Lexicon) -> bool:
    """Whether a token in capitals may own a committee as part of its name: "PEOPLE'S", "ILO'S"."""
    return token.low in _BODY_WORDS or token.low in words.named or token.low in words.body_heads


def _past_tail(tokens: Sequence[Token], end: int) -> int:
    while (
        end + 1 < len(tokens) and tokens[end].low in ("of", "on", "for") and tokens[end].gap == " "
    ):
        after = end + 1
        if tokens[after].low == "the":
            after += 1
        if after >= len(tokens) or not tokens[after].proper or tokens[after].low in _VAGUE:
            break
        if tokens[after].caps and tokens[after].low not in _BODY_WORDS:
            break
        end = after + 1
        while (
            end < len(tokens)
            and tokens[end].gap == " "
            and tokens[end].proper
            and (not tokens[end].caps or tokens[end].low in _BODY_WORDS)
            and tokens[end].low not in _VAGUE
        ):
            end += 1
    return end


def _beginning_with_opener(
    tokens: Sequence[Token], words: Lexicon, low: Sequence[str]
) -> Iterator[Mention]:
    for index, token in enumerate(tokens):
        if not token.proper:
            continue
        found = words.body_openers.at(low, index)
        if found is None or not joined(tokens, index, found[0]):
            continue
        end = start = index + found[0]
        while (
            end < len(tokens)
            and end - start < _MOST_BEFORE
            and tokens[end].gap.strip() in ("", "-", "'")
        ):
            here = tokens[end]
            linked = (
                here.low in _LINKS
                and here.low != "to"
                and end + 1 < len(tokens)
                and tokens[end + 1].proper
                and end > start
            )
            if here.low == "the" and end == start:
                end += 1
                continue
            if here.caps:
                fits = not words.is_ordinary(here.low) or here.low in _BODY_WORDS
            else:
                fits = here.proper
            apart = here.gap.count("\n") > 1
            if apart or (not fits and not (linked and not here.caps)):
                break
            end += 1
        while end > start and tokens[end - 1].low in _LINKS:
            end -= 1
        if end > start:
            yield Mention(tokens[index].start, tokens[end - 1].end, "ORG", "opener", 0.7)


def _ministries(tokens: Sequence[Token], words: Lexicon) -> Iterator[Mention]:
    """Ministries and governments as telegrams run them together: MINAGRI, SUDANGOV."""
    for token in tokens:
        low = token.low
        if not token.text.isupper() or low in words.surnames or words.is_ordinary(low):
            continue
        if low[3:].startswith(_PORTFOLIOS) and low.startswith("min"):
            yield Mention(token.start, token.end, "ORG", "ministry", 0.75)
        elif low.endswith(("gov", "govt")) and _begins_with_state(low, words):
            yield Mention(token.start, token.end, "ORG", "ministry", 0.7)


def _begins_with_state(low: str, words: Lexicon) -> bool:
    """Whether GOV is run together with a state's name, cut short or not: "Sudangov"."""
    stem = low.removesuffix("t").removesuffix("gov")
    return len(stem) > 2 and any(
        name.startswith(stem) for name in words.countries.by_first if name[:3] == stem[:3]
    )


def _firms(tokens: Sequence[Token], words: Lexicon) -> Iterator[Mention]:
    for index, token in enumerate(tokens):
        names = token.low == "messrs" and index + 1 < len(tokens) and tokens[index + 1].proper
        if names and not opens_list(tokens, index + 2):
            yield Mention(token.start, tokens[index + 1].end, "ORG", "firm", 0.8)
        if token.low not in words.firms or not token.proper or index == 0:
            continue
        if index + 1 < len(tokens) and tokens[index + 1].gap[:1] == "-":
            continue
        if token.low in words.words or (
            len(token.low) == 2 and not token.text.isupper() and token.low != "co"
        ):
            continue
        start = index
        while start > 0 and index - start < _MOST_BEFORE:
            before = tokens[start - 1]
            if (
                not before.proper
                or before.low in _VAGUE
                or tokens[start].gap.strip() not in ("", ",", "&", "-", ".", "'")
            ):
                break
            if before.caps and words.is_ordinary(before.low) and before.low not in _BODY_WORDS:
                break
            start -= 1
        if start < index:
            yield Mention(tokens[start].start, token.end, "ORG", "firm", 0.8)


_BODY_WORDS = cues("body_words")
_PORTFOLIOS = tuple(sorted(cues("portfolios")))
