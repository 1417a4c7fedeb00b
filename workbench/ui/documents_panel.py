"""The left pane: documents with date, marking, state and counts; below them the pages."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from workbench.app.listing import SORTS, STATES
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.ui.desk import Desk
from workbench.ui.inputs import Field
from workbench.ui.models import document_row
from workbench.ui.panel import Panel
from workbench.ui.rows import RowList, RowsModel
from workbench.ui.thumbnails import Thumbnails

_NARROWEST = 190
"""Pixels at which a name is still told from another beside what is undecided."""
_GATHER_MS = 200
_FILTER_FROM = 8
_READ_AT_ONCE = 500
"""Read in a few milliseconds."""
_REREAD_MOST = 100
"""Where more documents changed, reading the whole list anew is quicker than one by one."""


class DocumentsPanel(Panel):
    """Documents of the project and pages of the one on the desk.

    Signals:
        counted: how many documents the project has.
    """

    counted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._documents: list[Document] = []
        self._gathered: list[Document] = []
        self._stale: set[str] | None = set()
        self.filter = Field()
        self.filter.setPlaceholderText("Filter: words, from:lisbon, date:1964")
        self.filter.setToolTip(
            "Words in name, marking and date; or a header field: from:, to:, date:, subject:, "
            "tags:, ref: and the others; marking:; kind: as cable, telegram, letter; state: with "
            f"{', '.join(STATES)}"
        )
        self.sort = QComboBox()
        self.sort.setAccessibleName("Sort documents by")
        for key, title in SORTS.items():
            self.sort.addItem(
                f"By {title[0].lower()}{title[1:]}" if title[1:2].islower() else f"By {title}", key
            )
        self.sort.currentIndexChanged.connect(lambda _index: self._show())
        self.filter.setAccessibleName("Filter documents")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _text: self._show())
        self.model: RowsModel[Document] = RowsModel(
            lambda document: document.id,
            lambda document: document_row(document, desk.state.theme),
            self,
        )
        self.list = RowList("Documents", "")
        self.list.setModel(self.model)
        self.list.setSelectionMode(RowList.SelectionMode.ExtendedSelection)
        self.list.activated.connect(self._on_activated)
        self.list.clicked.connect(self._on_activated)
        self.thumbnails = Thumbnails(desk)
        top = QWidget()
        box = QVBoxLayout(top)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        around = QVBoxLayout()
        around.setContentsMargins(6, 4, 6, 4)
        around.setSpacing(4)
        around.addWidget(self.filter)
        around.addWidget(self.sort)
        box.addLayout(around)
        box.addWidget(self.list, 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(top)
        self.splitter.addWidget(self.thumbnails)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.setMinimumWidth(_NARROWEST)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._reread)
        desk.session_changed.connect(self.reload)
        desk.documents_changed.connect(self._on_documents_changed)
        desk.progress_changed.connect(self._on_work)
        desk.job_ended.connect(self._on_work)
        desk.document_changed.connect(self._follow)
        desk.state.theme_changed.connect(self.model.redraw)
        desk.actions.on("next_document", lambda: self.step(1))
        desk.actions.on("previous_document", lambda: self.step(-1))

    def reload(self) -> None:
        """Read all documents anew; of many the list is shown when the last have been read."""
        self._stale = set()
        self._gathered = []
        self._read_on()

    def _read_on(self) -> None:
        desk, gathered = self._desk, self._gathered
        desk.state.turns.drop(self, "read")
        found = desk.session.documents(len(gathered), _READ_AT_ONCE) if desk.is_open else []
        gathered += found
        if len(found) == _READ_AT_ONCE:
            desk.state.turns.give(self, "read", self._read_on)
        else:
            self._documents, self._gathered = gathered, []
            self._show()

    def chosen(self) -> tuple[str, ...]:
        """The documents chosen in the list, with Shift or Ctrl several, in its order."""
        rows = sorted(index.row() for index in self.list.selectedIndexes())
        return tuple(self.model.items[row].id for row in rows)

    def step(self, by: int) -> None:
        """Lay the next document of the list on the desk, or the one before."""
        number = self.model.rowCount()
        if number:
            row = self.model.index_of(self._desk.document_id).row()
            self._desk.show_document(self.model.items[(row + by) % number].id)

    def _show(self) -> None:
        shown = self._documents
        if self._desk.is_open:
            sort = str(self.sort.currentData())
            shown = self._desk.session.listed(shown, self.filter.text(), sort)
        self.model.sync(shown)
        for field in (self.filter, self.sort):
            field.setVisible(len(self._documents) >= _FILTER_FROM or bool(self.filter.text()))
        self._say_empty()
        self.counted.emit(len(self._documents))
        self._follow()

    def _say_empty(self) -> None:
        if self._documents:
            text = (
                "No document has that.\n\nWords are looked for in name, marking and date; "
                'from:lisbon, date:1964, subject:"buoys" or state:undecided in the header and '
                "state."
            )
        elif self._desk.is_open and self._desk.session.running:
            text = "Papers are being brought in.\n\nEach stands here once its pages are counted."
        else:
            text = "No documents yet.\n\nDrop scans and texts here, or press Ctrl+I."
        self.list.show_empty(text)

    def _follow(self) -> None:
        index = self.model.index_of(self._desk.document_id)
        if self.list.selectionModel().isSelected(index):
            return  # one of several that were chosen together
        self.list.setCurrentIndex(index)
        if not index.isValid():
            self.list.clearSelection()

    def _on_work(self, _event: object) -> None:
        if not self._documents:
            self._say_empty()

    def _on_activated(self, index: QModelIndex) -> None:
        document = self.model.item(index)
        if document is not None:
            self._desk.show_document(document.id)

    def _on_documents_changed(self, ids: frozenset[str]) -> None:
        # An import says so page by page; the list hears of it a few times a second.
        if not ids or self._stale is None:
            self._stale = None
        else:
            self._stale |= ids
        if not self._timer.isActive():
            self._timer.start(_GATHER_MS)

    def _reread(self) -> None:
        if not self._desk.is_open:
            return
        stale, self._stale = self._stale, set()
        known = {document.id: number for number, document in enumerate(self._documents)}
        if stale is None or len(stale) > _REREAD_MOST or not stale <= known.keys():
            self.reload()
            return
        for document_id in stale:
            try:
                document = self._desk.session.document(document_id)
            except UserError:
                self.reload()
                return
            self._documents[known[document_id]] = document
        self._show()
