"""Logging: one rotating file, lines that carry document and page, and a file for hard crashes."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO

from workbench import files

_where: ContextVar[str] = ContextVar("where", default="")
_crash_file: TextIO | None = None


class _Where(logging.Filter):
    """Puts what is being worked on into each record, as ``%(where)s``."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "where"):  # a worker's line brings its own
            record.where = _where.get()
        return True


@contextmanager
def working_on(document: str, page: int | None = None) -> Iterator[None]:
    """Log lines written inside the block name this document (its id, or its file's) and page.

    Never pass text of the papers: log files are not kept as the papers are.
    """
    token = _where.set(f" [{document}{f' p{page}' if page else ''}]")
    try:
        yield
    finally:
        _where.reset(token)


def where() -> str:
    """What is being worked on, as log lines name it; a worker sends it along."""
    return _where.get()


def start(*, verbose: bool = False) -> None:
    """Set up logging to the person's log folder; hard crashes leave ``crash.txt`` there."""
    global _crash_file
    folder = files.user_folder("log")
    handler = logging.handlers.RotatingFileHandler(
        folder / "workbench.log", maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.addFilter(_Where())
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(name)s%(where)s %(message)s")
    )
    root = logging.getLogger("workbench")
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    if _crash_file is None:
        _crash_file = (folder / "crash.txt").open("a", encoding="utf-8")
        faulthandler.enable(_crash_file)


def stop() -> None:
    """Close what :func:`start` opened."""
    global _crash_file
    root = logging.getLogger("workbench")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    if _crash_file is not None:
        faulthandler.disable()
        _crash_file.close()
        _crash_file = None
