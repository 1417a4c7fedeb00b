"""The sample project: made from the samples, and carried to a proved release without a screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from workbench import files
from workbench.app import edits
from workbench.app.session import ReleaseResult, Session, SessionJob
from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document
from workbench.domain.errors import UnreadableFile
from workbench.formats.truth import TrueRedaction, locate, parse_truth
from workbench.store.project import SUFFIX

PROPOSER = "A. Archivist"
APPROVER = "R. Reviewer"


def default_folder() -> Path:
    """Where the sample project lives unless told otherwise."""
    return files.user_folder("data") / "Sample.workbench"


def open_or_create(folder: Path | None = None) -> Session:
    """A session on the sample project, made empty if it is not there yet.

    Whoever opens it works in their own name; what a colleague would have proposed before them
    stands there as proposed by :data:`PROPOSER`.

    Raises:
        UserError: the project cannot be opened or written.
    """
    path = folder or default_folder()
    if path.exists() or path.with_name(f"{path.name}{SUFFIX}").exists():
        return Session.open(path)
    return Session.create(path)


def begin(session: Session) -> SessionJob:
    """Import the sample papers. What is already there is left alone; a stopped import goes on."""
    return session.import_files([files.bundled("samples", "documents")])


def finish(session: Session) -> None:
    """Once they are imported: propose what the sample's reviewer would cut."""
    for document in session.documents():
        session.do(true_redactions(session, document))


def make_demo(
    folder: Path | None = None, on_start: Callable[[Session], None] | None = None
) -> Path:
    """Make the sample project, or finish one that was begun: import, suggest, propose.

    ``on_start`` gets the session before the import, to watch its progress. Returns the
    project's folder.

    Raises:
        UserError: the project cannot be written, or a sample cannot be read.
    """
    with open_or_create(folder) as session:
        if on_start is not None:
            on_start(session)
        job = session.wait(begin(session))
        if job.error is not None:
            raise job.error
        if job.failures:  # the samples are ours: one that does not read is a broken installation
            raise UnreadableFile(f"The samples could not all be read: {' '.join(job.failures)}")
        finish(session)
        return session.path


def true_redactions(session: Session, document: Document) -> ChangeSet:
    """What the sample's reviewer would cut, proposed on the words as this project read them.

    Empty for a document that is no sample, and for one that already has redactions.
    """
    try:
        truth_file = files.bundled("samples", "truth", f"{document.name}.json")
    except FileNotFoundError:
        return ChangeSet("", ())
    if session.annotations(document.id, kinds=[Kind.REDACTION]):
        return ChangeSet("", ())
    truth = parse_truth(truth_file.read_text(encoding="utf-8"))
    found = []
    for redaction in truth.redactions:
        targets = _targets(session, document.id, redaction)
        if not targets:
            continue
        found.append(
            Annotation(
                id=new_id(),
                document_id=document.id,
                kind=Kind.REDACTION,
                label=redaction.code,
                targets=targets,
                status=Status.PROPOSED,
                author=PROPOSER,
                created_at=edits.now(),
            )
        )
    return edits.add(session, found, "Propose the sample's redactions")


def _targets(session: Session, document_id: str, redaction: TrueRedaction) -> tuple[Target, ...]:
    """The words of a true redaction; its boxes where OCR saw no word."""
    runs = locate(redaction, session.page_text(document_id, redaction.page))
    if runs:
        return tuple(Target(redaction.page, first, last) for first, last in runs)
    if redaction.boxes_pt:
        return (Target(redaction.page, rects_pt=redaction.boxes_pt),)
    return ()


def carry_on(session: Session) -> tuple[Path, tuple[ReleaseResult, ...]]:
    """Approve every proposed redaction as a second person, release everything, prove it.

    Returns the folder of the release and what became of each document.
    """
    session.person = APPROVER
    proposed = [
        annotation.id
        for document in session.documents()
        for annotation in session.annotations(
            document.id, kinds=[Kind.REDACTION], statuses=[Status.PROPOSED]
        )
    ]
    if proposed:
        session.do(edits.decide(session, proposed, Status.APPROVED))
    out = _next_folder(session.path / "releases")
    job = session.wait(session.release(out))
    if job.error is not None:
        raise job.error
    return out, job.result


def _next_folder(parent: Path) -> Path:
    number = 1
    while (parent / f"sample-{number:03}").exists():
        number += 1
    return parent / f"sample-{number:03}"
