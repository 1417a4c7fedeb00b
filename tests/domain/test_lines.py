"""Small rules beside the families: captions, orders, years, and telegrams that point at others."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from workbench.domain.captions import captions_of
from workbench.domain.declassification import eo_fields, read_declassification
from workbench.domain.eligibility import automatic_date, years_later
from workbench.domain.numbering import number_token, read_sequence
from workbench.domain.orders import ORDERS, in_force, order_of
from workbench.domain.uk_telegrams import resolve_reference


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("SIPDIS", ["SIPDIS"]),
        ("STPDTS", ["SIPDIS"]),
        ("NODIS CHEROKEE", ["NODIS", "CHEROKEE"]),
        ("STADISNODIS", ["STADIS", "NODIS"]),
        ("EXDIS, NOFORN", ["EXDIS", "NOFORN"]),
        ("UK EYES ONLY", ["UK EYES ONLY"]),
        ("EYES ONLY", ["EYES ONLY"]),
        ("ROGER CHANNEL", ["ROGER CHANNEL"]),
        ("ONLY THE MINISTER KNEW", []),
        ("THE STAFF", []),
        ("LISBON", []),
        ("", []),
    ],
)
def test_captions_are_told_apart_when_nothing_else_stands_on_the_line(
    line: str, words: list[str]
) -> None:
    found = captions_of(line)
    assert [word for word, _, _ in found] == words
    assert all(0 <= start < end <= len(line) for _, start, end in found)


@pytest.mark.parametrize(
    ("written", "number"),
    [("12958", "12958"), ("1295", "12958"), ("16652", "11652"), ("12356", "12356"),
     ("12985", "12958"), ("13256", None), ("99999", None), ("", None)],
)  # fmt: skip
def test_order_is_known_when_a_digit_is_damaged(written: str, number: str | None) -> None:
    order = order_of(written)
    assert (order and order.number) == number


def test_orders_follow_one_another_without_a_day_between() -> None:
    for before, after in pairwise(ORDERS):
        assert before.last is not None
        assert (after.first - before.last).days == 1
        assert in_force(after, after.first)
        assert not in_force(before, after.first)


def test_years_are_counted_from_the_day_and_to_the_end_of_the_year() -> None:
    assert years_later(date(2008, 2, 29), 25) == date(2033, 2, 28)
    assert automatic_date(date(2008, 4, 4)) == date(2033, 12, 31)
    assert automatic_date(date(9999, 1, 1)) == date(9999, 12, 31)


@pytest.mark.parametrize(
    ("words", "target"),
    [("MIPT", "BONN TELNO 11"), ("PLEASE SEE IFT", "BONN TELNO 13"), ("MIFT", "BONN TELNO 13"),
     ("My immediately preceding telegram", "BONN TELNO 11"), ("YOUR TELNO 4", None)],
)  # fmt: skip
def test_telegram_before_and_after_is_of_the_same_post(words: str, target: str | None) -> None:
    assert resolve_reference(words, "BONN", 12) == target


def test_no_telegram_comes_before_the_first_of_a_year() -> None:
    assert resolve_reference("MIPT", "BONN", 1) is None


def test_lost_labels_are_said_to_be_lost() -> None:
    read = read_sequence(["11", "12", "15", "16"])
    assert (read.numbers, read.lost, read.sure) == ((1, 2, 5, 6), (3, 4), False)
    assert read_sequence(["1", "2", "1974,", "3"]).sure
    assert not read_sequence(["1", "2", "1", "2"]).sure
    assert read_sequence(["9", "10", "12"]).lost == (11,)


def test_fields_of_an_order_line_stand_where_their_words_do() -> None:
    line = "E.O. 12958: DECL: 04/04/2030; X5 TAGS: PREL"
    fields = eo_fields(line, 2008)
    assert [(f.label, f.value) for f in fields] == [
        ("eo", "12958"),
        ("declassify_on", "2030-04-04"),
    ]
    assert line[fields[1].start : fields[1].end].startswith("04/04/2030")


@pytest.mark.parametrize(
    ("line", "raw"),
    [
        ("3.THE BUOY IS LATE", "3"),
        ("6A. REPLY TO:", "6"),
        ("4.5 METERS", None),
        ("1.A FERRY", None),
        ("10A ROAD", None),
    ],
)
def test_label_may_stand_against_its_text_or_bear_the_letter_of_a_first_part(
    line: str, raw: str | None
) -> None:
    token = number_token(line)
    assert (token and token[0]) == raw


def test_note_of_a_later_review_behind_decl_is_no_term_of_the_paper() -> None:
    read = read_declassification("E.O. 12958: DECL: DECLASSIFIED BY NARA 09/02/2009", 1966)
    assert read is not None
    assert (read.kind, read.date) == ("", None)
