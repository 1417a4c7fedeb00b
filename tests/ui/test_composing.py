"""Composed pages: copied while nothing changes, stretched while zooming, opened under the hand."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.ui.paper import PaperPages, label_set
from workbench.domain.annotations import Kind, Status
from workbench.ui import page_composer
from workbench.ui.page_view import PageView
from workbench.ui.view_state import Layer, ViewState, WordRef


def composed_view(qtbot: QtBot, pages: PaperPages) -> PageView:
    view = PageView(ViewState())
    qtbot.addWidget(view)
    view.resize(700, 600)
    view.show()
    qtbot.waitExposed(view)
    view.state.setParent(view)
    view.state.set_labels(label_set())
    view.state.set_source(pages)
    rest(qtbot, view)
    return view


def rest(qtbot: QtBot, view: PageView) -> None:
    """Until the hand has rested and all is painted as it should be."""
    qtbot.waitUntil(lambda: not view._sharpen_timer.isActive())
    qtbot.waitUntil(lambda: view._composer.fits(1, view.devicePixelRatioF()))
    view.viewport().repaint()


def image_of(view: PageView) -> QImage:
    return view.viewport().grab().toImage()


def lightness(view: PageView, word: int) -> int:
    """Of the ground beside a word's letters, inside its box."""
    box = view.word_box(WordRef(1, word))
    return image_of(view).pixelColor(round(box.left()) - 1, round(box.center().y())).lightness()


def test_page_is_copied_when_only_the_hand_moves(qtbot: QtBot) -> None:
    view = composed_view(qtbot, PaperPages(1))
    before = view._composer.last(1)
    view.state.set_hover(WordRef(1, 4))
    view.state.select_words(1, 2, 6)
    view.viewport().repaint()
    assert view._composer.last(1) is before


def test_mark_appears_when_page_was_composed_before(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    view = composed_view(qtbot, pages)
    word = pages.index("COMMUNIQUE")
    assert lightness(view, word) > 200
    pages.annotate(Kind.REDACTION, "1.4(d)", word, word, status=Status.APPROVED)
    view.state.refresh([1])
    assert lightness(view, word) < 70
    view.state.set_layer(Layer.REDACTIONS, False)
    assert lightness(view, word) > 200


def test_marks_are_stretched_with_page_when_zooming(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    word = pages.index("COMMUNIQUE")
    pages.annotate(Kind.REDACTION, "1.4(d)", word, word, status=Status.APPROVED)
    view = composed_view(qtbot, pages)
    before = view._composer.last(1)
    view.zoom_in()
    view.reveal_word(WordRef(1, word))
    assert lightness(view, word) < 80
    assert view._composer.last(1) is before  # still the old one, stretched
    rest(qtbot, view)
    assert view._composer.last(1) is not before
    assert lightness(view, word) < 70


def test_composed_pages_stay_within_bound_when_paging_through(
    qtbot: QtBot,
) -> None:
    view = composed_view(qtbot, PaperPages(60))
    view.zoom_to(2.5)
    for page in range(1, 61):
        view.go_to_page(page)
        view._sharpen_timer.stop()
        view._ask_for_pictures()
        view.viewport().repaint()
        kept = view._composer._kept.values()
        assert sum(composed.size_bytes for composed in kept) <= page_composer.BUDGET_BYTES


def test_page_turned_to_is_composed_when_turning(qtbot: QtBot) -> None:
    view = composed_view(qtbot, PaperPages(5))
    view.fit_page()
    rest(qtbot, view)
    beyond = view.seen_pages()[-1] + 1
    qtbot.waitUntil(lambda: view._composer.fits(beyond, view.devicePixelRatioF()))


def test_redaction_can_be_read_when_hand_is_on_it(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    first = pages.index("SERENO", pages.index("NOT"))
    pages.annotate(Kind.REDACTION, "1.4(b)", first, first + 2, status=Status.APPROVED)
    view = composed_view(qtbot, pages)
    assert lightness(view, first + 1) < 70
    view.state.set_hover(WordRef(1, first))  # its other words open, too
    assert lightness(view, first + 1) > 120
    view.state.set_hover(WordRef(1, 0))
    assert lightness(view, first + 1) < 70
    view.state.select_annotation(pages.notes[0].id)
    assert lightness(view, first + 1) > 120


def test_whole_redaction_is_painted_anew_when_hand_enters(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    first = pages.index("SERENO", pages.index("NOT"))
    pages.annotate(Kind.REDACTION, "1.4(b)", first, first + 2, status=Status.APPROVED)
    view = composed_view(qtbot, pages)
    last = view.word_box(WordRef(1, first + 2)).center().toPoint()
    dirty: list[QPoint] = []
    original = view.paintEvent

    def noting(event: object) -> None:
        if event.region().contains(last):  # type: ignore[attr-defined]
            dirty.append(last)
        original(event)  # type: ignore[arg-type]

    view.paintEvent = noting  # type: ignore[method-assign]
    view.state.set_hover(WordRef(1, first))
    qtbot.waitUntil(lambda: bool(dirty))
