"""Where a box lies in pixels, the code printed on it, and what is printed beside boxes.

Both the burning and the proof ask here, so that the proof knows which white pixels a box may
have. Nothing here reads a source or a finished file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from workbench.domain.geometry import Rect
from workbench.release.prints import LARGEST_PT, Print

MARGIN_PX = 1
"""A box in pixels reaches at least this far past the box in points, on every side."""

_SMALLEST_PX = 7
_HEIGHT_SHARE, _WIDTH_SHARE = 0.72, 0.9
_PRINT_SHARE = 0.98  # of its place that a print may fill
_LEADING = 0.25  # of the size, between two lines of a code


def box_px(
    rect_pt: Rect, size_px: tuple[int, int], size_pt: tuple[float, float]
) -> tuple[int, int, int, int]:
    """The pixels of a box, ``(left, top, right, bottom)``, right and bottom not included.

    ``size_px`` and ``size_pt`` are width and height of the whole unrotated page. Rounded
    outwards by at least :data:`MARGIN_PX`, cut at the image's edges.
    """
    scale_x, scale_y = size_px[0] / size_pt[0], size_px[1] / size_pt[1]
    return (
        max(0, math.floor(rect_pt.x0 * scale_x) - MARGIN_PX),
        max(0, math.floor(rect_pt.y0 * scale_y) - MARGIN_PX),
        min(size_px[0], math.ceil(rect_pt.x1 * scale_x) + MARGIN_PX),
        min(size_px[1], math.ceil(rect_pt.y1 * scale_y) + MARGIN_PX),
    )


def code_mask(
    width_px: int, height_px: int, code: str, rotation: int, px_per_pt: float, *, bilevel: bool
) -> Image.Image | None:
    """White strokes of a code centred on a box of this size, as an ``L`` mask; None: no room.

    The code's lines are printed as they are given, no larger than codes beside boxes.
    ``rotation`` is the page's: the code stands upright once the page is turned for the eye.
    """
    if not code:
        return None
    return _type_mask(
        (width_px, height_px),
        code,
        rotation,
        (_WIDTH_SHARE, _HEIGHT_SHARE),
        bilevel=bilevel,
        largest=max(_SMALLEST_PX, round(LARGEST_PT * px_per_pt)),
    )


def printed_px(
    page_prints: Sequence[Print], size_px: tuple[int, int], size_pt: tuple[float, float]
) -> list[tuple[int, int, int, int]]:
    """The pixels that prints and their leaders may change, as boxes."""
    rects = [rect for one in page_prints for rect in (one.rect_pt, *one.leader_pt)]
    return [box_px(rect, size_px, size_pt) for rect in rects]


def print_on(
    image: Image.Image, page_prints: Sequence[Print], size_pt: tuple[float, float], rotation: int
) -> None:
    """Draw prints in black, with the thin lines that lead from them, onto a page's pixels."""
    bilevel = image.mode == "1"
    black: int | tuple[int, int, int] = (0, 0, 0) if image.mode == "RGB" else 0
    for one in page_prints:
        left, top, right, bottom = box_px(one.rect_pt, image.size, size_pt)
        mask = _type_mask(
            (right - left, bottom - top),
            one.text,
            rotation,
            (_PRINT_SHARE, _PRINT_SHARE),
            bilevel=bilevel,
        )
        if mask is not None:
            image.paste(black, (left, top), as_bits(mask) if bilevel else mask)
        for part in one.leader_pt:
            left, top, right, bottom = box_px(part, image.size, size_pt)
            # Without the margin that boxes get: a leader is to be thin.
            thin = (
                left + MARGIN_PX,
                top + MARGIN_PX,
                max(right - MARGIN_PX, left + MARGIN_PX + 1),
                max(bottom - MARGIN_PX, top + MARGIN_PX + 1),
            )
            image.paste(black, thin)


def as_bits(mask: Image.Image) -> Image.Image:
    """A mask for an image of one bit a pixel."""
    return mask.convert("1", dither=Image.Dither.NONE)


def _type_mask(
    size_px: tuple[int, int],
    text: str,
    rotation: int,
    shares: tuple[float, float],
    *,
    bilevel: bool,
    largest: int | None = None,
) -> Image.Image | None:
    """Lines of type centred on a place, as large as its shares allow; None: no room.

    ``largest`` is the most that the type may be high.
    """
    across = rotation % 180 == 90
    shown = (size_px[1], size_px[0]) if across else size_px
    room = (shown[0] * shares[0], shown[1] * shares[1])
    drawing = ImageDraw.Draw(Image.new("L", (1, 1)))
    size = int(shown[1] * shares[1])
    size = size if largest is None else min(size, largest)
    while size >= _SMALLEST_PX:
        font = ImageFont.load_default(size)
        spacing = int(size * _LEADING)
        left, top, right, bottom = (
            math.floor(side) if first else math.ceil(side)
            for side, first in zip(
                drawing.multiline_textbbox((0, 0), text, font, spacing=spacing, align="center"),
                (True, True, False, False),
                strict=True,
            )
        )
        if right - left <= room[0] and bottom - top <= shown[1] * max(shares):
            mask = Image.new("L", shown, 0)
            at = (
                (shown[0] - (right - left)) // 2 - left,
                (shown[1] - (bottom - top)) // 2 - top,
            )
            ImageDraw.Draw(mask).multiline_text(
                at, text, fill=255, font=font, spacing=spacing, align="center"
            )
            if bilevel:
                mask = mask.point(lambda value: 255 if value >= 128 else 0)
            return mask.rotate(rotation % 360, expand=True) if rotation % 360 else mask
        size = min(size - 1, int(size * room[0] / max(1, right - left)))
    return None
