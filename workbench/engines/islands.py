"""What hangs together in an image of nothing and something: letters, frames, specks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True, slots=True)
class Island:
    """Pixels that hang together, corners counted; ``cells`` number them row by row from 0."""

    x0: int
    y0: int
    x1: int
    y1: int
    cells: Sequence[int]

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.y1 - self.y0


def islands(mask: Image.Image) -> Iterator[Island]:
    """The islands of a small image in mode ``L`` that holds 0 and 255 alone."""
    width = mask.width + 2
    framed = Image.new("L", (width, mask.height + 2), 0)  # so that no step leaves the image
    framed.paste(mask, (1, 1))
    left = bytearray(framed.tobytes())
    around = (-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1)
    start = left.find(255)
    while start >= 0:
        left[start] = 0
        cells = [start]
        for cell in cells:
            for step in around:
                if left[cell + step]:
                    left[cell + step] = 0
                    cells.append(cell + step)
        xs = [cell % width - 1 for cell in cells]
        ys = [cell // width - 1 for cell in cells]
        own = [y * mask.width + x for x, y in zip(xs, ys, strict=True)]
        yield Island(min(xs), min(ys), max(xs) + 1, max(ys) + 1, own)
        start = left.find(255, start)
