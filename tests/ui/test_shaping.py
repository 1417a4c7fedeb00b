"""Regions put down, moved and resized by keys alone and by handles, in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.app import edits
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.geometry import Rect
from workbench.ui.actions import Mode
from workbench.ui.main_window import MainWindow

STAMP = Rect(300.0, 400.0, 400.0, 450.0)
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """A key to whatever has the focus."""
    QTest.keyClick(window.focusWidget(), key, modifiers)


def region(window: MainWindow) -> Rect:
    """The region that stands on the page."""
    assert window.state.region is not None
    return window.state.region[1]


def stamp(session: Session, window: MainWindow, kind: Kind = Kind.MARKING) -> Annotation:
    """A stamp, or a redacted place, that is chosen."""
    target = [Target(1, rects_pt=(STAMP,))]
    document_id = window.desk.document_id
    changes = (
        edits.redact(session, document_id, target, "(b)(1)")
        if kind is Kind.REDACTION
        else edits.tag(session, document_id, kind, "stamp", target)
    )
    session.do(changes)
    (made,) = edits.created(changes)
    window.state.select_annotation(made)
    return session.annotation(made)


def test_stamp_is_drawn_and_tagged_when_only_keys_are_used(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.text_view.setFocus()
    window.state.select_words(1, 3, 3)
    word = window.state.text(1).words[3].rect_pt
    press(window, Qt.Key.Key_W)
    assert window.page_view.hasFocus()
    first = region(window)
    assert first.contains(*word.centre), "it appears at the word cursor"
    press(window, Qt.Key.Key_Right)
    press(window, Qt.Key.Key_Down, SHIFT)
    press(window, Qt.Key.Key_Left, SHIFT | CONTROL)
    shaped = region(window)
    assert shaped.x0 == pytest.approx(first.x0 + 8, abs=0.02)
    assert shaped.width == pytest.approx(first.width - 1, abs=0.02)
    assert shaped.height == pytest.approx(first.height + 8, abs=0.02)
    assert "New region" not in window.status_line.text()
    assert "Enter puts it down" in window.status_line.text()
    assert "pt" in window.page_view.accessibleDescription()
    press(window, Qt.Key.Key_Return)
    assert window.page_view.tool == "select"
    assert "all changes saved" in window.status_line.text()
    press(window, Qt.Key.Key_S)
    (made,) = session.annotations(window.desk.document_id, kinds={Kind.MARKING})
    assert (made.label, made.targets) == ("stamp", (Target(1, rects_pt=(shaped,)),))


def test_region_appears_in_the_part_in_sight_when_there_is_no_cursor(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.state.clear_selection()
    press(window, Qt.Key.Key_W)
    page, rect = window.state.region or (0, STAMP)
    box = window.page_view.box_of(page, rect)
    assert window.page_view.viewport().rect().contains(box.toAlignedRect())


def test_nothing_stands_when_escape_ends_the_tool(qtbot: QtBot, window: MainWindow) -> None:
    window.state.select_words(1, 3, 3)
    press(window, Qt.Key.Key_W)
    press(window, Qt.Key.Key_Escape)
    assert window.state.region is None
    assert window.page_view.tool == "select"
    assert window.state.selection is not None, "the words stay selected"


def test_region_stays_on_the_page_when_pushed_past_its_edge(
    qtbot: QtBot, window: MainWindow
) -> None:
    press(window, Qt.Key.Key_W)
    for _ in range(100):
        press(window, Qt.Key.Key_Left)
        press(window, Qt.Key.Key_Up, SHIFT)
    assert region(window).x0 == 0
    assert region(window).height == pytest.approx(3.0, abs=0.05)


def test_mouse_draws_another_region_when_the_keys_have_put_one(
    qtbot: QtBot, window: MainWindow
) -> None:
    press(window, Qt.Key.Key_W)
    view = window.page_view.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, PLAIN, QPoint(60, 300))
    QTest.mouseMove(view, QPoint(120, 330))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, PLAIN, QPoint(160, 360))
    box = window.page_view.box_of(1, region(window)).toAlignedRect()
    assert abs(box.left() - 60) <= 2
    assert window.page_view.tool == "select"


def test_region_moves_in_one_step_when_keys_reshape_it(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    made = stamp(session, window)
    window.text_view.setFocus()
    press(window, Qt.Key.Key_W, SHIFT)
    for _ in range(3):
        press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    (moved,) = session.annotation(made.id).targets[0].rects_pt
    assert moved.y0 == pytest.approx(STAMP.y0 + 24, abs=0.02)
    assert window.state.region is None
    window.actions_table["undo"].trigger()
    assert session.annotation(made.id).targets[0].rects_pt == (STAMP,)


def test_region_stays_when_escape_leaves_its_reshaping(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    made = stamp(session, window)
    press(window, Qt.Key.Key_W, SHIFT)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Escape)
    assert session.annotation(made.id).targets[0].rects_pt == (STAMP,)
    assert window.state.region is None


def test_corner_follows_the_hand_when_its_handle_is_dragged(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.set_mode(Mode.REDACT)
    made = stamp(session, window, Kind.REDACTION)
    session.do(edits.decide(session, [made.id], Status.APPROVED))
    box = window.page_view.box_of(1, STAMP)
    view, start = window.page_view.viewport(), box.bottomRight().toPoint()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, PLAIN, start)
    QTest.mouseMove(view, start + QPoint(30, 20))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, PLAIN, start + QPoint(30, 20))
    now = session.annotation(made.id)
    scale = window.page_view.page_layout.scale
    (rect,) = now.targets[0].rects_pt
    assert (rect.x0, rect.y0) == pytest.approx((STAMP.x0, STAMP.y0), abs=1)
    assert rect.x1 == pytest.approx(STAMP.x1 + 30 / scale, abs=2)
    assert now.status is Status.PROPOSED, "a redaction that was moved is decided anew"
    assert (session.can_undo or "").startswith("Move")


def test_handles_are_out_of_reach_when_reading(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    stamp(session, window)
    corner = QPointF(window.page_view.box_of(1, STAMP).bottomRight())
    assert window.page_view.shaping.grasp(corner) is not None
    window.desk.set_mode(Mode.READ)
    assert window.page_view.shaping.grasp(corner) is None
