"""The secret in the file around the document: earlier revisions, loose objects, stray bytes."""

from __future__ import annotations

import io
import re
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.release.shelf.drafts import SECRET, Draft, vector

_PLAIN = {"object_stream_mode": pikepdf.ObjectStreamMode.disable}


def with_update(data: bytes, number: int, body: bytes) -> bytes:
    """The file with an incremental update that sets one object."""
    previous = int(data[data.rfind(b"startxref") + 9 :].split()[0])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        size = max(number + 1, int(pdf.trailer.Size))
        root = pdf.Root.objgen[0]
    at = len(data) + 1
    body = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n" % (
        size,
        root,
        previous,
        at + len(body),
    )
    return data + b"\n" + body + table + trailer + b"%%EOF\n"


def _size(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return int(pdf.trailer.Size)


@vector("bytes after the end")
def bytes_after_eof(draft: Draft) -> bytes:
    return draft.saved() + f"\nnotes: {SECRET}\n".encode()


@vector("bytes after the end")
def bytes_after_eof_utf16(draft: Draft) -> bytes:
    return draft.saved() + SECRET.encode("utf-16-be")


@vector("bytes before the header")
def bytes_before_header(draft: Draft) -> bytes:
    return f"notes: {SECRET}\n".encode() + draft.saved(**_PLAIN)


@vector("orphan object (object)")
def orphan_object(draft: Draft) -> bytes:
    data = draft.saved(**_PLAIN)
    return with_update(data, _size(data), f"(his name is {SECRET})".encode())


@vector("orphan object (object)")
def orphan_stream(draft: Draft) -> bytes:
    data = draft.saved(**_PLAIN)
    packed = zlib.compress(f"his name is {SECRET}".encode())
    body = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return with_update(data, _size(data), body)


@vector("a stream in the raw file")
def incremental_prior(draft: Draft) -> bytes:
    """The word stood in the page's content; a later revision took it out."""
    page = draft.page()
    kept = page.Contents.read_bytes()
    said = f"\nBT /F0 12 Tf 84 70 Td ({SECRET}) Tj ET".encode()
    page.Contents = draft.pdf.make_indirect(draft.pdf.make_stream(kept + said))
    out = io.BytesIO()
    draft.pdf.save(out, compress_streams=True, **_PLAIN)
    data = out.getvalue()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
    body = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(kept), kept)
    return with_update(data, number, body)


@vector("a stream in the raw file")
def superseded_object_stream(draft: Draft) -> bytes:
    """The title stood in a compressed object stream; a later revision replaced it."""
    note = draft.pdf.make_indirect(Dictionary(Held=String(f"About {SECRET}")))
    draft.pdf.Root.PieceInfo = note
    data = draft.saved(object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = pdf.Root.PieceInfo.objgen[0]
        root, size = pdf.Root.objgen[0], int(pdf.trailer.Size)
    previous = int(data[data.rfind(b"startxref") + 9 :].split()[0])
    at = len(data)
    body = b"%d 0 obj\n<< /Held (gone) >>\nendobj\n" % number
    own = size
    rows = bytes([1, *at.to_bytes(4, "big"), 0]) + bytes(
        [1, *(at + len(body)).to_bytes(4, "big"), 0]
    )
    packed = zlib.compress(rows)
    table = (
        b"%d 0 obj\n<< /Type /XRef /Size %d /Root %d 0 R /Prev %d /W [1 4 1] "
        b"/Index [%d 1 %d 1] /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (own, own + 1, root, previous, number, own, len(packed), packed)
    )
    return data + body + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(body))


@vector("the raw file")
def comment_between_objects(draft: Draft) -> bytes:
    data = draft.saved(**_PLAIN)
    at = data.rindex(b"xref\n", 0, data.rindex(b"trailer"))
    packed = data[:at] + f"% {SECRET}\n".encode() + data[at:]
    moved = data[data.rindex(b"startxref") :].split()[1]
    start = int(moved) + len(SECRET) + 3
    return packed[: packed.rindex(b"startxref")] + b"startxref\n%d\n%%%%EOF\n" % start


@vector("trailer")
def trailer_key(draft: Draft) -> bytes:
    draft.pdf.trailer[Name("/XX_Note")] = String(f"About {SECRET}")
    return draft.saved(**_PLAIN)


@vector("file identifier")
def file_identifier(draft: Draft) -> bytes:
    data = draft.saved(**_PLAIN)
    told = b"/ID [(%s) (x)] " % SECRET.encode()
    return re.sub(rb"/ID \[.*?\]", told, data, count=1, flags=re.DOTALL)


@vector("file name")
def file_name(draft: Draft) -> None:
    draft.file_name = f"Talks with {SECRET}.pdf"


@vector("object, name")
def unused_extension(draft: Draft) -> None:
    draft.pdf.Root.Extensions = Dictionary({f"/{SECRET}": Dictionary(BaseVersion=Name("/1.7"))})


@vector("form XObject")
def postscript_xobject(draft: Draft) -> None:
    draft.page().Resources.XObject.Ps = draft.pdf.make_stream(
        f"BT ({SECRET}) Tj ET".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 1, 1]),
    )
