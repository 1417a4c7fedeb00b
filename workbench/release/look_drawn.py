"""The finished file as PDFium draws it: whole pages, or parts of them."""

from __future__ import annotations

import math

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

RENDERER = "pdfium, rendered"

_LARGEST_PX = 40_000_000
_WHITE = (255, 255, 255, 255)
_WITHIN_PX = 0.02
"""Kept free at a page's edges: PDFium stretches an image that ends a trace outside over one
pixel more, and a single-precision number of some thousand pixels is true to 0.0003."""

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; the last two are not part of it."""


def box_of(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what a viewer shows of a page, in its own points.

    Files may name the corners of a box in any order, and crop more than there is.
    """
    left, bottom, right, top = page.get_bbox()
    return left, bottom, right, top


def rendered(
    document: pypdfium2.PdfDocument,
    number: int,
    size_px: tuple[int, int] | None = None,
    *,
    dpi: float = 200,
    grey: bool = True,
) -> Image.Image:
    """The page, unrotated, as viewers show it: as wide as ``size_px``, else at ``dpi``."""
    page = document[number - 1]
    try:
        left, bottom, right, top = box_of(page)
        width, height = right - left, top - bottom
        scale = scale_of(width, height, size_px[0] * 72 / width if size_px else dpi)
        # Drawn in colour: for grey, PDFium takes twice the time over a JPEG.
        bitmap = page.render(scale=scale, rotation=-page.get_rotation() % 360)
        image: Image.Image = bitmap.to_pil().convert("L" if grey else "RGB")
        bitmap.close()
        return image
    finally:
        page.close()


def scale_of(width_pt: float, height_pt: float, dpi: float) -> float:
    """Pixels a point for a page drawn at ``dpi``, or what keeps a vast page drawable."""
    return min(dpi / 72, math.sqrt(_LARGEST_PX / (width_pt * height_pt)))


class Drawn:
    """Parts of one page, counted from 1, unrotated, as it is drawn ``size_px`` large.

    A page that is one image of that size is drawn pixel for pixel, none beside its place.
    PDFium keeps what it decoded as long as the page is open, so that each further part of a
    scan costs next to nothing.
    """

    def __init__(
        self, document: pypdfium2.PdfDocument, number: int, size_px: tuple[int, int]
    ) -> None:
        self._page = document[number - 1]
        self._matrix = _unrotated(self._page, size_px)
        self._parts: list[tuple[Box, Image.Image]] = []
        # For a picture much smaller than an image whose sides can be halved, PDFium decodes it at
        # a half or less, and keeps it. A row as wide as the page has it decoded whole.
        self.crop((0, 0, size_px[0], 1))

    def close(self) -> None:
        """Let go of the page."""
        self._page.close()

    def crop(self, box: Box) -> Image.Image:
        """A part of the page in colour; one that lies in an earlier one is cut out of that."""
        left, top, right, bottom = box
        for (x, y, end, foot), part in self._parts:
            if x <= left and y <= top and right <= end and bottom <= foot:
                return part.crop((left - x, top - y, right - x, bottom - y))
        width, height = right - left, bottom - top
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGR)
        try:
            bitmap.fill_rect(_WHITE, 0, 0, width, height)
            a, b, c, d, e, f = self._matrix
            pdfium.FPDF_RenderPageBitmapWithMatrix(
                bitmap,
                self._page,
                pdfium.FS_MATRIX(a, b, c, d, e - left, f - top),
                pdfium.FS_RECTF(0, 0, width, height),
                pdfium.FPDF_ANNOT,
            )
            image: Image.Image = bitmap.to_pil()
        finally:
            bitmap.close()
        self._parts.append((box, image))
        return image


def _unrotated(
    page: pypdfium2.PdfPage, size_px: tuple[int, int]
) -> tuple[float, float, float, float, float, float]:
    """From where PDFium puts the page, turned, in whole points, to pixels of the page unturned."""
    width, height = page.get_size()
    (wide, high), inset = size_px, _WITHIN_PX
    across, down = wide - 2 * inset, high - 2 * inset
    turned = page.get_rotation()
    if turned == 90:
        return (0, -down / width, across / height, 0, inset, high - inset)
    if turned == 180:
        return (-across / width, 0, 0, -down / height, wide - inset, high - inset)
    if turned == 270:
        return (0, down / width, -across / height, 0, wide - inset, inset)
    return (across / width, 0, 0, down / height, inset, inset)
