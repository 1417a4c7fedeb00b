"""Projects made for the store's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.store.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty project, closed afterwards."""
    with Project.create(tmp_path / "cables", person="Ada") as project:
        yield project
