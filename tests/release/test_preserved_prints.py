"""Sheets, stamps and codes in the margin on copies that keep vectors: clean, there, in place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from tests.release.test_preserve import born_digital, set_lines
from workbench.domain.annotations import WITHHOLD, Annotation, Kind, Status, Target, new_id
from workbench.domain.documents import Document, DocumentState
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText
from workbench.engines.pdf import close_document
from workbench.engines.reading import read_page
from workbench.release.plan import DocumentPlan, plan_document
from workbench.release.preserve import burn_preserved
from workbench.release.verify import verify_release

MANY = "1.4(b), 1.4(c), 1.4(d), 25X1, 25X6, (b)(1), (b)(3), (b)(5), (b)(6)"
STAMP = "RELEASED IN PART 22 Nov 2026"
SIZE_PT = (400, 300)


def paper(path: Path, rotation: int = 0) -> Path:
    """Two typeset pages."""
    born_digital(path, set_lines([["ALPHA", "BRAVO"], ["CHARLIE"]], SIZE_PT), SIZE_PT, rotation)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages.append(pdf.pages[0])
        pdf.save(path)
    return path


def planned(source: Path, *redactions: Annotation) -> DocumentPlan:
    read = [read_page(str(source), number, "never") for number in (1, 2)]
    close_document(str(source))
    document = Document(
        "d1", source.name, "a" * 64, "a" * 64, "pdf", DocumentState.READY, 2, "2026-01-01"
    )
    texts = DocumentText.of(PageText(n, tuple(r.words)) for n, r in enumerate(read, start=1))
    pages = [replace(r.page, document_id="d1") for r in read]
    return plan_document(document, pages, texts, redactions, stamp=STAMP)


def redaction(target: Target, **attributes: str) -> Annotation:
    return Annotation(
        new_id(),
        "d1",
        Kind.REDACTION,
        MANY,
        (target,),
        Status.APPROVED,
        author="Ada",
        created_at="2026-01-01T10:00:00Z",
        attributes=attributes,
    )


def words_of(path: Path) -> list[str]:
    with pymupdf.open(path) as document:
        return [" ".join(page.get_text().split()) for page in document]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_codes_and_stamp_are_words_on_a_page_that_keeps_its_vectors(
    rotation: int, tmp_path: Path
) -> None:
    source, out = paper(tmp_path / "paper.pdf", rotation), tmp_path / "copy.pdf"
    plan = planned(source, redaction(Target(1, 1, 1)))
    assert [one.text for one in plan.pages[0].prints] == [MANY, STAMP]
    assert burn_preserved(plan, str(source), str(out)).rebuilt == ()
    report = verify_release(str(out), plan, ocr="none", mode="preserve")
    assert report.clean, report.to_json()
    first, second = words_of(out)
    assert MANY in first
    assert "ALPHA" in first
    assert "BRAVO" not in first
    assert STAMP in first
    assert STAMP in second
    assert "BRAVO" in second


@pytest.mark.parametrize("what", ["page", "document"])
def test_sheet_stands_in_place_of_what_is_withheld(what: str, tmp_path: Path) -> None:
    source, out = paper(tmp_path / "paper.pdf"), tmp_path / "copy.pdf"
    whole = Rect(0, 0, *SIZE_PT)
    targets = [
        Target(number, rects_pt=(whole,)) for number in ((1, 2) if what == "document" else (2,))
    ]
    sheet = replace(redaction(targets[0], **{WITHHOLD: what}), targets=tuple(targets))
    plan = planned(source, sheet)
    assert burn_preserved(plan, str(source), str(out)).rebuilt == ()
    report = verify_release(str(out), plan, ocr="none", mode="preserve")
    assert report.clean, report.to_json()
    pages = words_of(out)
    assert len(pages) == (1 if what == "document" else 2)
    assert f"{what.upper()} WITHHELD" in pages[-1]
    assert "ALPHA" not in pages[-1]
    if what == "page":
        assert "ALPHA BRAVO" in pages[0]
