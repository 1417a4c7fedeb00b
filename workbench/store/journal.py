"""The journal: what was done to the project, by whom, chained by hashes. It only ever grows.

Each entry's hash covers the entry and the hash before it, so an entry that is altered, taken
out or slipped in breaks the chain from there on. Replayed, the journal must also end in the
rows that are stored: a row altered behind its back shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.domain.changes import Row, RowChange
from workbench.domain.errors import ProjectProblem
from workbench.store.connection import Connected, now
from workbench.store.rows import EDITABLE, IMPORTED, Shape, canonical

FIRST_HASH = "0" * 64
"""What stands for the hash before the first entry."""

_UNJOURNALLED = {
    "annotations": ("id", "status = 'suggested'"),
    "targets": (
        "annotation_id",
        "(SELECT a.status = 'suggested' FROM annotations a WHERE a.id = t.annotation_id)",
    ),
    "documents": ("NULL", "state <> 'ready'"),
    "settings": ("NULL", "1"),
}
"""For a table, the annotation a row belongs to, and when the journal need not know of a row."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One action. ``undoes`` is the number of the entry it takes back, if any."""

    seq: int
    at: str
    person: str
    action: str
    changes: tuple[RowChange, ...]
    undoes: int | None
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class JournalHead:
    """An entry without what it changed."""

    seq: int
    at: str
    person: str
    action: str
    undoes: int | None


def _hash(row: dict[str, Any]) -> str:
    covered = {key: value for key, value in row.items() if key != "hash"}
    return hashlib.sha256(canonical(covered).encode("utf-8", "surrogatepass")).hexdigest()


def _changes_from_json(text: str) -> tuple[RowChange, ...]:
    return tuple(RowChange(*parts) for parts in json.loads(text))


