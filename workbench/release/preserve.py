"""Build a release copy that keeps the vectors and fonts of born-digital pages.

Every page is written anew from an allow-list; one that cannot be is made from its pixels, as
:mod:`workbench.release.burn` does it, and the outcome says why. Runs in a worker process.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pikepdf
from pikepdf import Dictionary
from PIL import ImageChops, ImageDraw

from workbench.engines.failures import PARSER_ERRORS
from workbench.engines.pdf import close_document, open_page, picture
from workbench.release.archival import finish_catalogue, page_labels
from workbench.release.burn import (
    Burned,
    cannot_be_written,
    made_page,
    save,
)
from workbench.release.plan import DocumentPlan, PagePlan
from workbench.release.spool import Layer, Spool, joined, page_object
from workbench.release.stamp import box_px, printed_px
from workbench.release.text_layer import invisible_words
from workbench.release.vector_boxes import draw_boxes
from workbench.release.vector_errors import CannotPreserveError
from workbench.release.vector_letters import FontShelf
from workbench.release.vector_page import PageWriter
from workbench.release.vector_state import VectorPage

_LOOK_DPI = 100
_LOOK_MEAN_PX = 4
_LOOK_MOST = 48
"""Grey levels by which squares of the copy may differ from the source outside the boxes."""
_LOOSE_PX = 6
_ROUNDS = 6

_log = logging.getLogger(__name__)


def burn_preserved(
    plan: DocumentPlan,
    page_file: str,
    out: str,
    progress: Callable[[int, int], None] | None = None,
) -> Burned:
    """Write the release copy of ``page_file`` to ``out``, vectors and fonts kept where they can be.

    ``progress`` is told pages done and pages in all. The same plan and page file give the same
    bytes.

    Raises:
        UnreadableFile: a page of the source cannot be read.
        UserError: the copy cannot be written.
    """
    rebuilt: dict[int, str] = {}
    losses: list[tuple[int, str]] = []
    try:
        for _ in range(_ROUNDS):
            copy = _Copy(plan, page_file, rebuilt)
            found = copy.written(out, progress)
            losses = copy.losses
            if not found:
                break
            rebuilt.update(found)
        else:
            rebuilt.update({page.number: "it could not be kept as it is" for page in plan.pages})
            copy = _Copy(plan, page_file, rebuilt)
            copy.written(out, progress)
            losses = copy.losses
    except OSError as error:
        raise cannot_be_written(plan, error) from error
    size = os.path.getsize(out)  # noqa: PTH202
    why = tuple(sorted(rebuilt.items()))
    return Burned(len(plan.pages), plan.box_count, size, why, tuple(losses))


class _Copy:
    """One go at a copy; ``rebuilt`` are pages, with the reasons, that go by their pixels."""

    def __init__(self, plan: DocumentPlan, page_file: str, rebuilt: dict[int, str]) -> None:
        self._plan = plan
        self._page_file = page_file
        self._rebuilt = rebuilt
        self._failed: dict[int, str] = {}
        self.losses: list[tuple[int, str]] = []

    def written(self, out: str, progress: Callable[[int, int], None] | None) -> dict[int, str]:
        """Write the copy; returns the pages that must be rebuilt after all, none if it is good."""
        plan = self._plan
        with (
            tempfile.TemporaryDirectory(prefix=".burn.", dir=Path(out).parent) as spool_folder,
            ExitStack() as stack,
        ):
            source = self._opened(stack)
            vectors = stack.enter_context(pikepdf.new())
            spool = Spool(Path(spool_folder))
            shelf = FontShelf()
            kept: dict[int, VectorPage] = {}
            for page in plan.pages:
                vector = self._vector_page(source, page, vectors, shelf)
                if vector is None:
                    spool.add(page, made_page(page, self._page_file))
                else:
                    kept[page.number] = vector
                if progress is not None:
                    progress(page.number, len(plan.pages))
            if kept:
                drawn = self._fonts(vectors, shelf, kept)
                if self._failed:
                    return self._failed
                spool.add_all(vectors, self._vector_layers(vectors, kept, drawn))
            spooled = spool.spooled()
            self.losses = list(spooled.losses)
            pdf, structure = joined([spooled], Path(spool_folder))
            stack.enter_context(pdf)
            secrets = [reading for secret in plan.secrets for reading in secret.readings]
            labels = page_labels(source, len(plan.pages), secrets) if source else []
            finish_catalogue(pdf, structure, labels, plan.language, claims_archival=not kept)
            save(pdf, out)
        self._look(out, kept)
        self._rebuilt.update(self._not_vectors)
        return self._failed

    _not_vectors: dict[int, str]

    def _opened(self, stack: ExitStack) -> pikepdf.Pdf | None:
        self._not_vectors = {}
        try:
            return stack.enter_context(pikepdf.open(self._page_file))
        except pikepdf.PdfError as error:
            _log.info("the source cannot be read for its vectors: %s", error)
            return None

    def _vector_page(
        self, source: pikepdf.Pdf | None, page: PagePlan, pdf: pikepdf.Pdf, shelf: FontShelf
    ) -> VectorPage | None:
        if page.number in self._rebuilt or page.withheld is not None:
            return None
        try:
            if source is None or page.number > len(source.pages):
                raise CannotPreserveError("its file is damaged")
            words = page.words_of_source
            if any(word.confidence is not None for word in words):
                raise CannotPreserveError("it was read by OCR")
            if any(word.reading != word.ocr_reading for word in words):
                raise CannotPreserveError("a reading on it was corrected")
            held = source.pages[page.number - 1]
            return PageWriter(source, held, page, words, pdf, shelf).written()
        except CannotPreserveError as error:
            self._not_vectors[page.number] = error.reason
        except PARSER_ERRORS as error:
            _log.info("a page could not be rewritten: %r", error)
            self._not_vectors[page.number] = "its file is damaged"
        return None

    def _vector_layers(
        self, pdf: pikepdf.Pdf, kept: dict[int, VectorPage], drawn: dict[int, pikepdf.Object]
    ) -> dict[int, Layer]:
        """Add the kept pages to ``pdf``; returns what they still need, by page."""
        return {
            page.number: _add_vector_page(pdf, page, kept[page.number], drawn)
            for page in self._plan.pages
            if page.number in kept
        }

    def _fonts(
        self, pdf: pikepdf.Pdf, shelf: FontShelf, kept: dict[int, VectorPage]
    ) -> dict[int, pikepdf.Object]:
        used: dict[int, set[int]] = {}
        for page in kept.values():
            for index, codes in page.used.items():
                used.setdefault(index, set()).update(codes)
        made = {}
        for index, codes in used.items():
            try:
                made[index] = shelf.fonts[index].made_anew(pdf, codes, f"F{index}")
            except CannotPreserveError as error:
                for number, page in kept.items():
                    if index in page.used:
                        self._failed[number] = error.reason
        return made

    def _look(self, out: str, kept: dict[int, VectorPage]) -> None:
        """Hold the look of the kept pages against the source's, outside the boxes."""
        try:
            for page in self._plan.pages:
                if page.number in kept and not _looks_alike(self._page_file, out, page):
                    self._failed[page.number] = "it would look different"
        finally:
            close_document(out)


