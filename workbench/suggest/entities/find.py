"""All names in a text: each reader in turn, then what overlaps is settled."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from workbench.suggest.entities.acronyms import defined_letters, find_defined
from workbench.suggest.entities.bodies import find_bodies
from workbench.suggest.entities.dates import find_dates
from workbench.suggest.entities.lexicon import lexicon
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.names import (
    find_named_places,
    find_places,
    find_places_by_context,
    find_states,
    find_terms,
    numbered_places,
)
from workbench.suggest.entities.patterns import find_headed, find_references
from workbench.suggest.entities.persons import find_persons
from workbench.suggest.entities.posts import find_posts
from workbench.suggest.entities.tokens import Token, tokens_of


def find_mentions(text: str) -> list[Mention]:
    """Every name in a text, in order; the same text gives the same mentions.

    Mentions may nest (a state in the name of a body) but do not cross, and no two have the same
    place.
    """
    words = lexicon()
    tokens = tokens_of(text)
    listed = [
        *find_states(tokens, text, words),
        *find_places(tokens, words),
        *numbered_places(tokens, words),
        *find_named_places(tokens, words),
        *find_terms(tokens, words),
        *find_bodies(tokens, words),
        *find_dates(text),
        *find_posts(tokens, text, words),
        *find_references(text, words),
        *find_headed(tokens, words),
    ]
    defined = defined_letters(tokens, words)
    listed += find_defined(tokens, defined)
    claimed = _tokens_under([m for m in listed if m.rule != "capitals"], tokens)
    claimed |= {k for k, token in enumerate(tokens) if token.low in defined}
    persons = list(find_persons(tokens, words, claimed))
    sure = [m for m in persons if m.rule not in _BY_CONTEXT]
    surnames = {tokens[k].low for k in _tokens_under(sure, tokens)}
    sited = list(find_places_by_context(tokens, words, claimed, surnames))
    return settled([*listed, *persons, *sited])


def _tokens_under(mentions: Iterable[Mention], tokens: Sequence[Token]) -> set[int]:
    starts = [token.start for token in tokens]
    claimed: set[int] = set()
    for mention in mentions:
        index = bisect_left(starts, mention.start)
        while index < len(tokens) and tokens[index].start < mention.end:
            claimed.add(index)
            index += 1
    return claimed


def settled(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions without rivals: of two that cross, or share their place, the better one.

    A longer one goes before a shorter one of its own label. A state or a place may stand inside
    the name of a body; nothing else stands inside another name.
    """
    kept: dict[int, list[Mention]] = {}
    for mention in sorted(_longest(mentions), key=_rank):
        cells = range(mention.start // _CELL, mention.end // _CELL + 1)
        near = (other for cell in cells for other in kept.get(cell, ()))
        if not any(other.meets(mention) and _excludes(other, mention) for other in near):
            for cell in cells:
                kept.setdefault(cell, []).append(mention)
    found = {mention for cell in kept.values() for mention in cell}
    return sorted(found, key=lambda m: (m.start, -m.end, m.label))


def _longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions that no longer one of their own label holds; a state goes with the places."""
    kept: list[Mention] = []
    reach: dict[str, Mention] = {}
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end, -m.score)):
        label = "PLACE" if mention.label == "COUNTRY" else mention.label
        outer = reach.get(label)
        shorter = outer is not None and outer.holds(mention) and outer.end > mention.start
        if (
            shorter
            and outer is not None
            and (outer.start, outer.end) != (mention.start, mention.end)
        ):
            continue
        kept.append(mention)
        if outer is None or mention.end > outer.end:
            reach[label] = mention
    return kept


_BY_CONTEXT = ("context", "beside")
_CELL = 64
_SURE = ("title", "given-name")
_WHOLE = ("AGREEMENT", "DOCUMENT", "EVENT", "POST", "WEAPON")
"""Names that are never divided: the city in "Lisbon Maritime Week" is no place of its own."""


def _rank(mention: Mention) -> tuple[float, int, int, str]:
    sure = (mention.label == "PERSON" and mention.rule in _SURE) or mention.label in _WHOLE
    length = mention.end - mention.start
    return (0.0 if sure else 1.0 - mention.score / 10, -length, mention.start, mention.label)


def _excludes(kept: Mention, other: Mention) -> bool:
    if kept.label == other.label or not (kept.holds(other) or other.holds(kept)):
        return True
    if (kept.start, kept.end) == (other.start, other.end):
        return True
    outer, inner = (kept, other) if kept.holds(other) else (other, kept)
    return not (
        (outer.label == "ORG" and inner.label in ("COUNTRY", "PLACE", "PERSON"))
        or (outer.label == "OFFICE" and inner.label == "PERSON")
    )
