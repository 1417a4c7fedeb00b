"""Stamps whose rows OCR set between the lines of the paper."""

from __future__ import annotations

import pytest

from tests.suggest.test_suggest import suggested
from workbench.domain.annotations import Annotation
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word

HEADER = ("R 061215Z SEP 74", "FM AMEMBASSY LUSAKA", "TO SECSTATE WASHDC 4410",
          "INFO AMEMBASSY LAGOS", "AMEMBASSY LOME", "CONFIDENTIAL LUSAKA 2207",
          "1. THE MINE IS SHUT UNTIL THE RAINS END. NOBODY CAN SAY WHEN",
          "THAT WILL BE, AND THE MEN HAVE GONE HOME TO THEIR FIELDS.",
          "2. THE MINISTER ASKED FOR PUMPS. HE HAD BEEN TOLD THAT THERE",
          "ARE SOME IN THE STORES AT LAGOS. NOBODY HAS SEEN THEM SINCE",
          "THE FLOOD, AND THE KEEPER OF THE STORES DOES NOT ANSWER THE",
          "TELEPHONE OR THE DOOR. A CLERK WILL GO THERE TOMORROW.")  # fmt: skip


def stamped(*rows: str, at: int = 1, left: float = 380.0) -> list[Annotation]:
    """What is suggested on a cable that bears a stamp at its right, one row below each line."""
    lines: list[tuple[str, float, float]] = []
    for place, text in enumerate(HEADER):
        lines.append((text, 60.0, 100.0 + 16 * place))
        if 0 <= place - at < len(rows):
            row = rows[place - at]
            lines.append((row, left - 3 * len(row), 107.0 + 16 * place))
    words = []
    for number, (text, x, y) in enumerate(lines):
        for part in text.split():
            words.append(Word(part, Rect(x, y, x + 6 * len(part), y + 9), number, 0, 90.0))
            x += 6 * (len(part) + 1)
    return suggested(PageText(1, tuple(words)))


@pytest.mark.parametrize(
    "rows",
    [
        ("RECEIVED", "9 SEP 1974", "MAIL ROOM"),
        ("REVIEWED FOR RELEASE", "12 JUL 2004"),
        ("DECLASSIFIED", "Authority NND 431907", "By kd Date 7-9-94"),
        ("REGISTRY", "LB 9/22", "7 NOV 1974"),
    ],
)
def test_stamp_is_whole_and_header_too_when_their_lines_were_read_in_turn(
    rows: tuple[str, ...],
) -> None:
    found = stamped(*rows)
    assert [a.value for a in found if a.label == "stamp"] == [" ".join(rows)]
    assert [a.value for a in found if a.label in ("from", "to", "info", "mrn")] == [
        "AMEMBASSY LUSAKA", "SECSTATE WASHDC", "AMEMBASSY LAGOS", "AMEMBASSY LOME",
        "74LUSAKA2207",
    ]  # fmt: skip


def test_rows_of_a_stamp_are_apart_when_they_were_read_as_ends_of_lines() -> None:
    rows = ("DECLASSIFIED", "Authority NND 431907", "By kd Date 7-9-94")
    words = []
    for number, text in enumerate(HEADER):
        x, y = 60.0, 100.0 + 16 * number
        row = rows[number - 1] if 1 <= number <= len(rows) else ""
        for place, part in enumerate([*text.split(), *row.split()]):
            if place == len(text.split()):
                x = 400.0
            words.append(Word(part, Rect(x, y, x + 6 * len(part), y + 9), number, 0, 90.0))
            x += 6 * (len(part) + 1)
    found = suggested(PageText(1, tuple(words)))
    assert [a.value for a in found if a.label == "stamp"] == [" ".join(rows)]
    assert [a.value for a in found if a.label in ("from", "to")] == [
        "AMEMBASSY LUSAKA", "SECSTATE WASHDC",
    ]  # fmt: skip


def test_number_of_the_message_is_none_of_a_stamp_that_stands_over_it() -> None:
    found = stamped("RECEIVED", "9 SEP 1974", at=3, left=110.0)
    assert [a.value for a in found if a.label == "stamp"] == ["RECEIVED 9 SEP 1974"]
    assert [a.value for a in found if a.label == "mrn"] == ["74LUSAKA2207"]
