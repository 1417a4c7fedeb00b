"""Boxes, their codes and what is printed beside them, on a page that keeps its vectors."""

from __future__ import annotations

import math

import pikepdf
from pikepdf import Dictionary, Name, Operator
from PIL import Image, ImageChops

from workbench.release.encode import encode
from workbench.release.jpeg import Box
from workbench.release.plan import PagePlan
from workbench.release.stamp import as_bits, box_px, code_mask, print_on, printed_px

_DPI = 300

Written = list[tuple[list[object], Operator]]


def draw_boxes(pdf: pikepdf.Pdf, page: PagePlan, resources: Dictionary) -> bytes:
    """Operators that draw a page's boxes on whole dots, the codes on them, and the prints.

    Codes and prints are stencils, added to ``resources`` as ``/K0`` and on: no text is drawn.
    """
    size_pt = (page.width_pt, page.height_pt)
    scale = _DPI / 72
    size = (math.ceil(size_pt[0] * scale), math.ceil(size_pt[1] * scale))
    places = [box_px(box.rect_pt, size, size_pt) for box in page.boxes]
    if not places and not page.prints:
        return b""
    written: Written = [
        ([Name.Artifact], Operator("BMC")),
        ([], Operator("q")),
        ([size_pt[0] / size[0], 0, 0, -size_pt[1] / size[1], 0, size_pt[1]], Operator("cm")),
        ([0], Operator("g")),
    ]
    for left, top, right, bottom in places:
        written.append(([left, top, right - left, bottom - top], Operator("re")))
    if places:
        written.append(([], Operator("f")))
    written.extend(_prints(pdf, page, size, resources))
    written.append(([1], Operator("g")))
    for box, place in zip(page.boxes, places, strict=True):
        wide, high = place[2] - place[0], place[3] - place[1]
        mask = code_mask(wide, high, box.code, page.rotation, scale, bilevel=True)
        if mask is not None:
            written.extend(_stencil(pdf, as_bits(mask), place, resources))
    written += [([], Operator("Q")), ([], Operator("EMC"))]
    return pikepdf.unparse_content_stream(written)  # type: ignore[arg-type]


def _prints(
    pdf: pikepdf.Pdf, page: PagePlan, size: tuple[int, int], resources: Dictionary
) -> Written:
    if not page.prints:
        return []
    size_pt = (page.width_pt, page.height_pt)
    paper = Image.new("1", size, 1)
    print_on(paper, page.prints, size_pt, page.rotation)
    written: Written = []
    for place in printed_px(page.prints, size, size_pt):
        ink = ImageChops.invert(paper.crop(place))
        if ink.getbbox() is not None:
            written.extend(_stencil(pdf, ink, place, resources))
    return written


def _stencil(pdf: pikepdf.Pdf, ink: Image.Image, place: Box, resources: Dictionary) -> Written:
    """Paint where ``ink`` is white, in the colour that is set."""
    left, top, right, bottom = place
    coded = encode(ImageChops.invert(ink), "ccitt")
    stamp = pikepdf.Stream(pdf, coded.data, coded.dictionary)
    del stamp["/ColorSpace"]
    stamp.ImageMask = True
    if "/XObject" not in resources:
        resources.XObject = Dictionary()
    name = f"/K{len(resources.XObject.keys())}"
    resources.XObject[name] = stamp
    return [
        ([], Operator("q")),
        ([right - left, 0, 0, -(bottom - top), left, bottom], Operator("cm")),
        ([Name(name)], Operator("Do")),
        ([], Operator("Q")),
    ]
