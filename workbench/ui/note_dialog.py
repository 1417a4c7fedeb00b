"""A line of text asked for: why a redaction is refused, why a leak may stand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from workbench.ui.inputs import Field

_WIDTH, _LEAST_HEIGHT = 520, 130


class NoteDialog(QDialog):
    """One field; Enter takes it, Escape leaves everything as it is.

    Signals:
        given: the note, without blanks at its ends.
    """

    given = Signal(str)

    def __init__(self, title: str, question: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("note_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        asked = QLabel(question)
        asked.setTextFormat(Qt.TextFormat.PlainText)
        asked.setWordWrap(True)
        self.field = Field()
        self.field.setAccessibleName(question)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.go = buttons.addButton(title, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        self.go.setEnabled(False)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        self.field.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 10)
        layout.setSpacing(10)
        for widget in (asked, self.field, buttons):
            layout.addWidget(widget)
        # A question of several lines needs its height, and nothing else grows.
        self.resize(_WIDTH, max(_LEAST_HEIGHT, layout.heightForWidth(_WIDTH)))

    def _take(self) -> None:
        note = self.field.text().strip()
        if note:
            self.given.emit(note)
            self.accept()
