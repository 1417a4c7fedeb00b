"""A page through the interactive lane against PyMuPDF's own ``get_pixmap`` in this process."""

from __future__ import annotations

import math
import random
import tempfile
import threading
from pathlib import Path
from typing import Any

import pymupdf

from tests.benchmarks.measure import Clock, scans, show
from workbench.app.jobs import InteractiveLane
from workbench.engines import images, pdf

ROUNDS = 12
SCALES = (1.0, 1.5, 2.0, 3.0)


def drawn_by_lane(
    lane: InteractiveLane, path: str, scale: float, size: tuple[float, float]
) -> bytes:
    """Ask for a page and wait for its pixels."""
    answered = threading.Event()
    got: list[bytes] = []
    failed: list[Exception] = []

    def on_done(_: Any, pixels: bytes) -> None:
        got.append(pixels)
        answered.set()

    def on_error(error: Exception) -> None:
        failed.append(error)
        answered.set()

    width, height = (math.ceil(side * scale) + 2 for side in size)
    lane.request(
        "page",
        pdf.render,
        path,
        1,
        scale,
        None,
        pixel_bytes=3 * width * height,
        on_done=on_done,
        on_error=on_error,
    )
    answered.wait()
    if failed:
        raise failed[0]
    return got[0]


def main() -> None:
    """Pages in turns at several scales; the ratio and the difference of the medians."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = []
        for scan in scans(folder / "scans", 6):
            paths.append(folder / f"{scan.stem}.pdf")
            images.write_pages(scan, paths[-1])
        inside, through = Clock(), Clock()
        with_lane = InteractiveLane()
        try:
            for path in paths:  # both sides begin warm
                drawn_by_lane(with_lane, str(path), 1.0, (612, 792))
            order = [(p, s) for p in paths for s in SCALES] * ROUNDS
            random.Random(1).shuffle(order)
            documents = {path: pymupdf.open(str(path)) for path in paths}
            for path, scale in order:
                page = documents[path].load_page(0)
                with inside():
                    page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
                with through():
                    drawn_by_lane(with_lane, str(path), scale, (page.rect.width, page.rect.height))
            for document in documents.values():
                document.close()
        finally:
            with_lane.close()
        print(f"in this process: {inside.says()}")
        print(f"through the lane: {through.says()}")
        here, there = inside.percentile_ms(0.5), through.percentile_ms(0.5)
        figure = f"{there / here:.2f} x, {there - here:+.1f} ms"
        reached = there / here <= 1.3 and there - here <= 5
        show("page through the worker", figure, "at most 1.3 x and 5 ms", reached)


if __name__ == "__main__":
    main()
