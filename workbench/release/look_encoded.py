"""Text that stands in a file in another dress: base64, base85, hex, escapes, deflated, gzipped.

Anything found may be dressed again; a few layers are undone.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import html
import io
import lzma
import quopri
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote

_DEEPEST = 3
_LARGEST_BYTES = 4_000_000
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{4,}={0,2}")
_BASE64_LINES = re.compile(rb"(?:[A-Za-z0-9+/]{16,}\s+)+[A-Za-z0-9+/]+={0,2}")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}[\s:,-]{0,2}){4,}")
_UTF7 = re.compile(rb"\+([A-Za-z0-9+/]{6,})-?")
_CODES = re.compile(rb"(?<![\d.])(?:\d{2,3}[\s,;]+){3,}\d{2,3}(?![\d.])")
"""Signs by their numbers, as scripts build text from (``fromCharCode(75, 111, …)``)."""
_BITS = re.compile(rb"(?:[01]{8}[\s,]?){4,}")
_BASE32 = re.compile(rb"(?<![A-Z2-7])[A-Z2-7]{8,}={0,6}")
_NAMED_IN_ASCII = re.compile(rb"xn--[a-z0-9-]+", re.IGNORECASE)
_IN_CSS = re.compile(rb"\\([0-9A-Fa-f]{2,6})\s")
_IN_RTF = re.compile(rb"\\'([0-9A-Fa-f]{2})")
_RTF_WORD = re.compile(rb"\\[a-z]+-?\d* ?|[{}]|\r?\n")
_BASE85 = re.compile(rb"<~([!-uz\s]{5,})~>")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_ESCAPES = re.compile(rb"[\\%]u\{?([0-9A-Fa-f]{4})\}?|\\x([0-9A-Fa-f]{2})|\\([0-7]{3})")
_QUOTED = re.compile(rb"=[0-9A-F]{2}")
_NOT_HEX = re.compile(rb"[^0-9A-Fa-f]")


def undressed(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """What a piece of data says when it is decoded, in every way that fits; not the data itself."""
    if depth >= _DEEPEST or not data:
        return
    for inner in _inflated(data):
        yield inner
        yield from undressed(inner, depth + 1)
    if len(data) > _LARGEST_BYTES or not _is_plain(data):
        return
    if not depth:
        yield data.translate(_ROTATED)  # of no use twice
    for inner in _decoded(data):
        if inner and inner != data:
            yield inner
            yield from undressed(inner, depth + 1)


def _is_plain(data: bytes) -> bool:
    """Whether it is text of one byte a sign: encodings stand in nothing else."""
    sample = data[:4_096]
    return len(sample.translate(None, _PRINTABLE)) < 0.3 * len(sample)


_LETTERS = bytes(range(65, 91)) + bytes(range(97, 123))
_ROTATED = bytes.maketrans(
    _LETTERS, _LETTERS[13:26] + _LETTERS[:13] + _LETTERS[39:] + _LETTERS[26:39]
)
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n\x0c"


def _inflated(data: bytes) -> Iterator[bytes]:
    """The whole as something compressed; cut off at a size no word needs."""
    if data[:2] == b"\x1f\x8b" or data[:1] == b"\x78":
        with suppress(zlib.error):
            yield zlib.decompressobj(47).decompress(data, _LARGEST_BYTES)
    elif b"%PDF-" in data[:1_024]:
        for match in _STREAM.finditer(data):
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(data[match.end() :], _LARGEST_BYTES)
    elif data[:4] == b"PK\x03\x04":
        with suppress(zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, OSError):
            yield from _unzipped(data)
    elif data[:3] == b"BZh":
        with suppress(OSError, EOFError):
            yield bz2.BZ2Decompressor().decompress(data, _LARGEST_BYTES)
    elif data[:6] == b"\xfd7zXZ\x00":
        with suppress(lzma.LZMAError, EOFError):
            yield lzma.LZMADecompressor().decompress(data, _LARGEST_BYTES)


def _unzipped(data: bytes) -> Iterator[bytes]:
    """Names and contents of an archive, such as an office document is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield "\n".join(archive.namelist()).encode("utf-8", "replace")
        for name in archive.namelist()[:_MOST_MEMBERS]:
            with archive.open(name) as member:
                yield member.read(_LARGEST_BYTES)


