"""What goes with the copies: bag, index, withdrawal sheets, what differs, the earlier release."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import bagit
import pypdfium2
import pytest

from workbench import files
from workbench.app import decisions, edits, imports, proposals, withholding
from workbench.app.decisions import Filter
from workbench.app.import_options import Options
from workbench.app.proposals import Query
from workbench.app.release_plan import stamp_of
from workbench.app.releases import MODES, ReleaseResult
from workbench.app.session import Session
from workbench.domain.annotations import WITHHOLD, Kind, Status, Target
from workbench.domain.errors import UserError

PAGES = "FM AMEMBASSY PARIS\nSUBJECT: TALKS WITH IVANOV\nIvanov spoke.\fThe second page of it.\n"


def text_of(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        said = " ".join(page.get_textpage().get_text_range() for page in document)
        return " ".join(said.split())


def approve(session: Session) -> None:
    session.do(decisions.decisions(session, Filter(), Status.APPROVED))


def redact(session: Session, text: str, code: str) -> None:
    matches = proposals.propose(session, Query(text=text))
    session.do(proposals.redactions(session, matches, code))
    approve(session)


def release(session: Session, out: Path, stamp: str = "", mode: str = "rebuild") -> ReleaseResult:
    job = session.wait(session.release(out, stamp=stamp, mode=mode))
    assert job.error is None, job.message
    (result,) = job.result
    assert isinstance(result, ReleaseResult)
    assert result.clean, result.sentence
    return result


@pytest.fixture
def ready(session: Session, tmp_path: Path) -> Session:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(PAGES)
    options = Options(ocr="never", suggest=False)
    session.wait(imports.start(session, [folder], options, session.runner()))
    assert session.document("a.txt").page_count == 2
    return session


def field(session: Session, label: str, first: int, last: int) -> None:
    document = session.document("a.txt")
    session.do(edits.tag(session, document.id, Kind.FIELD, label, [Target(1, first, last)]))


def test_everything_is_packed_in_a_bag_that_anyone_can_check(
    ready: Session, tmp_path: Path
) -> None:
    redact(ready, "Ivanov", "1.4(b), (b)(6)")
    out = tmp_path / "out"
    release(ready, out)
    bag = bagit.Bag(str(out / "bag"))
    bag.validate()
    assert {entry.removeprefix("data/") for entry in bag.payload_entries()} == {
        "a.pdf",
        "a.verify.json",
        "index.csv",
        "index.pdf",
        "log.csv",
        "log.json",
        "manifest.json",
    }
    for name in ("a.pdf", "log.csv", "manifest.json"):
        assert files.sha256(out / "bag" / "data" / name) == files.sha256(out / name)
    (out / "bag" / "data" / "log.csv").write_text("changed")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(out / "bag")).validate()


def test_index_says_what_was_withheld_and_why_but_no_word_of_it(
    ready: Session, tmp_path: Path
) -> None:
    field(ready, "from", 1, 2)
    field(ready, "subject", 4, 6)
    redact(ready, "Ivanov", "1.4(b), (b)(6)")
    out = tmp_path / "out"
    release(ready, out)
    data = out / "bag" / "data"
    with (data / "index.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["document"], row["pages"], row["status"]) == ("a.txt", "2", "released in part")
    assert (row["from"], row["subject"]) == ("AMEMBASSY PARIS", "TALKS WITH […]")
    assert row["codes"] == "1.4(b), (b)(6)"
    assert "Foreign government information" in row["justification"]
    assert row["withheld"] == "2 passages (page 1)."
    said = text_of(data / "index.pdf")
    assert "Index of withheld information" in said
    assert "released in part" in said
    for path in data.rglob("*"):
        if path.suffix in (".csv", ".json"):
            assert "ivanov" not in path.read_text(encoding="utf-8").casefold()
    assert "ivanov" not in said.casefold()


def test_index_is_set_in_every_script_and_harmless_in_a_spreadsheet(
    ready: Session, tmp_path: Path
) -> None:
    document = ready.document("a.txt")
    ready.do(edits.correct(ready, document.id, 1, 5, "=Переговоры"))
    field(ready, "subject", 5, 5)
    out = tmp_path / "out"
    release(ready, out)
    data = out / "bag" / "data"
    with (data / "index.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["subject"] == "'=Переговоры"
    assert "Переговоры" in text_of(data / "index.pdf").replace(" ", "")


@pytest.mark.parametrize("mode", MODES)
def test_withheld_page_leaves_a_sheet_in_the_copy_and_one_beside_it(
    ready: Session, tmp_path: Path, mode: str
) -> None:
    document = ready.document("a.txt")
    ready.do(withholding.withhold_pages(ready, document.id, [2], "1.4(b), (b)(6)"))
    approve(ready)
    out = tmp_path / "out"
    result = release(ready, out, mode=mode)
    assert result.pdf is not None
    assert "Page 2 of 2 is withheld. 1.4(b), (b)(6)" in text_of(result.pdf)
    assert "second page" not in text_of(result.pdf)
    (row,) = json.loads((out / "log.json").read_text(encoding="utf-8"))
    assert (row["page"], row["code"], row["approved_by"]) == (2, "1.4(b), (b)(6)", "Ann")
    sheet = text_of(out / "bag" / "data" / "sheets" / "a.pdf")
    for part in ("Withdrawal sheet", "a.txt", "page 2 of 2", "Foreign government information"):
        assert part in sheet
    bagit.Bag(str(out / "bag")).validate()
    assert ready.wait(ready.verify(result.pdf)).result.clean


def test_withheld_document_goes_out_as_one_sheet(ready: Session, tmp_path: Path) -> None:
    field(ready, "from", 1, 2)
    document = ready.document("a.txt")
    ready.do(withholding.withhold_document(ready, document.id, "40(2)"))
    approve(ready)
    out = tmp_path / "out"
    result = release(ready, out, stamp="{status} · {codes}")
    assert result.pdf is not None
    said = text_of(result.pdf)
    assert "This document of 2 pages is withheld." in said
    assert "WITHHELD IN FULL · 40(2)" in said
    assert "PARIS" not in said
    rows = json.loads((out / "log.json").read_text(encoding="utf-8"))
    assert [row["page"] for row in rows] == [1, 2]
    data = out / "bag" / "data"
    assert "the whole document, 2 pages" in text_of(data / "sheets" / "a.pdf")
    with (data / "index.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["status"], row["from"]) == ("withheld in full", "")


def test_pages_are_withheld_once_and_can_be_taken_back(ready: Session) -> None:
    document = ready.document("a.txt")
    ready.do(withholding.withhold_pages(ready, document.id, [1, 2], "1.4(b)"))
    assert ready.can_undo == "Withhold 2 pages"
    found = ready.annotations(document.id)
    assert [(a.pages, a.attributes[WITHHOLD]) for a in found] == [((1,), "page"), ((2,), "page")]
    with pytest.raises(UserError, match=r"Page 2 of a\.txt is withheld already"):
        withholding.withhold_pages(ready, document.id, [2], "1.4(b)")
    ready.undo()
    assert ready.annotations(document.id) == []


def test_second_release_keeps_the_first_and_says_what_differs(
    ready: Session, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    redact(ready, "Ivanov", "1.4(b)")
    assert release(ready, out).difference == ""
    first = files.sha256(out / "a.pdf")
    document = ready.document("a.txt")
    one, other = ready.annotations(document.id, kinds=[Kind.REDACTION])
    ready.do(edits.set_code(ready, [one.id], "1.4(d)"))
    ready.do(edits.delete(ready, [other.id]))
    redact(ready, "second", "(b)(6)")
    result = release(ready, out)
    said = "1 redaction added, 1 redaction removed, 1 code changed"
    assert said in result.sentence
    (entry,) = json.loads((out / "differences.json").read_text(encoding="utf-8"))["documents"]
    assert [row["page"] for row in entry["added"]] == [2]
    assert entry["code_changed"][0]["code_before"] == "1.4(b)"
    assert entry["code_changed"][0]["code"] == "1.4(d)"
    (kept,) = (out / "earlier").iterdir()
    assert files.sha256(kept / "a.pdf") == first
    bagit.Bag(str(kept / "bag")).validate()
    assert "nothing is different" in release(ready, out).sentence
    assert len(list((out / "earlier").iterdir())) == 2
    assert len(ready.repository.releases()) == 3


@pytest.mark.parametrize("mode", MODES)
def test_stamp_is_on_every_page_with_what_it_names(
    ready: Session, tmp_path: Path, mode: str
) -> None:
    redact(ready, "Ivanov", "1.4(b)")
    result = release(
        ready, tmp_path / "out", stamp="{status} · {codes} · {date} · {person}", mode=mode
    )
    assert result.pdf is not None
    assert text_of(result.pdf).count("RELEASED IN PART · 1.4(b) · ") == 2


@pytest.mark.parametrize("mode", MODES)
def test_stamped_copy_is_clean_when_it_is_held_against_its_document(
    ready: Session, tmp_path: Path, mode: str
) -> None:
    """The stamp says a word of the line that is cut: by itself it is no secret."""
    redact(ready, "TALKS WITH IVANOV Ivanov spoke", "1.4(b)")
    result = release(ready, tmp_path / "out", stamp="{status} TALKS {date}", mode=mode)
    assert result.pdf is not None
    job = ready.wait(ready.verify(result.pdf, ocr=False))
    assert job.result.clean, job.result.to_json()


def test_stamp_is_filled_in_or_refused(ready: Session, tmp_path: Path) -> None:
    assert stamp_of("{status} · {codes} · {date}", [], "Ann", date(2026, 5, 3)) == (
        "RELEASED IN FULL · 3 May 2026"
    )
    for wrong in ("{who}", "{", "two\nlines", "{date.year}"):
        with pytest.raises(UserError, match="stamp"):
            ready.release(tmp_path / "other", stamp=wrong)
    assert not (tmp_path / "other").exists()
