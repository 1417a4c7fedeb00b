"""The finished file as PDFium draws it: whole pages, or parts of them."""

from __future__ import annotations

import math

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

RENDERER = "pdfium, rendered"

_LARGEST_PX = 40_000_000
_WHITE = (255, 255, 255, 255)

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

    PDFium keeps what it decoded as long as the page is open, so that each further part of a
    scan costs next to nothing.
    """

    def __init__(
        self, document: pypdfium2.PdfDocument, number: int, size_px: tuple[int, int]
    ) -> None:
        self._page = document[number - 1]
        self._size_px = size_px
        self._quarter_turns = -self._page.get_rotation() % 360 // 90

    def close(self) -> None:
        """Let go of the page."""
        self._page.close()

    def crop(self, box: Box) -> Image.Image:
        """A part of the page in colour."""
        left, top, right, bottom = box
        bitmap = pypdfium2.PdfBitmap.new_native(right - left, bottom - top, pdfium.FPDFBitmap_BGR)
        try:
            bitmap.fill_rect(_WHITE, 0, 0, right - left, bottom - top)
            pdfium.FPDF_RenderPageBitmap(
                bitmap,
                self._page,
                -left,
                -top,
                *self._size_px,
                self._quarter_turns,
                pdfium.FPDF_ANNOT,
            )
            image: Image.Image = bitmap.to_pil()
            return image
        finally:
            bitmap.close()
