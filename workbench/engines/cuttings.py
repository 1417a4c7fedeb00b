"""A cutting of a page made easy to read: turned level, without its frame, in several looks."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from workbench.domain.geometry import Rect
from workbench.engines.islands import Island, islands
from workbench.engines.skew import Straightened
from workbench.engines.unread import Box, coloured

LOOKS = 5
"""So many looks at most are given of one cutting."""
MARGIN_PX = 24
"""White on each side of a look."""
_LETTERS_PX = 34
"""Capitals of about this height are read best; looks differ in it, so that they err apart."""
_LARGEST_SCALE = 3.0
_TILT_LOOK_PX = 220
"""The longer side of the copy on which the tilt is looked for."""
_MOST_DEGREES, _COARSE, _FINE = 30.0, 2.0, 0.5
_CLEARLY, _UPRIGHT_CLEARLY = 1.05, 1.1
"""By so much lines must be sharper before a cutting is turned level, or on its side."""
_PARTS_LOOK_PX = 400
"""The longer side of the copy on which letters and frames are told apart, or up to twice this."""
_INK_BELOW = 150
_LEAST_PARTS = 3
"""Fewer letters than this are no lettering."""
_BLOTS_PX, _BLOT_BELOW = 24, 225
"""In a copy of this height, with ink up to this tone, worn letters are blots."""
_WORN_FROM, _WORN_SHARE = 1.5, 0.5
"""Letters are worn to dots where blots are so much higher than parts, and few parts are so high."""
_MOST_LINES = 13.0
"""Heights of a letter: what is higher is a picture or a text."""
_CUT_SHARE = 0.5
"""What lies across the edge and is shorter than this share of a cutting is a neighbour's."""
_FRAME_SHARE = 0.2
"""Of the longer side: pieces of a frame are longer."""
_FULL, _FULL_DOWN = 0.85, 0.92
"""A row or a column with more ink than this is a frame's, or the edge of a black box."""
_UNDER_PX = 5
"""Half the thickness of black strokes under which colour is drawn on."""
_VALLEY, _MUCH_HIGHER = 0.2, 1.5
"""Between lines there is less than this share of ink; a line stands alone if so much higher."""
_SQUARES = [step * step for step in range(256)]


@dataclass(frozen=True, slots=True)
class Look:
    """A picture of what is inked in a cutting; ``left`` and ``top`` are where that begins.

    ``scale`` is what its pixels are to the cutting's.
    """

    picture: Image.Image
    scale: float
    left: int
    top: int

    def back(self, rect: Rect) -> Rect:
        """A rectangle of the picture as it lies on the cutting, in its pixels."""
        x0, x1 = (self.left + (x - MARGIN_PX) / self.scale for x in (rect.x0, rect.x1))
        y0, y1 = (self.top + (y - MARGIN_PX) / self.scale for y in (rect.y0, rect.y1))
        return Rect(x0, y0, x1, y1)


def grey_cutting(page: Image.Image, box: Box, without: Sequence[Rect]) -> Image.Image:
    """A part of a page in grey on white paper, with some places left blank."""
    cut = ImageOps.autocontrast(page.crop(box).convert("L"), cutoff=(1, 20))
    _without_cut_letters(cut)
    draw = ImageDraw.Draw(cut)
    for rect in without:
        around = rect.inflated(1)
        draw.rectangle(
            (around.x0 - box[0], around.y0 - box[1], around.x1 - box[0], around.y1 - box[1]),
            fill=255,
        )
    return cut


def _without_cut_letters(cut: Image.Image) -> None:
    """Blank what lies across the edge: letters of the lines and words beside."""
    parts = _Parts(cut)
    least = min(parts.ink.size) * _CUT_SHARE
    cut.paste(
        255,
        (0, 0, *cut.size),
        parts.mask_of(
            part
            for part in parts.parts
            if max(part.width, part.height) < least
            and (
                part.x0 == 0
                or part.y0 == 0
                or part.x1 == parts.ink.width
                or part.y1 == parts.ink.height
            )
        ),
    )


def coloured_cutting(page: Image.Image, box: Box) -> Image.Image:
    """What is coloured in a part of a page, in grey on white; black print is left out."""
    cut = page.crop(box)
    sheet = Image.new("L", cut.size, 255)
    grey = ImageOps.autocontrast(cut.convert("L"), cutoff=(1, 20))
    sheet.paste(grey, mask=coloured(cut).filter(ImageFilter.MaxFilter(3)))
    return sheet


