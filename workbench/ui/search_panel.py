"""The project's search: a field in the tool bar, and the list of places found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from workbench.app.session import Hit
from workbench.ui.desk import Desk
from workbench.ui.inputs import Field
from workbench.ui.models import count, hit_row
from workbench.ui.rows import RowList, RowsModel

_WAIT_MS = 200
_LIMIT = 200


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


class SearchPanel(QWidget):
    """Places found, each with its line, document and page; Enter opens at the word.

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
        self.setFocusProxy(self.list)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.search)
        field.textChanged.connect(lambda _text: self._timer.start(_WAIT_MS))
        field.returnPressed.connect(self._on_return)
        field.left.connect(self.search)
        field.list_requested.connect(self.list.setFocus)
        desk.actions.on("find", self._on_find)
        desk.actions.on("next_hit", lambda: self.step(1))
        desk.actions.on("previous_hit", lambda: self.step(-1))
        desk.session_changed.connect(self._on_session_changed)
        desk.document_changed.connect(self._mark)

    def search(self) -> None:
        """Look the field's words up in the project."""
        self._timer.stop()
        query = self.field.text().strip()
        hits: list[Hit] = []
        if query and self._desk.is_open:
            found = self._desk.attempt(lambda: self._desk.session.find(query, limit=_LIMIT))
            hits = list(found or ())
        self.model.sync(hits)
        self.list.clearSelection()
        self.list.setCurrentIndex(QModelIndex())
        documents = len({hit.document_id for hit in hits})
        most = "the first " if len(hits) == _LIMIT else ""
        self.total.setText(
            f"{most}{count(len(hits), 'place')} in {count(documents, 'document')}" if hits else ""
        )
        self.list.show_empty(f"Nothing in this project says “{query}”." if query else "")
        self._desk.has_hits = bool(hits)
        self._desk.refresh_facts()
        self._mark()
        self.searched.emit(bool(query))

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
        if self.model.rowCount():
            self.step(1)

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
