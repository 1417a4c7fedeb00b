"""The two views: linking words, turning pages, zooming, and memory while paging.

Painting is measured in full, without a screen, on pages of 1,000 words. Processor time stands
beside wall time: on a busy machine the two drift apart, and the first is what the work costs.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QWidget

from tests.benchmarks.measure import Clock, made_page, read_page, scan, show
from tests.ui.paper import PaperPages, dense_lines, label_set
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Status
from workbench.store.sources import add_source
from workbench.ui.app import make_application
from workbench.ui.collecting import Collector
from workbench.ui.page_source import PageSource
from workbench.ui.page_view import PageView
from workbench.ui.session_pages import SessionPages
from workbench.ui.text_view import TextView
from workbench.ui.view_state import ViewState, WordRef

REACH_MS = 16.0
ROUNDS = 64


class BothClocks:
    """Wall time and the process's own processor time of the same work."""

    def __init__(self) -> None:
        self.wall, self.cpu = Clock(), Clock()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        began = time.process_time()
        with self.wall():
            yield
        self.cpu.seconds.append(time.process_time() - began)

    def show(self, what: str) -> None:
        """Print the figures; reached is what the wall says, the work explains it."""
        p95 = self.wall.percentile_ms(0.95)
        figure = f"{self.wall.says()}; processor p95 {self.cpu.percentile_ms(0.95):.1f} ms"
        show(what, figure, f"p95 {REACH_MS:.0f} ms", p95 <= REACH_MS)


