"""The upper half of Redact everywhere: what to look for, how, and where."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QSpinBox, QWidget

from workbench.app.proposals import Query
from workbench.domain.annotations import Kind
from workbench.domain.markings import LEVELS
from workbench.ui.desk import Desk
from workbench.ui.inputs import Field
from workbench.ui.models import count

TEXT, PATTERN, ENTITY, MARKING, PARAGRAPH = "text", "pattern", "entity", "marking", "paragraph"
_KINDS = (
    (TEXT, "Words"),
    (ENTITY, "Entities of a kind"),
    (PATTERN, "A pattern (regular expression)"),
    (MARKING, "Paragraphs marked with a level"),
    (PARAGRAPH, "Paragraphs of a kind"),
)
_WHOLE, _AS_WRITTEN = 0, -1
_MOST_WRONG = 3


class BulkQuery(QWidget):
    """Fields that make a :class:`Query`.

    Signals:
        changed: another query than before; True where the person is typing.
    """

    changed = Signal(bool)

    def __init__(self, desk: Desk, text: str, ticked: tuple[str, ...]) -> None:
        super().__init__()
        self._desk = desk
        self._ticked = ticked
        self.kind = QComboBox()
        for kind, title in _KINDS:
            self.kind.addItem(title, kind)
        self.kind.setAccessibleName("What to look for")
        self.text = Field(text)
        self.text.setAccessibleName("Words or pattern")
        self.choice = QComboBox()
        self.choice.setAccessibleName("Which")
        self.manner = QComboBox()
        self.manner.setAccessibleName("How alike")
        self.manner.addItem("whole words, capitals or not", _WHOLE)
        self.manner.addItem("exactly as written", _AS_WRITTEN)
        self.manner.addItem("with misread letters", 1)
        self.fuzzy = QSpinBox()
        self.fuzzy.setAccessibleName("Letters that may differ")
        self.fuzzy.setRange(1, _MOST_WRONG)
        self.fuzzy.setPrefix("up to ")
        self.scope = QComboBox()
        self.scope.setAccessibleName("Look in")
        self.scope.addItem("All documents of the project", "project")
        if desk.document_id:
            self.scope.addItem("This document", "document")
            self.scope.addItem("This page", "page")
        if len(ticked) > 1:
            self.scope.addItem(f"The {count(len(ticked), 'document')} chosen in the list", "some")
        what = QHBoxLayout()
        what.addWidget(self.kind)
        what.addWidget(self.text, 1)
        what.addWidget(self.choice, 1)
        how = QHBoxLayout()
        how.addWidget(self.manner)
        how.addWidget(self.fuzzy)
        how.addStretch(1)
        self.form = form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        self._alike = _label("&Alike", self.manner)
        form.addRow(_label("&Find", self.kind), what)
        form.addRow(self._alike, how)
        form.addRow("&Look in", self.scope)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.text.textChanged.connect(lambda _text: self.changed.emit(True))
        self.manner.currentIndexChanged.connect(self._on_manner)
        for box in (self.choice, self.scope):
            box.currentIndexChanged.connect(lambda _index: self.changed.emit(False))
        self.fuzzy.valueChanged.connect(lambda _value: self.changed.emit(False))
        self._show()

    def query(self) -> Query | None:
        """What is asked for; None while nothing is."""
        kind = str(self.kind.currentData())
        asked = self.text.text().strip()
        if kind not in (TEXT, PATTERN):
            asked = str(self.choice.currentData() or "")
        if not asked:
            return None
        manner = int(self.manner.currentData()) if kind == TEXT else _WHOLE
        documents, pages = self._where()
        return Query(
            text=asked if kind == TEXT else None,
            pattern=asked if kind == PATTERN else None,
            entity=asked if kind == ENTITY else None,
            marking=asked if kind == MARKING else None,
            paragraph=asked if kind == PARAGRAPH else None,
            documents=documents,
            pages=pages,
            fuzzy=self.fuzzy.value() if manner > 0 else 0,
            as_written=manner == _AS_WRITTEN,
        )

    def _where(self) -> tuple[tuple[str, ...], tuple[int, int] | None]:
        here = (self._desk.document_id,)
        match self.scope.currentData():
            case "document":
                return here, None
            case "page":
                page = max(1, self._desk.state.current_page)
                return here, (page, page)
            case "some":
                return self._ticked, None
        return (), None

    def _on_kind(self, _index: int) -> None:
        kind = self.kind.currentData()
        labels = self._desk.session.labels.labels
        entries: list[tuple[str, str]] = []
        if kind == ENTITY:
            entries = [(one.title, one.name) for one in labels if one.kind is Kind.ENTITY]
        elif kind == PARAGRAPH:
            entries = [(one.title, one.name) for one in labels if one.kind is Kind.PARAGRAPH]
        elif kind == MARKING:
            entries = [(value, value) for value in dict.fromkeys(one.value for one in LEVELS)]
        was = self.choice.blockSignals(True)
        self.choice.clear()
        for title, value in entries:
            self.choice.addItem(title, value)
        self.choice.blockSignals(was)
        self._show()
        self.changed.emit(False)

    def _on_manner(self, _index: int) -> None:
        self._show()
        self.changed.emit(False)

    def _show(self) -> None:
        kind = self.kind.currentData()
        typed = kind in (TEXT, PATTERN)
        self.text.setVisible(typed)
        self.choice.setVisible(not typed)
        self.manner.setVisible(kind == TEXT)
        self._alike.setVisible(kind == TEXT)
        self.fuzzy.setVisible(kind == TEXT and int(self.manner.currentData()) > 0)


def _label(title: str, buddy: QWidget) -> QLabel:
    label = QLabel(title)
    label.setBuddy(buddy)
    return label
