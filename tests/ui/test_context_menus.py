"""Menus at a place, and what is done to documents as wholes, in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QListView, QMenu, QWidget
from pytestqt.qtbot import QtBot

from workbench.app import edits
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.domain.changes import ChangeSet
from workbench.store.rows import ReleaseRecord, inserting, release_row
from workbench.ui.actions import Mode
from workbench.ui.document_care import RemoveDialog
from workbench.ui.main_window import MainWindow
from workbench.ui.view_state import WordRef


def right_click(widget: QWidget, at: QPoint) -> list[str]:
    """Object names of what the menu there offers."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    return offered()


def offered() -> list[str]:
    """What the open menu offers; it is closed again."""
    menu = QApplication.activePopupWidget()
    if not isinstance(menu, QMenu):
        return []
    names = [a.objectName() or a.text() for a in menu.actions() if not a.isSeparator()]
    menu.close()
    return names


def row_at(view: QListView, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, 0)).center()


def tag(session: Session, window: MainWindow, first: int, last: int) -> str:
    changes = edits.tag(
        session, window.desk.document_id, Kind.ENTITY, "PERSON", [Target(1, first, last)]
    )
    session.do(changes)
    return edits.created(changes)[0]


def test_word_offers_what_its_mode_does_when_clicked_with_the_right_button(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    person = tag(session, window, 4, 4)
    at = window.text_view.word_box(_ref(4)).center().toPoint()
    names = right_click(window.text_view.viewport(), at)
    assert window.state.selected_annotation == person
    assert {"Tag as", "edit", "delete", "copy"} <= set(names)
    assert "redact" not in names
    window.desk.set_mode(Mode.REDACT)
    assert {"redact", "everywhere"} <= set(right_click(window.text_view.viewport(), at))
    window.desk.set_mode(Mode.READ)
    assert set(right_click(window.text_view.viewport(), at)) == {
        "copy",
        "mode_tag",
        "mode_correct",
        "mode_redact",
        "mode_read",
    }


def _ref(word: int) -> WordRef:
    return WordRef(1, word)


@pytest.mark.parametrize("pane", ["page_view", "text_view"])
def test_menu_opens_at_the_cursor_when_its_key_is_pressed(
    qtbot: QtBot, window: MainWindow, session: Session, pane: str
) -> None:
    person = tag(session, window, 4, 5)
    view = getattr(window, pane)
    view.setFocus()
    window.state.select_words(1, 4, 4)
    QTest.keyClick(view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert "delete" in offered()
    assert window.state.selected_annotation == person


def test_selection_stays_when_menu_opens_inside_it(qtbot: QtBot, window: MainWindow) -> None:
    window.state.select_words(1, 3, 6)
    at = window.page_view.word_box(_ref(5)).center().toPoint()
    right_click(window.page_view.viewport(), at)
    assert window.state.selection is not None
    assert (window.state.selection.first.word, window.state.selection.last.word) == (3, 6)


def test_row_is_chosen_when_its_menu_opens(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    suggestion = Annotation(
        new_id(),
        window.desk.document_id,
        Kind.MARKING,
        "portion",
        (Target(1, 2, 2),),
        Status.SUGGESTED,
        origin="rule:test",
    )
    session.do(edits.add(session, [suggestion], "Suggest"))
    window.actions_table["tab_suggestions"].trigger()
    view = window.suggestions.list
    names = right_click(view.viewport(), row_at(view, 0))
    assert window.state.selected_annotation == suggestion.id
    assert {"accept", "reject"} <= set(names)


def test_document_is_opened_when_its_menu_opens(qtbot: QtBot, window: MainWindow) -> None:
    view = window.documents.list
    names = right_click(view.viewport(), row_at(view, 1))
    assert window.desk.session.document(window.desk.document_id).name == "note.txt"
    assert {"title", "remove", "release"} <= set(names)
    pages = window.documents.thumbnails
    qtbot.waitUntil(lambda: pages.pages.rowCount() > 0)
    assert "fit_page" in right_click(pages.viewport(), row_at(pages, 0))


def test_title_shows_in_the_list_when_given(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.actions_table["title"].trigger()
    (dialog,) = window.findChildren(QInputDialog)
    dialog.setTextValue("Hale meets Orlov")
    dialog.accept()
    document = session.document(window.desk.document_id)
    assert (document.title, document.name) == ("Hale meets Orlov", "cable.pdf")
    qtbot.waitUntil(lambda: window.documents.model.index(0).data() == "Hale meets Orlov")
    window.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: window.documents.model.index(0).data() == "cable.pdf")


def test_document_goes_only_when_removing_is_confirmed(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    tag(session, window, 4, 4)
    gone = window.desk.document_id
    window.actions_table["remove"].trigger()
    (dialog,) = window.findChildren(RemoveDialog)
    QTest.keyClick(dialog.stay, Qt.Key.Key_Return)
    assert len(session.documents()) == 2, "Enter cancels"
    window.actions_table["remove"].trigger()
    dialog = next(d for d in window.findChildren(RemoveDialog) if d.isVisible())
    dialog.go.click()
    assert [d.name for d in session.documents()] == ["note.txt"]
    assert window.desk.document_id not in ("", gone)
    qtbot.waitUntil(lambda: window.documents.model.rowCount() == 1)


def test_released_document_stays_when_removing_is_asked(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    record = ReleaseRecord(
        new_id(), edits.now(), "Ann", window.desk.document_id, "/out", "0" * 64, 1
    )
    session.do(ChangeSet("Release", inserting([release_row(record)])))
    window.actions_table["remove"].trigger()
    assert not window.findChildren(RemoveDialog)
    assert "has been released" in window.messages.text.text()
