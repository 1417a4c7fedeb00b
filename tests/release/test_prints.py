"""Codes that find no room on their box, the stamp and sheets: printed, readable, over nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from workbench.domain.annotations import WITHHOLD, Annotation
from workbench.domain.geometry import Rect
from workbench.release.burn import burn
from workbench.release.plan import DocumentPlan, PagePlan, plan_document
from workbench.release.prints import LARGEST_PT, SMALLEST_PT, Paper, on_box, width_of
from workbench.release.verify import verify_release

MakePaper = Callable[..., Any]
MANY = "1.4(b), 1.4(d), (b)(1), (b)(6)"
STAMP = "RELEASED IN PART · 1.4(b) · 22 Nov 2026 · A. Lend"


def shown(path: Path, page: int = 1) -> Image.Image:
    """The page's pixels as stored in the copy, grey, unrotated."""
    with pikepdf.open(path) as pdf:
        stream = pdf.pages[page - 1].obj.Resources.XObject.P
        assert isinstance(stream, pikepdf.Stream)
        return pikepdf.PdfImage(stream).as_pil_image().convert("L")


def text_of(path: Path, page: int = 1) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return str(document[page - 1].get_textpage().get_text_range())


def part(image: Image.Image, rect: Rect, page: PagePlan) -> Image.Image:
    x, y = image.width / page.width_pt, image.height / page.height_pt
    return image.crop((int(rect.x0 * x), int(rect.y0 * y), int(rect.x1 * x), int(rect.y1 * y)))


def darkest(image: Image.Image) -> int:
    return next(level for level, count in enumerate(image.histogram()) if count)


def made(paper: Any, path: Path, *redactions: Annotation, stamp: str = "") -> DocumentPlan:
    plan = plan_document(paper.document, paper.pages, paper.texts, redactions, stamp=stamp)
    burn(plan, str(paper.path), str(path))
    report = verify_release(str(path), plan, ocr="none")
    assert report.clean, report.to_json()
    return plan


def withheld(paper: Any, page: int, what: str, code: str = "1.4(b), (b)(6)") -> Annotation:
    rect = Rect(0, 0, paper.pages[page - 1].width_pt, paper.pages[page - 1].height_pt)
    region: Annotation = paper.region(page, rect, code=code)
    return replace(region, attributes={WITHHOLD: what})


def over_something(plan: PagePlan) -> list[str]:
    """Prints and leaders that lie over a word that stays or over a box."""
    own = {word for one in plan.prints for word in one.words}
    words = [w.rect_pt for w in plan.words_kept if (w.reading, w.rect_pt) not in own]
    words += [w.rect_pt for w in plan.words_met]
    boxes = [box.rect_pt for box in plan.boxes]
    return [
        one.text
        for one in plan.prints
        for rect in (one.rect_pt, *one.leader_pt)
        if any(rect.intersects(word) for word in words)
        or (rect == one.rect_pt and any(rect.intersects(box) for box in boxes))
    ]


