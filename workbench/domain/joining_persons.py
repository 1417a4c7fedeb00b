"""Persons: a surname goes with the one bearer it can mean, by paper, title and initials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from workbench.domain.joining import NEAR_FROM, Joined, Node, alike, apart_in, document_of, shape
from workbench.domain.titles import Told, told_by


@dataclass(slots=True)
class _Telling:
    """What the titles of one bearer tell."""

    offices: set[str] = field(default_factory=set)
    sexes: set[str] = field(default_factory=set)

    def add(self, told: Told) -> None:
        self.offices |= {told.office} - {""}
        self.sexes |= {told.sex} - {""}

    def fits(self, other: _Telling) -> bool:
        """Whether both may tell of one: no two offices, no two sexes."""
        return not (
            (self.offices and other.offices and not self.offices & other.offices)
            or (self.sexes and other.sexes and not self.sexes & other.sexes)
        )


def what_parts(told: Iterable[Told]) -> str:
    """Which of the titles around one surname in one paper part its bearers.

    ``office`` where there are two offices, ``sex`` where there are two sexes, or empty.
    """
    seen = _Telling()
    for one in told:
        seen.add(one)
    return "office" if len(seen.offices) > 1 else "sex" if len(seen.sexes) > 1 else ""


def join_persons(nodes: Sequence[Node], joined: Joined) -> None:
    """Full names with each other; then each surname alone with the one full name it can be."""
    full = [node for node in nodes if not node[2]]
    told = {node: _telling(node, joined) for node in nodes}
    pairs = (*filter(_one_word_apart, alike([key for _, key, _ in full])), *_initialled(full))
    for one, other in pairs:
        if told["PERSON", one, ""].fits(told["PERSON", other, ""]):
            joined.join(("PERSON", one, ""), ("PERSON", other, ""))
    of_head: dict[Node, _Telling] = defaultdict(_Telling)
    bearers: dict[str, set[Node]] = defaultdict(set)
    here: dict[tuple[str, str], set[Node]] = defaultdict(set)
    for node in full:
        surname, head = shape(node[1].split()[-1]), joined.head(node)
        of_head[head].offices |= told[node].offices
        of_head[head].sexes |= told[node].sexes
        bearers[surname].add(head)
        for document_id in joined.documents(node):
            here[surname, document_id].add(head)
    left = []
    for node in nodes:
        if not node[2]:
            continue
        surname = shape(node[1])
        those = here.get((surname, document_of(node))) or bearers.get(surname, set())
        fitting = [head for head in those if of_head[head].fits(told[node])]
        if len(fitting) == 1 and apart_in(node) != "":
            joined.join(fitting[0], node)
            of_head[fitting[0]].offices |= told[node].offices
        else:
            left.append(node)
    first = _join_left(left, joined, told)
    # One misread goes with the name it was read from, be that written alone or in full.
    for node in full:
        those = {joined.head(one) for one in bearers[shape(node[1].split()[-1])]}
        if len(those) == 1:
            first.setdefault(node[1].split()[-1], node)
    for one, other in alike(list(first)):
        joined.join(first[one], first[other])


def _join_left(left: Sequence[Node], joined: Joined, told: dict[Node, _Telling]) -> dict[str, Node]:
    """Join surnames that have no bearer here over the papers, where no title speaks against it.

    Gives a node for each surname that has one bearer.
    """
    by_key: dict[str, list[Node]] = defaultdict(list)
    for node in left:
        by_key[node[1]].append(node)
    first: dict[str, Node] = {}
    for key, nodes in by_key.items():
        seen = _Telling()
        for node in nodes:
            seen.offices |= told[node].offices
            seen.sexes |= told[node].sexes
        one = len(seen.offices) < 2 and len(seen.sexes) < 2
        groups: dict[object, Node] = {}
        for node in nodes:
            same = () if one else (frozenset(told[node].offices), frozenset(told[node].sexes))
            joined.join(groups.setdefault(same, node), node)
        if one:
            first[key] = nodes[0]
    return first


def _telling(node: Node, joined: Joined) -> _Telling:
    telling = _Telling()
    for text in {mention.text for mention in joined.mentions(node)}:
        telling.add(told_by(text))
    return telling


def _one_word_apart(pair: tuple[str, str]) -> bool:
    """Whether two names that are one letter apart differ in a word so long that it is misread.

    "John Hale" and "Joan Hale" are two.
    """
    one, other = pair
    if shape(one) == shape(other) or one.replace(" ", "") == other.replace(" ", ""):
        return True
    words, others = one.split(), other.split()
    if len(words) != len(others):
        return False
    differ = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return all(max(len(a), len(b)) >= NEAR_FROM for a, b in differ)


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
