"""Decide on many redactions: which, where, how; what that does, before it is done."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from workbench.app import edits
from workbench.app.deciding import Outcome, Undecided, outcome
from workbench.domain.annotations import Status
from workbench.ui.desk import Desk
from workbench.ui.dialogs import FormDialog
from workbench.ui.inputs import Field
from workbench.ui.models import count

_SLICE_S = 0.008
_PAGE, _DOCUMENT = 0, 1
_DONE = {Status.APPROVED: "approved", Status.REFUSED: "refused"}
_VERBS = {Status.APPROVED: "Approve", Status.REFUSED: "Refuse"}


class DecideDialog(FormDialog):
    """Asks which undecided redactions to approve or refuse, and why; Escape decides nothing."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("decide_dialog", "Decide on many redactions", "", "", parent)
        self._desk = desk
        self._undecided: Undecided | None = None
        self.scope, self.code, self.note = QComboBox(), QComboBox(), Field()
        self.scope.addItems(["This page", "This document", "The whole project"])
        self.scope.setCurrentIndex(_DOCUMENT)
        self.decision = QComboBox()
        for status, verb in _VERBS.items():
            self.decision.addItem(verb, status)
        self.note.setPlaceholderText("Why; kept with each of them and in the journal")
        self.add_fields(
            ("W&here", self.scope),
            ("&Code", self.code),
            ("&Decision", self.decision),
            ("&Note", self.note),
        )
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.box.addWidget(self.said)
        self.finish(self.scope)
        self.resize(500, self.sizeHint().height())
        for before, after in pairwise((self.code, self.decision, self.note, self.go)):
            self.setTabOrder(before, after)
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._gather_on)
        self.scope.currentIndexChanged.connect(lambda _index: self.gather())
        self.code.currentIndexChanged.connect(lambda _index: self._show())
        self.decision.currentIndexChanged.connect(lambda _index: self._show())
        desk.session_changed.connect(self.reject)
        self.gather()

    @property
    def is_gathering(self) -> bool:
        """Whether it is not known yet what there is to decide on."""
        return self._slices.isActive()

    @property
    def status(self) -> Status:
        """What is to become of them."""
        return Status(self.decision.currentData())

    def gather(self) -> None:
        """Gather the undecided redactions of the place anew, a slice at a time."""
        desk, scope = self._desk, self.scope.currentIndex()
        self._undecided = Undecided(
            desk.session,
            desk.document_id if scope in (_PAGE, _DOCUMENT) else "",
            max(1, desk.state.current_page) if scope == _PAGE else None,
        )
        self.code.setEnabled(False)
        self.go.setEnabled(False)
        self.go.setText(_VERBS[self.status])
        self.said.setText("Looking…")
        self._slices.start(0)

    def _gather_on(self) -> None:
        undecided = self._undecided
        if undecided is not None and self._desk.attempt(lambda: undecided.step(_SLICE_S)):
            self.said.setText(f"Looking… {undecided.done:,} of {undecided.total:,} documents")
            return
        self._slices.stop()
        if undecided is not None:
            self._fill_codes(undecided.codes())
        self._show()

    def _fill_codes(self, codes: list[str]) -> None:
        before = self.code.currentData()
        self.code.blockSignals(True)
        self.code.clear()
        self.code.addItem("Any code, or none yet", None)
        for code in codes:
            self.code.addItem(code or "Without a code", code)
        self.code.setCurrentIndex(max(0, self.code.findData(before) if before is not None else 0))
        self.code.blockSignals(False)
        self.code.setEnabled(len(codes) > 1)

    def outcome(self) -> Outcome | None:
        """What the decision would do as it is asked for now; None while it is not known."""
        if self._undecided is None or self.is_gathering:
            return None
        chosen = self._undecided.with_code(self.code.currentData())
        return outcome(self._desk.session, chosen, self.status)

    def _show(self) -> None:
        found = self.outcome()
        if found is None:
            return
        number = len(found.ids)
        self.go.setText(f"{_VERBS[self.status]} {number:,}" if number else _VERBS[self.status])
        self.go.setEnabled(number > 0)
        self.said.setText(said(found, self.status))

    def _on_accepted(self) -> None:
        found, desk = self.outcome(), self._desk
        if found is not None and found.ids:
            decide_many(desk, found, self.status, self.note.text().strip())
            self.accept()


def said(found: Outcome, status: Status) -> str:
    """What a decision would do, and what stays undecided and why."""
    number = count(len(found.ids), "redaction")
    sentences = [
        f"{number} in {count(found.documents, 'document')} will be {_DONE[status]}, as one step."
        if found.ids
        else f"No undecided redaction here can be {_DONE[status]}."
    ]
    return " ".join([*sentences, *staying(found)])


def staying(found: Outcome) -> list[str]:
    """How many stay undecided, a sentence a reason."""
    sentences = []
    if found.own:
        stay = "1 stays" if found.own == 1 else f"{found.own:,} stay"
        sentences.append(f"{stay}: you proposed, and this project asks for two people.")
    if found.uncoded:
        stay = "1 stays" if found.uncoded == 1 else f"{found.uncoded:,} stay"
        sentences.append(f"{stay}: without a code nothing is approved.")
    return sentences


def decide_many(desk: Desk, found: Outcome, status: Status, note: str = "") -> bool:
    """Approve or refuse these, as one step of undo; False where it was refused."""
    number = count(len(found.ids), "redaction")
    return desk.do_many(
        len(found.ids),
        f"{_VERBS[status]} {number}",
        " ".join([f"{number} {_DONE[status]}. Ctrl+Z takes it back.", *staying(found)]),
        partial(edits.decide, note=note),
        found.ids,
        status,
    )
