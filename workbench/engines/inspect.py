"""What a source is, told by its bytes, and the PDF that shows its pages."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.errors import UnreadableFile
from workbench.engines import images, pdf, typeset

MOST_PAGES = 20_000
_HEAD_BYTES = 1024
_ENDINGS = {
    "pdf": {".pdf"},
    "tiff": {".tif", ".tiff"},
    "png": {".png"},
    "jpeg": {".jpg", ".jpeg", ".jpe"},
    "text": {".txt", ".text", ".md", ".asc", ".log", ""},
}
_SAID = {"pdf": "a PDF", "tiff": "a TIFF", "png": "a PNG", "jpeg": "a JPEG", "text": "plain text"}
_NOT_READ = {
    b"PK\x03\x04": "a ZIP or Office file",
    b"GIF8": "a GIF",
    b"BM": "a Windows bitmap",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"RIFF": "a media file",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\x1f\x8b": "a compressed file",
    b"{\\rtf": "a rich text (RTF) file",
    b"%!PS": "a PostScript file",
    b"\x00\x00\x00\x0cjP": "a JPEG 2000",
    b"AT&TFORM": "a DjVu file",
    b"SQLite format 3": "a database",
}
_MARKUP = (b"{\\rtf", b"%!PS")
"""Those of them that are text, and yet not what a person would read."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """Size of a page in points, unrotated, and the clockwise rotation for the eye."""

    width_pt: float
    height_pt: float
    rotation: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source that can be read. ``page_file`` is the PDF made from it; None: it is one itself.

    ``note`` tells the person something odd that did no harm, in a sentence, or is empty.
    """

    media: str
    page_file: str | None
    pages: tuple[PageSize, ...]
    note: str = ""


def prepare(source: str, folder: str) -> Prepared:
    """Recognise a source by its bytes and make its page file in ``folder`` where it needs one.

    Raises:
        PasswordNeeded: an encrypted PDF.
        UnreadableFile: empty, damaged, of a kind that is not read, or beyond the limits; the
            sentence names the file and the cause.
    """
    path = Path(source)
    media = recognise(path)
    note = ""
    if path.suffix.lower() not in _ENDINGS[media]:
        note = f"{path.name} is {_SAID[media]} in spite of its name."
    if media == "pdf":
        sizes = _sizes(source, path.name)
        if pdf.was_repaired(source):
            damaged = (
                f"{path.name} was damaged and could be opened only after repair; pages or parts "
                "of pages may be missing. Compare it with its source."
            )
            note = " ".join(filter(None, (note, damaged)))
        return Prepared(media, None, sizes, note)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".pdf", delete=False) as made:
        page_file = Path(made.name)
    try:
        said = (_from_text if media == "text" else images.write_pages)(path, page_file)
        sizes = _sizes(str(page_file), path.name)
    except BaseException:
        page_file.unlink(missing_ok=True)
        raise
    return Prepared(media, str(page_file), sizes, " ".join(filter(None, (note, said))))


def _from_text(path: Path, page_file: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"{path.name} could not be read: {error.strerror or error}."
        ) from error
    text, guessed = typeset.decode(data, path.name)
    missing = typeset.write_pages(text, path.name, page_file)
    return " ".join(filter(None, (guessed, missing)))


def recognise(path: Path) -> str:
    """The kind of a file by its first bytes: ``pdf``, ``tiff``, ``png``, ``jpeg`` or ``text``.

    Raises:
        UnreadableFile: it is empty, cannot be opened, or is something else.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError as error:
        raise UnreadableFile(
            f"{path.name} could not be read: {error.strerror or error}."
        ) from error
    if not head:
        raise UnreadableFile(f"{path.name} is empty.")
    is_named_pdf = path.suffix.lower() == ".pdf"
    if head.lstrip(b"\xef\xbb\xbf\r\n\t \x00").startswith(b"%PDF-"):
        return "pdf"
    if b"%PDF-" in head and (is_named_pdf or not _looks_like_text(head)):
        return "pdf"
    if head.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return "tiff"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    for start, said in _NOT_READ.items():
        if head.startswith(start) and (start in _MARKUP or not _looks_like_text(head)):
            raise UnreadableFile(
                f"{path.name} is {said}; PDF, TIFF, PNG, JPEG and plain text can be read."
            )
    if is_named_pdf:
        return "pdf"  # some have lost their first bytes; what is none at all cannot be opened
    if not _looks_like_text(head):
        raise UnreadableFile(
            f"{path.name} is of a kind that is not known; PDF, TIFF, PNG, JPEG and plain text "
            "can be read."
        )
    return "text"


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or typeset.utf_16(head):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\f\r\x1b" for byte in head)
    return b"\x00" not in head and controls <= len(head) // 50


def _sizes(page_file: str, name: str) -> tuple[PageSize, ...]:
    try:
        sizes = pdf.page_sizes(page_file)
    except UnreadableFile as error:
        made_of = Path(page_file).name
        sentence = error.sentence.replace(made_of, name)
        raise type(error)(sentence, error.details) from error
    finally:
        pdf.close_document(page_file)  # it may be moved or removed now
    if len(sizes) > MOST_PAGES:
        raise UnreadableFile(f"{name} has {len(sizes):,} pages; at most {MOST_PAGES:,} are read.")
    return tuple(PageSize(*size) for size in sizes)
