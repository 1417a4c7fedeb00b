"""The façade that window and command line use: one project, one person, undo, long work.

A session lives on one thread: the one that made it. Only that thread reads and writes the
project. Worker processes and their threads hand their results over with :meth:`Session.post`;
:meth:`Session.pump` takes them up. The window pumps when ``on_pending`` calls it, the command
line waits in :meth:`Session.wait`.
"""

from __future__ import annotations

import getpass
import logging
import queue
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from workbench import files
from workbench.app import imports, releases, settings, suggestions
from workbench.app.events import DataChanged, Event
from workbench.app.undo import UndoStack
from workbench.app.work import SessionJob
from workbench.domain.annotations import Annotation, Kind, Status, text_of
from workbench.domain.changes import ChangeSet
from workbench.domain.codes import CodeSet, parse_code_set
from workbench.domain.documents import Document, Page
from workbench.domain.errors import Conflict
from workbench.domain.geometry import Rect
from workbench.domain.labels import LabelSet
from workbench.domain.pages import DocumentText, PageText
from workbench.store import search
from workbench.store.project import Project
from workbench.store.search import Hit

if TYPE_CHECKING:
    from workbench.store.repository import Repository

__all__ = ["Hit", "Session", "default_person"]

_log = logging.getLogger(__name__)
_CODES = "us"


def default_person() -> str:
    """The name in the settings, or the one the computer knows; never empty."""
    name = str(settings.load().get("person")).strip()
    if name:
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


