"""Prove or refute that a finished file is clean. Runs in a process of its own.

Shares no extraction with the burning: PDFium reads text and renders, pdfminer.six reads text,
pikepdf walks the objects, the raw bytes are carved, OCR reads the pixels. Every check bears a
name of :mod:`workbench.release.checks` and can be left out by it (``without``); the report says
so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from workbench.release import (
    checks,
    look_miner,
    look_text,
    prove_file,
    prove_pixels,
    prove_text,
)
from workbench.release.look_fonts import Used
from workbench.release.look_text import PageChars
from workbench.release.needles import Needles, needles_of_plan, needles_of_terms
from workbench.release.ocr_reading import OCR, PixelReading
from workbench.release.plan import DocumentPlan, PagePlan
from workbench.release.proof import Proof
from workbench.release.report import Report
from workbench.release.subject import Ocr, Subject, opened

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PageTexts:
    """What each extractor read on one page, for words that are divided over a page turn."""

    number: int
    by_extractor: dict[str, str]


@dataclass(frozen=True, slots=True)
class Proved:
    """What was found on a stretch of pages: notes, codes of fonts shown, texts at both ends."""

    proof: Proof
    fonts_used: Used
    ends: tuple[PageTexts, ...]


def verify_release(
    pdf: str,
    plan: DocumentPlan,
    ocr: Ocr = "all",
    language: str = "eng",
    reveal: bool = False,
    progress: Told | None = None,
    *,
    mode: str = "rebuild",
    without: Iterable[str] = (),
) -> Report:
    """Prove a copy of our own against its plan: text, pixels, and nothing but what may be.

    ``ocr`` reads the pixels of no page, of pages with boxes, or of all (those without boxes at
    one resolution, and only where a word is to be looked for). ``reveal`` puts whole words into
    the report. ``progress`` is told pages done and in all. ``mode`` is how the copy was made.

    Raises:
        UnreadableFile: the file cannot be opened or is encrypted.
    """
    proof = Proof(reveal, frozenset(without))
    return _verify(Path(pdf), proof, needles_of_plan(plan), plan, mode, ocr, language, progress)


def verify_project_copy(
    pdf: str,
    plan: DocumentPlan,
    ocr: Ocr = "all",
    language: str = "eng",
    reveal: bool = False,
    progress: Told | None = None,
    *,
    without: Iterable[str] = (),
) -> Report:
    """Prove another tool's copy against a plan: as our own, but free in structure and colour.

    Boxes are looked under only where page count and sizes match the plan's.

    Raises:
        UnreadableFile: the file cannot be opened or is encrypted.
    """
    proof = Proof(reveal, frozenset(without))
    return _verify(Path(pdf), proof, needles_of_plan(plan), plan, "", ocr, language, progress)


def verify_terms(
    pdf: str,
    terms: Sequence[str],
    ocr: Ocr = "all",
    language: str = "eng",
    reveal: bool = False,
    progress: Told | None = None,
    *,
    without: Iterable[str] = (),
) -> Report:
    """Prove that no term stands anywhere in any tool's file, nor anything under boxes.

    Raises:
        UnreadableFile: the file cannot be opened or is encrypted.
    """
    proof = Proof(reveal, frozenset(without))
    return _verify(Path(pdf), proof, needles_of_terms(terms), None, "", ocr, language, progress)


def _verify(
    path: Path,
    proof: Proof,
    needles: Needles,
    plan: DocumentPlan | None,
    own: str,
    ocr: Ocr,
    language: str,
    progress: Told | None,
) -> Report:
    with opened(path, proof, needles, plan, own, ocr, language) as subject:
        _pages(subject, 1, len(subject.rendered), progress)
        return _whole(subject)


def prove_stretch(
    pdf: str,
    plan: DocumentPlan,
    first: int,
    last: int,
    progress: Told | None = None,
    *,
    mode: str = "rebuild",
    ocr: Ocr = "all",
) -> Proved:
    """Prove some pages of a copy of our own, to be put together by :func:`prove_rest`.

    Of the other pages the ``plan`` needs to hold no words. The stretch that ends with the plan's
    last page takes in all that follows.

    Raises:
        UnreadableFile: the file cannot be opened or is encrypted.
    """
    with opened(Path(pdf), Proof(), needles_of_plan(plan), plan, mode, ocr, "eng") as subject:
        pages = len(subject.rendered)
        last = pages if last >= len(plan.pages) else min(last, pages)
        ends = _pages(subject, first, last, progress)
        return Proved(subject.proof, subject.fonts_used, ends)


def prove_rest(
    pdf: str,
    plan: DocumentPlan,
    proved: Sequence[Proved],
    *,
    mode: str = "rebuild",
    ocr: Ocr = "all",
) -> Report:
    """Prove what is no page's, once all stretches of pages are proved, in their order.

    The report is the one that :func:`verify_release` makes.

    Raises:
        UnreadableFile: the file cannot be opened or is encrypted.
    """
    proof = Proof()
    for one in proved:
        proof.take(one.proof)
    with opened(Path(pdf), proof, needles_of_plan(plan), plan, mode, ocr, "eng") as subject:
        for one in proved:
            for font, codes in one.fonts_used.items():
                subject.fonts_used.setdefault(font, set()).update(codes)
        for one, other in pairwise(one for one in proved if one.ends):
            _over_turn(subject, one.ends[-1], other.ends[0])
        return _whole(subject)


def _whole(subject: Subject) -> Report:
    """Prove all that is no page's, and report."""
    proof, own = subject.proof, subject.own
    if subject.ocr == "none":
        proof.skip(checks.OCR)
        proof.skip(checks.OCR_AGAIN)
    elif own != "rebuild":
        prove_pixels.stored_images(subject)
    if own:
        prove_file.structure(subject)
    prove_file.objects(subject)
    prove_file.fonts(subject)
    if not own:
        prove_file.foreign_objects(subject)
    prove_file.raw(subject)
    prove_file.file_name(subject)
    return proof.report(subject.path, len(subject.rendered))


