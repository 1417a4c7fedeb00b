"""The secret as text of the page, set in every way that searching misses."""

from __future__ import annotations

import zlib

from pikepdf import Array, Dictionary, Name, String

from tests.release.shelf.drafts import SECRET, Draft, vector

_UNDER = "text under a dark box"


def _say(text: str, x: float = 84, y: float = 70, size: float = 12) -> str:
    return f"BT /F0 {size} Tf {x} {y} Td ({text}) Tj ET"


@vector(_UNDER)
def text_plain(draft: Draft) -> None:
    draft.draw(_say(SECRET))
    draft.box(82, 66, 66, 14)


@vector("page content")
def text_tj_kerned(draft: Draft) -> None:
    draft.draw("BT /F0 12 Tf 84 70 Td [(Ko) -40 (va) 30 (ce) -20 (vic)] TJ ET")
    draft.box(82, 66, 68, 14)


@vector("page content")
def text_two_fonts(draft: Draft) -> None:
    page = draft.page()
    page.Resources.Font.F1 = draft.pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Times-Roman"))
    )
    draft.draw("BT /F0 12 Tf 84 70 Td (Kova) Tj /F1 12 Tf (cevic) Tj ET")
    draft.box(82, 66, 68, 14)


@vector("page text")
def text_letterspaced(draft: Draft) -> None:
    draft.draw(f"BT /F0 12 Tf 8 Tc 84 70 Td ({' '.join(SECRET)}) Tj ET")
    draft.box(82, 66, 218, 14)


@vector("page text")
def text_hyphenated(draft: Draft) -> None:
    draft.draw(_say("Kova-", 240, 70) + _say("cevic", 20, 54))
    draft.box(238, 66, 40, 14)
    draft.box(18, 50, 40, 14)


@vector("page text")
def text_linebreak_nohyphen(draft: Draft) -> None:
    draft.draw(_say("Kova", 240, 70) + _say("cevic", 20, 54))
    draft.box(238, 66, 40, 14)
    draft.box(18, 50, 40, 14)


@vector("page text")
def text_rotated90(draft: Draft) -> None:
    draft.draw(f"BT /F0 12 Tf 0 1 -1 0 260 20 Tm ({SECRET}) Tj ET")
    draft.box(248, 18, 16, 66)


@vector("page text", rotate=90)
def page_rotate90(draft: Draft) -> None:
    draft.draw(_say(SECRET))
    draft.box(82, 66, 66, 14)


@vector("page text", crop=(10, 10, 290, 150))
def cropbox_offset(draft: Draft) -> None:
    draft.draw(_say(SECRET))
    draft.box(82, 66, 66, 14)


@vector("page text", crop=(0, 40, 300, 160))
def text_outside_cropbox(draft: Draft) -> None:
    draft.draw(_say(SECRET, 84, 20))


@vector("page text")
def text_outside_mediabox(draft: Draft) -> None:
    draft.draw(_say(SECRET, 84, -60))


@vector("page text")
def text_clipped_away(draft: Draft) -> None:
    draft.draw(f"q 0 0 10 10 re W n {_say(SECRET)} Q")


@vector("page text")
def text_invisible_tr3(draft: Draft) -> None:
    draft.draw(f"BT 3 Tr /F0 12 Tf 84 70 Td ({SECRET}) Tj ET")


@vector("page text")
def text_clip_mode_tr7(draft: Draft) -> None:
    draft.draw(f"q BT 7 Tr /F0 12 Tf 84 70 Td ({SECRET}) Tj ET Q")


@vector("text under a light box")
def text_white(draft: Draft) -> None:
    draft.draw(f"1 g {_say(SECRET)} 0 g")


@vector("page text")
def text_tiny(draft: Draft) -> None:
    draft.draw(_say(SECRET, size=0.4))


@vector(_UNDER)
def text_under_black_box(draft: Draft) -> None:
    draft.draw(f"{_say(SECRET)} q 0 g 82 66 66 14 re f Q")


@vector("text under a light box")
def text_under_white_box(draft: Draft) -> None:
    draft.draw(f"{_say(SECRET)} q 1 g 82 66 66 14 re f Q")


@vector("text under a dark box")
def text_under_hatching(draft: Draft) -> None:
    bars = " ".join(f"{82 + step} 66 m {82 + step} 80 l S" for step in range(0, 66, 2))
    draft.draw(f"{_say(SECRET)} q 2.2 w 0 G {bars} Q")


@vector("page text")
def text_case_variant(draft: Draft) -> None:
    draft.draw(_say("KOVACEVIC"))
    draft.box(82, 66, 84, 14)