class Painted(QObject):
    """Notes whether a view has been painted since last asked."""

    def __init__(self, view: PageView | TextView) -> None:
        super().__init__(view)
        self.count = 0
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Count paintings; swallow nothing."""
        self.count += event.type() == QEvent.Type.Paint
        return False


class Bench:
    """Both views of one state in a window."""

    def __init__(self, source: PageSource) -> None:
        self.state = ViewState()
        self.state.set_labels(label_set())
        self.page, self.text = PageView(self.state), TextView(self.state)
        self.window = QSplitter()
        self.window.addWidget(self.page)
        self.window.addWidget(self.text)
        self.window.resize(1600, 1000)
        self.window.show()
        self.painted = (Painted(self.page), Painted(self.text))
        self.state.set_source(source)
        settle(0.3)

    def paint(self) -> None:
        """Let what was asked for be painted, and nothing else."""
        QGuiApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)

    def timed(self, clock: BothClocks, act: Callable[[], object], views: int = 2) -> None:
        """Time an action until it is painted in as many views as it concerns.

        The views paint in turns of the event loop, so it runs until they have.
        """
        before = [painted.count for painted in self.painted]

        def seen() -> int:
            now = [painted.count for painted in self.painted]
            return sum(a > b for a, b in zip(now, before, strict=True))

        ends = time.monotonic() + 2.0
        with clock():
            act()
            self.paint()
            while seen() < views and time.monotonic() < ends:
                QGuiApplication.processEvents()
        if seen() < views:
            raise RuntimeError("the action was not painted in two seconds")

    def close(self) -> None:
        """Take the window away."""
        self.window.close()
        self.state.set_source(None)


def settle(seconds: float) -> None:
    """Let the views do what they do while nobody asks anything."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def dense(pages: int, words: int = 1000) -> PaperPages:
    """Pages of many words; the first three carry eighty annotations each."""
    paper = PaperPages(pages, dense_lines(words))
    for page in range(1, min(pages, 3) + 1):
        for at in range(0, words - 12, max(12, words // 80)):
            status = Status.SUGGESTED if at % 24 else Status.ACCEPTED
            kind, label = ((Kind.ENTITY, "PERSON"), (Kind.PARAGRAPH, "body"))[at % 7 == 0]
            paper.annotate(kind, label, at, at + 3, page=page, status=status)
    return paper


def linking() -> None:
    """A word chosen or pointed at in one view, painted in both."""
    bench, chance = Bench(dense(20)), random.Random(1)
    bench.page.fit_page()
    settle(0.3)
    for what, view in (("word to box", bench.text), ("box to word", bench.page)):
        chosen, lit = BothClocks(), BothClocks()
        for _ in range(ROUNDS):
            word = chance.randrange(1000)
            bench.timed(chosen, partial(bench.state.select_words, 1, word, word, view))
            settle(0.03)
        cursor = bench.state.selection
        start = cursor.cursor.word if cursor else 0
        for step in range(ROUNDS):
            under = WordRef(1, (start + step) % 1000)
            bench.timed(lit, partial(bench.state.set_hover, under), views=1)
        chosen.show(f"{what}, 1,000 words a page")
        lit.show(f"{what}, word under the mouse")
    bench.close()


def turning(bench: Bench, pages: int, what: str) -> None:
    """To the next page, and back to one seen, painted with its picture in both views."""
    following, back = BothClocks(), BothClocks()
    for page in range(1, min(pages, ROUNDS) + 1):
        settle(0.25)
        if page > 1:
            bench.timed(following, partial(bench.state.go_to_page, page))
            if page not in bench.state.pictures:
                raise RuntimeError(f"page {page} was painted without its picture")
        if page > 2:
            settle(0.25)
            bench.timed(back, partial(bench.state.go_to_page, page - 1))
            settle(0.25)
            bench.state.go_to_page(page)
    following.show(f"turning to the next page, {what}")
    back.show(f"turning to a page already seen, {what}")


def zooming() -> None:
    """One step of the wheel, painted."""
    bench, clock = Bench(dense(20)), BothClocks()
    for step in range(ROUNDS):
        turn = bench.page.zoom_in if step % 12 < 6 else bench.page.zoom_out
        bench.timed(clock, turn, views=1)
        if step % 6 == 5:
            settle(0.25)
    clock.show("one step of zooming")
    bench.close()


def memory() -> None:
    """Resident memory while a document of 2,000 pages is paged through."""
    bench = Bench(dense(2000))
    figures = {}
    for page in range(1, 2001):
        bench.state.go_to_page(page)
        bench.paint()
        if page in (200, 1000, 2000):
            settle(0.2)
            figures[page] = resident_mb()
    told = ", ".join(f"{mb:.0f} MB at page {page}" for page, mb in figures.items())
    flat = figures[2000] <= figures[200] * 1.1 and figures[2000] < 500
    show("memory paging through 2,000 pages", told, "flat, under 500 MB", flat)
    bench.close()


def resident_mb() -> float:
    """What the process holds now; where the system does not say, the most it has held."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 1e6
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


def scanned_project(session: Session, folder: Path, pages: int) -> str:
    """One document of scans, 1,000 words a page, put there as an import would; its id."""
    images = [scan(seed=number) for number in range(1, 5)]
    paper = folder / "scans.pdf"
    rest = [images[number % len(images)] for number in range(1, pages)]
    images[0].save(paper, save_all=True, append_images=rest, resolution=200, quality=80)
    sha256 = add_source(session.path, paper)
    document = session.repository.add_document(
        paper.name,
        source_sha256=sha256,
        page_file_sha256=sha256,
        media="pdf",
        page_sizes=[(612, 792, 0)] * pages,
    )
    for number in range(1, pages + 1):
        text = made_page(number, 1000)
        session.repository.put_page(read_page(document.id, text), text)
    session.repository.finish_document(document.id, person="Bench")
    return document.id


class Pump(QObject):
    """Takes up a session's finished work on the window's thread, as the desk does."""

    pending = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.pending.connect(session.pump, Qt.ConnectionType.QueuedConnection)
        session.on_pending = self.pending.emit


def real_project() -> None:
    """Turning pages of scans in a real project, drawn by its warm worker."""
    pages = ROUNDS + 4
    with (
        tempfile.TemporaryDirectory() as folder,
        Session.create(Path(folder) / "scans", person="Bench") as session,
    ):
        document_id = scanned_project(session, Path(folder), pages)
        pump = Pump(session)
        bench = Bench(SessionPages(session, document_id))
        settle(3.0)  # the worker starts
        turning(bench, pages, "scans of a real project, 1,000 words a page")
        bench.close()
        session.on_pending = None
        pump.deleteLater()


def main() -> None:
    """Print every figure."""
    application = make_application()
    collector = Collector(QWidget())  # as the program does when its window is built
    linking()
    bench = Bench(dense(ROUNDS + 4))
    turning(bench, ROUNDS, "in-memory pages of 1,000 words")
    bench.close()
    zooming()
    real_project()
    memory()
    application.processEvents()
    collector.remove()


if __name__ == "__main__":
    main()
