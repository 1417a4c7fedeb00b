"""The bar of the mode: in Tag mode the label palette, in the others what their keys do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.annotations import Kind
from workbench.domain.labels import Label
from workbench.ui.actions import Mode, label_action_id
from workbench.ui.chips import Chip, FlowLayout, action_chip
from workbench.ui.desk import Desk
from workbench.ui.theme import Theme, label_colour

_MOST_LINES = 2
_KEYS_OF_MODE: dict[Mode, tuple[str, ...]] = {
    Mode.READ: ("find", "next_page", "previous_page", "mode_tag", "keys"),
    Mode.TAG: ("region",),
    Mode.CORRECT: ("next_doubt", "previous_doubt", "fix", "confirm", "restore"),
    Mode.REDACT: (
        "redact",
        "everywhere",
        "region",
        "code",
        "approve",
        "refuse",
        "next_redaction",
        "release",
    ),
}
_HINTS = {
    Mode.READ: "Nothing is changed while reading. Words you point at light up on both sides.",
    Mode.CORRECT: "Doubtful words are underlined. Type over a word; Tab goes to the next doubt.",
    Mode.REDACT: "Select words on the page or in the text, or draw a region, then press R.",
}


class ModeBar(QWidget):
    """A page for each mode, all of one height, so that nothing below jumps."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.chips: list[Chip] = []
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._pages: dict[Mode, QWidget] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for mode in Mode:
            self._pages[mode] = self._page_of(mode)
            self._stack.addWidget(self._pages[mode])
        desk.session_changed.connect(self._on_session_changed)
        desk.mode_changed.connect(self._on_mode_changed)
        desk.state.theme_changed.connect(self._on_theme_changed)
        self._on_mode_changed(desk.mode)

    def in_order(self) -> list[Chip]:
        """The chips as they stand, mode after mode."""
        return [chip for mode in Mode for chip in self._pages[mode].findChildren(Chip)]

    def _on_mode_changed(self, mode: Mode) -> None:
        self._stack.setCurrentWidget(self._pages[mode])

    def _on_theme_changed(self) -> None:
        for chip in self.chips:
            chip.set_theme(self._desk.state.theme)

    def _on_session_changed(self) -> None:
        """The labels are the session's: make their page anew."""
        if not self._desk.is_open:
            return
        old = self._pages[Mode.TAG]
        self._pages[Mode.TAG] = self._page_of(Mode.TAG)
        self._stack.addWidget(self._pages[Mode.TAG])
        self._stack.removeWidget(old)
        self.chips = [chip for chip in self.chips if not old.isAncestorOf(chip)]
        old.deleteLater()
        self._on_mode_changed(self._desk.mode)
        self.updateGeometry()

    def _page_of(self, mode: Mode) -> QWidget:
        page = QWidget()
        page.setAccessibleName("Label palette" if mode is Mode.TAG else f"{mode.heading} keys")
        actions = [self._action_chip(action_id) for action_id in _KEYS_OF_MODE[mode]]
        flow = FlowLayout(_MOST_LINES)
        if mode is not Mode.TAG:
            box = QVBoxLayout(page)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(2)
            box.addStretch(1)
            row = QWidget()
            row.setLayout(flow)
            box.addWidget(row)
            hint = QLabel(_HINTS[mode])
            hint.setEnabled(False)
            hint.setContentsMargins(4, 0, 0, 0)
            box.addWidget(hint)
            box.addStretch(1)
        else:
            page.setLayout(flow)
            if self._desk.is_open:
                self._add_labels(flow)
        for chip in actions:
            flow.addWidget(chip)
        return page

    def _add_labels(self, flow: FlowLayout) -> None:
        labels = self._desk.session.labels
        for kind in (Kind.ENTITY, Kind.MARKING, Kind.PARAGRAPH):
            of_kind = labels.of_kind(kind)
            for label in of_kind:
                flow.addWidget(self._label_chip(label))
            if of_kind:
                flow.addWidget(_divider())

    def _label_chip(self, label: Label) -> Chip:
        action = self._desk.actions[label_action_id(label)]
        return self._chip(
            action, label.name.capitalize(), lambda theme: label_colour(label, theme.is_dark)
        )

    def _action_chip(self, action_id: str) -> Chip:
        chip = action_chip(self._desk, action_id)
        self.chips.append(chip)
        return chip

    def _chip(self, action: QAction, title: str, colour_of: Callable[[Theme], QColor]) -> Chip:
        chip = Chip(action, title, colour_of, self._desk.state.theme)
        self.chips.append(chip)
        return chip


class ModeButtons(QFrame):
    """The four modes side by side, one of them down."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setAccessibleName("Mode")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[Mode, ModeButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        last = len(Mode) - 1
        for number, mode in enumerate(Mode):
            button = ModeButton(mode, is_first=number == 0, is_last=number == last)
            action = desk.actions[f"mode_{mode.value}"]
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            action.triggered.connect(lambda _checked=False, one=mode: desk.set_mode(one))
            self._group.addButton(button)
            row.addWidget(button)
            self.buttons[mode] = button
        desk.mode_changed.connect(self._on_mode_changed)
        self._on_mode_changed(desk.mode)

    def _on_mode_changed(self, mode: Mode) -> None:
        self.buttons[mode].setChecked(True)


class ModeButton(QToolButton):
    """One segment; the one that is down is filled with the accent colour."""

    def __init__(self, mode: Mode, *, is_first: bool, is_last: bool) -> None:
        super().__init__()
        self._is_first, self._is_last = is_first, is_last
        self.setText(mode.heading)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{mode.heading} mode")

    def sizeHint(self) -> QSize:  # noqa: D102
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 24, metrics.height() + 12)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        is_down = self.isChecked() and self.isEnabled()
        fill = role.Accent if is_down else role.Base
        if not is_down and self.underMouse() and self.isEnabled():
            fill = role.Midlight
        # The inner ends of a segment are drawn past the widget's edge, so only outer ones round.
        left = 0 if self._is_first else -8
        right = -1 if self._is_last else 8
        painter.setPen(palette.color(role.Mid))
        painter.setBrush(palette.color(fill))
        painter.drawRoundedRect(self.rect().adjusted(left, 0, right, -1), 5, 5)
        if not self._is_first:
            painter.drawLine(0, 1, 0, self.height() - 2)
        text = role.HighlightedText if is_down else role.ButtonText
        painter.setPen(palette.color(text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(palette.color(text))
            painter.drawRoundedRect(self.rect().adjusted(3, 3, -4, -4), 3, 3)


def _divider() -> QWidget:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine)
    line.setFixedSize(9, 18)
    return line
