"""The strings of a content stream turned into text by the fonts' own ToUnicode maps."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


class _Font:
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

    def decode(self, raw: bytes) -> str:
        if self.width == 1:
            return "".join(self.map.get(code, chr(code)) for code in raw)
        codes = (int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2))
        return "".join(self.map.get(code, chr(code) if code else "") for code in codes)


def _utf16(digits: bytes) -> str:
    text = b"".join(digits.split()).decode("ascii")
    return bytes.fromhex(text + "0" * (len(text) % 2)).decode("utf-16-be", "replace")


def decode_shown(stream: pikepdf.Object | pikepdf.Page, resources: pikepdf.Object) -> str:
    """All strings of a content stream in the order shown, with nothing put between them.

    Strings of marked content (ActualText, alternate text) come where they stand. A stream that
    cannot be parsed gives what was read up to there.
    """
    fonts: dict[str, _Font] = {}
    named = resources.get("/Font", Dictionary())
    parts: list[str] = []
    font: _Font | None = None
    # A damaged stream ends where the parser gives up; the carving of raw bytes reads on.
    with suppress(pikepdf.PdfError):
        for instruction in pikepdf.parse_content_stream(stream):
            operands = list(instruction.operands)
            if str(instruction.operator) == "Tf" and operands:
                key = str(operands[0])
                if key not in fonts and isinstance(named.get(key), Dictionary):
                    fonts[key] = _Font(named[key])
                font = fonts.get(key)
                continue
            for raw in _strings(operands):
                if font is not None and isinstance(raw, bytes):
                    parts.append(font.decode(raw))
                else:
                    parts.append(_plain(raw))
    return "".join(parts)


def _plain(raw: bytes | str) -> str:
    return raw if isinstance(raw, str) else raw.decode("latin-1")


def _strings(operands: object) -> Iterator[bytes | str]:
    """Strings to be set as bytes; those of marked content, not set in the font, as text."""
    if isinstance(operands, String):
        yield bytes(operands)
    elif isinstance(operands, Dictionary):
        yield from (str(value) for value in operands.values() if isinstance(value, String))
    elif isinstance(operands, (list, Array)):
        for value in operands:
            yield from _strings(value)
