"""Projects with words, and the window on them, for the tests of the shell."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workbench.app.jobs import InlineRunner
from workbench.app.session import Session
from workbench.domain.documents import Document, Origin, Page, PageState
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word
from workbench.ui.app import build_window, make_application
from workbench.ui.main_window import MainWindow

CABLE = (
    "CONFIDENTIAL\n"
    "1. (C) Ambassador Hale met Minister Orlov on February 9.\n"
    "Orlov said the gov?rnment would not sign.\n"
    "2. (C) The Port of Sant Mirelo is closed to foreign vessles?\n"
    "CONFIDENTIAL"
)
NOTE = "UNCLASSIFIED\nMr. Orlov will call on Tuesday."

AddDocument = Callable[..., Document]


def words_of(text: str) -> tuple[Word, ...]:
    """Words on a grid; one that holds a question mark is a doubt."""
    words = []
    for line, row in enumerate(text.split("\n")):
        x, y = 72.0, 72.0 + 20 * line
        for reading in row.split():
            width = 6.0 * len(reading)
            sure = 40.0 if "?" in reading else 95.0
            words.append(Word(reading, Rect(x, y, x + width, y + 12), line, 0, sure))
            x += width + 6
    return tuple(words)


def put_document(session: Session, name: str, *pages: str) -> Document:
    """A document read by OCR, one page a text."""
    repository = session.repository
    digest = hashlib.sha256(name.encode()).hexdigest()
    document = repository.add_document(
        name,
        source_sha256=digest,
        page_file_sha256=digest,
        media="pdf",
        page_sizes=[(612.0, 792.0, 0)] * len(pages),
    )
    for number, text in enumerate(pages, 1):
        page = Page(document.id, number, 612.0, 792.0, 0, PageState.READ, Origin.OCR)
        repository.put_page(page, PageText(number, words_of(text)))
    repository.finish_document(document.id, person="Ann")
    return repository.document(document.id)


@pytest.fixture
def application(qtbot: QtBot) -> None:
    """The QApplication as the program sets it up."""
    make_application()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A project with a cable of two pages and a note."""
    with Session.create(tmp_path / "Papers", person="Ann", runner=InlineRunner()) as made:
        put_document(made, "cable.pdf", CABLE, CABLE)
        put_document(made, "note.txt", NOTE)
        yield made


@pytest.fixture
def show(qtbot: QtBot, application: None) -> Iterator[Callable[[Session | None], MainWindow]]:
    """Builds the window as ``run`` does, shows it, and closes it after the test."""
    windows: list[MainWindow] = []

    def build(session: Session | None) -> MainWindow:
        window = build_window(session)
        windows.append(window)
        window.resize(1200, 800)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield build
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def window(show: Callable[[Session | None], MainWindow], session: Session) -> MainWindow:
    """The window on the project, its first document on the desk."""
    made = show(session)
    made.desk.show_document(session.document("cable.pdf").id)
    return made
