"""Date-time groups and dates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.dates import (
    MONTHS,
    find_declassification_date,
    find_plain_date,
    full_year,
    month_number,
)
from workbench.domain.datetime_groups import find_dtg


def test_group_marks_its_own_signs_when_run_on() -> None:
    line = "P R 040045Z APR 08 FM SECSTATE WASHDC"
    found = find_dtg(line)
    assert found is not None
    assert line[found.start : found.end] == "040045Z APR 08"
    assert found.letters_span is not None
    assert line[slice(*found.letters_span)] == "P R"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.times(), st.sampled_from([3, 9]))
def test_any_moment_is_read_back_when_written_as_a_group(day: Any, time: Any, letters: int) -> None:
    month = MONTHS[day.month - 1][:letters]
    line = f"O {day:%d}{time:%H%M}Z {month} {day.year:04}"
    found = find_dtg(line)
    assert found is not None
    assert found.iso == f"{day.isoformat()}T{time:%H:%M}Z"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("21st November 1968", "1968-11-21"),
        ("May 4, 1964", "1964-05-04"),
        ("DATE: 6 September 2011", "2011-09-06"),
        ("31 April 1970", None),
        ("Novemberish 1968", None),
        ("21 elephants 1968", None),
    ],
)
def test_written_date_is_read_when_the_calendar_knows_it(text: str, iso: str | None) -> None:
    found = find_plain_date(text)
    assert (found and found[0]) == iso


@pytest.mark.parametrize(
    ("text", "year", "iso"),
    [
        ("07/11/2016", 2006, "2016-07-11"),
        ("31/12/2018", 2008, "2018-12-31"),
        ("6/30/08", 1998, "2008-06-30"),
        ("12-31-74", 1974, "1974-12-31"),
        ("2020/02/23", 2010, "2020-02-23"),
        ("20600101", 2010, "2060-01-01"),
        ("02/30/2009", 2000, None),
        ("N/A", 2000, None),
    ],
)
def test_declassification_date_is_read_when_in_figures(
    text: str, year: int, iso: str | None
) -> None:
    found = find_declassification_date(text, year)
    assert (found and found[0]) == iso


def test_month_needs_three_letters_when_cut() -> None:
    assert month_number("Sept") == 9
    assert month_number("MA") is None
    assert month_number("MAX") is None
    assert (full_year("86"), full_year("08"), full_year("1949")) == (1986, 2008, 1949)
