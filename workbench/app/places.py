"""Places on pages as a person gets them: what says a text, and what is redacted already."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from workbench.app.matching import Place, Run, Wanted, outermost
from workbench.app.proposals import Match
from workbench.domain.annotations import Target
from workbench.domain.geometry import Rect
from workbench.store.light import LightPage
from workbench.store.scanning import Listed, Scanning

_CONTEXT_WORDS = 6


class Taken:
    """What redactions of a document already hold, those refused left out."""

    def __init__(self) -> None:
        self._words: set[tuple[int, int]] = set()
        self._rects: list[tuple[int, Rect]] = []

    def add(self, page: int, first: int | None, last: int | None, rects: str | None) -> None:
        """What a stored target holds."""
        if first is not None and last is not None:
            self._words.update((page, word) for word in range(first, last + 1))
        self._rects += [(page, Rect(*rect)) for rect in json.loads(rects or "[]")]

    def holds(self, targets: Sequence[Target]) -> bool:
        """Whether every word and every region of ``targets`` is redacted already."""
        return all(
            all((target.page, word) in self._words for word in target.words)
            and all(self._holds_rect(target.page, rect) for rect in target.rects_pt)
            for target in targets
        )

    def _holds_rect(self, page: int, rect: Rect) -> bool:
        return any(p == page and r.union(rect) == r for p, r in self._rects)


def taken_in(store: Scanning, document_ids: Sequence[str]) -> dict[str, Taken]:
    """What is redacted already, by document; those without a redaction are left out."""
    taken: dict[str, Taken] = {}
    for document_id, page, first, last, rects in store.redacted(document_ids):
        taken.setdefault(document_id, Taken()).add(page, first, last, rects)
    return taken


def taken_of(store: Scanning, document_id: str) -> Taken:
    """What is redacted already in a document."""
    return taken_in(store, [document_id]).get(document_id, Taken())


def places_on(
    store: Scanning, document: Listed, numbers: Sequence[int], wanted: Wanted
) -> list[Match]:
    """Places on some pages of a document that say a text and are not redacted yet."""
    taken = taken_of(store, document.id)
    matches = []
    for stored in store.pages_at([(document.id, number) for number in numbers]):
        page = LightPage(stored)
        for first, last in saying(page, wanted):
            targets = (Target(page.number, first, last),)
            if not taken.holds(targets):
                matches.append(match_of(document, targets, {page.number: page}))
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
    document: Listed, targets: tuple[Target, ...], light: Mapping[int, LightPage]
) -> Match:
    """A place with its words amid their line, from the pages it touches."""
    said = []
    for target in targets:
        page = light[target.page]
        words = target.words
        said.append(page.said(words[0], words[-1]) if words else "")
    first = targets[0]
    page = light[first.page]
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
