"""The release dialog: which documents, where to; what stands in the way; how each one fared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.app import edits, verifying
from workbench.app.events import JobEnded
from workbench.app.jobs import Progress
from workbench.app.release_plan import problems_of
from workbench.app.releases import Problem, ReleaseResult
from workbench.app.slices import Sliced
from workbench.app.work import SessionJob
from workbench.domain.documents import Document, DocumentState
from workbench.domain.errors import UserError
from workbench.ui.desk import Desk
from workbench.ui.dialogs import choose_folder
from workbench.ui.inputs import Field, Refusal, TickList, TickModel
from workbench.ui.models import count, cut_words
from workbench.ui.release_warnings import ReleaseWarnings
from workbench.ui.rows import Row, RowList, RowsModel
from workbench.ui.status import progress_text
from workbench.ui.verifying import ReportDialog

_GATHER_MS = 150
_SLICE_S = 0.006
_MODES = {
    "rebuild": "Built anew from their pixels",
    "preserve": "As drawn, where they were born digital; the others from their pixels",
}
USUAL_STAMP = "{status} · {codes} · {date} · {person}"


class ReleaseDialog(QDialog):
    """Three steps in one window: choose, wait, read how it went. It does not block.

    Signals:
        problem_chosen: a problem the person wants to see, a ``Problem``.
        leak_chosen: something that tells what is redacted, a ``Leak``.
    """

    problem_chosen = Signal(object)
    leak_chosen = Signal(object)

    def __init__(self, desk: Desk, folder: Path, parent: QWidget, stamp: str = "") -> None:
        super().__init__(parent)
        self._desk = desk
        self._stamp_before = stamp
        self._job: SessionJob | None = None
        self.setObjectName("release_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Release copies")
        self._work: Sliced | None = None
        self.stack = QStackedWidget()
        for page in (self._choosing(folder), self._waiting(), self._reading()):
            self.stack.addWidget(page)
        self.buttons = QDialogButtonBox()
        self.go = self.buttons.addButton("Release", QDialogButtonBox.ButtonRole.AcceptRole)
        self.leave = self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._on_go)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.buttons)
        self.go.setDefault(True)
        self.resize(760, 560)
        desk.progress_changed.connect(self._on_progress_changed)
        desk.job_ended.connect(self._on_job_ended)
        desk.session_changed.connect(self._on_session_changed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look_again)
        desk.documents_changed.connect(self._on_documents_changed)
        self._do(self._read())

    def _on_session_changed(self) -> None:
        self.done(int(QDialog.DialogCode.Rejected))

    def _on_documents_changed(self, _ids: frozenset[str]) -> None:
        self._timer.start(_GATHER_MS)

    def _look_again(self) -> None:
        """Problems were settled in the window behind: the list says so too."""
        self._do(self._read_again())

    # In slices: a project may have thousands of documents

    def _do(self, steps: Iterator[None]) -> None:
        """Take some steps in the place of those under way; between them the window is free."""
        self._work = Sliced(steps)
        self.go.setEnabled(False)
        self._go_on()

    def _go_on(self) -> None:
        work = self._work
        if work is None or self._job is not None or not self._desk.is_open:
            return
        if self._desk.attempt(lambda: work.step(_SLICE_S)):
            self._desk.state.turns.give(self, "work", self._go_on)

    def _read(self) -> Iterator[None]:
        """Offer the documents of the project."""
        documents = yield from self._desk.session.documents_in_pieces()
        self.documents.sync([d for d in documents if d.state is not DocumentState.FAILED])
        yield
        self.documents.tick([d for d in self.documents.items if not self._is_offered(d)], False)
        self.documents.ticks_changed.connect(self.check)
        yield
        yield from self._check()

    def _read_again(self) -> Iterator[None]:
        documents = yield from self._desk.session.documents_in_pieces()
        fresh = {document.id: document for document in documents}
        self.documents.sync([fresh.get(old.id, old) for old in self.documents.items])
        yield from self._check()

    # Choosing

    def _choosing(self, folder: Path) -> QWidget:
        self.documents: TickModel[Document] = TickModel(lambda d: d.id, _document_row, self)
        self.list = TickList("Documents to release", "No document.", self.documents)
        self.folder = Field(str(folder))
        self.folder.setAccessibleName("Folder for the copies")
        browse = QPushButton("&Choose…")
        browse.setAutoDefault(False)
        browse.clicked.connect(
            lambda: choose_folder(
                self, "Folder for the copies", self.folder.text(), self.folder.setText
            )
        )
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(browse)
        self.stamp = Field(self._stamp_before)
        self.stamp.setAccessibleName("Stamp on every page")
        self.stamp.setPlaceholderText("none; {status}, {codes}, {date} and {person} are filled in")
        usual = QPushButton("&Usual")
        usual.setAutoDefault(False)
        usual.setToolTip(f"Fill in {USUAL_STAMP}")
        usual.clicked.connect(lambda: self.stamp.setText(USUAL_STAMP))
        stamping = QHBoxLayout()
        stamping.addWidget(self.stamp, 1)
        stamping.addWidget(usual)
        self.mode = QComboBox()
        self.mode.setAccessibleName("How the pages go out")
        for mode, title in _MODES.items():
            self.mode.addItem(title, mode)
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.refusal = Refusal()
        for field in (self.folder, self.stamp):
            field.textChanged.connect(lambda _text: self.refusal.hide())
        self.model: RowsModel[Problem] = RowsModel(
            lambda p: f"{p.document_id} {p.page} {p.annotation_id} {p.sentence}",
            lambda p: Row(p.sentence, self._words(p), colour=self._bad()),
            self,
        )
        self.problems = RowList("What stands in the way", "")
        self.problems.setModel(self.model)
        self.problems.activated.connect(self._on_problem)
        self.problems.clicked.connect(self._on_problem)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        for widget in (
            _bold("&Documents", self.list),
            self.list,
            _bold("Copies, &log and manifest go to", self.folder),
        ):
            box.addWidget(widget)
        box.addLayout(place)
        box.addWidget(_bold("&Stamp on every page", self.stamp))
        box.addLayout(stamping)
        way = QHBoxLayout()
        way.addWidget(_bold("&Pages", self.mode))
        way.addWidget(self.mode, 1)
        box.addLayout(way)
        box.addWidget(self.verdict)
        box.addWidget(self.refusal)
        box.addWidget(self.problems)
        self.warnings = ReleaseWarnings(self._desk)
        self.warnings.settled.connect(self._offer)
        self.warnings.chosen.connect(self.leak_chosen)
        box.addWidget(self.warnings)
        box.setStretchFactor(self.warnings, 2)
        box.setStretchFactor(self.list, 2)
        box.setStretchFactor(self.problems, 1)
        return page

    def _words(self, problem: Problem) -> str:
        """What the redaction cuts that stands in the way: else one is like the other."""
        session = self._desk.session
        if not problem.annotation_id:
            return ""
        redaction = self._desk.attempt(lambda: session.annotation(problem.annotation_id))
        return cut_words(redaction, session.text_of) if redaction is not None else ""

    def _bad(self) -> str:
        return self._desk.state.theme.doubt

    def _is_offered(self, document: Document) -> bool:
        """Whether a document comes ticked: the one at hand, and those that could go at once."""
        could = document.state is DocumentState.READY and not document.undecided_count
        return document.id == self._desk.document_id or (could and document.redaction_count > 0)

    def check(self) -> None:
        """Look what stands between the ticked documents and their release."""
        self._do(self._check())

    def _check(self) -> Iterator[None]:
        session, chosen = self._desk.session, self.documents.ticked()
        problems: list[Problem] = []
        self.warnings.stop()
        self.verdict.setText("Looking what stands in the way…")
        for document in chosen:
            problems += problems_of(session, session.document(document.id))
            yield
        self._work = None
        self.model.sync(problems)
        self.problems.setVisible(bool(problems))
        if not chosen:
            self.verdict.setText("Tick the documents to release.")
        elif problems:
            held = len({problem.document_id for problem in problems})
            ready = len(chosen) - held
            rest = f" The other {ready} can be released." if ready else ""
            self.verdict.setText(
                f"{count(len(problems), 'thing')} to settle in {count(held, 'document')}"
                f" before {'it' if held == 1 else 'they'} can be released.{rest}"
                " Enter or a click goes to the place."
            )
        else:
            boxes = sum(document.redaction_count for document in chosen)
            self.verdict.setText(
                f"Nothing stands in the way: {count(len(chosen), 'document')},"
                f" {count(boxes, 'redaction')}. Each copy is proved clean before it gets its name."
            )
        blocked = {problem.document_id for problem in problems}
        self.warnings.look([document for document in chosen if document.id not in blocked])
        self._offer()

    def _offer(self) -> None:
        """The release can be asked for once a person has been shown what it would tell."""
        if self._job is not None or self._work is not None:
            return
        blocked = {problem.document_id for problem in self.model.items}
        is_ready = any(document.id not in blocked for document in self.documents.ticked())
        self.go.setEnabled(is_ready and not self.warnings.is_looking)
        self.go.setText("Release all the same" if self.warnings.leaks() else "Release")

    def _on_problem(self, index: QModelIndex) -> None:
        problem = self.model.item(index)
        if problem is not None:
            self.problem_chosen.emit(problem)

    # Waiting and reading

    def _waiting(self) -> QWidget:
        self.doing = QLabel("Making the copies…")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        page = QWidget()
        box = QVBoxLayout(page)
        box.addStretch(1)
        box.addWidget(self.doing)
        box.addWidget(self.bar)
        box.addStretch(2)
        return page

    def _reading(self) -> QWidget:
        self.summary = _bold("")
        self.summary.setWordWrap(True)
        self.results: RowsModel[ReleaseResult] = RowsModel(
            lambda r: r.document_id, self._result_row, self
        )
        self.show_report = QPushButton("Show the &report")
        self.show_report.setAutoDefault(False)
        self.show_report.setToolTip("What was looked at in this copy, and what was found (Enter)")
        self.result_list = results = RowList("Results", "Nothing was released.")
        results.setModel(self.results)
        results.activated.connect(self._on_result)
        results.selectionModel().currentChanged.connect(
            lambda new, _old: self.show_report.setEnabled(self._has_report(new))
        )
        self.show_folder = QPushButton("Show the &folder")
        self.show_folder.setAutoDefault(False)
        self.show_folder.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder.text()))
        )
        self.show_report.clicked.connect(lambda: self._on_result(results.currentIndex()))
        row = QHBoxLayout()
        row.addWidget(self.show_report)
        row.addWidget(self.show_folder)
        row.addStretch(1)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.summary)
        box.addWidget(results, 1)
        box.addLayout(row)
        return page

    def _has_report(self, index: QModelIndex) -> bool:
        result = self.results.item(index)
        return result is not None and result.report is not None

    def _on_result(self, index: QModelIndex) -> None:
        """Show the proof of a copy, or why there is none."""
        result = self.results.item(index)
        if result is None or result.report is None:
            return
        path = result.report
        report = self._desk.attempt(lambda: verifying.read_report(path))
        if report is not None:
            ReportDialog(self._desk, report, self).show()

    def _result_row(self, result: ReleaseResult) -> Row:
        theme = self._desk.state.theme
        if result.clean and result.pdf is not None:
            facts = f"{count(result.pages, 'page')}, {count(result.redactions, 'redaction')}"
            notes = result.sentence.removeprefix(f"{result.document_name} was released.").strip()
            parts = ("proved clean", facts, result.difference, notes)
            said = " · ".join(part for part in parts if part)
            return Row(result.pdf.name, said, "released", theme.corrected)
        return Row(result.document_name, result.sentence, "not released", theme.doubt)

    def _on_go(self) -> None:
        if self._job is not None:
            self.accept()
            return
        folder = Path(self.folder.text().strip()).expanduser()
        blocked = {problem.document_id for problem in self.model.items}
        chosen = [document.id for document in self.documents.ticked() if document.id not in blocked]
        leaks = tuple(self.warnings.leaks())
        session = self._desk.session
        if leaks and not self._desk.attempt(lambda: session.keep(edits.let_pass(session, leaks))):
            return
        try:
            self._job = session.release(
                folder, chosen, mode=self.mode.currentData(), stamp=self.stamp.text()
            )
        except UserError as error:
            self.refusal.say(error.sentence)  # in the window behind nobody would see it
            return
        self.stack.setCurrentIndex(1)
        self.go.setVisible(False)
        self.leave.setText("Stop")
        if self._job.over:
            self._show_results(self._job.message)

    def _on_progress_changed(self, progress: Progress) -> None:
        if self._job is not None and progress.job_id == self._job.id:
            self.doing.setText(progress_text(progress))
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)

    def _on_job_ended(self, event: JobEnded) -> None:
        if self._job is not None and event.job_id == self._job.id:
            self._show_results(event.message)

    def _show_results(self, message: str) -> None:
        job = self._job
        results: Sequence[ReleaseResult] = job.result or () if job is not None else ()
        self.summary.setText(message)
        self.results.sync(results)
        self.show_report.setVisible(any(result.report is not None for result in results))
        worst = next((n for n, result in enumerate(results) if not result.clean), 0)
        self.result_list.setCurrentIndex(self.results.index(worst))
        self.show_folder.setVisible(any(result.clean for result in results))
        self.stack.setCurrentIndex(2)
        self.go.setText("Done")
        self.go.setVisible(True)
        self.go.setEnabled(True)
        self.go.setFocus()
        self.leave.setVisible(False)

    def done(self, result: int) -> None:
        """Closing it ends the looking."""
        self._work = None
        self.warnings.stop()
        super().done(result)

    def reject(self) -> None:
        """Stop what runs; where nothing runs, leave."""
        job = self._job
        if job is not None and not job.over:
            job.cancel()
            self.doing.setText("Stopping…")
            return
        super().reject()


def _document_row(document: Document) -> Row:
    facts = [count(document.page_count, "page"), count(document.redaction_count, "redaction")]
    if document.undecided_count:
        facts.append(f"{document.undecided_count} undecided")
    if document.state is not DocumentState.READY:
        facts.append("not imported to its end")
    return Row(document.name, " · ".join(facts))


def _bold(text: str, buddy: QWidget | None = None) -> QLabel:
    label = QLabel(text)
    if buddy is not None:
        label.setBuddy(buddy)
    font = label.font()
    font.setWeight(font.Weight.DemiBold)
    label.setFont(font)
    return label
