"""Font programs cut to the letters that stay, with fonts made on the spot."""

from __future__ import annotations

import io
import re

from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.misc import eexec
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from workbench.release.font_programs import Compact, Type1

NAMES = {65: "A", 66: "B", 90: "Z"}
EEXEC_KEY, GLYPH_KEY = 55665, 4330


def compact() -> bytes:
    """A CFF program with a square of its own size for each of A, B and Z."""
    builder = FontBuilder(1000, isTTF=False)
    glyphs = [".notdef", *NAMES.values()]
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap(dict(NAMES))
    strings = {}
    for number, name in enumerate(glyphs, start=1):
        pen = T2CharStringPen(600, None)
        pen.moveTo((0, 0))
        for point in ((0, 100 * number), (100 * number, 100 * number), (100 * number, 0)):
            pen.lineTo(point)
        pen.closePath()
        strings[name] = pen.getCharString()
    builder.setupCFF("SecretName", {"FullName": "Secret Name", "Notice": "a notice"}, strings, {})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (600, 0)))
    builder.setupHorizontalHeader()
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return bytes(TTFont(io.BytesIO(out.getvalue())).getTableData("CFF "))


def _coded(code: bytes) -> bytes:
    return bytes(eexec.encrypt(b"\0\0\0\0" + code, GLYPH_KEY)[0])


def old() -> bytes:
    """A Type 1 program with the same letters; each exchanges hints by a subroutine of its own."""
    strings, subroutines = [], []
    for number in range(9):
        code = _coded(bytes([139 + number, 139, 1, 11]) if number > 3 else b"\x0b")
        subroutines.append(b"dup %d %d RD %s NP\n" % (number, len(code), code))
    for number, name in enumerate([".notdef", *NAMES.values()], start=1):
        side = bytes([139 + 100 + number])
        hints = bytes([139 + 4 + number, 140, 142, 12, 16, 12, 17, 10])  # by the way of OtherSubrs
        code = bytes([139, 248, 136, 13]) + hints + side + bytes([6, 9, 14])  # hlineto closepath
        coded = _coded(code)
        strings.append(b"/%s %d RD %s ND\n" % (name.encode(), len(coded), coded))
    private = (
        b"dup /Private 8 dict dup begin\n/RD {string currentfile exch readstring pop} def\n"
        b"/ND {def} def\n/NP {put} def\n/lenIV 4 def\n/UniqueID 4711 def\n"
        b"/Subrs 9 array\n" + b"".join(subroutines) + b"ND\n"
        b"2 index /CharStrings %d dict dup begin\n%send\nend\nreadonly put\n"
        b"mark currentfile closefile\n" % (len(strings), b"".join(strings))
    )
    clear = (
        b"%!PS-AdobeFont-1.0: SecretName\n/FontInfo 2 dict dup begin\n"
        b"/FullName (Secret Name) readonly def\nend def\n/FontName /SecretName def\n"
        b"/Encoding 256 array\n"
        + b"".join(b"dup %d /%s put\n" % (code, name.encode()) for code, name in NAMES.items())
        + b"readonly def\ncurrentfile eexec\n"
    )
    return clear + bytes(eexec.encrypt(b"\1\2\3\4" + private, EEXEC_KEY)[0]) + b"0" * 512


def test_compact_font_keeps_the_letters_in_use_alone_and_no_name() -> None:
    cut = Compact(compact(), by_cid=False).cut({65, 66}, {65: "A", 66: "B"})
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(cut), TTFont())
    assert fonts[0].charset == [".notdef", "A", "B"]
    before = CFFFontSet()
    before.decompile(io.BytesIO(compact()), TTFont())
    for name in ("A", "B"):
        kept, was = fonts[0].CharStrings[name], before[0].CharStrings[name]
        kept.decompile()
        was.decompile()
        assert kept.program == was.program
    assert b"Secret" not in cut
    assert b"notice" not in cut


def test_compact_font_is_cut_when_it_has_a_coding_of_its_own() -> None:
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(compact()), TTFont())
    fonts[0].CharStrings  # noqa: B018  (read before it is written anew)
    fonts[0].Encoding = [NAMES.get(code, ".notdef") for code in range(256)]
    coded = io.BytesIO()
    fonts.compile(coded, TTFont(), isCFF2=False)
    font = Compact(coded.getvalue(), by_cid=False)
    assert font.built_in_names() == NAMES
    cut = Compact(font.cut({65}, {65: "A"}), by_cid=False)
    assert cut.built_in_names() == {65: "A"}


def test_type_1_font_keeps_the_letters_in_use_alone_and_no_name() -> None:
    font = Type1(old())
    assert font.built_in_names() == NAMES
    cut = font.cut({65, 66}, {65: "A", 66: "B"})
    lengths = font.lengths(cut)
    clear = cut[: lengths["/Length1"]]
    private = bytes(eexec.decrypt(cut[lengths["/Length1"] :][: lengths["/Length2"]], EEXEC_KEY)[0])
    assert re.findall(rb"dup (\d+) /(\S+) put", clear) == [(b"65", b"A"), (b"66", b"B")]
    assert set(re.findall(rb"/(\S+) \d+ RD ", private)) == {b".notdef", b"A", b"B"}
    assert b"Secret" not in clear + private
    assert b"4711" not in private
    assert sum(lengths.values()) == len(cut)


def test_type_1_font_keeps_no_subroutine_that_only_other_letters_need() -> None:
    font = Type1(old())
    cut = font.cut({65, 66}, {65: "A", 66: "B"})
    lengths = font.lengths(cut)
    private = bytes(eexec.decrypt(cut[lengths["/Length1"] :][: lengths["/Length2"]], EEXEC_KEY)[0])
    found = {}
    for match in re.finditer(rb"dup (\d+) (\d+) RD ", private):
        code = private[match.end() : match.end() + int(match[2])]
        found[int(match[1])] = bytes(eexec.decrypt(code, GLYPH_KEY)[0])[4:]
    assert len(found) == 9
    # 5 is called by the glyph for what has none, 6 and 7 by A and B, 8 by Z alone, 4 by nobody.
    assert [number for number, code in found.items() if len(code) > 1] == [5, 6, 7]
    assert set(re.findall(rb"/(\S+) \d+ RD ", private)) == {b".notdef", b"A", b"B"}


def test_letter_gets_another_name_where_its_own_might_tell() -> None:
    cut = Compact(compact(), by_cid=False).cut({65}, {65: "A"}, {"A": "g1"})
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(cut), TTFont())
    assert fonts[0].charset == [".notdef", "g1"]
