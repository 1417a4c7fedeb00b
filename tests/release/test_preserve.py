"""Copies that keep vectors and fonts: what is cut is gone, the rest is as it was, or by pixels."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfminer.high_level import extract_text
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from tests.release.shelf.drafts import Draft
from tests.release.shelf.images import place_word
from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.domain.documents import Document, DocumentState
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText
from workbench.engines.pdf import close_document
from workbench.engines.reading import read_page
from workbench.release.plan import DocumentPlan, PageBox, plan_document
from workbench.release.preserve import burn_preserved
from workbench.release.stamp import box_px
from workbench.release.verify import verify_release

LETTERS = st.text("ABCDEFGHKLMNOPRSTUVXYZ", min_size=3, max_size=9)
LINES = st.lists(st.lists(LETTERS, min_size=1, max_size=4), min_size=1, max_size=5)


def letters(text: str) -> str:
    return "".join(sorted(sign for sign in text if sign.isalnum()))


def born_digital(
    path: Path,
    content: bytes,
    size_pt: tuple[float, float] = (400, 300),
    rotation: int = 0,
    crop_at: tuple[float, float] = (0, 0),
    forms: int = 0,
    **resources: Any,
) -> None:
    """A page of text in Helvetica with a frame and a curve, ``forms`` deep in forms."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
    )
    held = Dictionary(Font=Dictionary(F9=font), **resources)
    width, height = size_pt
    for _ in range(forms):
        form = pdf.make_stream(
            content,
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([-50, -50, width + 50, height + 50]),
            Matrix=Array([1, 0, 0, 1, 2, -3]),
            Resources=held,
        )
        held = Dictionary(XObject=Dictionary(Fm=form), Font=Dictionary(F9=font))
        content = b"q 1 0 0 1 -2 3 cm /Fm Do Q"
    x, y = crop_at
    drawing = b"0.2 0.4 0.6 RG 1 w 8 8 m 60 40 90 -20 140 8 c S 5 5 20 2 re f"
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, width + 2 * x, height + 2 * y]),
        CropBox=Array([x, y, x + width, y + height]),
        Rotate=rotation,
        Resources=held,
        Contents=pdf.make_stream(b"q 1 0 0 1 %d %d cm %s %s Q" % (x, y, content, drawing)),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    pdf.docinfo[Name.Title] = "Of the Kovac papers"
    pdf.save(path)


def set_lines(lines: list[list[str]], size_pt: tuple[float, float]) -> bytes:
    parts = [
        f"BT /F9 12 Tf 20 {size_pt[1] - 30 - 22 * number} Td ({' '.join(line)}) Tj ET"
        for number, line in enumerate(lines)
    ]
    return "\n".join(parts).encode("ascii")


def plan_for(path: Path, *cuts: int, mode: str = "never") -> DocumentPlan:
    """The plan that cuts words of page 1 by their number; ``mode`` is how pages are read."""
    with pikepdf.open(path) as pdf:
        count = len(pdf.pages)
    read = [read_page(str(path), number, mode) for number in range(1, count + 1)]
    close_document(str(path))
    document = Document(
        "d1", path.name, "a" * 64, "a" * 64, "pdf", DocumentState.READY, count, "2026-01-01"
    )
    redactions = [
        Annotation(
            new_id(),
            "d1",
            Kind.REDACTION,
            "1.4(d)",
            (Target(1, cut, cut),),
            Status.APPROVED,
            author="Ada",
            created_at="2026-01-01T10:00:00Z",
            decided_by="Ben",
            decided_at="2026-01-02T10:00:00Z",
        )
        for cut in cuts
    ]
    texts = DocumentText.of(PageText(n, tuple(r.words)) for n, r in enumerate(read, start=1))
    pages = [replace(r.page, document_id="d1") for r in read]
    return plan_document(document, pages, texts, redactions)


def numbered(plan: DocumentPlan, path: Path, reading: str) -> int:
    words = read_page(str(path), 1, "never").words
    close_document(str(path))
    return next(n for n, word in enumerate(words) if word.ocr_reading == reading)


