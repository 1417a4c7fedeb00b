"""Boxes over words whose layer does not say where their ink is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.release.conftest import SECRET, Paper, source_pdf
from workbench.domain.documents import Document, DocumentState, Page
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText, Word
from workbench.release.burn import burn
from workbench.release.over_ink import over_ink
from workbench.release.verify import verify_release

MakePaper = Callable[..., Any]
SECOND = 1


def with_rect(paper: Any, make: Callable[[Rect], Rect], number: int = SECOND) -> Any:
    """The paper with the layer's rectangle of one word moved off its ink."""
    words = list(paper.texts.page(1).words)
    words[number] = replace(words[number], rect_pt=make(words[number].rect_pt))
    return replace(paper, texts=DocumentText.of([PageText(1, tuple(words))]))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "wrong",
    [
        lambda r: Rect(r.x0 + r.width * 0.2, r.y0 + r.height * 0.2, r.x1, r.y1),
        lambda r: Rect(r.x0, r.y0, r.x1 - r.width * 0.2, r.y1 - r.height * 0.2),
        lambda r: Rect(r.x0, r.y0 + r.height * 0.35, r.x1, r.y1 - r.height * 0.35),
    ],
    ids=["short at its beginning", "short at its end", "flat"],
)
def test_box_covers_the_ink_when_the_layer_is_off(
    wrong: Callable[[Rect], Rect], rotation: int, make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper(rotation=rotation, size_pt=(400, 420))
    ink = paper.texts.page(1).words[SECOND].rect_pt
    off = with_rect(paper, wrong)
    plan = off.plan(off.redaction(1, SECOND))
    grown = over_ink(plan, str(paper.path))
    (box,) = grown.pages[0].boxes
    assert box.rect_pt.x0 <= ink.x0 + 1.0
    assert box.rect_pt.y0 <= ink.y0 + 1.0
    assert box.rect_pt.x1 >= ink.x1 - 1.0
    assert box.rect_pt.y1 >= ink.y1 - 1.0
    for word in grown.pages[0].words_kept:
        common = word.rect_pt.intersection(box.rect_pt)
        assert common is None or common.area < 0.1 * word.rect_pt.area
    assert grown.secrets[0].boxes_pt == (box.rect_pt,)
    assert grown.pages[0].words_of_source == plan.pages[0].words_of_source
    out = tmp_path / "copy.pdf"
    burn(grown, str(paper.path), str(out))
    assert verify_release(str(out), grown, ocr="none").clean


def test_box_stops_at_a_neighbour_and_the_copy_is_refused_when_ink_still_stands_out(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper()
    rect = paper.texts.page(1).words[SECOND].rect_pt
    middle = rect.x0 + rect.width * 0.45
    inside = rect.x1 - 0.5 * rect.width
    off = with_rect(paper, lambda r: Rect(r.x0, r.y0, middle, r.y1))
    # The neighbour's rectangle, too, is wrong: flat, it begins under the cut word.
    off = with_rect(off, lambda r: Rect(inside, r.y0 + r.height * 0.9, r.x1, r.y1), SECOND + 1)
    plan = over_ink(off.plan(off.redaction(1, SECOND)), str(paper.path))
    (box,) = plan.pages[0].boxes
    assert box.rect_pt.x1 == pytest.approx(inside, abs=1.2)
    out = tmp_path / "copy.pdf"
    burn(plan, str(paper.path), str(out))
    report = verify_release(str(out), plan, ocr="none")
    (leak,) = report.leaks
    assert leak.sentence().startswith("Partly covered ink on page 1 at ")
    assert SECRET not in leak.sentence()


def test_nothing_grows_when_the_layer_is_right_or_a_rule_runs_by(make_paper: MakePaper) -> None:
    paper = make_paper()
    plan = paper.plan(paper.redaction(1, SECOND))
    before = plan.pages[0].boxes[0].rect_pt
    after = over_ink(plan, str(paper.path)).pages[0].boxes[0].rect_pt
    assert after.area <= before.area * 1.15


def test_box_follows_a_stroke_into_a_neighbours_place(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper()
    words = paper.texts.page(1).words
    cut = words[SECOND].rect_pt
    scale = paper.images[0].width / 400
    # A tail of the cut word's last letter, and below it a word whose rectangle begins too high.
    image = paper.images[0].copy()
    x, y = round((cut.x1 - 6) * scale), round((cut.y0 + cut.height / 2) * scale)
    ImageDraw.Draw(image).line((x, y, x, round((cut.y1 + 3.5) * scale)), fill=0, width=4)
    path = tmp_path / "tail.pdf"
    source_pdf(path, [image], (400, 300), "bilevel")
    under = replace(words[-1], rect_pt=Rect(cut.x0, cut.y1 + 1, cut.x1, cut.y1 + 20))
    texts = DocumentText.of([PageText(1, (*words, under))])
    told = replace(paper, path=path, texts=texts, images=(image,))
    box = over_ink(told.plan(told.redaction(1, SECOND)), str(path)).pages[0].boxes[0].rect_pt
    assert box.y1 >= cut.y1 + 3.4
    # A letter of the neighbour that reaches into the box stays as it is.
    tall = paper.images[0].copy()
    ImageDraw.Draw(tall).line(
        (x, round((cut.y1 - 1) * scale), x, round((cut.y1 + 6) * scale)), fill=0, width=4
    )
    source_pdf(path, [tall], (400, 300), "bilevel")
    box = over_ink(told.plan(told.redaction(1, SECOND)), str(path)).pages[0].boxes[0].rect_pt
    assert box.y1 < cut.y1 + 2


@pytest.mark.parametrize("ticked", [False, True])
def test_check_box_beside_a_cut_word_is_no_letter_of_it(
    ticked: bool, make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper()
    words = paper.texts.page(1).words
    scale = paper.images[0].width / 400
    box = words[0].rect_pt
    frame = Rect(box.x0 - 13, box.y0 - 0.5, box.x0 - 4, box.y1 + 0.5)
    image = paper.images[0].copy()
    drawing = ImageDraw.Draw(image)
    corners = [round(side * scale) for side in frame.as_list()]
    drawing.rectangle(corners, outline=0, width=3)
    if ticked:
        drawing.line((corners[0], corners[1], corners[2], corners[3]), fill=0, width=3)
    path, out = tmp_path / "form.pdf", tmp_path / "copy.pdf"
    source_pdf(path, [image], (400, 300), "bilevel")
    plan = replace(paper, path=path).plan(paper.redaction(1, 0))
    grown = over_ink(plan, str(path))
    assert grown.pages[0].boxes[0].rect_pt.x0 > frame.x1
    burn(grown, str(path), str(out))
    report = verify_release(str(out), grown, ocr="none")
    assert report.clean, report.to_json()


def test_drawn_regions_stay_as_they_were_drawn(make_paper: MakePaper) -> None:
    paper = make_paper()
    rect = paper.texts.page(1).words[SECOND].rect_pt
    plan = paper.plan(paper.region(1, Rect(rect.x0, rect.y0, rect.centre[0], rect.y1)))
    assert over_ink(plan, str(paper.path)) == plan


@pytest.mark.parametrize(
    ("dpi", "height", "gap"),
    [(150, 8.0, 9), (200, 8.4, 13), (300, 8.4, 19), (300, 9.4, 15), (400, 8.6, 25)],
)
def test_copy_passes_however_near_a_letter_that_nobody_read_stands(
    dpi: int, height: float, gap: int, tmp_path: Path
) -> None:
    """``gap`` in pixels, ``height`` of the letters in points: about where a box no longer grows."""
    scale = dpi / 72
    image = Image.new("1", (round(200 * scale), round(60 * scale)), 1)
    draw = ImageDraw.Draw(image)
    left, top, tall = round(30.3 * scale), round(20 * scale), round(height * scale)
    wide, between = tall // 2, max(2, tall // 8)
    for _ in range(4):
        draw.rectangle((left, top, left + wide, top + tall - 1), fill=0)
        left += wide + between
    end = left - between
    draw.rectangle((end + gap, top + 1, end + gap + wide, top + tall - 2), fill=0)
    path, out = tmp_path / "paper.pdf", tmp_path / "copy.pdf"
    source_pdf(path, [image], (200, 60), "bilevel")
    words = (
        Word(SECRET, Rect(30.3, 20, end / scale, 20 + height), 0),
        Word("OTHER", Rect(30.3, 45, 60, 45 + height), 1),
    )
    document = Document(
        "d1", path.name, "a" * 64, "a" * 64, "pdf", DocumentState.READY, 1, "2026-01-01"
    )
    texts = DocumentText.of([PageText(1, words)])
    paper = Paper(path, document, (Page("d1", 1, 200, 60, 0),), texts, (image,))
    plan = over_ink(paper.plan(paper.redaction(1, 0, code="")), str(path))
    burn(plan, str(path), str(out))
    report = verify_release(str(out), plan, ocr="none")
    assert report.clean, report.to_json()
