"""The form under the list of annotations: label, value, attributes and note of the chosen one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.app import edits
from workbench.domain.annotations import Annotation, Kind
from workbench.domain.fields import FIELD_TITLES
from workbench.domain.labels import Label
from workbench.domain.times import local_time
from workbench.ui.actions import Mode
from workbench.ui.desk import Desk
from workbench.ui.origins import origin_words
from workbench.ui.theme import label_colour

_TAGS = (Kind.PARAGRAPH, Kind.MARKING, Kind.ENTITY, Kind.NOTE)


class AnnotationEditor(QWidget):
    """Edits the chosen annotation; each field is written when the person leaves it."""

    def __init__(self, desk: Desk, kinds: Collection[Kind] = _TAGS) -> None:
        super().__init__()
        self._desk = desk
        self._kinds = kinds
        self._annotation: Annotation | None = None
        self._filling = False
        self._attributes: dict[str, QLineEdit] = {}
        self.label = QComboBox()
        self.value = QComboBox()
        self.value.setEditable(True)
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.value.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText("A note for colleagues")
        self.note.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 12)
        self.origin = QLabel()
        self.origin.setEnabled(False)
        self.origin.setWordWrap(True)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, field in (("&Label", self.label), ("&Value", self.value), ("&Note", self.note)):
            self.form.addRow(title, field)
            field.setAccessibleName(title.replace("&", ""))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.addLayout(self.form)
        layout.addWidget(self.origin)
        self.label.activated.connect(self._on_label_activated)
        self.value.activated.connect(lambda _index: self._write_value())
        edit = self.value.lineEdit()
        if edit is not None:
            edit.setPlaceholderText("As it reads")
            edit.editingFinished.connect(self._write_value)
        self.note.installEventFilter(self)
        desk.state.annotation_selected.connect(lambda _id, _initiator: self.fill())
        desk.data_changed.connect(lambda _pages: self.fill())
        desk.document_changed.connect(self.fill)
        desk.mode_changed.connect(lambda _mode: self.fill())
        self.fill()

    def fill(self) -> None:
        """Show the chosen annotation; hide where there is none to edit."""
        annotation = self._desk.chosen()
        if annotation is not None and annotation.kind not in self._kinds:
            annotation = None
        self.setVisible(annotation is not None)
        self.setEnabled(self._desk.mode != Mode.READ)
        if annotation == self._annotation:
            return
        self._annotation = annotation
        if annotation is None:
            return
        self._filling = True
        self._fill_label(annotation)
        label = self._desk.session.labels.find(annotation.kind, annotation.label)
        self.value.clear()
        self.value.addItems(list(label.values) if label else [])
        self.value.setEditText(annotation.value or "")
        if self.note.toPlainText() != annotation.note:
            self.note.setPlainText(annotation.note)
        self._fill_attributes(annotation, label)
        who = annotation.decided_by or annotation.author
        when = local_time(annotation.decided_at or annotation.created_at)
        made = (
            "" if annotation.origin == "person" else f"Found by {origin_words(annotation.origin)}. "
        )
        did = "Accepted" if annotation.decided_by and made else "Tagged"
        self.origin.setText(made + (f"{did} by {who}, {when}." if who else ""))
        self._filling = False

    def _fill_label(self, annotation: Annotation) -> None:
        self.label.clear()
        if annotation.kind is Kind.FIELD:
            for name, title in FIELD_TITLES.items():
                self.label.addItem(title, name)
        known = self._desk.session.labels.of_kind(annotation.kind)
        for label in known:
            self.label.addItem(
                swatch(label_colour(label, self._desk.state.theme.is_dark)), label.title, label.name
            )
        if self.label.findData(annotation.label) < 0:
            self.label.addItem(annotation.label, annotation.label)
        self.label.setCurrentIndex(self.label.findData(annotation.label))

    def _fill_attributes(self, annotation: Annotation, label: Label | None) -> None:
        wanted = label.attributes if label else ()
        if tuple(self._attributes) != wanted:
            for field in self._attributes.values():
                self.form.removeRow(field)
            self._attributes = {}
            for place, name in enumerate(wanted, start=2):
                field = QLineEdit()
                field.setAccessibleName(name.capitalize())
                field.editingFinished.connect(self._write_attributes)
                self.form.insertRow(place, name.capitalize(), field)
                self._attributes[name] = field
        for name, field in self._attributes.items():
            field.setText(str(annotation.attributes.get(name, "")))

    def _change(self, **fields: Any) -> None:
        annotation = self._annotation
        if annotation is None or self._filling or self._desk.mode == Mode.READ:
            return
        changed = {key: new for key, new in fields.items() if getattr(annotation, key) != new}
        if changed:
            self._desk.do(lambda: edits.edit(self._desk.session, [annotation.id], **changed))

    def _on_label_activated(self, _index: int) -> None:
        self._change(label=str(self.label.currentData()))

    def _write_value(self) -> None:
        self._change(value=self.value.currentText().strip() or None)

    def _write_attributes(self) -> None:
        if self._annotation is None:
            return
        attributes = dict(self._annotation.attributes)
        for name, field in self._attributes.items():
            text = field.text().strip()
            if text != str(attributes.get(name, "")):
                attributes[name] = text
        self._change(attributes=attributes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if watched is self.note and event.type() == QEvent.Type.FocusOut:
            self._change(note=self.note.toPlainText().strip())
        return super().eventFilter(watched, event)


def swatch(colour: QColor, size: int = 12) -> QIcon:
    """A small square of one colour."""
    pixmap = QPixmap(size, size)
    pixmap.fill(colour)
    return QIcon(pixmap)
