"""A piece of long work as window and command line see it, and how its progress is counted."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from workbench.app.events import JobEnded, ProgressChanged
from workbench.app.jobs import Progress

if TYPE_CHECKING:
    from workbench.app.session import Session

_RATE_OVER_S = 30.0
_TELL_EVERY_S = 0.1


@dataclass(eq=False)
class SessionJob:
    """Long work of a session. Read it freely; everything happens on the session's thread.

    ``state`` is ``running``, then one of ``done``, ``failed`` and ``cancelled``. ``message``
    sums it up in a sentence, ``failures`` are sentences, ``result`` is what the work makes.
    ``error`` is set when the work as a whole failed.
    """

    label: str
    session: Session = field(repr=False)
    id: str = field(default_factory=lambda: str(uuid4()))
    state: str = "running"
    message: str = ""
    failures: list[str] = field(default_factory=list)
    result: Any = None
    error: Exception | None = None
    cancelled: bool = False
    on_cancel: Callable[[], None] | None = field(default=None, repr=False)
    _done: int = 0
    _total: int = 0
    _told_at: float = 0.0
    _marks: deque[tuple[float, int]] = field(default_factory=deque, repr=False)

    @property
    def over(self) -> bool:
        """Whether it has ended, one way or another."""
        return self.state != "running"

    def cancel(self) -> None:
        """Ask it to stop; what is finished is kept. It ends in a later pump."""
        if self.over or self.cancelled:
            return
        self.cancelled = True
        if self.on_cancel is not None:
            self.on_cancel()

    def advance(self, done: int, total: int, message: str = "") -> None:
        """Say how far it has come; observers hear of it at most ten times a second."""
        now = time.monotonic()
        self._done, self._total = done, total
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[0][0] > _RATE_OVER_S:
            self._marks.popleft()
        if now - self._told_at < _TELL_EVERY_S and done < total:
            return
        self._told_at = now
        self.session.notify(ProgressChanged(self.progress(message)))

    def progress(self, message: str = "") -> Progress:
        """How far it is: the rate is that of the last half minute."""
        rate = 0.0
        if len(self._marks) > 1:
            (then, before), (now, done) = self._marks[0], self._marks[-1]
            rate = (done - before) / (now - then) if now > then else 0.0
        left = (self._total - self._done) / rate if rate > 0 else None
        return Progress(self.id, self.label, self._done, self._total, rate, left, message)

    def end(self, state: str, message: str, *, error: Exception | None = None) -> None:
        """Close it, once; observers hear of it."""
        if self.over:
            return
        self.state, self.message, self.error = state, message, error
        self.session.forget(self)
        self.session.notify(JobEnded(self.id, self.label, state, message, tuple(self.failures)))
