"""What part of a paper a line belongs to: nothing that is not its text parts what is."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.suggest.test_suggest import (
    SAMPLES,
    labels,
    places,
    suggested,
    texts,
    true_pages,
    typed,
)
from workbench.domain.annotations import Annotation
from workbench.domain.pages import PageText, Word
from workbench.suggest import suggest_document


def fields(found: list[Annotation]) -> dict[str, list[str | None]]:
    """The values of each field, in order."""
    held: dict[str, list[str | None]] = {}
    for one in found:
        if one.kind == "field":
            held.setdefault(one.label, []).append(one.value)
    return held


def numbers(found: list[Annotation]) -> list[str]:
    return [str(a.attributes["number"]) for a in found if a.label == "numbered"]


def test_list_of_addressees_goes_on_when_a_page_line_stands_in_it() -> None:
    page = typed(
        "R 182333Z FEB 75", "FM SECSTATE WASHDC", "TO AMEMBASSY OSLO", "AMEMBASSY LIMA",
        "PAGE 02 STATE 015113 182333Z", "AMEMBASSY LISBON", "INFO AMCONSUL BERGEN", "",
        "1. THE FERRY IS LATE.", "", "2. IT OFTEN IS.",
    )  # fmt: skip
    held = fields(suggested(page))
    assert held["to"] == ["AMEMBASSY OSLO", "AMEMBASSY LIMA", "AMEMBASSY LISBON"]
    assert held["info"] == ["AMCONSUL BERGEN"]


def test_header_is_read_when_it_was_run_onto_one_line() -> None:
    page = typed(
        "P R 040045Z APR 08 FM SECSTATE WASHDC TO AMEMBASSY OSLO PRIORITY INFO",
        "BUOY KEEPERS COLLECTIVE", "", "1. (C) The ferry is late.", "", "2. (C) It often is.",
    )  # fmt: skip
    held = fields(suggested(page))
    assert held["precedence"] == ["PRIORITY ROUTINE"]
    assert held["dtg"] == ["2008-04-04T00:45Z"]
    assert (held["from"], held["to"]) == (["SECSTATE WASHDC"], ["AMEMBASSY OSLO"])
    assert held["info"] == ["BUOY KEEPERS COLLECTIVE"]


def test_references_are_resolved_when_bullets_and_gaps_divide_their_list() -> None:
    page = typed(
        "R 040045Z APR 08", "REF: A) OSLO 26726 (SMALL GROUP)", "B) OSLO 27694 (IE)", "",
        "- C) LIMA 633 (BELLS)", "- D) 07 LIMA 2929", "", "1. (C) The ferry.", "", "2. (C) Late.",
    )  # fmt: skip
    assert fields(suggested(page))["ref"] == [
        "08OSLO26726", "08OSLO27694", "08LIMA633", "07LIMA2929",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("O 1710402 SEP 98", "1998-09-17T10:40Z"),
        ("© 17I04OZ SEP 98", "1998-09-17T10:40Z"),
        ("R 3910402 SEP 98", None),
        ("R 1710409 SEP 98", None),
    ],
)
def test_damaged_moment_is_mended_only_where_the_calendar_has_it(
    line: str, moment: str | None
) -> None:
    found = suggested(typed(line, "FM AMEMBASSY LISBON", "TO SECSTATE WASHDC", "", "1. NO."))
    dated = [a for a in found if a.label == "dtg"]
    assert [a.value for a in dated] == ([moment] if moment else [])
    assert all(a.attributes["mended"] and a.origin.endswith("mended") for a in dated)


def test_precedence_and_number_are_read_on_a_cablegram_of_the_forties() -> None:
    page = typed(
        "Cablegram 637 LISBON, 2 June 1947, 6.35 p.m.", "", "MOST IMMEDIATE SECRET", "",
        "The boats are in harbour and wait for oil.", "", "2. They have waited since May.",
    )  # fmt: skip
    held = fields(suggested(page))
    assert (held["telno"], held["from"]) == (["637"], ["LISBON"])
    assert (held["dtg"], held["precedence"]) == (["1947-06-02T18:35"], ["MOST IMMEDIATE"])


def test_stamp_beside_a_line_is_no_part_of_the_address() -> None:
    page = typed(
        "O 171040Z SEP 98", "FM AMEMBASSY LISBON RELEASE IN PART",
        "TO SECSTATE WASHDC IMMEDIATE 3307 B1, 1.4(B)", "", "1. (S) They are in [ 1.4(D), B1 ].",
    )  # fmt: skip
    found = suggested(page)
    assert fields(found)["from"] == ["AMEMBASSY LISBON"]
    assert texts(found, "stamp", page) == ["RELEASE IN PART\nB1, 1.4(B)", "1.4(D), B1"]


def test_tilted_stamp_read_in_pieces_is_one_stamp_and_no_text() -> None:
    page = typed(
        "1. The ferry is late, and the keeper left.", "", "SIFIED", "D 640117", "3-2-94", "DECLAS",
        "Authority NN", "By ms Date", "", "CONFIDENTIAL",
    )  # fmt: skip
    found = suggested(page)
    (stamp,) = texts(found, "stamp", page)
    assert " ".join(stamp.split()) == "SIFIED D 640117 3-2-94 DECLAS Authority NN By ms Date"
    for label in ("numbered", "body", "signature", "heading"):
        assert not any("SIFIED" in text or "By ms" in text for text in texts(found, label, page))
    page = typed("1. The list of posts:", "", "640117", "3-2-94", "640118", "", "2. They wait.")
    assert texts(suggested(page), "stamp", page) == []


def test_lost_labels_are_said_and_placed_when_headings_show_where_they_stood() -> None:
    page = typed(
        "11. (C) The first thing is said", "and said again.", "", "Second Matters", "",
        "The second thing is said without its label,", "for it is lost.", "", "#", "",
        "The third thing has lost its heading too,", "and nobody knows it.", "",
        "14. (C) The fourth is whole.", "",
        "15. (C) So is this.",
    )  # fmt: skip
    found = suggested(page)
    assert numbers(found) == ["1", "4", "5"]
    lost = [a for a in found if a.attributes.get("label") == "lost"]
    assert [(a.attributes["number"], a.label) for a in lost] == [("2", "body"), ("3", "body")]
    after = next(a for a in found if a.attributes.get("number") == "4")
    assert after.attributes["lost_before"] == "2, 3"
    assert all("portion" not in a.attributes for a in lost)


def test_nothing_is_lost_before_the_first_label() -> None:
    page = typed("The boats wait.", "", "2. They wait for oil.", "", "3. They will go on waiting.")
    found = suggested(page)
    assert numbers(found) == ["2", "3"]
    assert not any("lost_before" in a.attributes for a in found)


def test_notes_and_dashes_belong_to_the_numbered_paragraph_above() -> None:
    page = typed(
        "1. (C) Three things were said.", "", "--the first thing of them,", "which is long;", "",
        "NOTE: This is only a note. END NOTE.", "", "2. (C) That is all.",
    )  # fmt: skip
    found = suggested(page)
    below = [a for a in found if a.label in ("subparagraph", "body")]
    assert [a.attributes["parent"] for a in below] == ["1", "1"]
    assert below[1].attributes["part"] == "note"


def test_sentence_goes_on_over_a_blank_line_when_it_is_not_over() -> None:
    page = typed(
        "1. (C) The delegation should go on to support the", "", "wish of the keepers for oil.",
        "", "2. (C) That is all.",
    )  # fmt: skip
    found = suggested(page)
    assert texts(found, "numbered", page)[0].endswith("oil.")


@pytest.mark.parametrize(
    "line",
    [
        "Lisbon, May 3, 1957.",
        "Dar es Salaam, May 3, 1957—7:42 p.m.",
        "British Legation, Port Said, 3rd May 1957",
    ],
)
def test_line_of_place_and_date_dates_the_paper_and_is_nobody(line: str) -> None:
    page = typed(
        "Letter From the Harbour Master", "", line, "", "Dear Ann: I have read your note about the",
        "lamp, which is lit again.",
    )  # fmt: skip
    held = fields(suggested(page))
    assert held["dtg"] == ["1957-05-03"]
    assert "to" not in held


def test_sentence_that_ends_in_a_date_does_not_date_the_paper() -> None:
    page = typed("In Lisbon, May 3, 1957.", "", "1. The ferry is late.", "", "2. It often is.")
    assert "dtg" not in fields(suggested(page))


def test_letter_gives_whom_it_is_for_what_it_is_about_and_who_signs() -> None:
    page = typed(
        "21st November 1968", "", "R. H. Carnforth, Esq.,", "Marine Department,", "Whitehall.", "",
        "Dear Carnforth,", "", "The Lamp", "",
        "Thank you for your letter about the lamp,", "which was lit.", "",
        "Yours ever,", "", "Arthur L. Trevanion", "Keeper of Lamps",
    )  # fmt: skip
    found = suggested(page)
    held = fields(found)
    assert (held["to"], held["subject"]) == (["R. H. Carnforth, Esq."], ["The Lamp"])
    assert texts(found, "signature", page) == ["Arthur L. Trevanion\nKeeper of Lamps"]
    assert "Arthur L. Trevanion" in texts(found, "PERSON", page)
    assert "Keeper of Lamps" in texts(found, "OFFICE", page)


def test_desks_of_a_british_distribution_are_offices() -> None:
    page = typed(
        "1. THE FERRY IS LATE.", "", "2. IT OFTEN IS.", "", "TREVANION", "", "YYYY", "",
        "COASTAL MATTERS LIMITED", "MAED", "NEWS D SOVIET D", "PS/MR RENTON PS/PUS",
        "MR DEREK THOMAS", "GOODALL",
    )  # fmt: skip
    found = suggested(page)
    assert texts(found, "OFFICE", page) == ["MAED", "NEWS D", "SOVIET D", "PS/MR RENTON", "PS/PUS"]
    assert "MR DEREK THOMAS" in texts(found, "PERSON", page)


def damaged(page: PageText, share: float, chance: random.Random) -> PageText:
    """A page of which so many letters were misread."""
    words = []
    for word in page.words:
        letters = [
            chance.choice("aeilnorstCEIOST01") if sign != " " and chance.random() < share else sign
            for sign in word.reading
        ]
        words.append(Word("".join(letters), word.rect_pt, word.line))
    return PageText(page.number, tuple(words))


def test_noise_of_one_letter_in_twenty_spoils_some_and_breaks_nothing() -> None:
    chance = random.Random(5)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name in SAMPLES:
        pages = [damaged(page, 0.05, chance) for page in true_pages(name)]
        found = suggest_document(name, pages, labels())
        assert found == suggest_document(name, pages, labels())
        true, _ = places(name)
        for kind in ("paragraph", "marking", "field"):
            made = sum(a.kind == kind for a in found)
            gold = sum(place[0] == kind for place in true)
            right[kind] += min(made, gold)
            total[kind] += max(made, gold)
    for kind, share in (("paragraph", 0.6), ("marking", 0.6), ("field", 0.4)):
        assert right[kind] >= share * total[kind], (kind, right[kind], total[kind])
