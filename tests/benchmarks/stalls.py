"""The longest stall of the window's thread for each thing a person does.

While it lasts, nothing is painted and no key is heard. A heart beats once a
millisecond in the event loop; the longest pause between two beats, from the deed until the
window rests again, is the stall: the deed itself, its painting, and what is done ahead of time
afterwards. Beside wall time stands what the thread itself worked, for a busy machine lengthens
the first. The project holds 200,000 words and 5,000 annotations, and a document of 2,000 pages.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.benchmarks.editing import ON_A_PAGE, PAGES, fill, undo_key
from tests.benchmarks.measure import Clock, made_page, read_page, show
from tests.benchmarks.window import STALL_MS, Heart, empty_project, open_window, settle
from workbench.app.session import Session
from workbench.store.sources import add_source
from workbench.ui.actions import Mode
from workbench.ui.code_picker import CodePicker
from workbench.ui.main_window import MainWindow

LONG_PAGES = 2000


class Watch:
    """Does things in the window and keeps the longest stall of each."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._heart = Heart(window)
        self._clocks: dict[str, tuple[Clock, Clock]] = {}

    def of(
        self, what: str, deed: Callable[[], object], rest_s: float = 0.4, *, edits: int = 0
    ) -> None:
        """Do it from the event loop, as a key would, and watch until the window rests.

        Raises:
            RuntimeError: it did not write as many ``edits`` as it should have.
        """
        journal = self.window.desk.session.repository.journal
        before = len(journal()) if edits else 0
        with self._heart.watching():
            QTimer.singleShot(0, deed)
            settle(rest_s)
        if edits and len(journal()) != before + edits:
            raise RuntimeError(f"{what}: {len(journal()) - before} edits were written")
        wall, cpu = self._clocks.setdefault(what, (Clock(), Clock()))
        wall.seconds.append(self._heart.longest[0])
        cpu.seconds.append(self._heart.longest[1])

    def show(self) -> None:
        """Print what was watched."""
        for what, (wall, cpu) in self._clocks.items():
            p95 = wall.percentile_ms(0.95)
            worked = f"the thread worked p95 {cpu.percentile_ms(0.95):.1f} ms of it"
            show(
                f"longest stall, {what}",
                f"{wall.says()}; {worked}",
                f"p95 {STALL_MS:.0f} ms",
                p95 <= STALL_MS,
            )


def long_document(session: Session, pages: int) -> str:
    """A document of many pages on one page file; its id."""
    import pymupdf

    paper = session.path / "long.pdf"
    with pymupdf.open() as made:
        for number in range(pages):
            made.new_page(width=612, height=792).insert_text((72, 72), f"Page {number + 1}")
        made.save(str(paper))
    sha256 = add_source(session.path, paper)
    paper.unlink()
    document = session.repository.add_document(
        "long.pdf",
        source_sha256=sha256,
        page_file_sha256=sha256,
        media="pdf",
        page_sizes=[(612.0, 792.0, 0)] * pages,
    )
    for number in range(1, pages + 1):
        text = made_page(number, 200, seed=7)
        session.repository.put_page(read_page(document.id, text), text)
    session.repository.finish_document(document.id, person="Bench")
    return document.id


def turning(watch: Watch, rounds: int) -> None:
    """On to the next page, and back to one seen."""
    state = watch.window.desk.state
    state.go_to_page(1)
    settle(0.5)
    for page in range(2, rounds + 2):
        watch.of("to the next page", partial(state.go_to_page, page))
    for page in range(rounds, max(1, rounds - 20), -1):
        watch.of("back to a page seen", partial(state.go_to_page, page))


def zooming(watch: Watch, rounds: int) -> None:
    """Steps of the wheel in and out, each followed by its sharper picture."""
    view = watch.window.page_view
    for step in range(rounds):
        watch.of("a step of zooming", view.zoom_in if step % 6 < 3 else view.zoom_out)
    view.fit_width()
    settle(0.5)


