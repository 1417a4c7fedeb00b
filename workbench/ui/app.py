"""The program with a window: how it starts, and what becomes of errors nobody expected."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from workbench import __version__
from workbench.domain.errors import ExitCode, UserError
from workbench.ui.collecting import Collector
from workbench.ui.main_window import MainWindow
from workbench.ui.messages import show_bug
from workbench.ui.signals import Signals

if TYPE_CHECKING:
    from workbench.app.session import Session

_log = logging.getLogger(__name__)


def make_application(arguments: list[str] | None = None) -> QApplication:
    """The one QApplication of the process, made when there is none."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        QCoreApplication.setApplicationName("Archive Workbench")
        QCoreApplication.setApplicationVersion(__version__)
        QCoreApplication.setOrganizationName("archive-workbench")
        app = QApplication(arguments or ["workbench"])
    # One style everywhere: its colours come from the palette alone, so both themes are whole.
    app.setStyle("Fusion")
    return app


def build_window(session: Session | None = None) -> MainWindow:
    """The window, on a project that is open already or on the start page. Not yet shown."""
    window = MainWindow()
    window.complete()
    if session is not None:
        window.projects.take(session)
    return window


def run(project_path: Path | None = None, *, session: Session | None = None) -> int:
    """Show the window until it is closed; returns the exit code.

    A project that cannot be opened is said in the window, which stays on its start page.
    """
    app = make_application()
    window = MainWindow()
    guard = _Guard(window)
    signals = Signals(window)
    collector: Collector | None = None
    try:
        path = session.path if session is not None else project_path
        if path is not None:
            window.say_opening(path)
        window.show()
        app.processEvents()  # the front is painted; the rest is loaded behind it
        if not window.isVisible():
            return int(ExitCode.DONE)  # closed already: nothing would end the event loop
        window.complete()
        collector = Collector(window)
        if session is not None:
            window.projects.take(session)
        elif project_path is not None:
            window.projects.open(project_path)
        return app.exec()
    finally:
        signals.remove()
        guard.remove()
        if collector is not None:
            collector.remove()
        if window.is_complete:
            window.projects.close()
        elif session is not None:
            session.close()
        window.deleteLater()


class _Guard:
    """Says errors that nobody caught in a dialog and in the log; the program lives on."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._before = (sys.excepthook, threading.excepthook)
        self._is_saying = False
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            QCoreApplication.exit(int(ExitCode.DONE))
            return
        if isinstance(error, UserError):
            _log.warning("a person's error reached the top: %s", type(error).__name__)
            self._window.messages.say_error(error)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        _log.error("unexpected error\n%s", details)
        if self._is_saying:
            return  # one dialog at a time: an error in painting would bring hundreds
        self._is_saying = True
        dialog = show_bug(self._window, details)
        dialog.finished.connect(self._on_said)

    def _on_said(self, _result: int) -> None:
        self._is_saying = False

    def _on_thread_exception(self, what: threading.ExceptHookArgs) -> None:
        trace = traceback.format_exception(what.exc_type, what.exc_value, what.exc_traceback)
        _log.error("unexpected error on thread %s\n%s", what.thread, "".join(trace))
