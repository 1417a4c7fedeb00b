"""The inspector's titles: whole, counted, and moved through by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import put_document
from workbench.app.jobs import InlineRunner
from workbench.app.session import Session
from workbench.ui.main_window import MainWindow


def test_lists_are_gone_through_by_arrow_keys_and_by_clicks(window: MainWindow) -> None:
    inspector = window.inspector
    inspector.setCurrentIndex(4)
    QTest.keyClick(inspector.tabs, Qt.Key.Key_Right)
    assert inspector.currentWidget() is window.leaks
    QTest.keyClick(inspector.tabs, Qt.Key.Key_Right)
    assert inspector.currentIndex() == 0
    assert inspector.tabs.accessibleDescription() == inspector.title_of(0)
    QTest.mouseClick(inspector.tabs.buttons[5], Qt.MouseButton.LeftButton)
    assert window.leaks.isVisible()
    assert [button.isChecked() for button in inspector.tabs.buttons] == [False] * 5 + [True]


def test_titles_say_how_much_is_in_a_list(window: MainWindow) -> None:
    window.inspector.say_count("tab_leaks", 1_234)
    assert window.inspector.title_of(5) == "Leaks 1,234"
    window.inspector.say_count("tab_leaks", 0)
    assert window.inspector.title_of(5) == "Leaks"


def test_lists_say_that_no_document_is_open(
    show: Callable[[Session | None], MainWindow], tmp_path: Path
) -> None:
    with Session.create(tmp_path / "Empty", runner=InlineRunner()) as empty:
        window = show(empty)
        assert window.annotations.list.empty == "No document is open."
        document = put_document(empty, "cable.pdf", "One word")
        window.desk.show_document(document.id)
        assert window.annotations.list.empty.startswith("Nothing is tagged here yet.")
        window.close()
