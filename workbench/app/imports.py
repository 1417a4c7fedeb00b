"""Imports as they begin: with what is given, with what was left, or with pages that failed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.app import transcripts
from workbench.app.import_options import Options
from workbench.app.importer import Importer
from workbench.app.jobs import Runner
from workbench.app.work import SessionJob
from workbench.domain.documents import Document, DocumentState, PageState
from workbench.domain.errors import UserError

if TYPE_CHECKING:
    from workbench.app.session import Session

_LABEL = "Import"


def start(
    session: Session,
    sources: Sequence[Path],
    options: Options,
    runner: Runner,
    transcript: Path | None = None,
) -> SessionJob:
    """Import files and folders; see ``Session.import_files``."""
    options.check()
    given = [path.absolute() for path in sources]
    if transcript is not None:
        # It belongs to one source, so what another import left waits for the next.
        text = transcripts.read(transcript)
        importer = Importer(session, SessionJob(session, _LABEL, runner), options)
        importer.transcript = (transcript.name, text)
        importer.find(given)
        return importer.job
    return _begin(session, given, options, runner)


def _begin(session: Session, given: Sequence[Path], options: Options, runner: Runner) -> SessionJob:
    """Import what is given, and what an import that was stopped had left."""
    left = [] if _is_importing(session) else session.repository.remembered_imports()
    begun = [] if _is_importing(session) else unfinished(session)
    carried = [Path(name) for one in left for name in one.sources]
    every = list(dict.fromkeys([*carried, *given]))
    importer = Importer(session, SessionJob(session, _LABEL, runner), options)
    importer.carried = tuple(path for path in carried if path not in given)
    importer.went_on = bool(carried)
    importer.remember(every, [one.id for one in left])
    importer.find(every)
    importer.go_on_with(begun)
    return importer.job


def _is_importing(session: Session) -> bool:
    return any(job.label == _LABEL for job in session.running)


def unfinished(session: Session) -> list[Document]:
    """Documents whose import was stopped."""
    return session.repository.documents(states=(DocumentState.IMPORTING,))


def was_stopped(session: Session) -> bool:
    """Whether there is an import to go on with."""
    if _is_importing(session):
        return False
    return bool(unfinished(session) or session.repository.remembered_imports())


def resume(session: Session, options: Options, runner: Runner) -> SessionJob:
    """Carry on with whatever an import that was stopped had left."""
    options.check()
    return _begin(session, [], options, runner)


def forget(session: Session) -> tuple[Document, ...]:
    """Give up what an import that was stopped had left: its list, and what it had begun.

    Returns:
        The documents that are gone; not all their pages had been read.

    Raises:
        UserError: work is under way.
    """
    begun = tuple(session.remove_document(document.id) for document in unfinished(session))
    if not _is_importing(session):
        for left in session.repository.remembered_imports():
            session.repository.forget_import(left.id)
    return begun


def read_again(
    session: Session,
    document_id: str,
    pages: Sequence[int] | None,
    options: Options,
    runner: Runner,
) -> SessionJob:
    """Read pages again that failed; without ``pages`` all that failed.

    Raises:
        UserError: a page asked for was read: its annotations stand on its words.
    """
    options.check()
    document = session.document(document_id)
    standing = session.pages(document.id)
    chosen = [p for p in standing if pages is None or p.number in pages]
    if pages is None:
        chosen = [page for page in chosen if page.state is PageState.FAILED]
    for page in chosen:
        if page.state is PageState.READ:
            raise UserError(
                f"Page {page.number} of {document.name} has been read, and annotations stand on "
                "its words. Only pages that failed can be read again."
            )
    importer = Importer(session, SessionJob(session, "Read again", runner), options)
    if chosen:
        importer.take_up(document, chosen)
    importer.carry_on()
    return importer.job
