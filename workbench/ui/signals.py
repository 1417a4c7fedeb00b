"""Ctrl+C in the terminal and a system that shuts down close the window like its own button."""

from __future__ import annotations

import signal
import socket
import threading

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QWidget

_ENDING = (signal.SIGINT, signal.SIGTERM)


class Signals(QObject):
    """Closes ``window`` when the process is asked to end.

    Python runs its signal handlers between two steps of Python, and Qt's event loop has none:
    the signal writes to a socket that the loop listens to.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before = {}
        self._reader: socket.socket | None = None
        if threading.current_thread() is not threading.main_thread():
            return  # signals belong to the main thread
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._close) for number in _ENDING}

    def remove(self) -> None:
        """Give the signals back."""
        if self._reader is None:
            return
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()
        self._reader = None

    def _on_woken(self) -> None:
        if self._reader is not None:
            self._reader.recv(64)  # Python runs the handler before this line

    def _close(self, _number: int, _frame: object) -> None:
        self._window.close()
