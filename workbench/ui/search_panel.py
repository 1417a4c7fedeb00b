"""The project's search: a field in the tool bar, and the list of places found."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout

from workbench.app.session import Hit
from workbench.ui.desk import Desk
from workbench.ui.inputs import Field
from workbench.ui.models import count, hit_row
from workbench.ui.panel import Panel
from workbench.ui.rows import RowList, RowsModel

_WAIT_MS = 200
_LIMIT = 200

_SLICE_S = 0.006
"""The search works so long, then lets keys and painting through, and works on."""


class SearchField(Field):
    """The field at the top right. Enter goes to the first place, Down into the list."""

    list_requested = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("search_field")
        self.setPlaceholderText("Search project")
        self.setAccessibleName("Search project")
        self.setToolTip(
            "Words in any document. “A phrase in quotes” runs over line ends,"
            " a star ends a beginning: embas*. (Ctrl+F)"
        )
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(150)
        self.setMaximumWidth(280)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.list_requested.emit()
        else:
            super().keyPressEvent(event)


class SearchPanel(Panel):
    """Places found, each with its line, document and page; Enter opens at the word.

    The project is searched in slices between events. A newer search ends the one before it.

    Signals:
        searched: a search was made or cleared; whether anything is to be shown.
        left: the person wants back to the text.
    """

    searched = Signal(bool)
    left = Signal()

    def __init__(self, desk: Desk, field: SearchField) -> None:
        super().__init__()
        self._desk = desk
        self.field = field
        self.model: RowsModel[Hit] = RowsModel(_key, hit_row, self)
        self.list = RowList("Search results", "Nothing found.")
        self.list.setModel(self.model)
        self.list.activated.connect(self._on_activated)
        self.list.clicked.connect(self._on_activated)
        self.list.installEventFilter(self)
        self.total = QLabel()
        self.total.setEnabled(False)
        self.total.setContentsMargins(10, 4, 10, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.total)
        layout.addWidget(self.list, 1)
        self._query = ""
        self._found: list[Hit] = []
        self._steps: Iterator[tuple[Hit, ...]] | None = None
        self._is_new = True
        self._opens_first = False
        self._typing = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._typing.timeout.connect(self.search)
        self._working = QTimer(self, interval=0)
        self._working.timeout.connect(self._work_on)
        field.textChanged.connect(lambda _text: self._typing.start())
        field.returnPressed.connect(self._on_return)
        field.left.connect(self.search)
        field.list_requested.connect(self.list.setFocus)
        desk.actions.on("find", self._on_find)
        desk.actions.on("next_hit", lambda: self.step(1))
        desk.actions.on("previous_hit", lambda: self.step(-1))
        desk.session_changed.connect(self._on_session_changed)
        desk.document_changed.connect(self._mark)

    @property
    def is_searching(self) -> bool:
        """Whether there may be more to come."""
        return self._steps is not None

    def search(self) -> None:
        """Begin to look the field's words up in the project; places come in as they are found."""
        self._typing.stop()
        desk = self._desk
        self._query = self.field.text().strip()
        self._found = []
        self._is_new = True
        self._opens_first = False
        self._steps = None
        if self._query and desk.is_open:
            self._steps = desk.attempt(lambda: desk.session.find_in_steps(self._query))
        self.searched.emit(bool(self._query))
        if self._steps is None:
            self._end()
        else:
            self.total.setText("Searching…")
            self.list.show_empty("")
            self._working.start()

    def _work_on(self) -> None:
        """One slice of the search."""
        before = len(self._found)
        if self._desk.attempt(self._look_on):
            if len(self._found) > before:
                self._show()
        else:
            self._end()

    def _look_on(self) -> bool:
        """Look at pages until the slice is over; whether there are more."""
        until = time.perf_counter() + _SLICE_S
        for found in self._steps or ():
            self._found += found
            if len(self._found) >= _LIMIT:
                break
            if time.perf_counter() >= until:
                return True
        return False

    def _end(self) -> None:
        """All is found, or something stopped the search."""
        self._working.stop()
        self._steps = None
        del self._found[_LIMIT:]
        self.list.show_empty(
            f"Nothing in this project says “{self._query}”." if self._query else ""
        )
        self._show()
        self._mark()

    def _show(self) -> None:
        """List what has been found so far."""
        hits = self._found
        self.model.sync(hits)
        if self._is_new:
            self._is_new = False
            self.list.clearSelection()
            self.list.setCurrentIndex(QModelIndex())
        documents = len({hit.document_id for hit in hits})
        most = "the first " if len(hits) == _LIMIT else ""
        more = " so far" if self.is_searching else ""
        told = f"{most}{count(len(hits), 'place')} in {count(documents, 'document')}{more}"
        self.total.setText(told if hits else "")
        if self._desk.has_hits != bool(hits):
            self._desk.has_hits = bool(hits)
            self._desk.refresh_facts()
        if hits and self._opens_first:
            self._opens_first = False
            self.step(1)

    def step(self, by: int) -> None:
        """Open the next place found, or the one before."""
        number = self.model.rowCount()
        if number:
            row = self.list.currentIndex().row()
            row = (row + by) % number if row >= 0 else (0 if by > 0 else number - 1)
            self.list.setCurrentIndex(self.model.index(row))
            self._on_activated(self.model.index(row))

    def _on_return(self) -> None:
        self.search()
        self._opens_first = self.is_searching

    def _on_activated(self, index: QModelIndex) -> None:
        hit = self.model.item(index)
        if hit is not None:
            self._desk.show_document(hit.document_id, hit.page)
            self._desk.state.select_words(hit.page, hit.first_word, hit.last_word, self)

    def _mark(self) -> None:
        here = self._desk.document_id
        self._desk.state.set_hits(
            [
                (hit.page, hit.first_word, hit.last_word)
                for hit in self.model.items
                if hit.document_id == here
            ]
        )

    def _on_find(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _on_session_changed(self) -> None:
        self.field.clear()
        self.search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self.field.clear()
            self.search()
            self.left.emit()
            return True
        return super().eventFilter(watched, event)


def _key(hit: Hit) -> str:
    return f"{hit.document_id} {hit.page} {hit.first_word} {hit.last_word}"
