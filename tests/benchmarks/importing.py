"""OCR import: two workers against one, and one worker against bare tesserocr on the same pages."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from PIL import Image

from tests.benchmarks.measure import scans, seconds, show
from workbench.app.jobs import WorkerPool
from workbench.app.session import Session
from workbench.engines.ocr import tessdata_folder

PAGES = 12


def imported(sources: list[Path], project: Path, workers: int) -> float:
    """Seconds for an import into a new project with its workers warm, as when a person works."""
    with (
        WorkerPool(workers) as pool,
        Session.create(project, person="Bench", runner=pool) as session,
    ):
        session.wait(session.import_files([sources[0]]))
        warm = [pool.submit(os.getpid, on_done=_ignore, on_error=_ignore) for _ in range(workers)]
        for call in warm:
            call.wait()

        def work() -> None:
            job = session.wait(session.import_files(sources[1:]))
            assert job.state == "done", job.message

        return seconds(work)


def _ignore(_: object) -> None:
    pass


def bare(sources: list[Path]) -> float:
    """Seconds for tesserocr alone: image in grey, words with boxes and confidences out."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    import tesserocr

    engine = tesserocr.PyTessBaseAPI(path=str(tessdata_folder()), lang="eng")

    def read(path: Path) -> None:
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


def main() -> None:
    """Print both ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = scans(folder / "scans", PAGES + 1)
        alone = bare(sources)
        one = imported(sources, folder / "one", 1)
        two = imported(sources, folder / "two", 2)
        for what, took in (("bare tesserocr", alone), ("one worker", one), ("two workers", two)):
            print(f"{what}: {took / PAGES:.2f} s a page")
        show("two workers against one", f"{one / two:.2f} x", "at least 1.8 x", one / two >= 1.8)
        share = alone / one
        show(
            "one worker against bare tesserocr", f"{share:.2f} x", "at least 0.95 x", share >= 0.95
        )


if __name__ == "__main__":
    main()
