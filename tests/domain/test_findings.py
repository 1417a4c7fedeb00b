"""Findings on papers as they were read: what is found, where, and what is held back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Code, CodeSet, Limits
from workbench.domain.declassification import read_declassification
from workbench.domain.distribution import read_distribution
from workbench.domain.file_findings import check_closure, check_file
from workbench.domain.findings import check_codes, check_paper
from workbench.domain.paper import Caption, Mark, Paper, Paragraph, Place
from workbench.domain.reasons import parse_reason
from workbench.domain.review_history import read_review_history
from workbench.domain.routing import read_format_lines
from workbench.domain.rules import RULES
from workbench.domain.stamps import parse_stamp

TODAY = date(2026, 3, 1)


def at(start: int, page: int = 1) -> Place:
    return Place(page, start, start + 10)


def line(text: str, year: int = 2008) -> tuple[object, Place]:
    read = read_declassification(text, year)
    assert read is not None
    return read, at(100)


def cable(*marks: str | None, banner: str = "CONFIDENTIAL", **more: object) -> Paper:
    """A cable of 2008 that is right in everything not asked about."""
    paragraphs = tuple(
        Paragraph(n, Mark(mark, at(200 * n)) if mark else None, at(200 * n))
        for n, mark in enumerate(marks, 1)
    )
    right: dict[str, object] = {
        "system": "US",
        "kind": "cable",
        "made": date(2008, 4, 4),
        "banners": (Mark(banner, at(0)),),
        "paragraphs": paragraphs,
        "declassification": line("E.O. 12958: DECL: 04/04/2018"),
        "authority": at(150),
        "reason": (parse_reason("Reason: 1.4 (b)"), at(150)),
    }
    return Paper(**(right | more))  # type: ignore[arg-type]


def codes(paper: Paper) -> list[str]:
    return [f.code for f in check_paper(paper, TODAY) if f.code != "ELIGIBLE_FOR_REVIEW"]


def test_nothing_is_found_in_a_paper_that_is_right() -> None:
    assert codes(cable("C", "U", "C")) == []


@pytest.mark.parametrize(
    ("made", "marks", "severity"),
    [
        (date(2008, 4, 4), ("C", None, "C"), "error"),
        (date(1975, 4, 4), ("C", None, "C"), "note"),
        (date(1975, 4, 4), ("C", None, None), None),
        (date(1968, 4, 4), ("C", None, "C"), None),
    ],
)
def test_missing_mark_weighs_as_its_time_asked_for_marks(
    made: date, marks: tuple[str | None, ...], severity: str | None
) -> None:
    found = check_paper(cable(*marks, made=made), TODAY)
    assert [f.severity for f in found if f.code == "PORTION_MISSING"] == (
        [severity] if severity else []
    )


def test_review_is_promised_and_never_declassification() -> None:
    found = check_paper(cable("C"), TODAY)
    assert [f.code for f in found] == ["ELIGIBLE_FOR_REVIEW"]
    assert found[0].sentence.startswith("Eligible for review: 2018-04-04, which has come.")
    assert all("declassified" not in f.sentence.lower() for f in found)


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (cable("C", "S", "TS//SI"), ["PORTION_ABOVE_BANNER", "PORTION_ABOVE_BANNER"]),
        (cable("C", subject=Mark("S", at(50))), ["SUBJECT_ABOVE_BANNER"]),
        (cable("U", "U"), ["BANNER_ABOVE_ALL_PORTIONS"]),
        (cable("C", None, "C"), ["PORTION_MISSING"]),
        (cable(None, None), ["PORTION_MISSING"]),
        (cable("U", "U", "U", lost=(4,)),
         ["BANNER_UNSUPPORTED_BUT_PORTIONS_MISSING", "PARAGRAPH_GAP", "PORTION_MISSING"]),
        (cable("C", declassification=line("E.O. 12958: N/A")), ["CLASSIFIED_BUT_DECL_NA"]),
        (cable("U", banner="UNCLASSIFIED", authority=None), ["UNCLASSIFIED_WITH_DECL"]),
        (cable("C", declassification=None), ["DECL_MISSING"]),
        (cable("C", authority=None), ["AUTHORITY_MISSING"]),
        (cable("C", declassification=line("E.O. 12958: DECL: 01/31/2034")),
         ["CAPPED_AT_AUTO", "DECL_GT_25Y"]),
        (cable("C", declassification=line("E.O. 12958: DECL: X1, X5")), ["X_CODE_RETIRED"]),
        (cable("C", declassification=line("E.O. 12958: DECL: OADR")), ["OADR_RETIRED"]),
        (cable("C", declassification=line("E.O. 12958: DECL: MR")), ["MR_RETIRED"]),
        (cable("C", declassification=line("E.O. 12958: DECL: 25X1-human")),
         ["25X1_HUMAN_RETIRED"]),
        (cable("C", declassification=line("E.O. 12356: DECL: 04/04/2018")), ["EO_NOT_IN_FORCE"]),
        (cable("C", declassification=line("E.O. 12958: DECL: 04/04/2008")),
         ["DECL_NOT_AFTER_DOC"]),
        (cable("C", reason=(parse_reason("Reason 1.5 (d)"), at(150))), ["REASON_SECTION_ERA"]),
        (cable("C", reason=(parse_reason("Reason 1.4 (k)"), at(150))),
         ["REASON_LETTER_IMPOSSIBLE"]),
        (cable("C//RD"), ["NATO_OR_RD_WITH_AUTO_DATE"]),
        (cable("C", captions=(Caption("NODIS", at(60)), Caption("AGREMENT", at(70)))),
         ["CAPTION_LEVEL"]),
        (cable("U", banner="UNCLASSIFIED", declassification=line("E.O. 12958: N/A"),
               captions=(Caption("EXDIS", at(60)),)), ["CAPTION_LEVEL"]),
        (cable("R", banner="RESTRICTED", declassification=None), ["LEVEL_NOT_IN_USE"]),
        (cable("C", format_lines=(read_format_lines("OO RUEHC\nDE RUEHFR #1041/01 0960045\n"
               "ZNY SSSSS ZZH\nP 040055Z APR 08\nCONFIDENTIAL PARIS 001040"), at(10))),
         ["HEADER_JULIAN", "HEADER_PRECEDENCE", "HEADER_SERIAL", "HEADER_TIME",
          "ZNY_BANNER_MISMATCH"]),
        (cable("C", distribution=(read_distribution("ACTION EUR-12 INFO S-01 /014 R"), at(10))),
         ["DISTRIBUTION_SUM"]),
        (cable("C", stamps=((parse_stamp("RELEASE IN FULL"), at(5)),),
               excision_codes=(("B6", at(300)),)), ["RELEASE_STAMP_VS_CODES"]),
        (cable("C", stamps=((parse_stamp("RELEASE IN PART"), at(5)),)),
         ["RELEASE_STAMP_VS_CODES"]),
        (cable("C", stamps=((parse_stamp("RELEASE IN PART B1"), at(5)),)),
         ["RELEASE_STAMP_VS_CODES"]),
        (cable("C", stamps=((parse_stamp("RELEASE IN PART B1, 1.4(D)"), at(5)),)), []),
        (cable("C", review=(tuple(read_review_history(
            "RELEASED <16 Sep 2003 by Ays>; APPROVED <16 Sep 2003 by AYS>")), at(900))),
         ["SAME_DAY", "SAME_PERSON"]),
    ],
)  # fmt: skip
def test_each_contradiction_is_found_and_nothing_beside_it(
    paper: Paper, expected: list[str]
) -> None:
    assert sorted(codes(paper)) == sorted(expected)


def test_page_above_the_cover_is_found_where_it_stands() -> None:
    paper = cable("C", banners=(Mark("CONFIDENTIAL", at(0)), Mark("SECRET", at(0, page=3))))
    found = [f for f in check_paper(paper, TODAY) if f.code == "PAGE_ABOVE_COVER"]
    assert [f.place for f in found] == [at(0, page=3)]
    assert found[0].sentence == "Page 3 says SECRET, the first page CONFIDENTIAL."


def test_nothing_rests_on_a_level_that_was_misread() -> None:
    doubtful = Mark("SECRET", at(0, page=2), sure=False)
    assert codes(cable("C", banners=(Mark("CONFIDENTIAL", at(0)), doubtful))) == []
    assert codes(cable("U", banners=(Mark("CONFIDENTIAL", at(0), sure=False),))) == []


def test_one_mark_speaks_for_the_whole_text() -> None:
    paragraphs = (
        Paragraph(1, Mark("C", at(200), entire=True), at(200)),
        Paragraph(2, None, at(300)),
    )
    assert codes(cable(paragraphs=paragraphs)) == []


def test_british_papers_are_not_asked_for_portions_or_dates() -> None:
    paper = replace(
        cable(None, None, None),
        system="UK",
        kind="telegram",
        made=date(1986, 2, 10),
        declassification=None,
        authority=None,
        reason=None,
    )
    assert codes(paper) == []
    letter = replace(paper, kind="teleletter", banners=(Mark("SECRET", at(0)),))
    assert codes(letter) == ["TELELETTER_SECRET"]


def test_lost_label_is_said_to_be_lost_only_when_the_sequence_is_sure() -> None:
    paper = cable("C", "C", "C", lost=(4,))
    assert codes(paper) == ["PARAGRAPH_GAP", "PORTION_MISSING"]
    assert "PARAGRAPH_GAP" not in codes(replace(paper, lost_sure=False))


def test_description_has_no_findings_though_it_speaks_of_secrets() -> None:
    assert check_paper(replace(cable("S"), kind="description"), TODAY) == []


def test_paper_of_1968_has_neither_portions_nor_dates() -> None:
    old = Paper("US", "cable", made=date(1968, 5, 14), banners=(Mark("CONFIDENTIAL", at(0)),))
    assert codes(old) == []


def test_finding_names_its_rule_and_source_and_what_it_judged() -> None:
    one = next(f for f in check_paper(cable("S"), TODAY) if f.code == "PORTION_ABOVE_BANNER")
    rule = RULES[one.code]
    assert (one.rule, one.source, one.severity) == (rule.sentence, rule.source, rule.severity)
    assert one.judged == "1 S CONFIDENTIAL"


def test_code_of_the_wrong_age_is_found_beside_its_redaction() -> None:
    known = CodeSet("us", "", (Code("25X1", "a source", "E.O. 13526", "US", Limits(25)),))
    found = check_codes([("25X1", at(5))], known, date(2008, 1, 1), "US", TODAY)
    assert [f.code for f in found] == ["CODE_AGE"]
    assert check_codes([("25X1", at(5))], known, date(1975, 1, 1), "US", TODAY) == []


def test_file_must_be_graded_as_its_highest_paper() -> None:
    contents = [("a", "RESTRICTED"), ("b", "SECRET"), ("c", "CONFIDENTIAL")]
    (found,) = check_file(Mark("CONFIDENTIAL", at(5)), contents)
    assert "b in it is SECRET" in found.sentence
    assert found.place == at(5)
    assert "2 more" in check_file(Mark("UNCLASSIFIED", at(5)), contents)[0].sentence
    assert check_file(Mark("SECRET", at(5)), contents) == []


@pytest.mark.parametrize(
    ("system", "made", "name", "said"),
    [
        ("US", date(1968, 5, 14), "tags", "came in 1973"),
        ("US", date(1973, 3, 1), "tags", ""),
        ("US", date(1975, 2, 18), "sipdis", "came in 1999"),
        ("US", date(2008, 4, 4), "sipdis", ""),
        ("US", date(1995, 6, 1), "lou", ""),
        ("US", date(2003, 6, 1), "lou", "out of use by 1997"),
        ("US", date(1969, 6, 1), "group", ""),
        ("US", date(1981, 6, 1), "group", "out of use by 1974"),
        ("UK", date(1986, 2, 10), "telno", ""),
        ("UK", date(2008, 2, 10), "telno", "out of use by 2006"),
        ("US", date(2008, 2, 10), "telno", ""),
    ],
)
def test_form_that_is_not_of_its_day_is_found(
    system: str, made: date, name: str, said: str
) -> None:
    paper = Paper(system, "cable", "1966-73", made, forms=((name, at(9)),))
    found = [f for f in check_paper(paper, TODAY) if f.code == "FORM_NOT_OF_PERIOD"]
    assert [said in f.sentence and f.place == at(9) for f in found] == ([True] if said else [])


def test_file_jacket_is_asked_nothing_a_single_paper_is_asked() -> None:
    paper = cable("S", None, kind="file", system="UK", banners=(Mark("RESTRICTED", at(0)),))
    assert codes(paper) == []


def test_closure_year_is_reckoned_from_the_year_after_the_last_paper() -> None:
    assert check_closure(1972, 30, 2003, None) == []
    assert check_closure(1972, 30, 2002, None)[0].code == "CLOSURE_YEAR"


levels = st.sampled_from(["UNCLASSIFIED", "SBU", "RESTRICTED", "CONFIDENTIAL", "SECRET", "nothing"])
marks = st.lists(st.sampled_from(["U", "SBU", "C", "S//NF", "TS", None]), max_size=6)


@given(levels, marks, st.dates(), st.sampled_from(["US", "UK", ""]))
def test_check_never_fails_and_each_finding_has_a_rule(
    banner: str, portions: list[str | None], made: date, system: str
) -> None:
    paper = replace(cable(*portions, banner=banner), made=made, system=system)
    assert all(f.code in RULES and f.sentence for f in check_paper(paper, TODAY))
