"""The proof of a file beside its pages: objects, fonts, attachments, bytes, name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from urllib.parse import unquote

from workbench.release import (
    checks,
    look_bytes,
    look_encoded,
    look_fonts,
    look_images,
    look_loose,
    look_objects,
)
from workbench.release.look_catalogue import is_metadata, is_producer
from workbench.release.look_structure import OwnStructure
from workbench.release.look_vectors import VectorStructure
from workbench.release.needles import Needle, told_by_name
from workbench.release.subject import Subject

_RAW = "raw bytes"


def structure(subject: Subject) -> None:
    """Our own copies hold nothing but what is on the allow-list."""
    if subject.proof.looks(checks.STRUCTURE):
        walker = OwnStructure if subject.own == "rebuild" else VectorStructure
        for what, page in walker(subject.opened).oddities():
            vector = f"structure: {what}"
            subject.proof.leak(checks.STRUCTURE, vector, look_objects.EXTRACTOR, page)


def objects(subject: Subject) -> None:
    """Every string, name and stream of every object, as it is and undressed."""
    proof = subject.proof
    plainly, dressed = proof.looks(checks.OBJECTS), proof.looks(checks.ENCODED)
    in_images = proof.looks(checks.IMAGE_DATA)
    extractor = look_objects.EXTRACTOR
    seen: set[tuple[str, str]] = set()
    for found in look_objects.texts(subject.opened, subject.fonts_used):
        if found.text:
            if (found.vector, found.text) in seen:
                continue  # the format's own words stand on every page
            seen.add((found.vector, found.text))
        if subject.own and (is_producer(found.text) or is_metadata(found.data)):
            continue
        if found.vector == look_objects.IMAGE_DATA:
            if in_images:
                for needle in _in_image_data(subject, found.data):
                    proof.found(checks.IMAGE_DATA, found.vector, extractor, needle)
            continue
        if plainly:
            for needle in _needles_in(subject, found):
                proof.found(checks.OBJECTS, found.vector, extractor, needle, found.page)
        if dressed:
            data = found.data or found.text.encode("utf-8", "replace")
            for inner in look_encoded.undressed(data):
                for needle in _needles_in_bytes(subject, inner):
                    vector = f"{found.vector}, encoded"
                    proof.found(checks.ENCODED, vector, extractor, needle, found.page)


def fonts(subject: Subject) -> None:
    """Letters that a subset font keeps of a word; after all content has been read."""
    if not subject.proof.looks(checks.FONTS):
        return
    residues = list(look_fonts.residues(subject.opened, subject.fonts_used))
    for needle in subject.needles.needles:
        if not subject.needles.may_stay_anywhere(needle) and any(
            residue.tells(needle.term) for residue in residues
        ):
            extractor = look_objects.EXTRACTOR
            subject.proof.found(checks.FONTS, "letters left in a font", extractor, needle)


def foreign_objects(subject: Subject) -> None:
    """What other tools leave that is no word: redactions only marked, closed attachments."""
    proof = subject.proof
    if proof.looks(checks.OPEN_REDACTIONS):
        for number in look_objects.pages_with_open_redactions(subject.opened):
            vector = "a redaction that was only marked"
            proof.leak(checks.OPEN_REDACTIONS, vector, look_objects.EXTRACTOR, number)
    if proof.looks(checks.ATTACHMENTS):
        closed = sum(
            not look_bytes.is_text(data) for data in look_objects.attachments(subject.opened)
        )
        if closed:
            sentence = f"Attached files that cannot be looked into: {closed}. Take them out."
            proof.fail(checks.ATTACHMENTS, sentence)


def _in_image_data(subject: Subject, data: bytes) -> Iterator[Needle]:
    yield from subject.needles.in_bytes(data)
    for text in look_images.texts_beside_pixels(data):
        yield from _needles_in_bytes(subject, text)
        for inner in look_encoded.undressed(text):
            yield from _needles_in_bytes(subject, inner)


def _needles_in(subject: Subject, found: look_objects.Found) -> Iterable[Needle]:
    needles = subject.needles
    if found.page is not None:
        yield from needles.on_page(found.page, found.text)
    elif found.text:
        for text in _written(found.text):
            yield from needles.off_page(text, structural=found.is_structural)
    else:
        yield from _needles_in_bytes(subject, found.data)


def _written(text: str) -> set[str]:
    """A text as it is, and as markup, entities or an address would have it read."""
    texts = {text, html.unescape(text), unquote(text)}
    if "<" in text:
        texts.add(html.unescape(_TAG.sub("", text)))
    return texts


_OBJECT = re.compile(rb"\d obj\b")
_TAG = re.compile(r"<[^<>]*>")


def _needles_in_bytes(subject: Subject, data: bytes) -> Iterator[Needle]:
    needles = subject.needles
    for text in look_bytes.as_texts(data):
        for written in _written(text):
            yield from needles.off_page(written, structural=True)
    if look_bytes.is_text(data) or _OBJECT.search(data):
        yield from needles.off_page(look_bytes.shown_strings(data), shown=True)
    if data:
        yield from needles.off_page(look_bytes.named(data), structural=True)
        yield from needles.in_bytes(data)


def raw(subject: Subject) -> None:
    """The file as bytes: around the file proper, of earlier revisions, in loose streams."""
    proof, path = subject.proof, subject.path
    before, after, ends = look_bytes.outside(path)
    if proof.looks(checks.OUTSIDE):
        for vector, data in (
            ("bytes before the header", before),
            ("bytes after the end", after),
        ):
            for piece in (data, *look_encoded.undressed(data)):
                for needle in _needles_in_bytes(subject, piece):
                    proof.found(checks.OUTSIDE, vector, _RAW, needle)
            if subject.own and data:
                proof.leak(checks.OUTSIDE, vector, _RAW)
    if subject.own and proof.looks(checks.REVISIONS) and ends != 1:
        proof.leak(checks.REVISIONS, "an earlier revision", _RAW)
    if proof.looks(checks.RAW_BYTES):
        for carved in chain(look_bytes.carve(path), look_loose.deflated(path)):
            for needle in _needles_in_bytes(subject, carved.data):
                proof.found(checks.RAW_BYTES, carved.vector, _RAW, needle)
        for inner in look_encoded.undressed(look_loose.comments(path)):
            for needle in _needles_in_bytes(subject, inner):
                proof.found(checks.RAW_BYTES, "a comment in the raw file", _RAW, needle)


def file_name(subject: Subject) -> None:
    """The name under which the copy goes out."""
    if subject.proof.looks(checks.FILE_NAME):
        for needle in told_by_name(subject.needles, subject.path.stem):
            subject.proof.found(checks.FILE_NAME, "file name", "the file system", needle)
            subject.proof.names_file = False
