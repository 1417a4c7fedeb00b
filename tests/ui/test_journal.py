"""The journal read in the window: who did what, to what, and the way to its place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.app import edits
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Status, Target
from workbench.ui.journal_dialog import JournalDialog
from workbench.ui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def dialog(window: MainWindow, session: Session, qtbot: QtBot) -> JournalDialog:
    """A redaction that Ann proposed in the cable, and Ben refused."""
    cable = session.document("cable.pdf")
    session.do(edits.redact(session, cable.id, (Target(2, 3, 3),), "1.4(d)"))
    (made,) = session.annotations(cable.id, kinds={Kind.REDACTION})
    session.person = "Ben"
    session.do(edits.decide(session, [made.id], Status.REFUSED, note="Long known"))
    window.text_view.setFocus()
    QTest.keyClick(window.text_view, Qt.Key.Key_H, CTRL)
    (dialog,) = window.findChildren(JournalDialog)
    qtbot.waitUntil(lambda: not dialog.is_reading)
    return dialog


def test_newest_entry_stands_first_with_who_and_what(dialog: JournalDialog) -> None:
    newest = dialog.model.items[0]
    assert (newest.action, newest.person) == ("Refuse redaction", "Ben")
    dialog.list.setCurrentIndex(dialog.model.index(0))
    assert "cable.pdf: redaction 1.4(d), proposed → refused" in dialog.about.text()


def test_entries_are_filtered_by_person_and_action(dialog: JournalDialog, qtbot: QtBot) -> None:
    dialog.filter.setText("ben refuse")
    qtbot.waitUntil(lambda: not dialog.is_reading)
    assert [head.action for head in dialog.model.items] == ["Refuse redaction"]
    dialog.filter.setText("nobody")
    qtbot.waitUntil(lambda: not dialog.is_reading)
    assert dialog.model.rowCount() == 0


def test_entry_leads_to_its_place_and_what_comes_after_is_listed(
    window: MainWindow, session: Session, dialog: JournalDialog, qtbot: QtBot
) -> None:
    window.desk.show_document(session.document("note.txt").id)
    dialog.list.setCurrentIndex(dialog.model.index(0))
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert window.desk.document_id == session.document("cable.pdf").id
    chosen = window.desk.chosen()
    assert chosen is not None
    assert chosen.kind is Kind.REDACTION
    session.undo()
    qtbot.waitUntil(lambda: dialog.model.items[0].undoes is not None)
    dialog.list.setCurrentIndex(dialog.model.index(0))
    assert "Takes back entry" in dialog.about.text()
