"""Codes and stamps keep clear of what no word tells of: hand marks, seals, drawings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageStat

from tests.release.conftest import source_pdf
from workbench.domain.geometry import Rect, unrotate_rect
from workbench.release.burn import burn
from workbench.release.over_ink import over_ink
from workbench.release.plan import DocumentPlan, plan_document
from workbench.release.verify import verify_release

MakePaper = Callable[..., Any]
STAMP = "RELEASED IN PART 22 Nov 2026"
MANY = "1.4(b), 1.4(d), (b)(1), (b)(6)"
SIZE_PT = (400, 300)


def marked(paper: Any, places: Sequence[Rect], rotation: int = 0) -> Any:
    """The paper with a hand mark (a stroke from corner to corner) in each place of the page."""
    image: Image.Image = paper.images[0].copy()
    scale = image.width / SIZE_PT[0]
    drawing = ImageDraw.Draw(image)
    for place in places:
        corners = tuple(v * scale for v in (place.x0, place.y0, place.x1, place.y1))
        drawing.line(corners, fill=0, width=round(1.5 * scale))
    source_pdf(paper.path, [image], SIZE_PT, "bilevel", rotation)
    return replace(paper, images=(image,))


def inked(paper: Any, place: Rect) -> float:
    """The share of a place that is dark."""
    image: Image.Image = paper.images[0].convert("L")
    scale = image.width / SIZE_PT[0]
    x0, y0, x1, y1 = (int(v * scale) for v in (place.x0, place.y0, place.x1, place.y1))
    return 1 - ImageStat.Stat(image.crop((x0, y0, x1, y1))).mean[0] / 255


def planned(paper: Any, stamp: str = "", code: str = MANY) -> DocumentPlan:
    cut = paper.redaction(1, 1, code=code)
    return plan_document(paper.document, paper.pages, paper.texts, [cut], stamp=stamp)


def made(plan: DocumentPlan, paper: Any, out: Path) -> DocumentPlan:
    laid = over_ink(plan, str(paper.path))
    burn(laid, str(paper.path), str(out))
    report = verify_release(str(out), laid, ocr="none")
    assert report.clean, report.to_json()
    return laid


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_code_and_stamp_keep_clear_of_hand_marks(
    make_paper: MakePaper, tmp_path: Path, rotation: int
) -> None:
    paper = make_paper(rotation=rotation)
    before = planned(paper, STAMP)
    places = [one.rect_pt for one in before.pages[0].prints]
    assert len(places) == 2
    signed = marked(paper, places, rotation)
    assert all(inked(signed, place) > 0.02 for place in places)
    after = made(before, signed, tmp_path / "copy.pdf")
    assert [one.text for one in after.pages[0].prints] == [MANY, STAMP]
    assert all(inked(signed, one.rect_pt) == 0 for one in after.pages[0].prints)
    assert after.pages[0].words_of_source == before.pages[0].words_of_source
    assert after.unprinted == ()


def test_prints_stay_where_they_are_on_white_paper(make_paper: MakePaper) -> None:
    paper = make_paper()
    plan = planned(paper, STAMP)
    assert over_ink(plan, str(paper.path)).pages[0].prints == plan.pages[0].prints


def test_prints_go_over_ink_where_nothing_else_is_left(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper()
    shaded = [unrotate_rect(Rect(0, y, 400, y + 0.1), *SIZE_PT, 0) for y in range(100, 300, 4)]
    shaded += [Rect(0, y, 400, y + 0.1) for y in range(0, 18, 4)]
    plan = planned(paper, STAMP)
    after = made(plan, marked(paper, shaded), tmp_path / "copy.pdf")
    assert [one.text for one in after.pages[0].prints] == [MANY, STAMP]


def test_code_stands_beside_the_box_as_it_is_burned(make_paper: MakePaper, tmp_path: Path) -> None:
    """A box that grows over ink of its word does not meet its own code."""
    paper = make_paper()
    (page,) = paper.texts.pages
    words = list(page.words)
    rect = words[1].rect_pt
    words[1] = replace(words[1], rect_pt=Rect(rect.x0, rect.y0 + 3, rect.x1, rect.y1))
    off = replace(paper, texts=type(paper.texts).of([replace(page, words=tuple(words))]))
    laid = made(planned(off), off, tmp_path / "copy.pdf")
    (box,), (one,) = laid.pages[0].boxes, laid.pages[0].prints
    assert box.rect_pt.y0 < rect.y0 + 1
    assert not one.rect_pt.intersects(box.rect_pt)
