"""Redacted copies: checked beforehand, burned, proved by another process, then laid out.

Copies wait in a hidden folder beside their names until every document is through. Only then,
and only together with their log, proofs and manifest, do they get their names, in place of what
an earlier release left there. Whatever goes wrong before, the folder and the project are as
they were.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.app import edit_parts, publishing, stamped, tasks
from workbench.app.copying import Copying, Notes, Source, limit_s
from workbench.app.jobs import Runner
from workbench.app.release_folder import SCRATCH, make_ready, standing_in, stems_of
from workbench.app.release_plan import (
    Problem,
    approved,
    check_stamp,
    facts_of,
    plan_of,
    preflight,
    problems_of,
    stamp_of,
    telling,
)
from workbench.app.work import SessionJob
from workbench.domain.annotations import Annotation, new_id
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.release.index import ReleasedDocument
from workbench.release.plan import DocumentPlan
from workbench.store import rows
from workbench.store.rows import ReleaseRecord

if TYPE_CHECKING:
    from workbench.app.session import Session
    from workbench.release.package import Packed
    from workbench.release.report import Report

__all__ = ["MODES", "Problem", "ReleaseResult", "Wishes", "plan_of", "preflight", "start"]

MODES = ("rebuild", "preserve")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a release is to be made: its mode, and the line stamped on every page (may be empty)."""

    mode: str = "rebuild"
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseResult:
    """How one document fared. ``pdf`` is set only where a copy was proved clean.

    ``difference`` says how it differs from the release that stood there before, if one did.
    """

    document_id: str
    document_name: str
    pdf: Path | None
    report: Path | None
    clean: bool
    redactions: int
    pages: int
    sentence: str
    difference: str = ""


