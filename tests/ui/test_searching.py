"""Search in the window: between events, in order, marked, and ended by a newer one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import put_document
from workbench.app.session import Session
from workbench.ui.main_window import MainWindow
from workbench.ui.rows import ROW_ROLE


@pytest.fixture
def window(show: Callable[[Session], MainWindow], session: Session) -> MainWindow:
    """The window on a project with a document of sixty pages, each of many words."""
    page = "\n".join("Orlov wrote to the Ministry of Ports again and again" for _ in range(20))
    put_document(session, "long.pdf", *[f"{page}\nPage {n} ends" for n in range(60)])
    return show(session)


def _search(window: MainWindow, query: str) -> None:
    window.search_field.setText(query)
    window.search.search()


def _found(window: MainWindow) -> list[str]:
    return [hit.context[hit.start : hit.end] for hit in window.search.model.items]


def test_places_are_listed_in_the_order_of_the_documents(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    _search(window, "orlov")
    qtbot.waitUntil(lambda: not window.search.is_searching)
    assert list(window.search.model.items) == session.find("orlov")
    assert window.search.total.text() == "the first 200 places in 2 documents"


def test_the_window_is_free_while_a_search_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    _search(window, "ends nothing*")
    assert window.search.is_searching
    assert not window.search.model.items
    qtbot.waitUntil(lambda: not window.search.is_searching)
    assert "says “ends nothing*”" in window.search.list.empty


def test_a_newer_search_ends_the_one_before(qtbot: QtBot, window: MainWindow) -> None:
    _search(window, "ministry")
    qtbot.waitUntil(lambda: window.search.model.rowCount() > 0)
    _search(window, "tuesday")
    qtbot.waitUntil(lambda: not window.search.is_searching)
    assert _found(window) == ["Tuesday."]


def test_escape_ends_a_search(qtbot: QtBot, window: MainWindow) -> None:
    _search(window, "ministry")
    QTest.keyClick(window.search_field, Qt.Key.Key_Escape)
    assert not window.search.is_searching
    assert not window.search.model.items
    assert not window.search_dock.isVisible()


def test_a_project_can_be_closed_while_it_is_searched(qtbot: QtBot, window: MainWindow) -> None:
    _search(window, "ministry")
    window.desk.leave()
    assert not window.search.is_searching
    assert not window.search.model.items


def test_what_was_chosen_stays_chosen_while_more_is_found(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClicks(window.search_field, "ministry")
    QTest.keyClick(window.search_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.state.selected_text() == "Ministry")
    qtbot.waitUntil(lambda: not window.search.is_searching)
    assert window.search.list.currentIndex().row() == 0
    assert len(window.state.hits_on(1)) == 20


def test_the_words_found_are_marked_among_the_words_around_them(
    qtbot: QtBot, window: MainWindow
) -> None:
    _search(window, '"ministry of ports"')
    qtbot.waitUntil(lambda: not window.search.is_searching)
    model = window.search.model
    for number in range(model.rowCount()):
        row = model.index(number).data(ROW_ROLE)
        assert row.title[slice(*row.marked)] == "Ministry of Ports"
    said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Ministry of Ports, in: Orlov wrote to the Ministry of Ports again")
