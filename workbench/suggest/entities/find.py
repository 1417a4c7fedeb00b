"""All names in a text: each reader in turn, then what overlaps is settled."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from workbench.suggest.entities.bodies import find_bodies
from workbench.suggest.entities.lexicon import lexicon
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.names import find_places, find_states, find_terms
from workbench.suggest.entities.patterns import (
    find_dates,
    find_headed,
    find_posts,
    find_references,
)
from workbench.suggest.entities.persons import find_persons
from workbench.suggest.entities.tokens import Token, tokens_of


def find_mentions(text: str) -> list[Mention]:
    """Every name in a text, in order; the same text gives the same mentions.

    Mentions may nest (a state in the name of a body) but do not cross, and no two have the same
    place.
    """
    words = lexicon()
    tokens = tokens_of(text)
    listed = [
        *find_states(tokens, words),
        *find_places(tokens, words),
        *find_terms(tokens, words),
        *find_bodies(tokens, words),
        *find_dates(text),
        *find_posts(tokens, text, words),
        *find_references(text),
        *find_headed(tokens, words),
    ]
    claimed = _tokens_under([m for m in listed if m.rule != "capitals"], tokens)
    persons = find_persons(tokens, words, claimed)
    return settled([*listed, *persons])


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

    A longer one goes before a shorter one of its own label; one inside another of a different
    label stays, except that a person's name is never divided.
    """
    kept: list[Mention] = []
    ranked = sorted(mentions, key=lambda m: (-(m.end - m.start), -m.score, m.start, m.label))
    for mention in sorted(ranked, key=lambda m: _rank(m)):
        if not any(other.meets(mention) and _excludes(other, mention) for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: (m.start, -m.end))


def _rank(mention: Mention) -> tuple[float, int]:
    sure = mention.label == "PERSON" and mention.rule in ("title", "given-name")
    return (0.0 if sure else 1.0 - mention.score / 10, -(mention.end - mention.start))


def _excludes(kept: Mention, other: Mention) -> bool:
    if kept.label == other.label or not (kept.holds(other) or other.holds(kept)):
        return True
    if (kept.start, kept.end) == (other.start, other.end):
        return True
    if "PERSON" in (kept.label, other.label):
        inner = other if kept.holds(other) else kept
        return inner.label not in ("COUNTRY", "ORG", "PLACE") or kept.label == "PERSON"
    return False
