"""Two workers against one: whole releases of many documents, and of a long one.

    python -m tests.benchmarks.releasing [--pages 16] [--uncut]

Boxed scans of 300 dpi, released as the window does it: copies made, joined and proved with OCR
by the session's own workers, then laid out. Seconds of the clock, which tell something on a
quiet machine alone; the processor seconds beside them tell what the second worker costs.
``--uncut`` cuts nothing, so that there is no word to look for by OCR: what cannot be shared by
two workers weighs more than twenty times as much then.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measure import show
from tests.benchmarks.verifying import BOXES, SIZE_PT, paper
from workbench import files
from workbench.app import decisions, edits
from workbench.app.decisions import Filter
from workbench.app.session import Session
from workbench.domain.annotations import Status, Target
from workbench.domain.documents import Document, Origin, Page, PageState
from workbench.domain.pages import PageText, Word

REACH = 1.8


@dataclass(frozen=True)
class Spent:
    """Seconds of a release: by the clock, and of all processors; and its copies' hashes."""

    clock_s: float
    cpu_s: float
    copies: tuple[str, ...]


def scanned(
    session: Session, name: str, source: Path, pages: int, words: list[Word], boxes: int
) -> None:
    """A document that was read, with so many names cut on each page."""
    # No two documents have the same bytes.
    data = source.read_bytes() + f"\n% {name}\n".encode("ascii")
    sha = hashlib.sha256(data).hexdigest()
    (session.path / "sources" / sha).write_bytes(data)
    document = session.repository.add_document(
        name,
        source_sha256=sha,
        page_file_sha256=sha,
        media="pdf",
        page_sizes=[(*SIZE_PT, 0)] * pages,
    )
    for number in range(1, pages + 1):
        page = Page(document.id, number, *SIZE_PT, 0, PageState.READ, Origin.OCR)
        session.repository.put_page(page, PageText(number, tuple(words)))
    session.repository.finish_document(document.id, person="Bench")
    names = [index for index, word in enumerate(words) if word.reading == "Kovacevic"][:boxes]
    if not names:
        return
    session.do(
        edits.add(
            session,
            [
                edits.redaction(session, document.id, [Target(number, index, index)], "1.4(d)")
                for number in range(1, pages + 1)
                for index in names
            ],
            "Cut",
        )
    )


def released(session: Session, documents: list[Document], out: Path) -> Spent:
    """Release documents, and say what it took."""
    cpu, began = _cpu_s(), time.perf_counter()
    job = session.wait(session.release(out, [document.id for document in documents]))
    spent = time.perf_counter() - began
    assert all(result.clean for result in job.result), job.failures
    hashes = tuple(files.sha256(path) for path in sorted(out.glob("*.pdf")))
    return Spent(spent, _cpu_s() - cpu, hashes)


def _cpu_s() -> float:
    """Processor seconds of this process and of its workers, as long as they run."""
    ticks = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == os.getpid():
            ticks += int(fields[11]) + int(fields[12])
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Release the same documents with one worker and with two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=16)
    parser.add_argument("--uncut", action="store_true")
    asked = parser.parse_args()
    pages, boxes = asked.pages, 0 if asked.uncut else BOXES
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        os.environ["WORKBENCH_HOME"] = made
        long_source, _, words = paper(folder, "1", pages)
        short_source, _, _ = paper(folder, "1", 2)
        spent: dict[tuple[str, int], Spent] = {}
        with Session.create(folder / "P.workbench", person="Bench") as session:
            scanned(session, "long.pdf", Path(long_source), pages, words, boxes)
            for number in range(pages // 2):
                scanned(session, f"short-{number:02}.pdf", Path(short_source), 2, words, boxes)
            if boxes:
                session.do(decisions.decisions(session, Filter(), Status.APPROVED))
        for workers in (1, 2):
            with Session.open(folder / "P.workbench", person="Bench") as session:
                session.runner_for(workers)
                long, *short = sorted(session.documents(), key=lambda document: document.name)
                released(session, short[:workers], folder / f"warm-{workers}")
                for what, documents in (("many", short), ("one long", [long])):
                    out = folder / f"{what}-{workers}"
                    spent[what, workers] = released(session, documents, out)
        for what, title in (
            ("many", f"two workers against one, {pages // 2} documents of 2 pages"),
            ("one long", f"two workers against one, one document of {pages} pages"),
        ):
            one, two = spent[what, 1], spent[what, 2]
            ratio = one.clock_s / two.clock_s
            same = "same bytes" if one.copies == two.copies else "DIFFERENT BYTES"
            figure = (
                f"{ratio:.2f} x ({one.clock_s:.1f} s against {two.clock_s:.1f} s, processor "
                f"{one.cpu_s:.1f} s against {two.cpu_s:.1f} s, {same})"
            )
            reached = ratio >= REACH and one.copies == two.copies
            show(title, figure, f">= {REACH} x", reached)


if __name__ == "__main__":
    main()
