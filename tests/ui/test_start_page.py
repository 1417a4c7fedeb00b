"""The first thing seen, and the ways from it into a project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from workbench.app import settings as app_settings
from workbench.app.session import Session
from workbench.ui.dialogs import NewProjectDialog
from workbench.ui.drops import dropped_project
from workbench.ui.main_window import MainWindow
from workbench.ui.start_page import StartPage

Show = Callable[[Session | None], MainWindow]


def made(folder: Path, name: str) -> Path:
    """An empty project, closed again."""
    with Session.create(folder / name, person="Ann") as session:
        return session.path


def test_start_page_is_shown_when_no_project_is_open(show: Show) -> None:
    window = show(None)
    assert window.centre.currentWidget() is window.start_page
    assert not window.documents_dock.isVisible()
    assert not window.actions_table["import"].isEnabled()
    assert window.windowTitle() == "Archive Workbench"


def test_recent_projects_are_listed_newest_first_and_open_when_activated(
    qtbot: QtBot, show: Show, tmp_path: Path
) -> None:
    old, new = made(tmp_path, "Old"), made(tmp_path, "New")
    app_settings.remember_project(old)
    app_settings.remember_project(new)
    window = show(None)
    recent = window.start_page.recent
    assert [p.name for p in window.start_page.model.items] == ["New.workbench", "Old.workbench"]
    recent.setFocus()
    QTest.keyClick(recent, Qt.Key.Key_Return)
    assert window.desk.session.path == new.resolve()
    assert window.centre.currentWidget() is window.empty_page
    window.actions_table["close"].trigger()
    assert window.centre.currentWidget() is window.start_page
    assert not window.desk.is_open


def test_new_project_is_made_when_the_dialog_is_filled_in(
    qtbot: QtBot, show: Show, tmp_path: Path
) -> None:
    window = show(None)
    window.start_page.new.click()
    (dialog,) = window.findChildren(NewProjectDialog)
    dialog.go.click()
    assert dialog.isVisible(), "a project without a name is refused in the dialog"
    assert dialog.problem.text()
    dialog.folder.setText(str(tmp_path))
    QTest.keyClicks(dialog.name, "Papers 1986")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert (tmp_path / "Papers 1986.workbench" / "project.sqlite").exists()
    assert window.windowTitle().startswith("Papers 1986")


def test_sentence_is_said_when_a_recent_project_cannot_be_opened(
    show: Show, tmp_path: Path
) -> None:
    broken = tmp_path / "Broken.workbench"
    broken.mkdir()
    (broken / "project.sqlite").write_text("this is no database")
    window = show(None)
    assert not window.projects.open(broken)
    assert window.messages.isVisible()
    assert "Broken" in window.messages.text.text()
    assert window.centre.currentWidget() is window.start_page


def test_project_opens_when_it_is_dropped_on_the_window(show: Show, tmp_path: Path) -> None:
    project = made(tmp_path, "Dropped")
    window = show(None)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(project))])
    window.dropEvent(
        QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert window.desk.session.path == project.resolve()


def test_new_project_is_asked_for_when_papers_are_dropped_without_one(
    show: Show, tmp_path: Path
) -> None:
    paper = tmp_path / "note.txt"
    paper.write_text("A note.")
    window = show(None)
    window.projects.drop([paper])
    (dialog,) = window.findChildren(QDialog, "new_project_dialog")
    dialog.reject()


def test_only_a_lone_project_folder_counts_as_one_when_dropped(tmp_path: Path) -> None:
    project = tmp_path / "P.workbench"
    project.mkdir()
    assert dropped_project([project]) == project
    assert dropped_project([project, tmp_path]) is None
    assert dropped_project([tmp_path]) is None


def test_recent_list_is_as_high_as_its_projects(show: Show, tmp_path: Path) -> None:
    page = show(None).start_page
    page.show_recent([])
    assert page.none.isVisible()
    assert not page.recent.isVisible()
    for number in (1, 5):
        page.show_recent([tmp_path / f"{n}.workbench" for n in range(number)])
        QApplication.processEvents()
        assert not page.none.isVisible()
        assert page.recent.height() == number * page.recent.sizeHintForRow(0)


def test_cards_say_what_they_do_when_read_aloud(qtbot: QtBot, application: None) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    for card in (page.sample, page.new, page.open):
        assert card.accessibleName()
        assert "Ctrl+" in card.accessibleDescription()
    with qtbot.waitSignal(page.sample_requested):
        QTest.keyClick(page.sample, Qt.Key.Key_Space)


def test_recent_project_leaves_the_list_when_told_to_and_its_folder_stays(
    qtbot: QtBot, show: Show, tmp_path: Path
) -> None:
    for name in ("One", "Two"):
        with Session.create(tmp_path / name, person="Ann") as project:
            app_settings.remember_project(project.path)
    window = show(None)
    recent = window.start_page.recent
    recent.setFocus()
    QTest.keyClick(recent, Qt.Key.Key_Delete)
    assert [path.stem for path in window.start_page.model.items] == ["One"]
    assert app_settings.recent_projects() == window.start_page.model.items
    assert (tmp_path / "Two.workbench" / "project.sqlite").exists()
