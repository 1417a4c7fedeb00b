"""The proof of a page's pixels: boxes that cover, ink beside them, and what OCR reads."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from pikepdf import Dictionary

from workbench.domain.geometry import Rect
from workbench.release import checks, look_covers, look_images, look_pixels
from workbench.release.look_drawn import RENDERER, Drawn, rendered
from workbench.release.look_pixels import Look
from workbench.release.look_text import PageChars
from workbench.release.needles import Needle
from workbench.release.ocr_reading import OCR, PixelReading, read_pixels
from workbench.release.plan import PagePlan
from workbench.release.subject import Subject

_FINE_DPI, _COARSE_DPI = 300.0, 200.0
_BETWEEN_DPI = 250.0
_FEW_WORDS = 6
_TURNS = (90, 270, 180)


def own_boxes(subject: Subject, page: PagePlan) -> Look | None:
    """Look under and around the boxes of a page that is one image; what is stored, for OCR."""
    stored = look_pixels.stored_look(subject.opened.pages[page.number - 1])
    if not page.boxes:
        return stored
    if stored is not None:
        # As large as it is stored: pixel for pixel, but for what PDFium rounds.
        with closing(Drawn(subject.rendered, page.number, stored.size_px)) as drawn:
            shown = replace(stored, extractor=RENDERER, crop=drawn.crop, is_drawn=True, off_px=4)
            for look in (stored, shown):
                _opaque(subject, look, page)
        _ink(subject, stored, page)
    elif subject.proof.looks(checks.OPAQUE):
        sentence = f"Page {page.number} has no image of its own to look under boxes."
        subject.proof.fail(checks.OPAQUE, sentence)
    return stored


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
        for cover in look_covers.covered(subject.rendered, number):
            vector = f"drawn under {cover.kind}"
            subject.proof.leak(checks.COVERED, vector, look_covers.EXTRACTOR, number, cover.box_pt)


def read_page(
    subject: Subject, chars: PageChars, native_dpi: float | None, *, twice: bool
) -> PixelReading | None:
    """OCR of one page as a viewer shows it, at one resolution or two; the first reading."""
    first_dpi = native_dpi or _COARSE_DPI
    second_dpi = _COARSE_DPI if first_dpi > _BETWEEN_DPI else _FINE_DPI
    first = None
    for name, dpi in ((checks.OCR, first_dpi), (checks.OCR_AGAIN, second_dpi)):
        if name == checks.OCR_AGAIN and not twice:
            continue
        if not subject.proof.looks(name):
            continue
        shown = rendered(subject.rendered, chars.number, dpi=dpi)
        size_pt = (chars.width_pt, chars.height_pt)
        reading = read_pixels(shown, size_pt, chars.rotation, subject.language)
        first = first or reading
        extractor = f"{OCR}, {round(dpi)} dpi"
        for needle in subject.needles.on_page(chars.number, reading.text, by_ocr=True):
            # Also the places where the word may stay: which is one too many, a person sees.
            places: list[Rect | None] = [*reading.places_of(needle.term, needle.shape)]
            for box in places or [None]:
                subject.proof.found(
                    name, "legible in the pixels", extractor, needle, chars.number, box
                )
    return first


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
                continue  # the page's own reading has it
        for needle in _legible(subject, found):
            vector = f"legible in {found.kind}"
            proof.found(name, vector, OCR, needle, found.page)


def _legible(subject: Subject, found: look_images.StoredImage) -> list[Needle]:
    """Terms in an image; one with little to read is read turned as well."""
    image = found.image
    if image is None:
        return []
    turned = [image, *(image.rotate(turn, expand=True) for turn in _TURNS)]
    hits: dict[str, Needle] = {}
    for one in turned:
        reading = read_pixels(one, one.size, 0, subject.language)
        for needle in _hits(subject, found.page, reading.text):
            hits[needle.term] = needle
        if len(reading.words) >= _FEW_WORDS or hits:
            break
    return list(hits.values())


def _hits(subject: Subject, page: int | None, text: str) -> list[Needle]:
    if page is not None:
        return list(subject.needles.on_page(page, text, by_ocr=True))
    return list(subject.needles.off_page(text, by_ocr=True))
