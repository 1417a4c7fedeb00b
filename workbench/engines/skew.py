"""The tilt of a scan, found in the profile of its rows, and undone for reading."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageOps, ImageStat

from workbench.domain.geometry import Rect

LARGEST_DEGREES = 7.0
WORTH_UNDOING_DEGREES = 0.25
_LOOK_PX = 700
"""The longer side of the copy that is looked at is this, or up to twice this."""
_LEAST_PX = 60
_COLUMNS = 48
_COARSE, _FINE = 0.5, 0.1
_PLAINLY_LEVEL = 1.5
"""How much sharper than at half a degree and at all whole degrees the rows of a level page are
(measured: at most 0.8 on real scans that had to be turned)."""
_SQUARES = [step * step for step in range(256)]


@dataclass(frozen=True, slots=True)
class Straightened:
    """An image with its tilt undone; ``degrees`` is what it was turned by, counter-clockwise.

    ``size`` is the size in pixels before turning.
    """

    image: Image.Image
    degrees: float
    size: tuple[int, int]

    def back(self, rect: Rect) -> Rect:
        """A rectangle of the straightened image as it lies on the image before, in its pixels."""
        if not self.degrees:
            return rect
        angle = math.radians(self.degrees)
        cos, sin = math.cos(angle), math.sin(angle)
        centre_x, centre_y = self.image.width / 2, self.image.height / 2
        middle_x, middle_y = self.size[0] / 2, self.size[1] / 2
        corners = []
        for x, y in (
            (rect.x0, rect.y0),
            (rect.x1, rect.y0),
            (rect.x0, rect.y1),
            (rect.x1, rect.y1),
        ):
            dx, dy = x - centre_x, y - centre_y
            corners.append((middle_x + dx * cos - dy * sin, middle_y + dx * sin + dy * cos))
        # The corners of a tilted word stick out over its ink; take the middles of its sides.
        xs = sorted(x for x, _ in corners)
        ys = sorted(y for _, y in corners)
        return Rect((xs[0] + xs[1]) / 2, ys[0], (xs[2] + xs[3]) / 2, ys[3])


def straightened(image: Image.Image) -> Straightened:
    """Turn a page of text so that its lines lie level; a page that is level is left as it is."""
    degrees = skew_of(image)
    if abs(degrees) < WORTH_UNDOING_DEGREES:
        return Straightened(image, 0.0, image.size)
    grey = image.convert("L")
    paper = _paper_tone(grey)
    turned = grey.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=paper)
    return Straightened(turned, degrees, image.size)


def skew_of(image: Image.Image) -> float:
    """Degrees, counter-clockwise, by which the image must be turned to lie level.

    Level lines make the row sums of a page jump most sharply; that is what is looked for, on
    a small copy, first by half degrees, then by tenths. 0.0 where no turn is clearly better.
    """
    grey = image if image.mode == "L" else image.convert("L")
    small = grey.reduce(max(1, max(grey.size) // _LOOK_PX))
    if min(small.size) < _LEAST_PX:
        return 0.0
    ink = ImageOps.invert(ImageOps.autocontrast(small, cutoff=1))
    ink = ink.point([tone if tone > 96 else 0 for tone in range(256)])
    margin_x, margin_y = ink.width // 12, ink.height // 12
    ink = ink.crop((margin_x, margin_y, ink.width - margin_x, ink.height - margin_y))
    # Few columns will do: along a line of print they all say the same.
    profile = ink.resize((_COLUMNS, ink.height), Image.Resampling.BOX)
    slope = ink.width / _COLUMNS

    def sharpness(degrees: float, resampling: Image.Resampling) -> float:
        return _sharpness(profile, slope * math.tan(math.radians(degrees)), resampling)

    def look(steps: Iterable[int]) -> dict[float, float]:
        angles = (step * _COARSE for step in steps)
        return {angle: sharpness(angle, Image.Resampling.NEAREST) for angle in angles}

    most = round(LARGEST_DEGREES / _COARSE)
    coarse = look({-1, 0, 1, *range(-most, most + 1, 2)})
    others = (sharp for angle, sharp in coarse.items() if angle)
    if coarse[0.0] > _PLAINLY_LEVEL * max(others):
        return 0.0
    coarse |= look(range(-most + 1, most, 2))
    best = max(coarse, key=lambda angle: (coarse[angle], -abs(angle)))
    reach = round(_COARSE / _FINE)
    angles = (best + n * _FINE for n in range(-reach, reach + 1))
    fine = {angle: sharpness(angle, Image.Resampling.BILINEAR) for angle in angles}
    found = max(fine, key=lambda angle: (fine[angle], -abs(angle)))
    if abs(found) > LARGEST_DEGREES - _COARSE or fine[found] < coarse[0.0] * 1.05:
        return 0.0
    return round(found, 2)


def _sharpness(profile: Image.Image, rise: float, resampling: Image.Resampling) -> float:
    """How much neighbouring row means differ once each column is moved by ``rise`` pixels more."""
    middle = profile.width / 2
    sheared = profile.transform(
        profile.size,
        Image.Transform.AFFINE,
        (1, 0, 0, rise, 1, -rise * middle),
        resampling,
    )
    rows = sheared.reduce((profile.width, 1))
    steps = ImageChops.difference(rows, ImageChops.offset(rows, 0, 1)).histogram()
    return float(sum(map(operator.mul, _SQUARES, steps)))


def _paper_tone(grey: Image.Image) -> int:
    return int(ImageStat.Stat(grey).median[0])
