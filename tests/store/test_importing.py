"""The way in: documents, pages, files; resuming and clearing up."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.store.papers import CABLE, begin, bring_in, correcting, entity, put, tagging, words_of
from workbench import files
from workbench.domain.annotations import Status, Target, new_id
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import DocumentState, Origin, Page, PageState
from workbench.domain.errors import BugError, ProjectProblem, UnreadableFile, UserError
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word, clean_reading
from workbench.store import sources
from workbench.store.connection import now
from workbench.store.importing import clean_name
from workbench.store.project import Project
from workbench.store.rows import (
    ReleaseRecord,
    inserting,
    release_row,
    words_from_json,
    words_to_json,
)
from workbench.store.search import find

ROOT = Path(__file__).parents[2]


# Documents and pages


def test_document_joins_the_list_when_finished_and_not_before(project: Project) -> None:
    repository = project.repository
    document = begin(repository, 2)
    put(repository, document, 1, words_of(CABLE, confidence=70.0))
    assert repository.documents() == []
    assert find(repository, "minister") == []
    assert repository.documents(states=[DocumentState.IMPORTING])[0].id == document.id
    assert repository.pending_pages(document.id) == [2]
    with pytest.raises(BugError, match="1 pages are still to be read"):
        repository.finish_document(document.id, person="Ada")
    page = Page(document.id, 2, 595.0, 842.0, 90, PageState.FAILED, message="Page 2 is blank.")
    repository.put_page(page, PageText(2))
    repository.finish_document(document.id, person="Ada")
    [listed] = repository.documents()
    words = len(words_of(CABLE))
    assert (listed.page_count, listed.word_count, listed.doubt_count) == (2, words, words)
    first, second = repository.pages(document.id)
    assert (first.state, first.line_count, first.word_count) == (PageState.READ, 4, words)
    assert second == page
    assert repository.pages(document.id, 2) == [second]
    assert repository.pages(document.id, 1, 1) == [first]
    assert repository.page_text(document.id, 2) == PageText(2)
    assert len(find(repository, "minister")) == 1


def test_page_is_stored_once_when_its_answer_comes_twice(project: Project) -> None:
    repository = project.repository
    document = begin(repository)
    suggestion = entity(document, Target(1, 0, 0), status=Status.SUGGESTED)
    assert put(repository, document, 1, words_of(CABLE), [suggestion])
    again = entity(document, Target(1, 0, 0), status=Status.SUGGESTED)
    assert not put(repository, document, 1, words_of("OTHER WORDS"), [again])
    repository.finish_document(document.id, person="Ada")
    assert repository.annotations(document.id) == [suggestion]
    assert repository.document(document.id).suggestion_count == 1
    assert repository.page_text(document.id, 1).words == words_of(CABLE)
    assert find(repository, "other") == []


def test_failed_page_gets_its_words_when_put_again(project: Project) -> None:
    repository = project.repository
    document = begin(repository)
    failed = Page(document.id, 1, 595.0, 842.0, 0, PageState.FAILED, message="The reader died.")
    assert repository.put_page(failed, PageText(1))
    repository.finish_document(document.id, person="Ada")
    assert put(repository, document, 1, words_of(CABLE, confidence=10.0))
    assert repository.document(document.id).doubt_count == len(words_of(CABLE))
    assert repository.page(document.id, 1).message == ""
    assert len(find(repository, "minister")) == 1


def test_put_page_writes_nothing_when_its_parts_do_not_belong_together(project: Project) -> None:
    repository = project.repository
    document = begin(repository, 2)
    read = Page(document.id, 1, 595.0, 842.0, 0, PageState.READ, Origin.OCR)
    text = PageText(1, words_of(CABLE))
    suggestion = entity(document, Target(1, 0, 0), status=Status.SUGGESTED)
    wrong = [
        (replace(read, state=PageState.PENDING), text, ()),
        (replace(read, number=2), text, ()),
        (read, text.with_correction(0, "x"), ()),
        (read, text, (replace(suggestion, status=Status.ACCEPTED),)),
        (read, text, (replace(suggestion, document_id="other"),)),
        (read, text, (suggestion, replace(suggestion, targets=(Target(1, 0, 99),)))),
    ]
    for page, words, suggestions in wrong:
        with pytest.raises(BugError):
            repository.put_page(page, words, suggestions)
    assert repository.pending_pages(document.id) == [1, 2]
    assert repository.annotations(document.id) == []
    assert repository.document(document.id).word_count == 0
    with pytest.raises(UserError, match="has no page 3: its pages are 1 to 2"):
        repository.put_page(replace(read, number=3), PageText(3))


def test_suggestions_are_counted_when_added_later(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    suggestion = entity(document, Target(1, 0, 0), status=Status.SUGGESTED)
    project.repository.add_suggestions([suggestion])
    assert project.repository.document(document.id).suggestion_count == 1
    with pytest.raises(BugError, match="is no suggestion"):
        project.repository.add_suggestions([entity(document, Target(1, 0, 0))])
    project.repository.verify_journal()


def test_names_are_unique_and_in_human_order_when_listed(project: Project) -> None:
    names = [
        "cable 10.pdf",
        "cable 2.pdf",
        "Cable 2.PDF",
        "cable 2.pdf",
        "notes",
        "notes",
        "\n\udcff",
    ]
    for name in names:
        bring_in(project.repository, CABLE, name=name)
    assert [document.name for document in project.repository.documents()] == [
        "_?",
        "Cable 2 (2).PDF",
        "cable 2 (3).pdf",
        "cable 2.pdf",
        "cable 10.pdf",
        "notes",
        "notes (2)",
    ]


def test_document_is_found_by_id_name_and_stem_when_only_one_fits(project: Project) -> None:
    repository = project.repository
    document = bring_in(repository, CABLE, name="Cable-01.pdf")
    bring_in(repository, CABLE, name="memo.pdf")
    bring_in(repository, CABLE, name="memo.tif")
    for name in (document.id, "Cable-01.pdf", "cable-01.PDF", "cable-01"):
        assert repository.document(name) == document
    with pytest.raises(UserError, match=r"“memo” could be any of “memo\.pdf”, “memo\.tif”"):
        repository.document("memo")
    for name in ("", "cable", "%", "cable-01.pdf.txt"):
        with pytest.raises(UserError, match="has no document"):
            repository.document(name)


def test_second_document_is_refused_when_from_the_same_source(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    assert project.repository.document_by_source(document.source_sha256) == document
    assert project.repository.document_by_source("0" * 64) is None
    with pytest.raises(UserError, match=r"is in the project already, as “cable\.pdf”"):
        project.repository.add_document(
            "copy.pdf",
            source_sha256=document.source_sha256,
            page_file_sha256=document.page_file_sha256,
            media="pdf",
            page_sizes=[(1.0, 1.0, 0)],
        )


def test_summary_shows_in_the_list_when_set(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    project.repository.summarise(document.id, marking="SECRET", date="1974-03-01", kind="letter")
    [listed] = project.repository.documents()
    assert (listed.marking, listed.date, listed.kind) == ("SECRET", "1974-03-01", "letter")
    project.repository.verify_journal()


def test_damaged_words_are_a_sentence_when_read(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    for words in ("{", "[]", '{"r":["a"],"b":[1],"l":[0]}', '{"r":["a"],"b":[9,0,0,0],"l":[0]}'):
        project.db.execute("UPDATE readings SET words = ?", [words])
        with pytest.raises(ProjectProblem, match="is damaged: the words of page 1"):
            project.repository.page_text(document.id, 1)


_words = st.builds(
    Word,
    st.text(st.characters(codec="utf-8"), max_size=6),
    st.builds(Rect.spanning, *[st.floats(-100, 20000)] * 4),
    st.integers(0, 400),
    st.integers(0, 9),
    st.none() | st.floats(0, 100),
)


@given(st.text())
@example("\x00 a")
@example("e\x00\u0301")
def test_reading_is_clean_when_cleaned_once(text: str) -> None:
    once = clean_reading(text)
    assert clean_reading(once) == once == once.strip()
    assert "\n" not in once
    once.encode()


@given(st.lists(_words, max_size=20))
def test_words_are_the_same_when_stored_twice(words: list[Word]) -> None:
    once = words_from_json(words_to_json(words), {})
    assert words_from_json(words_to_json(once), {}) == once
    for word, kept in zip(words, once, strict=True):
        assert (kept.line, kept.block) == (word.line, word.block)
        # Halfway between two hundredths either is right.
        assert kept.rect_pt.as_list() == pytest.approx(word.rect_pt.as_list(), abs=0.0101)
        assert (kept.confidence is None) == (word.confidence is None)


# Clearing up


def test_nothing_is_left_of_unfinished_documents_when_removed(project: Project) -> None:
    repository = project.repository
    ready = bring_in(repository, CABLE, name="ready.pdf")
    repository.apply(tagging(entity(ready, Target(1, 0, 0))), person="Ada")
    repository.apply(correcting(ready, 1, 0, "SECRET"), person="Ada")
    unfinished = [begin(repository, 2, name) for name in ("a.pdf", "b.pdf", "c.pdf")]
    for document in unfinished:
        suggestion = entity(document, Target(1, 0, 0), status=Status.SUGGESTED)
        put(repository, document, 1, words_of(CABLE), [suggestion])
    for document in unfinished:
        assert repository.remove_document(document.id, person="Ada").name == document.name
    for table in ("documents", "pages", "readings", "annotations", "targets", "page_search"):
        assert project.db.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
    repository.verify_journal()


def test_files_go_with_unfinished_documents_when_no_other_needs_them(
    project: Project, tmp_path: Path
) -> None:
    made = []
    for name in ("one", "two"):
        file = tmp_path / f"{name}.txt"
        file.write_text(f"PAGE {name}")
        pdf = project.path / sources.STAGING / "made.pdf"
        pdf.write_bytes(b"%PDF the same for both")
        made.append(
            project.repository.add_document(
                file.name,
                source_sha256=sources.add_source(project.path, file),
                page_file_sha256=sources.add_page_file(project.path, pdf),
                media="text",
                page_sizes=[(595.0, 842.0, 0)],
            )
        )
    one, two = made
    assert project.source_file(one).read_text() == "PAGE one"
    assert project.page_file(one) == project.page_file(two)
    assert project.page_file(one).suffix == ".pdf"
    project.remove_document(one.id, person="Ada")
    assert not project.source_file(one).exists()
    assert project.page_file(two).exists()
    project.remove_document(two.id, person="Ada")
    assert list((project.path / "sources").iterdir()) == []
    assert list((project.path / "pages").iterdir()) == []


def test_nothing_is_left_of_a_document_but_its_journal_when_removed(project: Project) -> None:
    repository = project.repository
    kept = bring_in(repository, CABLE, name="kept.pdf")
    gone = bring_in(repository, CABLE, name="gone.pdf")
    repository.apply(tagging(entity(gone, Target(1, 0, 0))), person="Ada")
    repository.apply(correcting(gone, 1, 0, "SECRET"), person="Ada")
    repository.remove_document(gone.id, person="Bo")
    assert [d.name for d in repository.documents()] == ["kept.pdf"]
    for table in ("annotations", "targets", "corrections"):
        assert project.db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    for table in ("pages", "readings", "page_search"):
        assert project.db.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
    (entry,) = repository.journal(1)
    assert (entry.action, entry.person) == ("Remove gone.pdf", "Bo")
    repository.verify_journal()
    again = bring_in(repository, CABLE, name="gone.pdf")
    assert again.name == "gone.pdf", "its name is free again"
    assert repository.document(kept.id) == kept


def test_document_stays_when_a_copy_of_it_was_released(project: Project) -> None:
    repository = project.repository
    document = bring_in(repository, CABLE, name="out.pdf")
    record = ReleaseRecord(new_id(), now(), "Ada", document.id, "/out", "0" * 64, 1)
    repository.apply(ChangeSet("Release", inserting([release_row(record)])), person="Ada")
    with pytest.raises(UserError, match="has been released"):
        repository.remove_document(document.id, person="Ada")
    assert repository.document(document.id) == document


# Files


def test_source_is_kept_as_it_came_and_read_only_when_added(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "scan.tif"
    file.write_bytes(random.Random(1).randbytes(3_000_000))
    sha256 = sources.add_source(project.path, file)
    kept = sources.source_path(project.path, sha256)
    assert kept.read_bytes() == file.read_bytes()
    assert sha256 == files.sha256(file)
    assert not kept.stat().st_mode & 0o222
    before = kept.stat()
    assert sources.add_source(project.path, file) == sha256
    assert kept.stat() == before or kept.stat().st_mtime_ns == before.st_mtime_ns
    assert list((project.path / sources.STAGING).iterdir()) == []


def test_source_is_not_overwritten_and_damage_named_when_it_was_altered(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "scan.tif"
    file.write_bytes(b"scan")
    kept = sources.source_path(project.path, sources.add_source(project.path, file))
    kept.chmod(0o644)
    kept.write_bytes(b"rot")
    with pytest.raises(ProjectProblem, match=f"its file {kept.name} is not what it was"):
        sources.add_source(project.path, file)
    assert kept.read_bytes() == b"rot"


def test_unreadable_source_is_a_sentence_when_added(project: Project, tmp_path: Path) -> None:
    for name in ("missing.pdf", "."):
        with pytest.raises(UnreadableFile, match=r"could not be read: .*import it again"):
            sources.add_source(project.path, tmp_path / name)
    assert list((project.path / sources.STAGING).iterdir()) == []


def test_unwritable_project_is_a_sentence_when_a_source_is_added(tmp_path: Path) -> None:
    file = tmp_path / "scan.tif"
    file.write_bytes(b"scan")
    (tmp_path / "x.workbench").write_text("no folder")
    with pytest.raises(ProjectProblem, match="The project “x” could not be written"):
        sources.add_source(tmp_path / "x.workbench", file)


def test_page_file_is_moved_in_when_made_elsewhere(project: Project, tmp_path: Path) -> None:
    made = tmp_path / "made.pdf"
    made.write_bytes(b"%PDF")
    sha256 = sources.add_page_file(project.path, made)
    assert not made.exists()
    assert sources.page_file_path(project.path, sha256).read_bytes() == b"%PDF"


def test_staging_is_empty_when_opened_after_a_crash(tmp_path: Path) -> None:
    Project.create(tmp_path / "cables").close()
    staging = tmp_path / "cables.workbench" / sources.STAGING
    (staging / "half").write_bytes(b"half")
    with Project.open(tmp_path / "cables"):
        assert list(staging.iterdir()) == []


# kill -9

_IMPORT = """
import sys
from pathlib import Path
from tests.store.papers import CABLE, begin, entity, put, words_of
from workbench.domain.annotations import Status, Target, new_id
from workbench.domain.changes import ChangeSet
from workbench.store.project import Project
project = Project.open(Path(sys.argv[1]))
document = begin(project.repository, 400)
for number in project.repository.pending_pages(document.id):
    suggestion = entity(document, Target(number, 0, 3), status=Status.SUGGESTED)
    put(project.repository, document, number, words_of(CABLE + f" n{number}n", 50.0), [suggestion])
    print(number, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 30, 150])
