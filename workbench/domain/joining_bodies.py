"""Bodies, agreements and events: letters go with the name that the same paper writes out.

Initials alone prove nothing: MFA is the foreign ministry of whatever state a paper is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from workbench.domain.joining import Joined, Node, apart_in, document_of, shape

SHORTENED = ("ORG", "AGREEMENT", "EVENT", "WEAPON")
"""Labels of what is named in full and by letters."""

_SMALL = frozenset(("of", "the", "and", "for", "on", "in", "to", "de", "des", "du"))
_LETTERS = 3
"""Fewer letters stand for too many names."""
_MOST_LETTERS = 8
_OF_EVERY_STATE = frozenset(
    (
        "affairs", "agriculture", "air", "armed", "army", "assembly", "bank", "cabinet", "central",
        "commerce", "congress", "council", "court", "culture", "defence", "defense", "economic",
        "economy", "education", "energy", "external", "finance", "force", "forces", "foreign",
        "guard", "health", "industry", "information", "interior", "justice", "labor", "labour",
        "ministry", "national", "navy", "parliament", "planning", "police", "public", "senate",
        "supreme", "tourism", "trade", "transport", "works",
    )
)  # fmt: skip
"""Words that name bodies of which each state has one of its own."""
_LETTERS_OF_EVERY_STATE = frozenset(
    (
        "mfa", "mofa", "mfea", "dfa", "mod", "mnd", "mof", "moi", "moj", "moh", "moe", "mot", "mft",
        "minfin", "mindef", "minint", "minforaff", "fonmin", "fonoff", "cid",
    )
)  # fmt: skip


def is_letters(key: str) -> bool:
    """Whether a folded name is one short word, such as letters make; "army" is none."""
    short = _LETTERS <= len(key) <= _MOST_LETTERS and key.isalpha()
    return short and key not in _OF_EVERY_STATE


def is_of_every_state(key: str) -> bool:
    """Whether a folded name is that of a body each state has: "foreign ministry", "mfa"."""
    if key in _LETTERS_OF_EVERY_STATE:
        return True
    words = [word for word in key.split() if word not in _SMALL]
    return bool(words) and _OF_EVERY_STATE.issuperset(words)


def join_bodies(nodes: Sequence[Node], joined: Joined) -> None:
    """Join letters with names spelled out, and bodies of every state with the state's own."""
    _join_of_states(nodes, joined)
    _join_letters([node for node in nodes if node[2] and apart_in(node) is None], nodes, joined)


def _join_of_states(nodes: Sequence[Node], joined: Joined) -> None:
    """One body of one state in all papers; letters of a state with its name spelled out."""
    by_state: dict[tuple[str, str], list[Node]] = defaultdict(list)
    here: dict[tuple[str, str], list[Node]] = defaultdict(list)
    unstated = []
    for node in nodes:
        state = apart_in(node)
        if state:
            by_state[state, node[1]].append(node)
            here[document_of(node), node[1]].append(node)
        elif state is not None:
            unstated.append(node)
    for same in by_state.values():
        for node in same[1:]:
            joined.join(same[0], node)
    for node in unstated:
        those = here[document_of(node), node[1]]
        if len(those) == 1:
            joined.join(those[0], node)
    spelled: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for (state, key), same in by_state.items():
        letters = initials(key)
        if letters:
            spelled[state, letters].append(same[0])
    for (state, key), same in by_state.items():
        names = spelled.get((state, key), [])
        if is_letters(key) and len(names) == 1:
            joined.join(names[0], same[0])


def _join_letters(letters: Sequence[Node], nodes: Sequence[Node], joined: Joined) -> None:
    """Letters of each paper with what that paper spells out; the rest with what all others do.

    Letters that stand for one thing only in all papers stand for it where nothing is spelled
    out; a body of every state is never known from another paper.
    """
    spelled: dict[str, dict[str, set[Node]]] = defaultdict(lambda: defaultdict(set))
    for node in nodes:
        first = initials(node[1])
        if first:
            for document_id in joined.documents(node):
                spelled[first][document_id].add(joined.head(node))
    left: dict[str, list[Node]] = defaultdict(list)
    meant: dict[str, set[Node]] = defaultdict(set)
    for node in letters:
        here = spelled[node[1]].get(document_of(node), set())
        if len(here) == 1:
            head = next(iter(here))
            joined.join(head, node)
            meant[node[1]].add(joined.head(head))
        else:
            left[node[1]].append(node)
    for key, those in left.items():
        if is_of_every_state(key):
            _join_in_one_paper(those, nodes, joined)
            continue
        for node in those[1:]:
            joined.join(those[0], node)
        if len(meant[key]) == 1 and not _disputed(spelled[key].values()):
            joined.join(next(iter(meant[key])), those[0])
    _join_misread(letters, joined)


def _disputed(spelled: Iterable[set[Node]]) -> bool:
    """Whether papers spell letters out as more than one thing."""
    return len({head for heads in spelled for head in heads}) > 1


def _join_in_one_paper(those: Sequence[Node], nodes: Sequence[Node], joined: Joined) -> None:
    """The ministry of a paper that names one state's: that state's."""
    for node in those:
        stated = {
            joined.head(other)
            for other in nodes
            if apart_in(other) and other[1] == node[1] and document_of(other) == document_of(node)
        }
        if len(stated) == 1:
            joined.join(next(iter(stated)), node)


def _join_misread(letters: Sequence[Node], joined: Joined) -> None:
    """Letters of one paper that are taken for each other: IAEA and lAEA."""
    shapes: dict[tuple[str, str], Node] = {}
    for node in letters:
        joined.join(shapes.setdefault((document_of(node), shape(node[1])), node), node)


def initials(key: str) -> str:
    """The letters that the telling words of a name begin with; none where they are too few."""
    words = [word for word in key.split() if word not in _SMALL]
    return "".join(word[0] for word in words) if len(words) >= _LETTERS else ""
