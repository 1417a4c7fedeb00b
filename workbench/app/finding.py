"""Looking for the places of a query, a few pages at a time, so that no window waits for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.app import patterns
from workbench.app.expressions import MATCHES_MOST, pattern_of, too_many
from workbench.app.jobs import Call
from workbench.app.matching import Wanted
from workbench.app.places import Taken, match_of, order, over_the_turn, saying
from workbench.app.proposals import Match, Query, chosen, parse_region
from workbench.app.slices import Budget
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.errors import UserError
from workbench.domain.labels import LabelSet
from workbench.domain.markings import LEVELS, PORTION_VALUES, rank
from workbench.store.light import LightPage, StoredPage
from workbench.store.scanning import Listed

if TYPE_CHECKING:
    from workbench.app.session import Session

_PAGES_A_STEP = 50
_PAGES_A_CALL = 200
_STANDING = (Status.SUGGESTED, Status.ACCEPTED)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Documents looked through together; ``pages`` where it is a part of one long document."""

    documents: tuple[Listed, ...]
    pages: tuple[int, int] | None
    size: int

    @property
    def ids(self) -> list[str]:
        return [document.id for document in self.documents]


class Finder:
    """The places of a query that are not redacted yet, in reading order, found step by step.

    ``done`` of ``total`` pages are looked through. Use it in a ``with``, or :meth:`close` it:
    workers may still be looking.

    Raises:
        UserError: the query is wrong or a document unknown.
    """

    def __init__(self, session: Session, query: Query) -> None:
        query.check()
        self._session = session
        self._query = query
        self._calls: set[Call] = set()
        self.is_over = False
        self.is_waiting = False
        self.done = 0
        ids = [d.id for d in chosen(session, query.documents)] if query.documents else None
        listed = session.repository.listed(ids)
        if query.entity is not None:
            _known_entity(query.entity, session.labels)
        if query.region is not None:
            number, _ = parse_region(query.region)
            if not any(document.page_count >= number for document in listed):
                raise UserError(f"No document has a page {number}.")
        size = _PAGES_A_STEP if query.pattern is None else _PAGES_A_CALL
        self._chunks = _chunks(listed, query.pages, size)
        self.total = sum(chunk.size for chunk in self._chunks)
        self._batches = self._looking()

    def close(self) -> None:
        """Stop looking; nothing more is found."""
        self.is_over = True
        for call in list(self._calls):
            call.cancel()

    def step(self, seconds: float) -> list[Match]:
        """What is found in the next ``seconds``; less when workers are waited for.

        Raises:
            UserError: a pattern is wrong, runs away or matches too often. It is over then.
        """
        budget = Budget(seconds)
        found: list[Match] = []
        self.is_waiting = False
        while not (self.is_over or self.is_waiting or budget.is_spent):
            try:
                batch = next(self._batches, None)
            except UserError:
                self.close()
                raise
            if batch is None:
                self.is_over = True
            else:
                found += batch
        return found

    def _looking(self) -> Iterator[list[Match]]:
        query = self._query
        if query.pattern is not None:
            yield from self._patterns(pattern_of(query.pattern))
            return
        wanted = None
        if query.text is not None:
            wanted = Wanted(query.text, query.fuzzy, query.as_written)
        if query.marking is not None:
            _known_level(query.marking)
        for chunk in self._chunks:
            if wanted is not None:
                yield self._said(chunk, wanted)
            elif query.region is not None:
                yield list(self._in_region(chunk, query.region))
            else:
                yield self._annotated(chunk)
            self.done += chunk.size

    # Words

    def _said(self, chunk: _Chunk, wanted: Wanted) -> list[Match]:
        store = self._session.repository
        pages = self._holding(chunk, wanted)
        found: dict[str, list[tuple[Target, ...]]] = {}
        light: dict[tuple[str, int], LightPage] = {}
        for stored in pages:
            page = light[stored.document_id, stored.number] = LightPage(stored)
            for first, last in saying(page, wanted):
                targets = (Target(page.number, first, last),)
                found.setdefault(stored.document_id, []).append(targets)
        if any(document.page_count > 1 for document in chunk.documents):
            letters = [probe for probe, _ in wanted.probes]
            for document_id, number in store.turns(chunk.ids, chunk.pages, letters):
                for stored in store.stored_pages([document_id], (number, number + 1)):
                    light.setdefault((document_id, stored.number), LightPage(stored))
                here, after = light.get((document_id, number)), light.get((document_id, number + 1))
                if here is not None and after is not None:
                    crossing = list(over_the_turn(here, after, wanted))
                    found.setdefault(document_id, []).extend(crossing)
        return self._matches(chunk, found, light)

    def _holding(self, chunk: _Chunk, wanted: Wanted) -> list[StoredPage]:
        """The pages that have the letters; where some may differ, those with something like."""
        store = self._session.repository
        if not wanted.fuzzy:
            return store.stored_pages(chunk.ids, chunk.pages, every=wanted.words)
        like: dict[str, list[int]] = {}
        probes = [probe for probe, _ in wanted.probes]
        for document_id, number, *ways in store.letters_of(chunk.ids, chunk.pages, probes):
            if any(next(wanted.stands_in(letters), None) for letters in ways):
                like.setdefault(document_id, []).append(number)
        return [
            stored
            for document_id, numbers in like.items()
            for stored in store.stored_pages([document_id], (numbers[0], numbers[-1]))
            if stored.number in numbers
        ]

    # Annotations

    def _annotated(self, chunk: _Chunk) -> list[Match]:
        query, store = self._query, self._session.repository
        ids = [document.id for document in chunk.documents if document.annotated]
        if not ids:
            return []
        if query.entity is not None:
            annotations = store.annotations_labelled(ids, Kind.ENTITY, _STANDING, query.entity)
        elif query.paragraph is not None:
            annotations = store.annotations_labelled(
                ids, Kind.PARAGRAPH, _STANDING, query.paragraph
            )
        else:
            level = _known_level(query.marking or "")
            portions = [p for p in store.portions(ids) if portion_level(p) == level]
            annotations = store.annotations_labelled(
                ids, Kind.PARAGRAPH, _STANDING, portions=portions
            )
        found: dict[str, list[tuple[Target, ...]]] = {}
        for annotation in sorted(annotations, key=lambda a: a.order):
            if self._is_in_sight(annotation, chunk.pages or query.pages):
                whole = (replace(t, first_char=0, last_char=None) for t in annotation.targets)
                found.setdefault(annotation.document_id, []).append(tuple(whole))
        light: dict[tuple[str, int], LightPage] = {}
        for document_id, places in found.items():
            numbers = {target.page for targets in places for target in targets}
            for stored in store.stored_pages([document_id], (min(numbers), max(numbers))):
                if stored.number in numbers:
                    light[document_id, stored.number] = LightPage(stored)
        return self._matches(chunk, found, light)

    def _is_in_sight(self, annotation: Annotation, pages: tuple[int, int] | None) -> bool:
        """Whether it begins on the pages looked through: each is met in one chunk."""
        return pages is None or pages[0] <= annotation.pages[0] <= pages[1]

    # Patterns

    def _patterns(self, pattern: str) -> Iterator[list[Match]]:
        """Stretches of pages go to the workers; what comes back is taken in their order."""
        session = self._session
        asked: deque[tuple[_Chunk, patterns.Asked]] = deque()
        chunks = deque(self._chunks)
        count = 0
        while chunks or asked:
            while chunks and len(asked) < 2 * session.runner().workers:
                chunk = chunks.popleft()
                documents, pages = chunk.documents, chunk.pages
                one = patterns.Asked(session, pattern, documents, pages, self._calls)
                asked.append((chunk, one))
            chunk, first = asked[0]
            if first.error is not None:
                raise patterns.as_sentence(pattern, first.error) from first.error
            if first.found is None:
                self.is_waiting = True
                yield []
                continue
            asked.popleft()
            count += len(first.found)
            if count > MATCHES_MOST:
                raise too_many(pattern)
            self.done += chunk.size
            yield self._still_open(chunk, first.found)

    def _still_open(self, chunk: _Chunk, found: Sequence[Match]) -> list[Match]:
        """Without what is redacted already."""
        taken = {d.id: Taken(self._session, d.id) for d in chunk.documents if d.redactions}
        return [
            match
            for match in found
            if match.document_id not in taken or not taken[match.document_id].holds(match.targets)
        ]

    # Regions

    def _in_region(self, chunk: _Chunk, region: str) -> Iterator[Match]:
        session = self._session
        number, rect = parse_region(region)
        for document in chunk.documents:
            if number > document.page_count or not _covers(chunk.pages, number):
                continue
            page = session.page(document.id, number)
            cut = rect.clamped(page.width_pt, page.height_pt)
            if cut is None:
                continue
            target = Target(number, rects_pt=(cut,))
            if Taken(session, document.id).holds((target,)):
                continue
            words = session.page_text(document.id, number).words
            said = " ".join(w.reading for w in words if cut.contains(*w.rect_pt.centre))
            yield Match(
                document.id, document.name, (target,), number, said, said, (cut,), 0, len(said)
            )

    # What was found

    def _matches(
        self,
        chunk: _Chunk,
        found: dict[str, list[tuple[Target, ...]]],
        light: dict[tuple[str, int], LightPage],
    ) -> list[Match]:
        """What is not redacted yet, document by document in reading order."""
        matches = []
        for document in chunk.documents:
            places = found.get(document.id)
            if not places:
                continue
            taken = Taken(self._session, document.id) if document.redactions else None
            for targets in sorted(dict.fromkeys(places), key=order):
                if taken is None or not taken.holds(targets):
                    matches.append(match_of(document, targets, light))
        return matches


