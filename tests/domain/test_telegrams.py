"""Header lines, page furniture and paragraph numbers of cables and telegrams."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.addresses import address_fields, dtg_fields
from workbench.domain.declassification import eo_fields
from workbench.domain.furniture import furniture
from workbench.domain.numbering import decode_numbers, number_token
from workbench.domain.reasons import parse_authority
from workbench.domain.references import reference_fields
from workbench.domain.stamps import is_excision_code, is_release_stamp
from workbench.domain.tags import tags_field
from workbench.domain.uk_telegrams import telno_field


@pytest.mark.parametrize(
    "line", ["THE PORT WAS RELEASED IN MAY", "(C) COLORS, LIGHTS", "© 1710402 SEP 98", "PAGE ONE"]
)
def test_text_is_no_furniture_when_it_only_looks_like_it(line: str) -> None:
    assert furniture(line) is None
    assert not is_release_stamp(line)


def test_excision_codes_are_told_from_text_when_alone_on_a_line() -> None:
    assert all(is_excision_code(line) for line in ("1.4(D), B1", "1.4(B)", "B6", "25X1", "(b)(1)"))
    assert not any(is_excision_code(line) for line in ("1. (C) TEXT", "B1 BOMBER", "", "12"))


def test_run_on_header_is_taken_apart_when_on_one_line() -> None:
    line = "P R 040045Z APR 08 FM SECSTATE WASHDC TO AMEMBASSY PARIS PRIORITY INFO X COLLECTIVE"
    fields, goes_on = address_fields(line[18:], "", run_on=True)
    assert [(f.label, f.value) for f in fields] == [
        ("from", "SECSTATE WASHDC"),
        ("to", "AMEMBASSY PARIS"),
        ("info", "X COLLECTIVE"),
    ]
    assert goes_on == "info"
    assert fields[1].attributes == {"precedence": "PRIORITY"}


@pytest.mark.parametrize(
    ("line", "label", "values"),
    [
        ("TO RUEHC/SECSTATE WASHDC PRIORITY 2214", "to", ["SECSTATE WASHDC"]),
        ("INFO ROUTINE BONN, PARIS", "info", ["BONN", "PARIS"]),
        ("INFO SAVING UKDEL NATO, BRUSSELS", "info", ["UKDEL NATO", "BRUSSELS"]),
        ("TO PRIORITY FCO", "to", ["FCO"]),
        ("FM UKDIS GENEVA", "from", ["UKDIS GENEVA"]),
    ],
)
def test_addressees_are_freed_of_routing_when_read(
    line: str, label: str, values: list[str]
) -> None:
    fields, _ = address_fields(line, "", run_on=False)
    assert [(f.label, f.value) for f in fields] == [(label, value) for value in values]
    assert [line[f.start : f.end] for f in fields] == values


def test_fields_say_where_they_stand_when_found() -> None:
    order = "E.O. 12958: DECL: 07/11/2016"
    assert [(f.label, f.value, order[f.start : f.end]) for f in eo_fields(order, 2006)] == [
        ("eo", "12958", "E.O. 12958"),
        ("declassify_on", "2016-07-11", "07/11/2016"),
    ]
    telno = telno_field("TELNO 007")
    assert telno is not None
    assert telno.value == "7"
    tags = tags_field("TAGS: EWWT, PREL,\nIC")
    assert tags is not None
    assert tags.value == "EWWT PREL IC"
    assert dtg_fields("P 310100Z APR 08") == []


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("E.O. 12958: N/A", "N/A"),
        ("E.O. 12356:  DECL:OADR", "OADR"),
        ("E.O. 11652: GDS", "GDS"),
        ("E.O. 12958: DECL: (1.6, X5, X6)", "1.6, X5, X6"),
        ("E.O. 13526: DECL: 25X1, 20600101", "25X1 2060-01-01"),
    ],
)
def test_declassification_words_are_kept_when_there_is_no_plain_date(line: str, value: str) -> None:
    assert eo_fields(line, 2008)[1].value == value


def test_authority_is_read_when_who_and_why_are_there() -> None:
    text = "Classified By: DCM Harriet P. Lindqvist. Reasons: 1.4 (b) and\n(d). 1. (C) More"
    found = parse_authority(text)
    assert found is not None
    assert text[found.start : found.end].endswith("(d).")
    assert [(f.label, f.value) for f in found.fields] == [
        ("classified_by", "DCM Harriet P. Lindqvist"),
        ("reason", "1.4(b), 1.4(d)"),
    ]
    assert parse_authority("Classified by nobody in particular") is None


@pytest.mark.parametrize(
    "line", ["8 JUNE WITH THEIR USUAL", "1974 was dry", "1.4 (b)", "A. Text", ""]
)
def test_line_opens_no_paragraph_when_it_has_no_number_with_a_stop(line: str) -> None:
    assert number_token(line) is None


@given(st.integers(1, 40), st.integers(1, 60), st.data())
def test_true_numbers_are_found_when_some_labels_are_lost(
    first: int, count: int, data: st.DataObject
) -> None:
    numbers = [n for n in range(first, first + count) if data.draw(st.integers(0, 9)) or n == first]
    if first > 9:  # an excerpt that begins at 11 reads as 1 as well as 11: never claimed
        return
    assert decode_numbers([str(n) for n in numbers]) == numbers


@given(st.lists(st.text("0123456789Il|<u>/¶$", max_size=5), max_size=30))
def test_decoded_numbers_rise_or_start_again_when_tokens_are_anything(tokens: list[str]) -> None:
    decoded = decode_numbers(tokens)
    assert len(decoded) == len(tokens)
    kept = [n for n in decoded if n is not None]
    assert all(b > a or b == 1 for a, b in pairwise(kept))


@given(
    st.text(max_size=120) | st.text(st.sampled_from("FMTO INFE.:12958/DCLAGSREX()\n"), max_size=99)
)
def test_grammar_never_fails_and_spans_lie_in_the_text_when_text_is_anything(text: str) -> None:
    fields = [
        *dtg_fields(text),
        *eo_fields(text, 2000),
        *reference_fields(text, 2000),
        *address_fields(text, "to", run_on=True)[0],
        *([tags] if (tags := tags_field(text)) else []),
    ]
    assert all(0 <= f.start < f.end <= len(text) for f in fields)
    furniture(text)
    parse_authority(text)
    number_token(text)
