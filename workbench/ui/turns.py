"""Work that need not be done at once: a turn of the event loop for each piece of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid


class Turns(QObject):
    """What waits for a turn. Between two turns keys are heard and what was changed is painted.

    In one turn with a deed, all that it changes in the window would be read, laid out and painted
    at one go, and the next key would wait for it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[tuple[QObject, str], Callable[[], None]] = {}
        self._timer = QTimer(self, interval=1)  # other timers come in between
        self._timer.timeout.connect(self._take_next)

    def give(self, owner: QObject, what: str, work: Callable[[], None]) -> None:
        """Have ``work`` done in a turn of its own, once, if ``owner`` is still there then."""
        self._waiting[owner, what] = work
        self._timer.start()

    def drop(self, owner: QObject, what: str) -> None:
        """Take back what waits; nothing where it does not."""
        self._waiting.pop((owner, what), None)

    def _take_next(self) -> None:
        if not self._waiting:
            self._timer.stop()
            return
        key = next(iter(self._waiting))
        work = self._waiting.pop(key)
        if isValid(key[0]):
            work()
