"""The window as a person uses it: by keys, through the real entry, on a real project."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from workbench.app import edits
from workbench.app.jobs import InlineRunner
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect
from workbench.ui.actions import Mode, key_conflicts, shown_key
from workbench.ui.code_picker import CodePicker
from workbench.ui.main_window import MainWindow
from workbench.ui.navigation import holds_focus
from workbench.ui.propose_dialog import ProposeDialog

Show = Callable[[Session | None], MainWindow]


def press(qtbot: QtBot, window: MainWindow, key: str | Qt.Key, *, shift: bool = False) -> None:
    """A key pressed in the text."""
    window.text_view.setFocus()
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    code = Qt.Key(ord(key.upper())) if isinstance(key, str) else key
    QTest.keyClick(window.text_view, code, modifier)


def select(window: MainWindow, reading: str, page: int = 1) -> int:
    """Select the first word of that reading; returns its index."""
    words = window.state.text(page).words
    index = next(n for n, word in enumerate(words) if word.reading == reading)
    window.state.select_words(page, index, index)
    return index


def dialog_of(window: MainWindow, name: str) -> QDialog:
    """The open dialog of that name."""
    return next(d for d in window.findChildren(QDialog, name) if d.isVisible())


def of_kind(session: Session, window: MainWindow, kind: Kind) -> list[Annotation]:
    return session.annotations(window.desk.document_id, kinds={kind})


def suggest(session: Session, window: MainWindow, *places: tuple[int, int]) -> list[str]:
    """Put suggestions of a portion mark on words, given as page and word."""
    made = [
        Annotation(
            new_id(),
            window.desk.document_id,
            Kind.MARKING,
            "portion",
            (Target(page, word, word),),
            Status.SUGGESTED,
            origin="rule:test",
            score=0.9,
        )
        for page, word in places
    ]
    session.do(edits.add(session, made, "Suggest"))
    return [annotation.id for annotation in made]


def test_key_tags_undoes_and_redoes_when_words_are_selected(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    word = select(window, "Hale")
    press(qtbot, window, "1")
    (person,) = of_kind(session, window, Kind.ENTITY)
    assert (person.label, person.targets[0].words) == ("PERSON", range(word, word + 1))
    assert window.actions_table["undo"].text() == "Undo Tag as Person"
    assert [a.id for a in window.annotations.model.items] == [person.id]
    window.actions_table["undo"].trigger()
    assert of_kind(session, window, Kind.ENTITY) == []
    assert window.annotations.model.rowCount() == 0
    assert window.actions_table["redo"].text() == "Redo Tag as Person"
    window.actions_table["redo"].trigger()
    assert [a.id for a in of_kind(session, window, Kind.ENTITY)] == [person.id]


def test_annotations_nest_and_overlap_when_tagged_one_after_the_other(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.state.select_words(1, 1, 10)
    press(qtbot, window, "n")
    select(window, "Hale")
    press(qtbot, window, "1")
    window.state.select_words(1, 3, 6)
    press(qtbot, window, "o")
    assert len(session.annotations(window.desk.document_id)) == 3


def test_nothing_changes_when_keys_are_pressed_in_read_mode(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.set_mode(Mode.READ)
    select(window, "Hale")
    window.text_view.setFocus()
    for key in "123nrcafxdvbe":
        press(qtbot, window, key)
    press(qtbot, window, Qt.Key.Key_Delete)
    press(qtbot, window, Qt.Key.Key_Return)
    assert session.annotations(window.desk.document_id) == []
    assert not window.text_view.is_editing
    assert session.can_undo is None


def test_region_is_tagged_when_one_stands_on_the_page(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    press(qtbot, window, "w")
    assert window.page_view.tool == "region"
    window.state.set_region(1, Rect(300, 40, 400, 90))
    window.state.region_drawn.emit(1, Rect(300, 40, 400, 90))
    press(qtbot, window, "s")
    (stamp,) = of_kind(session, window, Kind.MARKING)
    assert stamp.targets[0].rects_pt == (Rect(300, 40, 400, 90),)
    assert window.state.region is None
    assert window.page_view.tool == "select"


def test_chosen_annotation_is_deleted_when_delete_is_pressed(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    select(window, "Hale")
    press(qtbot, window, "1")
    press(qtbot, window, Qt.Key.Key_Delete)
    assert of_kind(session, window, Kind.ENTITY) == []
    assert not window.actions_table["delete"].isEnabled()


def test_keys_walk_and_judge_when_there_are_suggestions(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    first, second, third = suggest(session, window, (1, 2), (1, 20), (2, 2))
    press(qtbot, window, "j")
    assert window.state.selected_annotation == first
    press(qtbot, window, "v")
    assert session.annotation(first).status is Status.ACCEPTED
    assert session.annotation(first).decided_by == "Ann"
    assert window.state.selected_annotation == second
    press(qtbot, window, "r")
    assert session.annotation(second).status is Status.REJECTED
    assert window.state.selected_annotation == third
    assert window.desk.place()[0] == 2
    press(qtbot, window, "k")
    assert window.state.selected_annotation == third
    window.actions_table["tab_suggestions"].trigger()
    window.suggestions.scope.setCurrentIndex(1)
    assert [a.id for a in window.suggestions.model.items] == [third]
    qtbot.waitUntil(lambda: window.inspector.title_of(1) == "Suggestions 1")


def test_page_of_suggestions_is_one_step_when_accepted_together(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    ids = suggest(session, window, (1, 2), (1, 20))
    press(qtbot, window, Qt.Key.Key_V, shift=True)
    assert {session.annotation(i).status for i in ids} == {Status.ACCEPTED}
    window.actions_table["undo"].trigger()
    assert {session.annotation(i).status for i in ids} == {Status.SUGGESTED}


def test_word_is_fixed_in_place_when_a_doubt_is_typed_over(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.set_mode(Mode.CORRECT)
    press(qtbot, window, "n")
    assert window.state.selected_text() == "gov?rnment"
    word = window.desk.place()[1]
    press(qtbot, window, "f")
    assert window.text_view.is_editing
    editor = QApplication.focusWidget()
    assert isinstance(editor, QWidget)
    QTest.keyClicks(editor, "government")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    fixed = session.page_text(window.desk.document_id, 1).words[word]
    assert (fixed.reading, fixed.ocr_reading) == ("government", "gov?rnment")
    assert window.state.selected_text() == "vessles?"
    assert window.text_view.is_editing
    editor = QApplication.focusWidget()
    assert isinstance(editor, QWidget)
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not window.text_view.is_editing


def test_doubt_is_gone_when_confirmed(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    window.desk.set_mode(Mode.CORRECT)
    press(qtbot, window, "n")
    word = window.desk.place()[1]
    press(qtbot, window, "c")
    assert not session.page_text(window.desk.document_id, 1).words[word].is_doubt
    assert window.desk.place()[1] != word
    assert session.document(window.desk.document_id).doubt_count == 3


def test_selection_is_redacted_coded_and_approved_by_keys(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.set_mode(Mode.REDACT)
    select(window, "Orlov")
    press(qtbot, window, "r")
    picker = dialog_of(window, "code_picker")
    assert isinstance(picker, CodePicker)
    QTest.keyClicks(picker.field, "privacy")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    (redaction,) = of_kind(session, window, Kind.REDACTION)
    assert (redaction.label, redaction.status) == ("(b)(6)", Status.PROPOSED)
    session.person = "Ben"
    press(qtbot, window, "a")
    decided = session.annotation(redaction.id)
    assert (decided.status, decided.decided_by) == (Status.APPROVED, "Ben")
    assert decided.author == "Ann"
    row = window.redactions.model.index(0)
    assert "approved" in row.data(Qt.ItemDataRole.AccessibleTextRole)


def test_nothing_is_redacted_when_the_picker_is_left(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.set_mode(Mode.REDACT)
    select(window, "Orlov")
    press(qtbot, window, "r")
    picker = dialog_of(window, "code_picker")
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    assert of_kind(session, window, Kind.REDACTION) == []


def test_approving_is_refused_in_a_sentence_when_there_is_no_code(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.do(edits.redact(session, window.desk.document_id, [Target(1, 4, 4)]))
    window.desk.set_mode(Mode.REDACT)
    press(qtbot, window, "n")
    press(qtbot, window, "a")
    assert of_kind(session, window, Kind.REDACTION)[0].status is Status.PROPOSED
    assert window.messages.isVisible()
    assert "code" in window.messages.text.text()


def test_every_place_but_the_unticked_is_proposed_when_redacting_everywhere(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.desk.set_mode(Mode.REDACT)
    select(window, "Orlov")
    press(qtbot, window, "p")
    dialog = dialog_of(window, "propose_dialog")
    assert isinstance(dialog, ProposeDialog)
    assert not dialog.go.isEnabled(), "nothing is proposed before it has been looked for"
    qtbot.waitUntil(dialog.go.isEnabled)
    assert dialog.model.rowCount() == 5
    dialog.model.toggle(dialog.model.index(0))
    assert dialog.go.text() == "Propose 4"
    dialog.go.click()
    found = [session.annotations(d.id, kinds={Kind.REDACTION}) for d in session.documents()]
    assert sum(len(some) for some in found) == 4
    window.actions_table["undo"].trigger()
    found = [session.annotations(d.id, kinds={Kind.REDACTION}) for d in session.documents()]
    assert sum(len(some) for some in found) == 0


def test_only_what_is_looked_for_last_is_listed_when_words_are_changed(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.desk.set_mode(Mode.REDACT)
    select(window, "Orlov")
    press(qtbot, window, "p")
    dialog = dialog_of(window, "propose_dialog")
    assert isinstance(dialog, ProposeDialog)
    dialog.text.setText("Hale")
    qtbot.waitUntil(dialog.go.isEnabled)
    assert {match.text for match in dialog.model.items} == {"Hale"}
    dialog.text.setText("")
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 0)
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_search_opens_at_the_word_when_enter_is_pressed(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    QTest.keyClicks(window.search_field, "tuesday")
    QTest.keyClick(window.search_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.state.selected_text() == "Tuesday.")
    assert window.desk.document_id == session.document("note.txt").id
    assert window.search_dock.isVisible()
    QTest.keyClick(window.search_field, Qt.Key.Key_Escape)
    assert not window.search_dock.isVisible()
    assert holds_focus(window.text_view)


def test_hits_are_walked_when_f3_is_pressed(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.search_field.setText("orlov")
    window.search.search()
    qtbot.waitUntil(lambda: not window.search.is_searching)
    seen = []
    for _ in range(window.search.model.rowCount()):
        press(qtbot, window, Qt.Key.Key_F3)
        seen.append((window.desk.document_id, *window.desk.place()))
    assert len(set(seen)) == 5


def test_focus_goes_round_the_panes_when_f6_is_pressed(qtbot: QtBot, window: MainWindow) -> None:
    window.text_view.setFocus()
    visited = []
    for _ in range(4):
        window.actions_table["next_pane"].trigger()
        visited.append(
            next(
                name
                for name, pane in (
                    ("documents", window.documents_dock),
                    ("page", window.page_view),
                    ("text", window.text_view),
                    ("inspector", window.inspector_dock),
                )
                if holds_focus(pane)
            )
        )
    assert visited == ["inspector", "documents", "page", "text"]


def test_escape_leads_back_to_the_text_when_pressed_in_a_panel(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.actions_table["tab_annotations"].trigger()
    assert holds_focus(window.inspector_dock)
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    assert holds_focus(window.text_view)


def test_window_has_no_key_conflict_when_labels_are_in(window: MainWindow) -> None:
    assert key_conflicts(window.actions_table.specs) == []


def test_palette_takes_one_line_and_tabs_are_whole_when_the_window_is_small(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(1100, 700)
    for mode in Mode:
        window.desk.set_mode(mode)
        QApplication.processEvents()
        chips = [chip for chip in window.mode_bar.chips if chip.isVisible()]
        assert len({chip.y() for chip in chips}) == 1, mode
    window.inspector.say_count("tab_suggestions", 1_234)
    QApplication.processEvents()
    for button in window.inspector.tabs.buttons:
        assert button.width() >= button.sizeHint().width()
        assert button.geometry().right() <= window.inspector.tabs.width()
    assert window.text_view.width() >= window.page_view.width()


def test_key_sheet_shows_every_key_without_scrolling(window: MainWindow) -> None:
    window.actions_table["keys"].trigger()
    (sheet,) = window.findChildren(QTextBrowser)
    QApplication.processEvents()
    text = sheet.toPlainText()
    for spec in window.actions_table.specs:
        assert spec.text in text, spec.id
        assert shown_key(spec.keys[0]) in text, spec.id
    assert sheet.verticalScrollBar().maximum() == 0
    sheet.window().close()


def test_every_control_has_a_name_when_read_aloud(window: MainWindow) -> None:
    """What can take the focus says what it is: by its text or by its accessible name."""
    silent = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.objectName().startswith("qt_")
        and type(widget).__name__ not in ("QScrollBar", "QMenu", "QMenuBar", "QLineEdit")
        and not widget.accessibleName()
        and not getattr(widget, "text", lambda: "")()
        and widget.focusProxy() is None
        and widget.window() is window  # the lists of combo boxes are windows of their own
    ]
    assert [(type(w).__name__, w.objectName(), w.parent()) for w in silent] == []


def test_person_hears_a_sentence_when_something_is_refused(window: MainWindow) -> None:
    def refuse() -> None:
        raise UserError("The scan is upside down. Turn it.", "rotation 180")

    assert window.desk.attempt(refuse) is None
    assert window.messages.text.text() == "The scan is upside down. Turn it."
    assert window.messages.details.isVisible()
    window.messages.details.click()
    dialog_of(window, "details_dialog").reject()


def test_place_and_mode_are_found_again_when_the_window_comes_back(
    qtbot: QtBot, show: Show, session: Session
) -> None:
    first = show(session)
    first.desk.show_document(session.document("cable.pdf").id)
    first.desk.set_mode(Mode.CORRECT)
    first.state.go_to_page(2)
    qtbot.waitUntil(lambda: first.state.current_page == 2)
    path = session.path
    first.close()
    again = Session.open(path, person="Ann", runner=InlineRunner())
    second = show(again)
    assert second.desk.mode is Mode.CORRECT
    assert second.desk.document_id == again.document("cable.pdf").id
    qtbot.waitUntil(lambda: second.state.current_page == 2)


def test_status_line_says_where_one_is_when_a_document_is_open(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert window.status_line.text() == ("p 1/2 · 0 suggestions · 4 doubts · all changes saved")


def test_status_line_holds_the_portions_against_the_banner(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    document_id = window.desk.document_id
    for label, word in (("banner", 0), ("portion", 2)):
        session.do(
            edits.tag(
                session,
                document_id,
                Kind.MARKING,
                label,
                [Target(1, word, word)],
                value="CONFIDENTIAL",
            )
        )
    qtbot.waitUntil(lambda: "highest portion C ✓" in window.status_line.text())


@pytest.mark.parametrize("action_id", ["settings", "keys", "about", "log", "go_to_page", "import"])
def test_dialog_opens_and_closes_without_blocking(
    qtbot: QtBot, window: MainWindow, action_id: str
) -> None:
    window.actions_table[action_id].trigger()
    opened = [d for d in window.findChildren(QDialog) if d.isVisible()]
    assert len(opened) == 1
    opened[0].reject()


def test_tab_comes_by_everything_in_sight_and_back_to_where_it_began(window: MainWindow) -> None:
    window.desk.set_mode(Mode.TAG)
    window.text_view.setFocus()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        met: list[QWidget] = []
        for _ in range(100):
            at = window.focusWidget()
            assert at is not None
            if at in met:
                break
            met.append(at)
            QTest.keyClick(at, key)
        assert window.focusWidget() is window.text_view
        for wanted in (
            *(window.search_field, window.documents.list, window.page_view, window.person),
            *(window.inspector.tabs, window.annotations.scope, window.annotations.list),
        ):
            assert wanted in met
