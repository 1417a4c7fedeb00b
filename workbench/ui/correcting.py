"""Correcting: from doubt to doubt, words fixed in place, confirmed or set back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.app import edits
from workbench.ui.actions import Mode
from workbench.ui.desk import Desk
from workbench.ui.messages import Tone


class Correcting(QObject):
    """What the keys of Correct mode do.

    Signals:
        editor_requested: open the editor at the cursor.
    """

    editor_requested = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        desk.state.correction_committed.connect(self._on_correction_committed)
        desk.state.next_doubt_requested.connect(self._on_next_doubt_requested)
        for action_id, slot in (
            ("next_doubt", lambda: self.go_to_doubt()),
            ("previous_doubt", lambda: self.go_to_doubt(backwards=True)),
            ("fix", self.editor_requested.emit),
            ("confirm", self.confirm),
            ("restore", self.restore),
        ):
            desk.actions.on(action_id, slot)

    def go_to_doubt(self, *, backwards: bool = False) -> bool:
        """Show the next word of low confidence; begins again at the other end."""
        desk = self._desk
        page, word = desk.place()
        found = desk.session.next_doubt(desk.document_id, page, word, backwards=backwards)
        if found is None:
            desk.say("This document has no doubt left.", Tone.GOOD)
            return False
        desk.state.show_word(*found)
        return True

    def confirm(self) -> None:
        """Say that the word at the cursor is read right, and go to the next doubt."""
        desk = self._desk
        page, word = desk.place()
        changes = desk.do(lambda: edits.confirm(desk.session, desk.document_id, page, word))
        if changes is not None:
            self.go_to_doubt()

    def restore(self) -> None:
        """Drop the correction of the word at the cursor."""
        desk = self._desk
        page, word = desk.place()
        desk.do(lambda: edits.uncorrect(desk.session, desk.document_id, page, word))

    def _on_correction_committed(self, page: int, word: int, reading: str) -> None:
        desk = self._desk
        if desk.mode != Mode.CORRECT:
            desk.say("Words are fixed in Correct mode (Alt+3).")
            return
        before = desk.state.text(page).words[word].reading
        if reading == before:
            desk.do(lambda: edits.confirm(desk.session, desk.document_id, page, word))
        else:
            desk.do(lambda: edits.correct(desk.session, desk.document_id, page, word, reading))

    def _on_next_doubt_requested(self, backwards: bool) -> None:
        if self._desk.mode == Mode.CORRECT and self.go_to_doubt(backwards=backwards):
            self.editor_requested.emit()
