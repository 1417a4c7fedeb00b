"""Where a box lies in pixels, and the code printed on it.

Both the burning and the proof ask here, so that the proof knows which white pixels a box may
have. Nothing here reads a source or a finished file.
"""

from __future__ import annotations

import math

from PIL import Image, ImageDraw, ImageFont

from workbench.domain.geometry import Rect

MARGIN_PX = 1
"""A box in pixels reaches at least this far past the box in points, on every side."""

_SMALLEST_PX = 7
_HEIGHT_SHARE, _WIDTH_SHARE = 0.72, 0.9


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
    width_px: int, height_px: int, code: str, rotation: int, *, bilevel: bool
) -> Image.Image | None:
    """White strokes of a code centred on a box of this size, as an ``L`` mask; None: no room.

    ``rotation`` is the page's: the code stands upright once the page is turned for the eye.
    """
    if not code:
        return None
    across = rotation % 180 == 90
    shown = (height_px, width_px) if across else (width_px, height_px)
    size = int(shown[1] * _HEIGHT_SHARE)
    while size >= _SMALLEST_PX:
        font = ImageFont.load_default(size)
        left, top, right, bottom = font.getbbox(code)
        if right - left <= shown[0] * _WIDTH_SHARE and bottom - top <= shown[1] * _WIDTH_SHARE:
            mask = Image.new("L", shown, 0)
            at = (
                (shown[0] - (right - left)) // 2 - left,
                (shown[1] - (bottom - top)) // 2 - top,
            )
            ImageDraw.Draw(mask).text(at, code, fill=255, font=font)
            if bilevel:
                mask = mask.point(lambda value: 255 if value >= 128 else 0)
            return mask.rotate(rotation % 360, expand=True) if rotation % 360 else mask
        size = min(size - 1, int(size * shown[0] * _WIDTH_SHARE / max(1, right - left)))
    return None
