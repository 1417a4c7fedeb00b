"""What a page holds too faintly for eyes and engines, brought out black on white.

A ghost of one level in 255 is nothing to an eye, and to an engine that tells ink from paper by
one threshold for the page anything much lighter than the ink is paper. Stretching brings both
back: so does anyone who has a copy and a picture editor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from PIL import Image, ImageChops, ImageFilter

from workbench.engines.islands import islands

BEST_DPI = 200
"""Resolution at which faint marks are looked for: coarse enough to even out noise."""

_STRONG = 100
"""Levels from its ground from which an engine reads a mark anyway."""
_BESIDE_CLEAN_PX, _BESIDE_NOISY_PX = 2, 8
"""Around strong ink a drawing blends its edges, and a JPEG ripples out to its block's end."""
_NOISE_TIMES = 3
_LEVELS = (1, 5)
_BLACKISH, _SOLID_PX = 64, 4
_SAMPLED_PX, _AROUND = 8, 5
"""The ground is told by so many samples each way, so many pixels apart: a quarter of an inch."""
_FEWEST_LETTERS = 4
_SHORT_PX, _TALL_PX, _WIDE_PX = 4, 48, 72
"""Of a letter, at half of the resolution."""
_FEWEST_PX = 8
_FULL = 0.2
"""Of its rectangle that a word of touching letters covers; a frame covers less."""
_MOST_PX = 120_000


def _over(level: int) -> list[int]:
    return [255 if one > level else 0 for one in range(256)]


_ANY = _over(0)


def brought_out(image: Image.Image) -> Iterator[Image.Image]:
    """Faint marks of a picture black on white, by how faint they are; only what may be letters.

    ``image`` is in mode ``L`` or ``RGB`` at about :data:`BEST_DPI`: colours of one brightness
    count as well.
    """
    if min(image.size) < _SAMPLED_PX * _AROUND:
        return
    before = None
    for marks in _marks(image):
        letters = _letters(marks)
        if letters is not None and letters != before:
            yield ImageChops.invert(letters)
        before = letters


def _marks(image: Image.Image) -> Iterator[Image.Image]:
    """White where a picture is a little lighter or darker than the ground around.

    First all that is more than noise, then without what is much fainter than the rest may be.
    """
    bands: Sequence[Image.Image] = image.split()
    grey = image.convert("L")
    if all(ImageChops.difference(grey, band).getbbox() is None for band in bands):
        bands = (grey,)
    strong = ImageChops.difference(_ground(grey), grey).point(_over(_STRONG))
    away = reduce(
        ImageChops.lighter, (ImageChops.difference(_ground(band), band) for band in bands)
    )
    on_paper, on_black = _Told(away, strong), _on_black(bands)
    for times in _LEVELS:
        yield ImageChops.lighter(on_paper.from_level(times), on_black.from_level(times))


def _on_black(bands: Sequence[Image.Image]) -> _Told:
    """What is a little lighter in boxes that are all but black.

    A box is as tight as its word: of the ground around it, most is paper.
    """
    lightest = reduce(ImageChops.lighter, bands)
    dark = lightest.point([255 if level < _BLACKISH else 0 for level in range(256)])
    small = (max(1, dark.width // _SOLID_PX), max(1, dark.height // _SOLID_PX))
    solid = dark.resize(small, Image.Resampling.BOX).point(_over(254))
    solid = solid.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.MaxFilter(3))
    outside = ImageChops.invert(solid).resize(dark.size, Image.Resampling.NEAREST)
    levels = lightest.histogram(ImageChops.invert(outside))
    black = max(range(256), key=levels.__getitem__)
    return _Told(lightest.point([abs(level - black) for level in range(256)]), outside)


class _Told:
    """By how many levels each pixel is away from its ground, what is left out of account."""

    def __init__(self, away: Image.Image, left_out: Image.Image) -> None:
        least, is_clean = _least(away, left_out)
        if not is_clean:
            away = away.filter(ImageFilter.BoxBlur(1))
            least, _ = _least(away, left_out)
        by_px = _BESIDE_CLEAN_PX if is_clean else _BESIDE_NOISY_PX
        self._away, self._least = away, least
        self._left_out = left_out.filter(ImageFilter.BoxBlur(by_px)).point(_ANY)

    def from_level(self, times: int) -> Image.Image:
        """White from so many times the least level on that is more than noise."""
        marks = self._away.point(_over(self._least * times - 1))
        marks.paste(0, (0, 0), self._left_out)
        return marks


def _least(away: Image.Image, strong: Image.Image) -> tuple[int, bool]:
    """From how many levels on a mark is more than noise; and whether there is no noise at all."""
    levels = away.histogram(ImageChops.invert(strong))
    count = sum(levels)
    middle, most = _percentile(levels, count * 0.5), _percentile(levels, count * 0.84)
    return middle + max(1, _NOISE_TIMES * (most - middle)), most == 0


def _percentile(levels: list[int], wanted: float) -> int:
    so_far = 0
    for level, count in enumerate(levels):
        so_far += count
        if so_far >= wanted:
            return level
    return 0


def _ground(band: Image.Image) -> Image.Image:
    """The tone around each place, that of most of it: letters cover less than half."""
    small = (max(1, band.width // _SAMPLED_PX), max(1, band.height // _SAMPLED_PX))
    sampled = band.reduce(2).resize(small, Image.Resampling.NEAREST)
    # Not smoothed: between two tones that would be a frame of marks.
    ground = sampled.filter(ImageFilter.MedianFilter(_AROUND))
    return ground.resize(band.size, Image.Resampling.NEAREST)


def _letters(marks: Image.Image) -> Image.Image | None:
    """The marks without rules, frames and specks; None where no letters are left.

    Pictures are full of marks: they are taken as they are.
    """
    coarse = marks.reduce(2).point(_over(96))
    count = coarse.histogram()[255]
    if count < _FEWEST_LETTERS * _FEWEST_PX:
        return None
    if count > _MOST_PX:
        return marks
    kept, letters = bytearray(coarse.width * coarse.height), 0
    for piece in islands(coarse, corners=False):
        wide, tall, inked = piece.width, piece.height, piece.count
        is_letter = _SHORT_PX <= tall <= _TALL_PX and inked >= _FEWEST_PX
        if is_letter and wide > _WIDE_PX:  # a word whose letters touch, or a frame, or a rule
            is_letter = tall > 2 * _SHORT_PX and inked > _FULL * wide * tall
        if is_letter:
            letters += 1 + wide // _TALL_PX
            for at in piece.cells():
                kept[at] = 255
    if letters < _FEWEST_LETTERS:
        return None
    around = Image.frombytes("L", coarse.size, bytes(kept)).filter(ImageFilter.MaxFilter(3))
    return ImageChops.darker(marks, around.resize(marks.size, Image.Resampling.NEAREST))
