"""Suggestions for whole documents: made in a worker, stored once, never brought back.

A second run adds nothing that stands there already, whatever became of it: what a person
rejected stays rejected, what they changed is not suggested again at the same words. Suggestions
nobody has judged that no rule makes any more go.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.app import edits, settings
from workbench.app.edit_parts import annotation_changes
from workbench.app.jobs import Runner
from workbench.app.own_terms import own_terms
from workbench.app.paper_reading import kind_of
from workbench.app.work import SessionJob
from workbench.domain.annotations import Annotation, Kind, Status
from workbench.domain.changes import ChangeSet, RowChange
from workbench.domain.documents import Document
from workbench.domain.errors import UserError

if TYPE_CHECKING:
    from workbench.app.reader import Reader
    from workbench.app.session import Session

_SUGGEST_S = 600.0

Found = Sequence[Annotation]


def submit(
    session: Session,
    job: SessionJob,
    document_id: str,
    then: Callable[[Found], None],
    otherwise: Callable[[UserError], None],
) -> None:
    """Have a worker look over a document; give what it finds to :func:`new_among`."""
    from workbench.suggest import suggest_document

    job.submit(
        suggest_document,
        document_id,
        session.document_text(document_id).pages,
        session.labels,
        own_terms(session),
        settings.load().text("name_model"),
        timeout_s=_SUGGEST_S,
        then=then,
        otherwise=otherwise,
    )


def new_among(session: Session, document_id: str, found: Found) -> list[Annotation]:
    """What is new among suggestions."""
    return _compared(session.annotations(document_id), found)[0]


def _compared(
    standing: Sequence[Annotation], found: Found
) -> tuple[list[Annotation], list[Annotation]]:
    """What is new among suggestions, and what of the standing ones no rule makes any more."""
    made = {suggestion.id for suggestion in found}
    stale = [
        one
        for one in standing
        if one.status is Status.SUGGESTED and one.origin.startswith("rule:") and one.id not in made
    ]
    gone = {one.id for one in stale}
    kept = [one for one in standing if one.id not in gone]
    ids = {annotation.id for annotation in kept}
    taken = {_place(annotation) for annotation in kept}
    settled = {
        (*_what(one), target.page, word)
        for one in kept
        if one.status is not Status.SUGGESTED and one.kind in _SMALL
        for target in one.targets
        for word in target.words
    }
    new = []
    for suggestion in found:
        if suggestion.id in ids or _place(suggestion) in taken:
            continue
        # A rule that draws the line a word further makes no other suggestion of it.
        if any(
            (*_what(suggestion), target.page, word) in settled
            for target in suggestion.targets
            for word in target.words
        ):
            continue
        ids.add(suggestion.id)
        taken.add(_place(suggestion))
        new.append(replace(suggestion, created_at=edits.now()))
    return new, stale


_SMALL = (Kind.ENTITY, Kind.MARKING, Kind.FIELD)
"""What is settled at its words, though a rule may reach further than the one before."""


def _what(annotation: Annotation) -> tuple[Kind, str]:
    return annotation.kind, annotation.label


def _place(annotation: Annotation) -> tuple[object, ...]:
    """What makes two annotations the same suggestion: a label that a person changed does not.

    But entities and header fields of several labels may share their words.
    """
    shared = annotation.kind in (Kind.FIELD, Kind.ENTITY)
    return annotation.kind, annotation.label if shared else "", annotation.targets


def keep(session: Session, document_id: str, found: Found) -> None:
    """Store what is new as part of an import: no step of undo, as the pages themselves."""
    session.repository.add_suggestions(new_among(session, document_id, found))
    summarise(session, document_id)


def summarised_by(changes: ChangeSet) -> list[str]:
    """The documents whose marking, date or kind in the list a change may alter."""
    found = {
        str(row["document_id"])
        for change in changes.changes
        if change.table == "annotations"
        for row in (change.before, change.after)
        if row is not None
        and ((row["kind"], row["label"]) in _SUMMARISED or _alters_kind(row["kind"], change))
    }
    return sorted(found)


_SUMMARISED = ((Kind.MARKING.value, "banner"), (Kind.FIELD.value, "dtg"))
_STANDING = (Status.SUGGESTED.value, Status.ACCEPTED.value)


def _alters_kind(kind: object, change: RowChange) -> bool:
    """Whether a field comes, goes or says something else; to accept it alters no kind."""
    if kind != Kind.FIELD.value:
        return False
    before, after = (
        (row["label"], row["value"]) if row is not None and row["status"] in _STANDING else None
        for row in (change.before, change.after)
    )
    return before != after


def summarise(session: Reader, document_id: str) -> None:
    """Bring what the list shows of a document, its marking, date and kind, up to date."""
    from workbench.suggest import document_summary

    kinds = (Kind.MARKING, Kind.FIELD)
    annotations = session.annotations(document_id, kinds=kinds)
    marking, date = document_summary(annotations)
    kind = kind_of(session, document_id, annotations).title
    session.repository.summarise(document_id, marking=marking, date=date, kind=kind)


def start(session: Session, documents: Sequence[Document], runner: Runner) -> SessionJob:
    """Suggest on documents, each one step of undo; the job's ``result`` counts what is new."""
    job = SessionJob(session, "Suggest", runner)
    job.result = 0
    job.expect(len(documents))
    waiting = deque(documents)

    def carry_on() -> None:
        while waiting and not job.cancelled and job.in_flight < 2 * job.runner.workers:
            one(waiting.popleft())
        if not job.in_flight and not job.cancelled:
            job.end("done", f"{job.result} new suggestions in {len(documents)} documents.")

    def one(document: Document) -> None:
        def then(found: Found) -> None:
            new, stale = _compared(session.annotations(document.id), found)
            pairs = [*((old, None) for old in stale), *((None, one) for one in new)]
            session.do(annotation_changes(f"Suggest {len(new)} in {document.name}", pairs))
            job.result += len(new)
            job.advance(1, document.name)
            carry_on()

        def otherwise(error: UserError) -> None:
            job.failures.append(f"{document.name}: {error.sentence}")
            job.advance(1, document.name)
            carry_on()

        submit(session, job, document.id, then, otherwise)

    carry_on()
    return job
