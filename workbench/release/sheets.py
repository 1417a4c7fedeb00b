"""Withdrawal sheets: one for each page or document that was withheld whole.

Number, kind, date, correspondents, subject, pages, codes with their reasons, who withdrew it
and when. They go with the copies, and stand in for the paper in its folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.platypus import PageBreak, Table, TableStyle

from workbench.domain.annotations import Annotation
from workbench.domain.codes import CodeSet, split_codes
from workbench.release import paper
from workbench.release.index import ReleasedDocument, in_order
from workbench.release.vaughn import counted, ranges, reason

TITLE = "Withdrawal sheet"
_BLANK = " "  # for a hand to fill in


def write_sheets(folder: Path, released: Sequence[ReleasedDocument], codes: CodeSet) -> list[Path]:
    """Write ``sheets/<stem>.pdf`` for every released document with something withheld whole."""
    written = []
    for item in in_order(released):
        sheets = list(_sheets(item, codes)) if item.copy is not None else []
        if not sheets or item.copy is None:
            continue
        place = folder / "sheets"
        place.mkdir(exist_ok=True)
        path = place / f"{item.copy.stem}.pdf"
        story: list[Any] = []
        for sheet in sheets:
            story += [*([PageBreak()] if story else []), *sheet]
        paper.write(path, f"{TITLE}: {item.document.name}", story)
        written.append(path)
    return written


def _sheets(item: ReleasedDocument, codes: CodeSet) -> Iterator[list[Any]]:
    by_id = {redaction.id: redaction for redaction in item.redactions}
    for page in item.plan.pages:
        if page.withheld is None:
            continue
        redaction = by_id[page.withheld.annotation_id]
        if item.plan.is_withheld:
            what = f"the whole document, {counted(item.document.page_count, 'page')}"
        else:
            what = f"page {ranges([page.number])} of {item.document.page_count}"
        yield _sheet(item, redaction, what, codes)


def _sheet(item: ReleasedDocument, redaction: Annotation, what: str, codes: CodeSet) -> list[Any]:
    rows = [
        ("Document", item.document.name),
        ("Number", item.facts.number),
        ("Date", item.facts.date),
        ("From", item.facts.sender),
        ("To", item.facts.recipient),
        ("Subject", item.facts.subject),
        ("Withdrawn", what),
    ]
    reasons = "\n".join(reason(one, codes) for one in split_codes(redaction.label))
    rows += [
        ("Codes" if "\n" in reasons else "Code", reasons),
        ("Proposed by", _who(redaction.author, redaction.created_at)),
        ("Withdrawn by", _who(redaction.decided_by, redaction.decided_at)),
        ("Box and folder", _BLANK),
    ]
    cells = [[paper.text(k, 9, bold=True), paper.text(v or "—", 8.5)] for k, v in rows]
    table = Table(cells, [130, paper.WIDTH_PT - 130])
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    where = (
        "What is named here was withdrawn and is not among the papers; this sheet stands for it."
    )
    return [
        paper.text(TITLE, 18, bold=True, after_pt=8),
        paper.text(where, 9, after_pt=12),
        table,
    ]


def _who(name: str | None, at: str | None) -> str:
    return ", ".join(part for part in (name or "", (at or "")[:10]) if part)
