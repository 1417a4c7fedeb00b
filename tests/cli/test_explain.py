"""``workbench explain`` as a script meets it: a process, lines in, lines out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.domain.vectors import VECTORS
from workbench import cli

BLOCKED = """
import sys
sys.modules["PySide6"] = None
sys.modules["pymupdf"] = None
from workbench.__main__ import main
main()
"""


def workbench(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with the window's library absent."""
    return subprocess.run(
        [sys.executable, "-c", BLOCKED, *arguments],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
        timeout=120,
        check=False,
    )


def test_all_vectors_are_answered_in_the_form_they_expect() -> None:
    given = "".join(json.dumps(vector, ensure_ascii=False) + "\n" for vector in VECTORS)
    done = workbench("explain", "--jsonl", given=given)
    assert done.returncode == 0, done.stderr
    answers = {entry["id"]: entry["got"] for entry in map(json.loads, done.stdout.splitlines())}
    assert answers == {vector["id"]: vector["expect"] for vector in VECTORS}


def test_bad_lines_are_named_and_the_rest_goes_on() -> None:
    given = "\n".join(
        [
            '{"id": "1", "fam": "A", "input": "SECRET"}',
            "no json",
            "[]",
            '{"id": "4", "fam": "Z", "input": "SECRET"}',
            '{"id": "5", "fam": "A"}',
            '{"id": "6", "input": "SECRET"}',
            "",
            '{"id": "8", "fam": "page furniture and catchwords", "input": "NNNN"}',
        ]
    )
    done = workbench("explain", "--jsonl", given=given)
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["1", "8"]
    said = done.stderr.splitlines()
    assert [line.split(":")[0] for line in said] == [f"Line {n}" for n in (2, 3, 4, 5, 6)]
    assert "There is no family “Z”" in said[2]


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert cli.main(["explain", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_one_line_is_explained_with_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    line = "E.O. 12958: DECL: X1"
    read = answer(capsys, "--family", "D", "--date", "2008-04-04", line)
    assert read["got"] == {"kind": "X", "eligible": "2033-12-31", "flags": ["X_CODE_RETIRED"]}
    assert read["notes"][-1] == "Eligible for review: 2033-12-31."
    assert answer(capsys, "--family", "references", "--year", "1974", "REF: STATE 012")["got"] == [
        "74STATE12"
    ]


def test_what_is_not_recognised_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "--family", "A", "SECRETARIAT"]) == 0
    assert capsys.readouterr().out == "Nothing is recognised.\n"


def test_line_may_come_from_standard_input() -> None:
    done = workbench("explain", "--family", "O", "-", given="TELNO 007\n")
    assert done.stdout.splitlines()[0] == '["TELNO", {"n": "007"}]'


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["SECRET"], "say --family"),
        (["--family", "purple", "SECRET"], "There is no family “purple”"),
        (["--family", "D", "--date", "yesterday", "x"], "is no date"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert cli.main(["explain", *arguments]) == 2
    assert says in capsys.readouterr().err


def test_help_lists_every_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"\n  {letter}  " in said for letter in "ABCDEFGHIJKLMNOPQRST")
