"""The right pane: what is tagged, suggested, redacted and read from the header, in tabs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyleOptionFocusRect,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.documents import Document
from workbench.ui.desk import Desk

TABS = (
    *("tab_annotations", "tab_suggestions", "tab_findings"),
    *("tab_redactions", "tab_fields", "tab_leaks"),
)
_TITLES = ("Annotations", "Suggestions", "Findings", "Redactions", "Header fields", "Leaks")
_A_ROW = 3
_SMALLER = 0.92
_HEIGHT, _ROOM, _LINE = 26, 12, 2
_BACK, _ON = (Qt.Key.Key_Left, Qt.Key.Key_Up), (Qt.Key.Key_Right, Qt.Key.Key_Down)


class _Tab(QToolButton):
    """One title, whole; the one in front stands on a line."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _SMALLER)
        self.setFont(font)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + _ROOM, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        if self.isChecked():
            painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
            line = self.rect().adjusted(0, self.height() - _LINE, 0, 0)
            painter.fillRect(line, palette.color(QPalette.ColorRole.Highlight))
        elif self.underMouse():
            painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Midlight))
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Tabs(QWidget):
    """Titles in two rows: six whole ones do not stand in one above a narrow list.

    Signals:
        chosen: the number of the title clicked on, or moved to by the arrow keys.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Inspector's lists")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.buttons = [_Tab(title) for title in _TITLES]
        self._current = 0
        rows = QVBoxLayout(self)
        rows.setContentsMargins(2, 0, 2, 2)
        rows.setSpacing(0)
        for first in range(0, len(self.buttons), _A_ROW):
            row = QHBoxLayout()
            row.setSpacing(0)
            for number, button in enumerate(self.buttons[first : first + _A_ROW], first):
                row.addWidget(button, 1)
                button.clicked.connect(lambda _on, tab=number: self.chosen.emit(tab))
            rows.addLayout(row)

    def show_current(self, tab: int) -> None:
        """Show which list is in front."""
        self._current = tab
        for number, button in enumerate(self.buttons):
            button.setChecked(number == tab)
        self.setAccessibleDescription(self.buttons[tab].text())
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        step = (event.key() in _ON) - (event.key() in _BACK)
        if step:
            self.chosen.emit((self._current + step) % len(self.buttons))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        super().paintEvent(event)
        if self.hasFocus():
            focus = QStyleOptionFocusRect()
            focus.initFrom(self)
            focus.rect = self.buttons[self._current].geometry().adjusted(-1, -1, 1, 1)
            QStylePainter(self).drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, focus)


class Inspector(QWidget):
    """Titles above the lists; they say how many wait."""

    def __init__(self, desk: Desk, *panels: QWidget) -> None:
        super().__init__()
        self.setAccessibleName("Inspector")
        self.tabs = Tabs()
        self._panels = panels
        self._stack = QStackedWidget()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.tabs)
        box.addWidget(self._stack, 1)
        for panel, button, action_id in zip(panels, self.tabs.buttons, TABS, strict=True):
            self._stack.addWidget(panel)
            button.setToolTip(desk.actions[action_id].toolTip())
        self.tabs.chosen.connect(self.setCurrentIndex)
        self.setCurrentIndex(0)

    def currentIndex(self) -> int:
        """Which list is in front."""
        return self._stack.currentIndex()

    def currentWidget(self) -> QWidget:
        """The list in front."""
        return self._panels[self.currentIndex()]

    def in_order(self) -> list[QWidget]:
        """What Tab stops at below the titles, list after list."""
        return [
            widget
            for panel in self._panels
            for widget in panel.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
            and widget.window() is self.window()  # the list of a combo box is not
        ]

    def indexOf(self, panel: QWidget) -> int:
        """Where a list stands among the others."""
        return self._stack.indexOf(panel)

    def setCurrentIndex(self, tab: int) -> None:
        """Bring a list to the front."""
        self._stack.setCurrentIndex(tab)
        self.tabs.show_current(tab)

    def setCurrentWidget(self, panel: QWidget) -> None:
        """Bring a list to the front."""
        self.setCurrentIndex(self.indexOf(panel))

    def show_tab(self, action_id: str) -> None:
        """Bring the list of one of :data:`TABS` to the front."""
        self.setCurrentIndex(TABS.index(action_id))

    def title_of(self, tab: int) -> str:
        """What a list's title says."""
        return self.tabs.buttons[tab].text()

    def count_of(self, document: Document | None) -> None:
        """Say in the titles how much is suggested and redacted in a document."""
        self.say_count("tab_suggestions", document.suggestion_count if document else 0)
        self.say_count("tab_redactions", document.redaction_count if document else 0)

    def say_count(self, action_id: str, number: int) -> None:
        """Say in a title how much is in its list."""
        button = self.tabs.buttons[TABS.index(action_id)]
        text = f"{button.title} {number:,}" if number else button.title
        if button.text() != text:
            button.setText(text)
            button.updateGeometry()
