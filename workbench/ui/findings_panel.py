"""The inspector's list of findings: what does not agree, why, and by which rule."""

from __future__ import annotations

from workbench.app.findings import Check, Found, Severity, bring_back, set_aside
from workbench.domain.times import local_time, said_days
from workbench.ui.desk import Desk
from workbench.ui.explanation import Explanation
from workbench.ui.looking_panel import LookingPanel
from workbench.ui.models import count
from workbench.ui.note_dialog import NoteDialog
from workbench.ui.rows import Row
from workbench.ui.theme import Theme

_SLICE_S = 0.006
_HERE, _ASIDE, _ALL = 0, 1, 2
_ALWAYS_UP_TO = 100
"""Pages; a longer document is looked over only while its list is seen."""
_NOTHING = "No finding here.\n\nChecked: marks, dates, numbers, header, stamps."
_SIGNS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.NOTE: "●"}


class FindingsPanel(LookingPanel[Found, Check]):
    """Findings of the document, or of the project."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Findings",
            ["This document", "With those set aside", "All documents"],
            _NOTHING,
            ["next_finding", "finding_aside", "finding_back"],
        )
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._explain())
        self.rule = Explanation("finding_rule")
        self.below.addWidget(self.rule)
        for action_id, slot in (
            ("next_finding", lambda: self.step(1)),
            ("previous_finding", lambda: self.step(-1)),
            ("finding_aside", self.set_aside),
            ("finding_back", self.bring_back),
        ):
            desk.actions.on(action_id, slot)

    # Looking

    def look(self) -> None:
        """Look for the findings anew; for a long document only while the list is seen."""
        self._stop()
        desk = self._desk
        if not desk.is_open or not desk.document_id:
            return
        document = desk.attempt(lambda: desk.session.document(desk.document_id))
        if document is None:
            return
        documents = None if self.scope.currentIndex() == _ALL else [document]
        check = Check(desk.session, documents)
        self._is_stale = not self.isVisible() and check.total > _ALWAYS_UP_TO
        if not self._is_stale:
            self._begin(check)

    def _look_on(self) -> None:
        looking = self._looking
        if looking is None:
            return
        if not self._desk.attempt(lambda: looking.step(_SLICE_S)):
            self._stop()
            self._show(looking.found)
        else:
            self.progress.tell(looking.done, looking.total)

    def _show_found(self) -> None:
        if self._looking is not None:
            self._show(self._looking.found)
            share = 100 * self._looking.done // max(1, self._looking.total)
            self.total.setText(f"{self.total.text() or 'nothing'}, stopped at {share} %")

    def _show(self, found: list[Found]) -> None:
        waiting = [one for one in found if one.aside is None]
        aside = len(found) - len(waiting)
        said = count(len(waiting), "finding") if waiting else ""
        self._list(
            found if self.scope.currentIndex() == _ASIDE else waiting,
            " · ".join(x for x in (said, f"{aside} aside" if aside else "") if x),
            sum(one.document_id == self._desk.document_id for one in waiting),
        )
        self._explain()

    def _on_document_changed(self) -> None:
        # Who goes to a finding in another document still has the rest of the list to settle.
        if self._is_jumping or (self.scope.currentIndex() == _ALL and self._desk.document_id):
            return
        self._is_stale = True
        self._clear()
        self._explain()
        self._again.start()

    def _on_documents_changed(self, ids: frozenset[str]) -> None:
        if not self._desk.document_id:
            return
        if self.scope.currentIndex() == _ALL or not ids or self._desk.document_id in ids:
            self._is_stale = True
            self._again.start()

    # Going through them

    def _jump(self, item: Found) -> None:
        desk, target = self._desk, item.target
        desk.show_document(item.document_id, item.page or 1)
        if target is not None and len(target.words):
            desk.state.select_annotation("")
            desk.state.show_words(target.page, target.words[0], target.words[-1])

    def chosen(self) -> Found | None:
        """The finding that is current in the list."""
        return self.model.item(self.list.currentIndex())

    def set_aside(self) -> None:
        """Ask why the chosen finding may stand, and list it no longer."""
        found = self._asked()
        if found is None:
            return
        desk = self._desk
        dialog = NoteDialog(
            "Set aside", f"{said_days(found.finding.sentence)}\n\nWhy may it stand?", self.window()
        )
        dialog.given.connect(lambda note: desk.do(lambda: set_aside(desk.session, found, note)))
        dialog.open()

    def bring_back(self) -> None:
        """List the chosen finding again that was set aside."""
        found = self._asked()
        if found is not None and found.aside is None:
            self._desk.say("This finding is not set aside. “With those set aside” lists such ones.")
        elif found is not None:
            self._desk.do(lambda: bring_back(self._desk.session, found))

    def _asked(self) -> Found | None:
        found = self.chosen()
        if found is None:
            self._desk.say("Choose a finding first: F4 goes to the next one.")
        return found

    def _explain(self) -> None:
        """Say what the current finding judges by, and why it was let stand."""
        found = self.chosen()
        if found is None:
            self.rule.tell(())
            return
        finding, aside = found.finding, found.aside
        parts = [said_days(finding.sentence), f"Rule: {finding.rule}", f"Source: {finding.source}"]
        if aside is not None:
            parts.append(f"Set aside by {aside.person}, {local_time(aside.at)}: {aside.note}")
        self.rule.tell(parts)

    def _key(self, item: Found) -> str:
        return f"{item.document_id} {item.key}"

    def _row(self, item: Found) -> Row:
        finding = item.finding
        word = f"{_SIGNS[finding.severity]} {finding.severity.value.capitalize()}"
        place = f"p {item.page}" if item.page else "whole document"
        if self.scope.currentIndex() == _ALL:
            place = f"{item.document_name} {place}"
        facts = [word, place, *(["set aside"] if item.aside else [])]
        sentence = said_days(finding.sentence)
        return Row(
            sentence,
            " · ".join(facts),
            colour=_colour(finding.severity, self._desk.state.theme),
            is_faint=item.aside is not None,
            said=f"{word}, {place}: {sentence}",
        )


def _colour(severity: Severity, theme: Theme) -> str:
    colours = {Severity.ERROR: theme.doubt, Severity.WARNING: theme.redaction}
    return colours.get(severity, theme.accent)
