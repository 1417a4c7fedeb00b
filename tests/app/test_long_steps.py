"""Steps of many rows are written by a worker: whole or not at all, one step of undo, in turn."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from workbench.app import edits, long_steps
from workbench.app.events import DataChanged, Event, JobEnded, ProgressChanged
from workbench.app.jobs import Call, InlineRunner, WorkerPool
from workbench.app.session import Session
from workbench.app.undo import LONG_FROM
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.documents import Document
from workbench.domain.errors import Cancelled, Conflict, UserError

Add = Callable[..., Document]
Places = list[tuple[str, tuple[Target, ...]]]

PAGES, WORDS = 8, 400
ALL = PAGES * WORDS


@pytest.fixture
def places(session: Session, add_document: Add) -> Places:
    """Every word of a paper, each to be cut by itself."""
    document = add_document(*[" ".join(["word"] * WORDS)] * PAGES)
    return [
        (document.id, (Target(page, word, word),))
        for page in range(1, PAGES + 1)
        for word in range(WORDS)
    ]


@pytest.fixture
def pool(session: Session) -> Iterator[WorkerPool]:
    with WorkerPool(1) as pool:
        session._given_runner = pool
        yield pool


def propose(session: Session, places: Places, code: str = "") -> Any:
    return session.write("Propose", "Proposed.", edits.redact_many, places, code, "Propose")


def image(session: Session) -> dict[str, list[tuple[object, ...]]]:
    tables = ("annotations", "targets", "documents")
    return {
        table: session.project.db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        for table in tables
    }


def test_it_is_one_step_that_a_worker_writes_takes_back_and_does_again(
    session: Session, places: Places, pool: WorkerPool
) -> None:
    events: list[Event] = []
    session.subscribe(events.append)
    before = image(session)
    job = session.wait(propose(session, places))
    assert (job.state, job.message) == ("done", "Proposed.")
    after = image(session)
    assert len(after["annotations"]) == len(places) == ALL
    (changed,) = [event for event in events if isinstance(event, DataChanged)]
    assert changed.touched == {(places[0][0], page) for page in range(1, PAGES + 1)}
    assert isinstance(events[-1], JobEnded)  # first the rows, then that it is over
    assert session.can_undo == "Propose"
    back = session.long_step(back=True)
    assert back is not None
    assert session.wait(back).message == "Undone: Propose"
    assert image(session) == before
    assert session.can_redo == "Propose"
    again = session.long_step(back=False)
    assert again is not None
    assert session.wait(again).state == "done"
    assert image(session) == after
    assert session.undo() == "Propose"  # the command line waits for it
    assert image(session) == before
    session.repository.verify_journal()
    assert [entry.undoes for entry in session.repository.journal(4)] == [4, 3, 2, None]


def test_short_steps_are_not_for_a_worker(session: Session, places: Places) -> None:
    session.do(edits.redact_many(session, places[:3], "", "Propose"))
    assert session.long_step(back=True) is None
    assert session.undo() == "Propose"


def test_nothing_else_is_written_meanwhile_and_other_work_waits(
    session: Session, places: Places, pool: WorkerPool, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("The Minister met.")
    order: list[str] = []
    session.subscribe(
        lambda event: order.append(event.label) if isinstance(event, JobEnded) else None
    )
    job = propose(session, places)
    edit = edits.entitle(session, places[0][0], "A title")
    for change in (
        lambda: session.do(edit),
        lambda: session.keep(edit),
        lambda: session.import_files([tmp_path / "a.txt"]),
        lambda: propose(session, places),
    ):
        with pytest.raises(UserError, match="“Propose” is being written"):
            change()
    assert session.document(places[0][0]).title == ""
    session.wait(job)
    assert order == ["Propose"]
    session.do(edit)
    assert session.document(places[0][0]).title == "A title"


def test_what_other_work_found_is_written_after_it(
    session: Session, places: Places, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("The Minister met.")
    with WorkerPool(2) as pool:
        session._given_runner = pool
        importing = session.import_files([tmp_path / "a.txt"])
        writing = propose(session, places)
        session.wait(writing)
        assert writing.state == "done"
        session.wait(importing)
    assert importing.state == "done", importing.message
    assert session.document("a.txt").page_count == 1
    session.repository.verify_journal()


def test_stopped_it_leaves_nothing_behind(
    session: Session, places: Places, pool: WorkerPool
) -> None:
    before = image(session)
    job = propose(session, places)
    job.cancel()
    session.wait(job)
    assert (job.state, job.message) == (
        "cancelled",
        "Propose was stopped. Nothing of it was written.",
    )
    assert image(session) == before
    assert session.can_undo is None
    session.do(edits.entitle(session, places[0][0], "Others can write again"))


def test_stopped_in_its_midst_it_leaves_nothing_behind(session: Session, places: Places) -> None:
    before = image(session)

    class StopsInTheMidst(InlineRunner):
        def submit(self, function: Callable[..., Any], /, *args: Any, **rest: Any) -> Call:
            def half(*args: Any, progress: Callable[[int, int], None]) -> Any:
                def until_half(done: int, total: int) -> None:
                    progress(done, total)
                    if done > ALL // 2:
                        raise Cancelled("It was cancelled.")

                return function(*args, progress=until_half)

            return super().submit(half, *args, **rest)

    session._given_runner = StopsInTheMidst()
    job = propose(session, places)
    job.cancel()
    session.wait(job)
    assert (job.state, job.result) == ("cancelled", None)
    assert image(session) == before
    session.repository.verify_journal()


def test_stopped_too_late_it_is_done(session: Session, places: Places) -> None:
    """What is on the disk counts, whatever became of the answer."""

    class LosesTheAnswer(InlineRunner):
        def submit(self, function: Callable[..., Any], /, *args: Any, **rest: Any) -> Call:
            rest["on_done"] = lambda _written: rest["on_error"](Cancelled("It was cancelled."))
            return super().submit(function, *args, **rest)

    session._given_runner = LosesTheAnswer()
    job = propose(session, places)
    job.cancel()
    session.wait(job)
    assert (job.state, job.message) == ("done", "Proposed.")
    assert session.can_undo == "Propose"
    session._given_runner = InlineRunner()
    back = session.long_step(back=True)
    assert back is not None
    session.wait(back)
    assert session.annotations(places[0][0]) == []


def test_worker_that_is_killed_leaves_nothing_and_others_can_write(
    session: Session, places: Places, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_steps, "_QUIET_S", 0.0)

    def kill_in_the_midst(event: Event) -> None:
        if isinstance(event, ProgressChanged) and ALL > event.progress.done > 0:
            for pid in pool.pids():
                psutil.Process(pid).kill()

    session.subscribe(kill_in_the_midst)
    job = session.wait(propose(session, places))
    number = len(session.annotations(places[0][0]))
    assert (job.state, number) in (("failed", 0), ("done", ALL))
    assert (session.can_undo is None) == (number == 0)
    session.repository.verify_journal()
    session.do(edits.entitle(session, places[0][0], "Others can write again"))


SCRIPT = """
import sys
from pathlib import Path
from workbench.app import edits, long_steps
from workbench.app.events import ProgressChanged
from workbench.app.session import Session
from workbench.domain.annotations import Target

