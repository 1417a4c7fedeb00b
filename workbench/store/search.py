"""Search over the words of all pages, as read and as recognised, located to the word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText
from workbench.store.repository import Repository
from workbench.store.tokens import Stream, fold, streams_of

MOST_TERMS = 64
"""How many words and phrases one search may ask for."""

_CONTEXT_WORDS = 8
_PARTS = re.compile(r'["“”„](?P<phrase>[^"“”„]*)["“”„]?(?P<star>\*?)|(?P<word>[^\s"“”„]+)')


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a search found something.

    ``first_word`` and ``last_word`` (both included) count from 0 on the page. ``context`` is a
    piece of the page's text on one line, found words at ``context[start:end]``. ``boxes_pt``
    has one rectangle a line.
    """

    document_id: str
    document_name: str
    page: int
    first_word: int
    last_word: int
    context: str
    boxes_pt: tuple[Rect, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """Neighbouring terms to be found in order; ``prefix``: the last may go on."""

    terms: tuple[str, ...]
    prefix: bool

    @property
    def fts(self) -> str:
        """As FTS5 reads it. Terms are letters and digits alone, so nothing needs quoting."""
        return f'"{" ".join(self.terms)}"' + (" *" if self.prefix else "")

    def places(self, stream: Stream) -> Iterator[tuple[int, int]]:
        """First and last word of each place it stands in a stream."""
        *whole, last = self.terms
        before = len(whole)
        for at, term in enumerate(stream.terms):
            if (
                (term == last or (self.prefix and term.startswith(last)))
                and at >= before
                and stream.terms[at - before : at] == whole
            ):
                yield stream.words[at - before][0], stream.words[at][1]


def parse(query: str) -> tuple[Term, ...]:
    """What a person typed, as terms that must all stand on a page.

    Words are found as typed, whatever their punctuation; ``"in quotes"`` is a phrase; ``*`` at
    the end goes on. Anything else means nothing, and nothing is ever an error.

    Raises:
        UserError: more than :data:`MOST_TERMS` at once.
    """
    found: dict[Term, None] = {}
    for match in _PARTS.finditer(query):
        text = match["word"] if match["phrase"] is None else match["phrase"] + match["star"]
        terms = fold(text)
        if terms:
            found[Term(tuple(terms), text.rstrip().endswith("*"))] = None
    if len(found) > MOST_TERMS:
        raise UserError(
            f"That is too much to search for at once: use at most {MOST_TERMS} words and phrases, "
            "or put the passage in quotation marks."
        )
    return tuple(found)


def find(
    repository: Repository, query: str, *, document_id: str | None = None, limit: int = 200
) -> list[Hit]:
    """Where all the words and phrases of a query stand on one page, in reading order.

    Only ready documents are searched, in the order of their list; ``document_id`` narrows to
    one. Different words of the query side by side make one hit. At most ``limit`` hits.

    Raises:
        UserError: the query asks for too many words at once.
    """
    hits: list[Hit] = []
    for found in find_in_steps(repository, query, document_id=document_id):
        hits += found
        if len(hits) >= limit:
            break
    return hits[:limit]


def find_in_steps(
    repository: Repository, query: str, *, document_id: str | None = None
) -> Iterator[tuple[Hit, ...]]:
    """What :func:`find` finds, in steps of a few milliseconds, for who has to answer meanwhile.

    A step gives what it found, in order; often that is nothing. It may be left off after any.
    A page that changes between two steps is found as it is when its turn comes.

    Raises:
        UserError: the query asks for too many words at once; at the call, not at a step.
    """
    return _steps(repository, parse(query), document_id)


def _steps(
    repository: Repository, terms: tuple[Term, ...], document_id: str | None
) -> Iterator[tuple[Hit, ...]]:
    if not terms:
        return
    pages = []
    for some in repository.pages_matching(" AND ".join(term.fts for term in terms), document_id):
        pages += some
        yield ()
    for _, found_id, name, number in sorted(pages):
        text = repository.page_text(found_id, number)
        yield tuple(_hit(found_id, name, text, first, last) for first, last in _places(terms, text))


def _hit(document_id: str, name: str, text: PageText, first: int, last: int) -> Hit:
    context, start, end = _context(text, first, last)
    boxes_pt = text.rects_of(first, last)
    return Hit(document_id, name, text.number, first, last, context, boxes_pt, start, end)


def _places(terms: tuple[Term, ...], text: PageText) -> list[tuple[int, int]]:
    """First and last words found on a page, ascending; none lies within another."""
    streams = streams_of(text)
    found = sorted(
        {
            (first, -last, which)
            for which, term in enumerate(terms)
            for stream in streams
            for first, last in term.places(stream)
        }
    )
    places: list[tuple[int, int]] = []
    previous = -1
    for first, negative_last, which in found:
        last = -negative_last
        if places and last <= places[-1][1]:
            continue
        if places and which != previous and first <= places[-1][1] + 1:
            places[-1] = (places[-1][0], last)
        else:
            places.append((first, last))
        previous = which
    return places


def _context(text: PageText, first: int, last: int) -> tuple[str, int, int]:
    """The words around a place on one line, and where in it the place is."""
    around = [
        " ".join(word.reading for word in text.words[a:b] if word.reading)
        for a, b in (
            (max(0, first - _CONTEXT_WORDS), first),
            (first, last + 1),
            (last + 1, last + 1 + _CONTEXT_WORDS),
        )
    ]
    before, found, _ = around
    start = len(before) + 1 if before else 0
    return " ".join(part for part in around if part), start, start + len(found)
