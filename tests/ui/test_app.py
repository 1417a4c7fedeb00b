"""The real entry: the window runs until it is closed, and lives on after an error of its own."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from workbench.app.session import Session
from workbench.domain.errors import UserError
from workbench.ui.app import run
from workbench.ui.main_window import MainWindow


def window() -> MainWindow:
    """The one window that is shown."""
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    (found,) = [w for w in shown if isinstance(w, MainWindow)]
    return found


def at_once(act: Callable[[], None]) -> None:
    """Do something as soon as the window is whole."""
    QTimer.singleShot(10, lambda: act() if window().is_complete else at_once(act))


def test_program_ends_when_the_window_is_closed_before_it_is_whole(qtbot: QtBot) -> None:
    QTimer.singleShot(0, lambda: window().close())
    assert run(None) == 0


def test_project_is_open_while_it_runs_and_closed_when_the_window_is(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with Session.create(tmp_path / "P", person="Ann") as made:
        path = made.path
    seen: list[str] = []

    def act() -> None:
        seen.append(window().windowTitle())
        window().close()

    at_once(act)
    assert run(path) == 0
    assert seen == ["P — Archive Workbench"]
    with Session.open(path):
        pass  # the lock was given back


def test_start_page_and_a_sentence_when_the_project_is_not_there(
    qtbot: QtBot, tmp_path: Path
) -> None:
    seen: list[str] = []

    def act() -> None:
        seen.append(window().messages.text.text())
        assert window().centre.currentWidget() is window().start_page
        window().close()

    at_once(act)
    assert run(tmp_path / "Nowhere.workbench") == 0
    assert "Nowhere" in seen[0]


def test_program_lives_on_and_says_so_when_it_makes_a_mistake(
    qtbot: QtBot, expected_log: Callable[[str], None]
) -> None:
    expected_log("unexpected error")
    titles: list[str] = []

    def fail() -> None:
        QTimer.singleShot(0, act)
        raise ZeroDivisionError("a mistake of ours")

    def act() -> None:
        dialogs = [d for d in window().findChildren(QDialog, "bug_dialog") if d.isVisible()]
        titles.extend(d.windowTitle() for d in dialogs)
        for dialog in dialogs:
            dialog.reject()
        window().close()

    at_once(fail)
    assert run(None) == 0
    assert titles == ["Something went wrong inside the program"]


def test_sentence_is_shown_when_a_persons_error_reaches_the_top(
    qtbot: QtBot, expected_log: Callable[[str], None]
) -> None:
    expected_log("a person's error reached the top")
    seen: list[str] = []

    def fail() -> None:
        QTimer.singleShot(0, act)
        raise UserError("The disk is full. Make room.")

    def act() -> None:
        seen.append(window().messages.text.text())
        window().close()

    at_once(fail)
    assert run(None) == 0
    assert seen == ["The disk is full. Make room."]


@pytest.mark.skipif(os.name == "nt", reason="no signals to send there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_window_closes_when_the_program_is_told_to_end(
    qtbot: QtBot, tmp_path: Path, number: signal.Signals
) -> None:
    before = signal.getsignal(number)
    with Session.create(tmp_path / "P", person="Ann") as made:
        path = made.path
    # From outside, so that only the wake-up brings Python to look at it.
    kill = ["kill", f"-{int(number)}", str(os.getpid())]

    def tell_it_to_end() -> None:
        with subprocess.Popen(kill):
            pass

    at_once(tell_it_to_end)
    assert run(path) == 0
    assert signal.getsignal(number) == before
    with Session.open(path):
        pass  # the lock was given back
