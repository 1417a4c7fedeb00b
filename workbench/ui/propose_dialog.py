"""Redact everywhere: every place a query finds, each line with a tick to take away."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
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

from workbench.app import proposals
from workbench.app.finding import Finder
from workbench.ui.bulk_query import BulkQuery
from workbench.ui.crops import CropPainter
from workbench.ui.desk import Desk
from workbench.ui.inputs import TickList, TickModel
from workbench.ui.models import amid, count, one_line
from workbench.ui.rows import Row

_WAIT_MS = 250
_SLICE_S = 0.004
_WAITING_MS = 15
_LIST_AT_ONCE = 1000
_KEYS = "Space ticks · Enter shows the place · Ctrl+A ticks all, Ctrl+Shift+A none"


class ProposeDialog(QDialog):
    """Asks what, where and why, and previews the places.

    ``ticked`` are documents chosen in the list, offered as a place to look in.

    Signals:
        proposed: the matches still ticked, and the code.
    """

    proposed = Signal(object, str)

    def __init__(
        self, desk: Desk, text: str, code: str, parent: QWidget, ticked: tuple[str, ...] = ()
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._finder: Finder | None = None
        self._found: list[proposals.Match] = []
        self._is_listing = False
        self.setObjectName("propose_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Redact everywhere")
        self.query = BulkQuery(desk, text, ticked)
        self.text, self.scope, self.fuzzy = self.query.text, self.query.scope, self.query.fuzzy
        self.code = _code_box(desk, code)
        self.query.form.addRow("&Code", self.code)
        self.count = QLabel()
        self.model: TickModel[proposals.Match] = TickModel(_key, _row, self)
        self.model.ticks_changed.connect(self._recount)
        self.list = TickList("Places found", "", self.model)
        self.list.setItemDelegate(CropPainter(self.list, desk))
        self.list.activated.connect(self._on_activated)
        self.tick_all = self._button("Tick all", "Ctrl+A", True)
        self.tick_none = self._button("Tick none", "Ctrl+Shift+A", False)
        ticks = QHBoxLayout()
        ticks.addWidget(self.count, 1)
        ticks.addWidget(self.tick_all)
        ticks.addWidget(self.tick_none)
        hint = QLabel(_KEYS)
        hint.setEnabled(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton("Propose", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(self.query)
        layout.addLayout(ticks)
        layout.addWidget(self.list, 1)
        layout.addWidget(hint)
        layout.addWidget(buttons)
        self.go.setDefault(True)
        self.resize(820, 600)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._look_on)
        self.query.changed.connect(self._on_changed)
        desk.session_changed.connect(self.reject)
        self.count.setText("Looking…")
        self.go.setEnabled(False)
        self._timer.start(0)  # when the dialog has been painted

    def _button(self, title: str, key: str, on: bool) -> QPushButton:
        button = QPushButton(title)
        button.setAutoDefault(False)
        button.setShortcut(key)
        button.setToolTip(f"{title} ({key})")
        button.clicked.connect(lambda: self.model.tick(self.model.items, on))
        return button

    def look(self) -> None:
        """Look for the places and list every one, all ticked; the window stays free meanwhile."""
        self._stop()
        self._found, self._is_listing = [], False
        self.go.setEnabled(False)
        query = self.query.query()
        if query is not None and self._desk.is_open:
            self._finder = self._desk.attempt(lambda: Finder(self._desk.session, query))
        self.count.setText("Looking…")
        if self._finder is None:
            self._end()
        else:
            self._slices.start(0)

    def _look_on(self) -> None:
        """Look through a few pages, then let the window do other things."""
        finder = self._finder
        if finder is None:
            return
        found = self._desk.attempt(lambda: finder.step(_SLICE_S))
        if found is None or finder.is_over:
            self._found += found or []
            self._end()
            return
        self._found += found
        self._slices.setInterval(_WAITING_MS if finder.is_waiting else 0)
        if len(self._found) >= (_LIST_AT_ONCE if self._is_listing else 1):
            self._list_found()
        so_far = len(self._found) + (self.model.rowCount() if self._is_listing else 0)
        self.count.setText(
            f"Looking: {finder.done:,} of {count(finder.total, 'page')}, "
            f"{count(so_far, 'place')} so far"
        )

    def _list_found(self) -> None:
        """Put what was found into the list; the first of it in the place of what stood there."""
        if self._is_listing:
            self.model.extend(self._found)
        else:
            self.model.sync(self._found)
        self._found, self._is_listing = [], True

    def _end(self) -> None:
        self._stop()
        self._list_found()
        self._recount()

    def _stop(self) -> None:
        """Look no further."""
        self._timer.stop()
        self._slices.stop()
        if self._finder is not None:
            self._finder.close()
            self._finder = None

    def done(self, result: int) -> None:
        """Closing it ends the looking."""
        self._stop()
        super().done(result)

    def _on_changed(self, is_typing: bool) -> None:
        self._stop()
        self.go.setEnabled(False)  # what is listed is of another query
        if is_typing:
            self._timer.start(_WAIT_MS)
        else:
            self.look()

    def _recount(self) -> None:
        matches, ticked = self.model.items, len(self.model.ticked())
        is_looking = self._finder is not None or self._timer.isActive()
        if not is_looking:
            documents = len({match.document_id for match in matches})
            found = count(len(matches), "place")
            self.count.setText(
                f"{found} in {count(documents, 'document')}, {ticked:,} ticked"
                if matches
                else "Nothing found that is not redacted already."
            )
        self.go.setText(f"Propose {ticked:,}" if ticked else "Propose")
        self.go.setEnabled(ticked > 0 and not is_looking)

    def _on_activated(self, index: QModelIndex) -> None:
        match = self.model.item(index)
        if match is not None:
            words = match.targets[0].words
            self._desk.show_document(match.document_id, match.page, words[0] if words else None)

    def _on_accepted(self) -> None:
        self.proposed.emit(self.model.ticked(), str(self.code.currentData()))
        self.accept()


def _code_box(desk: Desk, code: str) -> QComboBox:
    box = QComboBox()
    box.addItem("No code yet", "")
    for entry in desk.session.codes.codes:
        box.addItem(f"{entry.code}  {entry.sentence}", entry.code)
    if code and box.findData(code) < 0:
        box.addItem(code, code)  # several at once, as last given
    box.setCurrentIndex(max(0, box.findData(code)))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(40)
    return box


def _key(match: proposals.Match) -> str:
    first = match.targets[0]
    return f"{match.document_id} {first.page} {first.rects_pt or first.first_word}"


def _row(match: proposals.Match) -> Row:
    place = f"{match.document_name} · page {match.page}"
    said = one_line(match.context[match.start : match.end]) or one_line(match.text) or "region"
    line, marked = amid(said, match.context[: match.start], match.context[match.end :])
    return Row(line, place, said=f"{said}, in: {line}, {place}", marked=marked)
