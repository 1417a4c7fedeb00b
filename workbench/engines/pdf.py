"""PDF pages through MuPDF: opened, measured, drawn.

Everything is in points of the unrotated page; a page's rotation is taken off in memory before
anything is read or drawn.
"""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymupdf
from PIL import Image

from workbench.domain.errors import PasswordNeeded, UnreadableFile
from workbench.domain.geometry import Rect
from workbench.engines.blocks import block
from workbench.engines.failures import PARSER_ERRORS, unreadable

_log = logging.getLogger(__name__)

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

MOST_PIXELS = 120_000_000
"""Most pixels one picture may have, whatever is asked for."""
_LARGEST_PAGE_PT = 1_000_000.0
_OPEN_DOCUMENTS = 3
_DRAWN_PAGES = 4


@dataclass(frozen=True, slots=True)
class _Opened:
    """A document, and the rotations that were taken off its pages, by the page's xref."""

    document: pymupdf.Document
    rotations: dict[int, int]


_documents: OrderedDict[tuple[str, int, int], _Opened] = OrderedDict()
_drawn: OrderedDict[tuple[str, int, int, int], Any] = OrderedDict()


@dataclass(frozen=True, slots=True)
class RenderInfo:
    """Size of a picture in pixels and bytes from one row to the next (RGB, 8 bits each)."""

    width_px: int
    height_px: int
    stride: int


def _key(path: str) -> tuple[str, int, int]:
    try:
        state = os.stat(path)  # noqa: PTH116
    except OSError as error:
        raise UnreadableFile(
            f"{Path(path).name} could not be read: {error.strerror or error}."
        ) from error
    return (path, state.st_size, state.st_mtime_ns)


def open_document(path: str) -> pymupdf.Document:
    """A PDF, opened once in this process and kept for the pages that follow.

    Raises:
        PasswordNeeded: it is encrypted and does not open without a password.
        UnreadableFile: it is missing, empty, damaged beyond repair, or has no pages.
    """
    return _opened(path).document


def was_repaired(path: str) -> bool:
    """Whether MuPDF could open a PDF only by searching it for its objects.

    Raises:
        UnreadableFile: it cannot be opened at all.
    """
    return bool(open_document(path).is_repaired)


def _opened(path: str) -> _Opened:
    key = _key(path)
    found = _documents.get(key)
    if found is not None:
        _documents.move_to_end(key)
        return found
    name = Path(path).name
    with unreadable(f"{name} is damaged and could not be opened as a PDF."):
        document = pymupdf.open(path, filetype="pdf")
    try:
        _check(document, name)
    except UnreadableFile:
        document.close()
        raise
    opened = _documents[key] = _Opened(document, {})
    while len(_documents) > _OPEN_DOCUMENTS:
        _close(next(iter(_documents)))
    return opened


def _check(document: pymupdf.Document, name: str) -> None:
    if document.needs_pass:
        raise PasswordNeeded(f"{name} is encrypted. Take the password off, then import it again.")
    with unreadable(f"{name} is damaged: its pages could not be counted."):
        count = document.page_count
    if count < 1:
        raise UnreadableFile(f"{name} has no pages.")


def _close(key: tuple[str, int, int]) -> None:
    for drawn in [drawn for drawn in _drawn if drawn[:3] == key]:
        del _drawn[drawn]
    _documents.pop(key).document.close()


def close_document(path: str) -> None:
    """Let go of a file, so that it can be moved or removed on any system."""
    for key in [key for key in _documents if key[0] == path]:
        _close(key)


def open_page(path: str, number: int) -> pymupdf.Page:
    """A page with its rotation taken off, so that all coordinates are the unrotated page's.

    Raises:
        UnreadableFile: the document or the page cannot be read; says which page.
    """
    return open_turned(path, number)[0]


def open_turned(path: str, number: int) -> tuple[pymupdf.Page, int]:
    """As :func:`open_page`, with the clockwise rotation for the eye that was taken off.

    Raises:
        UnreadableFile: the document or the page cannot be read; says which page.
    """
    opened = _opened(path)
    name = Path(path).name
    if not 1 <= number <= opened.document.page_count:
        raise UnreadableFile(f"{name} has no page {number}.")
    with unreadable(f"Page {number} of {name} is damaged."):
        page: pymupdf.Page = opened.document.load_page(number - 1)
        if page.rotation:
            # Taken off in memory for good: who opens the page again must still be told.
            opened.rotations[page.xref] = page.rotation
            page.set_rotation(0)
        if not (0 < page.rect.width < _LARGEST_PAGE_PT and 0 < page.rect.height < _LARGEST_PAGE_PT):
            raise ValueError(f"a page of {page.rect.width} x {page.rect.height} points")
        return page, opened.rotations.get(page.xref, 0)


