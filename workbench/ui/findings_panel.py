"""The inspector's list of findings: what does not agree, why, and by which rule."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.app.findings import Check, Found, Severity, bring_back, set_aside
from workbench.domain.documents import Document
from workbench.domain.times import local_time, said_days
from workbench.ui.chips import ActionRow
from workbench.ui.desk import Desk
from workbench.ui.models import count
from workbench.ui.note_dialog import NoteDialog
from workbench.ui.rows import Row, RowList, RowsModel
from workbench.ui.theme import Theme

_SLICE_S = 0.006
_GATHER_MS = 400
_HERE, _ASIDE, _ALL = 0, 1, 2
_ALWAYS_UP_TO = 100
"""Pages; a longer document is looked over only while its list is seen."""
_NOTHING = "Nothing found that does not agree.\n\nAsked: marks, dates, numbers, header, stamps."
_SIGNS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.NOTE: "●"}


class FindingsPanel(QWidget):
    """Findings of the document, or of the project, looked for a slice at a time.

    Signals:
        counted: how many wait in the document on the desk, when all are found.
        wanted: a key asks for the list, which is not seen.
    """

    counted = Signal(int)
    wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._looking: Check | None = None
        self._is_stale = True
        self._is_jumping = False
        self._go_on = 0
        self.model: RowsModel[Found] = RowsModel(
            lambda found: f"{found.document_id} {found.key}", self._row, self
        )
        self.list = RowList("Findings", "")
        self.list.setModel(self.model)
        self.list.activated.connect(self._jump)
        self.list.clicked.connect(self._jump)
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._explain())
        self.scope = QComboBox()
        self.scope.setAccessibleName("Show")
        self.scope.addItems(["This document", "With those set aside", "All documents"])
        self.scope.currentIndexChanged.connect(lambda _index: self.look())
        self.total = QLabel()
        self.total.setEnabled(False)
        self.rule = QLabel()
        self.rule.setObjectName("finding_rule")
        self.rule.setWordWrap(True)
        self.rule.setTextFormat(Qt.TextFormat.PlainText)
        self.rule.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.rule.setContentsMargins(12, 8, 12, 4)
        self.rule.hide()
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
        box.addWidget(self.rule)
        box.addWidget(ActionRow(desk, "next_finding", "finding_aside", "finding_back"))
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
            ("next_finding", lambda: self.step(1)),
            ("previous_finding", lambda: self.step(-1)),
            ("finding_aside", self.set_aside),
            ("finding_back", self.bring_back),
        ):
            desk.actions.on(action_id, slot)

    @property
    def is_looking(self) -> bool:
        """Whether there may be more to come."""
        return self._looking is not None or self._again.isActive()

    # Looking

    def look(self) -> None:
        """Look for the findings anew; for a long document only while the list is seen."""
        self._stop()
        desk = self._desk
        if not desk.is_open or not desk.document_id:
            return
        document = desk.attempt(lambda: desk.session.document(desk.document_id))
        if document is None:
            return
        documents: list[Document] = [document]
        if self.scope.currentIndex() == _ALL:
            documents = desk.session.documents()
        pages = sum(document.page_count for document in documents)
        self._is_stale = not self.isVisible() and pages > _ALWAYS_UP_TO
        if self._is_stale:
            return
        self._looking = Check(desk.session, documents)
        self.list.show_empty("")
        self._slices.start(0)

    def _look_on(self) -> None:
        """One slice of the looking; then the window does other things."""
        looking = self._looking
        if looking is None:
            return
        if not self._desk.attempt(lambda: looking.step(_SLICE_S)):
            self._stop()
            self._show(looking.found)

    def _show(self, found: list[Found]) -> None:
        scope = self.scope.currentIndex()
        waiting = [one for one in found if one.aside is None]
        self.model.sync(found if scope == _ASIDE else waiting)
        aside = len(found) - len(waiting)
        said = count(len(waiting), "finding") if waiting else ""
        self.total.setText(" · ".join(x for x in (said, f"{aside} aside" if aside else "") if x))
        self.list.show_empty(_NOTHING)
        here = [one for one in waiting if one.document_id == self._desk.document_id]
        self.counted.emit(len(here))
        self._explain()
        steps, self._go_on = self._go_on, 0
        if steps:
            self.step(steps)

    def _stop(self) -> None:
        self._again.stop()
        self._slices.stop()
        self._looking = None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        if self._is_stale:
            self.look()

    def _on_document_changed(self) -> None:
        # Who goes to a finding in another document still has the rest of the list to settle.
        if self._is_jumping or (self.scope.currentIndex() == _ALL and self._desk.document_id):
            return
        self._is_stale = True
        self.model.sync([])
        self.total.setText("")
        self.counted.emit(0)
        self._explain()
        self._again.start()

    def _on_documents_changed(self, ids: frozenset[str]) -> None:
        if not self._desk.document_id:
            return
        if self.scope.currentIndex() == _ALL or not ids or self._desk.document_id in ids:
            self._is_stale = True
            self._again.start()

    # Going through them

    def step(self, by: int) -> None:
        """Choose the next finding of the list, or the one before, and show its place."""
        if not self.isVisible():
            self.wanted.emit()
        if self.is_looking or self._is_stale:
            self._go_on = by
            if self._again.isActive():
                self.look()
            return
        number = self.model.rowCount()
        if not number:
            self._desk.say("Nothing found that does not agree.")
            return
        row = self.list.currentIndex().row()
        row = (row + by) % number if row >= 0 else (0 if by > 0 else number - 1)
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self._jump(index)

    def _jump(self, index: QModelIndex) -> None:
        found = self.model.item(index)
        if found is None:
            return
        desk, target = self._desk, found.target
        self._is_jumping = True
        try:
            desk.show_document(found.document_id, found.page or 1)
        finally:
            self._is_jumping = False
        if target is not None and len(target.words):
            desk.state.select_annotation("")
            desk.state.show_words(target.page, target.words[0], target.words[-1])

    def chosen(self) -> Found | None:
        """The finding that is current in the list."""
        return self.model.item(self.list.currentIndex())

    def set_aside(self) -> None:
        """Ask why the chosen finding may stand, and list it no longer."""
        found = self._asked()
        if found is None:
            return
        desk = self._desk
        dialog = NoteDialog(
            "Set aside", f"{said_days(found.finding.sentence)}\n\nWhy may it stand?", self.window()
        )
        dialog.given.connect(lambda note: desk.do(lambda: set_aside(desk.session, found, note)))
        dialog.open()

    def bring_back(self) -> None:
        """List the chosen finding again that was set aside."""
        found = self._asked()
        if found is not None and found.aside is None:
            self._desk.say("This finding is not set aside. “With those set aside” lists such ones.")
        elif found is not None:
            self._desk.do(lambda: bring_back(self._desk.session, found))

    def _asked(self) -> Found | None:
        found = self.chosen()
        if found is None:
            self._desk.say("Choose a finding first: F4 goes to the next one.")
        return found

    def _explain(self) -> None:
        """Say what the current finding judges by, and why it was let stand."""
        found = self.chosen()
        self.rule.setVisible(found is not None)
        if found is None:
            return
        finding, aside = found.finding, found.aside
        parts = [said_days(finding.sentence), f"Rule: {finding.rule}", f"Source: {finding.source}"]
        if aside is not None:
            parts.append(f"Set aside by {aside.person}, {local_time(aside.at)}: {aside.note}")
        self.rule.setText("\n".join(parts))
        self.rule.setAccessibleName("\n".join(parts))

    def _row(self, found: Found) -> Row:
        finding = found.finding
        word = f"{_SIGNS[finding.severity]} {finding.severity.value.capitalize()}"
        place = f"p {found.page}" if found.page else "whole document"
        if self.scope.currentIndex() == _ALL:
            place = f"{found.document_name} {place}"
        facts = [word, place, *(["set aside"] if found.aside else [])]
        sentence = said_days(finding.sentence)
        return Row(
            sentence,
            " · ".join(facts),
            colour=_colour(finding.severity, self._desk.state.theme),
            is_faint=found.aside is not None,
            said=f"{word}, {place}: {sentence}",
        )


def _colour(severity: Severity, theme: Theme) -> str:
    colours = {Severity.ERROR: theme.doubt, Severity.WARNING: theme.redaction}
    return colours.get(severity, theme.accent)
