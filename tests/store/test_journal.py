"""The journal: what it says, and that nothing gets past it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from tests.store.inspection import assert_consistent
from tests.store.papers import CABLE, begin, bring_in, correcting, entity, put, tagging, words_of
from workbench.domain.annotations import Status, Target
from workbench.domain.changes import ChangeSet
from workbench.domain.errors import ProjectProblem
from workbench.store.project import Project
from workbench.store.rows import (
    ReleaseRecord,
    annotation_rows,
    deleting,
    inserting,
    release_row,
    replacing,
    setting_row,
)


def test_journal_says_who_did_what_when_listed(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    tag = tagging(entity(document, Target(1, 0, 0)))
    seq = project.repository.apply(tag, person="Ada")
    project.repository.apply(tag.inverse(), person="Grace", undoes=seq)
    undo, done, imported = project.repository.journal()
    assert (imported.action, imported.person) == ("Import cable.pdf", "Ada")
    assert imported.changes[0].after is not None
    assert imported.changes[0].after["source_sha256"] == document.source_sha256
    assert (done.seq, done.person, done.changes) == (seq, "Ada", tag.changes)
    assert (undo.undoes, undo.person, undo.previous_hash) == (seq, "Grace", done.hash)
    assert project.repository.journal(limit=1) == [undo]
    project.repository.verify_journal()


def test_heads_are_read_a_stretch_at_a_time_newest_first(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    tag = tagging(entity(document, Target(1, 0, 0)))
    seq = project.repository.apply(tag, person="Ada")
    project.repository.apply(tag.inverse(), person="Grace", undoes=seq)
    whole = [(e.seq, e.at, e.person, e.action, e.undoes) for e in project.repository.journal()]
    first = project.repository.journal_heads(None, 2)
    rest = project.repository.journal_heads(first[-1].seq, 2)
    assert [(h.seq, h.at, h.person, h.action, h.undoes) for h in [*first, *rest]] == whole
    assert len(first) == 2
    assert project.repository.entry_size(seq) > 0
    assert project.repository.entry_size(999) == 0


def test_journal_keeps_every_entry_when_told_to_forget(project: Project) -> None:
    bring_in(project.repository, CABLE)
    for statement in (
        "UPDATE journal SET person = 'nobody'",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            project.db.execute(statement)
    assert project.repository.journal()[0].person == "Ada"


@pytest.mark.parametrize(
    ("tampering", "entry"),
    [
        ("UPDATE journal SET person = 'Mallory' WHERE seq = 3", "entry 3: it was altered"),
        ("UPDATE journal SET at = '' WHERE seq = 2", "entry 2: it was altered"),
        ("DELETE FROM journal WHERE seq = 2", "entry 2: it is missing"),
        ("DELETE FROM journal WHERE seq = 1", "entry 1: it is missing"),
        ("DELETE FROM journal WHERE seq = 5", "entry 5: it is missing"),
        ("UPDATE journal SET seq = seq + 10 WHERE seq = 5", "entry 5: it is missing"),
        ("UPDATE journal SET previous_hash = '' WHERE seq = 4", "entry 4: it does not follow"),
        ("DELETE FROM journal", "entry 1: it is missing"),
    ],
)
def test_first_broken_entry_is_named_when_the_journal_was_tampered_with(
    project: Project, tampering: str, entry: str
) -> None:
    document = bring_in(project.repository, CABLE)
    for word in range(4):
        project.repository.apply(tagging(entity(document, Target(1, word, word))), person="Ada")
    project.repository.verify_journal()
    project.db.execute("DROP TRIGGER journal_keeps_entries")
    project.db.execute("DROP TRIGGER journal_loses_nothing")
    project.db.execute(tampering)
    with pytest.raises(ProjectProblem, match=entry):
        project.repository.verify_journal()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE annotations SET status = 'refused' WHERE label = 'PERSON'",
        "UPDATE annotations SET status = 'approved' WHERE label = 'PLACE'",
        "UPDATE targets SET last_word = 5, first_word = 5",
        "DELETE FROM targets",
        "DELETE FROM targets WHERE first_word = 0",
        "INSERT INTO targets SELECT annotation_id, 9, document_id, page, 1, 1, 0, NULL, NULL "
        "FROM targets WHERE first_word = 0",
        "UPDATE corrections SET reading = 'other'",
        "DELETE FROM corrections",
        "UPDATE documents SET source_sha256 = 'other'",
        "UPDATE settings SET value = 'other' WHERE key = 'label_set_toml'",
    ],
)
def test_altered_row_is_noticed_when_done_behind_the_journal(
    project: Project, tampering: str
) -> None:
    repository = project.repository
    document = begin(repository)
    suggestion = entity(document, Target(1, 1, 1), status=Status.SUGGESTED, label="PLACE")
    put(repository, document, 1, words_of(CABLE), [suggestion])
    repository.finish_document(document.id, person="Ada")
    repository.apply(tagging(entity(document, Target(1, 0, 0))), person="Ada")
    repository.apply(correcting(document, 1, 2, "x"), person="Ada")
    change = inserting([setting_row("label_set_toml", "title = 'x'")])
    repository.apply(ChangeSet("Edit labels", change), person="Ada")
    repository.verify_journal()
    project.db.execute(tampering)
    with pytest.raises(ProjectProblem, match="altered outside the program"):
        repository.verify_journal()


def test_journal_verifies_when_suggestions_were_accepted_rejected_and_deleted(
    project: Project,
) -> None:
    repository = project.repository
    document = begin(repository)
    made = [entity(document, Target(1, w, w), status=Status.SUGGESTED) for w in range(4)]
    put(repository, document, 1, words_of(CABLE), made)
    repository.finish_document(document.id, person="Ada")
    for annotation, status in zip(made, (Status.ACCEPTED, Status.REJECTED), strict=False):
        decided = replace(annotation, status=status, decided_by="Ada")
        changes = replacing(annotation_rows(annotation), annotation_rows(decided))
        repository.apply(ChangeSet("Decide", changes), person="Ada")
    delete = ChangeSet("Delete", deleting(annotation_rows(made[2])))
    seq = repository.apply(delete, person="Ada")
    repository.verify_journal()
    repository.apply(delete.inverse(), person="Ada", undoes=seq)
    repository.verify_journal()
    assert_consistent(repository, project)


def test_releases_are_kept_in_order_when_recorded(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    records = [
        ReleaseRecord(f"r{n}", f"1974-03-0{n}", "Ada", document.id, "out", "0" * 64, 1)
        for n in (2, 1)
    ]
    for record in records:
        change = ChangeSet("Release", inserting([release_row(record)]))
        project.repository.apply(change, person="Ada")
    assert project.repository.releases() == records[::-1]
    assert project.repository.releases(document.id) == records[::-1]
    assert project.repository.releases("other") == []
