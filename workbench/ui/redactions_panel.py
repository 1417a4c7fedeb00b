"""The inspector's list of redactions: text, code, state, who proposed and who decided."""

from __future__ import annotations

from collections.abc import Collection

from workbench.domain.annotations import REDACTION_STATUSES, Annotation, Kind
from workbench.ui.annotations_panel import AnnotationList
from workbench.ui.chips import ActionRow
from workbench.ui.desk import Desk
from workbench.ui.explanation import Explanation
from workbench.ui.models import redaction_facts, redaction_row


class RedactionsPanel(AnnotationList):
    """Redactions of the document, or the page, with buttons to decide."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Redactions",
            "Nothing is redacted here yet.\n\nSelect words and press R in Redact mode.",
            lambda a: redaction_row(a, desk.state.theme, desk.text_of, desk.context_of),
            (Kind.REDACTION,),
            REDACTION_STATUSES,
            whole_document=True,
        )
        self.about = Explanation("redaction_explanation")
        self.box.addWidget(self.about)
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._explain())
        self.box.addWidget(
            ActionRow(
                desk,
                *("approve", "refuse", "refuse_note", "code", "widen", "approve_listed"),
                *("decide_many",),
            )
        )

    def _show(self, annotations: Collection[Annotation]) -> None:
        super()._show(annotations)
        self._explain()

    def _explain(self) -> None:
        chosen, desk = self.model.item(self.list.currentIndex()), self._desk
        if chosen is None:
            self.about.tell(())
        else:
            self.about.tell(redaction_facts(chosen, desk.session.codes, desk.text_of))
