"""Leaks that a document shows by itself: its pages, paragraphs, boxes, codes and deciders."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from workbench.app import two_people
from workbench.app.levels import portion_level
from workbench.app.paper_reading import KINDS, PaperReader
from workbench.app.places import Taken, taken_of
from workbench.domain import leaks
from workbench.domain.annotations import Annotation, Kind, Status, Target, text_of
from workbench.domain.codes import objections
from workbench.domain.documents import Document
from workbench.domain.leaks import Leak, LeakKind
from workbench.domain.markings import rank
from workbench.domain.pages import PageText

if TYPE_CHECKING:
    from workbench.app.session import Session

_OTHERS = {1: "no other name", 2: "only one other name"}
_FEW_FIT = 5
"""A box whose length fits so few names tells which it hides."""
_MOST = 0.5
"""A paragraph of which a greater share of the words is redacted is cut, not merely cut in."""


def leaks_of(
    session: Session,
    document: Document,
    text: Mapping[int, PageText],
    redactions: Sequence[Annotation],
    names: leaks.Lengths,
) -> Iterator[Leak | None]:
    """What the redactions of one document give away by themselves, and None at every pause.

    ``text`` are the pages that have redactions. ``names`` are those known in the project, to
    tell whether a box's length tells one.
    """
    yield from _not_reviewed(session, document, redactions)
    taken = taken_of(session.repository, document.id)
    yield from _unclassified(session, document, text, redactions)
    today = datetime.now(UTC).date()
    yield None
    made, system = yield from _record(session, document)
    for redaction in redactions:
        yield from _halves(document, text, redaction, taken)
        where = f"on page {redaction.pages[0]} of {document.name}"
        yield None
        said = text_of(redaction, text.__getitem__)
        for kind, sentence in _sentences(said, redaction, names, where):
            page = redaction.pages[0]
            yield Leak(kind, document.id, document.name, page, redaction.id, sentence)
        for sentence in objections(redaction.label, session.codes, made, system, today):
            yield Leak(
                LeakKind.CODE,
                document.id,
                document.name,
                redaction.pages[0],
                redaction.id,
                f"The redaction {where}: {sentence}",
            )


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
    said: str, redaction: Annotation, names: leaks.Lengths, where: str
) -> Iterator[tuple[LeakKind, str]]:
    if not leaks.is_padded(redaction) and leaks.is_name_like(said):
        fits = names.as_long(said)
        if fits <= _FEW_FIT:
            others = _OTHERS.get(fits, f"only {fits - 1} other names")
            verb = "is" if fits in _OTHERS else "are"
            yield (
                LeakKind.WIDTH,
                f"The box {where} is as wide as the name under it, and {others} known to this "
                f"project {verb} about as long. Widen it.",
            )
    is_approved = redaction.status is Status.APPROVED
    if is_approved and two_people.is_same(redaction.author, redaction.decided_by):
        yield (
            LeakKind.SAME_PERSON,
            f"The redaction {where} was proposed and approved by {redaction.author}.",
        )


def _halves(
    document: Document, text: Mapping[int, PageText], redaction: Annotation, taken: Taken
) -> Iterator[Leak]:
    """Words of which only a part is redacted."""
    for target in redaction.targets:
        page = text[target.page]
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


def _unclassified(
    session: Session,
    document: Document,
    text: Mapping[int, PageText],
    redactions: Sequence[Annotation],
) -> Iterator[Leak | None]:
    """Paragraphs marked (U) that are cut where the marks would have others cut first.

    A word cut in one is an everyday matter. A paragraph counts as cut when most of its words are.
    """
    held: dict[tuple[int, int], Annotation] = {}
    for redaction in redactions:
        for target in redaction.targets:
            words = target.words or _under(target, text)
            held.update({(target.page, word): redaction for word in words})
    marked: list[tuple[int, bool, Annotation, Annotation | None]] = []
    paragraphs = yield from session.annotations_in_pieces(
        document, kinds=(Kind.PARAGRAPH,), statuses=(Status.SUGGESTED, Status.ACCEPTED)
    )
    for paragraph in paragraphs:
        portion = paragraph.attributes.get("portion")
        level = rank(portion_level(portion)) if isinstance(portion, str) else -1
        if level >= 0 and text.keys().isdisjoint(paragraph.pages):
            marked.append((level, False, paragraph, None))
        elif level >= 0:
            places = [(t.page, word) for t in paragraph.targets for word in t.words]
            cut = [held[place] for place in places if place in held]
            is_cut = len(cut) > len(places) * _MOST
            marked.append((level, is_cut, paragraph, cut[0] if cut else None))
    cut_ones = [one for one in marked if one[1]]
    higher = sum(level > 0 and not is_cut for level, is_cut, _, _ in marked)
    for level, _, paragraph, cause in cut_ones:
        if level > 0 or cause is None or not (higher or len(cut_ones) == 1):
            continue
        page = paragraph.pages[0]
        where = f"paragraph cut on page {page} of {document.name}"
        if len(cut_ones) == 1:
            sentence = f"The only {where}, is marked (U)."
        else:
            sentence = f"A {where} is marked (U)."
        if higher:
            many = f"{higher} paragraphs" if higher > 1 else "a paragraph"
            sentence += f" Meanwhile {many} of higher marking {_stand(higher)} open."
        sentence += " Look whether the mark or the cut is right."
        yield Leak(LeakKind.UNCLASSIFIED, document.id, document.name, page, cause.id, sentence)


def _stand(number: int) -> str:
    return "stand" if number > 1 else "stands"


def _under(target: Target, text: Mapping[int, PageText]) -> list[int]:
    """The words that a drawn region covers."""
    words = text[target.page].words
    return [
        index
        for index, word in enumerate(words)
        if any(rect.contains(*word.rect_pt.centre) for rect in target.rects_pt)
    ]


def _record(
    session: Session, document: Document
) -> Generator[None, None, tuple[date | None, str | None]]:
    """The record's day and whose it is (``US``, ``UK``), as its header and marks tell."""
    reader = PaperReader()
    for number in range(1, document.page_count + 1):
        here = session.annotations(document.id, pages={number}, kinds=KINDS)
        page = session.page_text(document.id, number)
        reader.add(page, (one for one in here if one.pages[0] == number))
        yield
    paper = reader.paper()
    return _date_of(document) or paper.made, paper.origin


def _date_of(document: Document) -> date | None:
    try:
        return date.fromisoformat(document.date[:10]) if document.date else None
    except ValueError:
        return None
