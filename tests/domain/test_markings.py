"""Levels, banner lines and portion marks, against the vectors and beyond them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.vectors import family
from workbench.domain.banners import misread_level, parse_banner
from workbench.domain.letters import distance
from workbench.domain.markings import LEVELS, highest, rank
from workbench.domain.portions import is_letter_list, parse_portion

cable_like = st.text(st.sampled_from("CONFIDETALSRUPBW ()./¶1234567890-:#*\n"), max_size=60)


def ids(vector: dict[str, Any]) -> str:
    return str(vector["id"])


@pytest.mark.parametrize("vector", family("A"), ids=ids)
def test_banner_is_read_as_the_vector_says_when_it_is_one(vector: dict[str, Any]) -> None:
    banner = parse_banner(vector["input"])
    got: dict[str, Any] | None = None
    if banner is not None:
        got = {"level": banner.code, "word": banner.word}
        if banner.efto:
            got["efto"] = True
        if banner.section:
            got["section"] = list(banner.section)
        if banner.station:
            got |= {"station": banner.station, "serial": banner.serial}
    assert got == vector["expect"]


@pytest.mark.parametrize("vector", family("B"), ids=ids)
def test_portion_is_read_as_the_vector_says_when_it_is_one(vector: dict[str, Any]) -> None:
    text: str = vector["input"]
    got: object
    if text.startswith("items "):
        got = "LIST" if is_letter_list(re.findall(r"\((\w+)\)", text)) else "PORTION"
    else:
        portion = parse_portion(text)
        got = portion and portion.mark + ("!" if portion.entire else "")
    assert got == vector["expect"]


@pytest.mark.parametrize("vector", family("R"), ids=ids)
def test_misread_level_is_found_when_it_stands_alone(vector: dict[str, Any]) -> None:
    level = misread_level(re.sub(r"^[#\s]+", "", vector["input"]))
    assert (level and level.word) == vector["expect"]


@pytest.mark.parametrize(
    ("line", "value", "letters"),
    [
        ("C O N F I D E N T I A L", "CONFIDENTIAL", "C O N F I D E N T I A L"),
        ("S E C R E T STATE 012345", "SECRET", "S E C R E T"),
        ("SE CRE T LISBON 000921", "SECRET", "SE CRE T"),
        ("‘LIMITED OFFICIAL USE", "LIMITED OFFICIAL USE", "LIMITED OFFICIAL USE"),
        ("UNCLAS SENSITIVE", "SBU", "UNCLAS"),
        ("CONFIDENTIAL AND PERSONAL", "CONFIDENTIAL", "CONFIDENTIAL"),
        ("SECRET//NOFORN", "SECRET", "SECRET"),
    ],
)
def test_banner_marks_its_own_letters_when_more_stands_on_the_line(
    line: str, value: str, letters: str
) -> None:
    banner = parse_banner(line)
    assert banner is not None
    assert banner.value == value
    assert line[banner.start : banner.end] == letters


@pytest.mark.parametrize(
    "line",
    [
        "SECRET TALKS WERE HELD IN PARIS",
        "S E C R E T A R I A T",
        "Secret talks",
        "RESTRICTED ACCESS TO THE PORT 1974",
        "UNCLASSIFIED U.S. Department of State Case No. F-2012-12345",
        "CONFIDENTIAL: he said so",
        "TOP SECRETARY",
    ],
)
def test_prose_is_no_banner_when_it_begins_with_a_level(line: str) -> None:
    assert parse_banner(line) is None


@pytest.mark.parametrize("line", ["secret", "PRESIDENTIAL", "RESTRICTIONS", "OFFICIAL", "REGRETS"])
def test_words_of_the_language_are_no_level_when_alone(line: str) -> None:
    assert misread_level(line) is None


@pytest.mark.parametrize(
    ("text", "value", "mark"),
    [
        ("1. (C) SUMMARY", "CONFIDENTIAL", "(C)"),
        ("1..(C) SUMMARY", "CONFIDENTIAL", "(C)"),
        ("(U) WHO CAME", "UNCLASSIFIED", "(U)"),
        ("4. (S//NF) Text", "SECRET", "(S//NF)"),
        ("2. (LOU) Text", "LIMITED OFFICIAL USE", "(LOU)"),
        ("5. (//GBR S) Text", "SECRET", "(//GBR S)"),
    ],
)
def test_portion_marks_its_own_signs_when_found(text: str, value: str, mark: str) -> None:
    portion = parse_portion(text)
    assert portion is not None
    assert portion.value == value
    assert text[portion.start : portion.end] == mark


@pytest.mark.parametrize("text", ["C) content", "(Z) Text", "1. (See REF A)", "(C)lause", "U.S."])
def test_no_portion_is_seen_when_there_is_none(text: str) -> None:
    assert parse_portion(text) is None


def test_list_goes_on_when_it_starts_in_the_middle_of_the_letters() -> None:
    assert is_letter_list(["C", "D"])
    assert not is_letter_list(["C", "S"])


def test_highest_is_the_highest_rank_when_levels_mix() -> None:
    assert highest(["SBU", "SECRET", "CONFIDENTIAL"]) == "SECRET"
    assert highest(["nothing", "UNCLASSIFIED"]) == "UNCLASSIFIED"
    assert highest([]) == ""
    order = ["UNCLASSIFIED", "SBU", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET"]
    assert sorted(order, key=rank) == order
    assert rank("purple") == -1


@given(st.text(max_size=80) | cable_like)
def test_grammar_never_fails_and_its_spans_lie_in_the_text_when_text_is_anything(text: str) -> None:
    for found in (parse_banner(text), parse_portion(text)):
        if found is not None:
            assert 0 <= found.start < found.end <= len(text)
    misread_level(text)


@given(st.sampled_from(LEVELS), st.sampled_from(["", " ", ".", "  "]))
def test_level_is_read_when_its_letters_stand_apart(level: Any, between: str) -> None:
    banner = parse_banner(between.join(level.word.replace(" ", "").replace("-", "")))
    assert banner is not None
    assert (banner.word, banner.code) == (level.word, level.code)


@given(st.text("ABC", max_size=7), st.text("ABC", max_size=7), st.integers(0, 7))
def test_distance_obeys_its_limit_when_words_differ(a: str, b: str, limit: int) -> None:
    from rapidfuzz.distance import Levenshtein

    assert distance(a, b, limit) == min(Levenshtein.distance(a, b), limit + 1)
