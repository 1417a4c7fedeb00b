"""Boxes wider than their words, so that their width tells nothing of what is under them."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from workbench.domain.annotations import Target
from workbench.domain.geometry import Rect, bounding
from workbench.domain.pages import PageText

QUANTUM_PT = 72.0
"""Boxes widened to the next of a few widths are whole inches wide, and end between words."""
_HAIR_PT = 0.5
_EDGE_PT = 18.0
"""Nearer to the page's edge no box is widened."""


def widened(
    boxes: Sequence[Rect], pad: str, target: Target, text: PageText, *, sideways: bool
) -> list[Rect]:
    """The boxes of words (points, one a line), widened as ``pad`` says.

    ``quantum`` goes to whole inches: to the right where that is white, else to both sides where
    they are, else to the right over words, and on to the end of one it would cut;
    ``line`` covers each line from its first to its last word; ``paragraph`` covers all lines of
    the block, from its left to its right edge. Words of neighbours that are covered go with the
    box. ``sideways``: lines run up or down the page.
    """
    lines = sorted({text.line_of_word[word] for word in target.words})
    if pad == "quantum":
        return [
            _to_quantum(box, _line(text, line), sideways)
            for box, line in zip(boxes, lines, strict=True)
        ]
    if pad == "line":
        return [
            _as_long(box, _line(text, line), sideways)
            for box, line in zip(boxes, lines, strict=True)
        ]
    blocks = {text.words[word].block for word in target.words}
    covered = [line for line in text.lines if text.words[line.first].block in blocks]
    every = [rect for line in covered for rect in _line(text, line.number)]
    start = min(_along(rect, sideways)[0] for rect in every) - _HAIR_PT
    end = max(_along(rect, sideways)[1] for rect in every) + _HAIR_PT
    margin = max(_across(box, sideways) for box in boxes) * 0.06
    grown = []
    for line in covered:
        box = bounding(_line(text, line.number))
        if box is not None:
            grown.append(_with(box.inflated(margin), start, end, sideways))
    return grown


def _line(text: PageText, number: int) -> list[Rect]:
    line = text.lines[number]
    return [text.words[word].rect_pt for word in range(line.first, line.last + 1)]


def _to_quantum(box: Rect, line: Sequence[Rect], sideways: bool) -> Rect:
    start, end = _along(box, sideways)
    goal = start + ceil((end - start) / QUANTUM_PT) * QUANTUM_PT
    others = [_along(rect, sideways) for rect in line]
    after = min((first for first, last in others if last > end), default=goal) - _HAIR_PT
    before = max((last for first, last in others if first < start), default=_EDGE_PT) + _HAIR_PT
    right = max(0.0, min(goal, after) - end)
    left = goal - end - right
    if after < goal and left <= start - before:
        return _with(box, start - left, end + right, sideways)  # white enough on both sides
    for first, last in others:
        if first < goal < last + _HAIR_PT:
            goal = last + _HAIR_PT
    return _with(box, start, goal, sideways)


def _as_long(box: Rect, others: Sequence[Rect], sideways: bool) -> Rect:
    starts, ends = zip(*(_along(rect, sideways) for rect in others), strict=True)
    start, end = _along(box, sideways)
    return _with(box, min(start, *starts) - _HAIR_PT, max(end, *ends) + _HAIR_PT, sideways)


def _along(rect: Rect, sideways: bool) -> tuple[float, float]:
    return (rect.y0, rect.y1) if sideways else (rect.x0, rect.x1)


def _across(rect: Rect, sideways: bool) -> float:
    return rect.width if sideways else rect.height


def _with(box: Rect, start: float, end: float, sideways: bool) -> Rect:
    if sideways:
        return Rect(box.x0, start, box.x1, end)
    return Rect(start, box.y0, end, box.y1)
