"""A report comes back from its JSON as it was, and other texts are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.app.verifying import read_report
from workbench.domain.errors import UnreadableFile
from workbench.domain.geometry import Rect
from workbench.release.report import Check, Leak, Report

REPORT = Report(
    "cable.pdf",
    "ab" * 32,
    3,
    (Check("page text", "failed", "Something survives; see the leaks."),),
    (Leak("page text", "pdfium", 2, Rect(1.25, 2.0, 3.5, 4.75), "term 1"), Leak("XMP", "pikepdf")),
)


def test_report_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "cable.verify.json"
    path.write_text(REPORT.to_json(), encoding="utf-8")
    assert read_report(path) == REPORT


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"file": "a", "checks": 1, "leaks": []}'])
def test_what_is_no_report_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"other\.json is no report"):
        read_report(path)
