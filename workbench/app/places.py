"""Places on pages as a person gets them: what says a text, and what is redacted already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.app.matching import Place, Run, Wanted, outermost
from workbench.app.proposals import Match
from workbench.domain.annotations import Kind, Status, Target
from workbench.domain.geometry import Rect
from workbench.store.light import LightPage
from workbench.store.scanning import Listed

if TYPE_CHECKING:
    from workbench.app.session import Session

_CONTEXT_WORDS = 6


class Taken:
    """What redactions of a document already hold, those refused left out."""

    def __init__(self, session: Session, document_id: str) -> None:
        standing = (Status.PROPOSED, Status.APPROVED)
        found = session.annotations(document_id, kinds=(Kind.REDACTION,), statuses=standing)
        targets = [target for annotation in found for target in annotation.targets]
        self._words = {(t.page, word) for t in targets for word in t.words}
        self._rects = [(t.page, rect) for t in targets for rect in t.rects_pt]

    def holds(self, targets: Sequence[Target]) -> bool:
        """Whether every word and every region of ``targets`` is redacted already."""
        return all(
            all((target.page, word) in self._words for word in target.words)
            and all(self._holds_rect(target.page, rect) for rect in target.rects_pt)
            for target in targets
        )

    def _holds_rect(self, page: int, rect: Rect) -> bool:
        return any(p == page and r.union(rect) == r for p, r in self._rects)


def places_on(
    session: Session, document: Listed, numbers: Sequence[int], wanted: Wanted
) -> list[Match]:
    """Places on some pages of a document that say a text and are not redacted yet."""
    document_id = document.id
    taken = Taken(session, document_id) if document.redactions else None
    matches = []
    for stored in session.repository.stored_pages([document_id], (min(numbers), max(numbers))):
        if stored.number not in numbers:
            continue
        page = LightPage(stored)
        for first, last in saying(page, wanted):
            targets = (Target(page.number, first, last),)
            if taken is None or not taken.holds(targets):
                matches.append(match_of(document, targets, {(document_id, page.number): page}))
    return matches


def saying(page: LightPage, wanted: Wanted) -> list[Place]:
    """Words of a page that say a text, in either way it was read."""
    return outermost(p for way in page.ways for p in wanted.places(Run(way, page.line_ends)))


def over_the_turn(
    here: LightPage, after: LightPage, wanted: Wanted
) -> Iterator[tuple[Target, ...]]:
    """Places that begin at the end of a page and end at the start of the next."""
    base = max(0, len(here.readings) - wanted.reach - 2)
    turn = len(here.readings) - base
    end = wanted.reach + 2
    ways = [(here.readings, after.readings)]
    if here.ocr is not None or after.ocr is not None:
        ways.append((here.ocr or here.readings, after.ocr or after.readings))
    for before, behind in ways:
        readings = (*before[base:], *behind[:end])
        ends = (*here.line_ends(base, base + turn), *after.line_ends(0, end))
        for first, last in wanted.places(Run.of(readings, ends)):
            if first < turn <= last:
                yield (
                    Target(here.number, base + first, len(here.readings) - 1),
                    Target(after.number, 0, last - turn),
                )


def order(targets: tuple[Target, ...]) -> tuple[int, int]:
    """Sorts places of a document by where they begin."""
    return targets[0].page, targets[0].first_word or 0


def match_of(
    document: Listed, targets: tuple[Target, ...], light: dict[tuple[str, int], LightPage]
) -> Match:
    """A place with its words amid their line, from the pages it touches."""
    said = []
    for target in targets:
        page = light[document.id, target.page]
        words = target.words
        said.append(page.said(words[0], words[-1]) if words else "")
    first = targets[0]
    page = light[document.id, first.page]
    if not first.words:
        return Match(
            document.id, document.name, targets, first.page, " ".join(said), "", first.rects_pt
        )
    one, last = first.words[0], first.words[-1]
    context, start, end = page.around(one, last, _CONTEXT_WORDS)
    return Match(
        document.id,
        document.name,
        targets,
        first.page,
        " ".join(said),
        context,
        page.rects_of(one, last),
        start,
        end,
    )
