"""The finished file's pixels: is every box black, is no ink left at its edges, what reads OCR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pikepdf
import pypdfium2
from PIL import Image, ImageFilter

from workbench.domain.geometry import Rect
from workbench.release.plan import PagePlan
from workbench.release.stamp import box_px, code_mask

RENDERER = "pdfium, rendered"
IMAGE = "pikepdf, image"

_DARK = 72  # a JPEG's ripples around the printed code stay under this inside the box
_DARK_AT_EDGE = 110  # and under this where the box ends and bright paper begins
_EDGE_PX = 2
_SPREAD = 9  # how far from the code's strokes ripples of the same JPEG block may reach
_MISSING_SHARE = 0.35
_INK = 110
_REACH = 0.25  # shares of the box's height that make loose ink part of a letter
_TALL = 0.38
_TALLEST = 1.6
_NEAR = 0.35  # of the box's height: wider than the gap between two letters of a word
_COARSE_PX = 16  # height of a box at the coarse scale, at least
_BLACK = b"\xff"
_ONE_TONE, _NOT_PAPER = 12, 170
_BLACKISH, _ALL_BUT = 90, 0.86
_LARGEST_PX = 40_000_000


@dataclass(frozen=True, slots=True)
class BoxFault:
    """A box that does not cover: the vector, the box, what saw it."""

    vector: str
    box_pt: Rect
    extractor: str


def rendered(
    document: pypdfium2.PdfDocument, number: int, size_px: tuple[int, int] | None = None
) -> Image.Image:
    """The page in grey, unrotated, at about ``size_px`` (None: 200 dpi) as a viewer shows it."""
    page = document[number - 1]
    try:
        left, bottom, right, top = page.get_cropbox()
        width, height = right - left, top - bottom
        scale = size_px[0] / width if size_px else 200 / 72
        scale = min(scale, (_LARGEST_PX / (width * height)) ** 0.5)
        bitmap = page.render(scale=scale, rotation=-page.get_rotation() % 360, grayscale=True)
        image: Image.Image = bitmap.to_pil().convert("L")
        bitmap.close()
        return image
    finally:
        page.close()


def stored_image(page: pikepdf.Page) -> Image.Image | None:
    """The one image of a page of our own copies as it is stored, in grey; None: no such image."""
    named = page.obj.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary())
    images = [i for i in named.values() if isinstance(i, pikepdf.Stream)]
    if len(images) != 1:
        return None
    image = pikepdf.PdfImage(images[0]).as_pil_image()
    return image.convert("L")


def box_faults(
    image: Image.Image, page: PagePlan, extractor: str, *, inset_px: int
) -> Iterator[BoxFault]:
    """Boxes that are not black but for the strokes of their code.

    ``image`` is the whole page, grey and unrotated. ``inset_px`` is how far a renderer's
    edges may be out.
    """
    size_pt = (page.width_pt, page.height_pt)
    places = [box_px(box.rect_pt, image.size, size_pt) for box in page.boxes]
    strokes = _all_strokes(image.size, page, places)
    for box, place in zip(page.boxes, places, strict=True):
        left, top, right, bottom = place
        inner = (left + inset_px, top + inset_px, right - inset_px, bottom - inset_px)
        if inner[0] >= inner[2] or inner[1] >= inner[3]:
            inner = place
        light = _lighter(image.crop(inner))
        allowed = strokes.crop(inner)
        light.paste(0, (0, 0), allowed)
        count = light.histogram()[255]
        if count == 0:
            continue
        share = count / (light.width * light.height)
        vector = "box missing" if share > _MISSING_SHARE else "box not opaque"
        yield BoxFault(vector, box.rect_pt, extractor)


def _lighter(box: Image.Image) -> Image.Image:
    """White where a box is lighter than black may come out; its edges may be a little lighter."""
    light = box.point([0 if level <= _DARK_AT_EDGE else 255 for level in range(256)])
    if min(box.size) > 2 * _EDGE_PX:
        edges = (_EDGE_PX, _EDGE_PX, box.width - _EDGE_PX, box.height - _EDGE_PX)
        inside = box.crop(edges).point([0 if level <= _DARK else 255 for level in range(256)])
        light.paste(inside, edges[:2])
    return light


def _all_strokes(
    size: tuple[int, int], page: PagePlan, places: Sequence[tuple[int, int, int, int]]
) -> Image.Image:
    """Where white may stand: the strokes of all codes of the page, and close around them."""
    strokes = Image.new("L", size, 0)
    for box, (left, top, right, bottom) in zip(page.boxes, places, strict=True):
        mask = code_mask(right - left, bottom - top, box.code, page.rotation, bilevel=False)
        if mask is None:
            continue
        wide = mask.point([0] + [255] * 255).filter(ImageFilter.MaxFilter(2 * (_SPREAD // 2) + 1))
        strokes.paste(255, (left, top), wide)
    return strokes


def loose_ink(image: Image.Image, page: PagePlan) -> Iterator[Rect]:
    """Ink that sticks out of boxes laid over words and belongs to no word that stays.

    A piece of ink counts when it touches the box, is letter-sized against the box's height,
    and does not lie on a word that was not cut.
    """
    scale_x, scale_y = image.width / page.width_pt, image.height / page.height_pt
    kept = [
        (r.x0 * scale_x - 2, r.y0 * scale_y - 2, r.x1 * scale_x + 2, r.y1 * scale_y + 2)
        for r in (word.rect_pt for word in (*page.words_kept, *page.words_met))
    ]
    places = [
        box_px(box.rect_pt, image.size, (page.width_pt, page.height_pt)) for box in page.boxes
    ]
    for box, place in zip(page.boxes, places, strict=True):
        if box.of_words and _has_loose_ink(image, place, kept, places, page.rotation):
            yield box.rect_pt


def _has_loose_ink(
    image: Image.Image,
    place: tuple[int, int, int, int],
    kept: Iterable[tuple[float, float, float, float]],
    covered: Iterable[tuple[int, int, int, int]],
    rotation: int,
) -> bool:
    left, top, right, bottom = place
    height = right - left if rotation % 180 else bottom - top
    margin = max(6, int(height * (_TALLEST + 0.3)))
    around = (
        max(0, left - margin),
        max(0, top - margin),
        min(image.width, right + margin),
        min(image.height, bottom + margin),
    )
    box = (left - around[0], top - around[1], right - around[0], bottom - around[1])
    ink = image.crop(around).point([255 if level < _INK else 0 for level in range(256)])
    for x0, y0, x1, y1 in [*kept, *covered]:
        if x0 < around[2] and x1 > around[0] and y0 < around[3] and y1 > around[1]:
            left, top = max(0, int(x0) - around[0]), max(0, int(y0) - around[1])
            right, bottom = int(x1) - around[0], int(y1) - around[1]
            if right > left and bottom > top:
                ink.paste(0, (left, top, right, bottom))
    # Letters are looked for at a coarse scale: the same cost for every resolution.
    coarse = max(1, height // _COARSE_PX)
    if coarse > 1:
        ink = ink.reduce(coarse).point([255 if level > 80 else 0 for level in range(256)])
        box = (box[0] // coarse, box[1] // coarse, -(-box[2] // coarse), -(-box[3] // coarse))
        height = max(1, height // coarse)
    near = max(2, int(_NEAR * height))
    return any(_is_letter(piece, height) for piece in _touching(ink, box, near))


def _touching(
    ink: Image.Image, box: tuple[int, int, int, int], near: int
) -> Iterator[tuple[int, int, int, int]]:
    """Extents of the connected pieces of ink that come within ``near`` pixels of a box."""
    width, height = ink.size
    pixels = bytearray(ink.tobytes())
    first, last = max(0, box[0] - near), min(width, box[2] + near)
    for y in range(max(0, box[1] - near), min(height, box[3] + near)):
        # The box itself was wiped, so whatever is found in the row lies around it.
        at = pixels.find(_BLACK, y * width + first, y * width + last)
        while at >= 0:
            yield _extent(pixels, width, height, at)
            at = pixels.find(_BLACK, at, y * width + last)


def _extent(pixels: bytearray, width: int, height: int, start: int) -> tuple[int, int, int, int]:
    """Extent of the piece of ink around a pixel; its pixels are wiped."""
    pixels[start] = 0
    waiting = [start]
    y0 = y1 = start // width
    x0 = x1 = start % width
    while waiting:
        at = waiting.pop()
        y, x = divmod(at, width)
        x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
        if x + 1 < width and pixels[at + 1]:
            pixels[at + 1] = 0
            waiting.append(at + 1)
        if x and pixels[at - 1]:
            pixels[at - 1] = 0
            waiting.append(at - 1)
        if y + 1 < height and pixels[at + width]:
            pixels[at + width] = 0
            waiting.append(at + width)
        if y and pixels[at - width]:
            pixels[at - width] = 0
            waiting.append(at - width)
    return x0, y0, x1 + 1, y1 + 1


def _is_letter(piece: tuple[int, int, int, int], height: int) -> bool:
    wide, tall = piece[2] - piece[0], piece[3] - piece[1]
    return (
        min(wide, tall) >= _REACH * height
        and max(wide, tall) >= _TALL * height
        and max(wide, tall) <= _TALLEST * height
    )


def is_hidden(image: Image.Image, box_pt: Rect, size_pt: tuple[float, float]) -> bool:
    """Whether a place of the page shows one tone that is not paper, or is all but black.

    Two letters that can be read leave white between and around their strokes; a hatching of
    thin lines over black does not.
    """
    scale_x, scale_y = image.width / size_pt[0], image.height / size_pt[1]
    left, top = int(box_pt.x0 * scale_x), int(box_pt.y0 * scale_y)
    right, bottom = int(box_pt.x1 * scale_x) + 1, int(box_pt.y1 * scale_y) + 1
    if left < 0 or top < 0 or right > image.width or bottom > image.height:
        return False  # off the page, where nothing is shown at all
    levels = image.crop((left, top, right, bottom)).histogram()
    seen = [level for level, count in enumerate(levels) if count]
    if seen[-1] - seen[0] <= _ONE_TONE and seen[-1] <= _NOT_PAPER:
        return True
    return sum(levels[:_BLACKISH]) >= _ALL_BUT * sum(levels)
