"""Page view and text view are linked word by word, both ways."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter
from pytestqt.qtbot import QtBot

from tests.ui.paper import PaperPages, decorated, label_set
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.ui.page_view import PageView
from workbench.ui.text_view import TextView
from workbench.ui.theme import contrast, dark, label_colour, light
from workbench.ui.view_state import Selection, ViewState, WordRef
from workbench.ui.words_area import WordsArea

NO_KEY = Qt.KeyboardModifier.NoModifier


@dataclass
class Pair:
    splitter: QSplitter
    state: ViewState
    page: PageView
    text: TextView

    def other(self, view: WordsArea) -> PageView | TextView:
        return self.text if view is self.page else self.page

    def views(self) -> tuple[PageView, TextView]:
        return self.page, self.text


def linked_pair(qtbot: QtBot, pages: PaperPages) -> Pair:
    splitter = QSplitter()
    qtbot.addWidget(splitter)
    state = ViewState(splitter)
    page, text = PageView(state), TextView(state)
    splitter.addWidget(page)
    splitter.addWidget(text)
    splitter.resize(790, 560)  # the offscreen screen is 800 wide
    splitter.setSizes([395, 395])
    splitter.show()
    qtbot.waitExposed(splitter)
    state.set_labels(label_set())
    state.set_source(pages)
    return Pair(splitter, state, page, text)


def middle_of(view: PageView | TextView, ref: WordRef) -> QPoint:
    box = view.word_box(ref)
    return QPoint(round(box.center().x()), round(box.top() + min(8.0, box.height() / 2)))


def in_sight(view: PageView | TextView, ref: WordRef) -> bool:
    return QRectF(view.viewport().rect()).contains(view.word_box(ref))


@pytest.mark.parametrize("which", [0, 1])
def test_word_is_lit_in_both_views_when_mouse_is_over_it(qtbot: QtBot, which: int) -> None:
    pair = linked_pair(qtbot, PaperPages(3))
    here = pair.views()[which]
    there = pair.other(here)
    ref = WordRef(1, 7)
    box = there.word_box(ref).toRect().adjusted(-3, -2, 3, 2)
    before = there.viewport().grab(box).toImage()
    QTest.mouseMove(here.viewport(), middle_of(here, ref))
    assert pair.state.hover == ref
    assert there.viewport().grab(box).toImage() != before


@pytest.mark.parametrize("which", [0, 1])
def test_other_view_scrolls_to_word_when_it_is_selected(qtbot: QtBot, which: int) -> None:
    pair = linked_pair(qtbot, PaperPages(40))
    here = pair.views()[which]
    there = pair.other(here)
    here.go_to_page(30)
    ref = WordRef(30, 12)
    assert not in_sight(there, ref)
    QTest.mouseClick(here.viewport(), Qt.MouseButton.LeftButton, NO_KEY, middle_of(here, ref))
    assert pair.state.selection == Selection(ref, ref)
    assert in_sight(there, ref)
    assert pair.state.current_page == 30


@pytest.mark.parametrize("which", [0, 1])
def test_other_view_stays_when_word_is_in_sight(qtbot: QtBot, which: int) -> None:
    pair = linked_pair(qtbot, PaperPages(40))
    here = pair.views()[which]
    there = pair.other(here)
    for word in (5, 9, 14):
        ref = WordRef(1, word)
        assert in_sight(there, ref)
        before = there.verticalScrollBar().value()
        QTest.mouseClick(here.viewport(), Qt.MouseButton.LeftButton, NO_KEY, middle_of(here, ref))
        assert there.verticalScrollBar().value() == before


@pytest.mark.parametrize("which", [0, 1])
def test_other_view_follows_when_cursor_walks(qtbot: QtBot, which: int) -> None:
    pair = linked_pair(qtbot, PaperPages(4))
    here = pair.views()[which]
    here.setFocus()
    for _ in range(40):
        QTest.keyClick(here, Qt.Key.Key_Down)
        assert pair.state.selection is not None
        for view in pair.views():
            assert in_sight(view, pair.state.selection.cursor)
    assert pair.state.current_page == 3


def test_both_views_show_it_when_annotation_is_chosen_elsewhere(qtbot: QtBot) -> None:
    pair = linked_pair(qtbot, PaperPages(50))
    target = (Target(44, 20, 24), Target(45, 0, 3))
    far = Annotation("far", "d", Kind.PARAGRAPH, "body", target, Status.ACCEPTED)
    pair.state.show_annotation(far)
    assert pair.state.selected_annotation == "far"
    assert pair.state.selection is not None
    assert (pair.state.selection.first, pair.state.selection.last) == ((44, 20), (45, 3))
    for view in pair.views():
        assert in_sight(view, WordRef(44, 20))


def test_page_is_shown_in_both_when_region_is_chosen_elsewhere(qtbot: QtBot) -> None:
    pages = decorated(30)
    pair = linked_pair(qtbot, pages)
    pair.state.go_to_page(20)
    assert pair.page._seen_page() == pair.text._seen_page() == 20
    pair.state.show_annotation(next(a for a in pages.notes if a.id == "stamp"))
    assert pair.page._seen_page() == pair.text._seen_page() == 1


def test_word_comes_into_sight_again_when_shown_twice(qtbot: QtBot) -> None:
    pair = linked_pair(qtbot, PaperPages(40))
    for _ in range(2):
        pair.state.show_word(22, 5)
        for view in pair.views():
            assert in_sight(view, WordRef(22, 5))
            view.verticalScrollBar().setValue(0)


def test_only_changed_pages_are_read_again_when_refreshed(qtbot: QtBot) -> None:
    pages = PaperPages(5)
    pair = linked_pair(qtbot, pages)
    pair.state.text(1), pair.state.text(2)
    pages.corrections[1, 0] = "SECRET"
    pages.corrections[2, 0] = "SECRET"
    pair.state.refresh([1])
    assert pair.state.text(1).words[0].reading == "SECRET"
    assert pair.state.text(2).words[0].reading == "CONFIDENTIAL"


def test_selection_goes_when_page_has_lost_its_words(qtbot: QtBot) -> None:
    pages = PaperPages(2)
    pair = linked_pair(qtbot, pages)
    pair.state.select_words(1, 10, 12)
    pages.words = pages.words[:5]
    pages.line_count = 3
    pair.state.refresh([1])
    assert pair.state.selection is None
    pair.page.viewport().repaint()
    pair.text.viewport().repaint()


def test_editor_opens_on_text_when_enter_is_pressed_on_page(qtbot: QtBot) -> None:
    pair = linked_pair(qtbot, PaperPages(2))
    pair.state.select_words(1, 4, 4)
    QTest.keyClick(pair.page, Qt.Key.Key_Return)
    assert pair.text.is_editing


def test_region_goes_when_words_are_selected(qtbot: QtBot) -> None:
    pair = linked_pair(qtbot, PaperPages(2))
    pair.state.set_region(1, pair.state.text(1).words[0].rect_pt)
    pair.state.select_words(1, 4, 5, pair.text)
    assert pair.state.region is None
    assert pair.state.selected_targets() == (Target(1, 4, 5),)


def test_views_let_go_of_document_when_it_is_closed(qtbot: QtBot) -> None:
    pair = linked_pair(qtbot, decorated())
    pair.state.select_words(1, 4, 5)
    pair.state.set_hover(WordRef(1, 2))
    pair.state.set_source(None)
    for view in pair.views():
        view.viewport().repaint()
    assert pair.state.selection is None
    assert pair.state.hover is None
    assert pair.state.pictures.size_bytes == 0


def test_tab_leaves_a_view_when_pressed(qtbot: QtBot) -> None:
    pair = linked_pair(qtbot, PaperPages(2))
    pair.page.setFocus()
    qtbot.waitUntil(pair.page.hasFocus)
    QTest.keyClick(pair.page, Qt.Key.Key_Tab)
    assert pair.text.hasFocus()


@pytest.mark.parametrize("theme", [light(), dark()], ids=["light", "dark"])
def test_label_colours_can_be_read_when_text_is_in_them(theme: object) -> None:
    used = light() if theme == light() else dark()
    for label in label_set().labels:
        colour = label_colour(label, used.is_dark)
        for ground in (used.text_base, used.gutter, used.panel):
            assert contrast(colour, ground) >= 4.5, f"{label.name} on {ground}"


@pytest.mark.parametrize("theme", [light(), dark()], ids=["light", "dark"])
def test_theme_texts_can_be_read_when_on_their_grounds(theme: object) -> None:
    used = light() if theme == light() else dark()
    grounds = (used.text_base, used.gutter, used.panel, used.window)
    for colour in (used.text, used.faint_text):
        assert all(contrast(colour, ground) >= 4.5 for ground in grounds)
    for ground in (used.selection, used.hover, used.hit):
        assert contrast(used.text, ground) >= 4.5
    assert contrast(used.redaction_text, used.redaction_box) >= 4.5
    assert contrast(used.text_base, used.redaction) >= 4.5
    assert contrast(used.accent_text, used.accent) >= 4.5
    assert contrast("#ffffff", light().redaction) >= 4.5
    for mark in (used.doubt, used.corrected, used.accent):
        assert contrast(mark, used.text_base) >= 3.0
