"""Withholding whole pages and whole documents: redactions that leave a sheet in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.app import edits
from workbench.domain.annotations import WITHHOLD, Annotation, Kind, Status, Target
from workbench.domain.changes import ChangeSet
from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect

if TYPE_CHECKING:
    from workbench.app.session import Session


def withhold_pages(
    session: Session, document_id: str, pages: Sequence[int], code: str = ""
) -> ChangeSet:
    """Propose to withhold pages, each as a redaction of its own, to be decided on its own.

    Raises:
        UserError: there is no such page or code, or a page is withheld already.
    """
    standing = _standing(session, document_id)
    made = []
    for number in dict.fromkeys(pages):
        for one in standing:
            if number in one.pages:
                name = session.document(document_id).name
                raise UserError(f"Page {number} of {name} is withheld already.")
        made.append(_whole(session, document_id, [number], code, "page"))
    what = "page" if len(made) == 1 else f"{len(made)} pages"
    return edits.add(session, made, f"Withhold {what}")


def withhold_document(session: Session, document_id: str, code: str = "") -> ChangeSet:
    """Propose to withhold a document: its copy is one sheet.

    Raises:
        UserError: there is no such code, or the document is withheld already.
    """
    if any(one.attributes[WITHHOLD] == "document" for one in _standing(session, document_id)):
        raise UserError(f"{session.document(document_id).name} is withheld already.")
    pages = [page.number for page in session.pages(document_id)]
    made = _whole(session, document_id, pages, code, "document")
    return edits.add(session, [made], "Withhold document")


def _whole(
    session: Session, document_id: str, pages: Sequence[int], code: str, what: str
) -> Annotation:
    targets = []
    for number in pages:
        page = session.page(document_id, number)
        targets.append(Target(number, rects_pt=(Rect(0, 0, page.width_pt, page.height_pt),)))
    made = edits.redaction(session, document_id, targets, code)
    return replace(made, attributes={WITHHOLD: what})


def _standing(session: Session, document_id: str) -> list[Annotation]:
    found = session.annotations(
        document_id, kinds=(Kind.REDACTION,), statuses=(Status.PROPOSED, Status.APPROVED)
    )
    return [one for one in found if WITHHOLD in one.attributes]
