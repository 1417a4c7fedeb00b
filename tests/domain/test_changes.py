"""Changes and their inverse, over tables that are plain dictionaries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.changes import ChangeSet, Row, RowChange

State = dict[str, Row]
rows = st.fixed_dictionaries({"value": st.none() | st.integers(0, 9) | st.text(max_size=3)})


@st.composite
def edits(draw: st.DrawFn) -> tuple[State, ChangeSet]:
    """A table and a change set that fits it, several changes to one row included."""
    before: State = draw(st.dictionaries(st.sampled_from("abc"), rows))
    state, changes = dict(before), []
    for key in draw(st.lists(st.sampled_from("abcd"), max_size=6)):
        old = state.get(key)
        new = draw(rows if old is None else st.none() | rows)
        changes.append(RowChange("t", {"id": key}, old, new))
        if new is None:
            del state[key]
        else:
            state[key] = new
    return before, ChangeSet("Edit", tuple(changes), frozenset({("d", 1)}))


def applied(state: State, changes: ChangeSet) -> State:
    """The table after the changes; fails where a row is not as the change expects it."""
    after = dict(state)
    for change in changes.changes:
        key = str(change.key["id"])
        assert after.get(key) == change.before
        if change.after is None:
            del after[key]
        else:
            after[key] = change.after
    return after


@given(edits())
def test_everything_is_as_before_when_the_inverse_is_applied(edit: tuple[State, ChangeSet]) -> None:
    before, changes = edit
    assert applied(applied(before, changes), changes.inverse()) == before


@given(edits())
def test_inverse_of_the_inverse_is_the_change_when_taken_twice(
    edit: tuple[State, ChangeSet],
) -> None:
    _, changes = edit
    assert changes.inverse().inverse() == changes
    assert changes.inverse().touched == changes.touched


def test_row_change_is_refused_when_there_is_no_row_at_all() -> None:
    with pytest.raises(ValueError, match="before or after"):
        RowChange("t", {"id": "a"}, None, None)


def test_change_set_is_false_when_it_changes_nothing() -> None:
    assert not ChangeSet("Nothing", ())
    assert ChangeSet("Add", (RowChange("t", {"id": "a"}, None, {"value": 1}),))
