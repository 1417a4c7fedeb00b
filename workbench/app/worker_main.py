"""What runs inside a worker process: it answers calls that come down a pipe, one at a time.

The parent side is :mod:`workbench.app.workers`. This module is all a fresh process imports
before its first call, so it stays light.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any

from workbench import log
from workbench.domain.errors import Cancelled, UserError

# What comes down the pipe
CALL, CANCEL = "call", "cancel"
# What goes back up
BEGAN, PROGRESS, LOG = "began", "progress", "log"
DONE, USER_ERROR, BUG, NO_MEMORY = "done", "user error", "bug", "no memory"

NICENESS = 5
BELOW_NORMAL = 0x4000
"""Windows' name for the same."""
LARGEST_KEPT_BYTES = 32 << 20
"""Blocks of memory up to this are kept for what comes next: a colour page of 300 dpi has 25 MB."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
WATCHDOG_S = 30.0
"""How long after its time limit a call ends itself, should the parent no longer be there."""


def serve(connection: Connection, output: str, memory_bytes: int, background: bool) -> None:
    """Answer calls until the pipe closes, then end the process.

    Args:
        connection: this end of the pipe.
        output: file that takes whatever libraries print, and the stack after a crash.
        memory_bytes: most address space the process may have, where the system can limit it.
        background: give way to the window and to the worker that draws for it.
    """
    _settle(output, memory_bytes)
    if background:
        _give_way()
    calls: queue.SimpleQueue[tuple[bytes, float, bool]] = queue.SimpleQueue()
    cancelled = threading.Event()
    threading.Thread(
        target=_listen, args=(connection, calls, cancelled), name="listen", daemon=True
    ).start()
    logging.getLogger("workbench").addHandler(_Forward(connection))

    def progress(done: int, total: int) -> None:
        connection.send((PROGRESS, (done, total)))
        if cancelled.is_set():
            raise Cancelled("It was cancelled.")

    while True:
        payload, timeout_s, wants_progress = calls.get()
        connection.send((BEGAN, None))
        # Runs in C: it ends even a call that never gives Python's lock back.
        faulthandler.dump_traceback_later(timeout_s + WATCHDOG_S, exit=True, file=2)
        answer = _answer(payload, progress if wants_progress else None)
        faulthandler.cancel_dump_traceback_later()
        connection.send(answer)


def _settle(output: str, memory_bytes: int) -> None:
    """Make the process quiet, limited and deaf to Ctrl+C (the parent decides when it ends)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OMP_THREAD_LIMIT"] = "1"
    handle = os.open(output, os.O_WRONLY | os.O_APPEND)
    if os.name != "nt":
        os.unlink(output)  # noqa: PTH108 - the parent holds it open; nothing is left behind
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.close(handle)
    faulthandler.enable(file=2)
    # Shared memory belongs to the parent, which makes and removes it. Python before 3.13 would
    # also have every process that looks into a block answer for its removal.
    resource_tracker.register = _track_nothing
    _keep_memory()
    if sys.platform != "win32":
        import resource

        _limit(resource.RLIMIT_CORE, 0)  # a core file would hold the papers
        _limit(resource.RLIMIT_AS, memory_bytes)


def _keep_memory() -> None:
    """Have the C library keep the memory of a page's pixels for the next page.

    Left to itself, glibc gives some megabytes back and asks for them again with every page,
    which costs a tenth of a page's proof. Other libraries have no such setting.
    """
    if sys.platform == "linux":
        import ctypes

        library = ctypes.CDLL(None)
        if hasattr(library, "mallopt"):
            library.mallopt(_M_MMAP_THRESHOLD, LARGEST_KEPT_BYTES)
            library.mallopt(_M_TRIM_THRESHOLD, 2 * LARGEST_KEPT_BYTES)


def _give_way() -> None:
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), BELOW_NORMAL)
    else:
        os.nice(NICENESS)


def _track_nothing(name: object, rtype: str) -> None:
    """Stands in for the resource tracker, with its parameters."""
    del name, rtype


def _limit(what: int, most: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    _soft, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    try:
        resource.setrlimit(what, (most, hard))
    except (ValueError, OSError) as problem:  # macOS knows the limit but does not let one set it
        print(f"limit {what} not set: {problem}", file=sys.stderr)  # noqa: T201


def _listen(
    connection: Connection,
    calls: queue.SimpleQueue[tuple[bytes, float, bool]],
    cancelled: threading.Event,
) -> None:
    """Take up calls and the wish to cancel one; end the process when the parent is gone."""
    while True:
        try:
            kind, body = connection.recv()
        except (EOFError, OSError):
            os._exit(0)
        if kind == CANCEL:
            cancelled.set()
        else:
            cancelled.clear()
            calls.put(body)


def _answer(payload: bytes, progress: Callable[[int, int], None] | None) -> tuple[str, Any]:
    """Run one call. Whatever happens inside becomes an answer that can cross the pipe."""
    try:
        function, args = pickle.loads(payload)
        result = function(*args) if progress is None else function(*args, progress=progress)
        return DONE, pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    except UserError as error:
        return USER_ERROR, _pickled(error)
    except MemoryError:
        return NO_MEMORY, traceback.format_exc()
    except BaseException:  # noqa: BLE001 - also SystemExit: nothing but an answer leaves a call
        return BUG, traceback.format_exc()


def _pickled(error: UserError) -> bytes:
    """The error as bytes; its own class where that survives the journey."""
    try:
        pickled = pickle.dumps(error)
        pickle.loads(pickled)
    except Exception:  # noqa: BLE001 - a class may fail here in any way
        return pickle.dumps(UserError(error.sentence, error.details))
    return pickled


class _Forward(logging.Handler):
    """Sends what a worker logs to the parent, which has the log file."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(logging.INFO)
        self._connection = connection

    def emit(self, record: logging.LogRecord) -> None:
        """Send level, logger, finished message, and what was being worked on."""
        line = (record.levelno, record.name, self.format(record), log.where())
        self._connection.send((LOG, line))
