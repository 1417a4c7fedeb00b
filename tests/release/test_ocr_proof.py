"""The proof reads pixels: what only the eye can see is found too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf

from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText
from workbench.release.burn import burn
from workbench.release.needles import needles_of_plan
from workbench.release.ocr_reading import PixelReading
from workbench.release.verify import verify_project_copy, verify_release, verify_terms

LINES = (
    "THE AMBASSADOR KOVACEVIC SAID THE TREATY",
    "WOULD BE SIGNED ON MONDAY AT THE PALACE",
    "AND THAT ALL WOULD BE WELL IN THE END",
)


def test_copy_passes_with_ocr_when_it_is_clean(
    make_paper: Callable[..., Any], tmp_path: Path
) -> None:
    paper = make_paper(lines=LINES)
    plan = paper.plan(paper.redaction(1, 2), paper.redaction(1, 10, code="(b)(1)"))
    out = tmp_path / "copy.pdf"
    burn(plan, str(paper.path), str(out))
    report = verify_release(str(out), plan, ocr="all")
    assert report.clean, report.to_json()
    assert "OCR of the pixels" in [c.name for c in report.checks if c.outcome == "passed"]


def test_name_is_refuted_when_a_second_place_was_misread_and_left(
    make_paper: Callable[..., Any], tmp_path: Path
) -> None:
    paper = make_paper(lines=[*LINES, "MESSAGE FROM KOVACEVIC ENDS"])
    text = paper.texts.page(1)
    misread = next(i for i, w in enumerate(text.words) if w.line == 3 and "KOV" in w.reading)
    texts = DocumentText.of([text.with_correction(misread, "K0VAGEVIG")])
    paper = replace(paper, texts=texts)
    plan = paper.plan(paper.redaction(1, 2))
    out = tmp_path / "copy.pdf"
    burn(plan, str(paper.path), str(out))
    report = verify_release(str(out), plan)
    assert {(leak.vector, leak.extractor, leak.page) for leak in report.leaks} == {
        ("legible in the pixels", "OCR, 200 dpi", 1),
        ("legible in the pixels", "OCR, 300 dpi", 1),
    }
    assert report.leaks[0].box_pt is not None
    assert report.leaks[0].box_pt.contains(*text.words[misread].rect_pt.centre)


def test_terms_are_refuted_when_only_the_pixels_hold_them(
    make_paper: Callable[..., Any],
) -> None:
    paper = make_paper("jpeg", "RGB", lines=LINES, rotation=90, size_pt=(300, 420))
    report = verify_terms(str(paper.path), ["Kovačević", "absent"])
    assert {(leak.vector, leak.said) for leak in report.leaks if "OCR" in leak.extractor} == {
        ("legible in the pixels", "term 1")
    }
    word = next(w for w in paper.texts.page(1).words if w.reading == "KOVACEVIC")
    box = report.leaks[0].box_pt
    assert box is not None
    assert box.contains(*word.rect_pt.centre)
    assert verify_terms(str(paper.path), ["absent"]).clean


def test_scan_is_refuted_when_a_box_was_only_drawn_over_it(
    make_paper: Callable[..., Any], tmp_path: Path
) -> None:
    """The naive redaction: the page shows a box, the image under it is whole."""
    paper = make_paper("jpeg", "L", lines=LINES)
    plan = paper.plan(paper.redaction(1, 2))
    (box,) = (b.rect_pt for b in plan.pages[0].boxes)
    drawn = tmp_path / "drawn.pdf"
    with pikepdf.open(paper.path) as pdf:
        page = pdf.pages[0]
        height = plan.pages[0].height_pt
        rectangle = f"0 g {box.x0} {height - box.y1} {box.width} {box.height} re f"
        page.contents_add(rectangle.encode("ascii"))
        pdf.docinfo.Title = ""
        pdf.save(drawn)
    expected = ("legible in a stored image", "OCR", 1)
    for report in (verify_terms(str(drawn), ["Kovacevic"]), verify_project_copy(str(drawn), plan)):
        seen = [(leak.vector, leak.extractor, leak.page) for leak in report.leaks]
        assert expected in seen, report.to_json()
        assert ("drawn under a shape", "pdfium, drawn without covers", 1) in seen
    burned = tmp_path / "burned.pdf"
    burn(plan, str(paper.path), str(burned))
    for report in (
        verify_terms(str(burned), ["Kovacevic"]),
        verify_project_copy(str(burned), plan),
    ):
        assert report.clean, report.to_json()


def test_word_of_its_own_is_read_for_when_a_passage_holds_it_too(
    make_paper: Callable[..., Any],
) -> None:
    """Also a short one: its place may be wrong, and then only the pixels tell."""
    paper = make_paper(
        lines=("THE DELEGATE KIM MET KOVACEVIC AT NOON", "KOVACEVIC LEFT", "KIM TOO")
    )
    plan = paper.plan(paper.redaction(1, 0, 6), paper.redaction(1, 7), paper.redaction(1, 9))
    read_for = {needle.term for needle in needles_of_plan(plan).needles if needle.for_ocr}
    assert {"kovacevic", "kim"} <= read_for
    assert "delegate" not in read_for


def test_short_terms_stand_only_where_they_are_words() -> None:
    words = (("KIM,", Rect(0, 0, 9, 9)), ("SKIMMED", Rect(9, 0, 20, 9)))
    assert PixelReading(words).places_of("kim") == [Rect(0, 0, 9, 9)]