def test_code_stands_white_on_its_box_where_it_can_be_read(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper()
    plan = made(paper, tmp_path / "copy.pdf", paper.redaction(1, 1, code="1.4(d)"))
    (box,) = plan.pages[0].boxes
    assert (box.code, plan.pages[0].prints) == ("1.4(d)", ())
    on = part(shown(tmp_path / "copy.pdf"), box.rect_pt, plan.pages[0])
    white = ImageStat.Stat(on).mean[0] / 255
    assert 0.02 < white < 0.5


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(("family", "mode"), [("bilevel", "1"), ("jpeg", "RGB"), ("flate", "L")])
def test_codes_that_fit_no_box_stand_beside_it_in_pixels_and_in_text(
    make_paper: MakePaper, tmp_path: Path, family: str, mode: str, rotation: int
) -> None:
    paper = make_paper(family, mode, rotation=rotation)
    out = tmp_path / "copy.pdf"
    plan = made(paper, out, paper.redaction(1, 1, code=MANY))
    page = plan.pages[0]
    assert [box.code for box in page.boxes] == [""]
    (one,) = page.prints
    assert one.text == MANY
    assert over_something(page) == []
    before = paper.images[0].convert("L").resize(shown(out).size)
    assert darkest(part(before, one.rect_pt, page)) > 200  # white paper it was
    assert darkest(part(shown(out), one.rect_pt, page)) < 90
    assert MANY in " ".join(text_of(out).split())


def crowded(make_paper: MakePaper) -> Any:
    """A page full of words but for its margins, in lines too close for a code between them."""
    paper = make_paper(lines=["ABCD " * 12] * 1, size_pt=(400, 300))
    (page,) = paper.texts.pages
    words = []
    for line in range(20):
        y = 30 + 12.0 * line
        for number in range(9):
            x = 60 + 31.0 * number
            words.append(replace(page.words[0], rect_pt=Rect(x, y, x + 30, y + 9.5), line=line))
    return replace(paper, texts=type(paper.texts).of([replace(page, words=tuple(words))]))


def test_code_goes_to_the_margin_with_a_line_where_the_page_is_full(make_paper: MakePaper) -> None:
    paper = crowded(make_paper)
    plan = plan_document(
        paper.document, paper.pages, paper.texts, [paper.redaction(1, 94, code=MANY[:16])]
    )
    (one,) = plan.pages[0].prints
    assert one.rect_pt.x1 < 60 or one.rect_pt.x0 > 339
    assert one.leader_pt
    assert over_something(plan.pages[0]) == []
    (box,) = plan.pages[0].boxes
    ends = [r for r in one.leader_pt if r.inflated(0.5).intersects(box.rect_pt)]
    assert ends, "the line reaches its box"
    assert all(min(r.width, r.height) <= 0.6 for r in one.leader_pt)


def test_code_that_finds_no_room_at_all_is_told(make_paper: MakePaper) -> None:
    paper = crowded(make_paper)
    long = ", ".join(f"25X{n}" for n in range(1, 10)) * 3
    plan = plan_document(
        paper.document, paper.pages, paper.texts, [paper.redaction(1, 94, code=long)], stamp=""
    )
    assert plan.pages[0].prints == ()
    assert plan.unprinted == (1,)


def test_code_of_a_long_redaction_is_printed_once_where_one_of_its_boxes_holds_it(
    make_paper: MakePaper,
) -> None:
    paper = make_paper()
    plan = plan_document(
        paper.document, paper.pages, paper.texts, [paper.redaction(1, 5, 6, code="1.4(d), (b)(6)")]
    )
    page = plan.pages[0]
    assert len(page.boxes) == 2
    assert any(box.code for box in page.boxes)
    assert page.prints == ()


def test_redactions_in_one_place_print_their_codes_together_and_once(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper()
    passage, name = paper.redaction(1, 0, 5, code="1.4(d)"), paper.redaction(1, 1, code="(b)(6)")
    page = made(paper, tmp_path / "copy.pdf", name, passage).pages[0]
    assert sorted(box.code for box in page.boxes) == ["", "1.4(d), (b)(6)"]
    assert page.prints == ()
    apart = made(paper, tmp_path / "copy.pdf", name, paper.redaction(1, 12, code="1.4(d)")).pages[0]
    assert sorted(box.code for box in apart.boxes) == ["(b)(6)", "1.4(d)"]


def test_code_on_a_large_region_is_no_larger_than_other_codes(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper()
    out = tmp_path / "copy.pdf"
    plan = made(paper, out, paper.region(1, Rect(20, 150, 380, 280), code="1.4(d)"))
    (box,) = plan.pages[0].boxes
    inside = part(shown(out), box.rect_pt.inflated(-2), plan.pages[0])
    extent = inside.getbbox()  # of what is not black
    assert extent is not None
    high_pt = (extent[3] - extent[1]) * 72 / 200
    assert SMALLEST_PT <= high_pt <= 1.25 * LARGEST_PT


def test_tall_box_breaks_its_codes_into_lines() -> None:
    assert on_box(300, 12, MANY) == MANY
    broken = on_box(50, 60, MANY)
    assert broken is not None
    assert broken.replace(",\n", ", ") == MANY
    assert broken.count("\n") >= 1
    assert on_box(12, 8, MANY) is None


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            lambda x, y, w, h: Rect(x, y, x + w, y + h),
            st.floats(0, 380),
            st.floats(0, 280),
            st.floats(1, 120),
            st.floats(1, 30),
        ),
        max_size=12,
    ),
    st.sampled_from([0, 90, 180, 270]),
    st.sampled_from(["1.4(d)", MANY]),
)
def test_nothing_is_printed_over_anything_whatever_stands_there(
    taken: list[Rect], rotation: int, label: str
) -> None:
    paper = Paper(400, 300, rotation, taken)
    for rect in taken:
        paper.label(label, rect)
    paper.stamp(STAMP)
    places = [rect for one in paper.prints for rect in (one.rect_pt, *one.leader_pt)]
    for one in paper.prints:
        assert not any(one.rect_pt.intersects(rect) for rect in taken)
        height = one.rect_pt.width if rotation % 180 else one.rect_pt.height
        assert height >= SMALLEST_PT
        along = one.rect_pt.height if rotation % 180 else one.rect_pt.width
        assert along == pytest.approx(width_of(one.text, height / 1.25))
    for number, place in enumerate(places):
        assert Rect(0, 0, 400, 300).union(place) == Rect(0, 0, 400, 300)
        assert sum(place.intersects(other) for other in places[number + 1 :]) <= 2  # own leader