def mended_cutting(page: Image.Image, box: Box) -> Image.Image:
    """As :func:`coloured_cutting`, the colour drawn on under black print that crosses it."""
    cut = page.crop(box)
    own = coloured(cut).filter(ImageFilter.MinFilter(3)).filter(ImageFilter.MaxFilter(3))
    under = own
    for step in (ImageFilter.MaxFilter(3), ImageFilter.MinFilter(3)):
        for _ in range(_UNDER_PX):
            under = under.filter(step)
    grey = ImageOps.autocontrast(cut.convert("L"), cutoff=(1, 20))
    black = grey.point([255 if tone < _INK_BELOW else 0 for tone in range(256)])
    whole = ImageChops.lighter(own, ImageChops.darker(under, black))
    return ImageOps.invert(whole)


def turned_level(cut: Image.Image) -> Straightened:
    """A cutting whose lines lie nearly across, turned so that they lie level."""
    degrees, _ = _tilt(cut)
    if not degrees:
        return Straightened(cut, 0.0, cut.size)
    level = cut.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return Straightened(level, degrees, cut.size)


def runs_down(cut: Image.Image) -> bool:
    """Whether lines are sharper when the cutting is turned on its side."""
    if cut.height <= 0.9 * cut.width:
        return False
    return _tilt(cut.transpose(Image.Transpose.ROTATE_90))[1] > _UPRIGHT_CLEARLY * _tilt(cut)[1]


