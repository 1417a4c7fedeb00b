"""What a second adversary thought of: words drawn out of order, turned, in pieces, coded oddly."""

from __future__ import annotations

import base64
import codecs
import gzip
import zlib

from pikepdf import Array, Dictionary, Name, String

from tests.release.shelf.drafts import SECRET, Draft, vector
from tests.release.shelf.files import _PLAIN, _size, with_update
from tests.release.shelf.graph import _attach
from tests.release.shelf.text import _say
from tests.release.shelf.tricks import _set


@vector("page text, by place")
def text_of_two_lines_in_turns(draft: Draft) -> None:
    for at, (one, other) in enumerate(zip(SECRET, "nobodyhas", strict=True)):
        draft.draw(_say(one, 84 + 7 * at, 70) + _say(other, 84 + 7 * at, 40))
    draft.box(82, 66, 68, 14)


@vector("page text")
def text_backwards(draft: Draft) -> None:
    _set(draft, SECRET[::-1])


@vector("form field")
def fields_of_a_letter_each(draft: Draft) -> None:
    fields = [
        draft.pdf.make_indirect(Dictionary(FT=Name.Tx, T=String(f"c{at}"), V=String(sign)))
        for at, sign in enumerate(SECRET)
    ]
    draft.pdf.Root.AcroForm = Dictionary(Fields=Array(fields))


@vector("object")
def strings_of_a_letter_each(draft: Draft) -> None:
    draft.note("Note", Array([String(sign) for sign in SECRET]))


@vector("object")
def names_of_a_letter_each(draft: Draft) -> None:
    draft.note("Note", Array([Name(f"/{sign}") for sign in SECRET]))


def _titled(draft: Draft, title: str) -> None:
    draft.pdf.docinfo[Name.Title] = String(title)


@vector("metadata")
def title_backwards(draft: Draft) -> None:
    _titled(draft, SECRET[::-1])


@vector("metadata, encoded")
def title_in_rot13(draft: Draft) -> None:
    _titled(draft, codecs.encode(SECRET, "rot13"))


@vector("metadata, encoded")
def title_in_base32(draft: Draft) -> None:
    _titled(draft, base64.b32encode(SECRET.encode()).decode())


@vector("metadata, encoded")
def title_in_percent_signs(draft: Draft) -> None:
    _titled(draft, "".join(f"%u{ord(sign):04x}" for sign in SECRET))


@vector("metadata, encoded")
def title_in_css(draft: Draft) -> None:
    _titled(draft, "".join(f"\\{ord(sign):x} " for sign in SECRET))


@vector("metadata, encoded")
def title_in_bits(draft: Draft) -> None:
    _titled(draft, " ".join(f"{ord(sign):08b}" for sign in SECRET))


@vector("metadata, encoded")
def title_as_a_host(draft: Draft) -> None:
    _titled(draft, "Kovačević.org".encode("idna").decode())


@vector("attachment, encoded")
def embedded_rtf(draft: Draft) -> None:
    signs = "".join(f"\\'{ord(sign):02x}" for sign in SECRET[4:])
    _attach(draft, f"{{\\rtf1 he is {SECRET[:4]}\\b0 {signs}}}".encode(), "a.rtf")


@vector("a comment in the raw file")
def comment_in_hex(draft: Draft) -> bytes:
    told = b"%" + SECRET.encode().hex().encode() + b"\nstartxref"
    return draft.saved(**_PLAIN).replace(b"startxref", told)


@vector("data behind a stream")
def deflated_behind_its_length(draft: Draft) -> bytes:
    data = draft.saved(**_PLAIN)
    packed = zlib.compress(f"About {SECRET}".encode())
    body = b"<< /Length 2 >>\nstream\nq\n" + packed + b"\nendstream"
    return with_update(data, _size(data), body)


@vector("attachment, encoded")
def embedded_gzip_in_base85(draft: Draft) -> None:
    packed = gzip.compress(f"he is called {SECRET}".encode())
    _attach(draft, b"<~" + base64.a85encode(packed) + b"~>", "a.txt")
