"""Places of an image that were made coarse: a mosaic hides nothing from who tries what fits.

Its cells are even, lie on a grid, and are of many tones. A page that was stored small and shown
large has no such place in it, unless all of it is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import gcd

from PIL import Image, ImageChops

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; the last two are not part of it."""

_LOOKS = ((24, 1), (48, 64))
"""Levels between cells that count, and the share (of 255) of a band that has them: all small
steps, and great ones alone, beside which a JPEG ripples."""
_BAND_PX = 8
_CELL_PX = range(4, 65)
_MOST_CELLS_ALIKE = 4
_FEWEST_STEPS = 6
"""Steps along one band, all on the grid and none beside it."""
_FEWEST_ROWS = 3
_FEWEST_TONES = 6
"""Tones, a sixteenth of all apart: letters under coarse cells have many, hatchings two."""

_Run = tuple[int, int, int]
"""First and last step along a band, and the side of a cell."""


def mosaics(image: Image.Image) -> Iterator[Box]:
    """Places that are a mosaic, with cells of 4 pixels or more; ``image`` is of any mode."""
    grey = image.convert("L")
    if min(grey.size) < _FEWEST_ROWS * _CELL_PX.start:
        return
    for step, share in _LOOKS:
        found = list(_found(grey, step, share))
        if found:
            yield from found
            return


def _found(grey: Image.Image, step: int, share: int) -> Iterator[Box]:
    across = _steps(grey, step)
    bands = across.resize((across.width, max(1, grey.height // _BAND_PX)), Image.Resampling.BOX)
    data, wide = bands.tobytes(), bands.width
    open_runs: dict[_Run, int] = {}
    for number in range(bands.height + 1):
        row = data[number * wide : (number + 1) * wide]
        runs = list(_runs([at for at, level in enumerate(row) if level >= share and at]))
        ended = {run: first for run, first in open_runs.items() if not _goes_on(run, runs)}
        for (left, right, cell), first in ended.items():
            box = (left, first * _BAND_PX, right, min(number * _BAND_PX, grey.height))
            part = grey.crop(box)
            upright = part.transpose(Image.Transpose.ROTATE_90)
            if (
                part.height >= _FEWEST_ROWS * cell
                and _is_grid(_steps(upright, step), cell, share)
                and _tones(part, cell) >= _FEWEST_TONES
            ):
                yield box
        open_runs = {run: _first_of(run, open_runs, number) for run in runs}


def _steps(grey: Image.Image, step: int) -> Image.Image:
    """White where a pixel is another tone than the one to its left; the first column is black."""
    differs = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0))
    return differs.point([255 if level > step else 0 for level in range(256)])


def _runs(places: list[int]) -> Iterator[_Run]:
    """Stretches of a band all of whose steps lie on one grid."""
    first, side = 0, 0
    for at in range(1, len(places) + 1):
        gap = places[at] - places[at - 1] if at < len(places) else 0
        common = gcd(side, gap)
        if gap and common in _CELL_PX and gap <= _MOST_CELLS_ALIKE * common:
            side = common
            continue
        if side and at - first > _FEWEST_STEPS:
            yield places[first], places[at - 1], side
        # The last gap may begin the next stretch.
        first, side = (at - 1, gap) if side and gap in _CELL_PX else (at, 0)


def _goes_on(run: _Run, runs: list[_Run]) -> bool:
    return any(_is_below(other, run) for other in runs)


def _is_below(one: _Run, other: _Run) -> bool:
    return one[2] == other[2] and one[0] < other[1] and one[1] > other[0]


def _first_of(run: _Run, before: dict[_Run, int], number: int) -> int:
    return min([first for other, first in before.items() if _is_below(run, other)], default=number)


def _is_grid(steps: Image.Image, cell: int, share: int) -> bool:
    """Whether the steps of a place, which run along it, lie on a grid of such cells."""
    along = steps.resize((steps.width, 1), Image.Resampling.BOX).tobytes()
    least = max(1, share // _BAND_PX)
    places = [at for at, level in enumerate(along) if level >= least and at]
    gaps = [two - one for one, two in pairwise(places)]
    return len(places) >= _FEWEST_ROWS - 1 and gcd(cell, *gaps) == cell


def _tones(part: Image.Image, cell: int) -> int:
    return len({tone // 16 for tone in part.reduce(cell).tobytes()})
