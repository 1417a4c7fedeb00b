"""The fonts of a born-digital page: what each code shows, how wide it is, and a font made anew.

A font of a copy holds the glyphs, widths, names and ToUnicode entries of the codes in use, and
nothing else of the source's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
import pymupdf
from fontTools.agl import AGL2UV, UV2AGL, toUnicode
from fontTools.encodings.MacRoman import MacRoman
from fontTools.encodings.StandardEncoding import StandardEncoding
from pikepdf import Array, Dictionary, Name, Stream

from workbench.release.font_programs import Program, program_of
from workbench.release.vector_errors import CannotPreserveError, number, numbers

_WIN_ANSI = [
    UV2AGL.get(ord(sign[0]), ".notdef")
    if (sign := bytes([code]).decode("cp1252", "ignore"))
    else "bullet"
    for code in range(256)
]
_WIN_ANSI[:32] = [".notdef"] * 32
_WIN_ANSI[160], _WIN_ANSI[173] = "space", "hyphen"
_ENCODINGS = {
    "/WinAnsiEncoding": _WIN_ANSI,
    "/MacRomanEncoding": MacRoman,
    "/StandardEncoding": StandardEncoding,
}
_BUILT_IN = {
    "Helvetica": "helv", "Helvetica-Bold": "hebo", "Helvetica-Oblique": "heit",
    "Helvetica-BoldOblique": "hebi", "Times-Roman": "tiro", "Times-Bold": "tibo",
    "Times-Italic": "tiit", "Times-BoldItalic": "tibi", "Courier": "cour",
    "Courier-Bold": "cobo", "Courier-Oblique": "coit", "Courier-BoldOblique": "cobi",
    "Symbol": "symb", "ZapfDingbats": "zadb",
}  # fmt: skip
_ALSO_KNOWN = {
    "Arial": "Helvetica", "Arial,Bold": "Helvetica-Bold", "Arial-BoldMT": "Helvetica-Bold",
    "ArialMT": "Helvetica", "Arial,Italic": "Helvetica-Oblique",
    "Arial-ItalicMT": "Helvetica-Oblique", "Arial,BoldItalic": "Helvetica-BoldOblique",
    "Arial-BoldItalicMT": "Helvetica-BoldOblique", "TimesNewRoman": "Times-Roman",
    "TimesNewRomanPSMT": "Times-Roman", "TimesNewRoman,Bold": "Times-Bold",
    "TimesNewRomanPS-BoldMT": "Times-Bold", "TimesNewRoman,Italic": "Times-Italic",
    "TimesNewRomanPS-ItalicMT": "Times-Italic", "TimesNewRoman,BoldItalic": "Times-BoldItalic",
    "TimesNewRomanPS-BoldItalicMT": "Times-BoldItalic", "CourierNew": "Courier",
    "CourierNewPSMT": "Courier", "CourierNew,Bold": "Courier-Bold",
    "CourierNewPS-BoldMT": "Courier-Bold",
}  # fmt: skip
"""Fonts that need no file in a PDF, by the names of those every reader brings along."""
_PLAIN_NAME = re.compile(r"(?:uni|u|g|c|cid|glyph|gid|a|f|index|afii|G|C|H)?[0-9A-Fa-f]{1,6}")
_SUFFIX = re.compile(r"\.[a-z]{1,5}[0-9]{0,2}")
_DESCRIPTOR = ("/Ascent", "/Descent", "/CapHeight", "/XHeight", "/StemV", "/ItalicAngle")
_SYMBOLIC, _NONSYMBOLIC = 4, 32


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shown code: ``width`` in text space for size 1, ``text`` what it stands for."""

    code: int
    raw: bytes
    width: float
    text: str


