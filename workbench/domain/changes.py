"""Changes as row images: what one action of a person does, and how it is undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | float | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after. ``before`` None: inserted; ``after`` None: deleted.

    ``key`` holds the primary key's columns; both images hold every column of the row.
    """

    table: str
    key: Row
    before: Row | None
    after: Row | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a change needs a row before or after")

    def inverse(self) -> RowChange:
        """The change that takes this one back."""
        return RowChange(self.table, self.key, self.after, self.before)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Everything one action does; it happens whole or not at all, and is one step of undo.

    ``action`` is said to the person ("Tag as PERSON"). ``touched`` are the pages to repaint,
    as ``(document id, page number)``.
    """

    action: str
    changes: tuple[RowChange, ...]
    touched: frozenset[tuple[str, int]] = field(default=frozenset())

    def inverse(self) -> ChangeSet:
        """The same rows set back, in the opposite order."""
        return ChangeSet(
            self.action, tuple(c.inverse() for c in reversed(self.changes)), self.touched
        )

    def __bool__(self) -> bool:
        return bool(self.changes)
