"""Content of the plainest kind, taken to pieces at once for pdfminer's interpreter.

pdfminer.six looks at content sign by sign, which costs half of its reading. What the pages of a
rebuilt copy hold (few operators, no comments, no inline images, strings without odd escapes)
can be taken to pieces by one expression; all other content is pdfminer's own to parse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import LIT, PSLiteral, literal_name

_OPERANDS = {
    "q": 0, "Q": 0, "cm": 6, "Do": 1, "BT": 0, "ET": 0, "Tr": 1, "Tz": 1, "Td": 2, "Tf": 2,
    "Tj": 1, "TJ": 1, "BMC": 1, "BDC": 2, "EMC": 0,
}  # fmt: skip
"""The operators of plain content, and how many operands each takes."""
_TOKEN = re.compile(
    rb"[ \t\r\n]*(?:"
    rb"([-+]?(?:\d+\.?\d*|\.\d+))(?=[ \t\r\n\[\]()<>/])"
    rb"|\(((?:[^()\\\r]|\\[()\\rn])*)\)"
    rb"|/([A-Za-z0-9]+)(?=[ \t\r\n\[\]()<>/])"
    rb"|([A-Za-z]+)(?=[ \t\r\n\[\]()<>/]|\Z)"
    rb"|(\[|<<)|(\]|>>))"
)
_NUMBER, _STRING, _NAME, _OPERATOR, _OPENS, _CLOSES = range(1, 7)
_CLOSING = {b"[": b"]", b"<<": b">>"}
_ESCAPED = re.compile(rb"\\(.)")
_CONTROLS = {b"r": b"\r", b"n": b"\n"}
_BLANKS = b" \t\r\n"


class PlainInterpreter(PDFPageInterpreter):
    """pdfminer's interpreter, which is spared its parser where a page's content is plain."""

    def execute(self, streams: Sequence[object]) -> None:
        """As pdfminer's own."""
        alone = len(streams) == 1 and not self.parent_stream_ids
        stream = stream_value(streams[0]) if alone else None
        if stream is not None and stream.objid is not None:
            objects = plain_objects(stream.get_data())
            if objects is not None:
                self.stream_ids = {stream.objid}
                self._carry_out(objects)
                return
        super().execute(streams)

    def _carry_out(self, objects: Sequence[object]) -> None:
        calls = {name: (getattr(self, f"do_{name}"), count) for name, count in _OPERANDS.items()}
        operands: list[object] = []
        for thing in objects:
            if not isinstance(thing, str):
                operands.append(thing)
                continue
            call, count = calls[thing]
            if not count:
                call()
                continue
            taken = operands[-count:]
            del operands[-count:]
            if len(taken) == count:
                call(*taken)


def plain_objects(content: bytes) -> list[object] | None:
    """The objects of plain content in pdfminer's types, operators as text; None: not plain."""
    found: list[object] = []
    inner: list[object] | None = None  # of the array or dictionary that is open
    opened = b""
    end = 0
    for match in _TOKEN.finditer(content):
        if match.start() != end:
            return None
        end, kind = match.end(), match.lastindex
        held = found if inner is None else inner
        if kind == _NUMBER:
            digits = match[_NUMBER]
            held.append(float(digits) if b"." in digits else int(digits))
        elif kind == _STRING:
            text = match[_STRING]
            held.append(_ESCAPED.sub(_unescaped, text) if b"\\" in text else text)
        elif kind == _NAME:
            held.append(LIT(match[_NAME].decode("ascii")))
        elif kind == _OPERATOR:
            name = match[_OPERATOR].decode("ascii")
            if name not in _OPERANDS or inner is not None:
                return None
            found.append(name)
        elif kind == _OPENS:
            if inner is not None:
                return None
            opened, inner = match[_OPENS], []
        elif inner is None or match[_CLOSES] != _CLOSING[opened]:
            return None
        elif opened == b"[":
            found.append(inner)
            inner = None
        else:
            keys = inner[::2]
            if len(inner) % 2 or not all(isinstance(key, PSLiteral) for key in keys):
                return None
            found.append({literal_name(k): v for k, v in zip(keys, inner[1::2], strict=True)})
            inner = None
    return found if inner is None and not content[end:].strip(_BLANKS) else None


def _unescaped(match: re.Match[bytes]) -> bytes:
    return _CONTROLS.get(match[1], match[1])
