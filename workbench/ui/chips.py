"""Chips: an action as its key and a short title; and the rows that chips stand in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QColor, QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QLayout,
    QLayoutItem,
    QStyle,
    QStyleOptionFocusRect,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.desk import Desk
from workbench.ui.theme import Theme, contrast

_GAP = 3
_INKS = ("#ffffff", "#101418")
_TITLES = {
    "next_page": "Next page",
    "accept": "Accept",
    "reject": "Reject",
    "accept_page": "All of the page",
    "next_doubt": "Next",
    "previous_doubt": "Back",
    "fix": "Fix",
    "confirm": "Confirm",
    "restore": "Restore",
    "redact": "Redact",
    "redact_leak": "Redact",
    "set_aside": "Set aside",
    "widen": "Widen",
    "reviewed": "Looked through",
    "refuse_note": "With a note",
    "approve_listed": "All shown",
    "decide_many": "Many",
    "finding_aside": "Set aside",
    "finding_back": "Bring back",
    "everywhere": "Everywhere",
    "region": "Region",
    "code": "Code",
    "next_redaction": "Next",
    "release": "Release",
}
"""Titles where the action's own is too long for a chip; the tip says the rest."""


class FlowLayout(QLayout):
    """Items side by side, wrapped into as many lines as the width asks for.

    With ``most_lines`` chips give up their titles (the tooltip has them) rather than take more.
    """

    def __init__(self, most_lines: int = 0) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._most_lines = most_lines
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: D102
        self._items.append(item)

    def count(self) -> int:  # noqa: D102
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: D102
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: D102
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: D102
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        # The window asks whenever anything in it changes size: far more often than chips do.
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:  # noqa: D102
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:  # noqa: D102
        super().setGeometry(rect)
        height = self._place(rect, move=False)
        spare = max(0, (rect.height() - height) // 2)
        self._place(rect.adjusted(0, spare, 0, 0), move=True)

    def sizeHint(self) -> QSize:  # noqa: D102
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: D102
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        places, lines = self._placed(rect, short=False)
        short = bool(self._most_lines) and lines > self._most_lines
        if short:
            places, lines = self._placed(rect, short=True)
        if move:
            for item, place in zip(self._items, places, strict=True):
                widget = item.widget()
                if isinstance(widget, Chip):
                    widget.set_short(short)
                item.setGeometry(place)
        return max((place.bottom() + 1 for place in places), default=rect.y()) - rect.y()

    def _placed(self, rect: QRect, *, short: bool) -> tuple[list[QRect], int]:
        """Where each item goes, and in how many lines."""
        places: list[QRect] = []
        x, y, line, lines = rect.x(), rect.y(), 0, 1
        for item in self._items:
            widget = item.widget()
            size = widget.size_when(short) if isinstance(widget, Chip) else item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, line, lines = rect.x(), y + line + _GAP, 0, lines + 1
            places.append(QRect(QPoint(x, y), size))
            x += size.width() + _GAP
            line = max(line, size.height())
        return places, lines


class Chip(QToolButton):
    """An action as its key on a coloured square and a short title."""

    def __init__(
        self, action: QAction, title: str, colour_of: Callable[[Theme], QColor], theme: Theme
    ) -> None:
        super().__init__()
        self.title = title
        self._is_short = False
        self._colour_of = colour_of
        self._colour = colour_of(theme)
        self.setDefaultAction(action)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._key = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
        name = action.text()
        self.setAccessibleName(f"{name}, key {self._key}" if self._key else name)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.92)
        self.setFont(font)

    def set_theme(self, theme: Theme) -> None:
        """Take the colour for the theme."""
        self._colour = self._colour_of(theme)
        self.update()

    def set_short(self, short: bool) -> None:
        """Show the key alone, or the title too."""
        self._is_short = short

    def size_when(self, short: bool) -> QSize:
        """Its size in pixels with or without the title. A chip without a key keeps its title."""
        metrics = self.fontMetrics()
        text = 0 if short and self._key else metrics.horizontalAdvance(self.title) + 11
        return QSize(text + self._key_width() + 6, metrics.height() + 6)

    def sizeHint(self) -> QSize:  # noqa: D102
        return self.size_when(False)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.size_when(True)

    def _key_width(self) -> int:
        metrics = self.fontMetrics()
        return max(metrics.horizontalAdvance(self._key or "m"), metrics.height() - 4) + 6

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, rect = self.palette(), self.rect().adjusted(0, 0, -1, -1)
        is_on = self.isEnabled()
        if is_on and (self.underMouse() or self.isDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Midlight))
            painter.drawRoundedRect(rect, 4, 4)
        faint = palette.color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(self._colour if is_on else faint)
        painter.setBrush(self._colour if is_on else Qt.BrushStyle.NoBrush)
        width, height = self._key_width(), self.fontMetrics().height()
        key = QRect(3, (self.height() - height) // 2, width, height)
        painter.drawRoundedRect(key, 3, 3)
        on_chip = max(_INKS, key=lambda ink: contrast(ink, self._colour))
        painter.setPen(QColor(on_chip) if is_on else faint)
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.setPen(palette.color(QPalette.ColorRole.ButtonText) if is_on else faint)
        if not (self._is_short and self._key):
            text = rect.adjusted(width + 8, 0, 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self.title)
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            self.style().drawPrimitive(
                QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self
            )


class ActionRow(QWidget):
    """Chips for a few actions, for the foot of a panel."""

    def __init__(self, desk: Desk, *action_ids: str) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 6, 8, 8)
        flow = FlowLayout()
        row = QWidget()
        row.setLayout(flow)
        box.addWidget(row)
        self.chips = [action_chip(desk, action_id) for action_id in action_ids]
        for chip in self.chips:
            flow.addWidget(chip)
            desk.state.theme_changed.connect(lambda one=chip: one.set_theme(desk.state.theme))


def action_chip(desk: Desk, action_id: str) -> Chip:
    """A neutral chip for an action of the table."""
    action = desk.actions[action_id]
    title = _TITLES.get(action_id, action.text().removesuffix("…"))
    return Chip(action, title, lambda theme: QColor(theme.faint_text), desk.state.theme)
