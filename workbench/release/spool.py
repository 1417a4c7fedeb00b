"""Finished pages of a copy on disk until all are there, so that long documents fit in memory.

qpdf's own joining of files leaves the pages' streams where they are; copying them from file to
file by pikepdf would hold every page's pixels in memory. Several workers may each spool a
stretch of the pages.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from workbench.release.archival import Structure, Tagged
from workbench.release.encode import Encoded
from workbench.release.plan import PagePlan
from workbench.release.text_layer import Fonts, page_content

_PART_BYTES = 24_000_000  # encoded pages kept in memory before they go to disk
_PART_PAGES = 64


@dataclass(frozen=True, slots=True)
class Layer:
    """What a finished page still needs: blocks of the text layer's fonts, and its tags."""

    blocks: frozenset[int]
    passages: Sequence[Tagged]


@dataclass(frozen=True, slots=True)
class Held:
    """Where a page lies: the file, and its number in it, from 1."""

    path: Path
    number: int
    layer: Layer


@dataclass(frozen=True, slots=True)
class Spooled:
    """Pages on disk by their numbers in the copy; ``losses`` are those coded anew, and how."""

    pages: Mapping[int, Held]
    losses: tuple[tuple[int, str], ...]


class Spool:
    """Pages of one copy, taken up in any order."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is there, and holds nothing else."""
        self._folder = folder
        self._waiting: list[tuple[PagePlan, Encoded]] = []
        self._bytes = 0
        self._held: dict[int, Held] = {}
        self._files = 0
        self._losses: list[tuple[int, str]] = []

    def add(self, page: PagePlan, encoded: Encoded) -> None:
        """Take up a page of pixels, to get its text layer here."""
        self._waiting.append((page, encoded))
        if encoded.loss:
            self._losses.append((page.number, encoded.loss))
        self._bytes += len(encoded.data)
        if self._bytes >= _PART_BYTES or len(self._waiting) >= _PART_PAGES:
            self._flush()

    def add_all(self, pdf: pikepdf.Pdf, layers: dict[int, Layer]) -> None:
        """Take up all pages of ``pdf``, which are those of ``layers``, in that order."""
        path = self._next_file()
        pdf.save(path)
        for at, (number, layer) in enumerate(layers.items(), start=1):
            self._held[number] = Held(path, at, layer)

    def spooled(self) -> Spooled:
        """All that was taken up, on disk."""
        self._flush()
        return Spooled(self._held, tuple(self._losses))

    def _flush(self) -> None:
        if not self._waiting:
            return
        layers: dict[int, Layer] = {}
        with pikepdf.new() as part:
            for page, encoded in self._waiting:
                layers[page.number] = _add_pixel_page(part, page, encoded)
            self.add_all(part, layers)
        self._waiting, self._bytes = [], 0

    def _next_file(self) -> Path:
        self._files += 1
        return self._folder / f"{self._files}.pdf"


def joined(parts: Sequence[Spooled], folder: Path) -> tuple[pikepdf.Pdf, Structure]:
    """The copy with all its pages in their order, its fonts and tags.

    It reads from a file in ``folder`` until it is saved.

    Raises:
        OSError: there is no room for it.
    """
    held = {number: page for part in parts for number, page in part.pages.items()}
    order = [held[number] for number in sorted(held)]
    path = folder / "joined.pdf"
    _see_that_there_is_room(folder, {page.path for page in order})
    pages: list[str] = []
    for part, listed in groupby(order, key=lambda page: page.path):
        pages += [str(part), ",".join(str(page.number) for page in listed)]
    job = ["qpdf", "--empty", "--remove-unreferenced-resources=no", "--pages", *pages, "--"]
    try:
        pikepdf.Job([*job, str(path)]).run()
    except RuntimeError as error:  # all that qpdf says of a disk that is full
        raise OSError(str(error)) from error
    try:
        pdf = pikepdf.open(path, attempt_recovery=False)
    except pikepdf.PdfError as error:
        raise OSError(f"what was written to the disk is not whole ({error})") from error
    del pdf.trailer["/ID"]  # the copy's own is made from what is in it
    fonts, structure = Fonts(pdf), Structure(pdf)
    for page, one in zip(pdf.pages, order, strict=True):
        _finish(page.obj, one.layer, fonts, structure)
    return pdf, structure


def _see_that_there_is_room(folder: Path, parts: Iterable[Path]) -> None:
    """Ask beforehand: on a full disk qpdf leaves half a file without a word, or takes us along."""
    if shutil.disk_usage(folder).free < sum(part.stat().st_size for part in parts):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def page_object(page: PagePlan) -> Dictionary:
    """A page of the plan's size and rotation with nothing on it."""
    return Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(page.width_pt, 4), round(page.height_pt, 4)]),
        Rotate=page.rotation,
        Resources=Dictionary(),
    )


def _add_pixel_page(pdf: pikepdf.Pdf, page: PagePlan, encoded: Encoded) -> Layer:
    content = page_content(
        page.words_kept, page.width_pt, page.height_pt, page.rotation, dict(page.roles)
    )
    image = pdf.make_indirect(pikepdf.Stream(pdf, encoded.data, encoded.dictionary))
    made = page_object(page)
    made.Resources.XObject = Dictionary(P=image)
    made.Contents = pikepdf.Stream(pdf, content.data, Filter=Name.FlateDecode)
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(made)))
    return Layer(content.blocks, [(role, [n]) for n, role in enumerate(content.passages)])


def _finish(page: pikepdf.Object, layer: Layer, fonts: Fonts, structure: Structure) -> None:
    if layer.blocks:
        resources = page.Resources
        resources.Font = resources.get("/Font", Dictionary())
        for name, font in fonts.resources(layer.blocks).items():
            resources.Font[name] = font
    structure.add(page, layer.passages)
