"""Paragraphs that people accepted, in the tags of a copy, and never the kind of one with a cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array

from tests.release.test_preserve import born_digital, plan_for, set_lines
from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText
from workbench.release.burn import burn
from workbench.release.passages import in_passages
from workbench.release.plan import plan_document
from workbench.release.preserve import burn_preserved
from workbench.release.verify import verify_release

MakePaper = Callable[..., Any]
Told = list[tuple[str, str]]


def paragraph(label: str, *targets: Target, **attributes: str) -> Annotation:
    return Annotation(
        new_id(), "d1", Kind.PARAGRAPH, label, targets, Status.ACCEPTED, attributes=attributes
    )


def told(path: Path) -> Told:
    """What a screen reader meets: each passage's roles from the document down, and its words."""
    with pikepdf.open(path) as pdf:
        words = {page.objgen: marked(page) for page in pdf.pages}
        found: Told = []

        def walk(element: Any, roles: str) -> None:
            kids = list(element.K) if isinstance(element.K, Array) else [element.K]
            pieces = [kid for kid in kids if isinstance(kid, int)]
            if pieces:
                said = " ".join(words[element.Pg.objgen][piece] for piece in pieces)
                found.append((roles, " ".join(said.split())))
            for kid in kids:
                if not isinstance(kid, int):
                    walk(kid, f"{roles}/{str(kid.S)[1:]}".lstrip("/"))

        walk(pdf.Root.StructTreeRoot.K, "")
        return found


def marked(page: pikepdf.Page) -> dict[int, str]:
    """The text of each piece of marked content, of a page in plain letters."""
    said: dict[int, str] = {}
    piece: int | None = None
    for step in pikepdf.parse_content_stream(page):
        operands: list[Any] = list(step.operands)
        match str(step.operator):
            case "BDC":
                piece = int(operands[1].MCID)
                said[piece] = ""
            case "EMC":
                piece = None
            case "TJ" if piece is not None:
                parts = [part for part in operands[0] if isinstance(part, pikepdf.String)]
                said[piece] += " " + "".join(bytes(part).decode("latin-1") for part in parts)
    return said


def made(paper: Any, out: Path, cuts: list[Annotation], paragraphs: list[Annotation]) -> Told:
    plan = plan_document(
        paper.document, paper.pages, paper.texts, cuts, paragraphs=paragraphs, stamp="RELEASED"
    )
    burn(plan, str(paper.path), str(out))
    report = verify_release(str(out), plan, ocr="none")
    assert report.clean, report.to_json()
    return told(out)


def test_accepted_paragraphs_are_headings_quotations_and_paragraphs(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper(pages=2)
    first = paragraph("heading", Target(1, 0, 5))
    quoted = paragraph("body", Target(1, 6, 12), part="quote")
    over = paragraph("body", Target(1, 13, 19), Target(2, 0, 5), part="quote")
    plain = paragraph("numbered", Target(2, 6, 12))
    said = made(paper, tmp_path / "copy.pdf", [], [first, quoted, over, plain])
    assert said == [
        ("H1", "AMBASSADOR KOVAC SAID THE TREATY WOULD"),
        ("BlockQuote/P", "BE SIGNED ON MONDAY AT THE PALACE"),
        ("BlockQuote/P", "THE (C) REST OF IT WAS NOT"),
        ("P", "KNOWN"),
        ("P", "RELEASED"),
        ("BlockQuote/P", "AMBASSADOR KOVAC SAID THE TREATY WOULD"),
        ("P", "BE SIGNED ON MONDAY AT THE PALACE"),
        ("P", "THE (C) REST OF IT WAS NOT KNOWN"),
        ("P", "RELEASED"),
    ]


def test_word_is_of_the_innermost_paragraph(make_paper: MakePaper, tmp_path: Path) -> None:
    whole = paragraph("numbered", Target(1, 0, 20))
    inner = paragraph("heading", Target(1, 6, 7))
    for order in ([whole, inner], [inner, whole]):
        said = made(make_paper(), tmp_path / "copy.pdf", [], order)
        assert [role for role, _ in said] == ["P", "H1", "P", "P"]
        assert said[1] == ("H1", "BE SIGNED")


@pytest.mark.parametrize("how", ["word", "region", "page"])
@pytest.mark.parametrize("kind", ["heading", "quote"])
def test_paragraph_that_loses_a_word_says_nothing_of_its_kind(
    make_paper: MakePaper, tmp_path: Path, how: str, kind: str
) -> None:
    paper = make_paper(pages=2)
    targets = (Target(1, 0, 5), Target(2, 0, 5))
    one = (
        paragraph("heading", *targets)
        if kind == "heading"
        else paragraph("body", *targets, part="quote")
    )
    word = paper.texts.page(1).words[1].rect_pt
    cut = {
        "word": paper.redaction(1, 1),
        "region": paper.region(1, Rect(word.x0 + 4, word.y0, word.x1 - 4, word.y1)),
        "page": replace(paper.region(1, Rect(0, 0, 400, 300)), attributes={"withhold": "page"}),
    }[how]
    said = made(paper, tmp_path / "copy.pdf", [cut], [one])
    assert {role for role, _ in said} == {"P"}
    assert any("AMBASSADOR KOVAC" in words for _, words in said)  # it stays on the second page


def test_page_that_keeps_its_vectors_has_the_same_tags(tmp_path: Path) -> None:
    source, out = tmp_path / "paper.pdf", tmp_path / "copy.pdf"
    lines = [["SUMMARY", "OF", "TALKS"], ["ALPHA", "BRAVO", "CHARLIE"], ["DELTA", "ECHO"]]
    born_digital(source, set_lines(lines, (400, 300)))
    plan = plan_for(source, 4)
    texts = DocumentText.of([PageText(1, plan_for(source).pages[0].words_kept)])
    paragraphs = [
        paragraph("heading", Target(1, 0, 2)),
        paragraph("body", Target(1, 3, 5), part="quote"),
        paragraph("body", Target(1, 6, 7), part="quote"),
    ]
    plan = replace(plan, pages=tuple(in_passages(plan.pages, texts, paragraphs)))
    assert burn_preserved(plan, str(source), str(out)).rebuilt == ()
    report = verify_release(str(out), plan, ocr="none", mode="preserve")
    assert report.clean, report.to_json()
    assert told(out) == [
        ("H1", "SUMMARY OF TALKS"),
        ("P", "ALPHA CHARLIE"),
        ("BlockQuote/P", "DELTA ECHO"),
    ]
