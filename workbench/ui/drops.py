"""What is dropped on the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData

PROJECT_SUFFIX = ".workbench"


def dropped_paths(mime: QMimeData) -> list[Path]:
    """Files and folders of this computer among what is dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def dropped_project(paths: Sequence[Path]) -> Path | None:
    """The project among what was dropped, if it is one project alone."""
    if len(paths) == 1 and paths[0].is_dir() and paths[0].suffix == PROJECT_SUFFIX:
        return paths[0]
    return None
