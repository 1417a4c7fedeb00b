"""The places of a query on some pages, read from the project's rows: here or in a worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from workbench.app import expressions, patterns
from workbench.app.levels import known_level, portion_level
from workbench.app.matching import Wanted
from workbench.app.places import Taken, match_of, order, over_the_turn, saying, taken_in
from workbench.app.proposals import Match, Query, parse_region
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.store import scanning
from workbench.store.light import LightPage, StoredPage
from workbench.store.scanning import Listed, Scanning

_STANDING = (Status.SUGGESTED, Status.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Part:
    """Documents looked through together; ``pages`` where it is a part of one long document."""

    documents: tuple[Listed, ...]
    pages: tuple[int, int] | None
    size: int

    @property
    def ids(self) -> list[str]:
        """The documents' ids."""
        return [document.id for document in self.documents]

    def covers(self, number: int) -> bool:
        """Whether a page of that number is looked at."""
        return self.pages is None or self.pages[0] <= number <= self.pages[1]


def look_into(database: str, project: str, query: Query, parts: Sequence[Part]) -> list[Match]:
    """Everything a query finds on parts of a project, in order.

    Runs in a worker, which reads the project's database by itself: what is committed is found.

    Raises:
        ProjectProblem: the project cannot be read.
        UserError: a pattern matches more often than anyone can look through.
    """
    with scanning.looking_into(Path(database), project) as store:
        return [match for part in parts for found in look(store, query, part) for match in found]


def look(store: Scanning, query: Query, part: Part) -> Iterator[list[Match]]:
    """Places a query finds that are not redacted yet, document by document in reading order.

    Raises:
        UserError: a pattern matches more often than anyone can look through.
    """
    redacted = [document.id for document in part.documents if document.redactions]
    taken = taken_in(store, redacted) if redacted else {}
    if query.text is not None:
        found = _said(store, Wanted(query.text, query.fuzzy, query.as_written), part)
    elif query.pattern is not None:
        found = _matched(store, query.pattern, part)
    elif query.region is not None:
        yield from _in_region(store, query.region, part, taken)
        return
    else:
        found = _annotated(store, query, part)
    for document, places, light in found:
        held = taken.get(document.id)
        yield [
            match_of(document, targets, light)
            for targets in places
            if held is None or not held.holds(targets)
        ]


Places = tuple[Listed, Iterable[tuple[Target, ...]], dict[int, LightPage]]
"""Where something stands in a document, and the pages by number that it takes to say it."""


# Words


def _said(store: Scanning, wanted: Wanted, part: Part) -> Iterator[Places]:
    """Places that say a text, on a page or over the turn to the next."""
    stored: dict[str, dict[int, StoredPage]] = defaultdict(dict)
    for page in _holding(store, wanted, part):
        stored[page.document_id][page.number] = page
    holding = {document_id: tuple(pages) for document_id, pages in stored.items()}
    turns: dict[str, list[int]] = defaultdict(list)
    if any(document.page_count > 1 for document in part.documents):
        letters = [probe for probe, _ in wanted.probes]
        for document_id, number in store.turns(part.ids, part.pages, letters):
            turns[document_id].append(number)
        missing = {
            (document_id, number)
            for document_id, numbers in turns.items()
            for turn in numbers
            for number in (turn, turn + 1)
            if number not in stored[document_id]
        }
        for page in store.pages_at(sorted(missing)):
            stored[page.document_id][page.number] = page
    for document in part.documents:
        pages = stored.get(document.id)
        if not pages:
            continue
        light = {number: LightPage(page) for number, page in pages.items()}
        places: list[tuple[Target, ...]] = [
            (Target(number, first, last),)
            for number in holding.get(document.id, ())
            for first, last in saying(light[number], wanted)
        ]
        across = [
            targets
            for turn in turns.get(document.id, ())
            if turn in light and turn + 1 in light
            for targets in over_the_turn(light[turn], light[turn + 1], wanted)
        ]
        if across:
            places = sorted(dict.fromkeys([*places, *across]), key=order)
        yield document, places, light


