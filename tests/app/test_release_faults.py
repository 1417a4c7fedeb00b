"""Releases that go wrong: whatever fails, nothing half has a name and the project is as it was."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import faulty
from workbench import files
from workbench.app import decisions, edits, imports, proposals, publishing, tasks
from workbench.app.decisions import Filter
from workbench.app.import_options import Options
from workbench.app.jobs import WorkerPool
from workbench.app.proposals import Query
from workbench.app.session import Session
from workbench.app.work import SessionJob
from workbench.domain.annotations import Kind, Status
from workbench.domain.errors import ProjectProblem, UserError

posix = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals of POSIX")


def contents(folder: Path) -> dict[str, str]:
    """Every file under a folder by its path, with its hash."""
    return {
        str(path.relative_to(folder)): files.sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def history(session: Session) -> tuple[int, int]:
    """Entries of the journal, releases on record."""
    session.repository.verify_journal()
    journal = session.info()["journal"]
    assert isinstance(journal, int)
    return journal, len(session.repository.releases())


def prepared(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Minister Ivanov spoke.")
    options = Options(ocr="never", suggest=False)
    session.wait(imports.start(session, [folder], options, session.runner()))
    matches = proposals.propose(session, Query(text="Ivanov"))
    session.do(proposals.redactions(session, matches, "1.4(d)"))
    session.do(decisions.decisions(session, Filter(), Status.APPROVED))


def recoded(session: Session) -> None:
    """Another code, so that the next release differs from the one that stands."""
    document = session.document("a.txt")
    (redaction,) = session.annotations(document.id, kinds=[Kind.REDACTION])
    session.do(edits.set_code(session, [redaction.id], "1.4(b)"))
    session.do(decisions.decisions(session, Filter(), Status.APPROVED))


@pytest.fixture
def ready(session: Session, tmp_path: Path) -> Session:
    prepared(session, tmp_path)
    return session


def release(session: Session, out: Path) -> SessionJob:
    return session.wait(session.release(out))


def assert_nothing_was_released(job: SessionJob) -> None:
    assert all(not r.clean and r.pdf is None and r.sentence for r in job.result)
    assert job.failures


@posix
@pytest.mark.slow
@pytest.mark.parametrize(
    ("stage", "fault", "says"),
    [
        ("check_page_file", faulty.killed, "a.txt: The process that worked on it crashed"),
        ("burn_stretch", faulty.killed, "a.txt: The process that worked on it crashed"),
        ("join_copy", faulty.killed, "a.txt: The process that worked on it crashed"),
        ("prove_stretch", faulty.killed, "a.txt: The process that worked on it crashed"),
        ("prove_rest", faulty.killed, "a.txt: The process that worked on it crashed"),
        ("pack_release", faulty.killed, "The release was not finished"),
        ("burn_stretch", faulty.burn_on_a_full_disk, "could not be written"),
        ("join_copy", faulty.join_on_a_full_disk, "could not be written"),
        ("pack_release", faulty.pack_on_a_full_disk, "could not be written: File too large"),
    ],
)
def test_nothing_is_released_when_a_worker_dies_or_the_disk_is_full(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected_log: Callable[[str], None],
    stage: str,
    fault: Callable[..., object],
    says: str,
) -> None:
    expected_log("worker")
    with (
        WorkerPool(1) as pool,
        Session.create(tmp_path / "P", person="Ann", runner=pool) as session,
    ):
        prepared(session, tmp_path)
        out = tmp_path / "out"
        assert all(r.clean for r in release(session, out).result)
        recoded(session)
        before = contents(out)
        known = history(session)
        with monkeypatch.context() as patch:
            patch.setattr(tasks, stage, fault)
            job = release(session, out)
        assert_nothing_was_released(job)
        assert says in " ".join(job.failures)
        assert contents(out) == before
        assert history(session) == known
    # A worker that had its disk filled keeps that limit: the next release has workers of its own.
    with (
        WorkerPool(1) as pool,
        Session.open(tmp_path / "P", person="Ann", runner=pool) as session,
    ):
        assert all(r.clean for r in release(session, out).result)


@pytest.mark.parametrize("failing", [0, 5, 9, 12])
def test_folder_is_as_it_was_when_a_file_cannot_get_its_name(
    ready: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    out = tmp_path / "out"
    release(ready, out)
    recoded(ready)
    before, known = contents(out), history(ready)
    rename, count = Path.rename, 0

    def fails_once(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count - 1 == failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", fails_once)
        job = release(ready, out)
    assert job.state == "failed"
    assert "No space left on device" in job.message
    assert "stands as it was" in job.message
    assert_nothing_was_released(job)
    assert contents(out) == before
    assert history(ready) == known


def test_every_step_of_laying_out_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, stage = tmp_path / "out", tmp_path / "out" / ".release-1"
    names = ["a.verify.json", "a.pdf", "log.csv", "bag", "manifest.json"]
    for folder, said in ((out, "old"), (stage, "new")):
        (folder / "bag").mkdir(parents=True)
        for name in ("a.pdf", "a.verify.json", "log.csv", "manifest.json", "bag/bagit.txt"):
            (folder / name).write_text(said)
    before = contents(out)
    rename = Path.rename
    for failing in range(12):
        count = 0

        def fails_once(self: Path, target: Path, at: int = failing) -> Path:
            nonlocal count
            count += 1
            if count - 1 == at:
                raise OSError(errno.EROFS, "Read-only file system")
            return rename(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", fails_once)
            if failing == 11:  # as many as there are: it succeeds
                with publishing.laid_out(stage, out, names, names, "t1"):
                    pass
                break
            with (
                pytest.raises(UserError, match="Read-only"),
                publishing.laid_out(stage, out, names, names, "t1"),
            ):
                raise AssertionError("it was not to get here")
        steps = {".release-1/laying-out.json"}
        assert {k: v for k, v in contents(out).items() if k not in steps} == before
    assert (out / "a.pdf").read_text() == "new"
    assert (out / "earlier" / "t1" / "a.pdf").read_text() == "old"


def test_release_is_taken_back_when_the_project_cannot_take_it_down(
    ready: Session, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    release(ready, out)
    recoded(ready)
    before, known = contents(out), history(ready)
    ready.project.db.execute("PRAGMA query_only = 1")
    job = release(ready, out)
    ready.project.db.execute("PRAGMA query_only = 0")
    assert job.state == "failed"
    assert_nothing_was_released(job)
    assert contents(out) == before
    assert history(ready) == known


KILLS = """
import os, shutil, sys
from pathlib import Path
from workbench.app import publishing

