"""Many redactions decided at once: those in sight by one key, those of a code by the dialog."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.app import edits, two_people
from workbench.app.session import Session
from workbench.domain.annotations import DECISION_NOTE, Annotation, Kind, Status, Target
from workbench.ui.actions import Mode
from workbench.ui.decide_dialog import DecideDialog
from workbench.ui.main_window import MainWindow
from workbench.ui.note_dialog import NoteDialog

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def redactions(session: Session) -> list[Annotation]:
    found = [
        one
        for document in session.documents()
        for one in session.annotations(document.id, kinds={Kind.REDACTION})
    ]
    return sorted(found, key=lambda one: (one.document_id, one.order))


@pytest.fixture
def window(window: MainWindow, session: Session) -> MainWindow:
    """Four proposed by Ann: two coded and one without a code in the cable, one in the note."""
    cable, note = session.document("cable.pdf"), session.document("note.txt")
    for document, page, word, code in (
        (cable, 1, 3, "1.4(d)"),
        (cable, 2, 3, "(b)(6)"),
        (cable, 2, 6, ""),
        (note, 1, 2, "(b)(6)"),
    ):
        session.do(edits.redact(session, document.id, (Target(page, word, word),), code))
    window.desk.set_mode(Mode.REDACT)
    return window


def dialog_of(window: MainWindow, qtbot: QtBot) -> DecideDialog:
    (dialog,) = window.findChildren(DecideDialog)
    qtbot.waitUntil(lambda: not dialog.is_gathering)
    return dialog


def statuses(session: Session) -> list[Status]:
    return [one.status for one in redactions(session)]


def test_all_shown_are_approved_by_one_key_and_taken_back_as_one_step(
    window: MainWindow, session: Session
) -> None:
    window.text_view.setFocus()
    QTest.keyClick(window.text_view, Qt.Key.Key_A, SHIFT)
    assert statuses(session).count(Status.APPROVED) == 2
    assert "without a code" in window.messages.text.text()
    window.actions_table["undo"].trigger()
    assert set(statuses(session)) == {Status.PROPOSED}


def test_what_is_not_in_sight_is_shown_before_it_is_approved(
    window: MainWindow, session: Session
) -> None:
    window.inspector.show_tab("tab_leaks")
    window.actions_table["approve_listed"].trigger()
    assert window.redactions.isVisible()
    assert set(statuses(session)) == {Status.PROPOSED}
    window.actions_table["approve_listed"].trigger()
    assert Status.APPROVED in statuses(session)


def test_who_proposed_approves_nothing_where_two_people_are_asked_for(
    window: MainWindow, session: Session
) -> None:
    session.do(two_people.ask_for(session, True))
    window.actions_table["approve_listed"].trigger()
    assert set(statuses(session)) == {Status.PROPOSED}
    assert "two people" in window.messages.text.text()


def test_a_code_is_refused_in_the_whole_project_with_a_note(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    window.text_view.setFocus()
    QTest.keyClick(window.text_view, Qt.Key.Key_A, CTRL_SHIFT)
    dialog = dialog_of(window, qtbot)
    dialog.scope.setCurrentIndex(2)
    qtbot.waitUntil(lambda: not dialog.is_gathering)
    dialog.code.setCurrentIndex(dialog.code.findData("(b)(6)"))
    dialog.decision.setCurrentIndex(1)
    assert dialog.go.text() == "Refuse 2"
    dialog.note.setText("Published already")
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    refused = [one for one in redactions(session) if one.status is Status.REFUSED]
    assert {one.label for one in refused} == {"(b)(6)"}
    assert {one.attributes[DECISION_NOTE] for one in refused} == {"Published already"}
    assert len({one.document_id for one in refused}) == 2
    window.actions_table["undo"].trigger()
    assert set(statuses(session)) == {Status.PROPOSED}


def test_dialog_says_what_stays_and_why(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_table["decide_many"].trigger()
    dialog = dialog_of(window, qtbot)
    assert dialog.said.text().startswith("2 redactions in 1 document will be approved")
    assert "without a code nothing is approved" in dialog.said.text()
    dialog.decision.setCurrentIndex(1)
    assert dialog.go.text() == "Refuse 3"


def test_all_there_is_to_say_of_a_redaction_stands_under_the_list(
    window: MainWindow, session: Session
) -> None:
    first = next(r for r in redactions(session) if r.label == "1.4(d)")
    session.person = "Ben"
    session.do(edits.decide(session, [first.id], Status.REFUSED, note="Long known"))
    window.desk.choose(session.annotation(first.id))
    said = window.redactions.about.text()
    assert said.startswith("“Ambassador”\n1.4(d): ")
    assert "Proposed by" in said
    assert "Refused by Ben" in said
    assert "Why: Long known" in said


def test_note_is_taken_by_its_button_once_there_is_one(
    window: MainWindow, session: Session
) -> None:
    first = next(r for r in redactions(session) if r.label == "1.4(d)")
    window.desk.choose(first)
    window.actions_table["refuse_note"].trigger()
    (dialog,) = window.findChildren(NoteDialog)
    assert not dialog.go.isEnabled()
    dialog.field.setText("Long known")
    dialog.go.click()
    assert session.annotation(first.id).status is Status.REFUSED
