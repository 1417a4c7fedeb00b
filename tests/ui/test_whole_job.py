"""A whole job by keys alone in the real window: tag, nest, correct, redact, take back, do again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from workbench.app.session import Session
from workbench.domain.annotations import Kind, Status
from workbench.ui.code_picker import CodePicker
from workbench.ui.main_window import MainWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def press(window: MainWindow, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """Keys to whatever has the focus."""
    for key in keys:
        target = window.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifiers)


def image(session: Session) -> list[object]:
    """Everything a person's edits can change."""
    return [
        (session.annotations(document.id), session.page_text(document.id, 1).text)
        for document in session.documents()
    ]


def test_everything_is_taken_back_and_done_again_when_a_job_was_done_by_keys(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    empty = image(session)
    document_id = window.desk.document_id
    window.text_view.setFocus()
    press(window, Qt.Key.Key_Home)  # the first key brings the cursor
    for key, down in ((Qt.Key.Key_N, 1), (Qt.Key.Key_P, 0), (Qt.Key.Key_1, 0), (Qt.Key.Key_3, 1)):
        for _ in range(down):
            press(window, Qt.Key.Key_Down)
        if key == Qt.Key.Key_N:
            press(window, Qt.Key.Key_Home)
            press(window, Qt.Key.Key_End, modifiers=SHIFT)
        else:
            press(window, Qt.Key.Key_Right, Qt.Key.Key_Right)
        press(window, key)
    made = session.annotations(document_id)
    assert {(a.kind, a.label) for a in made} == {
        (Kind.PARAGRAPH, "numbered"),
        (Kind.MARKING, "portion"),
        (Kind.ENTITY, "PERSON"),
        (Kind.ENTITY, "PLACE"),
    }
    press(window, Qt.Key.Key_E)
    QTest.keyClicks(window.focusWidget(), "Sant Mirelo")
    press(window, Qt.Key.Key_Return)
    (place,) = (a for a in session.annotations(document_id) if a.label == "PLACE")
    assert place.value == "Sant Mirelo"
    window.text_view.setFocus()
    press(window, Qt.Key.Key_W)
    press(window, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_S)
    press(window, Qt.Key.Key_Delete)
    assert len(session.annotations(document_id)) == 4, "the stamp is gone again"

    press(window, Qt.Key.Key_3, modifiers=ALT)
    window.text_view.setFocus()
    press(window, Qt.Key.Key_N)
    press(window, Qt.Key.Key_F)
    editor = window.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "government")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert "government" in session.page_text(document_id, 1).text

    press(window, Qt.Key.Key_4, modifiers=ALT)
    window.text_view.setFocus()
    press(window, Qt.Key.Key_R)
    (picker,) = window.findChildren(CodePicker)
    QTest.keyClicks(picker.field, "b6")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    window.activateWindow()
    window.text_view.setFocus()
    (redaction,) = session.annotations(document_id, kinds={Kind.REDACTION})
    assert redaction.label == "(b)(6)"
    session.person = "Ben"
    press(window, Qt.Key.Key_A)
    assert session.annotation(redaction.id).status is Status.APPROVED

    done = image(session)
    steps = 0
    while session.can_undo:
        window.actions_table["undo"].trigger()
        steps += 1
    assert image(session) == empty
    assert steps == 10, "one step each"
    while session.can_redo:
        window.actions_table["redo"].trigger()
    assert image(session) == done
    session.repository.verify_journal()


_CHILD = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from workbench.app.session import Session
from workbench.ui.app import build_window, make_application

if __name__ == "__main__":
    application = make_application()
    session = Session.open(Path(sys.argv[1]))
    window = build_window(session)
    window.show()
    window.activateWindow()
    application.processEvents()
    window.desk.show_document(session.documents()[0].id)
    window.state.select_words(1, 4, 4)
    window.text_view.setFocus()
    QTest.keyClick(window.text_view, Qt.Key.Key_1)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_tag_is_there_when_the_window_was_killed_right_after_its_key(
    session: Session, tmp_path: Path
) -> None:
    path = session.path
    session.close()
    script = tmp_path / "killed.py"
    script.write_text(_CHILD, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(path)], env=dict(os.environ), timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL
    with Session.open(path, person="Ann") as again:
        document = next(d for d in again.documents() if d.annotation_count)
        (tag,) = again.annotations(document.id)
        assert tag.label == "PERSON"
        again.repository.verify_journal()