out, stage = Path(sys.argv[1]) / "out", Path(sys.argv[1]) / "out" / ".release-1"

def fill(folder, said):
    (folder / "bag").mkdir(parents=True)
    for name in ("a.pdf", "a.verify.json", "log.csv", "manifest.json", "bag/bagit.txt"):
        (folder / name).write_text(said)

def read(folder):
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}

rename, killed = Path.rename, 0
for step in range(40):
    shutil.rmtree(out, ignore_errors=True)
    fill(out, "old")
    fill(stage, "new")
    old = {k: v for k, v in read(out).items() if not k.startswith(".")}
    names = ["a.verify.json", "a.pdf", "log.csv", "bag", "manifest.json"]
    child = os.fork()
    if not child:
        count = 0
        def dies(self, target):
            global count
            if count == step:
                os._exit(9)
            count += 1
            return rename(self, target)
        Path.rename = dies
        with publishing.laid_out(stage, out, names, names, "t1"):
            pass
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    here = {p.name for p in out.iterdir()}
    if "manifest.json" in here:
        said = {p.read_text() for p in out.iterdir() if p.is_file()}
        assert len(said) == 1 and {*names} <= here, (step, said, here)
    publishing.recover(stage, out)
    publishing.clear(stage)
    after = read(out)
    now = {k: v for k, v in after.items() if not k.startswith("earlier")}
    if status:
        killed += 1
        assert after == old, (step, after)
    else:
        assert set(now.values()) == {"new"} and set(now) == set(old), now
        kept = {k.removeprefix("earlier/t1/"): v for k, v in after.items() if k.startswith("e")}
        assert kept == old, kept
        break
print(killed)
"""


@posix
def test_power_cut_at_any_step_leaves_the_old_release_or_the_new_one(tmp_path: Path) -> None:
    """A folder with a manifest is whole at every moment; the next release puts the rest right."""
    done = subprocess.run(
        [sys.executable, "-c", KILLS, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 8


def test_release_is_refused_when_the_target_cannot_be_written(
    ready: Session, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    known = history(ready)
    with pytest.raises(UserError, match="cannot be written"):
        ready.release(tmp_path / "file" / "out")
    assert ready.running == ()
    assert history(ready) == known


def test_release_is_refused_when_the_journal_was_tampered_with(
    ready: Session, tmp_path: Path
) -> None:
    db = ready.project.db
    db.execute("DROP TRIGGER journal_keeps_entries")
    db.execute("UPDATE journal SET person = 'Nobody' WHERE action LIKE 'Approve%'")
    with pytest.raises(ProjectProblem, match="journal"):
        ready.release(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_stopped_release_leaves_the_earlier_one(ready: Session, tmp_path: Path) -> None:
    out = tmp_path / "out"
    release(ready, out)
    recoded(ready)
    before, known = contents(out), history(ready)
    job = ready.release(out)
    job.cancel()
    ready.wait(job)
    assert job.state == "cancelled"
    assert "Nothing was released" in job.message
    assert contents(out) == before
    assert history(ready) == known


def test_remains_of_a_killed_release_are_put_right_by_the_next(
    ready: Session, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    release(ready, out)
    stale = out / ".release-0123456789abcdef0123456789abcdef"
    stale.mkdir()
    (stale / "a.pdf").write_bytes(b"half a copy")
    recoded(ready)
    job = release(ready, out)
    assert all(r.clean for r in job.result)
    assert not stale.exists()
    (kept,) = (out / "earlier").iterdir()
    manifest = json.loads((kept / "manifest.json").read_text())
    assert manifest["files_sha256"]["a.pdf"] == files.sha256(kept / "a.pdf")
