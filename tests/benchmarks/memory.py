"""Memory of the window's process with a document of 2,000 pages open and paged through.

What is kept for later and the C library's heap fill up in the first pass; the last one tells
whether anything goes on growing.
"""

from __future__ import annotations

from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pymupdf

from tests.benchmarks.measure import made_page, read_page, scan, show
from tests.benchmarks.window import empty_project, open_window, settle
from workbench import files

PAGES, PASSES = 2000, 3
REACH_MB = 500
FLAT_MB = 20


def long_scan(folder: Path) -> Path:
    """A PDF of many scanned pages, all showing one of four images."""
    document = pymupdf.open()
    references: list[int] = []
    for number in range(PAGES):
        page = document.new_page(width=612, height=792)
        if number < 4:
            image = folder / f"{number}.jpg"
            scan(seed=number + 1).save(image, quality=75)
            references.append(page.insert_image(page.rect, filename=str(image)))
        else:
            page.insert_image(page.rect, xref=references[number % 4])
    path = folder / "long.pdf"
    document.save(str(path))
    document.close()
    return path


def main() -> None:
    """Page through from front to back; print what the process held along the way."""
    process = psutil.Process()
    held: list[float] = []
    with empty_project() as (session, folder):
        source = long_scan(folder)
        sha = files.sha256(source)
        source.rename(session.path / "sources" / sha)
        document = session.repository.add_document(
            "long.pdf",
            source_sha256=sha,
            page_file_sha256=sha,
            media="pdf",
            page_sizes=[(612, 792, 0)] * PAGES,
        )
        for number in range(1, PAGES + 1):
            text = made_page(number, 400)
            session.repository.put_page(read_page(document.id, text), text)
        session.repository.finish_document(document.id, person="Bench")
        with open_window(session, document.id) as window:
            for number in [*range(1, PAGES + 1, 4)] * PASSES:
                window.desk.state.go_to_page(number)
                settle(0.012)
                if number % 200 == 1:
                    held.append(process.memory_info().rss / 2**20)
                    print(f"page {number}: {held[-1]:.0f} MB", flush=True)
    last = held[-len(held) // PASSES :]
    growth = max(last) - last[0]
    figure = f"at most {max(held):.0f} MB, {growth:+.0f} MB over the last of {PASSES} passes"
    reached = max(held) < REACH_MB and growth < FLAT_MB
    show("memory paging through 2,000 pages", figure, f"flat, under {REACH_MB} MB", reached)


if __name__ == "__main__":
    main()