@dataclass
class _Releaser:
    """One release job; every method runs on the session's thread."""

    session: Session
    job: SessionJob
    out: Path
    folder_as_given: str
    prover: Runner
    wishes: Wishes
    waiting: deque[tuple[Document, str]]
    released: list[ReleasedDocument] = field(default_factory=list)
    results: list[ReleaseResult] = field(default_factory=list)
    under_way: list[Copying] = field(default_factory=list)
    is_laid_out: bool = False
    decided: dict[str, DocumentPlan] = field(default_factory=dict)
    day: date = field(default_factory=date.today)  # one for all pages, also past midnight

    def __post_init__(self) -> None:
        self.order = {document.id: place for place, (document, _) in enumerate(self.waiting)}
        self.stems = [stem for _, stem in self.waiting]
        self.entries = self.session.repository.journal(limit=1)

    @property
    def stage(self) -> Path:
        """Where copies lie that have no name yet."""
        return self.out / f"{SCRATCH}{self.job.id}"

    def carry_on(self) -> None:
        """Keep the workers busy; pack when every document is through."""
        while not self.job.cancelled and self.job.in_flight < self.job.runner.workers:
            busy = next((one for one in self.under_way if one.waiting), None)
            if busy is not None:
                busy.waiting.popleft()()
            elif self.waiting:
                self._begin(*self.waiting.popleft())
            else:
                break
        if not self.job.in_flight and not self.under_way and not self.job.cancelled:
            self._pack()

    def _begin(self, document: Document, stem: str) -> None:
        problems = problems_of(self.session, document)
        if problems:
            more = f" ({len(problems) - 1} more like it)" if len(problems) > 1 else ""
            self._refuse(document, f"{problems[0].sentence}{more}")
            self.job.advance(2 * document.page_count, document.name)
            return
        redactions = tuple(approved(self.session, document))
        plan = self.decided[document.id] = self._plan(document)
        why = telling(self.session, document, plan, self.wishes.stamp)
        if why:
            self._refuse(document, why)
            self.job.advance(2 * document.page_count, document.name)
            return
        steps = _Steps(self.job, document.name)

        def proved(as_burned: DocumentPlan, notes: Notes, report: Report) -> None:
            self.under_way.remove(copying)
            self._settle(document, redactions, (plan, as_burned), copying.copy, report, notes)
            steps.up_to(2 * document.page_count)

        def failed(error: UserError) -> None:
            self.under_way.remove(copying)
            named = document.name in error.sentence
            sentence = error.sentence if named else f"{document.name}: {error.sentence}"
            self._refuse(document, sentence)
            self.released.append(ReleasedDocument(document, plan, redactions, None, None))
            steps.up_to(2 * document.page_count)

        copying = Copying(
            self.job,
            self.prover,
            self.wishes.mode,
            plan,
            Source(self.session.project.page_file(document), document.page_file_sha256),
            self.stage / f"{stem}.pdf",
            proved,
            failed,
            steps.up_to,
            self.carry_on,
        )
        self.under_way.append(copying)

    def _refuse(self, document: Document, sentence: str) -> None:
        self.job.failures.append(sentence)
        cuts, pages = len(approved(self.session, document)), document.page_count
        self.results.append(
            ReleaseResult(document.id, document.name, None, None, False, cuts, pages, sentence)
        )

    def _settle(
        self,
        document: Document,
        redactions: tuple[Annotation, ...],
        plans: tuple[DocumentPlan, DocumentPlan],
        copy: Path,
        report: Report,
        notes: Notes,
    ) -> None:
        """Keep a copy that is proved, with its proof; keep the reason alone where it is not.

        ``plans`` are the one that was decided, and the same with its boxes as burned.
        """
        decided, plan = plans
        if problems_of(self.session, document) or self._plan(document) != decided:
            copy.unlink(missing_ok=True)
            self._refuse(
                document,
                f"{document.name} was changed while its copy was made, so the copy is not what "
                "was decided. Release it again.",
            )
            self.released.append(ReleasedDocument(document, plan, redactions, None, None))
            return
        copy.with_suffix(".verify.json").write_text(report.to_json(), encoding="utf-8")
        if report.clean:
            sentence = f"{document.name} was released.{_unprinted(plan)}{_noted(notes)}"
        else:
            copy.unlink(missing_ok=True)
            # A leak says where; the check that found it only says that there is one.
            why = report.leaks[0].sentence() if report.leaks else report.sentences()[0]
            sentence = f"{document.name} was not released, its copy is not clean: {why}".strip()
            self.job.failures.append(sentence)
        facts = facts_of(self.session, document, plan)
        kept = copy if report.clean else None
        self.released.append(
            ReleasedDocument(document, plan, redactions, kept, report, facts, tuple(notes))
        )
        self.results.append(
            ReleaseResult(
                document.id,
                document.name,
                self.out / copy.name if report.clean else None,
                self.out / f"{copy.stem}.verify.json",
                report.clean,
                len(redactions),
                document.page_count,
                sentence,
            )
        )

    def _pack(self) -> None:
        """Have everything that goes with the copies written beside them."""
        if not any(item.report is not None for item in self.released):
            self._end()  # nothing came of it: what an earlier release left there stays
            return
        pages = sum(len(item.plan.pages) for item in self.released)
        self.job.submit(
            tasks.pack_release,
            str(self.stage),
            tuple(self.released),
            self.session.codes,
            self.wishes.mode,
            str(self.out),
            timeout_s=limit_s(max(60, pages)),
            then=self._lay_out,
            otherwise=lambda error: self._fail(
                UserError(f"The release was not finished. {error.sentence}", error.details)
            ),
        )

    def _lay_out(self, packed: Packed) -> None:
        if self.job.cancelled:
            return
        said = dict(packed.differences)
        changed = self._changed()
        if changed is not None:
            self._fail(
                UserError(
                    f"The release was not finished: {changed} was changed after its copy was made, "
                    "so the copy is not what was decided. Release again."
                )
            )
            return
        try:
            with publishing.laid_out(
                self.stage,
                self.out,
                packed.names,
                standing_in(self.out, self.stems),
                f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}",
            ):
                self._record()
        except UserError as error:
            self._fail(error)
            return
        self.is_laid_out = True
        self.results = [
            replace(
                result,
                sentence=f"{result.sentence} {said[result.document_name]}",
                difference=said[result.document_name],
            )
            if result.clean and result.document_name in said
            else result
            for result in self.results
        ]
        self._end()

    def _changed(self) -> str | None:
        """The name of a document whose copy is no longer what is decided, if there is one."""
        if self.session.repository.journal(limit=1) == self.entries:
            return None
        for item in self.released:
            if item.copy is not None and (
                problems_of(self.session, item.document)
                or self._plan(item.document) != self.decided[item.document.id]
            ):
                return item.document.name
        return None

    def _plan(self, document: Document) -> DocumentPlan:
        return plan_of(self.session, document, self.wishes.stamp, self.day)

    def _record(self) -> None:
        """Note every proof in the project, as one entry of the journal."""
        records = [
            ReleaseRecord(
                id=new_id(),
                at=edit_parts.now(),
                person=self.session.person,
                document_id=item.document.id,
                folder=self.folder_as_given,
                sha256=item.report.sha256,
                verified=int(item.report.clean),
            )
            for item in self.released
            if item.report is not None
        ]
        names = [item.document.name for item in self.released if item.report is not None]
        action = f"Release {names[0]}" if len(names) == 1 else f"Release {len(names)} documents"
        changes = rows.inserting([rows.release_row(record) for record in records])
        stamps = {
            item.report.sha256: stamp_of(
                self.wishes.stamp, item.redactions, self.session.person, self.day
            )
            for item in self.released
            if item.report is not None and item.report.clean
        }
        self.session.keep(ChangeSet(action, changes + stamped.noting(self.session, stamps)))

    def _end(self) -> None:
        proved = sum(result.clean for result in self.results)
        number = len(self.results)
        documents = "document" if number == 1 else "documents"
        self.job.end("done", f"{proved} of {number} {documents} released.")

    def _fail(self, error: UserError) -> None:
        self.job.failures.append(error.sentence)
        self.job.end("failed", error.sentence, error=error)

    def close(self) -> None:
        """The job ends, as it may: nothing half is left, and no result claims what is not there."""
        publishing.clear(self.stage)
        if not self.is_laid_out:
            why = "Nothing was released; what stood in the folder stands as it was."
            if self.job.cancelled and not self.job.error:
                self.job.message = f"The release was stopped. {why}"
            self.results = [
                replace(result, pdf=None, report=None, clean=False, sentence=why)
                if result.report is not None
                else result
                for result in self.results
            ]
        self.job.result = tuple(sorted(self.results, key=lambda r: self.order[r.document_id]))


