"""Releases of a long document, which several workers make together."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import faulty
from workbench import files
from workbench.app import imports, tasks
from workbench.app.events import Event, ProgressChanged
from workbench.app.import_options import Options
from workbench.app.jobs import WorkerPool
from workbench.app.session import Session

PAGES = 9
LINES = 60 * PAGES

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one document of some pages, from which nothing is cut."""
    source = tmp_path / "long.txt"
    source.write_text("\n".join(f"{number}. Nothing is said of it." for number in range(LINES)))
    with WorkerPool(2) as pool, Session.create(tmp_path / "P", person="Ann", runner=pool) as made:
        made.wait(imports.start(made, [source], Options(ocr="never", suggest=False), pool))
        assert made.document("long.txt").page_count >= PAGES
    return tmp_path / "P"


def test_copy_is_the_same_whether_one_worker_makes_it_or_two(project: Path, tmp_path: Path) -> None:
    made = {}
    for workers in (1, 2):
        out = tmp_path / f"out-{workers}"
        events: list[Event] = []
        with (
            WorkerPool(workers) as pool,
            Session.open(project, person="Ann", runner=pool) as session,
        ):
            session.subscribe(events.append)
            job = session.wait(session.release(out))
            pages = session.document("long.txt").page_count
        assert [result.clean for result in job.result] == [True], job.failures
        told = [event.progress for event in events if isinstance(event, ProgressChanged)]
        assert [one.done for one in told] == sorted(one.done for one in told)
        assert told[-1].done == told[-1].total == 2 * pages
        made[workers] = (
            files.sha256(out / "long.pdf"),
            (out / "long.verify.json").read_text(encoding="utf-8"),
        )
    assert made[1] == made[2]


def test_nothing_is_left_when_it_is_stopped_among_its_stretches(
    project: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with WorkerPool(2) as pool, Session.open(project, person="Ann", runner=pool) as session:
        job = session.release(out)
        while not job.progress.done:
            session.pump(1.0)
        job.cancel()
        session.wait(job)
        assert job.state == "cancelled"
        assert session.repository.releases() == []
    assert [*out.iterdir()] == []


@posix
@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("burn_stretch", faulty.killed_after_the_first_burned),
        ("prove_stretch", faulty.killed_after_the_first_proved),
    ],
)
def test_nothing_is_released_when_a_worker_dies_at_a_later_stretch(
    stage: str,
    fault: Callable[..., object],
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected_log: Callable[[str], None],
) -> None:
    expected_log("worker")
    out = tmp_path / "out"
    with WorkerPool(2) as pool, Session.open(project, person="Ann", runner=pool) as session:
        monkeypatch.setattr(tasks, stage, fault)
        job = session.wait(session.release(out))
        (result,) = job.result
        assert (result.clean, result.pdf) == (False, None)
        assert "long.txt: The process that worked on it crashed" in result.sentence
        assert session.repository.releases() == []
    assert [*out.iterdir()] == []
