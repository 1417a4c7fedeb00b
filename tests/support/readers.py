"""Page readers for imports: some read, some fail in every way there is. Run in workers."""

from __future__ import annotations

import os
import time
from pathlib import Path

from workbench.app.tasks import read_page
from workbench.domain.documents import Page
from workbench.domain.errors import UnreadableFile
from workbench.domain.pages import Word

Read = tuple[Page, tuple[Word, ...]]


def plain(path: str, number: int, mode: str, language: str) -> Read:
    del mode
    return read_page(path, number, "never", language)


def crashing(path: str, number: int, mode: str, language: str) -> Read:
    """Takes its process down on page 2."""
    if number == 2:
        os._exit(7)
    return plain(path, number, mode, language)


def hanging(path: str, number: int, mode: str, language: str) -> Read:
    """Never comes back from page 2."""
    while number == 2:
        time.sleep(60)
    return plain(path, number, mode, language)


def failing(path: str, number: int, mode: str, language: str) -> Read:
    """Says what is wrong with page 2, as engines do."""
    if number == 2:
        raise UnreadableFile(f"{Path(path).name} is damaged.")
    return plain(path, number, mode, language)


def wrong(path: str, number: int, mode: str, language: str) -> Read:
    """Has a mistake in it on page 2."""
    if number == 2:
        raise KeyError("secret word")
    return plain(path, number, mode, language)


def garbage(path: str, number: int, mode: str, language: str) -> Read:
    """Answers page 2 with something that is no page."""
    if number == 2:
        return ["not", "a", "page"]  # type: ignore[return-value]
    return plain(path, number, mode, language)


def counting(path: str, number: int, mode: str, language: str) -> Read:
    """Leaves a mark for every page it reads, in the folder the environment names."""
    marks = Path(os.environ["WORKBENCH_TEST_MARKS"])
    with (marks / f"{number}").open("a") as stream:
        stream.write("x")
    return plain(path, number, mode, language)


def slow(path: str, number: int, mode: str, language: str) -> Read:
    """Counts, and takes its time over it."""
    time.sleep(0.1)
    return counting(path, number, mode, language)
