"""The quick picker of a redaction's code: type a few signs, Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from workbench.domain.codes import Code, CodeSet
from workbench.ui.inputs import Field
from workbench.ui.rows import Row, RowList, RowsModel

_NONE = Code("", "No code yet: it must have one before it can be approved.", "")


class CodePicker(QDialog):
    """A list of codes with a field that narrows it; Up and Down move, Enter takes.

    Signals:
        code_picked: the code taken, "" for none yet.
    """

    code_picked = Signal(str)

    def __init__(self, codes: CodeSet, present: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("code_picker")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Why is it withheld?")
        self._codes = (*codes.codes, _NONE)
        self.field = Field()
        self.field.setPlaceholderText("Code or a word of its reason")
        self.field.setAccessibleName("Code or a word of its reason")
        self.field.setClearButtonEnabled(True)
        self.model: RowsModel[Code] = RowsModel(
            lambda code: code.code,
            lambda code: Row(code.code or "no code yet", code.sentence, code.source),
            self,
        )
        self.list = RowList("Codes", "No code says that.")
        self.list.setModel(self.model)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda _index: self._take())
        title = QLabel(codes.title)
        title.setWordWrap(True)
        hint = QLabel("↑ ↓ choose · Enter takes · Esc withholds nothing")
        hint.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 10)
        layout.setSpacing(8)
        for widget in (title, self.field, self.list, hint):
            layout.addWidget(widget)
        self.resize(560, 440)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.field.returnPressed.connect(self._take)
        self._narrow("")
        if present:
            self.list.setCurrentIndex(self.model.index_of(present))

    def _narrow(self, text: str) -> None:
        wanted = text.casefold().split()
        found = [code for code in self._codes if all(part in _said(code) for part in wanted)]
        # The very code that was typed goes before longer ones that hold it.
        self.model.sync(sorted(found, key=lambda code: _bare(code.code) != _bare(text)))
        self.list.setCurrentIndex(self.model.index(0))

    def _take(self) -> None:
        code = self.model.item(self.list.currentIndex())
        if code is not None:
            self.code_picked.emit(code.code)
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }.get(Qt.Key(event.key()))
            if step is not None:
                last = self.model.rowCount() - 1
                row = max(0, min(last, self.list.currentIndex().row() + step))
                self.list.setCurrentIndex(self.model.index(row))
                return True
        return super().eventFilter(watched, event)


def _said(code: Code) -> str:
    """What a code is found by: as it is written, as it is typed in haste (b6), its reason."""
    return f"{code.code} {_bare(code.code)} {code.sentence}".casefold()


def _bare(code: str) -> str:
    """Letters and digits alone, folded."""
    return "".join(letter for letter in code if letter.isalnum()).casefold()
