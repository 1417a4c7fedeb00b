"""Checking a copy, of whatever tool: which file, held against what; and the report to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from workbench.app import verifying
from workbench.app.events import JobEnded
from workbench.app.work import SessionJob
from workbench.domain.errors import UserError
from workbench.ui.desk import Desk
from workbench.ui.dialogs import FormDialog
from workbench.ui.inputs import Field

if TYPE_CHECKING:
    from workbench.app.verifying import Report

_BY_NAME, _HERE, _TERMS = "by name", "here", "terms"


class Verifying(QObject):
    """What holds a copy against the project. Dialogs stand over ``window`` and do not block."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk)
        self._desk = desk
        self._window = window
        self._job: SessionJob | None = None
        desk.actions.on("verify", self.ask)
        desk.job_ended.connect(self._on_job_ended)

    def ask(self) -> None:
        """Ask which file is to be checked, and against what."""
        VerifyDialog(self._desk, self._start, self._window).open()

    def _start(self, pdf: Path, document: str, terms: tuple[str, ...], ocr: bool) -> None:
        """Have it checked.

        Raises:
            UserError: it is not there, or there is nothing to hold it against.
        """
        self._job = self._desk.session.verify(
            pdf, documents=[document] if document else None, terms=terms or None, ocr=ocr
        )
        if self._job.over:
            self._show()
        else:
            self._desk.say(f"{pdf.name} is being checked…")
        self._desk.refresh_facts()

    def _on_job_ended(self, event: JobEnded) -> None:
        if self._job is not None and event.job_id == self._job.id:
            self._show()

    def _show(self) -> None:
        job, self._job = self._job, None
        if job is not None and job.result is not None:
            ReportDialog(self._desk, job.result, self._window).show()


class VerifyDialog(FormDialog):
    """The file, and what it is held against: a document's redactions, or terms."""

    def __init__(
        self, desk: Desk, start: Callable[[Path, str, tuple[str, ...], bool], None], parent: QWidget
    ) -> None:
        super().__init__(
            "verify_dialog",
            "Check a copy",
            "Looks through a PDF, made with this program or any other, for everything that was to"
            " be gone.",
            "Check",
            parent,
        )
        self._start = start
        self._document = desk.document_id
        self.file = Field()
        self.file.setPlaceholderText("A PDF")
        browse = QPushButton("C&hoose…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        self.against = QComboBox()
        self.against.addItem("The redactions of the document whose name it bears", _BY_NAME)
        if desk.document_id:
            name = desk.session.document(desk.document_id).name
            self.against.addItem(f"The redactions of {name}", _HERE)
        self.against.addItem("Terms that must not be in it", _TERMS)
        self.against.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.terms = QPlainTextEdit()
        self.terms.setTabChangesFocus(True)
        self.terms.setPlaceholderText("One a line")
        self.terms.setFixedHeight(6 * self.fontMetrics().lineSpacing())
        self.ocr = QCheckBox("&Read the pixels of its pages too (OCR)")
        self.ocr.setChecked(True)
        self.add_row("&File", self.file, browse)
        for title, field in (("Held &against", self.against), ("&Terms", self.terms)):
            self.form.addRow(title, field)
            field.setAccessibleName(title.replace("&", ""))
        self.form.addRow("", self.ocr)
        self.finish(self.file)
        self.against.currentIndexChanged.connect(lambda _index: self._show_terms())
        self._show_terms()
        self.resize(600, self.sizeHint().height())
        desk.session_changed.connect(self.reject)

    def _show_terms(self) -> None:
        self.form.setRowVisible(self.terms, self.against.currentData() == _TERMS)

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, "Copy to check", self.file.text(), "PDF (*.pdf *.PDF)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.file.setText)
        dialog.open()

    def _on_accepted(self) -> None:
        name, against = self.file.text().strip(), self.against.currentData()
        terms = verifying.terms_of(self.terms.toPlainText()) if against == _TERMS else ()
        if not name:
            self.refuse("Choose the PDF that is to be checked.")
            self.file.setFocus()
            return
        if against == _TERMS and not terms:
            self.refuse("Write the terms that must not be in it, one a line.")
            self.terms.setFocus()
            return
        document = self._document if against == _HERE else ""
        try:
            self._start(Path(name).expanduser(), document, terms, self.ocr.isChecked())
        except UserError as error:
            self.refuse(error.sentence)
            return
        self.accept()


class ReportDialog(QDialog):
    """What a check found, page by page, and everything that was looked at."""

    def __init__(self, desk: Desk, report: Report, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._report = report
        self.setObjectName("report_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{report.file_name}: {'clean' if report.clean else 'not clean'}")
        self.page = QTextBrowser()
        self.page.setAccessibleName("Report")
        self.page.setOpenLinks(False)
        self.page.document().setDocumentMargin(16)
        self.page.setHtml(verifying.as_page(report))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        keep = buttons.addButton("&Save the report…", QDialogButtonBox.ButtonRole.ActionRole)
        keep.setAutoDefault(False)
        keep.clicked.connect(self._on_keep)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(self.page, 1)
        layout.addWidget(buttons)
        self.resize(820, 600)
        self.page.setFocus()
        desk.session_changed.connect(self.reject)

    def _on_keep(self) -> None:
        name = f"{Path(self._report.file_name).stem}.verify.html"
        dialog = QFileDialog(self, "Save the report", name, "Page (*.html)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("html")
        dialog.fileSelected.connect(self.keep)
        dialog.open()

    def keep(self, name: str) -> None:
        """Write the report to a file, as a page."""
        path = Path(name)

        def write() -> Path:
            verifying.write_page(self._report, path)
            return path

        if self._desk.attempt(write) is not None:
            self._desk.say(f"The report is in {path}.")
