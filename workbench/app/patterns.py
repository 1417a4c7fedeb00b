"""Regular expressions over pages, for workers: one that runs away is stopped there."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from workbench.app import expressions
from workbench.app.expressions import pattern_of
from workbench.app.jobs import WorkerTimeout
from workbench.app.matching import Place, outermost
from workbench.domain.annotations import Target
from workbench.domain.errors import UserError
from workbench.domain.pages import lay_out
from workbench.store.light import LightPage

if TYPE_CHECKING:
    from workbench.app.session import Session

PATTERN_S = 20.0
"""How long a worker may look through one stretch of pages."""


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
        laid = [_text(readings, page) for readings, page in zip(way, pages, strict=True)]
        text = _PAGE_END.join(laid)
        (spans,) = expressions.spans_in(pattern, [text])
        if spans:
            places += _words_of(spans, text, way, pages)
    return [_targets(place, pages) for place in outermost(places)]


_PAGE_END = "\f"


def _text(readings: Sequence[str], page: LightPage) -> str:
    """The text of a page as :func:`lay_out` makes it, in a fraction of the time."""
    if "" in readings:
        return lay_out(readings, page.line_numbers)[0]
    bounds = page.line_bounds
    return "\n".join([" ".join(readings[a:b]) for a, b in pairwise(bounds)])


def _words_of(
    spans: Sequence[tuple[int, int]],
    text: str,
    way: Sequence[Sequence[str]],
    pages: Sequence[LightPage],
) -> Iterator[Place]:
    """The words that spans of the text touch; a span between words touches none."""
    parting = sum(map(text.count, (" ", "\n", _PAGE_END)))
    is_plain = (
        parting == sum(map(len, way)) - 1
        and all(map(len, way))
        and not any("" in readings for readings in way)
    )
    if not is_plain:  # a sign more or less between two words: each word's place is looked up
        yield from expressions.places_of(spans, *_laid(way, pages))
        return
    for start, end in spans:
        first, last = (
            text.count(" ", 0, at) + text.count("\n", 0, at) + text.count(_PAGE_END, 0, at)
            for at in (start + 1, end - 1)
        )
        if first <= last:
            yield first, last


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
        text, firsts, lasts = lay_out(readings, page.line_numbers)
        starts += [base + start for start in firsts]
        ends += [base + end for end in lasts]
        base += len(text) + len(_PAGE_END)
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
