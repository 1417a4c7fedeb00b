"""What goes wrong and what went well, said in a strip above the views; details on request."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench import files
from workbench.domain.errors import Cancelled, UserError
from workbench.ui.theme import Theme

_log = logging.getLogger(__name__)
_INFO_MS = 8000
_WIDEST = 760
_MARGIN = 12


class Tone(Enum):
    """How a message is meant; its colour by theme (light, dark)."""

    GOOD = ("#dff3e4", "#1d3a27")
    INFO = ("#e2ecf8", "#22344c")
    BAD = ("#fbe3e1", "#4a2422")


class MessageBar(QFrame):
    """One message at a time, over the foot of the pane it is given to, never over its controls.

    Good news leaves by itself. What was said of something the person did goes when they have
    gone on (:meth:`settle`); the report of long work stays until it is closed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.setAccessibleName("Message")
        self._is_dark = False
        self._tone = Tone.INFO
        self._details: tuple[str, ...] = ()
        self._is_passing = False
        self._over: QWidget | None = None
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details = QPushButton("Details")
        self.details.setAutoDefault(False)
        self.details.clicked.connect(self._on_details)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setAccessibleName("Close the message")
        close.setToolTip("Close the message")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.details)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(
        self,
        sentence: str,
        tone: Tone = Tone.INFO,
        details: Sequence[str] = (),
        *,
        is_passing: bool = False,
    ) -> None:
        """Show a sentence, with a Details button when there is more to read.

        ``is_passing`` says it is about what the person just did, and goes when they go on.
        """
        self._tone = tone
        self._is_passing = is_passing
        self._details = tuple(line for line in details if line)
        self.text.setText(sentence)
        self.text.setAccessibleName(sentence)
        self.details.setVisible(bool(self._details))
        self._colour()
        self.show()
        self.place()
        if tone is Tone.BAD or self._details:
            self._timer.stop()
        else:
            self._timer.start(_INFO_MS)

    def say_error(self, error: UserError, *, is_passing: bool = False) -> None:
        """Show a person's error; one they asked for themselves is no bad news."""
        tone = Tone.INFO if isinstance(error, Cancelled) else Tone.BAD
        details = [error.details] if error.details else ()
        self.say(error.sentence, tone, details, is_passing=is_passing)

    def settle(self, *, done: bool) -> None:
        """The person has gone on: what was said of the step before goes.

        A refusal stays while they only look round; it goes when something is ``done``.
        """
        is_news = self._tone is Tone.GOOD and not self._details
        if is_news or (self._is_passing and (done or self._tone is not Tone.BAD)):
            self.hide()

    def stand_over(self, pane: QWidget) -> None:
        """Stand over the foot of this pane of the window from now on."""
        self._over = pane
        pane.installEventFilter(self)
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Lie where nothing below the hand moves, and no button is covered."""
        parent, over = self.parentWidget(), self._over
        if parent is None or over is None or self.isHidden():
            return
        area = QRect(over.mapTo(parent, QPoint(0, 0)), over.size())
        width = max(1, min(_WIDEST, area.width() - 2 * _MARGIN))
        height = self.heightForWidth(width)
        left = area.left() + (area.width() - width) // 2
        self.setGeometry(left, area.bottom() - height - _MARGIN, width, height)
        self.raise_()

    def set_theme(self, theme: Theme) -> None:
        """Follow the window's theme."""
        self._is_dark = theme.is_dark
        self._colour()

    def _colour(self) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = QColor(self._tone.value[self._is_dark])
        painter.setBrush(fill)
        painter.setPen(fill.lighter(160) if self._is_dark else fill.darker(125))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)

    def _on_details(self) -> None:
        show_details(self.window(), "Details", self.text.text(), "\n\n".join(self._details))


def show_details(parent: QWidget, title: str, sentence: str, details: str) -> QDialog:
    """A window with a sentence and a longer text under it; does not block."""
    dialog = QDialog(parent)
    dialog.setObjectName("details_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    label = QLabel(sentence)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    text = QPlainTextEdit(details)
    text.setReadOnly(True)
    text.setAccessibleName("Details")
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(16, 16, 16, 12)
    layout.setSpacing(12)
    layout.addWidget(label)
    layout.addWidget(text, 1)
    layout.addWidget(buttons)
    dialog.resize(640, 360)
    dialog.open()
    return dialog


def show_bug(parent: QWidget, details: str) -> QDialog:
    """Say that the program itself is at fault, where its notes are, and that it lives on."""
    log_file = files.user_folder("log") / "workbench.log"
    dialog = show_details(
        parent,
        "Something went wrong inside the program",
        "Something went wrong inside the program. Nothing you did is lost: every change was on"
        f" disk before it was shown. You can go on working. The log is {log_file}.",
        details,
    )
    dialog.setObjectName("bug_dialog")
    return dialog
