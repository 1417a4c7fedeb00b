"""Work taken a slice at a time: between two slices the window paints and hears keys."""

from __future__ import annotations

import time
from collections.abc import Iterator


class Budget:
    """A stretch of time to work in, so that a window can do other things in between."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def is_spent(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._ends


class Sliced:
    """Work of many small steps, as a generator that pauses after each."""

    def __init__(self, steps: Iterator[None]) -> None:
        self._steps = steps
        self.is_over = False

    def step(self, budget_s: float) -> bool:
        """Work for about so long, a step at least; true while there is more to do."""
        budget = Budget(budget_s)
        while not self.is_over:
            self.is_over = next(self._steps, self) is self
            if budget.is_spent:
                break
        return not self.is_over

    def finish(self) -> None:
        """Take all the steps there are, where nobody waits meanwhile."""
        for _ in self._steps:
            pass
        self.is_over = True
