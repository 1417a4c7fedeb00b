"""Reading a page: its text layer where that can be trusted, OCR where it cannot.

A text layer is a claim about the pixels, and a redaction that believes a wrong claim misses the
name. So words are believed only where ink stands under them, words over a scan only where OCR
of the scan agrees, and drawn text only where its letters are what its fonts say they are. What
the page does not show is no word of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pymupdf
from PIL import Image

from workbench.domain.documents import Origin, Page, PageState
from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect, unrotate_rect
from workbench.domain.pages import Word
from workbench.engines import agreement
from workbench.engines.failures import unreadable
from workbench.engines.layer import Layer, grey_picture, is_typeset, text_layer
from workbench.engines.lettering import letters_are_true
from workbench.engines.ocr import OcrResult, TesseractEngine
from workbench.engines.pdf import open_turned
from workbench.engines.pixels import page_pixels

_UNSEEN_MOST = 0.04
"""Share of letters without ink from which the rest of a text layer is in doubt, too."""
_AGREES_AT_LEAST = 0.85
_LARGE_IMAGE = 0.5
_SMALL_IMAGE = 0.01
_AREA_DPI = 300.0
_NOT_SQUARE = 1.1
_NOT_COMPARED = (
    "Its text layer is in a script that OCR was not asked to read, so it could not be compared "
    "with the scan."
)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read. ``page.document_id`` is empty: the caller knows it."""

    page: Page
    words: tuple[Word, ...]


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
    page, rotation = open_turned(path, number)
    width, height = round(page.rect.width, 3), round(page.rect.height, 3)
    blank = Page("", number, width, height, rotation, PageState.READ)
    with unreadable(f"Page {number} of {Path(path).name} could not be read."):
        if mode == "always":
            return _Reader(blank, path, page, language).by_ocr("")
        images = _image_boxes(page)
        layer = text_layer(page, images)
        if mode == "never":
            return _read(blank, layer.words, _layer_origin(page))
        return _Reader(blank, path, page, language).judged(layer, images)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one page; ``blank`` is what is known of it before."""

    blank: Page
    path: str
    page: pymupdf.Page
    language: str

    def judged(self, layer: Layer, images: Sequence[Rect]) -> ReadPage:
        """Believe the layer, add what images say, or read the page anew, as the pixels demand."""
        notes = _notes(layer)
        if not layer.painted and not layer.claimed:
            return self.by_ocr(_why(0.0, doubted=True) if layer.unseen else " ".join(notes))
        doubted = _letters(layer.unseen) > _UNSEEN_MOST * _letters(layer.words)
        claimed = layer.claimed
        sure = layer.painted
        if doubted:
            claimed, sure = replace(layer, unseen=()).words, ()
        area = self.blank.width_pt * self.blank.height_pt
        if claimed or any(image.area >= _LARGE_IMAGE * area for image in images):
            return self._against_scan(sure, claimed, notes, doubted=doubted)
        if not letters_are_true(self.page, self.path, sure, self.language):
            return self.by_ocr(
                "The letters of its text layer are not those that the page shows, so it was "
                "read anew."
            )
        extra = [word for image in images for word in self._ocr_of(image)]
        return self._joined(sure, agreement.apart_from(extra, sure), notes)

    def by_ocr(self, message: str) -> ReadPage:
        """Read the whole page by its pixels."""
        pixels = page_pixels(self.path, self.blank.number).image
        result, words = self._read_pixels(pixels, Rect(0, 0, *self._size), None)
        page = replace(
            self.blank,
            rotation=(self.blank.rotation + result.rotation) % 360,
            skew_degrees=result.skew_degrees,
            message=message,
        )
        return _read(page, words, Origin.OCR)

    @property
    def _size(self) -> tuple[float, float]:
        return self.blank.width_pt, self.blank.height_pt

    def _against_scan(
        self, sure: tuple[Word, ...], claimed: tuple[Word, ...], notes: list[str], *, doubted: bool
    ) -> ReadPage:
        """Words over a scan hold only if OCR of the scan reads nearly the same in their places."""
        read = self.by_ocr("")
        seen = agreement.apart_from(read.words, sure)
        turned = replace(self.blank, rotation=read.page.rotation)
        if claimed and not agreement.can_be_compared(claimed, seen):
            known = sorted((*sure, *claimed), key=lambda word: word.line)
            return self._joined(known, (), [*notes, _NOT_COMPARED], turned)
        share = agreement.agreement(claimed, seen) if claimed else 1.0
        if share < _AGREES_AT_LEAST:
            notes = [_why(share, doubted=doubted)]
            if not sure:
                return replace(read, page=replace(read.page, message=" ".join(notes)))
            return self._joined(sure, seen, notes, turned)
        mended = agreement.reconciled(claimed, seen)
        if mended.mended:
            said = _said(mended.mended, "is", "are", "not what the page shows", "read anew")
            notes = [*notes, said]
        return self._joined(mended.words, sure, notes, turned)

    def _joined(
        self,
        layer: Sequence[Word],
        extra: Sequence[Word],
        notes: Sequence[str],
        page: Page | None = None,
    ) -> ReadPage:
        page = replace(page or self.blank, message=" ".join(notes))
        words = agreement.merged(layer, extra) if extra else tuple(layer)
        by_ocr = any(word.confidence is not None for word in words)
        return _read(page, words, Origin.MIXED if by_ocr else _layer_origin(self.page))

    def _ocr_of(self, area: Rect) -> tuple[Word, ...]:
        """What OCR reads on a part of the page."""
        drawn = grey_picture(self.page, _AREA_DPI / 72, area)
        return self._read_pixels(drawn, area, _AREA_DPI)[1]

    def _read_pixels(
        self, pixels: Image.Image, area: Rect, dpi: float | None
    ) -> tuple[OcrResult, tuple[Word, ...]]:
        """Read pixels that show an area of the unrotated page; words come in page points.

        OCR looks at them as the file says the page is to be seen.
        """
        rotation = self.blank.rotation
        pixels = _squared(pixels, area)
        shown = pixels.rotate(-rotation, expand=True) if rotation else pixels
        result = TesseractEngine(self.language).read(shown, dpi)
        scale_x, scale_y = area.width / pixels.width, area.height / pixels.height
        words = []
        for word in result.words:
            own = unrotate_rect(word.rect_pt, pixels.width, pixels.height, rotation)
            rect = Rect(
                round(area.x0 + own.x0 * scale_x, 2),
                round(area.y0 + own.y0 * scale_y, 2),
                round(area.x0 + own.x1 * scale_x, 2),
                round(area.y0 + own.y1 * scale_y, 2),
            )
            words.append(replace(word, rect_pt=rect))
        return result, tuple(words)


def _squared(pixels: Image.Image, area: Rect) -> Image.Image:
    """Faxes have half as many pixels down as across; letters are read in their true shape."""
    across, down = pixels.width / area.width, pixels.height / area.height
    if 1 / _NOT_SQUARE <= across / down <= _NOT_SQUARE:
        return pixels
    finest = max(across, down)
    size = (round(area.width * finest), round(area.height * finest))
    return pixels.convert("L").resize(size, Image.Resampling.BICUBIC)


def _read(page: Page, words: tuple[Word, ...], origin: Origin) -> ReadPage:
    return ReadPage(replace(page, origin=origin if words else Origin.NONE), words)


def _layer_origin(page: pymupdf.Page) -> Origin:
    return Origin.TYPESET if is_typeset(page) else Origin.TEXT_LAYER


def _notes(layer: Layer) -> list[str]:
    notes = []
    if layer.unseen:
        notes.append(_said(len(layer.unseen), "cannot", "cannot", "be seen on the page"))
    if layer.outside:
        notes.append(_said(layer.outside, "lies", "lie", "outside the page"))
    return notes


def _said(count: int, one: str, many: str, what: str, then: str = "left out") -> str:
    if count == 1:
        return f"1 word of its text layer {one} {what} and was {then}."
    return f"{count:,} words of its text layer {many} {what} and were {then}."


def _why(share: float, *, doubted: bool) -> str:
    if doubted:
        return "Words of its text layer stand where the page shows nothing, so it was read anew."
    return (
        f"Its text layer agrees with the scan on only {share:.0%} of the letters, "
        "so it was read anew."
    )


def _letters(words: Sequence[Word]) -> int:
    return sum(len(word.ocr_reading) for word in words)


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
