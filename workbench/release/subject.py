"""The finished file while it is proved: opened by each stack, with what must not be in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pikepdf
import pypdfium2

from workbench.domain.errors import UnreadableFile
from workbench.release.look_fonts import Used
from workbench.release.look_miner import Miner, MinerError
from workbench.release.needles import Needles
from workbench.release.plan import DocumentPlan
from workbench.release.proof import Proof

Ocr = Literal["none", "boxes", "all"]


@dataclass
class Subject:
    """One file under proof. ``plan`` is None where only terms are known.

    ``own`` is how our own copy was made (``rebuild`` or ``preserve``), empty for other
    tools' files, which are free in their structure. ``fonts_used`` fills while pages are read.
    """

    path: Path
    proof: Proof
    needles: Needles
    rendered: pypdfium2.PdfDocument
    opened: pikepdf.Pdf
    miner: Miner | None
    plan: DocumentPlan | None
    own: str
    ocr: Ocr
    language: str
    fonts_used: Used = field(default_factory=dict)


@contextmanager
def opened(
    path: Path,
    proof: Proof,
    needles: Needles,
    plan: DocumentPlan | None,
    own: str,
    ocr: Ocr,
    language: str,
) -> Iterator[Subject]:
    """Open a file with each of the stacks.

    pdfminer.six may fail where the others read on; that is told page by page.

    Raises:
        UnreadableFile: pikepdf or PDFium cannot open it, or it is encrypted.
    """
    with ExitStack() as stack:
        objects = stack.enter_context(_objects(path))
        rendered = _rendered(path)
        stack.callback(rendered.close)
        miner = None
        try:
            miner = stack.enter_context(closing(Miner(path)))
        except MinerError:
            miner = None  # each page says so
        yield Subject(path, proof, needles, rendered, objects, miner, plan, own, ocr, language)


def _objects(path: Path) -> pikepdf.Pdf:
    try:
        objects = pikepdf.open(path)
    except pikepdf.PasswordError as error:
        raise UnreadableFile(
            f"“{path.name}” is encrypted and cannot be verified. Remove the password and try again."
        ) from error
    except (pikepdf.PdfError, OSError) as error:
        raise UnreadableFile(
            f"“{path.name}” cannot be opened as a PDF, so it cannot be verified.", str(error)
        ) from error
    if objects.is_encrypted:
        objects.close()
        raise UnreadableFile(
            f"“{path.name}” is encrypted and cannot be verified. Remove the encryption first."
        )
    return objects


def _rendered(path: Path) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(path)
        document.init_forms()  # before the first page: else form fields are not drawn
        return document
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(
            f"“{path.name}” cannot be read by a second PDF reader, so it cannot be verified.",
            str(error),
        ) from error