def _unprinted(plan: DocumentPlan) -> str:
    """A sentence on what found no room on the paper, or nothing."""
    if not plan.unprinted:
        return ""
    pages = ", ".join(map(str, plan.unprinted))
    return f" On page {pages} a code or the stamp found no room; the log has every code."


def _noted(notes: Notes) -> str:
    """How pages were made that were not made as asked for, the same said once."""
    pages: dict[str, list[str]] = {}
    for page, note in notes:
        pages.setdefault(note, []).append(str(page))
    return "".join(
        f" {'Page' if len(numbers) == 1 else 'Pages'} {', '.join(numbers)}: {note}."
        for note, numbers in pages.items()
    )


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
    wishes: Wishes,
    runner: Runner,
    prover: Runner,
) -> SessionJob:
    """Make redacted copies of documents; see ``Session.release``. ``prover`` verifies them.

    Raises:
        UserError: the mode is not there, the stamp cannot be filled in, there is nothing to
            release, or the folder cannot be written or holds what no release of these
            documents left there.
        ProjectProblem: the journal does not bear out what the project says was decided.
    """
    if wishes.mode not in MODES:
        raise UserError(
            f"There is no release in the mode “{wishes.mode}”. Use rebuild, which makes the copy "
            "anew from its pixels, or preserve, which keeps the vectors and fonts of born-digital "
            "pages."
        )
    check_stamp(wishes.stamp)
    if not documents:
        raise UserError(f"The project “{session.name}” has no documents to release.")
    # A copy carries out what was decided: a project whose history was changed decides nothing.
    session.repository.verify_journal()
    stems = stems_of(documents)
    folder = out.absolute()
    job = SessionJob(session, "Release", runner)
    releaser = _Releaser(
        session, job, folder, str(out), prover, wishes, deque(zip(documents, stems, strict=True))
    )
    try:
        make_ready(folder, stems)
        releaser.stage.mkdir()
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
