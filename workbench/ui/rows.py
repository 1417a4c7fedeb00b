"""Rows of two lines for every list of the window: one model, one painter, names for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from operator import is_not, ne
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, QStringListModel, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

Item = TypeVar("Item")
Index = QModelIndex | QPersistentModelIndex
Differ = Callable[[object, object], bool]

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ITEM_ROLE = int(Qt.ItemDataRole.UserRole) + 2
_PAD = 8
_BAR = 4


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of an item. ``colour`` is the bar at its left, "" for none.

    ``said`` is the whole row as one sentence for a screen reader; title and subtitle when empty.
    ``marked`` is the stretch of the title that matters: bold, underlined, and never cut away
    for want of room.
    """

    title: str
    subtitle: str = ""
    badge: str = ""
    colour: str = ""
    is_faint: bool = False
    said: str = ""
    marked: tuple[int, int] = (0, 0)


class RowsModel(QStringListModel, Generic[Item]):
    """A list of items; each row is made only when it is drawn.

    ``key_of`` names an item for good; ``row_of`` says what to show of it.

    The rows are counted by Qt's own list, of empty strings. A view that lays its rows out asks
    for their number twice a row, and 10,000 rows that are counted in Python take it 12 ms.
    """

    def __init__(
        self,
        key_of: Callable[[Item], str],
        row_of: Callable[[Item], Row],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._key_of = key_of
        self._row_of = row_of
        self._items: list[Item] = []
        self._keys: list[str] = []
        self._rows: dict[str, tuple[Item, Row]] = {}
        self._coming: tuple[Sequence[Item], Sequence[str]] = ((), ())
        # Connected before any view: what a view hears of is here already.
        self.rowsInserted.connect(self._on_inserted)
        self.rowsRemoved.connect(self._on_removed)

    @property
    def items(self) -> Sequence[Item]:
        """All items, in order."""
        return self._items

    def item(self, index: Index) -> Item | None:
        """The item of an index, or None."""
        return self._items[index.row()] if index.isValid() else None

    def index_of(self, key: str) -> QModelIndex:
        """Where an item stands; invalid when it is not there."""
        return self.index(self._keys.index(key)) if key in self._keys else QModelIndex()

    def sync(self, items: Sequence[Item]) -> None:
        """Take a new list; only the stretch that differs is inserted, removed or redrawn.

        The current row and the place in the list stay where they are.
        """
        old = self._keys
        same = _alike(self._items, items, is_not)  # nothing is asked of what is there already
        keys = [*old[:same], *map(self._key_of, items[same:])]
        head = same + _alike(old[same:], keys[same:], ne)
        tail = _alike(old[head:][::-1], keys[head:][::-1], ne)
        old_end, end = len(old) - tail, len(keys) - tail
        if old_end > head:
            self.removeRows(head, old_end - head)
        if end > head:
            self._coming = items[head:end], keys[head:end]
            self.insertRows(head, end - head)
        kept = [*range(same, head), *range(end, len(keys))]
        if kept:  # whose items may have changed; a row shows it when it is drawn
            self._items[kept[0] :] = items[kept[0] :]
            self.dataChanged.emit(self.index(kept[0]), self.index(kept[-1]))

    def extend(self, items: Sequence[Item]) -> None:
        """Put more items behind those there are, of which nothing is asked."""
        if items:
            self._coming = items, [*map(self._key_of, items)]
            self.insertRows(len(self._items), len(items))

    def _on_inserted(self, _parent: QModelIndex, first: int, _last: int) -> None:
        items, keys = self._coming
        self._items[first:first] = items
        self._keys[first:first] = keys
        self._coming = ((), ())

    def _on_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        for key in self._keys[first : last + 1]:
            self._rows.pop(key, None)
        del self._items[first : last + 1], self._keys[first : last + 1]

    def redraw(self) -> None:
        """Make all rows anew: what they show besides their items has changed."""
        self._rows.clear()
        if self._items:
            self.dataChanged.emit(self.index(0), self.index(len(self._items) - 1))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows are chosen, and nothing else: not written into, not dragged."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: D102
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        key = self._keys[index.row()]
        known, row = self._rows.get(key, (None, None))
        if row is None or (known is not item and known != item):
            row = self._row_of(item)
            self._rows[key] = (item, row)
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = [row.title, row.badge, row.subtitle]
            return row.said or ", ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            # As HTML it is wrapped, and what a paper says is never taken for HTML itself.
            parts = [escape(part) for part in (row.title, row.subtitle) if part]
            return f"<p>{'<br>'.join(parts)}</p>"
        return None


def _alike(one: Sequence[object], other: Sequence[object], differ: Differ) -> int:
    """How many of the first of two lists are the same."""
    differs = [*map(differ, one, other)]
    return differs.index(True) if True in differs else len(differs)


class _Face:
    """A font with its measures: to make them anew for every row would cost more than the row."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetrics(font)

    def width(self, text: str) -> int:
        """Pixels a text takes."""
        return self.metrics.horizontalAdvance(text)

    def write(self, painter: QPainter, text: str, box: QRect) -> None:
        """Write a text at the left of a box, in the middle of its height."""
        painter.setFont(self.font)
        below = (box.height() - self.metrics.height()) // 2 + self.metrics.ascent()
        painter.drawText(box.left(), box.top() + below, text)


class _Faces:
    """The faces of a row: titles, what is marked in them, badges and subtitles."""

    def __init__(self, font: QFont) -> None:
        strong, small = QFont(font), QFont(font)
        strong.setBold(True)
        strong.setUnderline(True)
        small.setPointSizeF(max(7.0, font.pointSizeF() * 0.88))
        self.plain, self.strong, self.small = _Face(QFont(font)), _Face(strong), _Face(small)


class RowPainter(QStyledItemDelegate):
    """Draws a :class:`Row`: colour bar, title with badge, subtitle below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._faces: dict[str, _Faces] = {}

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: D102
        metrics = option.fontMetrics
        return QSize(120, int(2 * metrics.lineSpacing()) + _PAD + 4)

    def paint(  # noqa: D102
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            return
        rect: QRect = option.rect
        palette: QPalette = option.palette
        state = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = palette.color(QPalette.ColorRole.Text)
        faint = palette.color(QPalette.ColorRole.PlaceholderText)
        if is_selected:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.Highlight))
            text = palette.color(QPalette.ColorRole.HighlightedText)
            faint = text
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.AlternateBase))
        if not is_selected:
            painter.setPen(palette.color(QPalette.ColorRole.Midlight))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if row.colour:
            bar = QRect(rect.left(), rect.top() + 3, _BAR, rect.height() - 6)
            painter.fillRect(bar, QColor(row.colour))
        self._write(painter, option, row, rect, text if not row.is_faint else faint, faint)
        painter.restore()

    def _write(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: Row,
        rect: QRect,
        text: QColor,
        faint: QColor,
    ) -> None:
        key = option.font.key()
        faces = self._faces.get(key)
        if faces is None:
            faces = self._faces[key] = _Faces(option.font)
        small, cut = faces.small, Qt.TextElideMode.ElideRight
        left, right = rect.left() + _BAR + _PAD, rect.right() - _PAD
        line = faces.plain.metrics.lineSpacing()
        top = rect.top() + (rect.height() - 2 * line) // 2
        title_right = right
        painter.setPen(faint)
        if row.badge:
            badge = small.metrics.elidedText(row.badge, cut, (right - left) // 2)
            width = small.width(badge)
            small.write(painter, badge, QRect(right - width, top, width, line))
            title_right = right - width - _PAD
        if row.subtitle:
            under = small.metrics.elidedText(row.subtitle, cut, right - left)
            small.write(painter, under, QRect(left, top + line, right - left, line))
        painter.setPen(text)
        height = line if row.subtitle else 2 * line
        room = QRect(left, top, max(0, title_right - left), height)
        self._write_title(painter, faces, row, room)

    def _write_title(self, painter: QPainter, faces: _Faces, row: Row, room: QRect) -> None:
        """The title; what is marked in it stays when the rest is cut."""
        plain, strong, cut = faces.plain, faces.strong, Qt.TextElideMode
        start, end = row.marked
        if start == end:
            title = plain.metrics.elidedText(row.title, cut.ElideRight, room.width())
            plain.write(painter, title, room)
            return
        before, marked, after = row.title[:start], row.title[start:end], row.title[end:]
        marked = strong.metrics.elidedText(marked, cut.ElideRight, room.width())
        spare = room.width() - strong.width(marked)
        # What comes after may take half of what is left; so there is always some of both.
        after_width = min(plain.width(after), spare // 2)
        before = plain.metrics.elidedText(before, cut.ElideLeft, spare - after_width)
        after = plain.metrics.elidedText(after, cut.ElideRight, spare - plain.width(before))
        for piece, face in ((before, plain), (marked, strong), (after, plain)):
            face.write(painter, piece, room)
            room.setLeft(room.left() + face.width(piece))


class RowList(QListView):
    """A list of rows with a sentence in its place while it is empty."""

    def __init__(self, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty = empty
        self.setAccessibleName(name)
        self.setItemDelegate(RowPainter(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMinimumHeight(80)

    def paintEvent(self, event: object) -> None:  # noqa: D102
        super().paintEvent(event)  # type: ignore[arg-type]
        model = self.model()
        if model.rowCount() or not self.empty:
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(
            self.viewport().rect().adjusted(16, 16, -16, -16),
            Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap,
            self.empty,
        )
        painter.end()

    def show_empty(self, sentence: str) -> None:
        """Change what stands in the empty list."""
        if sentence != self.empty:
            self.empty = sentence
            self.viewport().update()
