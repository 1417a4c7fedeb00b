"""What a release warns of on the command line: said, kept in the journal, and no obstacle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench import cli
from workbench.app.session import Session


def test_release_warns_of_other_places_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: object) -> str:
        assert cli.main([str(argument) for argument in arguments]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    project, papers = tmp_path / "P.workbench", tmp_path / "papers"
    papers.mkdir()
    (papers / "cable.txt").write_text("Met Orlov on Friday. Orlov left.\n", encoding="utf-8")
    (papers / "copy.txt").write_text("Orlow and Mr Orlov spoke.\n", encoding="utf-8")
    run("new", project)
    run("import", project, papers)
    run("propose", project, "--text", "Orlov", "--code", "1.4(b)", "--document", "cable.txt")
    run("decide", project, "--approve", "--as", "Ben")
    out = tmp_path / "out"
    arguments = ("release", project, out, "--document", "cable.txt", "--json")
    assert cli.main([str(argument) for argument in arguments]) == 0
    said = capsys.readouterr()
    warnings = json.loads(said.out)["warnings"]
    found = {(w["kind"], w["document"], w["page"]) for w in warnings}
    assert {("same-reading", "copy.txt", 1), ("variant", "copy.txt", 1)} <= found
    assert ("page-not-reviewed", "cable.txt", 1) in found
    sentences = {w["sentence"] for w in warnings}
    assert said.err.count("warning: ") == len(sentences) < len(warnings)
    assert " times)" in said.err
    assert "Orlov" not in said.err
    assert (out / "cable.pdf").is_file()
    with Session.open(project) as session:
        actions = [entry.action for entry in session.repository.journal()]
    assert f"Release although {len(warnings)} warnings stand" in actions


def test_wrong_code_is_said_when_nothing_is_found_to_redact(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "P.workbench"
    assert cli.main(["new", str(project)]) == 0
    arguments = ["propose", str(project), "--text", "Orlov", "--code", "nocode"]
    assert cli.main(arguments) == 2
    assert "“nocode” is not in the code set" in capsys.readouterr().err
