"""The file as bytes: before its header, after its end, earlier revisions, loose streams."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Stream

_STREAM = re.compile(rb"stream\r?\n")
_END = re.compile(rb"%%EOF")
_PIECE = 8_000_000
_CARVED_BYTES = 16_000_000
_CARVED_IMAGE_BYTES = 100_000
# Apart, for then each begins with a sign that is quickly looked for.
_PLAIN_LITERAL = re.compile(rb"\(((?:[ -'*-\[\]-~]|\\.){3,2000})\)", re.DOTALL)
_PLAIN_HEXED = re.compile(rb"<([0-9A-Fa-f\s]{6,})>")
_LITERAL = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
_HEXED = re.compile(rb"<([0-9A-Fa-f\s]{2,})>")
_ESCAPED = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b"", b"\r\n": b""}
_NAMES = re.compile(rb"/[^\s/<>\[\](){}%]*#[0-9A-Fa-f]{2}[^\s/<>\[\](){}%]*")
_NUMBERED = re.compile(rb"#([0-9A-Fa-f]{2})")
_DECLARED = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/\w+)")
_PARAMETERS = re.compile(rb"/(?:DecodeParms|DP)\s*(<<.*?>>|\[.*?\])", re.DOTALL)
_REFERENCE = re.compile(rb"\d+\s+\d+\s+R\b")
_OF_IMAGES = (b"DCT", b"JPX", b"CCF", b"CCITT", b"JBIG2", b"Crypt")
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n\x0c"


@dataclass(frozen=True, slots=True)
class Bytes:
    """Something found in the raw file: the vector it would leak by, and its data."""

    vector: str
    data: bytes


def outside(path: Path) -> tuple[bytes, bytes, int]:
    """Bytes before the header, bytes after the last end mark, and how many end marks."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        start = max(raw.find(b"%PDF-"), 0)
        ends = [match.end() for match in _END.finditer(raw)]
        after = raw[ends[-1] :] if ends else b""
        return raw[:start], after.strip(b"\r\n"), len(ends)


def carve(path: Path) -> Iterator[Bytes]:
    """Every stream that can be inflated, wherever it lies; and the bytes between, as they are.

    Does not follow the file's own index, so nothing is hidden by being superseded or loose.
    """
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        for match in _streams(raw):
            # An image's pixels say nothing as text; its first rows are enough to tell.
            head = raw[max(0, match.start() - 400) : match.start()]
            is_image = b"/Image" in head[head.rfind(b"obj") :]
            limit = _CARVED_IMAGE_BYTES if is_image else _CARVED_BYTES
            data = _inflated(raw, match.end(), limit)
            if data:
                yield Bytes("a stream in the raw file", data)
            if not is_image:
                decoded = _decoded(raw, match, head[head.rfind(b"obj") :])
                if decoded and decoded != data:
                    yield Bytes("a stream in the raw file", decoded)
        for at in range(0, len(raw), _PIECE):
            yield Bytes("the raw file", raw[at : at + _PIECE + 4_096])


def image_streams(path: Path) -> Iterator[tuple[pikepdf.Object, bytes]]:
    """Everything in the bytes that is an image's stream: its dictionary and its coded data.

    What a dictionary refers to is left out of it: the objects it names may be gone.
    """
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        for match in _streams(raw):
            head = raw[max(0, match.start() - 1_000) : match.start()]
            head = head[head.rfind(b" obj") + 4 :]
            end = raw.find(b"endstream", match.end())
            if b"/Image" not in head or end < 0:
                continue
            with suppress(pikepdf.PdfError, ValueError):
                entries = pikepdf.Object.parse(_REFERENCE.sub(b"null", head))
                yield entries, raw[match.end() : end]


