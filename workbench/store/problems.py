"""SQLite's and the system's errors, said as sentences a person can act on."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from workbench.domain.errors import ProjectProblem

_FULL = ("the disk is full", "Free some space and try again; what was saved before is safe.")
_READ_ONLY = (
    "it is read-only here",
    "Ask for the right to write in its folder, or work on a copy of the project.",
)
_DAMAGED = (
    "its database is damaged",
    "Keep the folder as it is, and put the newest file of its “backups” folder in the place of "
    "project.sqlite in a copy of the project.",
)
_BUSY = ("another program is using its database", "Close that program and try again.")
_DISK = ("the disk reported an error", "Check the disk or the network drive, then try again.")

_BY_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.EIO: _DISK,
}
_BY_SQLITE_CODE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_AUTH: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: ("its database cannot be opened", _READ_ONLY[1]),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_IOERR: _DISK,
}


def damaged(name: str, what: str) -> ProjectProblem:
    """The problem for content that cannot be what the program wrote; ``what`` is a clause."""
    return ProjectProblem(f"The project “{name}” is damaged: {what}. {_DAMAGED[1]}")


def problem(error: sqlite3.Error | OSError, name: str, doing: str) -> ProjectProblem | None:
    """The sentence for an error, or None where the fault is ours and not the project's.

    ``doing`` completes "could not be ...": ``opened``, ``read``, ``written``, ``made``.
    """
    if isinstance(error, OSError):
        known = _BY_ERRNO.get(error.errno or 0)
        cause, advice = known or (error.strerror or str(error), "Put that right and try again.")
    else:
        # The low byte is the primary code. Errors the sqlite3 module raises itself have none,
        # and SQL that SQLite cannot run has one that is not listed: both are bugs of ours.
        code = getattr(error, "sqlite_errorcode", None)
        if code is None or code & 0xFF not in _BY_SQLITE_CODE:
            return None
        cause, advice = _BY_SQLITE_CODE[code & 0xFF]
    return ProjectProblem(
        f"The project “{name}” could not be {doing}: {cause}. {advice}", str(error)
    )


@contextmanager
def as_sentences(name: str, doing: str) -> Iterator[None]:
    """Errors of SQLite and of the system inside the block become :class:`ProjectProblem`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        sentence = problem(error, name, doing)
        if sentence is None:
            raise
        raise sentence from error
