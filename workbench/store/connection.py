"""How a project's database is opened, and the only way its rows are reached."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from workbench.domain.errors import UserError
from workbench.store.problems import as_sentences


def connect(path: Path, *, read_only: bool = False) -> Database:
    """Open a database file the way all of the program needs it; made if missing.

    WAL with full sync: a transaction is on the disk when its commit returns, and a crash at any
    moment leaves the last committed state. The connection belongs to the thread that opens it.
    ``read_only`` is for who looks on while another holds the project: nothing is written or made.

    Raises:
        sqlite3.Error: it cannot be opened, or is no database.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro" if read_only else path,
        timeout=5,
        cached_statements=256,
        uri=read_only,
    )
    try:
        # Plugins of other programs' sqlite-utils have no business in a project.
        db = Database(connection, execute_plugins=False)
        db.execute("PRAGMA trusted_schema = OFF")  # a project may come from anywhere
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA cache_size = -16000")
    except BaseException:
        connection.close()
        raise
    return db


def now() -> str:
    """The time as stored: ISO 8601, UTC, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Connected:
    """What the parts of the repository share: rows out, transactions in."""

    def __init__(self, db: Database, name: str) -> None:
        """``name`` is the project's, for sentences."""
        self._db = db
        self._name = name
        self._refusal = ""

    def hold(self, refusal: str) -> None:
        """Refuse all writing with this sentence from now on; "" lets it through again."""
        self._refusal = refusal

    def _tuples(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows a query finds, as they come: for long listings."""
        with as_sentences(self._name, "read"):
            return self._db.conn.execute(sql, parameters).fetchall()

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows a query finds, by name of column."""
        with as_sentences(self._name, "read"):
            cursor = self._db.conn.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def _row(self, sql: str, parameters: Sequence[Any] = ()) -> dict[str, Any] | None:
        """The first row a query finds, or None."""
        return next(iter(self._rows(sql, parameters)), None)

    def _write(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement that writes, inside :meth:`_writing`; the number of rows it met."""
        return self._db.conn.execute(sql, parameters).rowcount

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all of the block, or after an error nothing of it.

        Raises:
            UserError: all writing is held just now.
        """
        if self._refusal:
            raise UserError(self._refusal)
        with as_sentences(self._name, "written"), self._db.atomic():
            yield
