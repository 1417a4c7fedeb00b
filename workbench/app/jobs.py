"""Long work in worker processes: errors, progress, the batch lane, and the interactive one.

Everything that parses bytes from outside runs in processes (see docs/adr/0001-workers.md). Who
needs such work done imports from here. Callbacks run on the lanes' own threads.
"""

from __future__ import annotations

import os
import threading
import traceback
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol, Self

from workbench.app.calls import Call, CallState
from workbench.app.lanes import InteractiveLane
from workbench.app.progress import Meter, Progress
from workbench.app.workers import (
    MEMORY_BYTES,
    MISTAKE,
    Seat,
    WorkerBug,
    WorkerDied,
    WorkerProblem,
    WorkerTimeout,
    close_at_exit,
    numbered,
    shield_thread,
)
from workbench.domain.errors import Cancelled, UserError

__all__ = [
    "Call",
    "CallState",
    "InlineRunner",
    "InteractiveLane",
    "Meter",
    "Progress",
    "Runner",
    "WorkerBug",
    "WorkerDied",
    "WorkerPool",
    "WorkerProblem",
    "WorkerTimeout",
]


class Runner(Protocol):
    """Runs functions somewhere and reports back by callback."""

    workers: int

    def submit(
        self,
        function: Callable[..., Any],
        /,
        *args: Any,
        timeout_s: float = 120.0,
        on_done: Callable[[Any], None],
        on_error: Callable[[UserError], None],
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Call:
        """Have ``function(*args)`` run; exactly one of ``on_done`` and ``on_error`` follows.

        With ``on_progress`` the function gets a keyword ``progress``, a callable that takes
        how many of how many are done, and raises ``Cancelled`` once the call is cancelled.
        """

    def close(self) -> None:
        """Cancel what is left and give everything back."""


class WorkerPool:
    """The batch lane: some worker processes, first come first served.

    Workers start when there is work and stay warm; one that crashes or hangs is replaced and
    costs the call it was at. A worker is also replaced after ``calls_per_worker`` calls, so
    that what libraries leak does not pile up, and ended after ``idle_s`` without work.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        calls_per_worker: int = 200,
        memory_bytes: int = MEMORY_BYTES,
        idle_s: float = 60.0,
    ) -> None:
        self.workers = workers or os.cpu_count() or 1
        self.name = numbered("pool")
        self._calls_per_worker = calls_per_worker
        self._memory_bytes = memory_bytes
        self._idle_s = idle_s
        self._queue: deque[Call] = deque()
        self._running: set[Call] = set()
        self._seats: list[Seat] = []
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._closed = False
        self._changed = threading.Condition()
        close_at_exit(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def pids(self) -> set[int]:
        """Process ids of the workers there are."""
        return {seat.pid for seat in self._seats if seat.pid}

    def submit(
        self,
        function: Callable[..., Any],
        /,
        *args: Any,
        timeout_s: float = 120.0,
        on_done: Callable[[Any], None],
        on_error: Callable[[UserError], None],
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Call:
        """See :meth:`Runner.submit`. After :meth:`close` every call is cancelled at once."""
        call = Call(function, args, timeout_s, on_done, on_error, on_progress)
        with self._changed:
            closed = self._closed
            if not closed:
                self._queue.append(call)
                if self._idle < len(self._queue) and len(self._threads) < self.workers:
                    self._add_worker()
                self._changed.notify()
        if closed:
            call.cancel()
        return call

    def close(self) -> None:
        """Cancel all calls and end all workers, in about two seconds at most."""
        with self._changed:
            self._closed = True
            calls = [*self._queue, *self._running]
            self._queue.clear()
            self._changed.notify_all()
        for call in calls:
            call.cancel()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join()

    def _add_worker(self) -> None:
        seat = Seat(
            memory_bytes=self._memory_bytes,
            calls_per_worker=self._calls_per_worker,
            background=True,
        )
        thread = threading.Thread(
            target=self._work, args=(seat,), name=f"{self.name}-{len(self._threads)}", daemon=True
        )
        self._seats.append(seat)
        self._threads.append(thread)
        thread.start()

    def _work(self, seat: Seat) -> None:
        """One thread's life: take the next call, have the seat's worker answer it."""
        shield_thread()
        try:
            while (call := self._next(seat)) is not None:
                if call.begin(seat.wake):
                    self._answer(call, seat)
                with self._changed:
                    self._running.discard(call)
        finally:
            seat.close()

    def _answer(self, call: Call, seat: Seat) -> None:
        try:
            result = seat.call(
                call.function,
                call.args,
                timeout_s=call.timeout_s,
                cancelled=call.cancelled,
                on_progress=call.on_progress,
            )
        except UserError as error:
            call.fail(error)
        else:
            call.succeed(result)

    def _next(self, seat: Seat) -> Call | None:
        """The next call, waited for; None when the pool is closed."""
        with self._changed:
            while True:
                if self._closed:
                    return None
                if self._queue:
                    call = self._queue.popleft()
                    self._running.add(call)
                    return call
                self._idle += 1
                busy_again = self._changed.wait(self._idle_s)
                self._idle -= 1
                if not busy_again and not self._queue:
                    seat.retire()


class InlineRunner:
    """Runs each call at once, in this process and thread; for tests and tiny jobs."""

    workers = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def submit(
        self,
        function: Callable[..., Any],
        /,
        *args: Any,
        timeout_s: float = 120.0,
        on_done: Callable[[Any], None],
        on_error: Callable[[UserError], None],
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Call:
        """See :meth:`Runner.submit`; the call has ended when this returns. No time limit."""
        call = Call(function, args, timeout_s, on_done, on_error, on_progress)
        call.begin()

        def progress(done: int, total: int) -> None:
            if call.on_progress is not None:
                call.on_progress(done, total)
            if call.cancelled.is_set():
                raise Cancelled("It was cancelled.")

        try:
            result = function(*args) if on_progress is None else function(*args, progress=progress)
        except UserError as error:
            call.fail(error)
        except Exception:  # noqa: BLE001 - as a worker does: whatever it is becomes an answer
            call.fail(WorkerBug(MISTAKE, traceback.format_exc()))
        else:
            call.succeed(result)
        return call

    def close(self) -> None:
        """Nothing to give back."""
