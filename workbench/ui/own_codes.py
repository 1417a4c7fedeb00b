"""The project's own codes: a list, and the fields of the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
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

from workbench.app import own_codes
from workbench.domain.codes import Code, CodeSet, Limits, renamed
from workbench.domain.errors import UserError
from workbench.ui.desk import Desk
from workbench.ui.inputs import Field
from workbench.ui.rows import Row, RowList, RowsModel

_ORIGINS = (("", "any state"), ("US", "the United States"), ("UK", "the United Kingdom"))


class OwnCodesDialog(QDialog):
    """Codes with sentence, source and limits, each change one step of undo in the project."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._chosen = ""
        self.setObjectName("own_codes_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Own codes")
        self.model: RowsModel[Code] = RowsModel(
            lambda code: code.code, lambda code: Row(code.code, code.sentence, code.source), self
        )
        self.list = RowList("Own codes", "This project has no codes of its own yet.")
        self.list.setModel(self.model)
        self.list.selectionModel().currentChanged.connect(lambda index, _old: self._show(index))
        self.code, self.sentence, self.source = Field(), Field(), Field()
        self.origin = QComboBox()
        for value, title in _ORIGINS:
            self.origin.addItem(title, value)
        self.first_age, self.last_age = _ages("no youngest age"), _ages("no oldest age")
        form = QFormLayout()
        for title, field in (
            ("&Code", self.code),
            ("&Sentence", self.sentence),
            ("S&ource", self.source),
            ("&Records of", self.origin),
            ("&From the age of", self.first_age),
            ("&To the age of", self.last_age),
        ):
            form.addRow(title, field)
        self.trouble = QLabel()
        self.trouble.setWordWrap(True)
        self.keep = QPushButton("&Keep")
        self.fresh = QPushButton("&New")
        self.remove = QPushButton("Re&move")
        row = QHBoxLayout()
        for button, slot in (
            (self.keep, self._on_keep),
            (self.fresh, self._on_fresh),
            (self.remove, self._on_remove),
        ):
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        self.fresh.setAutoDefault(False)
        self.remove.setAutoDefault(False)
        self.keep.setDefault(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        about = QLabel("They are offered with those of the law, and kept in this project.")
        about.setWordWrap(True)
        layout.addWidget(about)
        layout.addWidget(self.list, 1)
        layout.addLayout(form)
        layout.addWidget(self.trouble)
        layout.addLayout(row)
        layout.addWidget(buttons)
        self.resize(620, 560)
        self._sync()
        self._on_fresh()

    def _sync(self) -> None:
        self.model.sync(own_codes.own_codes(self._desk.session).codes)
        self.remove.setEnabled(bool(self._chosen))

    def _show(self, index: object) -> None:
        code = self.model.item(index)  # type: ignore[arg-type]
        if code is None:
            return
        self._chosen = code.code
        self.code.setText(code.code)
        self.sentence.setText(code.sentence)
        self.source.setText(code.source)
        self.origin.setCurrentIndex(max(0, self.origin.findData(code.origin)))
        self.first_age.setValue(code.limits.first_age or 0)
        self.last_age.setValue(code.limits.last_age or 0)
        self.remove.setEnabled(True)
        self.trouble.clear()

    def _on_fresh(self) -> None:
        self._chosen = ""
        self.list.setCurrentIndex(self.model.index(-1))
        for field in (self.code, self.sentence, self.source):
            field.clear()
        self.first_age.setValue(0)
        self.last_age.setValue(0)
        self.remove.setEnabled(False)
        self.trouble.clear()
        self.code.setFocus()

    def _on_keep(self) -> None:
        known = own_codes.own_codes(self._desk.session)
        old = known.find(self._chosen)
        limits = replace(
            old.limits if old is not None else Limits(),
            first_age=self.first_age.value() or None,
            last_age=self.last_age.value() or None,
        )
        entry = Code(
            self.code.text().strip(),
            self.sentence.text().strip(),
            self.source.text().strip(),
            str(self.origin.currentData()),
            limits,
        )
        if self._save(lambda: renamed(known, self._chosen, entry)):
            self.list.setCurrentIndex(self.model.index_of(entry.code))

    def _on_remove(self) -> None:
        known = own_codes.own_codes(self._desk.session)
        left = tuple(code for code in known.codes if code.code != self._chosen)
        if self._save(lambda: replace(known, codes=left)):
            self._on_fresh()

    def _save(self, make: Callable[[], CodeSet]) -> bool:
        """Keep a changed set; a sentence beside the fields says why it cannot be."""
        session = self._desk.session
        try:
            session.do(own_codes.save(session, make()))
        except UserError as error:
            self.trouble.setText(error.sentence)
            return False
        self._sync()
        self.trouble.clear()
        return True


def _ages(none: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, 200)
    box.setSpecialValueText(none)
    box.setSuffix(" years")
    return box
