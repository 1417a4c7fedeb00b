"""A project's own terms: offered from judgements, heeded by later runs, taken back."""

from __future__ import annotations

import pytest

from tests.app.conftest import AddDocument
from workbench.app import edits
from workbench.app.own_terms import Offer, Offers, own_terms, save
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Status
from workbench.domain.terms import Term, TermLists, find_term, parse_terms, write_terms

TEXT = "\n".join(["The talks with Norway went on in the grey hall."] * 4)


def words(session: Session, status: Status = Status.SUGGESTED) -> list[tuple[str, str]]:
    return [
        (session.text_of(a), a.label)
        for d in session.documents()
        for a in session.annotations(d.id, kinds={Kind.ENTITY}, statuses={status})
    ]


@pytest.fixture
def papers(session: Session, add_document: AddDocument) -> Session:
    add_document(TEXT, name="a.pdf")
    session.wait(session.suggest())
    return session


def offers(session: Session) -> list[Offer]:
    counting = Offers(session)
    counting.finish()
    return counting.found


def judge(session: Session, number: int, *, accept: bool) -> None:
    (document,) = session.documents()
    found = session.annotations(document.id, kinds={Kind.ENTITY}, statuses={Status.SUGGESTED})
    verb = edits.accept if accept else edits.reject
    session.do(verb(session, [a.id for a in found if a.label == "COUNTRY"][:number]))


@pytest.mark.parametrize("accept", [True, False])
def test_term_judged_alike_three_times_is_offered_to_a_list(papers: Session, accept: bool) -> None:
    judge(papers, 2, accept=accept)
    assert offers(papers) == []
    judge(papers, 1, accept=accept)
    (offer,) = offers(papers)
    assert (offer.term, offer.times, offer.accept) == (Term("Norway", "COUNTRY"), 3, accept)
    judge(papers, 1, accept=not accept)
    assert offers(papers) == [], "one judgement against it, and nothing is sure"


def test_stop_list_keeps_a_term_from_being_suggested_again(
    papers: Session, add_document: AddDocument
) -> None:
    papers.do(save(papers, TermLists(stop=(Term("NORWAY", "COUNTRY"),)), "Never"))
    add_document(TEXT, name="b.pdf")
    papers.wait(papers.suggest())
    assert ("Norway", "COUNTRY") not in words(papers), "gone where nobody had judged it, too"
    assert offers(papers) == []
    papers.undo()
    papers.undo()
    assert ("Norway", "COUNTRY") in words(papers)


def test_accept_list_suggests_a_term_wherever_it_stands(papers: Session) -> None:
    papers.do(save(papers, TermLists(accept=(Term("grey hall", "PLACE"),)), "Always"))
    papers.wait(papers.suggest())
    assert (
        words(papers).count(("grey hall.", "PLACE")) + words(papers).count(("grey hall", "PLACE"))
        == 4
    )


def test_lists_are_kept_in_the_project_and_come_back(papers: Session) -> None:
    lists = TermLists((Term("Grey Hall", "PLACE"),), (Term("Norway", "COUNTRY"),))
    papers.do(save(papers, lists, "Lists"))
    assert own_terms(papers) == lists
    assert parse_terms(write_terms(lists)) == lists
    papers.do(save(papers, own_terms(papers).with_term(lists.stop[0], accept=True), "Other"))
    assert own_terms(papers).stop == ()
    papers.undo()
    papers.undo()
    assert own_terms(papers) == TermLists()
    papers.repository.verify_journal()


def test_term_is_found_as_whole_words_over_line_ends() -> None:
    text = "GREY\nHALL and greyhall, grey  hall's door"
    found = [text[a:b] for a, b in find_term(Term("grey hall", "PLACE"), text)]
    assert found == ["GREY\nHALL", "grey  hall"]
