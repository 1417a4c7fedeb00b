"""Entities of the document or the project: entries, their mentions; joined, parted, cut."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from workbench.app.entities import Gathering, around, merge, redact_entity, split
from workbench.domain.annotations import Kind
from workbench.domain.entities import Entity, Mention
from workbench.ui.actions import Mode
from workbench.ui.code_picker import CodePicker
from workbench.ui.desk import Desk
from workbench.ui.inputs import Field
from workbench.ui.models import amid, count
from workbench.ui.rows import Row, RowList, RowsModel
from workbench.ui.theme import label_colour

_SLICE_S = 0.008
_GATHER_MS = 400


class EntitiesDialog(QDialog):
    """Stays open beside the work; Enter on a mention shows it."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._gathering: Gathering | None = None
        self._all: list[Entity] = []
        self.setObjectName("entities_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Entities")
        self.scope = QComboBox()
        self.scope.setAccessibleName("Show")
        self.scope.addItems(["This document", "The whole project"])
        self.scope.currentIndexChanged.connect(lambda _index: self.gather())
        self.filter = Field()
        self.filter.setPlaceholderText("Filter by name or alias")
        self.filter.setAccessibleName("Filter entities")
        self.filter.textChanged.connect(lambda _text: self._show())
        self.model: RowsModel[Entity] = RowsModel(
            lambda entity: f"{entity.label} {entity.name}", self._row, self
        )
        self.list = RowList("Entities", "No entity is tagged or suggested here.")
        self.list.setModel(self.model)
        self.list.setSelectionMode(RowList.SelectionMode.ExtendedSelection)
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._show_mentions())
        self.list.selectionModel().selectionChanged.connect(lambda _new, _old: self._offer())
        self.mentions: RowsModel[Mention] = RowsModel(
            lambda mention: mention.annotation_id, self._mention_row, self
        )
        self.mention_list = RowList("Mentions", "")
        self.mention_list.setModel(self.mentions)
        self.mention_list.setSelectionMode(RowList.SelectionMode.ExtendedSelection)
        self.mention_list.activated.connect(self._jump)
        self.mention_list.clicked.connect(self._jump)
        self.mention_list.selectionModel().selectionChanged.connect(
            lambda _new, _old: self._offer()
        )
        self.merge_button = self._button("&Merge entries", self.merge)
        self.merge_button.setToolTip("Make one of the entries chosen, under the current one's name")
        self.split_button = self._button("&Part mentions", self.split)
        self.split_button.setToolTip("Give the mentions chosen an entry of their own")
        self.redact_button = self._button("&Redact everywhere…", self.redact)
        self.redact_button.setToolTip("Propose to cut every mention of the current entry")
        self.total = QLabel()
        self.total.setEnabled(False)
        top, foot = QHBoxLayout(), QHBoxLayout()
        for widget in (self.scope, self.filter):
            top.addWidget(widget)
        foot.addWidget(self.total, 1)
        for button in (self.merge_button, self.split_button, self.redact_button):
            foot.addWidget(button)
        lists = QSplitter()
        lists.addWidget(self.list)
        lists.addWidget(self.mention_list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 10)
        layout.addLayout(top)
        layout.addWidget(lists, 1)
        hint = QLabel(
            "Shift and arrows, or Ctrl and clicks, choose several · Enter shows a mention"
        )
        hint.setEnabled(False)
        layout.addWidget(hint)
        layout.addLayout(foot)
        self.resize(760, 520)
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._go_on)
        self._again = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._again.timeout.connect(self.gather)
        # Methods, no lambdas: Qt parts these when the dialog is gone and the desk lives on.
        desk.documents_changed.connect(self._on_documents_changed)
        desk.session_changed.connect(self.close)
        self.gather()

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    @property
    def is_gathering(self) -> bool:
        """Whether there may be more to come."""
        return self._gathering is not None or self._again.isActive()

    def _on_documents_changed(self, _ids: frozenset[str]) -> None:
        self._again.start()

    def gather(self) -> None:
        """Read the mentions anew, a slice at a time."""
        desk = self._desk
        self._again.stop()
        if not desk.is_open:
            return
        ids = [desk.document_id] if desk.document_id else []
        if self.scope.currentIndex():
            ids = desk.session.document_ids()
        self._gathering = Gathering(desk.session, ids)
        self.total.setText("Reading…")
        self._slices.start(0)

    def _go_on(self) -> None:
        gathering = self._gathering
        if gathering is None or self._desk.attempt(lambda: gathering.step(_SLICE_S)):
            return
        self._slices.stop()
        self._gathering = None
        self._all = gathering.entities()
        self._show()

    def _show(self) -> None:
        wanted = self.filter.text().casefold().split()
        shown = [
            entity
            for entity in self._all
            if all(word in " ".join((entity.name, *entity.aliases)).casefold() for word in wanted)
        ]
        self.model.sync(shown)
        number = sum(len(entity.mentions) for entity in shown)
        self.total.setText(f"{count(len(shown), 'entry', 'entries')}, {count(number, 'mention')}")
        if shown and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))
        self._show_mentions()

    def _show_mentions(self) -> None:
        entity = self.model.item(self.list.currentIndex())
        self.mentions.sync(entity.mentions if entity is not None else [])
        self._offer()

    def _offer(self) -> None:
        """Grey what cannot be done with what is chosen."""
        may_change = self._desk.mode is not Mode.READ
        entries = len(self.list.selectionModel().selectedIndexes())
        mentions = len(self.mention_list.selectionModel().selectedIndexes())
        self.merge_button.setEnabled(may_change and entries > 1)
        self.split_button.setEnabled(may_change and mentions > 0)
        self.redact_button.setEnabled(may_change and self.list.currentIndex().isValid())

    def _jump(self, index: QModelIndex) -> None:
        mention = self.mentions.item(index)
        if mention is None:
            return
        desk = self._desk
        annotation = desk.attempt(lambda: desk.session.annotation(mention.annotation_id))
        if annotation is not None:
            desk.show_document(mention.document_id, mention.page)
            desk.choose(annotation)

    def merge(self) -> None:
        """Make one entry of those chosen, under the name of the current one."""
        current = self.model.item(self.list.currentIndex())
        places = {index.row() for index in self.list.selectedIndexes()}
        chosen = [self.model.items[row] for row in sorted(places)]
        ordered = sorted(chosen, key=lambda entity: entity is not current)
        if current is not None:
            said = f"{count(len(ordered), 'entry', 'entries')} merged as {current.name}."
            rows = sum(len(entity.mentions) for entity in ordered)
            self._desk.do_many(rows, f"Merge as {current.name}", said, merge, ordered)

    def split(self) -> None:
        """Put the chosen mentions under an entry of their own."""
        rows = {index.row() for index in self.mention_list.selectedIndexes()}
        chosen = [self.mentions.items[row] for row in sorted(rows)]
        self._desk.do(lambda: split(self._desk.session, chosen, self._all))

    def redact(self) -> None:
        """Ask for a code, then propose to cut every mention of the current entry."""
        entity = self.model.item(self.list.currentIndex())
        if entity is not None:
            picker = CodePicker(self._desk.session.codes, "", self, is_offer=True)
            picker.code_picked.connect(lambda code, one=entity: self._cut(one, code))
            picker.open()

    def _cut(self, entity: Entity, code: str) -> None:
        label = f"Redact {entity.name} everywhere"
        said = f"{label}: proposed. Ctrl+Z takes it back."
        rows = 2 * len(entity.mentions)
        self._desk.do_many(rows, label, said, redact_entity, entity, code)

    def _row(self, entity: Entity) -> Row:
        label = self._desk.session.labels.find(Kind.ENTITY, entity.label)
        title = label.title if label else entity.label
        facts = [count(len(entity.mentions), "mention")]
        if entity.documents > 1:
            facts.append(f"in {entity.documents} documents")
        if entity.aliases:
            facts.append(f"also {', '.join(entity.aliases)}")
        colour = label_colour(label, self._desk.state.theme.is_dark).name()
        return Row(entity.name, " · ".join(facts), title, colour)

    def _mention_row(self, mention: Mention) -> Row:
        """A mention amid its line: the name alone does not tell who is meant."""
        session = self._desk.session
        name = session.document(mention.document_id).name
        put = f" · put under {mention.given}" if mention.given else ""
        line, marked = amid(mention.text, *around(session, mention))
        place = f"p {mention.page}"
        said = f"{mention.text}, {name}, {place}{put}, in: {line}"
        return Row(line, f"{name}{put}", place, marked=marked, said=said)
