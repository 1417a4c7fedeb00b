"""A copy of any tool checked from the window: against terms, with the report to read and keep."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.ui.main_window import MainWindow
from workbench.ui.verifying import ReportDialog, VerifyDialog

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def naive(tmp_path: Path) -> Path:
    """A black box drawn over live text."""
    path = tmp_path / "naive.pdf"
    with pymupdf.open() as made:
        page = made.new_page()
        page.insert_text((72, 100), "The bell buoy lies off Merrow Point")
        page.draw_rect(pymupdf.Rect(70, 85, 300, 106), fill=(0, 0, 0))
        made.save(path)
    return path


@pytest.fixture
def dialog(window: MainWindow) -> VerifyDialog:
    window.text_view.setFocus()
    QTest.keyClick(window.text_view, Qt.Key.Key_P, CTRL_SHIFT)
    (dialog,) = window.findChildren(VerifyDialog)
    dialog.ocr.setChecked(False)
    return dialog


def report_of(window: MainWindow, qtbot: QtBot) -> ReportDialog:
    qtbot.waitUntil(lambda: bool(window.findChildren(ReportDialog)), timeout=20_000)
    (report,) = window.findChildren(ReportDialog)
    return report


def test_foreign_copy_is_refuted_and_its_report_kept(
    window: MainWindow, dialog: VerifyDialog, naive: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.file.setText(str(naive))
    dialog.against.setCurrentIndex(dialog.against.count() - 1)
    dialog.terms.setPlainText("# one a line\nMerrow Point\n")
    dialog.go.click()
    report = report_of(window, qtbot)
    assert report.windowTitle() == "naive.pdf: not clean"
    said = report.page.toPlainText()
    assert "Not clean" in said
    assert "Page 1" in said
    report.keep(str(tmp_path / "report.html"))
    assert "Not clean" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_what_cannot_be_checked_is_said_in_the_dialog(
    dialog: VerifyDialog, naive: Path, tmp_path: Path
) -> None:
    dialog.go.click()
    assert dialog.problem.text() == "Choose the PDF that is to be checked."
    dialog.file.setText(str(tmp_path / "none.pdf"))
    dialog.go.click()
    assert "none.pdf is not there" in dialog.problem.text()
    dialog.file.setText(str(naive))
    dialog.go.click()
    assert "Say which document" in dialog.problem.text()
    assert dialog.isVisible()


def test_nothing_is_proved_of_a_document_without_approved_redactions(
    dialog: VerifyDialog, naive: Path
) -> None:
    dialog.file.setText(str(naive))
    dialog.against.setCurrentIndex(1)
    assert dialog.against.currentText() == "The redactions of cable.pdf"
    dialog.go.click()
    assert "no approved redactions" in dialog.problem.text()


def test_terms_are_asked_for_only_where_they_count(dialog: VerifyDialog) -> None:
    assert not dialog.terms.isVisible()
    dialog.against.setCurrentIndex(dialog.against.count() - 1)
    assert dialog.terms.isVisible()
