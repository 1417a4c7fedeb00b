"""What can be taken back and done again: a stack of steps, for as long as it is open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.domain.changes import ChangeSet

LONG_FROM = 250
"""Rows. So many take longer to write than a window may stand still for."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action. ``entry`` is the journal's number of it as it was first done.

    ``seq`` is the journal's number of its last applying, forth or back. ``changes`` are those of
    a short step; what a long one of so many ``rows`` changed is read from the journal again.
    """

    action: str
    touched: frozenset[tuple[str, int]]
    rows: int
    entry: int
    seq: int
    changes: ChangeSet | None = None

    @classmethod
    def of(cls, changes: ChangeSet, seq: int) -> Step:
        """The step that applied a change set under that number of the journal."""
        rows = len(changes.changes)
        kept = changes if rows < LONG_FROM else None
        return cls(changes.action, changes.touched, rows, seq, seq, kept)

    @property
    def is_long(self) -> bool:
        """Whether a window should not wait for it."""
        return self.rows >= LONG_FROM


class UndoStack:
    """Steps done and steps taken back. It applies nothing itself: the session does."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def push(self, step: Step) -> None:
        """An action was applied; nothing can be redone now."""
        self._done.append(step)
        self._undone.clear()

    @property
    def undoable(self) -> str | None:
        """The action undo would take back, or None."""
        return self._done[-1].action if self._done else None

    @property
    def redoable(self) -> str | None:
        """The action redo would do again, or None."""
        return self._undone[-1].action if self._undone else None

    def peek(self, *, back: bool) -> Step | None:
        """The step that would be taken back (or done again)."""
        stack = self._done if back else self._undone
        return stack[-1] if stack else None

    def moved(self, *, back: bool, seq: int) -> None:
        """The step that :meth:`peek` gave was applied under the journal number ``seq``."""
        source, target = (self._done, self._undone) if back else (self._undone, self._done)
        target.append(replace(source.pop(), seq=seq))

    def forget(self, document_id: str) -> None:
        """A document is gone: steps that touched it can be neither taken back nor done again."""
        for stack in (self._done, self._undone):
            stack[:] = [
                step for step in stack if all(owner != document_id for owner, _ in step.touched)
            ]

    def drop(self, *, back: bool) -> None:
        """The step that :meth:`peek` gave cannot be applied any more."""
        (self._done if back else self._undone).pop()
