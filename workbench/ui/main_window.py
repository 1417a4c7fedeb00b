"""The window: docks and wiring. What things do stands with the controllers and panels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenuBar,
    QStackedWidget,
    QWidget,
)

from workbench.app import settings as app_settings
from workbench.domain.annotations import Annotation, Kind
from workbench.ui.actions import Mode
from workbench.ui.drops import dropped_paths
from workbench.ui.header import Header
from workbench.ui.looks import Looks
from workbench.ui.memory import memory
from workbench.ui.menus import Actions
from workbench.ui.messages import MessageBar
from workbench.ui.start_page import EmptyPage, StartPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDockWidget


_TITLE = "Archive Workbench"


class MainWindow(QMainWindow):
    """The whole window. ``desk`` is what its parts share.

    A new window is only its front: menus and start page, on the screen at once. What working
    on a project takes is loaded and built by :meth:`complete`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.setWindowTitle(_TITLE)
        self.is_complete = False
        self.memory = memory()
        self.actions_table = Actions(self)
        self.messages = MessageBar(self)
        self._build_front()
        self.looks = Looks(self, (self.messages, self.start_page))
        self.looks.apply(app_settings.load())
        self.start_page.forget_requested.connect(self._forget_project)
        self.start_page.show_recent(app_settings.recent_projects())
        self.resize(1280, 800)
        if self.memory.contains("window/geometry"):
            self.restoreGeometry(self.memory.value("window/geometry"))

    def _forget_project(self, path: Path) -> None:
        app_settings.forget_project(path)
        self.start_page.show_recent(app_settings.recent_projects())

    def complete(self) -> None:
        """Build the rest; does nothing the second time."""
        if self.is_complete:
            return
        from workbench.ui.desk import Desk
        from workbench.ui.status import fill_status_bar
        from workbench.ui.view_state import ViewState

        self.state = ViewState(self)
        self.desk = Desk(self.state, self.actions_table, self.messages, self)
        self._build_views()
        self._build_controllers()
        self._build_tools()
        self._build_docks()
        self._build_menus_here()
        self._build_panes()
        bar = self.statusBar()
        self.status_line, self.progress, self.person = fill_status_bar(bar, self.desk)
        self._wire()
        self.looks.watch(self.state.set_theme)
        self.text_view.set_text_size(self.desk.settings.number("text_size"))
        self._first_layout = self.saveState()
        self._restore_layout()
        self.is_complete = True
        self._on_session_changed()

    def say_opening(self, path: Path) -> None:
        """Show that a project is about to be opened, instead of the start page."""
        self.empty_page.say_opening(path.name.removesuffix(".workbench"))
        self.centre.setCurrentWidget(self.empty_page)

    @cached_property
    def empty_page(self) -> EmptyPage:
        """What stands in the centre of a project without documents; made when first needed."""
        actions = self.actions_table
        page = EmptyPage(actions["import"], actions["import_folder"])
        self.centre.addWidget(page)
        return page

    # Building

    def _build_front(self) -> None:
        self.menus = QMenuBar()
        self.actions_table.fill(self.menus)
        self._tools = QWidget()
        self._tools.hide()
        header = Header(self.menus, self._tools)
        # A tool bar would not give the palette the height its lines need; the menu's place does.
        self.setMenuWidget(header)
        self.start_page = StartPage()
        self.centre = QStackedWidget()
        self.centre.addWidget(self.start_page)
        self.setCentralWidget(self.centre)
        self.messages.stand_over(self.centre)

    def _build_views(self) -> None:
        from workbench.ui.page_view import PageView
        from workbench.ui.text_view import TextView
        from workbench.ui.view_panes import ViewPanes

        self.page_view = PageView(self.state)
        self.page_view.setAccessibleName("Page")
        self.text_view = TextView(self.state)
        self.text_view.setAccessibleName("Text")
        self.views = ViewPanes(self.page_view, self.text_view)
        self.centre.addWidget(self.views)

    def _build_controllers(self) -> None:
        from workbench.ui.correcting import Correcting
        from workbench.ui.document_care import DocumentCare
        from workbench.ui.importing import Importing
        from workbench.ui.navigation import Navigation
        from workbench.ui.projects import Projects
        from workbench.ui.redacting import Redacting
        from workbench.ui.releasing import Releasing
        from workbench.ui.tagging import Tagging
        from workbench.ui.verifying import Verifying

        desk = self.desk
        self.tagging = Tagging(desk, self)
        self.correcting = Correcting(desk)
        self.redacting = Redacting(desk, self)
        self.importing = Importing(desk, self)
        self.releasing = Releasing(desk, self)
        self.verifying = Verifying(desk, self)
        self.care = DocumentCare(desk, self)
        self.projects = Projects(desk, self.importing, self.memory, self)
        self.navigation = Navigation(desk, self.page_view, self.text_view)

    def _build_tools(self) -> None:
        from workbench.ui.palette import ModeBar, ModeButtons
        from workbench.ui.search_panel import SearchField

        self.mode_buttons = ModeButtons(self.desk)
        self.mode_bar = ModeBar(self.desk)
        self.search_field = SearchField()
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(10, 5, 10, 6)
        row.setSpacing(12)
        row.addWidget(self.mode_buttons)
        row.addWidget(self.mode_bar, 1)
        row.addWidget(self.search_field)

    def _build_docks(self) -> None:
        from workbench.ui.annotations_panel import AnnotationsPanel, SuggestionsPanel
        from workbench.ui.documents_panel import DocumentsPanel
        from workbench.ui.fields_panel import FieldsPanel
        from workbench.ui.findings_panel import FindingsPanel
        from workbench.ui.inspector import Inspector
        from workbench.ui.leaks_panel import LeaksPanel
        from workbench.ui.redactions_panel import RedactionsPanel
        from workbench.ui.search_panel import SearchPanel

        desk = self.desk
        self.documents = DocumentsPanel(desk)
        self.annotations = AnnotationsPanel(desk)
        self.suggestions = SuggestionsPanel(desk)
        self.findings = FindingsPanel(desk)
        self.redactions = RedactionsPanel(desk)
        self.fields = FieldsPanel(desk)
        self.leaks = LeaksPanel(desk)
        self.search = SearchPanel(desk, self.search_field)
        self.inspector = Inspector(
            desk,
            *(self.annotations, self.suggestions, self.findings),
            *(self.redactions, self.fields, self.leaks),
        )
        area = Qt.DockWidgetArea
        self.documents_dock = self._dock(
            "documents_dock", "Documents", self.documents, area.LeftDockWidgetArea
        )
        self.inspector_dock = self._dock(
            "inspector_dock", "Inspector", self.inspector, area.RightDockWidgetArea
        )
        self.search_dock = self._dock(
            "search_dock", "Search results", self.search, area.BottomDockWidgetArea
        )
        self.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
        self.search_dock.hide()
        self.resizeDocks(
            [self.documents_dock, self.inspector_dock], [215, 285], Qt.Orientation.Horizontal
        )
        self.resizeDocks([self.search_dock], [190], Qt.Orientation.Vertical)
        self._docks = (self.documents_dock, self.inspector_dock, self.search_dock)

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        from PySide6.QtWidgets import QDockWidget

        dock = QDockWidget(title)
        dock.setObjectName(name)
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _build_menus_here(self) -> None:
        from workbench.ui import context_menus as places

        self.menus_here = places.ContextMenus(self.desk, self)
        for view in (self.page_view, self.text_view):
            self.menus_here.on_words(view)
        for panel in (self.annotations, self.suggestions, self.redactions, self.fields):
            self.menus_here.on_list(panel.list, places.AT_ANNOTATION)
        self.menus_here.on_list(self.findings.list, places.AT_FINDING)
        self.menus_here.on_list(self.documents.list, places.AT_DOCUMENT)
        self.menus_here.on_list(self.documents.thumbnails, places.AT_PAGE)
        self.menus_here.on_list(self.search.list, places.AT_HIT)

    def _build_panes(self) -> None:
        from workbench.ui.navigation import Panes

        self.panes = Panes(
            self.desk,
            (
                ("pane_documents", self.documents_dock, self.documents.list),
                ("pane_page", self.page_view, self.page_view),
                ("pane_text", self.text_view, self.text_view),
                ("", self.search_dock, self.search.list),
                ("pane_inspector", self.inspector_dock, self.inspector),
            ),
        )

    def _wire(self) -> None:
        from workbench.ui import dialogs
        from workbench.ui.inspector import TABS
        from workbench.ui.journal_dialog import JournalDialog
        from workbench.ui.key_sheet import key_sheet

        desk, on = self.desk, self.actions_table.on
        desk.session_changed.connect(self._on_session_changed)
        desk.document_changed.connect(self._show_centre)
        desk.document_changed.connect(self._show_waiting_suggestions)
        desk.documents_changed.connect(lambda _ids: self._show_centre())
        desk.progress_changed.connect(lambda _progress: self._show_centre())
        desk.job_ended.connect(lambda _event: self._show_centre())
        desk.mode_changed.connect(self._on_mode_changed)
        self.redacting.chosen_documents = self.documents.chosen
        self.redacting.listed = self._listed_redactions
        self.tagging.edit_requested.connect(self._on_edit_requested)
        self.tagging.region_requested.connect(self.page_view.draw_region)
        self.tagging.reshape_requested.connect(self.page_view.reshape_region)
        self.page_view.shaping.reshaped.connect(self.tagging.retarget)
        self.page_view.shaping.said.connect(self.status_line.guide)
        self.state.region_drawn.connect(lambda _page, _rect: self.page_view.set_tool("select"))
        self.correcting.editor_requested.connect(self.text_view.edit_word)
        self.search.searched.connect(self.search_dock.setVisible)
        self.care.removed.connect(self.search.search)
        self.search.left.connect(self._focus_text)
        self.search_field.left.connect(self._focus_text)
        self.start_page.new_requested.connect(self.projects.ask_new)
        self.start_page.open_requested.connect(self.projects.ask_open)
        self.start_page.sample_requested.connect(self.projects.open_sample)
        self.start_page.project_requested.connect(self.projects.open)
        self.status_line.counted.connect(self.inspector.count_of)
        self.leaks.counted.connect(partial(self.inspector.say_count, "tab_leaks"))
        self.findings.counted.connect(partial(self.inspector.say_count, "tab_findings"))
        self.findings.wanted.connect(lambda: self.inspector.setCurrentWidget(self.findings))
        self.leaks.wanted.connect(lambda: self.inspector.setCurrentWidget(self.leaks))
        for number, action_id in enumerate(TABS):
            on(action_id, partial(self._show_tab, number))
        on("reset_panes", self._reset_panes)
        on("stack_views", lambda: self.views.stack(not self.views.is_stacked))
        on("full_screen", self._on_full_screen)
        on("settings", self.navigation.ask_settings)
        self.navigation.settings_saved.connect(self.looks.apply)
        self.navigation.settings_saved.connect(lambda _settings: self.person.refresh())
        on("keys", lambda: key_sheet(self, self.actions_table.specs))
        on("log", lambda: dialogs.show_log(self))
        on("journal", lambda: JournalDialog(desk, self).show())
        on("about", lambda: dialogs.about(self))
        on("quit", self.close)
        for dock in self._docks:
            dock.installEventFilter(self)

    # What changes with the session

    def _on_session_changed(self) -> None:
        is_open = self.desk.is_open
        self._tools.setVisible(is_open)
        self.statusBar().setVisible(is_open)
        self.documents_dock.setVisible(is_open)
        self.inspector_dock.setVisible(is_open)
        if not is_open:
            self.search_dock.hide()
            self.start_page.show_recent(app_settings.recent_projects())
        self._order_tabs()
        self.setWindowTitle(f"{self.desk.session.name} — {_TITLE}" if is_open else _TITLE)
        self.desk.set_mode(self.desk.mode)
        self._show_centre()

    def _order_tabs(self) -> None:
        """Tab goes as one reads: modes, palette, search; documents, page, text, inspector."""
        stops: list[QWidget] = [
            *self.mode_buttons.buttons.values(),
            *self.mode_bar.in_order(),
            self.search_field,
            self.documents.filter,
            self.documents.sort,
            self.documents.list,
            self.documents.thumbnails,
            self.page_view,
            self.text_view,
            self.search.list,
            self.inspector.tabs,
            *self.inspector.in_order(),
            self.person,
        ]
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def _show_centre(self) -> None:
        if not self.desk.is_open:
            page: QWidget = self.start_page
        elif self.desk.document_id:
            page = self.views
        else:
            page = self.empty_page
            self.empty_page.set_waiting(bool(self.desk.session.running))
        if page is not self.centre.currentWidget():
            self.centre.setCurrentWidget(page)
            (self.text_view if page is self.views else page).setFocus()

    def _show_waiting_suggestions(self) -> None:
        """A document that nobody has worked on yet opens with what waits for an answer."""
        if self.desk.mode is not Mode.TAG or not self.desk.document_id:
            return
        document = self.desk.session.document(self.desk.document_id)
        if document.suggestion_count and self.inspector.currentIndex() == 0:
            self.inspector.show_tab("tab_suggestions")

    def _on_mode_changed(self, mode: Mode) -> None:
        if self.text_view.is_editing:
            self.text_view.setFocus()
        self.text_view.set_editable(mode is Mode.CORRECT)
        self.page_view.shaping.can_reshape = mode in (Mode.TAG, Mode.REDACT)
        if not self.page_view.shaping.can_reshape:
            self.page_view.set_tool("select")
        tab = {Mode.TAG: "tab_suggestions", Mode.REDACT: "tab_redactions"}.get(mode)
        if tab is not None:
            self.inspector.show_tab(tab)

    def _on_edit_requested(self) -> None:
        chosen = self.desk.chosen()
        is_field = chosen is not None and chosen.kind is Kind.FIELD
        panel = self.fields if is_field else self.annotations
        self._show_tab(self.inspector.indexOf(panel))
        panel.editor.value.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_tab(self, number: int) -> None:
        self.inspector_dock.show()
        self.inspector.setCurrentIndex(number)
        self.inspector.currentWidget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _listed_redactions(self) -> Sequence[Annotation] | None:
        """What the list of redactions shows; None where it has to be shown first."""
        if not self.redactions.isVisible():
            self.inspector_dock.show()
            self.inspector.setCurrentWidget(self.redactions)
            return None
        at_hand = self.desk.document_id
        return [one for one in self.redactions.model.items if one.document_id == at_hand]

    def _focus_text(self) -> None:
        (self.text_view if self.desk.document_id else self.documents).setFocus()

    def _on_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # Qt's own

    def _restore_layout(self) -> None:
        kept = self.memory
        if kept.contains("window/state"):
            self.restoreState(kept.value("window/state"))
            self.views.restore(kept)
            self.documents.splitter.restoreState(kept.value("window/documents"))
        self.navigation.fit_text(bool(kept.value("window/fit_text", True, type=bool)))
        mode = str(kept.value("window/mode", Mode.TAG.value))
        self.desk.set_mode(Mode(mode) if mode in set(Mode) else Mode.TAG)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102
        if not self.is_complete:
            super().closeEvent(event)
            return
        kept = self.memory
        if self.desk.is_open:
            kept.setValue("window/state", self.saveState())
            self.views.keep(kept)
            kept.setValue("window/documents", self.documents.splitter.saveState())
            kept.setValue("window/geometry", self.saveGeometry())
        kept.setValue("window/mode", self.desk.mode.value)
        kept.setValue("window/fit_text", self.text_view.fits_text)
        self.projects.close()
        kept.sync()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self.messages.place()

    def _reset_panes(self) -> None:
        self.restoreState(self._first_layout)
        self.views.let_go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and watched in self._docks
        ):
            self._focus_text()
            return True
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: D102
        if self.is_complete and dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: D102
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.activateWindow()
            self.projects.drop(paths)
