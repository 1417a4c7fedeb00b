"""Suggestions judged by keys, many at once, and header fields edited; a cable from start to end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.ui.conftest import put_document
from tests.ui.test_findings_panel import PAPER
from workbench.app import edits
from workbench.app.own_terms import own_terms
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Kind, Status
from workbench.domain.terms import Term
from workbench.ui.accept_dialog import AcceptDialog
from workbench.ui.actions import Mode
from workbench.ui.code_picker import CodePicker
from workbench.ui.main_window import MainWindow
from workbench.ui.terms_dialog import TermsDialog

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(show: Callable[[Session | None], MainWindow], session: Session) -> MainWindow:
    documents = [put_document(session, name, PAPER, PAPER) for name in ("a.pdf", "b.pdf")]
    session.wait(session.suggest([document.id for document in documents]))
    made = show(session)
    made.desk.show_document(documents[0].id)
    made.text_view.setFocus()
    return made


def press(window: MainWindow, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    for key in keys:
        target = window.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifiers)


def waiting(session: Session, name: str = "a.pdf") -> list[Annotation]:
    document = session.document(name)
    return session.annotations(document.id, statuses={Status.SUGGESTED})


def dialog_of(window: MainWindow, qtbot: QtBot) -> AcceptDialog:
    (dialog,) = window.findChildren(AcceptDialog)
    qtbot.waitUntil(lambda: not dialog.is_counting)
    return dialog


def test_cable_is_accepted_from_start_to_end_by_keys_alone(
    window: MainWindow, session: Session
) -> None:
    seen = []
    total = len(waiting(session))
    assert total > 20
    press(window, Qt.Key.Key_Home)
    press(window, Qt.Key.Key_J)
    for number in range(total):
        chosen = window.desk.chosen()
        assert chosen is not None
        seen.append(chosen.order)
        verdict = Qt.Key.Key_R if number == 3 else Qt.Key.Key_V
        press(window, verdict)
    assert waiting(session) == []
    assert seen == sorted(seen), "as a reader meets them"
    assert len(waiting(session, "b.pdf")) == total
    rejected = session.annotations(window.desk.document_id, statuses={Status.REJECTED})
    assert len(rejected) == 1
    for _ in range(total):
        press(window, Qt.Key.Key_Z, modifiers=CTRL)
    assert len(waiting(session)) == total, "each was one step"


def test_label_key_changes_the_label_of_the_chosen_suggestion(
    window: MainWindow, session: Session
) -> None:
    entity = next(a for a in waiting(session) if a.label == "PERSON")
    number = len(session.annotations(window.desk.document_id))
    window.desk.choose(entity)
    press(window, Qt.Key.Key_3)
    after = session.annotation(entity.id)
    assert (after.label, after.status) == ("PLACE", Status.ACCEPTED)
    assert len(session.annotations(window.desk.document_id)) == number, "nothing new was made"
    assert window.desk.chosen() != after, "and on to the next"
    press(window, Qt.Key.Key_Z, modifiers=CTRL)
    assert session.annotation(entity.id) == entity


def test_label_key_tags_words_selected_beside_a_suggestion(
    window: MainWindow, session: Session
) -> None:
    entity = next(a for a in waiting(session) if a.label == "PERSON")
    window.desk.choose(entity)
    window.state.select_words(1, 0, 0)
    press(window, Qt.Key.Key_3)
    assert session.annotation(entity.id) == entity
    made = window.desk.chosen()
    assert made is not None
    assert (made.label, made.status) == ("PLACE", Status.ACCEPTED)


def test_all_of_a_kind_are_counted_then_accepted_as_one_step(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    portion = next(a for a in waiting(session) if a.label == "portion")
    window.desk.choose(portion)
    press(window, Qt.Key.Key_V, modifiers=CTRL | SHIFT)
    dialog = dialog_of(window, qtbot)
    here = [a for a in waiting(session) if a.label == "portion"]
    assert dialog.said.text().startswith(f"{len(here)} suggestions in 1 document ")
    dialog.scope.setCurrentIndex(2)
    dialog_of(window, qtbot)
    assert dialog.said.text().startswith(f"{2 * len(here)} suggestions in 2 documents ")
    assert len(waiting(session)) > len(here), "counting changes nothing"
    dialog.go.click()
    for name in ("a.pdf", "b.pdf"):
        assert not [a for a in waiting(session, name) if a.label == "portion"]
    window.actions_table["undo"].trigger()
    assert len([a for a in waiting(session, "b.pdf") if a.label == "portion"]) == len(here)


def test_score_keeps_out_what_is_less_sure(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    window.actions_table["accept_all"].trigger()
    dialog = dialog_of(window, qtbot)
    dialog.what.setCurrentIndex(0)
    dialog.score.setValue(95)
    dialog_of(window, qtbot)
    dialog.go.click()
    left = waiting(session)
    assert left
    assert all(a.score is not None and a.score < 0.95 for a in left)


def test_nothing_is_accepted_when_the_dialog_is_left(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    before = waiting(session)
    window.actions_table["accept_all"].trigger()
    QTest.keyClick(dialog_of(window, qtbot), Qt.Key.Key_Escape)
    assert waiting(session) == before


def test_header_field_is_edited_rejected_and_added_by_keys(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    window.actions_table["tab_fields"].trigger()
    titles = [
        window.fields.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(window.fields.model.rowCount())
    ]
    assert titles[0].startswith("Precedence: ")
    assert any(said.startswith("From: ") for said in titles)
    sender = next(a for a in waiting(session) if a.label == "from")
    window.desk.choose(sender)
    press(window, Qt.Key.Key_E)
    editor = window.focusWidget()
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(editor, "AMEMBASSY VALORA (TN)")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    after = session.annotation(sender.id)
    assert (after.value, after.status) == ("AMEMBASSY VALORA (TN)", Status.ACCEPTED)

    window.text_view.setFocus()
    window.state.select_words(1, 3, 6)
    press(window, Qt.Key.Key_Q)
    (menu,) = (m for m in window.findChildren(QMenu) if m.objectName() == "field_menu")
    QTest.keyClick(menu, Qt.Key.Key_D)
    made = window.desk.chosen()
    assert made is not None
    assert (made.kind, made.label, made.value) == (Kind.FIELD, "dtg", "2008-04-04T00:45Z")


def test_kind_of_paper_stands_above_its_fields_and_follows_them(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    window.actions_table["tab_fields"].trigger()
    assert window.fields.kind.text() == "Kind of paper: US cable, 2003–10"
    moment = next(a for a in waiting(session) if a.label == "dtg")
    window.desk.do(lambda: edits.edit(session, [moment.id], value="1968-04-04T00:45Z"))
    qtbot.waitUntil(lambda: window.fields.kind.text().endswith("US cable, 1966–73"))


@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_Delete])
def test_rejected_suggestion_does_not_return(
    window: MainWindow, session: Session, key: Qt.Key
) -> None:
    entity = next(a for a in waiting(session) if a.label == "PERSON")
    window.desk.choose(entity)
    press(window, key)
    chosen = window.desk.chosen()
    assert chosen is not None
    assert chosen.status is Status.SUGGESTED, "on to the next"
    number = len(waiting(session))
    session.wait(session.suggest())
    assert len(waiting(session)) == number
    assert session.annotation(entity.id).status is Status.REJECTED


def test_term_rejected_often_is_offered_and_taken_by_keys(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    same = [
        a
        for name in ("a.pdf", "b.pdf")
        for a in waiting(session, name)
        if session.text_of(a) == "Minister Ilderan" and a.label == "PERSON"
    ]
    assert len(same) >= 3
    for one in same[:3]:
        window.desk.show_document(one.document_id)
        window.desk.choose(one)
        window.actions_table["reject"].trigger()
    assert "never again" in window.messages.text.text()
    window.actions_table["own_terms"].trigger()
    (dialog,) = window.findChildren(TermsDialog)
    qtbot.waitUntil(lambda: not dialog.is_counting)
    assert "rejected 3 times" in str(dialog.model.index(0).data(Qt.ItemDataRole.ToolTipRole))
    dialog.list.setCurrentIndex(dialog.model.index(0))
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert own_terms(session).stop == (Term("Minister Ilderan", "PERSON"),)
    dialog.text.setText("Lake Sereno")
    dialog.always.click()
    assert [term.text for term in own_terms(session).accept] == ["Lake Sereno"]
    dialog.list.setCurrentIndex(dialog.model.index(0))
    dialog.remove.click()
    assert own_terms(session).accept == ()


def test_paragraph_at_the_cursor_is_redacted_by_keys_alone(
    window: MainWindow, session: Session
) -> None:
    paragraph = next(
        a for a in waiting(session) if a.kind is Kind.PARAGRAPH and a.label == "numbered"
    )
    (target,) = paragraph.targets
    window.desk.set_mode(Mode.REDACT)
    window.text_view.setFocus()
    middle = (target.words[0] + target.words[-1]) // 2
    window.state.select_words(target.page, middle, middle)
    for _ in range(5):
        press(window, Qt.Key.Key_I)
        if window.desk.chosen() == paragraph:
            break
    assert window.desk.chosen() == paragraph, "one further out each time"
    press(window, Qt.Key.Key_R)
    (picker,) = window.findChildren(CodePicker)
    QTest.keyClicks(picker.field, "1.4d")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    (cut,) = session.annotations(window.desk.document_id, kinds={Kind.REDACTION})
    assert [part.words for part in cut.targets] == [target.words]
