"""The façade: opening, closing, observers, long work and what the project says of itself."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.app import edits
from workbench.app.events import DataChanged, Event, JobEnded
from workbench.app.jobs import InlineRunner
from workbench.app.session import Drawn, Session
from workbench.app.work import SessionJob
from workbench.domain.annotations import Kind, Target
from workbench.domain.documents import Document
from workbench.domain.errors import ProjectProblem, UserError
from workbench.domain.geometry import Rect

Add = Callable[..., Document]


def test_project_is_not_made_when_the_label_set_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nonsense"):
        Session.create(tmp_path / "Q", label_set="nonsense")
    assert list(tmp_path.iterdir()) == []


def test_project_is_free_for_others_when_closed(tmp_path: Path) -> None:
    first = Session.create(tmp_path / "Q", person="Ann", runner=InlineRunner())
    with pytest.raises(ProjectProblem, match="Q"):
        Session.open(first.path)
    first.close()
    first.close()
    with Session.open(first.path, runner=InlineRunner()) as again:
        assert again.name == "Q"
        assert again.labels.name == "diplomatic"


def test_info_counts_what_there_is(session: Session, add_document: Add) -> None:
    document = add_document("The Minister met doubtful?", "again")
    session.do(edits.tag(session, document.id, Kind.ENTITY, "PERSON", [Target(1, 1, 1)]))
    session.do(edits.redact(session, document.id, [Target(1, 1, 1)]))
    facts = json.loads(json.dumps(session.info()))
    assert (facts["documents"], facts["pages"], facts["words"], facts["doubts"]) == (1, 2, 5, 1)
    assert facts["annotations"] == {"entity accepted": 1}
    assert facts["redactions"] == {"proposed": 1}
    assert facts["page_states"] == {"read": 2}
    assert facts["journal"] == 3


def test_codes_of_every_shipped_set_are_offered_once(session: Session) -> None:
    codes = [code.code for code in session.codes.codes]
    assert {"1.4(d)", "(b)(6)", "27(1)", "40(2)", "3(4)"} <= set(codes)
    assert len(codes) == len(set(codes))
    assert all(code.sentence.endswith(".") and code.source for code in session.codes.codes)


def test_others_hear_and_the_edit_stands_when_an_observer_fails(
    session: Session, add_document: Add, expected_log: Callable[[str], None]
) -> None:
    expected_log("an observer failed at DataChanged")
    document = add_document("one")
    heard: list[Event] = []

    def fails(event: Event) -> None:
        raise RuntimeError("not my day")

    session.subscribe(fails)
    session.subscribe(heard.append)
    assert session.do(edits.confirm(session, document.id, 1, 0)) > 0
    assert [type(event) for event in heard] == [DataChanged]


def test_pump_wakes_whoever_waits_and_takes_what_stands_there(session: Session) -> None:
    woken: list[int] = []
    done: list[int] = []
    session.on_pending = lambda: woken.append(1)

    def first() -> None:
        done.append(1)
        session.post(lambda: done.append(3))

    session.post(first)
    session.post(lambda: done.append(2))
    assert len(woken) == 2
    assert session.pump()
    assert done == [1, 2]
    assert session.pump()
    assert done == [1, 2, 3]
    assert not session.pump()


def test_job_ends_with_a_sentence_when_a_step_of_it_has_a_mistake(
    session: Session, expected_log: Callable[[str], None]
) -> None:
    expected_log("Trial failed")
    job = SessionJob(session, "Trial", InlineRunner())

    def then(_: object) -> None:
        raise KeyError("secret")

    job.submit(len, (1, 2), timeout_s=5, then=then, otherwise=then)
    session.wait(job)
    assert job.state == "failed"
    assert "mistake in the program" in job.message
    assert "secret" not in job.message
    assert session.running == ()


def test_closing_ends_what_runs(tmp_path: Path) -> None:
    session = Session.create(tmp_path / "Q", runner=InlineRunner())
    job = SessionJob(session, "Trial", InlineRunner())
    session.close()
    assert job.state == "cancelled"


def test_job_ends_once_and_says_so_when_its_closing_fails(session: Session) -> None:
    events: list[Event] = []
    session.subscribe(events.append)
    job = SessionJob(session, "Trial", InlineRunner())

    def fails() -> None:
        raise OSError(28, "No space left on device")

    job.on_end = fails
    job.end("done", "Well done.")
    job.end("done", "Again.")
    assert [type(e) for e in events] == [JobEnded]
    assert job.state == "failed"
    assert "No space left" in job.message
    assert isinstance(job.error, UserError)


def test_window_side_stays_free_of_heavy_libraries() -> None:
    """They cost time at the start, and MuPDF holds Python's lock while it works."""
    heavy = {"pymupdf", "PIL", "tesserocr", "pikepdf", "pypdfium2", "PySide6", "numpy"}
    script = f"import sys, workbench.app.session; print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_page_is_drawn_by_the_warm_worker(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The Minister met.")
    drawn: list[tuple[Drawn, bytes]] = []
    problems: list[UserError] = []
    with Session.create(tmp_path / "P", person="Ann", runner=InlineRunner()) as session:
        session.wait(session.import_files([tmp_path / "a.txt"], ocr="never"))
        (document,) = session.documents()
        page = session.page(document.id, 1)
        session.render(
            document.id,
            1,
            0.5,
            on_done=lambda info, pixels: drawn.append((info, pixels)),
            on_error=problems.append,
        )
        session.render(
            document.id,
            1,
            2.0,
            clip_pt=Rect(10, 10, 60, 30),
            key="crop",
            on_done=lambda info, pixels: drawn.append((info, pixels)),
            on_error=problems.append,
        )
        while len(drawn) + len(problems) < 2:
            session.pump(0.2)
    assert problems == []
    sizes = sorted((info.width_px, info.height_px) for info, _ in drawn)
    assert sizes[0] == (100, 40)
    assert abs(sizes[1][0] - page.width_pt / 2) <= 1
    for info, pixels in drawn:
        assert len(pixels) == info.stride * info.height_px
