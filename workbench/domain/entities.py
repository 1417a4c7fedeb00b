"""Mentions joined under one entry: aliases, OCR variants, surnames with their full names.

What a person joined or parted goes before every rule.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.domain.joining import Joined, Node, alike, apart_in, scope
from workbench.domain.joining_bodies import SHORTENED, is_letters, is_of_every_state, join_bodies
from workbench.domain.joining_persons import join_persons, what_parts
from workbench.domain.letters import distance
from workbench.domain.terms import folded_term
from workbench.domain.titles import Told, told_by, without_titles

ENTITY = "entity"
"""Attribute of an entity's mention: the name of the entry a person put it under."""

_LONG_TITLES = (
    "minister", "ambassador", "president", "secretary", "general", "colonel", "captain", "admiral",
    "chancellor", "chairman", "director", "counselor",
)  # fmt: skip
_MISSIONS = {"embassy": "embassy ", "consulate": "consulate "}
_MISSION = re.compile(
    r"^(?:(?P<embassy>(?:am ?|us )?emb(?:assy)?)|(?P<consulate>am ?con(?:sul|gen)?|congen"
    r"|(?:us )?consulate))\s+"
)
_DOTTED = re.compile(r"(?:[a-z]\. ?)+[a-z]?\.?")
_PARTED = re.compile(r"(?<=[^\W\d_])[-¬]\s+(?=[^\W\d_])")


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
    held = [(mention, _key(mention)) for mention in mentions]
    fixed = {(m.label, key) for m, key in held if m.given}
    groups = _grouped(held, fixed)
    joined = Joined(groups)
    free: dict[str, list[Node]] = defaultdict(list)
    for node in groups:
        if node[:2] not in fixed:
            free[node[0]].append(node)
    for label, nodes in free.items():
        if label == "PERSON":
            join_persons(nodes, joined)
            continue
        known = {node[1] for node in nodes if any(m.value for m in groups[node])}
        for one, other in alike([key for _, key, within in nodes if not within], known):
            joined.join((label, one, ""), (label, other, ""))
        if label in SHORTENED:
            join_bodies(nodes, joined)
    entities = [
        _entity(label, of_one, _state_of(nodes)) for label, nodes, of_one in joined.groups()
    ]
    ordered = sorted(
        entities,
        key=lambda e: (-len(e.mentions), e.name.casefold(), e.label, e.mentions[0].order),
    )
    return list(_told_apart(ordered))


def _state_of(nodes: Iterable[Node]) -> str:
    """The state whose body nodes are, or empty."""
    return next((state for node in nodes if node[0] != "PERSON" and (state := apart_in(node))), "")


def _told_apart(entities: Sequence[Entity]) -> Iterator[Entity]:
    """Entries with names of their own: of two called alike the less mentioned bears a number."""
    taken = {(e.label, e.name.casefold()) for e in entities if any(m.given for m in e.mentions)}
    numbers: Counter[tuple[str, str]] = Counter()
    for entity in entities:
        if any(mention.given for mention in entity.mentions):
            yield entity
            continue
        alike_called = (entity.label, entity.name.casefold())
        name = entity.name
        while (entity.label, name.casefold()) in taken:
            numbers[alike_called] += 1
            name = f"{entity.name} ({numbers[alike_called] + 1})"
        taken.add((entity.label, name.casefold()))
        yield entity if name == entity.name else replace(entity, name=name)


def _grouped(
    held: Sequence[tuple[Mention, str]], fixed: Container[tuple[str, str]]
) -> dict[Node, list[Mention]]:
    """Mentions by node: those that are one without asking.

    A surname alone may be one man's in this paper and another's in the next, and two men's in
    this one where titles say so; the same letters may be two bodies', and a ministry is that of
    the state named before it.
    """
    named_before = _states(mention for mention, _ in held if mention.label == "COUNTRY")
    stated = {
        (m.document_id, key) for m, key in held if (m.document_id, *m.order[:2]) in named_before
    }
    parted = _parted_surnames(held, fixed)
    groups: dict[Node, list[Mention]] = defaultdict(list)
    for mention, key in held:
        within = ""
        if (mention.label, key) in fixed:
            pass
        elif mention.label == "PERSON" and " " not in key:
            by = parted.get((mention.document_id, key), "")
            told = told_by(mention.text)
            apart = told.office if by == "office" else told.sex if by == "sex" else None
            within = scope(mention.document_id, apart)
        elif mention.label in SHORTENED:
            page, word, _ = mention.order
            state = named_before.get((mention.document_id, page, word), "")
            if is_of_every_state(key) and (mention.document_id, key) in stated:
                within = scope(mention.document_id, state)
            elif is_letters(key):
                within = scope(mention.document_id)
        groups[mention.label, key, within].append(mention)
    return groups


