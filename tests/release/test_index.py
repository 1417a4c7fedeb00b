"""Log and manifest: who, where, why and when; never the words."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf

from tests.release.test_prints import withheld
from workbench import files
from workbench.domain.codes import CodeSet
from workbench.domain.geometry import Rect
from workbench.release.burn import burn
from workbench.release.index import (
    MANIFEST,
    ReleasedDocument,
    log_rows,
    write_log,
    write_manifest,
)
from workbench.release.package import pack
from workbench.release.verify import verify_release


def released(make_paper: Callable[..., Any], folder: Path) -> ReleasedDocument:
    paper = make_paper(pages=2)
    cuts = (paper.redaction(2, 1), paper.redaction(1, 3, 8, code="(b)(6)"))
    plan = paper.plan(*cuts)
    copy = folder / "paper.pdf"
    burn(plan, str(paper.path), str(copy))
    report = verify_release(str(copy), plan, ocr="none")
    return ReleasedDocument(paper.document, plan, cuts, copy, report)


def test_log_names_every_cut_and_no_word_when_written(
    make_paper: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    item = released(make_paper, folder)
    write_log(folder, [item])
    rows = json.loads((folder / "log.json").read_text("utf-8"))
    assert [(row["document"], row["page"], row["code"]) for row in rows] == [
        ("paper.pdf", 1, "(b)(6)"),
        ("paper.pdf", 2, "1.4(d)"),
    ]
    assert len(rows[0]["boxes_pt"]) == 2
    assert rows[1]["proposed_by"] == "Ada"
    assert rows[1]["approved_at"] == "2026-01-02T10:00:00Z"
    with (folder / "log.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert [json.loads(line["boxes_pt"]) for line in lines] == [row["boxes_pt"] for row in rows]
    for name in ("log.csv", "log.json"):
        text = (folder / name).read_text("utf-8").casefold()
        assert not any(word in text for word in ("kovac", "treaty", "would", "signed", "monday"))


def test_manifest_hashes_every_file_but_itself_when_written(
    make_paper: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    item = released(make_paper, folder)
    write_log(folder, [item])
    path = write_manifest(folder, [item], mode="rebuild")
    first = path.read_bytes()
    manifest = json.loads(first)
    assert set(manifest["files_sha256"]) == {"log.csv", "log.json", "paper.pdf"}
    for name, digest in manifest["files_sha256"].items():
        assert files.sha256(folder / name) == digest
    entry = manifest["documents"][0]
    assert entry["verification"]["clean"] is True
    assert (entry["pages"], entry["redactions"], entry["boxes"]) == (2, 2, 3)
    write_manifest(folder, [item], mode="rebuild")
    assert (folder / MANIFEST).read_bytes() == first


def test_nothing_that_goes_with_a_copy_lets_a_guess_be_tried(
    make_paper: Callable[..., Any], tmp_path: Path
) -> None:
    """A source of plain text is all there but for a name: its hash would tell the right one."""
    stage = tmp_path / "stage"
    stage.mkdir()
    paper = make_paper(pages=2)
    cuts = (withheld(paper, 1, "page"), paper.redaction(2, 1))
    plan = paper.plan(*cuts)
    burn(plan, str(paper.path), str(stage / "paper.pdf"))
    report = verify_release(str(stage / "paper.pdf"), plan, ocr="none")
    item = ReleasedDocument(paper.document, plan, cuts, stage / "paper.pdf", report)
    pack(str(stage), [item], CodeSet("own", "Own", ()), "rebuild", str(tmp_path / "out"), "bag")
    assert {"index.pdf", "manifest.json"} < {path.name for path in stage.rglob("*")}
    digest = item.document.source_sha256
    for path in stage.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert digest.encode() not in data
            if path.suffix == ".pdf":
                with pymupdf.open(path) as pdf:
                    assert digest not in "".join(page.get_text() for page in pdf)


def test_log_tells_boxes_in_half_points_that_cover_what_was_burned(
    make_paper: Callable[..., Any], tmp_path: Path
) -> None:
    item = released(make_paper, tmp_path)
    burned = [box.rect_pt for page in item.plan.pages for box in page.boxes]
    told = [Rect(*box) for row in log_rows([item]) for box in row["boxes_pt"]]
    assert len(told) == len(burned)
    for box, other in zip(burned, told, strict=True):
        assert box.union(other) == other
        assert all(side * 2 == round(side * 2) for side in other.as_list())
        assert other.inflated(-0.5).intersection(box) == other.inflated(-0.5)


def test_failed_document_is_in_the_manifest_and_not_in_the_log_when_it_has_no_copy(
    make_paper: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    made = released(make_paper, tmp_path)
    item = ReleasedDocument(made.document, made.plan, made.redactions, None, None)
    write_log(folder, [item])
    manifest = json.loads(write_manifest(folder, [item], mode="rebuild").read_text("utf-8"))
    assert json.loads((folder / "log.json").read_text("utf-8")) == []
    assert manifest["documents"][0]["copy"] is None
    assert manifest["documents"][0]["verification"]["clean"] is False
