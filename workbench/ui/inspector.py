"""The right pane: what is tagged, suggested, withheld and read from the header, in tabs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QStyle,
    QStyleOptionFocusRect,
    QStyleOptionTab,
    QStylePainter,
    QTabBar,
    QTabWidget,
    QWidget,
)

from workbench.domain.documents import Document
from workbench.ui.desk import Desk

TABS = (
    *("tab_annotations", "tab_suggestions", "tab_findings"),
    *("tab_redactions", "tab_fields", "tab_leaks"),
)
_TITLES = ("Tags", "Suggestions", "Findings", "Redactions", "Header", "Leaks")
_SHORT = ("Tags", "Sugg.", "Find.", "Red.", "Head.", "Leaks")
"""What the others say where there is no room for all titles; the tab in front says its own."""
_SMALLER = 0.88
_ROOM = 10
_LEAST = 28


class _Tabs(QTabBar):
    """Tabs that take no more width than their titles: four stand above a narrow list."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Inspector's lists")
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _SMALLER)
        self.setFont(font)

    def tabSizeHint(self, index: int) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.tabText(index)) + _ROOM
        return QSize(width, super().tabSizeHint(index).height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        return QSize(_LEAST, self.tabSizeHint(index).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        # The style keeps more room beside a title than there is, and would cut it short.
        painter = QStylePainter(self)
        for index in range(self.count()):
            option = QStyleOptionTab()
            self.initStyleOption(option, index)
            painter.drawControl(QStyle.ControlElement.CE_TabBarTabShape, option)
            rect = option.rect.adjusted(2, 0, -2, 0)
            title = self.fontMetrics().elidedText(
                option.text, Qt.TextElideMode.ElideRight, rect.width()
            )
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, title)
            if option.state & QStyle.StateFlag.State_HasFocus:
                focus = QStyleOptionFocusRect()
                focus.initFrom(self)
                focus.rect = rect.adjusted(0, 3, 0, -3)
                painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, focus)


class Inspector(QTabWidget):
    """Tabs above the lists; titles say how many wait."""

    def __init__(self, desk: Desk, *panels: QWidget) -> None:
        super().__init__()
        self.setAccessibleName("Inspector")
        self._bar = _Tabs()
        self.setTabBar(self._bar)
        self.setDocumentMode(True)
        self.setUsesScrollButtons(False)
        for panel, title, action_id in zip(panels, _TITLES, TABS, strict=True):
            number = self.addTab(panel, title)
            self.setTabToolTip(number, desk.actions[action_id].toolTip())
        self._counts = [0] * len(TABS)
        self.currentChanged.connect(lambda _tab: self._entitle())

    def show_tab(self, action_id: str) -> None:
        """Bring the list of one of :data:`TABS` to the front."""
        self.setCurrentIndex(TABS.index(action_id))

    def count_of(self, document: Document | None) -> None:
        """Say in the titles how much is suggested and withheld in a document."""
        self.say_count("tab_suggestions", document.suggestion_count if document else 0)
        self.say_count("tab_redactions", document.redaction_count if document else 0)

    def say_count(self, action_id: str, number: int) -> None:
        """Say in a title how much is in its list."""
        self._counts[TABS.index(action_id)] = number
        self._entitle()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._entitle()

    def _entitle(self) -> None:
        """Give the tabs the titles there is room for."""
        self._say(_TITLES)
        bar = self._bar
        if sum(bar.tabSizeHint(tab).width() for tab in range(self.count())) > self.width():
            here = self.currentIndex()
            self._say([_TITLES[tab] if tab == here else _SHORT[tab] for tab in range(len(TABS))])

    def _say(self, titles: Sequence[str]) -> None:
        for tab, (title, number) in enumerate(zip(titles, self._counts, strict=True)):
            text = f"{title} {number:,}" if number else title
            if self.tabText(tab) != text:
                self.setTabText(tab, text)
