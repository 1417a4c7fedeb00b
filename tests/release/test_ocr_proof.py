"""The proof reads pixels: what only the eye can see is found too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.domain.pages import DocumentText
from workbench.release.burn import burn
from workbench.release.verify import verify_release, verify_terms

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
    assert [(leak.vector, leak.extractor, leak.page) for leak in report.leaks] == [
        ("legible in the pixels", "OCR", 1)
    ]
    assert report.leaks[0].box_pt is not None
    assert report.leaks[0].box_pt.contains(*text.words[misread].rect_pt.centre)


def test_terms_are_refuted_when_only_the_pixels_hold_them(
    make_paper: Callable[..., Any],
) -> None:
    paper = make_paper("jpeg", "RGB", lines=LINES, rotation=90, size_pt=(300, 420))
    report = verify_terms(str(paper.path), ["Kovačević", "absent"])
    assert [(leak.vector, leak.masked) for leak in report.leaks if leak.extractor == "OCR"] == [
        ("legible in the pixels", "K…(9)")
    ]
    word = next(w for w in paper.texts.page(1).words if w.reading == "KOVACEVIC")
    box = report.leaks[0].box_pt
    assert box is not None
    assert box.contains(*word.rect_pt.centre)
    assert verify_terms(str(paper.path), ["absent"]).clean
