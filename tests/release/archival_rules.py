"""Rules of ISO 19005-2 (PDF/A-2u) and of tagged PDF that a copy of ours could break.

Each rule is a function that tells what is wrong, by clause. They are those that our output can
fail at all: what it never holds (annotations, forms, sound …) is ruled out as a whole. The
validator that they are modelled on, and how it was run, is in ``docs/release-modes.md``.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
_ROLES = {"/Document", "/P", "/H1", "/BlockQuote"}
_NO_SIGNS = {0x0000, 0xFEFF, 0xFFFE}
_MOST_Q = 28
_LONGEST_NAME, _LONGEST_STRING = 127, 32_767
_ROOT_NEVER = {
    "/AA", "/OpenAction", "/Names", "/AcroForm", "/OCProperties", "/Requirements", "/Perms",
    "/AF", "/Outlines", "/Dests", "/URI",
}  # fmt: skip
_PAGE_NEVER = {"/Annots", "/AA", "/PresSteps", "/Group", "/AF", "/Metadata", "/Thumb", "/PieceInfo"}

Broken = Iterator[str]


def broken(path: Path, *, claims: bool = True) -> list[str]:
    """What a copy breaks; ``claims`` is False for one that keeps vectors and claims nothing."""
    rules: list[Callable[[pikepdf.Pdf], Broken]] = [_tree, _pages_marked, _objects, _catalogue]
    if claims:
        rules += [_intent, _images, _fonts]
    with pikepdf.open(path) as pdf:
        found = [*_file(path, pdf), *_metadata(pdf, claims=claims)]
        for rule in rules:
            found += rule(pdf)
    return found


def broken_by_paper(path: Path) -> list[str]:
    """What a paper that goes with copies breaks: an index, a sheet. Those are not tagged."""
    with pikepdf.open(path) as pdf:
        found = [*_file(path, pdf), *_metadata(pdf, claims=True), *_objects(pdf), *_intent(pdf)]
        for page in pdf.pages:
            fonts = page.obj.Resources.get("/Font", Dictionary())
            for font in (fonts[name] for name in {name for name, _ in _shown(page)}):
                if "/FontFile2" not in font.get("/FontDescriptor", Dictionary()):
                    found.append("6.2.11.4.1: a font that is not embedded")
                if "/ToUnicode" not in font:
                    found.append("6.2.11.7.2: a font without its signs")
    return found


def _file(path: Path, pdf: pikepdf.Pdf) -> Broken:
    data = path.read_bytes()
    head = data.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[0-7]", head[0]):
        yield "6.1.2: the header"
    if not (head[1].startswith(b"%") and all(byte > 127 for byte in head[1][1:5])):
        yield "6.1.2: four bytes over 127 after the header"
    if len(pdf.trailer.get("/ID", ())) != 2:
        yield "6.1.3: an identifier"
    if pdf.is_encrypted:
        yield "6.1.3: encrypted"
    if not data.rstrip(b"\r\n").endswith(b"%%EOF") or data.count(b"startxref") != 1:
        yield "6.1.3: something after the end"


def _catalogue(pdf: pikepdf.Pdf) -> Broken:
    never = _ROOT_NEVER & set(pdf.Root.keys())
    if never:
        yield f"6.3 to 6.11: {sorted(never)}"
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", str(pdf.Root.get("/Lang", ""))):
        yield "6.7.4: a language"
    if dict(pdf.Root.get("/MarkInfo", Dictionary())) != {"/Marked": True}:
        yield "6.7.2: marked"


def _objects(pdf: pikepdf.Pdf) -> Broken:
    for thing in pdf.objects:
        if isinstance(thing, Stream):
            filters = str(thing.get("/Filter", ""))
            if {"/F", "/FFilter", "/FDecodeParms"} & set(thing.keys()) or "LZW" in filters:
                yield "6.1.7: a stream from elsewhere, or LZW"
        if isinstance(thing, (Dictionary, Stream)):
            for key, value in thing.items():
                if len(key.encode()) > _LONGEST_NAME:
                    yield "6.1.13: a name too long"
                if isinstance(value, pikepdf.String) and len(bytes(value)) > _LONGEST_STRING:
                    yield "6.1.13: a string too long"
            if thing.get("/S") in (Name.JavaScript, Name.URI, Name.Launch, Name.GoToR):
                yield "6.5.1: an action"


def _intent(pdf: pikepdf.Pdf) -> Broken:
    intents: list[Any] = list(pdf.Root.get("/OutputIntents", Array()))
    if len(intents) != 1 or intents[0].get("/S") != Name.GTS_PDFA1:
        yield "6.2.3: one output intent"
        return
    profile = intents[0].DestOutputProfile
    data = profile.read_bytes()
    if int.from_bytes(data[:4], "big") != len(data) or data[36:40] != b"acsp":
        yield "6.2.3: the profile's head"
    elif data[8] > 4 or data[12:16] not in (b"mntr", b"prtr") or data[16:20] != b"RGB ":
        yield "6.2.3: the profile's version, class or space"
    if int(profile.N) != 3:
        yield "6.2.3: N is not the profile's"


def _metadata(pdf: pikepdf.Pdf, *, claims: bool) -> Broken:
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, Stream) or "/Filter" in stream:
        yield "6.6.2.1: metadata in the clear"
        return
    if (stream.get("/Type"), stream.get("/Subtype")) != (Name.Metadata, Name.XML):
        yield "6.6.2.1: the metadata's type"
    text = stream.read_bytes().decode("utf-8")
    if re.match(r"<\?xpacket[^>]*\b(bytes|encoding)=", text):
        yield "6.6.2.1: bytes or encoding in the packet"
    described = ET.fromstring(text.encode()).find(f"{_RDF}RDF/{_RDF}Description")
    said = {} if described is None else {part.tag: part.text for part in described}
    claim = (said.get(f"{_PDFAID}part"), said.get(f"{_PDFAID}conformance"))
    if claim != (("2", "U") if claims else (None, None)):
        yield f"6.6.4: the claim {claim}"
    producer = said.get("{http://ns.adobe.com/pdf/1.3/}Producer")
    if producer != str(pdf.docinfo.get("/Producer", "")):
        yield "6.6.3: the producer is said in two ways"
    if set(pdf.docinfo.keys()) - {"/Producer"}:
        yield "6.6.3: more in the document information than in the metadata"


def _images(pdf: pikepdf.Pdf) -> Broken:
    for page in pdf.pages:
        for image in page.obj.Resources.get("/XObject", Dictionary()).values():
            if image.get("/Subtype") != Name.Image:
                yield "6.2.9: a form"
                continue
            never = {"/SMask", "/Mask", "/Alternates", "/OPI", "/Interpolate", "/Intent", "/OC"}
            if never & set(image.keys()):
                yield f"6.2.8 or 6.2.10: {sorted(never & set(image.keys()))}"
            if image.get("/ColorSpace") not in (Name.DeviceGray, Name.DeviceRGB):
                yield "6.2.4.3: a colour that the output intent does not define"
            if int(image.get("/BitsPerComponent", 0)) not in (1, 8):
                yield "6.2.8: bits a component"


def _fonts(pdf: pikepdf.Pdf) -> Broken:
    for page in pdf.pages:
        fonts = page.obj.Resources.get("/Font", Dictionary())
        maps = {}
        for name, font in fonts.items():
            if font.get("/Subtype") != Name.Type3:
                yield "6.2.11.4: a font that is not embedded by its nature"
                continue
            if len(font.Widths) != font.LastChar - font.FirstChar + 1:
                yield "6.2.11.5: widths"
            for glyph in font.CharProcs.values():
                if not re.match(rb"[\d.]+ 0( -?[\d.]+){4} d1", glyph.read_bytes()):
                    yield "6.2.11.5: a glyph without its width"
            maps[name] = _code_map(font.ToUnicode.read_bytes())
        for name, codes in _shown(page):
            if any(maps[name].get(code, 0) in _NO_SIGNS for code in codes):
                yield "6.2.11.7.2: a code without a sign"


def _shown(page: pikepdf.Page) -> Iterator[tuple[str, bytes]]:
    """The strings that a page shows, each with its font."""
    name = ""
    for step in pikepdf.parse_content_stream(page):
        operands: list[Any] = list(step.operands)
        if str(step.operator) == "Tf":
            name = str(operands[0])
        elif str(step.operator) in ("Tj", "TJ"):
            parts = operands[0] if isinstance(operands[0], Array) else operands
            for part in parts:
                if isinstance(part, pikepdf.String):
                    yield name, bytes(part)


def _code_map(cmap: bytes) -> dict[int, int]:
    signs: dict[int, int] = {}
    for low, high, first in re.findall(rb"<(\w{2})> <(\w{2})> <(\w+)>", cmap):
        start = ord(bytes.fromhex(first.decode()).decode("utf-16-be"))
        for code in range(int(low, 16), int(high, 16) + 1):
            signs[code] = start + code - int(low, 16)
    return signs


def _pages_marked(pdf: pikepdf.Pdf) -> Broken:
    """All that is drawn is an artifact or a passage; nesting and sizes are within limits."""
    for page in pdf.pages:
        never = _PAGE_NEVER & set(page.obj.keys())
        if never:
            yield f"6.2.10 to 6.10: {sorted(never)} of a page"
        if page.obj.get("/Tabs") != Name.S:
            yield "UA 7.18.3: the order of tabs"
        width, height = (float(page.mediabox[n + 2] - page.mediabox[n]) for n in (0, 1))
        if not (3 <= width <= 14_400 and 3 <= height <= 14_400):
            yield "6.1.13: the page's size"
        resources = page.obj.Resources
        marks = depth = 0
        for step in pikepdf.parse_content_stream(page):
            operator, operands = str(step.operator), list(step.operands)
            depth += {"q": 1, "Q": -1}.get(operator, 0)
            marks += {"BMC": 1, "BDC": 1, "EMC": -1}.get(operator, 0)
            if depth > _MOST_Q:
                yield "6.1.13: q too deep"
            if operator in ("Do", "Tj", "TJ", "S", "f", "f*", "B", "sh") and marks != 1:
                yield f"UA 7.1: {operator} outside of marked content"
            if operator == "Do" and str(operands[0]) not in resources.get("/XObject", {}):
                yield "6.2.2: a resource that the page lacks"
            if operator == "Tf" and str(operands[0]) not in resources.get("/Font", {}):
                yield "6.2.2: a resource that the page lacks"
        if (depth, marks) != (0, 0):
            yield "8.4.2: q or marked content left open"


def _tree(pdf: pikepdf.Pdf) -> Broken:
    """Every piece of marked content has its element, and every element its content."""
    root: Any = pdf.Root.get("/StructTreeRoot")
    if root is None or root.K.get("/S") != Name.Document:
        yield "6.7.3: a tree with one document"
        return
    listed: list[Any] = list(root.ParentTree.Nums)
    owners = {int(listed[n]): listed[n + 1] for n in range(0, len(listed), 2)}
    if list(owners) != sorted(owners) or int(root.ParentTreeNextKey) <= max(owners, default=-1):
        yield "14.7.4.4: the parent tree's keys"
    told: set[tuple[int, int, int]] = set()
    waiting = [(root.K, root)]
    while waiting:
        element, parent = waiting.pop()
        if str(element.S) not in _ROLES or element.P.objgen != parent.objgen:
            yield f"6.7.3.4: an element {element.S} of an unknown role or parent"
        kids: list[Any] = list(element.K) if isinstance(element.K, Array) else [element.K]
        if not kids and Name.Document != element.S:
            yield "UA 7.1: an element that holds nothing"
        for kid in kids:
            if isinstance(kid, Dictionary):
                waiting.append((kid, element))
            else:
                told.add((*element.objgen, element.Pg.objgen[0] * 100_000 + int(kid)))
    for page in pdf.pages:
        pieces = [
            int(step.operands[1].MCID)
            for step in pikepdf.parse_content_stream(page)
            if str(step.operator) == "BDC"
        ]
        held = owners.get(int(page.obj.get("/StructParents", -1)), Array())
        if sorted(pieces) != list(range(len(held))):
            yield "14.7.4.4: a page's marked content and its parents differ"
            continue
        for piece, owner in enumerate(held):
            place = (*owner.objgen, page.obj.objgen[0] * 100_000 + piece)
            if place not in told:
                yield "14.7.4.4: a parent that does not hold its piece"
            told.discard(place)
    if told:
        yield "14.7.2: an element that refers to content that is not there"