class VectorFont:
    """A font of the source, read for its codes.

    Raises:
        CannotPreserveError: it is of a kind that is not rewritten.
    """

    def __init__(self, font: pikepdf.Object) -> None:
        self._subtype = str(font.get("/Subtype", ""))
        self.is_composite = self._subtype == "/Type0"
        if self._subtype not in ("/Type0", "/Type1", "/TrueType", "/MMType1"):
            raise CannotPreserveError("its letters are drawings (a Type 3 font)")
        inner = font
        if self.is_composite:
            if font.get("/Encoding") != Name("/Identity-H"):
                raise CannotPreserveError("a font is coded in a way that is not rewritten")
            inner = font.DescendantFonts[0]
        self._descriptor = inner.get("/FontDescriptor", Dictionary())
        self._inner_subtype = str(inner.get("/Subtype", ""))
        self._name = str(font.get("/BaseFont", "/")).removeprefix("/")
        self._name = re.sub(r"^[A-Z]{6}\+", "", self._name)
        self.program: Program | None = program_of(self._descriptor, inner, self.is_composite)
        if self.program is None and (self.is_composite or self._standard() is None):
            raise CannotPreserveError("a font is not in the file")
        self._names = {} if self.is_composite else self._glyph_names(font.get("/Encoding"))
        self._to_unicode = _to_unicode(font.get("/ToUnicode"))
        self._widths = dict(self._read_widths(inner))
        self._default = number(
            inner.get("/DW", 1000)
            if self.is_composite
            else self._descriptor.get("/MissingWidth", 0)
        )
        self._measured = None
        if not self._widths and not self.is_composite:
            if self._standard() is None:
                raise CannotPreserveError("a font does not say how wide its letters are")
            self._measured = pymupdf.Font(_BUILT_IN[str(self._standard())])

    def _standard(self) -> str | None:
        name = _ALSO_KNOWN.get(self._name, self._name)
        return name if name in _BUILT_IN else None

    def glyphs(self, shown: bytes) -> Iterator[Glyph]:
        """The glyphs that a string shows, in order."""
        size = 2 if self.is_composite else 1
        for at in range(0, len(shown) - size + 1, size):
            raw = shown[at : at + size]
            code = int.from_bytes(raw, "big")
            yield Glyph(code, raw, self._width(code) / 1000, self.text_of(code))

    def text_of(self, code: int) -> str:
        """What a code stands for, as far as the font tells."""
        if code in self._to_unicode:
            return self._to_unicode[code]
        name = self._names.get(code, "")
        return str(toUnicode(name)) if name and name != ".notdef" else ""

    def _width(self, code: int) -> float:
        if self._measured is not None:
            text = self.text_of(code)
            return 1000 * float(self._measured.glyph_advance(ord(text[0]))) if text else 0.0
        return self._widths.get(code, self._default)

    def _glyph_names(self, encoding: object) -> dict[int, str]:
        base: list[str] | None = None
        differences: pikepdf.Object = Array()
        if isinstance(encoding, Name):
            base = _ENCODINGS.get(str(encoding))
        elif isinstance(encoding, Dictionary):
            base = _ENCODINGS.get(str(encoding.get("/BaseEncoding", "")))
            differences = encoding.get("/Differences", Array())
        names: dict[int, str] = {}
        if base is None and self.program is not None:
            names = self.program.built_in_names()
        if base is None and not names:
            base = StandardEncoding
        if base is not None:
            names = {code: name for code, name in enumerate(base) if name != ".notdef"}
        code = 0
        listed: list[object] = list(differences)
        for entry in listed:
            if isinstance(entry, Name):
                names[code] = str(entry)[1:]
                code += 1
            else:
                code = int(number(entry))
        return names

    def _read_widths(self, inner: pikepdf.Object) -> Iterator[tuple[int, float]]:
        if not self.is_composite:
            first = int(number(inner.get("/FirstChar", 0)))
            yield from enumerate(numbers(inner.get("/Widths", Array())), start=first)
            return
        entries: list[object] = list(inner.get("/W", Array()))
        at = 0
        while at + 1 < len(entries):
            first, second = int(number(entries[at])), entries[at + 1]
            if isinstance(second, Array):
                for offset, width in enumerate(numbers(second)):
                    yield first + offset, width
                at += 2
            elif at + 2 < len(entries):
                last = min(int(number(second)), first + 0xFFFF)
                for cid in range(first, last + 1):
                    yield cid, number(entries[at + 2])
                at += 3
            else:
                return

    def made_anew(self, pdf: pikepdf.Pdf, used: set[int], label: str) -> pikepdf.Object:
        """The font for ``used`` codes alone, under the name ``label``.

        Raises:
            CannotPreserveError: its program cannot be cut to those glyphs.
        """
        name = Name(f"/{_tag(label)}+{label}")
        if self.is_composite:
            return self._composite(pdf, used, name)
        first, last = min(used), max(used)
        font = Dictionary(Type=Name.Font, Subtype=Name(self._subtype), BaseFont=name)
        names = {code: self._names[code] for code in sorted(used) if code in self._names}
        renamed = {glyph: f"g{code}" for code, glyph in names.items() if not _is_plain(glyph)}
        symbolic = bool(int(number(self._descriptor.get("/Flags", 0))) & _SYMBOLIC)
        if names and not (self._subtype == "/TrueType" and symbolic):
            listed = Array()
            for code, glyph in names.items():
                listed.append(code)
                listed.append(Name(f"/{renamed.get(glyph, glyph)}"))
            font.Encoding = Dictionary(Type=Name.Encoding, Differences=listed)
            if self._subtype == "/TrueType":
                font.Encoding.BaseEncoding = Name.WinAnsiEncoding
        if self._measured is None:
            font.FirstChar, font.LastChar = first, last
            font.Widths = Array(
                [self._width(code) if code in used else 0 for code in range(first, last + 1)]
            )
        font.ToUnicode = self._map(pdf, used, 1)
        if self.program is None:
            font.BaseFont = Name(f"/{self._standard()}")
            font.Subtype = Name.Type1
            if renamed:
                raise CannotPreserveError("a font has names of its own for its letters")
            if self._standard() in ("Symbol", "ZapfDingbats") and "/Encoding" in font:
                del font["/Encoding"]
            return pdf.make_indirect(font)
        font.FontDescriptor = self._described(pdf, name, self.program.cut(used, names, renamed))
        return pdf.make_indirect(font)

    def _composite(self, pdf: pikepdf.Pdf, used: set[int], name: Name) -> pikepdf.Object:
        assert self.program is not None
        inner = Dictionary(
            Type=Name.Font,
            Subtype=Name(self._inner_subtype),
            BaseFont=name,
            CIDSystemInfo=Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            DW=0,
        )
        widths = Array()
        for cid in sorted(used):
            widths.append(cid)
            widths.append(Array([self._width(cid)]))
        inner.W = widths
        inner.FontDescriptor = self._described(pdf, name, self.program.cut(used, {}))
        if self._inner_subtype == "/CIDFontType2":
            gids = self.program.cid_to_gid(used)
            inner.CIDToGIDMap = Name.Identity if gids is None else pdf.make_stream(gids)
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(inner)]),
                ToUnicode=self._map(pdf, used, 2),
            )
        )

    def _described(self, pdf: pikepdf.Pdf, name: Name, program: bytes) -> pikepdf.Object:
        assert self.program is not None
        flags = int(number(self._descriptor.get("/Flags", _NONSYMBOLIC)))
        made = Dictionary(Type=Name.FontDescriptor, FontName=name, Flags=flags)
        box = numbers(self._descriptor.get("/FontBBox", Array()))
        made.FontBBox = Array(box if len(box) == 4 else [0, -200, 1000, 900])
        for key in _DESCRIPTOR:
            made[key] = number(self._descriptor.get(key, 0))
        stream = pdf.make_stream(program)
        if self.program.subtype:
            stream.Subtype = Name(self.program.subtype)
        for key, length in self.program.lengths(program).items():
            stream[key] = length
        made[self.program.key] = stream
        return pdf.make_indirect(made)

    def _map(self, pdf: pikepdf.Pdf, used: set[int], size: int) -> pikepdf.Object:
        entries = [(code, self.text_of(code)) for code in sorted(used)]
        lines = [
            f"<{code:0{2 * size}X}> <{text.encode('utf-16-be', 'ignore').hex().upper()}>"
            for code, text in entries
            if text
        ]
        parts = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            f"1 begincodespacerange <{'00' * size}> <{'FF' * size}> endcodespacerange",
        ]
        for at in range(0, len(lines), 100):
            some = lines[at : at + 100]
            parts += [f"{len(some)} beginbfchar", *some, "endbfchar"]
        parts.append("endcmap CMapName currentdict /CMap defineresource pop end end")
        return pdf.make_stream("\n".join(parts).encode("ascii"))


