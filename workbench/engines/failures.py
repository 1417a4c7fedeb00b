"""What the parsers of PDF and images raise on files that are not as they should be."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
from pymupdf import mupdf

from workbench.domain.errors import UnreadableFile

# Measured on some thousand odd files: MuPDF's errors derive from Exception alone, and Pillow
# and PyMuPDF's own Python stumble over damage with nearly every built-in error there is.
# MemoryError is left out: the worker that runs out of memory says so itself.
PARSER_ERRORS: tuple[type[Exception], ...] = (
    mupdf.FzErrorBase,
    pikepdf.PdfError,
    struct.error,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


@contextmanager
def unreadable(sentence: str) -> Iterator[None]:
    """Turn whatever a parser raises inside the block into one sentence for the person.

    Raises:
        UnreadableFile: with the sentence given; the parser's own words are its details.
    """
    try:
        yield
    except PARSER_ERRORS as error:
        raise UnreadableFile(sentence, f"{type(error).__name__}: {error}") from error
