"""The batch lane, with functions that crash, hang, lie and eat memory."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from tests.support import faulty
from workbench.app.jobs import (
    Call,
    CallState,
    InlineRunner,
    Runner,
    WorkerBug,
    WorkerDied,
    WorkerPool,
    WorkerTimeout,
)
from workbench.domain.errors import Cancelled, ExitCode, UnreadableFile, UserError

WAIT_S = 60.0


class Answers:
    """Collects what comes back, a list of ends for each call."""

    def __init__(self) -> None:
        self.ends: dict[int, list[Any]] = {}
        self._lock = threading.Lock()

    def take(self, number: int) -> Callable[[Any], None]:
        self.ends[number] = []

        def taken(end: Any) -> None:
            with self._lock:
                self.ends[number].append(end)

        return taken


def submit(runner: Runner, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Run one call to its end: the result, or the error object."""
    answers = Answers()
    take = answers.take(0)
    call = runner.submit(function, *args, on_done=take, on_error=take, **options)
    assert call.wait(WAIT_S)
    (end,) = answers.ends[0]
    return end


@pytest.fixture(params=["pool", "inline"])
def runner(request: pytest.FixtureRequest, shared_pool: WorkerPool) -> Runner:
    return shared_pool if request.param == "pool" else InlineRunner()


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1) as made:
        yield made


def test_result_arrives_when_the_function_returns(runner: Runner) -> None:
    assert submit(runner, faulty.echo, {"words": [1, 2]}) == {"words": [1, 2]}


def test_error_keeps_type_sentence_and_details_when_it_is_for_the_person(runner: Runner) -> None:
    end = submit(runner, faulty.raise_user_error, "a.pdf is damaged.", "xref")
    assert type(end) is UnreadableFile
    assert (end.sentence, end.details) == ("a.pdf is damaged.", "xref")


