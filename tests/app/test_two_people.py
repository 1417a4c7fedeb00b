"""Two people for a redaction: proposer and approver differ where the project asks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench.app import decisions, edits, two_people
from workbench.app.decisions import Filter
from workbench.app.session import Session
from workbench.domain.annotations import DECISION_NOTE, PAD, Annotation, Status, Target
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document
from workbench.domain.errors import UserError

Add = Callable[..., Document]


@pytest.fixture
def proposed(session: Session, add_document: Add) -> Annotation:
    """A redaction that Ann proposed, in a project that asks for two people."""
    document = add_document("Ivanov met Petrov")
    session.do(two_people.ask_for(session, True))
    changes = edits.redact(session, document.id, [Target(1, 0, 0)], session.codes.codes[0].code)
    session.do(changes)
    return session.annotation(edits.created(changes)[0])


def approve(session: Session, redaction: Annotation, person: str) -> Annotation:
    session.person = person
    session.do(edits.decide(session, [redaction.id], Status.APPROVED))
    return session.annotation(redaction.id)


@pytest.mark.parametrize("name", ["Ann", " ann ", "ANN", "A\u200bnn", "Ａｎｎ"])
@pytest.mark.parametrize("status", [Status.APPROVED, Status.REFUSED])
def test_own_proposal_is_not_decided_when_two_people_are_asked_for(
    session: Session, proposed: Annotation, name: str, status: Status
) -> None:
    session.person = name
    with pytest.raises(UserError, match=r"Ann proposed the redaction on page 1 of cable\.pdf"):
        session.do(edits.decide(session, [proposed.id], status))
    assert session.annotation(proposed.id) == proposed


def test_bulk_is_refused_whole_when_one_of_them_is_ones_own(
    session: Session, proposed: Annotation
) -> None:
    session.person = "Ben"
    session.do(edits.redact(session, proposed.document_id, [Target(1, 2, 2)], proposed.label))
    with pytest.raises(UserError, match="Ben proposed the redaction"):
        session.do(decisions.decisions(session, Filter(), Status.APPROVED))
    session.do(decisions.decisions(session, Filter(proposed_by="Ann"), Status.APPROVED))
    assert session.annotation(proposed.id).status is Status.APPROVED


def test_another_person_decides_and_the_journal_says_who(
    session: Session, proposed: Annotation
) -> None:
    session.person = "Ben"
    session.do(edits.decide(session, [proposed.id], Status.REFUSED, note="public since 1994"))
    refused = session.annotation(proposed.id)
    assert (refused.status, refused.decided_by) == (Status.REFUSED, "Ben")
    assert refused.attributes[DECISION_NOTE] == "public since 1994"
    entry = session.repository.journal(1)[0]
    assert (entry.person, entry.action) == ("Ben", "Refuse redaction")


def test_changed_redaction_is_proposed_by_who_changed_it(
    session: Session, proposed: Annotation
) -> None:
    approve(session, proposed, "Ben")
    changes: list[Callable[[], ChangeSet]] = [
        lambda: edits.set_code(session, [proposed.id], session.codes.codes[1].code),
        lambda: edits.retarget(session, proposed.id, [Target(1, 0, 1)]),
        lambda: edits.set_padding(session, [proposed.id], "line"),
    ]
    for change in changes:
        session.do(change())
        changed = session.annotation(proposed.id)
        assert (changed.status, changed.author, changed.decided_by) == (
            Status.PROPOSED,
            "Ben",
            None,
        )
        with pytest.raises(UserError, match="someone else decides"):
            approve(session, proposed, "Ben")
        approve(session, proposed, "Ann")
        session.person = "Ben"
    assert session.annotation(proposed.id).attributes == {PAD: "line"}


def test_undo_of_a_decision_needs_another_person_too(
    session: Session, proposed: Annotation
) -> None:
    approve(session, proposed, "Ben")
    session.person = "Ann"
    with pytest.raises(UserError, match="someone else decides"):
        session.undo()
    session.person = "Ben"
    session.undo()
    assert session.annotation(proposed.id).status is Status.PROPOSED
    session.person = "Ann"
    with pytest.raises(UserError, match="someone else decides"):
        session.redo()
    assert session.annotation(proposed.id).status is Status.PROPOSED


def test_own_change_is_undone_when_the_decision_it_lifted_was_another_persons(
    session: Session, proposed: Annotation
) -> None:
    approve(session, proposed, "Ben")
    session.person = "Ann"
    session.do(edits.retarget(session, proposed.id, [Target(1, 0, 1)]))
    session.undo()
    restored = session.annotation(proposed.id)
    assert (restored.status, restored.decided_by) == (Status.APPROVED, "Ben")


def test_own_proposal_is_decided_when_nobody_asks_for_two(
    session: Session, proposed: Annotation
) -> None:
    session.do(two_people.ask_for(session, False))
    assert not two_people.is_asked_for(session)
    assert approve(session, proposed, "Ann").status is Status.APPROVED


def test_accent_is_the_same_however_typed_when_decisions_are_filtered(
    session: Session, add_document: Add
) -> None:
    document = add_document("Jos\u00e9 left")
    session.do(edits.redact(session, document.id, [Target(1, 0, 0)]))
    assert len(decisions.select(session, Filter(text="jose\u0301"))) == 1
