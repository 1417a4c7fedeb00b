"""From sources to documents: what comes in, what stays out, and how it goes on when stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import readers
from workbench.app import imports, suggestions
from workbench.app.events import DocumentsChanged, Event, JobEnded, ProgressChanged
from workbench.app.import_options import ImportResult, Options
from workbench.app.jobs import InlineRunner, WorkerPool
from workbench.app.session import Session
from workbench.app.work import SessionJob
from workbench.domain.documents import DocumentState, PageState
from workbench.domain.errors import ExitCode, UserError

PLAIN = Options(ocr="never", read=readers.plain)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "marks"
    folder.mkdir()
    monkeypatch.setenv("WORKBENCH_TEST_MARKS", str(folder))
    return folder


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2) as workers:
        yield workers


def text_file(folder: Path, name: str, pages: int = 1, said: str = "The Minister met") -> Path:
    path = folder / name
    path.write_text("\f".join(f"{said} {name} page {n}\n" for n in range(1, pages + 1)))
    return path


def run(session: Session, *sources: Path, options: Options = PLAIN) -> SessionJob:
    return session.wait(imports.start(session, sources, options, session.runner()))


def result(job: SessionJob) -> ImportResult:
    assert isinstance(job.result, ImportResult)
    return job.result


def test_folder_becomes_ready_documents_with_words(session: Session, folder: Path) -> None:
    text_file(folder, "b.txt", 2)
    text_file(folder, "a.txt")
    events: list[Event] = []
    session.subscribe(events.append)
    job = run(session, folder)
    assert (job.state, job.failures) == ("done", [])
    assert [d.name for d in session.documents()] == ["a.txt", "b.txt"]
    assert session.document_text(session.document("b.txt").id).text == (
        "The Minister met b.txt page 1\fThe Minister met b.txt page 2"
    )
    assert {h.document_name for h in session.find("minister")} == {"a.txt", "b.txt"}
    progress = [e.progress for e in events if isinstance(e, ProgressChanged)]
    assert progress[-1].done == progress[-1].total == 3
    assert [e.state for e in events if isinstance(e, JobEnded)] == ["done"]
    read = {page for e in events if isinstance(e, DocumentsChanged) for page in e.pages}
    assert len(read) == 3


def test_imported_documents_arrive_with_suggestions_once(session: Session, folder: Path) -> None:
    (folder / "c.txt").write_text(
        "C O N F I D E N T I A L\n\n1. (C) SUMMARY. THE MINISTER SPOKE.\n\n2. (U) HE LEFT.\n"
    )
    run(session, folder)
    (document,) = session.documents()
    assert document.suggestion_count > 0
    assert session.can_undo is None
    first = session.annotations(document.id)
    job = session.wait(session.suggest())
    assert (job.state, job.result) == ("done", 0)
    assert session.annotations(document.id) == first


def test_rejected_and_deleted_suggestions_do_not_come_back(session: Session, folder: Path) -> None:
    from workbench.app import edits

    (folder / "c.txt").write_text("1. (C) SUMMARY. THE MINISTER SPOKE.\n\n2. (U) HE LEFT.\n")
    run(session, folder)
    (document,) = session.documents()
    found = session.annotations(document.id)
    session.do(edits.reject(session, [found[0].id]))
    session.do(edits.delete(session, [found[1].id]))
    job = session.wait(session.suggest([document.name]))
    assert job.result == 0
    statuses = [a.status.value for a in session.annotations(document.id)]
    assert statuses.count("rejected") == 2
    assert len(statuses) == len(found)


def test_same_source_comes_once_whatever_its_name(session: Session, folder: Path) -> None:
    text_file(folder, "a.txt")
    (folder / "z.txt").write_bytes((folder / "a.txt").read_bytes())
    job = run(session, folder)
    assert [path.name for path in result(job).known] == ["z.txt"]
    assert len(session.documents()) == 1
    job = run(session, folder)
    assert [path.name for path in result(job).known] == ["a.txt", "z.txt"]
    assert result(job).imported == ()


def test_bad_files_cost_a_sentence_each_and_the_rest_goes_on(
    session: Session, folder: Path
) -> None:
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<</Type/Catalog")
    (folder / "noise.tif").write_bytes(bytes(range(256)) * 8)
    (folder / "noise2.tif").write_bytes(bytes(range(256)) * 8)
    text_file(folder, "good.txt")
    job = run(session, folder, folder / "gone.pdf")
    assert [d.name for d in session.documents()] == ["good.txt"]
    failures = result(job).failures
    assert {f.path.name for f in failures} == {
        "empty.pdf",
        "cut.pdf",
        "noise.tif",
        "noise2.tif",
        "gone.pdf",
    }
    for failure in failures:
        assert failure.path.name in failure.sentence
        assert failure.sentence in job.failures
    assert {f.exit_code for f in failures if f.path.name != "gone.pdf"} == {ExitCode.UNREADABLE}
    assert job.state == "done"
    assert not list((session.path / "incoming").iterdir())


@pytest.mark.parametrize(
    "reader", [readers.crashing, readers.hanging, readers.failing, readers.wrong, readers.garbage]
)
def test_bad_page_costs_one_page_not_the_document(
    tmp_path: Path, folder: Path, pool: WorkerPool, reader: object, expected_log: object
) -> None:
    expected_log("")  # type: ignore[operator]
    text_file(folder, "a.txt", 4)
    options = Options(ocr="never", read=reader, page_s=6.0, suggest=False)  # type: ignore[arg-type]
    with Session.create(tmp_path / "P", runner=pool) as session:
        job = run(session, folder, options=options)
        assert job.state == "done"
        (document,) = session.documents()
        states = [page.state for page in session.pages(document.id)]
        assert states == [PageState.READ, PageState.FAILED, PageState.READ, PageState.READ]
        failed = session.page(document.id, 2)
        assert failed.message in job.failures
        assert "a.txt" in failed.message
        assert "page 2" in failed.message
        assert "secret word" not in failed.message
        assert result(job).failed_pages == 1
        again = imports.read_again(session, document.id, None, PLAIN, pool)
        assert session.wait(again).failures == []
        assert session.page(document.id, 2).state is PageState.READ
        assert "page 2" in session.page_text(document.id, 2).text


def test_failed_page_is_read_again_when_its_source_is_given_again(
    tmp_path: Path, folder: Path, pool: WorkerPool
) -> None:
    text_file(folder, "a.txt", 3)
    bad = Options(ocr="never", read=readers.failing, suggest=False)
    with Session.create(tmp_path / "P", runner=pool) as session:
        assert result(run(session, folder, options=bad)).failed_pages == 1
        again = run(session, folder, options=PLAIN)
        assert again.failures == []
        assert len(result(again).known) == 1
        (document,) = session.documents()
        assert {page.state for page in session.pages(document.id)} == {PageState.READ}


def test_reading_again_is_refused_when_the_page_was_read(session: Session, folder: Path) -> None:
    text_file(folder, "a.txt")
    run(session, folder)
    with pytest.raises(UserError, match="has been read"):
        imports.read_again(session, "a.txt", [1], PLAIN, session.runner())


def test_cancelled_import_keeps_its_pages_and_resumes_without_reading_them_again(
    tmp_path: Path, folder: Path, marks: Path, pool: WorkerPool
) -> None:
    path = text_file(folder, "a.txt", 12)
    options = Options(ocr="never", read=readers.slow)
    with Session.create(tmp_path / "P", runner=pool) as session:
        job = imports.start(session, [path], options, pool)

        def stop_at_three(event: Event) -> None:
            if isinstance(event, DocumentsChanged) and len(event.pages) and not job.cancelled:
                stopped.append(event)
                if len(stopped) == 3:
                    job.cancel()

        stopped: list[Event] = []
        session.subscribe(stop_at_three)
        session.wait(job)
        assert job.state == "cancelled"
        assert result(job).imported == ()
        assert session.documents() == []
        (waiting,) = imports.unfinished(session)
        left = session.repository.pending_pages(waiting.id)
        assert 0 < len(left) <= 9
        done = {int(mark.name): mark.read_text() for mark in marks.iterdir()}
        kept = sorted(set(range(1, 13)) - set(left))
        job = session.wait(imports.resume(session, options, pool))
        assert job.state == "done"
        assert [d.state for d in session.documents()] == [DocumentState.READY]
        assert imports.unfinished(session) == []
        for page in kept:
            assert (marks / str(page)).read_text() == done[page] == "x"


def test_import_stopped_between_its_suggestions_has_each_once_when_resumed(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "_KEPT_AT_ONCE", 1)
    text = "CONFIDENTIAL\nMinister Ilderan met Ambassador Hartwell in Lisbon on March 4, 1974.\n"
    for name in ("whole.txt", "stopped.txt"):
        (folder / name).write_text(text + name, encoding="utf-8")
    run(session, folder / "whole.txt")
    (whole,) = session.documents()
    expected = len(session.annotations(whole.id))
    job = imports.start(session, [folder / "stopped.txt"], PLAIN, session.runner())
    while True:
        session.pump()
        begun = session.repository.documents(states=(DocumentState.IMPORTING,))
        if begun and session.annotations(begun[0].id):
            break
    job.cancel()
    session.wait(job)
    assert job.state == "cancelled"
    assert 0 < len(session.annotations(begun[0].id)) < expected
    job = session.wait(imports.resume(session, PLAIN, session.runner()))
    assert (job.state, job.failures) == ("done", [])
    assert len(session.annotations(begun[0].id)) == expected
    assert session.document(begun[0].id).suggestion_count == expected


def test_same_source_given_again_resumes_a_stopped_import(session: Session, folder: Path) -> None:
    path = text_file(folder, "a.txt", 6)
    job = imports.start(session, [path], PLAIN, session.runner())
    while not session.repository.documents(states=(DocumentState.IMPORTING,)):
        session.pump()
    job.cancel()
    session.wait(job)
    assert session.documents() == []
    job = run(session, folder)
    assert len(result(job).imported) == 1
    assert session.documents()[0].word_count == 6 * 6


def test_next_import_goes_on_with_what_a_stopped_one_had_not_looked_at(
    session: Session, folder: Path
) -> None:
    for name in "abcdefghij":
        text_file(folder, f"{name}.txt")
    job = imports.start(session, [folder], PLAIN, session.runner())
    while not session.documents():
        session.pump()
    job.cancel()
    session.wait(job)
    assert job.state == "cancelled"
    assert "next import goes on" in job.message
    came = {d.name for d in session.documents()}
    assert 0 < len(came) < 10
    assert imports.was_stopped(session)
    other = text_file(folder.parent, "other.txt")
    job = run(session, other)
    assert job.failures == []
    assert result(job).went_on
    assert "stopped" in job.message
    assert result(job).known == ()
    assert {d.name for d in session.documents()} == {f"{n}.txt" for n in "abcdefghij"} | {
        "other.txt"
    }
    assert not imports.was_stopped(session)
    assert session.resume_imports() is None


def test_stopped_import_is_forgotten_with_what_it_had_begun(session: Session, folder: Path) -> None:
    for name in "abcd":
        text_file(folder, f"{name}.txt", pages=30)
    ready = text_file(folder.parent, "ready.txt")
    run(session, ready)
    job = imports.start(session, [folder], PLAIN, session.runner())
    while not imports.unfinished(session):
        session.pump()
    with pytest.raises(UserError, match="under way"):
        imports.forget(session)
    job.cancel()
    session.wait(job)
    begun = {document.name for document in imports.unfinished(session)}
    assert begun
    assert {document.name for document in imports.forget(session)} == begun
    assert not imports.was_stopped(session)
    assert not begun & {document.name for document in session.documents()}
    assert "ready.txt" in {document.name for document in session.documents()}
    assert imports.forget(session) == ()
    job = run(session, folder)
    assert not result(job).went_on
    assert begun <= {session.document(id_).name for id_ in result(job).imported}
    session.repository.verify_journal()


def test_import_that_ended_is_not_gone_on_with(session: Session, folder: Path) -> None:
    text_file(folder, "a.txt")
    run(session, folder, folder / "gone.pdf")
    assert not imports.was_stopped(session)
    job = run(session, text_file(folder.parent, "b.txt"))
    assert not result(job).went_on
    assert result(job).failures == ()


def test_import_says_at_once_what_it_does_and_expects_all_sources(
    session: Session, folder: Path
) -> None:
    for name in "abcdef":
        text_file(folder, f"{name}.txt", 2)
    heard: list[ProgressChanged] = []
    session.subscribe(lambda e: heard.append(e) if isinstance(e, ProgressChanged) else None)
    job = imports.start(session, [folder], PLAIN, session.runner())
    assert heard[0].progress.message == "Looking at files…"
    session.wait(job)
    first_page = next(e.progress for e in heard if e.progress.done)
    assert first_page.total >= 6
    assert (heard[-1].progress.done, heard[-1].progress.total) == (12, 12)


_KILLED = """
import sys
from pathlib import Path
from tests.support import readers
from workbench.app import imports, suggestions
from workbench.app.events import DocumentsChanged
from workbench.app.import_options import Options
from workbench.app.session import Session

