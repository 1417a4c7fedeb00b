"""The text view: lines, gutter, underlines, selection, correction in place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.paper import PaperPages, decorated, dense_lines, label_set
from workbench.domain.annotations import Kind, Status
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word
from workbench.ui.marks import marks_of
from workbench.ui.text_layout import DEPTH_PX
from workbench.ui.text_view import TextView
from workbench.ui.theme import dark
from workbench.ui.view_state import Layer, Selection, ViewState, WordRef

LEFT_BUTTON = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


def shown_text_view(
    qtbot: QtBot, pages: PaperPages, size: tuple[int, int] = (760, 600)
) -> TextView:
    view = TextView(ViewState())
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    qtbot.waitExposed(view)
    view.state.setParent(view)
    view.state.set_labels(label_set())
    view.state.set_source(pages)
    return view


def at_word(view: TextView, page: int, word: int) -> QPoint:
    box = view.word_box(WordRef(page, word))
    return QPoint(round(box.center().x()), round(box.top() + 8))


def picture(view: TextView) -> QImage:
    return view.viewport().grab().toImage()


def colours_in(image: QImage, left: float, right: float, top: float, bottom: float) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(round(left), round(right))
        for y in range(round(top), round(bottom))
    }


def test_every_word_is_found_under_mouse_when_shown(qtbot: QtBot) -> None:
    pages = decorated()
    view = shown_text_view(qtbot, pages)
    for word in range(len(pages.words)):
        assert view.word_under(at_word(view, 1, word)) == WordRef(1, word)


def test_lines_break_as_on_page_when_laid_out(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    view = shown_text_view(qtbot, pages)
    tops = [view.word_box(WordRef(1, i)).top() for i in range(len(pages.words))]
    for a in range(len(tops) - 1):
        same_line = pages.words[a].line == pages.words[a + 1].line
        assert (tops[a] == tops[a + 1]) is same_line


def test_indents_and_wide_gaps_are_kept_when_laid_out(qtbot: QtBot) -> None:
    pages = PaperPages(1, ["ALPHA BRAVO", "          CENTRED", "LEFT               RIGHT"])
    view = shown_text_view(qtbot, pages)
    left = view.word_box(WordRef(1, 0)).left()
    char = view.word_box(WordRef(1, 0)).width() / 5
    assert view.word_box(WordRef(1, 2)).left() - left > 8 * char
    gap = view.word_box(WordRef(1, 4)).left() - view.word_box(WordRef(1, 3)).right()
    assert gap > 12 * char


def test_words_are_selected_over_pages_when_dragged(qtbot: QtBot) -> None:
    pages = PaperPages(2, ["ONE TWO THREE", "FOUR FIVE SIX"])
    view = shown_text_view(qtbot, pages)
    QTest.mousePress(view.viewport(), LEFT_BUTTON, NO_KEY, at_word(view, 1, 4))
    QTest.mouseMove(view.viewport(), at_word(view, 2, 0))
    QTest.mouseMove(view.viewport(), at_word(view, 2, 1))
    QTest.mouseRelease(view.viewport(), LEFT_BUTTON, NO_KEY, at_word(view, 2, 1))
    assert view.state.selection == Selection(WordRef(1, 4), WordRef(2, 1))
    targets = [(t.page, t.first_word, t.last_word) for t in view.state.selected_targets()]
    assert targets == [(1, 4, 5), (2, 0, 1)]
    assert view.state.selected_text() == "FIVE SIX\nONE TWO"


def test_cursor_moves_when_keys_are_pressed(qtbot: QtBot) -> None:
    pages = PaperPages(2)
    view = shown_text_view(qtbot, pages)
    for key, expected in (
        (Qt.Key.Key_Down, 0),
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_End, 8),
        (Qt.Key.Key_Right, 9),
        (Qt.Key.Key_Left, 8),
        (Qt.Key.Key_Home, 1),
    ):
        QTest.keyClick(view, key)
        assert view.state.selection is not None
        line = view.state.text(1).line_of_word[view.state.selection.cursor.word]
        assert line == (1 if expected in (1, 8) else 2 if expected == 9 else 0)


def test_nested_and_overlapping_underlines_are_stacked_when_painted(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    at = pages.index("AMBASSADOR")
    pages.annotate(Kind.ENTITY, "PERSON", at, at)
    pages.annotate(Kind.ENTITY, "OFFICE", at - 1, at)
    pages.annotate(Kind.ENTITY, "EVENT", at - 2, at)
    view = shown_text_view(qtbot, pages)
    colours = {label.name: label.light for label in label_set().of_kind(Kind.ENTITY)}
    image, box = picture(view), view.word_box(WordRef(1, at))
    x = box.center().x() + 14  # clear of shapes and bracket ends
    found: dict[str, int] = {}
    for y in range(round(box.top()) + 10, round(box.bottom()) + 1):
        for name in ("PERSON", "OFFICE", "EVENT"):
            if image.pixelColor(round(x), y).name() == colours[name]:
                found.setdefault(name, y)
    assert list(found) == ["PERSON", "OFFICE", "EVENT"]
    assert found["OFFICE"] - found["PERSON"] == found["EVENT"] - found["OFFICE"] == DEPTH_PX


def test_crossing_annotations_both_show_when_painted() -> None:
    words = tuple(
        Word(f"W{i}", Rect(i * 20.0, 0, i * 20.0 + 15, 10), 0, confidence=95.0) for i in range(6)
    )
    pages = PaperPages(1)
    first = pages.annotate(Kind.ENTITY, "PERSON", 0, 3)
    second = pages.annotate(Kind.ENTITY, "ORG", 2, 5)
    third = pages.annotate(Kind.ENTITY, "PLACE", 4, 5)
    depths = {
        mark.annotation.id: mark.depth
        for mark in marks_of(PageText(1, words), pages.notes, lambda _: None)
    }
    assert depths[first.id] != depths[second.id]
    assert depths[third.id] < depths[second.id]


def test_underline_is_cut_inside_word_when_target_is(qtbot: QtBot) -> None:
    pages = PaperPages(1, ["(C) HARTWELL/ILDERAN TALKS"])
    made = pages.annotate(Kind.ENTITY, "PERSON", 1, 1)
    from dataclasses import replace

    target = replace(made.targets[0], first_char=9)
    pages.notes[:] = [replace(made, targets=(target,))]
    view = shown_text_view(qtbot, pages)
    view.state.set_hover(None)
    image, box = picture(view), view.word_box(WordRef(1, 1))
    colour = QColor("#1f5fbf").name()
    middle = box.left() + box.width() * 9 / 16
    under = box.bottom() - 10, box.bottom()
    assert colour not in colours_in(image, box.left(), middle - 6, *under)
    assert colour in colours_in(image, middle + 6, box.right(), *under)


def test_code_stands_before_words_when_redacted(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    word = pages.index("COMMUNIQUE")
    view = shown_text_view(qtbot, pages)
    before = view.word_box(WordRef(1, word))
    pages.annotate(Kind.REDACTION, "1.4(d)", word, word, status=Status.APPROVED)
    view.state.refresh([1])
    after = view.word_box(WordRef(1, word))
    assert after.left() > before.left() + 20
    image = picture(view)
    assert image.pixelColor(round(after.left()) - 1, round(after.top()) + 10).name() == "#111111"


def test_text_on_black_is_readable_when_approved(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    word = pages.index("COMMUNIQUE")
    pages.annotate(Kind.REDACTION, "1.4(d)", word, word, status=Status.APPROVED)
    view = shown_text_view(qtbot, pages)
    box = view.word_box(WordRef(1, word))
    found = colours_in(picture(view), box.left(), box.right(), box.top() + 3, box.top() + 16)
    assert "#111111" in found
    assert any(QColor(name).lightness() > 220 for name in found)


def test_doubt_is_marked_until_corrected_when_layer_is_shown(qtbot: QtBot) -> None:
    pages = PaperPages(1, doubtful=["COMMUNIQUE"])
    word = pages.index("COMMUNIQUE")
    view = shown_text_view(qtbot, pages)

    def reds() -> int:
        box, image = view.word_box(WordRef(1, word)), picture(view)
        area = (box.left(), box.right(), box.top() + 14, box.bottom())
        return sum(QColor(name).red() > 150 > QColor(name).green() for name in
                   colours_in(image, *area))  # fmt: skip

    assert reds() > 0
    view.state.set_layer(Layer.DOUBTS, False)
    assert reds() == 0
    view.state.set_layer(Layer.DOUBTS, True)
    pages.corrections[1, word] = "COMMUNIQUÉ"
    view.state.refresh([1])
    assert reds() == 0


def test_suggestions_vanish_when_their_layer_is_hidden(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    word = pages.index("COMMUNIQUE")
    pages.annotate(Kind.ENTITY, "EVENT", word, word, status=Status.SUGGESTED)
    view = shown_text_view(qtbot, pages)
    assert view.marks_under(at_word(view, 1, word))
    view.state.set_layer(Layer.SUGGESTIONS, False)
    assert not view.marks_under(at_word(view, 1, word))


def test_paragraph_is_chosen_when_its_gutter_is_clicked(qtbot: QtBot) -> None:
    pages = decorated()
    view = shown_text_view(qtbot, pages)
    paragraph = next(a for a in pages.notes if a.attributes.get("number") == "1")
    at = at_word(view, 1, paragraph.targets[0].words[0])
    QTest.mouseClick(view.viewport(), LEFT_BUTTON, NO_KEY, QPoint(10, at.y()))
    assert view.state.selected_annotation == paragraph.id


def test_correction_is_told_when_enter_is_pressed(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    view = shown_text_view(qtbot, pages)
    word = pages.index("COMMUNIQUE")
    view.state.select_words(1, word, word)
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert view.is_editing
    assert view.editor.edit.text() == "COMMUNIQUE"
    view.editor.edit.setText("  COMMUNI\u0301QUE ")
    with qtbot.waitSignal(view.state.correction_committed) as told:
        QTest.keyClick(view.editor.edit, Qt.Key.Key_Return)
    assert told.args == [1, word, "COMMUNÍQUE"]
    assert not view.is_editing


def test_word_is_confirmed_when_enter_leaves_it_unchanged(qtbot: QtBot) -> None:
    view = shown_text_view(qtbot, PaperPages(1))
    view.state.select_words(1, 3, 3)
    QTest.keyClick(view, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.state.correction_committed) as told:
        QTest.keyClick(view.editor.edit, Qt.Key.Key_Return)
    assert told.args == [1, 3, view.state.text(1).words[3].reading]


def test_nothing_is_told_when_escape_is_pressed(qtbot: QtBot) -> None:
    view = shown_text_view(qtbot, PaperPages(1))
    view.state.select_words(1, 3, 3)
    view.edit_word()
    view.editor.edit.setText("NONSENSE")
    with qtbot.assertNotEmitted(view.state.correction_committed):
        QTest.keyClick(view.editor.edit, Qt.Key.Key_Escape)
    assert not view.is_editing


def test_next_doubt_is_asked_for_when_tab_is_pressed(qtbot: QtBot) -> None:
    view = shown_text_view(qtbot, PaperPages(1))
    view.state.select_words(1, 3, 3)
    asked: list[object] = []
    view.state.correction_committed.connect(lambda *told: asked.append(told))
    view.state.next_doubt_requested.connect(asked.append)
    for key, backwards in ((Qt.Key.Key_Tab, False), (Qt.Key.Key_Backtab, True)):
        view.edit_word()
        view.editor.edit.setText("OTHER")
        QTest.keyClick(view.editor.edit, key)
        assert asked == [(1, 3, "OTHER"), backwards]
        asked.clear()


def test_typed_text_is_kept_when_focus_goes_elsewhere(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    view, other = TextView(ViewState(window)), QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(view)
    column.addWidget(other)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    view.state.set_source(PaperPages(1))
    view.state.select_words(1, 3, 3)
    view.edit_word()
    qtbot.waitUntil(view.editor.edit.hasFocus)
    view.editor.edit.setText("TYPED")
    with qtbot.waitSignal(view.state.correction_committed) as told:
        other.setFocus(Qt.FocusReason.MouseFocusReason)
    assert told.args == [1, 3, "TYPED"]
    assert other.hasFocus()


def test_no_editor_opens_when_view_is_not_editable(qtbot: QtBot) -> None:
    view = shown_text_view(qtbot, PaperPages(1))
    view.set_editable(False)
    view.state.select_words(1, 3, 3)
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert not view.is_editing


def test_editor_shows_word_of_page_when_opened(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    view = shown_text_view(qtbot, pages)
    view.state.select_words(1, 3, 3)
    view.edit_word()
    crops = [clip for _, _, clip in pages.requests if clip is not None]
    assert len(crops) == 1
    assert crops[0].intersection(pages.words[3].rect_pt) == pages.words[3].rect_pt
    shown = view.editor._crop.pixmap().toImage()
    inks = colours_in(shown, 0, shown.width(), 0, shown.height())
    assert "#fdfcf7" in inks
    assert any(QColor(name).lightness() < 90 for name in inks)


def test_top_line_stays_when_text_grows(qtbot: QtBot) -> None:
    view = shown_text_view(qtbot, PaperPages(30))
    view.go_to_page(12)
    view.viewport().repaint()
    view.set_text_size(18)
    assert view.text_size == 18
    assert view._top_place()[0] == 12


def test_place_is_kept_when_page_above_turns_out_longer(qtbot: QtBot) -> None:
    pages = PaperPages(6)
    view = shown_text_view(qtbot, pages)
    view.go_to_page(4)
    view.viewport().repaint()
    before = view.word_box(WordRef(4, 5)).top()
    pages.line_count += 7  # the listing now counts more lines on every page
    view.state.refresh([2])
    view.viewport().repaint()
    assert abs(view.word_box(WordRef(4, 5)).top() - before) <= 1


def test_only_pages_in_sight_are_read_when_document_is_long(qtbot: QtBot) -> None:
    pages = PaperPages(2000, dense_lines(200))
    view = shown_text_view(qtbot, pages)
    view.viewport().repaint()
    assert pages.texts_read <= 3
    view.go_to_page(1500)
    view.viewport().repaint()
    assert pages.texts_read <= 8
    assert view._seen_page() == 1500


def test_theme_reaches_the_text_when_it_changes(qtbot: QtBot) -> None:
    view = shown_text_view(qtbot, PaperPages(1))
    corner = view.viewport().width() - 30, view.viewport().height() - 30
    assert picture(view).pixelColor(*corner).name() == "#ffffff"
    view.state.set_theme(dark())
    assert picture(view).pixelColor(*corner).name() == dark().text_base


def test_emptied_word_can_still_be_chosen_when_shown(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    pages.corrections[1, 3] = ""
    view = shown_text_view(qtbot, pages)
    QTest.mouseClick(view.viewport(), LEFT_BUTTON, NO_KEY, at_word(view, 1, 3))
    assert view.state.selection == Selection(WordRef(1, 3), WordRef(1, 3))
