"""The line a release stamped on each copy: a proof of the copy must know it, for it stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workbench.domain.changes import RowChange
from workbench.store import rows

if TYPE_CHECKING:
    from workbench.app.session import Session


def _key(sha256: str) -> str:
    return f"stamp on {sha256}"


def noting(session: Session, stamps: Mapping[str, str]) -> tuple[RowChange, ...]:
    """What notes in the project which line stands on copies, by their hashes."""
    changes: tuple[RowChange, ...] = ()
    for sha256, line in stamps.items():
        known = session.repository.setting(_key(sha256))
        before = [] if known is None else [rows.setting_row(_key(sha256), known)]
        if known != line and (line or known is not None):
            changes += rows.replacing(before, [rows.setting_row(_key(sha256), line)])
    return changes


def line_on(session: Session, sha256: str) -> str:
    """The line that a release stamped on a copy; empty where there is none, or it is not ours."""
    return session.repository.setting(_key(sha256)) or ""
