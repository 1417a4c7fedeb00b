"""Projects with words, made through the store alone: what edits and queries work on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from workbench.app.jobs import InlineRunner
from workbench.app.session import Session
from workbench.domain.documents import Document, Origin, Page, PageState
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word

AddDocument = Callable[..., Document]


def words_of(text: str, confidence: float | None = 95.0) -> tuple[Word, ...]:
    """Words on a grid: one line of text a line of the page, 12 points apart."""
    words = []
    for line, row in enumerate(text.split("\n")):
        x = 72.0
        for reading in row.split():
            width = 6.0 * len(reading)
            y = 72.0 + 12 * line
            sure = 40.0 if reading.endswith("?") else confidence
            words.append(Word(reading, Rect(x, y, x + width, y + 10), line, 0, sure))
            x += width + 6
    return tuple(words)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session.create(tmp_path / "P", person="Ann", runner=InlineRunner()) as made:
        yield made


@pytest.fixture
def add_document(session: Session) -> AddDocument:
    """Adds a document whose pages hold the texts given, one a page."""
    return lambda *pages, name="cable.pdf": put_document(session, name, pages)


def put_document(session: Session, name: str, pages: Sequence[str]) -> Document:
    repository = session.repository
    digest = f"{abs(hash(name)):064x}"[:64]
    document = repository.add_document(
        name,
        source_sha256=digest,
        page_file_sha256=digest,
        media="pdf",
        page_sizes=[(612.0, 792.0, 0)] * len(pages),
    )
    for number, text in enumerate(pages, 1):
        page = Page(document.id, number, 612.0, 792.0, 0, PageState.READ, Origin.OCR)
        repository.put_page(page, PageText(number, words_of(text) if text else ()))
    repository.finish_document(document.id, person="Ann")
    return repository.document(document.id)
