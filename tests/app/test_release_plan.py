"""What a release takes from a project: paragraphs that were accepted, and no others."""

from __future__ import annotations

from tests.app.conftest import AddDocument
from workbench.app import edits
from workbench.app.release_plan import plan_of
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Status, Target


def test_accepted_headings_alone_are_tagged_as_headings(
    session: Session, add_document: AddDocument
) -> None:
    document = add_document("SUMMARY\nThe talks went on.\nCOMMENT\nNobody came.")
    heading = edits.tag(session, document.id, Kind.PARAGRAPH, "heading", [Target(1, 0, 0)])
    session.do(heading)
    assert plan_of(session, document).pages[0].roles == ((0, "H1"),)
    (made,) = session.annotations(document.id, kinds=(Kind.PARAGRAPH,))
    assert made.status is Status.ACCEPTED
    session.do(edits.reject(session, [made.id]))
    assert plan_of(session, document).pages[0].roles == ()


def test_kind_of_a_paragraph_is_not_told_once_a_word_of_it_is_cut(
    session: Session, add_document: AddDocument
) -> None:
    document = add_document("SUMMARY OF TALKS\nThe talks went on.")
    session.do(edits.tag(session, document.id, Kind.PARAGRAPH, "heading", [Target(1, 0, 2)]))
    session.do(edits.redact(session, document.id, [Target(1, 2, 2)], "1.4(d)"))
    (cut,) = session.annotations(document.id, kinds=(Kind.REDACTION,))
    assert plan_of(session, document).pages[0].roles == ((0, "H1"),)  # not decided yet
    session.do(edits.decide(session, [cut.id], Status.APPROVED))
    assert plan_of(session, document).pages[0].roles == ()
