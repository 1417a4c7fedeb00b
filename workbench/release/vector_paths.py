"""Lines and areas of a born-digital page: what a box covers goes, what reaches under it tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pikepdf

from workbench.domain.geometry import Rect
from workbench.release.vector_errors import CannotPreserveError, number

_FEW = 6
_RULE = 2.5
"""A straight piece this many times as long as a box is high is a rule or a background."""
_LEVEL_PT = 0.5

Instruction = tuple[list[pikepdf.Object], pikepdf.Operator]


@dataclass
class Subpath:
    """One piece of a path: its operators, its corners in plan points, whether it is straight."""

    operators: list[Instruction] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)
    straight: bool = True

    def extent(self, margin: float = 0.0) -> Rect:
        """The rectangle around it, ``margin`` points wider on every side."""
        across, down = [x for x, _ in self.points], [y for _, y in self.points]
        return Rect(
            min(across) - margin, min(down) - margin, max(across) + margin, max(down) + margin
        )

    def is_level(self) -> bool:
        """Whether it is a few lines along the page's edges: a rule, a frame, a background."""
        if not self.straight or len(self.points) > _FEW:
            return False
        return all(
            abs(x0 - x1) < _LEVEL_PT or abs(y0 - y1) < _LEVEL_PT
            for (x0, y0), (x1, y1) in zip(self.points, self.points[1:], strict=False)
        )


class Path:
    """The path under construction."""

    def __init__(self) -> None:
        self.subpaths: list[Subpath] = []

    def add(self, operator: str, operands: Sequence[object], to_page: pikepdf.Matrix) -> None:
        """Take up one construction operator; ``to_page`` leads to plan points."""
        values = [number(value) for value in operands]
        written: Instruction = (list(operands), pikepdf.Operator(operator))  # type: ignore[arg-type]
        if operator == "m" or not self.subpaths or operator == "re":
            self.subpaths.append(Subpath())
        elif self.subpaths[-1].operators and str(self.subpaths[-1].operators[-1][1]) in ("h", "re"):
            start = self.subpaths[-1].points[0]
            raw = self.subpaths[-1].operators[0][0][:2]
            self.subpaths.append(Subpath([(list(raw), pikepdf.Operator("m"))], [start]))
        path = self.subpaths[-1]
        path.operators.append(written)
        if operator == "re":
            if len(values) != 4:
                raise CannotPreserveError("its file is damaged")
            x, y, width, height = values
            corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
            path.points.extend(to_page.transform(corner) for corner in corners)
            return
        path.straight &= operator not in ("c", "v", "y")
        pairs = zip(values[::2], values[1::2], strict=False)
        path.points.extend(to_page.transform(pair) for pair in pairs)

    def extent(self, margin: float = 0.0) -> Rect | None:
        """The rectangle around all of it, None where there is nothing."""
        return around(sub.extent(margin) for sub in self.subpaths if sub.points)

    def without(self, boxes: Sequence[Rect], seen: Rect, margin: float) -> list[Instruction]:
        """What may be painted: not what lies under a box or where it is never seen.

        Raises:
            CannotPreserveError: a drawing lies half under a box.
        """
        kept: list[Instruction] = []
        for sub in self.subpaths:
            if not sub.points:
                continue
            extent = sub.extent(margin)
            if not touches(extent, seen) or any(holds(box, extent) for box in boxes):
                continue
            for box in boxes:
                if touches(extent, box) and not _is_rule(sub, extent, box):
                    raise CannotPreserveError("a drawing lies half under a box")
            kept.extend(sub.operators)
        return kept


def _is_rule(sub: Subpath, extent: Rect, box: Rect) -> bool:
    lesser = min(box.width, box.height)
    return sub.is_level() and max(extent.width, extent.height) >= _RULE * lesser


def around(rects: Iterable[Rect]) -> Rect | None:
    """The rectangle around rectangles."""
    found = list(rects)
    if not found:
        return None
    return Rect(
        min(r.x0 for r in found),
        min(r.y0 for r in found),
        max(r.x1 for r in found),
        max(r.y1 for r in found),
    )


def touches(one: Rect, other: Rect) -> bool:
    """Whether two rectangles meet; those without area count."""
    return one.x0 <= other.x1 and other.x0 <= one.x1 and one.y0 <= other.y1 and other.y0 <= one.y1


def holds(outer: Rect, inner: Rect) -> bool:
    """Whether one rectangle lies in another."""
    return (
        outer.x0 <= inner.x0
        and outer.y0 <= inner.y0
        and outer.x1 >= inner.x1
        and outer.y1 >= inner.y1
    )


def common(one: Rect, other: Rect) -> Rect:
    """What two rectangles share; empty and out of the way where they share nothing."""
    x0, y0 = max(one.x0, other.x0), max(one.y0, other.y0)
    x1, y1 = min(one.x1, other.x1), min(one.y1, other.y1)
    return Rect(x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else Rect(-9e9, -9e9, -9e9, -9e9)
