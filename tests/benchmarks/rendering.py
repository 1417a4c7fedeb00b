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
from workbench.engines import pdf

ROUNDS = 12
PAGES = 6
SCALES = (1.0, 1.5, 2.0, 3.0)


def drawn_by_lane(
    lane: InteractiveLane, path: str, number: int, scale: float, size: tuple[float, float]
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
        number,
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
    """The pages of one document in turns at several scales; the ratio of the medians."""
    with tempfile.TemporaryDirectory() as name:
        path = str(Path(name) / "scans.pdf")
        document = pymupdf.open()
        for scan in scans(Path(name) / "scans", PAGES):
            page = document.new_page(width=612, height=792)
            page.insert_image(page.rect, filename=str(scan))
        document.save(path)
        inside, through = Clock(), Clock()
        lane = InteractiveLane()
        try:
            for number in range(1, PAGES + 1):  # both sides begin warm
                drawn_by_lane(lane, path, number, 1.0, (612, 792))
                document.load_page(number - 1).get_pixmap()
            order = [(n, s) for n in range(1, PAGES + 1) for s in SCALES] * ROUNDS
            random.Random(1).shuffle(order)
            for number, scale in order:
                with inside():
                    page = document.load_page(number - 1)
                    page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
                with through():
                    drawn_by_lane(lane, path, number, scale, (612, 792))
        finally:
            lane.close()
            document.close()
        print(f"in this process: {inside.says()}")
        print(f"through the lane: {through.says()}")
        here, there = inside.percentile_ms(0.5), through.percentile_ms(0.5)
        figure = f"{there / here:.2f} x, {there - here:+.1f} ms"
        reached = there / here <= 1.3 and there - here <= 5
        show("page through the worker", figure, "at most 1.3 x and 5 ms", reached)


if __name__ == "__main__":
    main()