def page_sizes(path: str) -> tuple[tuple[float, float, int], ...]:
    """Width and height in points (unrotated) and clockwise rotation of each page.

    A page without a usable size gets A4's, so that it can still be shown and counted.

    Raises:
        UnreadableFile: the document cannot be opened.
    """
    opened = _opened(path)
    sizes = []
    for number in range(opened.document.page_count):
        try:
            page = opened.document.load_page(number)
            width, height = page.rect.width, page.rect.height
            if page.rotation % 180:  # the size is as shown; setting it to 0 takes ten times longer
                width, height = height, width
            rotation = opened.rotations.get(page.xref, page.rotation)
        except PARSER_ERRORS as error:
            _log.info("page %d of a PDF has no size: %s", number + 1, error)
            width = height = rotation = 0
        if not (0 < width < _LARGEST_PAGE_PT and 0 < height < _LARGEST_PAGE_PT):
            width, height = 595.0, 842.0
        sizes.append((round(width, 3), round(height, 3), rotation))
    return tuple(sizes)


def fit_scale(width_pt: float, height_pt: float, scale: float) -> float:
    """The scale (pixels a point), brought down until the picture has at most MOST_PIXELS."""
    pixels = width_pt * height_pt * scale * scale
    return scale if pixels <= MOST_PIXELS else scale * (MOST_PIXELS / pixels) ** 0.5


def pixmap(
    page: pymupdf.Page, scale: float, clip_pt: Rect | None = None, *, grey: bool = False
) -> pymupdf.Pixmap:
    """Draw a page or a part of it; ``scale`` is pixels a point."""
    area = clip_pt or Rect(0, 0, page.rect.width, page.rect.height)
    scale = fit_scale(area.width, area.height, scale)
    return page.get_pixmap(
        matrix=pymupdf.Matrix(scale, scale),
        colorspace=pymupdf.csGRAY if grey else pymupdf.csRGB,
        alpha=False,
        clip=pymupdf.Rect(clip_pt.as_list()) if clip_pt else None,
    )


def picture(
    page: pymupdf.Page, scale: float, clip_pt: Rect | None = None, *, grey: bool = False
) -> Image.Image:
    """As :func:`pixmap`, as an image in mode ``L`` or ``RGB``."""
    return image_of(pixmap(page, scale, clip_pt, grey=grey))


def image_of(drawn: Any) -> Image.Image:
    """The image of a pixmap of one or three colours without alpha."""
    mode = {1: "L", 3: "RGB"}[drawn.n]
    size = (drawn.width, drawn.height)
    return Image.frombytes(mode, size, drawn.samples, "raw", mode, drawn.stride)


def render(
    path: str, number: int, scale: float, clip_pt: Rect | None, shared_memory_name: str
) -> RenderInfo:
    """Draw a page, unrotated, as RGB into a shared block that the caller made large enough.

    What MuPDF understood of the page is kept, so that drawing it again at another scale does
    not parse it again.

    Raises:
        UnreadableFile: the page cannot be read or drawn.
    """
    with unreadable(f"Page {number} of {Path(path).name} could not be drawn."):
        display_list = _display_list(path, number)
        area = clip_pt or Rect(*display_list.rect)
        scale = fit_scale(area.width, area.height, scale)
        drawn = display_list.get_pixmap(
            matrix=pymupdf.Matrix(scale, scale),
            colorspace=pymupdf.csRGB,
            alpha=0,
            clip=pymupdf.Rect(clip_pt.as_list()) if clip_pt else None,
        )
        samples = drawn.samples_mv
    block(shared_memory_name)[: len(samples)] = samples
    return RenderInfo(drawn.width, drawn.height, drawn.stride)


def _display_list(path: str, number: int) -> Any:
    key = (*_key(path), number)
    found = _drawn.get(key)
    if found is None:
        found = _drawn[key] = open_page(path, number).get_displaylist()
        while len(_drawn) > _DRAWN_PAGES:
            _drawn.popitem(last=False)
    else:
        _drawn.move_to_end(key)
    return found
