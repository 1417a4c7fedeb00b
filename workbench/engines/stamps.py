"""Where a page bears large lettering that laying it out as text has missed: stamps and banners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw, ImageFilter

from workbench.domain.pages import Word

_STEP_PX = 12
"""The page is looked at in squares of so many pixels: 25 dpi of a page read at 300."""
_INK_BELOW = 235
"""A square with a little ink is darker; the ink of a worn stamp is but dots."""
_SOLID_BELOW = 60
"""So dark are only black boxes, over five squares each way."""
_LOWEST, _HIGHEST, _SHORTEST = 4, 30, 8
"""Squares: letters from 3 to 30 mm, words longer than 8 mm."""
_LONGER_THAN_HIGH = 1.5
_MOST = 8
MARGIN_PX = 30
"""White on each side of what :func:`looks` gives."""
_BLUR_PX = 3
_LETTERS_PX = 40
_LEAST_LETTERS = 4
_SURE_FROM = 70.0


def unread_bands(image: Image.Image, words: Sequence[Word]) -> list[tuple[int, int, int, int]]:
    """Areas, in pixels, with ink in the shape of a line of large letters and no word on them."""
    size = (max(1, image.width // _STEP_PX), max(1, image.height // _STEP_PX))
    small = image.convert("L").resize(size, Image.Resampling.BOX)
    across, down = image.width / size[0], image.height / size[1]
    solid = small.point([255 if tone < _SOLID_BELOW else 0 for tone in range(256)])
    solid = solid.filter(ImageFilter.MinFilter(5)).filter(ImageFilter.MaxFilter(9))
    ink = small.point([255 if tone < _INK_BELOW else 0 for tone in range(256)])
    ink.paste(0, mask=solid)
    draw = ImageDraw.Draw(ink)
    for word in words:
        box = word.rect_pt
        draw.rectangle((box.x0 / across, box.y0 / down, box.x1 / across, box.y1 / down), fill=0)
    joined = ink.filter(ImageFilter.MaxFilter(5))
    found = []
    for x0, y0, x1, y1 in _islands(joined):
        width, height = x1 - x0, y1 - y0
        if (
            _LOWEST + 4 <= height <= _HIGHEST
            and width >= _SHORTEST
            and width >= _LONGER_THAN_HIGH * height
        ):
            found.append((width * height, x0, y0, x1, y1))
    return [
        (int(x0 * across), int(y0 * down), round(x1 * across), round(y1 * down))
        for _, x0, y0, x1, y1 in sorted(found, reverse=True)[:_MOST]
    ]


def looks(
    image: Image.Image, band: tuple[int, int, int, int]
) -> Iterator[tuple[Image.Image, float]]:
    """The band made easier to read in two ways, with what its pixels are to the page's.

    Blurring joins the dots of a worn stamp; large letters read better when they are small.
    """
    cut = image.convert("L").crop(band)
    blurred = cut.filter(ImageFilter.GaussianBlur(_BLUR_PX))
    for picture, scale in ((blurred, 0.5), (cut, min(1.0, _LETTERS_PX / cut.height))):
        size = (max(1, round(cut.width * scale)), max(1, round(cut.height * scale)))
        sheet = Image.new("L", (size[0] + 2 * MARGIN_PX, size[1] + 2 * MARGIN_PX), 255)
        sheet.paste(picture.resize(size, Image.Resampling.BOX), (MARGIN_PX, MARGIN_PX))
        yield sheet, scale


def believed(looks: Sequence[Sequence[Word]]) -> list[Word]:
    """Of what each look read on one band, the words that are sure, or that two looks read alike.

    Scribble and seals also read as something; but not as the same at two sizes.
    """
    readings = [{letters_of(word) for word in words} for words in looks]
    for words in looks:
        kept = [
            word
            for word in words
            if len(letters_of(word)) >= _LEAST_LETTERS
            and (
                (word.confidence or 0) >= _SURE_FROM
                or sum(letters_of(word) in there for there in readings) > 1
            )
        ]
        if kept:
            return kept
    return []


def letters_of(word: Word) -> str:
    """Its reading without the strokes at its ends that a frame or a smudge leaves."""
    return word.ocr_reading.strip("\"'!.,:;|~-_‘’“”")


def _islands(mask: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """Boxes of what hangs together in a small image of nothing and something."""
    width, height = mask.size
    left = bytearray(mask.tobytes())
    start = left.find(255)
    while start >= 0:
        left[start] = 0
        edge = [start]
        y0, x0 = divmod(start, width)
        x1, y1 = x0, y0
        while edge:
            y, x = divmod(edge.pop(), width)
            x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
            for nx, ny in ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)):
                if 0 <= nx < width and 0 <= ny < height and left[ny * width + nx]:
                    left[ny * width + nx] = 0
                    edge.append(ny * width + nx)
        yield x0, y0, x1 + 1, y1 + 1
        start = left.find(255, start)
