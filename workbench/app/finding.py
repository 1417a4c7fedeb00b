"""Looking for the places of a query, a few pages at a time, so that no window waits for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.app import patterns
from workbench.app.expressions import MATCHES_MOST, pattern_of, too_many
from workbench.app.jobs import Call
from workbench.app.levels import known_level
from workbench.app.looking import Part, look, look_into
from workbench.app.matching import Wanted
from workbench.app.proposals import Match, Query, chosen, parse_region
from workbench.app.slices import Budget
from workbench.domain.annotations import Kind
from workbench.domain.errors import UserError
from workbench.domain.labels import LabelSet
from workbench.store.project import DATABASE
from workbench.store.scanning import Listed

if TYPE_CHECKING:
    from workbench.app.session import Session

_LISTED_AT_ONCE = 500
_PAGES_A_STEP = 20
_PAGES_A_CALL = 200
_ALONE_UP_TO = 1000
"""Pages that the session's thread looks through before a worker has begun to help."""


def get_ready(session: Session) -> None:
    """Start the workers that help to look through a large project, before they are needed.

    One that cannot be started is said when it is needed.
    """
    total, _ = session.repository.extent()
    if total > _ALONE_UP_TO:
        for _ in range(session.runner().workers):
            session.runner().submit(
                look_into,
                str(session.project.path / DATABASE),
                session.project.path.stem,
                Query(region="1:0,0,1,1"),
                (),
                on_done=_ignore,
                on_error=_ignore,
            )


def _ignore(_answer: object) -> None:
    """Nobody waits for this."""


class Finder:
    """The places of a query that are not redacted yet, in reading order, found step by step.

    The session's thread looks from the first page on, and where there are many pages workers
    come to meet it from the last one. A pattern, which may run away, is theirs alone.

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
        self._listed = _named(session, query.documents) if query.documents else []
        if query.documents:
            self.total = sum(document.page_count for document in self._listed)
            longest = max(document.page_count for document in self._listed)
        else:
            self.total, longest = session.repository.extent()
        if query.entity is not None:
            _known_entity(query.entity, session.labels)
        if query.region is not None:
            number, _ = parse_region(query.region)
            if longest < number:
                raise UserError(f"No document has a page {number}.")
        self.done = 0
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
        query, store = self._query, self._session.repository
        while not query.documents:
            found = store.listed(first=len(self._listed), most=_LISTED_AT_ONCE)
            self._listed += found
            if len(found) < _LISTED_AT_ONCE:
                break
            yield []
        waiting = deque(_parts(self._listed, query.pages))
        self.total = sum(part.size for part in waiting)
        if query.pattern is not None:
            yield from self._matched(pattern_of(query.pattern), waiting)
            return
        if query.text is not None:
            Wanted(query.text, query.fuzzy, query.as_written)  # refused before anything is asked
        if query.marking is not None:
            known_level(query.marking)
        asked: deque[_Asked] = deque()
        while waiting:
            if self.total > _ALONE_UP_TO:
                self._ask(waiting, asked)
            if waiting:
                part = waiting.popleft()
                yield from look(store, query, part)
                self.done += part.size
        while asked:
            yield from self._answer(one := asked.pop())
            if one.error is not None:
                raise one.error

    def _ask(self, waiting: deque[Part], asked: deque[_Asked]) -> None:
        """Have the workers look at parts from the end, while there are more than one can take."""
        while len(waiting) > 1 and sum(one.is_open for one in asked) < 2 * self._workers:
            asked.append(self._asked(_taken(waiting, from_end=True)))

    def _matched(self, pattern: str, waiting: deque[Part]) -> Iterator[list[Match]]:
        """Stretches of pages go to the workers; what comes back is taken in their order."""
        asked: deque[_Asked] = deque()
        count = 0
        while waiting or asked:
            while waiting and len(asked) < 2 * self._workers:
                asked.append(self._asked(_taken(waiting)))
            yield from self._answer(one := asked.popleft())
            if one.error is not None:
                raise patterns.as_sentence(pattern, one.error) from one.error
            count += len(one.found)
            if count > MATCHES_MOST:
                raise too_many(pattern)

    def _answer(self, one: _Asked) -> Iterator[list[Match]]:
        """What a worker found, when it has."""
        while one.is_open:
            self.is_waiting = True
            yield []
        self.done += one.size
        yield one.found

    @property
    def _workers(self) -> int:
        return self._session.runner().workers

    def _asked(self, parts: Sequence[Part]) -> _Asked:
        return _Asked(self._session, self._query, parts, self._calls)


class _Asked:
    """Parts that a worker looks through; ``found`` or ``error`` is there when it has."""

    def __init__(
        self, session: Session, query: Query, parts: Sequence[Part], calls: set[Call]
    ) -> None:
        self.size = sum(part.size for part in parts)
        self.is_open = True
        self.found: list[Match] = []
        self.error: UserError | None = None
        handle: list[Call] = []

        def done(found: list[Match]) -> None:
            calls.difference_update(handle)
            self.found, self.is_open = found, False

        def failed(error: UserError) -> None:
            calls.difference_update(handle)
            self.error, self.is_open = error, False

        call = session.runner().submit(
            look_into,
            str(session.project.path / DATABASE),
            session.project.path.stem,
            query,
            tuple(parts),
            timeout_s=patterns.PATTERN_S,
            on_done=lambda found: session.post(lambda: done(found)),
            on_error=lambda error: session.post(lambda: failed(error)),
        )
        handle.append(call)
        calls.add(call)


def _taken(waiting: deque[Part], *, from_end: bool = False) -> list[Part]:
    """The next parts for a worker, in order, taken off what waits."""
    taken: deque[Part] = deque()
    while waiting and sum(part.size for part in taken) < _PAGES_A_CALL:
        if from_end:
            taken.appendleft(waiting.pop())
        else:
            taken.append(waiting.popleft())
    return list(taken)


def _parts(listed: Sequence[Listed], pages: tuple[int, int] | None) -> list[Part]:
    """Documents in groups of a few pages, long ones in parts."""
    parts: list[Part] = []
    group: list[Listed] = []
    held = 0

    def close() -> None:
        nonlocal group, held
        if group:
            parts.append(Part(tuple(group), pages, held))
        group, held = [], 0

    for document in listed:
        if document.page_count > _PAGES_A_STEP:
            close()
            for first in range(1, document.page_count + 1, _PAGES_A_STEP):
                last = min(first + _PAGES_A_STEP - 1, document.page_count)
                if pages is not None:
                    first, last = max(first, pages[0]), min(last, pages[1])
                if first <= last:
                    parts.append(Part((document,), (first, last), last - first + 1))
            continue
        group.append(document)
        held += document.page_count
        if held >= _PAGES_A_STEP:
            close()
    close()
    return parts


def _named(session: Session, names: Sequence[str]) -> list[Listed]:
    """The documents of these ids or names, in the order of their list."""
    listed = session.repository.listed(names)
    if len(listed) < len(set(names)):  # not all of them are ids
        listed = session.repository.listed([document.id for document in chosen(session, names)])
    return listed


def _known_entity(name: str, labels: LabelSet) -> None:
    if labels.find(Kind.ENTITY, name) is None:
        known = ", ".join(label.name for label in labels.of_kind(Kind.ENTITY))
        raise UserError(f"“{name}” is no label of entities here. Labels are {known}.")
