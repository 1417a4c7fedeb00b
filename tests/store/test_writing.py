"""Edits: rows, counts, doubts, conflicts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.store.inspection import assert_consistent, content
from tests.store.papers import CABLE, begin, bring_in, correcting, entity, put, tagging, words_of
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.changes import ChangeSet, RowChange
from workbench.domain.errors import BugError, Conflict, UserError
from workbench.domain.geometry import Rect
from workbench.store.project import Project
from workbench.store.rows import (
    RowImage,
    annotation_rows,
    correction_row,
    deleting,
    inserting,
    replacing,
)
from workbench.store.search import find

# One annotation, one word


def test_annotation_is_read_back_as_it_was_when_applied(project: Project) -> None:
    repository = project.repository
    document = bring_in(repository, CABLE, CABLE)
    annotation = Annotation(
        "id-1",
        document.id,
        Kind.MARKING,
        "stamp",
        (Target(2, 3, 9, 2, 4), Target(1, rects_pt=(Rect(1.25, 2, 3, 4), Rect(5, 6, 7.01, 8)))),
        Status.ACCEPTED,
        "rule:stamp",
        value="SECRET",
        note="upside down\nand “blurred”",
        score=1 / 3,
        author="Ada",
        created_at="1974-03-01T10:00:00.000Z",
        decided_by="Grace",
        decided_at="1974-03-02T10:00:00.000Z",
        attributes={"parts": [1, 2.5, None], "ink": "röt"},
    )
    assert repository.apply(tagging(annotation), person="Ada") == 2
    assert repository.annotation("id-1") == annotation
    assert repository.annotations(document.id, pages=[1]) == [annotation]
    assert repository.annotations(document.id, pages=[2], kinds=[Kind.MARKING]) == [annotation]
    for nothing in (
        repository.annotations(document.id, pages=[3]),
        repository.annotations(document.id, pages=[]),
        repository.annotations(document.id, kinds=[Kind.ENTITY]),
        repository.annotations(document.id, statuses=[Status.PROPOSED]),
        repository.annotations("no such document"),
    ):
        assert nothing == []
    assert repository.annotations_by_id(["id-1", "id-2"]) == [annotation]
    with pytest.raises(UserError, match="no annotation id-2"):
        repository.annotation("id-2")


def test_annotations_come_as_a_reader_meets_them_when_listed(project: Project) -> None:
    document = bring_in(project.repository, CABLE, CABLE)
    places = [(2, 1), (1, 9), (1, 2), (2, 0)]
    tags = [entity(document, Target(page, word, word)) for page, word in places]
    project.repository.apply(tagging(*tags), person="Ada")
    listed = project.repository.annotations(document.id)
    assert [(a.targets[0].page, a.targets[0].first_word) for a in listed] == sorted(places)


def test_replacing_names_only_rows_that_differ_when_targets_change(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    old = entity(document, Target(1, 0, 0), Target(1, 2, 2))
    new = replace(old, targets=(Target(1, 0, 0), Target(1, 3, 3), Target(1, 5, 5)), note="x")
    changes = replacing(annotation_rows(old), annotation_rows(new))
    assert [(c.table, c.before is None, c.after is None) for c in changes] == [
        ("annotations", False, False),
        ("targets", False, False),
        ("targets", True, False),
    ]
    project.repository.apply(tagging(old), person="Ada")
    project.repository.apply(ChangeSet("Extend", changes), person="Ada")
    assert project.repository.annotation(old.id) == new
    assert replacing(annotation_rows(new), annotation_rows(new)) == ()


def test_correction_shows_and_the_doubt_is_gone_when_applied(project: Project) -> None:
    repository = project.repository
    document = bring_in(repository, CABLE, CABLE, confidence=50.0)
    assert document.doubt_count == document.word_count
    repository.apply(correcting(document, 1, 8, "MINISTRY"), person="Ada")
    word = repository.page_text(document.id, 1).words[8]
    assert (word.reading, word.ocr_reading, word.is_doubt) == ("MINISTRY", "MINISTER", False)
    assert repository.document_text(document.id).page(1).words[8] == word
    assert repository.page(document.id, 1).doubt_count == document.doubt_count // 2 - 1
    [correction] = repository.corrections(document.id, 1)
    assert repository.correction(document.id, 1, 8) == correction
    again = replace(correction, reading="MINISTER")
    change = replacing([correction_row(correction)], [correction_row(again)])
    repository.apply(ChangeSet("Correct a word", change), person="Ada")
    assert repository.page_text(document.id, 1).words[8].corrected == "MINISTER"
    assert_consistent(repository, project)


def test_tag_indexes_nothing_again_when_applied(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    seen: list[str] = []
    project.db.conn.set_trace_callback(seen.append)
    project.repository.apply(tagging(entity(document, Target(1, 0, 0))), person="Ada")
    project.db.conn.set_trace_callback(None)
    assert any("INTO annotations" in statement for statement in seen)
    assert not any("page_search" in statement or "readings" in statement for statement in seen)


def test_only_its_own_page_is_indexed_again_when_a_word_is_corrected(project: Project) -> None:
    document = bring_in(project.repository, CABLE, CABLE, CABLE)
    seen: list[str] = []
    project.db.conn.set_trace_callback(seen.append)
    project.repository.apply(correcting(document, 2, 0, "SECRET"), person="Ada")
    project.db.conn.set_trace_callback(None)
    assert sum(s.startswith("INSERT INTO page_search (") for s in seen) == 1
    assert [hit.page for hit in find(project.repository, "secret")] == [2]


# Refusals


def test_conflict_and_nothing_written_when_a_row_is_not_as_expected(project: Project) -> None:
    repository = project.repository
    document = bring_in(repository, CABLE)
    old = entity(document, Target(1, 0, 0))
    repository.apply(tagging(old), person="Ada")
    meanwhile = replace(old, label="PLACE")
    move = replacing(annotation_rows(old), annotation_rows(meanwhile))
    repository.apply(ChangeSet("Tag as PLACE", move), person="Grace")
    before = content(project)
    other = entity(document, Target(1, 1, 1))
    stale = (*tagging(other).changes, *deleting(annotation_rows(old)))
    for changes in (stale, tagging(meanwhile).changes, deleting(annotation_rows(other))):
        with pytest.raises(Conflict, match=r"“Delete” was not done: .*changed meanwhile"):
            repository.apply(ChangeSet("Delete", changes), person="Ada")
    assert content(project) == before
    assert len(repository.journal()) == 3


def test_conflict_when_a_word_was_corrected_meanwhile(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    project.repository.apply(correcting(document, 1, 3, "ONE"), person="Ada")
    with pytest.raises(Conflict):
        project.repository.apply(correcting(document, 1, 3, "TWO"), person="Grace")
    assert project.repository.page_text(document.id, 1).words[3].reading == "ONE"


def test_bug_and_nothing_written_when_a_change_cannot_be_held(project: Project) -> None:
    repository = project.repository
    document = bring_in(repository, CABLE)
    before = content(project)
    good = entity(document, Target(1, 0, 0))
    own, target = annotation_rows(good)
    wrong: list[tuple[RowChange, ...]] = [
        (),
        (RowChange("journal", {"seq": 1}, {"seq": 1}, None),),
        inserting([RowImage("annotations", {"id": "x"}, own.row)]),
        inserting([RowImage("annotations", own.key, {"id": good.id})]),
        inserting([RowImage("annotations", own.key, {**own.row, "score": "high"})]),
        inserting([target]),
        inserting([RowImage("annotations", own.key, {**own.row, "document_id": "none"}), target]),
        tagging(entity(document, Target(2, 0, 0))).changes,
        tagging(entity(document, Target(1, 0, document.word_count))).changes,
        correcting(document, 1, document.word_count, "x").changes,
        correcting(document, 2, 0, "x").changes,
    ]
    for changes in wrong:
        with pytest.raises(BugError):
            repository.apply(ChangeSet("Wrong", changes), person="Ada")
    assert content(project) == before
    assert len(repository.journal()) == 1


def test_rows_of_a_change_may_come_in_any_order(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    changes = tuple(reversed(tagging(entity(document, Target(1, 0, 0))).changes))
    project.repository.apply(ChangeSet("Tag", changes), person="Ada")
    inverse = tuple(reversed(ChangeSet("Tag", changes).inverse().changes))
    project.repository.apply(ChangeSet("Tag", inverse), person="Ada", undoes=2)
    assert project.repository.annotations(document.id) == []


# Doubts


def test_next_doubt_goes_round_the_document_when_asked_again_and_again(project: Project) -> None:
    repository = project.repository
    document = begin(repository, 4)
    doubtful = {(1, 2), (1, 4), (3, 0), (3, 5)}
    for number in range(1, 5):
        words = words_of(CABLE)
        for page, word in doubtful:
            if page == number:
                words = (
                    *words[:word],
                    replace(words[word], confidence=30.0),
                    *words[word + 1 :],
                )
        put(repository, document, number, words)
    repository.finish_document(document.id, person="Ada")
    for backwards in (False, True):
        at, met = (2, 3), []
        for _ in range(8):
            found = repository.next_doubt(document.id, *at, backwards=backwards)
            assert found is not None
            at = found
            met.append(at)
        start = sorted(doubtful, reverse=backwards)
        after = [d for d in start if (d < (2, 3) if backwards else d > (2, 3))]
        turn = [*after, *(d for d in start if d not in after)]
        assert met == turn * 2
    for page, word in sorted(doubtful)[1:]:
        repository.apply(correcting(document, page, word, "sure"), person="Ada")
    assert repository.next_doubt(document.id, 1, 2) == (1, 2)
    assert repository.next_doubt(document.id, 1, 2, backwards=True) == (1, 2)
    assert repository.next_doubt(document.id, 1, -1) == (1, 2)
    repository.apply(correcting(document, 1, 2, "sure"), person="Ada")
    assert repository.next_doubt(document.id, 1, 2) is None
