"""Redacting: words cut with a code, decided one by one, proposed everywhere at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QElapsedTimer, QObject
from PySide6.QtWidgets import QWidget

from workbench.app import deciding, edits, finding, proposals, two_people, withholding
from workbench.app.edit_reviews import reviewed_pages
from workbench.domain.annotations import PAD, PADS, Annotation, Kind, Status, Target
from workbench.domain.changes import ChangeSet
from workbench.ui.actions import Mode
from workbench.ui.code_picker import CodePicker
from workbench.ui.decide_dialog import DecideDialog, decide_many, said
from workbench.ui.desk import Desk
from workbench.ui.messages import Tone
from workbench.ui.models import PADS_SAID, count
from workbench.ui.note_dialog import NoteDialog
from workbench.ui.own_codes import OwnCodesDialog
from workbench.ui.propose_dialog import ProposeDialog

_WARM_MS = 50_000
"""Workers without work end after a minute."""


class Redacting(QObject):
    """What the keys of Redact mode do. Dialogs stand over ``window`` and do not block."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk)
        self._desk = desk
        self._window = window
        self._last_code = ""
        self.chosen_documents: Callable[[], tuple[str, ...]] = tuple
        self.listed: Callable[[], Sequence[Annotation] | None] = tuple
        for action_id, slot in (
            ("redact", self.redact),
            ("everywhere", self.propose_everywhere),
            ("withhold_page", self.withhold_page),
            ("withhold_document", self.withhold_document),
            ("own_codes", self.edit_own_codes),
            ("code", self.set_code),
            ("approve", lambda: self.decide(Status.APPROVED)),
            ("refuse", lambda: self.decide(Status.REFUSED)),
            ("refuse_note", self.refuse_with_note),
            ("approve_listed", self.approve_listed),
            ("decide_many", lambda: DecideDialog(desk, window).open()),
            ("widen", self.widen),
            ("reviewed", self.mark_page),
            ("two_people", self.ask_for_two),
            ("next_redaction", lambda: self.go()),
            ("previous_redaction", lambda: self.go(backwards=True)),
        ):
            desk.actions.on(action_id, slot)
        desk.session_changed.connect(self._show_rule)
        self._since_warm = QElapsedTimer()
        desk.session_changed.connect(self._since_warm.invalidate)
        desk.mode_changed.connect(lambda _mode: self._warm_soon())
        desk.state.selection_changed.connect(lambda _selection, _initiator: self._warm_soon())
        desk.documents_changed.connect(lambda _ids: self._show_rule())

    def redact(self) -> None:
        """Ask for the code, then propose to cut the selection."""
        targets = self._desk.state.selected_targets()
        if not targets:
            self._desk.say("Select words, or draw a region with W, then press R.")
            return
        self._pick(lambda code: self._redact(targets, code))

    def _redact(self, targets: tuple[Target, ...], code: str) -> None:
        desk = self._desk
        changes = desk.do(lambda: edits.redact(desk.session, desk.document_id, targets, code))
        if changes is not None:
            desk.state.clear_region()
            made = edits.created(changes)
            if made:
                desk.state.select_annotation(made[0], self)

    def withhold_page(self) -> None:
        """Ask for the code, then propose to withhold the page at hand."""
        desk = self._desk
        document, page = desk.document_id, desk.place()[0]
        self._pick(
            lambda code: self._withhold(
                lambda: withholding.withhold_pages(desk.session, document, [page], code)
            )
        )

    def withhold_document(self) -> None:
        """Ask for the code, then propose to withhold the document at hand."""
        desk = self._desk
        document = desk.document_id
        self._pick(
            lambda code: self._withhold(
                lambda: withholding.withhold_document(desk.session, document, code)
            )
        )

    def _withhold(self, change: Callable[[], ChangeSet]) -> None:
        changes = self._desk.do(change)
        if changes is not None:
            self._desk.say(f"{changes.action}: proposed. Ctrl+Z takes it back.")

    def edit_own_codes(self) -> None:
        """Show the project's own codes, to be added to, changed and removed."""
        OwnCodesDialog(self._desk, self._window).open()

    def _pick(self, then: Callable[[str], None], present: str | None = None) -> None:
        first = self._last_code if present is None else present
        picker = CodePicker(self._desk.session.codes, first, self._window, is_offer=present is None)

        def on_picked(code: str) -> None:
            self._last_code = code
            then(code)

        picker.code_picked.connect(on_picked)
        picker.open()

    def set_code(self) -> None:
        """Ask for the code of the chosen redaction."""
        chosen = self._chosen()
        if chosen is None:
            return

        def on_code(code: str) -> None:
            self._desk.do(lambda: edits.set_code(self._desk.session, [chosen.id], code))

        self._pick(on_code, chosen.label or None)

    def decide(self, status: Status) -> None:
        """Approve or refuse the chosen redaction and go to the next undecided one."""
        chosen = self._chosen()
        if chosen is None:
            return
        desk = self._desk
        if desk.do(lambda: edits.decide(desk.session, [chosen.id], status)) is not None:
            self.go(undecided=True)

    def refuse_with_note(self) -> None:
        """Ask why, then refuse the chosen redaction and go to the next undecided one."""
        chosen, desk = self._chosen(), self._desk
        if chosen is None:
            return
        dialog = NoteDialog("Refuse", "Why are these words to stay open?", self._window)

        def on_given(note: str) -> None:
            refused = Status.REFUSED
            if desk.do(lambda: edits.decide(desk.session, [chosen.id], refused, note=note)):
                self.go(undecided=True)

        dialog.given.connect(on_given)
        dialog.open()

    def approve_listed(self) -> None:
        """Approve every undecided redaction that the list in sight shows, as one step."""
        desk, listed = self._desk, self.listed()
        if listed is None:
            desk.say("This would be approved. Shift+A again approves it.")
            return
        found = deciding.outcome(desk.session, listed, Status.APPROVED)
        if not found.ids:
            desk.say(said(found, Status.APPROVED))
        else:
            decide_many(desk, found, Status.APPROVED)

    def widen(self) -> None:
        """Widen the chosen redaction's boxes by one degree; after the widest they fit again."""
        chosen, desk = self._chosen(), self._desk
        if chosen is None:
            return
        degrees = ("", *PADS)
        present = str(chosen.attributes.get(PAD) or "")
        pad = degrees[(degrees.index(present) + 1) % len(degrees)] if present in degrees else ""
        if desk.do(lambda: edits.set_padding(desk.session, [chosen.id], pad)):
            desk.say(f"In the copy: {PADS_SAID[pad]}. B changes it; the redaction is undecided.")

    def mark_page(self) -> None:
        """Mark the page in sight as looked through, or take the mark away."""
        desk = self._desk
        page = max(1, desk.state.current_page)
        seen = reviewed_pages(desk.session, desk.document_id)
        change = edits.unreview if page in seen else edits.review
        if desk.do(lambda: change(desk.session, desk.document_id, [page])):
            said = "to be looked through again" if page in seen else "marked as looked through"
            desk.say(f"Page {page} is {said}.")

    def ask_for_two(self) -> None:
        """Have the project ask for two people, or no longer."""
        desk = self._desk
        on = not two_people.is_asked_for(desk.session)
        if desk.do(lambda: two_people.ask_for(desk.session, on)):
            rule = "someone else than the proposer decides" if on else "one person may do both"
            desk.say(f"From now on, {rule}.")
        self._show_rule()

    def _show_rule(self) -> None:
        on = self._desk.is_open and two_people.is_asked_for(self._desk.session)
        self._desk.actions["two_people"].setChecked(on)

    def _chosen(self) -> Annotation | None:
        chosen = self._desk.chosen()
        return chosen if chosen is not None and chosen.kind == Kind.REDACTION else None

    def go(self, *, backwards: bool = False, undecided: bool = False) -> None:
        """Choose the next redaction in reading order; begins again at the other end."""
        desk = self._desk
        redactions = sorted(
            desk.session.annotations(desk.document_id, kinds={Kind.REDACTION}),
            key=lambda a: (a.order, a.id),
            reverse=backwards,
        )
        if undecided:
            redactions = [a for a in redactions if a.status == Status.PROPOSED]
        if not redactions:
            what = "undecided redaction left" if undecided else "redaction"
            desk.say(f"This document has no {what}.", Tone.GOOD if undecided else Tone.INFO)
            return
        chosen = self._chosen()
        here = (chosen.order, chosen.id) if chosen else ((*desk.place(), 0.0), "")
        after = [
            a
            for a in redactions
            if ((a.order, a.id) < here if backwards else (a.order, a.id) > here)
        ]
        desk.choose((after or redactions)[0])

    # Everywhere

    def propose_everywhere(self) -> None:
        """Look for the selected words in document or project and offer every place found."""
        text = " ".join(self._desk.state.selected_text().split())
        dialog = ProposeDialog(
            self._desk, text, self._last_code, self._window, self.chosen_documents()
        )
        dialog.proposed.connect(self._on_proposed)
        dialog.open()

    def _warm_soon(self) -> None:
        """Who selects words to redact may look for them everywhere: then workers stand ready."""
        is_warm = self._since_warm.isValid() and self._since_warm.elapsed() < _WARM_MS
        if self._desk.mode is Mode.REDACT and self._desk.is_open and not is_warm:
            self._since_warm.start()
            self._desk.state.turns.give(self, "warm", self._warm)

    def _warm(self) -> None:
        if self._desk.is_open:
            finding.get_ready(self._desk.session)

    def _on_proposed(self, matches: object, code: str) -> None:
        chosen: list[proposals.Match] = list(matches)  # type: ignore[call-overload]
        self._last_code = code
        places = [(match.document_id, match.targets) for match in chosen]
        number = count(len(places), "redaction")
        self._desk.do_many(
            2 * len(places),  # a row of its own for what each cuts
            f"Propose {number}",
            f"{number} proposed. Ctrl+Z takes all back.",
            edits.redact_many,
            places,
            code,
            f"Propose {len(places)} {'redaction' if len(places) == 1 else 'redactions'}",
        )
