"""What the window's lists of one pane have in common: who goes to the pane goes to its list."""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from workbench.ui.rows import RowList


class Panel(QWidget):
    """A pane around a list, which takes the focus that is given to the pane.

    A focus proxy would do so, too, but makes the pane itself a stop of Tab: the one after the
    last list led back to the first, and what stands in between was never reached.
    """

    list: RowList

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self.list.setFocus(event.reason())