_MOST_MEMBERS = 500


def _decoded(data: bytes) -> Iterator[bytes]:
    """Each kind of encoded run, the runs of a kind one after the other with a break between."""
    for runs in (_BASE64.findall(data), _BASE64_LINES.findall(data)):
        inner = [decoded for run in runs for decoded in _from_base64(run)]
        yield b"\n".join(part for part in inner if not _is_compressed(part))
        yield from (part for part in inner if _is_compressed(part))
    yield b"\n".join(_from_hex(run) for run in _HEX.findall(data))
    for run in _BASE85.findall(data):
        with suppress(ValueError):
            yield base64.a85decode(run)
    yield b"\n".join(part for run in _UTF7.findall(data) for part in _from_utf7(run))
    yield b"\n".join(_from_codes(run) for run in _CODES.findall(data))
    yield b"\n".join(part for run in _BASE32.findall(data) for part in _from_base32(run))
    yield b"\n".join(_from_bits(run) for run in _BITS.findall(data))
    yield b"\n".join(part for run in _NAMED_IN_ASCII.findall(data) for part in _from_names(run))
    if _IN_CSS.search(data):
        yield _IN_CSS.sub(lambda match: _sign(match[1]), data)
    if data.startswith(b"{\\rtf"):
        yield _RTF_WORD.sub(b"", _IN_RTF.sub(lambda match: _sign(match[1]), data))
    if _ESCAPES.search(data):
        yield _ESCAPES.sub(_unescaped, data)
    if len(_QUOTED.findall(data)) > 2:
        yield quopri.decodestring(data)
    if b"&" in data or b"%" in data:
        text = data.decode("latin-1")
        yield unquote(html.unescape(text)).encode("utf-8")


def _from_base64(run: bytes) -> Iterator[bytes]:
    letters = b"".join(run.split()).rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    with suppress(binascii.Error):
        yield base64.b64decode(letters + b"=" * (-len(letters) % 4))


def _from_utf7(run: bytes) -> Iterator[bytes]:
    for decoded in _from_base64(run):
        yield decoded[: len(decoded) // 2 * 2].decode("utf-16-be", "replace").encode("utf-8")


def _from_base32(run: bytes) -> Iterator[bytes]:
    letters = run.rstrip(b"=")
    with suppress(binascii.Error):
        yield base64.b32decode(letters + b"=" * (-len(letters) % 8))


def _from_bits(run: bytes) -> bytes:
    digits = re.sub(rb"[^01]", b"", run)
    return bytes(int(digits[at : at + 8], 2) for at in range(0, len(digits) - 7, 8))


def _from_names(run: bytes) -> Iterator[bytes]:
    """A name as the internet writes it that has other letters than a to z."""
    with suppress(UnicodeError):
        name = unicodedata.normalize("NFKD", run[4:].decode("punycode"))
        yield name.encode("ascii", "ignore")  # accents do not count


def _sign(digits: bytes) -> bytes:
    point = int(digits, 16)
    return chr(point).encode("utf-8", "replace") if point < 0x110000 else b""


def _from_codes(run: bytes) -> bytes:
    codes = (int(code) for code in re.findall(rb"\d+", run))
    return bytes(code for code in codes if 32 <= code < 256)


def _from_hex(run: bytes) -> bytes:
    digits = _NOT_HEX.sub(b"", run)
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))


def _is_compressed(data: bytes) -> bool:
    return data[:2] in (b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda", b"BZ", b"\xfd7")


def _unescaped(match: re.Match[bytes]) -> bytes:
    four, two, octal = match.groups()
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    return chr(int(four or two, 16)).encode("utf-8", "replace")
