"""Edits of many rows in the window: it goes on, says so, can stop them, and takes them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from workbench.app import edits, long_steps, proposals, undo
from workbench.app.jobs import Call, InlineRunner
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.ui import desk as desk_module
from workbench.ui import propose_dialog
from workbench.ui.accept_dialog import AcceptDialog
from workbench.ui.actions import Mode
from workbench.ui.main_window import MainWindow
from workbench.ui.propose_dialog import ProposeDialog


class Holding(InlineRunner):
    """Keeps a call until it is let go, as a worker that takes its time."""

    def __init__(self) -> None:
        self.held: list[Callable[[], Call]] = []

    def submit(self, function: Callable[..., Any], /, *args: Any, **rest: Any) -> Call:
        call = Call(function, args, 1.0, rest["on_done"], rest["on_error"], None)
        self.held.append(lambda: InlineRunner.submit(self, function, *args, **rest))
        return call

    def let_go(self) -> None:
        """Have what was asked for done."""
        held, self.held = self.held, []
        for call in held:
            call()


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are a long step here."""
    monkeypatch.setattr(desk_module, "LONG_FROM", 2)
    monkeypatch.setattr(undo, "LONG_FROM", 2)
    monkeypatch.setattr(long_steps, "_QUIET_S", 0.0)


@pytest.fixture
def runner(session: Session) -> Holding:
    holding = Holding()
    session._given_runner = holding
    return holding


def redactions(session: Session) -> list[Annotation]:
    return [
        one
        for document in session.documents()
        for one in session.annotations(document.id, kinds={Kind.REDACTION})
    ]


def propose(qtbot: QtBot, window: MainWindow) -> None:
    """Redact a name everywhere, by the dialog."""
    window.desk.set_mode(Mode.REDACT)
    dialog = ProposeDialog(window.desk, "Orlov", "", window)
    dialog.proposed.connect(window.redacting._on_proposed)
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.go.click()


def says(window: MainWindow, words: str) -> bool:
    return words in window.messages.text.text()


def test_window_goes_on_while_many_are_proposed_and_refuses_other_changes(
    qtbot: QtBot, window: MainWindow, session: Session, runner: Holding
) -> None:
    propose(qtbot, window)
    assert says(window, "Propose 5 redactions…")
    assert redactions(session) == []
    window.state.go_to_page(2)
    assert window.state.current_page == 2
    document = window.desk.document_id
    assert window.desk.do(lambda: edits.entitle(session, document, "A title")) is None
    assert says(window, "“Propose 5 redactions” is being written")
    runner.let_go()
    qtbot.waitUntil(lambda: says(window, "5 redactions proposed. Ctrl+Z takes all back."))
    assert len(redactions(session)) == 5
    assert window.desk.do(lambda: edits.entitle(session, document, "A title")) is not None


def test_what_is_being_written_can_be_stopped_and_leaves_nothing(
    qtbot: QtBot, window: MainWindow, session: Session, runner: Holding
) -> None:
    propose(qtbot, window)
    window.actions_table["cancel"].trigger()
    qtbot.waitUntil(lambda: says(window, "was stopped. Nothing of it was written."))
    assert redactions(session) == []
    assert not window.actions_table["undo"].isEnabled()
    assert not session.running


def test_progress_with_a_stop_is_shown_when_it_takes_long(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    shown: list[str] = []
    window.desk.progress_changed.connect(lambda progress: shown.append(progress.label))
    propose(qtbot, window)
    qtbot.waitUntil(lambda: says(window, "5 redactions proposed"))
    assert shown
    assert set(shown) == {"Propose 5 redactions"}
    qtbot.waitUntil(window.progress.isHidden)


def test_long_step_is_taken_back_and_done_again_by_key(
    qtbot: QtBot, window: MainWindow, session: Session, runner: Holding
) -> None:
    propose(qtbot, window)
    runner.let_go()
    qtbot.waitUntil(lambda: len(redactions(session)) == 5)
    qtbot.waitUntil(window.actions_table["undo"].isEnabled)
    window.desk.show_document(session.document("note.txt").id)
    window.actions_table["undo"].trigger()
    assert len(redactions(session)) == 5
    runner.let_go()
    qtbot.waitUntil(lambda: says(window, "Undone: Propose 5 redactions"))
    assert redactions(session) == []
    assert window.desk.document_id == session.document("note.txt").id, "it was changed here, too"
    window.actions_table["redo"].trigger()
    runner.let_go()
    qtbot.waitUntil(lambda: says(window, "Done again: Propose 5 redactions"))
    assert len(redactions(session)) == 5
    session.repository.verify_journal()


def test_all_suggestions_are_accepted_as_one_long_step(
    qtbot: QtBot, window: MainWindow, session: Session, runner: Holding
) -> None:
    document = window.desk.document_id
    session.repository.add_suggestions(
        [
            Annotation(
                f"s{word}",
                document,
                Kind.ENTITY,
                "PERSON",
                (Target(1, word, word),),
                Status.SUGGESTED,
            )
            for word in range(4)
        ]
    )
    dialog = AcceptDialog(window.desk, None, window)
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.go.click()
    runner.let_go()
    qtbot.waitUntil(lambda: says(window, "4 suggestions accepted. Ctrl+Z takes it back."))
    assert session.document(document).annotation_count == 4


def test_window_that_closes_in_the_midst_leaves_a_project_that_opens(
    qtbot: QtBot, window: MainWindow, session: Session, runner: Holding
) -> None:
    path = session.path
    propose(qtbot, window)
    window.close()
    with Session.open(path, person="Ann") as again:
        assert redactions(again) == []
        again.repository.verify_journal()


def test_places_are_listed_as_they_are_found_none_lost_none_twice(
    qtbot: QtBot, window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(propose_dialog, "_SLICE_S", 1e-5)
    monkeypatch.setattr(propose_dialog, "_LIST_AT_ONCE", 1)
    dialog = ProposeDialog(window.desk, "Orlov", "", window)
    grown: list[int] = []
    dialog.model.rowsInserted.connect(lambda: grown.append(dialog.model.rowCount()))
    qtbot.waitUntil(dialog.go.isEnabled)
    expected = proposals.propose(session, proposals.Query(text="Orlov"))
    assert list(dialog.model.items) == expected
    assert len(grown) > 1, "a document at a time"
    dialog.text.setText("Hale")
    qtbot.waitUntil(dialog.go.isEnabled)
    hale = proposals.propose(session, proposals.Query(text="Hale"))
    assert list(dialog.model.items) == hale
    dialog.reject()
