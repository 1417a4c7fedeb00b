"""Which documents are listed, and in which order: by words, ``from:lisbon``, ``date:1964``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from workbench.domain.documents import Document
from workbench.domain.fields import FIELD_TITLES
from workbench.domain.markings import rank

FieldValues = Callable[[str], dict[str, list[str]]]
"""The values of a header field by document."""

_TERM = re.compile(r'(?:(?P<key>[a-z_]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S+))', re.I)
_KEYS = {"date": "dtg", "number": "mrn", "declassify": "declassify_on"}
STATES: dict[str, Callable[[Document], bool]] = {
    "suggestions": lambda d: d.suggestion_count > 0,
    "judged": lambda d: not d.suggestion_count,
    "doubts": lambda d: d.doubt_count > 0,
    "redactions": lambda d: d.redaction_count > 0,
    "undecided": lambda d: d.undecided_count > 0,
    "untouched": lambda d: not d.annotation_count and not d.redaction_count,
}
"""What ``state:`` may ask for."""

SORTS = {
    "name": "Name",
    "date": "Date",
    "from": "From",
    "marking": "Marking",
    "kind": "Kind",
    "suggestions": "Suggestions left",
    **{f: t for f, t in FIELD_TITLES.items() if f not in ("dtg", "from", "classification")},
}
"""What documents can be sorted by, and what it is called."""


def listed(
    documents: Sequence[Document], wish: str, sort: str, values: FieldValues
) -> list[Document]:
    """The documents a wish leaves, in the order asked for; those without a value come last.

    Words are looked for in title, name, marking and date; ``key:word`` in a header field, in
    ``marking``, ``kind`` or ``name``; ``state:`` asks for one of :data:`STATES`. All must hold.
    """
    found = list(documents)
    for term in _TERM.finditer(wish):
        key, word = (term["key"] or "").casefold(), term["quoted"] or term["plain"] or ""
        found = _narrowed(found, key, word.casefold(), term[0].casefold(), values)
    return _sorted(found, sort, values)


def _narrowed(
    documents: list[Document], key: str, word: str, whole: str, values: FieldValues
) -> list[Document]:
    label = _KEYS.get(key, key)
    if label in FIELD_TITLES:
        held = values(label)
        return [
            d for d in documents if any(word in value.casefold() for value in _of(d, label, held))
        ]
    if key == "state":
        states = [test for name, test in STATES.items() if word and name.startswith(word)]
        return [d for d in documents if any(test(d) for test in states)]
    if key == "marking":
        return [d for d in documents if word in d.marking.casefold()]
    if key == "kind":
        return [d for d in documents if word in d.kind.casefold()]
    if key == "name":
        return [d for d in documents if word in f"{d.title} {d.name}".casefold()]
    return [
        d
        for d in documents
        if (word if not key else whole) in " ".join((d.title, d.name, d.marking, d.date)).casefold()
    ]


def _of(document: Document, label: str, held: dict[str, list[str]]) -> list[str]:
    found = held.get(document.id, [])
    return [*found, document.date] if label == "dtg" else found


def _sorted(documents: list[Document], sort: str, values: FieldValues) -> list[Document]:
    match sort:
        case "name":
            return documents
        case "marking":
            return sorted(documents, key=lambda d: -rank(d.marking))
        case "kind":
            return sorted(documents, key=lambda d: (not d.kind, d.kind.casefold()))
        case "suggestions":
            return sorted(documents, key=lambda d: -d.suggestion_count)
    label = _KEYS.get(sort, sort)
    held = values(label)
    keys = {d.id: next(iter(_of(d, label, held)), "").casefold() for d in documents}
    return sorted(documents, key=lambda d: (not keys[d.id], keys[d.id]))
