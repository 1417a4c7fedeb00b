"""What the window's parts share: the open session, the document, the mode, and one way to act.

The desk is the only part that listens to the session; panels and controllers listen to the desk.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from workbench.app import settings as app_settings
from workbench.app.events import (
    DataChanged,
    DocumentsChanged,
    Event,
    JobEnded,
    ProgressChanged,
)
from workbench.app.long_steps import Deed
from workbench.app.session import Session
from workbench.app.undo import LONG_FROM
from workbench.app.work import SessionJob
from workbench.domain.annotations import Annotation, Kind, Status, context_of, text_of
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import PageState
from workbench.domain.errors import UserError
from workbench.ui.actions import Fact, Mode
from workbench.ui.menus import Actions
from workbench.ui.messages import MessageBar, Tone
from workbench.ui.session_pages import SessionPages
from workbench.ui.view_state import ViewState

_log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Desk(QObject):
    """The shared ground of panels and controllers.

    Signals:
        session_changed: a project was opened or closed; ``session`` tells.
        document_changed: another document lies on the desk; ``document_id`` tells ("" none).
        documents_changed: ids of documents that came or changed, a frozenset; empty is all.
        data_changed: pages of the document on the desk whose annotations or words changed.
        mode_changed: the mode.
        progress_changed, job_ended: the session's events of those names.
    """

    session_changed = Signal()
    document_changed = Signal()
    documents_changed = Signal(object)
    data_changed = Signal(object)
    mode_changed = Signal(object)
    progress_changed = Signal(object)
    job_ended = Signal(object)
    _pending = Signal()

    def __init__(
        self, state: ViewState, actions: Actions, messages: MessageBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.state = state
        self.actions = actions
        self.messages = messages
        self.settings = app_settings.load()
        self.document_id = ""
        self.mode = Mode.TAG
        self.has_hits = False
        self.last_touched: frozenset[tuple[str, int]] = frozenset()
        self._session: Session | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._pages: SessionPages | None = None
        self._has_failed_pages = False
        self._pending.connect(self._on_pending, Qt.ConnectionType.QueuedConnection)
        for signal in (
            state.selection_changed,
            state.annotation_selected,
            state.region_changed,
            state.contents_changed,
        ):
            signal.connect(self.refresh_facts)
        state.selection_changed.connect(lambda _to, _by: messages.settle(done=False))
        state.region_changed.connect(lambda _region: messages.settle(done=False))
        state.annotation_selected.connect(lambda _id, _by: messages.settle(done=True))

    # The session

    @property
    def session(self) -> Session:
        """The open session; only parts that show while a project is open ask for it."""
        if self._session is None:
            raise RuntimeError("no project is open")
        return self._session

    @property
    def is_open(self) -> bool:
        """Whether a project is open."""
        return self._session is not None

    def take(self, session: Session) -> None:
        """Work on this project from now on; the desk closes it."""
        self.leave()
        self._session = session
        session.on_pending = self._pending.emit
        self._unsubscribe = session.subscribe(self._on_event)
        self.state.set_labels(session.labels)
        self.messages.hide()
        self.session_changed.emit()
        self.refresh_facts()
        self._pending.emit()

    def leave(self) -> None:
        """Put the document away and close the project; nothing when none is open."""
        if self._session is None:
            return
        self.show_document("")
        session, self._session = self._session, None
        session.on_pending = None
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        session.close()
        self.messages.hide()
        self.session_changed.emit()
        self.refresh_facts()

    def _on_pending(self) -> None:
        if self._session is not None:
            self._session.pump()

    def _on_event(self, event: Event) -> None:
        match event:
            case DataChanged():
                self.messages.settle(done=True)
                self.last_touched = event.touched
                mine = frozenset(page for owner, page in event.touched if owner == self.document_id)
                if mine:
                    self.state.refresh(mine, words=event.words_changed)
                    self.data_changed.emit(mine)
                self.documents_changed.emit(frozenset(owner for owner, _ in event.touched))
                self.refresh_facts()
            case DocumentsChanged():
                mine = frozenset(page for owner, page in event.pages if owner == self.document_id)
                if mine or self.document_id in event.documents:
                    self.state.refresh(mine or None)
                    self._look_for_failed_pages()
                    self.data_changed.emit(mine)
                self.documents_changed.emit(event.documents)
            case ProgressChanged():
                self.progress_changed.emit(event.progress)
                self.refresh_facts()
            case JobEnded():
                self.job_ended.emit(event)
                self.refresh_facts()

    # Acting

    def attempt(self, work: Callable[[], Result]) -> Result | None:
        """Do something that may be refused; the refusal is said in the message bar."""
        try:
            return work()
        except UserError as error:
            _log.info("refused: %s", type(error).__name__)
            self.messages.say_error(error, is_passing=True)
            return None

    def do(self, change: Callable[[], ChangeSet]) -> ChangeSet | None:
        """Make a change and write it; None when it was refused."""

        def work() -> ChangeSet:
            changes = change()
            self.session.do(changes, initiator=self)
            return changes

        return self.attempt(work)

    def do_many(self, rows: int, label: str, said: str, deed: Deed, *args: Any) -> bool:
        """Make a change of so many rows; a worker writes it where they are many.

        ``deed`` is called with the session, or what stands for it in the worker, and ``args``.
        ``label`` is what is under way, ``said`` is told when it is on the disk.

        Returns:
            False where it was refused.
        """
        if rows < LONG_FROM:
            if self.do(lambda: deed(self.session, *args)) is None:
                return False
            self.say(said, Tone.GOOD)
            return True
        job = self.attempt(lambda: self.session.write(label, said, deed, *args))
        if job is not None:
            self.wait_for(job)
        return job is not None

    def wait_for(self, job: SessionJob) -> None:
        """Say what is being written; that it is done is said when it has ended."""
        if not job.over:
            self.say(f"{job.label}…")
        self.refresh_facts()

    def say(self, sentence: str, tone: Tone = Tone.INFO) -> None:
        """Tell the person something that needs no answer."""
        self.messages.say(sentence, tone, is_passing=True)

    # The document

    def show_document(self, document_id: str, page: int = 1, word: int | None = None) -> None:
        """Lay a document on the desk, at a page or a word; "" puts the present one away."""
        if document_id != self.document_id:
            if self._pages is not None:
                self.state.set_source(None)
                self._pages = None
            self.document_id = document_id
            if document_id:
                self._pages = SessionPages(self.session, document_id)
                self.state.set_source(self._pages)
            self._look_for_failed_pages()
            self.messages.settle(done=True)
            self.document_changed.emit()
            self.refresh_facts()
        if not document_id:
            return
        if word is not None:
            self.state.show_word(page, word)
        elif page != self.state.current_page:
            self.state.go_to_page(page)

    def _look_for_failed_pages(self) -> None:
        # Not with the other facts: those follow the cursor, and a document may have many pages.
        self._has_failed_pages = any(p.state == PageState.FAILED for p in self.state.pages)

    def choose(self, annotation: Annotation, initiator: object = None) -> None:
        """Choose an annotation, on whatever page, and show it."""
        self.state.show_annotation(annotation, initiator)

    def chosen(self) -> Annotation | None:
        """The chosen annotation; None where nothing is chosen, or it has been deleted since."""
        chosen = self.state.selected_annotation
        if not chosen or self._session is None:
            return None
        at_hand = self.state.annotation(chosen)
        if at_hand is not None:
            return at_hand
        try:
            return self._session.annotation(chosen)
        except UserError:
            return None

    def text_of(self, annotation: Annotation) -> str:
        """The words an annotation of this document holds, from the pages at hand."""
        return text_of(annotation, self.state.text)

    def context_of(self, annotation: Annotation) -> tuple[str, str]:
        """What stands before and after it on its lines, from the pages at hand."""
        return context_of(annotation, self.state.text)

    def place(self) -> tuple[int, int]:
        """Page and word where the person is: the cursor, or the top of the page in sight."""
        selection = self.state.selection
        if selection is not None:
            return selection.cursor.page, selection.cursor.word
        return max(1, self.state.current_page), -1

    # Mode and facts

    def set_mode(self, mode: Mode) -> None:
        """Change what keys mean."""
        if mode != self.mode:
            self.mode = mode
            self.messages.settle(done=True)
            self.mode_changed.emit(mode)
        self.actions.set_mode(mode)

    def refresh_facts(self) -> None:
        """Look what is so, and grey what cannot be done."""
        facts: set[Fact] = set()
        session = self._session
        if session is None:
            self.actions.set_facts(frozenset())
            self.actions.set_history(None, None)
            return
        facts.add(Fact.PROJECT)
        if self.document_id:
            facts.add(Fact.DOCUMENT)
        if self.state.selection is not None:
            facts |= {Fact.WORD, Fact.WORDS, Fact.SELECTION}
        if self.state.region is not None:
            facts.add(Fact.SELECTION)
        chosen = self.chosen()
        if chosen is not None:
            facts.add(Fact.ANNOTATION)
            if any(target.rects_pt for target in chosen.targets):
                facts.add(Fact.REGION)
            if chosen.kind == Kind.REDACTION:
                facts.add(Fact.REDACTION)
            if chosen.status == Status.SUGGESTED:
                facts.add(Fact.SUGGESTION)
        if self._has_failed_pages:
            facts.add(Fact.FAILED)
        if self.has_hits:
            facts.add(Fact.HITS)
        if session.running:
            facts.add(Fact.JOB)
        if session.can_undo:
            facts.add(Fact.UNDO)
        if session.can_redo:
            facts.add(Fact.REDO)
        self.actions.set_facts(frozenset(facts))
        self.actions.set_history(session.can_undo, session.can_redo)
