"""The inspector's list of leaks by meaning: what still tells what is redacted."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent

from workbench.app import edits
from workbench.app.preflight import Preflight
from workbench.domain.leaks import Leak, LeakKind
from workbench.ui.actions import Mode
from workbench.ui.desk import Desk
from workbench.ui.explanation import Explanation
from workbench.ui.looking_panel import LookingPanel
from workbench.ui.models import count, cut_words, one_line
from workbench.ui.note_dialog import NoteDialog
from workbench.ui.rows import Row

_SLICE_S = 0.008
_WAITING_MS = 30
_HERE, _ALL = 0, 1
_NOTHING = (
    "Nothing found that tells what is redacted.\n\n"
    "Looked for: other places, misreadings, names in file names, boxes as wide as a name."
)


class LeaksPanel(LookingPanel[Leak, Preflight]):
    """Leaks of the document, or of all with redactions; looked for while the list is seen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Leaks",
            ["This document", "All with redactions"],
            _NOTHING,
            ["redact_leak", "set_aside", "widen", "reviewed"],
        )
        self.about = Explanation("leak_explanation")
        self.below.addWidget(self.about)
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._explain())
        for action_id, slot in (
            ("next_leak", lambda: self.step(1)),
            ("previous_leak", lambda: self.step(-1)),
            ("redact_leak", self.redact),
            ("set_aside", self.set_aside),
        ):
            desk.actions.on(action_id, slot)

    def look(self) -> None:
        """Look for the leaks anew; a list that is hidden waits until it is seen."""
        self._stop()
        desk = self._desk
        self._is_stale = not self.isVisible()
        if self._is_stale or not desk.is_open or not desk.document_id:
            return
        documents = None
        if self.scope.currentIndex() != _ALL:
            documents = [desk.session.document(desk.document_id)]
        self.total.setText("Looking…")
        self._begin(Preflight(desk.session, documents))

    def _look_on(self) -> None:
        looking = self._looking
        if looking is None:
            return
        self._desk.attempt(lambda: looking.step(_SLICE_S))
        self._slices.setInterval(_WAITING_MS if looking.is_waiting else 0)
        if looking.is_over:
            self._stop()
            found = looking.in_order()
            self._list(found, count(len(found), "leak") if found else "", len(found))
        else:
            said = count(len(looking.leaks), "leak") if looking.leaks else "Looking"
            self.total.setText(f"{said} · {_share(looking)}")
            self.progress.tell(looking.done, looking.total)

    def _show_found(self) -> None:
        if self._looking is not None:
            found = self._looking.in_order()
            said = f"{count(len(found), 'leak')}, stopped at {_share(self._looking)}"
            self._list(found, said, len(found))

    def _stop(self) -> None:
        if self._looking is not None:
            self._looking.close()
        super()._stop()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        super().hideEvent(event)
        self._is_stale = self._is_stale or self.is_looking
        self._stop()

    def _on_document_changed(self) -> None:
        # Who goes to a leak in another document still has the rest of the list to settle.
        if not self._is_jumping and self.scope.currentIndex() == _HERE:
            self._clear()
            self.look()

    def _on_documents_changed(self, _ids: frozenset[str]) -> None:
        self._is_stale = True
        if self.isVisible() and self._desk.document_id:
            self._again.start()

    # Going through them

    def _jump(self, item: Leak) -> None:
        desk = self._desk
        desk.set_mode(Mode.REDACT)
        word = item.targets[0].first_word if item.targets else None
        desk.show_document(item.document_id, item.page or 1, word)
        if not item.targets and item.redaction_id:
            redaction = desk.attempt(lambda: desk.session.annotation(item.redaction_id))
            if redaction is not None and redaction.document_id == item.document_id:
                desk.choose(redaction)

    def _chosen(self) -> Leak | None:
        leak = self.model.item(self.list.currentIndex())
        if leak is None:
            self._desk.say("Choose a leak first: L goes to the next one.")
        return leak

    def redact(self) -> None:
        """Propose to cut the chosen place, with the code of what it gives away."""
        leak = self._chosen()
        if leak is None:
            return
        desk = self._desk
        if not leak.targets:
            desk.say(_ADVICE.get(leak.kind, "There are no words here to be cut."))
            return
        redaction = desk.attempt(lambda: desk.session.annotation(leak.redaction_id))
        if redaction is not None and desk.do(
            lambda: edits.redact(desk.session, leak.document_id, leak.targets, redaction.label)
        ):
            desk.say(f"Proposed with {redaction.label or 'no code yet'}. Ctrl+Z takes it back.")

    def set_aside(self) -> None:
        """Ask why the chosen leak may stand, and list it no longer."""
        leak = self._chosen()
        if leak is None:
            return
        if not leak.redaction_id:
            self._desk.say(_ADVICE[LeakKind.NOT_REVIEWED])
            return
        desk = self._desk
        dialog = NoteDialog("Set aside", f"{leak.sentence} Why may it stand?", self.window())
        dialog.given.connect(
            lambda note: desk.do(lambda: edits.set_aside(desk.session, leak, note))
        )
        dialog.open()

    def _list(self, found: list[Leak], said: str, number: int) -> None:
        super()._list(found, said, number)
        self._explain()

    def _clear(self) -> None:
        super()._clear()
        self._explain()

    def _explain(self) -> None:
        """Say of the current leak what it tells, of which redaction, and what can be done."""
        leak, desk = self.model.item(self.list.currentIndex()), self._desk
        if leak is None:
            self.about.tell(())
            return
        lines = [leak.sentence]
        if one_line(leak.context) not in ("", one_line(leak.said)):
            lines.append(f"“{one_line(leak.context)}”")
        redaction = desk.attempt(
            lambda: desk.session.annotation(leak.redaction_id) if leak.redaction_id else None
        )
        if redaction is not None:
            lines.append(f"Redacted: {cut_words(redaction, desk.session.text_of)}")
        lines.append(_ADVICE.get(leak.kind, ""))
        self.about.tell(lines)

    def _key(self, item: Leak) -> str:
        return item.key

    def _row(self, item: Leak) -> Row:
        theme = self._desk.state.theme
        urgent = item.kind in (LeakKind.SAME_READING, LeakKind.NAME, LeakKind.INK_LEFT)
        words, title = one_line(item.said), _TITLES[item.kind]
        place = item.document_name if item.page is None else f"{item.document_name} p {item.page}"
        return Row(
            words or title,
            title if words else item.sentence,
            place,
            theme.doubt if urgent else theme.redaction,
            said=item.sentence,
        )


