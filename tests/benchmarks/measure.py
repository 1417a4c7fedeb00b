"""What the benchmarks share: timing, percentiles, made papers and projects, and the printing.

Run one with ``python -m tests.benchmarks.<name>`` from the top of the repository. Figures that
are ratios are taken inside one run, since machines differ and are noisy.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.domain.documents import Document, DocumentState, Origin, Page, PageState
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word

WORDS = [
    "the",
    "embassy",
    "reports",
    "that",
    "minister",
    "and",
    "delegation",
    "agreed",
    "to",
    "review",
    "treaty",
    "language",
]


class Clock:
    """Collects durations in seconds."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    @contextmanager
    def __call__(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds.append(time.perf_counter() - began)

    def percentile_ms(self, share: float) -> float:
        """A percentile (0 to 1) in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def says(self) -> str:
        """Median, 95th percentile and worst, in milliseconds."""
        return (
            f"median {self.percentile_ms(0.5):.1f} ms, p95 {self.percentile_ms(0.95):.1f} ms, "
            f"worst {max(self.seconds) * 1000:.1f} ms of {len(self.seconds)}"
        )


def show(what: str, figure: str, reach: str, ok: bool) -> None:
    """Print one line: what was measured, the figure, what is to be reached, and whether it is."""
    print(f"{'reached' if ok else 'MISSED '}  {what}: {figure} (reach: {reach})", flush=True)


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def made_page(number: int, words: int = 400, seed: int = 0) -> PageText:
    """A page of invented words on lines of ten; a tenth of them doubts."""
    chance = random.Random(seed * 100_003 + number)
    made = []
    lines = (words + 9) // 10
    pitch = min(16.0, 700 / lines)
    for index in range(words):
        line, column = divmod(index, 10)
        x, y = 50 + column * 50, 50 + line * pitch
        made.append(
            Word(
                chance.choice(WORDS),
                Rect(x, y, x + 45, y + pitch * 0.8),
                line=line,
                block=line // 5,
                confidence=chance.choice((96.0,) * 9 + (55.0,)),
            )
        )
    return PageText(number, tuple(made))


def scan(
    width_px: int = 1700, height_px: int = 2200, lines: int = 45, seed: int = 1
) -> Image.Image:
    """A grey page of typed lines, as a scanner gives it."""
    chance = random.Random(seed)
    page = Image.new("L", (width_px, height_px), 244)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=height_px // 75)
    for line in range(lines):
        text = " ".join(chance.choice(WORDS) for _ in range(10))
        draw.text((width_px // 10, height_px // 15 + line * height_px // 52), text, 30, font=font)
    return page


def scans(folder: Path, count: int) -> list[Path]:
    """JPEG scans in a folder made for them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        path = folder / f"scan-{number:04}.jpg"
        scan(seed=number + 1).save(path, quality=80, dpi=(200, 200))
        paths.append(path)
    return paths


def made_document(name: str, pages: int, source_sha256: str, page_file_sha256: str) -> Document:
    """A document row for a project that is filled without reading anything."""
    return Document(
        id=new_id(),
        name=name,
        source_sha256=source_sha256,
        page_file_sha256=page_file_sha256,
        media="pdf",
        state=DocumentState.IMPORTING,
        page_count=pages,
        added_at="2026-01-01T00:00:00Z",
    )


def read_page(document_id: str, text: PageText) -> Page:
    """The page row that goes with a made text: letter size, read by OCR."""
    return Page(
        document_id,
        text.number,
        612,
        792,
        state=PageState.READ,
        origin=Origin.OCR,
    )


def entity(document_id: str, page: int, word: int) -> Annotation:
    """An accepted entity on two words."""
    return Annotation(
        new_id(),
        document_id,
        Kind.ENTITY,
        "PERSON",
        (Target(page, word, word + 1),),
        Status.ACCEPTED,
    )
