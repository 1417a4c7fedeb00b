"""Rectangles, rotation and hit testing."""

from __future__ import annotations

import math
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.strategies import coordinates, rects
from workbench.domain.geometry import (
    Rect,
    bounding,
    hit,
    rotate_rect,
    rotated_size,
    unrotate_rect,
)

quarter_turns = st.sampled_from([0, 90, 180, 270])
sizes = st.integers(1, 1000).map(float)


@pytest.mark.parametrize("corners", [(2, 0, 1, 1), (0, 2, 1, 1), (math.nan, 0, 1, 1)])
def test_rectangle_is_refused_when_corners_are_out_of_order(
    corners: tuple[float, float, float, float],
) -> None:
    with pytest.raises(ValueError, match="not a rectangle"):
        Rect(*corners)


@given(rects(), rects())
def test_union_holds_both_and_nothing_smaller_does_when_any_two_meet(a: Rect, b: Rect) -> None:
    union = a.union(b)
    assert union == b.union(a)
    for rect in (a, b):
        assert union.contains(rect.x0, rect.y0)
        assert union.contains(rect.x1, rect.y1)
    assert union.x0 in (a.x0, b.x0)
    assert union.x1 in (a.x1, b.x1)
    assert union.y0 in (a.y0, b.y0)
    assert union.y1 in (a.y1, b.y1)


@given(rects(), rects())
def test_intersection_lies_in_both_when_they_share_area(a: Rect, b: Rect) -> None:
    common = a.intersection(b)
    assert common == b.intersection(a)
    assert (common is not None) == a.intersects(b) == b.intersects(a)
    if common is not None:
        assert a.union(common) == a
        assert b.union(common) == b
        assert common.area <= min(a.area, b.area)


@given(rects())
def test_rectangle_meets_itself_only_when_it_has_area(a: Rect) -> None:
    assert a.intersects(a) == (a.area > 0)
    assert a.union(a) == a


def test_edges_do_not_intersect_when_rectangles_only_touch() -> None:
    assert Rect(0, 0, 1, 1).intersection(Rect(1, 0, 2, 1)) is None


@given(rects(), st.integers(-50, 50).map(float), st.integers(-50, 50).map(float))
def test_inflated_never_turns_inside_out_when_shrunk_too_far(a: Rect, dx: float, dy: float) -> None:
    grown = a.inflated(dx, dy)
    assert grown.centre == pytest.approx(a.centre)
    assert grown.width == pytest.approx(max(0.0, a.width + 2 * dx))
    assert grown.height == pytest.approx(max(0.0, a.height + 2 * dy))


@given(rects(), quarter_turns, sizes, sizes)
def test_rotation_comes_back_when_undone(a: Rect, turn: int, width: float, height: float) -> None:
    there = rotate_rect(a, width, height, turn)
    assert unrotate_rect(there, width, height, turn) == a
    assert there.area == a.area


@given(rects(), sizes, sizes)
def test_four_quarter_turns_change_nothing_when_done_in_a_row(
    a: Rect, width: float, height: float
) -> None:
    turned, size = a, (width, height)
    for _ in range(4):
        turned = rotate_rect(turned, *size, 90)
        size = rotated_size(*size, 90)
    assert turned == a
    assert size == (width, height)


@given(quarter_turns, sizes, sizes)
def test_whole_page_fills_the_turned_page_when_rotated(
    turn: int, width: float, height: float
) -> None:
    whole = rotate_rect(Rect(0, 0, width, height), width, height, turn)
    assert whole == Rect(0, 0, *rotated_size(width, height, turn))


def test_top_left_goes_to_top_right_when_turned_clockwise() -> None:
    assert rotate_rect(Rect(0, 0, 10, 5), 100, 200, 90) == Rect(195, 0, 200, 10)


@given(st.lists(rects(), max_size=6))
def test_bounding_is_the_union_of_all_when_there_are_any(many: list[Rect]) -> None:
    around = bounding(many)
    assert (around is None) == (not many)
    for rect in many:
        assert cast("Rect", around).union(rect) == around


@given(st.lists(rects(), min_size=1, max_size=6), coordinates, coordinates)
def test_hit_gives_the_smallest_when_several_hold_the_point(
    many: list[Rect], x: float, y: float
) -> None:
    found = hit(many, x, y)
    holding = [rect for rect in many if rect.contains(x, y)]
    assert (found is None) == (not holding)
    if found is not None:
        assert many[found].contains(x, y)
        assert many[found].area == min(rect.area for rect in holding)


def test_hit_takes_the_nearest_within_slack_when_none_holds_the_point() -> None:
    rects_there = [Rect(0, 0, 10, 10), Rect(14, 0, 20, 10)]
    assert hit(rects_there, 13, 5, slack_pt=2) == 1
    assert hit(rects_there, 12, 5) is None
    assert hit(rects_there, 30, 5, slack_pt=2) is None


@given(rects(), sizes, sizes)
def test_clamped_part_lies_on_the_page_when_there_is_one(
    a: Rect, width: float, height: float
) -> None:
    part = a.clamped(width, height)
    if part is not None:
        assert 0 <= part.x0 <= part.x1 <= width
        assert 0 <= part.y0 <= part.y1 <= height


def test_list_is_rounded_to_hundredths_when_stored() -> None:
    assert Rect(0.123456, 1, 2.999, 3).as_list() == [0.12, 1, 3.0, 3]
