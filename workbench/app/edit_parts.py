"""What every edit is made of: targets that are checked, rows before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from workbench.domain.annotations import (
    Annotation,
    Kind,
    Status,
    Target,
)
from workbench.domain.changes import ChangeSet, RowChange
from workbench.domain.errors import UserError
from workbench.domain.fields import FIELD_TITLES
from workbench.domain.pages import PageText, Word
from workbench.store import rows

if TYPE_CHECKING:
    from workbench.app.reader import Reader
    from workbench.app.session import Session


class Keep:
    """Leave a field as it is."""

    def __repr__(self) -> str:
        return "KEEP"


KEEP: Final = Keep()


def now() -> str:
    """The time as it is stored: ISO 8601, UTC, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def add(session: Session, annotations: Sequence[Annotation], action: str) -> ChangeSet:
    """Put in annotations as they are (bulk work, suggestions)."""
    del session
    return annotation_changes(action, [(None, annotation) for annotation in annotations])


def created(changes: ChangeSet) -> tuple[str, ...]:
    """Ids of the annotations a change set puts in."""
    return tuple(
        str(change.key["id"])
        for change in changes.changes
        if change.table == "annotations" and change.before is None
    )


def annotation_changes(
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


def annotations_of(session: Reader, ids: Sequence[str]) -> list[Annotation]:
    """The annotations of these ids, in their order, each once."""
    found = {a.id: a for a in session.repository.annotations_by_id(ids)}
    return [found.get(one) or session.annotation(one) for one in dict.fromkeys(ids)]


def check_label(session: Session, kind: Kind, label: str) -> None:
    """Refuse a label the project's label set lacks."""
    if kind is Kind.FIELD and label not in FIELD_TITLES:
        raise UserError(f"There is no header field “{label}”; there are {', '.join(FIELD_TITLES)}.")
    if kind in (Kind.PARAGRAPH, Kind.MARKING, Kind.ENTITY) and not session.labels.find(kind, label):
        raise UserError(
            f"The label set “{session.labels.name}” has no {kind} label “{label}”. "
            "Choose one it has, or add it to the set."
        )


def checked_targets(
    session: Session, document_id: str, targets: Sequence[Target]
) -> tuple[Target, ...]:
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


def whole_words(target: Target) -> Target:
    """The target with no word cut."""
    return replace(target, first_char=0, last_char=None)


def word_of(text: PageText, word: int) -> Word:
    """A word of a page; refused in a sentence where there is none."""
    if not 0 <= word < len(text.words):
        raise _no_word(text.number, word, len(text.words))
    return text.words[word]


def _no_word(page: int, word: int, count: int) -> UserError:
    return UserError(f"Page {page} has no word {word + 1}; it has {count}.")


def title_of(session: Session, kind: Kind, label: str) -> str:
    """What a label is called."""
    if kind is Kind.FIELD:
        return FIELD_TITLES.get(label, label)
    found = session.labels.find(kind, label)
    return found.title if found else label


def many(pairs: Sequence[object], *, one: str = "", more: str = "annotations") -> str:
    """What an action's name says of how many it touches."""
    return one if len(pairs) == 1 else f" {len(pairs)} {more}"


def decided(annotation: Annotation, status: Status, person: str) -> Annotation:
    """The annotation as a person has just decided on it."""
    return replace(annotation, status=status, decided_by=person, decided_at=now())
