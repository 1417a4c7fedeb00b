"""The finished file's pixels: is every box black, is no ink left at its edges, what reads OCR."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pikepdf
from PIL import Image, ImageChops, ImageFilter

from workbench.domain.geometry import Rect
from workbench.engines.islands import Island, islands
from workbench.release.frames import is_frame
from workbench.release.look_drawn import Box
from workbench.release.plan import PagePlan
from workbench.release.stamp import box_px, code_mask

IMAGE = "pikepdf, image"

_DARK = 72  # a JPEG's ripples around the printed code stay under this inside the box
_DARK_AT_EDGE = 110  # and under this where the box ends and bright paper begins
_EDGE_PX = 2
_SPREAD = 9  # how far from the code's strokes ripples of the same JPEG block may reach
_MISSING_SHARE = 0.35
_HALVED_DPI, _HALVED_PX = 290, 16
"""From this resolution on, and with no box narrower than so many pixels, half is enough."""
_BLENDED_PX = 2
_BLOCK_PX = 8
_GHOST_LOSSY = 40
"""Levels by which a JPEG's black may differ a block away from anything bright."""
_INK = 110
_REACH = 0.25  # shares of the box's height that make loose ink part of a letter
_TALL = 0.38
_TALLEST = 1.6
_NEAR = 0.35  # of the box's height: wider than the gap between two letters of a word
_COARSE_PX = 16  # height of a box at the coarse scale, at least
_ONE_TONE, _NOT_PAPER = 12, 170
_BLACKISH, _ALL_BUT = 90, 0.86

_COARSE_INK = 80


def _white_over(level: int) -> list[int]:
    return [255 if one > level else 0 for one in range(256)]


_ANY, _OVER_DARK, _OVER_EDGE_DARK = _white_over(0), _white_over(_DARK), _white_over(_DARK_AT_EDGE)
_OVER_COARSE = _white_over(_COARSE_INK)
_IS_INK = [255 if level < _INK else 0 for level in range(256)]


@dataclass(frozen=True, slots=True)
class BoxFault:
    """A box that does not cover: the vector, the box, what saw it."""

    vector: str
    box_pt: Rect
    extractor: str


@dataclass(frozen=True, slots=True)
class Look:
    """One way to see a page's pixels, ``size_px`` in all; ``crop`` gives a part of them.

    ``is_lossy`` when the codec leaves ripples; ``is_drawn`` where edges may be blended;
    ``is_coarse`` where each pixel stands for two a side.
    """

    extractor: str
    size_px: tuple[int, int]
    crop: Callable[[Box], Image.Image]
    is_lossy: bool = False
    is_drawn: bool = False
    is_coarse: bool = False


