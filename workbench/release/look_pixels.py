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
_SPREAD = 9  # how far from the code's strokes ripples of the same JPEG block may reach
_MISSING_SHARE = 0.35
_INK = 110
_REACH = 0.22  # shares of the box's height that make loose ink part of a letter
_TALL = 0.30
_TALLEST = 1.6
_NEAR = 0.35  # of the box's height: wider than the gap between two letters of a word
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
        light = image.crop(inner).point([0 if level <= _DARK else 255 for level in range(256)])
        allowed = strokes.crop(inner)
        light.paste(0, (0, 0), allowed)
        count = light.histogram()[255]
        if count == 0:
            continue
        share = count / (light.width * light.height)
        vector = "box missing" if share > _MISSING_SHARE else "box not opaque"
        yield BoxFault(vector, box.rect_pt, extractor)


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
    and does not lie on a kept word.
    """
    scale_x, scale_y = image.width / page.width_pt, image.height / page.height_pt
    kept = [
        (r.x0 * scale_x - 2, r.y0 * scale_y - 2, r.x1 * scale_x + 2, r.y1 * scale_y + 2)
        for r in (word.rect_pt for word in page.words_kept)
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
    near = max(2, int(_NEAR * height))
    return any(_is_letter(piece, height) for piece in _touching(ink, box, near))


def _touching(
    ink: Image.Image, box: tuple[int, int, int, int], near: int
) -> Iterator[tuple[int, int, int, int]]:
    """Extents of the connected pieces of ink that come within ``near`` pixels of a box."""
    pixels = ink.load()
    assert pixels is not None
    left, top, right, bottom = box
    ring = [
        (x, y)
        for y in range(top - near, bottom + near)
        for x in range(left - near, right + near)
        if not (left <= x < right and top <= y < bottom)
    ]
    for start in ring:
        if not (0 <= start[0] < ink.width and 0 <= start[1] < ink.height) or not pixels[start]:
            continue
        x0, y0, x1, y1 = start[0], start[1], start[0] + 1, start[1] + 1
        pixels[start] = 0
        waiting = [start]
        while waiting:
            x, y = waiting.pop()
            x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x + 1), max(y1, y + 1)
            for beside in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if 0 <= beside[0] < ink.width and 0 <= beside[1] < ink.height and pixels[beside]:
                    pixels[beside] = 0
                    waiting.append(beside)
        yield x0, y0, x1, y1


def _is_letter(piece: tuple[int, int, int, int], height: int) -> bool:
    wide, tall = piece[2] - piece[0], piece[3] - piece[1]
    return (
        min(wide, tall) >= _REACH * height
        and max(wide, tall) >= _TALL * height
        and max(wide, tall) <= _TALLEST * height
    )


def is_hidden(image: Image.Image, box_pt: Rect, size_pt: tuple[float, float]) -> bool:
    """Whether a place of the page is one dark tone as shown: nothing can be read there."""
    left, top, right, bottom = box_px(box_pt, image.size, size_pt)
    inner = image.crop((left + 2, top + 2, max(left + 3, right - 2), max(top + 3, bottom - 2)))
    low, high = inner.getextrema()
    return (
        isinstance(high, (int, float))
        and isinstance(low, (int, float))
        and (high - low <= 12 and high <= 160)
    )
