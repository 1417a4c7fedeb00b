"""Long work from the window, on real files through a real worker: import, and release."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPlainTextEdit
from pytestqt.qtbot import QtBot

from workbench.app import edits, reader
from workbench.app.jobs import WorkerPool
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Status, Target
from workbench.domain.documents import DocumentState, Page, PageState
from workbench.domain.pages import PageText
from workbench.store.sources import add_source
from workbench.ui import release_dialog as release_dialog_module
from workbench.ui.actions import Mode
from workbench.ui.dialogs import FinalDialog, ImportDialog
from workbench.ui.main_window import MainWindow
from workbench.ui.release_dialog import ReleaseDialog
from workbench.ui.verifying import ReportDialog

Show = Callable[[Session | None], MainWindow]
LONG_MS = 60_000
TEXT = "CONFIDENTIAL\n\n1. (C) Minister Orlov will not sign.\n\n2. (U) The port is closed.\n"


@pytest.fixture
def empty(tmp_path: Path, shared_pool: WorkerPool) -> Iterator[Session]:
    """An empty project whose long work runs in a real worker."""
    with Session.create(tmp_path / "Papers", person="Ann", runner=shared_pool) as made:
        yield made


@pytest.fixture
def window(show: Show, empty: Session) -> MainWindow:
    return show(empty)


def texts(folder: Path, *names: str) -> list[Path]:
    """Plain texts, each a little different from the others."""
    made = [folder / name for name in names]
    for path in made:
        path.write_text(f"{TEXT}\nFiled as {path.stem}.\n", encoding="utf-8")
    return made


def bring_in(qtbot: QtBot, window: MainWindow, sources: list[Path]) -> None:
    """Import and wait until the work is over."""
    with qtbot.waitSignal(window.desk.job_ended, timeout=LONG_MS):
        window.importing.bring_in(sources)


def test_documents_come_in_through_the_dialog_when_files_are_chosen(
    qtbot: QtBot, window: MainWindow, empty: Session, tmp_path: Path
) -> None:
    window.importing.ask(texts(tmp_path, "a.txt", "b.txt"))
    (dialog,) = window.findChildren(ImportDialog)
    with qtbot.waitSignal(window.desk.job_ended, timeout=LONG_MS) as ended:
        dialog.go.click()
    assert ended.args is not None
    assert ended.args[0].state == "done"
    assert sorted(d.name for d in empty.documents()) == ["a.txt", "b.txt"]
    qtbot.waitUntil(lambda: window.documents.model.rowCount() == 2)
    assert window.desk.document_id, "the first document that is ready is laid on the empty desk"
    assert window.centre.currentWidget() is window.views
    assert not window.progress.isVisible()
    assert window.messages.isVisible()


def test_the_one_source_that_cannot_be_read_is_named_at_once(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 and no more")
    with qtbot.waitSignal(window.desk.job_ended, timeout=LONG_MS):
        window.importing.bring_in([broken])
    assert "broken.pdf" in window.messages.text.text()
    assert not window.messages.details.isVisible()


def test_what_keeps_a_release_from_beginning_is_said_in_its_dialog(
    qtbot: QtBot, window: MainWindow, empty: Session, tmp_path: Path
) -> None:
    bring_in(qtbot, window, texts(tmp_path, "a.txt"))
    redact_orlov(window, empty, decide=True)
    dialog = release_dialog(window)
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.stamp.setText("{nonsense}")
    qtbot.waitUntil(dialog.go.isEnabled, timeout=LONG_MS)
    dialog.go.click()
    assert dialog.isVisible()
    assert "{nonsense}" in dialog.refusal.text()
    dialog.stamp.setText("")
    assert not dialog.refusal.isVisible()
    dialog.reject()


def test_work_is_shown_and_can_be_stopped_from_its_first_moment(
    qtbot: QtBot, window: MainWindow, empty: Session, tmp_path: Path
) -> None:
    sources = texts(tmp_path, "a.txt", "b.txt")
    window.importing.bring_in(sources)
    assert window.progress.isVisible()
    assert window.progress.label.text() == "Looking at files…"
    assert "being brought in" in window.documents.list.empty
    assert window.progress.stop.isEnabled()
    assert window.desk.actions["cancel"].isEnabled()
    with qtbot.waitSignal(window.desk.job_ended, timeout=LONG_MS) as ended:
        window.progress.stop.click()
    assert ended.args is not None
    assert ended.args[0].state == "cancelled"
    assert not window.progress.isVisible()
    assert "being brought in" not in window.documents.list.empty
    with qtbot.waitSignal(window.desk.job_ended, timeout=LONG_MS):
        window.importing.resume()
    assert sorted(d.name for d in empty.documents()) == ["a.txt", "b.txt"]


def test_stopped_import_is_forgotten_when_its_person_says_so(
    qtbot: QtBot, window: MainWindow, empty: Session, tmp_path: Path
) -> None:
    window.desk.actions["forget_import"].trigger()
    assert not window.findChildren(FinalDialog)
    assert "No import is unfinished" in window.messages.text.text()
    window.importing.bring_in(texts(tmp_path, "a.txt", "b.txt"))
    with qtbot.waitSignal(window.desk.job_ended, timeout=LONG_MS):
        window.progress.stop.click()
    assert empty.import_was_stopped
    window.desk.actions["forget_import"].trigger()
    (dialog,) = window.findChildren(FinalDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert len(empty.repository.remembered_imports()) == 1, "Enter cancels"
    window.desk.actions["forget_import"].trigger()
    (dialog,) = [d for d in window.findChildren(FinalDialog) if d.isVisible()]
    dialog.go.click()
    assert empty.repository.remembered_imports() == []
    assert empty.documents() == []


def test_readings_are_the_transcripts_when_one_is_given_in_the_dialog(
    qtbot: QtBot, window: MainWindow, empty: Session, tmp_path: Path
) -> None:
    (source,) = texts(tmp_path, "a.txt")
    transcript = tmp_path / "transcript.txt"
    transcript.write_text(source.read_text(encoding="utf-8").replace("Orlov", "Orlev"), "utf-8")
    window.importing.ask([source])
    (dialog,) = window.findChildren(ImportDialog)
    dialog.transcript.setText(str(tmp_path / "missing.txt"))
    dialog.go.click()
    assert "missing.txt" in dialog.problem.text()
    dialog.transcript.setText(str(transcript))
    with qtbot.waitSignal(window.desk.job_ended, timeout=LONG_MS):
        dialog.go.click()
    (document,) = empty.documents()
    assert "Orlev" in empty.document_text(document.id).text


def test_failed_pages_are_read_again_when_asked(
    qtbot: QtBot, window: MainWindow, empty: Session, tmp_path: Path
) -> None:
    source = tmp_path / "cable.pdf"
    with pymupdf.open() as pdf:
        for _ in range(2):
            pdf.new_page().insert_text((72, 72), "Minister Orlov will not sign.")
        pdf.save(source)
    sha256 = add_source(empty.path, source)
    repository = empty.repository
    document = repository.add_document(
        "cable.pdf",
        source_sha256=sha256,
        page_file_sha256=sha256,
        media="pdf",
        page_sizes=[(595.0, 842.0, 0)] * 2,
    )
    for number in (1, 2):
        message = f"Page {number} of cable.pdf could not be read."
        failed = Page(document.id, number, 595.0, 842.0, state=PageState.FAILED, message=message)
        repository.put_page(failed, PageText(number))
    repository.finish_document(document.id, person="Ann")
    again = window.actions_table["read_again"]
    assert not again.isEnabled()
    window.desk.show_document(document.id)
    assert again.isEnabled()
    with qtbot.waitSignal(window.desk.job_ended, timeout=LONG_MS):
        again.trigger()
    assert [page.state for page in empty.pages(document.id)] == [PageState.READ] * 2
    assert "Orlov" in [word.reading for word in window.state.text(1).words]
    assert not again.isEnabled()


def test_others_come_in_and_sentences_are_shown_of_files_that_cannot_be_read(
    qtbot: QtBot, window: MainWindow, empty: Session, tmp_path: Path
) -> None:
    broken = [tmp_path / "broken.pdf", tmp_path / "torn.pdf"]
    for number, path in enumerate(broken):
        path.write_bytes(b"%%PDF-1.7\nnothing more, %d" % number)
    bring_in(qtbot, window, [*texts(tmp_path, "good.txt"), *broken])
    ready = [d.name for d in empty.documents() if d.state is DocumentState.READY]
    assert ready == ["good.txt"]
    window.messages.details.click()
    (details,) = [d for d in window.findChildren(QDialog, "details_dialog") if d.isVisible()]
    (text,) = details.findChildren(QPlainTextEdit)
    assert "broken.pdf" in text.toPlainText()
    assert "torn.pdf" in text.toPlainText()
    details.reject()


def test_import_stops_when_the_work_is_cancelled(
    qtbot: QtBot, window: MainWindow, empty: Session, tmp_path: Path
) -> None:
    window.importing.bring_in(texts(tmp_path, *(f"{n}.txt" for n in range(20))))
    assert window.actions_table["cancel"].isEnabled()
    with qtbot.waitSignal(window.desk.job_ended, timeout=LONG_MS) as ended:
        window.actions_table["cancel"].trigger()
    assert ended.args is not None
    assert ended.args[0].state == "cancelled"
    assert not empty.running
    assert not window.actions_table["cancel"].isEnabled()


def redact_orlov(window: MainWindow, session: Session, *, decide: bool) -> None:
    """Propose to withhold the name, and approve it when asked."""
    document_id = window.desk.document_id
    words = session.page_text(document_id, 1).words
    word = next(n for n, w in enumerate(words) if w.reading == "Orlov")
    session.do(edits.redact(session, document_id, [Target(1, word, word)], "(b)(6)"))
    (redaction,) = session.annotations(document_id, kinds={Kind.REDACTION})
    if decide:
        session.do(edits.decide(session, [redaction.id], Status.APPROVED, person="Ben"))


def release_dialog(window: MainWindow) -> ReleaseDialog:
    window.actions_table["release"].trigger()
    (dialog,) = [d for d in window.findChildren(ReleaseDialog) if d.isVisible()]
    return dialog


def test_undecided_redaction_stands_in_the_way_and_is_gone_to_when_chosen(
    qtbot: QtBot, window: MainWindow, empty: Session, tmp_path: Path
) -> None:
    bring_in(qtbot, window, texts(tmp_path, "a.txt"))
    redact_orlov(window, empty, decide=False)
    dialog = release_dialog(window)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    assert not dialog.go.isEnabled()
    dialog.problems.clicked.emit(dialog.model.index(0))
    assert window.desk.mode is Mode.REDACT
    chosen = window.desk.chosen()
    assert chosen is not None
    empty.do(edits.decide(empty, [chosen.id], Status.APPROVED, person="Ben"))
    qtbot.waitUntil(dialog.go.isEnabled, timeout=LONG_MS)
    assert dialog.model.rowCount() == 0
    dialog.reject()


def test_documents_to_release_are_read_in_slices_and_none_is_lost(
    qtbot: QtBot,
    window: MainWindow,
    empty: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "_READ_AT_ONCE", 1)
    monkeypatch.setattr(release_dialog_module, "_SLICE_S", 1e-5)
    bring_in(qtbot, window, texts(tmp_path, "a.txt", "b.txt", "c.txt"))
    redact_orlov(window, empty, decide=False)
    left = release_dialog(window)
    assert left.documents.rowCount() == 0, "they are being read"
    assert not left.go.isEnabled()
    left.reject()
    dialog = release_dialog(window)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    assert list(dialog.documents.items) == empty.documents()
    assert [d.id for d in dialog.documents.ticked()] == [window.desk.document_id]
    assert not dialog.go.isEnabled()
    dialog.documents.tick(dialog.documents.items, True)
    qtbot.waitUntil(dialog.go.isEnabled, timeout=LONG_MS)
    assert dialog.verdict.text().startswith("1 thing to settle in 1 document")
    dialog.reject()


@pytest.mark.parametrize("mode", ["rebuild", "preserve"])
def test_copy_is_proved_and_named_when_released_from_the_dialog(
    qtbot: QtBot, window: MainWindow, empty: Session, tmp_path: Path, mode: str
) -> None:
    bring_in(qtbot, window, texts(tmp_path, "a.txt"))
    redact_orlov(window, empty, decide=True)
    dialog = release_dialog(window)
    out = tmp_path / "out"
    dialog.folder.setText(str(out))
    dialog.mode.setCurrentIndex(dialog.mode.findData(mode))
    assert not dialog.go.isEnabled(), "nothing goes out before its warnings are shown"
    qtbot.waitUntil(dialog.go.isEnabled, timeout=LONG_MS)
    assert "page-not-reviewed" in {leak.kind for leak in dialog.warnings.leaks()}
    sentences = {leak.sentence for leak in dialog.warnings.leaks()}
    assert dialog.warnings.model.rowCount() == len(sentences), "what is said twice is one row"
    assert dialog.go.text() == "Release all the same"
    with qtbot.waitSignal(window.desk.job_ended, timeout=2 * LONG_MS):
        dialog.go.click()
    assert any("Release although" in e.action for e in empty.repository.journal())
    (result,) = dialog.results.items
    assert result.clean, result.sentence
    assert (out / "a.pdf").exists()
    assert json.loads((out / "a.verify.json").read_text(encoding="utf-8"))
    assert b"Orlov" not in (out / "a.pdf").read_bytes()
    assert f'"mode": "{mode}"' in (out / "manifest.json").read_text(encoding="utf-8")
    dialog.show_report.click()
    (report,) = dialog.findChildren(ReportDialog)
    assert "Clean: nothing was found" in report.page.toPlainText()
    dialog.go.click()
    assert not dialog.isVisible()
