"""The inspector's list of leaks by meaning: what still tells what is redacted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.app import edits
from workbench.app.preflight import Preflight
from workbench.domain.documents import Document
from workbench.domain.leaks import Leak, LeakKind
from workbench.ui.actions import Mode
from workbench.ui.chips import ActionRow
from workbench.ui.desk import Desk
from workbench.ui.models import count, one_line
from workbench.ui.note_dialog import NoteDialog
from workbench.ui.rows import Row, RowList, RowsModel

_SLICE_S = 0.008
_WAITING_MS = 30
_GATHER_MS = 400
_HERE, _ALL = 0, 1
_NOTHING = (
    "Nothing found that tells what is redacted.\n\n"
    "Looked for: other places, misreadings, names in file names, boxes as wide as a name."
)


class LeaksPanel(QWidget):
    """Leaks of the document, or of all with redactions; looked for while the list is seen.

    Signals:
        counted: how many there are, when all are found.
        wanted: a key asks for the list, which is not seen.
    """

    counted = Signal(int)
    wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._looking: Preflight | None = None
        self._is_jumping = False
        self._is_stale = True
        self._go_on = 0
        self.model: RowsModel[Leak] = RowsModel(lambda leak: leak.key, self._row, self)
        self.list = RowList("Leaks", "")
        self.list.setModel(self.model)
        self.list.activated.connect(self._on_activated)
        self.list.clicked.connect(self._on_activated)
        self.scope = QComboBox()
        self.scope.setAccessibleName("Show")
        self.scope.addItems(["This document", "All with redactions"])
        self.scope.currentIndexChanged.connect(lambda _index: self.look())
        self.total = QLabel()
        self.total.setEnabled(False)
        top = QHBoxLayout()
        top.setContentsMargins(8, 6, 8, 4)
        top.addWidget(self.scope)
        top.addStretch(1)
        top.addWidget(self.total)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self.list, 1)
        box.addWidget(ActionRow(desk, "redact_leak", "set_aside", "widen", "reviewed"))
        self.setFocusProxy(self.list)
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._look_on)
        self._again = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._again.timeout.connect(self.look)
        desk.document_changed.connect(self._on_document_changed)
        desk.documents_changed.connect(self._on_documents_changed)
        desk.session_changed.connect(self._stop)
        desk.state.theme_changed.connect(self.model.redraw)
        for action_id, slot in (
            ("next_leak", lambda: self.step(1)),
            ("previous_leak", lambda: self.step(-1)),
            ("redact_leak", self.redact),
            ("set_aside", self.set_aside),
        ):
            desk.actions.on(action_id, slot)

    @property
    def is_looking(self) -> bool:
        """Whether there may be more to come."""
        return self._looking is not None or self._again.isActive()

    def look(self) -> None:
        """Look for the leaks anew; a list that is hidden waits until it is seen."""
        self._stop()
        desk = self._desk
        self._is_stale = not self.isVisible()
        if self._is_stale or not desk.is_open or not desk.document_id:
            return
        if self.scope.currentIndex() == _ALL:
            documents = [d for d in desk.session.documents() if d.redaction_count]
        else:
            documents = [desk.session.document(desk.document_id)]
        self._begin(documents)

    def _begin(self, documents: list[Document]) -> None:
        self._looking = Preflight(self._desk.session, documents)
        self.total.setText("Looking…")
        self.list.show_empty("")
        self._slices.start(0)

    def _look_on(self) -> None:
        """One slice of the looking; then the window does other things."""
        looking = self._looking
        if looking is None:
            return
        self._desk.attempt(lambda: looking.step(_SLICE_S))
        self._slices.setInterval(_WAITING_MS if looking.is_waiting else 0)
        if looking.is_over:
            self._stop()
            self._show(looking.in_order())
        else:
            done = f"{100 * looking.done // looking.total} %"
            found = count(len(looking.leaks), "leak") if looking.leaks else "Looking"
            self.total.setText(f"{found} · {done}")

    def _show(self, found: list[Leak]) -> None:
        self.model.sync(found)
        self.total.setText(count(len(found), "leak") if found else "")
        self.list.show_empty(_NOTHING)
        self.counted.emit(len(found))
        steps, self._go_on = self._go_on, 0
        if steps and found:
            self.step(steps)

    def _stop(self) -> None:
        self._again.stop()
        self._slices.stop()
        if self._looking is not None:
            self._looking.close()
            self._looking = None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        if self._is_stale:
            self.look()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        super().hideEvent(event)
        self._is_stale = self._is_stale or self.is_looking
        self._stop()

    def _on_document_changed(self) -> None:
        # Who goes to a leak in another document still has the rest of the list to settle.
        if not self._is_jumping and self.scope.currentIndex() == _HERE:
            self.model.sync([])
            self.total.setText("")
            self.counted.emit(0)
            self.look()

    def _on_documents_changed(self, _ids: frozenset[str]) -> None:
        self._is_stale = True
        if self.isVisible() and self._desk.document_id:
            self._again.start()

    # Going through them

    def step(self, by: int) -> None:
        """Choose the next leak of the list, or the one before, and show its place."""
        if not self.isVisible():
            self.wanted.emit()
        if self.is_looking or self._is_stale:
            self._go_on = by
            return
        number = self.model.rowCount()
        if not number:
            self._desk.say("Nothing found that tells what is redacted.")
            return
        row = self.list.currentIndex().row()
        row = (row + by) % number if row >= 0 else (0 if by > 0 else number - 1)
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self._on_activated(index)

    def _on_activated(self, index: QModelIndex) -> None:
        leak = self.model.item(index)
        if leak is None:
            return
        desk = self._desk
        self._is_jumping = True
        try:
            desk.set_mode(Mode.REDACT)
            word = leak.targets[0].first_word if leak.targets else None
            desk.show_document(leak.document_id, leak.page or 1, word)
            if not leak.targets and leak.redaction_id:
                redaction = desk.attempt(lambda: desk.session.annotation(leak.redaction_id))
                if redaction is not None and redaction.document_id == leak.document_id:
                    desk.choose(redaction)
        finally:
            self._is_jumping = False

    def _chosen(self) -> Leak | None:
        leak = self.model.item(self.list.currentIndex())
        if leak is None:
            self._desk.say("Choose a leak first: L goes to the next one.")
        return leak

    def redact(self) -> None:
        """Propose to cut the chosen place, with the code of what it gives away."""
        leak = self._chosen()
        if leak is None:
            return
        desk = self._desk
        if not leak.targets:
            desk.say(_ADVICE.get(leak.kind, "There are no words here to be cut."))
            return
        redaction = desk.attempt(lambda: desk.session.annotation(leak.redaction_id))
        if redaction is not None and desk.do(
            lambda: edits.redact(desk.session, leak.document_id, leak.targets, redaction.label)
        ):
            desk.say(f"Proposed with {redaction.label or 'no code yet'}. Ctrl+Z takes it back.")

    def set_aside(self) -> None:
        """Ask why the chosen leak may stand, and list it no longer."""
        leak = self._chosen()
        if leak is None:
            return
        if not leak.redaction_id:
            self._desk.say(_ADVICE[LeakKind.NOT_REVIEWED])
            return
        desk = self._desk
        dialog = NoteDialog("Set aside", f"{leak.sentence} Why may it stand?", self.window())
        dialog.given.connect(
            lambda note: desk.do(lambda: edits.set_aside(desk.session, leak, note))
        )
        dialog.open()

    def _row(self, leak: Leak) -> Row:
        theme = self._desk.state.theme
        urgent = leak.kind in (LeakKind.SAME_READING, LeakKind.NAME, LeakKind.INK_LEFT)
        words, title = one_line(leak.said), _TITLES[leak.kind]
        place = leak.document_name if leak.page is None else f"{leak.document_name} p {leak.page}"
        return Row(
            words or title,
            title if words else leak.sentence,
            place,
            theme.doubt if urgent else theme.redaction,
            said=leak.sentence,
        )


_TITLES = {
    LeakKind.SAME_READING: "The same words",
    LeakKind.VARIANT: "A misreading",
    LeakKind.PART: "Part of a name",
    LeakKind.SAME_ENTITY: "The same entity",
    LeakKind.NAME: "The document's name",
    LeakKind.WIDTH: "Box as wide as the name",
    LeakKind.PARTLY_COVERED: "Word half covered",
    LeakKind.DIVIDED: "Half of a divided word",
    LeakKind.INK_LEFT: "Ink beside a box",
    LeakKind.INK_CUT: "Neighbour's ink cut",
    LeakKind.COVERS_MORE: "Covered by a widened box",
    LeakKind.NOT_REVIEWED: "Page not looked through",
    LeakKind.UNCLASSIFIED: "Paragraph marked (U) cut",
    LeakKind.CODE: "Code and record",
    LeakKind.SAME_PERSON: "One person for both",
}
_ADVICE = {
    LeakKind.NOT_REVIEWED: "Look the page through, then mark it with M.",
    LeakKind.COVERS_MORE: "Choose the redaction and widen its box otherwise with B.",
    LeakKind.WIDTH: "Widen the box with B.",
    LeakKind.NAME: "A name is changed where the document is titled, not cut.",
    LeakKind.CODE: "Choose the redaction and give it another code with C.",
}
