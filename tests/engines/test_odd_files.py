"""Files of every kind of oddness, in a worker: a page, a password sentence or a clear sentence."""

from __future__ import annotations

import queue
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.app import tasks
from workbench.app.jobs import WorkerPool, WorkerProblem
from workbench.domain.errors import UnreadableFile, UserError
from workbench.engines import inspect

LIMIT_S = 30.0


def answer(pool: WorkerPool, function: Callable[..., Any], *args: object) -> Any:
    """What a worker answers: the result, or the error."""
    answers: queue.Queue[Any] = queue.Queue()
    pool.submit(function, *args, timeout_s=LIMIT_S, on_done=answers.put, on_error=answers.put)
    return answers.get(timeout=3 * LIMIT_S)


@pytest.mark.slow
@pytest.mark.shared
def test_every_odd_pdf_ends_in_a_page_or_a_sentence_when_read(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = shared_data / "data" / "pdf_odd"
    if not folder.is_dir():
        pytest.skip("the odd PDFs are not on this machine")
    files = sorted(folder.rglob("*.pdf"))
    read = 0
    with WorkerPool(2) as pool:
        for file in files:
            got = answer(pool, inspect.prepare, str(file), str(tmp_path))
            if not isinstance(got, UserError):
                got = answer(pool, tasks.read_page, str(file), 1, "never", "eng")
            if isinstance(got, UserError):
                assert isinstance(got, UnreadableFile), f"{file}: {got.sentence} {got.details}"
                assert not isinstance(got, WorkerProblem)
                assert file.name in got.sentence
            else:
                read += 1
    assert read > 0.8 * len(files)
