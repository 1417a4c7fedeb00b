"""The project's journal to read: who did what and when, newest first."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.app import journal
from workbench.app.journal import Entries, JournalHead
from workbench.domain.times import local_time, near_time
from workbench.ui.desk import Desk
from workbench.ui.explanation import Explanation
from workbench.ui.inputs import Field
from workbench.ui.models import count
from workbench.ui.rows import Row, RowList, RowsModel

_SLICE_S = 0.006
_WAIT_MS = 250


class JournalDialog(QDialog):
    """Stays open beside the work; Enter shows what an entry changed, where it is still there."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading: Entries | None = None
        self.setObjectName("journal_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Journal")
        self.filter = Field()
        self.filter.setPlaceholderText("Filter by what was done, or by whom")
        self.filter.setAccessibleName("Filter entries")
        self.filter.setClearButtonEnabled(True)
        self.total = QLabel()
        self.total.setEnabled(False)
        self.model: RowsModel[JournalHead] = RowsModel(lambda head: str(head.seq), _row, self)
        self.list = RowList("Entries", "Nothing was done that says this.")
        self.list.setModel(self.model)
        self.list.activated.connect(self._on_activated)
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._explain())
        self.about = Explanation("journal_explanation")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        hint = QLabel("Enter shows the place · Nothing here can be changed or taken out")
        hint.setEnabled(False)
        top = QHBoxLayout()
        top.addWidget(self.filter, 1)
        top.addWidget(self.total)
        foot = QHBoxLayout()
        foot.addWidget(hint, 1)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 10)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.about)
        layout.addLayout(foot)
        self.resize(680, 520)
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._read_on)
        self._again = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._again.timeout.connect(self.read)
        self.filter.textChanged.connect(lambda _text: self._again.start())
        # Methods, no lambdas: Qt parts these when the dialog is gone and the desk lives on.
        desk.documents_changed.connect(self._on_documents_changed)
        desk.session_changed.connect(self.reject)
        self.read()

    @property
    def is_reading(self) -> bool:
        """Whether there may be more to come."""
        return self._slices.isActive() or self._again.isActive()

    def _on_documents_changed(self, _ids: frozenset[str]) -> None:
        self._again.start()

    def read(self) -> None:
        """Read the entries anew, a slice at a time."""
        self._again.stop()
        if self._desk.is_open:
            self._reading = Entries(self._desk.session, self.filter.text())
            self.total.setText("Reading…")
            self._slices.start(0)

    def _read_on(self) -> None:
        reading = self._reading
        if reading is None or self._desk.attempt(lambda: reading.step(_SLICE_S)):
            return
        self._slices.stop()
        self.model.sync(reading.found)
        self.total.setText(count(len(reading.found), "entry", "entries"))
        self._explain()

    def _explain(self) -> None:
        """Tell what the current entry changed."""
        head, desk = self.model.item(self.list.currentIndex()), self._desk
        if head is None:
            self.about.tell(())
            return
        lines = desk.attempt(lambda: journal.changed(desk.session, head)) or []
        who = f"{head.person}, {local_time(head.at)}, entry {head.seq:,}"
        self.about.tell([head.action, who, *lines])

    def _on_activated(self, index: QModelIndex) -> None:
        head, desk = self.model.item(index), self._desk
        if head is None:
            return
        found = desk.attempt(lambda: journal.place(desk.session, head))
        if found is None:
            desk.say("What this entry changed has no place in a document now.")
            return
        desk.show_document(found.document_id, found.pages[0])
        desk.choose(found)


def _row(head: JournalHead) -> Row:
    more = f" · takes back {head.undoes:,}" if head.undoes is not None else ""
    return Row(head.action, f"{head.seq:,} · {head.person}{more}", near_time(head.at))
