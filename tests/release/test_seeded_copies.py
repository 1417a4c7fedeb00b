"""The shelf of seeded leaks: each must be refuted by name, and its clean twin must pass."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText
from workbench.release.burn import burn
from workbench.release.verify import verify_release, verify_terms

SECRET = "KOVAC"
Seed = Callable[[pikepdf.Pdf], None]


def metadata(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo[Name.Title] = String("Talks with Kovac")


def xmp(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as packet:
        packet["dc:description"] = "About K O V A C"


def page_xmp(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"<x>kovac</x>", Type=Name.Metadata, Subtype=Name.XML)
    pdf.pages[1].obj.Metadata = stream


def bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Interview with Kovac", 0))


def attached(pdf: pikepdf.Pdf, data: bytes) -> pikepdf.AttachedFileSpec:
    return pikepdf.AttachedFileSpec(
        pdf, data, description="", filename="", mime_type="", creation_date="", mod_date=""
    )


def attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["notes.txt"] = attached(pdf, b"he is called Kovac")


def attachment_name(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["kovac.txt"] = attached(pdf, b"nothing")


def annotation(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Text,
        Rect=Array([10, 10, 20, 20]),
        Contents=String("ask Kovač"),
    )
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def _helvetica(pdf: pikepdf.Pdf) -> Dictionary:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    return Dictionary(Font=Dictionary(F0=pdf.make_indirect(font)))


def form_never_drawn(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(
        b"BT /F0 12 Tf 50 50 Td [(KO) -20 (VAC)] TJ ET",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 400, 300]),
        Resources=_helvetica(pdf),
    )
    pdf.pages[0].obj.Resources.XObject.Fm0 = form


def page_text(pdf: pikepdf.Pdf, operators: bytes, page: int = 0) -> None:
    target = pdf.pages[page].obj
    target.Resources.Font.F0 = pdf.make_indirect(_helvetica(pdf).Font.F0)
    target.Contents = pdf.make_stream(target.Contents.read_bytes() + b"\n" + operators)


def invisible_text(pdf: pikepdf.Pdf) -> None:
    page_text(pdf, b"BT /F0 9 Tf 3 Tr 50 150 Td (Kovac) Tj ET")


def letterspaced_text(pdf: pikepdf.Pdf) -> None:
    page_text(pdf, b"BT /F0 9 Tf 6 Tc 50 150 Td (K O V A C) Tj ET")


def hyphenated_text(pdf: pikepdf.Pdf) -> None:
    page_text(pdf, b"BT /F0 9 Tf 300 150 Td (about Ko-) Tj -250 -12 Td (vac again) Tj ET")


def text_of_other_page(pdf: pikepdf.Pdf) -> None:
    page_text(pdf, b"BT /F0 9 Tf 50 150 Td (Kovac) Tj ET", page=1)


def text_off_the_page(pdf: pikepdf.Pdf) -> None:
    page_text(pdf, b"BT /F0 9 Tf 900 950 Td (Kovac) Tj ET")


def actual_text(pdf: pikepdf.Pdf) -> None:
    page_text(pdf, b"/Span <</ActualText (Kovac)>> BDC BT /F0 9 Tf 50 150 Td (x) Tj ET EMC")


def structure_text(pdf: pikepdf.Pdf) -> None:
    element = Dictionary(Type=Name.StructElem, S=Name.Figure, Alt=String("Portrait of Kovac"))
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=pdf.make_indirect(element))
    )


def hidden_layer(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("hidden")))
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
    )
    pdf.pages[0].obj.Resources.Properties = Dictionary(L0=layer)
    page_text(pdf, b"/OC /L0 BDC BT /F0 9 Tf 50 150 Td (Kovac) Tj ET EMC")


def layer_name(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Kovac")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(Order=Array([layer])))


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('Kovac')"))


def page_label(pdf: pikepdf.Pdf) -> None:
    label = Dictionary(P=String("Kovac-"), S=Name.D)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, label]))


def form_field(pdf: pikepdf.Pdf) -> None:
    field = Dictionary(FT=Name.Tx, T=String("name"), V=String("Kovac"))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]))


def link_target(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([10, 10, 20, 20]),
        A=Dictionary(S=Name.URI, URI=String("http://example.org/kovac")),
    )
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])


def private_data(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.PieceInfo = Dictionary(App=Dictionary(Private=String("Kovac")))


def font_name(pdf: pikepdf.Pdf) -> None:
    page_text(pdf, b"BT /F0 9 Tf 50 150 Td (x) Tj ET")
    pdf.pages[0].obj.Resources.Font.F0.BaseFont = Name("/ABCDEF+KovacSans")


SEEDS: dict[Seed, str] = {
    metadata: "metadata",
    xmp: "XMP metadata",
    page_xmp: "XMP metadata",
    bookmark: "bookmark",
    attachment: "attachment",
    attachment_name: "attachment name",
    annotation: "annotation",
    form_never_drawn: "form XObject",
    invisible_text: "page text",
    letterspaced_text: "page text",
    hyphenated_text: "page text",
    text_of_other_page: "page text",
    text_off_the_page: "page text",
    actual_text: "page content",
    structure_text: "structure text",
    hidden_layer: "page text",
    layer_name: "layer name",
    script: "JavaScript",
    page_label: "page label",
    form_field: "form field",
    link_target: "link target",
    private_data: "private data",
    font_name: "font, name",
}


def seeded(clean: Path, seed: Seed) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(clean) as pdf:
        seed(pdf)
        pdf.save(out)
    return out.getvalue()


def vectors(report: object) -> set[str]:
    return {leak.vector for leak in report.leaks if leak.said}  # type: ignore[attr-defined]


def test_copy_passes_when_it_is_clean(clean_copy: Any) -> None:
    report = verify_release(str(clean_copy.path), clean_copy.plan, ocr="none")
    assert report.clean, report.to_json()
    report = verify_terms(str(clean_copy.path), [SECRET], ocr="none")
    assert report.clean, report.to_json()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.__name__)
def test_copy_is_refuted_by_name_when_seeded(clean_copy: Any, seed: Seed) -> None:
    path = clean_copy.damaged("seeded.pdf", seeded(clean_copy.path, seed))
    for report in (
        verify_release(path, clean_copy.plan, ocr="none"),
        verify_terms(path, [SECRET], ocr="none"),
    ):
        assert not report.clean
        assert SEEDS[seed] in vectors(report), report.to_json()
        assert SECRET.casefold() not in report.to_json().casefold()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.__name__)
def test_structure_is_refuted_when_any_word_hides_there(clean_copy: Any, seed: Seed) -> None:
    plan = replace(clean_copy.plan, secrets=())
    path = clean_copy.damaged("seeded.pdf", seeded(clean_copy.path, seed))
    assert not verify_release(path, plan, ocr="none").clean


def with_update(data: bytes, number: int, body: bytes) -> bytes:
    """The file with an incremental update that sets one object."""
    previous = int(data[data.rfind(b"startxref") + 9 :].split()[0])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        size = max(number + 1, int(pdf.trailer.Size))
        root = pdf.Root.objgen[0]
        info = pdf.trailer.Info.objgen[0]
    at = len(data) + 1
    body = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    xref = at + len(body)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>\nstartxref\n%d\n" % (
        size,
        root,
        info,
        previous,
        xref,
    )
    return data + b"\n" + body + table + trailer + b"%%EOF\n"


def plain(clean: Path, seed: Seed | None = None) -> bytes:
    """The copy with a classic cross-reference table, so that updates can be appended."""
    out = io.BytesIO()
    with pikepdf.open(clean) as pdf:
        if seed is not None:
            seed(pdf)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def test_orphan_is_refuted_when_nothing_refers_to_it(clean_copy: Any) -> None:
    data = plain(clean_copy.path)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = int(pdf.trailer.Size)
    path = clean_copy.damaged("orphan.pdf", with_update(data, number, b"(his name is Kovac)"))
    report = verify_terms(path, [SECRET], ocr="none")
    assert "orphan object (object)" in vectors(report), report.to_json()
    assert not verify_release(path, clean_copy.plan, ocr="none").clean


def test_earlier_revision_is_refuted_when_superseded(clean_copy: Any) -> None:
    data = plain(clean_copy.path, invisible_text)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
    path = clean_copy.damaged(
        "revised.pdf", with_update(data, number, b"<< /Length 4 >>\nstream\nq Q \nendstream")
    )
    report = verify_terms(path, [SECRET], ocr="none")
    assert "a stream in the raw file" in vectors(report), report.to_json()
    own = verify_release(path, clean_copy.plan, ocr="none")
    assert "an earlier revision" in {leak.vector for leak in own.leaks}


@pytest.mark.parametrize("text", [SECRET.encode(), SECRET.encode("utf-16-be"), b"kovac"])
def test_bytes_are_refuted_when_outside_the_file_proper(clean_copy: Any, text: bytes) -> None:
    data = clean_copy.path.read_bytes()
    after = clean_copy.damaged("after.pdf", data + b"\n" + text)
    before = clean_copy.damaged("before.pdf", text + b"\n" + data)
    for path, vector in ((after, "bytes after the end"), (before, "bytes before the header")):
        assert vector in vectors(verify_terms(path, [SECRET], ocr="none"))
        assert vector in vectors(verify_release(path, clean_copy.plan, ocr="none"))


def test_text_under_a_box_is_refuted_when_a_rectangle_was_drawn_over_it(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 300)).obj
    page.Resources = _helvetica(pdf)
    page.Contents = pdf.make_stream(
        b"BT /F0 12 Tf 50 200 Td (Met Kovac today) Tj ET 0 g 74 196 36 14 re f"
    )
    path = tmp_path / "naive.pdf"
    pdf.save(path)
    report = verify_terms(str(path), ["Nobody"], ocr="none")
    assert "text under a dark box" in vectors(report), report.to_json()
    assert not report.clean


def test_text_on_a_dark_ground_passes_when_it_can_be_read(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 300)).obj
    page.Resources = _helvetica(pdf)
    page.Contents = pdf.make_stream(
        b"0 g 40 190 200 30 re f 1 g BT /F0 12 Tf 50 200 Td (White on black) Tj ET"
    )
    path = tmp_path / "heading.pdf"
    pdf.save(path)
    assert verify_terms(str(path), ["Nobody"], ocr="none").clean


def test_marked_redaction_is_refuted_when_never_carried_out(clean_copy: Any) -> None:
    def mark(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=Array([10, 10, 90, 20]))
        pdf.pages[1].obj.Annots = Array([pdf.make_indirect(note)])

    path = clean_copy.damaged("marked.pdf", seeded(clean_copy.path, mark))
    leaks = verify_terms(path, ["Nobody"], ocr="none").leaks
    assert [(leak.vector, leak.page) for leak in leaks] == [("a redaction that was only marked", 2)]


def test_image_under_the_box_is_refuted_when_only_drawn_over(clean_copy: Any) -> None:
    """The copy's own image is swapped for the uncut one with a rectangle drawn on top."""
    box = clean_copy.plan.pages[0].boxes[0].rect_pt
    uncut = clean_copy.burned_otherwise(boxes=())

    def cover(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        drawn = f"\n0 g {box.x0 - 1} {300 - box.y1 - 1} {box.width + 2} {box.height + 2} re f"
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + drawn.encode())

    path = clean_copy.damaged("covered.pdf", seeded(Path(uncut), cover))
    leaks = verify_release(path, clean_copy.plan, ocr="none").leaks
    assert any(
        leak.extractor == "pikepdf, image" and leak.vector.startswith("box") for leak in leaks
    )


