"""Rectangles in page points.

All boxes of the program live in one space: PDF points (1/72 inch), origin at the top left
corner of the crop box, y growing downwards, the page not rotated. Views rotate for the eye
alone; nothing rotated is ever stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Rect:
    """A rectangle in page points; ``x0 <= x1`` and ``y0 <= y1`` always hold."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if not (self.x0 <= self.x1 and self.y0 <= self.y1):  # also refuses NaN
            raise ValueError(f"not a rectangle: {self.x0}, {self.y0}, {self.x1}, {self.y1}")

    def __reduce__(self) -> tuple[type[Rect], tuple[float, float, float, float]]:
        # Pages cross to workers and back: a dataclass's own way takes three times as long.
        return Rect, (self.x0, self.y0, self.x1, self.y1)

    @classmethod
    def spanning(cls, xa: float, ya: float, xb: float, yb: float) -> Rect:
        """The rectangle between any two opposite corners."""
        return cls(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """Area in square points."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle point, ``(x, y)``."""
        return ((self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2)

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies inside or on the edge."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def intersects(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1
        )

    def intersection(self, other: Rect) -> Rect | None:
        """The common part, or None where they share no area."""
        if not self.intersects(other):
            return None
        return Rect(
            max(self.x0, other.x0),
            max(self.y0, other.y0),
            min(self.x1, other.x1),
            min(self.y1, other.y1),
        )

    def union(self, other: Rect) -> Rect:
        """The smallest rectangle around both."""
        return Rect(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def inflated(self, dx: float, dy: float | None = None) -> Rect:
        """Grown by ``dx`` and ``dy`` points on each side; never turned inside out."""
        dy = dx if dy is None else dy
        dx, dy = max(dx, -self.width / 2), max(dy, -self.height / 2)
        return Rect(self.x0 - dx, self.y0 - dy, self.x1 + dx, self.y1 + dy)

    def clamped(self, width_pt: float, height_pt: float) -> Rect | None:
        """The part on a page of the given size, or None when it lies outside."""
        return self.intersection(Rect(0, 0, width_pt, height_pt))

    def scaled(self, factor: float) -> Rect:
        """All coordinates multiplied, as for points to pixels."""
        return Rect(self.x0 * factor, self.y0 * factor, self.x1 * factor, self.y1 * factor)

    def as_list(self) -> list[float]:
        """``[x0, y0, x1, y1]`` rounded to a hundredth of a point, as stored and exported."""
        return [round(v, 2) for v in (self.x0, self.y0, self.x1, self.y1)]


def bounding(rects: Iterable[Rect]) -> Rect | None:
    """The smallest rectangle around all of them; None when there are none."""
    result: Rect | None = None
    for rect in rects:
        result = rect if result is None else result.union(rect)
    return result


def rotated_size(width_pt: float, height_pt: float, rotation: int) -> tuple[float, float]:
    """Size of the page as shown after a clockwise rotation by a multiple of 90 degrees."""
    return (height_pt, width_pt) if rotation % 180 else (width_pt, height_pt)


def rotate_point(
    x: float, y: float, width_pt: float, height_pt: float, rotation: int
) -> tuple[float, float]:
    """Where a point of the unrotated page stands once the page is turned clockwise.

    ``width_pt`` and ``height_pt`` are the unrotated page's.

    Raises:
        ValueError: the rotation is no multiple of 90.
    """
    match rotation % 360:
        case 0:
            return x, y
        case 90:
            return height_pt - y, x
        case 180:
            return width_pt - x, height_pt - y
        case 270:
            return y, width_pt - x
    raise ValueError(f"not a multiple of 90 degrees: {rotation}")


def rotate_rect(rect: Rect, width_pt: float, height_pt: float, rotation: int) -> Rect:
    """A rectangle of the unrotated page as it stands once the page is turned clockwise."""
    xa, ya = rotate_point(rect.x0, rect.y0, width_pt, height_pt, rotation)
    xb, yb = rotate_point(rect.x1, rect.y1, width_pt, height_pt, rotation)
    return Rect.spanning(xa, ya, xb, yb)


def unrotate_rect(rect: Rect, width_pt: float, height_pt: float, rotation: int) -> Rect:
    """The inverse of :func:`rotate_rect`; width and height are the unrotated page's."""
    shown_width, shown_height = rotated_size(width_pt, height_pt, rotation)
    return rotate_rect(rect, shown_width, shown_height, -rotation % 360)


def hit(rects: Sequence[Rect], x: float, y: float, slack_pt: float = 0.0) -> int | None:
    """Index of the rectangle under a point: the smallest that holds it, else the nearest.

    The nearest counts only within ``slack_pt``; ties go to the first.
    """
    holding = [i for i, rect in enumerate(rects) if rect.contains(x, y)]
    if holding:
        return min(holding, key=lambda i: rects[i].area)
    if slack_pt <= 0 or not rects:
        return None
    nearest = min(range(len(rects)), key=lambda i: _distance(rects[i], x, y))
    return nearest if _distance(rects[nearest], x, y) <= slack_pt else None


def _distance(rect: Rect, x: float, y: float) -> float:
    dx = max(rect.x0 - x, 0.0, x - rect.x1)
    dy = max(rect.y0 - y, 0.0, y - rect.y1)
    return float((dx * dx + dy * dy) ** 0.5)
