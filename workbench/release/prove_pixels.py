"""The proof of a page's pixels: boxes that cover, ink beside them, and what OCR reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from pikepdf import Dictionary
from PIL import Image

from workbench.domain.geometry import Rect
from workbench.release import (
    checks,
    look_covers,
    look_faint,
    look_images,
    look_mosaic,
    look_pixels,
)
from workbench.release.look_drawn import RENDERER, Drawn, box_of, rendered
from workbench.release.look_pixels import Look
from workbench.release.look_text import PageChars
from workbench.release.needles import Needle
from workbench.release.ocr_reading import OCR, PixelReading, read_pixels
from workbench.release.plan import PagePlan
from workbench.release.subject import Subject

_FINE_DPI, _COARSE_DPI = 300.0, 200.0
_BETWEEN_DPI = 250.0
_FAINT_DPI = (150.0, 250.0)
_FEW_WORDS = 6
_TURNS = (90, 270, 180)


def own_boxes(subject: Subject, page: PagePlan) -> tuple[int, int] | None:
    """Look under and around the boxes of a page that is one image; how large that is stored."""
    stored = look_pixels.stored_look(subject.opened.pages[page.number - 1], page)
    if stored is None:
        if page.boxes and subject.proof.looks(checks.OPAQUE):
            sentence = f"Page {page.number} has no image of its own to look under boxes."
            subject.proof.fail(checks.OPAQUE, sentence)
        return None
    size_px, is_lossy, is_coarse = stored.size_px, stored.is_lossy, stored.is_coarse
    if page.boxes:
        _opaque(subject, stored, page)
        if not is_coarse:
            _ink(subject, stored, page)
        # One decoder's pixels are let go before the other makes its own: fresh memory for both
        # would cost as much time as decoding does.
        del stored
        with closing(Drawn(subject.rendered, page.number, size_px)) as drawn:
            shown = Look(RENDERER, size_px, drawn.crop, is_lossy)
            if is_coarse:
                _ink(subject, shown, page)  # first, as it needs more than the boxes
            _opaque(subject, shown, page)
    return size_px


def is_of_pixels(subject: Subject, number: int) -> bool:
    """Whether a page of our own copy is made from its pixels, as every page of a rebuild is."""
    if subject.own == "rebuild":
        return True
    resources = subject.opened.pages[number - 1].obj.get("/Resources", Dictionary())
    return set(resources.get("/XObject", Dictionary()).keys()) == {"/P"}


def drawn_boxes(subject: Subject, page: PagePlan) -> None:
    """Look at the boxes of a page that is drawn from more than one image."""
    shown = rendered(subject.rendered, page.number, dpi=_FINE_DPI)
    look = Look(RENDERER, shown.size, shown.crop, is_drawn=True)
    _opaque(subject, look, page)
    _ink(subject, look, page)


def _opaque(subject: Subject, look: Look, page: PagePlan) -> None:
    if subject.proof.looks(checks.OPAQUE):
        for fault in look_pixels.box_faults(look, page):
            subject.proof.leak(
                checks.OPAQUE, fault.vector, look.extractor, page.number, fault.box_pt
            )


def _ink(subject: Subject, look: Look, page: PagePlan) -> None:
    if subject.proof.looks(checks.INK):
        for box in look_pixels.loose_ink(look, page):
            subject.proof.leak(checks.INK, "partly covered ink", look.extractor, page.number, box)


def covered(subject: Subject, number: int) -> None:
    """Anything that is still drawn under something, whatever it is."""
    if subject.proof.looks(checks.COVERED):
        is_ours = bool(subject.own)
        for cover in look_covers.covered(subject.rendered, number, is_ours=is_ours):
            vector = f"drawn under {cover.kind}"
            subject.proof.leak(checks.COVERED, vector, look_covers.EXTRACTOR, number, cover.box_pt)


def read_page(
    subject: Subject, chars: PageChars, native_dpi: float | None, *, twice: bool
) -> PixelReading | None:
    """OCR of one page as a viewer shows it, at one resolution or two; the first reading."""
    first_dpi = native_dpi or _COARSE_DPI
    second_dpi = _COARSE_DPI if first_dpi > _BETWEEN_DPI else _FINE_DPI
    first, coloured = None, None
    size_pt = (chars.width_pt, chars.height_pt)
    for name, dpi in ((checks.OCR, first_dpi), (checks.OCR_AGAIN, second_dpi)):
        if name == checks.OCR_AGAIN and not twice:
            continue
        if not subject.proof.looks(name):
            continue
        shown = rendered(subject.rendered, chars.number, dpi=dpi, grey=False)
        if _FAINT_DPI[0] <= dpi <= _FAINT_DPI[1]:
            coloured = shown
        reading = read_pixels(shown.convert("L"), size_pt, chars.rotation, subject.language)
        first = first or reading
        for needle, places in _read_on(subject, chars.number, reading):
            extractor = f"{OCR}, {round(dpi)} dpi"
            for box in places:
                subject.proof.found(
                    name, "legible in the pixels", extractor, needle, chars.number, box
                )
    _faint(subject, chars, coloured)
    return first


def _read_on(
    subject: Subject, number: int, reading: PixelReading
) -> Iterator[tuple[Needle, list[Rect | None]]]:
    """Terms that stand in a reading of a page more often than they may, and where."""
    for needle in subject.needles.on_page(number, reading.text, by_ocr=True):
        # Also the places where the word may stay: which is one too many, a person sees.
        places: list[Rect | None] = [*reading.places_of(needle.term, needle.shape)]
        yield needle, places or [None]


def _faint(subject: Subject, chars: PageChars, coloured: Image.Image | None) -> None:
    """Read what only shows when the page's contrast is stretched, and what shines through."""
    proof, number = subject.proof, chars.number
    if not proof.looks(checks.FAINT):
        return
    shown = coloured or rendered(subject.rendered, number, dpi=look_faint.BEST_DPI, grey=False)
    size_pt = (chars.width_pt, chars.height_pt)
    for marks in look_faint.brought_out(shown):
        reading = read_pixels(marks, size_pt, chars.rotation, subject.language)
        for needle, places in _read_on(subject, number, reading):
            for box in places:
                proof.found(checks.FAINT, "faint, but legible", OCR, needle, number, box)
        mirrored = marks.transpose(_MIRRORED[chars.rotation % 180 == 90])
        behind = read_pixels(mirrored, size_pt, chars.rotation, subject.language)
        for needle in subject.needles.on_page(number, behind.text, by_ocr=True):
            proof.found(checks.FAINT, "shining through from behind", OCR, needle, number)


