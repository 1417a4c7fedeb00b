"""When garbage is collected: never while the person is at work in the window."""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

SWITCH_S = 0.001
"""How long a thread that answers a worker may keep Python from the window; Python's own is 5 ms."""
_NEVER = 1 << 30
_LOOK_EVERY_MS = 10_000
_REST_MS = 60_000
"""Without a key or the mouse for so long the person is reading, or gone."""
_MUCH = 50
"""Collections of young objects, of a few thousand each, after which all are worth a look."""
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TabletMove,
        QEvent.Type.TouchBegin,
    }
)


class Collector(QObject):
    """Keeps Python from holding the window up, until :meth:`remove`.

    Libraries and window are a hundred thousand objects that live as long as the program: they
    are left out of every collection. Young objects are collected as ever, in 2 or 3 ms; all of
    them, which takes ten times as long where a project has thousands of documents, when the
    person turns to another program, or does nothing for a minute.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before = (gc.get_threshold(), sys.getswitchinterval())
        gc.collect()
        gc.freeze()
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, _NEVER)
        sys.setswitchinterval(SWITCH_S)
        self._is_watched = False
        self._since_input = QElapsedTimer()
        self._since_input.start()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._on_time)
        self._timer.start()
        self._application = QApplication.instance()
        if isinstance(self._application, QApplication):
            self._application.applicationStateChanged.connect(self._on_state)

    def remove(self) -> None:
        """Collect as Python does by itself."""
        self._timer.stop()
        if isinstance(self._application, QApplication):
            self._application.applicationStateChanged.disconnect(self._on_state)
        threshold, interval = self._before
        gc.set_threshold(*threshold)
        sys.setswitchinterval(interval)
        gc.unfreeze()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note what the person does; swallow nothing."""
        if event.type() in _INPUT:
            self._since_input.start()
        return False

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            gc.collect()

    def _on_time(self) -> None:
        if self._window.isVisible() and not self._is_watched:
            # Of the window itself few events come; of all its widgets thousands would.
            self._window.windowHandle().installEventFilter(self)
            self._is_watched = True
        at_rest = self._since_input.elapsed() >= _REST_MS
        if at_rest and gc.get_count()[2] >= _MUCH and QApplication.activeModalWidget() is None:
            gc.collect()
