"""What tests get: an offscreen Qt, a home of their own, no network, and a look at what they left.

A test fails when it logged a warning nobody expected, or when a process, a thread or a window
that was not there before it is still there after it.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from workbench.app.jobs import WorkerPool

# Before anything imports Qt, and whatever the desktop of the person running the tests says.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

GRACE_S = 3.0
"""How long something may take to be gone after the test that used it."""

_shared_pools: list[WorkerPool] = []


class _Warnings(logging.Handler):
    """Keeps what the program logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.expected: list[re.Pattern[str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".")[0] == "workbench":
            self.lines.append(f"{record.levelname} {record.name}: {self.format(record)}")

    def unexpected(self) -> list[str]:
        return [
            line for line in self.lines if not any(known.search(line) for known in self.expected)
        ]


def _processes() -> set[psutil.Process]:
    """Child processes, without Python's own helper and the workers that all tests share."""
    shared = {pid for pool in _shared_pools for pid in pool.pids()}
    found = set()
    for process in psutil.Process().children(recursive=True):
        try:
            helper = any("resource_tracker" in part for part in process.cmdline())
        except psutil.NoSuchProcess:
            continue
        if process.pid not in shared and not helper:
            found.add(process)
    return found


def _threads() -> set[threading.Thread]:
    shared = {pool.name for pool in _shared_pools}
    return {
        thread
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread)
        and thread.name.rpartition("-")[0] not in shared
    }


def _windows() -> set[Any]:
    """Visible top-level windows, if this test run has a Qt application at all."""
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return set()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {widget for widget in QApplication.topLevelWidgets() if widget.isVisible()}


def _gone(read: Callable[[], set[Any]], before: set[Any]) -> set[Any]:
    """What is still there after the grace time; returns at once when nothing is."""
    end = time.monotonic() + GRACE_S
    while (left := read() - before) and time.monotonic() < end:
        time.sleep(0.02)
    return left


@pytest.fixture
def expected_log(nothing_left: None) -> Callable[[str], None]:
    """Call it with a pattern: log lines at WARNING or above that match it are meant to come."""
    return lambda pattern: _log.expected.append(re.compile(pattern))


_log = _Warnings()


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own; the person's settings, logs and recent projects stay untouched."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("WORKBENCH_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test that leaves a warning, process, thread or window behind."""
    processes, threads, windows = _processes(), _threads(), _windows()
    root = logging.getLogger()
    _log.lines.clear()
    _log.expected.clear()
    root.addHandler(_log)
    try:
        yield
    finally:
        root.removeHandler(_log)
    problems = [f"logged: {line}" for line in _log.unexpected()]
    problems += [f"left a window: {window!r}" for window in _gone(_windows, windows)]
    problems += [f"left a process: {process!r}" for process in _gone(_processes, processes)]
    problems += [f"left a thread: {thread!r}" for thread in _gone(_threads, threads)]
    if problems:
        pytest.fail(f"{request.node.nodeid}\n" + "\n".join(problems), pytrace=False)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """The program is offline; a test that tries to reach another machine fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            raise AssertionError(f"the program tried to reach {address!r}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def shared_pool() -> Iterator[WorkerPool]:
    """One warm worker for all tests that only need some worker; do not crash or close it."""
    with WorkerPool(1, idle_s=3600.0) as pool:
        _shared_pools.append(pool)
        yield pool
    _shared_pools.remove(pool)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real papers beside the repository; tests that need it are skipped without."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the real papers (../shared) are not on this machine")
    return folder
