"""Tagging: labels on the selection, suggestions one by one, what is chosen edited and deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workbench.app import edits
from workbench.app.own_terms import OFTEN, term_of
from workbench.domain.annotations import Annotation, Kind, Status, Target, overlapping
from workbench.domain.changes import ChangeSet
from workbench.domain.labels import Label
from workbench.ui.accept_dialog import AcceptDialog
from workbench.ui.actions import shown_key
from workbench.ui.desk import Desk
from workbench.ui.entities_dialog import EntitiesDialog
from workbench.ui.messages import Tone
from workbench.ui.terms_dialog import TermsDialog
from workbench.ui.view_state import Selection, WordRef

_PAGES_AT_ONCE = 50


class Tagging(QObject):
    """What the keys of Tag mode do.

    Signals:
        edit_requested: the person wants to edit the chosen annotation in the inspector.
        region_requested: the person wants to draw a region.
        reshape_requested: the person wants to move or resize the chosen annotation's region.
    """

    edit_requested = Signal()
    region_requested = Signal()
    reshape_requested = Signal(object)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk)
        self._desk = desk
        self._window = window
        self._asked_at: tuple[WordRef, Selection | None] = (WordRef(0, 0), None)
        self._judged: Counter[tuple[tuple[str, str], Status]] = Counter()
        desk.session_changed.connect(self._on_session_changed)
        for action_id, slot in (
            ("next_suggestion", lambda: self.go_to_suggestion()),
            ("previous_suggestion", lambda: self.go_to_suggestion(backwards=True)),
            ("accept", lambda: self.judge(Status.ACCEPTED)),
            ("reject", lambda: self.judge(Status.REJECTED)),
            ("accept_page", self.accept_page),
            ("accept_all", self.ask_accept),
            ("entities", lambda: EntitiesDialog(desk, window).show()),
            ("own_terms", lambda: TermsDialog(desk, window).open()),
            ("at_cursor", self.choose_at_cursor),
            ("edit", self.edit_requested.emit),
            ("region", self.region_requested.emit),
            ("reshape", lambda: self.reshape_requested.emit(desk.chosen())),
            ("delete", self.delete),
        ):
            desk.actions.on(action_id, slot)

    def _on_session_changed(self) -> None:
        self._judged.clear()
        if self._desk.is_open:
            self._desk.actions.set_labels(self._desk.session.labels, self.tag)

    def tag(self, label: Label) -> None:
        """Put a label on the selected words or the region; a chosen suggestion takes it over."""
        desk = self._desk
        suggestion = self._suggestion_in_sight(label.kind)
        if suggestion is not None:
            self.relabel(suggestion, label)
            return
        targets = desk.state.selected_targets()
        if not targets:
            desk.say("Select words, or draw a region with W, then press the label's key.")
            return
        changes = desk.do(
            lambda: edits.tag(desk.session, desk.document_id, label.kind, label.name, targets)
        )
        self._choose_new(changes)

    def _suggestion_in_sight(self, kind: Kind) -> Annotation | None:
        """The chosen suggestion, if it is of a kind and its words are what is selected."""
        chosen, selection = self._desk.chosen(), self._desk.state.selection
        if chosen is None or selection is None or chosen.status is not Status.SUGGESTED:
            return None
        worded = sorted((t.page, t.words[0], t.words[-1]) for t in chosen.targets if len(t.words))
        if chosen.kind is not kind or not worded:
            return None
        ends = {(page, last) for page, _, last in (worded[0], worded[-1])}
        first, last = selection.first, selection.last
        begins = (first.page, first.word) == worded[0][:2]
        return chosen if begins and (last.page, last.word) in ends else None

    def relabel(self, suggestion: Annotation, label: Label) -> None:
        """Accept a suggestion under another label and go to the next."""
        desk = self._desk
        if suggestion.label == label.name:
            self.judge(Status.ACCEPTED)
            return
        # A value was read for the label that was wrong.
        changes = desk.do(
            lambda: edits.edit(desk.session, [suggestion.id], label=label.name, value=None)
        )
        if changes is not None:
            self._go(suggestion.order, suggestion.id, backwards=False)

    def _choose_new(self, changes: ChangeSet | None) -> None:
        if changes is None:
            return
        state = self._desk.state
        state.clear_region()
        made = edits.created(changes)
        if made:
            state.select_annotation(made[0], self)

    def delete(self) -> None:
        """Delete the chosen annotation; to delete a suggestion is to reject it."""
        chosen = self._desk.chosen()
        if chosen is None:
            return
        if chosen.status is Status.SUGGESTED:
            self.judge(Status.REJECTED)
            return
        changes = self._desk.do(lambda: edits.delete(self._desk.session, [chosen.id]))
        if changes is not None:
            self._desk.state.select_annotation("")

    def retarget(self, annotation_id: str, targets: tuple[Target, ...]) -> None:
        """Put an annotation where its region has been moved to."""
        self._desk.do(lambda: edits.retarget(self._desk.session, annotation_id, targets))

    def change(self, annotation_id: str, **fields: Any) -> None:
        """Change label, value, note or attributes of an annotation."""
        self._desk.do(lambda: edits.edit(self._desk.session, [annotation_id], **fields))

    def choose_at_cursor(self) -> None:
        """Choose the innermost annotation at the cursor, with its words; then the next one out."""
        state = self._desk.state
        if state.selection is None:
            return
        # Who asks again means the word asked of first, though more is selected since.
        place, selected = self._asked_at
        page, word = place if selected == state.selection else state.selection.cursor
        found = overlapping(state.visible_annotations(page), page, word)
        if not found:
            self._desk.say("Nothing is tagged at this word.")
            return
        ids = [annotation.id for annotation in found]
        here = ids.index(state.selected_annotation) if state.selected_annotation in ids else -1
        state.show_annotation(found[(here + 1) % len(ids)], self)
        self._asked_at = (WordRef(page, word), state.selection)

    # Suggestions

    def go_to_suggestion(self, *, backwards: bool = False) -> bool:
        """Choose the next suggestion in reading order; begins again at the other end."""
        chosen = self._desk.chosen()
        if chosen is not None:
            order = chosen.order
        else:
            page, word = self._desk.place()
            order = (page, word, 0.0)
        return self._go(order, chosen.id if chosen else "", backwards=backwards)

    def _go(self, order: tuple[int, int, float], not_id: str, *, backwards: bool) -> bool:
        found = self._next(order, not_id, backwards=backwards)
        if found is None:
            self._desk.say("This document has no suggestion left.", Tone.GOOD)
            return False
        self._desk.choose(found)
        return True

    def _next(
        self, order: tuple[int, int, float], not_id: str, *, backwards: bool
    ) -> Annotation | None:
        here = (order, not_id)
        beyond: Annotation | None = None
        for suggestion in self._in_order(order[0], backwards=backwards):
            key = (suggestion.order, suggestion.id)
            if suggestion.id != not_id and (key < here if backwards else key > here):
                return suggestion
            if beyond is None and suggestion.id != not_id:
                beyond = suggestion
        return beyond

    def _in_order(self, page: int, *, backwards: bool) -> Iterator[Annotation]:
        """Suggestions from a page on, then from the other end; pages are read a few at a time."""
        desk, count = self._desk, self._desk.state.page_count
        numbers = [*range(page, count + 1), *range(1, page + 1)]
        if backwards:
            numbers = [*range(page, 0, -1), *range(count, page - 1, -1)]
        start, size = 0, 1
        while start < len(numbers):
            some = numbers[start : start + size]
            start, size = start + size, min(4 * size, _PAGES_AT_ONCE)
            found = desk.session.annotations(
                desk.document_id, pages=set(some), statuses={Status.SUGGESTED}
            )
            by_page: dict[int, list[Annotation]] = {}
            for annotation in found:
                by_page.setdefault(annotation.pages[0], []).append(annotation)
            for number in some:
                yield from sorted(
                    by_page.get(number, ()), key=lambda a: (a.order, a.id), reverse=backwards
                )

    def judge(self, status: Status) -> None:
        """Accept or reject the chosen suggestion and go to the next."""
        chosen = self._desk.chosen()
        if chosen is None or chosen.status != Status.SUGGESTED:
            return
        self.judge_many([chosen.id], status)
        self._go(chosen.order, chosen.id, backwards=False)
        self._learn(chosen, status)

    def _learn(self, judged: Annotation, status: Status) -> None:
        """Say so when a term has been judged alike often in this sitting."""
        if judged.kind is not Kind.ENTITY:
            return
        term = term_of(judged, self._desk.text_of(judged))
        self._judged[term.key, status] += 1
        if self._judged[term.key, status] == OFTEN:
            verb = "accepted" if status is Status.ACCEPTED else "rejected"
            then = "always" if status is Status.ACCEPTED else "never again"
            key = shown_key("Ctrl+Shift+T")
            self._desk.say(
                f"“{term.text}” was {verb} {OFTEN} times. To have it suggested {then}: {key}."
            )

    def judge_many(self, ids: Iterable[str], status: Status) -> None:
        """Accept or reject suggestions, as one step."""
        verb = edits.accept if status is Status.ACCEPTED else edits.reject
        self._desk.do(lambda: verb(self._desk.session, list(ids)))

    def ask_accept(self) -> None:
        """Ask which suggestions to accept at once."""
        chosen = self._desk.chosen()
        if chosen is not None and chosen.status is not Status.SUGGESTED:
            chosen = None
        AcceptDialog(self._desk, chosen, self._window).open()

    def accept_page(self) -> None:
        """Accept every suggestion of the page in sight, as one step."""
        desk = self._desk
        page = max(1, desk.state.current_page)  # as the list of suggestions beside it
        found = [
            annotation.id
            for annotation in desk.state.annotations(page)
            if annotation.status == Status.SUGGESTED and annotation.kind != Kind.REDACTION
        ]
        if not found:
            desk.say(f"Page {page} has no suggestion left.")
            return
        self.judge_many(found, Status.ACCEPTED)
        desk.say(f"{len(found)} accepted on page {page}. Ctrl+Z takes it back.", Tone.GOOD)
