"""Domain objects as rows and back, and row changes made from them.

The way there and back loses nothing, so a change built from an object just read holds exactly
the image that is stored::

    old = repository.annotation(annotation_id)
    new = dataclasses.replace(old, label="PLACE")
    ChangeSet("Tag as PLACE", replacing(annotation_rows(old), annotation_rows(new)))
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, NamedTuple

from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.changes import Row, RowChange
from workbench.domain.documents import Document, DocumentState, Origin, Page, PageState
from workbench.domain.geometry import Rect
from workbench.domain.pages import Word, clean_reading


class RowImage(NamedTuple):
    """A row as stored: its table, the columns of its primary key, all of its columns."""

    table: str
    key: Row
    row: Row


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table that changes may name, and those of its primary key."""

    key: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's reading of one word; the engine's stays beside it. ``word`` counts from 0."""

    id: str
    document_id: str
    page: int
    word: int
    reading: str
    author: str
    created_at: str


@dataclass(frozen=True, slots=True)
class PageReview:
    """A page somebody has looked through for what must be cut, and when."""

    id: str
    document_id: str
    page: int
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A finding somebody lets stand: ``finding`` is its key, ``note`` why."""

    id: str
    document_id: str
    finding: str
    note: str
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """A copy that went out: ``folder`` as given, ``sha256`` of the PDF, 1 where it was proved."""

    id: str
    at: str
    person: str
    document_id: str
    folder: str
    sha256: str
    verified: int


def _names(cls: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls))


EDITABLE: Mapping[str, Shape] = {
    "annotations": Shape(
        ("id",),
        (
            "id",
            "document_id",
            "kind",
            "label",
            "status",
            "origin",
            "value",
            "note",
            "score",
            "author",
            "created_at",
            "decided_by",
            "decided_at",
            "attributes",
        ),
    ),
    "targets": Shape(
        ("annotation_id", "position"),
        (
            "annotation_id",
            "position",
            "document_id",
            "page",
            "first_word",
            "last_word",
            "first_char",
            "last_char",
            "rects",
        ),
    ),
    "corrections": Shape(("id",), _names(Correction)),
    "releases": Shape(("id",), _names(ReleaseRecord)),
    "reviews": Shape(("id",), _names(PageReview)),
    "set_aside": Shape(("id",), _names(SetAside)),
    "titles": Shape(("document_id",), ("document_id", "title")),
    "settings": Shape(("key",), ("key", "value")),
}
"""The tables a :class:`~workbench.domain.changes.ChangeSet` may change."""

IMPORTED = Shape(
    ("id",),
    ("id", "name", "source_sha256", "page_file_sha256", "media", "page_count", "added_at"),
)
"""What of ``documents`` the journal keeps of an import; it never changes afterwards."""


def canonical(value: object) -> str:
    """JSON with one spelling for each value: sorted keys, no blanks, characters as they are."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


# Annotations


def annotation_rows(annotation: Annotation) -> tuple[RowImage, ...]:
    """The rows that hold an annotation: its own, then one for each target in order."""
    own: Row = {
        "id": annotation.id,
        "document_id": annotation.document_id,
        "kind": annotation.kind.value,
        "label": annotation.label,
        "status": annotation.status.value,
        "origin": annotation.origin,
        "value": annotation.value,
        "note": annotation.note,
        "score": None if annotation.score is None else float(annotation.score),
        "author": annotation.author,
        "created_at": annotation.created_at,
        "decided_by": annotation.decided_by,
        "decided_at": annotation.decided_at,
        "attributes": canonical(dict(annotation.attributes)),
    }
    images = [RowImage("annotations", {"id": annotation.id}, own)]
    for position, target in enumerate(annotation.targets):
        key: Row = {"annotation_id": annotation.id, "position": position}
        rects = [rect.as_list() for rect in target.rects_pt]
        images.append(
            RowImage(
                "targets",
                key,
                {
                    **key,
                    "document_id": annotation.document_id,
                    "page": target.page,
                    "first_word": target.first_word,
                    "last_word": target.last_word,
                    "first_char": target.first_char,
                    "last_char": target.last_char,
                    "rects": canonical(rects) if rects else None,
                },
            )
        )
    return tuple(images)


def annotation_from_rows(
    row: Mapping[str, Any], targets: Iterable[Mapping[str, Any]]
) -> Annotation:
    """The annotation of an ``annotations`` row and its ``targets`` rows, in order of position."""
    return Annotation(
        id=row["id"],
        document_id=row["document_id"],
        kind=Kind(row["kind"]),
        label=row["label"],
        targets=tuple(_target(target) for target in targets),
        status=Status(row["status"]),
        origin=row["origin"],
        value=row["value"],
        note=row["note"],
        score=row["score"],
        author=row["author"],
        created_at=row["created_at"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        attributes=json.loads(row["attributes"]),
    )


def _target(row: Mapping[str, Any]) -> Target:
    rects = json.loads(row["rects"]) if row["rects"] else ()
    return Target(
        row["page"],
        row["first_word"],
        row["last_word"],
        row["first_char"],
        row["last_char"],
        tuple(Rect(*rect) for rect in rects),
    )


# Other rows a person's actions write


def correction_row(correction: Correction) -> RowImage:
    """The row that holds a correction."""
    return RowImage("corrections", {"id": correction.id}, _as_row(correction))


def release_row(release: ReleaseRecord) -> RowImage:
    """The row that holds a release."""
    return RowImage("releases", {"id": release.id}, _as_row(release))


def review_row(review: PageReview) -> RowImage:
    """The row that holds the review of a page."""
    return RowImage("reviews", {"id": review.id}, _as_row(review))


def set_aside_row(aside: SetAside) -> RowImage:
    """The row that holds a finding set aside."""
    return RowImage("set_aside", {"id": aside.id}, _as_row(aside))


def title_row(document_id: str, title: str) -> RowImage:
    """The row that holds a document's title."""
    return RowImage(
        "titles", {"document_id": document_id}, {"document_id": document_id, "title": title}
    )


