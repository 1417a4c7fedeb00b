"""The line at the foot of the window: where one is, what waits, what runs."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from workbench.app.edit_reviews import reviewed_pages
from workbench.app.events import JobEnded
from workbench.app.jobs import Progress
from workbench.domain.annotations import Kind, Status
from workbench.domain.documents import Document
from workbench.domain.markings import highest, rank
from workbench.ui.desk import Desk
from workbench.ui.models import count

_GATHER_MS = 120
_PORTIONS_UP_TO = 3000
_SHORT = {
    "UNCLASSIFIED": "U",
    "RESTRICTED": "R",
    "CONFIDENTIAL": "C",
    "SECRET": "S",
    "TOP SECRET": "TS",
}


class StatusLine(QLabel):
    """``p 3/9 · CONFIDENTIAL, highest portion C ✓ · 14 suggestions · all changes saved``.

    Signals:
        counted: the document on the desk with fresh counts, or None.
    """

    counted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._counts = ""
        self._guide = ""
        self.setObjectName("status_line")
        self.setContentsMargins(8, 0, 8, 0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._recount)
        desk.state.current_page_changed.connect(lambda _page: self._write())
        desk.document_changed.connect(self._recount)
        desk.session_changed.connect(self._recount)
        desk.documents_changed.connect(lambda _ids: self._timer.start(_GATHER_MS))

    def guide(self, sentence: str) -> None:
        """Show what is under way and its keys in place of the counts; "" shows these again."""
        self._guide = sentence
        self._write()

    def _recount(self) -> None:
        desk = self._desk
        self._counts = ""
        document: Document | None = None
        if desk.is_open and desk.document_id:
            document = desk.attempt(lambda: desk.session.document(desk.document_id))
            if document is not None:
                self._counts = " · ".join(self._facts(document))
        self.counted.emit(document)
        self._write()

    def _facts(self, document: Document) -> list[str]:
        facts = [self._marking(document), count(document.suggestion_count, "suggestion")]
        facts.append(count(document.doubt_count, "doubt"))
        if document.undecided_count:
            facts.append(count(document.undecided_count, "redaction") + " undecided")
        seen = len(reviewed_pages(self._desk.session, document.id))
        if seen:
            facts.append(f"{seen}/{document.page_count} looked through")
        return [fact for fact in facts if fact]

    def _marking(self, document: Document) -> str:
        """The highest banner against the highest portion: a tick where they agree."""
        if document.annotation_count + document.suggestion_count > _PORTIONS_UP_TO:
            return document.marking
        marks = self._desk.session.annotations(
            document.id, kinds={Kind.MARKING}, statuses={Status.SUGGESTED, Status.ACCEPTED}
        )
        banner, portion = (
            highest(mark.value for mark in marks if mark.label == label and mark.value)
            for label in ("banner", "portion")
        )
        banner = banner or document.marking
        if not portion:
            return banner
        sign = "✓" if rank(portion) == rank(banner) else "≠"
        portion = f"highest portion {_SHORT.get(portion, portion)} {sign}"
        return f"{banner}, {portion}" if banner else portion

    def _write(self) -> None:
        desk = self._desk
        if not desk.is_open:
            text = ""
        elif self._guide:
            text = self._guide
        elif not desk.document_id:
            text = "all changes saved"
        else:
            place = f"p {desk.state.current_page}/{desk.state.page_count}"
            text = " · ".join(x for x in (place, self._counts, "all changes saved") if x)
        self.setText(text)
        self.setAccessibleName(text or "Status")


class ProgressPanel(QWidget):
    """Count, rate and time left of the work under way, with a button to stop it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._running: dict[str, Progress] = {}
        self.setAccessibleName("Work under way")
        self.label = QLabel()
        self.bar = QProgressBar()
        self.bar.setFixedWidth(140)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(self.fontMetrics().height() - 2)
        self.stop = QToolButton()
        self.stop.setText("Stop")
        self.stop.setAccessibleName("Stop the work under way")
        self.stop.setToolTip(desk.actions["cancel"].toolTip())
        self.stop.clicked.connect(self.cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 4, 0)
        for widget in (self.label, self.bar, self.stop):
            layout.addWidget(widget)
        desk.progress_changed.connect(self._on_progress_changed)
        desk.job_ended.connect(self._on_job_ended)
        desk.session_changed.connect(self._on_session_changed)
        desk.actions.on("cancel", self.cancel)
        self.hide()

    def cancel(self) -> None:
        """Stop the work shown."""
        for job in self._desk.session.running:
            job.cancel()
            self.label.setText(f"{job.label}: stopping…")

    def _on_progress_changed(self, progress: Progress) -> None:
        self._running[progress.job_id] = progress
        self._show(progress)

    def _on_job_ended(self, event: JobEnded) -> None:
        self._running.pop(event.job_id, None)
        if self._running:
            self._show(next(iter(self._running.values())))
        else:
            self.hide()

    def _on_session_changed(self) -> None:
        self._running.clear()
        self.hide()

    def _show(self, progress: Progress) -> None:
        text = progress_text(progress)
        if len(self._running) > 1:
            text += f" · {len(self._running) - 1} more"
        self.label.setText(text)
        self.label.setAccessibleName(text)
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        self.show()


def progress_text(progress: Progress) -> str:
    """``Import: 12 of 90 · 3.1/s · 25 s left``; what it is at while nothing is done yet."""
    parts = [f"{progress.label}: {progress.done:,} of {progress.total:,}"]
    if progress.message and not progress.done:
        parts = [progress.message]
    elif progress.total < 2:
        parts = [f"{progress.label}…"]
    if progress.rate_per_s:
        rate = progress.rate_per_s
        parts.append(f"{rate:.1f}/s" if rate >= 1 else f"{max(1, round(60 * rate))}/min")
    if progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """``25 s``, ``3 min``, ``2 h 5 min``."""
    whole = max(1, round(seconds))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


class PersonButton(QToolButton):
    """In whose name things are done; pressed, it leads to where that is changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(f"You work under this name. {desk.actions['settings'].toolTip()}")
        self.clicked.connect(desk.actions["settings"].trigger)
        desk.session_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the name as it is now."""
        name = self._desk.session.person if self._desk.is_open else ""
        self.setText(name)
        self.setAccessibleName(f"Working as {name}")
        self.setVisible(bool(name))


def fill_status_bar(bar: QStatusBar, desk: Desk) -> tuple[StatusLine, ProgressPanel, PersonButton]:
    """Put the line on the left, the work under way and the person's name on the right."""
    line, progress, person = StatusLine(desk), ProgressPanel(desk), PersonButton(desk)
    bar.setSizeGripEnabled(False)
    bar.addWidget(line, 1)
    bar.addPermanentWidget(progress)
    bar.addPermanentWidget(person)
    return line, progress, person
