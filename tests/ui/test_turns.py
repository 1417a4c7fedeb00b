"""What need not be done at once gets a turn of its own; what waits is never seen half."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from tests.ui.paper import PaperPages, label_set
from workbench.ui.text_view import TextView
from workbench.ui.turns import Turns
from workbench.ui.view_state import ViewState, WordRef


def test_others_come_in_between_when_two_wait(qtbot: QtBot) -> None:
    turns, done = Turns(), list[str]()

    def first() -> None:
        done.append("first")
        QTimer.singleShot(0, lambda: done.append("key"))

    turns.give(turns, "first", first)
    turns.give(turns, "second", lambda: done.append("second"))
    assert done == []
    qtbot.waitUntil(lambda: len(done) == 3)
    assert done == ["first", "key", "second"]


def test_work_is_done_once_and_as_last_given_when_given_twice(qtbot: QtBot) -> None:
    turns, done = Turns(), list[str]()
    turns.give(turns, "read", lambda: done.append("old"))
    turns.give(turns, "read", lambda: done.append("new"))
    turns.give(turns, "end", lambda: done.append("end"))
    qtbot.waitUntil(lambda: "end" in done)
    assert done == ["new", "end"]


def test_nothing_is_done_when_dropped_or_owner_is_gone(qtbot: QtBot) -> None:
    turns, done, gone = Turns(), list[str](), QObject()
    turns.give(turns, "dropped", lambda: done.append("dropped"))
    turns.give(gone, "gone", lambda: done.append("gone"))
    turns.give(turns, "end", lambda: done.append("end"))
    turns.drop(turns, "dropped")
    gone.deleteLater()
    qtbot.waitUntil(lambda: "end" in done)
    assert done == ["end"]


def test_document_stands_in_its_size_when_first_painted(qtbot: QtBot) -> None:
    view = TextView(ViewState())
    qtbot.addWidget(view)
    view.resize(560, 500)
    view.show()
    qtbot.waitExposed(view)
    view.state.setParent(view)
    view.state.set_labels(label_set())
    view.state.set_source(
        PaperPages(3, ["THE NORTHERN DELEGATION DID NOT SPEAK AT THE TALKS"] * 30)
    )
    assert not view.viewport().updatesEnabled()  # what was there stays
    view.state.show_word(2, 5)  # a place asked for before: decided at once
    size = view.shown_text_size
    assert view.viewport().rect().intersects(view.word_box(WordRef(2, 5)).toRect())
    qtbot.waitUntil(view.viewport().updatesEnabled)
    assert view.shown_text_size == size
    assert view.viewport().rect().intersects(view.word_box(WordRef(2, 5)).toRect())
