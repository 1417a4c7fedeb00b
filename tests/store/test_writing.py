"""Edits: changes, their inverse, counts, doubts, conflicts, the journal."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.papers import CABLE, begin, bring_in, correcting, entity, put, tagging, words_of
from workbench.domain.annotations import REDACTION_STATUSES, Annotation, Kind, Status, Target
from workbench.domain.changes import ChangeSet, RowChange
from workbench.domain.documents import Document
from workbench.domain.errors import BugError, Conflict, ProjectProblem, UserError
from workbench.domain.geometry import Rect
from workbench.domain.pages import clean_reading
from workbench.store.project import Project
from workbench.store.repository import Repository
from workbench.store.rows import (
    EDITABLE,
    Correction,
    ReleaseRecord,
    RowImage,
    annotation_from_rows,
    annotation_rows,
    correction_row,
    deleting,
    inserting,
    release_row,
    replacing,
    setting_row,
)
from workbench.store.search import find
from workbench.store.tokens import streams_of

ROOT = Path(__file__).parents[2]


def _content(project: Project) -> dict[str, list[Any]]:
    """Every row an edit can reach, spelled as SQLite stores it, and what follows from them."""
    content = {}
    for table in (*EDITABLE, "documents", "pages", "readings", "page_search_content"):
        columns = [row[1] for row in project.db.execute(f"PRAGMA table_info({table})").fetchall()]
        quoted = ", ".join(f"quote({column})" for column in columns)
        content[table] = sorted(project.db.execute(f"SELECT {quoted} FROM {table}").fetchall())
    return content


def _assert_consistent(repository: Repository, project: Project) -> None:
    """Counts, doubts and the index are what counting everything afresh gives."""
    for document in repository.documents():
        every = repository.annotations(document.id)
        pages = repository.pages(document.id)
        texts = [repository.page_text(document.id, page.number) for page in pages]
        assert document.annotation_count == sum(
            a.kind is not Kind.REDACTION and a.status is Status.ACCEPTED for a in every
        )
        assert document.suggestion_count == sum(a.status is Status.SUGGESTED for a in every)
        redactions = [a for a in every if a.kind is Kind.REDACTION]
        assert document.redaction_count == sum(
            a.status in (Status.PROPOSED, Status.APPROVED) for a in redactions
        )
        assert document.undecided_count == sum(a.status is Status.PROPOSED for a in redactions)
        doubts = [sum(word.is_doubt for word in text.words) for text in texts]
        assert [page.doubt_count for page in pages] == doubts
        assert document.doubt_count == sum(doubts)
        assert document.word_count == sum(len(text.words) for text in texts)
        indexed = project.db.execute(
            "SELECT reading, ocr, joined FROM page_search s JOIN pages p ON p.id = s.rowid "
            "WHERE document_id = ? ORDER BY number",
            (document.id,),
        ).fetchall()
        assert indexed == [tuple(s.text for s in streams_of(text)) for text in texts if text.words]
    project.db.execute("INSERT INTO page_search (page_search) VALUES ('integrity-check')")


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
    assert repository.annotation_images("id-1") == annotation_rows(annotation)
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
    _assert_consistent(repository, project)


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
    before = _content(project)
    other = entity(document, Target(1, 1, 1))
    stale = (*tagging(other).changes, *deleting(annotation_rows(old)))
    for changes in (stale, tagging(meanwhile).changes, deleting(annotation_rows(other))):
        with pytest.raises(Conflict, match=r"“Delete” was not done: .*changed meanwhile"):
            repository.apply(ChangeSet("Delete", changes), person="Ada")
    assert _content(project) == before
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
    before = _content(project)
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
    assert _content(project) == before
    assert len(repository.journal()) == 1


def test_rows_of_a_change_may_come_in_any_order(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    changes = tuple(reversed(tagging(entity(document, Target(1, 0, 0))).changes))
    project.repository.apply(ChangeSet("Tag", changes), person="Ada")
    inverse = tuple(reversed(ChangeSet("Tag", changes).inverse().changes))
    project.repository.apply(ChangeSet("Tag", inverse), person="Ada", undoes=2)
    assert project.repository.annotations(document.id) == []


# The journal


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
    _assert_consistent(repository, project)


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


# Any changes at all

WORDS = 12
PAGES = 3

_readings = st.text(max_size=8).map(clean_reading)
_worded = st.builds(
    lambda page, ends, chars: Target(page, min(ends), max(ends), *chars),
    st.integers(1, PAGES),
    st.tuples(st.integers(0, WORDS - 1), st.integers(0, WORDS - 1)),
    st.sampled_from([(0, None), (1, None), (0, 2), (2, 3)]),
)
_coordinates = st.floats(0, 900, allow_nan=False)
_rects = st.builds(Rect.spanning, _coordinates, _coordinates, _coordinates, _coordinates)
_regions = st.builds(
    lambda page, rects: Target(page, rects_pt=tuple(rects)),
    st.integers(1, PAGES),
    st.lists(_rects, min_size=1, max_size=3),
)
_plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | _plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_plain, inner, max_size=3),
    max_leaves=5,
).filter(lambda value: "Infinity" not in repr(value) and "inf" not in repr(value))


@st.composite
def _annotations(draw: st.DrawFn, document_id: str) -> Annotation:
    kind = draw(st.sampled_from(Kind))
    redaction = kind is Kind.REDACTION
    return Annotation(
        id=str(draw(st.uuids())),
        document_id=document_id,
        kind=kind,
        label=draw(_plain),
        targets=tuple(draw(st.lists(_worded | _regions, min_size=1, max_size=4))),
        status=draw(
            st.sampled_from(REDACTION_STATUSES)
            if redaction
            else st.sampled_from([Status.SUGGESTED, Status.ACCEPTED, Status.REJECTED])
        ),
        value=draw(st.none() | _plain),
        note=draw(_plain),
        score=draw(st.none() | st.floats(0, 1)),
        attributes=draw(st.dictionaries(_plain, _json, max_size=3)),
    )


@st.composite
def _change_sets(draw: st.DrawFn, document_id: str, standing: list[Annotation]) -> ChangeSet:
    """New, changed and deleted annotations, new corrections, a setting, shuffled."""
    changes: list[RowChange] = []
    for annotation in draw(
        st.lists(_annotations(document_id), max_size=4, unique_by=lambda a: a.id)
    ):
        changes += inserting(annotation_rows(annotation))
    for old in standing:
        fate = draw(st.sampled_from(["stays", "changes", "goes"]))
        if fate == "changes":
            new = replace(draw(_annotations(document_id)), id=old.id)
            changes += replacing(annotation_rows(old), annotation_rows(new))
        elif fate == "goes":
            changes += deleting(annotation_rows(old))
    places = st.tuples(st.integers(1, PAGES), st.integers(0, WORDS - 1))
    for page, word in draw(st.sets(places, max_size=4)):
        if (page, word) != (1, 0):
            correction = Correction(
                str(draw(st.uuids())), document_id, page, word, draw(_readings), "Ada", "1974"
            )
            changes += inserting([correction_row(correction)])
    if draw(st.booleans()):
        changes += inserting([setting_row("label_set_toml", draw(_plain))])
    return ChangeSet("Anything", tuple(draw(st.permutations(changes))))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, Document]]:
    """A document with annotations and a correction, which every example leaves as it was."""
    with Project.create(tmp_path_factory.mktemp("desk") / "desk", person="Ada") as project:
        page = " ".join(f"word{n}" for n in range(WORDS))
        document = bring_in(project.repository, *[page] * PAGES, confidence=40.0)
        tags = [entity(document, Target(n, n, n + 1), Target(1, 0, 0)) for n in range(1, 4)]
        project.repository.apply(tagging(*tags), person="Ada")
        project.repository.apply(correcting(document, 1, 0, "once"), person="Ada")
        yield project, document


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_every_row_is_as_before_when_any_change_is_applied_and_taken_back(
    desk: tuple[Project, Document], data: st.DataObject
) -> None:
    project, document = desk
    repository = project.repository
    standing = repository.annotations(document.id)
    changes = data.draw(_change_sets(document.id, standing))
    if not changes:
        return
    before = _content(project)
    seq = repository.apply(changes, person="Ada")
    _assert_consistent(repository, project)
    for change in changes.changes:
        if change.table == "annotations" and change.after is not None:
            read = repository.annotation(str(change.key["id"]))
            images = [
                c.after for c in changes.changes if c.table == "targets" and c.after is not None
            ]
            mine = [row for row in images if row["annotation_id"] == read.id]
            mine.sort(key=lambda row: str(row["position"]))
            if change.before is None:
                assert read == annotation_from_rows(change.after, mine)
    repository.apply(changes.inverse(), person="Ada", undoes=seq)
    assert _content(project) == before
    repository.verify_journal()


# kill -9

_EDIT_FOR_EVER = """
import sys
from itertools import count
from pathlib import Path
from tests.store.papers import correcting, entity, tagging
from workbench.domain.annotations import Target
from workbench.store.project import Project
project = Project.open(Path(sys.argv[1]))
repository = project.repository
[document] = repository.documents()
for n in count():
    page = n % 3 + 1
    tag = tagging(entity(document, Target(page, 0, 5), Target(page, 7, 7)))
    seq = repository.apply(tag, person="Ada")
    print(f"tag {seq} {tag.changes[0].key['id']}", flush=True)
    place = (page, n // 3 % document.word_count // 3)
    if repository.correction(document.id, *place) is None:
        seq = repository.apply(correcting(document, *place, f"corrected{n}"), person="Ada")
        print(f"correct {seq} {place[0]} {place[1]} corrected{n}", flush=True)
"""


@pytest.mark.parametrize("lines", [1, 7, 40, 120])
def test_every_acknowledged_edit_is_there_when_the_program_was_killed(
    tmp_path: Path, lines: int
) -> None:
    with Project.create(tmp_path / "cables") as project:
        bring_in(project.repository, CABLE, CABLE, CABLE)
    with subprocess.Popen(
        [sys.executable, "-c", _EDIT_FOR_EVER, str(project.path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().split() for _ in range(lines)]
        process.kill()
        said += [line.split() for line in process.stdout if line.endswith("\n")]
    with Project.open(project.path) as project:
        repository = project.repository
        repository.verify_journal()
        _assert_consistent(repository, project)
        assert project.check()[0].endswith(
            "missing: " + repository.documents()[0].source_sha256 + "."
        )
        [document] = repository.documents()
        kept = {annotation.id for annotation in repository.annotations(document.id)}
        for what, _, *about in said:
            if what == "tag":
                assert about[0] in kept
            else:
                words = repository.page_text(document.id, int(about[0])).words
                assert words[int(about[1])].corrected == about[2]
        last = int(said[-1][1])
        assert repository.journal(limit=1)[0].seq in (last, last + 1)
