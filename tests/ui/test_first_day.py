"""What a person who is new stumbled over, so that nobody does again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from workbench import files
from workbench.app import demo, edits
from workbench.app.jobs import WorkerPool
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.ui.actions import Mode
from workbench.ui.code_picker import CodePicker
from workbench.ui.dialogs import SettingsDialog
from workbench.ui.main_window import MainWindow
from workbench.ui.release_dialog import ReleaseDialog

Show = Callable[[Session | None], MainWindow]


def suggested(session: Session, document_id: str, *pages: int) -> list[str]:
    """A suggestion on the second word of each page."""
    made = [
        Annotation(
            new_id(),
            document_id,
            Kind.MARKING,
            "portion",
            (Target(page, 1, 1),),
            Status.SUGGESTED,
            origin="rule:test",
        )
        for page in pages
    ]
    session.do(edits.add(session, made, "Suggest"))
    return [annotation.id for annotation in made]


def test_window_keeps_its_size_when_a_project_is_opened(show: Show, session: Session) -> None:
    window = show(None)
    window.resize(1100, 700)
    QApplication.processEvents()
    window.projects.take(session)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1100, 700)


def test_next_key_works_on_the_page_turned_to_when_the_cursor_was_on_another(
    window: MainWindow, session: Session
) -> None:
    first, second = suggested(session, window.desk.document_id, 1, 2)
    window.desk.set_mode(Mode.TAG)
    window.tagging.go_to_suggestion()
    assert window.state.selected_annotation == first
    window.actions_table["last_page"].trigger()
    assert window.state.selected_annotation == ""
    assert window.desk.place() == (2, -1)
    window.tagging.accept_page()
    assert session.annotation(first).status is Status.SUGGESTED
    assert session.annotation(second).status is Status.ACCEPTED


def test_person_is_shown_when_another_takes_the_chair(window: MainWindow) -> None:
    assert (window.person.isVisible(), window.person.text()) == (True, "Ann")
    window.person.click()
    (dialog,) = window.findChildren(SettingsDialog)
    dialog.saved.emit(window.desk.settings.with_value("person", "Ben"))
    dialog.reject()
    assert window.person.text() == window.desk.session.person == "Ben"
    assert window.person.accessibleName() == "Working as Ben"


def test_cursor_stays_when_the_page_gone_to_is_its_own(window: MainWindow) -> None:
    window.state.select_words(1, 3, 4)
    window.state.go_to_page(1)
    assert window.desk.place() == (1, 4)


@pytest.mark.parametrize("typed", ["b6", "(b)(6)", "PRIVACY", "b6 privacy"])
def test_code_is_found_when_typed_in_haste(
    qtbot: QtBot, session: Session, application: None, typed: str
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    picker = CodePicker(session.codes, "", parent)
    QTest.keyClicks(picker.field, typed)
    assert "(b)(6)" in [code.code for code in picker.model.items]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_keys_go_to_the_text_when_the_editor_is_left(window: MainWindow, key: Qt.Key) -> None:
    window.desk.set_mode(Mode.CORRECT)
    window.text_view.setFocus()
    window.state.select_words(1, 1, 1)
    window.text_view.edit_word()
    editor = window.text_view.editor.edit
    assert QApplication.focusWidget() is editor
    QTest.keyClick(editor, key)
    assert QApplication.focusWidget() is window.text_view


def test_editor_stands_whole_in_its_pane_when_the_pane_is_narrow(window: MainWindow) -> None:
    window.views.setSizes([400, 250])
    QApplication.processEvents()
    window.desk.set_mode(Mode.CORRECT)
    window.state.select_words(1, 6, 6)
    window.text_view.edit_word()
    editor = window.text_view.editor
    assert editor.width() <= window.text_view.viewport().width()


def test_text_grows_when_larger_text_is_asked_for_though_it_was_fitted(
    window: MainWindow,
) -> None:
    window.views.setSizes([700, 200])
    QApplication.processEvents()
    window.views.stack(False)
    view = window.text_view
    fitted = view.shown_text_size
    assert fitted < view.text_size
    window.actions_table["text_larger"].trigger()
    assert view.shown_text_size == round(fitted) + 1
    assert window.desk.settings.number("text_size") == view.shown_text_size
    assert not window.actions_table["fit_text"].isChecked()
    window.actions_table["fit_text"].trigger()
    assert view.fits_text
    assert window.actions_table["fit_text"].isChecked()


def test_document_is_listed_as_it_is_when_its_problems_were_settled_behind_the_dialog(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    document_id = window.desk.document_id
    session.do(edits.redact(session, document_id, [Target(1, 5, 5)], code="(b)(6)"))
    window.releasing.ask()
    (dialog,) = window.findChildren(ReleaseDialog)

    def said() -> str:
        number = [document.id for document in dialog.documents.items].index(document_id)
        return str(dialog.documents.index(number).data(Qt.ItemDataRole.AccessibleTextRole))

    assert "1 undecided" in said()
    (redaction,) = session.annotations(document_id, kinds={Kind.REDACTION})
    session.do(edits.decide(session, [redaction.id], Status.APPROVED, person="Ben"))
    qtbot.waitUntil(lambda: "undecided" not in said())
    dialog.reject()


def test_sample_is_finished_when_its_import_was_stopped_half_way(
    qtbot: QtBot, show: Show, shared_pool: WorkerPool
) -> None:
    samples = files.bundled("samples", "documents")
    with Session.create(demo.default_folder(), person="Ann", runner=shared_pool) as begun:
        begun.wait(begun.import_files([samples / "typed-06.txt"]))
    window = show(None)
    with qtbot.waitSignal(window.desk.job_ended, timeout=120_000):
        window.projects.open_sample()
    found = window.desk.session.documents()
    assert {d.name for d in found} == {path.name for path in samples.iterdir()}
    assert all(d.redaction_count for d in found)


def test_message_leaves_buttons_free_and_goes_when_one_goes_on(
    window: MainWindow, session: Session
) -> None:
    window.resize(1100, 700)
    changes = edits.redact(session, window.desk.document_id, [Target(1, 4, 4)], "")
    session.do(changes)
    (made,) = edits.created(changes)
    window.desk.set_mode(Mode.REDACT)
    window.state.select_annotation(made)
    window.actions_table["approve"].trigger()
    assert "no code yet" in window.messages.text.text()
    assert window.messages.isVisible()
    for dock in (window.inspector_dock, window.documents_dock):
        assert not dock.geometry().intersects(window.messages.geometry())
    window.state.select_words(1, 1, 1)
    assert window.messages.isVisible(), "a refusal stays while one only looks round"
    session.do(edits.set_code(session, [made], "(b)(6)"))
    assert not window.messages.isVisible(), "its cause is gone"
    window.desk.say("Nothing is tagged at this word.")
    window.state.select_words(1, 2, 2)
    assert not window.messages.isVisible()


def test_tab_goes_as_one_reads(window: MainWindow) -> None:
    order: list[QWidget | None] = [window.mode_buttons.buttons[Mode.READ]]
    while (last := order[-1]) is not None and len(order) < 300:
        order.append(last.nextInFocusChain())
    stops: tuple[QWidget, ...] = (
        window.mode_buttons.buttons[Mode.REDACT],
        window.mode_bar.chips[0],
        window.search_field,
        window.documents.list,
        window.page_view,
        window.text_view,
        window.inspector.tabs,
    )
    places = [order.index(stop) for stop in stops]
    assert places == sorted(places)


def test_settings_offer_what_is_there(window: MainWindow) -> None:
    window.actions_table["settings"].trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    for key, there in (("labels", "diplomatic"), ("language", "eng")):
        field = dialog.fields[key]
        assert isinstance(field, QComboBox)
        assert field.findText(there) >= 0
        assert field.currentText() == there
    dialog.reject()


def test_settings_name_what_there_is_in_words_and_keep_it(window: MainWindow) -> None:
    window.actions_table["settings"].trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    ocr = dialog.fields["ocr"]
    assert isinstance(ocr, QComboBox)
    assert ocr.currentText() == "Where there is no usable text"
    ocr.setCurrentText("On every page")
    dialog.go.click()
    assert window.desk.settings.text("ocr") == "always"


def test_text_goes_under_the_page_when_the_window_is_too_narrow_for_both(
    window: MainWindow,
) -> None:
    def is_stacked() -> bool:
        QApplication.processEvents()
        return window.views.is_stacked

    window.resize(1600, 1000)
    assert not is_stacked()
    window.resize(1100, 700)
    assert is_stacked()
    assert window.text_view.horizontalScrollBar().maximum() == 0, "no line runs out of sight"
    window.actions_table["stack_views"].trigger()
    assert not is_stacked(), "but a person decides"
    window.resize(1000, 700)
    assert not is_stacked()
    window.actions_table["reset_panes"].trigger()
    assert is_stacked()
