"""One worker process, seen from the program: start it, call it, end it whatever it does.

A :class:`Worker` is one process and the pipe to it. A :class:`Seat` keeps a worker on one place:
it starts one when there is a call, and a fresh one after a crash or after many calls.
"""

from __future__ import annotations

import atexit
import itertools
import logging
import multiprocessing
import os
import pickle
import signal
import tempfile
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import connection, resource_tracker
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Protocol

from workbench.app import worker_main
from workbench.domain.errors import Cancelled, ExitCode, UserError

_log = logging.getLogger(__name__)

MEMORY_BYTES = 4 << 30
"""Most address space of one worker: room for a page of 400 million pixels, no more."""
STEP_S = 1.0
"""Between asking a worker to stop, telling it to, and making it."""
START_LIMIT_S = 60.0
"""How long a fresh process may take to begin its first call."""
TAIL_BYTES = 4000
"""How much of what a worker printed goes into the details of an error."""

MISTAKE = "The program made a mistake while working on it."
"""The sentence of a :class:`WorkerBug`."""

_context = multiprocessing.get_context("spawn")
_starting = threading.Lock()
_numbers = itertools.count(1)


def _frames(details: str) -> str:
    """A traceback without what its errors say: that may hold words of the papers."""
    lines = details.splitlines()
    return "\n".join(line if line.startswith(" ") else line.split(":")[0] for line in lines)


class WorkerProblem(UserError):  # noqa: N818
    """A call came to no result. The caller puts file and page before the sentence."""

    exit_code = ExitCode.UNREADABLE


class WorkerDied(WorkerProblem):
    """The worker crashed, was killed, or ran out of memory."""


class WorkerTimeout(WorkerProblem):
    """The call took longer than it may; its worker was ended."""


class WorkerBug(WorkerProblem):
    """The called function failed in a way nobody foresaw; details hold its traceback."""

    exit_code = ExitCode.BUG


class NeverBegan(Exception):  # noqa: N818
    """The worker died before it took the call up: the call is not to blame."""


class Closable(Protocol):
    """Something that owns workers."""

    def close(self) -> None:
        """End them."""


_open: weakref.WeakSet[Closable] = weakref.WeakSet()


def close_at_exit(owner: Closable) -> None:
    """Have the owner closed when the interpreter ends without having done so."""
    _open.add(owner)


@atexit.register
def _close_all() -> None:
    for owner in list(_open):
        owner.close()


def safely(callback: Callable[..., None]) -> Callable[..., None]:
    """The callback, made harmless to the lane that runs it: what it raises is logged."""

    def run(*args: Any) -> None:
        try:
            callback(*args)
        except Exception:  # noqa: BLE001 - a caller's mistake must not stop the lane
            _log.exception("a callback of a finished call failed")

    return run


def numbered(name: str) -> str:
    """The name with a number that no other lane of this program has."""
    return f"workbench-{name}-{next(_numbers)}"


def shield_thread() -> None:
    """Keep Ctrl+C from this thread and from the processes it will start, from their first moment.

    The keyboard's interrupt goes to the whole process group. The main thread decides what it
    means; a worker that is still importing would only print a traceback.
    """
    if hasattr(signal, "pthread_sigmask"):
        resource_tracker.ensure_running()  # starting it later would lift the mask
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


class Waker:
    """Wakes a thread that waits on pipes."""

    def __init__(self) -> None:
        self.reader, self._writer = _context.Pipe(duplex=False)
        self._lock = threading.Lock()

    def wake(self) -> None:
        """From any thread; nothing happens once closed."""
        with self._lock, suppress(OSError):
            self._writer.send_bytes(b"!")

    def clear(self) -> None:
        """Forget past calls to wake."""
        while self.reader.poll():
            self.reader.recv_bytes()

    def close(self) -> None:
        """Give the pipe back."""
        with self._lock:
            self.reader.close()
            self._writer.close()