def _parted_surnames(
    held: Sequence[tuple[Mention, str]], fixed: Container[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """What parts the bearers of a surname, by document and surname."""
    told: dict[tuple[str, str], set[Told]] = defaultdict(set)
    for mention, key in held:
        if mention.label == "PERSON" and " " not in key and ("PERSON", key) not in fixed:
            told[mention.document_id, key].add(told_by(mention.text))
    return {where: by for where, them in told.items() if (by := what_parts(them))}


def _states(states: Iterable[Mention]) -> Mapping[tuple[str, int, int], str]:
    """The state named just before a word, by document, page and number of the word."""
    return {
        (one.document_id, one.order[0], one.order[1] + len(one.text.split())): one.value
        for one in states
        if one.value
    }


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
    key = folded_term(whole(mention.value or mention.text)).replace("-", " ")
    if mention.label == "PERSON":
        key = without_titles(" ".join(key.replace(".", " ").split()))
    elif mention.label in SHORTENED and _DOTTED.fullmatch(key):
        key = key.replace(".", "").replace(" ", "")
    elif mention.label == "POST":
        key = _MISSION.sub(lambda found: _MISSIONS[found.lastgroup or ""], key)
        key = re.sub(r"^secstate.*", "secstate", key)
    return key


def whole(text: str) -> str:
    """Words that a line's end parted, in one piece again: ``SECRE- TARIAT``."""
    return _PARTED.sub("", text)


def _entity(label: str, mentions: list[Mention], state: str) -> Entity:
    given = next((mention.given for mention in mentions if mention.given), "")
    written = Counter(" ".join(whole(mention.text).split()) for mention in mentions)
    name = given or _name(label, mentions, written) + (f" ({state})" if state else "")
    said = name.casefold() if label == "COUNTRY" else ""
    aliases = tuple(t for t, _ in written.most_common() if t != name and t.casefold() != said)
    ordered = sorted(mentions, key=lambda m: (m.document_id, m.order, m.annotation_id))
    return Entity(name, label, aliases, tuple(ordered))


def _name(label: str, mentions: Sequence[Mention], written: Counter[str]) -> str:
    """What an entry is called: a state by its name, others by the fullest of the usual ways."""
    values = Counter(mention.value for mention in mentions if mention.value)
    if label == "COUNTRY" and values:
        return values.most_common(1)[0][0]
    often = [text for text, times in written.most_common() if times * 4 >= max(written.values())]
    if label == "PERSON":
        # A given name is worth more than being usual; a misread surname is worth nothing.
        surnames = Counter(_surname(text) for text in written.elements())
        most = max(surnames.values())
        sure = [
            text
            for text in written
            if surnames[_surname(text)] * 4 >= most
            and (" " not in text or not _has_misread_title(text))
        ]
        longest = max((len(_bare_name(text).split()) for text in sure), default=0)
        if longest > 1:
            often = [text for text in sure if len(_bare_name(text).split()) == longest]
    return max(often, key=lambda text: (len(text.split()), written[text], text))


def _bare_name(text: str) -> str:
    return without_titles(text)


def _has_misread_title(text: str) -> bool:
    """Whether a name begins with what is nearly a title: ``COLOGL MAMPA``."""
    first, _, rest = _bare_name(text).casefold().partition(" ")
    return bool(rest) and any(
        first[:1] == title[0] and distance(first, title, 2) <= 2 for title in _LONG_TITLES
    )


def _surname(text: str) -> str:
    words = folded_term(text).split()
    return words[-1] if words else ""
