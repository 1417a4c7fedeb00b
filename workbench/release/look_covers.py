"""What another tool's file still draws under something: PDFium draws the page with and without it.

No word needs to be known for this. Anything that could be a redaction (a filled shape, a bar,
an image, an annotation, a form field) is taken away and the page drawn again; where it stood in
one tone and something stands there now, nothing was redacted.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageFilter

from workbench.domain.geometry import Rect
from workbench.engines.islands import Island, islands
from workbench.release.look_drawn import Box, box_of, rendered, scale_of

EXTRACTOR = "pdfium, drawn without covers"

_DPI = 150
_SMALLEST_PT = 4.0
_MOST_COVERS = 2_000
_DEEPEST = 8
_MOST_OF_PAGE = 0.6
_FEW_SEGMENTS, _MOST_SEGMENTS = 14, 400
_ONE_TONE = 40
"""Grey levels that a cover may let through: what is drawn nine tenths opaque."""
_SAME_TONE_SHARE = 0.5
_CONTRAST = 90
_INK_SHARE = 0.004
_INSET_SHARE = 0.06
_THIN_PX = 5
_COARSE_PX = 4
_MOST_IMAGES = 200
_FAR_APART = [255 if level >= _CONTRAST else 0 for level in range(256)]
_ANY = [255 if level else 0 for level in range(256)]
_SOLID_PX = 11
"""No stroke of a letter up to 40 points is so thick."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A place where something is drawn under something else, and what lies on top."""

    kind: str
    box_pt: Rect


def covered(
    document: pypdfium2.PdfDocument, number: int, *, is_ours: bool = False
) -> Iterator[Cover]:
    """Places of one page, counted from 1, where more is drawn than is seen.

    ``is_ours``: of what stands under a box, solid areas are no ink. Our copies paint images black
    under boxes, and where one ends under a box, paper begins.
    """
    page = document[number - 1]
    try:
        left, bottom, right, top = box_of(page)
        size_pt = (right - left, top - bottom)
        on_top = list(islice(_covers(page, size_pt), _MOST_COVERS))
        if not on_top:
            return
        with_all = rendered(document, number, dpi=_DPI)
        for some in _taken_away(on_top):
            without = _without(page, [c.thing for c in some if c.thing], size_pt)
            hides = _hides_more_than_areas if is_ours else _hides
            yield from _hiding(some, (with_all, without), (left, top), size_pt, hides)
    finally:
        page.close()


def _taken_away(on_top: list[_OnTop]) -> Iterator[list[_OnTop]]:
    """What to take away together: an image may be what covers, and what is covered."""
    shapes = [cover for cover in on_top if cover.kind != _IMAGE]
    images = [cover for cover in on_top if cover.kind == _IMAGE and not cover.is_sheet]
    over = [cover for cover in on_top if cover.is_over_image]
    if shapes:
        yield shapes
    if images:
        yield images
    if shapes and images:
        yield [cover for cover in on_top if not cover.is_sheet]
    if over and over != images:
        yield over


_IMAGE = "an image"
_Bounds = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True)
class _OnTop:
    """What may cover: kind, bounds in the page's own points, and the object to take away."""

    kind: str
    bounds: _Bounds
    thing: pypdfium2.PdfObject | None = None
    is_over_image: bool = False
    is_sheet: bool = False
    """It is as large as the page, and only part of it covers."""


def _hiding(
    covers: list[_OnTop],
    drawn: tuple[Image.Image, Image.Image],
    origin: tuple[float, float],
    size_pt: tuple[float, float],
    hides: Callable[[Image.Image, Image.Image], bool],
) -> Iterator[Cover]:
    """Which of some covers hide something; ``drawn`` is the page with them and without."""
    with_all, without = drawn
    scale_x, scale_y = with_all.width / size_pt[0], with_all.height / size_pt[1]
    seen: set[Box] = set()
    for cover in covers:
        if cover.is_sheet:
            continue
        x0, y0, x1, y1 = cover.bounds
        box = Rect.spanning(x0 - origin[0], origin[1] - y1, x1 - origin[0], origin[1] - y0)
        shown = box.clamped(*size_pt)
        if shown is None or min(shown.width, shown.height) < _SMALLEST_PT:
            continue
        place = (
            round(shown.x0 * scale_x) + 1,
            round(shown.y0 * scale_y) + 1,
            min(round(shown.x1 * scale_x), with_all.width) - 1,
            min(round(shown.y1 * scale_y), with_all.height) - 1,
        )
        if place in seen or place[0] >= place[2] or place[1] >= place[3]:
            continue
        seen.add(place)
        if hides(with_all.crop(place), without.crop(place)):
            yield Cover(cover.kind, shown)
    if any(cover.is_sheet for cover in covers):
        for place in _changed(with_all, without):
            if hides(with_all.crop(place), without.crop(place)):
                x0, y0, x1, y1 = place
                yield Cover(_IMAGE, Rect(x0 / scale_x, y0 / scale_y, x1 / scale_x, y1 / scale_y))


def _changed(with_all: Image.Image, without: Image.Image) -> Iterator[Box]:
    """Places where a page looks otherwise without something, each as large as a cover may be."""
    differs = ImageChops.difference(with_all, without).point(_FAR_APART)
    least = _SMALLEST_PT * _DPI / 72
    for piece in islands(differs.reduce(_COARSE_PX).point(_ANY)):
        x0, y0, x1, y1 = (side * _COARSE_PX for side in piece.extent)
        if min(x1 - x0, y1 - y0) >= least:
            yield x0, y0, min(x1, differs.width), min(y1, differs.height)


