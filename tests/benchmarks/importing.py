"""OCR import: two workers against one, and one worker against bare tesserocr on the same pages.

Bare tesserocr runs in a worker process, too, so that both have the same rank on the machine.
All three take turns at a few pages each, and the median of the turns' ratios counts: what else
the machine does then weighs on all alike. Each turn has processes of its own: one process is
up to 3 % quicker than another on the same pages, as long as it lives (measured).
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tests.benchmarks.measure import scans, seconds, show
from workbench.app.jobs import WorkerPool
from workbench.app.session import Session
from workbench.engines.ocr import tessdata_folder

ROUNDS, PAGES = 8, 6


@contextmanager
def importer(project: Path, workers: int, warm: list[Path]) -> Iterator[Session]:
    """A new project whose workers have read a page each of ``warm``, as when a person works."""
    with (
        WorkerPool(workers) as pool,
        Session.create(project, person="Bench", runner=pool) as session,
    ):
        session.wait(session.import_files(warm[:workers]))
        yield session


def imported(session: Session, sources: list[Path]) -> float:
    """Seconds for an import."""

    def work() -> None:
        job = session.wait(session.import_files(sources))
        assert job.state == "done", job.message

    return seconds(work)


def bare(sources: list[str]) -> float:
    """Seconds for tesserocr alone: image in grey, words with boxes and confidences out."""
    import tesserocr

    engine = tesserocr.PyTessBaseAPI(path=str(tessdata_folder()), lang="eng")

    def read(path: str) -> None:
        with Image.open(path) as image:
            engine.SetImage(image.convert("L"))
        engine.Recognize(0)
        for word in tesserocr.iterate_level(engine.GetIterator(), tesserocr.RIL.WORD):
            word.GetUTF8Text(tesserocr.RIL.WORD)
            word.BoundingBox(tesserocr.RIL.WORD)
            word.Confidence(tesserocr.RIL.WORD)

    read(sources[0])
    began = time.perf_counter()
    for path in sources[1:]:
        read(path)
    took = time.perf_counter() - began
    engine.End()
    return took


def in_worker(pool: WorkerPool, sources: list[Path]) -> float:
    """As :func:`bare`, in a worker; the first source only warms it up."""
    took: list[float] = []
    names = [str(path) for path in sources]
    pool.submit(bare, names, timeout_s=600, on_done=took.append, on_error=_ignore).wait()
    return took[0]


def _ignore(_: object) -> None:
    pass


def main() -> None:
    """Print both ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = scans(folder / "scans", ROUNDS * PAGES + 2)
        warm, sources = made[:2], made[2:]
        times: dict[str, list[float]] = {"bare tesserocr": [], "one worker": [], "two workers": []}
        for start in range(0, len(sources), PAGES):
            pages = sources[start : start + PAGES]
            with (
                WorkerPool(1) as alone,
                importer(folder / f"one-{start}", 1, warm) as one,
                importer(folder / f"two-{start}", 2, warm) as two,
            ):
                times["bare tesserocr"].append(in_worker(alone, [warm[0], *pages]))
                times["one worker"].append(imported(one, pages))
                times["two workers"].append(imported(two, pages))
        for what, took in times.items():
            each = ", ".join(f"{turn / PAGES:.3f}" for turn in took)
            print(f"{what}: {statistics.median(took) / PAGES:.3f} s a page ({each})")
        gain = _ratio(times["one worker"], times["two workers"])
        show("two workers against one", f"{gain:.2f} x", "at least 1.8 x", gain >= 1.8)
        share = _ratio(times["bare tesserocr"], times["one worker"])
        show(
            "one worker against bare tesserocr", f"{share:.3f} x", "at least 0.95 x", share >= 0.95
        )


def _ratio(above: list[float], below: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


if __name__ == "__main__":
    main()
