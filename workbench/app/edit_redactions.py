"""Redactions proposed, given a code, widened, decided on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.app.edit_parts import (
    add,
    annotation_changes,
    annotations_of,
    checked_targets,
    decided,
    many,
    now,
    whole_words,
)
from workbench.domain.annotations import (
    DECISION_NOTE,
    PAD,
    PADS,
    REDACTION_STATUSES,
    Annotation,
    Kind,
    Status,
    Target,
    new_id,
)
from workbench.domain.changes import ChangeSet
from workbench.domain.codes import join_codes, split_codes
from workbench.domain.errors import UserError
from workbench.store import rows

if TYPE_CHECKING:
    from workbench.app.reader import Reader
    from workbench.app.session import Session


def redact(
    session: Session, document_id: str, targets: Sequence[Target], code: str = "", *, note: str = ""
) -> ChangeSet:
    """Propose to cut words or regions. Words are cut whole. The code may be set later.

    ``code`` may be several with commas between them.

    Raises:
        UserError: the code is not in the code set, or a target is not on the document.
    """
    annotation = redaction(session, document_id, targets, code, note=note)
    return add(session, [annotation], "Redact")


def redaction(
    session: Session, document_id: str, targets: Sequence[Target], code: str, *, note: str = ""
) -> Annotation:
    """A proposed redaction, not yet stored; see :func:`redact`."""
    checked = checked_targets(session, document_id, targets)
    return Annotation(
        id=new_id(),
        document_id=document_id,
        kind=Kind.REDACTION,
        label=_check_code(session, code),
        targets=tuple(whole_words(target) for target in checked),
        status=Status.PROPOSED,
        note=note,
        author=session.person,
        created_at=now(),
    )


def redact_many(
    session: Reader, places: Iterable[tuple[str, tuple[Target, ...]]], code: str, action: str
) -> ChangeSet:
    """Propose to cut many places, each a document and targets on its own words and pages.

    The places are taken as they are, since they were just found; the store still refuses words
    that a page does not have.

    Raises:
        UserError: the code is not in the code set.
    """
    _check_code(session, code)
    at = now()
    images: list[rows.RowImage] = []
    touched: set[tuple[str, int]] = set()
    for document_id, targets in places:
        made = Annotation(
            id=new_id(),
            document_id=document_id,
            kind=Kind.REDACTION,
            label=code,
            targets=targets,
            status=Status.PROPOSED,
            author=session.person,
            created_at=at,
        )
        images += rows.annotation_rows(made)
        touched.update((document_id, target.page) for target in targets)
    return ChangeSet(action, rows.inserting(images), frozenset(touched))


def set_code(session: Session, ids: Sequence[str], code: str) -> ChangeSet:
    """Give redactions a code; those already decided are proposed again.

    Raises:
        UserError: the code is not in the code set, or one is no redaction.
    """
    pairs = [(before, with_code(session, before, code)) for before in _redactions(session, ids)]
    return annotation_changes(f"Set code {code or 'none'}{many(pairs)}", pairs)


def decide(
    session: Reader,
    ids: Sequence[str],
    status: Status,
    *,
    person: str | None = None,
    note: str = "",
) -> ChangeSet:
    """Approve or refuse redactions, or propose them again; ``note`` says why.

    Raises:
        UserError: one is no redaction, or is to be approved and has no code.
    """
    verbs = {Status.APPROVED: "Approve", Status.REFUSED: "Refuse", Status.PROPOSED: "Reopen"}
    if status not in verbs:
        raise UserError("A redaction is approved, refused or proposed again.")
    pairs = []
    for before in _redactions(session, ids):
        if before.status is status:
            continue
        if status is Status.APPROVED and not before.label:
            document = session.document(before.document_id).name
            raise UserError(
                f"The redaction on page {before.pages[0]} of {document} has no code yet. "
                "Give it a code, then approve it."
            )
        if status is Status.PROPOSED:
            pairs.append((before, _reopened(before)))
        else:
            pairs.append((before, _ruled(before, status, person or session.person, note)))
    return annotation_changes(
        f"{verbs[status]}{many(pairs, one=' redaction', more='redactions')}", pairs
    )


def with_code(session: Session, before: Annotation, code: str) -> Annotation:
    """The redaction under another code, or other codes: proposed anew."""
    code = _check_code(session, code)
    if before.label == code:
        return before
    return proposed_anew(replace(before, label=code), session.person)


def set_padding(session: Session, ids: Sequence[str], pad: str) -> ChangeSet:
    """Widen the boxes of redactions so that their width tells nothing; "" as wide as the words.

    ``pad`` is one of :data:`workbench.domain.annotations.PADS`. Decided ones are proposed again.

    Raises:
        UserError: there is no such padding, or one is no redaction.
    """
    if pad and pad not in PADS:
        raise UserError(f"There is no padding “{pad}”. It is one of {', '.join(PADS)}.")
    pairs = []
    for before in _redactions(session, ids):
        others = {name: value for name, value in before.attributes.items() if name != PAD}
        after = replace(before, attributes={**others, PAD: pad} if pad else others)
        pairs.append((before, proposed_anew(after, session.person) if after != before else before))
    return annotation_changes(f"Widen{many(pairs, one=' redaction', more='redactions')}", pairs)


def proposed_anew(annotation: Annotation, person: str) -> Annotation:
    """A redaction whose place or reason was changed: proposed anew, by who changed it."""
    return replace(_reopened(annotation), author=person)


def _reopened(annotation: Annotation) -> Annotation:
    return replace(
        annotation,
        status=Status.PROPOSED,
        decided_by=None,
        decided_at=None,
        attributes=_without_note(annotation),
    )


def _ruled(annotation: Annotation, status: Status, person: str, note: str) -> Annotation:
    """A redaction decided on, with the note of this decision and no other."""
    attributes = _without_note(annotation)
    if note.strip():
        attributes[DECISION_NOTE] = note.strip()
    return replace(decided(annotation, status, person), attributes=attributes)


def _without_note(annotation: Annotation) -> dict[str, Any]:
    return {name: value for name, value in annotation.attributes.items() if name != DECISION_NOTE}


def _redactions(session: Reader, ids: Sequence[str]) -> list[Annotation]:
    found = annotations_of(session, ids)
    if any(a.status not in REDACTION_STATUSES or a.kind is not Kind.REDACTION for a in found):
        raise UserError("Only redactions have a code and a decision.")
    return found


def _check_code(session: Reader, code: str) -> str:
    """The label for one code or several with commas between them, each of the code set."""
    codes = split_codes(code)
    for one in codes:
        if session.codes.find(one) is None:
            known = ", ".join(c.code for c in session.codes.codes)
            raise UserError(f"The code “{one}” is not in the code set. Its codes are: {known}.")
    return join_codes(codes)
