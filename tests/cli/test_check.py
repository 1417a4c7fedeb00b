"""``workbench check``: findings printed, their exit codes, and what was set aside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench import cli
from workbench.app import findings
from workbench.app.session import Session

RIGHT = """CONFIDENTIAL VALORA 000217
P 040045Z APR 74
FM AMEMBASSY VALORA
TO SECSTATE WASHDC PRIORITY 4471
E.O. 11652: XGDS-1
TAGS: PREL, PARM, TN
SUBJECT: CALL ON MINISTER ILDERAN
1. The Minister received the Ambassador on April 3.
2. The government would not sign before the elections.
"""
WRONG = RIGHT.replace("E.O. 11652: XGDS-1", "E.O. 11652: N/A")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "P.workbench"
    (tmp_path / "wrong.txt").write_text(WRONG, encoding="utf-8")
    (tmp_path / "note.txt").write_text("A note without any mark.\n", encoding="utf-8")
    assert cli.main(["new", str(path)]) == 0
    assert (
        cli.main(["import", str(path), str(tmp_path / "wrong.txt"), str(tmp_path / "note.txt")])
        == 0
    )
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    capsys.readouterr()
    code = cli.main([str(argument) for argument in arguments])
    return code, capsys.readouterr().out


def test_findings_are_listed_with_place_rule_and_source(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    code, out = run(capsys, "check", project)
    assert code == 1
    assert "wrong.txt p 1: error: CLASSIFIED_BUT_DECL_NA: The paper is CONFIDENTIAL" in out
    assert out.splitlines()[-1] == "1 finding in 2 documents."
    code, out = run(capsys, "check", project, "--json")
    (one,) = json.loads(out)
    assert code == 1
    assert (one["document"], one["code"], one["severity"], one["page"]) == (
        *("wrong.txt", "CLASSIFIED_BUT_DECL_NA", "error", 1),
    )
    assert one["rule"]
    assert one["source"]
    text = WRONG.split("\n")[4]
    assert text.startswith("E.O.")
    assert one["end"] > one["start"]


def test_exit_code_is_0_where_nothing_is_found_or_all_is_set_aside(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    assert run(capsys, "check", project, "--document", "note.txt") == (
        *(0, "0 findings in 1 document.\n"),
    )
    with Session.open(project, person="Ann") as session:
        (found,) = findings.check(session, session.documents())
        session.do(findings.set_aside(session, found, "So it was sent."))
    assert run(capsys, "check", project) == (0, "0 findings in 2 documents, 1 set aside.\n")
    code, out = run(capsys, "check", project, "--all")
    assert code == 0
    assert "[set aside: So it was sent.]" in out
