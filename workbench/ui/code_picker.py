"""The quick picker of a redaction's codes: type a few signs, Enter; Tab for more than one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from workbench.domain.codes import Code, CodeSet, join_codes, split_codes
from workbench.ui.inputs import Field
from workbench.ui.rows import Row, RowList, RowsModel

_NONE = Code("", "No code yet: it must have one before it can be approved.", "")


class CodePicker(QDialog):
    """A list of codes with a field that narrows it; Up and Down move, Enter takes.

    Tab (or a comma) puts the code on aside and goes on to the next one; Enter then takes all of
    them, with the code typed last. Backspace in an empty field drops the last one put aside.

    Signals:
        code_picked: the codes taken as one label, "" for none yet.
    """

    code_picked = Signal(str)

    def __init__(
        self, codes: CodeSet, present: str, parent: QWidget, *, is_offer: bool = False
    ) -> None:
        """``present`` is what stands; ``is_offer``: what was taken last, gone once one types."""
        super().__init__(parent)
        self.setObjectName("code_picker")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Why is it redacted?")
        self._codes = (*codes.codes, _NONE)
        self._aside: list[str] = []
        self._is_offer = is_offer
        self.field = Field()
        self.field.setPlaceholderText("Code or a word of its reason")
        self.field.setAccessibleName("Code or a word of its reason")
        self.field.setClearButtonEnabled(True)
        self.model: RowsModel[Code] = RowsModel(lambda code: code.code, self._row, self)
        self.list = RowList("Codes", "No code says that.")
        self.list.setModel(self.model)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda _index: self._take(with_current=True))
        title = QLabel(codes.title)
        title.setWordWrap(True)
        self.chosen = QLabel()
        self.chosen.setWordWrap(True)
        hint = QLabel("↑ ↓ choose · Enter takes · Tab adds one and goes on · Esc changes nothing")
        hint.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 10)
        layout.setSpacing(8)
        for widget in (title, self.field, self.chosen, self.list, hint):
            layout.addWidget(widget)
        self.resize(600, 460)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.field.returnPressed.connect(self._take)
        given = split_codes(present)
        if len(given) > 1:
            self._aside = list(given)
        self._narrow("")
        self._show_aside()
        if len(given) == 1:
            self.list.setCurrentIndex(self.model.index_of(given[0]))

    def _row(self, code: Code) -> Row:
        badge = "✓ chosen" if code.code in self._aside else ""
        return Row(code.code or "no code yet", code.sentence, badge or code.source)

    def _narrow(self, text: str) -> None:
        if text and self._is_offer:
            self._aside, self._is_offer = [], False
            self._show_aside()
        wanted = text.casefold().split()
        found = [code for code in self._codes if all(_says(code, part) for part in wanted)]
        # The very code that was typed goes before longer ones that hold it.
        self.model.sync(sorted(found, key=lambda code: _bare(code.code) != _bare(text)))
        self.list.setCurrentIndex(self.model.index(0))

    def _put_aside(self) -> None:
        """Choose the code at hand, or no longer, and go on to another."""
        code = self.model.item(self.list.currentIndex())
        if code is None or not code.code:
            return
        if code.code in self._aside:
            self._aside.remove(code.code)
        else:
            self._aside.append(code.code)
        self._is_offer = False
        self.field.clear()
        self._show_aside()

    def _show_aside(self) -> None:
        self.chosen.setVisible(bool(self._aside))
        self.chosen.setText(
            f"Chosen: {join_codes(self._aside)} · Backspace drops the last, Enter takes all"
        )
        self.list.viewport().update()

    def _take(self, *, with_current: bool = False) -> None:
        """Take what was put aside; the code at hand too where one was typed or clicked."""
        code = self.model.item(self.list.currentIndex())
        wants_current = with_current or not self._aside or self.field.text().strip()
        if wants_current and code is None:
            return
        taken = list(self._aside)
        if wants_current and code is not None and code.code:
            taken.append(code.code)
        self.code_picked.emit(join_codes(taken))
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            step = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }.get(key)
            if step is not None:
                last = self.model.rowCount() - 1
                row = max(0, min(last, self.list.currentIndex().row() + step))
                self.list.setCurrentIndex(self.model.index(row))
                return True
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Comma):
                self._put_aside()
                return True
            if key == Qt.Key.Key_Backspace and self._aside and not self.field.text():
                self._aside.pop()
                self._show_aside()
                return True
        return super().eventFilter(watched, event)


def _says(code: Code, part: str) -> bool:
    """Whether a code is meant by what was typed: as written, in haste (b6, 1.4b), by its reason."""
    bare = _bare(part)
    return part in f"{code.code} {code.sentence}".casefold() or (
        bool(bare) and bare in _bare(code.code)
    )


def _bare(code: str) -> str:
    """Letters and digits alone, folded."""
    return "".join(letter for letter in code if letter.isalnum()).casefold()
