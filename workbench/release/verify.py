"""Prove or refute that a finished file is clean. Runs in a process of its own.

Shares no extraction with the burning: PDFium reads text and renders, pikepdf walks the
objects, the raw bytes are carved, OCR reads the pixels.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

import pikepdf
import pypdfium2
from PIL import Image

from workbench.domain.errors import UnreadableFile
from workbench.release import look_bytes, look_images, look_objects, look_pixels, look_text
from workbench.release.look_structure import OwnStructure, is_producer
from workbench.release.needles import (
    Needle,
    Needles,
    fold,
    needles_of_plan,
    needles_of_terms,
    tokens,
)
from workbench.release.ocr_reading import OCR, read_pixels
from workbench.release.plan import DocumentPlan, PagePlan
from workbench.release.proof import Proof
from workbench.release.report import Report

Ocr = Literal["none", "boxes", "all"]
Told = Callable[[int, int], None]

_SIZE_SLACK_PT = 0.6


def verify_release(
    pdf: str,
    plan: DocumentPlan,
    ocr: Ocr = "boxes",
    language: str = "eng",
    reveal: bool = False,
    progress: Told | None = None,
) -> Report:
    """Prove a copy of our own against its plan: text, pixels, and nothing but what may be.

    ``ocr`` reads the pixels of no page, of pages with boxes, or of all. ``reveal`` puts whole
    words into the report. ``progress`` is told pages done and in all.

    Raises:
        UnreadableFile: the file cannot be opened or is encrypted.
    """
    return _verify_plan(Path(pdf), plan, ocr, language, reveal, progress, own=True)


def verify_project_copy(
    pdf: str,
    plan: DocumentPlan,
    ocr: Ocr = "boxes",
    language: str = "eng",
    reveal: bool = False,
    progress: Told | None = None,
) -> Report:
    """Prove another tool's copy against a plan: as our own, but free in structure and colour.

    Boxes are looked under only where page count and sizes match the plan's.

    Raises:
        UnreadableFile: the file cannot be opened or is encrypted.
    """
    return _verify_plan(Path(pdf), plan, ocr, language, reveal, progress, own=False)


def verify_terms(
    pdf: str,
    terms: Sequence[str],
    ocr: Ocr = "all",
    language: str = "eng",
    reveal: bool = False,
    progress: Told | None = None,
) -> Report:
    """Prove that no term stands anywhere in any tool's file, nor text under dark boxes.

    Raises:
        UnreadableFile: the file cannot be opened or is encrypted.
    """
    path = Path(pdf)
    needles = needles_of_terms(terms)
    proof = Proof(reveal)
    rendered, opened = _open(path)
    with opened:
        pages = len(rendered)
        try:
            for number in range(1, pages + 1):
                _foreign_page(proof, needles, rendered, number, ocr != "none", language)
                if progress is not None:
                    progress(number, pages)
            if ocr != "none":
                _stored_images(proof, needles, rendered, opened, language)
            _objects(proof, needles, opened, own=False)
        finally:
            rendered.close()
    _bytes(proof, needles, path, own=False)
    return proof.report(path, pages)


def _verify_plan(
    path: Path,
    plan: DocumentPlan,
    ocr: Ocr,
    language: str,
    reveal: bool,
    progress: Told | None,
    *,
    own: bool,
) -> Report:
    needles = needles_of_plan(plan)
    proof = Proof(reveal)
    rendered, opened = _open(path)
    with opened:
        try:
            pages = len(rendered)
            fits = _page_sizes(proof, rendered, plan)
            for page in plan.pages[:pages]:
                with_ocr = ocr == "all" or (ocr == "boxes" and bool(page.boxes))
                chars = look_text.read_page(rendered, page.number)
                if fits:
                    _under_boxes(proof, chars, page)
                _page_terms(proof, needles, chars)
                _words_lost(proof, chars, page, own=own)
                if page.boxes or with_ocr:
                    _pixels(
                        proof, needles, rendered, opened, page, own and fits, with_ocr, language
                    )
                if not own and fits:
                    _hidden_words(proof, rendered, chars)
                if progress is not None:
                    progress(page.number, len(plan.pages))
            for number in range(len(plan.pages) + 1, pages + 1):
                _page_terms(proof, needles, look_text.read_page(rendered, number))
            if not own and ocr != "none":
                _stored_images(proof, needles, rendered, opened, language)
            _objects(proof, needles, opened, own=own)
        finally:
            rendered.close()
    _bytes(proof, needles, path, own=own)
    if ocr == "none":
        proof.skip("OCR of the pixels")
    return proof.report(path, pages)


def _open(path: Path) -> tuple[pypdfium2.PdfDocument, pikepdf.Pdf]:
    try:
        opened = pikepdf.open(path)
    except pikepdf.PasswordError as error:
        raise UnreadableFile(
            f"“{path.name}” is encrypted and cannot be verified. Remove the password and try again."
        ) from error
    except (pikepdf.PdfError, OSError) as error:
        raise UnreadableFile(
            f"“{path.name}” cannot be opened as a PDF, so it cannot be verified.", str(error)
        ) from error
    if opened.is_encrypted:
        opened.close()
        raise UnreadableFile(
            f"“{path.name}” is encrypted and cannot be verified. Remove the encryption first."
        )
    try:
        return pypdfium2.PdfDocument(path), opened
    except pypdfium2.PdfiumError as error:
        opened.close()
        raise UnreadableFile(
            f"“{path.name}” cannot be read by a second PDF reader, so it cannot be verified.",
            str(error),
        ) from error


def _page_sizes(proof: Proof, rendered: pypdfium2.PdfDocument, plan: DocumentPlan) -> bool:
    """Whether the copy has the plan's pages, in number and size; a failed check if not."""
    name = "page count and sizes"
    proof.looked(name)
    if len(rendered) != len(plan.pages):
        proof.fail(name, f"The copy has {len(rendered)} pages, the document {len(plan.pages)}.")
        return False
    fits = True
    for page in plan.pages:
        handle = rendered[page.number - 1]
        left, bottom, right, top = handle.get_cropbox()
        handle.close()
        if (
            abs(right - left - page.width_pt) > _SIZE_SLACK_PT
            or abs(top - bottom - page.height_pt) > _SIZE_SLACK_PT
        ):
            proof.fail(name, f"Page {page.number} has another size than the document's.")
            fits = False
    return fits