def shown(path: Path, plan: DocumentPlan) -> Image.Image:
    """The first page as PDFium shows it, boxes blanked."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[0]
        bitmap = page.render(scale=4, rotation=-page.get_rotation() % 360, grayscale=True)
        image: Image.Image = bitmap.to_pil().convert("L")
        page.close()
    drawing = ImageDraw.Draw(image)
    first = plan.pages[0]
    for box in first.boxes:
        left, top, right, bottom = box_px(
            box.rect_pt, image.size, (first.width_pt, first.height_pt)
        )
        drawing.rectangle((left - 20, top - 20, right + 20, bottom + 20), fill=255)
    return image


def beyond(one: Image.Image, other: Image.Image) -> Image.Image:
    """How far ``other``'s grey is from every grey ``one`` has there or a pixel beside it."""
    darkest = one.filter(ImageFilter.MinFilter(3))
    lightest = one.filter(ImageFilter.MaxFilter(3))
    return ImageChops.lighter(
        ImageChops.subtract(darkest, other), ImageChops.subtract(other, lightest)
    )


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_copy_keeps_vectors_and_loses_cut_words_alone_when_pages_are_random(
    data: st.DataObject, tmp_path: Path
) -> None:
    # Wide enough for every line: a letter on the page's edge cannot stay as a letter.
    size_pt = data.draw(st.tuples(st.integers(430, 620), st.integers(200, 500)))
    source, out = tmp_path / "paper.pdf", tmp_path / "copy.pdf"
    born_digital(
        source,
        set_lines(data.draw(LINES), size_pt),
        size_pt,
        rotation=data.draw(st.sampled_from([0, 90, 180, 270])),
        crop_at=data.draw(st.sampled_from([(0, 0), (13, 27)])),
        forms=data.draw(st.integers(0, 3)),
    )
    count = len(plan_for(source).pages[0].words_kept)
    cuts = data.draw(st.sets(st.integers(0, max(0, count - 1)), max_size=4)) if count else set()
    plan = plan_for(source, *sorted(cuts))
    made = burn_preserved(plan, str(source), str(out))

    # Where a box cuts into a neighbour, what is left of its ink can only stay as pixels.
    assert made.rebuilt == () or plan.pages[0].words_met
    report = verify_release(str(out), plan, ocr="none", mode="preserve")
    assert report.clean, report.to_json()
    kept = letters("".join(word.reading for word in plan.pages[0].words_kept))
    with pymupdf.open(out) as document:
        assert letters(document[0].get_text()) == kept
    with pypdfium2.PdfDocument(out) as document:
        assert letters(document[0].get_textpage().get_text_range()) == kept
    assert letters(extract_text(out)) == kept
    if made.rebuilt:
        return
    before, after = shown(source, plan), shown(out, plan)
    # Letters after a cut stand on a grid of a quarter of a point, a pixel here: what lies
    # within one of where it was is no difference.
    differs = ImageChops.lighter(beyond(before, after), beyond(after, before)).reduce(8)
    assert differs.getextrema()[1] <= 32  # type: ignore[operator]
    with pikepdf.open(out) as pdf:
        page = pdf.pages[0].obj
        assert [str(f.BaseFont) for f in page.Resources.get("/Font", {}).values()] in (
            [],
            ["/Helvetica"],
        )
        operators = {str(step.operator) for step in pikepdf.parse_content_stream(pdf.pages[0])}
    assert {"c", "S", "re", "f"} <= operators


def test_font_program_and_its_map_hold_no_letter_that_only_the_cut_word_had(
    tmp_path: Path,
) -> None:
    font = ImageFont.load_default(12)
    assert isinstance(font, ImageFont.FreeTypeFont)
    source, out = tmp_path / "paper.pdf", tmp_path / "copy.pdf"
    with pymupdf.open() as document:
        page = document.new_page(width=400, height=200)
        page.insert_font(fontname="Own", fontbuffer=font.font_bytes)
        page.insert_text((30, 60), "MEET AGENT ZQYX AT TEN", fontname="Own", fontsize=14)
        document.save(source)
    plan = plan_for(source, 2)
    assert burn_preserved(plan, str(source), str(out)).rebuilt == ()
    assert verify_release(str(out), plan, ocr="none", mode="preserve").clean
    with pikepdf.open(out) as pdf:
        made = pdf.pages[0].obj.Resources.Font.F0
        cmap = made.ToUnicode.read_bytes()
        mapped = {chr(int(code, 16)) for code in re.findall(rb"> <([0-9A-F]{4})>", cmap)}
        inner = made.DescendantFonts[0]
        program = TTFont(io.BytesIO(inner.FontDescriptor.FontFile2.read_bytes()))
    assert mapped >= set("METAGN")
    assert not mapped & set("ZQYX")
    outlines = [name for name in program.getGlyphOrder() if program["glyf"][name].numberOfContours]
    assert len(outlines) <= len(mapped) + 1


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (b"q 84 250 30 10 re W n 20 0 0 -3 84 255 cm 0 0 m 1 2 3 4 5 6 c f Q", None),
        (b"1 1 0 rg 15 262 200 20 re f", "something is drawn over text on it"),
        (b"BT 7 Tr /F9 12 Tf 20 100 Td (SHAPE) Tj ET", "text on it is used as a stencil"),
        (b"60 266 m 66 300 70 300 75 268 c f", "a drawing lies half under a box"),
    ],
)
def test_page_goes_by_its_pixels_when_it_cannot_be_rewritten_safely(
    more: bytes, why: str | None, tmp_path: Path
) -> None:
    source, out = tmp_path / "paper.pdf", tmp_path / "copy.pdf"
    born_digital(source, set_lines([["ALPHA", "BRAVO", "CHARLIE"]], (400, 300)) + b"\n" + more)
    plan = plan_for(source)
    plan = plan_for(source, numbered(plan, source, "BRAVO"))
    made = burn_preserved(plan, str(source), str(out))
    assert [reason for _, reason in made.rebuilt] == ([why] if why else [])
    report = verify_release(str(out), plan, ocr="none", mode="preserve")
    loose = {leak.vector for leak in report.leaks}
    # Ink that the box itself left standing is for a person to widen the box over.
    assert loose <= ({"partly covered ink"} if "half" in (why or "") else set()), report.to_json()


