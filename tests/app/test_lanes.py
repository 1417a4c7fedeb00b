"""The interactive lane: newest first, pixels by shared memory, crashes survived."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable, Iterator
from multiprocessing import shared_memory
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

import pytest

from tests.support import faulty
from workbench.app.jobs import InteractiveLane, WorkerBug, WorkerDied, WorkerPool, WorkerTimeout
from workbench.app.worker_main import NICENESS
from workbench.domain.errors import Cancelled

WAIT_S = 60.0

Occupy = Callable[[], Callable[[], None]]


class Answers:
    """What became of requests, in the order in which it was told."""

    def __init__(self, lane: InteractiveLane) -> None:
        self.lane = lane
        self.told: list[tuple[Hashable, Any]] = []
        self._changed = threading.Condition()

    def ask(
        self, key: Hashable, function: Callable[..., Any], *args: Any, name: str = "", **more: Any
    ) -> None:
        label = name or key

        def tell(*end: Any) -> None:
            with self._changed:
                self.told.append((label, end[0] if len(end) == 1 else end))
                self._changed.notify_all()

        self.lane.request(
            key,
            function,
            *args,
            on_done=tell,
            on_error=tell,
            on_dropped=lambda: tell("dropped"),
            **more,
        )

    def wait(self, count: int) -> list[tuple[Hashable, Any]]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.told) >= count, WAIT_S)
            return list(self.told)


@pytest.fixture
def lane() -> Iterator[InteractiveLane]:
    with InteractiveLane() as made:
        yield made


@pytest.fixture
def answers(lane: InteractiveLane) -> Answers:
    return Answers(lane)


@pytest.fixture
def occupy(answers: Answers) -> Iterator[Occupy]:
    """Call it to keep the worker busy with a call that has begun; it returns what lets go."""
    lines: list[Connection] = []
    with Listener() as listener:

        def begin() -> Callable[[], None]:
            answers.ask("gate", faulty.hold, listener.address)
            lines.append(listener.accept())
            return lambda: lines[0].send(None)

        yield begin
        for line in lines:
            line.close()


def test_pixels_arrive_whole_when_a_page_is_painted(answers: Answers) -> None:
    answers.ask("view", faulty.paint, 9, 30, 20, pixel_bytes=30 * 20 * 3 + 77)
    ((_key, (picture, pixels)),) = answers.wait(1)
    assert picture == faulty.Picture(30, 20, 90)
    assert pixels == b"\x09" * 1800


def test_earlier_pixels_stay_when_the_block_is_used_again(answers: Answers) -> None:
    for value, width in ((1, 100), (2, 10), (3, 5000)):
        answers.ask(value, faulty.paint, value, width, 2000, pixel_bytes=width * 2000 * 3)
        answers.wait(value)
    for key, (_picture, pixels) in answers.told:
        assert isinstance(key, int)
        assert pixels == bytes([key]) * len(pixels)


def test_bug_is_told_when_pixels_do_not_fit(answers: Answers, lane: InteractiveLane) -> None:
    answers.ask("view", faulty.too_large, pixel_bytes=10)
    assert type(answers.wait(1)[0][1]) is WorkerBug


def test_stale_request_is_dropped_when_a_newer_one_has_its_key(
    answers: Answers, occupy: Occupy
) -> None:
    release = occupy()
    for step in range(5):
        answers.ask("view", faulty.echo, step, name=f"view {step}")
    assert answers.told == [(f"view {step}", "dropped") for step in range(4)]
    release()
    assert answers.wait(6)[4:] == [("gate", "held"), ("view 4", 4)]


def test_slow_page_gives_way_when_the_person_has_turned_on() -> None:
    with InteractiveLane(patience_s=0.0) as lane, Listener() as listener:
        answers = Answers(lane)
        answers.ask("slow", faulty.hold, listener.address, urgency=1)
        with listener.accept():
            answers.ask("thumbnail", faulty.echo, 1, urgency=2)
            assert answers.told == []
            answers.ask("next", faulty.echo, 2, urgency=1)
            assert answers.wait(3) == [("slow", "dropped"), ("next", 2), ("thumbnail", 1)]


def test_urgent_and_newest_go_first_when_several_wait(answers: Answers, occupy: Occupy) -> None:
    release = occupy()
    for key, urgency in (("t1", 2), ("next", 1), ("t2", 2), ("view", 0), ("crop", 0)):
        answers.ask(key, faulty.echo, 1, urgency=urgency)
    release()
    assert [key for key, _end in answers.wait(6)] == ["gate", "crop", "view", "next", "t2", "t1"]


def test_matching_requests_are_forgotten_when_dropped(answers: Answers, occupy: Occupy) -> None:
    release = occupy()
    for page in range(4):
        answers.ask(("thumbnail", page), faulty.echo, page)
    answers.lane.drop(lambda key: isinstance(key, tuple) and key[1] in (1, 2))
    assert answers.told == [(("thumbnail", 1), "dropped"), (("thumbnail", 2), "dropped")]
    release()
    assert {key for key, end in answers.wait(5) if end != "dropped"} == {
        "gate",
        ("thumbnail", 0),
        ("thumbnail", 3),
    }


def test_request_is_tried_again_when_the_worker_crashed_once(
    answers: Answers, tmp_path: Path
) -> None:
    answers.ask("view", faulty.crash_first_time, str(tmp_path / "marker"))
    assert answers.wait(1) == [("view", "second time")]


def test_failure_is_told_and_the_lane_lives_when_the_worker_crashed_twice(
    answers: Answers,
) -> None:
    answers.ask("view", faulty.attach_and_crash, pixel_bytes=5000)
    answers.ask("other", faulty.paint, 4, 3, 3, pixel_bytes=27, urgency=1)
    told = dict(answers.wait(2))
    assert type(told["view"]) is WorkerDied
    assert told["other"][1] == b"\x04" * 27


def test_failure_is_told_when_a_page_takes_too_long(answers: Answers) -> None:
    answers.ask("view", faulty.hang, timeout_s=0.2)
    assert type(answers.wait(1)[0][1]) is WorkerTimeout


def test_worker_is_there_already_when_it_was_warmed(lane: InteractiveLane) -> None:
    lane.warm(faulty.echo, 1)
    answers = Answers(lane)
    answers.ask("pid", faulty.pid)
    answers.ask("pid again", faulty.pid, urgency=1)
    told = dict(answers.wait(2))
    assert told["pid"] == told["pid again"]
    assert lane.pids() == {told["pid"]}


def test_everything_asked_for_is_answered_when_the_lane_closes(
    answers: Answers, occupy: Occupy
) -> None:
    occupy()
    answers.ask("waiting", faulty.echo, 1)
    answers.lane.close()
    answers.ask("late", faulty.echo, 1)
    told = dict(answers.told)
    assert len(answers.told) == 3
    assert type(told["gate"]) is Cancelled
    assert told["waiting"] == told["late"] == "dropped"
    assert answers.lane.pids() == set()


def test_shared_memory_is_gone_when_the_lane_closed_after_a_crash() -> None:
    with InteractiveLane() as lane:
        answers = Answers(lane)
        answers.ask("crash", faulty.attach_and_crash, pixel_bytes=1 << 20)
        answers.wait(1)
        answers.ask("name", faulty.name_of_block, pixel_bytes=1 << 20)
        name = answers.wait(2)[1][1][0].name
        shared_memory.SharedMemory(name=name).close()
    with pytest.raises(FileNotFoundError):
        shared_memory.SharedMemory(name=name)


@pytest.mark.skipif(os.name == "nt", reason="priorities have other names there")
def test_batch_work_gives_way_when_a_page_is_drawn(
    answers: Answers, shared_pool: WorkerPool
) -> None:
    priorities: list[int] = []
    shared_pool.submit(
        os.getpriority, os.PRIO_PROCESS, 0, on_done=priorities.append, on_error=print
    ).wait()
    answers.ask("priority", os.getpriority, os.PRIO_PROCESS, 0)
    ((_key, drawing),) = answers.wait(1)
    assert priorities == [min(19, drawing + NICENESS)]
