"""How large copies come out: a scan's copy is hardly larger than the scan."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import files
from workbench.app.jobs import InlineRunner
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.release.burn import burn
from workbench.release.plan import plan_document

SCANNED = (
    "cable-01.pdf",
    "letter-03.png",
    "memo-04.jpg",
    "released-05.pdf",
    "scan-08.pdf",
    "telegram-02.tif",
)
MOST = 1.1


@pytest.mark.parametrize("sample", SCANNED)
def test_copy_of_a_scan_is_at_most_a_tenth_larger_than_its_source(
    sample: str, tmp_path: Path
) -> None:
    """Cut or not: the text layer, tags, metadata and colour profile all told."""
    source, out = files.bundled("samples", "documents", sample), tmp_path / "copy.pdf"
    with Session.create(tmp_path / "P", person="Ann", runner=InlineRunner()) as session:
        session.wait(session.import_files([source]))
        (document,) = session.documents()
        text = session.document_text(document.id)
        pages = session.repository.pages(document.id)
        page_file = str(session.project.page_file(document))
        for cuts in (0, 3):
            redactions = [
                Annotation(
                    new_id(),
                    document.id,
                    Kind.REDACTION,
                    "1.4(d)",
                    (Target(page.number, at, at),),
                    Status.APPROVED,
                    author="Ann",
                    created_at="2026-01-01T10:00:00Z",
                )
                for page in text.pages
                for at in range(10, 10 + 7 * cuts, 7)
            ]
            plan = plan_document(document, pages, text, redactions)
            made = burn(plan, page_file, str(out))
            assert made.bytes <= MOST * source.stat().st_size