def _chunks(listed: Sequence[Listed], pages: tuple[int, int] | None, size: int) -> list[_Chunk]:
    """Documents in groups of about ``size`` pages, long ones in parts."""
    chunks: list[_Chunk] = []
    group: list[Listed] = []
    held = 0

    def close() -> None:
        nonlocal group, held
        if group:
            chunks.append(_Chunk(tuple(group), pages, held))
        group, held = [], 0

    for document in listed:
        if document.page_count > size:
            close()
            for first in range(1, document.page_count + 1, size):
                last = min(first + size - 1, document.page_count)
                if pages is not None:
                    first, last = max(first, pages[0]), min(last, pages[1])
                if first <= last:
                    chunks.append(_Chunk((document,), (first, last), last - first + 1))
            continue
        group.append(document)
        held += document.page_count
        if held >= size:
            close()
    close()
    return chunks


def _covers(pages: tuple[int, int] | None, number: int) -> bool:
    return pages is None or pages[0] <= number <= pages[1]


_WRITTEN = {level.word: level.value for level in LEVELS} | PORTION_VALUES


def _known_entity(name: str, labels: LabelSet) -> None:
    if labels.find(Kind.ENTITY, name) is None:
        known = ", ".join(label.name for label in labels.of_kind(Kind.ENTITY))
        raise UserError(f"“{name}” is no label of entities here. Labels are {known}.")


def _known_level(written: str) -> str:
    """A level as data write it.

    Raises:
        UserError: there is no such level.
    """
    level = _level(written)
    if level not in _WRITTEN.values():
        known = ", ".join(sorted(PORTION_VALUES.values(), key=rank))
        raise UserError(f"“{written}” is no level. Levels are {known}.")
    return level


def _level(written: str) -> str:
    """A level as data write it, from its word or the letters of a portion mark: ``(C)``, ``s``."""
    bare = " ".join(written.upper().strip(" ()").split())
    return _WRITTEN.get(bare, bare)


def portion_level(portion: str) -> str:
    """The level of a paragraph's portion, as data write it: what follows the level is left out."""
    return _level(portion.split("//")[0])