def _under_boxes(proof: Proof, chars: look_text.PageChars, page: PagePlan) -> None:
    name = "text under a box"
    proof.looked(name)
    for box in page.boxes:
        text = look_text.text_in(chars, box.rect_pt)
        if text:
            proof.leak(name, name, look_text.EXTRACTOR, page.number, box.rect_pt, text)


def _page_terms(proof: Proof, needles: Needles, chars: look_text.PageChars) -> None:
    name = "redacted words in page text"
    proof.looked(name)
    for needle in needles.on_page(chars.number, chars.text):
        box = look_text.place_of(chars, needle.written)
        extractor = look_text.EXTRACTOR
        proof.leak(name, "page text", extractor, chars.number, box, needle.written)


def _words_lost(proof: Proof, chars: look_text.PageChars, page: PagePlan, *, own: bool) -> None:
    name = "words lost"
    if not own:
        return
    proof.looked(name)
    kept = " ".join(word.reading for word in page.words_kept)
    if fold(kept) == fold(chars.text) or sorted(fold(kept)) == sorted(fold(chars.text)):
        return  # the second: scripts that run from right to left come out turned
    missing = tokens(kept) - tokens(chars.text)
    count = missing.total() or abs(len(fold(kept)) - len(fold(chars.text)))
    proof.fail(name, f"Page {page.number}: {count} words that should stay are not in the text.")


def _pixels(
    proof: Proof,
    needles: Needles,
    rendered: pypdfium2.PdfDocument,
    opened: pikepdf.Pdf,
    page: PagePlan,
    exact: bool,
    with_ocr: bool,
    language: str,
) -> None:
    stored = look_pixels.stored_image(opened.pages[page.number - 1]) if exact else None
    shown = look_pixels.rendered(rendered, page.number, stored.size if stored else None)
    if exact:
        name = "boxes opaque"
        proof.looked(name)
        looks = [(shown, look_pixels.RENDERER, 1)]
        if stored is None:
            proof.fail(name, f"Page {page.number} has no image of its own to look under boxes.")
        else:
            looks.append((stored, look_pixels.IMAGE, 0))
        for image, extractor, inset in looks:
            for fault in look_pixels.box_faults(image, page, extractor, inset_px=inset):
                proof.leak(name, fault.vector, fault.extractor, page.number, fault.box_pt)
        name = "ink beside boxes"
        proof.looked(name)
        for box in look_pixels.loose_ink(stored or shown, page):
            vector = "partly covered ink"
            proof.leak(name, vector, look_pixels.IMAGE, page.number, box)
    if with_ocr:
        size_pt = (page.width_pt, page.height_pt)
        _ocr(proof, needles, shown, page.number, size_pt, page.rotation, language)


def _ocr(
    proof: Proof,
    needles: Needles,
    image: Image.Image,
    number: int,
    size_pt: tuple[float, float],
    rotation: int,
    language: str,
) -> None:
    name = "OCR of the pixels"
    proof.looked(name)
    reading = read_pixels(image, size_pt, rotation, language)
    for needle in needles.on_page(number, reading.text, by_ocr=True):
        # Also the places where the word may stay: which of them is one too many, a person sees.
        for box in reading.places_of(needle.term):
            proof.leak(name, "legible in the pixels", OCR, number, box, needle.written)


