"""Accept all of a kind: what, where, from which score; how many that is, before it is done."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox, QWidget

from workbench.app import edits
from workbench.app.accepting import Accepting, Wish
from workbench.domain.annotations import Annotation, Kind
from workbench.domain.fields import FIELD_TITLES
from workbench.ui.desk import Desk
from workbench.ui.dialogs import FormDialog
from workbench.ui.models import count

_SLICE_S = 0.008
_WAIT_MS = 150
_PAGE, _DOCUMENT, _PROJECT = 0, 1, 2


class AcceptDialog(FormDialog):
    """Asks which suggestions to accept and counts them; Escape stops it, and nothing is done."""

    def __init__(self, desk: Desk, suggestion: Annotation | None, parent: QWidget) -> None:
        super().__init__("accept_dialog", "Accept suggestions", "", "&Accept", parent)
        self._desk = desk
        self._accepting: Accepting | None = None
        self.what, self.scope, self.score = QComboBox(), QComboBox(), QSpinBox()
        self._fill_kinds(suggestion)
        self.scope.addItems(["This page", "This document", "The whole project"])
        self.scope.setCurrentIndex(_DOCUMENT)
        self.score.setRange(0, 100)
        self.score.setSuffix(" %")
        self.add_fields(
            ("&What", self.what), ("W&here", self.scope), ("&Score at least", self.score)
        )
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.box.addWidget(self.said)
        self.finish(self.what)
        self.resize(440, self.sizeHint().height())
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._count_on)
        self._again = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._again.timeout.connect(self.count)
        self.what.currentIndexChanged.connect(lambda _index: self._ask_again())
        self.scope.currentIndexChanged.connect(lambda _index: self._ask_again())
        self.score.valueChanged.connect(lambda _value: self._ask_again())
        self.count()

    @property
    def is_counting(self) -> bool:
        """Whether the count is not known yet."""
        return self._slices.isActive() or self._again.isActive()

    def _fill_kinds(self, suggestion: Annotation | None) -> None:
        labels = self._desk.session.labels
        self._choices: list[tuple[Kind | None, str | None]] = []
        self._offer("Everything suggested", None, None)
        titles = ("Paragraphs", "Markings", "Entities")
        for kind, title in zip((Kind.PARAGRAPH, Kind.MARKING, Kind.ENTITY), titles, strict=True):
            self._offer(title, kind, None)
            for label in labels.of_kind(kind):
                self._offer(f"    {label.title}", kind, label.name)
        self._offer("Header fields", Kind.FIELD, None)
        for name, field_title in FIELD_TITLES.items():
            self._offer(f"    {field_title}", Kind.FIELD, name)
        here = (suggestion.kind, suggestion.label) if suggestion is not None else None
        if here in self._choices:
            self.what.setCurrentIndex(self._choices.index(here))

    def _offer(self, title: str, kind: Kind | None, label: str | None) -> None:
        self.what.addItem(title)
        self._choices.append((kind, label))

    def wish(self) -> Wish:
        """What is asked for now."""
        kind, label = self._choices[self.what.currentIndex()]
        scope = self.scope.currentIndex()
        return Wish(
            kind,
            label,
            "" if scope == _PROJECT else self._desk.document_id,
            max(1, self._desk.state.current_page) if scope == _PAGE else None,
            self.score.value() / 100,
        )

    def _ask_again(self) -> None:
        self._slices.stop()
        self._accepting = None
        self.go.setEnabled(False)
        self.said.setText("Counting…")
        self._again.start()

    def count(self) -> None:
        """Count anew, a slice at a time."""
        self._again.stop()
        wish = self.wish()
        self._accepting = self._desk.attempt(lambda: Accepting(self._desk.session, wish))
        self.go.setEnabled(False)
        self._slices.start(0)

    def _count_on(self) -> None:
        accepting = self._accepting
        if accepting is None:
            self._slices.stop()
        elif self._desk.attempt(lambda: accepting.step(_SLICE_S)):
            self.said.setText(f"Counting… {accepting.done:,} of {accepting.total:,} documents")
        else:
            self._slices.stop()
            number = len(accepting.ids)
            where = count(accepting.documents, "document")
            self.said.setText(
                f"{count(number, 'suggestion')} in {where} will be accepted, as one step."
                if number
                else "No suggestion is left that fits this."
            )
            self.go.setEnabled(bool(number))

    def _on_accepted(self) -> None:
        accepting, desk = self._accepting, self._desk
        if accepting is None or self.is_counting or not accepting.ids:
            return
        number = count(len(accepting.ids), "suggestion")
        desk.do_many(
            len(accepting.ids),
            f"Accept {number}",
            f"{number} accepted. Ctrl+Z takes it back.",
            edits.accept,
            accepting.ids,
        )
        self.accept()