_MIRRORED = (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM)
"""What mirrors a page for the eye: upright ones, and those that are turned by a quarter."""


def stored_images(subject: Subject) -> None:
    """What stands in images though no page shows it. Of our own, those that can hold more."""
    proof, name = subject.proof, checks.IMAGES
    if not proof.looks(name):
        return
    for found in look_images.stored(subject.opened, subject.path, only_more=bool(subject.own)):
        if found.image is None:
            proof.fail(name, "An image cannot be decoded, so nothing proves what it shows.")
            continue
        if found.page is not None:
            shown = rendered(subject.rendered, found.page, found.image.size)
            if look_images.looks_alike(shown, found.image):
                if not subject.own:
                    _pixelated(subject, found.page, found.image)
                continue  # the page's own reading has it
        for needle in _legible(subject, found):
            vector = f"legible in {found.kind}"
            proof.found(name, vector, OCR, needle, found.page)


def _pixelated(subject: Subject, number: int, image: Image.Image) -> None:
    """Places of a scan that are made coarse; ``image`` is all of the page."""
    page = subject.rendered[number - 1]
    left, bottom, right, top = box_of(page)
    page.close()
    by_x, by_y = (right - left) / image.width, (top - bottom) / image.height
    for x0, y0, x1, y1 in look_mosaic.mosaics(image):
        box = Rect(x0 * by_x, y0 * by_y, x1 * by_x, y1 * by_y)
        subject.proof.leak(checks.IMAGES, "only pixelated", look_pixels.IMAGE, number, box)


def _legible(subject: Subject, found: look_images.StoredImage) -> list[Needle]:
    """Terms in an image; one with little to read is read turned as well."""
    image = found.image
    if image is None:
        return []
    hits: dict[str, Needle] = {}
    for one in (image, *(image.rotate(turn, expand=True) for turn in _TURNS)):
        reading = read_pixels(one, one.size, 0, subject.language)
        for needle in _hits(subject, found.page, reading.text):
            hits[needle.term] = needle
        if len(reading.words) >= _FEW_WORDS or hits:
            break
    factor = max(1, max(image.size) // _PAGE_PX)
    for marks in look_faint.brought_out(image.reduce(factor) if factor > 1 else image):
        reading = read_pixels(marks, marks.size, 0, subject.language)
        hits |= {needle.term: needle for needle in _hits(subject, found.page, reading.text)}
    return list(hits.values())


_PAGE_PX = 2_200
"""An image that no page need show is taken for a page, to know how coarse its letters are."""


def _hits(subject: Subject, page: int | None, text: str) -> list[Needle]:
    if page is not None:
        return list(subject.needles.on_page(page, text, by_ocr=True))
    return list(subject.needles.off_page(text, by_ocr=True))
