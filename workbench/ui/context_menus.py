"""Menus where the hand is: what can be done with the word, annotation, document or page there.

All from the one table of actions; what cannot be done at the moment is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QListView, QMenu, QWidget

from workbench.ui.desk import Desk
from workbench.ui.view_state import Selection
from workbench.ui.words_area import WordsArea

TAG_AS = "tag as"
"""Stands for the menu of labels."""

Sections = Sequence[Sequence[str]]

AT_WORDS: Sections = (
    (TAG_AS, "fix", "confirm", "restore", "redact", "everywhere"),
    ("accept", "reject", "code", "approve", "refuse"),
    ("edit", "reshape", "delete", "at_cursor"),
    ("region", "copy"),
    ("mode_read", "mode_tag", "mode_correct", "mode_redact"),
)
AT_ANNOTATION: Sections = (
    ("accept", "reject", "accept_page"),
    ("code", "approve", "refuse"),
    ("edit", "reshape", "delete"),
)
AT_FINDING: Sections = (("next_finding", "previous_finding"), ("finding_aside", "finding_back"))
AT_DOCUMENT: Sections = (
    ("title", "read_again", "release"),
    ("next_document", "previous_document"),
    ("remove",),
)
AT_PAGE: Sections = (
    ("fit_page", "fit_width", "rotate_right", "rotate_left"),
    ("accept_page", "read_again"),
    ("go_to_page",),
)
AT_HIT: Sections = (("next_hit", "previous_hit"), ("everywhere", "redact", "copy"))


class ContextMenus(QObject):
    """Opens the menu of a place by right click, the Menu key or Shift+F10."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk)
        self._desk = desk
        self._window = window
        self._places: dict[QWidget, Callable[[QPoint | None], None]] = {}
        desk.actions.on("menu_here", self.open_at_focus)

    def on_words(self, view: WordsArea) -> None:
        """Give a view of words its menu."""
        self._attach(view, lambda at: self._open_at_words(view, at))

    def on_list(self, view: QListView, sections: Sections) -> None:
        """Give a list its menu; the row under the mouse is chosen first."""
        self._attach(view, lambda at: self._open_at_row(view, sections, at))

    def open_at_focus(self) -> None:
        """Open the menu of whatever has the focus."""
        widget = QApplication.focusWidget()
        while widget is not None and widget not in self._places:
            widget = widget.parentWidget()
        if widget is not None:
            self._places[widget](None)

    def _attach(self, view: QAbstractScrollArea, opener: Callable[[QPoint | None], None]) -> None:
        for widget in (view, view.viewport()):
            self._places[widget] = opener
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QContextMenuEvent) and isinstance(watched, QWidget):
            by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
            if watched in self._places and QApplication.activePopupWidget() is None:
                self._places[watched](event.pos() if by_mouse else None)
            return True
        return super().eventFilter(watched, event)

    def _open_at_words(self, view: WordsArea, at: QPoint | None) -> None:
        state = view.state
        if not state.page_count:
            return
        if at is not None:
            ref = view.word_under(at)
            ids = [mark.annotation.id for mark in view.marks_under(at)]
            selection = state.selection
            if ref is not None and not (selection and selection.first <= ref <= selection.last):
                state.select(Selection(ref, ref), view)
        elif state.selection is not None:
            cursor = state.selection.cursor
            at = view.word_box(cursor).bottomLeft().toPoint()
            ids = [mark.annotation.id for mark in view.marks_of_word(cursor)]
        else:
            at, ids = view.viewport().rect().center(), [state.selected_annotation]
        if state.selected_annotation not in ids:
            state.select_annotation(ids[0] if ids else "", view)
        self._popup(AT_WORDS, view.viewport().mapToGlobal(at))

    def _open_at_row(self, view: QListView, sections: Sections, at: QPoint | None) -> None:
        index: QModelIndex = view.currentIndex() if at is None else view.indexAt(at)
        if not index.isValid():
            return
        view.setCurrentIndex(index)
        view.clicked.emit(index)
        place = view.visualRect(index).center() if at is None else at
        self._popup(sections, view.viewport().mapToGlobal(place))

    def _popup(self, sections: Sections, at: QPoint) -> None:
        menu = QMenu(self._window)
        menu.setObjectName("context_menu")
        menu.setAccessibleName("What can be done here")
        menu.setToolTipsVisible(True)
        for section in sections:
            menu.addSeparator()
            for action_id in section:
                if action_id != TAG_AS:
                    action = self._desk.actions[action_id]
                    if action.isEnabled():
                        menu.addAction(action)
                elif self._desk.actions.can_tag:
                    menu.addMenu(self._desk.actions.tag_menu)
        if menu.isEmpty():
            menu.deleteLater()
            return
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