def _share(looking: Preflight) -> str:
    return f"{100 * looking.done // looking.total} %"


_TITLES = {
    LeakKind.SAME_READING: "The same words",
    LeakKind.VARIANT: "A misreading",
    LeakKind.PART: "Part of a name",
    LeakKind.SAME_ENTITY: "The same entity",
    LeakKind.NAME: "The document's name",
    LeakKind.WIDTH: "Box as wide as the name",
    LeakKind.PARTLY_COVERED: "Word half covered",
    LeakKind.DIVIDED: "Half of a divided word",
    LeakKind.INK_LEFT: "Ink beside a box",
    LeakKind.INK_CUT: "Neighbour's ink cut",
    LeakKind.COVERS_MORE: "Covered by a widened box",
    LeakKind.NOT_REVIEWED: "Page not looked through",
    LeakKind.UNCLASSIFIED: "Paragraph marked (U) cut",
    LeakKind.CODE: "Code and record",
    LeakKind.SAME_PERSON: "One person for both",
}
_ADVICE = {
    LeakKind.NOT_REVIEWED: "Look the page through, then mark it with M.",
    LeakKind.COVERS_MORE: "Choose the redaction and widen its box otherwise with B.",
    LeakKind.WIDTH: "Widen the box with B.",
    LeakKind.NAME: "A name is changed where the document is titled, not cut.",
    LeakKind.CODE: "Choose the redaction and give it another code with C.",
}
