"""Strokes of a cut word that run on over the edge of its box, into the place of a neighbour.

A tail or an ascender that ends in the next line says which letter it is of. Whose a stroke is
shows by where most of it lies.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from workbench.domain.geometry import Rect, bounding
from workbench.release.stamp import box_px

_MOSTLY = 0.6
"""Share of a piece of ink inside the box from which on it is the cut word's."""
_FARTHEST = 0.5
_LONGEST = 1.6
"""Shares of a line's height: how far a box follows a stroke, and what is longer than a letter."""
_COARSE_PX = 24
_IS_INK = [255 if level < 128 else 0 for level in range(256)]
_ANY = [255 if level else 0 for level in range(256)]

_Place = tuple[int, int, int, int]


def over_strokes(
    rect: Rect, line_pt: float, size_pt: tuple[float, float], image: Image.Image
) -> Rect:
    """A box over the strokes that begin in it and run on; ``image`` is the page's pixels."""
    place = box_px(rect, image.size, size_pt)
    line = round(line_pt * image.height / size_pt[1])
    around = (
        max(0, place[0] - line),
        max(0, place[1] - line),
        min(image.width, place[2] + line),
        min(image.height, place[3] + line),
    )
    if line <= 0 or around[0] >= around[2] or around[1] >= around[3]:
        return rect
    coarse = max(1, line // _COARSE_PX)
    ink = image.crop(around).convert("L").point(_IS_INK)
    if coarse > 1:
        ink = ink.reduce(coarse).point(_ANY)
    inner = (
        (place[0] - around[0]) // coarse,
        (place[1] - around[1]) // coarse,
        -(-(place[2] - around[0]) // coarse),
        -(-(place[3] - around[1]) // coarse),
    )
    found = [
        Rect(
            (left * coarse + around[0]) / image.width * size_pt[0],
            (top * coarse + around[1]) / image.height * size_pt[1],
            (right * coarse + around[0]) / image.width * size_pt[0],
            (bottom * coarse + around[1]) / image.height * size_pt[1],
        )
        for left, top, right, bottom in _running(ink, inner, line // coarse)
    ]
    return (bounding([rect, *found]) or rect).clamped(*size_pt) or rect


def _running(ink: Image.Image, box: _Place, line: int) -> Iterator[_Place]:
    """Extents of pieces that lie mostly inside a box, and not all."""
    width, height = ink.size
    pixels = bytearray(ink.tobytes())
    edge = {(x, y) for x in range(box[0], box[2]) for y in (box[1], box[3] - 1)}
    edge |= {(x, y) for y in range(box[1], box[3]) for x in (box[0], box[2] - 1)}
    for x, y in sorted(edge):
        if not (0 <= x < width and 0 <= y < height) or not pixels[y * width + x]:
            continue
        piece = _piece(pixels, width, y * width + x)
        columns, rows = [at % width for at in piece], [at // width for at in piece]
        extent = (min(columns), min(rows), max(columns) + 1, max(rows) + 1)
        out = max(box[0] - extent[0], box[1] - extent[1], extent[2] - box[2], extent[3] - box[3])
        if not 0 < out <= _FARTHEST * line:
            continue
        if max(extent[2] - extent[0], extent[3] - extent[1]) > _LONGEST * line:
            continue
        inside = sum(
            box[0] <= column < box[2] and box[1] <= row < box[3]
            for column, row in zip(columns, rows, strict=True)
        )
        if inside >= _MOSTLY * len(piece):
            yield extent


def _piece(pixels: bytearray, width: int, start: int) -> list[int]:
    """The places of one connected piece of ink; its pixels are wiped."""
    piece = [start]
    pixels[start] = 0
    for at in piece:  # grows while it is gone through
        column = at % width
        beside = [at - width, at + width]
        beside += [at - 1] if column else []
        beside += [at + 1] if column + 1 < width else []
        for other in beside:
            if 0 <= other < len(pixels) and pixels[other]:
                pixels[other] = 0
                piece.append(other)
    return piece