def test_invisible_clipped_and_off_page_text_stays_behind(tmp_path: Path) -> None:
    source, out = tmp_path / "paper.pdf", tmp_path / "copy.pdf"
    hidden = (
        b"BT 3 Tr /F9 12 Tf 20 100 Td (INVISIBLE) Tj 0 Tr ET "
        b"q 0 0 1 1 re W n BT /F9 12 Tf 20 80 Td (CLIPPED) Tj ET Q "
        b"BT /F9 12 Tf 900 60 Td (OUTSIDE) Tj ET "
        b"BT /Span <</ActualText (SPOKEN)>> BDC 1 1 1 rg /F9 12 Tf 20 40 Td (WHITE) Tj EMC ET"
    )
    born_digital(source, set_lines([["ALPHA", "BRAVO"]], (400, 300)) + b"\n" + hidden)
    plan = plan_for(source, 0, mode="auto")
    assert burn_preserved(plan, str(source), str(out)).rebuilt == ()
    with pikepdf.open(out) as pdf:
        content = pdf.pages[0].obj.Contents.read_bytes()
    for word in (b"INVISIBLE", b"CLIPPED", b"OUTSIDE", b"SPOKEN", b"WHITE", b"ALPHA"):
        assert word not in content
    assert b"BRAVO" in content


def test_page_with_a_corrected_reading_carries_it_and_goes_by_its_pixels(tmp_path: Path) -> None:
    source, out = tmp_path / "paper.pdf", tmp_path / "copy.pdf"
    born_digital(source, set_lines([["ALPHA", "BRAVO"]], (400, 300)))
    plan = plan_for(source, 0)
    page = plan.pages[0]
    corrected = replace(page.words_kept[0], corrected="BRAVADO")
    plan = replace(plan, pages=(replace(page, words_kept=(corrected,)),))
    made = burn_preserved(plan, str(source), str(out))
    assert made.rebuilt == ((1, "a reading on it was corrected"),)
    assert made.notes() == ((1, "made from its pixels, because a reading on it was corrected"),)
    with pymupdf.open(out) as document:
        assert document[0].get_text().split() == ["BRAVADO"]


def test_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "paper.pdf"
    born_digital(source, set_lines([["ALPHA", "BRAVO"], ["CHARLIE"]], (400, 300)), forms=1)
    plan = plan_for(source, 1)
    for name in ("a.pdf", "b.pdf"):
        burn_preserved(plan, str(source), str(tmp_path / name))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize(
    ("matrix", "reason"),
    [
        ("120 0 0 24 84 50", None),
        ("60 0 0 12 84 56", None),
        ("50 0 0 50 12 58", None),
        ("118 14 -3 24 84 50", "an image under a box lies askew"),
    ],
    ids=["over its edge", "around it", "on a corner of it", "askew"],
)
def test_copy_passes_when_its_one_box_lies_half_on_an_image(
    matrix: str, reason: str | None, tmp_path: Path
) -> None:
    """What is painted black under a box, and the paper beside it, are nothing that it hides."""
    draft = Draft()
    draft.add_page(b"BT /F0 12 Tf 20 120 Td (Report on today) Tj ET")
    place_word(draft)
    drawn = draft.page().Contents.read_bytes()
    moved = drawn.replace(b"120.0 0 0 24.0 84.0 50.0", matrix.encode())
    assert moved != drawn
    draft.page().Contents = draft.pdf.make_stream(moved)
    source, out = tmp_path / "paper.pdf", tmp_path / "copy.pdf"
    source.write_bytes(draft.saved())
    plan = plan_for(source)
    box = PageBox(Rect(60, 84, 180, 106), "", "a1", of_words=False)
    plan = replace(plan, pages=(replace(plan.pages[0], boxes=(box,)),))
    made = burn_preserved(plan, str(source), str(out))
    assert made.rebuilt == (((1, reason),) if reason else ())
    report = verify_release(str(out), plan, ocr="none", mode="preserve")
    assert report.clean, report.to_json()
