"""One call handed to a runner, from the queue to its one end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from workbench.app.workers import safely
from workbench.domain.errors import Cancelled, UserError


class CallState(StrEnum):
    """How far a call has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Call:
    """One call handed to a runner. It ends exactly once, with ``on_done`` or ``on_error``."""

    def __init__(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        timeout_s: float,
        on_done: Callable[[Any], None],
        on_error: Callable[[UserError], None],
        on_progress: Callable[[int, int], None] | None,
    ) -> None:
        self.function = function
        self.args = args
        self.timeout_s = timeout_s
        self.state = CallState.QUEUED
        self.cancelled = threading.Event()
        self.on_progress = None if on_progress is None else safely(on_progress)
        self._on_done = safely(on_done)
        self._on_error = safely(on_error)
        self._wake: Callable[[], None] | None = None
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def cancel(self) -> bool:
        """Stop it: at once when queued, within about two seconds when it runs.

        Returns:
            False when it has ended already; otherwise ``on_error`` gets a ``Cancelled``.
        """
        with self._lock:
            if self.state not in (CallState.QUEUED, CallState.RUNNING):
                return False
            self.cancelled.set()
            queued, wake = self.state is CallState.QUEUED, self._wake
        if queued:
            self.fail(Cancelled("It was cancelled."))
        elif wake is not None:
            wake()
        return True

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until it has ended and its callback has run; False when the time is up first."""
        return self._ended.wait(timeout_s)

    def begin(self, wake: Callable[[], None] | None = None) -> bool:
        """For runners: take it up; False when it was cancelled while it was queued."""
        with self._lock:
            if self.state is not CallState.QUEUED or self.cancelled.is_set():
                return False
            self.state = CallState.RUNNING
            self._wake = wake
            return True

    def succeed(self, result: Any) -> None:
        """For runners: end it well, unless it was cancelled meanwhile."""
        if self._end(CallState.DONE):
            self._on_done(result)
            self._ended.set()
        else:
            self.fail(Cancelled("It was cancelled."))

    def fail(self, error: UserError) -> None:
        """For runners: end it with an error; nothing happens when it has ended already."""
        if self.cancelled.is_set() and not isinstance(error, Cancelled):
            error = Cancelled("It was cancelled.")
        state = CallState.CANCELLED if isinstance(error, Cancelled) else CallState.FAILED
        if self._end(state):
            self._on_error(error)
            self._ended.set()

    def _end(self, state: CallState) -> bool:
        with self._lock:
            if self.state not in (CallState.QUEUED, CallState.RUNNING):
                return False
            if state is CallState.DONE and self.cancelled.is_set():
                return False
            self.state = state
            return True
