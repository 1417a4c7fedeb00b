"""Regular expressions, searched by workers: one that runs away is stopped and costs no window."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from workbench.app import matching
from workbench.app.jobs import Call, WorkerTimeout
from workbench.app.matching import Place
from workbench.domain.annotations import Target
from workbench.domain.errors import UserError
from workbench.domain.pages import lay_out
from workbench.store.light import LightPage, StoredPage

if TYPE_CHECKING:
    from workbench.app.session import Session

PATTERN_S = 20.0
"""How long a worker may look through one stretch of pages."""


def pattern_of(written: str) -> str:
    """A regular expression as the texts are written.

    Raises:
        UserError: it is none; the sentence says where.
    """
    pattern = unicodedata.normalize("NFC", written)
    matching.check_pattern(pattern)
    return pattern


class Asked:
    """Pages that a worker looks through; ``found`` or ``error`` is set when it has.

    ``found`` has by document the places, each as one target a page it touches.
    """

    def __init__(
        self, session: Session, pattern: str, pages: Sequence[StoredPage], calls: set[Call]
    ) -> None:
        self.found: dict[str, list[tuple[Target, ...]]] | None = None if pages else {}
        self.error: UserError | None = None
        self._pages = pages
        if not pages:
            return
        handle: list[Call] = []

        def done(found: dict[str, list[tuple[Target, ...]]]) -> None:
            calls.difference_update(handle)
            self.found = found

        def failed(error: UserError) -> None:
            calls.difference_update(handle)
            self.error = error

        call = session.runner().submit(
            places_in,
            pattern,
            pages,
            timeout_s=PATTERN_S,
            on_done=lambda found: session.post(lambda: done(found)),
            on_error=lambda error: session.post(lambda: failed(error)),
        )
        handle.append(call)
        calls.add(call)

    def light(
        self, found: Mapping[str, Sequence[tuple[Target, ...]]]
    ) -> dict[tuple[str, int], LightPage]:
        """The pages on which something was found."""
        touched = {(d, t.page) for d, places in found.items() for ts in places for t in ts}
        return {
            (stored.document_id, stored.number): LightPage.of(stored)
            for stored in self._pages
            if (stored.document_id, stored.number) in touched
        }


def places_in(
    pattern: str, stored_pages: Sequence[StoredPage]
) -> dict[str, list[tuple[Target, ...]]]:
    """Words that a regular expression matches in the text of documents, by document.

    Runs in a worker. Pages of a document stand one after another.

    Raises:
        UserError: more matches than anyone can look through.
    """
    found: dict[str, list[tuple[Target, ...]]] = {}
    for document_id, stretch in groupby(stored_pages, lambda stored: stored.document_id):
        pages = [LightPage.of(stored) for stored in stretch]
        ways = [[page.readings for page in pages]]
        if any(page.ocr is not None for page in pages):
            ways.append([page.ocr or page.readings for page in pages])
        places: list[Place] = []
        for way in ways:
            text, starts, ends = _laid(way, pages)
            (spans,) = matching.spans_in(pattern, [text])
            places += matching.places_of(spans, starts, ends)
        if places:
            found[document_id] = [_targets(p, pages) for p in matching.outermost(places)]
    return found


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


def _laid(
    way: Sequence[Sequence[str]], pages: Sequence[LightPage]
) -> tuple[str, list[int], list[int]]:
    """Text of pages as the document's text is laid out, with each word's start and end."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    base = 0
    for readings, page in zip(way, pages, strict=True):
        text, firsts, lasts = lay_out(readings, page.line_numbers)
        parts.append(text)
        starts += [base + start for start in firsts]
        ends += [base + end for end in lasts]
        base += len(text) + 1
    return "\f".join(parts), starts, ends


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
        matching.spans_in, pattern, texts, timeout_s=PATTERN_S, on_done=take, on_error=take
    )
    ended.wait()
    if isinstance(box[0], UserError):
        raise as_sentence(pattern, box[0]) from box[0]
    if isinstance(box[0], Exception):
        raise box[0]
    found: list[list[tuple[int, int]]] = box[0]
    return found
