"""The page view: geometry under zoom and turn, pictures, mouse, regions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.paper import HEIGHT, WIDTH, PaperPages, decorated, dense_lines, label_set
from workbench.domain.annotations import Kind, Status
from workbench.domain.geometry import Rect
from workbench.ui.page_layout import PageLayout, PagePoint
from workbench.ui.page_pixmaps import PagePixmaps, Want
from workbench.ui.page_view import PageView
from workbench.ui.view_state import Layer, Selection, ViewState, WordRef

LEFT_BUTTON = Qt.MouseButton.LeftButton


def shown_page_view(
    qtbot: QtBot, pages: PaperPages, size: tuple[int, int] = (700, 600)
) -> PageView:
    view = PageView(ViewState())
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    qtbot.waitExposed(view)
    view.state.setParent(view)
    view.state.set_labels(label_set())
    view.state.set_source(pages)
    return view


def word_centre(view: PageView, page: int, word: int) -> QPoint:
    return view.word_box(WordRef(page, word)).center().toPoint()


def drag(view: PageView, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier) -> None:
    QTest.mousePress(view.viewport(), LEFT_BUTTON, modifier, start)
    middle = (start + end) / 2
    for at in (middle, end):
        QTest.mouseMove(view.viewport(), at)
    QTest.mouseRelease(view.viewport(), LEFT_BUTTON, modifier, end)


NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("own", [0, 90])
def test_words_are_hit_when_page_is_turned(qtbot: QtBot, turn: int, own: int) -> None:
    pages = PaperPages(2, rotation=own)
    view = shown_page_view(qtbot, pages)
    for _ in range(turn // 90):
        view.rotate_right()
    assert view.view_rotation == turn
    for word in (0, 7, len(pages.words) - 1):
        view.reveal_word(WordRef(1, word))
        assert view.word_under(word_centre(view, 1, word)) == WordRef(1, word)


def test_page_shows_turned_when_view_is_turned(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, PaperPages(1))
    layout = PageLayout(view.state.pages, 90, 1.0)
    place = layout.rect(1)
    assert (place.width, place.height) == (HEIGHT, WIDTH)
    # The top left corner of the paper goes to the top right.
    assert layout.to_column(PagePoint(1, 0, 0), 0) == (place.x1, place.y0)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_rect_comes_back_when_mapped_there_and_back(turn: int) -> None:
    layout = PageLayout(PaperPages(1).pages(), turn, 1.7)
    rect = Rect(10, 20, 200, 400)
    back = layout.rect_from_shown(layout.rect_to_shown(rect, 1), 1)
    assert back is not None
    assert back.as_list() == rect.as_list()


def test_paper_under_mouse_stays_when_zooming_with_wheel(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, PaperPages(20))
    view.go_to_page(9)
    view.zoom_to(2.0)
    at = QPointF(333.0, 222.0)
    before = view.page_point(at)
    for delta in (120, 120, -120, 120, 120, -120, -120):
        event = QWheelEvent(
            at,
            view.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, delta),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), event)
        after = view.page_point(at)
        assert after.page == before.page
        # Bars count whole pixels: at most a pixel of the screen may be lost on the way.
        assert after.x == pytest.approx(before.x, abs=2)
        assert after.y == pytest.approx(before.y, abs=2)
    assert view.zoom == pytest.approx(2.0 * 1.2)


def test_paper_stays_when_view_is_resized(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, PaperPages(20))
    view.go_to_page(5)
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 150)
    before = view.page_point(QPointF(view.viewport().width() / 2, 0))
    view.resize(460, 700)
    after = view.page_point(QPointF(view.viewport().width() / 2, 0))
    assert after.page == before.page
    assert after.y == pytest.approx(before.y, abs=1.5)


def test_nothing_moves_when_pictures_arrive(qtbot: QtBot) -> None:
    pages = PaperPages(20, held=True)
    view = shown_page_view(qtbot, pages)
    view.go_to_page(4)
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 77)
    places = [view.verticalScrollBar().value(), view.word_box(WordRef(4, 12))]
    blank = view.viewport().grab().toImage()

    def is_pictured() -> bool:
        pages.deliver()
        return view.viewport().grab().toImage() != blank

    qtbot.waitUntil(is_pictured)
    assert places == [view.verticalScrollBar().value(), view.word_box(WordRef(4, 12))]


def test_older_picture_is_shown_when_sharper_one_is_awaited(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    view = shown_page_view(qtbot, pages)
    qtbot.waitUntil(lambda: 1 in view.pixmaps)
    pages.held = True
    view.zoom_to(3.0)
    view.horizontalScrollBar().setValue(0)
    at = QPoint(120, view.viewport().height() // 2)  # in the paper's left margin
    assert view.viewport().grab().toImage().pixelColor(at) == QColor("#fdfcf7")
    picture = view.pixmaps.page(1, 0)
    assert picture is not None
    assert picture.want.scale < 3.0
    qtbot.waitUntil(lambda: bool(pages.waiting))
    pages.deliver()
    sharper = view.pixmaps.page(1, 0)
    assert sharper is not None
    assert sharper.want.scale > picture.want.scale


def test_only_part_in_sight_is_rendered_when_page_would_be_too_large(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    view = shown_page_view(qtbot, pages)
    view.zoom_to(8.0)
    qtbot.waitUntil(lambda: view.pixmaps.detail(1, 0) is not None)
    detail = view.pixmaps.detail(1, 0)
    assert detail is not None
    assert detail.want.clip_pt is not None
    assert detail.want.clip_pt.area < WIDTH * HEIGHT / 8
    assert detail.want.scale == pytest.approx(8 * 96 / 72)
    assert view.pixmaps.size_bytes < 64_000_000


def test_next_page_is_at_hand_when_a_page_is_seen(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, PaperPages(9))
    view.fit_page()
    for number in (1, 2, 3, 4):
        view.go_to_page(number)
        qtbot.waitUntil(lambda number=number: number + 1 in view.pixmaps)  # type: ignore[misc]


def test_pictures_stay_within_budget_when_paging_through(qtbot: QtBot) -> None:
    pages = PaperPages(60)
    cache = PagePixmaps(budget_bytes=10_000_000)
    cache.set_source(pages)
    for number in range(1, 61):
        cache.want([Want(number, 1.0, 0)])
        assert number in cache
        assert cache.size_bytes <= 10_000_000
    assert 60 in cache
    assert 1 not in cache


def test_page_is_given_up_when_it_cannot_be_rendered(qtbot: QtBot) -> None:
    class Broken(PaperPages):
        def request_image(self, number, scale, clip_pt, on_image):  # type: ignore[no-untyped-def]
            self.requests.append((number, scale, clip_pt))
            on_image(None)

    pages = Broken(1)
    cache = PagePixmaps()
    cache.set_source(pages)
    with qtbot.waitSignal(cache.picture_failed):
        cache.want([Want(1, 1.0, 0)])
    asked = len(pages.requests)
    cache.want([Want(1, 1.0, 0)])
    assert asked == len(pages.requests) == 3


def test_texts_in_memory_stay_few_when_paging_through(qtbot: QtBot) -> None:
    pages = PaperPages(2000, dense_lines(40))
    view = shown_page_view(qtbot, pages)
    for number in range(1, 400):
        view.go_to_page(number)
        view.viewport().repaint()
    assert len(view.state._texts) <= 24
    assert view.pixmaps.size_bytes <= 128 * 1024 * 1024


def test_words_are_selected_when_dragged_over(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, PaperPages(2))
    drag(view, word_centre(view, 1, 9), word_centre(view, 1, 15), NO_KEY)
    assert view.state.selection == Selection(WordRef(1, 9), WordRef(1, 15))
    drag(view, word_centre(view, 1, 15), word_centre(view, 1, 12), NO_KEY)
    assert view.state.selection == Selection(WordRef(1, 15), WordRef(1, 12))
    targets = view.state.selected_targets()
    assert [(t.page, t.first_word, t.last_word) for t in targets] == [(1, 12, 15)]


def test_selection_grows_when_clicked_with_shift(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, PaperPages(2))
    QTest.mouseClick(view.viewport(), LEFT_BUTTON, NO_KEY, word_centre(view, 1, 9))
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(view.viewport(), LEFT_BUTTON, shift, word_centre(view, 1, 20))
    assert view.state.selection == Selection(WordRef(1, 9), WordRef(1, 20))


def test_line_is_selected_when_clicked_three_times(qtbot: QtBot) -> None:
    pages = PaperPages(2)
    view = shown_page_view(qtbot, pages)
    at = word_centre(view, 1, pages.index("EUR-08"))
    QTest.mouseClick(view.viewport(), LEFT_BUTTON, NO_KEY, at)
    QTest.mouseDClick(view.viewport(), LEFT_BUTTON, NO_KEY, at)
    QTest.mouseClick(view.viewport(), LEFT_BUTTON, NO_KEY, at)
    first = pages.index("ACTION")
    assert view.state.selection == Selection(WordRef(1, first), WordRef(1, first + 1))


def test_annotations_are_chosen_outwards_when_clicked_again(qtbot: QtBot) -> None:
    pages = decorated()
    view = shown_page_view(qtbot, pages)
    inner = next(a for a in pages.notes if a.label == "PERSON")
    outer = next(a for a in pages.notes if a.label == "OFFICE")
    paragraph = next(a for a in pages.notes if a.attributes.get("number") == "1")
    at = word_centre(view, 1, inner.targets[0].words[0])
    seen = []
    for _ in range(4):
        QTest.mouseClick(view.viewport(), LEFT_BUTTON, NO_KEY, at)
        seen.append(view.state.selected_annotation)
    assert seen == [inner.id, outer.id, paragraph.id, inner.id]


def test_region_is_chosen_when_clicked(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, decorated(), (700, 900))
    view.fit_page()
    at = view.viewport_point(PagePoint(1, 450, 650)).toPoint()
    QTest.mouseClick(view.viewport(), LEFT_BUTTON, NO_KEY, at)
    assert view.state.selected_annotation == "stamp"


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("way", ["tool", "control"])
def test_region_is_told_in_page_points_when_drawn(qtbot: QtBot, turn: int, way: str) -> None:
    view = shown_page_view(qtbot, PaperPages(2), (900, 900))
    view.fit_page()
    for _ in range(turn // 90):
        view.rotate_right()
    if way == "tool":
        view.set_tool("region")
    key = Qt.KeyboardModifier.ControlModifier if way == "control" else NO_KEY
    start, end = (
        view.viewport_point(PagePoint(1, *xy)).toPoint() for xy in ((300, 500), (420, 580))
    )
    with qtbot.waitSignal(view.state.region_drawn) as drawn:
        drag(view, start, end, key)
    page, rect = drawn.args
    assert page == 1
    assert rect.as_list() == pytest.approx([300, 500, 420, 580], abs=1.5)
    assert view.state.selected_targets()[0].rects_pt == (rect,)


def test_region_stays_on_page_when_drawn_past_its_edge(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, PaperPages(2), (900, 900))
    view.fit_page()
    view.set_tool("region")
    start = view.viewport_point(PagePoint(1, 500, 700)).toPoint()
    with qtbot.waitSignal(view.state.region_drawn) as drawn:
        drag(view, start, QPoint(890, 890), NO_KEY)
    assert drawn.args[1].x1 == pytest.approx(WIDTH)


def test_no_region_stands_when_region_tool_just_clicks(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, PaperPages(2))
    view.set_tool("region")
    with qtbot.assertNotEmitted(view.state.region_drawn):
        QTest.mouseClick(view.viewport(), LEFT_BUTTON, NO_KEY, QPoint(300, 300))
    assert view.state.region is None


def test_cursor_walks_words_and_lines_when_arrows_are_pressed(qtbot: QtBot) -> None:
    pages = PaperPages(2)
    view = shown_page_view(qtbot, pages)
    view.setFocus()
    state = view.state

    def pressed(key: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY) -> WordRef:
        QTest.keyClick(view, key, modifier)
        assert state.selection is not None
        return state.selection.cursor

    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    assert pressed(Qt.Key.Key_Right) == (1, 0)
    assert pressed(Qt.Key.Key_Right) == (1, 1)
    assert pressed(Qt.Key.Key_Left) == (1, 0)
    assert pressed(Qt.Key.Key_Right, control) == (1, 5)
    action = pages.index("ACTION")
    assert pressed(Qt.Key.Key_Home) == (1, 1)
    assert pressed(Qt.Key.Key_Down) == (1, action)
    assert pressed(Qt.Key.Key_End) == (1, action + 1)
    assert pressed(Qt.Key.Key_End, control) == (2, len(pages.words) - 1)
    assert pressed(Qt.Key.Key_Home, control) == (1, 0)
    assert pressed(Qt.Key.Key_Up) == (1, 0)
    pressed(Qt.Key.Key_Right, shift)
    assert state.selection == Selection(WordRef(1, 0), WordRef(1, 1))
    state.select_words(1, len(pages.words) - 1, len(pages.words) - 1)
    assert pressed(Qt.Key.Key_Down)[0] == 2
    assert pressed(Qt.Key.Key_Up)[0] == 1


def test_column_is_kept_when_moving_over_a_short_line(qtbot: QtBot) -> None:
    pages = PaperPages(1, ["ALPHA BRAVO CHARLIE DELTA", "A", "ALPHA BRAVO CHARLIE DELTA"])
    view = shown_page_view(qtbot, pages)
    view.state.select_words(1, 3, 3)
    walked = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(view, key)
        assert view.state.selection is not None
        walked.append(view.state.selection.cursor.word)
    assert walked == [4, 8, 4, 3]


def test_label_keys_are_left_to_the_window_when_pressed(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, PaperPages(1))
    before = view.state.selection
    QTest.keyClick(view, Qt.Key.Key_P)
    QTest.keyClick(view, Qt.Key.Key_1)
    assert view.state.selection == before


def test_paper_follows_hand_when_panned_with_space(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, PaperPages(5))
    view.zoom_to(2)
    view.verticalScrollBar().setValue(400)
    QTest.keyPress(view, Qt.Key.Key_Space)
    drag(view, QPoint(200, 300), QPoint(200, 180), NO_KEY)
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert view.verticalScrollBar().value() == 520
    assert view.state.selection is None


def test_suggestion_is_dashed_and_accepted_solid_when_painted(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    word = pages.index("COMMUNIQUE")
    view = shown_page_view(qtbot, pages)
    view.zoom_to(2.0)
    view.reveal_word(WordRef(1, word))
    qtbot.wait(150)

    def coloured(status: Status) -> list[bool]:
        pages.notes.clear()
        pages.annotate(Kind.ENTITY, "EVENT", word, word, status=status)
        view.state.refresh([1])
        image = view.viewport().grab().toImage()
        box, colour = view.word_box(WordRef(1, word)), QColor("#b8005c")
        y = round(box.bottom()) + 1
        return [
            image.pixelColor(x, y) == colour
            for x in range(round(box.left()) + 4, round(box.right()) - 4)
        ]

    assert all(coloured(Status.ACCEPTED))
    dashed = coloured(Status.SUGGESTED)
    assert 0.3 < sum(dashed) / len(dashed) < 0.9


def test_nested_underlines_lie_apart_when_painted(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    at = pages.index("AMBASSADOR")
    inner = pages.annotate(Kind.ENTITY, "OFFICE", at, at)
    outer = pages.annotate(Kind.ENTITY, "PERSON", at - 1, at)
    view = shown_page_view(qtbot, pages)
    shown = {s.mark.annotation.id: s for s in view._marks.shown(1)}
    assert shown[inner.id].mark.depth == 0
    assert shown[outer.id].mark.depth == 1
    assert shown[outer.id].feet[0].y1() > shown[inner.id].feet[0].y1()


def test_approved_redaction_is_black_when_painted(qtbot: QtBot) -> None:
    pages = PaperPages(1)
    word = pages.index("COMMUNIQUE")
    pages.annotate(Kind.REDACTION, "1.4(d)", word, word, status=Status.APPROVED)
    view = shown_page_view(qtbot, pages)
    box = view.word_box(WordRef(1, word))

    def lightness() -> int:
        image = view.viewport().grab().toImage()
        return image.pixelColor(round(box.left()) - 1, round(box.center().y())).lightness()

    qtbot.waitUntil(lambda: lightness() < 70)
    view.state.set_layer(Layer.REDACTIONS, False)
    qtbot.waitUntil(lambda: lightness() > 200)


def test_word_is_spoken_of_when_cursor_comes_to_it(qtbot: QtBot) -> None:
    pages = decorated()
    view = shown_page_view(qtbot, pages)
    assert view.accessibleName() == "Page"
    word = pages.index("TARNOVIA")
    view.state.select_words(1, word - 1, word - 1)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription().startswith("TARNOVIA, page 1 line 8, Country")


def test_nothing_breaks_when_there_is_no_document(qtbot: QtBot) -> None:
    view = shown_page_view(qtbot, PaperPages(0))
    for slot in (view.zoom_in, view.fit_page, view.rotate_left):
        slot()
    QTest.mouseClick(view.viewport(), LEFT_BUTTON, NO_KEY, QPoint(50, 50))
    QTest.mouseMove(view.viewport(), QPoint(60, 60))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_F2):
        QTest.keyClick(view, key)
    view.state.set_source(None)
    view.viewport().repaint()
    assert view.state.current_page == 0
    assert view.state.selection is None
