"""Holding a copy, ours or any tool's, against the document it is of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import files
from workbench.app import stamped, tasks
from workbench.app.copying import limit_s
from workbench.app.jobs import Runner
from workbench.app.release_folder import as_one_file, stems_of
from workbench.app.release_plan import plan_stamped
from workbench.app.work import SessionJob
from workbench.domain.documents import Document
from workbench.domain.errors import UnreadableFile, UserError

if TYPE_CHECKING:
    from workbench.app.session import Session
    from workbench.release.report import Report


def start_verify(
    session: Session,
    pdf: Path,
    documents: Sequence[str] | None,
    terms: Sequence[str] | None,
    runner: Runner,
    *,
    ocr: bool = True,
    reveal: bool = False,
) -> SessionJob:
    """Prove or refute that a PDF is clean; see ``Session.verify``."""
    if not pdf.is_file():
        raise UnreadableFile(f"{pdf.name} is not there. Check the path {pdf}.")
    document = None if terms is not None else _meant(session, pdf, documents)
    plan = None
    if document is not None:
        plan = plan_stamped(session, document, stamped.line_on(session, files.sha256(pdf)))
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
        tuple(terms or ())
        if plan is None or document is None
        else (plan, str(session.project.page_file(document))),
        ocr,
        reveal,
        timeout_s=limit_s(max(len(pages), 60)),
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
