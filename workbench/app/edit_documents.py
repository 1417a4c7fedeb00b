"""What is done to a document as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.changes import ChangeSet
from workbench.store import rows

if TYPE_CHECKING:
    from workbench.app.session import Session


def entitle(session: Session, document_id: str, title: str) -> ChangeSet:
    """Give a document a title for the window; an empty one shows its file's name again."""
    document = session.document(document_id)
    wanted = " ".join(title.split())
    if wanted == document.name:
        wanted = ""
    old = [rows.title_row(document_id, document.title)] if document.title else []
    new = [rows.title_row(document_id, wanted)] if wanted else []
    action = f"Title {document.name}" if wanted else f"Take the title of {document.name} off"
    return ChangeSet(action, rows.replacing(old, new), frozenset({(document_id, 1)}))
