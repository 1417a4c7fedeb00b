"""Progress of long work: what is done, how fast it goes, how long it will take."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. ``total`` is 0 and rate and time left are None while not known."""

    job_id: str
    label: str
    done: int
    total: int
    rate_per_s: float | None
    seconds_left: float | None
    message: str = ""


class Meter:
    """Counts what a job has done and works out rate and time left, smoothed over a while."""

    WINDOW_S = 20.0
    SAMPLES = 8

    def __init__(
        self,
        job_id: str,
        label: str,
        total: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.total = total
        self.done = 0
        self._job_id = job_id
        self._label = label
        self._clock = clock
        self._samples: deque[tuple[float, int]] = deque([(clock(), 0)])

    def advance(self, by: int = 1, message: str = "") -> Progress:
        """Count ``by`` more as done."""
        self.done += by
        now = self._clock()
        self._samples.append((now, self.done))
        # Slow work keeps a few old samples, or its rate would jump with every one.
        while len(self._samples) > self.SAMPLES and self._samples[1][0] < now - self.WINDOW_S:
            self._samples.popleft()
        return self.now(message)

    def now(self, message: str = "") -> Progress:
        """The state as it is; a rate goes down while nothing more gets done."""
        began, done_then = self._samples[0]
        elapsed_s = self._clock() - began
        rate = (self.done - done_then) / elapsed_s if elapsed_s > 0 else 0.0
        left = max(0, self.total - self.done)
        return Progress(
            self._job_id,
            self._label,
            self.done,
            self.total,
            rate or None,
            left / rate if rate and self.total else None,
            message,
        )
