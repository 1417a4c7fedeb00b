"""The command line on small real papers: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.cli.conftest import Workbench
from workbench import files
from workbench.app import demo


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
