"""Copies of long documents: pages wait on disk, not in memory."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from workbench.domain.documents import Document, DocumentState, Page
from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText, Word
from workbench.release.burn import burn
from workbench.release.plan import plan_document
from workbench.release.preserve import burn_preserved
from workbench.release.verify import verify_release

PAGES, BEGUN = 320, 70
MEMORY = Path("/proc/self/statm")
SIZE_PT = (180.0, 120.0)
READ = Word("READ", Rect(10, 10, 40, 20), 0, 0, confidence=90.0)


def memory_mib() -> float:
    return int(MEMORY.read_text().split()[1]) * 4096 / 2**20


def noisy(path: Path) -> int:
    """A document whose pages share one picture of noise; returns what a page of it takes, bytes."""
    out = io.BytesIO()
    Image.effect_noise((500, 333), 90).save(out, "JPEG", quality=98)
    with pikepdf.new() as pdf:
        image = pdf.make_stream(
            out.getvalue(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=500,
            Height=333,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        for _ in range(PAGES):
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, *SIZE_PT]),
                Resources=Dictionary(XObject=Dictionary(I=image)),
                Contents=pdf.make_stream(b"q 180 0 0 120 0 0 cm /I Do Q"),
            )
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(path)
    return len(out.getvalue())


@pytest.mark.skipif(not MEMORY.exists(), reason="memory is told by /proc")
@pytest.mark.parametrize("mode", ["rebuild", "preserve"])
def test_pixels_of_pages_done_are_not_held_in_memory(mode: str, tmp_path: Path) -> None:
    source, out = tmp_path / "long.pdf", tmp_path / "copy.pdf"
    page_bytes = noisy(source)
    document = Document(
        "d", source.name, "a" * 64, "a" * 64, "pdf", DocumentState.READY, PAGES, "2026-01-01"
    )
    pages = [Page("d", number, *SIZE_PT, 0) for number in range(1, PAGES + 1)]
    texts = DocumentText.of(PageText(number, (READ,)) for number in range(1, PAGES + 1))
    plan = plan_document(document, pages, texts, [])
    make = burn if mode == "rebuild" else burn_preserved
    held: dict[int, float] = {}

    def told(done: int, _of: int) -> None:
        if done in (BEGUN, PAGES):
            held[done] = memory_mib()

    made = make(plan, str(source), str(out), told)
    assert len(made.rebuilt) == (PAGES if mode == "preserve" else 0)  # read by OCR: pixels
    grown = (held[PAGES] - held[BEGUN]) * 2**20
    assert grown < 0.4 * (PAGES - BEGUN) * page_bytes
    assert verify_release(str(out), plan, ocr="none", mode=mode).clean


@pytest.mark.parametrize("make", [burn, burn_preserved])
def test_copy_is_refused_with_the_reason_when_the_disk_has_no_room_to_join_its_pages(
    make: Any, make_paper: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left to itself, qpdf writes half a file there and says nothing, or ends the process."""
    paper, out = make_paper(pages=2), tmp_path / "out"
    out.mkdir()
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=100))
    with pytest.raises(UserError, match=r"“paper.pdf” could not be written: No space left") as told:
        make(paper.plan(), str(paper.path), str(out / "copy.pdf"))
    assert "make room" in told.value.sentence
    assert list(out.iterdir()) == []
