"""Boxes wider than their words, so that their width tells nothing of what is under them."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from statistics import linear_regression

from workbench.domain.annotations import Target
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText

QUANTUM_PT = 72.0
"""Boxes widened to the next of a few widths are whole inches wide, and end between words."""
_HAIR_PT = 0.5
_EDGE_PT = 18.0
"""Nearer to the page's edge no box is widened."""
_LONG_PT = 100.0
"""Words must reach this far for their line to tell how askew it runs."""
_MARGIN = 0.06
"""Shares of its height by which a box over a line is higher."""
_ASKEW = 0.35
"""Shares of its height that a line may rise or fall before its box is laid in steps."""


def widened(
    boxes: Sequence[Rect],
    pad: str,
    target: Target,
    text: PageText,
    passages: Sequence[frozenset[int]] = (),
    *,
    sideways: bool,
) -> list[Rect]:
    """The boxes of words (points, one a line), widened as ``pad`` says.

    ``quantum`` goes to whole inches: to the right where that is white, else to both sides where
    they are, else to the right over words, and on to the end of one it would cut;
    ``line`` covers each line from its first to its last word; ``paragraph`` covers all lines of
    the paragraph, from its left to its right edge: of those of ``passages`` (the words of
    accepted paragraphs) that hold the words, else of the blocks they were read in. Boxes over
    lines that run askew are laid in steps of a fixed length. Words of neighbours that are
    covered go with the box. ``sideways``: lines run up or down the page.
    """
    lines = sorted({text.line_of_word[word] for word in target.words})
    if pad == "quantum":
        return [
            _to_quantum(box, _line(text, line), sideways)
            for box, line in zip(boxes, lines, strict=True)
        ]
    if pad == "line":
        held = [_line(text, line) for line in lines]
        return [step for line in held for step in _steps(line, *_span(line, sideways), sideways)]
    covered = _lines_of_passages(target, text, passages)
    start, end = _span([rect for line in covered for rect in _line(text, line)], sideways)
    return [step for line in covered for step in _steps(_line(text, line), start, end, sideways)]


def _lines_of_passages(
    target: Target, text: PageText, passages: Sequence[frozenset[int]]
) -> list[int]:
    """The lines that a paragraph is on: of each word the shortest passage, else its block."""
    covered: set[int] = set()
    for word in target.words:
        held = min((p for p in passages if word in p), key=len, default=None)
        block = text.words[word].block
        words = held or (n for n, other in enumerate(text.words) if other.block == block)
        covered.update(text.line_of_word[n] for n in words)
    return sorted(covered)


def _span(rects: Sequence[Rect], sideways: bool) -> tuple[float, float]:
    """From the first to the last edge along the line."""
    starts, ends = zip(*(_along(rect, sideways) for rect in rects), strict=True)
    return min(starts) - _HAIR_PT, max(ends) + _HAIR_PT


def _steps(line: Sequence[Rect], start: float, end: float, sideways: bool) -> list[Rect]:
    """Boxes over a line of words between two places along it, as it rises or falls.

    Steps are of one length, so that they tell nothing of the words.
    """
    middles = [sum(_along(rect, sideways)) / 2 for rect in line]
    lows, highs = zip(*(_along(rect, not sideways) for rect in line), strict=True)
    slope = 0.0
    if max(middles) - min(middles) >= _LONG_PT:
        slope = linear_regression(
            middles, [(low + high) / 2 for low, high in zip(lows, highs, strict=True)]
        ).slope
    height = max(high - low for low, high in zip(lows, highs, strict=True))
    if abs(slope) * (end - start) <= _ASKEW * height:
        slope = 0.0
    top = min(low - slope * at for low, at in zip(lows, middles, strict=True))
    bottom = max(high - slope * at for high, at in zip(highs, middles, strict=True))
    margin = height * _MARGIN
    count = max(1, ceil(abs(slope) * (end - start) / (_ASKEW * height)))
    length = (end - start) / count
    boxes = []
    for number in range(count):
        first = start + number * length
        rises = sorted((slope * first, slope * (first + length)))
        low, high = top + rises[0] - margin, bottom + rises[1] + margin
        boxes.append(
            Rect(low, first, high, first + length)
            if sideways
            else Rect(first, low, first + length, high)
        )
    return boxes


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


def _along(rect: Rect, sideways: bool) -> tuple[float, float]:
    return (rect.y0, rect.y1) if sideways else (rect.x0, rect.x1)


def _with(box: Rect, start: float, end: float, sideways: bool) -> Rect:
    if sideways:
        return Rect(box.x0, start, box.x1, end)
    return Rect(start, box.y0, end, box.y1)
