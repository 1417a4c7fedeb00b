"""Findings of documents as they stand: by what was suggested, accepted, rejected and corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.app.conftest import AddDocument
from workbench.app import edits, findings
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Status, Target
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.domain.rules import Severity

Reads = Callable[..., Document]
TODAY = date(2026, 3, 1)
HEAD = """CONFIDENTIAL VALORA 000217
P 040045Z APR 08
FM AMEMBASSY VALORA
TO SECSTATE WASHDC PRIORITY 4471
E.O. 12958: DECL: {decl}
TAGS: PREL, PARM, TN
SUBJECT: CALL ON MINISTER ILDERAN (C)
Classified By: Ambassador R. Hartwell for reason 1.4 (b)."""
CABLE = (
    HEAD
    + """
1. ({first}) Minister Ilderan received the Ambassador on April 3.
He said that the talks at the lake would be held.
2. (C) The government would not sign before the elections.
3. (U) A communique is expected next week.
4. (C) The southern delegation was told as much.
HARTWELL
CONFIDENTIAL"""
)


def cable(*, decl: str = "04/04/2018", first: str = "C") -> str:
    return CABLE.format(decl=decl, first=first)


@pytest.fixture
def read(session: Session, add_document: AddDocument) -> Reads:
    """Puts a paper in and has it suggested upon."""

    def put(*pages: str, name: str = "cable.pdf") -> Document:
        document = add_document(*pages, name=name)
        session.wait(session.suggest([document.id]))
        return document

    return put


def codes(session: Session, document: Document) -> list[str]:
    found = findings.check(session, [document], TODAY)
    return [f.finding.code for f in found if f.finding.code != "ELIGIBLE_FOR_REVIEW"]


def named(session: Session, document: Document, code: str) -> findings.Found:
    found = findings.check(session, [document], TODAY)
    return next(f for f in found if f.finding.code == code)


def test_paper_in_order_has_no_finding_but_its_date(session: Session, read: Reads) -> None:
    document = read(cable())
    assert codes(session, document) == []
    dated = named(session, document, "ELIGIBLE_FOR_REVIEW")
    assert "Eligible for review: 2018-04-04" in dated.finding.sentence


def test_portion_above_the_banner_is_found_at_its_words(session: Session, read: Reads) -> None:
    document = read(cable(first="S"))
    found = named(session, document, "PORTION_ABOVE_BANNER")
    assert found.finding.severity is Severity.ERROR
    assert found.target is not None
    page = session.page_text(document.id, 1)
    assert page.words[found.target.words[0]].ocr_reading == "(S)"


def test_finding_goes_when_a_person_rejects_what_it_rests_on(session: Session, read: Reads) -> None:
    document = read(cable(first="S"))
    (mark,) = (
        a
        for a in session.annotations(document.id, kinds={Kind.MARKING})
        if (a.label, a.value) == ("portion", "SECRET")
    )
    session.do(edits.reject(session, [mark.id]))
    assert codes(session, document) == ["PORTION_MISSING"], "unknown, and no longer above"
    session.undo()
    assert codes(session, document) == ["PORTION_ABOVE_BANNER"]


def test_value_a_person_changes_is_what_is_judged(session: Session, read: Reads) -> None:
    document = read(cable())
    (until,) = (a for a in session.annotations(document.id) if a.label == "declassify_on")
    session.do(edits.edit(session, [until.id], value="2040-01-01"))
    assert codes(session, document) == ["CAPPED_AT_AUTO", "DECL_GT_25Y"]
    assert "2033-12-31" in named(session, document, "ELIGIBLE_FOR_REVIEW").finding.sentence


def test_finding_set_aside_stays_so_until_what_it_judged_changes(
    session: Session, read: Reads
) -> None:
    document = read(cable(decl="01/31/2034"))
    over = named(session, document, "DECL_GT_25Y")
    session.do(findings.set_aside(session, over, "As printed in the copy of the post."))
    aside = named(session, document, "DECL_GT_25Y").aside
    assert aside is not None
    assert (aside.note, aside.person) == ("As printed in the copy of the post.", "Ann")

    session.do(edits.correct(session, document.id, 1, 1, "VALORA!"))
    assert named(session, document, "DECL_GT_25Y").aside, "another word's reading changes nothing"
    (until,) = (a for a in session.annotations(document.id) if a.label == "declassify_on")
    session.do(edits.edit(session, [until.id], value="2035-01-31"))
    assert named(session, document, "DECL_GT_25Y").aside is None
    session.undo()
    assert named(session, document, "DECL_GT_25Y").aside is not None

    session.do(findings.bring_back(session, over))
    assert named(session, document, "DECL_GT_25Y").aside is None
    session.undo()
    assert named(session, document, "DECL_GT_25Y").aside is not None
    session.repository.verify_journal()


def test_nothing_is_set_aside_without_a_reason(session: Session, read: Reads) -> None:
    document = read(cable(first="S"))
    found = named(session, document, "PORTION_ABOVE_BANNER")
    with pytest.raises(UserError, match="few words"):
        findings.set_aside(session, found, " ")


def test_lost_label_is_said_to_be_lost_and_its_mark_unknown(session: Session, read: Reads) -> None:
    document = read(cable().replace("3. (U) A communique", "A communique"))
    assert codes(session, document) == ["PARAGRAPH_GAP", "PORTION_MISSING"]


def test_header_that_says_two_things_is_found(session: Session, read: Reads) -> None:
    lines = "OO RUEHC\nDE RUEHVA #0218/01 0960045\nZNY SSSSS ZZH\n"
    assert codes(session, read(lines + cable())) == [
        "HEADER_JULIAN", "HEADER_PRECEDENCE", "HEADER_SERIAL", "ZNY_BANNER_MISMATCH",
    ]  # fmt: skip


def test_copies_are_added_up_only_where_all_were_read(session: Session, read: Reads) -> None:
    head = "ACTION EUR-12\nINFO OCT-01 ISO-00 SS-14 /{total} W\n"
    assert codes(session, read(head.format(total="027") + cable(), name="right.pdf")) == []
    wrong = read(head.format(total="028") + cable(), name="wrong.pdf")
    assert codes(session, wrong) == ["DISTRIBUTION_SUM"]
    torn = read(head.format(total="028").replace("ISO-00", "I##") + cable(), name="torn.pdf")
    assert codes(session, torn) == []


def test_one_person_who_released_and_approved_is_found(session: Session, read: Reads) -> None:
    history = "Review History: RELEASED <16 SEP 2003 by AYS>; APPROVED <16 JAN 2004 by AYS>"
    assert codes(session, read(cable() + "\n" + history)) == ["SAME_PERSON"]


def test_code_is_held_against_the_age_of_the_paper(session: Session, read: Reads) -> None:
    document = read(cable())
    session.do(edits.redact(session, document.id, [Target(1, 30, 32)], "25X1"))
    found = named(session, document, "CODE_AGE")
    assert found.target == Target(1, 30, 32)
    (redaction,) = session.annotations(document.id, kinds={Kind.REDACTION})
    session.do(edits.decide(session, [redaction.id], Status.REFUSED))
    assert codes(session, document) == []


def test_closure_year_is_reckoned(session: Session, read: Reads) -> None:
    jacket = "FILE ON FISHERIES\nLast paper 1972\nClosed for 30 years until {year}"
    assert codes(session, read(jacket.format(year=2003), name="right.pdf")) == []
    assert codes(session, read(jacket.format(year=2002), name="wrong.pdf")) == ["CLOSURE_YEAR"]


JACKET = """{grade}
FILE No. FSH 3/54/8
TITLE: Buoys off the Isle
The grading of this jacket is that of the highest graded paper inside."""
MINUTE = """{grade}

