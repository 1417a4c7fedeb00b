"""Strokes of a cut word that run on over the edge of its box, into the place of a neighbour.

A tail or an ascender that ends in the next line says which letter it is of. Whose a stroke is
shows by where most of it lies.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from workbench.domain.geometry import Rect, bounding
from workbench.engines.islands import islands
from workbench.release.ink_around import InkAround, Place, ink_around

_MOSTLY = 0.6
"""Share of a piece of ink inside the box from which on it is the cut word's."""
_FARTHEST = 0.5
_LONGEST = 1.6
"""Shares of a line's height: how far a box follows a stroke, and what is longer than a letter."""
_COARSE_PX = 24


def over_strokes(
    rect: Rect, line_pt: float, size_pt: tuple[float, float], image: Image.Image
) -> Rect:
    """A box over the strokes that begin in it and run on; ``image`` is the page's pixels."""
    around = ink_around(image, size_pt, rect, line_pt, lines=1)
    if around is None:
        return rect
    around = around.reduced(_COARSE_PX)
    found = map(around.rect_of, _running(around))
    return (bounding([rect, *found]) or rect).clamped(*size_pt) or rect


def _running(around: InkAround) -> Iterator[Place]:
    """Extents of pieces that lie mostly inside the box, and not all."""
    box, line = around.box, around.line
    for piece in islands(around.ink, within=box, corners=False):
        left, top, right, bottom = piece.extent
        out = max(box[0] - left, box[1] - top, right - box[2], bottom - box[3])
        if not 0 < out <= _FARTHEST * line or max(piece.width, piece.height) > _LONGEST * line:
            continue
        inside = sum(box[0] <= x < box[2] and box[1] <= y < box[3] for x, y in piece.places())
        if inside >= _MOSTLY * piece.count:
            yield piece.extent
