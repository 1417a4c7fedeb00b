"""Copies of every kind keep the rules of PDF/A-2u and of tagged PDF; the rules see what breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from pikepdf import Array, Dictionary, Name

from tests.release.archival_rules import broken, broken_by_paper
from tests.release.test_passages import paragraph
from tests.release.test_preserved_prints import paper as typeset_paper
from tests.release.test_preserved_prints import planned as typeset_plan
from tests.release.test_preserved_prints import redaction as typeset_cut
from workbench.domain.annotations import WITHHOLD, Annotation, Target
from workbench.domain.geometry import Rect
from workbench.release import paper
from workbench.release.burn import burn
from workbench.release.over_ink import over_ink
from workbench.release.plan import plan_document
from workbench.release.preserve import burn_preserved

MakePaper = Callable[..., Any]
STAMP = "RELEASED IN PART 22 Nov 2026"
MANY = "1.4(b), 1.4(d), (b)(1), (b)(6)"
KINDS = [("bilevel", "1"), ("jpeg", "L"), ("jpeg", "RGB"), ("flate", "L"), ("flate", "RGB")]
make_copy = {"rebuild": burn, "preserve": burn_preserved}


def copied(
    paper: Any, out: Path, *cuts: Annotation, stamp: str = STAMP, mode: str = "rebuild"
) -> Path:
    paragraphs = [
        paragraph("heading", Target(1, 6, 8)),
        paragraph("body", Target(1, 9, 12), part="quote"),
    ]
    plan = plan_document(
        paper.document, paper.pages, paper.texts, cuts, paragraphs=paragraphs, stamp=stamp
    )
    make_copy[mode](over_ink(plan, str(paper.path)), str(paper.path), str(out))
    return out


def withheld(paper: Any, page: int, what: str) -> Annotation:
    region: Annotation = paper.region(page, Rect(0, 0, 400, 300))
    return replace(region, attributes={WITHHOLD: what})


@pytest.mark.parametrize("mode", ["rebuild", "preserve"])
@pytest.mark.parametrize(("rotation", "crop_at"), [(0, (0, 0)), (90, (30, 40)), (270, (0, 0))])
@pytest.mark.parametrize(("family", "colours"), KINDS)
def test_copies_of_scans_keep_the_rules(
    make_paper: MakePaper,
    tmp_path: Path,
    family: str,
    colours: str,
    rotation: int,
    crop_at: tuple[float, float],
    mode: str,
) -> None:
    paper = make_paper(family, colours, pages=2, rotation=rotation, crop_at=crop_at)
    cuts = [paper.redaction(1, 1, code=MANY), paper.redaction(2, 3)]
    assert broken(copied(paper, tmp_path / "copy.pdf", *cuts, mode=mode)) == []


@pytest.mark.parametrize("what", ["page", "document"])
def test_copies_with_sheets_keep_the_rules(
    make_paper: MakePaper, tmp_path: Path, what: str
) -> None:
    paper = make_paper(pages=2)
    assert broken(copied(paper, tmp_path / "copy.pdf", withheld(paper, 2, what))) == []


def test_copies_in_other_scripts_and_of_empty_pages_keep_the_rules(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper(lines=["PLAIN WORDS"])
    (page,) = paper.texts.pages
    for reading in ("“ŁÓDŹ”", "ПРИВЕТ", "中文", "\U0001f600", "\ufeff\uffff", "(\\)"):
        words = (replace(page.words[0], ocr_reading=reading), page.words[1])
        texts = type(paper.texts).of([replace(page, words=words)])
        odd = replace(paper, texts=texts)
        plan = odd.plan()
        burn(plan, str(odd.path), str(tmp_path / "copy.pdf"))
        assert broken(tmp_path / "copy.pdf") == [], reading
    empty = make_paper(lines=[""])
    burn(empty.plan(), str(empty.path), str(tmp_path / "copy.pdf"))
    assert broken(tmp_path / "copy.pdf") == []


@pytest.mark.parametrize("rotation", [0, 90])
def test_copies_that_keep_vectors_are_tagged_by_the_rules_and_claim_nothing(
    tmp_path: Path, rotation: int
) -> None:
    source, out = typeset_paper(tmp_path / "paper.pdf", rotation), tmp_path / "copy.pdf"
    plan = typeset_plan(source, typeset_cut(Target(1, 1, 1)))
    assert burn_preserved(plan, str(source), str(out)).rebuilt == ()
    assert broken(out, claims=False) == []


def test_papers_that_go_with_copies_keep_the_rules_and_say_names_in_every_script(
    tmp_path: Path,
) -> None:
    out = tmp_path / "sheet.pdf"
    name = "Łódź & <co> 中文 ПРИВЕТ.pdf"
    paper.write(out, f"Withdrawal sheet: {name}", [paper.text(name, 18, bold=True)])
    assert broken_by_paper(out) == []
    with pymupdf.open(out) as document:
        text = " ".join(document[0].get_text().split())
    assert text.count(name) == 2  # the line of type and the foot


def _actions(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])


def _silent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _unclaimed(pdf: pikepdf.Pdf) -> None:
    data = pdf.Root.Metadata.read_bytes().replace(b">U<", b">A<")
    pdf.Root.Metadata.write(data, filter=None)


def _faded(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.XObject.P.ColorSpace = Name.DeviceCMYK


def _unmapped(pdf: pikepdf.Pdf) -> None:
    cmap = pdf.pages[0].obj.Resources.Font.T0.ToUnicode
    cmap.write(cmap.read_bytes().replace(b"<01> <7F> <0001>", b"<01> <40> <0001>"))


def _untagged(pdf: pikepdf.Pdf) -> None:
    content = pdf.pages[0].obj.Contents
    content.write(content.read_bytes().replace(b"/Artifact BMC", b"").replace(b"Q EMC", b"Q"))


def _orphaned(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTree.Nums[1] = Array([])


def _strange(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K.K[0].S = Name.Secret


def _astray(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K.K[0].K = 99


def _grouped(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Group = Dictionary(S=Name.Transparency)


def _uncoloured(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def _titled(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo[Name.Title] = "of its own"


SPOILED = [
    _actions, _silent, _unclaimed, _faded, _unmapped, _untagged, _orphaned, _strange, _astray,
    _grouped, _uncoloured, _titled,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILED)
def test_rules_see_what_breaks_them(
    make_paper: MakePaper, tmp_path: Path, spoil: Callable[[pikepdf.Pdf], None]
) -> None:
    out = copied(make_paper(), tmp_path / "copy.pdf")
    with pikepdf.open(out, allow_overwriting_input=True) as pdf:
        spoil(pdf)
        pdf.save(out, min_version="1.7", compress_streams=False)
    assert broken(out) != []
