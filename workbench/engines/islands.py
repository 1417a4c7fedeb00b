"""What hangs together in an image of nothing and something: letters, strokes, frames, specks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

_INKED = b"\xff"


@dataclass(frozen=True, slots=True)
class Island:
    """Pixels that hang together, and their extent in pixels of the image."""

    x0: int
    y0: int
    x1: int
    y1: int
    framed: Sequence[int]
    """The pixels row by row, as places in the image with a frame of one pixel around it."""
    framed_width: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.y1 - self.y0

    @property
    def count(self) -> int:
        """Number of its pixels."""
        return len(self.framed)

    @property
    def extent(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom; the last two are not part of it."""
        return self.x0, self.y0, self.x1, self.y1

    def places(self) -> Iterator[tuple[int, int]]:
        """Column and row of each pixel."""
        for at in self.framed:
            yield at % self.framed_width - 1, at // self.framed_width - 1

    def cells(self) -> list[int]:
        """The pixels numbered row by row from 0, as they stand in the image's bytes."""
        width = self.framed_width - 2
        return [y * width + x for x, y in self.places()]


def islands(
    mask: Image.Image,
    within: tuple[int, int, int, int] | None = None,
    *,
    corners: bool = True,
) -> Iterator[Island]:
    """The islands of a small image in mode ``L`` that holds 0 and 255 alone, from the top down.

    ``within`` asks for those alone that have a pixel in it (left, top, right, bottom);
    ``corners`` tells whether pixels hang together that touch by a corner.
    """
    width = mask.width + 2
    framed = Image.new("L", (width, mask.height + 2), 0)  # so that no step leaves the image
    framed.paste(mask, (1, 1))
    left = bytearray(framed.tobytes())
    around = [-width, -1, 1, width]
    if corners:
        around += [-width - 1, -width + 1, width - 1, width + 1]
    x0, y0, x1, y1 = within or (0, 0, *mask.size)
    x0, x1 = max(0, x0), min(mask.width, x1)
    for y in range(max(0, y0), min(mask.height, y1)):
        first, last = (y + 1) * width + x0 + 1, (y + 1) * width + x1 + 1
        start = left.find(_INKED, first, last)
        while start >= 0:
            yield _island(left, width, start, around)
            start = left.find(_INKED, start, last)


def _island(left: bytearray, width: int, start: int, around: Sequence[int]) -> Island:
    """The island that a pixel is of; its pixels are wiped."""
    left[start] = 0
    framed = [start]
    for at in framed:  # grows while it is gone through
        for step in around:
            if left[at + step]:
                left[at + step] = 0
                framed.append(at + step)
    columns = {at % width for at in framed}
    rows = (min(framed) // width, max(framed) // width)
    return Island(min(columns) - 1, rows[0] - 1, max(columns), rows[1], framed, width)
