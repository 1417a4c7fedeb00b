"""Days and times as the window says them."""

from __future__ import annotations

import pytest

from workbench.domain.times import said_days


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2006-03-14T15:30Z", "14 Mar 2006, 15:30 Z"),
        ("2006-03-14", "14 Mar 2006"),
        ("The line states 2016-03-14.", "The line states 14 Mar 2016."),
        ("1986-02-30 is no day", "1986-02-30 is no day"),
        ("86 LISBON 0133", "86 LISBON 0133"),
        ("", ""),
    ],
)
def test_days_and_times_are_said_as_people_read_them(text: str, said: str) -> None:
    assert said_days(text) == said
