"""Releasing: the dialog, and the way from one of its problems to the place of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.app.releases import Problem
from workbench.domain.leaks import Leak
from workbench.ui.actions import Mode
from workbench.ui.desk import Desk
from workbench.ui.release_dialog import ReleaseDialog


class Releasing(QObject):
    """What makes redacted copies."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk)
        self._desk = desk
        self._window = window
        self._folder: Path | None = None
        self._stamp = ""
        desk.actions.on("release", self.ask)
        desk.session_changed.connect(self._on_session_changed)

    def ask(self) -> None:
        """Show the release dialog."""
        folder = self._folder or self._desk.session.path / "releases"
        dialog = ReleaseDialog(self._desk, folder, self._window, self._stamp)
        dialog.problem_chosen.connect(self._on_problem_chosen)
        dialog.leak_chosen.connect(self._on_leak_chosen)
        dialog.finished.connect(lambda _result: self._remember(dialog))
        # It stands beside the work: its problems are settled in the window behind it.
        dialog.show()

    def _remember(self, dialog: ReleaseDialog) -> None:
        """What was chosen last is offered next time."""
        self._folder = Path(dialog.folder.text())
        self._stamp = dialog.stamp.text()

    def _on_session_changed(self) -> None:
        self._folder, self._stamp = None, ""

    def _on_problem_chosen(self, problem: Problem) -> None:
        desk = self._desk
        desk.set_mode(Mode.REDACT)
        desk.show_document(problem.document_id, problem.page or 1)
        if problem.annotation_id:
            redaction = desk.attempt(lambda: desk.session.annotation(problem.annotation_id))
            if redaction is not None:
                desk.choose(redaction)
        self._window.activateWindow()

    def _on_leak_chosen(self, leak: Leak) -> None:
        desk = self._desk
        desk.set_mode(Mode.REDACT)
        word = leak.targets[0].first_word if leak.targets else None
        desk.show_document(leak.document_id, leak.page or 1, word)
        self._window.activateWindow()
