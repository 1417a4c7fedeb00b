"""The session-backed source of the views: a real project, a real worker drawing the page."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.ui.paper import HEIGHT, LINES, WIDTH, words_of
from workbench.app import edits
from workbench.app.jobs import WorkerPool
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Target
from workbench.domain.documents import Origin, Page, PageState
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText
from workbench.store.sources import add_source
from workbench.ui.page_view import PageView
from workbench.ui.session_pages import SessionPages
from workbench.ui.view_state import ViewState


def session_with_cable(folder: Path, pool: WorkerPool) -> tuple[Session, str]:
    """A project with one document of two pages, put there through the store."""
    words = words_of(LINES)
    source = folder / "cable.pdf"
    with pymupdf.open() as pdf:
        for _ in range(2):
            page = pdf.new_page(width=WIDTH, height=HEIGHT)
            for word in words:
                r = word.rect_pt
                page.draw_rect((r.x0, r.y0, r.x1, r.y1), fill=(0, 0, 0))
        pdf.save(source)
    session = Session.create(folder / "papers.workbench", person="A. Archivist", runner=pool)
    digest = add_source(session.path, source)
    document = session.repository.add_document(
        "cable.pdf",
        source_sha256=digest,
        page_file_sha256=digest,
        media="pdf",
        page_sizes=[(WIDTH, HEIGHT, 0)] * 2,
    )
    for number in (1, 2):
        read = Page(document.id, number, WIDTH, HEIGHT, 0, PageState.READ, Origin.OCR)
        session.repository.put_page(read, PageText(number, words))
    session.repository.finish_document(document.id, person="A. Archivist")
    return session, document.id


def test_page_is_drawn_by_worker_when_asked_for(
    qtbot: QtBot, tmp_path: Path, shared_pool: WorkerPool
) -> None:
    session, document = session_with_cable(tmp_path, shared_pool)
    with session:
        source = SessionPages(session, document)
        page = source.pages()[0]
        came: list[QImage | None] = []
        source.request_image(1, 1.5, None, came.append)
        source.request_image(1, 3.0, Rect(36, 36, 236, 136), came.append)
        qtbot.waitUntil(lambda: session.pump(0.05) is not None and len(came) == 2, timeout=20_000)
        sizes = sorted((image.width(), image.height()) for image in came if image is not None)
        assert sizes[0] == (600, 300)
        assert sizes[1] == pytest.approx((page.width_pt * 1.5, page.height_pt * 1.5), abs=1)
        assert source.label == "cable.pdf"


def test_views_show_words_and_paper_when_project_is_open(
    qtbot: QtBot, tmp_path: Path, shared_pool: WorkerPool
) -> None:
    session, document = session_with_cable(tmp_path, shared_pool)
    with session:
        view = PageView(ViewState())
        qtbot.addWidget(view)
        view.state.setParent(view)
        view.show()
        view.state.set_labels(session.labels)
        view.state.set_source(SessionPages(session, document))
        assert [w.reading for w in view.state.text(1).words][:2] == ["CONFIDENTIAL", "PAGE"]
        qtbot.waitUntil(
            lambda: session.pump(0.02) is not None and 1 in view.pixmaps, timeout=20_000
        )
        picture = view.pixmaps.page(1, 0)
        assert picture is not None
        image, word = picture.pixmap.toImage(), view.state.text(1).words[0].rect_pt
        x, y = (round(c * picture.want.scale) for c in word.centre)
        assert image.pixelColor(x, y) == Qt.GlobalColor.black
        assert image.pixelColor(x, 5) == Qt.GlobalColor.white
        session.do(edits.tag(session, document, Kind.MARKING, "banner", [Target(1, 0, 0)]))
        view.state.refresh([1])
        assert [a.label for a in view.state.annotations(1) if a.status == "accepted"] == ["banner"]
        session.do(edits.correct(session, document, 1, 3, "VALORIA"))
        view.state.refresh([1])
        assert view.state.text(1).words[3].reading == "VALORIA"
        view.state.set_source(None)
