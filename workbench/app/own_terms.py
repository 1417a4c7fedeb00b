"""Accepting and rejecting teach: terms judged alike often are offered to the project's lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.app.slices import Sliced
from workbench.domain.annotations import Annotation, Kind, Status, text_of
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document
from workbench.domain.errors import ProjectProblem
from workbench.domain.terms import Term, TermLists, folded_term, parse_terms, write_terms
from workbench.store import rows

if TYPE_CHECKING:
    from workbench.app.session import Session

_SETTING = "term_lists"
OFTEN = 3
"""So many equal judgements, and none against them, make an offer."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A term people judged alike ``times`` times; ``accept`` says how."""

    term: Term
    times: int
    accept: bool


def own_terms(session: Session) -> TermLists:
    """The project's lists; empty where it has none.

    Raises:
        ProjectProblem: they are damaged.
    """
    written = session.repository.setting(_SETTING)
    if written is None:
        return TermLists()
    try:
        return parse_terms(written)
    except (ValueError, KeyError, TypeError) as error:
        raise ProjectProblem(
            f"The lists of terms of the project “{session.name}” are damaged."
        ) from error


def save(session: Session, lists: TermLists, action: str) -> ChangeSet:
    """Put other lists in the place of the project's; later runs heed them."""
    present = session.repository.setting(_SETTING)
    before = [] if present is None else [rows.setting_row(_SETTING, present)]
    after = [rows.setting_row(_SETTING, write_terms(lists))] if lists else []
    return ChangeSet(action, rows.replacing(before, after))


class Offers(Sliced):
    """Counts what people judged in all documents, a document at a time."""

    def __init__(self, session: Session) -> None:
        super().__init__(self._run(session.documents()))
        self._session = session
        self.found: list[Offer] = []

    def _run(self, documents: list[Document]) -> Iterator[None]:
        session = self._session
        accepted: Counter[tuple[str, str]] = Counter()
        rejected: Counter[tuple[str, str]] = Counter()
        written: dict[tuple[str, str], str] = {}
        for document in documents:
            judged = session.annotations(
                document.id,
                kinds=(Kind.ENTITY,),
                statuses=(Status.ACCEPTED, Status.REJECTED),
            )
            if judged:
                text = session.document_text(document.id)
                for one in judged:
                    term = term_of(one, text_of(one, text.page))
                    written.setdefault(term.key, term.text)
                    counted = accepted if one.status is Status.ACCEPTED else rejected
                    counted[term.key] += 1
            yield
        lists = own_terms(session)
        listed = {term.key for term in (*lists.accept, *lists.stop)}
        for counted, against, accept in (
            (accepted, rejected, True),
            (rejected, accepted, False),
        ):
            self.found += [
                Offer(Term(written[key], key[1]), times, accept)
                for key, times in counted.most_common()
                if times >= OFTEN and not against[key] and key not in listed and key[0]
            ]


def term_of(annotation: Annotation, words: str) -> Term:
    """The term an entity's words are, signs at their ends apart."""
    text = " ".join(words.split())
    folded = folded_term(text)
    start = text.casefold().find(folded)
    same = len(text.casefold()) == len(text) and start >= 0
    return Term(text[start : start + len(folded)] if same else text, annotation.label)
