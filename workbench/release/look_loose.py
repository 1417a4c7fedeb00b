"""What readers of the raw file pass over: comments, and deflated data where no stream begins."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from workbench.release.look_bytes import Bytes, is_text

_COMMENT = re.compile(rb"%([ -~]{8,4000})")
# Apart, for then each begins with a sign that is quickly looked for.
_DEFLATED, _GZIPPED = re.compile(rb"x[\x01\x5e\x9c\xda]"), re.compile(rb"\x1f\x8b\x08")
_FEWEST_BYTES = 8
_LOOKED_AT_BYTES, _LARGEST_BYTES = 65_536, 4_000_000


def comments(path: Path) -> bytes:
    """All that may be a comment, one a line."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        return b"\n".join(_COMMENT.findall(raw))


def deflated(path: Path) -> Iterator[Bytes]:
    """Deflated data that begins behind a stream's end or after its beginning."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        for match in chain(_DEFLATED.finditer(raw), _GZIPPED.finditer(raw)):
            before = raw[max(0, match.start() - 8) : match.start()]
            if before.rstrip(b"\r\n").endswith(b"stream"):
                continue  # carved as a stream
            machine = zlib.decompressobj(47)
            with suppress(zlib.error):  # two bytes that only look like a beginning
                data = machine.decompress(
                    raw[match.start() : match.start() + _LOOKED_AT_BYTES], _LARGEST_BYTES
                )
                if len(data) >= _FEWEST_BYTES and (machine.eof or is_text(data)):
                    yield Bytes("data behind a stream", data)
