"""Content taken to pieces at once is what pdfminer's own parser makes of it, or left to that."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import PSKeyword

from workbench.release.look_plain import plain_objects

PIECES = [
    b"q", b"Q", b"BT", b"ET", b"3 Tr", b"1 0 0 1 0 0 cm", b"12.5 -700 Td", b"+.5 -3. Td", b"80 Tz",
    b"/T0 11 Tf", b"[(KOVAC )-100(SAID)]TJ", b"(plain)Tj", b"(a \\(b\\) \\\\ \\r\\n)Tj", b"()Tj",
    b"/Artifact BMC", b"/P <</MCID 3>> BDC", b"EMC", b"/P Do", b"5 6 7 Td", b"[]TJ",
]  # fmt: skip
"""What our own copies hold, and its like."""
ODD = [
    b"% note\n", b"<4B6F> Tj", b"((nested)) Tj", b"(\\113) Tj", b"(a\\\nb) Tj", b"(a\rb) Tj",
    b"0 g", b"/A#42 Do", b"[[(a)]] TJ", b"<</A [1]>>", b"1 2 ]", b">>", b"BI /W 1 ID x EI",
    b"(open", b"--5 Td", b"1.2.3 Td", b"true", b"5Td", b"{", b"\x00", b"\xe9", b"/", b"'", b"T*",
    b"/a/b", b"1e3",
]  # fmt: skip
"""What is pdfminer's to parse, or would be read otherwise by a careless expression."""


def parsed(content: bytes) -> Iterator[object]:
    """What pdfminer's parser finds, operators as text."""
    parser = PDFContentParser([PDFStream({}, content)])
    while True:
        try:
            _, thing = parser.nextobject()
        except PSEOF:
            return
        yield thing.name.decode("latin-1") if isinstance(thing, PSKeyword) else thing


@given(st.lists(st.sampled_from(PIECES), min_size=1), st.sampled_from([b" ", b"\n", b"\r\n \t"]))
def test_content_of_our_own_copies_is_plain(pieces: list[bytes], gap: bytes) -> None:
    content = gap.join(pieces)
    assert plain_objects(content) == list(parsed(content))


@given(st.lists(st.sampled_from(PIECES + ODD), min_size=1), st.sampled_from([b" ", b"\n", b""]))
def test_what_is_taken_to_pieces_is_what_pdfminer_finds(pieces: list[bytes], gap: bytes) -> None:
    content = gap.join(pieces)
    found = plain_objects(content)
    assert found is None or found == list(parsed(content))


@given(st.text(alphabet="()[]<>/\\ \n\r%#.-+0159qQTdjJBMCE'*n", max_size=40))
def test_any_content_is_read_alike_or_left_to_pdfminer(text: str) -> None:
    content = text.encode("ascii")
    found = plain_objects(content)
    assert found is None or found == list(parsed(content))
