"""Second runs of the rules: what is new comes, what was decided does not, what is stale goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.app.conftest import AddDocument
from workbench.app import edits, suggestions
from workbench.app.accepting import Accepting, Wish
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.changes import ChangeSet
from workbench.domain.errors import UserError

TEXT = "CONFIDENTIAL\nMinister Ilderan met Ambassador Hartwell in Lisbon on March 4, 1974.\nEND"


def suggested(session: Session) -> list[Annotation]:
    (document,) = session.documents()
    return session.annotations(document.id, statuses={Status.SUGGESTED})


def person(session: Session) -> Annotation:
    return next(a for a in suggested(session) if a.label == "PERSON")


def is_writing(session: Session) -> bool:
    return session.writer is not None


def run_again(session: Session) -> None:
    session.wait(session.suggest())


@pytest.mark.parametrize("wider", [-1, 1])
def test_rejected_entity_does_not_return_when_its_rule_draws_it_otherwise(
    session: Session, add_document: AddDocument, wider: int
) -> None:
    document = add_document(TEXT)
    run_again(session)
    before = person(session)
    session.do(edits.reject(session, [before.id]))
    (target,) = before.targets
    assert target.first_word is not None
    assert target.last_word is not None
    first, last = sorted((target.first_word, target.last_word + wider))
    other = replace(before, id="another rule's", targets=(Target(1, first, last),))
    assert suggestions.new_among(session, document.id, [other]) == []
    place = replace(other, label="PLACE")
    assert [a.label for a in suggestions.new_among(session, document.id, [place])] == ["PLACE"]


@pytest.mark.parametrize("is_accepted", [True, False])
def test_suggestion_that_a_person_deletes_does_not_return(
    session: Session, add_document: AddDocument, is_accepted: bool
) -> None:
    document = add_document(TEXT)
    run_again(session)
    before = person(session)
    if is_accepted:
        session.do(edits.accept(session, [before.id]))
    session.do(edits.delete(session, [before.id]))
    assert session.annotation(before.id).status is Status.REJECTED
    session.do(edits.delete(session, [before.id]))
    run_again(session)
    standing = (Status.SUGGESTED, Status.ACCEPTED)
    assert before.id not in [a.id for a in session.annotations(document.id, statuses=standing)]
    session.do(edits.tag(session, document.id, Kind.ENTITY, "PERSON", before.targets))
    (mine,) = [a for a in session.annotations(document.id) if a.origin == "person"]
    session.do(edits.delete(session, [mine.id]))
    kept = [a.id for a in session.annotations(document.id)]
    assert mine.id not in kept, "what a person tagged goes for good"


def test_second_run_changes_nothing_where_nothing_changed(
    session: Session, add_document: AddDocument
) -> None:
    add_document(TEXT)
    run_again(session)
    before = suggested(session)
    run_again(session)
    assert suggested(session) == before


def test_suggestion_of_words_that_were_corrected_goes_and_an_accepted_one_stays(
    session: Session, add_document: AddDocument
) -> None:
    document = add_document(TEXT)
    run_again(session)
    level = next(a for a in suggested(session) if a.label == "banner")
    kept = person(session)
    session.do(edits.accept(session, [kept.id]))
    session.do(edits.correct(session, document.id, 1, 0, "Continued"))
    session.do(edits.correct(session, document.id, 1, kept.targets[0].words[-1], "said"))
    run_again(session)
    assert level.id not in [a.id for a in suggested(session)]
    assert session.annotation(kept.id).status is Status.ACCEPTED
    session.undo()
    assert level.id in [a.id for a in suggested(session)], "one step, taken back"


def changes_of(session: Session, wish: Wish) -> ChangeSet:
    accepting = Accepting(session, wish)
    accepting.finish()
    return edits.accept(session, accepting.ids)


def test_accepting_all_of_a_kind_heeds_page_score_and_label(
    session: Session, add_document: AddDocument
) -> None:
    document = add_document(TEXT, TEXT)
    run_again(session)
    session.do(changes_of(session, Wish(Kind.ENTITY, "PERSON", document.id, page=2)))
    accepted = session.annotations(document.id, statuses={Status.ACCEPTED})
    assert {(a.label, a.pages) for a in accepted} == {("PERSON", (2,))}
    session.do(changes_of(session, Wish(score=0.95)))
    assert all((a.score or 0) < 0.95 for a in suggested(session))
    session.do(changes_of(session, Wish()))
    assert suggested(session) == []
    assert session.can_undo
    with pytest.raises(UserError, match="0 to 1"):
        changes_of(session, Wish(score=95))


def test_many_suggestions_are_one_step_written_by_a_worker(
    session: Session, add_document: AddDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_document(TEXT)
    job = session.wait(session.suggest())
    before, count = suggested(session), job.result
    assert count == len(before) > 0
    session.undo()
    assert suggested(session) == []
    monkeypatch.setattr(suggestions, "LONG_FROM", 2)
    job = session.wait(session.suggest())
    assert (job.state, job.result) == ("done", count)
    assert [one.id for one in suggested(session)] == [one.id for one in before]
    assert session.can_undo == f"Suggest {count} in cable.pdf"
    session.undo()
    assert suggested(session) == []


def test_documents_with_many_suggestions_are_written_one_after_the_other(
    session: Session, add_document: AddDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "LONG_FROM", 2)
    documents = [add_document(TEXT, name=f"{letter}.pdf") for letter in "abcde"]
    job = session.wait(session.suggest())
    found = [session.annotations(d.id, statuses={Status.SUGGESTED}) for d in documents]
    assert all(found)
    assert (job.state, job.failures, job.result) == ("done", [], sum(map(len, found)))
    assert not is_writing(session)
    assert session.running == ()


def test_suggesting_that_is_stopped_while_it_writes_leaves_nothing_under_way(
    session: Session, add_document: AddDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "LONG_FROM", 2)
    for letter in "abc":
        add_document(TEXT, name=f"{letter}.pdf")
    job = session.suggest()
    while not is_writing(session):
        session.pump()
    for running in session.running:
        running.cancel()
    session.wait(job)
    while session.running:
        session.pump(0.05)
    assert job.state == "cancelled"
    assert not is_writing(session)
    session.repository.verify_journal()
    again = session.wait(session.suggest())
    assert again.state == "done"
    assert all(session.annotations(d.id, statuses={Status.SUGGESTED}) for d in session.documents())