def _tag(label: str) -> str:
    value = sum(ord(sign) * 31**place for place, sign in enumerate(label))
    return "".join(chr(65 + value // 26**place % 26) for place in range(6))


def _is_plain(name: str) -> bool:
    """Whether a glyph's name is one of the usual ones, and so says nothing of its own."""
    if name in AGL2UV or _PLAIN_NAME.fullmatch(name):
        return True
    base, dot, suffix = name.partition(".")
    if dot:
        return bool(_SUFFIX.fullmatch(dot + suffix)) and (not base or _is_plain(base))
    return "_" in name and all(part in AGL2UV for part in name.split("_"))


_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


def _to_unicode(cmap: object) -> dict[int, str]:
    if not isinstance(cmap, Stream):
        return {}
    data = cmap.read_bytes()
    found: dict[int, str] = {}
    for block in _CHARS.findall(data):
        values = [match[0] for match in _TOKEN.findall(block)]
        for code, text in zip(values[::2], values[1::2], strict=False):
            found[_code(code)] = _utf16(text)
    for block in _RANGES.findall(data):
        tokens = iter(_TOKEN.findall(block))
        for first, _, _ in tokens:
            low, high = _code(first), _code(next(tokens, (b"", b"", b""))[0])
            start, opens, _ = next(tokens, (b"", b"", b""))
            if opens:
                for code in range(low, low + 0x10000):
                    text, _, closes = next(tokens, (b"", b"", b"]"))
                    if closes:
                        break
                    found[code] = _utf16(text)
                continue
            base = _utf16(start)
            for code in range(low, min(high, low + 0xFFFF) + 1) if base else ():
                point = ord(base[-1]) + code - low
                found[code] = base[:-1] + chr(point) if point < 0x110000 else ""
    return found


def _code(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def _utf16(digits: bytes) -> str:
    text = b"".join(digits.split()).decode("ascii")
    return bytes.fromhex(text + "0" * (len(text) % 2)).decode("utf-16-be", "ignore")