def test_box_is_refuted_when_it_was_not_burned(clean_copy: Any) -> None:
    report = verify_release(clean_copy.burned_otherwise(boxes=()), clean_copy.plan, ocr="none")
    assert {"box missing"} <= {leak.vector for leak in report.leaks}, report.to_json()


def test_box_is_refuted_when_ink_shines_through_a_hole(clean_copy: Any) -> None:
    box = clean_copy.plan.pages[0].boxes[0]
    thin = replace(box, rect_pt=replace(box.rect_pt, y1=box.rect_pt.y1 - 2), code="")
    report = verify_release(clean_copy.burned_otherwise(boxes=(thin,)), clean_copy.plan, ocr="none")
    assert "box not opaque" in {leak.vector for leak in report.leaks}, report.to_json()


def test_word_is_refuted_when_left_in_the_text_layer(clean_copy: Any) -> None:
    words = clean_copy.paper.texts.page(1).words
    report = verify_release(
        clean_copy.burned_otherwise(words_kept=words), clean_copy.plan, ocr="none"
    )
    assert {"text under a box", "page text"} <= vectors(report), report.to_json()


def test_words_lost_fail_the_proof_when_they_should_have_stayed(clean_copy: Any) -> None:
    kept = clean_copy.plan.pages[0].words_kept[:-2]
    report = verify_release(
        clean_copy.burned_otherwise(words_kept=kept), clean_copy.plan, ocr="none"
    )
    assert not report.clean
    assert not report.leaks
    assert [c.name for c in report.checks if c.outcome == "failed"] == ["words lost"]