if __name__ == "__main__":
    session = Session.create(Path(sys.argv[1]), person="Ann")
    options = Options(ocr="never", read=readers.slow)
    job = imports.start(session, [Path(sys.argv[2])], options, session.runner())

    def tell(event):
        if isinstance(event, DocumentsChanged):
            for _, page in event.pages:
                print(page, flush=True)

    session.subscribe(tell)
    session.wait(job)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_import_goes_on_where_it_was_killed(tmp_path: Path, folder: Path, marks: Path) -> None:
    path = text_file(folder, "a.txt", 12)
    script = tmp_path / "killed.py"
    script.write_text(_KILLED)
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "P"), str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        cwd=root,
    ) as child:
        assert child.stdout is not None
        told = [int(child.stdout.readline() or 0) for _ in range(4)]
        child.send_signal(signal.SIGKILL)
    with Session.open(tmp_path / "P", runner=InlineRunner()) as session:
        assert session.documents() == []
        (waiting,) = imports.unfinished(session)
        left = session.repository.pending_pages(waiting.id)
        assert set(told).isdisjoint(left)
        assert left
        before = {page: (marks / str(page)).read_text() for page in told}
        job = session.wait(imports.resume(session, PLAIN, session.runner()))
        assert job.state == "done"
        (document,) = session.documents()
        assert document.word_count == 12 * 6
        assert before == {page: (marks / str(page)).read_text() for page in told}
        session.repository.verify_journal()


