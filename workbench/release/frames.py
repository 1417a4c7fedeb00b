"""Frames that a form draws beside its words, such as check boxes: of the size of letters, and none.

Both the burning and the proof ask here.
"""

from __future__ import annotations

from PIL import Image

_SIDE = 0.9
"""Of each side of a frame that is inked; of a letter's extent at most one or two are."""
_HOLLOW = 0.75
_LEAST, _APART = 0.5, 0.08
"""Shares of a line's height: how large a frame is at least, and how far from a padded box."""

Place = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; the last two are not part of it."""


def is_frame(ink: Image.Image, piece: Place, box: Place, line: int) -> bool:
    """Whether a piece of ink, by its extent, is a frame that stands apart from a ``box``.

    ``ink`` is white where there is ink of any kind, also a tick in the frame. A sign of Chinese
    may be a frame, too; it stands closer to its word.
    """
    left, top, right, bottom = piece
    wide, tall = right - left, bottom - top
    if min(wide, tall) < _LEAST * line or max(wide, tall) > 2 * min(wide, tall):
        return False
    gap = max(box[0] - right, left - box[2], box[1] - bottom, top - box[3])
    if gap < _APART * line:
        return False
    if _share(ink, piece) > _HOLLOW:
        return False
    thick = max(1, min(wide, tall) // 5)
    sides = (
        (left, top, right, top + thick),
        (left, bottom - thick, right, bottom),
        (left, top, left + thick, bottom),
        (right - thick, top, right, bottom),
    )
    return all(_crossed(ink, side) >= _SIDE for side in sides)


def _share(ink: Image.Image, place: Place) -> float:
    part = ink.crop(place)
    return part.histogram()[255] / (part.width * part.height)


def _crossed(ink: Image.Image, side: Place) -> float:
    """How much of a side's length has ink somewhere in its thickness."""
    part = ink.crop(side)
    upright = part.height > part.width
    size = (1, part.height) if upright else (part.width, 1)
    along = part.resize(size, Image.Resampling.BOX)
    return 1 - along.histogram()[0] / max(size)
