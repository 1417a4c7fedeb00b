"""What a person can do to a document: one function an action, each returns a ``ChangeSet``.

Nothing is written here: give the result to ``Session.do``. Every function raises ``UserError``
for what cannot be done, before anything has happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

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
from workbench.domain.changes import ChangeSet, RowChange
from workbench.domain.codes import join_codes, split_codes
from workbench.domain.errors import UserError
from workbench.domain.pages import PageText, Word, clean_reading
from workbench.store import rows
from workbench.store.rows import Correction

if TYPE_CHECKING:
    from workbench.app.session import Session


class _Keep:
    """Leave a field as it is."""

    def __repr__(self) -> str:
        return "KEEP"


KEEP: Final = _Keep()


def now() -> str:
    """The time as it is stored: ISO 8601, UTC, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# -- annotations --------------------------------------------------------------------------------


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
    _check_label(session, kind, label)
    annotation = Annotation(
        id=new_id(),
        document_id=document_id,
        kind=kind,
        label=label,
        targets=_checked(session, document_id, targets),
        status=Status.ACCEPTED,
        value=value,
        note=note,
        author=session.person,
        created_at=now(),
        attributes=dict(attributes or {}),
    )
    return add(session, [annotation], f"Tag as {_title(session, kind, label)}")


def add(session: Session, annotations: Sequence[Annotation], action: str) -> ChangeSet:
    """Put in annotations as they are (bulk work, suggestions)."""
    del session
    return _changes(action, [(None, annotation) for annotation in annotations])


def edit(
    session: Session,
    ids: Sequence[str],
    *,
    label: str | _Keep = KEEP,
    value: str | _Keep | None = KEEP,
    note: str | _Keep = KEEP,
    attributes: Mapping[str, Any] | _Keep = KEEP,
) -> ChangeSet:
    """Change label, value, note or attributes of one or many; ``KEEP`` leaves a field alone.

    A suggestion whose label or value a person changes counts as accepted by them.

    Raises:
        UserError: unknown annotation, or a label that is not in the set.
    """
    pairs = []
    for before in _annotations(session, ids):
        after = before
        if not isinstance(label, _Keep) and label != before.label:
            if before.kind is Kind.REDACTION:
                after = _with_code(session, after, label)
            else:
                _check_label(session, before.kind, label)
                after = replace(after, label=label)
        if not isinstance(value, _Keep):
            after = replace(after, value=value)
        if after != before and before.status is Status.SUGGESTED:
            after = _decided(after, Status.ACCEPTED, session.person)
        if not isinstance(note, _Keep):
            after = replace(after, note=note)
        if not isinstance(attributes, _Keep):
            after = replace(after, attributes=dict(attributes))
        pairs.append((before, after))
    parts = {"label": label, "value": value, "note": note, "attributes": attributes}
    names = [name for name, given in parts.items() if not isinstance(given, _Keep)]
    return _changes(f"Change {' and '.join(names) or 'nothing'}{_many(pairs)}", pairs)


def retarget(session: Session, annotation_id: str, targets: Sequence[Target]) -> ChangeSet:
    """Put an annotation on other words or regions; a decided redaction is proposed again."""
    before = session.annotation(annotation_id)
    checked = _checked(session, before.document_id, targets)
    if before.kind is Kind.REDACTION:
        checked = tuple(_whole_words(target) for target in checked)
    after = replace(before, targets=checked)
    if before.kind is Kind.REDACTION and checked != before.targets:
        after = _changed(after, session.person)
    return _changes("Move annotation", [(before, after)])


def delete(session: Session, ids: Sequence[str]) -> ChangeSet:
    """Take annotations away."""
    pairs: list[tuple[Annotation | None, Annotation | None]] = [
        (before, None) for before in _annotations(session, ids)
    ]
    return _changes(f"Delete{_many(pairs, one=' annotation')}", pairs)


def accept(session: Session, ids: Sequence[str]) -> ChangeSet:
    """A person agrees with suggestions; annotations already accepted stay as they are."""
    return _judge(session, ids, Status.ACCEPTED, "Accept")


def reject(session: Session, ids: Sequence[str]) -> ChangeSet:
    """A person turns suggestions down; they are kept, so that they are not suggested again."""
    return _judge(session, ids, Status.REJECTED, "Reject")


