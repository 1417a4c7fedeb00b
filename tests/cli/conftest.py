"""Small invented papers, and a command line that keeps what it printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench import cli

LETTER = """CONFIDENTIAL

British Embassy, Tirane
4 May 1971

1. I called on Mr Ardit Kreka this morning. He was alone.

2. Mr Kreka asked that his name be kept out of this. Captain O'Neill agrees.

CONFIDENTIAL
"""
NOTE = "File note\n\nMr Kreka telephoned again on 9 May. Nothing to add.\n"


class Workbench:
    """Runs commands as a person would and keeps what they printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = ""
        self.err = ""

    def __call__(self, *arguments: object) -> int:
        code = cli.main([str(argument) for argument in arguments])
        self.out, self.err = self._capsys.readouterr()
        return code

    def json(self, *arguments: object, code: int = 0) -> Any:
        assert self(*arguments, "--json") == code, self.err
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Workbench:
    return Workbench(capsys)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    (folder / "note.txt").write_text(NOTE, encoding="utf-8")
    return folder


@pytest.fixture
def project(run: Workbench, tmp_path: Path, papers: Path) -> Path:
    path = tmp_path / "Tirane.workbench"
    assert run("new", path) == 0
    assert run("import", path, papers) == 0, run.err
    return path
