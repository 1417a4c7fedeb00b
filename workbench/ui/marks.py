"""Annotations of a page cut into runs of words on lines, stacked so that none hides another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.fields import FIELD_TITLES
from workbench.domain.geometry import Rect, bounding
from workbench.domain.labels import Label
from workbench.domain.markings import PORTION_VALUES
from workbench.domain.pages import PageText
from workbench.domain.times import said_days

UNDERLINED = (Kind.ENTITY, Kind.MARKING, Kind.FIELD, Kind.NOTE)
"""Kinds drawn as lines under the words; they share one stack of depths."""


_SHORT = {value: mark for mark, value in PORTION_VALUES.items()}


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one line that a mark covers; characters cut into the end words.

    ``starts`` and ``ends`` say whether the mark really begins and ends here, or runs on from
    and to another line.
    """

    line: int
    first: int
    last: int
    starts: bool
    ends: bool
    first_char: int = 0
    last_char: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation as drawn on one page. ``depth`` 0 is nearest the words (innermost)."""

    annotation: Annotation
    label: Label | None
    runs: tuple[Run, ...]
    regions_pt: tuple[Rect, ...]
    depth: int

    @property
    def is_suggestion(self) -> bool:
        """Waits for a person: drawn dashed."""
        return self.annotation.status == Status.SUGGESTED

    @property
    def is_black(self) -> bool:
        """An approved redaction: drawn black."""
        return self.annotation.status == Status.APPROVED

    def holds(self, word: int) -> bool:
        """Whether a word of the page is one of its own."""
        return any(run.first <= word <= run.last for run in self.runs)

    def boxes_pt(self, text: PageText) -> tuple[Rect, ...]:
        """Rectangles on the page, one a run or region."""
        words = text.words
        runs = (
            bounding(words[i].rect_pt for i in range(run.first, run.last + 1)) for run in self.runs
        )
        return (*(box for box in runs if box is not None), *self.regions_pt)


def marks_of(
    text: PageText,
    annotations: Iterable[Annotation],
    label_of: Callable[[Annotation], Label | None],
) -> tuple[Mark, ...]:
    """The marks of one page, outermost first, so that the inner ones are painted over them."""
    drafts = []
    for annotation in annotations:
        runs: list[Run] = []
        regions: list[Rect] = []
        for target in annotation.targets:
            if target.page == text.number:
                runs.extend(_runs(text, target))
                regions.extend(target.rects_pt)
        if runs or regions:
            drafts.append((annotation, tuple(runs), tuple(regions)))
    drafts.sort(key=lambda draft: sum(run.last - run.first + 1 for run in draft[1]))
    taken: dict[str, list[list[tuple[int, int]]]] = {}
    marks = []
    for annotation, runs_, regions_ in drafts:
        stack = "under" if annotation.kind in UNDERLINED else annotation.kind.value
        depth = _settle(taken.setdefault(stack, []), [(run.first, run.last) for run in runs_])
        marks.append(Mark(annotation, label_of(annotation), runs_, regions_, depth))
    return tuple(reversed(marks))


def _runs(text: PageText, target: Target) -> Iterable[Run]:
    words = target.words
    if not len(words) or words[0] >= len(text.words):
        return  # a page read again can be shorter than an annotation remembers
    first, last = words[0], min(words[-1], len(text.words) - 1)
    for number in range(text.line_of_word[first], text.line_of_word[last] + 1):
        line = text.lines[number]
        a, b = max(first, line.first), min(last, line.last)
        yield Run(
            number,
            a,
            b,
            starts=a == first,
            ends=b == last,
            first_char=target.first_char if a == first else 0,
            last_char=target.last_char if b == last else None,
        )


def _settle(levels: list[list[tuple[int, int]]], spans: Sequence[tuple[int, int]]) -> int:
    """The lowest level on which none of the spans meets one that already lies there."""
    for depth, level in enumerate(levels):
        if not any(a <= d and c <= b for a, b in spans for c, d in level):
            level.extend(spans)
            return depth
    levels.append(list(spans))
    return len(levels) - 1


def innermost_at(
    text: PageText, marks: Sequence[Mark], x: float, y: float, slack_pt: float = 1.5
) -> list[Mark]:
    """Marks under a point of the page, the smallest first."""
    found = []
    for mark in marks:
        boxes = mark.boxes_pt(text)
        if any(box.inflated(slack_pt).contains(x, y) for box in boxes):
            found.append((sum(box.area for box in boxes), mark))
    found.sort(key=lambda pair: pair[0])
    return [mark for _, mark in found]


def short_portion(value: str) -> str:
    """A portion's level as its short mark: ``C`` for CONFIDENTIAL; unknown ones as they are."""
    return _SHORT.get(value, value)


def caption(mark: Mark) -> str:
    """A paragraph's number and portion mark for the gutter; empty where it has neither."""
    attributes = mark.annotation.attributes
    number, portion = attributes.get("number"), attributes.get("portion")
    parts = [f"¶{number}" if number else "", short_portion(str(portion)) if portion else ""]
    return " ".join(part for part in parts if part)


def describe(mark: Mark) -> str:
    """A mark in words, for tooltips and for screen readers."""
    annotation = mark.annotation
    if annotation.kind == Kind.REDACTION:
        name = f"Redaction {annotation.label or 'without code'}"
    else:
        name = (
            mark.label.title
            if mark.label
            else FIELD_TITLES.get(annotation.label, annotation.label or annotation.kind.value)
        )
    parts = [name]
    if annotation.kind == Kind.PARAGRAPH:
        details = (annotation.attributes.get(key) for key in ("number", "portion"))
        parts += [str(detail) for detail in details if detail]
    if annotation.value:
        parts.append(said_days(annotation.value))
    if annotation.status != Status.ACCEPTED:
        parts.append(annotation.status.value)
    if annotation.note:
        parts.append(annotation.note)
    return ", ".join(parts)
