"""What the benchmarks of the window share: a project of its own, the window on it, its stalls."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from workbench.app.session import Session
from workbench.ui.app import build_window, make_application
from workbench.ui.collecting import Collector
from workbench.ui.main_window import MainWindow

STALL_MS = 16.0
"""The window hears no key for so long at the most."""


@contextmanager
def empty_project() -> Iterator[tuple[Session, Path]]:
    """A new project, and the folder in which it is made, with a home of its own."""
    make_application()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["WORKBENCH_HOME"] = str(folder / "home")
        yield Session.create(folder / "bench.workbench", person="Bench"), folder


@contextmanager
def open_window(session: Session, document_id: str, rest_s: float = 3.0) -> Iterator[MainWindow]:
    """The window on a project, showing a document, at rest; it is closed in the end."""
    window = build_window(session)
    collector = Collector(window)  # as the program does when its window is built
    window.resize(1600, 1000)
    window.show()
    window.activateWindow()
    window.desk.show_document(document_id)
    settle(rest_s)
    yield window
    collector.remove()
    window.close()


def settle(seconds: float) -> None:
    """Let the window do what it does while nobody asks anything."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


class Heart(QObject):
    """Beats in the event loop every millisecond; ``pauses`` are wall and thread seconds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = (0.0, 0.0)
        self.pauses: list[tuple[float, float]] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Measure from here to the end of the block."""
        # A hand at the mouse: what waits until nobody is at the window goes on waiting.
        for handle in QGuiApplication.topLevelWindows():
            QTest.mouseMove(handle, QPoint(1, 1))
        self.pauses, self._last = [], (time.perf_counter(), time.thread_time())
        self._timer.start()
        yield
        self._beat()
        self._timer.stop()

    @property
    def longest(self) -> tuple[float, float]:
        """The longest pause by the wall, and what the thread itself worked in it."""
        return max(self.pauses)

    def _beat(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self.pauses.append((now[0] - self._last[0], now[1] - self._last[1]))
        self._last = now
