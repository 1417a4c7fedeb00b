"""What a release says otherwise than the one that stood in its folder before.

Two redactions are the same when they cover the same boxes of a page. Only places and codes are
compared: the words themselves stand in no release.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.release.index import MANIFEST

_NEAR_PT = 0.5  # a box moved by less is the same box, as logs round


@dataclass(frozen=True, slots=True)
class Earlier:
    """A release as its log and manifest tell of it: rows of the log, pages of each copy."""

    rows: tuple[Mapping[str, Any], ...]
    pages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """How one document differs. Rows are log rows; pages are (earlier, now)."""

    document: str
    added: tuple[Mapping[str, Any], ...]
    removed: tuple[Mapping[str, Any], ...]
    recoded: tuple[tuple[Mapping[str, Any], str], ...]
    pages: tuple[int | None, int | None]

    def sentence(self) -> str:
        """For a person, without the document's name."""
        before, after = self.pages
        if before is None:
            return "It was not in the earlier release."
        if after is None:
            return "It was in the earlier release and is not in this one."
        parts = [
            _count(len(rows), what)
            for rows, what in (
                (self.added, "redaction{s} added"),
                (self.removed, "redaction{s} removed"),
                (self.recoded, "code{s} changed"),
            )
            if rows
        ]
        if before != after:
            parts.append(f"{before} pages became {after}")
        said = ", ".join(parts) or "nothing is different"
        return f"Against the earlier release: {said}."

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "document": self.document,
            "added": [_place(row) for row in self.added],
            "removed": [_place(row) for row in self.removed],
            "code_changed": [
                {**_place(row), "code_before": before} for row, before in self.recoded
            ],
            "pages": {"earlier": self.pages[0], "now": self.pages[1]},
            "sentence": self.sentence(),
        }


def read_earlier(folder: Path) -> Earlier | None:
    """The release that stands in a folder; None where there is no whole one."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        rows = json.loads((folder / "log.json").read_text(encoding="utf-8"))
        pages = {
            entry["document"]: int(entry["pages"])
            for entry in manifest["documents"]
            if entry["copy"] is not None
        }
        return Earlier(tuple(rows), pages)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def differences(
    earlier: Earlier, rows: Sequence[Mapping[str, Any]], pages: Mapping[str, int]
) -> list[Difference]:
    """Document by document, those of either release, by name."""
    found = []
    for name in sorted({*earlier.pages, *pages}):
        before = [row for row in earlier.rows if row["document"] == name]
        now = [row for row in rows if row["document"] == name]
        added, removed, recoded = _compared(before, now)
        counts = (earlier.pages.get(name), pages.get(name))
        found.append(Difference(name, tuple(added), tuple(removed), tuple(recoded), counts))
    return found


_Rows = list[Mapping[str, Any]]


def _compared(
    before: _Rows, now: _Rows
) -> tuple[_Rows, _Rows, list[tuple[Mapping[str, Any], str]]]:
    """Rows that are new, rows that are gone, and rows with another code (and the one before)."""
    left = list(before)
    added: _Rows = []
    recoded = []
    for row in now:
        same = next((old for old in left if _is_same_place(old, row)), None)
        if same is None:
            added.append(row)
            continue
        left.remove(same)
        if same["code"] != row["code"]:
            recoded.append((row, str(same["code"])))
    return added, left, recoded


def _is_same_place(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    boxes, others = one["boxes_pt"], other["boxes_pt"]
    return (
        one["page"] == other["page"]
        and len(boxes) == len(others)
        and all(
            abs(a - b) <= _NEAR_PT
            for box, match in zip(boxes, others, strict=True)
            for a, b in zip(box, match, strict=True)
        )
    )


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("page", "boxes_pt", "code")}


def _count(number: int, what: str) -> str:
    return f"{number} {what.format(s='' if number == 1 else 's')}"