MINUTE

1. The buoy off the Isle was seen to drift.
2. A boat has been sent."""


def test_file_graded_below_a_paper_inside_is_found_on_its_jacket(
    session: Session, read: Reads
) -> None:
    inside = MINUTE.format(grade="SECRET")
    below = read(JACKET.format(grade="RESTRICTED"), inside, name="below.pdf")
    found = named(session, below, "FILE_GRADE_BELOW_CONTENT")
    assert "page 2 in it is SECRET" in found.finding.sentence
    assert found.target == Target(1, 0, 0)
    assert codes(session, below) == ["FILE_GRADE_BELOW_CONTENT"], "said once, and as a file's"
    assert codes(session, read(JACKET.format(grade="SECRET"), inside, name="right.pdf")) == []


def test_papers_that_cite_a_file_are_held_against_its_jacket(session: Session, read: Reads) -> None:
    jacket = read(JACKET.format(grade="RESTRICTED"), name="jacket.pdf")
    read(MINUTE.format(grade="SECRET"), name="FSH 3-54-9 minute.pdf")
    assert codes(session, jacket) == [], "a paper of another file"
    read(MINUTE.format(grade="CONFIDENTIAL"), name="FSH_3-54-8_minute.pdf")
    found = named(session, jacket, "FILE_GRADE_BELOW_CONTENT")
    assert "FSH_3-54-8_minute.pdf in it is CONFIDENTIAL" in found.finding.sentence


def test_date_before_the_form_of_a_cable_is_found(session: Session, read: Reads) -> None:
    old = cable().replace("APR 08", "APR 68").replace("E.O. 12958: DECL: 04/04/2018\n", "")
    found = named(session, read(old), "FORM_NOT_OF_PERIOD")
    assert "TAGS line came in 1973" in found.finding.sentence
    assert found.finding.place is not None
    anew = cable(decl="DECLASSIFIED 09/02/2009").replace("APR 08", "APR 68")
    assert "FORM_NOT_OF_PERIOD" not in codes(session, read(anew, name="anew.pdf")), "typed anew"


def test_british_telegram_is_not_asked_for_american_marks(session: Session, read: Reads) -> None:
    telegram = """CONFIDENTIAL
FM VALORA
TO PRIORITY FCO
TELNO 017
OF 101635Z FEBRUARY 1986
1. THE MINISTER RECEIVED ME THIS MORNING.
2. HE WOULD NOT SIGN BEFORE MAY.
3. PLEASE SEE MY IFT.
HARTWELL"""
    assert codes(session, read(telegram)) == []


def test_check_is_done_in_slices(session: Session, read: Reads) -> None:
    document = read(cable(first="S"), cable())
    looking = findings.Check(session, [document], TODAY)
    steps = 1
    while looking.step(0.0):
        steps += 1
    assert steps > document.page_count
    assert looking.found == findings.check(session, [document], TODAY)
