"""The façade that window and command line use: one project, one person, undo, long work.

A session lives on one thread: the one that made it. Only that thread reads and writes the
project. Worker processes and their threads hand their results over with :meth:`Session.post`;
:meth:`Session.pump` takes them up. The window pumps when ``on_pending`` calls it, the command
line waits in :meth:`Session.wait`.
"""

from __future__ import annotations

import getpass
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from workbench.app import (
    imports,
    info,
    long_steps,
    proving,
    releases,
    settings,
    suggestions,
    two_people,
)
from workbench.app.events import DataChanged, DocumentsChanged, Event
from workbench.app.import_options import ImportResult, Options
from workbench.app.jobs import Runner
from workbench.app.long_steps import Deed, Written
from workbench.app.processes import Processes
from workbench.app.proposals import chosen
from workbench.app.reader import OWN_CODES, codes_of, labels_named
from workbench.app.releases import ReleaseResult
from workbench.app.tasks import Drawn
from workbench.app.undo import Step, UndoStack
from workbench.app.work import SessionJob
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document
from workbench.domain.errors import Conflict, UserError
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


class Session(Processes):
    """A project that is open, the person who works on it, and what they can take back."""

    def __init__(self, project: Project, *, person: str, runner: Runner | None = None) -> None:
        """For :meth:`open` and :meth:`create`."""
        super().__init__(project, person, runner)
        self._undo = UndoStack()
        self._observers: list[Callable[[Event], None]] = []
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
        self.end_processes()
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
        self._undo.push(Step.of(changes, seq))
        self._tell(changes, initiator)
        return seq

    def write(self, label: str, said: str, deed: Deed, *args: Any) -> SessionJob:
        """Have a worker do and write an edit of many rows: one step of undo, when the job is done.

        ``deed`` is called with a :class:`Reader` and ``args``, all of which cross to the worker.
        ``label`` is what is under way, ``said`` the sentence for when it is done. Nothing else
        can be written meanwhile. Stopped, it leaves nothing behind.

        Raises:
            UserError: another such edit is being written.
        """

        def then(written: Written) -> None:
            self._undo.push(written.step)
            self._tell_of(written)

        return long_steps.start(self, label, said, then, long_steps.write, deed, args)

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
        changes = long_steps.changes_of(self, step, back=back)
        two_people.check(self, changes, is_step_back_or_forth=True)
        try:
            seq = self.repository.apply(changes, person=self.person, undoes=step.seq)
        except Conflict as error:
            raise self._dropped(step, error, back=back) from error
        self._undo.moved(back=back, seq=seq)
        self._tell(changes, initiator)
        return changes.action

    def is_long(self, *, back: bool) -> bool:
        """Whether the step that would be taken back (or done again) is for a worker."""
        step = self._undo.peek(back=back)
        return step is not None and step.is_long

    def long_step(self, *, back: bool) -> SessionJob | None:
        """Have a worker take back the last action, or do it again, where it changes many rows.

        None where it changes few, or there is none: :meth:`undo` and :meth:`redo` are for those.

        Raises:
            UserError: another long step is being written.
        """
        step = self._undo.peek(back=back)
        if step is None or not step.is_long:
            return None

        def then(written: Written) -> None:
            self._undo.moved(back=back, seq=written.step.seq)
            self._tell_of(written)

        verb, said = ("Undo", "Undone") if back else ("Do again", "Done again")
        job = long_steps.start(
            self,
            f"{verb}: {step.action}",
            f"{said}: {step.action}",
            then,
            long_steps.write_step,
            step,
            back,
        )
        ended = job.on_end

        def settle() -> None:
            if ended is not None:
                ended()
            if isinstance(job.error, Conflict) and self._undo.peek(back=back) == step:
                job.error = self._dropped(step, job.error, back=back)
                job.message = job.error.sentence

        job.on_end = settle
        return job

    def _dropped(self, step: Step, error: Conflict, *, back: bool) -> Conflict:
        """A step that can be taken no more is off the stack; what is said of it."""
        self._undo.drop(back=back)
        verb = "undone" if back else "done again"
        return Conflict(
            f"“{step.action}” can no longer be {verb}, because something it changed "
            "has been changed since. Nothing was changed now.",
            error.sentence,
        )

    def _tell_of(self, written: Written) -> None:
        """What :meth:`_tell` does, of a step whose documents are summed up already."""
        step, tables = written.step, written.tables
        if "settings" in tables:
            self.codes = codes_of(self.project)
        self.notify(DataChanged(step.touched, step.action, None, "corrections" in tables))

    def _tell(self, changes: ChangeSet, initiator: object = None) -> None:
        words_changed = any(change.table == "corrections" for change in changes.changes)
        if any(c.table == "settings" and c.key["key"] == OWN_CODES for c in changes.changes):
            self.codes = codes_of(self.project)
        for document_id in suggestions.summarised_by(changes):
            suggestions.summarise(self, document_id)
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

        What an import that was stopped had left is done, too, without being given again (not
        with a transcript). ``transcript`` is a text of the one source, made elsewhere.

        Raises:
            UserError: OCR is asked for in a way or language there is not, or the transcript
                cannot be read.
        """
        options = Options.of_settings(ocr, language)
        return imports.start(self, sources, options, self.runner_for(jobs), transcript)

    @property
    def import_was_stopped(self) -> bool:
        """Whether an import was stopped, or killed, before all it was given was in."""
        return imports.was_stopped(self)

    def resume_imports(self, *, jobs: int | None = None) -> SessionJob | None:
        """Carry on with what an import that was stopped had left; None when there is none."""
        if not self.import_was_stopped:
            return None
        left = self.repository.remembered_imports()
        options = Options.of_settings(*((left[0].ocr, left[0].language) if left else ()))
        return imports.resume(self, options, self.runner_for(jobs))

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
        self,
        out: Path,
        documents: Sequence[str] | None = None,
        *,
        mode: str = "rebuild",
        stamp: str = "",
    ) -> SessionJob:
        """Make redacted copies; ``result`` becomes a tuple of ``ReleaseResult``.

        ``stamp`` is a line for the margin of every page; it may name ``{status}``, ``{codes}``,
        ``{date}`` and ``{person}``. What an earlier release of the same documents left in the
        folder is kept under ``earlier``.

        Raises:
            UserError: the mode is not there, or the folder cannot be written.
        """
        wishes = releases.Wishes(mode, stamp)
        return releases.start(
            self, out, chosen(self, documents or ()), wishes, self.runner(), self.prover()
        )

    def verify(
        self,
        pdf: Path,
        *,
        documents: Sequence[str] | None = None,
        terms: Sequence[str] | None = None,
        ocr: bool = True,
        reveal: bool = False,
    ) -> SessionJob:
        """Prove or refute that a PDF is clean; ``result`` becomes the verifier's report.

        Without ``terms`` it is held against the approved redactions of one document: the one
        given, or the one whose name it bears. ``ocr`` reads its pixels too; ``reveal`` puts what
        was found into the report as it is written.

        Raises:
            UserError: it is not there, or no document is known to belong to it.
        """
        return proving.start_verify(
            self, pdf, documents, terms, self.runner(), ocr=ocr, reveal=reveal
        )

    def wait(self, job: SessionJob) -> SessionJob:
        """Pump until a job is over."""
        while not job.over:
            self.pump(0.2)
        return job
