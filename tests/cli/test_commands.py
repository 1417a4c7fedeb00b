"""The command line on small real papers: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import unicodedata
from contextlib import closing
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from workbench import cli, files
from workbench.app import demo, doctor

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


def text_of(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_whole_job_ends_in_proved_copies_when_every_redaction_is_approved(
    run: Workbench, project: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    proposed = run.json(
        "propose", project, "--text", "Kreka", "--code", "1.4(d)", "--as", "A. Lend"
    )
    assert proposed["proposed"] == 3
    assert {place["document"] for place in proposed["places"]} == {"letter.txt", "note.txt"}

    decided = run.json("decide", project, "--approve", "--as", "B. Voss")
    assert len(decided["decided"]) == 3

    released = run.json("release", project, out)
    assert [entry["clean"] for entry in released["documents"]] == [True, True]
    for stem in ("letter", "note"):
        assert "kreka" not in text_of(out / f"{stem}.pdf").casefold()
        assert json.loads((out / f"{stem}.verify.json").read_text(encoding="utf-8"))["clean"]
    assert "telephoned again" in text_of(out / "note.pdf")
    with (out / "log.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 3
    assert {(row["proposed_by"], row["approved_by"]) for row in rows} == {("A. Lend", "B. Voss")}
    for name in ("log.csv", "log.json", "manifest.json"):
        assert "kreka" not in (out / name).read_text(encoding="utf-8").casefold()

    assert run("verify", out / "letter.pdf", "--project", project) == 0, run.out


def test_codes_may_be_repeated_or_have_commas_between(
    run: Workbench, project: Path, tmp_path: Path
) -> None:
    codes = ("--code", "1.4(d),(b)(1)", "--code", "(b)(6)", "--code", "1.4(d)")
    proposed = run.json("propose", project, "--text", "Kreka", *codes)
    assert proposed["code"] == "1.4(d), (b)(1), (b)(6)"
    decided = run.json("decide", project, "--approve", "--code", "(b)(6)", "--as", "B. Voss")
    assert {one["code"] for one in decided["decided"]} == {"1.4(d), (b)(1), (b)(6)"}
    assert run("propose", project, "--text", "Mr", "--code", ",") == 2


@pytest.mark.parametrize(
    ("what", "sheet", "stamp"),
    [
        (["--page", "1"], "PAGE WITHHELD", "RELEASED IN PART"),
        (["--whole-document"], "DOCUMENT WITHHELD", "WITHHELD IN FULL"),
    ],
)
def test_page_and_document_are_withheld_whole(
    run: Workbench, project: Path, tmp_path: Path, what: list[str], sheet: str, stamp: str
) -> None:
    asked = ("propose", project, *what, "--code", "(b)(6)")
    assert run(*asked) == 2, "it must be said of which document"
    proposed = run.json(*asked, "--document", "note.txt")
    assert [(place["document"], place["page"]) for place in proposed["places"]] == [("note.txt", 1)]
    assert run(*asked, "--document", "note.txt") == 2, "it is withheld already"
    run("decide", project, "--approve", "--as", "B. Voss")
    out = tmp_path / "out"
    run.json("release", project, out, "--stamp", "{status}", "--document", "note.txt")
    said = text_of(out / "note.pdf")
    assert sheet in said
    assert stamp in said
    assert "telephoned" not in said


def test_release_is_refused_when_a_redaction_is_undecided(
    run: Workbench, project: Path, tmp_path: Path
) -> None:
    run("propose", project, "--text", "Kreka", "--code", "1.4(d)", "--document", "letter.txt")
    released = run.json("release", project, tmp_path / "out", code=1)
    by_name = {entry["document"]: entry for entry in released["documents"]}
    assert not by_name["letter.txt"]["clean"]
    assert by_name["note.txt"]["clean"]
    assert not (tmp_path / "out" / "letter.pdf").exists()
    assert (tmp_path / "out" / "note.pdf").exists()


def test_verify_refutes_when_the_secret_hides_in_the_metadata(
    run: Workbench, tmp_path: Path
) -> None:
    leaky = tmp_path / "leaky.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Keywords"] = "Ardit KREKA"
        pdf.save(leaky)
    terms = tmp_path / "terms.txt"
    terms.write_text("Kreka\nnobody else\n", encoding="utf-8")
    report = run.json("verify", leaky, "--terms", terms, code=1)
    assert not report["clean"]
    assert "kreka" not in run.out.casefold()  # a report never repeats the secret


def test_verify_shows_the_secret_only_when_asked_and_writes_a_page(
    run: Workbench, tmp_path: Path
) -> None:
    leaky, terms, page = tmp_path / "copy.pdf", tmp_path / "terms.txt", tmp_path / "report.html"
    terms.write_text("Kovacevic\n", encoding="utf-8")
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo[pikepdf.Name.Title] = "About <Kovacevic>"
        pdf.save(leaky)
    assert run("verify", leaky, "--terms", terms, "--no-ocr", "--report", page) == 1
    assert "kovacevic" not in (run.out + page.read_text(encoding="utf-8")).casefold()
    assert "OCR of the pixels" in page.read_text(encoding="utf-8")
    assert run("verify", leaky, "--terms", terms, "--no-ocr", "--show", "--report", page) == 1
    assert "Kovacevic" in run.out
    assert "Kovacevic" in page.read_text(encoding="utf-8")
    nowhere = tmp_path / "no" / "where.html"
    assert run("verify", leaky, "--terms", terms, "--no-ocr", "--report", nowhere) == 2


def test_verify_passes_when_the_copy_has_none_of_the_terms(run: Workbench, tmp_path: Path) -> None:
    clean = tmp_path / "clean.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(clean)
    terms = tmp_path / "terms.txt"
    terms.write_text("Kreka\n", encoding="utf-8")
    assert run("verify", clean, "--terms", terms) == 0


def test_find_gives_document_page_and_box_when_the_word_is_there(
    run: Workbench, project: Path
) -> None:
    hits = run.json("find", project, "telephoned")
    assert [(hit["document"], hit["page"]) for hit in hits] == [("note.txt", 1)]
    x0, y0, x1, y1 = hits[0]["boxes_pt"][0]
    assert 0 < x0 < x1 < 620
    assert 0 < y0 < y1 < 850
    assert run.json("find", project, "zanzibar") == []
    assert run.json("find", project, '"unbalanced AND (') == []


def test_export_keeps_the_contract_when_annotations_are_written_as_lines(
    run: Workbench, project: Path, tmp_path: Path
) -> None:
    run("propose", project, "--text", "Mr Kreka", "--code", "1.4(d)")
    run(
        "propose",
        project,
        "--region",
        "1:10,10,60,40",
        "--code",
        "(b)(6)",
        "--document",
        "note.txt",
    )
    assert run("export", project, tmp_path / "data", "--format", "jsonl") == 0
    lines = (tmp_path / "data" / "annotations.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert {"paragraph", "marking", "redaction"} <= {record["kind"] for record in records}
    for record in records:
        assert list(record) == [
            *("document", "id", "kind", "label", "value", "text", "start", "end", "pages"),
            *("status", "origin", "score", "author", "attributes"),
        ]
        text = (tmp_path / "data" / "text" / f"{record['document']}.txt").read_text("utf-8")
        assert unicodedata.is_normalized("NFC", text)
        if record["start"] is None:
            assert record["text"] == ""
            assert record["pages"][0]["boxes_pt"] == [[10, 10, 60, 40]]
        else:
            assert record["text"] == text[record["start"] : record["end"]] != ""
    assert (
        run("export", project, tmp_path / "kept", "--format", "jsonl", "--status", "accepted") == 0
    )
    assert (tmp_path / "kept" / "annotations.jsonl").read_text(encoding="utf-8") == ""


def test_import_names_file_and_cause_and_goes_on_when_a_file_is_bad(
    run: Workbench, tmp_path: Path
) -> None:
    project = tmp_path / "p.workbench"
    run("new", project)
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "good.txt").write_text("A good page.", encoding="utf-8")
    report = run.json(
        "import", project, tmp_path / "empty.pdf", tmp_path / "good.txt", tmp_path / "gone", code=3
    )
    assert [entry["document"] for entry in report["imported"]] == ["good.txt"]
    causes = {Path(f["file"]).name: f["cause"] for f in report["failures"]}
    assert set(causes) == {"empty.pdf", "gone"}
    assert "empty.pdf" in causes["empty.pdf"]


def test_the_same_file_is_noticed_when_it_comes_again(
    run: Workbench, project: Path, papers: Path
) -> None:
    report = run.json("import", project, papers)
    assert report["imported"] == []
    assert len(report["known"]) == 2


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


def test_import_says_what_was_odd_when_a_name_does_not_fit(run: Workbench, tmp_path: Path) -> None:
    project = tmp_path / "p"
    run("new", project)
    (tmp_path / "note.docx").write_text("This is plain text.", encoding="utf-8")
    (entry,) = run.json("import", project, tmp_path / "note.docx")["imported"]
    assert entry["note"] == "note.docx is plain text in spite of its name."


def test_a_long_name_is_no_obstacle_when_it_is_exported(run: Workbench, tmp_path: Path) -> None:
    project = tmp_path / "p"
    run("new", project)
    name = f"{'long' * 60}.txt"
    (tmp_path / name).write_text("A page of a paper with a long name.", encoding="utf-8")
    assert run("import", project, tmp_path / name) == 0, run.err
    assert run("export", project, tmp_path / "data", "--format", "text") == 0, run.err
    assert (tmp_path / "data" / "text" / f"{name}.txt").stat().st_size


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


def test_import_says_so_when_a_folder_holds_nothing(
    run: Workbench, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    assert run("import", project, tmp_path / "empty") == 0
    assert run.out == "There was nothing to import.\n"


def test_release_speaks_of_no_log_when_none_was_written(
    run: Workbench, project: Path, tmp_path: Path
) -> None:
    run("propose", project, "--text", "Kreka", "--code", "1.4(d)")
    out = tmp_path / "out"
    assert run("release", project, out, "--document", "letter.txt") == 1
    assert (f"Log and manifest: {out}" in run.out) == (out / "manifest.json").exists()


@pytest.mark.slow
def test_demo_ends_in_proved_copies_when_it_is_run_and_run_again(
    run: Workbench, tmp_path: Path
) -> None:
    made = run.json("demo", tmp_path / "Sample", "--no-window")
    assert len(made["documents"]) == len(list(files.bundled("samples", "documents").iterdir()))
    assert all(entry["clean"] and entry["redactions"] for entry in made["documents"])
    for entry in made["documents"]:
        assert Path(entry["pdf"]).is_file()
    with demo.open_or_create(tmp_path / "Sample") as session:
        assert str(session.path) == made["project"]
        assert len(session.documents()) == len(made["documents"])


def test_own_proposal_is_refused_when_the_project_asks_for_two_people(
    run: Workbench, tmp_path: Path
) -> None:
    project = tmp_path / "P"
    paper = tmp_path / "note.txt"
    paper.write_text("Orlov said nothing.\n", encoding="utf-8")
    run("new", project, "--two-people")
    run("import", project, paper)
    run("propose", project, "--text", "Orlov", "--code", "1.4(d)", "--as", "Ann")
    assert run("decide", project, "--approve", "--as", "ann") == 2
    assert "someone else decides" in run.err
    decided = run.json("decide", project, "--refuse", "--note", "it is public", "--as", "Ben")
    assert (decided["two_people"], decided["note"], len(decided["decided"])) == (
        True,
        "it is public",
        1,
    )


def test_two_people_may_be_asked_for_later_and_no_longer(run: Workbench, tmp_path: Path) -> None:
    project = tmp_path / "P"
    run("new", project)
    assert run.json("two-people", project) == {"two_people": False}
    assert run.json("two-people", project, "on", "--as", "Ann") == {"two_people": True}
    assert run.json("two-people", project) == {"two_people": True}
    assert run("two-people", project, "off", "--as", "Ann") == 0
    assert run.out == "One person may propose and decide.\n"


@pytest.mark.skipif(os.name == "nt", reason="no signals to send there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_import_that_is_told_to_stop_keeps_its_pages_and_goes_on_later(
    run: Workbench, project: Path, tmp_path: Path, number: signal.Signals
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
    assert run("import", str(project), str(folder / "00.txt")) == 0
    with closing(sqlite3.connect(project / "project.sqlite")) as database:
        (count,) = database.execute(
            "SELECT count(*) FROM documents WHERE state = 'ready' AND name GLOB '[0-9]*'"
        ).fetchone()
    assert count == 60