def _judge(session: Session, ids: Sequence[str], status: Status, verb: str) -> ChangeSet:
    pairs = []
    for before in _annotations(session, ids):
        if before.kind is Kind.REDACTION:
            raise UserError("A redaction is approved or refused, not accepted or rejected.")
        if before.status is not status:
            pairs.append((before, _decided(before, status, session.person)))
    return _changes(f"{verb}{_many(pairs, one=' suggestion')}", pairs)


# -- redactions ---------------------------------------------------------------------------------


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
    checked = _checked(session, document_id, targets)
    return Annotation(
        id=new_id(),
        document_id=document_id,
        kind=Kind.REDACTION,
        label=_check_code(session, code),
        targets=tuple(_whole_words(target) for target in checked),
        status=Status.PROPOSED,
        note=note,
        author=session.person,
        created_at=now(),
    )


def redact_many(
    session: Session, places: Iterable[tuple[str, tuple[Target, ...]]], code: str, action: str
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
    pairs = [(before, _with_code(session, before, code)) for before in _redactions(session, ids)]
    return _changes(f"Set code {code or 'none'}{_many(pairs)}", pairs)


def decide(
    session: Session,
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
    return _changes(f"{verbs[status]}{_many(pairs, one=' redaction', more='redactions')}", pairs)


def _with_code(session: Session, before: Annotation, code: str) -> Annotation:
    code = _check_code(session, code)
    if before.label == code:
        return before
    return _changed(replace(before, label=code), session.person)


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
        pairs.append((before, _changed(after, session.person) if after != before else before))
    return _changes(f"Widen{_many(pairs, one=' redaction', more='redactions')}", pairs)


def _changed(annotation: Annotation, person: str) -> Annotation:
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
    return replace(_decided(annotation, status, person), attributes=attributes)


def _without_note(annotation: Annotation) -> dict[str, Any]:
    return {name: value for name, value in annotation.attributes.items() if name != DECISION_NOTE}


def _decided(annotation: Annotation, status: Status, person: str) -> Annotation:
    return replace(annotation, status=status, decided_by=person, decided_at=now())


# -- readings -----------------------------------------------------------------------------------


def correct(session: Session, document_id: str, page: int, word: int, reading: str) -> ChangeSet:
    """Set a word's reading. Box and annotations stay, the OCR reading is kept beside it.

    The OCR reading itself as ``reading`` confirms it: the word is no doubt any more.

    Raises:
        UserError: the page has no such word.
    """
    text = session.page_text(document_id, page)
    verb = "Confirm" if clean_reading(reading) == _word(text, word).ocr_reading else "Correct"
    return correct_many(session, document_id, {(page, word): reading}, action=f"{verb} reading")


def confirm(session: Session, document_id: str, page: int, word: int) -> ChangeSet:
    """A person says that the reading that stands is right."""
    reading = _word(session.page_text(document_id, page), word).reading
    return correct_many(session, document_id, {(page, word): reading}, action="Confirm reading")


def uncorrect(session: Session, document_id: str, page: int, word: int) -> ChangeSet:
    """Take a correction or confirmation away; nothing happens where there is none."""
    found = session.repository.correction(document_id, page, word)
    if found is None:
        return ChangeSet("Take correction back", ())
    changes = rows.deleting([rows.correction_row(found)])
    return ChangeSet("Take correction back", changes, frozenset({(document_id, page)}))


def correct_many(
    session: Session,
    document_id: str,
    readings: Mapping[tuple[int, int], str],
    *,
    action: str = "Correct readings",
    author: str | None = None,
) -> ChangeSet:
    """Set the readings of many words, ``(page, word)`` to reading, as one step.

    Raises:
        UserError: a page has no such word.
    """
    changes: list[RowChange] = []
    touched = set()
    texts: dict[int, PageText] = {}
    for (page, word), reading in readings.items():
        if page not in texts:
            texts[page] = session.page_text(document_id, page)
        standing = _word(texts[page], word)
        wanted = clean_reading(reading)
        if standing.corrected == wanted:
            continue
        before = session.repository.correction(document_id, page, word)
        after = Correction(
            id=before.id if before else new_id(),
            document_id=document_id,
            page=page,
            word=word,
            reading=wanted,
            author=author or session.person,
            created_at=now(),
        )
        old = [rows.correction_row(before)] if before else []
        changes += rows.replacing(old, [rows.correction_row(after)])
        touched.add((document_id, page))
    return ChangeSet(action, tuple(changes), frozenset(touched))


# -- documents ----------------------------------------------------------------------------------


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


# -- the change set -----------------------------------------------------------------------------


def created(changes: ChangeSet) -> tuple[str, ...]:
    """Ids of the annotations a change set puts in."""
    return tuple(
        str(change.key["id"])
        for change in changes.changes
        if change.table == "annotations" and change.before is None
    )


def _changes(
    action: str, pairs: Iterable[tuple[Annotation | None, Annotation | None]]
) -> ChangeSet:
    """Row images for annotations before and after; what stays the same is left out."""
    changes: list[RowChange] = []
    touched: set[tuple[str, int]] = set()
    for before, after in pairs:
        if before == after:
            continue
        changes += rows.replacing(
            () if before is None else rows.annotation_rows(before),
            () if after is None else rows.annotation_rows(after),
        )
        for annotation in (before, after):
            if annotation is not None:
                touched.update((annotation.document_id, page) for page in annotation.pages)
    return ChangeSet(action, tuple(changes), frozenset(touched))


# -- checks -------------------------------------------------------------------------------------


def _annotations(session: Session, ids: Sequence[str]) -> list[Annotation]:
    found = {a.id: a for a in session.repository.annotations_by_id(ids)}
    return [found.get(one) or session.annotation(one) for one in dict.fromkeys(ids)]


def _redactions(session: Session, ids: Sequence[str]) -> list[Annotation]:
    found = _annotations(session, ids)
    if any(a.status not in REDACTION_STATUSES or a.kind is not Kind.REDACTION for a in found):
        raise UserError("Only redactions have a code and a decision.")
    return found


def _check_label(session: Session, kind: Kind, label: str) -> None:
    if kind in (Kind.PARAGRAPH, Kind.MARKING, Kind.ENTITY) and not session.labels.find(kind, label):
        raise UserError(
            f"The label set “{session.labels.name}” has no {kind} label “{label}”. "
            "Choose one it has, or add it to the set."
        )


def _check_code(session: Session, code: str) -> str:
    """The label for one code or several with commas between them, each of the code set."""
    codes = split_codes(code)
    for one in codes:
        if session.codes.find(one) is None:
            known = ", ".join(c.code for c in session.codes.codes)
            raise UserError(f"The code “{one}” is not in the code set. Its codes are: {known}.")
    return join_codes(codes)


def _checked(session: Session, document_id: str, targets: Sequence[Target]) -> tuple[Target, ...]:
    """The targets in order of pages; regions cut to their page.

    Raises:
        UserError: there are none, or one is not on the document.
    """
    if not targets:
        raise UserError("Select words or draw a region first.")
    checked = []
    for target in targets:
        page = session.page(document_id, target.page)
        if target.last_word is not None:
            if target.last_word >= page.word_count:
                raise _no_word(page.number, target.last_word, page.word_count)
            checked.append(target)
            continue
        rects = [r.clamped(page.width_pt, page.height_pt) for r in target.rects_pt]
        kept = tuple(r for r in rects if r is not None and r.area > 0)
        if not kept:
            raise UserError(f"The region is not on page {target.page}.")
        checked.append(replace(target, rects_pt=kept))
    return tuple(sorted(checked, key=lambda t: (t.page, t.first_word or 0)))


def _whole_words(target: Target) -> Target:
    return replace(target, first_char=0, last_char=None)


def _word(text: PageText, word: int) -> Word:
    if not 0 <= word < len(text.words):
        raise _no_word(text.number, word, len(text.words))
    return text.words[word]


def _no_word(page: int, word: int, count: int) -> UserError:
    return UserError(f"Page {page} has no word {word + 1}; it has {count}.")


def _title(session: Session, kind: Kind, label: str) -> str:
    found = session.labels.find(kind, label)
    return found.title if found else label


def _many(pairs: Sequence[object], *, one: str = "", more: str = "annotations") -> str:
    return one if len(pairs) == 1 else f" {len(pairs)} {more}"