def stored_look(page: pikepdf.Page, plan: PagePlan) -> Look | None:
    """The one image of a page of our own copies as it is stored; None: no such image.

    A fine JPEG in colour is decoded at half its size, which takes half of the time: this look is
    for an image that two programs decode differently. PDFium decodes the same bytes in full
    (:class:`~workbench.release.look_drawn.Drawn`) and is judged to the last pixel; what another
    program alone may show is judged in every colour, at 145 dots an inch or more.
    """
    named = page.obj.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary())
    images = [i for i in named.values() if isinstance(i, pikepdf.Stream)]
    if len(images) != 1:
        return None
    image = pikepdf.PdfImage(images[0]).as_pil_image()
    is_lossy = images[0].get("/Filter") in (pikepdf.Name.DCTDecode, pikepdf.Name.JPXDecode)
    width, height = image.size
    halved = image.mode == "RGB" and _can_be_halved(image.size, plan)
    if halved and image.draft(None, (width // 2, height // 2)) is not None:
        return Look(IMAGE, (width, height), _twice(image), is_lossy, is_coarse=True)
    return Look(IMAGE, (width, height), image.crop, is_lossy)


def _can_be_halved(size_px: tuple[int, int], page: PagePlan) -> bool:
    """Whether half of the resolution is still fine, and leaves enough of the smallest box."""
    size_pt = (page.width_pt, page.height_pt)
    places = (box_px(box.rect_pt, size_px, size_pt) for box in page.boxes)
    return min(size_px[0] / size_pt[0], size_px[1] / size_pt[1]) * 72 >= _HALVED_DPI and all(
        min(right - left, bottom - top) >= _HALVED_PX for left, top, right, bottom in places
    )


def _twice(image: Image.Image) -> Callable[[Box], Image.Image]:
    """Parts of an image of half the size, as large as they are in the whole."""

    def crop(box: Box) -> Image.Image:
        left, top, right, bottom = box
        part = image.crop((left // 2, top // 2, -(-right // 2), -(-bottom // 2)))
        part = part.resize((2 * part.width, 2 * part.height), Image.Resampling.NEAREST)
        x, y = left % 2, top % 2
        return part.crop((x, y, x + right - left, y + bottom - top))

    return crop


def box_faults(look: Look, page: PagePlan) -> Iterator[BoxFault]:
    """Boxes that are not black but for the strokes of their code."""
    size_pt = (page.width_pt, page.height_pt)
    places = [box_px(box.rect_pt, look.size_px, size_pt) for box in page.boxes]
    scale = look.size_px[1] / page.height_pt
    masks = [
        _wide_strokes(right - left, bottom - top, box.code, page.rotation, scale)
        for box, (left, top, right, bottom) in zip(page.boxes, places, strict=True)
    ]
    for box, place in zip(page.boxes, places, strict=True):
        if place[0] >= place[2] or place[1] >= place[3]:
            continue  # off the page, where nothing is shown at all
        strokes = _strokes_in(place, places, masks)
        levels = _brightest(look.crop(place))
        if look.is_coarse:  # what lies beside is blended into the outermost, and code into box
            strokes = _inner(_widened(strokes, _BLENDED_PX))
            levels = _inner(levels)
        plain = levels.copy()
        plain.paste(0, (0, 0), strokes)
        lightest = int(plain.getextrema()[1])  # type: ignore[arg-type]
        if lightest <= (_GHOST_LOSSY if look.is_lossy else 0):
            continue  # neither a fault nor a ghost is so dark
        vector = _fault_of(plain)
        if vector is None and _has_ghost(levels, strokes, look):
            vector = "a ghost in a box"
        if vector is not None:
            yield BoxFault(vector, box.rect_pt, look.extractor)


def _inner(image: Image.Image) -> Image.Image:
    by = _BLENDED_PX
    return image.crop((by, by, image.width - by, image.height - by))


def _fault_of(plain: Image.Image) -> str | None:
    """What is wrong with a box, its code wiped out, that is not black."""
    count = _lighter(plain).histogram()[255]
    if count == 0:
        return None
    share = count / (plain.width * plain.height)
    return "box missing" if share > _MISSING_SHARE else "box not opaque"


def _brightest(box: Image.Image) -> Image.Image:
    """The strongest of a pixel's colours: dark blue ink on black is no black either."""
    if box.mode == "RGB":
        red, green, blue = box.split()
        return ImageChops.lighter(red, ImageChops.lighter(green, blue))
    return box.convert("L")


def _lighter(box: Image.Image) -> Image.Image:
    """White where a box is lighter than black may come out; its edges may be a little lighter."""
    light = box.point(_OVER_EDGE_DARK)
    if min(box.size) > 2 * _EDGE_PX:
        edges = (_EDGE_PX, _EDGE_PX, box.width - _EDGE_PX, box.height - _EDGE_PX)
        inside = box.crop(edges).point(_OVER_DARK)
        light.paste(inside, edges[:2])
    return light


def _has_ghost(levels: Image.Image, strokes: Image.Image, look: Look) -> bool:
    """Whether a box that looks black holds levels from which ink could be brought back.

    Next to bright paper and to the strokes of a code, a JPEG's blocks ripple by themselves.
    """
    is_lossy = look.is_lossy
    margin = _BLOCK_PX if is_lossy else _EDGE_PX if look.is_drawn else 0
    inner = (margin, margin, levels.width - margin, levels.height - margin)
    if inner[0] >= inner[2] or inner[1] >= inner[3]:
        return False
    if is_lossy:
        strokes = _widened(strokes, 2 * _BLOCK_PX)
    away = ImageChops.invert(strokes.crop(inner))
    seen = levels.crop(inner).histogram(away)
    darkest = next((level for level, count in enumerate(seen) if count), 0)
    lightest = max((level for level, count in enumerate(seen) if count), default=0)
    return lightest - darkest > (_GHOST_LOSSY if is_lossy else 0)


@lru_cache(maxsize=256)
def _wide_strokes(
    width: int, height: int, code: str, rotation: int, px_per_pt: float
) -> Image.Image | None:
    """Where white may stand in a box: the strokes of its code, and close around them."""
    mask = code_mask(width, height, code, rotation, px_per_pt, bilevel=False)
    return None if mask is None else _widened(mask.point(_ANY), _SPREAD // 2)


def _widened(mask: Image.Image, by_px: int) -> Image.Image:
    """All within ``by_px`` of what is white. A blur costs a hundredth of a rank filter."""
    return mask.filter(ImageFilter.BoxBlur(by_px)).point(_ANY)


def _strokes_in(
    place: Box,
    places: Sequence[Box],
    masks: Sequence[Image.Image | None],
) -> Image.Image:
    """Where white may stand in one box: overlapping boxes print their codes into it too."""
    left, top, right, bottom = place
    strokes = Image.new("L", (right - left, bottom - top), 0)
    for (x0, y0, x1, y1), mask in zip(places, masks, strict=True):
        if mask is not None and x0 < right and x1 > left and y0 < bottom and y1 > top:
            strokes.paste(255, (x0 - left, y0 - top), mask)
    return strokes


def loose_ink(look: Look, page: PagePlan) -> Iterator[Rect]:
    """Ink that sticks out of boxes laid over words and belongs to no word that stays.

    A piece of ink counts when it touches the box, is letter-sized against the box's height,
    and does not lie on a word that was not cut.
    """
    width_px, height_px = look.size_px
    scale_x, scale_y = width_px / page.width_pt, height_px / page.height_pt
    kept = [
        (r.x0 * scale_x - 2, r.y0 * scale_y - 2, r.x1 * scale_x + 2, r.y1 * scale_y + 2)
        for r in (word.rect_pt for word in (*page.words_kept, *page.words_met))
    ]
    size_pt = (page.width_pt, page.height_pt)
    places = [box_px(box.rect_pt, look.size_px, size_pt) for box in page.boxes]
    for box, place in zip(page.boxes, places, strict=True):
        if box.of_words and _has_loose_ink(look, place, kept, places, page.rotation):
            yield box.rect_pt


def _has_loose_ink(
    look: Look,
    place: Box,
    kept: Iterable[tuple[float, float, float, float]],
    covered: Iterable[Box],
    rotation: int,
) -> bool:
    left, top, right, bottom = place
    height = right - left if rotation % 180 else bottom - top
    margin = max(6, int(height * (_TALLEST + 0.3)))
    around = (
        max(0, left - margin),
        max(0, top - margin),
        min(look.size_px[0], right + margin),
        min(look.size_px[1], bottom + margin),
    )
    box = (left - around[0], top - around[1], right - around[0], bottom - around[1])
    ink = look.crop(around).convert("L").point(_IS_INK)
    whole = ink.copy()
    for x0, y0, x1, y1 in [*kept, *covered]:
        if x0 < around[2] and x1 > around[0] and y0 < around[3] and y1 > around[1]:
            left, top = max(0, int(x0) - around[0]), max(0, int(y0) - around[1])
            right, bottom = int(x1) - around[0], int(y1) - around[1]
            if right > left and bottom > top:
                ink.paste(0, (left, top, right, bottom))
    # Letters are looked for at a coarse scale: the same cost for every resolution.
    coarse = max(1, height // _COARSE_PX)
    if coarse > 1:
        ink, whole = (one.reduce(coarse).point(_OVER_COARSE) for one in (ink, whole))
        box = (box[0] // coarse, box[1] // coarse, -(-box[2] // coarse), -(-box[3] // coarse))
        height = max(1, height // coarse)
    near = max(2, int(_NEAR * height))
    window = (box[0] - near, box[1] - near, box[2] + near, box[3] + near)
    # The box itself was wiped, so whatever is found lies around it.
    return any(
        _is_letter(piece, height) and not is_frame(whole, piece.extent, box, height)
        for piece in islands(ink, within=window, corners=False)
    )


def _is_letter(piece: Island, height: int) -> bool:
    thick, long = sorted((piece.width, piece.height))
    return thick >= _REACH * height and _TALL * height <= long <= _TALLEST * height


def cover_over(image: Image.Image, box_pt: Rect, size_pt: tuple[float, float]) -> str:
    """What a place of the page shows in place of letters: ``dark``, ``light``, or nothing of both.

    Two letters that can be read leave paper between and around their strokes, and ink on it; a
    hatching of thin lines over black does not.
    """
    scale_x, scale_y = image.width / size_pt[0], image.height / size_pt[1]
    left, top = int(box_pt.x0 * scale_x), int(box_pt.y0 * scale_y)
    right, bottom = int(box_pt.x1 * scale_x) + 1, int(box_pt.y1 * scale_y) + 1
    if left < 0 or top < 0 or right > image.width or bottom > image.height:
        return ""  # off the page, where nothing is shown at all
    levels = image.crop((left, top, right, bottom)).histogram()
    seen = [level for level, count in enumerate(levels) if count]
    if seen[-1] - seen[0] <= _ONE_TONE:
        return "dark" if seen[-1] <= _NOT_PAPER else "light"
    return "dark" if sum(levels[:_BLACKISH]) >= _ALL_BUT * sum(levels) else ""
