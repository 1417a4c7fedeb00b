"""The inspector's list of redactions: text, code, state, who proposed and who decided."""

from __future__ import annotations

from workbench.domain.annotations import REDACTION_STATUSES, Kind
from workbench.ui.annotations_panel import AnnotationList
from workbench.ui.chips import ActionRow
from workbench.ui.desk import Desk
from workbench.ui.models import redaction_row


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
        self.box.addWidget(
            ActionRow(
                desk,
                *("approve", "refuse", "refuse_note", "code", "widen", "approve_listed"),
                *("decide_many",),
            )
        )