_DIES = """
import os
import sys
from pathlib import Path
from tests.support import readers
from workbench.app import imports, suggestions
from workbench.app.events import DocumentsChanged
from workbench.app.import_options import Options
from workbench.app.jobs import InlineRunner
from workbench.app.session import Session

session = Session.create(Path(sys.argv[1]), person="Ann", runner=InlineRunner())
options = Options(ocr="never", read=readers.plain)
job = imports.start(session, [Path(sys.argv[2])], options, session.runner())
session.subscribe(
    lambda event: os._exit(9) if isinstance(event, DocumentsChanged) and event.pages else None
)
session.wait(job)
"""


def test_sources_not_yet_looked_at_come_in_after_the_program_died(
    tmp_path: Path, folder: Path
) -> None:
    names = [f"{letter}.txt" for letter in "abcdefgh"]
    for name in names:
        text_file(folder, name)
    script = tmp_path / "dies.py"
    script.write_text(_DIES)
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    ended = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "P"), str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        cwd=root,
        check=False,
    )
    assert ended.returncode == 9
    with Session.open(tmp_path / "P", runner=InlineRunner()) as session:
        assert imports.was_stopped(session)
        job = session.resume_imports()
        assert job is not None
        session.wait(job)
        assert job.failures == []
        assert [d.name for d in session.documents()] == names


def test_transcript_corrects_the_words_of_the_one_source(
    session: Session, folder: Path, tmp_path: Path
) -> None:
    text_file(folder, "a.txt", said="The Mlnister met")
    transcript = tmp_path / "t.txt"
    transcript.write_text("The Minister met a.txt page 1")
    job = session.wait(imports.start(session, [folder], PLAIN, session.runner(), transcript))
    assert job.failures == []
    (document,) = session.documents()
    assert session.page_text(document.id, 1).text == "The Minister met a.txt page 1"
    assert session.page_text(document.id, 1).words[1].ocr_reading == "Mlnister"
    text_file(folder, "b.txt")
    job = session.wait(imports.start(session, [folder], PLAIN, session.runner(), transcript))
    assert job.state == "failed"
    assert "one source" in job.message


def test_import_is_refused_when_ocr_mode_is_unknown(session: Session, folder: Path) -> None:
    with pytest.raises(UserError, match="sometimes"):
        session.import_files([folder], ocr="sometimes")


def test_import_is_refused_when_the_language_is_not_installed(
    session: Session, folder: Path
) -> None:
    with pytest.raises(UserError, match="xyz"):
        session.import_files([folder], language="xyz")
    assert session.running == ()
