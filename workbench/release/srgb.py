"""An sRGB colour profile of a few hundred bytes, from the standard's own numbers.

ICC version 4.2 as PDF 1.7 knows it: matrix and one curve, the same bytes whenever it is made.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

NAME = "sRGB"

_HEADER_BYTES, _ENTRY_BYTES = 128, 12
_MADE = (2011, 7, 1, 0, 0, 0)  # PDF/A-2's own date: no clock is read
_WHITE = (0.9642, 1.0, 0.8249)  # D50, to which all profiles are adapted
_ADAPTATION = (
    1.047882, 0.022919, -0.050217, 0.029587, 0.990479, -0.01706, -0.009232, 0.015076, 0.751678,
)  # fmt: skip
_RED, _GREEN, _BLUE = (
    (0.436035, 0.222488, 0.013916),
    (0.385117, 0.716904, 0.097061),
    (0.143066, 0.060608, 0.713928),
)
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def profile() -> bytes:
    """The profile as a file's bytes."""
    text = NAME.encode("utf-16-be")
    language = b"enUS" + struct.pack(">II", len(text), 28)
    tags = (
        (("desc", "cprt"), b"mluc" + struct.pack(">III", 0, 1, 12) + language + text),
        (("wtpt",), _xyz(_WHITE)),
        (("chad",), b"sf32" + bytes(4) + _fixed(_ADAPTATION)),
        (("rXYZ",), _xyz(_RED)),
        (("gXYZ",), _xyz(_GREEN)),
        (("bXYZ",), _xyz(_BLUE)),
        (("rTRC", "gTRC", "bTRC"), b"para" + struct.pack(">IHH", 0, 3, 0) + _fixed(_CURVE)),
    )
    count = sum(len(names) for names, _ in tags)
    table, body = struct.pack(">I", count), b""
    first = _HEADER_BYTES + len(table) + _ENTRY_BYTES * count
    for names, data in tags:
        for name in names:
            table += name.encode("ascii") + struct.pack(">II", first + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = b"".join(
        (
            struct.pack(">I", first + len(body)),
            bytes(4),
            b"\x04\x20\0\0mntrRGB XYZ ",
            struct.pack(">6H", *_MADE),
            b"acsp",
            bytes(28),
            _fixed(_WHITE),
            bytes(48),
        )
    )
    return header + table + body


def _fixed(values: Sequence[float]) -> bytes:
    """Numbers as ICC writes them: signed, sixteen bits before the point and sixteen after."""
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _xyz(values: Sequence[float]) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(values)
