"""Reading a page: its text layer where that can be trusted, OCR where it cannot.

A text layer is a claim about the pixels, and a redaction that believes a wrong claim misses the
name. So a layer is believed only where ink stands under its words and, over a scan, where OCR
of the scan agrees with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pymupdf
from PIL import Image

from workbench.domain.documents import Origin, Page, PageState
from workbench.domain.errors import UnreadableFile, UserError
from workbench.domain.geometry import Rect, unrotate_rect
from workbench.domain.pages import Word
from workbench.engines.ocr import TesseractEngine
from workbench.engines.pdf import embedded_words, open_document, open_page, pixmap
from workbench.engines.pixels import page_pixels

_LOOK_SCALE = 1.5
"""Pixels a point of the look for ink under words."""
_INK_DIFFERS = 40
"""Levels of grey by which ink stands out from what is around it."""
_WITHOUT_INK_MOST = 0.04
_AGREES_AT_LEAST = 0.97
_LARGE_IMAGE = 0.5
_SMALL_IMAGE = 0.01
_OCR_KEEPS_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read. ``page.document_id`` is empty: the caller knows it."""

    page: Page
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class _Layer:
    """A page's text layer, and what speaks against it (empty: nothing yet)."""

    words: tuple[Word, ...]
    doubt: str = ""


def read_page(path: str, number: int, mode: str = "auto", language: str = "eng") -> ReadPage:
    """Read one page of a page file.

    Args:
        path: the PDF.
        number: the page, from 1.
        mode: ``auto`` (as this module says), ``always`` (OCR alone) or ``never`` (the text
            layer alone, such as it is).
        language: Tesseract's name for it, several joined by ``+``.

    Raises:
        UnreadableFile: the page cannot be read; the sentence says which.
        UserError: the mode or the language is not known.
    """
    if mode not in ("auto", "always", "never"):
        raise UserError(f"OCR is auto, always or never, not “{mode}”.")
    rotation = _rotation(path, number)
    page = open_page(path, number)
    blank = Page(
        "",
        number,
        round(page.rect.width, 3),
        round(page.rect.height, 3),
        rotation,
        PageState.READ,
    )
    try:
        layer = _Layer(()) if mode == "always" else _Layer(embedded_words(page))
        if mode == "never":
            return _read(blank, layer.words, Origin.TEXT_LAYER)
        if mode == "always" or not layer.words:
            return _by_ocr(blank, path, language, "")
        return _judged(blank, path, page, layer, language)
    except (RuntimeError, ValueError, OSError, MemoryError) as error:
        raise UnreadableFile(
            f"Page {number} of {Path(path).name} could not be read.", str(error)
        ) from error


def _rotation(path: str, number: int) -> int:
    """What the file itself asks for; opening the page for reading takes it off."""
    document = open_document(path)
    if not 1 <= number <= document.page_count:
        raise UnreadableFile(f"{Path(path).name} has no page {number}.")
    try:
        kind, value = document.xref_get_key(document.page_xref(number - 1), "Rotate")
    except (RuntimeError, ValueError) as error:
        raise UnreadableFile(
            f"Page {number} of {Path(path).name} is damaged.", str(error)
        ) from error
    return int(value) % 360 // 90 * 90 if kind == "int" else 0


def _judged(blank: Page, path: str, page: pymupdf.Page, layer: _Layer, language: str) -> ReadPage:
    """Believe the layer, add what images say, or read the page again, as the pixels demand."""
    images = _image_boxes(page)
    if _without_ink(page, layer.words) > _WITHOUT_INK_MOST:
        why = "Words of its text layer stand where the page shows nothing, so it was read anew."
        return _by_ocr(blank, path, language, why)
    largest = max((image.area for image in images), default=0.0)
    if largest >= _LARGE_IMAGE * blank.width_pt * blank.height_pt:
        return _against_scan(blank, path, layer, language)
    if images:
        return _with_images(blank, path, layer, images, language)
    return _read(blank, layer.words, Origin.TEXT_LAYER)


def _against_scan(blank: Page, path: str, layer: _Layer, language: str) -> ReadPage:
    """A layer over a scan holds only if OCR of the scan reads nearly the same in its places."""
    read = _by_ocr(blank, path, language, "")
    share = agreement(layer.words, read.words)
    if share >= _AGREES_AT_LEAST:
        return _read(replace(blank, rotation=read.page.rotation), layer.words, Origin.TEXT_LAYER)
    why = (
        f"Its text layer agrees with the scan on only {share:.0%} of the letters, "
        "so it was read anew."
    )
    return replace(read, page=replace(read.page, message=why))


def _with_images(
    blank: Page, path: str, layer: _Layer, images: Sequence[Rect], language: str
) -> ReadPage:
    """Text and pictures of text: what OCR reads on the pictures joins the layer's words."""
    read = _by_ocr(blank, path, language, "")
    covered = [word.rect_pt for word in layer.words]
    extra = [
        word
        for word in read.words
        if any(image.contains(*word.rect_pt.centre) for image in images)
        and not any(_overlap(word.rect_pt, rect) > _OCR_KEEPS_OVERLAP for rect in covered)
    ]
    if not extra:
        return _read(blank, layer.words, Origin.TEXT_LAYER)
    return _read(blank, _merged(layer.words, extra), Origin.MIXED)


