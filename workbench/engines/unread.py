"""Where a page bears ink that no word explains: stamps, banners, and what else stands alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from workbench.domain.geometry import Rect, bounding
from workbench.domain.pages import Word
from workbench.engines.islands import islands

Box = tuple[int, int, int, int]
"""Left, upper, right and lower edge."""

_CELLS = 242
"""So many cells make the side of a square as large as the page: on letter paper they are 1 mm."""
_INK_DARKER = 14
"""A cell with ink is so much darker than the paper around it, in levels of 256."""
_PAPER_FROM = 64
"""Paper is brighter than this."""
_GREYISH, _COLOURED_FROM = 4, 8
"""Ink is coloured by what its tones differ less a share (1 in so many) of how dark it is."""
_SOLID_BELOW = 60
"""So dark are only black boxes, over five cells each way."""
_LEAST_CELLS = 24
"""Less ink than this on the whole page is dust."""
_LEAST_SHARE = 0.06
"""Less ink than this in its box is a line, not lettering."""
_REACH = 2
"""Cells apart that letters of one stamp may stand."""
_LOWEST_PIECE, _SHORTEST_PIECE = 2, 3
_LOWEST, _HIGHEST, _SHORTEST, _LONGEST = 3, 75, 9, 170
"""Cells: lettering is 3 mm high or more, words and stamps are from 9 mm to 17 cm long."""
_BESIDE = 8
"""Cells between the parts of a stamp from which a word that was read is gone."""
_FILLED = 0.55
"""Share of the whole that two parts of a stamp fill at least."""
_MARGIN = 2
"""Cells around an area."""
_NEAR = 3.0
"""Cells from an area to a line that belongs to it."""
_LINE_LONGER = 1.6
"""A line that belongs to an area is so many times as long as that at most."""
_MOST = 8
"""Areas of a page that are looked at."""
_APART = 2.0
"""Heights of a word between words of one run."""
_SURE_RUN = 60.0
"""Mean confidence of a run from which its ink counts as read."""
_SURE_WORD = 80.0
"""Confidence of a word from which its ink does."""
_WELL_READ = 85.0
"""Mean confidence of a run from which nothing is gained by reading it with the area beside it."""
_OVER_BLACK = 0.4
"""A smaller share of colour in a word's box crosses the word and is not its own."""


@dataclass(frozen=True, slots=True)
class Area:
    """Ink that hangs together and that no word explains; its box in pixels of the page.

    ``coloured`` says that it is of another colour than the paper and than black.
    """

    box: Box
    coloured: bool = False


def unread_areas(page: Image.Image, words: Sequence[Word]) -> list[Area]:
    """Areas in the size of stamps and banners with ink that is in no word, the largest first.

    ``page`` is in mode ``L`` or ``RGB``. What a sure word or a likely line covers counts as read.
    """
    cell = max(1, round(math.sqrt(page.width * page.height) / _CELLS))
    small = page.reduce(cell)
    grey = small.convert("L")
    paper = _paper_of(grey)
    ink = grey.point([255 if tone < paper - _INK_DARKER else 0 for tone in range(256)])
    colour = coloured(small) if page.mode == "RGB" else None
    if colour is not None and colour.histogram()[255] < _LEAST_CELLS:
        colour = None
    _blot_out(ink, words, cell, colour)
    if ink.histogram()[255] < _LEAST_CELLS:
        return []
    ink = ImageChops.darker(ink, _darker_than_around(grey))
    ink.paste(0, mask=_solid(grey))
    joined = ink.filter(ImageFilter.MaxFilter(2 * _REACH + 1))
    boxes = [
        (one.x0 + _REACH, one.y0 + _REACH, one.x1 - _REACH, one.y1 - _REACH)
        for one in islands(joined)
    ]
    unsure = list(_unsure_lines(words))
    found = []
    for box in _joined([box for box in boxes if _is_lettering(box, ink)]):
        if not _is_stamp_size(box):
            continue
        area = Rect(*(float(edge * cell) for edge in box)).inflated(_MARGIN * cell)
        area = _with_lines_of_its_own(area, unsure, _NEAR * cell)
        on_page = area.clamped(page.width, page.height)
        if on_page is not None:
            x0, y0, x1, y1 = map(round, on_page.as_list())
            found.append(Area((x0, y0, x1, y1), _is_coloured(box, ink, colour)))
    found.sort(key=lambda area: -_size(area.box))
    return found[:_MOST]


def _is_coloured(box: Box, ink: Image.Image, colour: Image.Image | None) -> bool:
    """Whether most of the ink in a box is coloured."""
    if colour is None:
        return False
    inside = ink.crop(box)
    own = ImageChops.darker(inside, colour.crop(box)).histogram()[255]
    return own > 0.5 * inside.histogram()[255]


def _is_lettering(box: Box, ink: Image.Image) -> bool:
    x0, y0, x1, y1 = box
    long, high = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
    if not (_LOWEST_PIECE <= high <= _HIGHEST and _SHORTEST_PIECE <= long <= _LONGEST):
        return False
    inside = ink.crop(box)
    return inside.histogram()[255] >= _LEAST_SHARE * _size(box)


def _is_stamp_size(box: Box) -> bool:
    x0, y0, x1, y1 = box
    long, high = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
    return _LOWEST <= high <= _HIGHEST and _SHORTEST <= long <= _LONGEST


