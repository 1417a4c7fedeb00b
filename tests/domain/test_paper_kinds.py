"""What kind of paper a head makes, and of which period its form is."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.domain.file_jackets import Jacket, read_jacket
from workbench.domain.paper_kinds import PaperKind, paper_kind

CABLE = frozenset(("from", "to", "tags", "eo"))


@pytest.mark.parametrize(
    ("header", "fields", "sender", "made", "expected"),
    [
        ("", CABLE, "AMEMBASSY OSLO", date(1975, 2, 18), ("cable", "US", "1973-79")),
        ("", CABLE, "AMEMBASSY OSLO", date(2008, 4, 4), ("cable", "US", "2003-10")),
        ("", {"from", "precedence"}, "AMEMBASSY OSLO", date(1968, 5, 14),
         ("cable", "US", "1966-73")),
        ("", {"telno"}, "UKDIS OSLO", date(1986, 2, 10), ("telegram", "UK", "1980-2005")),
        ("Cypher/OTP\nFROM OSLO TO FOREIGN OFFICE", (), "", date(1949, 3, 1),
         ("telegram", "", "")),
        ("TELELETTER\nFM FCO", (), "", None, ("teleletter", "UK", "")),
        ("British Embassy\nOslo\n\nDear Miss Hallow,", (), "", None, ("letter", "", "")),
        ("SECRET\nMEMORANDUM FOR THE RECORD", (), "", None, ("memorandum", "", "")),
        ("RESTRICTED\nMINUTE", (), "", None, ("minute", "", "")),
        ("Unofficial translation\n\nAide-memoire", (), "", None, ("translation", "", "")),
        ("71. Memorandum of Conversation\nOslo", (), "", None, ("memorandum", "", "")),
        ("9. Telegram From the Embassy in Oslo", (), "", None, ("telegram", "", "")),
        ("3. Letter From Miss Hallow to the Board", (), "", None, ("letter", "", "")),
        ("# 113 Hallow to Orde\nCablegram 2067, LONDON, 23 May 1949, 7.40 p.m.", {"telno"},
         "LONDON", date(1949, 5, 23), ("telegram", "AU", "")),
        ("FILE No. FSH 3/54/8\nTITLE: Buoys off the Isle", (), "", None, ("file", "UK", "")),
        ("File No. 3-54\nTitle: Buoys\nMEMORANDUM", {"from", "to"}, "", None,
         ("memorandum", "", "")),
        ("The ferry is late.", (), "", None, ("", "", "")),
    ],
)  # fmt: skip
def test_kind_follows_head_fields_and_day(
    header: str,
    fields: frozenset[str],
    sender: str,
    made: date | None,
    expected: tuple[str, str, str],
) -> None:
    kind = paper_kind(header, fields, sender, made)
    assert (kind.name, kind.system, kind.period) == expected


def test_text_that_speaks_of_a_paper_is_a_description_and_a_letter_is_none() -> None:
    said = (
        "Pages 3-4 of a file\nDescription\nThe document appears to be a confidential letter on "
        "buoys.\n- The letter acknowledges a note.\n- There is mention of a ferry."
    )
    assert paper_kind(said, ()).name == "description"
    assert paper_kind(said, {"classification"}).name == "description"
    assert paper_kind(said, {"dtg"}).name == ""
    written = "Dear Miss Hallow,\nThe letter is a copy. The paper contains nothing new."
    assert paper_kind(written, ()).name == "letter"


def test_kind_has_a_title_people_can_read() -> None:
    assert PaperKind("cable", "US", "1973-79").title == "US cable, 1973-79"
    assert PaperKind("telegram", "AU").title == "Australian telegram"
    assert PaperKind("letter").title == "letter"
    assert PaperKind("", "UK").title == ""


GRADED = "The grading of this cover is that of the highest graded paper inside it."


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("SECRET\nFILE No. FSH 3/54/8\nTITLE Buoys\nFO 371/1009", ("FSH 3/54/8", "FO 371/1009")),
        (f"RESTRICTED\n{GRADED}", ()),
    ],
)
def test_jacket_is_known_by_its_lines(text: str, numbers: tuple[str, ...]) -> None:
    assert read_jacket(text) == Jacket(numbers)


@pytest.mark.parametrize(
    "text",
    [
        "FILE No. FSH 3/54/8 was sent.",
        "Title: Buoys",
        "File No. 3-54\nSubject: Buoys",
        "FILE No. 1\nTITLE A\n" + "x " * 300,
    ],
)
def test_page_with_other_text_is_no_jacket(text: str) -> None:
    assert read_jacket(text) is None


def test_file_holds_what_cites_its_number_however_it_is_parted() -> None:
    jacket = Jacket(("FSH 3/54/8", "FO 371/1009"))
    assert jacket.holds("FSH 3/54/8/12")
    assert jacket.holds("FO_371-1009_p12.pdf")
    assert not jacket.holds("FSH 3/54/81")
    assert not jacket.holds("letter.pdf")
