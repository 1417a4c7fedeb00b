"""The inspector's list of header fields: kind of paper, values, their words, their editor."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QMenu

from workbench.app import edits
from workbench.app.edit_fields import add_field
from workbench.domain.annotations import Annotation, Kind, Status
from workbench.domain.fields import FIELD_TITLES
from workbench.ui.annotation_editor import AnnotationEditor
from workbench.ui.annotations_panel import AnnotationList
from workbench.ui.chips import ActionRow
from workbench.ui.desk import Desk
from workbench.ui.models import field_row

_KEYS = {
    "precedence": "P",
    "dtg": "D",
    "from": "F",
    "to": "T",
    "info": "I",
    "mrn": "M",
    "subject": "S",
    "ref": "R",
    "tags": "G",
    "eo": "E",
    "declassify_on": "O",
    "classified_by": "Y",
    "reason": "N",
    "telno": "L",
    "classification": "C",
}
_ORDER = {label: number for number, label in enumerate(FIELD_TITLES)}


class FieldsPanel(AnnotationList):
    """The fields of the document's header, in a header's order."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Header fields",
            "No header field was found in this document.\n\nSelect words and press Q in Tag mode.",
            lambda a: field_row(a, desk.state.theme, desk.text_of),
            (Kind.FIELD,),
            (Status.SUGGESTED, Status.ACCEPTED),
            whole_document=True,
        )
        self.kind = QLabel()
        self.kind.setObjectName("paper_kind")
        self.kind.setTextFormat(Qt.TextFormat.PlainText)
        self.kind.setContentsMargins(12, 2, 12, 6)
        self.kind.hide()
        self.box.insertWidget(1, self.kind)
        self.editor = AnnotationEditor(desk, (Kind.FIELD,))
        self.box.addWidget(self.editor)
        self.box.addWidget(ActionRow(desk, "add_field", "accept", "reject"))
        desk.actions.on("add_field", self.ask_field)

    def _show(self, annotations: Collection[Annotation]) -> None:
        super()._show(annotations)
        desk = self._desk
        document = desk.session.document(desk.document_id) if desk.document_id else None
        kind = document.kind if document is not None else ""
        self.kind.setText(f"Kind of paper: {kind}".replace("-", "–"))
        self.kind.setAccessibleName(f"Kind of paper: {kind}")
        self.kind.setToolTip("What kind of paper this is, by its header and its fields")
        self.kind.setVisible(bool(kind))

    def _key(self, annotation: Annotation) -> tuple[object, ...]:
        return (_ORDER.get(annotation.label, len(_ORDER)), *super()._key(annotation))

    def ask_field(self) -> None:
        """Ask which field the selected words are; one letter answers."""
        desk = self._desk
        if not desk.state.selected_targets():
            desk.say("Select the words of a header field first, then press Q.")
            return
        menu = QMenu(self.window())
        menu.setObjectName("field_menu")
        menu.setAccessibleName("Which header field is this?")
        for label, title in FIELD_TITLES.items():
            key = _KEYS[label]
            action = menu.addAction(f"&{key}   {title}")
            action.triggered.connect(lambda _checked=False, one=label: self._add(one))
        menu.aboutToHide.connect(menu.deleteLater)
        window = self.window()
        menu.popup(window.mapToGlobal(QPoint(window.width() // 2, window.height() // 3)))

    def _add(self, label: str) -> None:
        desk = self._desk
        targets = desk.state.selected_targets()
        changes = desk.do(lambda: add_field(desk.session, desk.document_id, label, targets))
        made = edits.created(changes) if changes is not None else ()
        if made:
            desk.state.select_annotation(made[0])
