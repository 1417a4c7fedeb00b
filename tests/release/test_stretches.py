"""Long documents in stretches: the copy and its proof are what they are when made at a piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from tests.release.conftest import Paper
from workbench.domain.geometry import Rect
from workbench.domain.pages import Word
from workbench.release.burn import burn, burn_pages, join_pages
from workbench.release.plan import DocumentPlan
from workbench.release.report import Report
from workbench.release.stretches import bare, put_together, stretches, to_burn, to_prove
from workbench.release.verify import prove_rest, prove_stretch, verify_release

PAGES = 9
MakePaper = Callable[..., Paper]


@pytest.mark.parametrize("pages", [1, 4, 5, 9, 191, 192, 193, 2000, 2001])
def test_stretches_hold_every_page_once_and_are_about_as_long(pages: int) -> None:
    found = stretches(pages)
    assert [n for first, last in found for n in range(first, last + 1)] == [*range(1, pages + 1)]
    lengths = {last - first + 1 for first, last in found}
    assert max(lengths) - min(lengths) <= 1
    assert len(found) <= 48


def planned(paper: Paper) -> DocumentPlan:
    return paper.plan(*(paper.redaction(number, 1) for number in (1, 4, 5, 9)))


@pytest.mark.parametrize(("family", "mode"), [("bilevel", "1"), ("jpeg", "RGB")])
def test_copy_has_the_same_bytes_when_made_in_stretches(
    family: str, mode: str, make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper(family, mode, pages=PAGES, dpi=100)
    plan, source = planned(paper), str(paper.path)
    at_a_piece, in_stretches = tmp_path / "a.pdf", tmp_path / "b.pdf"
    whole = burn(plan, source, str(at_a_piece))
    made = stretches(PAGES)
    assert len(made) > 2
    spooled = [
        burn_pages(to_burn(plan, *one), source, str(tmp_path / f"part-{one[0]}"))
        for one in reversed(made)
    ]
    joined = join_pages(bare(plan), source, spooled, str(tmp_path), str(in_stretches))
    assert in_stretches.read_bytes() == at_a_piece.read_bytes()
    assert joined.notes() == whole.notes()


def test_plan_is_the_same_when_it_was_divided(make_paper: MakePaper) -> None:
    plan = replace(planned(make_paper(pages=PAGES, dpi=50)), unprinted=(2, 9))
    parts = [to_burn(plan, *one) for one in stretches(PAGES)]
    assert put_together(plan, parts) == plan


def proved_in_stretches(path: Path, plan: DocumentPlan) -> Report:
    made = stretches(len(plan.pages))
    proved = [
        prove_stretch(str(path), part, *one, ocr="none")
        for part, one in zip(to_prove(plan, made), made, strict=True)
    ]
    return prove_rest(str(path), plan, proved, ocr="none")


def boxless(plan: DocumentPlan) -> DocumentPlan:
    """As a copy that lacks its box on page 5."""
    return with_page(plan, 5, boxes=())


def divided(plan: DocumentPlan) -> DocumentPlan:
    """As a copy whose text says the word over the turn from one stretch to the next."""
    place = Rect(20, 250, 60, 262)
    half, rest = Word("KO-", place, line=90, block=90), Word("VAC", place, line=0, block=0)
    before, after = plan.pages[2].words_kept, plan.pages[3].words_kept
    plan = with_page(plan, 3, words_kept=(*before, half))
    return with_page(plan, 4, words_kept=(rest, *after))


def with_page(plan: DocumentPlan, number: int, **changes: object) -> DocumentPlan:
    pages = [*plan.pages]
    pages[number - 1] = replace(pages[number - 1], **changes)  # type: ignore[arg-type]
    return replace(plan, pages=tuple(pages))


@pytest.mark.parametrize(
    ("spoiled", "leak", "page"),
    [
        (lambda plan: plan, None, None),
        (boxless, "box missing", 5),
        (divided, "a word over a page turn", 3),
    ],
)
def test_report_is_the_same_when_proved_in_stretches(
    spoiled: Callable[[DocumentPlan], DocumentPlan],
    leak: str | None,
    page: int | None,
    make_paper: MakePaper,
    tmp_path: Path,
) -> None:
    paper = make_paper(pages=PAGES, dpi=100)
    plan, path = planned(paper), tmp_path / "copy.pdf"
    burn(spoiled(plan), str(paper.path), str(path))
    whole = verify_release(str(path), plan, ocr="none")
    assert proved_in_stretches(path, plan) == whole
    assert whole.clean == (leak is None)
    assert leak is None or (leak, page) in {(one.vector, one.page) for one in whole.leaks}


@pytest.mark.parametrize("pages", [PAGES - 1, PAGES + 1])
def test_report_is_the_same_when_the_copy_has_other_pages_than_the_plan(
    pages: int, make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper(pages=PAGES, dpi=100)
    plan, path = planned(paper), tmp_path / "copy.pdf"
    burn(plan, str(paper.path), str(path))
    with pikepdf.open(path, allow_overwriting_input=True) as copy:
        if pages < PAGES:
            del copy.pages[6]
        else:
            copy.pages.append(copy.pages[0])
        copy.save(path)
    whole = verify_release(str(path), plan, ocr="none")
    assert not whole.clean
    assert proved_in_stretches(path, plan) == whole
