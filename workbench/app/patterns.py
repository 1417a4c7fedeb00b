"""Regular expressions, searched by workers: one that runs away is stopped and costs no window."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import accumulate, chain, count, groupby
from operator import add, sub
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.app import expressions
from workbench.app.expressions import pattern_of
from workbench.app.jobs import Call, WorkerTimeout
from workbench.app.matching import Place, outermost
from workbench.app.places import match_of
from workbench.app.proposals import Match
from workbench.domain.annotations import Target
from workbench.domain.errors import UserError
from workbench.domain.pages import lay_out
from workbench.store import scanning
from workbench.store.light import LightPage
from workbench.store.project import DATABASE
from workbench.store.scanning import Listed

if TYPE_CHECKING:
    from workbench.app.session import Session

PATTERN_S = 20.0
"""How long a worker may look through one stretch of pages."""


class Asked:
    """Documents that a worker looks through; ``found`` or ``error`` is set when it has.

    ``found`` is what the pattern matches, document by document in the order of the pages.
    """

    def __init__(
        self,
        session: Session,
        pattern: str,
        documents: Sequence[Listed],
        pages: tuple[int, int] | None,
        calls: set[Call],
    ) -> None:
        self.found: list[Match] | None = None
        self.error: UserError | None = None
        handle: list[Call] = []

        def done(found: list[Match]) -> None:
            calls.difference_update(handle)
            self.found = found

        def failed(error: UserError) -> None:
            calls.difference_update(handle)
            self.error = error

        call = session.runner().submit(
            matches_in,
            str(session.project.path / DATABASE),
            session.project.path.stem,
            pattern,
            tuple(documents),
            pages,
            timeout_s=PATTERN_S,
            on_done=lambda found: session.post(lambda: done(found)),
            on_error=lambda error: session.post(lambda: failed(error)),
        )
        handle.append(call)
        calls.add(call)


def matches_in(
    database: str,
    project: str,
    pattern: str,
    documents: Sequence[Listed],
    pages: tuple[int, int] | None,
) -> list[Match]:
    """What a regular expression matches in the text of documents, redacted or not.

    Runs in a worker, which reads the project's database by itself: what is committed is found.
    Of documents looked through in parts (``pages``) the page after the part is read as well; what
    begins there belongs to the next part.

    Raises:
        ProjectProblem: the project cannot be read.
        UserError: more matches than anyone can look through.
    """
    by_id = {document.id: document for document in documents}
    ids = list(by_id)
    literal = expressions.literal_in(pattern)
    found: list[Match] = []
    with scanning.looking_into(Path(database), project) as store:
        if literal:
            holding = store.documents_holding(ids, pages, [literal])
            ids = [document_id for document_id in ids if document_id in holding]
        first, last = pages or (1, 1 << 60)
        stored_pages = store.stored_pages(ids, (first, last + 1))
    for document_id, stretch in groupby(stored_pages, lambda stored: stored.document_id):
        stood = [LightPage(stored) for stored in stretch]
        light = {(document_id, page.number): page for page in stood}
        for targets in places_in(pattern, stood):
            if targets[0].page <= last:
                found.append(match_of(by_id[document_id], targets, light))
    return found


def places_in(pattern: str, pages: Sequence[LightPage]) -> list[tuple[Target, ...]]:
    """Words that a regular expression matches on pages one after another, read in either way.

    Raises:
        UserError: more matches than anyone can look through.
    """
    ways = [[page.readings for page in pages]]
    if any(page.ocr is not None for page in pages):
        ways.append([page.ocr or page.readings for page in pages])
    places: list[Place] = []
    for way in ways:
        laid = [
            _text(readings, page.line_ends(0, len(readings)))
            for readings, page in zip(way, pages, strict=True)
        ]
        (spans,) = expressions.spans_in(pattern, ["\f".join(laid)])
        if spans:
            starts, ends = _laid(way, pages)
            places += expressions.places_of(spans, starts, ends)
    return [_targets(place, pages) for place in outermost(places)]


def _text(readings: Sequence[str], ends: Sequence[bool]) -> str:
    """The text of a page as :func:`lay_out` makes it, in a third of the time."""
    if "" in readings:
        return lay_out(readings, accumulate(ends[:-1], initial=0))[0]
    signs = map(" \n".__getitem__, ends)
    return "".join(chain.from_iterable(zip(readings, signs, strict=True)))[:-1]


def _targets(place: Place, pages: Sequence[LightPage]) -> tuple[Target, ...]:
    """The targets for a place in pages one after another, one a page it touches."""
    found = []
    base = 0
    for page in pages:
        size = len(page.readings)
        first, last = max(place[0] - base, 0), min(place[1] - base, size - 1)
        if first <= last:
            found.append(Target(page.number, first, last))
        base += size
    return tuple(found)


def _laid(way: Sequence[Sequence[str]], pages: Sequence[LightPage]) -> tuple[list[int], list[int]]:
    """Where each word of pages starts and ends in the document's text."""
    starts: list[int] = []
    ends: list[int] = []
    base = 0
    for readings, page in zip(way, pages, strict=True):
        lengths = [*map(len, readings)]
        if 0 in lengths:
            text, firsts, lasts = lay_out(readings, page.line_numbers)
            starts += [base + start for start in firsts]
            ends += [base + end for end in lasts]
            base += len(text) + 1
        else:  # one sign stands between any two words
            here = [*map(add, accumulate(lengths), count(base))]
            starts += map(sub, here, lengths)
            ends += here
            base = here[-1] + 1 if here else base + 1
    return starts, ends


def as_sentence(pattern: str, error: UserError) -> UserError:
    """What went wrong in a worker, said of the pattern."""
    if not isinstance(error, WorkerTimeout):
        return error
    return UserError(
        f"“{pattern}” takes too long to look for: it runs away on this text. "
        "Write it with fewer nested repetitions."
    )


def search_in_worker(
    session: Session, pattern: str, texts: list[str]
) -> list[list[tuple[int, int]]]:
    """Spans of a regular expression in each text, waited for; not for the window.

    Raises:
        UserError: it is no regular expression, runs away, or matches too often.
    """
    pattern = pattern_of(pattern)
    ended = threading.Event()
    box: list[Any] = []

    def take(result: object) -> None:
        box.append(result)
        ended.set()

    session.runner().submit(
        expressions.spans_in, pattern, texts, timeout_s=PATTERN_S, on_done=take, on_error=take
    )
    ended.wait()
    if isinstance(box[0], UserError):
        raise as_sentence(pattern, box[0]) from box[0]
    if isinstance(box[0], Exception):
        raise box[0]
    found: list[list[tuple[int, int]]] = box[0]
    return found
