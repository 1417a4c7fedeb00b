"""Leaks by meaning in the window: listed, jumped to, redacted and set aside by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.test_main_window import dialog_of, press, select
from workbench.app import edits, two_people
from workbench.app.session import Session
from workbench.domain.annotations import DECISION_NOTE, PAD, Kind, Status
from workbench.domain.leaks import LeakKind
from workbench.ui import leaks_panel, looking_bar, release_warnings
from workbench.ui.actions import Mode
from workbench.ui.bulk_query import ENTITY
from workbench.ui.main_window import MainWindow
from workbench.ui.note_dialog import NoteDialog
from workbench.ui.propose_dialog import ProposeDialog
from workbench.ui.release_dialog import ReleaseDialog


def redact_word(window: MainWindow, session: Session, word: str) -> str:
    select(window, word)
    changes = window.desk.do(
        lambda: edits.redact(
            session, window.desk.document_id, window.state.selected_targets(), "1.4(b)"
        )
    )
    assert changes is not None
    return edits.created(changes)[0]


def settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.leaks.is_looking and not window.leaks._is_stale)


def note(window: MainWindow, text: str) -> None:
    dialog = dialog_of(window, "note_dialog")
    assert isinstance(dialog, NoteDialog)
    QTest.keyClicks(dialog.field, text)
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)


def test_leaks_are_gone_through_redacted_and_set_aside_by_keys(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.set_mode(Mode.REDACT)
    one = redact_word(window, session, "Orlov")
    press(qtbot, window, "l")
    assert window.inspector.currentWidget() is window.leaks
    settled(qtbot, window)
    kinds = [leak.kind for leak in window.leaks.model.items]
    assert kinds.count(LeakKind.SAME_READING) == 4
    open_places = [row for row, leak in enumerate(window.leaks.model.items) if leak.targets]
    while window.leaks.list.currentIndex().row() != open_places[0]:
        press(qtbot, window, "l")
    assert window.state.selected_text() == "Orlov"
    press(qtbot, window, "k")
    assert len(session.annotations(window.desk.document_id, kinds={Kind.REDACTION})) == 2
    settled(qtbot, window)
    assert [k.kind for k in window.leaks.model.items].count(LeakKind.SAME_READING) == 3
    row = next(n for n, a in enumerate(window.leaks.model.items) if a.targets)
    window.leaks.list.setCurrentIndex(window.leaks.model.index(row))
    press(qtbot, window, "s")
    note(window, "another man")
    settled(qtbot, window)
    assert [k.kind for k in window.leaks.model.items].count(LeakKind.SAME_READING) == 2
    assert "another man" in str(session.annotation(one).attributes)
    window.actions_table["undo"].trigger()
    settled(qtbot, window)
    assert [k.kind for k in window.leaks.model.items].count(LeakKind.SAME_READING) == 3


def test_list_stays_when_a_leak_of_another_document_is_shown(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.set_mode(Mode.REDACT)
    redact_word(window, session, "Orlov")
    press(qtbot, window, "l")
    settled(qtbot, window)
    other = session.document("note.txt").id
    row = next(n for n, a in enumerate(window.leaks.model.items) if a.document_id == other)
    count = window.leaks.model.rowCount()
    window.leaks.list.setCurrentIndex(window.leaks.model.index(row))
    QTest.keyClick(window.leaks.list, Qt.Key.Key_Return)
    assert window.desk.document_id == other
    settled(qtbot, window)
    assert window.leaks.model.rowCount() == count


def test_page_is_marked_as_looked_through_by_a_key_and_shown(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.set_mode(Mode.REDACT)
    press(qtbot, window, "m")
    assert window.documents.thumbnails.reviewed == {1}
    qtbot.waitUntil(lambda: "1/2 looked through" in window.status_line.text())
    press(qtbot, window, "m")
    assert window.documents.thumbnails.reviewed == frozenset()
    window.actions_table["undo"].trigger()
    assert window.documents.thumbnails.reviewed == {1}


def test_refusal_bears_its_note_and_a_box_is_widened_by_a_key(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.set_mode(Mode.REDACT)
    one = redact_word(window, session, "Orlov")
    press(qtbot, window, "n")
    press(qtbot, window, "b")
    assert session.annotation(one).attributes[PAD] == "quantum"
    QTest.keyClick(window.text_view, Qt.Key.Key_X, Qt.KeyboardModifier.ShiftModifier)
    note(window, "long public")
    refused = session.annotation(one)
    assert refused.status is Status.REFUSED
    assert refused.attributes[DECISION_NOTE] == "long public"
    row = window.redactions.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "long public" in row
    assert "the same person" in row


def test_own_proposal_is_refused_in_a_sentence_when_two_people_are_asked_for(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.set_mode(Mode.REDACT)
    action = window.actions_table["two_people"]
    assert not action.isChecked()
    action.trigger()
    assert action.isChecked()
    assert two_people.is_asked_for(session)
    one = redact_word(window, session, "Orlov")
    press(qtbot, window, "n")
    press(qtbot, window, "a")
    assert session.annotation(one).status is Status.PROPOSED
    assert "someone else decides" in window.messages.text.text()
    session.person = "Ben"
    press(qtbot, window, "a")
    assert session.annotation(one).decided_by == "Ben"


def test_entities_of_a_kind_are_found_on_the_page_alone_when_asked_for(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    document = window.desk.document_id
    window.desk.set_mode(Mode.REDACT)
    for page in (1, 2):
        window.state.go_to_page(page)
        select(window, "Hale")
        targets = window.state.selected_targets()
        session.do(edits.tag(session, document, Kind.ENTITY, "PERSON", targets))
    press(qtbot, window, "p")
    dialog = dialog_of(window, "propose_dialog")
    assert isinstance(dialog, ProposeDialog)
    dialog.query.kind.setCurrentIndex(dialog.query.kind.findData(ENTITY))
    dialog.query.choice.setCurrentIndex(dialog.query.choice.findData("PERSON"))
    qtbot.waitUntil(dialog.go.isEnabled)
    everywhere = [match.text for match in dialog.model.items]
    assert set(everywhere) == {"Hale"}
    dialog.tick_none.click()
    assert not dialog.go.isEnabled()
    dialog.tick_all.click()
    assert dialog.go.text() == f"Propose {len(everywhere)}"
    dialog.scope.setCurrentIndex(dialog.scope.findData("page"))
    qtbot.waitUntil(dialog.go.isEnabled)
    assert len(dialog.model.items) <= len(everywhere)
    dialog.reject()


def test_a_long_look_shows_how_far_it_is_can_be_stopped_and_goes_on(
    qtbot: QtBot, window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_bar, "_QUICK_S", 0.0)
    monkeypatch.setattr(leaks_panel, "_SLICE_S", 1e-6)  # a step at a time
    window.desk.set_mode(Mode.REDACT)
    redact_word(window, session, "Orlov")
    bar = window.leaks.progress
    window.leaks.scope.setCurrentIndex(1)
    press(qtbot, window, "l")
    qtbot.waitUntil(bar.isVisible)
    bar.button.click()
    assert not window.leaks.is_looking
    assert "stopped at" in window.leaks.total.text()
    assert bar.button.text() == "Go on"
    assert not window.leaks._slices.isActive(), "nothing is looked for"
    bar.button.click()
    settled(qtbot, window)
    assert bar.isHidden()
    kinds = [leak.kind for leak in window.leaks.model.items]
    assert kinds.count(LeakKind.SAME_READING) == 4


def test_nothing_is_released_while_the_look_for_leaks_is_stopped(
    qtbot: QtBot, window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_bar, "_QUICK_S", 0.0)
    monkeypatch.setattr(release_warnings, "_SLICE_S", 1e-6)
    one = redact_word(window, session, "Orlov")
    session.do(edits.decide(session, [one], Status.APPROVED))
    window.actions_table["release"].trigger()
    dialog = dialog_of(window, "release_dialog")
    assert isinstance(dialog, ReleaseDialog)
    bar = dialog.warnings.progress
    qtbot.waitUntil(bar.isVisible)
    bar.button.click()
    assert not dialog.warnings._slices.isActive()
    assert "Copies can be released when all has been looked at." in dialog.warnings.label.text()
    assert not dialog.go.isEnabled()
    bar.button.click()
    qtbot.waitUntil(dialog.go.isEnabled)
    assert bar.isHidden()
    dialog.reject()
