"""Tag, redact and undo by key in the whole window, to painted in both views and on disk.

The project holds 200,000 words and 5,000 annotations. Keys go through Qt as a person's do; an
edit is on disk when its call returns, so what is timed ends with the painting. Processor time
stands beside wall time: on a busy machine the first is what the work costs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pymupdf
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.benchmarks.measure import Clock, entity, made_page, read_page, scan, show
from tests.benchmarks.window import empty_project, open_window, settle
from workbench.app import edits
from workbench.app.session import Session
from workbench.domain.documents import Document
from workbench.store.sources import add_source
from workbench.ui.actions import Mode
from workbench.ui.code_picker import CodePicker
from workbench.ui.main_window import MainWindow

PAGES, WORDS, ON_A_PAGE = 200, 1000, 25
ROUNDS = 60
REACH_MS = 50.0


class Painted(QObject):
    """Counts the paintings of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Count; swallow nothing."""
        self.count += event.type() == QEvent.Type.Paint
        return False


class Keys:
    """The window with its two views watched, and the time that keys take in it."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._painted = (
            Painted(window.page_view.viewport()),
            Painted(window.text_view.viewport()),
        )

    def timed(self, wall: Clock, cpu: Clock, press: Callable[[], object]) -> None:
        """Time a key until both views have been painted."""
        before = [painted.count for painted in self._painted]
        began = time.process_time()
        with wall():
            press()
            deadline = time.monotonic() + 5
            while any(p.count == n for p, n in zip(self._painted, before, strict=True)):
                QApplication.processEvents()
                if time.monotonic() > deadline:
                    raise RuntimeError("nothing was painted after the key")
        cpu.seconds.append(time.process_time() - began)

    def press(self, key: str | Qt.Key) -> None:
        """Press a key where the focus is."""
        at = QApplication.focusWidget() or self.window
        if isinstance(key, Qt.Key):
            QTest.keyClick(at, key)
        else:
            QTest.keyClicks(at, key)


def fill(session: Session, folder: Path) -> Document:
    """One scanned document of many words and annotations."""
    scan().save(folder / "page.jpg", quality=75)
    scanned = pymupdf.open()
    for _ in range(PAGES):
        page = scanned.new_page(width=612, height=792)
        page.insert_image(page.rect, filename=str(folder / "page.jpg"))
    source = folder / "papers.pdf"
    scanned.save(str(source))
    sha256 = add_source(session.path, source)
    document = session.repository.add_document(
        "papers.pdf",
        source_sha256=sha256,
        page_file_sha256=sha256,
        media="pdf",
        page_sizes=[(612.0, 792.0, 0)] * PAGES,
    )
    for number in range(1, PAGES + 1):
        text = made_page(number, WORDS)
        session.repository.put_page(read_page(document.id, text), text)
    session.repository.finish_document(document.id, person="Bench")
    for number in range(1, PAGES + 1):
        tags = [entity(document.id, number, 40 * index) for index in range(ON_A_PAGE)]
        session.keep(edits.add(session, tags, "Fill"))
    return session.repository.document(document.id)


def work(window: MainWindow, rounds: int) -> dict[str, tuple[Clock, Clock]]:
    """Tag, undo, redact, undo on ever new words and pages; wall and processor time of each."""
    keys, desk = Keys(window), window.desk
    clocks = {what: (Clock(), Clock()) for what in ("tag", "redact", "undo")}
    for turn in range(rounds):
        page = 1 + turn // 10
        word = 5 + 37 * (turn % 10)
        window.text_view.setFocus()
        desk.set_mode(Mode.TAG)
        desk.state.show_word(page, word)
        settle(0.3 if turn % 10 == 0 else 0.05)
        keys.timed(*clocks["tag"], lambda: keys.press("1"))
        settle(0.25)
        keys.timed(*clocks["undo"], partial(undo_key, window))
        settle(0.25)
        desk.set_mode(Mode.REDACT)
        settle(0.05)
        keys.press("r")
        settle(0.1)
        picker = window.findChild(CodePicker)
        assert isinstance(picker, CodePicker)
        field = picker.field
        keys.timed(*clocks["redact"], partial(QTest.keyClick, field, Qt.Key.Key_Return))
        settle(0.25)
        window.activateWindow()  # without a screen nothing gives the focus back
        window.text_view.setFocus()
        settle(0.05)
        keys.timed(*clocks["undo"], partial(undo_key, window))
        settle(0.25)
    return clocks


def undo_key(window: MainWindow) -> None:
    """Ctrl+Z."""
    at = QApplication.focusWidget() or window
    QTest.keyClick(at, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def main() -> None:
    """Print the percentiles of each kind of edit."""
    with empty_project() as (session, folder):
        document = fill(session, folder)
        with open_window(session, document.id) as window:
            before = len(session.repository.journal())
            for what, (wall, cpu) in work(window, ROUNDS).items():
                p95 = wall.percentile_ms(0.95)
                figure = f"{wall.says()}; processor p95 {cpu.percentile_ms(0.95):.1f} ms"
                show(f"{what}: key to painted and on disk", figure, "p95 50 ms", p95 <= REACH_MS)
            made = len(session.repository.journal()) - before
            if made != 4 * ROUNDS:
                raise RuntimeError(f"{made} edits were written, {4 * ROUNDS} keys pressed")


if __name__ == "__main__":
    main()
