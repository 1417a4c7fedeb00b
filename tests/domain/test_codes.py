"""Code sets, and codes held against the age and origin of a record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.vectors import family
from workbench import files
from workbench.domain.code_lines import closure_case, code_case
from workbench.domain.codes import (
    Code,
    CodeSet,
    Limits,
    join_codes,
    joined,
    objection,
    objections,
    parse_code_set,
    renamed,
    split_codes,
    write_code_set,
)
from workbench.domain.errors import UserError

TODAY = date(2026, 11, 22)
SETS = [
    parse_code_set(name, files.resource("codes", f"{name}.toml").read_text(encoding="utf-8"))
    for name in ("eo13526", "foia", "privacy-act", "uk")
]
CODES = joined("all", SETS)


def code(written: str) -> Code:
    found = CODES.find(written)
    assert found is not None
    return found


@pytest.mark.parametrize("vector", family("N"), ids=lambda v: v["id"])
def test_code_against_age(vector: dict[str, Any]) -> None:
    verdict = code_case(vector["input"], CODES)
    assert verdict is not None
    assert verdict.name == vector["expect"]
    assert verdict.fits == (not verdict.sentence)


@pytest.mark.parametrize("vector", family("T"), ids=lambda v: v["id"])
def test_closure_year(vector: dict[str, Any]) -> None:
    assert closure_case(vector["input"]) == vector["expect"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("US 1.4(b) document of 1980 reviewed 2026", "TOO_LATE"),
        ("US 1.4(b) document of 2001 reviewed 2026", "OK"),  # its 25th year has not ended
        ("US 3.3(b)(1) document of 2001 reviewed 2026", "OK"),
        ("US 50X6 document of 1990 reviewed 2026", "TOO_EARLY"),
        ("US 50X1-HUM document of 1990 reviewed 2026", "OK"),
        ("US 6.2(d) document of 1990 reviewed 2026", "CITE_THE_STATUTE"),
        ("US 1.5D document of 1998 reviewed 2026", "STALE_CITATION"),
        ("US 1.4D document of 2010 reviewed 2026", "OK"),
        ("US (b)(5) DP document of 1995 reviewed 2026", "LAPSED"),
        ("UK 36 document of 1996 reviewed 2026", "CHECK_20_30"),
        ("UK 36 document of 1995 reviewed 2026", "LAPSED"),
        ("UK 36 document of 2006 reviewed 2026", "OK"),
        ("UK 37(1)(b) document of 1960 reviewed 2026", "LAPSED"),
        ("UK 31 document of 1920 reviewed 2026", "LAPSED"),
        ("UK (b)(6) document of 1990 reviewed 2026", "UNKNOWN_CODE"),
    ],
)
def test_verdicts_between_the_vectors(line: str, verdict: str) -> None:
    found = code_case(line, CODES)
    assert found is not None
    assert found.name == verdict


def test_lines_that_ask_something_else_are_not_answered() -> None:
    assert code_case("US 1.4(d)", CODES) is None
    assert closure_case("30-year rule") is None


def test_objection_names_the_code_the_age_and_the_rule() -> None:
    sentence = objection(code("1.4(d)"), date(1975, 3, 1), "US", TODAY)
    assert sentence is not None
    assert "1.4(d)" in sentence
    assert "51 years old" in sentence
    assert "3.3(b)" in sentence
    assert objection(code("25X6"), date(1975, 3, 1), "US", TODAY) is None


def test_what_is_not_known_of_a_record_is_not_held_against_a_code() -> None:
    assert objection(code("35"), None, None, TODAY) is None
    assert objection(code("35"), None, "UK", TODAY) is None
    assert "United States" in (objection(code("35"), None, "US", TODAY) or "")


def test_every_code_of_a_redaction_is_looked_at() -> None:
    made = date(2008, 4, 4)
    assert objections("(b)(1), 1.4(d)", CODES, made, "US", TODAY) == []
    (alone,) = objections("(b)(1)", CODES, made, "US", TODAY)
    assert "category" in alone
    old, unknown = objections("25X1, made up", CODES, made, "US", TODAY)
    assert "25 years and more" in old
    assert "made up" in unknown


def test_labels_hold_each_code_once() -> None:
    assert split_codes("1.4(b), (b)(6),1.4(b), ") == ("1.4(b)", "(b)(6)")
    assert split_codes("") == ()
    assert join_codes(["1.4(b)", "(b)(6)", "1.4(b)"]) == "1.4(b), (b)(6)"


def test_every_shipped_code_says_what_it_means_and_what_it_rests_on() -> None:
    for one in SETS:
        for entry in (*one.codes, *one.barred):
            assert entry.sentence.endswith("."), entry
            assert entry.source, entry
            assert entry.origin in ("US", "UK"), entry
    expected = [*(f"1.4({x})" for x in "abcdefgh"), *(f"3.3(b)({n})" for n in range(1, 10))]
    expected += [*(f"25X{n}" for n in range(1, 10)), *(f"(b)({n})" for n in range(1, 10))]
    expected += [*(f"(b)(7)({x})" for x in "ABCDEF"), "(j)(1)", "(j)(2)", "(d)(5)"]
    expected += [*(f"(k)({n})" for n in range(1, 8)), "40(2)", "3(4)"]
    assert [x for x in expected if CODES.find(x) is None] == []
    assert CODES.find("6.2(c)") is None  # explained, not offered


words = st.text(min_size=1, max_size=12).filter(str.strip)
limits = st.builds(
    Limits,
    first_age=st.none() | st.integers(0, 150),
    last_age=st.just(60),
    check_age=st.none() | st.integers(0, 150),
    after=st.sampled_from(["LAPSED", "TOO_LATE"]),
    because=st.text(max_size=20),
    category=st.tuples() | st.tuples(words),
)
entries = st.builds(
    Code,
    code=words.map(str.strip).filter(lambda c: "," not in c),
    sentence=words,
    source=st.text(max_size=12),
    origin=st.sampled_from(["", "US", "UK"]),
    limits=limits,
)


@given(st.lists(entries, max_size=4, unique_by=lambda c: c.code), st.text(max_size=10))
def test_a_set_is_read_back_as_it_was_written(codes: list[Code], title: str) -> None:
    own = CodeSet("own", title, tuple(codes))
    assert parse_code_set("own", write_code_set(own)) == own


@pytest.mark.parametrize(
    "toml",
    [
        "title =",
        "[[code]]\ncode = 'A'\nsentence = 'B.'",
        "title = 'T'\n[[code]]\ncode = 'A, B'\nsentence = 'C.'",
        "title = 'T'\n[[code]]\ncode = 'A'\nsentence = ''",
        "title = 'T'\n[[code]]\ncode = 'A'\nsentence = 'B.'\nlast_age = -1",
        "title = 'T'\n" + "[[code]]\ncode = 'A'\nsentence = 'B.'\n" * 2,
    ],
)
def test_set_that_could_not_be_used_is_refused(toml: str) -> None:
    with pytest.raises(UserError):
        parse_code_set("bad", toml)


def test_entry_is_put_in_the_place_of_the_one_it_was() -> None:
    own = CodeSet("own", "Own", (Code("A", "First.", ""), Code("B", "Second.", "")))
    assert [c.code for c in renamed(own, "A", Code("C", "Third.", "")).codes] == ["C", "B"]
    assert [c.code for c in renamed(own, "", Code("C", "Third.", "")).codes] == ["A", "B", "C"]
    with pytest.raises(UserError, match="twice"):
        renamed(own, "A", Code("B", "Third.", ""))
