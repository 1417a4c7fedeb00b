"""Mentions joined under one entry: aliases, OCR variants, surnames with their full names.

What a person joined or parted goes before every rule.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.letters import distance
from workbench.domain.terms import folded_term

ENTITY = "entity"
"""Attribute of an entity's mention: the name of the entry a person put it under."""

_TITLES = re.compile(
    r"^(?:(?:the|prime|foreign|defen[cs]e|deputy|acting|mr|mrs|ms|dr|sir|lord|minister|ambassador|"
    r"president|secretary|general|colonel|captain|admiral|chancellor|king|prince|premier|"
    r"chairman|director|consul|counsel+or|charg[eé]|under|of|state)\.?\s+)+",
    re.I,
)
_CONFUSED = str.maketrans({"0": "o", "1": "l", "|": "l", "5": "s", "8": "b", "i": "l", "’": "'"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_NEAR_FROM = 7
"""Letters; in a shorter name one letter may make another name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that names somebody or something.

    ``value`` is what a rule or a person said it stands for, ``given`` the entry a person put it
    under, or empty.
    """

    annotation_id: str
    document_id: str
    page: int
    order: tuple[int, int, float]
    label: str
    text: str
    value: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """An entry: its name, its label, other ways it is written, where it is mentioned."""

    name: str
    label: str
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]

    @property
    def documents(self) -> int:
        """In how many documents it is mentioned."""
        return len({mention.document_id for mention in self.mentions})


def join_mentions(mentions: Iterable[Mention]) -> list[Entity]:
    """The entries mentions make, the most mentioned first."""
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        groups[mention.label, _key(mention)].append(mention)
    fixed = {(m.label, folded_term(m.given)) for held in groups.values() for m in held if m.given}
    joined = _Joined(groups)
    by_label: dict[str, list[str]] = defaultdict(list)
    for label, key in groups:
        by_label[label].append(key)
    for label, keys in by_label.items():
        free = [key for key in keys if (label, key) not in fixed]
        for one, other in (*_alike(free), *(_surnames(free) if label == "PERSON" else ())):
            joined.join((label, one), (label, other))
    entities = [_entity(label, held) for label, held in joined.groups()]
    return sorted(entities, key=lambda e: (-len(e.mentions), e.name.casefold(), e.label))


def free_name(name: str, taken: Iterable[str]) -> str:
    """A name like this one that no other entry bears: ``Orlov (2)``."""
    known = {folded_term(one) for one in taken} | {one.casefold() for one in taken}
    number = 2
    while f"{name} ({number})".casefold() in known or folded_term(f"{name} ({number})") in known:
        number += 1
    return f"{name} ({number})"


def _key(mention: Mention) -> str:
    if mention.given:
        return folded_term(mention.given)
    key = folded_term(mention.value or mention.text)
    if mention.label == "PERSON":
        key = _TITLES.sub("", key) or key
    return key


class _Joined:
    """Groups that are joined two by two, each under the one that has most mentions."""

    def __init__(self, groups: dict[tuple[str, str], list[Mention]]) -> None:
        self._groups = groups
        self._head = {key: key for key in groups}

    def join(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        a, b = self._find(one), self._find(other)
        if a != b:
            self._head[b] = a

    def _find(self, key: tuple[str, str]) -> tuple[str, str]:
        while self._head[key] != key:
            key = self._head[key]
        return key

    def groups(self) -> Iterator[tuple[str, list[Mention]]]:
        held: dict[tuple[str, str], list[Mention]] = defaultdict(list)
        for key, mentions in self._groups.items():
            held[self._find(key)] += mentions
        for (label, _), mentions in held.items():
            yield label, mentions


def _alike(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Names that confusable letters, or one letter of a long name, tell apart."""
    shapes: dict[str, str] = {}
    near: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        shape = _shape(key)
        if shape in shapes:
            yield shapes[shape], key
            continue
        shapes[shape] = key
        if len(shape) < _NEAR_FROM or any(letter.isdigit() for letter in key):
            continue
        cuts = {shape, *(shape[:at] + shape[at + 1 :] for at in range(len(shape)))}
        for other in {one for cut in cuts for one in near[cut]}:
            if distance(_shape(other), shape, 1) <= 1:
                yield other, key
        for cut in cuts:
            near[cut].append(key)


def _shape(key: str) -> str:
    shape = key.translate(_CONFUSED)
    for pair, letter in _PAIRS:
        shape = shape.replace(pair, letter)
    return shape


def _surnames(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A surname alone goes with the one full name that ends with it."""
    full: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        words = key.split()
        if len(words) > 1:
            full[words[-1]].append(key)
    for key in keys:
        if " " not in key and len(full.get(key, ())) == 1:
            yield full[key][0], key


def _entity(label: str, mentions: list[Mention]) -> Entity:
    given = next((mention.given for mention in mentions if mention.given), "")
    written = Counter(" ".join(mention.text.split()) for mention in mentions)
    # The fullest of the frequent ways to write it names the entry.
    often = [text for text, times in written.most_common() if times * 4 >= max(written.values())]
    name = given or max(often, key=lambda text: (len(text.split()), written[text], text))
    aliases = tuple(text for text, _ in written.most_common() if text != name)
    ordered = sorted(mentions, key=lambda m: (m.document_id, m.order, m.annotation_id))
    return Entity(name, label, aliases, tuple(ordered))
