"""Redacted copies: checked beforehand, burned, proved by another process, then named.

A copy is made in a hidden folder beside its target. Only one that is proved clean gets its
name; one that is not leaves ``<stem>.verify.json``, which says why. Log and manifest come last,
so that a folder with a manifest is whole.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import files
from workbench.app import edits, tasks
from workbench.app.jobs import Runner
from workbench.app.release_folder import SCRATCH, as_one_file, make_ready, stems_of
from workbench.app.work import SessionJob
from workbench.domain.annotations import Annotation, Kind, Status, new_id
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document, DocumentState, PageState
from workbench.domain.errors import UnreadableFile, UserError
from workbench.release.index import (
    ReleasedDocument,
    write_log,
    write_manifest,
)
from workbench.release.plan import DocumentPlan, plan_document
from workbench.store import rows
from workbench.store.rows import ReleaseRecord

if TYPE_CHECKING:
    from workbench.app.session import Session
    from workbench.release.report import Report

MODES = ("rebuild",)
_BASE_S, _PAGE_S = 120.0, 60.0


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands between a document and its release."""

    document_id: str
    page: int | None
    annotation_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReleaseResult:
    """How one document fared. ``pdf`` is set only where a copy was proved clean."""

    document_id: str
    document_name: str
    pdf: Path | None
    report: Path | None
    clean: bool
    redactions: int
    pages: int
    sentence: str


def preflight(session: Session, documents: Sequence[str]) -> list[Problem]:
    """What keeps documents (ids or names) from being released, in reading order."""
    return [p for name in documents for p in _problems(session, session.document(name))]


def _problems(session: Session, document: Document) -> list[Problem]:
    problems = []
    if document.state is not DocumentState.READY:
        sentence = f"{document.name} is not imported to its end yet."
        problems.append(Problem(document.id, None, "", sentence))
    for page in session.pages(document.id):
        if page.state is not PageState.READ:
            sentence = (
                f"Page {page.number} of {document.name} has not been read, so nothing tells what "
                "stands on it. Read it again, then release."
            )
            problems.append(Problem(document.id, page.number, "", sentence))
    for redaction in session.annotations(
        document.id, kinds=(Kind.REDACTION,), statuses=(Status.PROPOSED, Status.APPROVED)
    ):
        where = f"redaction on page {redaction.pages[0]} of {document.name}"
        if redaction.status is Status.PROPOSED:
            sentence = f"The {where} is not decided. Approve or refuse it."
        elif not redaction.label:
            sentence = f"The {where} has no code. Give it one and approve it again."
        else:
            continue
        problems.append(Problem(document.id, redaction.pages[0], redaction.id, sentence))
    return problems


def approved(session: Session, document: Document) -> list[Annotation]:
    """The redactions of a document that are carried out."""
    return session.annotations(document.id, kinds=(Kind.REDACTION,), statuses=(Status.APPROVED,))


def plan_of(session: Session, document: Document) -> DocumentPlan:
    """What a release of the document covers, as things stand."""
    return plan_document(
        document,
        session.pages(document.id),
        session.document_text(document.id),
        approved(session, document),
    )


