"""Page and text side by side where both have room, one above the other where they have not."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

_PAGE_NEEDS, _TEXT_NEEDS = 300, 560
"""Pixels: narrower a page is no help; so wide, a typed line fits at the smallest letters."""

_TEXT_SHARE = 0.52


class ViewPanes(QSplitter):
    """The two views. It decides how they stand by its width, until a person decides."""

    def __init__(self, page: QWidget, text: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("views")
        self.addWidget(page)
        self.addWidget(text)
        self.setChildrenCollapsible(False)
        self._is_parted = False
        self._stacked: bool | None = None
        self.splitterMoved.connect(self._on_moved)

    @property
    def is_stacked(self) -> bool:
        """Whether the text stands under the page."""
        return self.orientation() == Qt.Orientation.Vertical

    def stack(self, stacked: bool) -> None:
        """A person wants the text under the page, or beside it, at any width."""
        self._stacked = stacked
        self._arrange(anew=True)

    def let_go(self) -> None:
        """Decide by the width again."""
        self._stacked, self._is_parted = None, False
        self._arrange(anew=True)

    def keep(self, kept: QSettings) -> None:
        """Remember what a person decided."""
        kept.setValue("window/views", self.saveState() if self._is_parted else None)
        stacked = "" if self._stacked is None else "yes" if self._stacked else "no"
        kept.setValue("window/stacked", stacked)

    def restore(self, kept: QSettings) -> None:
        """Stand as a person left it."""
        self._stacked = {"yes": True, "no": False}.get(str(kept.value("window/stacked", "")))
        state = kept.value("window/views")
        if state is not None:
            self._is_parted = self.restoreState(state)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._arrange(anew=False)

    def _on_moved(self, _at: int, _number: int) -> None:
        self._is_parted = True

    def _arrange(self, *, anew: bool) -> None:
        width, stacked = self.width(), self._stacked
        if stacked is None:
            stacked = width < _PAGE_NEEDS + _TEXT_NEEDS
        if stacked != self.is_stacked:
            way = Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal
            self.setOrientation(way)
            anew = True
        if self._is_parted and not anew:
            return
        if stacked:
            self.setSizes([self.height() // 2] * 2)
        else:
            text = max(round(width * _TEXT_SHARE), min(width - _PAGE_NEEDS, _TEXT_NEEDS))
            self.setSizes([width - text, text])
