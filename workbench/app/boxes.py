"""What the boxes of redactions do to a page: ink they miss or cut, words they cover besides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.app import tasks
from workbench.app.jobs import Call
from workbench.domain.annotations import PAD, WITHHOLD, Annotation, Kind, Status
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.domain.leaks import Leak, LeakKind
from workbench.domain.pages import PageText

if TYPE_CHECKING:
    from workbench.app.session import Session
    from workbench.engines.ink import EdgeInk
    from workbench.release.plan import PageBox

_INK_S = 120.0
_MOST = 0.5
"""A word of which a greater share lies under a box is covered by it."""


class Boxes:
    """Looks at boxes as a release would burn them, decided on or not.

    ``on_leak`` gets what workers find on the page's pixels; ``failures`` are sentences about
    pages that could not be looked at.
    """

    def __init__(self, session: Session, on_leak: Callable[[Leak], None]) -> None:
        self._session = session
        self._on_leak = on_leak
        self._calls: set[Call] = set()
        self._asked = 0
        self.failures: list[str] = []

    @property
    def is_waiting(self) -> bool:
        """Whether workers are still looking."""
        return self._asked > 0

    def close(self) -> None:
        """Look no further."""
        for call in list(self._calls):
            call.cancel()

    def look_at(
        self, document: Document, text: Mapping[int, PageText], redactions: Sequence[Annotation]
    ) -> Iterator[Leak | None]:
        """What is known at once, and None after each page; workers are asked for the rest.

        ``text`` are the pages that have redactions.
        """
        from workbench.release.plan import boxes_on  # only who looks for leaks needs it

        session = self._session
        path = session.project.page_file(document)
        if any(redaction.attributes.get(WITHHOLD) == "document" for redaction in redactions):
            return
        by_id = {redaction.id: redaction for redaction in redactions}
        on: dict[int, list[Annotation]] = defaultdict(list)
        for redaction in redactions:
            for page in redaction.pages:
                on[page].append(redaction)
        cut = {(t.page, word) for r in redactions for t in r.targets for word in t.words}
        for number, words in text.items():
            paragraphs = session.annotations(
                document.id, pages={number}, kinds=(Kind.PARAGRAPH,), statuses=(Status.ACCEPTED,)
            )
            boxes = boxes_on(session.page(document.id, number), words, on[number], paragraphs)
            if boxes:
                yield from _covered(document, words, boxes, by_id, cut)
                if path.is_file():
                    self._ask(document, path, number, boxes, by_id)
            yield None

    def _ask(
        self,
        document: Document,
        path: Path,
        number: int,
        boxes: Sequence[PageBox],
        by_id: dict[str, Annotation],
    ) -> None:
        session = self._session
        self._asked += 1
        handle: list[Call] = []

        def done(edges: Sequence[EdgeInk]) -> None:
            self._asked -= 1
            self._calls.difference_update(handle)
            told: set[tuple[str, bool]] = set()
            for edge in edges:
                redaction = by_id[boxes[edge.box].annotation_id]
                is_left = edge.outside_pt <= edge.inside_pt
                if (redaction.id, is_left) not in told:
                    told.add((redaction.id, is_left))
                    self._on_leak(_edge(document, number, redaction, edge.side, is_left))

        def failed(error: UserError) -> None:
            self._asked -= 1
            self._calls.difference_update(handle)
            self.failures.append(error.sentence)

        call = session.runner().submit(
            tasks.ink_over_edges,
            str(path),
            number,
            tuple(box.rect_pt for box in boxes),
            timeout_s=_INK_S,
            on_done=lambda edges: session.post(lambda: done(edges)),
            on_error=lambda error: session.post(lambda: failed(error)),
        )
        handle.append(call)
        self._calls.add(call)


def _edge(document: Document, number: int, redaction: Annotation, side: str, is_left: bool) -> Leak:
    where = f"on page {number} of {document.name}, at its {side}"
    if is_left:
        kind, sentence = (
            LeakKind.INK_LEFT,
            f"Ink of what is redacted may show beside the box {where}.",
        )
    else:
        kind, sentence = LeakKind.INK_CUT, f"The box {where}, cuts ink that should stay."
    return Leak(kind, document.id, document.name, number, redaction.id, sentence)


def _covered(
    document: Document,
    page: PageText,
    boxes: Sequence[PageBox],
    by_id: dict[str, Annotation],
    cut: set[tuple[int, int]],
) -> Iterator[Leak]:
    """Words that a box made whole inches wide takes along; lines and paragraphs say it by name."""
    covered: dict[str, list[str]] = {}
    for box in boxes:
        if by_id[box.annotation_id].attributes.get(PAD) != "quantum":
            continue
        for index, word in enumerate(page.words):
            common = word.rect_pt.intersection(box.rect_pt)
            if (
                (page.number, index) not in cut
                and common is not None
                and common.area > word.rect_pt.area * _MOST
            ):
                covered.setdefault(box.annotation_id, []).append(word.reading)
    for annotation_id, readings in covered.items():
        words = "a word" if len(readings) == 1 else f"{len(readings)} words"
        yield Leak(
            LeakKind.COVERS_MORE,
            document.id,
            document.name,
            page.number,
            annotation_id,
            f"The widened box on page {page.number} of {document.name} covers {words} beside "
            "it, which the copy will not have. Widen it otherwise with B, or let it be.",
            said=" ".join(readings),
        )
