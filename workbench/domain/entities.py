"""Mentions joined under one entry: aliases, OCR variants, surnames with their full names.

What a person joined or parted goes before every rule.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.letters import distance, one_apart
from workbench.domain.terms import folded_term

Node = tuple[str, str, str]
"""Label and key of mentions that are one without asking, and their document, or empty: any."""

ENTITY = "entity"
"""Attribute of an entity's mention: the name of the entry a person put it under."""

_TITLES = re.compile(
    r"^(?:(?:the|prime|foreign|defen[cs]e|deputy|acting|mr|mrs|ms|dr|sir|lord|minister|ambassador|"
    r"president|secretary|general|colonel|captain|admiral|chancellor|king|prince|premier|"
    r"chairman|director|consul|counsel+or|charg[eé]|under|of|state)\.?\s+)+",
    re.I,
)
_LONG_TITLES = (
    "minister", "ambassador", "president", "secretary", "general", "colonel", "captain", "admiral",
    "chancellor", "chairman", "director", "counselor",
)  # fmt: skip
_CONFUSED = str.maketrans({"0": "o", "1": "l", "|": "l", "5": "s", "8": "b", "i": "l", "’": "'"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_MISSIONS = {"embassy": "embassy ", "consulate": "consulate "}
_MISSION = re.compile(
    r"^(?:(?P<embassy>(?:am ?|us )?emb(?:assy)?)|(?P<consulate>am ?con(?:sul|gen)?|congen"
    r"|(?:us )?consulate))\s+"
)
_PARTED = re.compile(r"(?<=[^\W\d_])[-¬]\s+(?=[^\W\d_])")
_SHORTENED = ("ORG", "AGREEMENT", "EVENT", "WEAPON")
_SMALL = frozenset(("of", "the", "and", "for", "on", "in", "to", "de", "des", "du"))
_LETTERS = 3
"""Fewer letters stand for too many names."""
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
    held = [(mention, _key(mention)) for mention in mentions]
    fixed = {(m.label, key) for m, key in held if m.given}
    groups: dict[Node, list[Mention]] = defaultdict(list)
    for mention, key in held:
        # A surname alone may be one man's in this paper and another's in the next.
        bare = mention.label == "PERSON" and " " not in key and (mention.label, key) not in fixed
        groups[mention.label, key, mention.document_id if bare else ""].append(mention)
    joined = _Joined(groups)
    free: dict[str, list[Node]] = defaultdict(list)
    for node in groups:
        if node[:2] not in fixed:
            free[node[0]].append(node)
    for label, nodes in free.items():
        if label == "PERSON":
            _join_persons(nodes, joined)
            continue
        known = {key for _, key, _ in nodes if any(m.value for m in groups[label, key, ""])}
        for one, other in (*_alike([key for _, key, _ in nodes], known), *_short(nodes)):
            joined.join((label, one, ""), (label, other, ""))
    entities = [_entity(label, held) for label, held in joined.groups()]
    return sorted(entities, key=lambda e: (-len(e.mentions), e.name.casefold(), e.label))


def _join_persons(nodes: Sequence[Node], joined: _Joined) -> None:
    """Full names with each other; then each surname alone with the one full name it can be."""
    full = [node for node in nodes if not node[2]]
    for one, other in (*_alike([key for _, key, _ in full]), *_initialled(full)):
        joined.join(("PERSON", one, ""), ("PERSON", other, ""))
    bearers: dict[str, set[Node]] = defaultdict(set)
    here: dict[tuple[str, str], set[Node]] = defaultdict(set)
    for node in full:
        surname, head = _shape(node[1].split()[-1]), joined.head(node)
        bearers[surname].add(head)
        for document_id in joined.documents(node):
            here[surname, document_id].add(head)
    left = []
    for node in nodes:
        if not node[2]:
            continue
        surname = _shape(node[1])
        those = here.get((surname, node[2])) or bearers.get(surname, set())
        if len(those) == 1:
            joined.join(next(iter(those)), node)
        else:
            left.append(node)
    first: dict[str, Node] = {}
    for node in left:
        joined.join(first.setdefault(node[1], node), node)
    # One misread goes with the name it was read from, be that written alone or in full.
    for node in full:
        those = {joined.head(one) for one in bearers[_shape(node[1].split()[-1])]}
        if len(those) == 1:
            first.setdefault(node[1].split()[-1], node)
    for one, other in _alike(list(first)):
        joined.join(first[one], first[other])


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
        key = _TITLES.sub("", key.replace(".", " ")) or key
        key = " ".join(key.split())
    elif mention.label == "POST":
        key = _MISSION.sub(lambda found: _MISSIONS[found.lastgroup or ""], key)
        key = re.sub(r"^secstate.*", "secstate", key)
    return key


def whole(text: str) -> str:
    """Words that a line's end parted, in one piece again: ``SECRE- TARIAT``."""
    return _PARTED.sub("", text)


class _Joined:
    """Groups that are joined two by two."""

    def __init__(self, groups: dict[Node, list[Mention]]) -> None:
        self._groups = groups
        self._head = {node: node for node in groups}

    def join(self, one: Node, other: Node) -> None:
        """Make two groups one."""
        a, b = self.head(one), self.head(other)
        if a != b:
            self._head[b] = a

    def head(self, node: Node) -> Node:
        """The same node for all that are joined."""
        while self._head[node] != node:
            node = self._head[node]
        return node

    def documents(self, node: Node) -> set[str]:
        """Where a node's own mentions stand."""
        return {mention.document_id for mention in self._groups[node]}

    def groups(self) -> Iterator[tuple[str, list[Mention]]]:
        """Label and mentions of each group."""
        held: dict[Node, list[Mention]] = defaultdict(list)
        for node, mentions in self._groups.items():
            held[self.head(node)] += mentions
        for (label, _, _), mentions in held.items():
            yield label, mentions


def _alike(keys: Sequence[str], known: Container[str] = ()) -> Iterator[tuple[str, str]]:
    """Names that confusable letters, or one letter of a long name, tell apart.

    Two that are ``known`` for what they are, such as Nigeria and Algeria, are never one.
    """
    shapes: dict[str, str] = {}
    shape_of: dict[str, str] = {}
    near: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        shape = _shape(key)
        if shape in shapes:
            yield shapes[shape], key
            continue
        shapes[shape], shape_of[key] = key, shape
        if len(shape) < _NEAR_FROM or any(letter.isdigit() for letter in key):
            continue
        cuts = {shape, *(shape[:at] + shape[at + 1 :] for at in range(len(shape)))}
        for other in {one for cut in cuts for one in near[cut]}:
            if key in known and other in known:
                continue
            if one_apart(shape_of[other], shape):
                yield other, key
        for cut in cuts:
            near[cut].append(key)


def _short(nodes: Sequence[Node]) -> Iterator[tuple[str, str]]:
    """Letters with the one name whose words they begin: IAEA."""
    spelled: dict[str, list[str]] = defaultdict(list)
    keys = [key for label, key, _ in nodes if label in _SHORTENED]
    for key in keys:
        words = [word for word in key.split() if word not in _SMALL]
        if len(words) >= _LETTERS:
            spelled["".join(word[0] for word in words)].append(key)
    for key in keys:
        names = spelled.get(key.replace(".", "").replace(" ", ""), [])
        if " " not in key and len(names) == 1:
            yield names[0], key


def _initialled(nodes: Sequence[Node]) -> Iterator[tuple[str, str]]:
    """Names with initials and the one full name they can stand for: J. M. Hale, John Hale."""
    by_surname: dict[str, list[list[str]]] = defaultdict(list)
    for _, key, _ in nodes:
        by_surname[key.split()[-1]].append(key.split())
    for names in by_surname.values():
        written = [name for name in names if any(len(word) > 1 for word in name[:-1])]
        for name in names:
            if name in written:
                continue
            fits = [other for other in written if _fits(name[:-1], other[:-1])]
            if len(fits) == 1:
                yield " ".join(fits[0]), " ".join(name)


def _fits(initials: Sequence[str], given: Sequence[str]) -> bool:
    """Whether initials begin given names, as many as both have."""
    return all(a[0] == b[0] for a, b in zip(initials, given, strict=False))


def _shape(key: str) -> str:
    shape = key.translate(_CONFUSED)
    for pair, letter in _PAIRS:
        shape = shape.replace(pair, letter)
    return shape


def _entity(label: str, mentions: list[Mention]) -> Entity:
    given = next((mention.given for mention in mentions if mention.given), "")
    written = Counter(" ".join(whole(mention.text).split()) for mention in mentions)
    name = given or _name(label, mentions, written)
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
    return _TITLES.sub("", text) or text


def _has_misread_title(text: str) -> bool:
    """Whether a name begins with what is nearly a title: ``COLOGL MAMPA``."""
    first, _, rest = _bare_name(text).casefold().partition(" ")
    return bool(rest) and any(
        first[:1] == title[0] and distance(first, title, 2) <= 2 for title in _LONG_TITLES
    )


def _surname(text: str) -> str:
    words = folded_term(text).split()
    return words[-1] if words else ""