def _decoded(raw: mmap.mmap, match: re.Match[bytes], head: bytes) -> bytes:
    """A stream as its own dictionary says it is coded, where that is more than deflated."""
    declared, parameters = _DECLARED.search(head), _PARAMETERS.search(head)
    if declared is None or any(codec in declared[1] for codec in _OF_IMAGES):
        return b""
    if declared[1].strip(b"[ ]") in (b"/FlateDecode", b"/Fl") and parameters is None:
        return b""
    end = raw.find(b"endstream", match.end(), match.end() + _CARVED_BYTES)
    if end < 0:
        return b""
    entries = b"/Filter " + declared[1]
    if parameters is not None:
        entries += b" /DecodeParms " + _REFERENCE.sub(b"null", parameters[1])
    with pikepdf.new() as alone, suppress(pikepdf.PdfError, ValueError, TypeError):
        stream = Stream(alone, raw[match.end() : end])
        for key, value in pikepdf.Object.parse(b"<< " + entries + b" >>").items():
            stream[key] = value
        return stream.read_bytes()
    return b""  # damaged, or coded in a way that qpdf does not read: the rest reads on


def _streams(raw: mmap.mmap) -> Iterator[re.Match[bytes]]:
    """Where streams begin. Looking back in the pattern itself takes ten times as long."""
    for match in _STREAM.finditer(raw):
        if raw[max(0, match.start() - 3) : match.start()] != b"end":
            yield match


def _inflated(raw: mmap.mmap, start: int, limit: int) -> bytes:
    machine = zlib.decompressobj()
    out: list[bytes] = []
    got = 0
    for at in range(start, len(raw), 65_536):
        try:
            part = machine.decompress(raw[at : at + 65_536], limit - got)
        except zlib.error:
            break  # no deflated stream, or damaged from here on: what came is kept
        out.append(part)
        got += len(part)
        if machine.eof or got >= limit:
            break
    return b"".join(out)


def is_text(data: bytes) -> bool:
    """Whether bytes are mostly printable: then they are compared as text, folded."""
    sample = data[:20_000]
    if b"%PDF-" in sample[:1_024]:
        return False  # what it says is coded, however plain it looks
    return bool(sample) and len(sample.translate(None, _PRINTABLE)) < 0.15 * len(sample)


def as_texts(data: bytes) -> Iterator[str]:
    """The text of bytes that are text: in one byte a sign, or in two with a mark or without."""
    if is_text(data):
        yield data.decode("latin-1")
        if not data[:20_000].isascii():
            yield data.decode("utf-8", "replace")
        return
    evens, odds = data[:4_000:2].count(0), data[1:4_000:2].count(0)
    half = min(len(data), 4_000) // 2
    if data[:2] == b"\xfe\xff" or (half > 2 and evens > 0.6 * half):
        yield data.decode("utf-16-be", "replace")
    elif data[:2] == b"\xff\xfe" or (half > 2 and odds > 0.6 * half):
        yield data.decode("utf-16-le", "replace")


def shown_strings(data: bytes) -> str:
    """The strings of something like a content stream, joined: kerning and breaks fall out."""
    literals, hexed = (_LITERAL, _HEXED) if is_text(data) else (_PLAIN_LITERAL, _PLAIN_HEXED)
    found = sorted((*literals.finditer(data), *hexed.finditer(data)), key=re.Match.start)
    parts, end = [], 0
    for match in found:
        if match.start() < end:
            continue  # digits in brackets inside a literal string
        end, held = match.end(), match[1]
        if match.re is hexed:
            digits = held.translate(None, b" \t\r\n\x0b\x0c")
            held = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        elif b"\\" in held:
            held = _ESCAPED.sub(_unescaped, held)
        parts.append(held)
    return b"".join(parts).decode("latin-1").replace("\x00", "")


def _unescaped(match: re.Match[bytes]) -> bytes:
    octal, sign = match.groups()
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    return _CONTROLS.get(sign, sign)


def named(data: bytes) -> str:
    """The names of something like an object that are written with number signs (``/K#6fvac``)."""
    names = (match[0] for match in _NAMES.finditer(data))
    plain = (_NUMBERED.sub(lambda m: bytes([int(m[1], 16)]), name) for name in names)
    return b" ".join(plain).decode("utf-8", "replace")
