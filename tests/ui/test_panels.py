"""The lists of the window: what they say, and that they read only what changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from workbench.app import edits
from workbench.app.jobs import Progress
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Target
from workbench.domain.times import local_time, near_time, short_date
from workbench.ui.main_window import MainWindow
from workbench.ui.models import amid, count, one_line
from workbench.ui.rows import ROW_ROLE, Row, RowsModel
from workbench.ui.status import duration, progress_text


def said(model: QAbstractItemModel, row: int = 0) -> str:
    return str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def tag(session: Session, window: MainWindow, page: int, word: int, label: str = "PERSON") -> str:
    changes = edits.tag(
        session, window.desk.document_id, Kind.ENTITY, label, [Target(page, word, word)]
    )
    session.do(changes)
    return edits.created(changes)[0]


def test_only_the_stretch_that_differs_moves_when_rows_are_synced(qtbot: QtBot) -> None:
    model: RowsModel[str] = RowsModel(lambda x: x[0], Row)
    model.sync(["a", "b", "c", "d"])
    removed, inserted = QSignalSpy(model.rowsRemoved), QSignalSpy(model.rowsInserted)
    changed = QSignalSpy(model.dataChanged)
    model.sync(["a", "x", "c!", "d"])
    assert (removed.at(0)[1], removed.at(0)[2]) == (1, 1)
    assert (inserted.at(0)[1], inserted.at(0)[2]) == (1, 1)
    assert changed.count() == 1
    assert [model.index(n).data() for n in range(4)] == ["a", "x", "c!", "d"]
    model.sync([])
    assert model.rowCount() == 0
    assert model.item(QModelIndex()) is None


def test_document_says_counts_and_state_when_read_aloud(
    window: MainWindow, session: Session
) -> None:
    sentence = said(window.documents.model)
    assert "cable.pdf" in sentence
    assert "2 pages" in sentence
    assert "4 doubts" in sentence


def test_document_counts_follow_when_something_is_redacted(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.do(edits.redact(session, window.desk.document_id, [Target(1, 4, 4)]))
    qtbot.waitUntil(lambda: "1 undecided" in said(window.documents.model))


def test_list_shows_the_page_in_sight_or_the_whole_document_when_asked(
    window: MainWindow, session: Session
) -> None:
    first, second = tag(session, window, 1, 4), tag(session, window, 2, 4)
    panel = window.annotations
    assert [a.id for a in panel.model.items] == [first]
    panel.scope.setCurrentIndex(1)
    assert [a.id for a in panel.model.items] == [first, second]
    third = tag(session, window, 1, 6)
    assert [a.id for a in panel.model.items] == [first, third, second]


def test_whole_list_reads_only_the_touched_page_when_one_changes(
    window: MainWindow, session: Session
) -> None:
    for word in (4, 5, 6):
        tag(session, window, 1, word)
        tag(session, window, 2, word)
    panel = window.annotations
    panel.scope.setCurrentIndex(1)
    removed, inserted = QSignalSpy(panel.model.rowsRemoved), QSignalSpy(panel.model.rowsInserted)
    tag(session, window, 2, 7)
    assert removed.count() == 0
    assert [(inserted.at(0)[1], inserted.at(0)[2])] == [(6, 6)]


def test_words_at_hand_stay_when_only_tags_change(window: MainWindow, session: Session) -> None:
    before = window.state.text(1)
    made = tag(session, window, 1, 4)
    assert window.state.text(1) is before
    assert [a.id for a in window.state.annotations(1)] == [made]
    session.do(edits.correct(session, window.desk.document_id, 1, 0, "SECRET"))
    assert window.state.text(1).words[0].reading == "SECRET"


def test_annotation_is_shown_in_the_views_when_chosen_in_the_list(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    tagged = tag(session, window, 1, 4)
    panel = window.annotations
    window.inspector.setCurrentIndex(0)
    panel.list.clicked.emit(panel.model.index(0))
    assert window.state.selected_annotation == tagged
    assert window.state.selected_text() == "Hale"


def test_label_value_and_note_are_written_when_edited(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    tagged = tag(session, window, 1, 4)
    window.desk.choose(session.annotation(tagged))
    window.actions_table["edit"].trigger()
    editor = window.annotations.editor
    assert editor.isVisible()
    editor.label.setCurrentIndex(editor.label.findData("ORG"))
    editor.label.activated.emit(editor.label.currentIndex())
    field = editor.value.lineEdit()
    assert field is not None
    field.setFocus()
    field.setText("Hale, A.")
    QTest.keyClick(field, Qt.Key.Key_Return)
    editor.note.setFocus()
    editor.note.setPlainText("The ambassador.")
    window.text_view.setFocus()
    after = session.annotation(tagged)
    assert (after.label, after.value, after.note) == ("ORG", "Hale, A.", "The ambassador.")
    assert session.can_undo == "Change note"


def test_attributes_are_offered_when_the_label_has_them(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    changes = edits.tag(
        session, window.desk.document_id, Kind.PARAGRAPH, "numbered", [Target(1, 1, 10)]
    )
    session.do(changes)
    (made,) = edits.created(changes)
    window.desk.choose(session.annotation(made))
    window.actions_table["edit"].trigger()
    field = window.annotations.editor._attributes["number"]
    field.setText("1")
    field.editingFinished.emit()
    assert session.annotation(made).attributes["number"] == "1"


def test_redaction_says_code_state_and_proposer_when_read_aloud(
    window: MainWindow, session: Session
) -> None:
    window.actions_table["tab_redactions"].trigger()
    session.do(edits.redact(session, window.desk.document_id, [Target(1, 4, 6)], "(b)(6)"))
    sentence = said(window.redactions.model)
    for part in ("Hale met Minister", "(b)(6)", "undecided", "proposed by Ann", "p 1"):
        assert part in sentence


def test_progress_is_said_with_rate_and_time_left() -> None:
    progress = Progress("1", "Import", 12, 90, 3.14, 25.2)
    assert progress_text(progress) == "Import: 12 of 90 · 3.1/s · 25 s left"
    assert progress_text(Progress("1", "Import", 0, 0, None, None)) == "Import…"
    looking = Progress("1", "Import", 0, 0, None, None, "Looking at files… 50")
    assert progress_text(looking) == "Looking at files… 50"
    assert [duration(x) for x in (0.2, 89, 200, 7500)] == ["1 s", "89 s", "3 min", "2 h 5 min"]


def test_words_for_people_are_right_when_counted_and_dated() -> None:
    assert [count(n, "entry", "entries") for n in (0, 1, 1200)] == [
        "0 entries",
        "1 entry",
        "1,200 entries",
    ]
    assert short_date("1986-02-10T00:45Z") == "10 Feb 1986"
    assert short_date("") == ""
    assert local_time("yesterday") == "yesterday"
    assert one_line("a\nb  c") == "a b c"


def test_word_stands_amid_its_line_when_listed(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.actions_table["tab_redactions"].trigger()
    session.do(edits.redact(session, window.desk.document_id, [Target(1, 5, 5)], "(b)(6)"))
    row = window.redactions.model.index(0).data(ROW_ROLE)
    assert row.title == "1. (C) Ambassador Hale met Minister Orlov on February 9."
    assert row.title[slice(*row.marked)] == "met"
    assert said(window.redactions.model).startswith("met, (b)(6), ")


def test_time_is_said_as_people_say_it_when_near() -> None:
    now = datetime(2026, 2, 10, 18, 0).astimezone()
    assert near_time(now.replace(hour=14, minute=5).isoformat(), now) == "14:05 today"
    before = (now - timedelta(days=1)).replace(hour=9, minute=30)
    assert near_time(before.isoformat(), now) == "09:30 yesterday"
    assert near_time((now - timedelta(days=9)).isoformat(), now) == "1 Feb 2026, 18:00"
    assert near_time("some day", now) == "some day"


def test_sign_after_a_word_stays_with_it_in_a_row() -> None:
    assert amid("Norway", "told ", ", who left") == ("told Norway, who left", (5, 11))
    assert amid("C", "(", ") Norway") == ("(C) Norway", (1, 2))
    assert amid("Norway", "told\n", "\nthe press") == ("told Norway the press", (5, 11))