def test_import_resumes_where_it_stopped_when_the_program_was_killed(
    tmp_path: Path, lines: int
) -> None:
    Project.create(tmp_path / "cables").close()
    with subprocess.Popen(
        [sys.executable, "-c", _IMPORT, str(tmp_path / "cables")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        said += process.stdout.readlines()
    acknowledged = max(int(line) for line in said if line.endswith("\n"))
    with Project.open(tmp_path / "cables") as project:
        repository = project.repository
        assert repository.documents() == []
        [document] = repository.documents(states=[DocumentState.IMPORTING])
        pending = repository.pending_pages(document.id)
        assert pending[0] in (acknowledged + 1, acknowledged + 2)
        assert pending == list(range(pending[0], 401))
        done = pending[0] - 1
        assert len(repository.annotations(document.id)) == document.suggestion_count == done
        assert document.word_count == document.doubt_count == done * (len(words_of(CABLE)) + 1)
        for number in pending:
            put(repository, document, number, words_of(f"n{number}n"))
        repository.finish_document(document.id, person="Ada")
        for number in (1, done, done + 1, 400):
            assert [hit.page for hit in find(repository, f"n{number}n")] == [number]
        project.db.execute("INSERT INTO page_search (page_search) VALUES ('integrity-check')")


@settings(max_examples=25)
@given(st.text(max_size=12))
def test_document_names_are_plain_text_when_cleaned(name: str) -> None:
    cleaned = clean_name(name)
    assert cleaned
    assert cleaned.isprintable()
    assert clean_name(cleaned) == cleaned
