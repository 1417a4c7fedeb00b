"""The strings of a content stream turned into text by the fonts' own ToUnicode maps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(
    rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]*)>|\[([^\]]*)\])", re.DOTALL
)
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")
_LARGEST_RANGE = 0x10000


class FontMap:
    """Which text the codes of a font stand for, as far as the font says."""

    def __init__(self, font: pikepdf.Object) -> None:
        self.width = 2 if font.get("/Subtype") == Name.Type0 else 1
        self.map: dict[int, str] = {}
        encoding = font.get("/Encoding")
        if isinstance(encoding, Dictionary):
            self._differences(encoding.get("/Differences", Array()))
        cmap = font.get("/ToUnicode")
        if isinstance(cmap, Stream):
            self._read(cmap.read_bytes())

    def _differences(self, differences: pikepdf.Object) -> None:
        code = 0
        for entry in differences:
            if isinstance(entry, Name):
                name = str(entry)[1:]
                if len(name) == 1:
                    self.map[code] = name
                code += 1
            else:
                code = int(entry)

    def _read(self, cmap: bytes) -> None:
        for block in _CHARS.findall(cmap):
            for code, text in _PAIR.findall(block):
                self.map[int(code, 16)] = _utf16(text)
        for block in _RANGES.findall(cmap):
            for first, last, start, listed in _RANGE.findall(block):
                low, high = int(first, 16), min(int(last, 16), int(first, 16) + _LARGEST_RANGE)
                if listed:
                    texts = [_utf16(text) for text in _HEX.findall(listed)]
                    self.map.update(zip(range(low, high + 1), texts, strict=False))
                    continue
                base = _utf16(start)
                if not base:
                    continue
                for code in range(low, high + 1):
                    point = ord(base[-1]) + code - low
                    if point < 0x110000:
                        self.map[code] = base[:-1] + chr(point)

    def codes(self, raw: bytes) -> Iterable[int]:
        """The codes of a string that is set in it."""
        if self.width == 1:
            return raw
        return [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]

    def decode(self, raw: bytes) -> str:
        """What a string reads as that is set in it."""
        if self.width == 1:
            return raw.decode("latin-1").translate(self.map)
        return "".join([self.map.get(code, chr(code) if code else "") for code in self.codes(raw)])


def _utf16(digits: bytes) -> str:
    text = b"".join(digits.split()).decode("ascii")
    return bytes.fromhex(text + "0" * (len(text) % 2)).decode("utf-16-be", "replace")


_SHOWING = "Tf Tj TJ ' \" BDC DP"


def decode_shown(
    stream: pikepdf.Object | pikepdf.Page,
    resources: pikepdf.Object,
    used: dict[tuple[int, int], set[int]] | None = None,
) -> str:
    """All strings of a content stream in the order shown, with nothing put between them.

    Strings of marked content (ActualText, alternate text) come where they stand. A stream that
    cannot be parsed gives what was read up to there. ``used`` takes up which codes of which
    font object are shown.
    """
    fonts: dict[str, FontMap | None] = {}
    named = resources.get("/Font", Dictionary())
    parts: list[str] = []
    font: FontMap | None = None
    codes: set[int] = set()
    # A damaged stream ends where the parser gives up; the carving of raw bytes reads on.
    with suppress(pikepdf.PdfError):
        for instruction in pikepdf.parse_content_stream(stream, _SHOWING):
            operands = instruction.operands
            if str(instruction.operator) == "Tf":
                key = str(operands[0]) if len(operands) else ""
                if key not in fonts:
                    held = named.get(key)
                    fonts[key] = FontMap(held) if isinstance(held, Dictionary) else None
                font = fonts[key]
                if used is not None and font is not None:
                    codes = used.setdefault(named[key].objgen, set())
                continue
            for raw in _strings(operands):
                if isinstance(raw, str):
                    parts.append(raw)
                elif font is None:
                    parts.append(raw.decode("latin-1"))
                else:
                    parts.append(font.decode(raw))
                    codes.update(font.codes(raw))
    return "".join(parts)


def _strings(operands: Iterable[object]) -> Iterator[bytes | str]:
    """Strings to be set as bytes; those of marked content, not set in the font, as text."""
    for value in operands:
        if isinstance(value, String):
            yield bytes(value)
        elif isinstance(value, Array):
            yield from _strings(value)
        elif isinstance(value, Dictionary):
            yield from (str(held) for held in value.values() if isinstance(held, String))
