"""The checks of a verification, each under the name that reports bear.

Each can be left out of a verification by its name (``without``). Tests leave them out one at
a time and see the verifier go blind; a report says of a check left out that nobody looked.
"""

from __future__ import annotations

from typing import Final

SIZES: Final = "page count and sizes"
UNDER_BOX: Final = "text under a box"
TEXT_PDFIUM: Final = "redacted words in page text, by pdfium"
TEXT_PDFMINER: Final = "redacted words in page text, by pdfminer"
BY_PLACE: Final = "redacted words in page text, by place"
TEXT_PIKEPDF: Final = "redacted words in page content, by pikepdf"
PAGE_TURN: Final = "words divided over a page turn"
LOST: Final = "words lost"
OPAQUE: Final = "boxes opaque"
INK: Final = "ink beside boxes"
OCR: Final = "OCR of the pixels"
OCR_AGAIN: Final = "OCR at a second resolution"
FAINT: Final = "what is too faint to be seen"
IMAGES: Final = "images as they are stored"
HIDDEN_TEXT: Final = "text that something covers"
COVERED: Final = "anything drawn that something covers"
OPEN_REDACTIONS: Final = "redactions carried out"
STRUCTURE: Final = "structure on the allow-list"
OBJECTS: Final = "redacted words in objects"
ENCODED: Final = "redacted words in encoded text"
FONTS: Final = "letters that fonts keep"
IMAGE_DATA: Final = "what image files carry beside pixels"
ATTACHMENTS: Final = "attachments"
OUTSIDE: Final = "bytes before the header and after the end"
REVISIONS: Final = "earlier revisions"
RAW_BYTES: Final = "the file's bytes"
FILE_NAME: Final = "the file's name"

ALL: Final = (
    SIZES, UNDER_BOX, TEXT_PDFIUM, TEXT_PDFMINER, BY_PLACE, TEXT_PIKEPDF, PAGE_TURN, LOST, OPAQUE,
    INK, OCR, OCR_AGAIN, FAINT, IMAGES, HIDDEN_TEXT, COVERED, OPEN_REDACTIONS, STRUCTURE, OBJECTS,
    ENCODED, FONTS, IMAGE_DATA, ATTACHMENTS, OUTSIDE, REVISIONS, RAW_BYTES, FILE_NAME,
)  # fmt: skip
"""Every check there is, in the order of the report."""
