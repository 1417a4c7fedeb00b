"""The processes a session works with: a pool for long work, one for proving, a warm worker.

They start when they are first needed. What they answer is posted, and taken up by a pump on
the session's own thread.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Hashable
from contextlib import suppress
from math import ceil

from workbench.app import settings, tasks
from workbench.app.jobs import InteractiveLane, Runner, WorkerPool
from workbench.app.reader import Reader
from workbench.app.tasks import Drawn
from workbench.app.work import SessionJob
from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect
from workbench.store.project import Project


class Processes(Reader):
    """The part of a session that has work done elsewhere, and hears of it."""

    def __init__(self, project: Project, person: str, runner: Runner | None) -> None:
        """``runner``: where long work runs instead of pools of its own."""
        super().__init__(project, person)
        self.on_pending: Callable[[], None] | None = None
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._given_runner = runner
        self._pool: WorkerPool | None = None
        self._proving_pool: WorkerPool | None = None
        self._writing_pool: WorkerPool | None = None
        self._lane: InteractiveLane | None = None
        self._jobs: dict[str, SessionJob] = {}
        self._writer: SessionJob | None = None
        self._held: list[Callable[[], None]] = []

    def end_processes(self) -> None:
        """Stop the workers this session started."""
        for lane in (self._pool, self._proving_pool, self._writing_pool, self._lane):
            if lane is not None:
                lane.close()

    # -- where work runs --------------------------------------------------------------------

    def render(
        self,
        document_id: str,
        page: int,
        scale: float,
        *,
        clip_pt: Rect | None = None,
        key: Hashable | None = None,
        urgency: int = 0,
        on_done: Callable[[Drawn, bytes], None],
        on_error: Callable[[UserError], None],
        on_dropped: Callable[[], None] | None = None,
    ) -> None:
        """Have a page drawn by the warm worker; exactly one callback follows, in a pump.

        ``scale`` is pixels a point; ``clip_pt`` a part of the unrotated page. A request that
        waits is dropped for a newer one under the same ``key`` (without one: same page).
        ``urgency`` 0 is what is looked at, higher numbers wait longer. ``on_done`` gets what
        was drawn and its RGB pixels.
        """
        shown = self.page(document_id, page)
        width = clip_pt.width if clip_pt else shown.width_pt
        height = clip_pt.height if clip_pt else shown.height_pt
        self.lane().request(
            (document_id, page) if key is None else key,
            tasks.draw_page,
            str(self.project.page_file(self.document(document_id))),
            page,
            scale,
            clip_pt,
            urgency=urgency,
            pixel_bytes=3 * (ceil(width * scale) + 2) * (ceil(height * scale) + 2),
            on_done=lambda info, pixels: self.post(lambda: on_done(info, pixels)),
            on_error=lambda error: self.post(lambda: on_error(error)),
            on_dropped=(lambda: self.post(on_dropped)) if on_dropped else None,
        )

    def runner(self) -> Runner:
        """Where long work runs: the one the session was given, or its own pool."""
        if self._given_runner is not None:
            return self._given_runner
        if self._pool is None:
            self._pool = WorkerPool(settings.load().number("workers") or None)
        return self._pool

    def prover(self) -> Runner:
        """Where copies are verified: never the processes that made them."""
        if self._given_runner is not None:
            return self._given_runner
        if self._proving_pool is None:
            self._proving_pool = WorkerPool(self.runner().workers)
        return self._proving_pool

    def scribe(self) -> Runner:
        """Where long steps are written: at once, also while other work keeps the pool busy."""
        if self._given_runner is not None or not self._jobs:
            return self.runner()
        if self._writing_pool is None:
            self._writing_pool = WorkerPool(1)
        return self._writing_pool

    def runner_for(self, workers: int | None) -> Runner:
        """The runner, with as many workers as asked for. It changes only while it is idle."""
        idle = self._pool is None or (self._pool.workers != workers and not self._jobs)
        if workers and self._given_runner is None and idle:
            if self._pool is not None:
                self._pool.close()
            self._pool = WorkerPool(workers)
        return self.runner()

    def lane(self) -> InteractiveLane:
        """The worker that draws pages; it starts to warm up when it is first asked for."""
        if self._lane is None:
            self._lane = InteractiveLane()
            self._lane.warm(tasks.warm_up)
        return self._lane

    # -- what is under way ------------------------------------------------------------------

    @property
    def running(self) -> tuple[SessionJob, ...]:
        """Long work that has not ended."""
        return tuple(self._jobs.values())

    def adopt(self, job: SessionJob) -> None:
        """A job begins."""
        self._jobs[job.id] = job

    def disown(self, job: SessionJob) -> None:
        """A job has ended."""
        self._jobs.pop(job.id, None)

    @property
    def writer(self) -> SessionJob | None:
        """The job that writes a long step just now; no other may write meanwhile."""
        return self._writer

    def give_way_to(self, writer: SessionJob, refusal: str) -> None:
        """Write nothing but what this job writes, until :meth:`take_back_the_pen`."""
        self._writer = writer
        self.repository.hold(refusal)

    def take_back_the_pen(self) -> None:
        """Write again; what other jobs had to write meanwhile comes next."""
        self._writer = None
        self.repository.hold("")
        held, self._held = self._held, []
        for call in held:
            self.post(call)

    def post_of(self, job: SessionJob, call: Callable[[], None]) -> None:
        """:meth:`post` a step of a job; it waits while another job writes a long step."""

        def take() -> None:
            if self._writer in (None, job):
                call()
            else:
                self._held.append(call)

        self.post(take)

    def post(self, call: Callable[[], None]) -> None:
        """Have ``call`` run on the session's thread by the next pump. From any thread."""
        self._posted.put(call)
        if self.on_pending is not None:
            self.on_pending()

    def pump(self, timeout_s: float = 0.0) -> bool:
        """Take up finished work; waits at most ``timeout_s`` for the first piece of it.

        Takes only what stands there when it begins, so that a window stays free.
        """
        calls = []
        with suppress(queue.Empty):
            calls.append(self._posted.get(timeout_s > 0, timeout_s or None))
            calls.extend(self._posted.get(False) for _ in range(self._posted.qsize()))
        waiting = deque(calls)
        try:
            while waiting:
                waiting.popleft()()
        finally:
            for call in waiting:  # one failed, or was interrupted: the others count all the same
                self._posted.put(call)
        return bool(calls)
