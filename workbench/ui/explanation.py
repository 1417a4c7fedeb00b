"""The whole of what a row of a list has no room for, under the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


class Explanation(QLabel):
    """Lines about the entry that is chosen; not there while none is. Can be selected and copied."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setContentsMargins(12, 8, 12, 4)
        self.hide()

    def tell(self, lines: Sequence[str]) -> None:
        """Show these lines, or nothing."""
        text = "\n".join(line for line in lines if line)
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
