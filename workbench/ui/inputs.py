"""Fields and tick lists that show their edges in both themes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLabel, QLineEdit, QStyle, QStyleOptionViewItem, QWidget

from workbench.ui.rows import Row, RowList, RowPainter, RowsModel

Item = TypeVar("Item")
Index = QModelIndex | QPersistentModelIndex
_BOX = 14
_ROOM = 32


class Field(QLineEdit):
    """A line to type in. Fusion hardly draws its edge in a dark palette; this does."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        super().paintEvent(event)
        if self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = self.palette().color(QPalette.ColorRole.Mid)
        painter.setPen(edge.lighter(150) if edge.lightnessF() < 0.5 else edge)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 3, 3)
        painter.end()


class Refusal(QLabel):
    """What is wrong with what was asked for, in the dialog that asked; not there before."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show the sentence."""
        palette = self.palette()
        palette.setColor(self.foregroundRole(), palette.color(QPalette.ColorRole.BrightText))
        self.setPalette(palette)
        self.setText(sentence)
        self.show()


class TickModel(RowsModel[Item], Generic[Item]):
    """Rows that can be ticked. What is new comes ticked unless ``is_ticked`` says otherwise."""

    ticks_changed = Signal()

    def __init__(
        self,
        key_of: Callable[[Item], str],
        row_of: Callable[[Item], Row],
        parent: QWidget,
    ) -> None:
        super().__init__(key_of, row_of, parent)
        self._off: set[str] = set()

    def ticked(self) -> list[Item]:
        """The items ticked, in order."""
        off = self._off
        if not off:
            return [*self._items]
        return [item for item, key in zip(self._items, self._keys, strict=True) if key not in off]

    def tick(self, items: Sequence[Item], on: bool) -> None:
        """Tick some, or take their ticks away."""
        whole = items is self._items
        keys = set(self._keys) if whole else {self._key_of(item) for item in items}
        self._off = self._off - keys if on else self._off | keys
        if self.items:
            role = Qt.ItemDataRole.CheckStateRole
            self.dataChanged.emit(self.index(0), self.index(len(self.items) - 1), [role])
        self.ticks_changed.emit()

    def toggle(self, index: Index) -> None:
        """Turn the tick of a row round."""
        item = self.item(index)
        if item is not None:
            self.tick([item], self._key_of(item) in self._off)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: D102
        if role == Qt.ItemDataRole.CheckStateRole and index.isValid():
            off = self._keys[index.row()] in self._off
            return Qt.CheckState.Unchecked if off else Qt.CheckState.Checked
        return super().data(index, role)

    def flags(self, index: Index) -> Qt.ItemFlag:  # noqa: D102
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable


class TickList(RowList):
    """A list of rows with ticks: Space or a click on the box turns one round."""

    def __init__(self, name: str, empty: str, model: TickModel[Item]) -> None:
        super().__init__(name, empty)
        self._ticks = model
        self.setItemDelegate(TickPainter(self))
        self.setModel(model)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Space:
            self._ticks.toggle(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        super().mouseReleaseEvent(event)
        if event.position().x() < _ROOM:
            self._ticks.toggle(self.indexAt(event.position().toPoint()))


class TickPainter(RowPainter):
    """Draws the box, then the row beside it."""

    def paint(  # noqa: D102
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        beside = QStyleOptionViewItem(option)
        beside.rect = option.rect.adjusted(_ROOM - 8, 0, 0, 0)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected:
            painter.fillRect(option.rect, option.palette.color(QPalette.ColorRole.Highlight))
        super().paint(painter, beside, index)
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        top = option.rect.center().y() - _BOX // 2
        box = QRect(option.rect.left() + 9, top, _BOX, _BOX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(option.palette.color(role), 1.2))
        painter.drawRoundedRect(box, 2, 2)
        # The role comes back as a plain number from a Python model.
        if Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked:
            painter.setPen(QPen(option.palette.color(role), 2.0))
            at = box.topLeft()
            painter.drawPolyline([at + QPoint(3, 7), at + QPoint(6, 10), at + QPoint(11, 4)])
        painter.restore()
