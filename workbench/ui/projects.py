"""Opening, making and leaving projects, the sample among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QWidget

from workbench import files
from workbench.app import settings as app_settings
from workbench.app.events import JobEnded
from workbench.app.session import Session
from workbench.domain.documents import DocumentState
from workbench.ui import dialogs
from workbench.ui.desk import Desk
from workbench.ui.drops import dropped_project
from workbench.ui.importing import Importing


class Projects(QObject):
    """What happens to projects as wholes. Keeps for each where its person last was."""

    def __init__(
        self, desk: Desk, importing: Importing, memory: QSettings, window: QWidget
    ) -> None:
        super().__init__(desk)
        self._desk = desk
        self._importing = importing
        self._memory = memory
        self._window = window
        self._sample_job = ""
        desk.actions.on("new", self.ask_new)
        desk.actions.on("open", self.ask_open)
        desk.actions.on("sample", self.open_sample)
        desk.actions.on("close", self.close)
        desk.job_ended.connect(self._on_job_ended)

    def open(self, path: Path) -> bool:
        """Open a project; the one open before is left only when that went well."""
        return self._enter(lambda: Session.open(path))

    def make(self, path: Path, sources: Sequence[Path] = ()) -> None:
        """Make a project, and bring these into it."""
        labels = self._desk.settings.text("labels")
        if self._enter(lambda: Session.create(path, label_set=labels)) and sources:
            self._importing.bring_in(sources)

    def take(self, session: Session) -> None:
        """Go on with a session that is open already."""
        self.remember_place()
        app_settings.remember_project(session.path)
        self._desk.take(session)
        self._restore_place()
        if session.import_was_stopped:
            self._desk.say("An import was stopped here. F5 goes on where it stopped.")

    def open_sample(self) -> None:
        """Open the sample project; make it when it is not there, and read its papers."""
        from workbench.app import demo  # not needed by who works on a project of their own

        folder = demo.default_folder()
        if self._desk.is_open and self._desk.session.path == folder.resolve():
            self._desk.say("The sample project is open already.")
            return
        if self._enter(lambda: demo.open_or_create(folder)) and not self._is_sample_whole():
            job = self._desk.attempt(lambda: demo.begin(self._desk.session))
            self._sample_job = job.id if job is not None else ""

    def _is_sample_whole(self) -> bool:
        """Whether every sample has been read; not so when its import was stopped half way."""
        here = {d.name for d in self._desk.session.documents() if d.state == DocumentState.READY}
        samples = files.bundled("samples", "documents")
        return all(path.name in here for path in samples.iterdir())

    def close(self) -> None:
        """Leave the project."""
        self.remember_place()
        self._desk.leave()

    def drop(self, paths: Sequence[Path]) -> None:
        """Take what was dropped on the window: a project is opened, papers are brought in."""
        project = dropped_project(paths)
        if project is not None:
            self.open(project)
        elif self._desk.is_open:
            self._importing.bring_in(paths)
        else:
            self.ask_new(paths)

    def ask_new(self, sources: Sequence[Path] = ()) -> None:
        """Ask for name and place of a new project."""
        dialog = dialogs.NewProjectDialog(self._window, _documents_folder())
        dialog.chosen.connect(lambda path: self.make(path, sources))
        dialog.open()

    def ask_open(self) -> None:
        """Ask which project to open."""
        recent = app_settings.recent_projects()
        start = recent[0].parent if recent else _documents_folder()
        dialogs.choose_folder(
            self._window, "Open project", str(start), lambda name: self.open(Path(name))
        )

    def _enter(self, make: Callable[[], Session]) -> bool:
        session = self._desk.attempt(make)
        if session is None:
            return False
        self.take(session)
        return True

    def _on_job_ended(self, event: JobEnded) -> None:
        if event.job_id == self._sample_job and event.state == "done":
            from workbench.app import demo

            self._sample_job = ""
            self._desk.attempt(lambda: demo.finish(self._desk.session))

    # The place

    def remember_place(self) -> None:
        """Keep document, page and mode for the next time."""
        desk = self._desk
        if desk.is_open:
            key = f"places/{files_key(desk.session.path)}"
            page = desk.state.current_page
            self._memory.setValue(key, [desk.document_id, str(page), desk.mode.value])

    def _restore_place(self) -> None:
        desk = self._desk
        kept = self._memory.value(f"places/{files_key(desk.session.path)}", [])
        documents = [d for d in desk.session.documents() if d.state == DocumentState.READY]
        if not documents:
            return
        known = {document.id for document in documents}
        if isinstance(kept, list) and len(kept) == 3 and kept[0] in known:
            page = int(kept[1]) if str(kept[1]).isdigit() else 1
            desk.show_document(str(kept[0]))
            # The views know where a page stands only once they have been laid out.
            QTimer.singleShot(0, self, lambda: desk.state.go_to_page(page))
        else:
            desk.show_document(documents[0].id)


def files_key(path: Path) -> str:
    """A project's folder as a key of the memory, which takes no slashes."""
    return str(path).replace("/", "|").replace("\\", "|")


def _documents_folder() -> Path:
    home = Path.home()
    documents = home / "Documents"
    return documents if documents.is_dir() else home