def _pages(subject: Subject, first: int, last: int, progress: Told | None) -> tuple[PageTexts, ...]:
    """Prove pages; returns the texts of the first and of the last, none where there is no page."""
    counted = prove_text.count_fits(subject)
    planned = {page.number: page for page in subject.plan.pages} if subject.plan else {}
    ends: tuple[PageTexts, ...] = ()
    before = None
    for number in range(first, last + 1):
        texts = _page(subject, number, planned.get(number), counted=counted)
        if before is not None:
            _over_turn(subject, before, texts)
        before = texts
        ends = (ends[0], texts) if ends else (texts,)
        if progress is not None:
            progress(number - first + 1, last - first + 1)
    return ends


def _page(subject: Subject, number: int, page: PagePlan | None, *, counted: bool) -> PageTexts:
    """Prove one page; ``page`` is its plan, ``counted`` whether the copy has as many pages."""
    chars = look_text.read_page(subject.rendered, number, modes=subject.own != "rebuild")
    fits = counted and page is not None and prove_text.size_fits(subject, chars, page)
    mined = prove_text.page_text(subject, chars, page if fits else None)
    if page is not None and subject.own:
        prove_text.words_lost(subject, chars, page)
    reading = _pixels(subject, chars, page, fits=fits)
    if not (subject.own and prove_pixels.is_of_pixels(subject, number)):
        prove_text.hidden_text(subject, chars)
        prove_pixels.covered(subject, number)
    texts = {look_text.EXTRACTOR: chars.text}
    if mined is not None:
        texts[look_miner.EXTRACTOR] = mined.text
    if reading is not None:
        texts[OCR] = "\n".join(reading.lines)
    return PageTexts(number, texts)


def _over_turn(subject: Subject, before: PageTexts, after: PageTexts) -> None:
    for extractor in before.by_extractor.keys() & after.by_extractor.keys():
        prove_text.over_turn(
            subject,
            before.number,
            before.by_extractor[extractor],
            after.by_extractor[extractor],
            extractor,
        )


def _pixels(
    subject: Subject, chars: PageChars, page: PagePlan | None, *, fits: bool
) -> PixelReading | None:
    """Look at one page's boxes, and read it by OCR where it is asked for."""
    boxes = page is not None and bool(page.boxes)
    native_dpi = None
    if page is not None and subject.own and fits:
        if not prove_pixels.is_of_pixels(subject, page.number):
            if boxes:
                prove_pixels.drawn_boxes(subject, page)
        elif boxes or subject.ocr == "all":
            size_px = prove_pixels.own_boxes(subject, page)
            if size_px is not None:
                native_dpi = size_px[0] * 72 / page.width_pt
    if subject.ocr == "none" or (subject.ocr == "boxes" and not boxes):
        return None
    if not any(needle.for_ocr for needle in subject.needles.needles):
        subject.proof.skip(checks.OCR)
        return None
    return prove_pixels.read_page(subject, chars, native_dpi, twice=boxes or not subject.own)