@pytest.mark.parametrize("reading", ["MONDAY", "MON/DAY"])
def test_word_that_stands_twice_on_one_place_is_not_lost(
    reading: str, make_paper: Callable[..., Any], tmp_path: Path
) -> None:
    """Readers take what is drawn twice for one, whatever signs are between its letters."""
    paper = make_paper()
    page = paper.texts.page(1)
    twice = [
        replace(word, corrected=reading) for word in page.words if word.reading == "MONDAY"
    ] * 2
    rest = [word for word in page.words if word.reading != "MONDAY"]
    paper = replace(paper, texts=DocumentText.of([PageText(1, (*rest, *twice))]))
    plan = paper.plan(paper.redaction(1, 1))
    out = tmp_path / "copy.pdf"
    burn(plan, str(paper.path), str(out))
    report = verify_release(str(out), plan, ocr="none")
    assert report.clean, report.to_json()


def test_ink_beside_a_box_is_refuted_when_the_plan_covers_half_the_word(clean_copy: Any) -> None:
    """Plan and copy agree here: only the ink that is left tells that the box is too small."""
    page = clean_copy.plan.pages[0]
    box = page.boxes[0]
    half = replace(box.rect_pt, x0=box.rect_pt.x0 + box.rect_pt.width * 0.45)
    plan = replace(
        clean_copy.plan,
        pages=(
            replace(page, boxes=(replace(box, rect_pt=half),)),
            *clean_copy.plan.pages[1:],
        ),
    )
    path = clean_copy.burned_otherwise(boxes=plan.pages[0].boxes)
    report = verify_release(path, plan, ocr="none")
    leak = next(leak for leak in report.leaks if leak.vector == "partly covered ink")
    assert leak.page == 1
    assert leak.box_pt == half


def test_page_count_fails_when_a_page_is_missing(clean_copy: Any) -> None:
    def drop(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[1]

    path = clean_copy.damaged("short.pdf", seeded(clean_copy.path, drop))
    report = verify_release(path, clean_copy.plan, ocr="none")
    assert "page count and sizes" in [c.name for c in report.checks if c.outcome == "failed"]


def test_leak_names_its_place_when_it_stands_on_a_page(clean_copy: Any) -> None:
    path = clean_copy.damaged("seeded.pdf", seeded(clean_copy.path, invisible_text))
    report = verify_release(path, clean_copy.plan, ocr="none", reveal=True)
    leak = next(leak for leak in report.leaks if leak.vector == "page text")
    assert (leak.page, leak.extractor, leak.said) == (1, "pdfium", "KOVAC")
    assert leak.box_pt is not None
    assert leak.box_pt.intersects(Rect(50, 135, 80, 151))
