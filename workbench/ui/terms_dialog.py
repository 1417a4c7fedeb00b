"""The project's own terms: what is offered from people's judgements, and both lists."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.app.own_terms import Offer, Offers, own_terms, save
from workbench.domain.annotations import Kind
from workbench.domain.terms import Term, TermLists
from workbench.ui.desk import Desk
from workbench.ui.inputs import Field
from workbench.ui.models import count
from workbench.ui.rows import Row, RowList, RowsModel

_SLICE_S = 0.008


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the list: a term on one of the lists, or one that is offered to it."""

    term: Term
    accept: bool
    offered: int = 0


class TermsDialog(QDialog):
    """Lists terms; each change is one step of undo, and later runs of the rules heed it."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._offered: list[Offer] = []
        self._counting: Offers | None = None
        self.setObjectName("terms_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Own terms")
        self.model: RowsModel[_Line] = RowsModel(
            lambda line: f"{line.accept} {line.offered} {line.term.key}", self._row, self
        )
        self.list = RowList(
            "Own terms", "No term yet.\n\nWhat is accepted or rejected three times is offered here."
        )
        self.list.setModel(self.model)
        self.list.activated.connect(self._take)
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._refresh())
        self.text = Field()
        self.text.setPlaceholderText("A term")
        self.text.setAccessibleName("A term")
        self.text.textChanged.connect(lambda _text: self._refresh())
        self.label = QComboBox()
        self.label.setAccessibleName("Label")
        for label in desk.session.labels.of_kind(Kind.ENTITY):
            self.label.addItem(label.title, label.name)
        self.always = _button("&Suggest it always", lambda: self._add(accept=True))
        self.never = _button("&Never suggest it", lambda: self._add(accept=False))
        self.take = _button("&Take the offer", lambda: self._take(self.list.currentIndex()))
        self.remove = _button("&Remove from the list", self._remove)
        self.said = QLabel()
        self.said.setEnabled(False)
        new = QHBoxLayout()
        for widget in (self.text, self.label, self.always, self.never):
            new.addWidget(widget)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        for button in (self.take, self.remove):
            foot.addWidget(button)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 10)
        layout.addLayout(new)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.said)
        layout.addLayout(foot)
        self.resize(640, 460)
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._count_on)
        self.reload()
        self.list.setFocus()

    @property
    def is_counting(self) -> bool:
        """Whether more offers may come."""
        return self._counting is not None

    def reload(self) -> None:
        """Show the lists, and count what may be offered."""
        self._counting = Offers(self._desk.session)
        self.said.setText("Counting judgements…")
        self._slices.start(0)
        self._show()

    def _count_on(self) -> None:
        counting = self._counting
        if counting is None or self._desk.attempt(lambda: counting.step(_SLICE_S)):
            return
        self._slices.stop()
        self._counting = None
        self._offered = counting.found
        self.said.setText("Enter takes an offer · later runs of Suggest heed the lists")
        self._show()

    def _lists(self) -> TermLists:
        return self._desk.attempt(lambda: own_terms(self._desk.session)) or TermLists()

    def _show(self) -> None:
        lists = self._lists()
        listed = {term.key for term in (*lists.accept, *lists.stop)}
        offered = [
            _Line(one.term, one.accept, one.times)
            for one in self._offered
            if one.term.key not in listed
        ]
        accept = [_Line(term, True) for term in lists.accept]
        stop = [_Line(term, False) for term in lists.stop]
        self.model.sync([*offered, *accept, *stop])
        self._refresh()

    def _refresh(self) -> None:
        line = self.model.item(self.list.currentIndex())
        self.take.setEnabled(line is not None and bool(line.offered))
        self.remove.setEnabled(line is not None and not line.offered)
        for button in (self.always, self.never):
            button.setEnabled(bool(self.text.text().strip()))

    def _take(self, index: QModelIndex) -> None:
        line = self.model.item(index)
        if line is not None and line.offered:
            self._put(line.term, accept=line.accept)

    def _add(self, *, accept: bool) -> None:
        text = " ".join(self.text.text().split())
        if text:
            self._put(Term(text, str(self.label.currentData())), accept=accept)
            self.text.clear()

    def _put(self, term: Term, *, accept: bool) -> None:
        where = "always" if accept else "never"
        lists = self._lists().with_term(term, accept=accept)
        self._desk.do(lambda: save(self._desk.session, lists, f"Suggest {term.text} {where}"))
        self._show()

    def _remove(self) -> None:
        line = self.model.item(self.list.currentIndex())
        if line is None or line.offered:
            return
        lists = self._lists().without(line.term)
        action = f"Take {line.term.text} off the list"
        self._desk.do(lambda: save(self._desk.session, lists, action))
        self._show()

    def _row(self, line: _Line) -> Row:
        label = self._desk.session.labels.find(Kind.ENTITY, line.term.label)
        title = label.title if label else line.term.label
        theme = self._desk.state.theme
        if line.offered:
            verb = "accepted" if line.accept else "rejected"
            then = "suggest it always?" if line.accept else "never suggest it again?"
            said = f"{verb} {count(line.offered, 'time')}: {then}"
        else:
            said = "suggested always" if line.accept else "never suggested"
        colour = theme.corrected if line.accept else theme.doubt
        return Row(line.term.text, said, title, colour)


def _button(text: str, slot: object) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(slot)
    return button
