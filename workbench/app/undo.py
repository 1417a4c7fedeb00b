"""What can be taken back and done again: a stack of change sets, for as long as it is open."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.changes import ChangeSet


@dataclass(frozen=True, slots=True)
class _Step:
    """A change set as it was applied forward, and the journal's number of its last applying."""

    changes: ChangeSet
    seq: int


class UndoStack:
    """Steps done and steps taken back. It applies nothing itself: the session does."""

    def __init__(self) -> None:
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    def push(self, changes: ChangeSet, seq: int) -> None:
        """An action was applied under the journal number ``seq``; nothing can be redone now."""
        self._done.append(_Step(changes, seq))
        self._undone.clear()

    @property
    def undoable(self) -> str | None:
        """The action undo would take back, or None."""
        return self._done[-1].changes.action if self._done else None

    @property
    def redoable(self) -> str | None:
        """The action redo would do again, or None."""
        return self._undone[-1].changes.action if self._undone else None

    def peek(self, *, back: bool) -> tuple[ChangeSet, int] | None:
        """What to apply for one step back (or forth), and the journal number it undoes."""
        stack = self._done if back else self._undone
        if not stack:
            return None
        step = stack[-1]
        return (step.changes.inverse() if back else step.changes), step.seq

    def moved(self, *, back: bool, seq: int) -> None:
        """The step that :meth:`peek` gave was applied under the journal number ``seq``."""
        source, target = (self._done, self._undone) if back else (self._undone, self._done)
        target.append(_Step(source.pop().changes, seq))

    def forget(self, document_id: str) -> None:
        """A document is gone: steps that touched it can be neither taken back nor done again."""
        for stack in (self._done, self._undone):
            stack[:] = [
                step
                for step in stack
                if all(owner != document_id for owner, _ in step.changes.touched)
            ]

    def drop(self, *, back: bool) -> None:
        """The step that :meth:`peek` gave cannot be applied any more."""
        (self._done if back else self._undone).pop()
