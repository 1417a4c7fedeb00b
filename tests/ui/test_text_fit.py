"""The text fitted to its view, the gutter's captions, and signs for what has no words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.paper import PaperPages, label_set
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.geometry import Rect
from workbench.ui.marks import Mark, caption, describe
from workbench.ui.page_view import PageView
from workbench.ui.text_view import TextView
from workbench.ui.view_state import Layer, ViewState, WordRef

LONG = "THE NORTHERN DELEGATION DID NOT SPEAK AT THE OPENING OF TALKS"


def fitted_view(qtbot: QtBot, pages: PaperPages, width: int, height: int = 500) -> TextView:
    view = TextView(ViewState())
    qtbot.addWidget(view)
    view.resize(width, height)
    view.show()
    qtbot.waitExposed(view)
    view.state.setParent(view)
    view.state.set_labels(label_set())
    view.state.set_source(pages)
    qtbot.waitUntil(view.viewport().updatesEnabled)
    return view


def rights(view: TextView, pages: PaperPages) -> list[float]:
    return [view.word_box(WordRef(1, i)).right() for i in range(len(pages.words))]


def test_usual_lines_fit_when_view_is_narrow(qtbot: QtBot) -> None:
    pages = PaperPages(3, [LONG] * 30)
    view = fitted_view(qtbot, pages, 560)
    assert 8 <= view.shown_text_size < view.text_size
    assert max(rights(view, pages)) <= view.viewport().width()
    assert view.horizontalScrollBar().maximum() == 0


def test_text_has_size_asked_for_when_view_is_wide(qtbot: QtBot) -> None:
    view = fitted_view(qtbot, PaperPages(1, [LONG] * 30), 1400)
    assert view.shown_text_size == view.text_size == 11
    view.set_text_size(14)
    assert view.shown_text_size == 14


def test_text_scrolls_sideways_when_it_would_be_too_small(qtbot: QtBot) -> None:
    view = fitted_view(qtbot, PaperPages(1, [LONG] * 30), 300)
    view.viewport().repaint()
    assert view.shown_text_size == 8
    assert view.horizontalScrollBar().maximum() > 0


def test_text_keeps_its_size_when_fitting_is_off(qtbot: QtBot) -> None:
    view = fitted_view(qtbot, PaperPages(1, [LONG] * 30), 560)
    view.set_fit_text(False)
    view.viewport().repaint()
    assert view.shown_text_size == view.text_size
    assert view.horizontalScrollBar().maximum() > 0
    view.set_fit_text(True)
    assert view.shown_text_size < view.text_size


def test_size_stays_when_longer_lines_come_into_sight(qtbot: QtBot) -> None:
    view = fitted_view(qtbot, PaperPages(40, ["SHORT LINES HERE"] * 30), 560)
    before = view.shown_text_size
    assert isinstance(view.state.source, PaperPages)
    other = PaperPages(1, [LONG + " " + LONG] * 30)
    view.state.source.words = other.words  # pages not met yet read longer
    view.go_to_page(20)
    view.viewport().repaint()
    assert view.shown_text_size == before


def test_few_long_lines_do_not_count_when_fitting(qtbot: QtBot) -> None:
    pages = PaperPages(1, [LONG] * 60 + [LONG + " " + LONG])
    narrow = fitted_view(qtbot, pages, 700)
    without = fitted_view(qtbot, PaperPages(1, [LONG] * 60), 700)
    assert narrow.shown_text_size == without.shown_text_size


def test_indent_gives_way_when_line_would_run_out_of_sight(qtbot: QtBot) -> None:
    centred = " " * 38 + "CENTRED HEADING OF THE LETTER"
    pages = PaperPages(1, [LONG] * 40 + [centred])
    view = fitted_view(qtbot, pages, 560)
    assert max(rights(view, pages)) <= view.viewport().width()
    heading = view.word_box(WordRef(1, pages.index("CENTRED"))).left()
    assert heading > view.word_box(WordRef(1, 0)).left()


def test_top_line_stays_when_view_gets_narrower(qtbot: QtBot) -> None:
    view = fitted_view(qtbot, PaperPages(30, [LONG] * 30), 900)
    view.go_to_page(12)
    view.viewport().repaint()
    before = view.word_box(WordRef(12, 0)).top()
    view.resize(560, 500)
    view.viewport().repaint()
    assert view.shown_text_size < 11
    assert abs(view.word_box(WordRef(12, 0)).top() - before) < 12


def test_typed_text_stays_when_view_is_resized(qtbot: QtBot) -> None:
    view = fitted_view(qtbot, PaperPages(1, [LONG] * 30), 900)
    view.state.select_words(1, 3, 3)
    view.edit_word()
    view.editor.edit.setText("TYPED")
    view.resize(560, 500)
    assert view.is_editing
    assert view.editor.edit.text() == "TYPED"
    assert view.editor.edit.font().pointSizeF() == view.shown_text_size


def test_first_page_read_decides_when_none_was_read_before(qtbot: QtBot) -> None:
    pages = PaperPages(1, [LONG] * 30)
    words, pages.words = pages.words, ()
    view = fitted_view(qtbot, pages, 900)
    pages.words = words
    view.state.refresh([1])
    assert view.shown_text_size == 11


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({"number": "1", "portion": "CONFIDENTIAL"}, "¶1 C"),
        ({"number": "12", "portion": "SBU"}, "¶12 SBU"),
        ({"portion": "UNCLASSIFIED"}, "U"),
        ({"number": "3", "portion": "TOP SECRET"}, "¶3 TS"),
        ({"number": "3", "portion": "NATO SECRET"}, "¶3 NATO SECRET"),
        ({}, ""),
    ],
)
def test_portion_is_short_when_shown_in_gutter(attributes: dict[str, str], said: str) -> None:
    target = (Target(1, 0, 0),)
    made = Annotation(
        "p", "d", Kind.PARAGRAPH, "numbered", target, Status.ACCEPTED, attributes=attributes
    )
    mark = Mark(made, None, (), (), 0)
    assert caption(mark) == said
    assert all(value in describe(mark) for value in attributes.values())


def stamped(region: Rect, status: Status = Status.ACCEPTED) -> PaperPages:
    pages = PaperPages(3)
    kind = Kind.REDACTION if status == Status.APPROVED else Kind.MARKING
    target = (Target(1, rects_pt=(region,)),)
    pages.notes.append(Annotation("region", "d", kind, "stamp", target, status))
    return pages


def sign_point(view: TextView) -> QPoint:
    """The middle of the one sign on the first page."""
    look = view._look(1)
    (row,) = look.rows.signs
    ((_, box),) = view._painter.sign_boxes(look, row)
    top = view._column.row_top(1, row) - view.verticalScrollBar().value()
    return QPoint(round(view._text_x() + box.center().x()), round(top + box.center().y()))


def test_sign_stands_between_lines_when_stamp_has_no_words(qtbot: QtBot) -> None:
    pages = stamped(Rect(400, 110, 500, 160))  # lines are 14 points apart from 72 on
    view = fitted_view(qtbot, pages, 760)
    lines = view.state.text(1).lines
    at = sign_point(view).y()
    above = [line for line in lines if view.word_box(WordRef(1, line.first)).center().y() < at]
    assert len(above) == sum(72 + 14 * n + 5 < 110 for n in range(len(lines)))
    assert view.word_under(sign_point(view)) is None


def test_annotation_is_chosen_when_its_sign_is_clicked(qtbot: QtBot) -> None:
    view = TextView(ViewState())
    page = PageView(view.state)
    for shown in (view, page):
        qtbot.addWidget(shown)
        shown.resize(760, 300)
        shown.show()
    view.state.setParent(view)
    view.state.set_labels(label_set())
    view.state.set_source(stamped(Rect(400, 620, 520, 690)))
    view.reveal_word(WordRef(1, len(view.state.text(1).words) - 1))
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 60)
    at = sign_point(view)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert view.state.selected_annotation == "region"
    box = page._marks.shown(1)[0].boxes[0].translated(page._place(1).topLeft())
    assert page.viewport().rect().intersects(box.toRect())


def test_both_views_show_region_when_it_is_shown_from_elsewhere(qtbot: QtBot) -> None:
    view = fitted_view(qtbot, stamped(Rect(400, 620, 520, 690)), 760, 200)
    view.state.show_annotation(view.state.annotations(1)[0])
    assert view.viewport().rect().contains(sign_point(view))


def test_sign_goes_when_its_layer_is_hidden(qtbot: QtBot) -> None:
    view = fitted_view(qtbot, stamped(Rect(400, 100, 500, 160)), 760)
    last = WordRef(1, len(view.state.text(1).words) - 1)
    before = view.word_box(last).top()
    view.state.set_layer(Layer.MARKINGS, False)
    assert view.word_box(last).top() < before


def test_selection_runs_past_sign_when_dragged(qtbot: QtBot) -> None:
    view = fitted_view(qtbot, stamped(Rect(400, 100, 500, 160)), 760)
    assert view.nearest_word(sign_point(view)) is not None
