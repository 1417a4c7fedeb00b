"""The index of what was withheld, in the form courts know after the case of Vaughn v. Rosen.

One row a document: number, date, from, to, subject, pages, status, codes, what was withheld and
why. It is the public part of the redaction log: never a word that was cut.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib import colors
from reportlab.platypus import Table, TableStyle

from workbench.domain.codes import CodeSet, split_codes
from workbench.release import paper
from workbench.release.index import ReleasedDocument, in_order

FIELDS = (
    "number",
    "document",
    "date",
    "from",
    "to",
    "subject",
    "pages",
    "status",
    "codes",
    "withheld",
    "justification",
)
_TITLES = {
    "number": "Number",
    "document": "Document",
    "date": "Date",
    "from": "From",
    "to": "To",
    "subject": "Subject",
    "pages": "Pages",
    "status": "Status",
    "codes": "Codes",
    "withheld": "Withheld",
    "justification": "Justification",
}
_SHARES = (7, 8, 7, 8, 8, 12, 5, 7, 7, 11, 20)
_CELL_PADDING_PT = 3
_MOST_OF_A_PAGE = 0.8
"""Share of a page's height that a row may take; title and head row need the rest."""


def index_rows(released: Sequence[ReleasedDocument], codes: CodeSet) -> list[dict[str, str]]:
    """A row for each document of the release, by name."""
    rows = []
    for number, item in enumerate(in_order(released), 1):
        cited = tuple(dict.fromkeys(one for r in item.redactions for one in split_codes(r.label)))
        rows.append(
            {
                "number": item.facts.number or str(number),
                "document": item.document.name,
                "date": item.facts.date,
                "from": item.facts.sender,
                "to": item.facts.recipient,
                "subject": item.facts.subject,
                "pages": str(item.document.page_count),
                "status": status_of(item),
                "codes": ", ".join(cited),
                "withheld": withheld_of(item),
                "justification": "\n".join(reason(one, codes) for one in cited),
            }
        )
    return rows


def status_of(item: ReleasedDocument) -> str:
    """How a document went out."""
    if item.copy is None:
        return "not released"
    if item.plan.is_withheld:
        return "withheld in full"
    return "released in part" if item.redactions else "released in full"


def withheld_of(item: ReleasedDocument) -> str:
    """How much is gone, in words: passages and their pages, whole pages, the whole document."""
    if item.plan.is_withheld:
        return "The whole document."
    pages = sorted(page.number for page in item.plan.pages if page.withheld is not None)
    passages: dict[str, set[int]] = {}
    for page in item.plan.pages:
        for box in page.boxes:
            passages.setdefault(box.annotation_id, set()).add(page.number)
    parts = []
    if pages:
        parts.append(f"{counted(len(pages), 'whole page')} ({ranges(pages)})")
    if passages:
        on = sorted({number for numbers in passages.values() for number in numbers})
        where = "page" if len(on) == 1 else "pages"
        parts.append(f"{counted(len(passages), 'passage')} ({where} {ranges(on)})")
    return f"{' and '.join(parts)}." if parts else "Nothing."


def ranges(numbers: Sequence[int]) -> str:
    """Page numbers in short: ``1-3, 7``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]}-{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def write_index(folder: Path, released: Sequence[ReleasedDocument], codes: CodeSet) -> None:
    """Write ``index.csv`` and ``index.pdf`` into a folder."""
    rows = index_rows(released, codes)
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            on_a_line = {key: " ".join(value.splitlines()) for key, value in row.items()}
            writer.writerow({key: plain_cell(value) for key, value in on_a_line.items()})
    width = paper.LANDSCAPE_WIDTH_PT
    cells = [[paper.text(_TITLES[field], 7, bold=True) for field in FIELDS]]
    cells += [[paper.text(row[field], 6.5) for field in FIELDS] for row in rows]
    widths = [width * share / sum(_SHARES) for share in _SHARES]
    # A row goes to the next page whole, but for one that no page would hold.
    highest = max(
        cell.wrap(width - 2 * _CELL_PADDING_PT, paper.LANDSCAPE_HEIGHT_PT)[1]
        for row in cells
        for cell, width in zip(row, widths, strict=True)
    )
    is_too_high = highest > paper.LANDSCAPE_HEIGHT_PT * _MOST_OF_A_PAGE
    table = Table(cells, widths, repeatRows=1, splitInRow=int(is_too_high))
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.3, colors.grey),
                ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), _CELL_PADDING_PT),
                ("RIGHTPADDING", (0, 0), (-1, -1), _CELL_PADDING_PT),
            ]
        )
    )
    title = "Index of withheld information"
    paper.write(
        folder / "index.pdf",
        title,
        [paper.text(title, 14, bold=True, after_pt=10), table],
        wide=True,
    )


def plain_cell(value: str) -> str:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if re.match(r"[=+\-@\t\r]", value) else value


def reason(code: str, codes: CodeSet) -> str:
    """A code with its sentence and source, where the set has it."""
    known = codes.find(code)
    return code if known is None else f"{code}: {known.sentence} ({known.source})"


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