def test_traceback_is_in_the_details_when_the_error_was_unforeseen(
    runner: Runner, expected_log: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    expected_log("made a mistake in raise_unpicklable")
    end = submit(runner, faulty.raise_unpicklable)
    assert type(end) is WorkerBug
    assert end.exit_code is ExitCode.BUG
    assert "deep trouble" in end.details
    assert "raise_unpicklable" in end.details
    assert "deep trouble" not in caplog.text  # it may be words of the papers


def test_progress_arrives_in_order_when_it_is_asked_for(runner: Runner) -> None:
    seen: list[tuple[int, int]] = []
    end = submit(runner, faulty.count_to, 3, on_progress=lambda *step: seen.append(step))
    assert end == 3
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_sentence_survives_when_the_error_class_cannot_travel(shared_pool: WorkerPool) -> None:
    end = submit(shared_pool, faulty.raise_user_error_that_cannot_travel)
    assert type(end) is UserError
    assert (end.sentence, end.details) == ("This and that.", "both")


@pytest.mark.parametrize("function", [faulty.return_unpicklable, faulty.leave])
def test_call_fails_as_a_bug_when_its_result_cannot_travel(
    shared_pool: WorkerPool, function: Callable[..., Any], expected_log: Callable[[str], None]
) -> None:
    expected_log("made a mistake in")
    assert type(submit(shared_pool, function)) is WorkerBug


def test_call_fails_as_a_bug_when_its_arguments_cannot_travel(shared_pool: WorkerPool) -> None:
    assert type(submit(shared_pool, faulty.echo, lambda: 1)) is WorkerBug


def test_worker_stays_warm_when_calls_end_well_or_with_an_error(
    shared_pool: WorkerPool, expected_log: Callable[[str], None]
) -> None:
    expected_log("made a mistake in raise_unpicklable")
    first = submit(shared_pool, faulty.pid)
    submit(shared_pool, faulty.raise_unpicklable)
    assert submit(shared_pool, faulty.pid) == first


def test_worker_is_limited_and_deaf_to_the_keyboard_when_it_works(shared_pool: WorkerPool) -> None:
    assert submit(shared_pool, faulty.environment) == {"threads": "1", "core": 0, "sigint": True}


def test_log_line_reaches_the_program_when_a_worker_logs_it(
    shared_pool: WorkerPool,
    caplog: pytest.LogCaptureFixture,
    expected_log: Callable[[str], None],
) -> None:
    expected_log("glyph missing")
    submit(shared_pool, faulty.warn, "glyph missing")
    assert ("workbench.engines.pdf", 30, "glyph missing") in caplog.record_tuples


@pytest.mark.parametrize("code", [0, 1, 3])
def test_one_call_dies_and_the_next_lives_when_a_worker_exits(pool: WorkerPool, code: int) -> None:
    end = submit(pool, faulty.end_process, code)
    assert type(end) is WorkerDied
    assert f"exit code {code}" in end.sentence
    assert submit(pool, faulty.echo, 7) == 7


def test_signal_and_stack_are_told_when_a_worker_crashes(pool: WorkerPool) -> None:
    end = submit(pool, faulty.crash)
    assert type(end) is WorkerDied
    assert "SIGSEGV" in end.sentence or "exit code" in end.sentence
    assert "faulty.py" in end.details


def test_last_words_are_in_the_details_when_a_worker_crashes(pool: WorkerPool) -> None:
    end = submit(pool, faulty.say_and_crash, "cannot allocate the page")
    assert "cannot allocate the page" in end.details


@pytest.mark.parametrize("function", [faulty.hang, faulty.hang_deaf])
def test_worker_is_replaced_when_a_call_takes_too_long(
    pool: WorkerPool, function: Callable[[], None]
) -> None:
    before = submit(pool, faulty.pid)
    end = submit(pool, function, timeout_s=0.3)
    assert type(end) is WorkerTimeout
    assert "0.3 seconds" in end.sentence
    assert submit(pool, faulty.pid) != before
    assert not psutil.pid_exists(before)


def test_call_is_stopped_in_time_when_it_never_stops_reporting(pool: WorkerPool) -> None:
    end = submit(pool, faulty.chatter, timeout_s=0.2, on_progress=lambda *_step: None)
    assert type(end) is WorkerTimeout


@pytest.mark.skipif(not psutil.LINUX, reason="only Linux holds a process to its address space")
def test_one_call_dies_when_it_needs_too_much_memory() -> None:
    with WorkerPool(1, memory_bytes=1 << 30) as pool:
        end = submit(pool, faulty.eat_memory, 2 << 30)
        assert type(end) is WorkerDied
        assert "memory" in end.sentence
        assert submit(pool, faulty.eat_memory, 1 << 20) == 1 << 20


def test_worker_is_replaced_when_it_was_killed_while_idle(pool: WorkerPool) -> None:
    victim = psutil.Process(submit(pool, faulty.pid))
    victim.kill()
    assert submit(pool, faulty.echo, "still here") == "still here"


def test_worker_is_replaced_when_it_has_done_its_share() -> None:
    with WorkerPool(1, calls_per_worker=2) as pool:
        pids = [submit(pool, faulty.pid) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_worker_ends_when_there_is_nothing_to_do_for_long() -> None:
    with WorkerPool(1, idle_s=0.05) as pool:
        worker = psutil.Process(submit(pool, faulty.pid))
        worker.wait(WAIT_S)
        assert submit(pool, faulty.echo, "awake again") == "awake again"


@pytest.mark.parametrize("function", [faulty.hang, faulty.hang_deaf])
def test_running_call_is_cancelled_when_its_function_does_not_listen(
    pool: WorkerPool, function: Callable[[], None]
) -> None:
    submit(pool, faulty.pid)
    answers = Answers()
    call = pool.submit(function, on_done=answers.take(0), on_error=answers.take(0))
    assert call.cancel()
    assert call.wait(WAIT_S)
    assert [type(end) for end in answers.ends[0]] == [Cancelled]
    assert call.state is CallState.CANCELLED
    assert not call.cancel()
    assert submit(pool, faulty.echo, 1) == 1


def test_worker_stays_when_a_cancelled_function_listens(pool: WorkerPool) -> None:
    before = submit(pool, faulty.pid)
    started = threading.Event()
    ends: list[Any] = []
    call = pool.submit(
        faulty.count_for_ever,
        on_done=ends.append,
        on_error=ends.append,
        on_progress=lambda *_step: started.set(),
    )
    assert started.wait(WAIT_S)
    assert call.cancel()
    assert call.wait(WAIT_S)
    assert [type(end) for end in ends] == [Cancelled]
    assert submit(pool, faulty.pid) == before


def test_queued_call_ends_at_once_when_it_is_cancelled(pool: WorkerPool) -> None:
    answers = Answers()
    running = pool.submit(faulty.hang, on_done=answers.take(0), on_error=answers.take(0))
    queued = pool.submit(faulty.echo, 1, on_done=answers.take(1), on_error=answers.take(1))
    assert queued.cancel()
    assert [type(end) for end in answers.ends[1]] == [Cancelled]
    assert running.cancel()
    assert running.wait(WAIT_S)
    assert len(answers.ends[1]) == 1


def test_lane_goes_on_when_a_callback_fails(
    pool: WorkerPool, expected_log: Callable[[str], None]
) -> None:
    expected_log("a callback of a finished call failed")
    seen: list[object] = []

    def fail(result: object) -> None:
        seen.append(result)
        raise ValueError("in the callback")

    call = pool.submit(faulty.echo, 1, on_done=fail, on_error=seen.append)
    assert call.wait(WAIT_S)
    assert seen == [1]
    assert submit(pool, faulty.echo, 2) == 2


def test_every_call_is_cancelled_once_when_the_pool_closes() -> None:
    answers = Answers()
    with WorkerPool(2) as pool:
        calls = [
            pool.submit(faulty.hang, on_done=answers.take(n), on_error=answers.take(n))
            for n in range(6)
        ]
    assert all(call.state is CallState.CANCELLED for call in calls)
    assert [[type(end) for end in ends] for ends in answers.ends.values()] == [[Cancelled]] * 6
    late = submit(pool, faulty.echo, 1)
    assert type(late) is Cancelled


def test_every_call_gets_one_answer_when_good_and_bad_ones_are_mixed(
    expected_log: Callable[[str], None],
) -> None:
    expected_log("made a mistake in")
    chance = random.Random(2)
    kinds: list[tuple[Callable[..., Any], tuple[Any, ...], float, type]] = [
        (faulty.echo, (5,), 60.0, int),
        (faulty.echo, (6,), 60.0, int),
        (faulty.count_to, (4,), 60.0, int),
        (faulty.end_process, (1,), 60.0, WorkerDied),
        (faulty.hang, (), 0.2, WorkerTimeout),
        (faulty.raise_user_error, ("Broken.", ""), 60.0, UnreadableFile),
        (faulty.raise_unpicklable, (), 60.0, WorkerBug),
        (faulty.return_unpicklable, (), 60.0, WorkerBug),
    ]
    chosen = [kinds[n % 8] if n < 24 else chance.choice(kinds[:3] + kinds[5:]) for n in range(100)]
    chance.shuffle(chosen)
    answers = Answers()
    calls: list[Call] = []
    with WorkerPool(2) as pool:
        for number, (function, args, limit_s, _expected) in enumerate(chosen):
            take = answers.take(number)
            counts = function is faulty.count_to
            calls.append(
                pool.submit(
                    function,
                    *args,
                    timeout_s=limit_s,
                    on_done=take,
                    on_error=take,
                    on_progress=(lambda *_step: None) if counts else None,
                )
            )
        assert all(call.wait(2 * WAIT_S) for call in calls)
    got = [[type(end) for end in answers.ends[number]] for number in range(100)]
    assert got == [[expected] for *_call, expected in chosen]
