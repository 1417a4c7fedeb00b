"""How commands end: exit codes, refusals, closed pipes, signals, machines that lack something."""

from __future__ import annotations

import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Workbench
from workbench.app import doctor


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nonsense"], 2),
        (["propose", "P", "--code", "x"], 2),
        (["release", "missing.workbench", "out"], 4),
        (["info", "missing.workbench"], 4),
        (["verify", "missing.pdf", "--terms", "missing.txt"], 3),
        (["--version"], 0),
        (["doctor"], 0),
    ],
)
def test_exit_code_is_the_contracts_when_a_command_ends(
    run: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == code
    assert "Traceback" not in run.err
    assert not list(tmp_path.iterdir())


def test_commands_work_when_qt_is_absent(project: Path) -> None:
    script = (
        "import sys\n"
        "sys.modules['PySide6'] = None\n"
        "from workbench import cli\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "info", str(project), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"]
    refused = subprocess.run(
        [sys.executable, "-c", script, "open", str(project)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert "PySide6" in refused.stderr


def test_a_bug_is_said_in_a_sentence_and_kept_in_the_log_when_it_happens(
    run: Workbench, home: Path, monkeypatch: pytest.MonkeyPatch, expected_log: Any
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("by design")

    expected_log("ERROR workbench.cli")
    monkeypatch.setattr(doctor, "examine", broken)
    assert run("doctor") == 5
    assert "Traceback" not in run.err
    assert "by design" in run.err
    logged = (home / "log" / "workbench.log").read_text(encoding="utf-8")
    assert "Traceback" in logged
    assert "ZeroDivisionError: by design" in logged


def test_commands_work_and_doctor_objects_when_the_home_cannot_be_written(
    run: Workbench, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "file"))
    assert run("info", project) == 0, run.err
    assert run.err.startswith("No log is kept: ")
    assert not logging.getLogger("workbench").handlers
    checks = {check["name"]: check for check in run.json("doctor", code=1)}
    assert not checks["folder for log"]["ok"]
    assert not checks["free disk space"]["ok"]


@pytest.mark.skipif(
    os.name == "nt" or sys.platform == "darwin", reason="there is always a screen on this system"
)
def test_the_window_says_so_when_there_is_no_screen(
    run: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert run() == 2
    assert "no screen" in run.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
@pytest.mark.parametrize(("into", "code"), [("/dev/full", 2), ("a closed pipe", 0)])
def test_a_listing_ends_quietly_when_nobody_can_take_it(
    project: Path, into: str, code: int
) -> None:
    command = [sys.executable, "-m", "workbench", "info", str(project)]
    if into == "/dev/full":
        with Path(into).open("wb") as sink:
            done = subprocess.run(command, stdout=sink, stderr=subprocess.PIPE, check=False)
    else:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
        os.close(writer)
    assert done.returncode == code, done.stderr
    assert b"Exception" not in done.stderr
    assert b"fault" not in done.stderr


def test_a_listing_ends_with_its_count_when_it_is_read_by_a_person(
    run: Workbench, project: Path
) -> None:
    run("find", project, "Kreka")
    assert run.out.splitlines()[-1] == "3 places found"
    run("find", project, "Kreka", "--limit", 1)
    assert run.out.splitlines()[-1] == "1 place found; --limit shows more"
    run("find", project, "zanzibar")
    assert run.out == "0 places found\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["find", "PROJECT", "***"],
        ["propose", "PROJECT", "--text", "Kreka", "--code", " "],
        ["propose", "PROJECT", "--entity", "PERSONS", "--code", "1.4(d)"],
        ["propose", "PROJECT", "--text", "Kreka", "--code", "1.4(d)", "--as", ""],
        ["propose", "PROJECT", "--text", "Kreka", "--code", "1.4(d)", "--fuzzy", "-1"],
        ["decide", "PROJECT", "--approve", "--as", ""],
        ["verify", "x.pdf", "--terms", "terms.txt", "--document", "letter.txt"],
    ],
)
def test_an_empty_or_idle_word_is_refused_when_a_command_needs_one(
    run: Workbench, project: Path, arguments: list[str]
) -> None:
    assert run(*(project if word == "PROJECT" else word for word in arguments)) == 2
    assert run.err.rstrip().endswith((".", "”."))
    assert run.json("info", project)["redactions"] == {}


@pytest.mark.skipif(os.name == "nt", reason="no signals to send there")
@pytest.mark.parametrize(
    ("number", "forget"),
    [(signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGTERM, True)],
)
def test_import_that_is_told_to_stop_keeps_its_pages_and_goes_on_later_unless_forgotten(
    run: Workbench, project: Path, tmp_path: Path, number: signal.Signals, forget: bool
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for name in range(60):
        (folder / f"{name:02}.txt").write_text(f"Paper {name} of the delegation.", "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "workbench", "import", str(project), str(folder)],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        database = sqlite3.connect(project / "project.sqlite")
        while not database.execute(
            "SELECT 1 FROM documents WHERE state = 'ready' AND name = '01.txt'"
        ).fetchone():
            assert process.poll() is None
        database.close()
        process.send_signal(number)
        _out, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == "Stopped. What was finished is kept.\n"
    if forget:
        left = run.json("import", project, folder / "00.txt", "--forget-stopped")
        assert not left["went_on"]
    else:
        assert run("import", str(project), str(folder / "00.txt")) == 0
    with closing(sqlite3.connect(project / "project.sqlite")) as database:
        (count,) = database.execute(
            "SELECT count(*) FROM documents WHERE state = 'ready' AND name GLOB '[0-9]*'"
        ).fetchone()
    assert (count < 60) is forget
