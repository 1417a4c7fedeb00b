"""Redact everywhere: every place that says the same, each line with a tick to take away."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.app import proposals
from workbench.ui.desk import Desk
from workbench.ui.models import count, one_line

_WAIT_MS = 250


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
        self.text = QLineEdit(text)
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
        self.list = QListWidget()
        self.list.setAccessibleName("Places found")
        self.list.itemChanged.connect(self._recount)
        self.list.itemActivated.connect(self._on_item_activated)
        tick_all = QPushButton("Tick all")
        tick_all.clicked.connect(lambda: self._tick(Qt.CheckState.Checked))
        tick_none = QPushButton("Tick none")
        tick_none.clicked.connect(lambda: self._tick(Qt.CheckState.Unchecked))
        ticks = QHBoxLayout()
        ticks.addWidget(self.count, 1)
        ticks.addWidget(tick_all)
        ticks.addWidget(tick_none)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton("Propose", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addLayout(ticks)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        self.resize(720, 520)
        self._matches: list[proposals.Match] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self.text.textChanged.connect(lambda _text: self._timer.start(_WAIT_MS))
        self.scope.currentIndexChanged.connect(lambda _index: self.look())
        self.fuzzy.valueChanged.connect(lambda _value: self.look())
        self.look()

    def look(self) -> None:
        """Look for the words and list every place, all ticked."""
        text = self.text.text().strip()
        documents = (self._desk.document_id,) if self.scope.currentIndex() else ()
        self._matches = []
        if text:
            query = proposals.Query(text=text, documents=documents, fuzzy=self.fuzzy.value())
            self._matches = (
                self._desk.attempt(lambda: proposals.propose(self._desk.session, query)) or []
            )
        self.list.blockSignals(True)
        self.list.clear()
        for match in self._matches:
            item = QListWidgetItem(
                f"{one_line(match.context) or one_line(match.text)}\n"
                f"{match.document_name} · page {match.page}"
            )
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._recount()

    def ticked(self) -> list[proposals.Match]:
        """The matches still ticked."""
        return [
            match
            for number, match in enumerate(self._matches)
            if self.list.item(number).checkState() == Qt.CheckState.Checked
        ]

    def _tick(self, state: Qt.CheckState) -> None:
        self.list.blockSignals(True)
        for number in range(self.list.count()):
            self.list.item(number).setCheckState(state)
        self.list.blockSignals(False)
        self._recount()

    def _recount(self) -> None:
        ticked = len(self.ticked())
        documents = len({match.document_id for match in self._matches})
        found = count(len(self._matches), "place")
        self.count.setText(
            f"{found} in {count(documents, 'document')}, {ticked} ticked"
            if self._matches
            else "Nothing found that is not redacted already."
        )
        self.go.setText(f"Propose {ticked}" if ticked else "Propose")
        self.go.setEnabled(ticked > 0)

    def _on_item_activated(self, item: QListWidgetItem) -> None:
        match = self._matches[self.list.row(item)]
        words = match.targets[0].words
        self._desk.show_document(match.document_id, match.page, words[0] if words else None)

    def _on_accepted(self) -> None:
        self.proposed.emit(self.ticked(), str(self.code.currentData()))
        self.accept()
