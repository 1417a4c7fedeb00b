"""Build a release copy: each page made anew from the scan's own pixels, boxes burned in.

Nothing of the source's object graph is copied. Runs in a worker process.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

from workbench.domain.errors import UserError
from workbench.engines.pixels import PagePixels, page_pixels
from workbench.release import jpeg
from workbench.release.archival import finish_catalogue, page_labels
from workbench.release.encode import Encoded, encode, image_dictionary, plain_mode
from workbench.release.plan import DocumentPlan, PageBox, PagePlan
from workbench.release.spool import Spool, Spooled, joined
from workbench.release.stamp import as_bits, box_px, code_mask, print_on, printed_px

_SHEET_DPI, _SHEET_LONGEST_PX = 200, 8000


@dataclass(frozen=True, slots=True)
class Burned:
    """What was written.

    ``rebuilt`` are pages that could not keep their vectors, and why not; ``recoded`` those whose
    pixels were coded anew with loss, and how.
    """

    pages: int
    boxes: int
    bytes: int
    rebuilt: tuple[tuple[int, str], ...] = ()
    recoded: tuple[tuple[int, str], ...] = ()

    def notes(self) -> tuple[tuple[int, str], ...]:
        """By page, what a person is told of how it was made."""
        rebuilt = [(page, f"made from its pixels, because {why}") for page, why in self.rebuilt]
        return tuple(sorted([*rebuilt, *self.recoded]))


def burn(
    plan: DocumentPlan,
    page_file: str,
    out: str,
    progress: Callable[[int, int], None] | None = None,
) -> Burned:
    """Write the release copy of ``page_file`` to ``out``, one page in memory at a time.

    ``progress`` is told pages done and pages in all. The same plan and page file give the
    same bytes.

    Raises:
        UnreadableFile: a page of the source cannot be read.
        UserError: the copy cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".burn.", dir=Path(out).parent) as folder:
            spooled = burn_pages(plan, page_file, folder, progress)
            return join_pages(plan, page_file, [spooled], folder, out)
    except OSError as error:
        raise cannot_be_written(plan, error) from error


def burn_pages(
    plan: DocumentPlan,
    page_file: str,
    folder: str,
    progress: Callable[[int, int], None] | None = None,
) -> Spooled:
    """Make the pages of a plan, or of a stretch of one, and leave them in a new ``folder``.

    Raises:
        UnreadableFile: a page of the source cannot be read.
        UserError: they cannot be written.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        spool = Spool(Path(folder))
        for done, page in enumerate(plan.pages, start=1):
            spool.add(page, made_page(page, page_file))
            if progress is not None:
                progress(done, len(plan.pages))
        return spool.spooled()
    except OSError as error:
        raise cannot_be_written(plan, error) from error


def join_pages(
    plan: DocumentPlan, page_file: str, parts: Sequence[Spooled], folder: str, out: str
) -> Burned:
    """Write the release copy to ``out`` from all its finished pages.

    ``folder`` is where they are joined; it is on the disk of ``out``.

    Raises:
        UserError: the copy cannot be written.
    """
    try:
        with ExitStack() as stack:
            pdf, structure = joined(parts, Path(folder))
            stack.enter_context(pdf)
            labels = source_labels(plan, page_file)
            finish_catalogue(pdf, structure, labels, plan.language, claims_archival=True)
            save(pdf, out)
    except OSError as error:
        raise cannot_be_written(plan, error) from error
    size = os.path.getsize(out)  # noqa: PTH202
    losses = tuple(loss for part in parts for loss in part.losses)
    return Burned(len(plan.pages), plan.box_count, size, recoded=losses)


def made_page(page: PagePlan, page_file: str) -> Encoded:
    """One page of a copy made of pixels: the source's, or the sheet in its place."""
    if page.withheld is not None:
        return sheet_page(page)  # of the source not even the pixels are looked at
    return burned_page(page, page_pixels(page_file, page.number))


def sheet_page(page: PagePlan) -> Encoded:
    """The sheet in place of a page that is withheld: white paper with its prints."""
    size_pt = (page.width_pt, page.height_pt)
    scale = min(_SHEET_DPI / 72, _SHEET_LONGEST_PX / max(size_pt))
    size_px = (max(1, round(size_pt[0] * scale)), max(1, round(size_pt[1] * scale)))
    image = Image.new("1", size_px, 1)
    print_on(image, page.prints, size_pt, page.rotation)
    return encode(image, "bilevel")


def cannot_be_written(plan: DocumentPlan, error: OSError) -> UserError:
    """What a person is told when a copy cannot be written."""
    cause = error.strerror or str(error)
    return UserError(
        f"The release copy of “{plan.document_name}” could not be written: {cause}. "
        "Nothing was released; make room or choose another folder and release again."
    )


def burned_page(page: PagePlan, pixels: PagePixels) -> Encoded:
    """One page's pixels with its boxes burned in, encoded in the family they came in."""
    image = plain_mode(pixels.image)
    size_pt = (page.width_pt, page.height_pt)
    places = [box_px(box.rect_pt, image.size, size_pt) for box in page.boxes]
    if places or page.prints:
        image = image.copy()
        _burn_boxes(image, page, places, is_jpeg=pixels.family == "jpeg")
        print_on(image, page.prints, size_pt, page.rotation)
        places += printed_px(page.prints, image.size, size_pt)
    if pixels.jpeg is not None and (data := jpeg.with_areas(pixels.jpeg, image, places)):
        return Encoded(data, image_dictionary(image, Name.DCTDecode))
    return encode(image, pixels.family, pixels.jpeg_tables, pixels.jpeg_subsampling)


def _burn_boxes(
    image: Image.Image, page: PagePlan, places: Sequence[jpeg.Box], *, is_jpeg: bool
) -> None:
    if is_jpeg:
        for place in places:
            jpeg.calm_fringe(image, place)
    for place in places:
        image.paste(_black(image), place)
    # Codes after all boxes, so that overlapping boxes do not wipe one another's.
    for box, place in zip(page.boxes, places, strict=True):
        _print_code(image, box, place, page)


def _black(image: Image.Image) -> int | tuple[int, int, int]:
    return (0, 0, 0) if image.mode == "RGB" else 0


def _print_code(
    image: Image.Image, box: PageBox, place: tuple[int, int, int, int], page: PagePlan
) -> None:
    left, top, right, bottom = place
    bilevel = image.mode == "1"
    scale = image.height / page.height_pt
    mask = code_mask(right - left, bottom - top, box.code, page.rotation, scale, bilevel=bilevel)
    if mask is None:
        return
    white: int | tuple[int, int, int] = (255, 255, 255) if image.mode == "RGB" else 255
    image.paste(white, (left, top), as_bits(mask) if bilevel else mask)


def source_labels(plan: DocumentPlan, page_file: str) -> list[tuple[int, Dictionary]]:
    """The page labels of the source that may stay."""
    secrets = [reading for secret in plan.secrets for reading in secret.readings]
    try:
        with pikepdf.open(page_file) as source:
            return page_labels(source, len(plan.pages), secrets)
    except pikepdf.PdfError:  # MuPDF opens files that qpdf does not; those go without labels
        return []


def save(pdf: pikepdf.Pdf, out: str) -> None:
    """Write a copy whole: the same copy gives the same bytes."""
    pdf.save(
        out,
        min_version="1.7",
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
