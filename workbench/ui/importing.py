"""Importing: files and folders by dialog or dropped, read in the background, failures listed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.app import imports
from workbench.app.events import JobEnded
from workbench.ui import dialogs
from workbench.ui.desk import Desk
from workbench.ui.messages import Tone


class Importing(QObject):
    """What brings papers into the project. Dialogs stand over ``window`` and do not block."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk)
        self._desk = desk
        self._window = window
        desk.actions.on("import", self._on_import)
        desk.actions.on("import_folder", self._on_import_folder)
        desk.actions.on("resume", self.resume)
        desk.actions.on("forget_import", self.ask_forget)
        desk.actions.on("read_again", self.read_again)
        desk.job_ended.connect(self._on_job_ended)
        desk.documents_changed.connect(self._on_documents_changed)

    def ask(self, sources: Sequence[Path]) -> None:
        """Ask how these are to be read, then bring them in."""
        dialog = dialogs.ImportDialog(self._window, sources, self._desk.settings)
        dialog.chosen.connect(partial(self.bring_in, sources))
        dialog.open()

    def bring_in(
        self,
        sources: Sequence[Path],
        ocr: str | None = None,
        language: str | None = None,
        transcript: Path | None = None,
    ) -> None:
        """Bring these in, read as the settings say unless told otherwise.

        ``transcript`` is a text of the one source, made elsewhere.
        """
        desk = self._desk
        desk.attempt(
            lambda: desk.session.import_files(
                list(sources),
                transcript=transcript,
                ocr=ocr or desk.settings.text("ocr"),
                language=language or desk.settings.text("language"),
            )
        )
        desk.refresh_facts()

    def resume(self) -> None:
        """Go on with imports that were interrupted."""
        job = self._desk.attempt(lambda: self._desk.session.resume_imports())
        if job is None:
            self._desk.say("No import is unfinished.")
        self._desk.refresh_facts()

    def ask_forget(self) -> None:
        """Say what would be given up of an import that was stopped, and ask."""
        desk = self._desk
        if not desk.session.import_was_stopped:
            desk.say("No import is unfinished.")
            return
        dialog = dialogs.FinalDialog(
            "forget_import_dialog",
            "Forget unfinished imports",
            f"{self._begun()}The list of files that were still to be brought in is forgotten. The "
            "files themselves are left alone, and can be imported anew.\n\n"
            "This cannot be undone.",
            "Forget",
            self._window,
        )
        dialog.accepted.connect(self.forget)
        dialog.open()

    def _begun(self) -> str:
        begun = imports.unfinished(self._desk.session)
        if not begun:
            return ""
        named = f"“{begun[0].name}” is" if len(begun) == 1 else f"{len(begun):,} documents are"
        return f"{named} not read to the end, and will be gone with the pages read so far. "

    def forget(self) -> None:
        """Give up what an import that was stopped had left."""
        desk = self._desk
        if desk.document_id in {document.id for document in imports.unfinished(desk.session)}:
            desk.show_document("")
        if desk.attempt(lambda: imports.forget(desk.session)) is not None:
            desk.say("The unfinished import is forgotten.", Tone.GOOD)
        desk.refresh_facts()

    def read_again(self) -> None:
        """Have another try at the pages of the document on the desk that could not be read."""
        desk = self._desk
        desk.attempt(
            lambda: desk.session.read_again(
                desk.document_id,
                ocr=desk.settings.text("ocr"),
                language=desk.settings.text("language"),
            )
        )
        desk.refresh_facts()

    def _on_import(self) -> None:
        dialogs.choose_files(self._window, "Import files", self.ask)

    def _on_import_folder(self) -> None:
        dialogs.choose_folder(
            self._window, "Import folder", str(Path.home()), lambda name: self.ask([Path(name)])
        )

    def _on_job_ended(self, event: JobEnded) -> None:
        tone = {"done": Tone.GOOD, "cancelled": Tone.INFO}.get(event.state, Tone.BAD)
        if event.failures:
            tone = Tone.BAD
        message, details = event.message or f"{event.label}: {event.state}.", event.failures
        if len(details) == 1:  # nobody has to ask for the one thing there is to say
            message = message if details[0] in message else f"{message} {details[0]}"
            details = ()
        self._desk.messages.say(message, tone, details)

    def _on_documents_changed(self, _ids: frozenset[str]) -> None:
        """An empty desk takes the first document that is ready."""
        desk = self._desk
        if not desk.is_open or desk.document_id:
            return
        for document in desk.session.documents(most=1):
            desk.show_document(document.id)
