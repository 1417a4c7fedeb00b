"""The interactive lane: one warm worker that draws what the person is looking at."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from multiprocessing import shared_memory
from types import TracebackType
from typing import Any, Self

from workbench.app.workers import (
    MEMORY_BYTES,
    MISTAKE,
    Seat,
    WorkerBug,
    WorkerDied,
    close_at_exit,
    numbered,
    safely,
    shield_thread,
)
from workbench.domain.errors import Cancelled, UserError

SPARE_BYTES = 32 << 20
"""A block of shared memory is kept while it is no more than this above what is asked for."""
CALLS_PER_WORKER = 5000


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked for. Lower ``urgency`` goes first, within it the newest."""

    key: Hashable
    function: Callable[..., Any]
    args: tuple[Any, ...]
    urgency: int
    number: int
    pixel_bytes: int
    timeout_s: float
    on_done: Callable[..., None]
    on_error: Callable[..., None]
    on_dropped: Callable[..., None]
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def turn(self) -> tuple[int, int]:
        return self.urgency, -self.number


class _Block:
    """One block of shared memory, made anew only when it no longer fits what is asked for."""

    def __init__(self) -> None:
        self._memory: shared_memory.SharedMemory | None = None

    def name_of(self, size: int) -> str:
        """Name of a block of at least ``size`` bytes."""
        memory = self._memory
        if memory is None or not size <= memory.size <= size * 2 + SPARE_BYTES:
            self.close()
            memory = self._memory = shared_memory.SharedMemory(create=True, size=size)
        return memory.name

    def taken(self, size: int) -> bytes:
        """The first ``size`` bytes, copied out."""
        pixels = self._memory.buf if self._memory is not None else None
        if pixels is None or size > len(pixels):
            raise WorkerBug(MISTAKE, f"{size} bytes of pixels do not fit the shared memory")
        return bytes(pixels[:size])

    def close(self) -> None:
        """Give the block back."""
        if self._memory is not None:
            self._memory.close()
            self._memory.unlink()
            self._memory = None


class InteractiveLane:
    """One warm worker. Of queued requests under one key only the newest is kept.

    Args:
        memory_bytes: most address space of the worker.
        patience_s: how long a request may run before it gives way to a new one.
    """

    def __init__(self, *, memory_bytes: int = MEMORY_BYTES, patience_s: float = 2.0) -> None:
        self.name = numbered("lane")
        self._seat = Seat(
            memory_bytes=memory_bytes, calls_per_worker=CALLS_PER_WORKER, background=False
        )
        self._numbers = itertools.count()
        self._queue: dict[Hashable, _Request] = {}
        self._running: _Request | None = None
        self._running_since = 0.0
        self._patience_s = patience_s
        self._closed = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
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
        """Process id of the worker, if it has started."""
        return {self._seat.pid} if self._seat.pid else set()

    def warm(self, function: Callable[..., Any], /, *args: Any) -> None:
        """Start the worker now and have it import what ``function`` needs, by calling it."""
        self.request(object(), function, *args, on_done=_ignore, on_error=_ignore)

    def request(
        self,
        key: Hashable,
        function: Callable[..., Any],
        /,
        *args: Any,
        urgency: int = 0,
        pixel_bytes: int = 0,
        timeout_s: float = 20.0,
        on_done: Callable[..., None],
        on_error: Callable[[UserError], None],
        on_dropped: Callable[[], None] | None = None,
    ) -> None:
        """Have ``function(*args)`` run soon; a queued request under the same key gives way to it.

        So does a running one that has taken long, unless it is more urgent: a page that takes a
        minute to draw does not keep a person from turning to the next.

        Exactly one callback follows, on the lane's thread (``on_dropped`` on the thread that
        replaced or dropped it).

        Args:
            key: what the request is for, such as a view or one thumbnail.
            function: a function of a module; the worker imports it.
            args: what it gets.
            urgency: 0 for what is looked at; higher numbers wait longer.
            pixel_bytes: if not 0, the name of a block of shared memory of at least that size is
                given as one more argument; the result must have ``stride`` and ``height_px``
                and ``on_done`` gets those pixels as bytes after it.
            timeout_s: the worker is ended when it takes longer.
            on_done: gets the result, and the pixels if there are any.
            on_error: gets a sentence for the person; ``Cancelled`` when the lane closes.
            on_dropped: called if the request gave way or was forgotten.
        """
        request = _Request(
            key,
            function,
            args,
            urgency,
            next(self._numbers),
            pixel_bytes,
            timeout_s,
            safely(on_done),
            safely(on_error),
            safely(on_dropped or _ignore),
        )
        with self._changed:
            stale = request if self._closed else self._queue.pop(key, None)
            if not self._closed:
                self._queue[key] = request
                if self._thread is None:
                    self._thread = threading.Thread(
                        target=self._work, name=f"{self.name}-0", daemon=True
                    )
                    self._thread.start()
                self._changed.notify()
                self._hurry(request)
        if stale is not None:
            stale.on_dropped()

    def _hurry(self, request: _Request) -> None:
        """Stop what runs if it has had its time and the new request is as urgent."""
        running = self._running
        if (
            running is not None
            and request.urgency <= running.urgency
            and time.monotonic() - self._running_since >= self._patience_s
        ):
            running.cancelled.set()
            self._seat.wake()

    def drop(self, matches: Callable[[Hashable], bool]) -> None:
        """Forget queued requests whose key matches."""
        with self._changed:
            stale = [request for key, request in self._queue.items() if matches(key)]
            for request in stale:
                del self._queue[request.key]
        for request in stale:
            request.on_dropped()

    def close(self) -> None:
        """Drop what is queued, stop what runs, end the worker."""
        with self._changed:
            self._closed = True
            stale = list(self._queue.values())
            self._queue.clear()
            if self._running is not None:
                self._running.cancelled.set()
                self._seat.wake()
            self._changed.notify()
        for request in stale:
            request.on_dropped()
        if self._thread is None:
            self._seat.close()
        elif self._thread is not threading.current_thread():
            self._thread.join()

    def _work(self) -> None:
        shield_thread()
        block = _Block()
        try:
            while (request := self._next()) is not None:
                try:
                    result = self._answer(request, block)
                except Cancelled as error:
                    if self._closed:
                        request.on_error(error)
                    else:
                        request.on_dropped()
                except UserError as error:
                    request.on_error(error)
                else:
                    request.on_done(*result)
        finally:
            self._seat.close()
            block.close()

    def _next(self) -> _Request | None:
        with self._changed:
            self._running = None
            while not self._closed:
                if self._queue:
                    request = min(self._queue.values(), key=lambda request: request.turn)
                    del self._queue[request.key]
                    self._running, self._running_since = request, time.monotonic()
                    return request
                self._changed.wait()
        return None

    def _answer(self, request: _Request, block: _Block) -> tuple[Any, ...]:
        """Result, and pixels if asked for. A crash gets a second try in a fresh worker."""
        args = request.args
        if request.pixel_bytes:
            try:
                args = (*args, block.name_of(request.pixel_bytes))
            except OSError as problem:
                raise WorkerDied(
                    "There is not enough memory to show it this large.", str(problem)
                ) from problem
        try:
            result = self._call(request, args)
        except WorkerDied:
            result = self._call(request, args)
        if request.pixel_bytes:
            return result, block.taken(result.stride * result.height_px)
        return (result,)

    def _call(self, request: _Request, args: tuple[Any, ...]) -> Any:
        return self._seat.call(
            request.function, args, timeout_s=request.timeout_s, cancelled=request.cancelled
        )


def _ignore(*_args: object) -> None:
    """Nobody waits for this."""
