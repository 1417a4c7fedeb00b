"""Two workers against one: whole releases of many documents, and of a long one.

    python -m tests.benchmarks.releasing [--pages 16] [--uncut]

Boxed scans of 300 dpi, released as the window does it: copies made, joined and proved with OCR
by the session's own workers, then laid out. Seconds of the clock, which tell something on a
quiet machine alone; the processor seconds beside them tell what the second worker costs.
``--uncut`` cuts nothing, so that there is no word to look for by OCR: what cannot be shared by
two workers weighs more than twenty times as much then.

On a busy machine the clock tells nothing. What two workers could do at best is told by the
processor seconds of each call for one document, made one after the other and without OCR.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.benchmarks.measure import show
from tests.benchmarks.verifying import BOXES, SIZE_PT, paper
from workbench import files
from workbench.app import decisions, edits, tasks
from workbench.app.decisions import Filter
from workbench.app.session import Session
from workbench.domain.annotations import Status, Target
from workbench.domain.documents import Document, Origin, Page, PageState
from workbench.domain.pages import PageText, Word
from workbench.release.stretches import bare, put_together, stretches, to_burn, to_prove
from workbench.release.verify import prove_rest, prove_stretch

REACH = 1.8
T = TypeVar("T")


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


def calls(folder: Path, mode: str, pages: int) -> list[list[float]]:
    """Processor seconds of the calls for one copy, those of a list independent of each other."""
    source, plan, _ = paper(folder, mode, pages)
    spent: list[list[float]] = []

    def timed(work: Callable[[], T]) -> T:
        began = time.process_time()
        made = work()
        spent[-1].append(time.process_time() - began)
        return made

    spool, out = folder / f"spool-{mode}", str(folder / f"calls-{mode}.pdf")
    sha, parts = files.sha256(Path(source)), stretches(pages)
    spent.append([])
    timed(lambda: tasks.check_page_file("it", source, sha))
    burned = [
        timed(
            lambda: tasks.burn_stretch(
                to_burn(plan, first, last),  # noqa: B023
                source,
                str(spool / str(first)),  # noqa: B023
                lambda *_: None,
            )
        )
        for first, last in parts
    ]
    spent.append([])
    plan = put_together(plan, [part for part, _ in burned])
    spooled = [pages for _, pages in burned]
    timed(lambda: tasks.join_copy(bare(plan), source, spooled, str(spool), out))
    spent.append([])
    proved = [
        timed(lambda: prove_stretch(out, part, *one, ocr="none"))  # noqa: B023
        for part, one in zip(to_prove(plan, parts), parts, strict=True)
    ]
    spent.append([])
    assert timed(lambda: prove_rest(out, plan, proved, ocr="none")).clean
    return spent


def least_s(spent: Sequence[Sequence[float]], workers: int) -> float:
    """How long so many workers need for calls, each taking the next one."""
    total = 0.0
    for independent in spent:
        busy = [0.0] * workers
        for call in independent:
            busy[busy.index(min(busy))] += call
        total += max(busy)
    return total


def by_calls(folder: Path, pages: int) -> None:
    """What two workers could do at best for one long document, by the calls it takes."""
    for mode, kind in (("1", "bilevel"), ("L", "grey JPEG")):
        spent = calls(folder, mode, pages)
        one, two = least_s(spent, 1), least_s(spent, 2)
        says = ", ".join(f"{1000 * sum(some) / pages:.1f}" for some in spent)
        show(
            f"two workers against one by processor time, {pages} pages, {kind}, no OCR",
            f"{one / two:.2f} x (burn, join, prove, rest: {says} ms a page)",
            f">= {REACH} x",
            one / two >= REACH,
        )


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
        by_calls(folder, max(pages, 24))
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
