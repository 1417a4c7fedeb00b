"""What a person does to a document, on a real project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.app import decisions, edits
from workbench.app.decisions import Filter
from workbench.app.events import DataChanged, Event
from workbench.app.jobs import InlineRunner
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document
from workbench.domain.errors import Conflict, UserError
from workbench.domain.geometry import Rect

TEXT = "The Minister met Ivanov\nat the Krem- lin doubtful?"
Add = Callable[..., Document]


def tagged(session: Session, document: Document, first: int = 3, last: int = 3) -> Annotation:
    changes = edits.tag(session, document.id, Kind.ENTITY, "PERSON", [Target(1, first, last)])
    session.do(changes)
    return session.annotation(edits.created(changes)[0])


def redacted(session: Session, document: Document, code: str = "") -> Annotation:
    changes = edits.redact(session, document.id, [Target(1, 3, 3)], code)
    session.do(changes)
    return session.annotation(edits.created(changes)[0])


def suggested(session: Session, document: Document) -> Annotation:
    one = Annotation(
        "s1", document.id, Kind.PARAGRAPH, "body", (Target(1, 0, 3),), Status.SUGGESTED, "rule:x"
    )
    session.do(edits.add(session, [one], "Suggest"))
    return one


def a_code(session: Session, index: int = 0) -> str:
    return session.codes.codes[index].code


def test_tag_is_stored_with_its_author_when_done(session: Session, add_document: Add) -> None:
    document = add_document(TEXT)
    annotation = tagged(session, document)
    assert (annotation.label, annotation.status, annotation.author) == (
        "PERSON",
        Status.ACCEPTED,
        "Ann",
    )
    assert session.text_of(annotation) == "Ivanov"
    assert session.document(document.id).annotation_count == 1


def test_edits_are_there_when_the_project_is_opened_again(
    tmp_path: Path, add_document: Add, session: Session
) -> None:
    annotation = tagged(session, add_document(TEXT))
    session.close()
    with Session.open(tmp_path / "P", runner=InlineRunner()) as again:
        assert again.annotation(annotation.id) == annotation
        again.repository.verify_journal()


def test_tags_nest_and_overlap_when_asked(session: Session, add_document: Add) -> None:
    document = add_document(TEXT)
    for first, last in ((0, 5), (2, 3), (3, 6)):
        tagged(session, document, first, last)
    assert len(session.annotations(document.id, pages=[1])) == 3


def test_tag_is_refused_when_the_set_lacks_the_label(session: Session, add_document: Add) -> None:
    document = add_document(TEXT)
    with pytest.raises(UserError, match="NOPE"):
        edits.tag(session, document.id, Kind.ENTITY, "NOPE", [Target(1, 0, 0)])


@pytest.mark.parametrize(
    "target",
    [Target(2, 0, 0), Target(1, 0, 99), Target(1, rects_pt=(Rect(700, 10, 720, 20),))],
)
def test_tag_is_refused_when_the_target_is_not_on_the_document(
    session: Session, add_document: Add, target: Target
) -> None:
    document = add_document(TEXT)
    with pytest.raises(UserError):
        edits.tag(session, document.id, Kind.ENTITY, "PERSON", [target])


def test_region_is_cut_to_the_page_when_it_hangs_over(session: Session, add_document: Add) -> None:
    document = add_document("")
    changes = edits.tag(
        session, document.id, Kind.MARKING, "stamp", [Target(1, rects_pt=(Rect(600, 10, 700, 20),))]
    )
    session.do(changes)
    (annotation,) = session.annotations(document.id)
    assert annotation.targets[0].rects_pt == (Rect(600, 10, 612, 20),)


def test_many_are_changed_in_one_step_when_edited_together(
    session: Session, add_document: Add
) -> None:
    document = add_document(TEXT)
    ids = [tagged(session, document, n, n).id for n in range(3)]
    session.do(edits.edit(session, ids, label="ORG", note="seen", attributes={"n": [1, {"a": 2}]}))
    found = [session.annotation(one) for one in ids]
    assert {(a.label, a.note) for a in found} == {("ORG", "seen")}
    assert found[0].attributes == {"n": [1, {"a": 2}]}
    session.undo()
    assert {session.annotation(one).label for one in ids} == {"PERSON"}
    assert {session.annotation(one).note for one in ids} == {""}


def test_nothing_happens_when_an_edit_changes_nothing(session: Session, add_document: Add) -> None:
    annotation = tagged(session, add_document(TEXT))
    before = session.can_undo
    assert session.do(edits.edit(session, [annotation.id], label="PERSON")) == 0
    assert session.can_undo == before


def test_suggestion_counts_as_accepted_when_a_person_changes_its_label(
    session: Session, add_document: Add
) -> None:
    one = suggested(session, add_document(TEXT))
    session.do(edits.edit(session, [one.id], label="numbered"))
    changed = session.annotation(one.id)
    assert (changed.status, changed.decided_by) == (Status.ACCEPTED, "Ann")


def test_accept_and_reject_record_who_decided(session: Session, add_document: Add) -> None:
    one = suggested(session, add_document(TEXT))
    session.do(edits.reject(session, [one.id]))
    assert session.annotation(one.id).status is Status.REJECTED
    session.do(edits.accept(session, [one.id]))
    accepted = session.annotation(one.id)
    assert (accepted.status, accepted.decided_by) == (Status.ACCEPTED, "Ann")
    assert accepted.decided_at


def test_accept_is_refused_when_it_is_a_redaction(session: Session, add_document: Add) -> None:
    redaction = redacted(session, add_document(TEXT))
    with pytest.raises(UserError, match="approved or refused"):
        edits.accept(session, [redaction.id])


def test_redaction_takes_whole_words_when_part_is_selected(
    session: Session, add_document: Add
) -> None:
    document = add_document(TEXT)
    changes = edits.redact(session, document.id, [Target(1, 3, 3, 1, 3)])
    session.do(changes)
    redaction = session.annotation(edits.created(changes)[0])
    assert session.text_of(redaction) == "Ivanov"
    assert (redaction.status, redaction.label, redaction.author) == (Status.PROPOSED, "", "Ann")


def test_redaction_is_proposed_again_when_its_code_or_place_changes(
    session: Session, add_document: Add
) -> None:
    redaction = redacted(session, add_document(TEXT), a_code(session))
    session.do(edits.decide(session, [redaction.id], Status.APPROVED, person="Rev"))
    approved = session.annotation(redaction.id)
    assert (approved.status, approved.decided_by) == (Status.APPROVED, "Rev")
    session.do(edits.set_code(session, [redaction.id], a_code(session, 1)))
    assert session.annotation(redaction.id).status is Status.PROPOSED
    assert session.annotation(redaction.id).decided_by is None
    session.do(edits.decide(session, [redaction.id], Status.APPROVED))
    session.do(edits.retarget(session, redaction.id, [Target(1, 2, 3)]))
    assert session.annotation(redaction.id).status is Status.PROPOSED


def test_redaction_stays_approved_when_the_same_code_is_set(
    session: Session, add_document: Add
) -> None:
    redaction = redacted(session, add_document(TEXT), a_code(session))
    session.do(edits.decide(session, [redaction.id], Status.APPROVED))
    assert not edits.set_code(session, [redaction.id], a_code(session))


def test_redaction_takes_several_codes_each_once_in_their_order(
    session: Session, add_document: Add
) -> None:
    first, second = a_code(session), a_code(session, 1)
    redaction = redacted(session, add_document(TEXT), f"{second},{first}, {second}")
    assert redaction.label == f"{second}, {first}"
    session.do(decisions.decisions(session, Filter(codes=[first]), Status.APPROVED))
    assert session.annotation(redaction.id).status is Status.APPROVED
    assert decisions.select(session, Filter(codes=[""])) == []
    with pytest.raises(UserError, match="“nonsense” is not in the code set"):
        edits.set_code(session, [redaction.id], f"{first}, nonsense")


def test_approval_is_refused_when_there_is_no_code(session: Session, add_document: Add) -> None:
    redaction = redacted(session, add_document(TEXT))
    with pytest.raises(UserError, match=r"cable\.pdf has no code"):
        edits.decide(session, [redaction.id], Status.APPROVED)
    with pytest.raises(UserError, match="not in the code set"):
        edits.set_code(session, [redaction.id], "nonsense")


def test_correction_keeps_the_ocr_reading_beside_it(session: Session, add_document: Add) -> None:
    document = add_document(TEXT)
    annotation = tagged(session, document, 8, 8)
    assert session.document(document.id).doubt_count == 1
    session.do(edits.correct(session, document.id, 1, 8, "  doubt  less "))
    word = session.page_text(document.id, 1).words[8]
    assert (word.reading, word.ocr_reading, word.is_doubt) == ("doubt less", "doubtful?", False)
    assert session.text_of(annotation) == "doubt less"
    assert session.document(document.id).doubt_count == 0
    assert {h.first_word for h in session.find("doubtful")} == {8}
    assert {h.first_word for h in session.find("less")} == {8}


def test_word_is_no_doubt_when_its_ocr_reading_is_confirmed(
    session: Session, add_document: Add
) -> None:
    document = add_document(TEXT)
    assert session.next_doubt(document.id, 1, -1) == (1, 8)
    changes = edits.correct(session, document.id, 1, 8, "doubtful?")
    assert changes.action == "Confirm reading"
    session.do(changes)
    assert session.next_doubt(document.id, 1, -1) is None
    session.do(edits.uncorrect(session, document.id, 1, 8))
    assert session.next_doubt(document.id, 1, -1) == (1, 8)
    assert not edits.uncorrect(session, document.id, 1, 8)
    session.do(edits.confirm(session, document.id, 1, 8))
    assert session.next_doubt(document.id, 1, -1) is None


def test_correction_is_refused_when_there_is_no_such_word(
    session: Session, add_document: Add
) -> None:
    with pytest.raises(UserError, match="no word"):
        edits.correct(session, add_document(TEXT).id, 1, 50, "x")


def test_two_observers_hear_pages_action_and_initiator(session: Session, add_document: Add) -> None:
    document = add_document(TEXT, "second page")
    first: list[Event] = []
    second: list[Event] = []
    session.subscribe(first.append)
    leave = session.subscribe(second.append)
    changes = edits.tag(
        session, document.id, Kind.ENTITY, "ORG", [Target(1, 0, 0), Target(2, 0, 0)]
    )
    session.do(changes, initiator="view")
    leave()
    session.undo(initiator="menu")
    pages = frozenset({(document.id, 1), (document.id, 2)})
    assert first == [
        DataChanged(pages, changes.action, "view", words_changed=False),
        DataChanged(pages, changes.action, "menu", words_changed=False),
    ]
    assert second == first[:1]


def test_observers_hear_whether_words_changed_when_words_or_tags_are_edited(
    session: Session, add_document: Add
) -> None:
    document = add_document(TEXT)
    heard: list[Event] = []
    session.subscribe(heard.append)
    session.do(edits.correct(session, document.id, 1, 0, "Other"))
    session.do(edits.tag(session, document.id, Kind.ENTITY, "ORG", [Target(1, 0, 0)]))
    session.undo()
    session.undo()
    changed = [event.words_changed for event in heard if isinstance(event, DataChanged)]
    assert changed == [True, False, False, True]


def test_undo_stack_stays_sane_when_a_step_conflicts(session: Session, add_document: Add) -> None:
    document = add_document(TEXT)
    below = tagged(session, document, 0, 0)
    above = tagged(session, document, 1, 1)
    # Someone else's change, past the stack (as an import or merge makes them).
    session.keep(edits.edit(session, [above.id], note="changed meanwhile"))
    with pytest.raises(Conflict, match="can no longer be undone"):
        session.undo()
    assert session.annotation(above.id).note == "changed meanwhile"
    assert session.can_redo is None
    assert session.undo() == "Tag as Person"
    assert [a.id for a in session.annotations(document.id)] == [above.id]
    assert session.undo() is None
    assert session.redo() == "Tag as Person"
    assert session.annotation(below.id) == below


def test_nothing_is_pushed_when_an_edit_conflicts(session: Session, add_document: Add) -> None:
    document = add_document(TEXT)
    annotation = tagged(session, document)
    stale = edits.edit(session, [annotation.id], label="ORG")
    session.do(edits.edit(session, [annotation.id], label="PLACE"))
    before = session.can_undo
    with pytest.raises(Conflict):
        session.do(stale)
    assert session.can_undo == before
    assert session.annotation(annotation.id).label == "PLACE"


def test_redo_is_gone_when_something_new_is_done(session: Session, add_document: Add) -> None:
    document = add_document(TEXT)
    tagged(session, document)
    session.undo()
    assert session.can_redo == "Tag as Person"
    tagged(session, document, 1, 1)
    assert session.can_redo is None


def test_undo_is_a_journal_entry_that_names_what_it_takes_back(
    session: Session, add_document: Add
) -> None:
    document = add_document(TEXT)
    seq = session.do(edits.tag(session, document.id, Kind.ENTITY, "PERSON", [Target(1, 3, 3)]))
    session.undo()
    session.redo()
    entries = session.repository.journal(2)
    assert entries[1].undoes == seq
    assert entries[0].undoes == entries[1].seq
    session.repository.verify_journal()


def test_empty_change_does_nothing(session: Session) -> None:
    assert session.do(ChangeSet("Nothing", ())) == 0
    assert session.can_undo is None


def test_title_shows_beside_the_name_and_is_undone_when_given(
    session: Session, add_document: Add
) -> None:
    document = add_document(TEXT)
    session.do(edits.entitle(session, document.id, "  The Minister and  Ivanov "))
    assert session.document(document.id).title == "The Minister and Ivanov"
    assert session.document(document.id).name == document.name, "contracts go by the file's name"
    session.do(edits.entitle(session, document.id, document.name))
    assert session.document(document.id).title == ""
    session.undo()
    session.undo()
    assert session.document(document.id).title == ""
    session.redo()
    assert session.document(document.id).title == "The Minister and Ivanov"
    session.repository.verify_journal()


def test_steps_of_a_removed_document_leave_the_undo_list(
    session: Session, add_document: Add
) -> None:
    kept, gone = add_document(TEXT, name="kept.txt"), add_document(TEXT, name="gone.txt")
    tagged(session, kept)
    tagged(session, gone)
    session.remove_document(gone.id)
    assert [d.name for d in session.documents()] == ["kept.txt"]
    session.undo()
    assert session.annotations(kept.id) == []
    assert session.can_undo is None
    session.repository.verify_journal()


def test_suggestion_says_what_is_read_now_when_its_word_is_corrected(
    session: Session, add_document: Add
) -> None:
    document = add_document("CONFIDENTIAL\n1. (C) The Minister met Ivanov in the port of Mirelo.")
    session.wait(session.suggest())
    kind = {Kind.MARKING}
    (portion,) = (a for a in session.annotations(document.id, kinds=kind) if a.label == "portion")
    assert portion.value == "CONFIDENTIAL"
    word = portion.targets[0].words[0]
    session.do(edits.correct(session, document.id, 1, word, "(S)"))
    now = session.annotation(portion.id)
    assert (now.value, now.status) == ("SECRET", Status.SUGGESTED)
    session.do(edits.accept(session, [portion.id]))
    assert session.annotation(portion.id).value == "SECRET"
    session.undo()
    session.undo()
    assert session.annotation(portion.id) == portion, "one step takes both back"
    session.redo()
    session.do(edits.uncorrect(session, document.id, 1, word))
    assert session.annotation(portion.id).value == "CONFIDENTIAL"
    session.do(edits.correct(session, document.id, 1, word, "nonsense"))
    assert session.annotation(portion.id).value is None, "no rule reads a level there any more"
    session.repository.verify_journal()
