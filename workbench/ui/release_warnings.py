"""What a person must have seen before copies go out: leaks by meaning, in the release dialog."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from workbench.app.preflight import Preflight
from workbench.domain.documents import Document
from workbench.domain.leaks import Leak, joined
from workbench.ui.desk import Desk
from workbench.ui.looking_bar import LookingBar
from workbench.ui.models import count, one_line
from workbench.ui.rows import Row, RowList, RowsModel

_SLICE_S = 0.008
_WAITING_MS = 20


class ReleaseWarnings(QWidget):
    """Looks for leaks in the documents to be released and lists them; nothing while there is none.

    Signals:
        settled: it has looked at everything.
        chosen: a leak the person wants to see.
    """

    settled = Signal()
    chosen = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._looking: Preflight | None = None
        self._found: Sequence[Leak] = ()
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.progress = LookingBar("what still tells what is redacted")
        self.progress.stopped.connect(self._on_stopped)
        self.model: RowsModel[tuple[Leak, int]] = RowsModel(
            lambda shown: shown[0].key,
            lambda shown: Row(shown[0].sentence, _more(*shown), colour=desk.state.theme.redaction),
            self,
        )
        self.list = RowList("What tells what is redacted", "")
        self.list.setModel(self.model)
        self.list.activated.connect(self._on_activated)
        self.list.clicked.connect(self._on_activated)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.label)
        box.addWidget(self.progress)
        box.addWidget(self.list, 1)
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._look_on)
        self.hide()

    @property
    def is_looking(self) -> bool:
        """Whether there may be more to come."""
        return self._looking is not None

    def leaks(self) -> Sequence[Leak]:
        """What was found."""
        return self._found

    def look(self, documents: Sequence[Document]) -> None:
        """Look at these documents anew."""
        self.stop()
        if not documents:
            self._show([])
            return
        self._looking = Preflight(self._desk.session, documents)
        self.label.setText("Looking for what still tells what is redacted…")
        self.progress.begin()
        self.show()
        self._slices.start(0)

    def stop(self) -> None:
        """Look no further."""
        self._slices.stop()
        self.progress.end()
        if self._looking is not None:
            self._looking.close()
            self._looking = None

    def _look_on(self) -> None:
        looking = self._looking
        if looking is None:
            return
        self._desk.attempt(lambda: looking.step(_SLICE_S))
        self._slices.setInterval(_WAITING_MS if looking.is_waiting else 0)
        if looking.is_over:
            self.stop()
            self._show(looking.in_order())
            self.settled.emit()
        else:
            self.progress.tell(looking.done, looking.total)

    def _on_stopped(self, is_stopped: bool) -> None:
        """Show what was found so far; who has not seen all may not release yet."""
        looking = self._looking
        if looking is None:
            return
        if not is_stopped:
            self._slices.start(0)
            self.label.setText("Looking for what still tells what is redacted…")
            return
        self._slices.stop()
        found = looking.in_order()
        self.model.sync(joined(found))
        self.label.setText(
            f"Stopped at {100 * looking.done // looking.total} %: "
            f"{count(len(found), 'thing')} may tell what is redacted so far. "
            "Copies can be released when all has been looked at."
        )

    def _show(self, found: Sequence[Leak]) -> None:
        self._found = found
        self.model.sync(joined(found))
        self.label.setText(
            f"{count(len(found), 'thing')} may still tell what is redacted. Settle or set them "
            "aside under Leaks (Enter or a click goes to the place), or release all the same; the "
            "journal keeps that you did."
        )
        self.setVisible(bool(found))

    def _on_activated(self, index: QModelIndex) -> None:
        shown = self.model.item(index)
        if shown is not None:
            self.chosen.emit(shown[0])


def _more(leak: Leak, count: int) -> str:
    """The line under a warning: the words in theirs; several that say the same are one."""
    if count > 1:
        return f"{count} times"
    return f"“{one_line(leak.context)}”" if leak.context else ""
