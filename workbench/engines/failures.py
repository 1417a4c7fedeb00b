"""What the parsers of PDF and images raise on files that are not as they should be."""

from __future__ import annotations

import re
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


_TELLING: tuple[type[Exception], ...] = (
    mupdf.FzErrorBase,
    pikepdf.PdfError,
    OSError,
    SyntaxError,
    struct.error,
    zlib.error,
)
"""Those whose words are about the file, not about the parser's own variables."""
_DAMAGED = "it is damaged"
_MOST_SIGNS = 120
_CODE = re.compile(r"^(?:code=\d+: *)+")


@contextmanager
def unreadable(sentence: str) -> Iterator[None]:
    """Turn whatever a parser raises inside the block into one sentence for the person.

    Raises:
        UnreadableFile: with the sentence given, and the cause after it; the parser's own words
            are its details.
    """
    try:
        yield
    except PARSER_ERRORS as error:
        why = cause(error)
        said = why == _DAMAGED and "is damaged" in sentence
        told = sentence if said else f"{sentence.rstrip('.')}: {why}."
        raise UnreadableFile(told, f"{type(error).__name__}: {error}") from error


def cause(error: Exception) -> str:
    """What was wrong with a file, in a few words that stand after a colon."""
    if isinstance(error, RecursionError) or "stack overflow" in str(error):
        return "its parts are nested too deeply"
    words = str(getattr(error, "strerror", None) or error) if isinstance(error, _TELLING) else ""
    words = _CODE.sub("", " ".join(words.split())).strip(" .:")
    if not words or not words.isprintable():
        return _DAMAGED
    return words if len(words) <= _MOST_SIGNS else words[:_MOST_SIGNS].rstrip() + "…"
