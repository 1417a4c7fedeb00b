"""Redact everywhere: every place that says the same, each line with a tick to take away."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.app import proposals
from workbench.ui.desk import Desk
from workbench.ui.inputs import Field, TickList, TickModel
from workbench.ui.models import count, one_line
from workbench.ui.rows import Row

_WAIT_MS = 250
_SLICE_S = 0.012


class ProposeDialog(QDialog):
    """Asks what, where and why, and previews the places.

    Signals:
        proposed: the matches still ticked, and the code.
    """

    proposed = Signal(object, str)

    def __init__(self, desk: Desk, text: str, code: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("propose_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Redact everywhere")
        self.text = Field(text)
        self.scope = QComboBox()
        self.scope.addItems(["All documents of the project", "This document"])
        self.fuzzy = QSpinBox()
        self.fuzzy.setRange(0, 3)
        self.fuzzy.setSpecialValueText("none: exactly as written")
        self.fuzzy.setSuffix(" wrong letters")
        self.code = QComboBox()
        self.code.addItem("No code yet", "")
        for entry in desk.session.codes.codes:
            self.code.addItem(f"{entry.code}  {entry.sentence}", entry.code)
        self.code.setCurrentIndex(max(0, self.code.findData(code)))
        self.code.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.code.setMinimumContentsLength(40)
        form = QFormLayout()
        for title, field in (
            ("&Words", self.text),
            ("&Look in", self.scope),
            ("&Misreadings", self.fuzzy),
            ("&Code", self.code),
        ):
            form.addRow(title, field)
        self.count = QLabel()
        self.model: TickModel[proposals.Match] = TickModel(_key, _row, self)
        self.model.ticks_changed.connect(self._recount)
        self.list = TickList("Places found", "", self.model)
        self.list.activated.connect(self._on_activated)
        tick_all = QPushButton("Tick all")
        tick_all.setAutoDefault(False)
        tick_all.clicked.connect(lambda: self.model.tick(self.model.items, True))
        tick_none = QPushButton("Tick none")
        tick_none.setAutoDefault(False)
        tick_none.clicked.connect(lambda: self.model.tick(self.model.items, False))
        ticks = QHBoxLayout()
        ticks.addWidget(self.count, 1)
        ticks.addWidget(tick_all)
        ticks.addWidget(tick_none)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton("Propose", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addLayout(ticks)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        self.go.setDefault(True)
        self.resize(720, 520)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._look_on)
        self._queue: list[str] = []
        self._found: list[proposals.Match] = []
        self._of = 0
        self.text.textChanged.connect(self._on_text_changed)
        self.scope.currentIndexChanged.connect(lambda _index: self.look())
        self.fuzzy.valueChanged.connect(lambda _value: self.look())
        self.look()

    def look(self) -> None:
        """Look for the words and list every place, all ticked; the window stays free meanwhile."""
        self._timer.stop()
        self._found = []
        self._queue = []
        if self.text.text().strip():
            here = self._desk.document_id
            everywhere = [document.id for document in self._desk.session.documents()]
            self._queue = [here] if self.scope.currentIndex() else everywhere
        self._of = len(self._queue)
        self.count.setText("Looking…")
        self.go.setEnabled(False)
        self._slices.start(0)

    def _look_on(self) -> None:
        """Look through a few documents, then let the window do other things."""
        if not self._desk.is_open:
            self._slices.stop()
            return
        began = time.monotonic()
        while self._queue and time.monotonic() - began < _SLICE_S:
            query = proposals.Query(
                text=self.text.text().strip(),
                documents=(self._queue.pop(0),),
                fuzzy=self.fuzzy.value(),
            )
            found = self._desk.attempt(partial(proposals.propose, self._desk.session, query))
            if found is None:
                self._queue = []
            else:
                self._found += found
        if self._queue:
            self.count.setText(f"Looking: {self._of - len(self._queue)} of {self._of} documents")
            return
        self._slices.stop()
        self.model.sync(self._found)
        self._recount()

    def done(self, result: int) -> None:
        """Closing it ends the looking."""
        self._slices.stop()
        self._timer.stop()
        super().done(result)

    def _on_text_changed(self, _text: str) -> None:
        self._slices.stop()
        self.go.setEnabled(False)  # what is listed is of other words
        self._timer.start(_WAIT_MS)

    def _recount(self) -> None:
        matches, ticked = self.model.items, len(self.model.ticked())
        documents = len({match.document_id for match in matches})
        found = count(len(matches), "place")
        self.count.setText(
            f"{found} in {count(documents, 'document')}, {ticked} ticked"
            if matches
            else "Nothing found that is not redacted already."
        )
        self.go.setText(f"Propose {ticked}" if ticked else "Propose")
        is_looking = self._slices.isActive() or self._timer.isActive()
        self.go.setEnabled(ticked > 0 and not is_looking)

    def _on_activated(self, index: QModelIndex) -> None:
        match = self.model.item(index)
        if match is not None:
            words = match.targets[0].words
            self._desk.show_document(match.document_id, match.page, words[0] if words else None)

    def _on_accepted(self) -> None:
        self.proposed.emit(self.model.ticked(), str(self.code.currentData()))
        self.accept()


def _key(match: proposals.Match) -> str:
    first = match.targets[0]
    return f"{match.document_id} {first.page} {first.first_word} {first.rects_pt}"


def _row(match: proposals.Match) -> Row:
    words = one_line(match.context) or one_line(match.text)
    return Row(words, f"{match.document_name} · page {match.page}")
