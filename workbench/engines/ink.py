"""Ink that runs over the edge of a box: letters that stay half seen, neighbours that are cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from workbench.domain.geometry import Rect
from workbench.engines.pixels import page_pixels

REACH_PT = 6.0
"""How far from an edge is looked, on both sides."""
_LEAST_PT = 0.8
"""Less than this is the fringe of a letter."""
_SHARE = 0.06
"""Ink on less than this share of an edge is a speck or a ruled line."""
_RULED_ALONG, _RULED_ACROSS = 0.8, 0.9
"""A row with more ink than this is an underline or a rule, along an edge or across it."""
_DARK = 0.6
"""Ink is darker than this share of the paper's tone."""


@dataclass(frozen=True, slots=True)
class EdgeInk:
    """Ink across one edge of a box: how many points of it lie outside, and how many inside."""

    box: int
    side: str
    outside_pt: float
    inside_pt: float


def ink_over_edges(path: str, number: int, boxes_pt: Sequence[Rect]) -> list[EdgeInk]:
    """Where ink runs over the edges of boxes on a page, by the page's own pixels.

    Raises:
        UnreadableFile: the page cannot be read or drawn.
    """
    pixels = page_pixels(path, number)
    grey = pixels.image.convert("L")
    tones = grey.resize((max(1, grey.width // 8), max(1, grey.height // 8))).histogram()
    paper = max(range(64, 256), key=tones.__getitem__)
    ink = grey.point([255 if tone < paper * _DARK else 0 for tone in range(256)])
    scale = pixels.dpi / 72
    found = []
    for index, box in enumerate(boxes_pt):
        for side in ("left", "right", "top", "bottom"):
            outside, inside = _across(ink, box, side, scale)
            if outside / scale >= _LEAST_PT and inside / scale >= _LEAST_PT:
                found.append(EdgeInk(index, side, outside / scale, inside / scale))
    return found


def _across(ink: Image.Image, box: Rect, side: str, scale: float) -> tuple[int, int]:
    """Pixels of the run of ink that crosses an edge, outside and inside; 0, 0 for none."""
    reach = round(REACH_PT * scale)
    x0, y0, x1, y1 = (round(value * scale) for value in (box.x0, box.y0, box.x1, box.y1))
    if side in ("left", "right"):
        edge = x0 if side == "left" else x1
        strip = _without_rules(ink.crop((edge - reach, y0, edge + reach, y1)))
        profile = strip.resize((2 * reach, 1), Image.Resampling.BOX).tobytes()
    else:
        edge = y0 if side == "top" else y1
        strip = ink.crop((x0, edge - reach, x1, edge + reach))
        profile = strip.resize((1, 2 * reach), Image.Resampling.BOX).tobytes()
    if side in ("left", "top"):
        profile = profile[::-1]  # so that the inside always comes first
    most = 255 * _RULED_ALONG if side in ("top", "bottom") else 255
    has_ink = [255 * _SHARE < mean <= most for mean in profile]
    inside, outside = 0, 0
    while inside < reach and has_ink[reach - 1 - inside]:
        inside += 1
    while outside < reach and has_ink[reach + outside]:
        outside += 1
    return (outside, inside) if outside and inside else (0, 0)


def _without_rules(strip: Image.Image) -> Image.Image:
    """The strip across an upright edge, without what underlines words on both sides of it."""
    if not strip.height:
        return strip
    rows = strip.resize((1, strip.height), Image.Resampling.BOX).tobytes()
    for row, mean in enumerate(rows):
        if mean > 255 * _RULED_ACROSS:
            strip.paste(0, (0, max(row - 1, 0), strip.width, row + 2))
    return strip
