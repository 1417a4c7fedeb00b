"""Codes in the window: several at once by keys, own ones, whole pages, the stamp."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from workbench.app import edits, own_codes
from workbench.app.session import Session
from workbench.domain.annotations import WITHHOLD, Kind, Status, Target
from workbench.domain.codes import Code, renamed
from workbench.ui.actions import Mode
from workbench.ui.code_picker import CodePicker
from workbench.ui.main_window import MainWindow
from workbench.ui.own_codes import OwnCodesDialog
from workbench.ui.release_dialog import USUAL_STAMP, ReleaseDialog

Dialog = TypeVar("Dialog", bound=QDialog)


def dialog_of(window: MainWindow, kind: type[Dialog]) -> Dialog:
    (dialog,) = window.findChildren(kind)
    return dialog


def codes_of(window: MainWindow, session: Session) -> list[str]:
    found = session.annotations(window.desk.document_id, kinds=(Kind.REDACTION,))
    return [redaction.label for redaction in found]


@pytest.fixture
def picker(qtbot: QtBot, session: Session, application: None) -> Callable[[str], CodePicker]:
    parent = QWidget()
    qtbot.addWidget(parent)
    return lambda present: CodePicker(session.codes, present, parent)


def test_several_codes_are_chosen_by_keys_alone(window: MainWindow, session: Session) -> None:
    window.desk.set_mode(Mode.REDACT)
    window.state.select_words(1, 4, 5)
    window.actions_table["redact"].trigger()
    picker = dialog_of(window, CodePicker)
    QTest.keyClicks(picker.field, "1.4b")
    QTest.keyClick(picker.field, Qt.Key.Key_Tab)
    assert picker.field.text() == ""
    assert picker.chosen.text().startswith("Chosen: 1.4(b)")
    QTest.keyClicks(picker.field, "1.4d,b6")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert codes_of(window, session) == ["1.4(b), 1.4(d), (b)(6)"]


def test_enter_takes_what_was_put_aside_and_nothing_else(
    qtbot: QtBot, picker: Callable[[str], CodePicker]
) -> None:
    made = picker("1.4(b), (b)(6)")
    with qtbot.waitSignal(made.code_picked) as taken:
        QTest.keyClick(made.field, Qt.Key.Key_Return)
    assert taken.args == ["1.4(b), (b)(6)"]


def test_codes_taken_last_are_offered_and_give_way_to_what_is_typed(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    window.desk.set_mode(Mode.REDACT)
    for word, typed in ((4, "1.4b,b6"), (6, ""), (8, "23")):
        window.state.select_words(1, word, word)
        window.actions_table["redact"].trigger()
        picker = dialog_of(window, CodePicker)
        QTest.keyClicks(picker.field, typed)
        QTest.keyClick(picker.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not window.findChildren(CodePicker))
    assert sorted(codes_of(window, session)) == ["1.4(b), (b)(6)", "1.4(b), (b)(6)", "23"]


def test_code_put_aside_is_dropped_by_backspace_or_by_choosing_it_again(
    qtbot: QtBot, picker: Callable[[str], CodePicker]
) -> None:
    made = picker("1.4(b), (b)(6), 23")
    QTest.keyClick(made.field, Qt.Key.Key_Backspace)
    QTest.keyClicks(made.field, "1.4b")
    QTest.keyClick(made.field, Qt.Key.Key_Tab)
    with qtbot.waitSignal(made.code_picked) as taken:
        QTest.keyClick(made.field, Qt.Key.Key_Return)
    assert taken.args == ["(b)(6)"]


def test_page_and_document_are_withheld_by_key(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    window.desk.set_mode(Mode.REDACT)
    window.state.go_to_page(2)
    for key, what, pages in (("P", "page", (2,)), ("D", "document", (1, 2))):
        action = window.actions_table[f"withhold_{what}"]
        assert action.shortcut().toString() == f"Shift+{key}"
        action.trigger()
        picker = dialog_of(window, CodePicker)
        QTest.keyClicks(picker.field, "40(2)")
        QTest.keyClick(picker.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not window.findChildren(CodePicker))
        found = session.annotations(window.desk.document_id, kinds=(Kind.REDACTION,))
        (made,) = [a for a in found if a.attributes[WITHHOLD] == what]
        assert (made.pages, made.label, made.status) == (pages, "40(2)", Status.PROPOSED)
        index = window.redactions.model.index_of(made.id)
        assert f"the whole {what}" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    window.actions_table["undo"].trigger()
    window.actions_table["undo"].trigger()
    assert codes_of(window, session) == []


def test_own_codes_are_made_changed_offered_and_removed_in_the_window(
    window: MainWindow, session: Session
) -> None:
    window.actions_table["own_codes"].trigger()
    dialog = dialog_of(window, OwnCodesDialog)
    QTest.keyClicks(dialog.code, "HR-1")
    QTest.keyClicks(dialog.sentence, "Names a member of the staff.")
    QTest.keyClicks(dialog.source, "House rule 7")
    dialog.last_age.setValue(80)
    dialog.keep.click()
    made = session.codes.find("HR-1")
    assert made is not None
    assert (made.sentence, made.source, made.limits.last_age) == (
        "Names a member of the staff.",
        "House rule 7",
        80,
    )
    assert [c.code for c in dialog.model.items] == ["HR-1"]

    dialog.sentence.setText("Names somebody of the house.")
    dialog.keep.click()
    changed = session.codes.find("HR-1")
    assert changed is not None
    assert changed.sentence == "Names somebody of the house."

    session.do(edits.redact(session, window.desk.document_id, [Target(1, 4, 4)], "HR-1, (b)(6)"))
    dialog.remove.click()
    assert "HR-1 is the code of a redaction" in dialog.trouble.text()
    window.actions_table["undo"].trigger()
    dialog.remove.click()
    assert session.codes.find("HR-1") is None
    assert dialog.model.items == []


def test_code_that_could_not_be_told_apart_is_refused_in_a_sentence(
    window: MainWindow, session: Session
) -> None:
    window.actions_table["own_codes"].trigger()
    dialog = dialog_of(window, OwnCodesDialog)
    for code, says in (("", "must not be empty"), ("A, B", "comma"), ("A", "no sentence")):
        dialog.code.setText(code)
        dialog.keep.click()
        assert says in dialog.trouble.text()
    assert own_codes.own_codes(session).codes == ()


def test_own_codes_are_there_again_after_undo_redo_and_opening(session: Session) -> None:
    own = renamed(own_codes.own_codes(session), "", Code("HR-1", "Staff.", "House rule"))
    session.do(own_codes.save(session, own))
    session.undo()
    assert session.codes.find("HR-1") is None
    session.redo()
    path = session.path
    session.close()
    with Session.open(path, person="Ann", runner=session.runner()) as again:
        assert again.codes.find("HR-1") is not None
        assert again.codes.find("(b)(6)") is not None


def test_stamp_is_offered_and_remembered(window: MainWindow) -> None:
    window.actions_table["release"].trigger()
    dialog = dialog_of(window, ReleaseDialog)
    assert dialog.stamp.text() == ""
    dialog.stamp.setText(USUAL_STAMP)
    dialog.reject()
    dialog.deleteLater()
    window.actions_table["release"].trigger()
    assert window.findChildren(ReleaseDialog)[-1].stamp.text() == USUAL_STAMP