class Worker:
    """One process. Used by one thread; never started twice."""

    def __init__(self, memory_bytes: int, *, background: bool) -> None:
        self._output, output_path = tempfile.mkstemp(prefix="workbench-worker-")
        self._output_path = Path(output_path)
        self._printed = ""
        self._exit_code = 0
        self._ended = False
        self._pipe, other_end = _context.Pipe()
        self._process = _context.Process(
            target=worker_main.serve,
            args=(other_end, output_path, memory_bytes, background),
            name="workbench-worker",
            daemon=True,
        )
        try:
            with _starting:
                self._process.start()
        except BaseException:
            self._pipe.close()
            os.close(self._output)
            self._output_path.unlink(missing_ok=True)
            raise
        finally:
            other_end.close()
        self.pid = self._process.pid or 0
        self.calls = 0

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return not self._ended and self._process.exitcode is None

    def call(
        self,
        payload: bytes,
        timeout_s: float,
        on_progress: Callable[[int, int], None] | None,
        cancelled: threading.Event,
        waker: Waker,
    ) -> Any:
        """Have the process answer one pickled ``(function, args)``.

        Raises:
            UserError: what the function raised, or what became of the worker. After a
                :class:`WorkerDied`, :class:`WorkerTimeout` or ``Cancelled`` the process may be
                gone; the seat looks.
        """
        self.calls += 1
        began = cancelling = False
        deadline = time.monotonic() + START_LIMIT_S
        try:
            self._pipe.send((worker_main.CALL, (payload, timeout_s, on_progress is not None)))
            while True:
                if cancelled.is_set() and not cancelling:
                    cancelling = True
                    deadline = time.monotonic() + STEP_S
                    self._pipe.send((worker_main.CANCEL, None))
                left_s = deadline - time.monotonic()
                ready = connection.wait([self._pipe, waker.reader], max(0.0, left_s))
                if waker.reader in ready:
                    waker.clear()
                if self._pipe in ready:
                    kind, body = self._pipe.recv()
                    if kind == worker_main.BEGAN:
                        began = True
                        if not cancelling:
                            deadline = time.monotonic() + timeout_s
                        continue
                    if kind not in (worker_main.PROGRESS, worker_main.LOG):
                        return self._result(kind, body)
                    _tell(kind, body, on_progress)
                if left_s <= 0:
                    self.end(at_once=True)
                    if cancelling:
                        raise Cancelled("It was cancelled.")
                    raise WorkerTimeout(
                        f"Working on it took longer than {timeout_s:g} seconds and was stopped; "
                        "the file may be damaged or too large.",
                        self._printed,
                    )
        except (EOFError, OSError) as gone:
            self.end()
            if cancelling:
                raise Cancelled("It was cancelled.") from gone
            if not began:
                raise NeverBegan(self._printed) from gone
            raise self._death() from gone

    def _result(self, kind: str, body: Any) -> Any:
        """What an answer stands for: a result, or an error that is raised."""
        if kind == worker_main.NO_MEMORY:
            self.end()  # whatever the libraries left half done goes with it
            raise WorkerDied(
                "Working on it needed more memory than it may have, and was stopped.", body
            )
        if kind == worker_main.BUG:
            raise WorkerBug(MISTAKE, body)
        try:
            value = pickle.loads(body)
        except Exception as problem:
            raise WorkerBug(MISTAKE, traceback.format_exc()) from problem
        if kind == worker_main.USER_ERROR:
            raise value
        return value

    def _death(self) -> WorkerDied:
        code = self._exit_code
        try:
            how = signal.Signals(-code).name
        except ValueError:
            how = f"exit code {code}"
        return WorkerDied(
            f"The process that worked on it crashed ({how}); the file may be damaged.",
            self._printed,
        )

    def end(self, *, at_once: bool = False) -> None:
        """End the process and give back all it held; does nothing a second time.

        A worker whose pipe closes ends by itself. One that does not within a second, or that is
        to end ``at_once`` because it hangs, is terminated, and killed a second later.
        """
        if self._ended:
            return
        self._ended = True
        self._pipe.close()
        if at_once or not _gone_within(self._process, STEP_S):
            self._process.terminate()
            if not _gone_within(self._process, STEP_S):
                self._process.kill()
        self._process.join()
        self._exit_code = self._process.exitcode or 0
        with suppress(ValueError):  # its exit code went to somebody else: it counts as running
            self._process.close()
        with suppress(FileNotFoundError):  # the worker removed it where open files can be removed
            self._output_path.unlink()
        with os.fdopen(self._output, "rb") as output:
            output.seek(max(0, output.seek(0, os.SEEK_END) - TAIL_BYTES))
            self._printed = output.read().decode("utf-8", "replace")


def _tell(kind: str, body: Any, on_progress: Callable[[int, int], None] | None) -> None:
    """Pass on what a worker says while it is at work."""
    if kind == worker_main.LOG:
        level, name, line, where = body
        logging.getLogger(name).log(level, "%s", line, extra={"where": where})
    elif on_progress is not None:
        on_progress(*body)


def _gone_within(process: BaseProcess, limit_s: float) -> bool:
    """Whether the process ends in that time.

    Looks at the pipe that its end closes, not at its exit code, which another thread or another
    library may have fetched before.
    """
    return bool(connection.wait([process.sentinel], limit_s))


class Seat:
    """A place where one worker at a time sits. Used by one thread, woken by any."""

    def __init__(self, *, memory_bytes: int, calls_per_worker: int, background: bool) -> None:
        self._memory_bytes = memory_bytes
        self._background = background
        self._calls_per_worker = calls_per_worker
        self._waker = Waker()
        self._worker: Worker | None = None
        self.pid = 0

    def wake(self) -> None:
        """Have a running call look at its ``cancelled`` flag."""
        self._waker.wake()

    def call(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        *,
        timeout_s: float,
        cancelled: threading.Event,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Any:
        """Run a call in the worker, starting one if none is there, and return its result.

        Raises:
            UserError: see :meth:`Worker.call`.
        """
        try:
            payload = pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL)
            try:
                return self._seated().call(payload, timeout_s, on_progress, cancelled, self._waker)
            except NeverBegan:  # killed while it was idle, perhaps
                return self._seated().call(payload, timeout_s, on_progress, cancelled, self._waker)
        except WorkerBug as problem:
            name = getattr(function, "__name__", "a call")
            _log.error("the program made a mistake in %s:\n%s", name, _frames(problem.details))
            raise
        except UserError:
            raise
        except (NeverBegan, OSError) as problem:
            raise WorkerDied(
                "The process that should work on it could not be started.", str(problem)
            ) from problem
        except Exception as problem:
            raise WorkerBug(MISTAKE, traceback.format_exc()) from problem

    def _seated(self) -> Worker:
        worker = self._worker
        if worker is not None and (not worker.is_alive or worker.calls >= self._calls_per_worker):
            worker.end()
            worker = None
        if worker is None:
            worker = self._worker = Worker(self._memory_bytes, background=self._background)
            self.pid = worker.pid
        return worker

    def retire(self) -> None:
        """End the worker; the next call starts another."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None
            self.pid = 0

    def close(self) -> None:
        """End the worker for good."""
        self.retire()
        self._waker.close()