def _merged(layer: Sequence[Word], extra: Sequence[Word]) -> tuple[Word, ...]:
    """Lines of both, in the order of their tops; lines and blocks are numbered anew."""
    lines: dict[tuple[int, int], list[Word]] = {}
    for source, words in enumerate((layer, extra)):
        for word in words:
            lines.setdefault((source, word.line), []).append(word)
    # The layer's own order is kept: only the pictures' lines are put in where they stand.
    ordered = [line for (source, _), line in lines.items() if source == 0]
    for line in (line for (source, _), line in lines.items() if source == 1):
        top = min(word.rect_pt.y0 for word in line)
        place = next(
            (i for i, other in enumerate(ordered) if min(w.rect_pt.y0 for w in other) > top),
            len(ordered),
        )
        ordered.insert(place, line)
    merged: list[Word] = []
    block = -1
    previous: tuple[bool, int] | None = None
    for number, line in enumerate(ordered):
        key = (line[0].confidence is None, line[0].block)
        block += key != previous
        previous = key
        merged.extend(replace(word, line=number, block=block) for word in line)
    return tuple(merged)


def _read(page: Page, words: tuple[Word, ...], origin: Origin) -> ReadPage:
    return ReadPage(replace(page, origin=origin if words else Origin.NONE), words)


def _by_ocr(blank: Page, path: str, language: str, message: str) -> ReadPage:
    pixels = page_pixels(path, blank.number).image
    # OCR looks at the page as the file says it is to be seen.
    shown = _turned(pixels, blank.rotation)
    result = TesseractEngine(language).read(shown)
    scale_x, scale_y = blank.width_pt / pixels.width, blank.height_pt / pixels.height
    words = tuple(
        replace(word, rect_pt=_on_page(word.rect_pt, pixels, blank.rotation, scale_x, scale_y))
        for word in result.words
    )
    page = replace(
        blank,
        rotation=(blank.rotation + result.rotation) % 360,
        skew_degrees=result.skew_degrees,
        message=message,
    )
    return _read(page, words, Origin.OCR)


def _turned(image: Image.Image, clockwise: int) -> Image.Image:
    return image.rotate(-clockwise, expand=True) if clockwise else image


def _on_page(
    rect_px: Rect, pixels: Image.Image, rotation: int, scale_x: float, scale_y: float
) -> Rect:
    own = unrotate_rect(rect_px, pixels.width, pixels.height, rotation)
    return Rect(
        round(own.x0 * scale_x, 2),
        round(own.y0 * scale_y, 2),
        round(own.x1 * scale_x, 2),
        round(own.y1 * scale_y, 2),
    )


def _image_boxes(page: pymupdf.Page) -> list[Rect]:
    """Images large enough to hold a word, as they lie on the page."""
    bounds = Rect(0, 0, page.rect.width, page.rect.height)
    boxes = []
    for info in page.get_image_info():
        box = pymupdf.Rect(info["bbox"])
        if box.is_empty:
            continue
        part = Rect(box.x0, box.y0, box.x1, box.y1).intersection(bounds)
        if part is not None and part.area >= _SMALL_IMAGE * bounds.area:
            boxes.append(part)
    return boxes


def _without_ink(page: pymupdf.Page, words: Sequence[Word]) -> float:
    """Share of the words' letters under which the drawn page is one even tone."""
    drawn: Any = pixmap(page, _LOOK_SCALE, grey=True)
    image = Image.frombytes(
        "L", (drawn.width, drawn.height), drawn.samples, "raw", "L", drawn.stride
    )
    letters = blank = 0
    for word in words:
        letters += len(word.ocr_reading)
        box = word.rect_pt.scaled(image.width / page.rect.width)
        area = image.crop(
            (int(box.x0), int(box.y0), max(int(box.x1) + 1, int(box.x0) + 2), int(box.y1) + 1)
        )
        darkest, lightest = area.getextrema()
        if float(lightest) - float(darkest) < _INK_DIFFERS:  # type: ignore[arg-type]
            blank += len(word.ocr_reading)
    return blank / letters if letters else 0.0


def agreement(layer: Sequence[Word], seen: Sequence[Word]) -> float:
    """Share of letters on which two readings of a page agree, word for word in its place.

    Each word of either reading is held against what the other has in the same place; what one
    has and the other has not counts as disagreement, specks of OCR (low confidence) apart.
    """
    sure = [word for word in seen if word.confidence is None or word.confidence >= 60]
    return min(_covered(sure, layer), _covered([w for w in layer if _is_worded(w)], seen))


def _covered(words: Sequence[Word], others: Sequence[Word]) -> float:
    letters = same = 0.0
    for word in words:
        box = word.rect_pt
        beside = [o for o in others if _touches(box, o.rect_pt)]
        text = "".join(o.ocr_reading for o in sorted(beside, key=lambda o: o.rect_pt.x0))
        letters += len(word.ocr_reading)
        same += len(word.ocr_reading) * _likeness(word.ocr_reading, text)
    return same / letters if letters else 1.0


def _likeness(word: str, there: str) -> float:
    if word.casefold() in there.casefold():
        return 1.0
    if not there:
        return 0.0
    matcher = SequenceMatcher(None, word.casefold(), there.casefold(), autojunk=False)
    return sum(size for _, _, size in matcher.get_matching_blocks()) / len(word)


def _touches(a: Rect, b: Rect) -> bool:
    common = a.intersection(b)
    if common is None:
        return False
    return common.height > 0.4 * min(a.height, b.height) and common.width > 0.1 * min(
        a.width, b.width
    )


def _is_worded(word: Word) -> bool:
    return any(sign.isalnum() for sign in word.ocr_reading)


def _overlap(a: Rect, b: Rect) -> float:
    common = a.intersection(b)
    return common.area / min(a.area, b.area) if common and min(a.area, b.area) > 0 else 0.0