class Session:
    """A project that is open, the person who works on it, and what they can take back."""

    def __init__(self, project: Project, *, person: str | None, runner: Any = None) -> None:
        self.project = project
        self.repository: Repository = project.repository
        self.person = person or default_person()
        self.labels: LabelSet = project.labels()
        self.codes: CodeSet = parse_code_set(
            _CODES, files.resource("codes", f"{_CODES}.toml").read_text(encoding="utf-8")
        )
        self.on_pending: Callable[[], None] | None = None
        self._undo = UndoStack()
        self._observers: list[Callable[[Event], None]] = []
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._runner = runner
        self._jobs: dict[str, SessionJob] = {}

    # -- opening and closing ----------------------------------------------------------------

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        label_set: str = "diplomatic",
        person: str | None = None,
        runner: Any = None,
    ) -> Session:
        """Make an empty project and open it; ``.workbench`` is added to the name if missing.

        Raises:
            ProjectProblem: something stands there already, or the folder cannot be written.
        """
        person = person or default_person()
        project = Project.create(path, label_set=label_set, person=person)
        return cls(project, person=person, runner=runner)

    @classmethod
    def open(cls, path: Path, *, person: str | None = None, runner: Any = None) -> Session:
        """Open a project.

        Raises:
            ProjectProblem: missing, no project, in use, damaged, or made by a newer program.
        """
        return cls(Project.open(path), person=person, runner=runner)

    def close(self) -> None:
        """Stop what runs (pages read so far are kept), then close the project."""
        raise NotImplementedError

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The project's folder."""
        return self.project.path

    @property
    def name(self) -> str:
        """The project's name, as its folder says it."""
        return self.project.path.stem

    # -- reading ----------------------------------------------------------------------------

    def documents(self) -> list[Document]:
        """All documents with their counts."""
        return self.repository.documents()

    def document(self, id_or_name: str) -> Document:
        """One document by its id or its name.

        Raises:
            UserError: there is none, or two bear the name.
        """
        return self.repository.document(id_or_name)

    def pages(self, document_id: str) -> list[Page]:
        """The pages of a document, in order."""
        return self.repository.pages(document_id)

    def page(self, document_id: str, number: int) -> Page:
        """One page, counted from 1."""
        return self.repository.page(document_id, number)

    def page_text(self, document_id: str, number: int) -> PageText:
        """The words of one page, corrections merged in."""
        return self.repository.page_text(document_id, number)

    def document_text(self, document_id: str) -> DocumentText:
        """The words of all pages of a document."""
        return self.repository.document_text(document_id)

    def annotations(
        self,
        document_id: str,
        pages: Collection[int] | None = None,
        kinds: Collection[Kind] | None = None,
        statuses: Collection[Status] | None = None,
    ) -> list[Annotation]:
        """The annotations of a document, or those of some pages, kinds and statuses."""
        return self.repository.annotations(document_id, pages, kinds, statuses)

    def annotation(self, annotation_id: str) -> Annotation:
        """One annotation by its id.

        Raises:
            UserError: there is none.
        """
        return self.repository.annotation(annotation_id)

    def text_of(self, annotation: Annotation) -> str:
        """The words an annotation holds, parts on lines of their own; empty for a region."""
        return text_of(annotation, lambda n: self.page_text(annotation.document_id, n))

    def next_doubt(
        self, document_id: str, page: int, word: int, *, backwards: bool = False
    ) -> tuple[int, int] | None:
        """``(page, word)`` of the next word of low confidence, round the document's end."""
        return self.repository.next_doubt(document_id, page, word, backwards=backwards)

    def find(self, query: str, *, document_id: str | None = None, limit: int = 200) -> list[Hit]:
        """Search the readings, corrected and OCR: words, "a phrase", a beginning*."""
        return search.find(self.repository, query, document_id=document_id, limit=limit)

    def info(self) -> dict[str, object]:
        """Counts and state of the project, ready for JSON."""
        raise NotImplementedError

    # -- edits ------------------------------------------------------------------------------

    def do(self, changes: ChangeSet, *, initiator: object = None) -> int:
        """Apply an edit: on disk when this returns, one step of undo, observers told.

        Returns the journal's number for it; 0 for an empty change set, which does nothing.

        Raises:
            Conflict: a row is no longer as the edit expected it; nothing was changed.
        """
        if not changes:
            return 0
        seq = self.repository.apply(changes, person=self.person)
        self._undo.push(changes, seq)
        self.notify(DataChanged(changes.touched, changes.action, initiator))
        return seq

    @property
    def can_undo(self) -> str | None:
        """The action that undo would take back, or None."""
        return self._undo.undoable

    @property
    def can_redo(self) -> str | None:
        """The action that redo would do again, or None."""
        return self._undo.redoable

    def undo(self, *, initiator: object = None) -> str | None:
        """Take back the last action, by applying its inverse; returns what it was.

        Raises:
            Conflict: what it changed has been changed since. The step is dropped.
        """
        return self._step(back=True, initiator=initiator)

    def redo(self, *, initiator: object = None) -> str | None:
        """Do again what was last taken back; returns what it is.

        Raises:
            Conflict: what it changed has been changed since. The step is dropped.
        """
        return self._step(back=False, initiator=initiator)

    def _step(self, *, back: bool, initiator: object) -> str | None:
        step = self._undo.peek(back=back)
        if step is None:
            return None
        changes, undoes = step
        try:
            seq = self.repository.apply(changes, person=self.person, undoes=undoes)
        except Conflict as error:
            self._undo.drop(back=back)
            verb = "undone" if back else "done again"
            raise Conflict(
                f"“{changes.action}” can no longer be {verb}, because something it changed "
                "has been changed since. Nothing was changed now.",
                error.sentence,
            ) from error
        self._undo.moved(back=back, seq=seq)
        self.notify(DataChanged(changes.touched, changes.action, initiator))
        return changes.action

    # -- observers --------------------------------------------------------------------------

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Have ``callback`` called with every event; returns a function that ends it."""
        self._observers.append(callback)

        def unsubscribe() -> None:
            if callback in self._observers:
                self._observers.remove(callback)

        return unsubscribe

    def notify(self, event: Event) -> None:
        """Tell the observers. Called on the session's thread only."""
        for callback in list(self._observers):
            callback(event)

    # -- long work --------------------------------------------------------------------------

    def import_files(
        self,
        sources: Sequence[Path],
        *,
        transcript: Path | None = None,
        ocr: str = "auto",
        language: str = "eng",
        jobs: int | None = None,
    ) -> SessionJob:
        """Bring files and folders in; ``result`` becomes an ``ImportResult``.

        Documents whose import was stopped earlier are carried on where it stopped when their
        source is given again.
        """
        return imports.start(
            self, sources, transcript=transcript, ocr=ocr, language=language, jobs=jobs
        )

    def resume_imports(self, *, jobs: int | None = None) -> SessionJob | None:
        """Carry on with every document whose import was stopped; None when there is none."""
        return imports.resume(self, jobs=jobs)

    def read_again(
        self,
        document_id: str,
        pages: Sequence[int] | None = None,
        *,
        ocr: str = "auto",
        language: str = "eng",
    ) -> SessionJob:
        """Read pages again that failed; without ``pages`` all that failed."""
        return imports.read_again(self, document_id, pages, ocr=ocr, language=language)

    def suggest(self, documents: Sequence[str] | None = None) -> SessionJob:
        """Have suggestions made for documents (all without a list); ``result`` counts them."""
        return suggestions.start(self, documents)

    def release(
        self, out: Path, documents: Sequence[str] | None = None, *, mode: str = "rebuild"
    ) -> SessionJob:
        """Make redacted copies; ``result`` becomes a tuple of ``ReleaseResult``.

        Raises:
            UserError: the mode is not there, or the folder cannot be written.
        """
        return releases.start(self, out, documents, mode=mode)

    def verify(
        self,
        pdf: Path,
        *,
        documents: Sequence[str] | None = None,
        terms: Sequence[str] | None = None,
    ) -> SessionJob:
        """Prove or refute that a PDF is clean; ``result`` becomes the verifier's report."""
        return releases.start_verify(self, pdf, documents=documents, terms=terms)

    def render(
        self,
        document_id: str,
        page: int,
        scale: float,
        *,
        clip_pt: Rect | None = None,
        on_done: Callable[[Any], None],
        on_error: Callable[[Exception], None],
    ) -> Any:
        """Have a page drawn (pixels a point: ``scale``) by the warm worker; newest wins."""
        raise NotImplementedError

    def post(self, call: Callable[[], None]) -> None:
        """Have ``call`` run on the session's thread by the next pump. From any thread."""
        self._posted.put(call)
        if self.on_pending is not None:
            self.on_pending()

    def pump(self, timeout_s: float = 0.0) -> bool:
        """Take up finished work; waits at most ``timeout_s`` for the first piece of it.

        Takes only what stands there when it begins, so that a window stays free.
        """
        calls = []
        try:
            calls.append(
                self._posted.get(timeout=timeout_s) if timeout_s else self._posted.get(False)
            )
            for _ in range(self._posted.qsize()):
                calls.append(self._posted.get(False))
        except queue.Empty:
            pass
        for call in calls:
            call()
        return bool(calls)

    def wait(self, job: SessionJob) -> SessionJob:
        """Pump until a job is over."""
        while not job.over:
            self.pump(0.2)
        return job
