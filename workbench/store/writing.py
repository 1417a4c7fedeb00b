"""How a project changes: one action, one transaction, one entry of the journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from workbench.domain.changes import ChangeSet, Row, RowChange
from workbench.domain.errors import BugError, Conflict
from workbench.domain.pages import PageText
from workbench.store.journal import Journal
from workbench.store.reading import Reading
from workbench.store.rows import EDITABLE
from workbench.store.tokens import streams_of

_TELL_EVERY = 500
"""Rows; so many take about 20 ms."""
_TWICE = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)


class Writing(Reading, Journal):
    """Edits, and what follows from them: counts and the search index."""

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """What is written in the block is one transaction: all of it, or nothing."""
        with self._writing():
            yield

    def apply(
        self,
        changes: ChangeSet,
        *,
        person: str,
        undoes: int | None = None,
        on_rows: Callable[[int], None] | None = None,
    ) -> int:
        """Do what one action does: whole, and on the disk when this returns; or not at all.

        Counts follow, and pages whose corrections changed are indexed again. ``undoes`` is the
        number of the journal entry that the changes take back. ``on_rows`` hears now and then how
        many rows are written, in the midst of it: what it raises leaves nothing behind.

        Returns:
            The number of the journal entry.

        Raises:
            Conflict: a row is not as its ``before`` image says; nothing was written.
            ProjectProblem: the project cannot be written; nothing was.
            BugError: the changes are not such as the store can hold; nothing was written.
        """
        if not changes:
            raise BugError(f"“{changes.action}” changes nothing")
        try:
            with self._writing():
                for number, change in enumerate(changes.changes):
                    if on_rows is not None and number % _TELL_EVERY == 0:
                        on_rows(number)
                    self._change(change, changes.action)
                self._check_targets(_images(changes, "targets", after_only=True))
                corrected = {
                    (str(row["document_id"]), _whole(row["page"]))
                    for row in _images(changes, "corrections")
                }
                for document_id, page in sorted(corrected):
                    self._reread(document_id, page)
                return self._append(changes.action, changes.changes, person=person, undoes=undoes)
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode in _TWICE:
                raise self._conflict(changes.action) from error
            raise BugError(f"“{changes.action}” breaks a rule of the store: {error}") from error

    def summarise(self, document_id: str, *, marking: str, date: str, kind: str) -> None:
        """Set what the list shows of a document: its highest marking, its date, its kind.

        They follow from annotations and words, so none is journalled.
        """
        with self._writing():
            self._write(
                "UPDATE documents SET marking = ?, date = ?, kind = ? WHERE id = ?",
                (marking, date, kind, document_id),
            )

    def _change(self, change: RowChange, action: str) -> None:
        shape = EDITABLE.get(change.table)
        if shape is None or set(change.key) != set(shape.key):
            raise BugError(f"“{action}” names {change.table} by {sorted(change.key)}")
        for image in (change.before, change.after):
            if image is not None and (
                set(image) != set(shape.columns)
                or any(image[k] != change.key[k] for k in shape.key)
            ):
                raise BugError(f"“{action}” has a row that is not one of {change.table}")
        select, insert, update, delete = _statements(change.table)
        key = [change.key[name] for name in shape.key]
        stored = self._db.conn.execute(select, key).fetchone()
        before = change.before and tuple(change.before[name] for name in shape.columns)
        if stored != before:
            raise self._conflict(action)
        if change.after is None:
            self._write(delete, key)
            return
        values = [change.after[name] for name in shape.columns]
        if change.before is None:
            self._write(insert, values)
        else:
            self._write(update, [*values, *key])

    def _conflict(self, action: str) -> Conflict:
        return Conflict(
            f"“{action}” was not done: what it changes has been changed meanwhile. "
            "Nothing was written; look at the page again and repeat it."
        )

    def _check_targets(self, targets: Iterable[Row]) -> None:
        """Targets must lie on words their page has, whatever made them."""
        for row in targets:
            if row["last_word"] is not None:
                page = self._row(
                    "SELECT word_count FROM pages WHERE document_id = ? AND number = ?",
                    (row["document_id"], row["page"]),
                )
                if page is None or page["word_count"] <= _whole(row["last_word"]):
                    raise BugError(f"page {row['page']} has no word {row['last_word']}")

    def _reread(self, document_id: str, number: int) -> None:
        """Bring doubts and search up to date after corrections on a page."""
        past = self._row(
            "SELECT max(c.word) AS last, p.word_count, p.doubt_count FROM pages p "
            "LEFT JOIN corrections c ON c.document_id = p.document_id AND c.page = p.number "
            "WHERE p.document_id = ? AND p.number = ?",
            (document_id, number),
        )
        if past is None or past["word_count"] <= (past["last"] or 0):
            raise BugError(f"page {number} has fewer words than are corrected")
        text = self.page_text(document_id, number)
        doubts = sum(word.is_doubt for word in text.words)
        if doubts != past["doubt_count"]:
            self._write(
                "UPDATE pages SET doubt_count = ? WHERE document_id = ? AND number = ?",
                (doubts, document_id, number),
            )
            self._write(
                "UPDATE documents SET doubt_count = doubt_count + ? WHERE id = ?",
                (doubts - past["doubt_count"], document_id),
            )
        self._index(document_id, text)

    def _index(self, document_id: str, text: PageText) -> None:
        """Make a page found by the words it has now."""
        row = self._row(
            "SELECT id FROM pages WHERE document_id = ? AND number = ?", (document_id, text.number)
        )
        if row is None:
            raise BugError(f"there is no page {text.number} to index")
        self._write("DELETE FROM page_search WHERE rowid = ?", (row["id"],))
        if text.words:
            self._write(
                "INSERT INTO page_search (rowid, reading, ocr, joined) VALUES (?, ?, ?, ?)",
                (row["id"], *(stream.text for stream in streams_of(text))),
            )


@cache
def _statements(table: str) -> tuple[str, str, str, str]:
    """SELECT and DELETE by key, INSERT of all columns, UPDATE of all columns by key."""
    shape = EDITABLE[table]
    columns = ", ".join(shape.columns)
    where = " AND ".join(f"{name} = ?" for name in shape.key)
    return (
        f"SELECT {columns} FROM {table} WHERE {where}",
        f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(shape.columns))})",
        f"UPDATE {table} SET {', '.join(f'{c} = ?' for c in shape.columns)} WHERE {where}",
        f"DELETE FROM {table} WHERE {where}",
    )


def _images(changes: ChangeSet, table: str, *, after_only: bool = False) -> list[Row]:
    """The rows of one table in a change, before and after."""
    return [
        image
        for change in changes.changes
        if change.table == table
        for image in ((change.after,) if after_only else (change.before, change.after))
        if image is not None
    ]


def _whole(value: Any) -> int:
    if not isinstance(value, int):
        raise BugError(f"not a whole number: {value!r}")
    return value