def _tilt(cut: Image.Image) -> tuple[float, float]:
    """Degrees, counter-clockwise, by which a cutting must be turned, and how sharp it is then."""
    small = ImageOps.invert(cut)
    small.thumbnail((_TILT_LOOK_PX, _TILT_LOOK_PX), Image.Resampling.BOX, reducing_gap=2.0)
    side = math.ceil(math.hypot(*small.size))
    square = Image.new("L", (side, side), 0)
    square.paste(small, ((side - small.width) // 2, (side - small.height) // 2))

    def sharpness(degrees: float) -> float:
        turned = square.rotate(degrees, Image.Resampling.BILINEAR)
        rows = turned.resize((1, side), Image.Resampling.BOX)
        steps = ImageChops.difference(rows, ImageChops.offset(rows, 0, 1)).histogram()
        return float(sum(map(operator.mul, _SQUARES, steps)))

    count = round(_MOST_DEGREES / _COARSE)
    coarse = {n * _COARSE: sharpness(n * _COARSE) for n in range(-count, count + 1)}
    best = max(coarse, key=lambda angle: (coarse[angle], -abs(angle)))
    reach = round(_COARSE / _FINE)
    fine = {best + n * _FINE: sharpness(best + n * _FINE) for n in range(-reach, reach + 1)}
    found = max(fine, key=lambda angle: (fine[angle], -abs(angle)))
    return (0.0, coarse[0.0]) if fine[found] < _CLEARLY * coarse[0.0] else (found, fine[found])


def looks(level: Image.Image) -> Iterator[Look]:
    """A level cutting without its frame: as it is, blurred, with its outlines filled, and its
    tallest line alone.

    Blurring joins the dots of a worn stamp. Nothing where no letters stand.
    """
    parts = _Parts(_without_full_rows(level))
    high = parts.letter_height
    if high is None:
        return
    bare = parts.without_rules(high)
    inked = bare.point([255 if tone < _INK_BELOW else 0 for tone in range(256)]).getbbox()
    if inked is None or inked[3] - inked[1] > _MOST_LINES * high:
        return
    left, top = inked[:2]
    bare = bare.crop(inked)

    def sheet(picture: Image.Image, high: float) -> Look:
        scale = min(_LARGEST_SCALE, _LETTERS_PX / high)
        return Look(_on_white(picture, scale), scale, left, top)

    yield sheet(bare, high)
    worn = _height_of_blots(bare)
    if worn > _WORN_FROM * high and parts.share_of(0.5 * worn) < _WORN_SHARE:
        high = worn
    yield sheet(bare.filter(ImageFilter.GaussianBlur(max(1.0, high / 22))), 1.15 * high)
    plain = sheet(bare, 0.87 * high)
    filled = plain.picture.filter(ImageFilter.MinFilter(5)).filter(ImageFilter.MaxFilter(5))
    yield replace(plain, picture=filled)
    band = _tallest_line(bare)
    if band is not None:
        top += band[0]
        high = float(band[1] - band[0])
        line = bare.crop((0, band[0], bare.width, band[1]))
        yield sheet(line, high)
        yield sheet(line.filter(ImageFilter.GaussianBlur(high / 30)), 1.15 * high)


def _tallest_line(bare: Image.Image) -> tuple[int, int] | None:
    """Upper and lower edge of the one line that is much higher than those it stands close to."""
    ink = bare.point([255 if tone < _INK_BELOW else 0 for tone in range(256)])
    rows = ink.resize((1, ink.height), Image.Resampling.BOX).tobytes()
    least = _VALLEY * max(rows)
    bands: list[tuple[int, int]] = []
    begin = 0
    for row, mean in enumerate((*rows, 0)):
        if mean < least:
            bands.append((begin, row))
            begin = row + 1
    bands.sort(key=lambda band: band[0] - band[1])
    tallest, others = bands[0], bands[1:]
    high = tallest[1] - tallest[0]
    lower = [end - start for start, end in others if end - start > 0.2 * high]
    return tallest if lower and high > _MUCH_HIGHER * lower[0] else None


def _without_full_rows(level: Image.Image) -> Image.Image:
    """Without rows and columns that are ink nearly from end to end: frames, edges of boxes."""
    ink = level.point([255 if tone < _INK_BELOW else 0 for tone in range(256)])
    bare = level.copy()
    for row, mean in enumerate(ink.resize((1, ink.height), Image.Resampling.BOX).tobytes()):
        if mean > 255 * _FULL:
            bare.paste(255, (0, max(row - 1, 0), bare.width, row + 2))
    for column, mean in enumerate(ink.resize((ink.width, 1), Image.Resampling.BOX).tobytes()):
        if mean > 255 * _FULL_DOWN:
            bare.paste(255, (max(column - 1, 0), 0, column + 2, bare.height))
    return bare


def _height_of_blots(bare: Image.Image) -> float:
    """The height of lines so far away that the dots of worn letters run together."""
    size = (max(1, round(bare.width * _BLOTS_PX / bare.height)), _BLOTS_PX)
    far = bare.resize(size, Image.Resampling.BOX)
    blots = islands(far.point([255 if tone < _BLOT_BELOW else 0 for tone in range(256)]))
    heights = sorted(blot.height for blot in blots if blot.height > 2)
    return heights[len(heights) * 2 // 3] * bare.height / _BLOTS_PX if heights else 0.0


def _on_white(picture: Image.Image, scale: float) -> Image.Image:
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    sheet = Image.new("L", (size[0] + 2 * MARGIN_PX, size[1] + 2 * MARGIN_PX), 255)
    how = Image.Resampling.BOX if scale < 0.7 else Image.Resampling.BICUBIC
    sheet.paste(picture.resize(size, how), (MARGIN_PX, MARGIN_PX))
    return sheet


def _is_rule(part: Island, high: float, side: int) -> bool:
    """Whether it is a frame or a line, or a piece of one, where letters are so high.

    ``side`` is the longer side of the cutting.
    """
    long, thick = max(part.width, part.height), min(part.width, part.height)
    sparse = part.count < 0.2 * part.width * part.height
    return (
        (long > max(2.2 * high, _FRAME_SHARE * side) and sparse)
        or (long > 1.3 * high and thick <= max(2.0, 0.12 * high))
        or (part.width > 2.5 * high and part.height < 0.3 * high)
    )


class _Parts:
    """The parts of a level cutting, taken apart on a small copy of it."""

    def __init__(self, level: Image.Image) -> None:
        self._level = level
        self._factor = max(1, round(max(level.size) / _PARTS_LOOK_PX))
        small = level.reduce(self._factor)
        self.ink = small.point([255 if tone < _INK_BELOW else 0 for tone in range(256)])
        self.parts = list(islands(self.ink))

    @property
    def letter_height(self) -> float | None:
        """Half of the ink is in letters up to this height, in pixels; None for fewer than three."""
        letters = sorted(
            (part.height, part.count)
            for part in self.parts
            if part.height >= 5
            and part.height < 4 * part.width + 3
            and part.width < 6 * part.height
        )
        if len(letters) < _LEAST_PARTS:
            return None
        half = sum(ink for _, ink in letters) / 2
        drawn = accumulate(ink for _, ink in letters)
        middle = next(place for place, ink in enumerate(drawn) if ink >= half)
        return float(letters[middle][0] * self._factor)

    def share_of(self, height: float) -> float:
        """Share of the ink that is in parts so many pixels high or higher."""
        inks = [(part.height * self._factor, part.count) for part in self.parts]
        return sum(ink for high, ink in inks if high >= height) / max(1, sum(i for _, i in inks))

    def without_rules(self, high: float) -> Image.Image:
        """The cutting without frames and rules, where letters are so many pixels high."""
        own = high / self._factor
        bare = self._level.copy()
        mask = self.mask_of(part for part in self.parts if _is_rule(part, own, max(self.ink.size)))
        bare.paste(255, (0, 0, *bare.size), mask)
        return bare

    def mask_of(self, parts: Iterable[Island]) -> Image.Image:
        """Where some parts stand, in the size of the cutting."""
        cells = bytearray(self.ink.width * self.ink.height)
        for part in parts:
            for cell in part.cells():
                cells[cell] = 255
        mask = Image.frombytes("L", self.ink.size, bytes(cells)).filter(ImageFilter.MaxFilter(3))
        size = (self.ink.width * self._factor, self.ink.height * self._factor)
        mask = mask.resize(size, Image.Resampling.NEAREST)
        return mask.crop((0, 0, *self._level.size))