def _covers(page: pypdfium2.PdfPage, size_pt: tuple[float, float]) -> Iterator[_OnTop]:
    images: list[_Bounds] = []
    for index, thing in enumerate(page.get_objects(max_depth=_DEEPEST)):
        if thing.type == pdfium.FPDF_PAGEOBJ_PATH:
            if _is_box(thing):
                yield _OnTop("a shape", _path_bounds(thing), thing)
        elif thing.type == pdfium.FPDF_PAGEOBJ_SHADING:
            yield _OnTop("a shading", thing.get_bounds(), thing)
        elif thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = bounds = thing.get_bounds()
            is_over = any(_lies_over(bounds, other) for other in images[-_MOST_IMAGES:])
            is_sheet = (x1 - x0) * (y1 - y0) >= _MOST_OF_PAGE * size_pt[0] * size_pt[1]
            images.append(bounds)
            if is_over or (index and not is_sheet):
                yield _OnTop(_IMAGE, bounds, thing, is_over, is_sheet)
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        rect = pdfium.FS_RECTF()
        if pdfium.FPDFAnnot_GetRect(annotation, rect):
            yield _OnTop("an annotation", (rect.left, rect.bottom, rect.right, rect.top))
        pdfium.FPDFPage_CloseAnnot(annotation)


def _lies_over(one: _Bounds, other: _Bounds) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return min(wide, high) >= _SMALLEST_PT


def _path_bounds(path: pypdfium2.PdfObject) -> _Bounds:
    """Where a path leaves ink. PDFium adds a stroke's whole width all around, for its mitres."""
    x0, y0, x1, y1 = path.get_bounds()
    fill, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    if (
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        and stroke.value
        and pdfium.FPDFPageObj_GetStrokeWidth(path, width)
    ):
        a, b, c, d, _, _ = path.get_matrix().get()
        half = width.value * math.sqrt(abs(a * d - b * c)) / 2
        if min(x1 - x0, y1 - y0) > 2 * half:
            return x0 + half, y0 + half, x1 - half, y1 - half
    return x0, y0, x1, y1


def _is_box(path: pypdfium2.PdfObject) -> bool:
    """Whether a path is a box, a bar or a hatching, and not letters drawn as outlines."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke):
        return False
    if fill.value == pdfium.FPDF_FILLMODE_NONE and not stroke.value:
        return False
    count = pdfium.FPDFPath_CountSegments(path)
    return count <= _FEW_SEGMENTS or all(
        pdfium.FPDFPathSegment_GetType(pdfium.FPDFPath_GetPathSegment(path, index))
        != pdfium.FPDF_SEGMENT_BEZIERTO
        for index in range(min(count, _MOST_SEGMENTS))
    )


def _without(
    page: pypdfium2.PdfPage, handles: list[pypdfium2.PdfObject], size_pt: tuple[float, float]
) -> Image.Image:
    """The page drawn without these objects and without annotations; they are put back."""
    for handle in handles:
        pdfium.FPDFPageObj_SetIsActive(handle, False)
    try:
        bitmap = page.render(
            scale=scale_of(*size_pt, _DPI),
            rotation=-page.get_rotation() % 360,
            grayscale=True,
            may_draw_forms=False,
            draw_annots=False,
        )
        image: Image.Image = bitmap.to_pil().convert("L")
        bitmap.close()
        return image
    finally:
        for handle in handles:
            pdfium.FPDFPageObj_SetIsActive(handle, True)


def _hides(seen: Image.Image, under: Image.Image) -> bool:
    """Whether something stands out under what is seen in one tone, by its look ink."""
    ink, least = _ink_under(seen, under)
    return ink is not None and ink.histogram()[255] >= least


def _hides_more_than_areas(seen: Image.Image, under: Image.Image) -> bool:
    ink, least = _ink_under(seen, under)
    if ink is None or ink.histogram()[255] < least:
        return False
    areas = ink.filter(ImageFilter.MinFilter(_SOLID_PX)).filter(
        ImageFilter.MaxFilter(_SOLID_PX + 2)
    )
    rest = ImageChops.subtract(ink, areas)
    for piece in islands(rest):
        if _is_corner(piece, rest.size):
            rest.paste(0, piece.extent)
    return rest.histogram()[255] >= least


def _is_corner(piece: Island, size: tuple[int, int]) -> bool:
    """Whether a piece is the corner or the strip of an area that goes on beyond a box."""
    return (
        piece.count == piece.width * piece.height
        and (piece.x0 == 0 or piece.x1 == size[0])
        and (piece.y0 == 0 or piece.y1 == size[1])
    )


def _ink_under(seen: Image.Image, under: Image.Image) -> tuple[Image.Image | None, float]:
    """White where there is ink under what is seen in one tone; and how much is worth a word."""
    inset = max(1, round(_INSET_SHARE * min(seen.size)))
    if min(seen.size) > 4 * inset:
        inner = (inset, inset, seen.width - inset, seen.height - inset)
        seen, under = seen.crop(inner), under.crop(inner)
    tones = seen.histogram()
    tone = max(range(256), key=tones.__getitem__)
    same = seen.point([255 if abs(level - tone) <= _ONE_TONE else 0 for level in range(256)])
    if same.histogram()[255] < _SAME_TONE_SHARE * seen.width * seen.height:
        return None, 0
    # Strokes that can be seen may have the cover's own tone; they are thin, and fall away.
    same = same.filter(ImageFilter.MinFilter(_THIN_PX))
    count = same.histogram()[255]
    if not count:
        return None, 0
    levels = under.histogram(same)
    ground = max(range(256), key=levels.__getitem__)
    ink = under.point([255 if abs(level - ground) >= _CONTRAST else 0 for level in range(256)])
    return ImageChops.darker(ink, same), max(6, _INK_SHARE * count)
