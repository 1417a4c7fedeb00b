"""The grammar family by family: the vectors, cases of our own, and laws that hold for any text."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.grammar_cases import CASES
from tests.domain.vectors import VECTORS
from workbench import files
from workbench.domain.banners import misread_level, parse_banner
from workbench.domain.codes import joined, parse_code_set
from workbench.domain.damage import Trust, find_repairs, repair_text
from workbench.domain.datetime_groups import find_dtg
from workbench.domain.excisions import read_brackets
from workbench.domain.explain import FAMILIES, Context, Explained, explain, find_family
from workbench.domain.letters import distance
from workbench.domain.portions import parse_portion
from workbench.domain.reasons import parse_reason
from workbench.domain.references import reference_fields
from workbench.domain.uk_telegrams import parse_uk_line


@cache
def context() -> Context:
    """Every code set shipped, and nothing known of the document."""
    folder = files.resource("codes")
    sets = [parse_code_set(p.stem, p.read_text("utf-8")) for p in sorted(folder.glob("*.toml"))]
    return Context(codes=joined("all", sets))


def read(letter: str, text: Any, note: str = "") -> Explained:
    family = find_family(letter)
    assert family is not None
    known = context()
    if year := re.search(r"doc year (\d{4})", note):
        known = Context(year=int(year[1]), codes=known.codes)
    return explain(family, text, known)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: str(v["id"]))
def test_line_is_read_as_the_vector_says(vector: dict[str, Any]) -> None:
    assert read(vector["fam"], vector["input"], vector["note"]).got == vector["expect"]


@pytest.mark.parametrize(
    ("letter", "text", "expect"),
    CASES,
    ids=[f"{letter}-{n}" for n, (letter, _, _) in enumerate(CASES)],
)
def test_line_of_the_same_family_is_read_as_its_rule_says(
    letter: str, text: Any, expect: Any
) -> None:
    assert read(letter, text).got == expect


@pytest.mark.parametrize(
    ("old", "new"),
    [(" ", "\u00a0"), (" ", "\u2009"), (" ", "  "), (" ", "\t"), ("\n", "\r\n"), ("-", "\u2011")],
    ids=["no break", "thin", "double", "tab", "carriage return", "hard hyphen"],
)
def test_blanks_and_hyphens_of_any_kind_are_read_like_plain_ones(old: str, new: str) -> None:
    """What other programs wrote: text of PDFs, of word processors, of Windows."""
    for vector in VECTORS:
        line = vector["input"]
        if vector["fam"] not in "ABDEFGHI" or not isinstance(line, str) or line[:5] == "items":
            continue
        text, bracket, about = line.partition("   [doc ")
        text = text.replace(old, new) + bracket + about
        assert read(vector["fam"], text, vector["note"]).got == vector["expect"], text


@pytest.mark.parametrize(
    "laid_out", ["## {}", "- {}", "**{}**", "<u>{}</u>", "| {} |", "> {}", "\ufeff  {} \u200b"]
)
def test_line_is_read_alike_when_a_layout_model_put_marks_around_it(laid_out: str) -> None:
    """Headings, bullets, bold and the like are inventions, and taken off before parsing."""
    for letter, text, expect in CASES:
        if letter in "LNOPT" and expect and text:
            assert read(letter, laid_out.format(text)).got == expect, text


@pytest.mark.parametrize("blank", ["  ", "\t", "\u00a0", "\u2009"])
def test_line_is_read_alike_whatever_blanks_stand_between_its_words(blank: str) -> None:
    for letter, text, expect in CASES:
        if letter in "LNOPST" and expect and text:
            assert read(letter, text.replace(" ", blank)).got == expect, text


@pytest.mark.parametrize("filler", [" ", ",", "1 "])
def test_line_is_read_in_a_moment_however_long_a_run_of_one_sign_is_in_it(filler: str) -> None:
    """A search that goes over the run from each of its signs would take many seconds."""
    for vector in VECTORS:
        text = vector["input"]
        if isinstance(text, str):
            middle = text.find(" ", len(text) // 2) + 1
            began = process_time()
            read(vector["fam"], text[:middle] + filler * 5000 + text[middle:])
            assert process_time() - began < 2, vector["id"]


def test_own_cases_outnumber_the_vectors_threefold() -> None:
    """The vectors are thin; each family must have been thought through further."""
    for one in FAMILIES:
        vectors = sum(v["fam"] == one.letter for v in VECTORS)
        assert sum(letter == one.letter for letter, _, _ in CASES) >= 3 * vectors, one.letter


lines_of_papers = st.one_of(
    st.text(max_size=120),
    st.text("SECRTUNLAIFDO0123456789 ()[]/.,:;-¶<>&'\"|#\n", max_size=120),
    st.sampled_from([v["input"] for v in VECTORS if isinstance(v["input"], str)]).flatmap(
        lambda line: st.tuples(
            st.just(line), st.integers(0, max(0, len(line) - 1)), st.text(max_size=3)
        ).map(lambda t: t[0][: t[1]] + t[2] + t[0][t[1] + 1 :])
    ),
)


@given(lines_of_papers)
def test_no_family_fails_and_each_answers_alike_twice_when_text_is_anything(text: str) -> None:
    for one in FAMILIES:
        answer = explain(one, text, context())
        assert answer == explain(one, text, context())
        json.dumps(answer.got)


@given(lines_of_papers)
def test_offsets_hold_the_very_signs_that_were_read_when_text_is_anything(text: str) -> None:
    if banner := parse_banner(text):
        letters = "".join(c for c in banner.word if c.isalpha())
        held = "".join(c for c in text[banner.start : banner.end].upper() if c.isalpha())
        assert len(held) == len(letters) or misread_level(text[banner.start : banner.end])
        for word, start, end in banner.controls:
            assert text[start:end] == word
    if portion := parse_portion(text):
        held = text[portion.start : portion.end]
        assert held.strip("()[]{}").strip().upper().startswith(portion.mark.split()[0][:1])
    if (group := find_dtg(text)) and group.iso:
        assert text[group.start : group.start + 2] == group.iso[8:10]
    for one in reference_fields(text, 1974):
        assert re.sub(r"\D", "", text[one.start : one.end])
    if reason := parse_reason(text):
        held = text[reason.start : reason.end].lower()
        assert reason.letters[0] in held
        assert reason.letters[-1] in held
    if line := parse_uk_line(text):
        for name, (start, end) in line.spans.items():
            held, part = " ".join(text[start:end].split()), line.parts[name]
            assert held == part or (name == "prec" and distance(held, part, 1) == 1)
    for bracket in read_brackets(text):
        assert text[bracket.start] + text[bracket.end - 1] == "[]"
    for repair in find_repairs(text):
        assert 0 <= repair.start < repair.end <= len(text)
    repaired = repair_text(text)
    for repair in reversed(repaired.repairs):
        if repair.trust is Trust.SAFE:
            text = text[: repair.start] + repair.new + text[repair.end :]
    assert repaired.text == text


@given(st.lists(st.none() | st.text(max_size=6), max_size=20))
def test_labels_of_any_kind_are_decoded_without_failing(labels: list[str | None]) -> None:
    family = find_family("numbering")
    assert family is not None
    answer = explain(family, labels, context()).got
    assert all(isinstance(number, int) for number in answer)


@pytest.mark.timeout(60)
def test_long_texts_take_no_longer_than_their_length_asks() -> None:
    """Patterns that try every start against every end would need minutes for one of these."""
    pieces = "\n| |A |'|(|a|1.4 (b) |TAGS ABCD |SECRET |classified by |X1 "
    for piece in pieces.split("|"):
        text = piece * (20_000 // len(piece))
        for one in FAMILIES:
            explain(one, text, context())


def noisy(text: str, share: float, dice: random.Random) -> str:
    """The text with a share of its letters and digits misread for others."""
    return "".join(
        dice.choice("EGCSBOTIL18") if sign.isalnum() and dice.random() < share else sign
        for sign in text
    )


def test_grammar_degrades_and_does_not_break_when_one_sign_in_twenty_is_wrong() -> None:
    """Most vectors of a family that can be read at all still answer something under noise."""
    dice = random.Random(20260101)
    vectors = [v for v in VECTORS if isinstance(v["input"], str) and v["expect"] is not None]
    right = 0
    for _ in range(3):
        for vector in vectors:
            text = noisy(vector["input"], 0.05, dice)
            right += read(vector["fam"], text, vector["note"]).got == vector["expect"]
    assert right / (3 * len(vectors)) > 0.45


def test_family_is_found_by_letter_and_by_name() -> None:
    for one in FAMILIES:
        assert find_family(one.letter.lower()) is one
        assert find_family(one.name) is one
        assert find_family(one.about.upper()) is one
    assert find_family("purple") is None
