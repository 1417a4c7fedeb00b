"""What workers do for the program, behind names that cost nothing to import.

A call crosses to a worker by the name of its function, so both sides import the function's
module. PDF, OCR and image libraries must stay out of the window's process: they are imported
inside these functions, which only workers run, and what comes back is made of light parts.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import files, log
from workbench.domain.documents import Page
from workbench.domain.errors import UnreadableFile
from workbench.domain.geometry import Rect
from workbench.domain.pages import Word

if TYPE_CHECKING:
    from workbench.domain.codes import CodeSet
    from workbench.engines.ink import EdgeInk
    from workbench.release.index import ReleasedDocument
    from workbench.release.package import Packed
    from workbench.release.plan import DocumentPlan
    from workbench.release.report import Report
    from workbench.release.spool import Spooled
    from workbench.release.verify import Proved

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Size of a picture in pixels, and bytes from one row to the next (RGB, 8 bits each)."""

    width_px: int
    height_px: int
    stride: int


def warm_up() -> None:
    """Import what drawing pages needs, so that the first page comes at once."""
    from workbench.engines import pdf

    del pdf


def draw_page(
    path: str, number: int, scale: float, clip_pt: Rect | None, shared_memory_name: str
) -> Drawn:
    """Draw a page into shared memory; see :func:`workbench.engines.pdf.render`."""
    from workbench.engines import pdf

    info = pdf.render(path, number, scale, clip_pt, shared_memory_name)
    return Drawn(info.width_px, info.height_px, info.stride)


def read_page(path: str, number: int, mode: str, language: str) -> tuple[Page, tuple[Word, ...]]:
    """Read a page; see :func:`workbench.engines.reading.read_page`."""
    from workbench.engines import reading

    with log.working_on(Path(path).stem, number):
        read = reading.read_page(path, number, mode, language)
    return read.page, tuple(read.words)


def ink_over_edges(path: str, number: int, boxes_pt: tuple[Rect, ...]) -> list[EdgeInk]:
    """Ink across the edges of boxes; see :func:`workbench.engines.ink.ink_over_edges`."""
    from workbench.engines import ink

    return ink.ink_over_edges(path, number, boxes_pt)


def check_page_file(name: str, page_file: str, sha256: str) -> None:
    """Make sure that a document's pages are what was read and decided on.

    Raises:
        UnreadableFile: they are not.
    """
    path = Path(page_file)
    if not path.is_file() or files.sha256(path) != sha256:
        raise UnreadableFile(
            f"The file of {name} in the project is not what it was when it was "
            "read, so its boxes may lie anywhere. Put that file back from a backup.",
            page_file,
        )


def burn_stretch(
    plan: DocumentPlan, page_file: str, folder: str, progress: Told
) -> tuple[DocumentPlan, Spooled]:
    """Make some pages of a copy; see :func:`workbench.release.burn.burn_pages`.

    Returns their plan with its boxes as burned, and where the pages lie.
    """
    from workbench.release.burn import burn_pages
    from workbench.release.over_ink import over_ink

    plan = over_ink(plan, page_file)
    return plan, burn_pages(plan, page_file, folder, progress)


def join_copy(
    plan: DocumentPlan, page_file: str, parts: Sequence[Spooled], folder: str, out: str
) -> tuple[tuple[int, str], ...]:
    """Make a copy of its finished pages; see :func:`workbench.release.burn.join_pages`.

    Returns by page what a person is told of how it was made. The pages' ``folder`` is removed.
    """
    from workbench.release.burn import join_pages

    made = join_pages(plan, page_file, parts, folder, out)
    shutil.rmtree(folder, ignore_errors=True)  # what stays goes with the release's own folder
    return made.notes()


def burn_preserved(
    plan: DocumentPlan, page_file: str, out: str, progress: Told
) -> tuple[DocumentPlan, tuple[tuple[int, str], ...]]:
    """Make a copy that keeps vectors; see :mod:`workbench.release.preserve`.

    Returns the plan with its boxes as burned, and by page what a person is told of how it was
    made.
    """
    from workbench.release import preserve
    from workbench.release.over_ink import over_ink

    plan = over_ink(plan, page_file)
    return plan, preserve.burn_preserved(plan, page_file, out, progress).notes()


def prove_stretch(
    pdf: str, plan: DocumentPlan, first: int, last: int, mode: str, progress: Told
) -> Proved:
    """Prove some pages of a copy; see :func:`workbench.release.verify.prove_stretch`."""
    from workbench.release import verify

    return verify.prove_stretch(pdf, plan, first, last, progress, mode=mode)


def prove_rest(pdf: str, plan: DocumentPlan, proved: Sequence[Proved], mode: str) -> Report:
    """Prove what is no page's; see :func:`workbench.release.verify.prove_rest`."""
    from workbench.release import verify

    return verify.prove_rest(pdf, plan, proved, mode=mode)


def pack_release(
    stage: str, released: Sequence[ReleasedDocument], codes: CodeSet, mode: str, out: str
) -> Packed:
    """Make ready what goes with the copies; see :func:`workbench.release.package.pack`."""
    from workbench.app.release_folder import BAG
    from workbench.release import package

    return package.pack(stage, released, codes, mode, out, BAG)


def verify_project_copy(
    pdf: str, held: tuple[DocumentPlan, str], ocr: bool, reveal: bool
) -> Report:
    """Prove or refute anyone's copy; see :func:`workbench.release.verify.verify_project_copy`.

    ``held`` are the plan and the page file: boxes are where a release burns them.
    """
    from workbench.release import verify
    from workbench.release.over_ink import over_ink

    plan = over_ink(*held)
    return verify.verify_project_copy(pdf, plan, "all" if ocr else "none", reveal=reveal)


def verify_terms(pdf: str, terms: tuple[str, ...], ocr: bool, reveal: bool) -> Report:
    """Look for terms in anyone's PDF; see :func:`workbench.release.verify.verify_terms`."""
    from workbench.release import verify

    return verify.verify_terms(pdf, terms, "all" if ocr else "none", reveal=reveal)
