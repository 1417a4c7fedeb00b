"""Deciding on many redactions: gathered first, a slice at a time, then one step of undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.app import two_people
from workbench.app.accepting import documents_where
from workbench.app.slices import Sliced
from workbench.domain.annotations import Annotation, Kind, Status
from workbench.domain.codes import split_codes

if TYPE_CHECKING:
    from workbench.app.session import Session


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision on many would do.

    ``ids`` are the redactions it takes in, ``uncoded`` how many stay because they have no code
    and cannot be approved without, ``own`` how many stay because who decides proposed them and
    the project asks for two people.
    """

    ids: tuple[str, ...]
    documents: int
    uncoded: int
    own: int


def outcome(session: Session, redactions: Iterable[Annotation], status: Status) -> Outcome:
    """What of these would be approved or refused; those decided already are passed over."""
    asks_for_two = two_people.is_asked_for(session)
    is_own: dict[str | None, bool] = {}  # few people propose, and names take long to compare
    stay: Counter[str] = Counter()
    taken: list[Annotation] = []
    for redaction in redactions:
        if redaction.status is not Status.PROPOSED:
            continue
        author = redaction.author
        if asks_for_two and author not in is_own:
            is_own[author] = two_people.is_same(author, session.person)
        if is_own.get(author):
            stay["own"] += 1
        elif status is Status.APPROVED and not redaction.label:
            stay["uncoded"] += 1
        else:
            taken.append(redaction)
    return Outcome(
        tuple(redaction.id for redaction in taken),
        len({redaction.document_id for redaction in taken}),
        stay["uncoded"],
        stay["own"],
    )


class Undecided(Sliced):
    """Gathers the undecided redactions of a page, a document or the project.

    ``document_id`` "" is the whole project, ``page`` None the whole document.
    """

    def __init__(self, session: Session, document_id: str = "", page: int | None = None) -> None:
        super().__init__(self._look())
        self._session = session
        self._document_id = document_id
        self._page = page
        self.done = self.total = 0
        self.found: list[Annotation] = []

    def codes(self) -> list[str]:
        """The codes that were found, each once; "" for those without."""
        return sorted({code for one in self.found for code in split_codes(one.label) or ("",)})

    def with_code(self, code: str | None) -> list[Annotation]:
        """Those with a code, "" for those without any; all where it is None."""
        if code is None:
            return self.found
        return [one for one in self.found if code in (split_codes(one.label) or ("",))]

    def _look(self) -> Iterator[None]:
        waiting = [self._document_id] if self._document_id else []
        if not self._document_id:
            for ids in documents_where(self._session, lambda one: one.undecided_count > 0):
                waiting += ids
                yield
        self.total = len(waiting)
        for document_id in waiting:
            self.found += self._session.annotations(
                document_id,
                pages=None if self._page is None else {self._page},
                kinds=(Kind.REDACTION,),
                statuses=(Status.PROPOSED,),
            )
            self.done += 1
            yield
