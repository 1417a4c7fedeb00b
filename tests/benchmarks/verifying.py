"""How fast a finished copy is proved, alone and with its making, and whether memory stays flat.

    python -m tests.benchmarks.verifying [--pages 2000]

Boxed scans of 300 dpi with some 300 words a page. Times are processor seconds of one process
unless said otherwise, so that a busy machine does not change the figures much.
"""

from __future__ import annotations

import argparse
import queue
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
from PIL import Image

from tests.benchmarks.measure import show
from tests.release.conftest import draw_page, source_pdf
from workbench.app.jobs import WorkerPool
from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.domain.documents import Document, DocumentState, Page
from workbench.domain.errors import UserError
from workbench.domain.pages import DocumentText, PageText, Word
from workbench.engines.ocr import TesseractEngine
from workbench.release.burn import burn
from workbench.release.plan import DocumentPlan, plan_document
from workbench.release.verify import verify_release

SIZE_PT = (612.0, 792.0)
LINE = "the embassy reports that minister Kovacevic agreed to review treaty language"
BOXES = 6
TURNS = 5


def paper(folder: Path, mode: str, pages: int) -> tuple[str, DocumentPlan, list[Word]]:
    """A scan of so many pages alike, and the plan that cuts a name in some places of each."""
    image, words = draw_page([LINE] * 32, SIZE_PT, 300, 0, mode, text_pt=10)
    family = "bilevel" if mode == "1" else "jpeg"
    path = folder / f"source-{mode}-{pages}.pdf"
    source_pdf(path, [image] * min(pages, 20), SIZE_PT, family)
    if pages > 20:
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            for number in range(20, pages):
                pdf.pages.append(pdf.pages[number % 20])
            pdf.save(path)
    document = Document(
        "d", path.name, "a" * 64, "a" * 64, "pdf", DocumentState.READY, pages, "2026-01-01"
    )
    listed = tuple(Page("d", number, *SIZE_PT, 0) for number in range(1, pages + 1))
    texts = DocumentText.of(PageText(number, tuple(words)) for number in range(1, pages + 1))
    names = [index for index, word in enumerate(words) if word.reading == "Kovacevic"]
    cuts = [_cut(number, index) for number in range(1, pages + 1) for index in names[:BOXES]]
    # The other places of the name stay, on purpose.
    return str(path), plan_document(document, listed, texts, cuts), words


def _cut(page: int, word: int) -> Annotation:
    target = Target(page, word, word)
    return Annotation(
        new_id(),
        "d",
        Kind.REDACTION,
        "1.4(d)",
        (target,),
        Status.APPROVED,
        author="Ada",
        created_at="2026-01-01T10:00:00Z",
    )


def cpu_s(work: Callable[[], object]) -> float:
    """Processor seconds that one call takes in this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def proof_s(out: str, plan: DocumentPlan) -> float:
    """Processor seconds of one proof without OCR."""
    return cpu_s(lambda: verify_release(out, plan, ocr="none"))


def without_ocr(folder: Path) -> None:
    """Pages a second and core for each kind of scan, in a worker as releases have it."""
    with WorkerPool(1) as pool:
        for mode, kind in (("1", "bilevel"), ("L", "grey JPEG"), ("RGB", "colour JPEG")):
            source, plan, _ = paper(folder, mode, 20)
            out = str(folder / f"copy-{mode}.pdf")
            burn(plan, source, out)
            best = min(_answer(pool, proof_s, out, plan) for _ in range(TURNS))
            rate = len(plan.pages) / best
            figure = f"{rate:.1f} pages/s"
            show(f"proof without OCR, {kind}, 300 dpi", figure, ">= 20", rate >= 20)


def _answer(pool: WorkerPool, function: Callable[..., float], *args: object) -> float:
    answers: queue.SimpleQueue[float | UserError] = queue.SimpleQueue()
    pool.submit(function, *args, on_done=answers.put, on_error=answers.put)
    answer = answers.get()
    if isinstance(answer, UserError):
        raise answer
    return answer


def against_pymupdf(folder: Path) -> None:
    """Copy and whole proof of one page, against PyMuPDF's redaction and one pass of OCR."""
    source, plan, words = paper(folder, "1", 1)
    out = str(folder / "one.pdf")

    def ours() -> None:
        burn(plan, source, out)
        verify_release(out, plan)

    def theirs() -> None:
        with pymupdf.open(source) as document:
            page = document[0]
            for box in plan.pages[0].boxes:
                page.add_redact_annot(pymupdf.Rect(*box.rect_pt.as_list()), fill=(0, 0, 0))
            page.apply_redactions()
            document.save(folder / "theirs.pdf")

    def ocr() -> None:
        image = draw_page([LINE] * 32, SIZE_PT, 300, 0, "L", text_pt=10)[0]
        TesseractEngine("eng").read(image)

    assert words
    ocr()
    mine, other, reading = (min(cpu_s(work) for _ in range(2)) for work in (ours, theirs, ocr))
    ratio = mine / (other + reading)
    show(
        "copy and whole proof against PyMuPDF and one OCR pass",
        f"{ratio:.2f} x ({mine:.1f} s against {other:.2f} + {reading:.1f} s)",
        "<= 3 x",
        ratio <= 3,
    )


def memory(folder: Path, pages: int) -> None:
    """Peak memory of a long document after each step, over that of a short one."""
    peaks: list[list[float]] = []
    for count in (50, pages):
        source, plan, _ = paper(folder, "1", count)
        out = str(folder / f"long-{count}.pdf")
        steps = [_peak_mib()]
        burn(plan, source, out)
        steps.append(_peak_mib())
        verify_release(out, plan, ocr="none")
        steps.append(_peak_mib())
        peaks.append(steps)
    base = peaks[0][2]
    planned, burned, proved = (peak - base for peak in peaks[1])
    show(
        f"peak memory, {pages} pages over 50",
        f"{proved:+.0f} MiB on {base:.0f} (plan {planned:+.0f}, copy {burned:+.0f})",
        "<= 150 MiB more",
        proved <= 150,
    )


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Run them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    asked = parser.parse_args()
    Image.MAX_IMAGE_PIXELS = None
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        without_ocr(folder)
        against_pymupdf(folder)
        memory(folder, asked.pages)


if __name__ == "__main__":
    main()
