"""What was done to the project, by whom and when, from its journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.app.slices import Sliced
from workbench.domain.annotations import Annotation
from workbench.domain.changes import RowChange
from workbench.domain.errors import UserError
from workbench.store.journal import JournalHead as JournalHead

if TYPE_CHECKING:
    from workbench.app.session import Session

_AT_ONCE = 500
_LONG = 400_000
"""Letters of an entry's changes; a longer one is not told in particular."""
_TOLD = 6
"""Annotations of an entry that are told one by one; the rest are counted."""


class Entries(Sliced):
    """Gathers the entries in whose action or person all the words asked for stand, newest first.

    Each step reads some entries. ``found`` grows; ``is_over`` says that there are no more.
    """

    def __init__(self, session: Session, words: str = "") -> None:
        super().__init__(self._look())
        self._session = session
        self._words = words.casefold().split()
        self.found: list[JournalHead] = []

    def _look(self) -> Iterator[None]:
        before: int | None = None
        while True:
            heads = self._session.repository.journal_heads(before, _AT_ONCE)
            self.found += [head for head in heads if self._is_asked_for(head)]
            if len(heads) < _AT_ONCE:
                return
            before = heads[-1].seq
            yield

    def _is_asked_for(self, head: JournalHead) -> bool:
        said = f"{head.action} {head.person}".casefold()
        return all(word in said for word in self._words)


def changed(session: Session, head: JournalHead) -> list[str]:
    """What an entry changed, a line each; the first few annotations, and how many more."""
    lines = [f"Takes back entry {head.undoes}"] if head.undoes is not None else []
    if _is_long(session, head):
        return [*lines, "Many rows at once"]
    changes = _of_annotations(session, head)
    names: dict[str, str] = {}
    for change in changes[:_TOLD]:
        document_id = str((change.after or change.before or {}).get("document_id"))
        if document_id not in names:
            names[document_id] = _name(session, document_id)
        lines.append(f"{names[document_id]}: {_told(change)}")
    if len(changes) > _TOLD:
        lines.append(f"and {len(changes) - _TOLD:,} more")
    return lines


def place(session: Session, head: JournalHead) -> Annotation | None:
    """The first annotation of an entry that is still there."""
    if _is_long(session, head):
        return None
    ids = [str(change.key["id"]) for change in _of_annotations(session, head)]
    found = session.repository.annotations_by_id(ids[:_TOLD])
    return found[0] if found else None


def _is_long(session: Session, head: JournalHead) -> bool:
    """Whether to read all of an entry would make a person wait."""
    return session.repository.entry_size(head.seq) > _LONG


def _of_annotations(session: Session, head: JournalHead) -> list[RowChange]:
    entry = session.repository.entry(head.seq)
    return [c for c in entry.changes if c.table == "annotations"] if entry else []


def _name(session: Session, document_id: str) -> str:
    try:
        return session.document(document_id).name
    except UserError:
        return "a document that was removed"


def _told(change: RowChange) -> str:
    row = change.after or change.before or {}
    what = " ".join(str(row[name]) for name in ("kind", "label") if row.get(name))
    if change.before is None:
        return f"{what}, {row.get('status')}, new"
    if change.after is None:
        return f"{what}, gone"
    before, after = change.before.get("status"), change.after.get("status")
    return f"{what}, {before} → {after}" if before != after else f"{what}, changed"
