"""Accepting all suggestions of a kind: counted first, a slice at a time, then one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.app.slices import Sliced
from workbench.domain.annotations import Annotation, Kind, Status
from workbench.domain.errors import UserError

if TYPE_CHECKING:
    from workbench.app.session import Session
    from workbench.domain.documents import Document

_LISTED_AT_ONCE = 500
KINDS = (Kind.PARAGRAPH, Kind.MARKING, Kind.ENTITY, Kind.FIELD, Kind.NOTE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be accepted.

    ``kind`` and ``label`` narrow it (None: any). ``document_id`` "" is the whole project,
    ``page`` None the whole document. ``score`` from 0 to 1 is the least; a suggestion without a
    score counts as sure.
    """

    kind: Kind | None = None
    label: str | None = None
    document_id: str = ""
    page: int | None = None
    score: float = 0.0

    def fits(self, suggestion: Annotation) -> bool:
        """Whether a suggestion of the document and page is meant."""
        return (
            (self.kind is None or suggestion.kind is self.kind)
            and (self.label is None or suggestion.label == self.label)
            and (suggestion.score is None or suggestion.score >= self.score)
        )


def documents_where(session: Session, is_meant: Callable[[Document], bool]) -> Iterator[list[str]]:
    """The ids of the documents of which something holds, some of them at a time."""
    listed = 0
    while True:
        some = session.documents(listed, _LISTED_AT_ONCE)
        yield [document.id for document in some if is_meant(document)]
        listed += len(some)
        if len(some) < _LISTED_AT_ONCE:
            return


class Accepting(Sliced):
    """Gathers the suggestions a wish means; nothing is changed by looking."""

    def __init__(self, session: Session, wish: Wish) -> None:
        """Begin to look.

        Raises:
            UserError: the score is none.
        """
        if not 0.0 <= wish.score <= 1.0:
            raise UserError("A score is a number from 0 to 1.")
        super().__init__(self._look())
        self._session = session
        self._wish = wish
        self._waiting = [wish.document_id] if wish.document_id else []
        self.total = len(self._waiting)
        self.done = 0
        self.ids: list[str] = []
        self.documents = 0

    def _look(self) -> Iterator[None]:
        wish = self._wish
        if not wish.document_id:
            for ids in documents_where(self._session, lambda one: one.suggestion_count > 0):
                self._waiting += ids
                self.total = len(self._waiting)
                yield
        for document_id in self._waiting:
            suggestions = self._session.annotations(
                document_id,
                pages=None if wish.page is None else {wish.page},
                kinds=KINDS if wish.kind is None else (wish.kind,),
                statuses=(Status.SUGGESTED,),
            )
            ids = [one.id for one in suggestions if wish.fits(one)]
            self.ids += ids
            self.documents += bool(ids)
            self.done += 1
            yield