@dataclass
class _Releaser:
    """One release job; every method runs on the session's thread."""

    session: Session
    job: SessionJob
    out: Path
    folder_as_given: str
    prover: Runner
    mode: str
    waiting: deque[tuple[Document, str]]
    released: list[ReleasedDocument] = field(default_factory=list)
    results: list[ReleaseResult] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.order = {document.id: place for place, (document, _) in enumerate(self.waiting)}

    @property
    def scratch(self) -> Path:
        """Where copies lie that have no name yet."""
        return self.out / f"{SCRATCH}{self.job.id}"

    def carry_on(self) -> None:
        """Keep the workers busy; end when every document is through."""
        while (
            self.waiting and not self.job.cancelled and self.job.in_flight < self.job.runner.workers
        ):
            self._begin(*self.waiting.popleft())
        if not self.job.in_flight and not self.waiting and not self.job.cancelled:
            proved = sum(result.clean for result in self.results)
            self.job.end("done", f"{proved} of {len(self.results)} documents released.")

    def _begin(self, document: Document, stem: str) -> None:
        problems = _problems(self.session, document)
        if problems:
            more = f" ({len(problems) - 1} more like it)" if len(problems) > 1 else ""
            self._refuse(document, f"{problems[0].sentence}{more}")
            self.job.advance(2 * document.page_count, document.name)
            return
        redactions = tuple(approved(self.session, document))
        plan = plan_of(self.session, document)
        copy = self.scratch / f"{stem}.pdf"
        limit_s = _BASE_S + _PAGE_S * document.page_count
        steps = _Steps(self.job, document.name)

        def burned(_: object) -> None:
            steps.up_to(document.page_count)
            if self.job.cancelled:
                return
            self.job.submit(
                tasks.verify_release,
                str(copy),
                plan,
                timeout_s=limit_s,
                then=verified,
                otherwise=failed,
                runner=self.prover,
                on_progress=lambda done, _: steps.up_to(document.page_count + done),
            )

        def verified(report: Report) -> None:
            self._settle(document, stem, redactions, plan, copy, report)
            steps.up_to(2 * document.page_count)
            self.carry_on()

        def failed(error: UserError) -> None:
            named = document.name in error.sentence
            sentence = error.sentence if named else f"{document.name}: {error.sentence}"
            self._refuse(document, sentence)
            self.released.append(ReleasedDocument(document, plan, redactions, None, None))
            steps.up_to(2 * document.page_count)
            self.carry_on()

        self.job.submit(
            tasks.burn,
            plan,
            str(self.session.project.page_file(document)),
            document.page_file_sha256,
            str(copy),
            timeout_s=limit_s,
            then=burned,
            otherwise=failed,
            on_progress=lambda done, _: steps.up_to(done),
        )

    def _refuse(self, document: Document, sentence: str) -> None:
        self.job.failures.append(sentence)
        self.results.append(
            ReleaseResult(
                document.id, document.name, None, None, False, 0, document.page_count, sentence
            )
        )

    def _settle(
        self,
        document: Document,
        stem: str,
        redactions: tuple[Annotation, ...],
        plan: DocumentPlan,
        copy: Path,
        report: Report,
    ) -> None:
        """Give a copy that is proved its name; leave the reason where it is not."""
        if _problems(self.session, document) or plan_of(self.session, document) != plan:
            copy.unlink(missing_ok=True)
            self._refuse(
                document,
                f"{document.name} was changed while its copy was made, so the copy is not what "
                "was decided. Release it again.",
            )
            self.released.append(ReleasedDocument(document, plan, redactions, None, None))
            return
        report_path = self.out / f"{stem}.verify.json"
        final = self.out / f"{stem}.pdf"
        with files.atomic_output(report_path) as temporary:
            temporary.write_text(report.to_json(), encoding="utf-8")
        if report.clean:
            files.publish(copy, final)
            sentence = f"{document.name} was released."
        else:
            copy.unlink(missing_ok=True)
            # A leak says where; the check that found it only says that there is one.
            why = report.leaks[0].sentence() if report.leaks else report.sentences()[0]
            sentence = f"{document.name} was not released, its copy is not clean: {why}".strip()
            self.job.failures.append(sentence)
        self.released.append(
            ReleasedDocument(
                document=document,
                redactions=redactions,
                plan=plan,
                copy=final if report.clean else None,
                report=report,
            )
        )
        self.results.append(
            ReleaseResult(
                document.id,
                document.name,
                final if report.clean else None,
                report_path,
                report.clean,
                len(redactions),
                document.page_count,
                sentence,
            )
        )
        record = ReleaseRecord(
            id=new_id(),
            at=edits.now(),
            person=self.session.person,
            document_id=document.id,
            folder=self.folder_as_given,
            sha256=report.sha256,
            verified=int(report.clean),
        )
        changes = rows.inserting([rows.release_row(record)])
        self.session.keep(ChangeSet(f"Release {document.name}", changes))

    def close(self) -> None:
        """The job ends, as it may: log and manifest of what was finished, nothing half."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.job.result = tuple(sorted(self.results, key=lambda r: self.order[r.document_id]))
        if self.released:
            write_log(self.out, self.released)
            write_manifest(self.out, self.released, mode=self.mode)


class _Steps:
    """Progress of one document, told by pages done, in any order and from any thread."""

    def __init__(self, job: SessionJob, name: str) -> None:
        self._job, self._name, self._done = job, name, 0

    def up_to(self, done: int) -> None:
        """So many steps of the document are done."""
        if done > self._done:
            more, self._done = done - self._done, done
            self._job.advance(more, self._name)


def start(
    session: Session,
    out: Path,
    documents: Sequence[Document],
    mode: str,
    runner: Runner,
    prover: Runner,
) -> SessionJob:
    """Make redacted copies of documents; see ``Session.release``. ``prover`` verifies them.

    Raises:
        UserError: the mode is not there, there is nothing to release, or the folder cannot be
            written or holds an earlier release of other documents.
    """
    if mode not in MODES:
        raise UserError(
            f"There is no release in the mode “{mode}” yet. Use rebuild, which makes the copy anew "
            "from its pixels."
        )
    if not documents:
        raise UserError(f"The project “{session.name}” has no documents to release.")
    stems = stems_of(documents)
    folder = out.absolute()
    job = SessionJob(session, "Release", runner)
    releaser = _Releaser(
        session, job, folder, str(out), prover, mode, deque(zip(documents, stems, strict=True))
    )
    try:
        make_ready(folder, stems)
        releaser.scratch.mkdir()
    except UserError as error:
        job.end("failed", error.sentence, error=error)
        raise
    except OSError as error:
        problem = UserError(f"The folder {out} cannot be written: {error.strerror or error}.")
        job.end("failed", problem.sentence, error=problem)
        raise problem from error
    job.on_end = releaser.close
    job.expect(sum(2 * document.page_count for document in documents))
    releaser.carry_on()
    return job


def start_verify(
    session: Session,
    pdf: Path,
    documents: Sequence[str] | None,
    terms: Sequence[str] | None,
    runner: Runner,
) -> SessionJob:
    """Prove or refute that a PDF is clean; see ``Session.verify``."""
    if not pdf.is_file():
        raise UnreadableFile(f"{pdf.name} is not there. Check the path {pdf}.")
    plan = None if terms is not None else plan_of(session, _meant(session, pdf, documents))
    if plan is not None and not plan.secrets:
        raise UserError(
            f"{plan.document_name} has no approved redactions, so nothing in {pdf.name} can be "
            "proved to be gone."
        )
    job = SessionJob(session, "Verify", runner)
    job.expect(1)

    def then(report: Report) -> None:
        job.result = report
        if not report.clean:
            job.failures.extend(report.sentences())
        job.advance(1)
        verdict = "is clean" if report.clean else "is not clean"
        job.end("done", f"{pdf.name} {verdict}.")

    def otherwise(error: UserError) -> None:
        job.failures.append(error.sentence)
        job.end("failed", error.sentence, error=error)

    pages = plan.pages if plan is not None else ()
    job.submit(
        tasks.verify_terms if plan is None else tasks.verify_project_copy,
        str(pdf),
        tuple(terms or ()) if plan is None else plan,
        timeout_s=_BASE_S + _PAGE_S * max(len(pages), 60),
        then=then,
        otherwise=otherwise,
    )
    return job


def _meant(session: Session, pdf: Path, documents: Sequence[str] | None) -> Document:
    """The document a PDF is a copy of: the one given, or the one whose name it bears."""
    if documents:
        if len(documents) > 1:
            raise UserError("A copy is held against one document; give one.")
        return session.document(documents[0])
    sha256 = files.sha256(pdf)
    released = {r.document_id for r in session.repository.releases() if r.sha256 == sha256}
    if len(released) == 1:
        return session.document(released.pop())
    known = session.documents()
    name = as_one_file(pdf.stem)
    # A name depends on what else is released, so that one may belong to several.
    bearing = [
        document
        for document, stem in zip(known, stems_of(known), strict=True)
        if name in (as_one_file(stem), *map(as_one_file, stems_of([document])))
    ]
    if len(bearing) > 1:
        names = " or ".join(document.name for document in bearing)
        raise UserError(f"{pdf.name} may be a copy of {names}. Say which document it is of.")
    if bearing:
        return bearing[0]
    raise UserError(
        f"No document of “{session.name}” bears the name {pdf.stem}. Say which document "
        f"{pdf.name} is a copy of."
    )
