"""Findings of a project's documents: computed in slices, set aside with a note, brought back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from workbench.app.edit_parts import now
from workbench.app.paper_reading import KINDS, PaperReader
from workbench.app.slices import Sliced
from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id, target_from_span
from workbench.domain.changes import ChangeSet
from workbench.domain.codes import split_codes
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.domain.file_findings import check_file, check_stated_closure
from workbench.domain.file_jackets import read_jacket
from workbench.domain.findings import Finding, check_codes, check_paper
from workbench.domain.pages import PageText
from workbench.domain.paper import Paper, Place
from workbench.domain.rules import Severity
from workbench.store import rows
from workbench.store.rows import SetAside

if TYPE_CHECKING:
    from workbench.app.session import Session

__all__ = ["Check", "Found", "Severity", "bring_back", "check", "set_aside"]

_ASKED = (*KINDS, Kind.REDACTION)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in a document. ``target`` are its words, None for the document as a whole.

    ``key`` is the same as long as it judges the same words at the same place; ``aside`` is set
    where somebody lets it stand.
    """

    document_id: str
    document_name: str
    finding: Finding
    target: Target | None
    key: str
    aside: SetAside | None = None

    @property
    def page(self) -> int | None:
        """Where it stands, counted from 1."""
        return self.finding.place.page if self.finding.place else None


class Check(Sliced):
    """Looks documents over, a slice at a time, so that a window stays free.

    ``done`` of ``total`` pages are looked over. Without ``documents`` all of the project are.
    """

    def __init__(
        self, session: Session, documents: Sequence[Document] | None, today: date | None = None
    ) -> None:
        super().__init__(self._run(documents))
        self._session = session
        self._today = today or datetime.now(UTC).date()
        self.found: list[Found] = []
        self.done = 0
        if documents is None:
            self.total, _ = session.repository.extent()
        else:
            self.total = sum(document.page_count for document in documents)

    def _run(self, documents: Sequence[Document] | None) -> Iterator[None]:
        if documents is None:
            documents = yield from self._session.documents_in_pieces()
        for document in documents:
            yield from self._one(document)

    def _one(self, document: Document) -> Iterator[None]:
        session, reader = self._session, PaperReader()
        cited: list[tuple[str, Place]] = []
        found: list[Finding] = []
        for number in range(1, document.page_count + 1):
            page = session.page_text(document.id, number)
            here = session.annotations(document.id, pages={number}, kinds=_ASKED)
            reader.add(page, (one for one in here if one.kind is not Kind.REDACTION))
            cited += _cited(page, here)
            found += check_stated_closure(number, page.text)
            self.done += 1
            yield
        paper = reader.paper()
        yield
        found += check_paper(paper, self._today)
        if paper.kind == "file":
            found += yield from self._file(document, paper)
        found += check_codes(cited, session.codes, paper.made, paper.origin, self._today)
        found.sort(key=lambda f: (f.place is None, f.place or Place(0, 0, 0), f.code))
        yield
        # Pages are read again for the few that have a finding: all at hand would be many words.
        aside = {one.finding: one for one in session.repository.set_aside(document.id)}
        times: Counter[str] = Counter()
        shown: PageText | None = None
        for finding in found:
            place = finding.place
            if place is not None and (shown is None or shown.number != place.page):
                shown = session.page_text(document.id, place.page)
            self.found.append(_known(document, finding, shown, aside, times))
            yield

    def _file(self, document: Document, paper: Paper) -> Generator[None, None, list[Finding]]:
        """A jacket's grading against the papers behind it, and against those that cite its file.

        A paper cites a file by its name, its title or its own number.
        """
        session = self._session
        jacket = read_jacket(session.page_text(document.id, 1).text)
        grade = next((mark for mark in paper.banners if mark.sure and mark.place.page == 1), None)
        if jacket is None or grade is None:
            return []
        inside = [(f"page {m.place.page}", m.written) for m in paper.banners if m.place.page > 1]
        numbers = session.repository.field_values("mrn")
        others = yield from session.documents_in_pieces()
        for other in others:
            cited = (other.name, other.title, *numbers.get(other.id, ()))
            if other.id != document.id and any(jacket.holds(words) for words in cited):
                inside.append((other.title or other.name, other.marking))
        return check_file(grade, inside)


def check(
    session: Session, documents: Sequence[Document], today: date | None = None
) -> list[Found]:
    """Every finding of documents, in their order; those set aside say so."""
    looking = Check(session, documents, today)
    looking.finish()
    return looking.found


def set_aside(session: Session, found: Found, note: str) -> ChangeSet:
    """A person lets a finding stand and says why; it comes back if what it judges changes.

    Raises:
        UserError: there is no note.
    """
    if not note.strip():
        raise UserError("Say in a few words why this may stand.")
    standing = _aside(session, found)
    row = SetAside(
        standing.id if standing else new_id(),
        found.document_id,
        found.key,
        note.strip(),
        session.person,
        now(),
    )
    before = [rows.set_aside_row(standing)] if standing else []
    changes = rows.replacing(before, [rows.set_aside_row(row)])
    return ChangeSet("Set a finding aside", changes, _touched(found))


def bring_back(session: Session, found: Found) -> ChangeSet:
    """A finding that was set aside is to be seen again; nothing changes where it is seen."""
    standing = _aside(session, found)
    changes = rows.deleting([rows.set_aside_row(standing)] if standing else [])
    return ChangeSet("Bring a finding back", changes, _touched(found))


def _aside(session: Session, found: Found) -> SetAside | None:
    standing = session.repository.set_aside(found.document_id)
    return next((one for one in standing if one.finding == found.key), None)


def _touched(found: Found) -> frozenset[tuple[str, int]]:
    return frozenset({(found.document_id, found.page or 1)})


def _known(
    document: Document,
    finding: Finding,
    page: PageText | None,
    aside: dict[str, SetAside],
    times: Counter[str],
) -> Found:
    """A finding with its words, its key, and whether somebody lets it stand.

    ``page`` is the one it stands on, ``times`` counts keys given so far.
    """
    place, target = finding.place, None
    if place is not None and page is not None:
        target = target_from_span(page, place.start, place.end)
    # Words are counted, not letters: a reading mended above moves no finding below it.
    where = f"{place.page}.{target.first_word if target else ''}" if place else ""
    judged = sha256(finding.judged.encode()).hexdigest()[:16]
    key = f"{finding.code}:{where}:{judged}"
    times[key] += 1
    if times[key] > 1:
        key = f"{key}:{times[key]}"
    return Found(document.id, document.name, finding, target, key, aside.get(key))


def _cited(page: PageText, annotations: Sequence[Annotation]) -> Iterator[tuple[str, Place]]:
    for one in annotations:
        if one.kind is Kind.REDACTION and one.status is not Status.REFUSED:
            if one.targets[0].page != page.number:
                continue
            span = one.targets[0].span(page) or (0, 0)
            for code in split_codes(one.label):
                yield code, Place(page.number, *span)