class Journal(Connected):
    """Reading, writing and proving the journal."""

    def journal(self, limit: int | None = None) -> list[JournalEntry]:
        """The entries, newest first; the newest ``limit`` of them where given."""
        rows = self._rows(
            "SELECT * FROM journal ORDER BY seq DESC LIMIT ?", (-1 if limit is None else limit,)
        )
        return [
            JournalEntry(**{**row, "changes": _changes_from_json(row["changes"])}) for row in rows
        ]

    def journal_heads(self, before: int | None, most: int) -> list[JournalHead]:
        """Entries without their changes, newest first, from the one before ``before`` on."""
        rows = self._rows(
            "SELECT seq, at, person, action, undoes FROM journal WHERE seq < ? "
            "ORDER BY seq DESC LIMIT ?",
            (self.last_seq + 1 if before is None else before, most),
        )
        return [JournalHead(**row) for row in rows]

    def entry(self, seq: int) -> JournalEntry | None:
        """The entry of that number, or None."""
        row = self._row("SELECT * FROM journal WHERE seq = ?", (seq,))
        if row is None:
            return None
        return JournalEntry(**{**row, "changes": _changes_from_json(row["changes"])})

    def entry_size(self, seq: int) -> int:
        """How long the changes of an entry are as text; 0 where there is none."""
        found = self._tuples("SELECT length(changes) FROM journal WHERE seq = ?", (seq,))
        return int(found[0][0]) if found else 0

    @property
    def last_seq(self) -> int:
        """The number of the last entry; 0 before there is any."""
        return int(self._tuples("SELECT ifnull(max(seq), 0) FROM journal")[0][0])

    def _append(
        self, action: str, changes: tuple[RowChange, ...], *, person: str, undoes: int | None
    ) -> int:
        """Add an entry inside the transaction that makes its changes; its number."""
        last = self._row("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
        row: dict[str, Any] = {
            "seq": last["seq"] + 1 if last else 1,
            "at": now(),
            "person": person,
            "action": action,
            "changes": canonical(
                [[c.table, dict(c.key), _image(c.before), _image(c.after)] for c in changes]
            ),
            "undoes": undoes,
            "previous_hash": last["hash"] if last else FIRST_HASH,
        }
        row["hash"] = _hash(row)
        marks = ", ".join("?" * len(row))
        self._write(f"INSERT INTO journal ({', '.join(row)}) VALUES ({marks})", [*row.values()])
        return int(row["seq"])

    def verify_journal(self) -> None:
        """Prove that nothing in the journal was altered, and no row behind its back.

        Raises:
            ProjectProblem: it names the first broken entry, or the row that does not agree.
        """
        final: dict[tuple[str, str], tuple[int, Row | None]] = {}
        suggested: set[str] = set()
        for row in self._checked_entries():
            try:
                changes = _changes_from_json(row["changes"])
            except (ValueError, TypeError) as error:
                raise self._broken(row["seq"], "its changes make no sense") from error
            for change in changes:
                where = (change.table, canonical(dict(change.key)))
                if (
                    change.before is not None
                    and where in final
                    and final[where][1] != change.before
                ):
                    raise self._broken(row["seq"], "it does not follow from the entries before it")
                if where not in final and change.before is not None:
                    suggested.add(str(change.key.get("id")))
                final[where] = (row["seq"], change.after)
        for table, shape in {**EDITABLE, "documents": IMPORTED}.items():
            self._compare(table, shape, final, suggested)

    def _checked_entries(self) -> Iterator[dict[str, Any]]:
        previous, expected = FIRST_HASH, 1
        for row in self._rows("SELECT * FROM journal ORDER BY seq"):
            if row["seq"] != expected:
                raise self._broken(expected, "it is missing")
            if row["previous_hash"] != previous:
                raise self._broken(row["seq"], "it does not follow from the entry before it")
            if row["hash"] != _hash(row):
                raise self._broken(row["seq"], "it was altered after it was written")
            previous, expected = row["hash"], expected + 1
            yield row
        written = self._row("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")
        if written and written["seq"] >= expected:
            raise self._broken(expected, "it is missing")

    def _compare(
        self,
        table: str,
        shape: Shape,
        final: dict[tuple[str, str], tuple[int, Row | None]],
        suggested: set[str],
    ) -> None:
        """Compare stored rows with the images the journal ends in.

        ``suggested`` are the annotations that came as suggestions. Their rows are stored with
        the import and not journalled; the journal knows a row once a person touched it.
        """
        missing = {key for (t, key), (_, row) in final.items() if t == table and row is not None}
        owner, unjournalled = _UNJOURNALLED.get(table, ("NULL", "0"))
        columns = ", ".join((owner, unjournalled, *shape.columns))
        for owned_by, excused, *values in self._tuples(f"SELECT {columns} FROM {table} t"):
            stored = dict(zip(shape.columns, values, strict=True))
            key = canonical({name: stored[name] for name in shape.key})
            missing.discard(key)
            known = final.get((table, key))
            if known is None:
                if not excused and owned_by not in suggested:
                    raise self._unknown(table, key)
            elif known[1] != stored:
                raise self._differs(table, key, known[0])
        for key in sorted(missing):
            raise self._differs(table, key, final[table, key][0])

    def _broken(self, seq: int, clause: str) -> ProjectProblem:
        return ProjectProblem(
            f"The journal of the project “{self._name}” is broken at entry {seq}: {clause}. "
            "What was done from there on cannot be proved; compare with a backup."
        )

    def _differs(self, table: str, key: str, seq: int) -> ProjectProblem:
        return ProjectProblem(
            f"The project “{self._name}” was altered outside the program: a row of {table} is not "
            f"as journal entry {seq} left it. Compare with a backup.",
            key,
        )

    def _unknown(self, table: str, key: str) -> ProjectProblem:
        return ProjectProblem(
            f"The project “{self._name}” was altered outside the program: the journal knows "
            f"nothing of a row of {table}. Compare with a backup.",
            key,
        )


def _image(row: Row | None) -> dict[str, Any] | None:
    return None if row is None else dict(row)