def test_stamp_is_text_in_the_margin_of_every_page(make_paper: MakePaper, tmp_path: Path) -> None:
    paper = make_paper(pages=2)
    out = tmp_path / "copy.pdf"
    plan = made(paper, out, paper.redaction(1, 1), stamp=STAMP)
    for page in plan.pages:
        assert STAMP in " ".join(text_of(out, page.number).split())
        one = page.prints[-1]
        assert one.rect_pt.y1 < 20 or one.rect_pt.y0 > 250
        assert over_something(page) == []
        assert darkest(part(shown(out, page.number), one.rect_pt, page)) < 90


def test_withheld_page_is_a_sheet_with_nothing_of_the_source(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper("jpeg", "RGB", pages=2)
    out = tmp_path / "copy.pdf"
    plan = made(paper, out, withheld(paper, 2, "page"), paper.redaction(1, 1))
    text = " ".join(text_of(out, 2).split())
    assert text == "PAGE WITHHELD Page 2 of 2 is withheld. 1.4(b), (b)(6)"
    sheet = shown(out, 2)
    for one in plan.pages[1].prints:
        assert darkest(part(sheet, one.rect_pt, plan.pages[1])) == 0
        x, y = sheet.width / 400, sheet.height / 300
        rect = one.rect_pt.inflated(1)
        sheet.paste(255, (int(rect.x0 * x), int(rect.y0 * y), int(rect.x1 * x), int(rect.y1 * y)))
    assert ImageChops.invert(sheet).getbbox() is None
    assert any("AMBASSADOR" in reading for s in plan.secrets for reading in s.readings)


def test_withheld_document_is_one_sheet(make_paper: MakePaper, tmp_path: Path) -> None:
    paper = make_paper(pages=3)
    out = tmp_path / "copy.pdf"
    first = withheld(paper, 1, "document")
    targets = [withheld(paper, n, "document").targets[0] for n in (1, 2, 3)]
    plan = made(paper, out, replace(first, targets=tuple(targets)), stamp=STAMP)
    assert plan.is_withheld
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 1
    assert "This document of 3 pages is withheld." in " ".join(text_of(out).split())
    assert {secret.page for secret in plan.secrets} == {1, 2, 3}


def test_verifier_refuses_a_withheld_page_that_went_out_after_all(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper(pages=2)
    plan = paper.plan(withheld(paper, 2, "page"))
    open_plan = replace(plan, pages=(plan.pages[0], paper.plan().pages[1]))
    out = tmp_path / "copy.pdf"
    burn(open_plan, str(paper.path), str(out))
    assert not verify_release(str(out), plan, ocr="none").clean
