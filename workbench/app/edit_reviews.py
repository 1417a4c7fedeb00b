"""Pages looked through, and leaks by meaning set aside."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.app.edit_parts import annotation_changes, annotations_of, now
from workbench.domain.annotations import Kind, new_id
from workbench.domain.changes import ChangeSet, RowChange
from workbench.domain.errors import UserError
from workbench.domain.leaks import SET_ASIDE, Leak
from workbench.store import rows
from workbench.store.rows import PageReview

if TYPE_CHECKING:
    from workbench.app.session import Session

_LET_PASS = "warnings_let_pass"


def reviewed_pages(session: Session, document_id: str) -> frozenset[int]:
    """The pages of a document that somebody has looked through."""
    return frozenset(review.page for review in session.repository.reviews(document_id))


def review(session: Session, document_id: str, pages: Iterable[int]) -> ChangeSet:
    """A person has looked these pages through for what must be cut.

    Raises:
        UserError: the document has no such page.
    """
    standing = {review.page for review in session.repository.reviews(document_id)}
    wanted = [session.page(document_id, page).number for page in sorted(set(pages) - standing)]
    at = now()
    made = [PageReview(new_id(), document_id, page, session.person, at) for page in wanted]
    return _reviews("Mark as looked through", document_id, wanted, rows.inserting(_rows(made)))


def unreview(session: Session, document_id: str, pages: Iterable[int]) -> ChangeSet:
    """Pages are to be looked through again."""
    found = [r for r in session.repository.reviews(document_id) if r.page in set(pages)]
    gone = [review.page for review in found]
    return _reviews("Mark as not looked through", document_id, gone, rows.deleting(_rows(found)))


def set_aside(session: Session, leak: Leak, note: str) -> ChangeSet:
    """A person has seen a leak and says why it may stand. The redaction stays decided.

    Raises:
        UserError: there is no note, or the leak hangs on no redaction.
    """
    if not note.strip():
        raise UserError("Say in a few words why this may stand.")
    if not leak.redaction_id:
        raise UserError("A page is not set aside: look it through, then mark it.")
    (before,) = annotations_of(session, [leak.redaction_id])
    if before.kind is not Kind.REDACTION:
        raise UserError("Only what a redaction gives away is set aside.")
    standing = before.attributes.get(SET_ASIDE)
    aside = dict(standing) if isinstance(standing, dict) else {}
    aside[leak.key] = f"{note.strip()} ({session.person}, {now()[:10]})"
    after = replace(before, attributes={**before.attributes, SET_ASIDE: aside})
    return annotation_changes("Set aside", [(before, after)])


def let_pass(session: Session, found: Sequence[Leak]) -> ChangeSet:
    """A person releases although leaks by meaning stand; which kinds and how many is kept."""
    kinds = Counter(leak.kind.value for leak in found)
    documents = {leak.document_id for leak in found}
    said = {"at": now(), "documents": len(documents), "warnings": dict(sorted(kinds.items()))}
    present = session.repository.setting(_LET_PASS)
    before = [] if present is None else [rows.setting_row(_LET_PASS, present)]
    after = [rows.setting_row(_LET_PASS, json.dumps(said, sort_keys=True))]
    noun = "warning stands" if len(found) == 1 else "warnings stand"
    return ChangeSet(f"Release although {len(found)} {noun}", rows.replacing(before, after))


def _rows(reviews: Iterable[PageReview]) -> list[rows.RowImage]:
    return [rows.review_row(review) for review in reviews]


def _reviews(
    action: str, document_id: str, pages: Iterable[int], changes: tuple[RowChange, ...]
) -> ChangeSet:
    return ChangeSet(action, changes, frozenset((document_id, page) for page in pages))
