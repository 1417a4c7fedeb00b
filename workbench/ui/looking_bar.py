"""How far a long look is, and a button that stops it and lets it go on."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

_QUICK_S = 0.4
"""What is over by then shows neither."""


class LookingBar(QWidget):
    """A bar and a button beside what is being looked for; hidden while nothing is.

    Signals:
        stopped: True where the person stops it, False where they let it go on.
    """

    stopped = Signal(bool)

    def __init__(self, what: str) -> None:
        """``what`` is looked for, for who cannot see it."""
        super().__init__()
        self._what = what
        self._began = 0.0
        self.is_stopped = False
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(f"How far the look for {what} is")
        self.button = QToolButton()
        self.button.clicked.connect(self._on_clicked)
        box = QHBoxLayout(self)
        box.setContentsMargins(8, 0, 8, 4)
        box.addWidget(self.bar, 1)
        box.addWidget(self.button)
        self.end()

    def begin(self) -> None:
        """Something is looked for from now on."""
        self._began = time.monotonic()
        self._set_stopped(False)

    def tell(self, done: int, total: int) -> None:
        """So many steps of so many are done."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if time.monotonic() - self._began > _QUICK_S:
            self.show()

    def end(self) -> None:
        """Nothing is looked for."""
        self.hide()
        self._set_stopped(False)

    def _set_stopped(self, is_stopped: bool) -> None:
        self.is_stopped = is_stopped
        self.button.setText("Go on" if is_stopped else "Stop")
        tip = f"{'Go on with' if is_stopped else 'Stop'} looking for {self._what}"
        self.button.setAccessibleName(tip)
        self.button.setToolTip(tip)

    def _on_clicked(self) -> None:
        self._set_stopped(not self.is_stopped)
        self.stopped.emit(self.is_stopped)
