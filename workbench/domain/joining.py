"""What joins two names: groups of mentions, letters that are taken for each other, initials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.domain.letters import one_apart

if TYPE_CHECKING:
    from workbench.domain.entities import Mention

Node = tuple[str, str, str]
"""Label and key of mentions that are one without asking, and their scope, or empty: any.

A scope is a document, and after a line's end what tells mentions apart inside it; see
:func:`scope` and :func:`document_of`.
"""

_CONFUSED = str.maketrans({"0": "o", "1": "l", "|": "l", "5": "s", "8": "b", "i": "l", "’": "'"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
NEAR_FROM = 7
"""Letters; in a shorter name one letter may make another name."""


def scope(document_id: str, apart: str | None = None) -> str:
    """The scope of mentions in a document, told apart inside it or not."""
    return document_id if apart is None else f"{document_id}\n{apart}"


def document_of(node: Node) -> str:
    """The document of a node's scope, or empty."""
    return node[2].partition("\n")[0]


def apart_in(node: Node) -> str | None:
    """What tells a node from others of its name in its document; None where it is the only one."""
    _, parted, apart = node[2].partition("\n")
    return apart if parted else None


class Joined:
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

    def mentions(self, node: Node) -> Sequence[Mention]:
        """A node's own mentions."""
        return self._groups[node]

    def documents(self, node: Node) -> set[str]:
        """Where a node's own mentions stand."""
        return {mention.document_id for mention in self._groups[node]}

    def groups(self) -> Iterator[tuple[str, list[Node], list[Mention]]]:
        """Label, nodes and mentions of each group."""
        nodes: dict[Node, list[Node]] = defaultdict(list)
        for node in self._groups:
            nodes[self.head(node)].append(node)
        for (label, _, _), those in nodes.items():
            yield label, those, [mention for node in those for mention in self._groups[node]]


def alike(keys: Sequence[str], known: Container[str] = ()) -> Iterator[tuple[str, str]]:
    """Names that confusable letters, or one letter of a long name, tell apart.

    Two that are ``known`` for what they are, such as Nigeria and Algeria, are never one.
    """
    shapes: dict[str, str] = {}
    shape_of: dict[str, str] = {}
    near: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        form = shape(key)
        if form in shapes:
            yield shapes[form], key
            continue
        shapes[form], shape_of[key] = key, form
        if len(form) < NEAR_FROM or any(letter.isdigit() for letter in key):
            continue
        cuts = {form, *(form[:at] + form[at + 1 :] for at in range(len(form)))}
        for other in {one for cut in cuts for one in near[cut]}:
            if key in known and other in known:
                continue
            if one_apart(shape_of[other], form):
                yield other, key
        for cut in cuts:
            near[cut].append(key)


def shape(key: str) -> str:
    """A name with letters that are misread for each other written as one."""
    form = key.translate(_CONFUSED)
    for pair, letter in _PAIRS:
        form = form.replace(pair, letter)
    return form
