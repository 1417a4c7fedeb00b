"""Nothing is left behind, however the program ends: well, by Ctrl+C, or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 60.0

PROGRAM = """
import signal
import sys
from tests.support import faulty
from workbench.app.jobs import InteractiveLane, WorkerPool

def main():
    how = sys.argv[1]
    pool, lane = WorkerPool(2), InteractiveLane()
    ends = []
    def end(*what):
        ends.append(what)
    first = pool.submit(faulty.pid, on_done=end, on_error=end)
    lane.request("view", faulty.paint, 1, 10, 10, pixel_bytes=300, on_done=end, on_error=end)
    first.wait()
    busy = [
        pool.submit(faulty.count_for_ever, on_done=end, on_error=end, on_progress=print_once())
        for _ in range(2)
    ]
    if how == "forget":
        return
    try:
        busy[0].wait()
    finally:
        if how == "close":
            lane.close()
            pool.close()

def print_once():
    told = []
    def tell(*step):
        if not told:
            told.append(step)
            print("busy", flush=True)
    return tell

if __name__ == "__main__":
    # A shell that runs the tests in the background has them, and us, ignore Ctrl+C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()
"""


@contextmanager
def program(folder: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    """The program above, once both of its workers are at work, in a process group of its own."""
    script = folder / "program.py"
    script.write_text(PROGRAM, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script), how],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def both_busy(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Wait for the workers to be at work, and return them."""
    assert process.stdout is not None
    for _ in range(2):
        assert process.stdout.readline() == "busy\n"
    found: list[psutil.Process] = psutil.Process(process.pid).children(recursive=True)
    assert len(found) >= 3
    return found


def test_program_ends_clean_when_it_forgot_to_close(tmp_path: Path) -> None:
    with program(tmp_path, "forget") as process:
        _out, errors = process.communicate(timeout=WAIT_S)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="no signals to send there")
@pytest.mark.parametrize("how", ["close", "wait"])
def test_everything_ends_within_three_seconds_when_interrupted(tmp_path: Path, how: str) -> None:
    with program(tmp_path, how) as process:
        workers = both_busy(process)
        start = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        _out, errors = process.communicate(timeout=WAIT_S)
        assert time.monotonic() - start < 3.0
    _gone, alive = psutil.wait_procs(workers, timeout=3.0)
    assert alive == []
    assert errors.count("Traceback") == 1
    assert errors.rstrip().endswith("KeyboardInterrupt")


@pytest.mark.skipif(os.name == "nt", reason="no signals to send there")
def test_workers_end_by_themselves_when_the_program_is_killed(tmp_path: Path) -> None:
    with program(tmp_path, "wait") as process:
        workers = both_busy(process)
        process.kill()
        _gone, alive = psutil.wait_procs(workers, timeout=WAIT_S)
        assert alive == []