def setting_row(key: str, value: str) -> RowImage:
    """The row that holds a setting of the project, such as ``label_set_toml``."""
    return RowImage("settings", {"key": key}, {"key": key, "value": value})


def _as_row(record: Correction | ReleaseRecord | PageReview | SetAside) -> Row:
    return {f.name: getattr(record, f.name) for f in fields(record)}


# Changes


def inserting(images: Iterable[RowImage]) -> tuple[RowChange, ...]:
    """The changes that bring rows in."""
    return tuple(RowChange(image.table, image.key, None, image.row) for image in images)


def deleting(images: Iterable[RowImage]) -> tuple[RowChange, ...]:
    """The changes that take rows out."""
    return tuple(RowChange(image.table, image.key, image.row, None) for image in images)


def replacing(old: Iterable[RowImage], new: Iterable[RowImage]) -> tuple[RowChange, ...]:
    """The changes from some rows to others: only rows that differ, matched by table and key."""
    before = {_identity(image): image for image in old}
    after = {_identity(image): image for image in new}
    changes = []
    for identity in (*before, *(i for i in after if i not in before)):
        was, becomes = before.get(identity), after.get(identity)
        if was is None or becomes is None or was.row != becomes.row:
            image = was or becomes
            assert image is not None
            changes.append(
                RowChange(
                    image.table,
                    image.key,
                    was.row if was else None,
                    becomes.row if becomes else None,
                )
            )
    return tuple(changes)


def _identity(image: RowImage) -> str:
    return canonical([image.table, dict(image.key)])


# Documents, pages and words

DOCUMENT_COLUMNS = ", ".join(_names(Document))
PAGE_COLUMNS = ", ".join(_names(Page))


_PAGES_KEPT = 8

_DOCUMENT_STATES = {state.value: state for state in DocumentState}
_PAGE_STATES = {state.value: state for state in PageState}
_ORIGINS = {origin.value: origin for origin in Origin}


def document_from_row(row: Sequence[Any]) -> Document:
    """The document of a row with :data:`DOCUMENT_COLUMNS`."""
    document_id, name, source, page_file, media, state, *others = row
    return Document(document_id, name, source, page_file, media, _DOCUMENT_STATES[state], *others)


def page_from_row(row: Sequence[Any]) -> Page:
    """The page of a row with :data:`PAGE_COLUMNS`."""
    document_id, number, width_pt, height_pt, rotation, state, origin, *others = row
    return Page(
        document_id,
        number,
        width_pt,
        height_pt,
        rotation,
        _PAGE_STATES[state],
        _ORIGINS[origin],
        *others,
    )


def words_to_json(words: Sequence[Word]) -> str:
    """A page's words as the engine gave them, without corrections, as one compact JSON text.

    ``r`` readings (cleaned: NFC, no control signs), ``b`` boxes in hundredths of a point, four
    numbers a word, ``l`` lines, ``k`` blocks (absent: all 0), ``c`` confidences (absent: none).
    """
    data: dict[str, list[Any]] = {
        "r": [clean_reading(word.ocr_reading) for word in words],
        "b": [
            round(v * 100)
            for word in words
            for v in (word.rect_pt.x0, word.rect_pt.y0, word.rect_pt.x1, word.rect_pt.y1)
        ],
        "l": [word.line for word in words],
    }
    if any(word.block for word in words):
        data["k"] = [word.block for word in words]
    if any(word.confidence is not None for word in words):
        data["c"] = [None if w.confidence is None else round(w.confidence, 2) for w in words]
    return canonical(data)


def words_from_json(text: str, corrections: Mapping[int, str]) -> tuple[Word, ...]:
    """The words of :func:`words_to_json`, with corrected readings by index of the word.

    Raises:
        ValueError, KeyError, TypeError: the text is not what :func:`words_to_json` wrote.
    """
    words = _words_as_read(text)
    if not corrections:
        return words
    return tuple(
        replace(word, corrected=corrections[index]) if index in corrections else word
        for index, word in enumerate(words)
    )


@lru_cache(maxsize=_PAGES_KEPT)
def _words_as_read(text: str) -> tuple[Word, ...]:
    """An edit reads its page several times over; to make the words is most of reading it."""
    data = json.loads(text)
    readings = data["r"]
    count = len(readings)
    blocks = data.get("k") or [0] * count
    confidences = data.get("c") or [None] * count
    numbers = iter([n / 100 for n in data["b"]])
    boxes = zip(numbers, numbers, numbers, numbers, strict=True)
    columns = zip(readings, boxes, data["l"], blocks, confidences, strict=True)
    return tuple(
        Word(reading, Rect(*box), line, block, confidence)
        for reading, box, line, block, confidence in columns
    )
