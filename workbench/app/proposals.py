"""Redactions proposed in bulk: every place a query finds, as a preview and as one edit."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.app import edits, matching
from workbench.app.jobs import WorkerTimeout
from workbench.app.matching import Stream
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect
from workbench.domain.markings import LEVELS, PORTION_VALUES, rank
from workbench.domain.pages import DocumentText

if TYPE_CHECKING:
    from workbench.app.session import Session

_PATTERN_S = 20.0
_CONTEXT_WORDS = 6


@dataclass(frozen=True, slots=True)
class Query:
    """What to redact; exactly one of the first five is given.

    ``text`` whole words, capitals or not; ``pattern`` a regular expression over a document's
    text; ``entity`` a label of entities not rejected; ``marking`` a level: paragraphs whose
    portion has it; ``region`` as :func:`parse_region` reads it. ``documents`` are ids or names,
    none means all. ``fuzzy`` is how many letters of ``text`` may differ.
    """

    text: str | None = None
    pattern: str | None = None
    entity: str | None = None
    marking: str | None = None
    region: str | None = None
    documents: Sequence[str] = ()
    fuzzy: int = 0

    def check(self) -> None:
        """Refuse a query that says nothing, or two things.

        Raises:
            UserError: the sentence says what is wrong.
        """
        given = [self.text, self.pattern, self.entity, self.marking, self.region]
        if sum(part is not None for part in given) != 1:
            raise UserError("Give exactly one of text, pattern, entity, marking and region.")
        if self.fuzzy and self.text is None:
            raise UserError("Only a text can be looked for with letters that differ.")
        if self.fuzzy < 0:
            raise UserError("The number of letters that may differ is 0 or more.")


@dataclass(frozen=True, slots=True)
class Match:
    """One place a query found. ``boxes_pt`` are those on ``page``, the first it touches."""

    document_id: str
    document_name: str
    targets: tuple[Target, ...]
    page: int
    text: str
    context: str
    boxes_pt: tuple[Rect, ...]


def parse_region(text: str) -> tuple[int, Rect]:
    """``PAGE:X0,Y0,X1,Y1`` as page number and rectangle in page points.

    Raises:
        UserError: it is written otherwise, or has no area.
    """
    try:
        page, numbers = text.split(":")
        x0, y0, x1, y1 = (float(number) for number in numbers.split(","))
        region = int(page), Rect.spanning(x0, y0, x1, y1)
    except ValueError as error:
        raise UserError(
            f"“{text}” is not a region. Write PAGE:X0,Y0,X1,Y1 in page points, "
            "for example 1:72,90,300,120."
        ) from error
    if region[0] < 1 or not 0 < region[1].area < float("inf"):
        raise UserError(f"The region “{text}” has no page or no area.")
    return region


def propose(session: Session, query: Query) -> list[Match]:
    """Places a query finds that are not redacted yet, in reading order. Changes nothing.

    A refused redaction does not hide a place; a proposed or approved one does.

    Raises:
        UserError: the query is wrong, a document unknown, a pattern wrong or running away.
    """
    query.check()
    documents = chosen(session, query.documents)
    spans = _pattern_spans(session, query.pattern, documents) if query.pattern else {}
    matches: list[Match] = []
    for document in documents:
        taken = _Taken(session, document)
        if query.region is not None:
            matches += _region_matches(session, document, query.region, taken)
        else:
            text = session.document_text(document.id)
            for targets in _places(session, query, document, text, spans.get(document.id, ())):
                if not taken.holds(targets):
                    matches.append(_match(document, text, targets))
    if query.region is not None:
        number, _ = parse_region(query.region)
        if not any(document.page_count >= number for document in documents):
            raise UserError(f"No document has a page {number}.")
    return matches


def redactions(session: Session, matches: Sequence[Match], code: str) -> ChangeSet:
    """Redactions proposed at these matches, all as one step of undo.

    Raises:
        UserError: the code is not in the code set.
    """
    made = [edits.redaction(session, m.document_id, m.targets, code) for m in matches]
    noun = "redaction" if len(made) == 1 else "redactions"
    return edits.add(session, made, f"Propose {len(made)} {noun}")


def chosen(session: Session, names: Sequence[str]) -> list[Document]:
    """The documents named, by id or name, each once; all of them without names.

    Raises:
        UserError: one is unknown.
    """
    if not names:
        return session.documents()
    return list({d.id: d for d in (session.document(name) for name in names)}.values())


# -- finding ------------------------------------------------------------------------------------


def _places(
    session: Session,
    query: Query,
    document: Document,
    text: DocumentText,
    spans: Sequence[tuple[Stream, Sequence[matching.Place]]],
) -> Iterator[tuple[Target, ...]]:
    if query.entity is not None or query.marking is not None:
        for annotation in _annotations(session, query, document):
            yield tuple(replace(t, first_char=0, last_char=None) for t in annotation.targets)
        return
    places: list[matching.Place] = [place for _, found in spans for place in found]
    streams = Stream.both(text)
    if query.text is not None:
        for stream in streams:
            places += matching.find_text(stream, query.text)
            if query.fuzzy:
                places += matching.find_near(stream, query.text, query.fuzzy)
    for place in matching.outermost(places):
        yield streams[0].targets(place)


def _annotations(session: Session, query: Query, document: Document) -> list[Annotation]:
    standing = (Status.SUGGESTED, Status.ACCEPTED)
    if query.entity is not None:
        found = session.annotations(document.id, kinds=(Kind.ENTITY,), statuses=standing)
        return sorted((a for a in found if a.label == query.entity), key=lambda a: a.order)
    level = _level(query.marking or "")
    if level not in _WRITTEN.values():
        known = ", ".join(sorted(PORTION_VALUES.values(), key=rank))
        raise UserError(f"“{query.marking}” is no level. Levels are {known}.")
    found = session.annotations(document.id, kinds=(Kind.PARAGRAPH,), statuses=standing)
    return sorted((a for a in found if _portion_level(a) == level), key=lambda a: a.order)


_WRITTEN = {level.word: level.value for level in LEVELS} | PORTION_VALUES


def _level(written: str) -> str:
    """A level as data write it, from its word or the letters of a portion mark: ``(C)``, ``s``."""
    bare = " ".join(written.upper().strip(" ()").split())
    return _WRITTEN.get(bare, bare)


def _portion_level(paragraph: Annotation) -> str:
    portion = paragraph.attributes.get("portion")
    return _level(portion.split("//")[0]) if isinstance(portion, str) else ""


def _region_matches(
    session: Session, document: Document, region: str, taken: _Taken
) -> Iterator[Match]:
    number, rect = parse_region(region)
    if number > document.page_count:
        return
    page = session.page(document.id, number)
    cut = rect.clamped(page.width_pt, page.height_pt)
    if cut is None:
        return
    target = Target(number, rects_pt=(cut,))
    if taken.holds((target,)):
        return
    under = [
        w.reading
        for w in session.page_text(document.id, number).words
        if cut.contains(*w.rect_pt.centre)
    ]
    said = " ".join(under)
    yield Match(document.id, document.name, (target,), number, said, said, (cut,))


def _match(document: Document, text: DocumentText, targets: tuple[Target, ...]) -> Match:
    said = []
    for target in targets:
        page = text.page(target.page)
        span = target.span(page)
        said.append(page.text[span[0] : span[1]] if span else "")
    first = targets[0]
    page = text.page(first.page)
    context = ""
    if first.first_word is not None and first.last_word is not None:
        start = max(0, first.first_word - _CONTEXT_WORDS)
        end = min(len(page.words), first.last_word + 1 + _CONTEXT_WORDS)
        context = " ".join(w.reading for w in page.words[start:end] if w.reading)
    boxes = tuple(box for t in targets if t.page == first.page for box in t.boxes(page))
    return Match(document.id, document.name, targets, first.page, " ".join(said), context, boxes)


class _Taken:
    """What redactions of a document already hold, those refused left out."""

    def __init__(self, session: Session, document: Document) -> None:
        standing = (Status.PROPOSED, Status.APPROVED)
        found = session.annotations(document.id, kinds=(Kind.REDACTION,), statuses=standing)
        targets = [target for annotation in found for target in annotation.targets]
        self._words = {(t.page, word) for t in targets for word in t.words}
        self._rects = [(t.page, rect) for t in targets for rect in t.rects_pt]

    def holds(self, targets: Sequence[Target]) -> bool:
        """Whether every word and every region of ``targets`` is redacted already."""
        return all(
            all((target.page, word) in self._words for word in target.words)
            and all(self._holds_rect(target.page, rect) for rect in target.rects_pt)
            for target in targets
        )

    def _holds_rect(self, page: int, rect: Rect) -> bool:
        return any(p == page and r.union(rect) == r for p, r in self._rects)


# -- patterns -----------------------------------------------------------------------------------


def _pattern_spans(
    session: Session, pattern: str, documents: Sequence[Document]
) -> dict[str, list[tuple[Stream, list[matching.Place]]]]:
    """Places of a regular expression, searched in a worker that is stopped when it runs away."""
    streams = [
        (document.id, stream)
        for document in documents
        for stream in Stream.both(session.document_text(document.id))
    ]
    laid = [matching.stream_text(stream) for _, stream in streams]
    answer = search_in_worker(session, pattern, [text for text, _, _ in laid])
    found: dict[str, list[tuple[Stream, list[matching.Place]]]] = {}
    for (document_id, stream), (_, starts, ends), spans in zip(streams, laid, answer, strict=True):
        places = list(matching.places_of(spans, starts, ends))
        found.setdefault(document_id, []).append((stream, places))
    return found


def search_in_worker(
    session: Session, pattern: str, texts: list[str]
) -> list[list[tuple[int, int]]]:
    """Spans of a regular expression in each text, found in a worker with a limit of time.

    Raises:
        UserError: it is no regular expression, runs away, or matches too often.
    """
    pattern = unicodedata.normalize("NFC", pattern)  # as the texts are
    matching.check_pattern(pattern)
    ended = threading.Event()
    box: list[Any] = []

    def take(result: object) -> None:
        box.append(result)
        ended.set()

    session.runner().submit(
        matching.search_pattern, pattern, texts, timeout_s=_PATTERN_S, on_done=take, on_error=take
    )
    ended.wait()
    if isinstance(box[0], WorkerTimeout):
        raise UserError(
            f"“{pattern}” takes too long to look for: it runs away on this text. "
            "Write it with fewer nested repetitions."
        ) from box[0]
    if isinstance(box[0], Exception):
        raise box[0]
    found: list[list[tuple[int, int]]] = box[0]
    return found
