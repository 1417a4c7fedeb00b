"""A page's own pixels: the scan at its native resolution, or a drawing where there is no scan."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pymupdf
from PIL import Image, ImageChops, JpegImagePlugin

from workbench.engines.failures import PARSER_ERRORS, unreadable
from workbench.engines.pdf import image_of, open_page, picture
from workbench.engines.plain_pages import shows_only

VECTOR_DPI = 300
LOWEST_DPI, HIGHEST_DPI = 200, 600
_LEGIBLE_DPI = 30
"""Under this no letter of a page can be read, so none can be hidden."""
_GLANCE_DPI = 100
_GLANCE_MEAN_PX = 4
_GLANCE_MOST = 55
"""Grey levels by which pixels may differ from a drawing: on average, and in a 1/4 inch square."""
MOST_PIXELS = 400_000_000
"""Images of more pixels are drawn at a lower resolution, not taken as they are."""
Image.MAX_IMAGE_PIXELS = MOST_PIXELS

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PagePixels:
    """The pixels of a page, turned to the unrotated page.

    ``image`` is in mode ``1``, ``L`` or ``RGB`` and covers the whole page. ``family`` is
    ``ccitt`` (bilevel), ``jpeg`` or ``flate``. ``dpi`` is pixels an inch across the page.
    ``jpeg_tables`` are the source's quantisation tables and ``jpeg_subsampling`` its chroma
    sampling as Pillow counts them (-1: not known). ``jpeg`` is the file of a JPEG whose levels
    are the page's as they are. ``native`` tells the scan's own pixels from a drawing made here.
    """

    image: Image.Image
    family: str
    dpi: float
    jpeg_tables: Mapping[int, Sequence[int]] | None = None
    jpeg_subsampling: int = -1
    jpeg: bytes | None = None
    native: bool = True


def page_pixels(path: str, number: int) -> PagePixels:
    """The pixels of a page for reading and for release.

    The scan's own, where one upright image covers the page and nothing visible is drawn over
    it; else the page drawn at the finest resolution of its images, 200 to 600 dpi, and 300 dpi
    for a page without any. A drawing of only black and white is bilevel.

    Raises:
        UnreadableFile: the page cannot be read or drawn.
    """
    page = open_page(path, number)
    with unreadable(f"The pixels of page {number} of {Path(path).name} could not be read."):
        images = _images(page)
        try:
            native = _scan(page, images)
        except PARSER_ERRORS as error:  # what cannot be taken out may still be drawn
            _log.info("the scan of a page could not be taken as it is: %s", error)
            native = None
        pixels = native if native is not None else _drawing(page, images)
        # MuPDF would keep up to 256 MiB of what it decoded; no page is asked for twice in a row.
        pymupdf.TOOLS.store_shrink(100)
        return pixels


def _images(page: pymupdf.Page) -> list[dict[str, Any]]:
    """The images on a page, as MuPDF tells of them, specks left out."""
    try:
        infos = page.get_image_info()
        named = page.get_images(full=True)
        if len(infos) == 1 and len(named) == 1:
            # Telling images apart by their hashes costs as much as decoding the page twice.
            infos = [{**infos[0], "xref": named[0][0]}]
        else:
            infos = page.get_image_info(xrefs=True)
    except PARSER_ERRORS as error:  # one of the images is damaged; the page can still be drawn
        _log.info("the images of a page could not be told apart: %s", error)
        infos = page.get_image_info()
    return [
        info
        for info in infos
        if info["width"] > 1 and info["height"] > 1 and not pymupdf.Rect(info["bbox"]).is_empty
    ]


def _scan(page: pymupdf.Page, images: list[dict[str, Any]]) -> PagePixels | None:
    if len(images) != 1 or images[0].get("xref", 0) <= 0 or not _is_bare(page):
        return None
    info = images[0]
    a, b, c, d, _, _ = info["transform"]
    box = pymupdf.Rect(info["bbox"])
    if abs(b) > 1e-3 * abs(a) or abs(c) > 1e-3 * abs(d) or a <= 0 or d <= 0:
        return None  # turned or mirrored: drawn instead, which is always right
    if not _fills(box, page.rect) or info["width"] * info["height"] > MOST_PIXELS:
        return None
    document, xref = page.parent, info["xref"]
    if any(document.xref_get_key(xref, key)[0] != "null" for key in ("SMask", "Mask", "ImageMask")):
        return None  # what is drawn counts, not what is stored
    pixels = _decoded(document, xref, info["bpc"])
    if pixels is None:
        return None
    if not shows_only(page, xref, pixels.image) and not _looks_like(page, pixels.image):
        return None
    return replace(pixels, dpi=pixels.image.width * 72 / page.rect.width)


def _looks_like(page: pymupdf.Page, image: Image.Image) -> bool:
    """Whether the pixels taken out of the file are those that the page shows.

    Decode arrays, colour spaces, clip paths and transparency can make them differ. Where one
    covers a word that the other shows, the difference stays large in the mean over a few pixels,
    which takes out what two ways of scaling differ by (measured: at most 36 levels on real scans,
    at least 81 where a line of text was covered, clipped away or made faint).
    """
    own_scale = image.width / page.rect.width
    if own_scale < _LEGIBLE_DPI / 72:
        return True
    # Always well under the scan's own resolution: at about its own, two ways of scaling differ.
    scale = min(_GLANCE_DPI / 72, own_scale * 0.6)
    drawn = picture(page, scale, grey=True)
    small = image.convert("L").resize(drawn.size, Image.Resampling.BOX)
    differs = ImageChops.difference(*(one.reduce(_GLANCE_MEAN_PX) for one in (drawn, small)))
    return int(differs.getextrema()[1]) <= _GLANCE_MOST  # type: ignore[arg-type]


def _fills(box: pymupdf.Rect, page: pymupdf.Rect) -> bool:
    """Whether the image ends where the page ends, to within a pixel or so of a coarse scan."""
    slack = 1.0
    return bool(
        abs(box.x0 - page.x0) <= slack
        and abs(box.y0 - page.y0) <= slack
        and abs(box.x1 - page.x1) <= slack
        and abs(box.y1 - page.y1) <= slack
    )


def _is_bare(page: pymupdf.Page) -> bool:
    """Whether one image, and nothing else but invisible text, is drawn on the page."""
    if next(page.annots(), None) is not None or next(page.widgets(), None) is not None:
        return False
    drawn = [kind for kind, _ in page.get_bboxlog() if kind != "ignore-text"]
    return drawn in (["fill-image"], ["fill-imgmask"])


def _decoded(document: pymupdf.Document, xref: int, bpc: int) -> PagePixels | None:
    """The pixels of an image object, with how they were stored; ``dpi`` is not known here."""
    filters = re.findall(r"/(\w+)", document.xref_get_key(xref, "Filter")[1])
    last = filters[-1] if filters else ""
    if last == "DCTDecode" and _decodes_plainly(document, xref):
        return _jpeg(document, xref, filters)
    drawn: Any = pymupdf.Pixmap(document, xref)
    if drawn.alpha or drawn.colorspace is None:
        return None
    if drawn.colorspace.n not in (1, 3):
        drawn = pymupdf.Pixmap(pymupdf.csRGB, drawn)
    pixels = image_of(drawn)
    if bpc == 1 and (bilevel := _bilevel(pixels)) is not None:
        return PagePixels(bilevel, "ccitt", 0)
    return PagePixels(pixels, "jpeg" if last in ("DCTDecode", "JPXDecode") else "flate", 0)


def _jpeg(document: pymupdf.Document, xref: int, filters: Sequence[str]) -> PagePixels | None:
    if len(filters) == 1:
        data = document.xref_stream_raw(xref)
    else:
        data = document.extract_image(xref)["image"]
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        if image.mode not in ("L", "RGB"):
            return None
        image.load()
        sampling = JpegImagePlugin.get_sampling(image)
        tables = {k: list(v) for k, v in getattr(image, "quantization", {}).items()}
        plain = document.xref_get_key(xref, "DecodeParms")[0] == "null"
        own = data if plain else None
        return PagePixels(image.copy(), "jpeg", 0, tables or None, sampling, own)


def _bilevel(pixels: Image.Image) -> Image.Image | None:
    """The same pixels in mode ``1``, or None where there is more than black and white."""
    if pixels.mode == "RGB":
        if not _is_grey(pixels):
            return None
        pixels = pixels.convert("L")
    if sum(pixels.histogram()[1:255]):
        return None
    return pixels.convert("1", dither=Image.Dither.NONE)


def _decodes_plainly(document: pymupdf.Document, xref: int) -> bool:
    """Whether levels are used as stored: no decode array, or one that says just that."""
    kind, value = document.xref_get_key(xref, "Decode")
    return kind == "null" or value.strip("[] ").split() in (["0", "1"], ["0", "1"] * 3)


def _drawing(page: pymupdf.Page, images: list[dict[str, Any]]) -> PagePixels:
    dpi = _drawing_dpi(page, images)
    image = picture(page, dpi / 72)
    dpi = image.width * 72 / page.rect.width
    grey = image.convert("L")
    if _is_grey(image):
        image = grey
        only_bilevel = bool(images) and _is_bare(page) and all(i["bpc"] == 1 for i in images)
        if only_bilevel or sum(grey.histogram()[1:255]) == 0:
            return PagePixels(
                grey.convert("1", dither=Image.Dither.NONE), "ccitt", dpi, native=False
            )
    family = "jpeg" if _has_jpeg(page, images) else "flate"
    return PagePixels(image, family, dpi, native=False)


def _drawing_dpi(page: pymupdf.Page, images: list[dict[str, Any]]) -> float:
    finest = 0.0
    for info in images:
        box = pymupdf.Rect(info["bbox"]) & page.rect
        whole = pymupdf.Rect(info["bbox"])
        if box.is_empty or box.width * box.height < 0.02 * page.rect.width * page.rect.height:
            continue
        finest = max(finest, 72 * info["width"] / whole.width, 72 * info["height"] / whole.height)
    if not finest:
        return VECTOR_DPI
    return min(max(finest, LOWEST_DPI), HIGHEST_DPI)


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = image.split()
    return red.tobytes() == green.tobytes() == blue.tobytes()


def _has_jpeg(page: pymupdf.Page, images: list[dict[str, Any]]) -> bool:
    return any(
        info.get("xref", 0) > 0 and "/DCTDecode" in page.parent.xref_object(info["xref"])
        for info in images
    )