def _looks_alike(source: str, copy: str, page: PagePlan) -> bool:
    scale = _LOOK_DPI / 72
    drawn = []
    for path in (source, copy):
        image = picture(open_page(path, page.number), scale, grey=True)
        drawing = ImageDraw.Draw(image)
        size_pt = (page.width_pt, page.height_pt)
        places = [box_px(box.rect_pt, image.size, size_pt) for box in page.boxes]
        for left, top, right, bottom in places + printed_px(page.prints, image.size, size_pt):
            # Ink of a cut letter that stands out of its box is gone, and may be.
            by = 2 + min(_LOOSE_PX, min(right - left, bottom - top) // 4)
            drawing.rectangle((left - by, top - by, right + by, bottom + by), fill=255)
        drawn.append(image.reduce(_LOOK_MEAN_PX))
    if drawn[0].size != drawn[1].size:
        return False
    differs = ImageChops.difference(*drawn).getextrema()[1]
    return int(differs) <= _LOOK_MOST  # type: ignore[arg-type]


def _add_vector_page(
    pdf: pikepdf.Pdf, page: PagePlan, vector: VectorPage, drawn: dict[int, pikepdf.Object]
) -> Layer:
    resources = vector.resources.dictionary()
    printed = page.words_kept[len(page.words_of_source) :]
    first = sum(len(pieces) for _, pieces in vector.passages)
    text = invisible_words(printed, page.width_pt, page.height_pt, page.rotation, first=first)
    if vector.used:
        resources.Font = Dictionary({f"/F{index}": drawn[index] for index in sorted(vector.used)})
    stamps = draw_boxes(pdf, page, resources)
    made = page_object(page)
    made.Resources = resources
    made.Contents = pdf.make_stream(b"\n".join((vector.content, stamps, text.data)))
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(made)))
    more = [(role, [number]) for number, role in enumerate(text.passages, first)]
    return Layer(text.blocks, [*vector.passages, *more])