def _with_lines_of_its_own(area: Rect, unsure: Sequence[Rect], near: float) -> Rect:
    """The area with lines that were read badly and stand above, below or beside it as its own."""
    for line in unsure:
        across = max(area.x0, line.x0) - min(area.x1, line.x1)
        down = max(area.y0, line.y0) - min(area.y1, line.y1)
        x, y = line.centre
        above = area.x0 <= x <= area.x1 and line.width <= _LINE_LONGER * area.width
        beside = area.y0 <= y <= area.y1 and line.height <= _LINE_LONGER * area.height
        if (above and down <= near) or (beside and across <= near and _stands(line)):
            area = area.union(line)
    return area


def _unsure_lines(words: Sequence[Word]) -> Iterator[Rect]:
    """Boxes of runs that were read badly, or that run down the page, perhaps on their heads."""
    for run in runs_of(words):
        box = bounding(word.rect_pt for word in run)
        if box is not None and (confidence_of(run) < _WELL_READ or _stands(box)):
            yield box


def _stands(line: Rect) -> bool:
    return line.height > 1.3 * line.width


def _joined(boxes: list[Box]) -> list[Box]:
    """Boxes that stand beside or above each other as parts of one stamp are made one."""
    left = list(boxes)
    done: list[Box] = []
    while left:
        box = left.pop()
        other = next((one for one in left if _belong(box, one)), None)
        if other is None:
            done.append(box)
            continue
        left.remove(other)
        left.append(_union(box, other))
    return done


def _belong(one: Box, other: Box) -> bool:
    across = max(one[0], other[0]) - min(one[2], other[2])
    down = max(one[1], other[1]) - min(one[3], other[3])
    narrow = min(one[2] - one[0], other[2] - other[0])
    low = min(one[3] - one[1], other[3] - other[1])
    beside = across <= _BESIDE and -down >= 0.5 * low
    above = down <= _BESIDE and -across >= 0.5 * narrow
    both = _union(one, other)
    filled = _size(one) + _size(other) > _FILLED * _size(both)
    return (
        (beside or above)
        and filled
        and both[2] - both[0] <= _LONGEST
        and both[3] - both[1] <= _HIGHEST
    )


def _union(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _size(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def runs_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words of one line that stand close together; layout joins what is far apart on one height."""
    runs: list[list[Word]] = []
    for word in words:
        last = runs[-1][-1] if runs else None
        if last is not None and last.line == word.line:
            gap = word.rect_pt.x0 - last.rect_pt.x1
            if -1 < gap / max(1.0, last.rect_pt.height, word.rect_pt.height) < _APART:
                runs[-1].append(word)
                continue
        runs.append([word])
    return runs


def confidence_of(run: Sequence[Word]) -> float:
    """Mean confidence over the letters of some words."""
    letters = sum(len(word.ocr_reading) for word in run)
    return sum((w.confidence or 0) * len(w.ocr_reading) for w in run) / max(1, letters)


def _read_surely(words: Sequence[Word]) -> list[Word]:
    """Words that are likely by themselves or by those beside them."""
    sure = []
    for run in runs_of(words):
        likely = confidence_of(run) >= _SURE_RUN
        sure += run if likely else [w for w in run if (w.confidence or 0) >= _SURE_WORD]
    return sure


def _blot_out(
    ink: Image.Image, words: Sequence[Word], cell: int, colour: Image.Image | None
) -> None:
    """Take out the ink of words that were read; coloured ink over black words stays."""
    draw = ImageDraw.Draw(ink)
    over: list[tuple[Box, Image.Image]] = []
    for word in _read_surely(words):
        x0, y0, x1, y1 = (value / cell for value in word.rect_pt.as_list())
        box = (int(x0 - 0.7), int(y0 - 0.7), int(x1 + 0.7) + 1, int(y1 + 0.7) + 1)
        if colour is not None:
            own = colour.crop(box)
            share = own.histogram()[255] / (own.width * own.height)
            if 0.0 < share < _OVER_BLACK:
                over.append((box, own))
        draw.rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=0)
    for box, own in over:
        ink.paste(own, box[:2], own)


def _darker_than_around(grey: Image.Image) -> Image.Image:
    """Cells darker than the paper near them, so that shadows of the scan are no ink."""
    paper = grey.reduce(6).filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.GaussianBlur(1))
    around = paper.resize(grey.size, Image.Resampling.BILINEAR)
    darker = ImageChops.subtract(around, grey)
    return darker.point([255 if step > _INK_DARKER else 0 for step in range(256)])


def _solid(grey: Image.Image) -> Image.Image:
    """Black boxes and dark pictures."""
    solid = grey.point([255 if tone < _SOLID_BELOW else 0 for tone in range(256)])
    return solid.filter(ImageFilter.MinFilter(5)).filter(ImageFilter.MaxFilter(9))


def coloured(picture: Image.Image) -> Image.Image:
    """Where a picture's ink has a colour of its own: neither its paper's nor black."""
    bands = []
    for band in picture.split():
        paper = _paper_of(band)
        bands.append(band.point([min(255, tone * 255 // paper) for tone in range(256)]))
    red, green, blue = bands
    high = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    low = ImageChops.darker(ImageChops.darker(red, green), blue)
    black = low.point([(255 - tone) // _GREYISH for tone in range(256)])
    more = ImageChops.subtract(ImageChops.subtract(high, low), black)
    return more.point([255 if tone > _COLOURED_FROM else 0 for tone in range(256)])


def _paper_of(band: Image.Image) -> int:
    """The commonest of the brighter tones."""
    tones = band.histogram()
    return max(range(_PAPER_FROM, 256), key=tones.__getitem__)
