"""Documents and their pages, as a listing knows them (no text, no pixels)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DocumentState(StrEnum):
    """How far a document has come."""

    IMPORTING = "importing"
    READY = "ready"
    FAILED = "failed"


class PageState(StrEnum):
    """How far a page has come. A failed page is shown and can be read again."""

    PENDING = "pending"
    READ = "read"
    FAILED = "failed"


class Origin(StrEnum):
    """Where a page's words came from."""

    TEXT_LAYER = "text layer"
    OCR = "ocr"
    MIXED = "text layer and ocr"
    TYPESET = "typeset"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Document:
    """One item of the archive. ``name`` is its source's file name, made unique in the project.

    ``page_file_sha256`` names the PDF that shows its pages: the source itself for a PDF, one
    made from it for images and plain text. ``media`` is the source's kind: ``pdf``, ``tiff``,
    ``png``, ``jpeg`` or ``text``. Counts are kept up by the store. ``title`` is what people call
    it in the window, or empty; everything that goes out names it by ``name``. ``kind`` is what
    kind of paper it is, in words, or empty.
    """

    id: str
    name: str
    source_sha256: str
    page_file_sha256: str
    media: str
    state: DocumentState
    page_count: int
    added_at: str
    message: str = ""
    word_count: int = 0
    doubt_count: int = 0
    annotation_count: int = 0
    suggestion_count: int = 0
    redaction_count: int = 0
    undecided_count: int = 0
    marking: str = ""
    date: str = ""
    title: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: size in points (unrotated), rotation for the eye, how it was read.

    ``rotation`` is clockwise degrees, a multiple of 90: what the file asks for plus what
    turning a sideways scan upright needs. ``skew_degrees`` is the scan's tilt that was undone
    for reading only. ``message`` says what went wrong, in a sentence, or is empty.
    """

    document_id: str
    number: int
    width_pt: float
    height_pt: float
    rotation: int = 0
    state: PageState = PageState.PENDING
    origin: Origin = Origin.NONE
    skew_degrees: float = 0.0
    message: str = ""
    line_count: int = 0
    word_count: int = 0
    doubt_count: int = 0
