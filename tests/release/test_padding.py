"""Boxes that are wider than their words: their width tells nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.release.test_plan import DOCUMENT, PAGE, redaction, text_of_lines
from workbench.domain.annotations import PAD, Annotation, Kind, Status, Target
from workbench.domain.geometry import Rect, unrotate_rect
from workbench.domain.pages import DocumentText, PageText
from workbench.release.padding import QUANTUM_PT
from workbench.release.plan import PagePlan, plan_document


def planned(text: PageText, pad: str, *words: int) -> PagePlan:
    cut = replace(redaction(Target(1, words[0], words[-1])), attributes={PAD: pad})
    return plan_document(DOCUMENT, [PAGE], DocumentText.of([text]), [cut]).pages[0]


@pytest.mark.parametrize("name", ["Hale", "Orlov", "Gromyko"])
def test_width_is_the_same_for_names_of_any_length_when_nothing_follows(name: str) -> None:
    (box,) = planned(text_of_lines(f"met {name}", "and left again"), "quantum", 1).boxes
    assert box.rect_pt.width == pytest.approx(QUANTUM_PT)


def test_no_neighbour_is_cut_in_two_when_a_box_is_widened() -> None:
    text = text_of_lines("met Hale and a correspondent there")
    page = planned(text, "quantum", 1)
    box = page.boxes[0].rect_pt
    for word in text.words:
        common = word.rect_pt.intersection(box)
        assert common is None or common.width >= word.rect_pt.width - 0.5
    assert [word.reading for word in page.words_kept] == ["met", "there"]
    assert page.words_met, "what the box covers leaves the text layer"


@pytest.mark.parametrize(("line", "word"), [("met Hale", 1), ("Hale and others", 0)])
def test_a_box_is_widened_into_white_space_where_there_is_some(line: str, word: int) -> None:
    text = text_of_lines(line)
    indented = [replace(w, rect_pt=Rect.spanning(*_moved(w.rect_pt, 60))) for w in text.words]
    page = planned(PageText(1, tuple(indented)), "quantum", word)
    assert page.boxes[0].rect_pt.width == pytest.approx(QUANTUM_PT)
    assert len(page.words_kept) == len(text.words) - 1


def _moved(rect: Rect, by: float) -> tuple[float, float, float, float]:
    return rect.x0 + by, rect.y0, rect.x1 + by, rect.y1


def test_whole_line_and_whole_paragraph_are_covered_when_asked_for() -> None:
    text = text_of_lines("one two three", "four five")
    line = planned(text, "line", 1)
    assert [word.reading for word in line.words_kept] == ["four", "five"]
    paragraph = planned(text, "paragraph", 1)
    assert paragraph.words_kept == ()
    assert len({(box.rect_pt.x0, box.rect_pt.x1) for box in paragraph.boxes}) == 1


def test_whole_paragraph_is_the_one_that_was_accepted() -> None:
    """Where the reading put a last line into another block, or two paragraphs into one."""
    text = text_of_lines("one two three", "four five", "six seven", "eight")
    blocks = (0, 0, 0, 0, 0, 1, 1, 1)
    words = [replace(w, block=b) for w, b in zip(text.words, blocks, strict=True)]
    split = PageText(1, tuple(words))
    cut = replace(redaction(Target(1, 4, 4)), attributes={PAD: "paragraph"})
    accepted = [
        Annotation("p", "d1", Kind.PARAGRAPH, "body", (Target(1, *span),), Status.ACCEPTED)
        for span in ((0, 7), (3, 6))
    ]
    texts = DocumentText.of([split])
    (page,) = plan_document(DOCUMENT, [PAGE], texts, [cut], paragraphs=accepted).pages
    assert [word.reading for word in page.words_kept] == ["one", "two", "three", "eight"]


@pytest.mark.parametrize("fall", [0.03, -0.03])
@pytest.mark.parametrize("rotation", [0, 90])
def test_box_over_a_line_follows_it_where_the_scan_is_askew(fall: float, rotation: int) -> None:
    text = text_of_lines(" ".join(["word"] * 12), " ".join(["next"] * 12))
    askew = []
    for word in text.words:
        x, y = word.rect_pt.x0, 300 + word.line * 26 + fall * word.rect_pt.x0
        rect = Rect(x, y, x + word.rect_pt.width, y + 10)
        askew.append(replace(word, rect_pt=unrotate_rect(rect, 600, 800, rotation)))
    cut = replace(redaction(Target(1, 2, 2)), attributes={PAD: "line"})
    paper = replace(PAGE, rotation=rotation)
    plan = plan_document(DOCUMENT, [paper], DocumentText.of([PageText(1, tuple(askew))]), [cut])
    page = plan.pages[0]
    assert [word.reading for word in page.words_kept] == ["next"] * 12
    lengths = {round(max(b.rect_pt.width, b.rect_pt.height), 2) for b in page.boxes}
    assert len(page.boxes) > 1
    assert len(lengths) == 1, "steps are no words"
    for word in askew[:12]:
        covered = sum(
            common.area for b in page.boxes if (common := word.rect_pt.intersection(b.rect_pt))
        )
        assert covered > 0.99 * word.rect_pt.area


def test_secret_is_what_was_redacted_when_its_box_is_widened() -> None:
    text = text_of_lines("one two three")
    cut = replace(redaction(Target(1, 1, 1)), attributes={PAD: "line"})
    plan = plan_document(DOCUMENT, [PAGE], DocumentText.of([text]), [cut])
    assert [secret.readings for secret in plan.secrets] == [("two",)]
    assert Rect(0, 0, 600, 800).union(plan.secrets[0].boxes_pt[0]) == Rect(0, 0, 600, 800)
