"""The allow-list of copies that keep vectors and fonts: what a born-digital page may hold.

Written from what a copy may hold, not from what the writer writes, and shares no code with it.
Pages made from pixels are held against the stricter list of :mod:`look_structure`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from workbench.release.look_catalogue import extra
from workbench.release.look_structure import (
    PAGE_KEYS,
    OwnStructure,
    is_plain_mark,
    jpeg_oddities,
)

_KINDS = {
    "/Font": re.compile(r"/(?:F\d+|T[0-9a-f]{1,4})"),
    "/XObject": re.compile(r"/[XK]\d+"),
    "/ExtGState": re.compile(r"/G\d+"),
    "/ColorSpace": re.compile(r"/C\d+"),
    "/Pattern": re.compile(r"/R\d+"),
    "/Shading": re.compile(r"/S\d+"),
}
_OPERATORS = {
    "q", "Q", "cm", "w", "J", "j", "M", "d", "i", "gs", "m", "l", "c", "v", "y", "h", "re", "S",
    "s", "f", "F", "f*", "B", "B*", "b", "b*", "n", "W", "W*", "BT", "ET", "Tc", "Tw", "Tz", "Ts",
    "Tf", "Tr", "Td", "Tm", "TJ", "Tj", "cs", "CS", "sc", "SC", "scn", "SCN", "g", "G", "rg", "RG",
    "k", "K", "sh", "Do", "BMC", "BDC", "EMC",
}  # fmt: skip
_IMAGE = {
    "Type", "Subtype", "Width", "Height", "ColorSpace", "BitsPerComponent", "Filter",
    "DecodeParms", "Length", "ImageMask", "SMask", "Mask", "Decode",
}  # fmt: skip
_FONT = {
    "Type", "Subtype", "BaseFont", "FirstChar", "LastChar", "Widths", "Encoding", "ToUnicode",
    "FontDescriptor", "DescendantFonts", "CIDSystemInfo", "DW", "W", "CIDToGIDMap",
}  # fmt: skip
_DESCRIPTOR = {
    "Type", "FontName", "Flags", "FontBBox", "Ascent", "Descent", "CapHeight", "XHeight", "StemV",
    "ItalicAngle", "FontFile", "FontFile2", "FontFile3",
}  # fmt: skip
_PROGRAM = {"Length", "Length1", "Length2", "Length3", "Subtype", "Filter"}
_FONT_NAME = re.compile(r"/[A-Z]{6}\+F\d+")
_BROUGHT = re.compile(r"/(?:Helvetica|Times|Courier)(?:-[A-Z][A-Za-z]+)?|/Symbol|/ZapfDingbats")
_PARTS = {
    "Type", "LW", "LC", "LJ", "ML", "FL", "SM", "CA", "ca", "OPM", "OP", "op", "SA", "AIS", "TK",
    "D", "BM", "SMask", "WhitePoint", "BlackPoint", "Gamma", "Matrix", "Range", "FunctionType",
    "Domain", "C0", "C1", "Bounds", "Encode", "Decode", "Size", "N", "BitsPerSample", "Order",
    "Functions", "ShadingType", "ColorSpace", "Function", "Coords", "Background", "BBox", "Extend",
    "PatternType", "Shading", "PaintType", "TilingType", "XStep", "YStep", "Resources", "Length",
    "Filter",
}  # fmt: skip
"""Entries of graphics states, colour spaces, functions, shadings and patterns."""
_TILE = {
    "q", "Q", "cm", "w", "J", "j", "M", "d", "i", "m", "l", "c", "v", "y", "h", "re", "S",
    "s", "f", "F", "f*", "B", "B*", "b", "b*", "n", "W", "W*", "g", "G", "rg", "RG", "k", "K",
}  # fmt: skip
_CALCULATOR = re.compile(rb"[\sA-Za-z0-9{}.+-]*")
_INVISIBLE = 3


class VectorStructure(OwnStructure):
    """Walks a copy that may keep vectors."""

    def _page(self, page: pikepdf.Object) -> Iterator[str]:
        resources = page.get("/Resources", Dictionary())
        images = resources.get("/XObject", Dictionary())
        if set(images.keys()) == {"/P"}:
            yield from super()._page(page)
            return
        yield from extra("a page", page, PAGE_KEYS)
        self._reach(resources)
        yield from extra("page resources", resources, {kind[1:] for kind in _KINDS})
        for kind, names in _KINDS.items():
            held = resources.get(kind, Dictionary())
            self._reach(held)
            for name, thing in held.items():
                if not names.fullmatch(name):
                    yield "a resource with a name of its own"
                yield from self._resource(kind, name, thing)
        contents = page.get("/Contents")
        if not isinstance(contents, Stream):
            yield "page content that is not one stream"
            return
        self._reach(contents)
        yield from extra("page content", contents, {"Filter", "Length"})
        yield from _content(contents)

    def _resource(self, kind: str, name: str, thing: object) -> Iterator[str]:
        if kind == "/Font" and isinstance(thing, Dictionary):
            if name.startswith("/T"):
                yield from self._font(thing)
            else:
                yield from self._drawn_font(thing)
        elif kind == "/XObject":
            if isinstance(thing, Stream):
                yield from self._picture(thing)
            else:
                yield "an image that is none"
        else:
            yield from self._part(thing, 0)

    def _picture(self, image: Stream) -> Iterator[str]:
        if image.objgen in self.reached:
            return
        self._reach(image)
        yield from extra("an image", image, _IMAGE)
        if image.get("/Subtype") != Name.Image:
            yield "a form in place of an image"
        for key in ("/SMask", "/Mask"):
            mask = image.get(key)
            if isinstance(mask, Stream):
                yield from self._picture(mask)
        yield from self._part(image.get("/ColorSpace", Name.DeviceGray), 0)
        parameters = image.get("/DecodeParms")
        if isinstance(parameters, Dictionary):
            self._reach(parameters)
        if image.get("/Filter") == Name.DCTDecode:
            yield from jpeg_oddities(image.read_raw_bytes())

    def _drawn_font(self, font: pikepdf.Object) -> Iterator[str]:
        if font.is_indirect and font.objgen in self.reached:
            return
        self._reach(font)
        yield from extra("a font", font, _FONT)
        if font.get("/Subtype") == Name.Type3:
            yield "a font whose letters are drawings"
        name = str(font.get("/BaseFont", "/"))
        if not _FONT_NAME.fullmatch(name) and not _BROUGHT.fullmatch(name):
            yield "a font with a name of its own"
        for inner in font.get("/DescendantFonts", Array()):
            yield from self._drawn_font(inner)
        for key in ("/ToUnicode", "/CIDToGIDMap", "/Widths", "/W", "/DescendantFonts"):
            if isinstance(font.get(key), (Stream, Array)):
                self._reach(font[key])
        descriptor = font.get("/FontDescriptor")
        if isinstance(descriptor, Dictionary):
            self._reach(descriptor)
            yield from extra("a font", descriptor, _DESCRIPTOR)
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                if isinstance(descriptor.get(key), Stream):
                    self._reach(descriptor[key])
                    yield from extra("a font", descriptor[key], _PROGRAM)

    def _part(self, thing: object, depth: int) -> Iterator[str]:
        if depth > 12:
            yield "a colour or pattern that lies too deep"
        elif isinstance(thing, Stream):
            self._reach(thing)
            yield from self._entries(thing, depth)
            if "/PatternType" in thing:
                if any(
                    str(step.operator) not in _TILE for step in pikepdf.parse_content_stream(thing)
                ):
                    yield "a pattern that holds more than lines and areas"
            elif thing.get("/FunctionType") == 4 and not _CALCULATOR.fullmatch(thing.read_bytes()):
                yield "a function that says more than it computes"
        elif isinstance(thing, Dictionary):
            self._reach(thing)
            yield from self._entries(thing, depth)
        elif isinstance(thing, Array):
            self._reach(thing)
            indexed = len(thing) == 4 and thing[0] == Name.Indexed
            values: list[object] = list(thing)
            for place, value in enumerate(values):
                if isinstance(value, String) and not (indexed and place == 3):
                    yield "a text in a colour or pattern"
                yield from self._part(value, depth + 1)

    def _entries(self, thing: pikepdf.Object, depth: int) -> Iterator[str]:
        yield from extra("a colour or pattern", thing, _PARTS)
        for value in thing.values():
            if isinstance(value, String):
                yield "a text in a colour or pattern"
            yield from self._part(value, depth + 1)


def _content(contents: Stream) -> Iterator[str]:
    invisible, own_font = False, True
    for step in pikepdf.parse_content_stream(contents):
        operator = str(step.operator)
        operands: list[object] = list(step.operands)
        if operator not in _OPERATORS:
            yield "page content of an unknown kind"
            return
        if operator in ("BMC", "BDC") and not is_plain_mark(operands):
            yield "marked content that says more than its place"
            return
        if operator == "Tr":
            invisible = operands[0] == _INVISIBLE
        elif operator == "Tf":
            own_font = str(operands[0]).startswith("/T")
        elif operator == "gs" and not str(operands[0]).startswith("/G"):
            yield "page content of an unknown kind"
        elif operator in ("Tj", "TJ") and invisible and not own_font:
            yield "text that is not seen"
            return
