"""Tagging: labels put on, changed, moved, taken away; suggestions judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.app.edit_parts import (
    KEEP,
    Keep,
    add,
    annotation_changes,
    annotations_of,
    check_label,
    checked_targets,
    decided,
    many,
    now,
    title_of,
    whole_words,
)
from workbench.app.edit_redactions import proposed_anew, redact, with_code
from workbench.domain.annotations import (
    Annotation,
    Kind,
    Status,
    Target,
    new_id,
)
from workbench.domain.changes import ChangeSet
from workbench.domain.errors import UserError

if TYPE_CHECKING:
    from workbench.app.reader import Reader
    from workbench.app.session import Session

_SUGGESTERS = ("rule:", "model:")


def tag(
    session: Session,
    document_id: str,
    kind: Kind,
    label: str,
    targets: Sequence[Target],
    *,
    value: str | None = None,
    note: str = "",
    attributes: Mapping[str, Any] | None = None,
) -> ChangeSet:
    """Put a label on words or regions. It may nest in others and overlap them.

    Raises:
        UserError: the label is not in the set, or a target is not on the document.
    """
    if kind is Kind.REDACTION:
        return redact(session, document_id, targets, label, note=note)
    check_label(session, kind, label)
    annotation = Annotation(
        id=new_id(),
        document_id=document_id,
        kind=kind,
        label=label,
        targets=checked_targets(session, document_id, targets),
        status=Status.ACCEPTED,
        value=value,
        note=note,
        author=session.person,
        created_at=now(),
        attributes=dict(attributes or {}),
    )
    return add(session, [annotation], f"Tag as {title_of(session, kind, label)}")


def edit(
    session: Session,
    ids: Sequence[str],
    *,
    label: str | Keep = KEEP,
    value: str | Keep | None = KEEP,
    note: str | Keep = KEEP,
    attributes: Mapping[str, Any] | Keep = KEEP,
) -> ChangeSet:
    """Change label, value, note or attributes of one or many; ``KEEP`` leaves a field alone.

    A suggestion whose label or value a person changes counts as accepted by them.

    Raises:
        UserError: unknown annotation, or a label that is not in the set.
    """
    pairs = []
    for before in annotations_of(session, ids):
        after = before
        if not isinstance(label, Keep) and label != before.label:
            if before.kind is Kind.REDACTION:
                after = with_code(session, after, label)
            else:
                check_label(session, before.kind, label)
                after = replace(after, label=label)
        if not isinstance(value, Keep):
            after = replace(after, value=value)
        if after != before and before.status is Status.SUGGESTED:
            after = decided(after, Status.ACCEPTED, session.person)
        if not isinstance(note, Keep):
            after = replace(after, note=note)
        if not isinstance(attributes, Keep):
            after = replace(after, attributes=dict(attributes))
        pairs.append((before, after))
    parts = {"label": label, "value": value, "note": note, "attributes": attributes}
    names = [name for name, given in parts.items() if not isinstance(given, Keep)]
    return annotation_changes(f"Change {' and '.join(names) or 'nothing'}{many(pairs)}", pairs)


def retarget(session: Session, annotation_id: str, targets: Sequence[Target]) -> ChangeSet:
    """Put an annotation on other words or regions; a decided redaction is proposed again."""
    before = session.annotation(annotation_id)
    checked = checked_targets(session, before.document_id, targets)
    if before.kind is Kind.REDACTION:
        checked = tuple(whole_words(target) for target in checked)
    after = replace(before, targets=checked)
    if before.kind is Kind.REDACTION and checked != before.targets:
        after = proposed_anew(after, session.person)
    return annotation_changes("Move annotation", [(before, after)])


def delete(session: Session, ids: Sequence[str]) -> ChangeSet:
    """Take annotations away; what a rule or model made is rejected: no run brings it back."""
    pairs: list[tuple[Annotation | None, Annotation | None]] = []
    for before in annotations_of(session, ids):
        if before.kind is Kind.REDACTION or not before.origin.startswith(_SUGGESTERS):
            pairs.append((before, None))
        elif before.status is not Status.REJECTED:
            pairs.append((before, decided(before, Status.REJECTED, session.person)))
    return annotation_changes(f"Delete{many(pairs, one=' annotation')}", pairs)


def accept(session: Reader, ids: Sequence[str]) -> ChangeSet:
    """A person agrees with suggestions; annotations already accepted stay as they are."""
    return _judge(session, ids, Status.ACCEPTED, "Accept")


def reject(session: Reader, ids: Sequence[str]) -> ChangeSet:
    """A person turns suggestions down; they are kept, so that they are not suggested again."""
    return _judge(session, ids, Status.REJECTED, "Reject")


def _judge(session: Reader, ids: Sequence[str], status: Status, verb: str) -> ChangeSet:
    pairs = []
    for before in annotations_of(session, ids):
        if before.kind is Kind.REDACTION:
            raise UserError("A redaction is approved or refused, not accepted or rejected.")
        if before.status is not status:
            pairs.append((before, decided(before, status, session.person)))
    return annotation_changes(f"{verb}{many(pairs, one=' suggestion')}", pairs)
