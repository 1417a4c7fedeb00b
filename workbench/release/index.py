"""What goes with the copies: the redaction log and the manifest. Never the words themselves.

Nor what the words could be guessed by: no hash of a source, against which whoever fills a cut
with name after name would see when it is right, and no box more finely than a page shows it.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import workbench
from workbench import files
from workbench.domain.annotations import Annotation
from workbench.domain.documents import Document
from workbench.domain.geometry import Rect
from workbench.release.plan import DocumentPlan
from workbench.release.report import Report

LOG_FIELDS = (
    "document",
    "page",
    "boxes_pt",
    "code",
    "proposed_by",
    "proposed_at",
    "approved_by",
    "approved_at",
)
MANIFEST = "manifest.json"

DIFFERENCES = "differences.json"

_GRID_PT = 0.5


@dataclass(frozen=True, slots=True)
class Facts:
    """What a public list may say of a document; words that were cut are left out of it.

    ``date`` is ISO 8601 or empty. ``number`` is what the paper itself is numbered.
    """

    number: str = ""
    date: str = ""
    sender: str = ""
    recipient: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedDocument:
    """One document of a release: what was to be cut, and what came of it.

    ``copy`` is the finished PDF, None when verification failed and there is none. ``report``
    is None when no copy could be made to verify. ``notes`` say by page how the copy was made
    where that is not as asked for.
    """

    document: Document
    plan: DocumentPlan
    redactions: tuple[Annotation, ...]
    copy: Path | None
    report: Report | None
    facts: Facts = Facts()
    notes: tuple[tuple[int, str], ...] = ()


def log_rows(released: Sequence[ReleasedDocument]) -> list[dict[str, Any]]:
    """A row for every redaction and page of the published copies, in reading order.

    Boxes are those that were burned, in page points, ``[[x0, y0, x1, y1], …]``, widened to half
    points.
    """
    rows = []
    for item in in_order(released):
        if item.copy is None:
            continue
        by_id = {annotation.id: annotation for annotation in item.redactions}
        rows += _rows_of_withheld(item)
        for page in item.plan.pages:
            ids = dict.fromkeys(
                box.annotation_id
                for box in sorted(page.boxes, key=lambda b: (b.rect_pt.y0, b.rect_pt.x0))
            )
            for annotation_id in ids:
                boxes = [box.rect_pt for box in page.boxes if box.annotation_id == annotation_id]
                rows.append(_row(item, by_id[annotation_id], page.number, boxes))
    return sorted(rows, key=lambda row: (row["document"], row["page"]))


def _rows_of_withheld(item: ReleasedDocument) -> list[dict[str, Any]]:
    """A row for every page of the source that was withheld whole."""
    ids = {p.withheld.annotation_id for p in item.plan.pages if p.withheld is not None}
    return [
        _row(item, annotation, target.page, target.rects_pt)
        for annotation in item.redactions
        if annotation.id in ids
        for target in annotation.targets
    ]


def _row(
    item: ReleasedDocument, annotation: Annotation, page: int, boxes: Sequence[Rect]
) -> dict[str, Any]:
    return {
        "document": item.document.name,
        "page": page,
        "boxes_pt": [_coarse(box) for box in boxes],
        "code": annotation.label,
        "proposed_by": annotation.author or "",
        "proposed_at": annotation.created_at,
        "approved_by": annotation.decided_by or "",
        "approved_at": annotation.decided_at or "",
    }


def _coarse(box: Rect) -> list[float]:
    low = [math.floor(side / _GRID_PT) * _GRID_PT for side in (box.x0, box.y0)]
    return low + [math.ceil(side / _GRID_PT) * _GRID_PT for side in (box.x1, box.y1)]


def write_log(folder: Path, released: Sequence[ReleasedDocument]) -> None:
    """Write ``log.csv`` and ``log.json`` into the release's folder."""
    rows = log_rows(released)
    with files.atomic_output(folder / "log.json") as path:
        path.write_text(as_json(rows), encoding="utf-8")
    with (
        files.atomic_output(folder / "log.csv") as path,
        path.open("w", encoding="utf-8", newline="") as stream,
    ):
        writer = csv.DictWriter(stream, LOG_FIELDS, lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({**row, "boxes_pt": json.dumps(row["boxes_pt"])})


def write_manifest(folder: Path, released: Sequence[ReleasedDocument], *, mode: str) -> Path:
    """Write ``manifest.json``: every document, its proof in short, and a hash of every file.

    Call it last: it lists what the release laid into the folder, itself left out. What else
    lies there is nobody's business.
    """
    documents = [
        {
            "document": item.document.name,
            "pages": len(item.plan.pages),
            "redactions": len(item.redactions),
            "boxes": item.plan.box_count,
            "copy": item.copy.name if item.copy else None,
            "copy_sha256": files.sha256(item.copy) if item.copy else None,
            "notes": [{"page": page, "note": note} for page, note in item.notes],
            "verification": _verification(item.report),
        }
        for item in in_order(released)
    ]
    own = {"log.csv", "log.json", DIFFERENCES}
    own |= {item.copy.name for item in released if item.copy}
    listed = {
        path.name: files.sha256(path)
        for path in sorted(folder.iterdir())
        if path.is_file() and (path.name in own or path.name.endswith(".verify.json"))
    }
    manifest = {
        "made_by": f"Archive Workbench {workbench.__version__}",
        "mode": mode,
        "documents": documents,
        "files_sha256": listed,
    }
    with files.atomic_output(folder / MANIFEST) as path:
        path.write_text(as_json(manifest), encoding="utf-8")
    return folder / MANIFEST


def _verification(report: Report | None) -> dict[str, Any]:
    if report is None:
        return {"clean": False, "checks_passed": 0, "checks_failed": 0, "leaks": 0}
    outcomes = [check.outcome for check in report.checks]
    return {
        "clean": report.clean,
        "checks_passed": outcomes.count("passed"),
        "checks_failed": outcomes.count("failed"),
        "leaks": len(report.leaks),
    }


def in_order(released: Sequence[ReleasedDocument]) -> list[ReleasedDocument]:
    """By name of the document."""
    return sorted(released, key=lambda item: (item.document.name, item.document.id))


def as_json(value: object) -> str:
    """As the files of a release are written."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
