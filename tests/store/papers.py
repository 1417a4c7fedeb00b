"""Invented papers for the store's tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import count

from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document, Origin, Page, PageState
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word
from workbench.store.repository import Repository
from workbench.store.rows import (
    Correction,
    annotation_rows,
    correction_row,
    inserting,
)

_serial = count()

CABLE = (
    "CONFIDENTIAL SECTION 01 OF 02\n"
    "SUBJECT: TALKS WITH MINISTER O'NEILL ON THE COM-\n"
    "MUNIST QUESTION, SEE 08STATE34976 AND THE CAFÉ\n"
    "RÉSUMÉ OF THE U.S. DELEGATION. O'NEILL SAID NO."
)


def words_of(text: str, confidence: float | None = 95.0) -> tuple[Word, ...]:
    """Words laid out on a page as their text runs: lines by newlines, words by blanks."""
    return tuple(
        Word(reading, Rect(72 + 50 * x, 72 + 14 * y, 112 + 50 * x, 83 + 14 * y), y, 0, confidence)
        for y, line in enumerate(text.split("\n"))
        for x, reading in enumerate(line.split())
    )


def begin(repository: Repository, pages: int = 1, name: str = "cable.pdf") -> Document:
    """A document that is being imported, all pages pending."""
    sha256 = hashlib.sha256(str(next(_serial)).encode()).hexdigest()
    return repository.add_document(
        name,
        source_sha256=sha256,
        page_file_sha256=sha256,
        media="pdf",
        page_sizes=[(595.0, 842.0, 0)] * pages,
    )


def put(
    repository: Repository,
    document: Document,
    number: int,
    words: Sequence[Word],
    suggestions: Sequence[Annotation] = (),
) -> bool:
    """Store a page as an engine reads it."""
    page = Page(document.id, number, 595.0, 842.0, 0, PageState.READ, Origin.OCR)
    return repository.put_page(page, PageText(number, tuple(words)), suggestions)


def bring_in(
    repository: Repository, *texts: str, name: str = "cable.pdf", confidence: float | None = 95.0
) -> Document:
    """A ready document with a page for each text."""
    document = begin(repository, len(texts), name)
    for number, text in enumerate(texts, 1):
        put(repository, document, number, words_of(text, confidence))
    repository.finish_document(document.id, person="Ada")
    return repository.document(document.id)


def entity(
    document: Document, *targets: Target, status: Status = Status.ACCEPTED, label: str = "PERSON"
) -> Annotation:
    """An entity on words."""
    return Annotation(
        new_id(),
        document.id,
        Kind.ENTITY,
        label,
        targets,
        status,
        author="Ada",
        created_at="1974-03-01T10:00:00.000Z",
    )


def tagging(*annotations: Annotation) -> ChangeSet:
    """The change that brings annotations in."""
    rows = [image for annotation in annotations for image in annotation_rows(annotation)]
    return ChangeSet("Tag as PERSON", inserting(rows))


def correcting(document: Document, page: int, word: int, reading: str) -> ChangeSet:
    """The change that gives a word a corrected reading for the first time."""
    correction = Correction(
        new_id(), document.id, page, word, reading, "Ada", "1974-03-01T10:00:00.000Z"
    )
    return ChangeSet("Correct a word", inserting([correction_row(correction)]))