def _foreign_page(
    proof: Proof,
    needles: Needles,
    rendered: pypdfium2.PdfDocument,
    number: int,
    with_ocr: bool,
    language: str,
) -> None:
    chars = look_text.read_page(rendered, number)
    _page_terms(proof, needles, chars)
    _hidden_words(proof, rendered, chars)
    if with_ocr:
        shown = look_pixels.rendered(rendered, number)
        size_pt = (chars.width_pt, chars.height_pt)
        _ocr(proof, needles, shown, number, size_pt, chars.rotation, language)
    else:
        proof.skip("OCR of the pixels")


def _stored_images(
    proof: Proof,
    needles: Needles,
    rendered: pypdfium2.PdfDocument,
    opened: pikepdf.Pdf,
    language: str,
) -> None:
    """Images of another tool's file: what stands in them though the page does not show it."""
    name = "images as they are stored"
    proof.looked(name)
    for found in look_images.stored(opened):
        if found.image is None:
            proof.fail(name, "An image cannot be decoded, so nothing proves what it shows.")
            continue
        if found.page is not None:
            shown = look_pixels.rendered(rendered, found.page, found.image.size)
            if look_images.looks_alike(shown, found.image):
                continue  # the page's own reading has it
        text = read_pixels(found.image, found.image.size, 0, language).text
        if found.page is not None:
            hits = needles.on_page(found.page, text, by_ocr=True)
        else:
            hits = needles.off_page(text)
        for needle in hits:
            proof.leak(name, "legible in a stored image", OCR, found.page, None, needle.written)


def _hidden_words(
    proof: Proof, rendered: pypdfium2.PdfDocument, chars: look_text.PageChars
) -> None:
    """Text that stands where the page shows one dark tone: a box drawn over it."""
    name = "bad redactions"
    proof.looked(name)
    pairs = list(look_text.pairs(chars))
    if not pairs:
        return
    image = look_pixels.rendered(rendered, chars.number)
    size_pt = (chars.width_pt, chars.height_pt)
    hidden = [first for first, box in pairs if look_pixels.is_hidden(image, box, size_pt)]
    for text, box in look_text.hidden_runs(chars, hidden):
        vector = "text under a dark box"
        proof.leak(name, vector, look_text.EXTRACTOR, chars.number, box, text)


def _objects(proof: Proof, needles: Needles, opened: pikepdf.Pdf, *, own: bool) -> None:
    if own:
        name = "structure on the allow-list"
        proof.looked(name)
        for what, page in OwnStructure(opened).oddities():
            proof.leak(name, f"structure: {what}", look_objects.EXTRACTOR, page)
    name = "redacted words in objects"
    proof.looked(name)
    for found in look_objects.texts(opened):
        if own and is_producer(found.text):
            continue
        for needle in _needles_in(needles, found):
            extractor = look_objects.EXTRACTOR
            proof.leak(name, found.vector, extractor, found.page, None, needle.written)
    if not own:
        name = "redactions carried out"
        proof.looked(name)
        for number in look_objects.pages_with_open_redactions(opened):
            vector = "a redaction that was only marked"
            proof.leak(name, vector, look_objects.EXTRACTOR, number)
        name = "attachments"
        proof.looked(name)
        closed = sum(not look_bytes.is_text(data) for data in look_objects.attachments(opened))
        if closed:
            proof.fail(name, f"Attached files that cannot be looked into: {closed}. Take them out.")


def _needles_in(needles: Needles, found: look_objects.Found) -> Iterable[Needle]:
    if found.page is not None:
        yield from needles.on_page(found.page, found.text)
    elif found.text:
        for text in {found.text, html.unescape(found.text), unquote(found.text)}:
            yield from needles.off_page(text, structural=found.is_structural)
    else:
        yield from _needles_in_bytes(needles, found.data)


def _needles_in_bytes(needles: Needles, data: bytes) -> Iterable[Needle]:
    if look_bytes.is_text(data):
        text = data.decode("latin-1")
        for written in {text, html.unescape(text), unquote(text)}:
            yield from needles.off_page(written, structural=True)
        yield from needles.off_page(look_bytes.shown_strings(data))
    if data:
        yield from needles.in_bytes(data)


def _bytes(proof: Proof, needles: Needles, path: Path, *, own: bool) -> None:
    name = "the file's bytes"
    proof.looked(name)
    extractor = "raw bytes"
    before, after, ends = look_bytes.outside(path)
    for vector, data in (("bytes before the header", before), ("bytes after the end", after)):
        for needle in _needles_in_bytes(needles, data):
            proof.leak(name, vector, extractor, None, None, needle.written)
        if own and data:
            proof.leak(name, vector, extractor)
    if own and ends != 1:
        proof.leak(name, "an earlier revision", extractor)
    for piece in look_bytes.carve(path):
        for needle in _needles_in_bytes(needles, piece.data):
            proof.leak(name, piece.vector, extractor, None, None, needle.written)
