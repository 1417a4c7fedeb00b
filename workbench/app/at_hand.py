"""Leaks that a document shows by itself: its pages, paragraphs, boxes, codes and deciders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from workbench.app import two_people
from workbench.app.places import Taken
from workbench.domain import leaks
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.codes import objections
from workbench.domain.documents import Document
from workbench.domain.leaks import Leak, LeakKind
from workbench.domain.pages import DocumentText

if TYPE_CHECKING:
    from workbench.app.session import Session

_FEW_FIT = 5
"""A box whose length fits so few names tells which it hides."""


def leaks_of(
    session: Session,
    document: Document,
    text: DocumentText,
    redactions: Sequence[Annotation],
    names: Sequence[str],
) -> Iterator[Leak]:
    """What the redactions of one document give away by themselves.

    ``names`` are the names known in the project, to tell whether a box's length tells one.
    """
    yield from _not_reviewed(session, document, redactions)
    taken = Taken(session, document.id)
    paragraphs = session.annotations(
        document.id, kinds=(Kind.PARAGRAPH,), statuses=(Status.SUGGESTED, Status.ACCEPTED)
    )
    open_ones = [paragraph for paragraph in paragraphs if _is_unclassified(paragraph)]
    for redaction in redactions:
        yield from _halves(document, text, redaction, taken)
        where = f"on page {redaction.pages[0]} of {document.name}"
        for kind, sentence in _sentences(session, document, redaction, open_ones, names, where):
            page = redaction.pages[0]
            yield Leak(kind, document.id, document.name, page, redaction.id, sentence)


def _not_reviewed(
    session: Session, document: Document, redactions: Sequence[Annotation]
) -> Iterator[Leak]:
    seen = {review.page for review in session.repository.reviews(document.id)}
    for page in sorted({page for redaction in redactions for page in redaction.pages} - seen):
        yield Leak(
            LeakKind.NOT_REVIEWED,
            document.id,
            document.name,
            page,
            "",
            f"Page {page} of {document.name} has redactions, and nobody has marked it as "
            "looked through.",
        )


def _sentences(
    session: Session,
    document: Document,
    redaction: Annotation,
    open_ones: Sequence[Annotation],
    names: Sequence[str],
    where: str,
) -> Iterator[tuple[LeakKind, str]]:
    said = session.text_of(redaction)
    if not leaks.is_padded(redaction) and leaks.is_name_like(said):
        fits = leaks.as_long(said, names)
        if fits <= _FEW_FIT:
            others = "no other name" if fits == 1 else f"only {fits - 1} other"
            yield (
                LeakKind.WIDTH,
                f"The box {where} is as wide as the name under it, and {others} known to this "
                "project is about as long. Widen it.",
            )
    if any(_overlap(paragraph, redaction) for paragraph in open_ones):
        yield LeakKind.UNCLASSIFIED, f"The redaction {where} cuts a paragraph marked (U)."
    today = datetime.now(UTC).date()
    for sentence in objections(redaction.label, session.codes, _date_of(document), None, today):
        if redaction.label:
            yield LeakKind.CODE, f"The redaction {where}: {sentence}"
    is_approved = redaction.status is Status.APPROVED
    if is_approved and two_people.is_same(redaction.author, redaction.decided_by):
        yield (
            LeakKind.SAME_PERSON,
            f"The redaction {where} was proposed and approved by {redaction.author}.",
        )


def _halves(
    document: Document, text: DocumentText, redaction: Annotation, taken: Taken
) -> Iterator[Leak]:
    """Words of which only a part is redacted."""
    for target in redaction.targets:
        page = text.page(target.page)
        found = [
            (LeakKind.DIVIDED, word, "The other half of a divided word stands open")
            for word in leaks.divided_words(target, page)
        ]
        found += [
            (LeakKind.PARTLY_COVERED, word, "A region covers only a part of a word")
            for word in leaks.partly_covered(target.rects_pt, page)
        ]
        for kind, word, what in found:
            open_word = Target(target.page, word, word)
            if not taken.holds((open_word,)):
                yield Leak(
                    kind,
                    document.id,
                    document.name,
                    target.page,
                    redaction.id,
                    f"{what} on page {target.page} of {document.name}.",
                    (open_word,),
                    page.words[word].reading,
                )


def _is_unclassified(paragraph: Annotation) -> bool:
    portion = paragraph.attributes.get("portion")
    return isinstance(portion, str) and portion.strip(" ()").upper() in ("U", "UNCLASSIFIED")


def _overlap(one: Annotation, other: Annotation) -> bool:
    words = {(t.page, word) for t in one.targets for word in t.words}
    return any((t.page, word) in words for t in other.targets for word in t.words)


def _date_of(document: Document) -> date | None:
    try:
        return date.fromisoformat(document.date[:10]) if document.date else None
    except ValueError:
        return None