def tell(event):
    if isinstance(event, ProgressChanged) and event.progress.done > 0:
        print("in the midst", flush=True)

if __name__ == "__main__":
    long_steps._QUIET_S = 0.0
    session = Session.open(Path(sys.argv[1]), person="Ann")
    session.subscribe(tell)
    document = session.documents()[0].id
    places = [
        (document, (Target(page, word, word),)) for page in range(1, 9) for word in range(400)
    ]
    session.write("Propose", "Proposed.", edits.redact_many, places, "", "Propose")
    print("begun", flush=True)
    while session.pump(60):
        pass
"""


@pytest.mark.parametrize("when", ["begun", "in the midst"])
def test_program_that_is_killed_leaves_all_or_nothing(
    session: Session, places: Places, tmp_path: Path, when: str
) -> None:
    path = session.path
    session.close()
    script = tmp_path / "kill.py"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        while program.stdout.readline().strip() != when:
            assert program.poll() is None
        children = psutil.Process(program.pid).children(recursive=True)
        program.kill()
    psutil.wait_procs(children, timeout=20)
    with Session.open(path, person="Ann") as again:
        number = len(again.annotations(places[0][0]))
        assert number in (0, ALL)
        assert len(again.repository.journal()) == (1 if number == 0 else 2)
        again.repository.verify_journal()
        again.do(edits.entitle(again, places[0][0], "Others can write again"))


def test_step_that_no_longer_fits_is_dropped_and_said(
    session: Session, places: Places, pool: WorkerPool
) -> None:
    session.wait(propose(session, places))
    one = session.annotations(places[0][0])[0]
    session.keep(edits.delete(session, [one.id]))
    job = session.long_step(back=True)
    assert job is not None
    session.wait(job)
    assert job.state == "failed"
    assert isinstance(job.error, Conflict)
    assert "“Propose” can no longer be undone" in job.message
    assert session.can_undo is None
    assert len(session.annotations(places[0][0])) == ALL - 1


def test_two_people_are_asked_for_in_the_worker_too(
    session: Session, places: Places, pool: WorkerPool
) -> None:
    from workbench.app import two_people

    session.do(two_people.ask_for(session, True))
    code = session.codes.codes[0].code
    session.wait(propose(session, places[: LONG_FROM + 1], code))
    ids = [one.id for one in session.annotations(places[0][0])]

    def approve(session: Session) -> Any:
        return session.write("Approve", "Approved.", edits.decide, ids, Status.APPROVED)

    job = session.wait(approve(session))
    assert job.state == "failed"
    assert "someone else decides" in job.message
    session.person = "Ben"
    assert session.wait(approve(session)).state == "done"
    assert session.document(places[0][0]).undecided_count == 0
    assert {one.decided_by for one in session.annotations(places[0][0])} == {"Ben"}


def test_documents_are_summed_up_with_what_is_accepted(
    session: Session, add_document: Add, pool: WorkerPool
) -> None:
    document = add_document(" ".join(["SECRET"] * (LONG_FROM + 10)))
    made = [
        Annotation(
            f"m{word}", document.id, Kind.MARKING, "banner", (Target(1, word, word),),
            Status.SUGGESTED, value="SECRET",
        )
        for word in range(LONG_FROM + 10)
    ]  # fmt: skip
    session.repository.add_suggestions(made)
    assert session.document(document.id).marking == ""
    ids = [one.id for one in made]
    session.wait(session.write("Accept", "Accepted.", edits.accept, ids))
    done = session.document(document.id)
    assert (done.marking, done.suggestion_count, done.annotation_count) == ("SECRET", 0, len(ids))
