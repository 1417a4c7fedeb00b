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
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from math import ceil
from pathlib import Path
from types import TracebackType

from workbench.app import imports, info, releases, settings, suggestions, tasks, two_people
from workbench.app.events import DataChanged, DocumentsChanged, Event
from workbench.app.import_options import ImportResult, Options
from workbench.app.jobs import InteractiveLane, Runner, WorkerPool
from workbench.app.proposals import chosen
from workbench.app.reader import Reader, labels_named
from workbench.app.releases import ReleaseResult
from workbench.app.tasks import Drawn
from workbench.app.undo import UndoStack
from workbench.app.work import SessionJob
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document
from workbench.domain.errors import Conflict, UserError
from workbench.domain.geometry import Rect
from workbench.store.project import Project
from workbench.store.search import Hit

__all__ = [
    "Drawn",
    "Hit",
    "ImportResult",
    "ReleaseResult",
    "Session",
    "SessionJob",
    "default_person",
]

_log = logging.getLogger(__name__)


def default_person() -> str:
    """The name in the settings, or the one the computer knows; never empty."""
    name = str(settings.load().get("person")).strip()
    if name:
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


class Session(Reader):
    """A project that is open, the person who works on it, and what they can take back."""

    def __init__(self, project: Project, *, person: str, runner: Runner | None = None) -> None:
        """For :meth:`open` and :meth:`create`."""
        super().__init__(project)
        self.person = person
        self.on_pending: Callable[[], None] | None = None
        self._undo = UndoStack()
        self._observers: list[Callable[[Event], None]] = []
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._given_runner = runner
        self._pool: WorkerPool | None = None
        self._proving_pool: WorkerPool | None = None
        self._lane: InteractiveLane | None = None
        self._jobs: dict[str, SessionJob] = {}
        self._closed = False

    # -- opening and closing ----------------------------------------------------------------

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        label_set: str = "diplomatic",
        person: str | None = None,
        runner: Runner | None = None,
    ) -> Session:
        """Make an empty project and open it; ``.workbench`` is added to the name if missing.

        Raises:
            ProjectProblem: something stands there already, or the folder cannot be written.
        """
        person = person or default_person()
        labels_named(label_set)  # before there is a project that cannot be opened
        project = Project.create(path, label_set=label_set, person=person)
        return cls._of(project, person, runner)

    @classmethod
    def open(
        cls, path: Path, *, person: str | None = None, runner: Runner | None = None
    ) -> Session:
        """Open a project.

        Raises:
            ProjectProblem: missing, no project, in use, damaged, or made by a newer program.
        """
        person = person or default_person()
        return cls._of(Project.open(path, person=person), person, runner)

    @classmethod
    def _of(cls, project: Project, person: str, runner: Runner | None) -> Session:
        try:
            return cls(project, person=person, runner=runner)
        except BaseException:
            project.close()
            raise

    def close(self) -> None:
        """Stop what runs (pages read so far are kept), then close the project."""
        if self._closed:
            return
        self._closed = True
        self.on_pending = None
        for job in self.running:
            job.cancel()
        for lane in (self._pool, self._proving_pool, self._lane):
            if lane is not None:
                lane.close()
        while self.running and self.pump(1.0):
            pass
        self.project.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def info(self) -> dict[str, object]:
        """Counts and state of the project, ready for JSON."""
        return info.of(self)

    # -- edits ------------------------------------------------------------------------------

    def do(self, changes: ChangeSet, *, initiator: object = None) -> int:
        """Apply an edit: on disk when this returns, one step of undo, observers told.

        Returns the journal's number for it; 0 for an empty change set, which does nothing.

        Raises:
            Conflict: a row is no longer as the edit expected it; nothing was changed.
            UserError: it decides on what its own author proposed, where two people are asked for.
        """
        if not changes:
            return 0
        two_people.check(self, changes)
        seq = self.repository.apply(changes, person=self.person)
        self._undo.push(changes, seq)
        self._tell(changes, initiator)
        return seq

    def keep(self, changes: ChangeSet) -> int:
        """Apply what is part of long work: in the journal, but no step of undo."""
        if not changes:
            return 0
        seq = self.repository.apply(changes, person=self.person)
        self._tell(changes)
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
        two_people.check(self, changes, is_step_back_or_forth=True)
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
        self._tell(changes, initiator)
        return changes.action

    def _tell(self, changes: ChangeSet, initiator: object = None) -> None:
        words_changed = any(change.table == "corrections" for change in changes.changes)
        self.notify(DataChanged(changes.touched, changes.action, initiator, words_changed))

    def removable(self, document_id: str) -> Document:
        """The document, if it may be removed now.

        Raises:
            UserError: there is none, work is under way, or a copy of it has been released.
        """
        if self.running:
            raise UserError("Work is under way. Wait until it is done, or stop it, then remove.")
        return self.repository.removable(document_id)

    def remove_document(self, document_id: str) -> Document:
        """Take a document out of the project for good, with its files; it cannot be undone.

        Raises:
            UserError: there is none, work is under way, or a copy of it has been released.
        """
        self.removable(document_id)
        gone = self.project.remove_document(document_id, person=self.person)
        self._undo.forget(document_id)
        self.notify(DocumentsChanged(frozenset({document_id})))
        return gone

    # -- observers --------------------------------------------------------------------------

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Have ``callback`` called with every event; returns a function that ends it."""
        self._observers.append(callback)

        def unsubscribe() -> None:
            if callback in self._observers:
                self._observers.remove(callback)

        return unsubscribe

    def notify(self, event: Event) -> None:
        """Tell the observers, on the session's thread only.

        What goes wrong in one of them is logged: the edit is on disk, and others must hear of it.
        """
        for callback in list(self._observers):
            try:
                callback(event)
            except Exception:  # noqa: BLE001 - an observer may fail, the edit stands
                _log.exception("an observer failed at %s", type(event).__name__)

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
        source is given again. ``transcript`` is a text of the one source, made elsewhere.

        Raises:
            UserError: OCR is asked for in a way or language there is not, or the transcript
                cannot be read.
        """
        options = Options.of_settings(ocr, language)
        return imports.start(self, sources, options, self._runner_for(jobs), transcript)

    def resume_imports(self, *, jobs: int | None = None) -> SessionJob | None:
        """Carry on with every document whose import was stopped; None when there is none."""
        if not imports.unfinished(self):
            return None
        options = Options.of_settings()
        return imports.resume(self, options, self._runner_for(jobs))

    def read_again(
        self,
        document_id: str,
        pages: Sequence[int] | None = None,
        *,
        ocr: str = "auto",
        language: str = "eng",
    ) -> SessionJob:
        """Read pages again that failed; without ``pages`` all that failed."""
        options = Options.of_settings(ocr, language)
        return imports.read_again(self, document_id, pages, options, self.runner())

    def suggest(self, documents: Sequence[str] | None = None) -> SessionJob:
        """Have suggestions made for documents (all without a list); ``result`` counts them."""
        return suggestions.start(self, chosen(self, documents or ()), self.runner())

    def release(
        self, out: Path, documents: Sequence[str] | None = None, *, mode: str = "rebuild"
    ) -> SessionJob:
        """Make redacted copies; ``result`` becomes a tuple of ``ReleaseResult``.

        Raises:
            UserError: the mode is not there, or the folder cannot be written.
        """
        return releases.start(
            self, out, chosen(self, documents or ()), mode, self.runner(), self.prover()
        )

    def verify(
        self,
        pdf: Path,
        *,
        documents: Sequence[str] | None = None,
        terms: Sequence[str] | None = None,
    ) -> SessionJob:
        """Prove or refute that a PDF is clean; ``result`` becomes the verifier's report.

        Without ``terms`` it is held against the approved redactions of one document: the one
        given, or the one whose name it bears.

        Raises:
            UserError: it is not there, or no document is known to belong to it.
        """
        return releases.start_verify(self, pdf, documents, terms, self.runner())

    def render(
        self,
        document_id: str,
        page: int,
        scale: float,
        *,
        clip_pt: Rect | None = None,
        key: Hashable | None = None,
        urgency: int = 0,
        on_done: Callable[[Drawn, bytes], None],
        on_error: Callable[[UserError], None],
        on_dropped: Callable[[], None] | None = None,
    ) -> None:
        """Have a page drawn by the warm worker; exactly one callback follows, in a pump.

        ``scale`` is pixels a point; ``clip_pt`` a part of the unrotated page. A request that
        waits is dropped for a newer one under the same ``key`` (without one: same page).
        ``urgency`` 0 is what is looked at, higher numbers wait longer. ``on_done`` gets what
        was drawn and its RGB pixels.
        """
        shown = self.page(document_id, page)
        width = clip_pt.width if clip_pt else shown.width_pt
        height = clip_pt.height if clip_pt else shown.height_pt
        self.lane().request(
            (document_id, page) if key is None else key,
            tasks.draw_page,
            str(self.project.page_file(self.document(document_id))),
            page,
            scale,
            clip_pt,
            urgency=urgency,
            pixel_bytes=3 * (ceil(width * scale) + 2) * (ceil(height * scale) + 2),
            on_done=lambda info, pixels: self.post(lambda: on_done(info, pixels)),
            on_error=lambda error: self.post(lambda: on_error(error)),
            on_dropped=(lambda: self.post(on_dropped)) if on_dropped else None,
        )

    def runner(self) -> Runner:
        """Where long work runs: the one the session was given, or its own pool."""
        if self._given_runner is not None:
            return self._given_runner
        if self._pool is None:
            self._pool = WorkerPool(settings.load().number("workers") or None)
        return self._pool

    def prover(self) -> Runner:
        """Where copies are verified: never the processes that made them."""
        if self._given_runner is not None:
            return self._given_runner
        if self._proving_pool is None:
            self._proving_pool = WorkerPool(self.runner().workers)
        return self._proving_pool

    def _runner_for(self, workers: int | None) -> Runner:
        """The runner, with as many workers as asked for. It changes only while it is idle."""
        idle = self._pool is None or (self._pool.workers != workers and not self.running)
        if workers and self._given_runner is None and idle:
            if self._pool is not None:
                self._pool.close()
            self._pool = WorkerPool(workers)
        return self.runner()

    def lane(self) -> InteractiveLane:
        """The worker that draws pages; it starts to warm up when it is first asked for."""
        if self._lane is None:
            self._lane = InteractiveLane()
            self._lane.warm(tasks.warm_up)
        return self._lane

    @property
    def running(self) -> tuple[SessionJob, ...]:
        """Long work that has not ended."""
        return tuple(self._jobs.values())

    def adopt(self, job: SessionJob) -> None:
        """A job begins."""
        self._jobs[job.id] = job

    def disown(self, job: SessionJob) -> None:
        """A job has ended."""
        self._jobs.pop(job.id, None)

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
        with suppress(queue.Empty):
            calls.append(self._posted.get(timeout_s > 0, timeout_s or None))
            calls.extend(self._posted.get(False) for _ in range(self._posted.qsize()))
        for call in calls:
            call()
        return bool(calls)

    def wait(self, job: SessionJob) -> SessionJob:
        """Pump until a job is over."""
        while not job.over:
            self.pump(0.2)
        return job
