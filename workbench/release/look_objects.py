"""Every object of a finished file, reachable or not: strings, names, and streams decoded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from workbench.release.font_maps import decode_shown
from workbench.release.look_fonts import Used

EXTRACTOR = "pikepdf"
IMAGE_DATA = "image data"
"""The vector of an image's stream as it is stored."""

_BY_KEY = {
    "/ActualText": "structure text",
    "/Alt": "structure text",
    "/E": "structure text",
    "/JS": "JavaScript",
    "/URI": "link target",
    "/DA": "form field",
    "/V": "form field",
    "/DV": "form field",
    "/Contents": "annotation",
    "/RC": "annotation",
    "/P": "page label",
    "/UF": "attachment name",
    "/PieceInfo": "private data",
    "/XFA": "form field",
    "/ID": "file identifier",
}
_BY_TYPE = {
    "/Annot": "annotation",
    "/OCG": "layer name",
    "/Filespec": "attachment name",
    "/EmbeddedFile": "attachment",
    "/Metadata": "XMP metadata",
    "/StructElem": "structure text",
    "/Font": "font",
    "/FontDescriptor": "font",
    "/Sig": "signature",
    "/Action": "action",
}
_DEEPEST = 60
_MOST_SIGNS = 2
_FEWEST_CODES = 4
"""Whole numbers in a row that may be the signs of a word."""


@dataclass(frozen=True, slots=True)
class Found:
    """A text of the file with the vector it would leak by; ``page`` when it is a page's.

    ``data`` is set for a stream, to be searched as text or bytes as it turns out.
    ``is_structural`` tells names and streams, where the format's own words stand too.
    """

    vector: str
    text: str = ""
    data: bytes = b""
    page: int | None = None
    is_structural: bool = False


def texts(pdf: pikepdf.Pdf, used: Used) -> Iterator[Found]:
    """All strings, names and stream contents of all objects, also those nothing refers to.

    Pages' own contents are left out: they are read page by page. ``used`` takes up which codes
    of which fonts the forms and patterns show.
    """
    reachable, contents = _reachable(pdf)
    info = pdf.trailer.get("/Info")
    if isinstance(info, Dictionary):
        yield from _direct(info, "metadata")
    yield from _direct(pdf.trailer, "trailer")
    yield Found("form field", "".join(_letter_by_letter(pdf)))
    for thing in _objects(pdf.objects):
        vector = _vector_of(thing)
        if thing.objgen not in reachable:
            vector = f"orphan object ({vector})"
        yield from _direct(thing, vector)
        if isinstance(thing, Stream):
            yield from _stream(thing, vector, thing.objgen in contents, used)


