"""A list in the inspector whose entries are looked for a slice at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout

from workbench.ui.chips import ActionRow
from workbench.ui.desk import Desk
from workbench.ui.looking_bar import LookingBar
from workbench.ui.panel import Panel
from workbench.ui.rows import Row, RowList, RowsModel

Item = TypeVar("Item")
Work = TypeVar("Work")

_GATHER_MS = 400
"""How long changes are gathered before it is looked anew."""


class LookingPanel(Panel, Generic[Item, Work]):
    """Entries of the document on the desk, or of more, and the way from one to the next.

    What is looked for, how it is shown and what is done with it is for those that inherit:
    :meth:`look`, :meth:`_look_on`, :meth:`_jump`, :meth:`_key` and :meth:`_row`.

    Signals:
        counted: how many there are, when all are found.
        wanted: a key asks for the list, which is not seen.
    """

    counted = Signal(int)
    wanted = Signal()

    def __init__(
        self, desk: Desk, name: str, scopes: Sequence[str], nothing: str, actions: Sequence[str]
    ) -> None:
        """``name`` is said of the list, ``nothing`` where there is no entry."""
        super().__init__()
        self._desk = desk
        self._nothing = nothing
        self._looking: Work | None = None
        self._is_stale = True
        self._is_jumping = False
        self._go_on = 0
        self.model: RowsModel[Item] = RowsModel(self._key, self._row, self)
        self.list = RowList(name, "")
        self.list.setModel(self.model)
        self.list.activated.connect(self._on_activated)
        self.list.clicked.connect(self._on_activated)
        self.scope = QComboBox()
        self.scope.setAccessibleName("Show")
        self.scope.addItems(list(scopes))
        self.scope.currentIndexChanged.connect(lambda _index: self.look())
        self.total = QLabel()
        self.total.setEnabled(False)
        self.progress = LookingBar(name.lower())
        self.progress.stopped.connect(self._on_stopped)
        self.below = QVBoxLayout()
        top = QHBoxLayout()
        top.setContentsMargins(8, 6, 8, 4)
        top.addWidget(self.scope)
        top.addStretch(1)
        top.addWidget(self.total)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self.progress)
        box.addWidget(self.list, 1)
        box.addLayout(self.below)
        box.addWidget(ActionRow(desk, *actions))
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._look_on)
        self._again = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._again.timeout.connect(self.look)
        desk.document_changed.connect(self._on_document_changed)
        desk.documents_changed.connect(self._on_documents_changed)
        desk.session_changed.connect(self._stop)
        desk.state.theme_changed.connect(self.model.redraw)

    # What is listed

    def look(self) -> None:
        """Look for the entries anew."""
        raise NotImplementedError

    def _look_on(self) -> None:
        """One slice of the looking; then the window does other things."""
        raise NotImplementedError

    def _jump(self, item: Item) -> None:
        """Show the place of an entry."""
        raise NotImplementedError

    def _key(self, item: Item) -> str:
        """What names an entry for good."""
        raise NotImplementedError

    def _row(self, item: Item) -> Row:
        """What the list shows of an entry."""
        raise NotImplementedError

    def _on_document_changed(self) -> None:
        raise NotImplementedError

    def _on_documents_changed(self, ids: frozenset[str]) -> None:
        raise NotImplementedError

    # Looking

    @property
    def is_looking(self) -> bool:
        """Whether there may be more to come, and nobody has stopped it."""
        is_at_it = self._looking is not None and not self.progress.is_stopped
        return is_at_it or self._again.isActive()

    def _begin(self, work: Work) -> None:
        self._looking = work
        self.list.show_empty("")
        self.progress.begin()
        self._slices.start(0)

    def _stop(self) -> None:
        self._again.stop()
        self._slices.stop()
        self.progress.end()
        self._looking = None

    def _on_stopped(self, is_stopped: bool) -> None:
        """The person stops the looking, and sees what was found; or lets it go on."""
        if is_stopped:
            self._slices.stop()
            self._show_found()
        else:
            self._slices.start(0)

    def _show_found(self) -> None:
        """Show what has been found so far."""
        raise NotImplementedError

    def _list(self, found: list[Item], said: str, number: int) -> None:
        """Show what was found, and go where a key asked to go meanwhile."""
        self.model.sync(found)
        self.total.setText(said)
        self.list.show_empty(self._nothing)
        self.counted.emit(number)
        steps, self._go_on = self._go_on, 0
        if steps:
            self.step(steps)

    def _clear(self) -> None:
        """Show nothing of a document that is no longer on the desk."""
        self.model.sync([])
        self.total.setText("")
        self.counted.emit(0)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        if self._is_stale:
            self.look()

    # Going through them

    def step(self, by: int) -> None:
        """Choose the next entry of the list, or the one before, and show its place."""
        if not self.isVisible():
            self.wanted.emit()
        if self.is_looking or self._is_stale:
            self._go_on = by
            if self._again.isActive():
                self.look()
            return
        number = self.model.rowCount()
        if not number:
            self._desk.say(self._nothing.partition("\n")[0])
            return
        row = self.list.currentIndex().row()
        row = (row + by) % number if row >= 0 else (0 if by > 0 else number - 1)
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self._on_activated(index)

    def _on_activated(self, index: QModelIndex) -> None:
        item = self.model.item(index)
        if item is None:
            return
        self._is_jumping = True
        try:
            self._jump(item)
        finally:
            self._is_jumping = False
