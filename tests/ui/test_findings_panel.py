"""Findings in the inspector: listed, gone to, set aside and brought back, by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import put_document
from workbench.app import edits
from workbench.app.session import Session
from workbench.domain.annotations import Kind
from workbench.ui.main_window import MainWindow
from workbench.ui.note_dialog import NoteDialog

PAPER = """CONFIDENTIAL VALORA 000217
P 040045Z APR 08
FM AMEMBASSY VALORA
TO SECSTATE WASHDC PRIORITY 4471
E.O. 12958: DECL: 04/04/2018
TAGS: PREL, PARM, TN
SUBJECT: CALL ON MINISTER ILDERAN (C)
Classified By: Ambassador R. Hartwell for reason 1.4 (b).
1. (S) Minister Ilderan received the Ambassador on April 3.
2. (C) The government would not sign before the elections.
CONFIDENTIAL"""
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(show: Callable[[Session | None], MainWindow], session: Session) -> MainWindow:
    document = put_document(session, "paper.pdf", PAPER)
    session.wait(session.suggest([document.id]))
    made = show(session)
    made.desk.show_document(document.id)
    return made


def looked(qtbot: QtBot, window: MainWindow) -> list[str]:
    """The codes listed, once all is looked over."""
    window.findings.look()
    qtbot.waitUntil(lambda: not window.findings.is_looking)
    return [found.finding.code for found in window.findings.model.items]


def test_findings_are_counted_in_their_tab_and_say_severity_in_words(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert looked(qtbot, window) == ["ELIGIBLE_FOR_REVIEW", "PORTION_ABOVE_BANNER"]
    window.inspector.show_tab("tab_findings")
    assert window.inspector.title_of(window.inspector.currentIndex()) == "Findings 2"
    said = window.findings.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("✖ Error, p 1: Paragraph 1 is marked S")
    dated = window.findings.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "4 Apr 2018" in dated, "days as people say them"
    assert "2018-04-04" not in dated


def test_key_goes_to_the_words_and_shows_rule_and_source(qtbot: QtBot, window: MainWindow) -> None:
    looked(qtbot, window)
    window.text_view.setFocus()
    QTest.keyClick(window.text_view, Qt.Key.Key_F4)
    QTest.keyClick(window.text_view, Qt.Key.Key_F4)
    assert window.state.selected_text() == "(S)"
    assert "Rule: No portion is above the banner." in window.findings.rule.text()
    assert "Source: IC markings" in window.findings.rule.text()
    QTest.keyClick(window.text_view, Qt.Key.Key_F4, SHIFT)
    assert "DECL" in window.state.selected_text()


def test_key_works_at_once_while_the_findings_are_not_looked_for_yet(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.show_document(session.document("note.txt").id)
    window.desk.show_document(session.document("paper.pdf").id)
    window.actions_table["next_finding"].trigger()
    qtbot.waitUntil(lambda: window.state.selection is not None)
    assert "DECL" in window.state.selected_text()


def test_finding_is_set_aside_with_a_note_and_brought_back(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    looked(qtbot, window)
    for _ in range(2):
        window.actions_table["next_finding"].trigger()
    window.actions_table["finding_aside"].trigger()
    (dialog,) = window.findChildren(NoteDialog)
    QTest.keyClicks(dialog.field, "A slip of the post.")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert looked(qtbot, window) == ["ELIGIBLE_FOR_REVIEW"]
    window.findings.scope.setCurrentIndex(1)
    assert looked(qtbot, window) == ["ELIGIBLE_FOR_REVIEW", "PORTION_ABOVE_BANNER"]
    window.findings.list.setCurrentIndex(window.findings.model.index(1))
    assert "A slip of the post." in window.findings.rule.text()
    window.actions_table["finding_back"].trigger()
    window.findings.scope.setCurrentIndex(0)
    assert looked(qtbot, window) == ["ELIGIBLE_FOR_REVIEW", "PORTION_ABOVE_BANNER"]
    window.actions_table["undo"].trigger()
    assert looked(qtbot, window) == ["ELIGIBLE_FOR_REVIEW"]


def test_list_follows_edits(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    looked(qtbot, window)
    (mark,) = (
        a
        for a in session.annotations(window.desk.document_id, kinds={Kind.MARKING})
        if a.value == "SECRET"
    )
    session.do(edits.edit(session, [mark.id], value="CONFIDENTIAL", attributes={}))
    qtbot.waitUntil(lambda: window.findings.model.rowCount() == 1)
