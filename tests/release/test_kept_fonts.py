"""Kept pages set in fonts of every make that is cut: the look stays, the cut word's glyphs go.

The programs are made here, with the outlines of a font that MuPDF brings along.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from fontTools.cffLib import CFFFontSet, FDArrayIndex, FDSelect, FontDict
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.misc import eexec
from fontTools.misc.psCharStrings import T1CharString
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from tests.release.test_preserve import beyond, numbered, plan_for, shown
from workbench.release.preserve import burn_preserved
from workbench.release.verify import verify_release

TEXT = "Met Kovač at Café Zoë at noon"
CUT = "Kovač"
LETTERS = sorted(set(TEXT) - {" "})
BASE, SHIFT, BLANK = 33, 100, 90
NAMES = {sign: {"č": "ccaron", "é": "eacute", "ë": "edieresis"}.get(sign, sign) for sign in LETTERS}
ACCENTS = {"é": ("e", "acute"), "ë": ("e", "dieresis")}
MOST_GREY = 32


def outlines() -> tuple[Any, Callable[[str], list[Any]]]:
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(pymupdf.Font("tiro").buffer), TTFont())
    font = fonts[0]

    def drawn(name: str) -> list[Any]:
        pen = DecomposingRecordingPen({})
        font.CharStrings[name].draw(pen)
        return list(pen.value)

    return font, drawn


def width_of(sign: str) -> int:
    return round(float(pymupdf.Font("tiro").glyph_advance(ord(sign))) * 1000)


def compact(names: list[str], *, by_cid: bool, with_accents: bool = False) -> bytes:
    """A CFF program with these glyphs, named or numbered from 100 on."""
    _, drawn = outlines()
    parts = [accent for _, accent in ACCENTS.values()] if with_accents else []
    order = [".notdef", *names, *parts]
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(pymupdf.Font("tiro").buffer), TTFont())
    font = fonts[0]
    private, subrs = font.Private, font.GlobalSubrs
    made: dict[str, Any] = {}
    by_name = {NAMES[sign]: sign for sign in LETTERS}
    for name in order:
        pen = T2CharStringPen(width_of(by_name[name]) if name in by_name else 500, None)
        if with_accents and by_name.get(name) in ACCENTS:
            base, accent = ACCENTS[by_name[name]]
            string = pen.getCharString(private, subrs)
            string.program = [*string.program[:-1], 0, 0, ord(base), _standard(accent), "endchar"]
            made[name] = string
            continue
        for operator, points in drawn(name) if name != ".notdef" else []:
            getattr(pen, operator)(*points)
        made[name] = pen.getCharString(private, subrs)
    for name in made:
        made[name].private, made[name].globalSubrs = private, subrs
    private.rawDict.pop("Subrs", None)
    if hasattr(private, "Subrs"):
        del private.Subrs
    del subrs.items[:]
    strings = font.CharStrings
    charset = [f"cid{SHIFT + at:05d}" if at and by_cid else name for at, name in enumerate(order)]
    strings.charStringsAreIndexed = 0
    strings.charStrings = dict(zip(charset, made.values(), strict=True))
    font.charset, font.numGlyphs = charset, len(order)
    font.Encoding = 0
    if by_cid:
        _keyed(font, len(order))
    out = io.BytesIO()
    fonts.compile(out, TTFont(), isCFF2=False)
    return out.getvalue()


def _keyed(font: Any, count: int) -> None:
    """Turn a font with names into one whose glyphs go by number."""
    inner = FontDict()
    inner.Private = font.Private
    inner.FontName = "Inner-SecretName"
    array = FDArrayIndex()
    array.append(inner)
    select = FDSelect()
    select.format, select.gidArray = 3, [0] * count
    font.rawDict.pop("Private", None)
    del font.Private
    font.rawDict.pop("Encoding", None)
    del font.Encoding
    font.ROS, font.CIDCount = ("Adobe", "Identity", 0), SHIFT + count
    font.FDArray, font.FDSelect = array, select


def _standard(name: str) -> int:
    return int(StandardEncoding.index(name))


def old() -> bytes:
    """A Type 1 program; accented letters are put together by ``seac``."""
    _, drawn = outlines()
    by_name = {NAMES[sign]: sign for sign in LETTERS}
    names = [".notdef", *by_name, *(accent for _, accent in ACCENTS.values())]
    strings = b""
    for name in names:
        sign = by_name.get(name, "")
        program: list[Any] = [0, width_of(sign) if sign else 500, "hsbw"]
        if sign in ACCENTS:
            base, accent = ACCENTS[sign]
            program += [0, 0, 0, ord(base), _standard(accent), "seac"]
        else:
            program += _type1(drawn(name) if name != ".notdef" else [])
        string = T1CharString(program=program)
        string.compile()
        coded = bytes(eexec.encrypt(b"\0\0\0\0" + string.bytecode, 4330)[0])
        strings += b"/%s %d RD %s ND\n" % (name.encode(), len(coded), coded)
    private = (
        b"dup /Private 8 dict dup begin\n/RD {string currentfile exch readstring pop} "
        b"executeonly def\n/ND {noaccess def} executeonly def\n/NP {noaccess put} def\n"
        b"/BlueValues [] def\n/password 5839 def\n/MinFeature {16 16} def\n/lenIV 4 def\n"
        b"2 index /CharStrings %d dict dup begin\n%send\nend\nreadonly put\nput\n"
        b"dup /FontName get exch definefont pop\nmark currentfile closefile\n"
        % (len(names), strings)
    )
    clear = (
        b"%!PS-AdobeFont-1.0: SecretName\n11 dict begin\n/FontType 1 def\n/PaintType 0 def\n"
        b"/FontMatrix [0.001 0 0 0.001 0 0] readonly def\n/FontBBox {-200 -300 1100 1000} def\n"
        b"/FontName /SecretName def\n/Encoding StandardEncoding def\n"
        b"currentdict end\ncurrentfile eexec\n"
    )
    tail = (b"0" * 64 + b"\n") * 8 + b"cleartomark\n"
    return clear + bytes(eexec.encrypt(b"\1\2\3\4" + private, 55665)[0]) + b"\n" + tail


def _type1(drawn: list[Any]) -> list[Any]:
    program: list[Any] = []
    at = (0, 0)
    for operator, points in drawn:
        if operator in ("closePath", "endPath"):
            program.append("closepath")
            continue
        steps = []
        for point in points:
            x, y = round(point[0]), round(point[1])
            steps += [x - at[0], y - at[1]]
            at = (x, y)
        program += [
            *steps,
            {"moveTo": "rmoveto", "lineTo": "rlineto", "curveTo": "rrcurveto"}[operator],
        ]
    return [*program, "endchar"]


def _to_unicode(codes: Mapping[str, int], digits: int) -> bytes:
    lines = [f"<{c:0{digits}X}> <{s.encode('utf-16-be').hex()}>" for s, c in codes.items()]
    return (
        f"begincmap 1 begincodespacerange <{'0' * digits}> <{'F' * digits}> endcodespacerange "
        f"{len(lines)} beginbfchar\n" + "\n".join(lines) + "\nendbfchar endcmap"
    ).encode("ascii")


def _page(path: Path, make: Callable[[pikepdf.Pdf], tuple[Any, bytes, str]]) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(400, 120))
    font, shown_string, operator = make(pdf)
    page = pdf.pages[0].obj
    page.Resources = Dictionary(Font=Dictionary(F1=font))
    content = b"BT /F1 16 Tf 30 60 Td <%s> %s ET" % (shown_string.hex().encode(), operator.encode())
    page.Contents = pdf.make_stream(content)
    pdf.save(path)


def _described(pdf: pikepdf.Pdf, key: str, program: bytes, subtype: str = "") -> Any:
    stream = pdf.make_stream(program)
    if subtype:
        stream.Subtype = Name(subtype)
    if key == "/FontFile":
        stream.Length1 = program.index(b"eexec\n") + 6
        stream.Length3 = 65 * 8 + len(b"cleartomark\n")
        stream.Length2 = len(program) - int(stream.Length1) - int(stream.Length3)
    made = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/ABCDEF+SecretName"),
        Flags=32,
        FontBBox=Array([-200, -300, 1100, 1000]),
        Ascent=800,
        Descent=-200,
        CapHeight=700,
        ItalicAngle=0,
        StemV=80,
    )
    made[Name(key)] = stream
    return pdf.make_indirect(made)


def _composite(pdf: pikepdf.Pdf, program: bytes, subtype: str, first: int) -> Any:
    codes = {sign: first + at for at, sign in enumerate(LETTERS, start=1)}
    widths = Array()
    for sign, code in codes.items():
        widths.append(code)
        widths.append(Array([width_of(sign)]))
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/ABCDEF+SecretName"),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        DW=250,
        W=widths,
        FontDescriptor=_described(pdf, "/FontFile3", program, subtype),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/ABCDEF+SecretName"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(inner)]),
        ToUnicode=pdf.make_stream(_to_unicode({**codes, " ": BLANK}, 4)),
    )
    text = b"".join(codes.get(sign, BLANK).to_bytes(2, "big") for sign in TEXT)
    return pdf.make_indirect(font), text, "Tj"


def _simple(pdf: pikepdf.Pdf, descriptor: Any) -> Any:
    codes = {sign: BASE + at for at, sign in enumerate(LETTERS)}
    differences = Array([BASE, *(Name(f"/{NAMES[sign]}") for sign in LETTERS)])
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name("/ABCDEF+SecretName"),
        FirstChar=32,
        LastChar=BASE + len(LETTERS) - 1,
        Widths=Array([250, *(width_of(sign) for sign in LETTERS)]),
        Encoding=Dictionary(Type=Name.Encoding, Differences=differences),
        ToUnicode=pdf.make_stream(_to_unicode({**codes, " ": 32}, 2)),
        FontDescriptor=descriptor,
    )
    text = bytes(codes.get(sign, 32) for sign in TEXT)
    return pdf.make_indirect(font), text, "Tj"


NAMED = [NAMES[sign] for sign in LETTERS]
MAKES: dict[str, Callable[[pikepdf.Pdf], Any]] = {
    "CFF by number": lambda pdf: _composite(
        pdf, compact(NAMED, by_cid=True), "/CIDFontType0C", SHIFT
    ),
    "CFF by place": lambda pdf: _composite(pdf, compact(NAMED, by_cid=False), "/CIDFontType0C", 0),
    "CFF with accents apart": lambda pdf: _simple(
        pdf,
        _described(pdf, "/FontFile3", compact(NAMED, by_cid=False, with_accents=True), "/Type1C"),
    ),
    "Type 1 with accents apart": lambda pdf: _simple(pdf, _described(pdf, "/FontFile", old())),
}


@pytest.mark.parametrize("make", MAKES)
def test_font_is_cut_and_the_look_stays(make: str, tmp_path: Path) -> None:
    source, out = tmp_path / "paper.pdf", tmp_path / "copy.pdf"
    _page(source, MAKES[make])
    plan = plan_for(source, numbered(plan_for(source), source, CUT))
    made = burn_preserved(plan, str(source), str(out))
    assert made.rebuilt == ()
    report = verify_release(str(out), plan, ocr="none", mode="preserve")
    assert report.clean, report.to_json()
    differs = beyond(shown(source, plan), shown(out, plan)).reduce(8)
    assert int(differs.getextrema()[1]) <= MOST_GREY  # type: ignore[arg-type]
    with pikepdf.open(out) as pdf:
        fonts = [f for f in pdf.objects if isinstance(f, Dictionary) and "/ToUnicode" in f]
        told = b"".join(f.ToUnicode.read_bytes() for f in fonts if f.get("/Subtype") != Name.Type3)
        programs = b"".join(
            f[key].read_bytes()
            for f in pdf.objects
            if isinstance(f, Dictionary) and f.get("/Type") == Name.FontDescriptor
            for key in ("/FontFile", "/FontFile3")
            if key in f
        )
    assert f"<{ord('Z'):04X}>".encode() in told
    assert not {f"<{ord(sign):04X}>" for sign in "Kvč"} & set(told.decode().split())
    assert b"SecretName" not in programs
    assert b"ccaron" not in programs