def editing(watch: Watch, rounds: int) -> None:
    """Tag, redact and undo by key."""
    window = watch.window
    desk = window.desk
    for turn in range(rounds):
        window.activateWindow()
        window.text_view.setFocus()
        desk.set_mode(Mode.TAG)
        desk.state.show_word(1 + turn // 10, 5 + 37 * (turn % 10))
        settle(0.4)
        watch.of("tag", lambda: press(window, "1"), edits=1)
        watch.of("undo of a tag", partial(undo_key, window), edits=1)
        desk.set_mode(Mode.REDACT)
        settle(0.2)
        watch.of("asking for a code", lambda: press(window, "r"))
        picker = window.findChild(CodePicker)
        assert isinstance(picker, CodePicker)
        watch.of("redact", partial(QTest.keyClick, picker.field, Qt.Key.Key_Return), edits=1)
        window.activateWindow()  # without a screen nothing gives the focus back
        window.text_view.setFocus()
        settle(0.05)
        watch.of("undo of a redaction", partial(undo_key, window), edits=1)
    desk.set_mode(Mode.TAG)


def press(window: MainWindow, key: str) -> None:
    """Press a key where the focus is."""
    QTest.keyClicks(QApplication.focusWidget() or window, key)


def correcting(watch: Watch, rounds: int) -> None:
    """A word's reading put right, and taken back."""
    window = watch.window
    state = window.desk.state
    window.desk.set_mode(Mode.CORRECT)
    for turn in range(rounds):
        state.show_word(3, 11 * turn)
        settle(0.3)
        commit = partial(state.correction_committed.emit, 3, 11 * turn, "treaties")
        watch.of("correct", commit, edits=1)
        watch.of("undo of a correction", partial(undo_key, window), edits=1)
    window.desk.set_mode(Mode.TAG)


def searching(watch: Watch, rounds: int) -> None:
    """A word on every page, a phrase on some, a word that is nowhere."""
    window = watch.window
    queries = ("minister", '"embassy reports that"', '"agreed to review treaty language"', "zzz*")
    for turn in range(rounds):
        query = queries[turn % len(queries)]
        watch.of(f"search for {query}", partial(window.search_field.setText, query), rest_s=1.5)
        if window.search.model.rowCount():
            watch.of("open the next place found", partial(window.search.step, 1))
        watch.of("leave the search", partial(window.search_field.setText, ""), rest_s=0.5)


def listing(watch: Watch, rounds: int) -> None:
    """All annotations of the document in the inspector, and those of the page again."""
    annotations = watch.window.annotations
    watch.window.inspector.show_tab("tab_annotations")
    settle(0.5)
    for _ in range(rounds):
        whole = partial(annotations.scope.setCurrentIndex, 1)
        watch.of("list the whole document", whole, rest_s=4.0)
        if annotations.model.rowCount() != PAGES * ON_A_PAGE:
            raise RuntimeError(f"{annotations.model.rowCount()} annotations were listed")
        watch.of("list the page", partial(annotations.scope.setCurrentIndex, 0))


def opening(watch: Watch, documents: tuple[str, str], rounds: int) -> None:
    """From one document to another, of 2,000 pages, and back."""
    desk = watch.window.desk
    for _ in range(rounds):
        watch.of("open 2,000 pages", partial(desk.show_document, documents[1]), rest_s=1.0)
        watch.of("to its last page", partial(desk.state.go_to_page, LONG_PAGES), rest_s=0.6)
        watch.of("open 200 pages", partial(desk.show_document, documents[0]), rest_s=1.0)


def main() -> None:
    """Print the longest stall of each deed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    rounds: int = parser.parse_args().rounds
    with empty_project() as (session, folder):
        document = fill(session, folder)
        long = long_document(session, LONG_PAGES)
        with open_window(session, document.id) as window:
            watch = Watch(window)
            turning(watch, rounds)
            zooming(watch, rounds)
            editing(watch, rounds)
            correcting(watch, max(6, rounds // 3))
            searching(watch, max(8, rounds // 3))
            listing(watch, max(4, rounds // 10))
            opening(watch, (document.id, long), max(4, rounds // 6))
            watch.show()


if __name__ == "__main__":
    main()
