"""The allow-list of our own copies: anything that is not on it is a leak.

Written from what a copy may hold, not from what the writer writes, and shares no code with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from workbench.release import look_catalogue
from workbench.release.look_catalogue import is_producer

_FILE_KEYS = {"Type", "Size", "Root", "Info", "ID", "W", "Index", "Filter", "Length", "DecodeParms"}
_PAGES = {"Type", "Kids", "Count", "Parent"}
PAGE_KEYS = {
    "Type", "Parent", "MediaBox", "Rotate", "Resources", "Contents", "Tabs", "StructParents",
}  # fmt: skip
_RESOURCES = {"XObject", "Font"}
_IMAGE = {
    "Type", "Subtype", "Width", "Height", "ColorSpace", "BitsPerComponent", "Filter",
    "DecodeParms", "Length",
}  # fmt: skip
_PARAMETERS = {
    "K", "BlackIs1", "Columns", "Rows", "Predictor", "Colors", "BitsPerComponent",
}  # fmt: skip
_FONT = {
    "Type", "Subtype", "FontBBox", "FontMatrix", "FirstChar", "LastChar", "Widths", "CharProcs",
    "Encoding", "Resources", "ToUnicode",
}  # fmt: skip
_STREAM = {"Filter", "Length"}
_OPERATORS = {
    "q", "Q", "cm", "Do", "BT", "ET", "Tr", "Tz", "Td", "Tm", "Tf", "Tj", "TJ", "BMC", "BDC", "EMC",
}  # fmt: skip
_FONT_NAME = re.compile(r"/T[0-9a-f]{1,4}")
_GLYPH_NAMES = ["/g"] * 256
_EMPTY_GLYPH = re.compile(rb"[\d\s.-]+ d1\s*")
_WHOLE_BLOCK = re.compile(
    rb"1 beginbfrange\s*(?:<00> <FF> <(?:[0-9A-F]{2}00|D[89AB][0-9A-F]{2}D[C-F]00)>"
    rb"|<00> <FE> <FE00>|<00> <FD> <FF00>)\s*endbfrange"
    rb"|3 beginbfrange\s*<01> <7F> <0001>\s*<80> <9F> <2010>\s*<A0> <FF> <00A0>\s*endbfrange"
)
_JPEG_SEGMENTS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0, 0xEE}


class OwnStructure:
    """Walks a copy from its trailer; :attr:`reached` are the objects it accounts for."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self.reached: set[tuple[int, int]] = set()

    def oddities(self) -> Iterator[tuple[str, int | None]]:
        """What is not on the list, in a few words that name no content, with the page."""
        trailer = self._pdf.trailer
        yield from _extra("the trailer", trailer.keys(), _FILE_KEYS, None)
        root = trailer.Root
        self._reach(root)
        for what in look_catalogue.oddities(root, self._reach):
            yield what, None
        info = trailer.get("/Info")
        if isinstance(info, pikepdf.Object):
            self._reach(info)
            yield from _extra("the document information", info.keys(), {"Producer"}, None)
            if not is_producer(str(info.get("/Producer", ""))):
                yield "a producer that is not this program", None
        yield from self._page_tree(root.Pages)
        for number, page in enumerate(self._pdf.pages, start=1):
            for what in self._page(page.obj):
                yield what, number
        yield from self._orphans()

    def _reach(self, thing: pikepdf.Object) -> None:
        if thing.is_indirect:
            self.reached.add(thing.objgen)

    def _page_tree(self, node: pikepdf.Object) -> Iterator[tuple[str, int | None]]:
        waiting = [node]
        while waiting:
            current = waiting.pop()
            self._reach(current)
            if current.get("/Type") != Name.Pages:
                continue
            yield from _extra("the page tree", current.keys(), _PAGES, None)
            waiting.extend(k for k in current.Kids if k.objgen not in self.reached)

    def _page(self, page: pikepdf.Object) -> Iterator[str]:
        yield from (what for what, _ in _extra("a page", page.keys(), PAGE_KEYS, None))
        resources = page.get("/Resources", Dictionary())
        self._reach(resources)
        yield from (w for w, _ in _extra("page resources", resources.keys(), _RESOURCES, None))
        images = resources.get("/XObject", Dictionary())
        self._reach(images)
        if set(images.keys()) != {"/P"}:
            yield "more or fewer images than one"
        for image in images.values():
            if isinstance(image, Stream):
                yield from self._image(image)
            else:
                yield "an image that is none"
        fonts = resources.get("/Font", Dictionary())
        self._reach(fonts)
        for name, font in fonts.items():
            if not _FONT_NAME.fullmatch(name):
                yield "a font with a name of its own"
            yield from self._font(font)
        contents = page.get("/Contents")
        if not isinstance(contents, Stream):
            yield "page content that is not one stream"
            return
        self._reach(contents)
        yield from (w for w, _ in _extra("page content", contents.keys(), _STREAM, None))
        yield from _content_oddities(contents)

    def _image(self, image: Stream) -> Iterator[str]:
        if image.objgen in self.reached:
            yield "an image used by two pages"
        self._reach(image)
        yield from (what for what, _ in _extra("an image", image.keys(), _IMAGE, None))
        if image.get("/Subtype") != Name.Image:
            yield "a form in place of the page's image"
        if not isinstance(image.get("/ColorSpace"), Name):
            yield "an image with a colour space of its own"
        parameters = image.get("/DecodeParms")
        if isinstance(parameters, Dictionary):
            self._reach(parameters)
            yield from (w for w, _ in _extra("an image", parameters.keys(), _PARAMETERS, None))
        if image.get("/Filter") == Name.DCTDecode:
            yield from jpeg_oddities(image.read_raw_bytes())

    def _font(self, font: pikepdf.Object) -> Iterator[str]:
        if font.is_indirect and font.objgen in self.reached:
            return
        self._reach(font)
        yield from (what for what, _ in _extra("a font", font.keys(), _FONT, None))
        if font.get("/Subtype") != Name.Type3:
            yield "a font that has glyphs"
            return
        for part in ("/Widths", "/Encoding", "/CharProcs", "/Resources", "/ToUnicode"):
            self._reach(font[part])
        if len(font.Resources.keys()):
            yield "a font with resources"
        names = [n for n in font.Encoding.get("/Differences", Array()) if isinstance(n, Name)]
        if [str(name) for name in names] != _GLYPH_NAMES:
            yield "a font whose glyph names tell"
        for glyph in font.CharProcs.values():
            if glyph.objgen not in self.reached and not _EMPTY_GLYPH.fullmatch(glyph.read_bytes()):
                yield "a glyph that draws"
            self._reach(glyph)
        cmap = font.ToUnicode.read_bytes()
        if cmap.count(b"beginbf") != 1 or not _WHOLE_BLOCK.search(cmap):
            yield "a font that maps fewer than a whole block of signs"

    def _orphans(self) -> Iterator[tuple[str, int | None]]:
        for thing in self._pdf.objects:
            if not isinstance(thing, (Dictionary, Stream, Array)):
                if thing is not None:
                    yield "an object that nothing uses", None
                continue
            if thing.objgen in self.reached:
                continue
            kind = thing.get("/Type") if isinstance(thing, (Dictionary, Stream)) else None
            if kind not in (Name.XRef, Name.ObjStm):
                yield "an object that nothing uses", None


