"""The first thing seen: what the program is for, three ways to begin, and recent projects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.times import local_time
from workbench.ui.rows import Row, RowList, RowsModel
from workbench.ui.theme import Theme, light

_COLUMN = 720
_SMALLEST = 320
_LEAST_LIST = 80


class Card(QAbstractButton):
    """A large button: title, what it does, its key."""

    def __init__(self, title: str, sentence: str, key: str, *, is_first: bool = False) -> None:
        super().__init__()
        self.setText(title)
        self._sentence = sentence
        self._key = key
        self._is_first = is_first
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{sentence} {key}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(200, self.fontMetrics().lineSpacing() * 6 + 40)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        role = QPalette.ColorRole
        fill, text, faint = (
            (role.Accent, role.HighlightedText, role.HighlightedText)
            if self._is_first
            else (role.Base, role.Text, role.PlaceholderText)
        )
        rect = self.rect().adjusted(1, 1, -2, -2)
        background = palette.color(fill)
        if self.isDown():
            background = background.darker(108)
        elif self.underMouse():
            background = (
                background.lighter(106) if self._is_first else palette.color(role.AlternateBase)
            )
        painter.setBrush(background)
        edge = role.Accent if self._is_first or self.hasFocus() else role.Mid
        painter.setPen(palette.color(edge))
        painter.drawRoundedRect(rect, 8, 8)
        inner = rect.adjusted(18, 16, -18, -14)
        title = QFont(self.font())
        title.setPointSizeF(title.pointSizeF() * 1.2)
        title.setWeight(QFont.Weight.DemiBold)
        painter.setFont(title)
        painter.setPen(palette.color(text))
        line = painter.fontMetrics().lineSpacing()
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, self.text())
        painter.setFont(self.font())
        painter.setPen(palette.color(faint))
        below = inner.adjusted(0, line + 6, 0, 0)
        painter.drawText(
            below, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, self._sentence
        )
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, self._key
        )
        if self.hasFocus():
            painter.setPen(palette.color(text))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(4, 4, -4, -4), 5, 5)


class StartPage(QWidget):
    """Shown while no project is open.

    Signals:
        new_requested, open_requested, sample_requested: a card was pressed.
        project_requested: a recent project was chosen, its folder.
        forget_requested: a recent project is to leave the list; the folder itself stays.
    """

    new_requested = Signal()
    open_requested = Signal()
    sample_requested = Signal()
    project_requested = Signal(object)
    forget_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Start page")
        title = QLabel("Archive Workbench")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 2.3)
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        self._under = QLabel(
            "Annotate, check and redact scanned papers. Everything stays on this computer."
        )
        self._under.setWordWrap(True)
        self.sample = Card(
            "Try the sample",
            "A project of fictional cables, telegrams and letters, ready to work on.",
            "Ctrl+Shift+O",
            is_first=True,
        )
        self.new = Card("New project", "An empty project; then drop your scans into it.", "Ctrl+N")
        self.open = Card("Open project", "A folder that ends in .workbench.", "Ctrl+O")
        self.sample.clicked.connect(self.sample_requested)
        self.new.clicked.connect(self.new_requested)
        self.open.clicked.connect(self.open_requested)
        cards = QHBoxLayout()
        cards.setSpacing(14)
        for card in (self.sample, self.new, self.open):
            cards.addWidget(card, 1)
        self.heading = QLabel("Recent projects")
        font = self.heading.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.heading.setFont(font)
        self.model: RowsModel[Path] = RowsModel(str, _recent_row, self)
        self.recent = RowList("Recent projects", "")
        self.none = QLabel(
            "Projects you open are listed here.\n"
            "You can also drop a project, or scans to begin one with, anywhere in this window."
        )
        self.none.setWordWrap(True)
        self.recent.setModel(self.model)
        self.recent.activated.connect(self._on_activated)
        self.recent.clicked.connect(self._on_activated)
        self.forget = QAction("Take off this list", self.recent)
        self.forget.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self.forget.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.forget.triggered.connect(self._on_forget)
        self.recent.addAction(self.forget)
        self.recent.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        column = QWidget()
        column.setMaximumWidth(_COLUMN)
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(title)
        box.addWidget(self._under)
        box.addSpacing(22)
        box.addLayout(cards)
        box.addSpacing(26)
        box.addWidget(self.heading)
        box.addSpacing(4)
        box.addWidget(self.none)
        box.addWidget(self.recent, 100)
        box.addStretch(1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(32, 56, 32, 32)
        outer.addStretch(1)
        outer.addWidget(column, 20)
        outer.addStretch(1)
        self.setFocusProxy(self.sample)
        # Behind an open document it must not keep the window from being made small.
        self.setMinimumHeight(_SMALLEST)
        self.set_theme(light())

    def set_theme(self, theme: Theme) -> None:
        """Follow the window's theme."""
        for label in (self._under, self.none):
            palette = label.palette()
            palette.setColor(QPalette.ColorRole.WindowText, QColor(theme.faint_text))
            label.setPalette(palette)

    def show_recent(self, projects: Sequence[Path]) -> None:
        """List these projects, the one used last first."""
        self.model.sync(list(projects))
        self.model.redraw()
        self.none.setVisible(not projects)
        self.recent.setVisible(bool(projects))
        if projects:
            self.recent.setCurrentIndex(self.model.index(0))
            height = self.recent.sizeHintForRow(0) * len(projects)
            self.recent.setMinimumHeight(min(height, _LEAST_LIST))
            self.recent.setMaximumHeight(height)

    def _on_forget(self) -> None:
        path = self.model.item(self.recent.currentIndex())
        if path is not None:
            self.forget_requested.emit(path)

    def _on_activated(self, index: QModelIndex) -> None:
        path = self.model.item(index)
        if path is not None:
            self.project_requested.emit(path)


class EmptyPage(QWidget):
    """Shown while a project has no document to show."""

    def __init__(self, import_files: QAction, import_folder: QAction) -> None:
        super().__init__()
        self.setAccessibleName("Empty project")
        self.title = QLabel()
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setWeight(QFont.Weight.DemiBold)
        self.title.setFont(font)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sentence.setEnabled(False)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        for action in (import_files, import_folder):
            key = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
            button = QPushButton(f"{action.text()}   {key}")
            button.setAccessibleName(action.text())
            button.clicked.connect(action.trigger)
            row.addWidget(button)
            if self.focusProxy() is None:
                self.setFocusProxy(button)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(4)
        box.addWidget(self.sentence)
        box.addSpacing(10)
        box.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        self.set_waiting(False)

    def say_opening(self, name: str) -> None:
        """A project is about to be opened."""
        self.title.setText(f"Opening {name}")
        self.sentence.setText("")
        self._buttons.hide()

    def set_waiting(self, is_waiting: bool) -> None:
        """Whether papers are on their way."""
        if is_waiting:
            self.title.setText("The papers are being read")
            self.sentence.setText("Each document is shown as soon as it is ready.")
        else:
            self.title.setText("This project is empty")
            self.sentence.setText(
                "Drop scans, texts or whole folders anywhere in this window.\n"
                "PDF, TIFF, PNG, JPEG and plain text are read."
            )
        self._buttons.setVisible(not is_waiting)


def _recent_row(path: Path) -> Row:
    used = ""
    database = path / "project.sqlite"
    if database.exists():
        stamp = max(p.stat().st_mtime for p in (database, path))
        used = local_time(datetime.fromtimestamp(stamp).astimezone().isoformat())
    home = Path.home()
    shown = f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
    return Row(path.name.removesuffix(".workbench"), shown, used)
