"""Entities in the window: mentions gone to, entries merged and parted, cut everywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import put_document
from workbench.app import edits
from workbench.app.entities import Gathering
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Target
from workbench.ui.code_picker import CodePicker
from workbench.ui.entities_dialog import EntitiesDialog
from workbench.ui.main_window import MainWindow

TEXT = "Pavel Orlov came to Lisbon .\nORLOV and 0RLOV left .\nHale stayed in Porto ."


@pytest.fixture
def window(show: Callable[[Session | None], MainWindow], session: Session) -> MainWindow:
    for name in ("x.pdf", "y.pdf"):
        document = put_document(session, name, TEXT)
        for label, first, last in (
            *(("PERSON", 0, 1), ("PERSON", 6, 6), ("PERSON", 8, 8), ("PERSON", 11, 11)),
            *(("PLACE", 4, 4), ("PLACE", 14, 14)),
        ):
            target = Target(1, first, last)
            session.do(edits.tag(session, document.id, Kind.ENTITY, label, [target]))
    made = show(session)
    made.desk.show_document(session.document("x.pdf").id)
    return made


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> EntitiesDialog:
    window.actions_table["entities"].trigger()
    (made,) = window.findChildren(EntitiesDialog)
    made.scope.setCurrentIndex(1)
    ready(qtbot, made)
    return made


def ready(qtbot: QtBot, dialog: EntitiesDialog) -> list[tuple[str, int]]:
    qtbot.waitUntil(lambda: not dialog.is_gathering)
    return [(entity.name, len(entity.mentions)) for entity in dialog.model.items]


def choose(dialog: EntitiesDialog, *names: str) -> None:
    dialog.list.clearSelection()
    rows = [n for n, e in enumerate(dialog.model.items) if e.name in names]
    flag = dialog.list.selectionModel().SelectionFlag.Select
    dialog.list.setCurrentIndex(dialog.model.index(rows[0]))
    for row in rows:
        dialog.list.selectionModel().select(dialog.model.index(row), flag)


def test_mentions_are_joined_over_documents_and_gone_to(
    window: MainWindow, dialog: EntitiesDialog, qtbot: QtBot, session: Session
) -> None:
    assert ready(qtbot, dialog)[0] == ("Pavel Orlov", 6)
    choose(dialog, "Pavel Orlov")
    last = dialog.mentions.index(5)
    dialog.mention_list.setCurrentIndex(last)
    QTest.keyClick(dialog.mention_list, Qt.Key.Key_Return)
    mention = dialog.mentions.items[5]
    assert window.desk.document_id == mention.document_id
    assert window.state.selected_text() == mention.text
    dialog.filter.setText("lis")
    assert [entity.name for entity in dialog.model.items] == ["Lisbon"]


def test_entries_are_merged_and_mentions_parted_each_as_one_step(
    dialog: EntitiesDialog, qtbot: QtBot, session: Session
) -> None:
    before = ready(qtbot, dialog)
    choose(dialog, "Hale", "Pavel Orlov")
    dialog.merge_button.click()
    assert ("Pavel Orlov", 8) in ready(qtbot, dialog)
    session.undo()
    assert ready(qtbot, dialog) == before
    choose(dialog, "Pavel Orlov")
    dialog.mention_list.setCurrentIndex(dialog.mentions.index(0))
    dialog.split_button.click()
    after = ready(qtbot, dialog)
    assert ("Pavel Orlov (2)", 1) in after
    assert sum(number for _, number in after) == sum(number for _, number in before)


def test_entity_is_cut_everywhere_once(
    dialog: EntitiesDialog, qtbot: QtBot, session: Session
) -> None:
    choose(dialog, "Pavel Orlov")
    dialog.redact_button.click()
    (picker,) = dialog.findChildren(CodePicker)
    QTest.keyClicks(picker.field, "b6")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    cut = [
        session.text_of(a)
        for name in ("x.pdf", "y.pdf")
        for a in session.annotations(session.document(name).id, kinds={Kind.REDACTION})
    ]
    assert sorted(cut) == sorted(["Pavel Orlov", "ORLOV", "0RLOV"] * 2)
    session.undo()
    assert not session.annotations(session.document("x.pdf").id, kinds={Kind.REDACTION})


def test_no_entries_of_two_labels_are_merged(
    window: MainWindow, dialog: EntitiesDialog, qtbot: QtBot, session: Session
) -> None:
    choose(dialog, "Hale", "Porto")
    dialog.merge_button.click()
    assert "different labels" in window.messages.text.text()
    ids = [document.id for document in session.documents()]
    gathering = Gathering(session, ids)
    gathering.finish()
    assert all(not m.given for e in gathering.entities() for m in e.mentions)


def test_closed_dialog_leaves_the_work_alone(
    window: MainWindow, dialog: EntitiesDialog, qtbot: QtBot, session: Session
) -> None:
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    document = session.document("x.pdf")
    with qtbot.waitSignal(window.desk.documents_changed):
        session.do(edits.tag(session, document.id, Kind.ENTITY, "PLACE", [Target(1, 2, 2)]))
    assert not window.findChildren(EntitiesDialog)
