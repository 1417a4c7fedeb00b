"""A piece of long work as window and command line see it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from workbench.app.events import JobEnded, ProgressChanged
from workbench.app.jobs import Call, Meter, Progress, Runner
from workbench.domain.annotations import new_id
from workbench.domain.errors import Cancelled, UserError

if TYPE_CHECKING:
    from workbench.app.session import Session

_log = logging.getLogger(__name__)
_TELL_EVERY_S = 0.1

State = Literal["running", "done", "failed", "cancelled"]


class SessionJob:
    """Long work of a session. Read it freely; everything happens on the session's thread.

    ``state`` is ``running``, then one of ``done``, ``failed`` and ``cancelled``. ``message``
    sums it up in a sentence, ``failures`` are sentences, ``result`` is what the work makes.
    ``error`` is set when the work as a whole failed.
    """

    def __init__(
        self,
        session: Session,
        label: str,
        runner: Runner,
        *,
        kept: str = "What was finished is kept.",
        quiet_s: float = 0.0,
    ) -> None:
        """``kept`` is what is said of the project where it was stopped, or failed.

        For its first ``quiet_s`` seconds nobody is told how far it is.
        """
        self.id = new_id()
        self.label = label
        self.state: State = "running"
        self.message = ""
        self.failures: list[str] = []
        self.result: Any = None
        self.error: Exception | None = None
        self.cancelled = False
        self.on_end: Callable[[], None] | None = None
        self.runner = runner
        self.in_flight = 0
        self._session = session
        self._kept = kept
        self._meter = Meter(self.id, label)
        self._calls: set[Call] = set()
        self._is_quiet = quiet_s > 0
        self._tell_from = time.monotonic() + quiet_s
        session.adopt(self)

    @property
    def over(self) -> bool:
        """Whether it has ended, one way or another."""
        return self.state != "running"

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return self._meter.now()

    def cancel(self) -> None:
        """Ask it to stop; what is finished is kept. It ends in a later pump."""
        if self.over or self.cancelled:
            return
        self.cancelled = True
        for call in list(self._calls):
            call.cancel()
        self._session.post_of(self, self._stop_if_asked)

    def _stop_if_asked(self) -> None:
        if self.cancelled and not self.in_flight:
            self.end("cancelled", f"{self.label} was stopped. {self._kept}")

    def _guarded(self, step: Callable[[], None]) -> None:
        """Run a step on the session's thread; what goes wrong in it ends the job, not the pump."""
        try:
            step()
        except Exception as error:  # noqa: BLE001 - a job may end, the window may not
            sentence, problem = self._told(error)
            self.end("failed", sentence, error=problem)

    def _told(self, error: Exception) -> tuple[str, Exception]:
        """An error as a sentence for the person; one nobody foresaw is logged."""
        if isinstance(error, UserError):
            return error.sentence, error
        if isinstance(error, OSError):
            sentence = (
                f"{self.label} stopped: {error.strerror or error}. "
                f"Check the disk and the folder. {self._kept}"
            )
            return sentence, UserError(sentence, str(error))
        _log.error("%s failed", self.label, exc_info=error)
        sentence = (
            f"{self.label} stopped because of a mistake in the program. "
            f"{self._kept} The log says more."
        )
        return sentence, error

    def expect(self, more: int) -> None:
        """There are ``more`` steps to do than was known."""
        self._meter.total += more

    def advance(self, by: int = 1, message: str = "") -> None:
        """Steps were done; observers hear of it at most ten times a second."""
        progress = self._meter.advance(by, message)
        now = time.monotonic()
        if now >= self._tell_from or (progress.done >= progress.total and not self._is_quiet):
            self._tell_from, self._is_quiet = now + _TELL_EVERY_S, False
            self._session.notify(ProgressChanged(progress))

    def tell(self, message: str) -> None:
        """Say what it is at while there is nothing to count."""
        self._session.notify(ProgressChanged(self._meter.now(message)))

    def submit(
        self,
        function: Callable[..., Any],
        *args: object,
        timeout_s: float,
        then: Callable[[Any], None],
        otherwise: Callable[[UserError], None],
        on_progress: Callable[[int, int], None] | None = None,
        runner: Runner | None = None,
    ) -> None:
        """Have a worker call ``function``; ``then`` or ``otherwise`` follow in a pump.

        ``on_progress`` gets how many of how many, in a pump. ``runner`` is another than the
        job's own.

        Neither follows a call that was cancelled. After the last one of a job the job must
        have submitted more or ended.
        """
        self.in_flight += 1
        handle: list[Call] = []

        def after(callback: Callable[[Any], None], answer: Any) -> None:
            self.in_flight -= 1
            self._calls.difference_update(handle)
            if not self.over and not isinstance(answer, Cancelled):
                self._guarded(lambda: callback(answer))
            self._stop_if_asked()

        def tell(done: int, total: int) -> None:
            if on_progress is not None:
                self._session.post_of(self, lambda: None if self.over else on_progress(done, total))

        call = (runner or self.runner).submit(
            function,
            *args,
            timeout_s=timeout_s,
            on_done=lambda result: self._session.post_of(self, lambda: after(then, result)),
            on_error=lambda error: self._session.post_of(self, lambda: after(otherwise, error)),
            on_progress=tell if on_progress is not None else None,
        )
        handle.append(call)
        self._calls.add(call)

    def take_steps(self, steps: Iterator[None], then: Callable[[], None]) -> None:
        """Take steps on the session's thread, one a pump; ``then`` follows the last.

        Once the job is cancelled neither follows.
        """
        self.in_flight += 1
        is_over = False

        def step() -> None:
            nonlocal is_over
            is_over = next(steps, self) is self

        def take() -> None:
            nonlocal is_over
            if self.over or self.cancelled:
                is_over = True
            else:
                self._guarded(step)
            if not is_over and not self.over:
                self._session.post_of(self, take)
                return
            self.in_flight -= 1
            if not (self.over or self.cancelled):
                self._guarded(then)
            self._stop_if_asked()

        self._session.post_of(self, take)

    def end(self, state: State, message: str, *, error: Exception | None = None) -> None:
        """Close it, once; observers hear of it."""
        if self.over:
            return
        self.state, self.message, self.error = state, message, error
        for call in list(self._calls):
            call.cancel()
        if self.on_end is not None:
            try:
                self.on_end()
            except Exception as problem:  # noqa: BLE001 - it ends all the same
                self.state = "failed"
                self.message, self.error = self._told(problem)
        self._session.disown(self)
        self._session.notify(
            JobEnded(self.id, self.label, self.state, self.message, tuple(self.failures))
        )
