"""The selftest tells the truth, in lines that CI reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.app.selftest import run_selftest
from workbench.domain.errors import UserError


def broken_window(project: Path) -> str:
    assert (project / "project.sqlite").is_file()
    raise UserError("The glass is missing.")


@pytest.mark.slow
def test_every_step_is_ok_and_the_broken_one_is_named_when_only_the_window_fails() -> None:
    lines: list[str] = []
    assert not run_selftest(lines.append, broken_window)
    *good, bad = lines
    assert [line for line in good if not line.startswith("ok ")] == []
    assert len(good) == 8
    assert bad == "FAILED The glass is missing."
