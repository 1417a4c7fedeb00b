"""What a plan covers, keeps and remembers as secret."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.documents import Document, DocumentState, Page
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText, Word
from workbench.release.plan import DocumentPlan, plan_document

DOCUMENT = Document("d1", "a.pdf", "a" * 64, "a" * 64, "pdf", DocumentState.READY, 1, "2026-01-01")
PAGE = Page("d1", 1, 600, 800)


def text_of_lines(*lines: str) -> PageText:
    words = []
    for number, line in enumerate(lines):
        x = 50.0
        for reading in line.split():
            width = 6.0 * len(reading)
            words.append(
                Word(reading, Rect(x, 50 + 14 * number, x + width, 60 + 14 * number), number)
            )
            x += width + 4
    return PageText(1, tuple(words))


def redaction(target: Target, kind: Kind = Kind.REDACTION) -> Annotation:
    return Annotation("r1", "d1", kind, "1.4(d)", (target,), Status.APPROVED)


def plan(text: PageText, *targets: Target, page: Page = PAGE) -> DocumentPlan:
    redactions = [redaction(target) for target in targets]
    return plan_document(DOCUMENT, [page], DocumentText.of([text]), redactions)


def test_one_box_a_line_covers_words_and_gaps_when_a_run_breaks_over_lines() -> None:
    text = text_of_lines("one two three", "four five six")
    page = plan(text, Target(1, 1, 4)).pages[0]
    assert len(page.boxes) == 2
    first, second = (box.rect_pt for box in page.boxes)
    assert first.x0 < text.words[1].rect_pt.x0
    assert first.x1 > text.words[2].rect_pt.x1
    assert second.x0 < text.words[3].rect_pt.x0
    assert [word.reading for word in page.words_kept] == ["one", "six"]


def test_box_stops_at_the_neighbour_when_words_stand_close() -> None:
    words = tuple(Word(r, Rect(50 + 30 * i, 50, 79.5 + 30 * i, 60), 0) for i, r in enumerate("abc"))
    page = plan(PageText(1, words), Target(1, 1, 1)).pages[0]
    assert page.boxes[0].rect_pt.x0 == words[0].rect_pt.x1
    assert page.boxes[0].rect_pt.x1 == words[2].rect_pt.x0
    assert [word.reading for word in page.words_kept] == ["a", "c"]


def test_word_is_dropped_when_its_box_reaches_under_a_neighbours_cut() -> None:
    text = text_of_lines("one two")
    slipped = replace(text.words[1], rect_pt=Rect(60, 50, 90, 60))
    page = plan(PageText(1, (text.words[0], slipped)), Target(1, 0, 0)).pages[0]
    assert page.words_kept == ()
    assert page.words_met == (slipped,)


def test_secrets_hold_both_readings_when_a_word_was_corrected() -> None:
    text = text_of_lines("ask K0VAC now").with_correction(1, "KOVAC")
    secret = plan(text, Target(1, 1, 1)).secrets[0]
    assert secret.readings == ("K0VAC", "KOVAC")


def test_region_is_clamped_and_knows_its_words_when_it_leaves_the_page() -> None:
    text = text_of_lines("one two three", "four five six")
    plan_ = plan(text, Target(1, rects_pt=(Rect(-20, 40, 100, 61),)))
    assert plan_.pages[0].boxes[0].rect_pt == Rect(0, 40, 100, 61)
    assert not plan_.pages[0].boxes[0].of_words
    assert plan_.secrets[0].readings == ("one two",)


@pytest.mark.parametrize(
    "bad",
    [
        redaction(Target(2, 0, 0)),
        redaction(Target(1, 3, 9)),
        redaction(Target(1, rects_pt=(Rect(700, 40, 720, 61),))),
        redaction(Target(1, 0, 0), Kind.ENTITY),
        replace(redaction(Target(1, 0, 0)), document_id="d2"),
    ],
    ids=["page", "word", "off the page", "kind", "document"],
)
def test_plan_refuses_when_a_redaction_would_stay_uncovered(bad: Annotation) -> None:
    text = text_of_lines("one two three", "four five six")
    with pytest.raises(ValueError, match=r"redaction|not a redaction"):
        plan_document(DOCUMENT, [PAGE], DocumentText.of([text]), [bad])


@given(
    first=st.integers(0, 11), length=st.integers(0, 11), rotation=st.sampled_from([0, 90, 180, 270])
)
def test_every_cut_word_is_covered_and_no_kept_word_met_when_runs_are_random(
    first: int, length: int, rotation: int
) -> None:
    text = text_of_lines("one two three four", "five six seven eight", "nine ten eleven twelve")
    last = min(first + length, 11)
    made = plan(text, Target(1, first, last), page=replace(PAGE, rotation=rotation))
    page = made.pages[0]
    for index in range(first, last + 1):
        rect = text.words[index].rect_pt
        assert any(box.rect_pt.union(rect) == box.rect_pt for box in page.boxes)
    for word in page.words_kept:
        assert not any(box.rect_pt.contains(*word.rect_pt.centre) for box in page.boxes)
    if rotation % 180 == 0:  # else the words run down the page, and padding meets neighbours
        assert len(page.words_kept) == 12 - (last - first + 1)
    assert pickle.loads(pickle.dumps(made)) == made
