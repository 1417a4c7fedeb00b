"""Targets hang on words: spans are exact, clamp, and come back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.strategies import pages, readings
from workbench.domain.annotations import (
    Annotation,
    Kind,
    Status,
    Target,
    overlapping,
    spans_of,
    target_from_span,
    text_of,
)
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText


def annotation(*targets: Target, **more: Any) -> Annotation:
    """A person's name on the given targets."""
    fields: dict[str, Any] = {"id": "a", "document_id": "d", "label": "PERSON"} | more
    return Annotation(kind=Kind.ENTITY, status=Status.ACCEPTED, targets=targets, **fields)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"first_word": 1}, "both"),
        ({}, "words or rectangles"),
        ({"first_word": 2, "last_word": 1}, "out of order"),
        ({"first_word": -1, "last_word": 1}, "out of order"),
        ({"first_word": 0, "last_word": 0, "rects_pt": (Rect(0, 0, 1, 1),)}, "not both"),
    ],
)
def test_target_is_refused_when_it_makes_no_sense(
    arguments: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Target(1, **arguments)


def test_annotation_is_refused_when_it_has_no_target() -> None:
    with pytest.raises(ValueError, match="target"):
        annotation()


@given(pages(), st.data())
def test_span_comes_back_from_its_target_when_it_begins_and_ends_in_words(
    page: PageText, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(page.text)))
    end = data.draw(st.integers(start, len(page.text)))
    target = target_from_span(page, start, end)
    if target is None:
        assert not page.text[start:end].strip() or start == end
        return
    span = target.span(page)
    assert span is not None
    assert start <= span[0] <= span[1] <= end
    assert not page.text[start : span[0]].strip(" \n")
    assert not page.text[span[1] : end].strip(" \n")
    assert target_from_span(page, *span) == target


@given(pages(), st.data())
def test_span_stays_in_its_words_when_readings_change_under_it(
    page: PageText, data: st.DataObject
) -> None:
    if not page.words:
        return
    first = data.draw(st.integers(0, len(page.words) - 1))
    last = data.draw(st.integers(first, len(page.words) - 1))
    target = Target(
        1, first, last, data.draw(st.integers(0, 9)), data.draw(st.none() | st.integers(0, 9))
    )
    changed = page.with_correction(first, data.draw(readings))
    changed = changed.with_correction(last, data.draw(readings))
    span = target.span(changed)
    assert span is not None
    assert changed.starts[first] <= span[0] <= span[1] <= changed.ends[last]


def test_boxes_hold_whole_words_when_the_target_cuts_into_them(two_lines: PageText) -> None:
    cut = Target(1, 1, 2, first_char=1, last_char=1)
    assert cut.boxes(two_lines) == (Rect(2, 0, 3, 1), Rect(0, 2, 1, 3))
    assert text_of(annotation(cut), lambda _: two_lines) == "eta\ng"


def test_region_has_boxes_and_no_text_when_there_are_no_words(two_lines: PageText) -> None:
    box = Rect(5, 5, 9, 9)
    region = Target(1, rects_pt=(box,))
    assert region.boxes(two_lines) == (box,)
    assert region.span(two_lines) is None
    assert list(region.words) == []
    assert text_of(annotation(region), lambda _: two_lines) == ""


def test_spans_are_in_order_of_the_text_when_targets_are_not(two_lines: PageText) -> None:
    document = DocumentText.of([two_lines, PageText(2, two_lines.words)])
    two_parts = annotation(Target(2, 0, 0), Target(1, 3, 3))
    texts = [document.text[a:b] for a, b in spans_of(two_parts, document)]
    assert texts == ["delta", "alpha"]
    assert two_parts.pages == (1, 2)


def test_innermost_comes_first_when_annotations_nest() -> None:
    wide, narrow = annotation(Target(1, 0, 5), id="w"), annotation(Target(1, 2, 2), id="n")
    elsewhere = annotation(Target(2, 2, 2), id="e")
    assert overlapping([wide, elsewhere, narrow], 1, 2) == [narrow, wide]
    assert overlapping([wide, narrow], 1, 4) == [wide]


def test_annotations_sort_as_a_reader_meets_them_when_sorted_by_order() -> None:
    late = annotation(Target(2, 0, 0))
    early = annotation(Target(1, 3, 3), Target(2, 9, 9))
    assert sorted([late, early], key=lambda a: a.order) == [early, late]


@pytest.fixture
def two_lines() -> PageText:
    """``alpha beta`` over ``gamma delta``."""
    from workbench.domain.pages import Word

    return PageText(
        1,
        tuple(
            Word(text, Rect(2 * x, 2 * y, 2 * x + 1, 2 * y + 1), y)
            for y, line in enumerate((("alpha", "beta"), ("gamma", "delta")))
            for x, text in enumerate(line)
        ),
    )
