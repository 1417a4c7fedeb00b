"""Steps of many rows: a worker writes each in one transaction, and no window stands still.

Meanwhile the session writes nothing else, and what other work has to write waits its turn.
Whether a step was written the project's journal tells, and nothing else: a worker that was
stopped, or died, has written all of it or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.app import edits, suggestions, two_people
from workbench.app.reader import Reader
from workbench.app.undo import Step
from workbench.app.work import SessionJob
from workbench.domain.changes import ChangeSet
from workbench.domain.errors import BugError, UserError
from workbench.store.project import Project

if TYPE_CHECKING:
    from workbench.app.session import Session

_WRITE_S = 3600.0
_QUIET_S = 1.0
"""What is over by then comes and goes without a bar of progress."""
_NOTHING = "Nothing of it was written."

Deed = Callable[..., ChangeSet]
"""A function of an edit: it takes a :class:`Reader` and what else it needs; all are pickled."""


@dataclass(frozen=True, slots=True)
class Written:
    """A step that is on the disk, the tables it changed, and how many annotations it added."""

    step: Step
    tables: frozenset[str]
    added: int

    @classmethod
    def of(cls, changes: ChangeSet, seq: int) -> Written:
        """What became of a change set."""
        tables = frozenset(one.table for one in changes.changes)
        return cls(Step.of(changes, seq), tables, len(edits.created(changes)))


# In the worker


def write(
    project: str,
    person: str,
    deed: Deed,
    args: tuple[Any, ...],
    *,
    progress: Callable[[int, int], None],
) -> Written | None:
    """Do a deed and write it; None where it changes nothing.

    Raises:
        UserError: it cannot be done; nothing was written.
    """
    with Project.beside(Path(project)) as opened:
        reader = Reader(opened, person)
        changes = deed(reader, *args)
        if not changes:
            return None
        two_people.check(reader, changes)
        return Written.of(changes, _apply(reader, changes, None, progress))


def write_step(
    project: str,
    person: str,
    step: Step,
    back: bool,
    *,
    progress: Callable[[int, int], None],
) -> Written:
    """Take a step back, or do it again.

    Raises:
        UserError: it cannot be done; nothing was written.
    """
    with Project.beside(Path(project)) as opened:
        reader = Reader(opened, person)
        changes = changes_of(reader, step, back=back)
        two_people.check(reader, changes, is_step_back_or_forth=True)
        return Written.of(changes, _apply(reader, changes, step.seq, progress))


def changes_of(reader: Reader, step: Step, *, back: bool) -> ChangeSet:
    """What a step changes when it is taken back, or done again."""
    changes = step.changes
    if changes is None:
        entry = reader.repository.entry(step.entry)
        if entry is None:
            raise BugError(f"the journal has no entry {step.entry} of “{step.action}”")
        changes = ChangeSet(step.action, entry.changes, step.touched)
    return changes.inverse() if back else changes


def _apply(
    reader: Reader, changes: ChangeSet, undoes: int | None, progress: Callable[[int, int], None]
) -> int:
    """Rows, journal and what the list shows of the documents, in one transaction."""
    rows, documents = len(changes.changes), suggestions.summarised_by(changes)
    total = rows + len(documents)
    store = reader.repository
    with store.as_one():
        seq = store.apply(
            changes, person=reader.person, undoes=undoes, on_rows=lambda n: progress(n, total)
        )
        for number, document_id in enumerate(documents):
            if number % 50 == 0:
                progress(rows + number, total)
            suggestions.summarise(reader, document_id)
        progress(total, total)
    return seq


# In the session


def start(
    session: Session,
    label: str,
    said: str,
    then: Callable[[Written], None],
    function: Callable[..., Written | None],
    *args: Any,
) -> SessionJob:
    """Have a worker write a step; ``then`` takes it up when it is on the disk.

    ``label`` is what is under way, ``said`` the sentence for when it is done. The job's
    ``result`` is the :class:`Written`, None where nothing was.

    Raises:
        UserError: another one is being written.
    """
    if session.writer is not None:
        raise UserError(refusal(session.writer.label))
    store = session.repository
    before = store.last_seq
    job = SessionJob(session, label, session.scribe(), kept=_NOTHING, quiet_s=_QUIET_S)
    session.give_way_to(job, refusal(label))

    def settle() -> None:
        session.take_back_the_pen()
        if job.result is None and store.last_seq > before:
            # It was stopped, or its worker died, when it was on the disk already.
            job.result = _from_journal(session, store.last_seq)
        if job.result is not None:
            job.state, job.message = "done", said
            then(job.result)

    def done(written: Written | None) -> None:
        job.result = written
        job.end("done", said if written is not None else f"{label}: there was nothing to do.")

    def failed(error: UserError) -> None:
        job.error = error
        job.end("failed", error.sentence, error=error)

    def tell(done: int, total: int) -> None:
        job.expect(total - job.progress.total)
        job.advance(done - job.progress.done)

    job.on_end = settle
    job.submit(
        function,
        str(session.path),
        session.person,
        *args,
        timeout_s=_WRITE_S,
        then=done,
        otherwise=failed,
        on_progress=tell,
    )
    return job


def refusal(label: str) -> str:
    """What is said of another change while a long step is being written."""
    return (
        f"“{label}” is being written, and nothing else can be changed until that is done. "
        "Wait a moment, or stop it at the foot of the window."
    )


def _from_journal(session: Session, seq: int) -> Written:
    """A step as the journal has it."""
    entry = session.repository.entry(seq)
    if entry is None:
        raise BugError(f"the journal has no entry {seq}")
    targets = (
        row
        for change in entry.changes
        if change.table == "targets"
        for row in (change.before, change.after)
        if row is not None
    )
    ids = {str(change.key["id"]) for change in entry.changes if change.table == "annotations"}
    touched = {(str(row["document_id"]), int(row["page"] or 0)) for row in targets}
    touched |= _pages(session.repository.annotations_by_id(ids))
    return Written.of(ChangeSet(entry.action, entry.changes, frozenset(touched)), seq)


def _pages(annotations: Iterable[Any]) -> set[tuple[str, int]]:
    return {(one.document_id, page) for one in annotations for page in one.pages}
