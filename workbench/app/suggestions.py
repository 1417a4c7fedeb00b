"""Suggestions for whole documents: made in a worker, stored once, never brought back.

A second run adds nothing that stands there already, whatever became of it: what a person
rejected stays rejected, what they changed is not suggested again at the same words. Suggestions
nobody has judged that no rule makes any more go.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.app import edits, settings
from workbench.app.edit_parts import annotation_changes
from workbench.app.jobs import Runner
from workbench.app.own_terms import own_terms
from workbench.app.paper_reading import kind_of
from workbench.app.reader import Reader
from workbench.app.undo import LONG_FROM
from workbench.app.work import SessionJob
from workbench.domain.annotations import Annotation, Kind, Status
from workbench.domain.changes import ChangeSet, RowChange
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.store.project import Project

if TYPE_CHECKING:
    from workbench.app.long_steps import Written
    from workbench.app.session import Session
    from workbench.domain.terms import TermLists

_SUGGEST_S = 600.0
_KEPT_AT_ONCE = 50
"""Suggestions written in a few milliseconds."""

Found = Sequence[Annotation]


def submit(
    session: Session,
    job: SessionJob,
    document_id: str,
    then: Callable[[Found], None],
    otherwise: Callable[[UserError], None],
    *,
    new_alone: bool = False,
) -> None:
    """Have a worker look over a document; ``then`` gets all it finds, or what is new of it."""
    job.submit(
        look_over,
        str(session.path),
        document_id,
        own_terms(session),
        settings.load().text("name_model"),
        new_alone,
        timeout_s=_SUGGEST_S,
        then=then,
        otherwise=otherwise,
    )


def look_over(
    project: str, document_id: str, terms: TermLists, name_model: str, new_alone: bool
) -> Found:
    """What is suggested in a document. Runs in a worker, which reads the document by itself.

    Raises:
        UserError: the project cannot be read, or there is no such document.
    """
    from workbench.suggest import suggest_document

    with Project.beside(Path(project)) as opened:
        reader = Reader(opened, "")
        pages = reader.document_text(document_id).pages
        found = suggest_document(document_id, pages, reader.labels, terms, name_model)
        return new_among(reader, document_id, found) if new_alone else found


def new_among(reader: Reader, document_id: str, found: Found) -> list[Annotation]:
    """What is new among suggestions."""
    return _compared(reader.annotations(document_id), found)[0]


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


def keep(session: Session, document_id: str, new: Found) -> Iterator[None]:
    """Store what is new as part of an import: no step of undo, as the pages themselves.

    In steps; what is stored when an import is stopped is not new the next time.
    """
    for first in range(0, len(new), _KEPT_AT_ONCE):
        session.repository.add_suggestions(new[first : first + _KEPT_AT_ONCE])
        yield
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


def changes_of(reader: Reader, document_id: str, name: str, found: Found) -> ChangeSet:
    """What is new comes, what no rule makes any more goes: one step of undo."""
    new, stale = _compared(reader.annotations(document_id), found)
    pairs = [*((old, None) for old in stale), *((None, one) for one in new)]
    return annotation_changes(f"Suggest {len(new)} in {name}", pairs)


def start(session: Session, documents: Sequence[Document], runner: Runner) -> SessionJob:
    """Suggest on documents, each one step of undo; the job's ``result`` counts what is new."""
    job = SessionJob(session, "Suggest", runner)
    job.result = 0
    job.expect(len(documents))
    waiting = deque(documents)
    written: set[str] = set()

    def carry_on() -> None:
        while waiting and not job.cancelled and job.in_flight < 2 * job.runner.workers:
            one(waiting.popleft())
        if not (job.in_flight or written or job.cancelled):
            job.end("done", f"{job.result} new suggestions in {len(documents)} documents.")

    def one(document: Document) -> None:
        def then(found: Found) -> None:
            if 2 * len(found) >= LONG_FROM:
                write(found)
                return
            changes = changes_of(session, document.id, document.name, found)
            session.do(changes)
            settled(len(edits.created(changes)))

        def write(found: Found) -> None:
            label = f"Suggest in {document.name}"
            said = f"{document.name} has its suggestions."
            writing = session.write(label, said, changes_of, document.id, document.name, found)
            written.add(document.id)
            ended = writing.on_end

            def settle() -> None:
                written.discard(document.id)
                if ended is not None:
                    ended()
                made: Written | None = writing.result
                if writing.error is not None:
                    job.failures.append(f"{document.name}: {writing.message}")
                settled(made.added if made is not None else 0)

            writing.on_end = settle

        def settled(new: int) -> None:
            if job.over:
                return
            job.result += new
            job.advance(1, document.name)
            carry_on()

        def otherwise(error: UserError) -> None:
            job.failures.append(f"{document.name}: {error.sentence}")
            job.advance(1, document.name)
            carry_on()

        submit(session, job, document.id, then, otherwise)

    carry_on()
    return job