def _extra(
    where: str, keys: Iterable[str], allowed: set[str], page: int | None
) -> Iterator[tuple[str, int | None]]:
    # The key's own name may be the secret, so it is counted and not said.
    unknown = [key for key in keys if key.removeprefix("/") not in allowed]
    if unknown:
        yield f"{len(unknown)} unknown entries in {where}", page


def _content_oddities(contents: Stream) -> Iterator[str]:
    invisible = False
    for instruction in pikepdf.parse_content_stream(contents):
        operator = str(instruction.operator)
        if operator not in _OPERATORS:
            yield "page content that draws something else"
            return
        if operator in ("BMC", "BDC") and not is_plain_mark(instruction.operands):
            yield "marked content that says more than its place"
            return
        if operator == "Tr":
            invisible = int(instruction.operands[0]) == 3
        elif operator in ("Tj", "TJ") and not invisible:
            yield "text that is not invisible"
            return


def is_plain_mark(operands: Iterable[object]) -> bool:
    """Whether marked content is a passage's or an artifact's, and says nothing else."""
    tag, *properties = operands
    if not properties:
        return tag == Name.Artifact
    marks = properties[0]
    known = tag in (Name.P, Name.H1)
    return known and isinstance(marks, Dictionary) and list(marks.keys()) == ["/MCID"]


def jpeg_oddities(data: bytes) -> Iterator[str]:
    """What a JPEG holds beside its pixels."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker not in _JPEG_SEGMENTS:
            yield "a JPEG segment that holds more than pixels"
            return
        if marker == 0xE0 and data[at + 4 : at + 8] != b"JFIF":
            yield "a JPEG segment that holds more than pixels"
            return
        if marker == 0xDA:
            return
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    yield "a JPEG whose segments cannot be followed"