@vector("page text")
def text_accented(draft: Draft) -> None:
    page = draft.page()
    page.Resources.Font.F2 = draft.pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Dictionary(
                BaseEncoding=Name.WinAnsiEncoding,
                Differences=Array([1, Name.ccaron, Name.cacute]),
            ),
        )
    )
    draft.draw(b"BT /F2 12 Tf 84 70 Td (Kova\001evi\002) Tj ET")
    draft.box(82, 66, 66, 14)


@vector("page text")
def text_soft_hyphen(draft: Draft) -> None:
    draft.draw(_say("Kova\xadcevic"))
    draft.box(82, 66, 74, 14)


@vector("page text")
def text_misread(draft: Draft) -> None:
    """What an engine makes of the name: only signs that look alike differ."""
    draft.draw(_say("K0vaeevlc"))
    draft.box(82, 66, 66, 14)


@vector("a word over a page turn")
def text_over_page_turn(draft: Draft) -> None:
    draft.draw(_say("met Mr Kova-", 200, 30) + _say("- 1 -", 140, 8, 8))
    draft.box(238, 26, 46, 14)
    draft.add_page(f"{_say('SECRET', 130, 148, 8)} {_say('cevic again', 20, 120)}".encode())
    draft.box(18, 116, 32, 14, number=2)


@vector("page text")
def text_of_other_page(draft: Draft) -> None:
    draft.add_page(_say(SECRET).encode())
    draft.box(82, 66, 66, 14, number=2)


def _layer(draft: Draft, name: str, *, hidden: bool) -> None:
    layer = draft.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name)))
    off = Array([layer] if hidden else [])
    draft.pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=off, Order=Array([layer]))
    )
    draft.page().Resources.Properties = Dictionary(L0=layer)


@vector("page text")
def ocg_hidden_layer(draft: Draft) -> None:
    _layer(draft, "notes", hidden=True)
    draft.draw(f"/OC /L0 BDC {_say(SECRET)} EMC")


@vector("layer name")
def ocg_name(draft: Draft) -> None:
    _layer(draft, f"About {SECRET}", hidden=False)


def _form(draft: Draft, content: str, **entries: object) -> object:
    form = draft.pdf.make_stream(
        content.encode("latin-1"),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 300, 160]),
        Resources=Dictionary(Font=Dictionary(F0=draft.helvetica())),
    )
    for key, value in entries.items():
        form[Name("/" + key)] = value
    return form


@vector("form XObject")
def form_xobject_shared(draft: Draft) -> None:
    form = _form(draft, _say(SECRET))
    draft.add_page()
    for number in (1, 2):
        draft.page(number).Resources.XObject.Fm = form
        draft.draw("/Fm Do", number)
        draft.box(82, 66, 66, 14, number)


@vector("form XObject")
def form_xobject_nested(draft: Draft) -> None:
    outer = _form(draft, "/Fm Do")
    outer.Resources.XObject = Dictionary(Fm=_form(draft, _say(SECRET)))  # type: ignore[attr-defined]
    draft.page().Resources.XObject.Fm = outer
    draft.draw("/Fm Do")
    draft.box(82, 66, 66, 14)


@vector("form XObject")
def form_xobject_never_invoked(draft: Draft) -> None:
    draft.page().Resources.XObject.Fm = _form(draft, _say(SECRET))


@vector("form XObject")
def softmask_group_text(draft: Draft) -> None:
    group = _form(
        draft,
        _say(SECRET),
        Group=Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceGray),
    )
    state = Dictionary(SMask=Dictionary(Type=Name.Mask, S=Name.Luminosity, G=group))
    draft.page().Resources.ExtGState = Dictionary(G0=state)
    draft.draw("q /G0 gs 0.8 g 82 66 66 14 re f Q")
    draft.box(82, 66, 66, 14)


@vector("pattern")
def tiling_pattern_text(draft: Draft) -> None:
    pattern = draft.pdf.make_stream(
        _say(SECRET, 2, 4).encode(),
        Type=Name.Pattern,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=Array([0, 0, 70, 16]),
        XStep=70,
        YStep=16,
        Resources=Dictionary(Font=Dictionary(F0=draft.helvetica())),
    )
    draft.page().Resources.Pattern = Dictionary(P0=pattern)
    draft.draw("q /Pattern cs /P0 scn 20 60 210 32 re f Q")
    draft.box(18, 58, 214, 36)


_TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /X def /CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange
{count} beginbfchar
{pairs}
endbfchar endcmap end end"""


def to_unicode(mapping: dict[int, str], digits: int = 2) -> bytes:
    pairs = "\n".join(
        f"<{code:0{digits}X}> <{sign.encode('utf-16-be').hex()}>" for code, sign in mapping.items()
    )
    return _TO_UNICODE.format(count=len(mapping), pairs=pairs).encode("ascii")


def _type3(draft: Draft, mapping: dict[int, str]) -> object:
    glyph = draft.pdf.make_stream(b"600 0 0 0 500 700 d1 0 0 400 700 re f")
    names = {code: Name(f"/g{code}") for code in mapping}
    first, last = min(mapping), max(mapping)
    differences = [first, *(names.get(code, Name("/none")) for code in range(first, last + 1))]
    return draft.pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 600, 700]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            FirstChar=first,
            LastChar=last,
            Widths=Array([600] * (last - first + 1)),
            CharProcs=Dictionary({str(name): glyph for name in names.values()}),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array(differences)),
            Resources=Dictionary(),
            ToUnicode=draft.pdf.make_stream(to_unicode(mapping)),
        )
    )


@vector("page text")
def type3_with_tounicode(draft: Draft) -> None:
    mapping = dict(enumerate(dict.fromkeys(SECRET), start=1))
    codes = {sign: code for code, sign in mapping.items()}
    draft.page().Resources.Font.F3 = _type3(draft, mapping)
    shown = "".join(f"{codes[sign]:02X}" for sign in SECRET)
    draft.draw(f"BT /F3 10 Tf 84 70 Td <{shown}> Tj ET")
    draft.box(82, 66, 66, 14)


@vector("letters left in a font")
def font_subset_residue(draft: Draft) -> None:
    mapping = dict(enumerate(dict.fromkeys(SECRET + "today"), start=1))
    codes = {sign: code for code, sign in mapping.items()}
    draft.page().Resources.Font.F3 = _type3(draft, mapping)
    shown = "".join(f"{codes[sign]:02X}" for sign in "today")
    draft.draw(f"BT /F3 10 Tf 84 70 Td <{shown}> Tj ET")


@vector("font, name")
def font_name(draft: Draft) -> None:
    font = draft.helvetica()
    font.BaseFont = Name(f"/ABCDEF+{SECRET}Sans")
    draft.page().Resources.Font.F4 = font


@vector("page content")
def actualtext_inline_same(draft: Draft) -> None:
    draft.draw(f"/Span <</ActualText ({SECRET})>> BDC {_say(SECRET)} EMC")
    draft.box(82, 66, 66, 14)


@vector("page content")
def actualtext_inline_other_glyphs(draft: Draft) -> None:
    draft.draw(f"/Span <</ActualText ({SECRET})>> BDC {_say('the minister')} EMC")
    draft.box(82, 66, 76, 14)


@vector("page text")
def actualtext_masks_real_glyphs(draft: Draft) -> None:
    draft.draw(f"/Span <</ActualText (nobody)>> BDC {_say(SECRET)} EMC")
    draft.box(82, 66, 66, 14)


@vector("structure text")
def structtree_actualtext_alt(draft: Draft) -> None:
    element = Dictionary(
        Type=Name.StructElem, S=Name.Figure, Alt=String(f"Portrait of {SECRET}"), T=String("x")
    )
    draft.note("StructTreeRoot", Dictionary(Type=Name.StructTreeRoot, K=Array([element])))


@vector("a stream in the raw file")
def comment_in_content(draft: Draft) -> None:
    page = draft.page()
    data = zlib.compress(page.Contents.read_bytes() + f"\n% {SECRET} was here\n".encode())
    page.Contents = draft.pdf.make_stream(b"")
    page.Contents.write(data, filter=Name.FlateDecode)


_OUTLINES = {"K": "0 0 2 9 re f 2 4 m 6 9 l 8 9 l 4 4 l 8 0 l 6 0 l h f", "V": "0 9 m 2 9 l 4 2 l 6 9 l 8 9 l 5 0 l 3 0 l h f"}  # fmt: skip  # noqa: E501


def _outlines(draft: Draft) -> None:
    """Letters as outlines, with a curve in each: nothing of them is text."""
    for index in range(9):
        drawn = _OUTLINES["KV"[index % 2]]
        curve = (
            "4 0 m 6 0 8 2 8 4 c 8 7 6 9 4 9 c 2 9 0 7 0 4 c 0 2 2 0 4 0 c 4 1 l 3 1 1 2 1 4 c f"
        )
        draft.draw(f"q 1 0 0 1 {84 + 7 * index} 70 cm {drawn if index % 3 else curve} Q")


@vector("drawn under a shape")
def vector_outlines_region_covers(draft: Draft) -> None:
    _outlines(draft)
    draft.box(82, 67, 70, 15)


@vector("drawn under a shape")
def vector_outlines_region_90pct(draft: Draft) -> None:
    _outlines(draft)
    draft.box(86, 67, 60, 15)
