"""Documents filtered and sorted by what stands in their headers."""

from __future__ import annotations

import pytest

from tests.app.conftest import AddDocument
from workbench.app import edits
from workbench.app.session import Session
from workbench.domain.annotations import Kind

PAPER = """{level} VALORA 000217
P 040045Z {month} 64
FM AMEMBASSY {post}
TO SECSTATE WASHDC PRIORITY 4471
E.O. 11652: N/A
TAGS: PREL
SUBJECT: {subject}
1. The Minister received the Ambassador.
2. He would not sign before the elections."""


@pytest.fixture
def papers(session: Session, add_document: AddDocument) -> Session:
    for name, level, month, post, subject in (
        ("a.pdf", "SECRET", "MAY", "LISBON", "BUOYS AND LIGHTS"),
        ("b.pdf", "CONFIDENTIAL", "APR", "OSLO", "A VISIT"),
        ("c.pdf", "UNCLASSIFIED", "JUN", "LISBON", "FISHERIES"),
    ):
        text = PAPER.format(level=level, month=month, post=post, subject=subject)
        add_document(text, name=name)
    add_document("A note without a header.", name="note.txt")
    session.wait(session.suggest())
    return session


def names(session: Session, wish: str = "", sort: str = "name") -> list[str]:
    return [d.name for d in session.listed(session.documents(), wish, sort)]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("", ["a.pdf", "b.pdf", "c.pdf", "note.txt"]),
        ("from:lisbon", ["a.pdf", "c.pdf"]),
        ("from:lisbon date:1964-05", ["a.pdf"]),
        ("date:1964", ["a.pdf", "b.pdf", "c.pdf"]),
        ('subject:"buoys and"', ["a.pdf"]),
        ("marking:secret", ["a.pdf"]),
        ("kind:cable", ["a.pdf", "b.pdf", "c.pdf"]),
        ("kind:letter", []),
        ("confidential", ["b.pdf"]),
        ("state:suggestions", ["a.pdf", "b.pdf", "c.pdf", "note.txt"]),
        ("state:undecided", []),
        ("state:nonsense", []),
        ("note", ["note.txt"]),
        ("12:30", []),
    ],
)
def test_filter_narrows_by_words_fields_marking_and_state(
    papers: Session, wish: str, expected: list[str]
) -> None:
    assert names(papers, wish) == expected


def test_documents_are_sorted_and_those_without_a_value_come_last(papers: Session) -> None:
    assert names(papers, sort="date") == ["b.pdf", "a.pdf", "c.pdf", "note.txt"]
    assert names(papers, sort="from") == ["a.pdf", "c.pdf", "b.pdf", "note.txt"]
    assert names(papers, sort="marking")[0] == "a.pdf"
    assert names(papers, sort="kind")[-1] == "note.txt"
    assert names(papers, sort="subject") == ["b.pdf", "a.pdf", "c.pdf", "note.txt"]


def test_field_a_person_changed_or_rejected_counts_as_they_left_it(papers: Session) -> None:
    document = papers.document("a.pdf")
    (sender,) = (a for a in papers.annotations(document.id) if a.label == "from")
    papers.do(edits.edit(papers, [sender.id], value="AMEMBASSY MADRID"))
    assert names(papers, "from:madrid") == ["a.pdf"]
    assert names(papers, "from:lisbon") == ["c.pdf"]
    papers.do(edits.delete(papers, [sender.id]))
    assert names(papers, "from:madrid") == []


def test_list_shows_date_and_marking_as_people_left_them(papers: Session) -> None:
    document = papers.document("a.pdf")
    (moment,) = (a for a in papers.annotations(document.id) if a.label == "dtg")
    assert (document.date, document.marking) == ("1964-05-04", "SECRET")
    papers.do(edits.edit(papers, [moment.id], value="1964-07-01T00:45Z"))
    assert papers.document("a.pdf").date == "1964-07-01"
    levels = [a.id for a in papers.annotations(document.id) if a.label == "banner"]
    papers.do(edits.reject(papers, levels))
    assert papers.document("a.pdf").marking == ""
    papers.undo()
    papers.undo()
    after = papers.document("a.pdf")
    assert (after.date, after.marking) == ("1964-05-04", "SECRET")


def test_list_shows_the_kind_of_paper_as_people_left_its_fields(papers: Session) -> None:
    document = papers.document("a.pdf")
    assert document.kind == "US cable, before 1966"
    moment = next(a for a in papers.annotations(document.id) if a.label == "dtg")
    papers.do(edits.edit(papers, [moment.id], value="1975-05-04T00:45Z"))
    assert papers.document("a.pdf").kind == "US cable, 1973-79"
    papers.undo()
    assert papers.document("a.pdf").kind == "US cable, before 1966"
    fields = papers.annotations(document.id, kinds=(Kind.FIELD,))
    papers.do(edits.reject(papers, [a.id for a in fields]))
    assert papers.document("a.pdf").kind == ""
    papers.undo()
    assert papers.info()["kinds"] == {"US cable, before 1966": 3}
