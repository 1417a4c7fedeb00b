"""Bulk work over 10,000 documents in the window: how long it takes, and the longest stretch in
which the window hears no key.

Places are looked for in the dialog, proposed, taken back and done again; suggestions are counted
and accepted. Beside the wall time of the longest stretch stands what the window's thread worked
in it: on a busy machine the two drift apart.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer

from tests.benchmarks.bulk import DOCUMENTS, fill
from tests.benchmarks.measure import entity, show
from tests.benchmarks.window import STALL_MS, Heart, empty_project, open_window, settle
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Status
from workbench.ui.accept_dialog import AcceptDialog
from workbench.ui.actions import Mode
from workbench.ui.main_window import MainWindow
from workbench.ui.propose_dialog import ProposeDialog


class Watch:
    """Does things in the window and says how long they and the longest stretch took."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._heart = Heart(window)

    def of(self, what: str, deed: Callable[[], object], is_done: Callable[[], bool]) -> None:
        """Do it from the event loop, wait until it is done and the window rests."""
        with self._heart.watching():
            began = time.perf_counter()
            QTimer.singleShot(0, deed)
            while not is_done():
                settle(0.005)
                if time.perf_counter() - began > 120:
                    raise RuntimeError(f"{what}: not done after two minutes")
            took = time.perf_counter() - began
            settle(1.5)
        wall, worked = self._heart.longest
        most = max(worked for _, worked in self._heart.pauses)
        figure = (
            f"{took:.2f} s, longest stretch {wall * 1000:.0f} ms (the thread worked "
            f"{worked * 1000:.0f} ms of it, {most * 1000:.0f} ms at the most in any)"
        )
        reach = f"no stretch over {STALL_MS:.0f} ms"
        show(what, figure, reach, wall * 1000 <= STALL_MS)


def bulk(watch: Watch, text: str) -> None:
    """Look for a word, propose all places, undo, redo, undo."""
    window = watch.window
    desk = window.desk
    session = desk.session
    dialogs: list[ProposeDialog] = []

    def ask() -> None:
        dialog = ProposeDialog(desk, text, session.codes.codes[0].code, window)
        dialog.proposed.connect(window.redacting._on_proposed)
        dialog.show()
        dialogs.append(dialog)

    def is_written() -> bool:
        return not session.running

    def ended(number: int) -> Callable[[], bool]:
        return lambda: session.repository.last_seq == number and is_written()

    watch.of(f"preview of “{text}”", ask, lambda: bool(dialogs) and dialogs[0].go.isEnabled())
    print(f"   {dialogs[0].model.rowCount():,} places")
    seq = session.repository.last_seq
    watch.of("propose them", lambda: dialogs[0].go.click(), ended(seq + 1))
    undo, redo = (window.actions_table[name].trigger for name in ("undo", "redo"))
    watch.of("undo", undo, ended(seq + 2))
    watch.of("redo", redo, ended(seq + 3))
    watch.of("undo again", undo, ended(seq + 4))


def suggest(session: Session) -> None:
    """A suggestion on every document."""
    session.project.db.execute("PRAGMA synchronous = OFF")
    session.repository.add_suggestions(
        [_suggested(document.id) for document in session.documents()]
    )
    session.project.db.execute("PRAGMA synchronous = FULL")


def _suggested(document_id: str) -> Annotation:
    return replace(entity(document_id, 1, 3), status=Status.SUGGESTED)


def accept(watch: Watch) -> None:
    """Count all suggestions of the project and accept them."""
    window = watch.window
    session = window.desk.session
    dialogs: list[AcceptDialog] = []

    def ask() -> None:
        dialog = AcceptDialog(window.desk, None, window)
        dialog.scope.setCurrentIndex(2)
        dialog.show()
        dialogs.append(dialog)

    watch.of("count the suggestions", ask, lambda: bool(dialogs) and dialogs[0].go.isEnabled())
    seq = session.repository.last_seq
    watch.of(
        "accept them",
        lambda: dialogs[0].go.click(),
        lambda: session.repository.last_seq == seq + 1 and not session.running,
    )


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    documents = parser.parse_args().documents
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with empty_project() as (session, _):
        fill(session, documents)
        suggest(session)
        with open_window(session, session.documents()[0].id) as window:
            window.desk.set_mode(Mode.REDACT)
            watch = Watch(window)
            bulk(watch, "Kreka")
            bulk(watch, "Kreka")
            bulk(watch, "Orlov")
            accept(watch)


if __name__ == "__main__":
    main()