def _letter_by_letter(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What stands in fields that take a sign or two each, one after the other."""
    for thing in _objects(pdf.objects):
        if isinstance(thing, Dictionary) and isinstance(value := thing.get("/V"), String):
            text = str(value)
            if len(text) <= _MOST_SIGNS:
                yield text


def _reachable(
    pdf: pikepdf.Pdf,
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    seen: set[tuple[int, int]] = set()
    waiting: list[pikepdf.Object] = [pdf.trailer]
    while waiting:
        thing = waiting.pop()
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if isinstance(thing, (Dictionary, Stream)):
            waiting.extend(_objects(thing.values()))
        elif isinstance(thing, Array):
            waiting.extend(_objects(thing))
    contents: set[tuple[int, int]] = set()
    for page in pdf.pages:
        content = page.obj.get("/Contents")
        parts = list(content) if isinstance(content, Array) else [content]
        for part in parts:
            if isinstance(part, Stream):
                contents.add(part.objgen)
    return seen, contents


def _objects(values: Iterable[object]) -> Iterator[pikepdf.Object]:
    """Those that are objects: pikepdf hands out numbers and truth values as Python's own."""
    return (value for value in values if isinstance(value, pikepdf.Object))


def _vector_of(thing: pikepdf.Object) -> str:
    if not isinstance(thing, (Dictionary, Stream)):
        return "object"
    kind = str(thing.get("/Type", ""))
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    subtype = str(thing.get("/Subtype", ""))
    if subtype == "/Image":
        return "image"
    if subtype == "/Form":
        return "form XObject"
    if "/PatternType" in thing:
        return "pattern"
    if "/Title" in thing and ("/Parent" in thing or "/Dest" in thing or "/A" in thing):
        return "bookmark"
    if "/FT" in thing or ("/Kids" in thing and "/T" in thing):
        return "form field"
    if "/S" in thing and "/JS" in thing:
        return "JavaScript"
    return "object"


def _direct(thing: pikepdf.Object, vector: str, depth: int = 0) -> Iterator[Found]:
    """Strings and names of one object and what it holds directly, not what it refers to."""
    if depth > _DEEPEST:
        return
    if isinstance(thing, String):
        yield from (Found(vector, text) for text in string_texts(thing))
    elif isinstance(thing, Name):
        yield Found(f"{vector}, name", str(thing)[1:], is_structural=True)
    elif isinstance(thing, (Dictionary, Stream)):
        for key, value in thing.items():
            if depth == 0 or isinstance(thing, Dictionary):
                yield Found(f"{vector}, name", key[1:], is_structural=True)
            inner = _BY_KEY.get(key, vector)
            for held in _objects([value]):
                if not held.is_indirect:
                    yield from _direct(held, inner, depth + 1)
    elif isinstance(thing, Array):
        listed: list[object] = list(thing)  # numbers among them are Python's own
        signs = [held for held in listed if isinstance(held, int) and 32 <= held < 0x250]
        if len(signs) >= _FEWEST_CODES and len(signs) == len(thing):
            yield Found(vector, "".join(map(chr, signs)))
        parts = [str(held) for held in listed if isinstance(held, (String, Name))]
        if len(parts) > 1:  # a word in pieces
            joined = "".join(part.removeprefix("/") for part in parts)
            yield Found(vector, joined, is_structural=any(isinstance(x, Name) for x in listed))
        for held in _objects(thing):
            if not held.is_indirect:
                yield from _direct(held, vector, depth + 1)


def string_texts(string: pikepdf.Object) -> list[str]:
    """A string in every way a reader may take it: by its mark, and as UTF-16 without one."""
    raw = bytes(string)
    readings = [str(string), raw.decode("latin-1")]
    if len(raw) % 2 == 0 and raw:
        readings += [raw.decode(codec, "replace") for codec in ("utf-16-be", "utf-16-le")]
    readings.append(raw.decode("utf-8", "replace"))
    return list(dict.fromkeys(readings))


def _stream(stream: Stream, vector: str, is_contents: bool, used: Used) -> Iterator[Found]:
    if vector.endswith("image") or vector.endswith("image)"):
        yield Found(IMAGE_DATA, data=stream.read_raw_bytes(), is_structural=True)
        return
    try:
        data = stream.read_bytes()
    except pikepdf.PdfError:
        data = stream.read_raw_bytes()
    if is_contents:
        return  # read with its fonts, page by page
    yield Found(vector, data=data, is_structural=True)
    if stream.get("/Subtype") == Name.Form or "/PatternType" in stream:
        yield Found(vector, decode_shown(stream, stream.get("/Resources", Dictionary()), used))


def pages_with_open_redactions(pdf: pikepdf.Pdf) -> Iterator[int]:
    """Numbers of the pages with a redaction annotation: marked, and never carried out."""
    for number, page in enumerate(pdf.pages, start=1):
        annotations = page.obj.get("/Annots", Array())
        if any(isinstance(a, Dictionary) and a.get("/Subtype") == Name.Redact for a in annotations):
            yield number


def attachments(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    """The contents of attached files, also of those nothing refers to."""
    held = {
        stream.objgen
        for thing in _objects(pdf.objects)
        if isinstance(thing, Dictionary) and isinstance(thing.get("/EF"), Dictionary)
        for stream in thing.EF.values()
        if isinstance(stream, Stream)
    }
    for thing in _objects(pdf.objects):
        if isinstance(thing, Stream) and (
            thing.get("/Type") == Name.EmbeddedFile or thing.objgen in held
        ):
            try:
                yield thing.read_bytes()
            except pikepdf.PdfError:
                yield thing.read_raw_bytes()
