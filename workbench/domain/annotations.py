"""Annotations: a label on words or regions of a document. Redactions are annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workbench.domain.geometry import Rect, bounding
from workbench.domain.pages import DocumentText, PageText


class Kind(StrEnum):
    """What an annotation is; the ``kind`` of the JSONL contract."""

    PARAGRAPH = "paragraph"
    MARKING = "marking"
    ENTITY = "entity"
    REDACTION = "redaction"
    FIELD = "field"
    NOTE = "note"


class Status(StrEnum):
    """Where an annotation stands: suggestions await a person, redactions await a decision."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


REDACTION_STATUSES = (Status.PROPOSED, Status.APPROVED, Status.REFUSED)

DECISION_NOTE = "decision_note"
"""Attribute of a redaction: why it was refused, or what its approver had to say."""

PAD = "pad"
"""Attribute of a redaction: how far its boxes reach beyond the words, one of :data:`PADS`."""

PADS = ("quantum", "line", "paragraph")
"""To the next of a few widths; over the whole line; over all lines of the paragraph."""

WITHHOLD = "withhold"
"""Attribute of a redaction that withholds whole pages: ``page``, or ``document`` for them all."""


@dataclass(frozen=True, slots=True)
class Target:
    """A part of one page: a run of words, or rectangles where there are no words.

    Words are counted from 0 on the page, ``first_word`` to ``last_word`` both included.
    ``first_char`` and ``last_char`` (end, not included; None is the whole word) cut into the
    first and last word. They are clamped when a correction makes the word shorter.
    ``rects_pt`` is used, and not empty, only when there are no words.
    """

    page: int
    first_word: int | None = None
    last_word: int | None = None
    first_char: int = 0
    last_char: int | None = None
    rects_pt: tuple[Rect, ...] = ()

    def __post_init__(self) -> None:
        if (self.first_word is None) != (self.last_word is None):
            raise ValueError("a target needs both a first and a last word, or neither")
        if self.first_word is None and not self.rects_pt:
            raise ValueError("a target needs words or rectangles")
        if self.first_word is not None and self.last_word is not None:
            if self.rects_pt:
                raise ValueError("a target has words or rectangles, not both")
            if not 0 <= self.first_word <= self.last_word:
                raise ValueError(f"words out of order: {self.first_word} to {self.last_word}")

    def __reduce__(self) -> tuple[type[Target], tuple[object, ...]]:
        # Thousands cross to workers and back: a dataclass's own way takes three times as long.
        words = self.first_word, self.last_word, self.first_char, self.last_char
        return Target, (self.page, *words, self.rects_pt)

    @property
    def words(self) -> range:
        """Indices of the words it holds; empty for a region."""
        if self.first_word is None or self.last_word is None:
            return range(0)
        return range(self.first_word, self.last_word + 1)

    def span(self, page: PageText) -> tuple[int, int] | None:
        """Offsets in the page's text, or None for a region."""
        if self.first_word is None or self.last_word is None:
            return None
        start, end = page.starts[self.first_word], page.ends[self.last_word]
        if self.first_char:
            start = min(start + self.first_char, page.ends[self.first_word])
        if self.last_char is not None:
            end = min(page.starts[self.last_word] + self.last_char, end)
        return (start, max(start, end))

    def boxes(self, page: PageText) -> tuple[Rect, ...]:
        """Rectangles on the page, one a line. Cut words count whole: a box never cuts a word."""
        if self.first_word is None or self.last_word is None:
            return self.rects_pt
        return page.rects_of(self.first_word, self.last_word)


@dataclass(frozen=True, slots=True)
class Annotation:
    """A label on one or more targets, with where it came from and where it stands.

    ``label`` is a name of the label set; for a redaction it is its code (empty: none yet).
    ``origin`` is ``person`` or ``rule:<name>`` or ``model:<name>``. ``author`` is who made it
    (for a redaction: who proposed it), ``decided_by`` who accepted, approved or refused it.
    Times are ISO 8601 UTC. ``attributes`` holds JSON values.
    """

    id: str
    document_id: str
    kind: Kind
    label: str
    targets: tuple[Target, ...]
    status: Status
    origin: str = "person"
    value: str | None = None
    note: str = ""
    score: float | None = None
    author: str | None = None
    created_at: str = ""
    decided_by: str | None = None
    decided_at: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.targets:
            raise ValueError("an annotation needs a target")

    @property
    def pages(self) -> tuple[int, ...]:
        """Numbers of the pages it touches, ascending."""
        return tuple(sorted({target.page for target in self.targets}))

    @property
    def order(self) -> tuple[int, int, float]:
        """Key that sorts annotations as a reader meets them."""
        first = min(self.targets, key=lambda t: (t.page, t.first_word or 0))
        if first.first_word is not None:
            return (first.page, first.first_word, 0.0)
        box = bounding(first.rects_pt)
        return (first.page, 0, box.y0 if box else 0.0)


def new_id() -> str:
    """A fresh text UUID."""
    from uuid import uuid4  # only here: the first window is painted before any is made

    return str(uuid4())


def text_of(annotation: Annotation, page_of: Callable[[int], PageText]) -> str:
    """The words it holds, parts joined by a newline; empty for a region."""
    parts = []
    for target in annotation.targets:
        page = page_of(target.page)
        span = target.span(page)
        if span is not None:
            parts.append(page.text[span[0] : span[1]])
    return "\n".join(parts)


def context_of(annotation: Annotation, page_of: Callable[[int], PageText]) -> tuple[str, str]:
    """What stands on the same lines before and after its words; nothing for a region."""
    target = next((target for target in annotation.targets if len(target.words)), None)
    if target is None:
        return "", ""
    page = page_of(target.page)
    span = target.span(page)
    if span is None:
        return "", ""
    words = target.words
    first, last = (page.lines[page.line_of_word[word]] for word in (words[0], words[-1]))
    return page.text[page.starts[first.first] : span[0]], page.text[span[1] : page.ends[last.last]]


def spans_of(annotation: Annotation, document: DocumentText) -> list[tuple[int, int]]:
    """Offsets of each worded target in the document's text, in order of the text."""
    spans = []
    for target in annotation.targets:
        span = target.span(document.page(target.page))
        if span is not None:
            base = document.page_starts[target.page - 1]
            spans.append((base + span[0], base + span[1]))
    return sorted(spans)


def target_from_span(page: PageText, start: int, end: int) -> Target | None:
    """The target for offsets of a page's text; None where no word is touched."""
    found = page.words_between(start, end)
    if found is None:
        return None
    first, last = found
    first_char = max(0, start - page.starts[first])
    last_char = None if end >= page.ends[last] else end - page.starts[last]
    return Target(page.number, first, last, first_char, last_char)


def overlapping(annotations: Iterable[Annotation], page: int, word: int) -> list[Annotation]:
    """Those that hold a given word, the shortest (innermost) first."""
    found = [
        annotation
        for annotation in annotations
        if any(t.page == page and word in t.words for t in annotation.targets)
    ]
    return sorted(found, key=lambda a: sum(len(t.words) for t in a.targets))