def _holding(store: Scanning, wanted: Wanted, part: Part) -> list[StoredPage]:
    """The pages that have the letters; where some may differ, those that may have the like."""
    if not wanted.fuzzy:
        return store.stored_pages(part.ids, part.pages, every=wanted.words)
    probes = [probe for probe, _ in wanted.probes]
    if wanted.fuzzy > 1:
        # Nearly every page holds one of pieces so short: it is quicker to read its words.
        return store.stored_pages(part.ids, part.pages, some=probes)
    like = [
        (document_id, number)
        for document_id, number, *ways in store.letters_of(part.ids, part.pages, probes)
        if any(next(wanted.stands_in(letters), None) for letters in ways)
    ]
    return store.pages_at(like)


# Patterns


def _matched(store: Scanning, pattern: str, part: Part) -> Iterator[Places]:
    """Places a regular expression matches in the text of documents.

    Of documents looked through in parts the page after the part is read as well; what begins
    there belongs to the next part.
    """
    by_id = {document.id: document for document in part.documents}
    ids = part.ids
    literal = expressions.literal_in(pattern)
    if literal:
        holding = store.documents_holding(ids, part.pages, [literal])
        ids = [document_id for document_id in ids if document_id in holding]
    first, last = part.pages or (1, 1 << 60)
    stored_pages = store.stored_pages(ids, (first, last + 1))
    for document_id, stretch in groupby(stored_pages, lambda stored: stored.document_id):
        pages = [LightPage(stored) for stored in stretch]
        places = [
            targets for targets in patterns.places_in(pattern, pages) if targets[0].page <= last
        ]
        yield by_id[document_id], places, {page.number: page for page in pages}


# Annotations


def _annotated(store: Scanning, query: Query, part: Part) -> Iterator[Places]:
    """What annotations of a label hold, or paragraphs of a level."""
    ids = [document.id for document in part.documents if document.annotated]
    if not ids:
        return
    kind, label, portions = Kind.PARAGRAPH, query.paragraph, None
    if query.entity is not None:
        kind, label = Kind.ENTITY, query.entity
    elif query.marking is not None:
        level = known_level(query.marking)
        portions = [p for p in store.portions(ids) if portion_level(p) == level]
    found: dict[str, list[Annotation]] = defaultdict(list)
    for one in store.annotations_labelled(ids, kind, _STANDING, label, portions):
        if part.covers(one.pages[0]):  # each is met in the part where it begins
            found[one.document_id].append(one)
    wanted = {
        (one.document_id, page) for held in found.values() for one in held for page in one.pages
    }
    light: dict[str, dict[int, LightPage]] = defaultdict(dict)
    for stored in store.pages_at(sorted(wanted)):
        light[stored.document_id][stored.number] = LightPage(stored)
    for document in part.documents:
        if document.id in found:
            places = {
                tuple(replace(t, first_char=0, last_char=None) for t in one.targets): None
                for one in sorted(found[document.id], key=lambda one: one.order)
            }
            yield document, sorted(places, key=order), light[document.id]


# Regions


def _in_region(
    store: Scanning, region: str, part: Part, taken: dict[str, Taken]
) -> Iterator[list[Match]]:
    """The same rectangle on the page of that number of every document that has it."""
    number, rect = parse_region(region)
    for document in part.documents:
        if number > document.page_count or not part.covers(number):
            continue
        page = store.page(document.id, number)
        cut = rect.clamped(page.width_pt, page.height_pt)
        if cut is None:
            continue
        target = Target(number, rects_pt=(cut,))
        held = taken.get(document.id)
        if held is not None and held.holds((target,)):
            continue
        words = store.page_text(document.id, number).words
        said = " ".join(w.reading for w in words if cut.contains(*w.rect_pt.centre))
        yield [
            Match(document.id, document.name, (target,), number, said, said, (cut,), 0, len(said))
        ]
