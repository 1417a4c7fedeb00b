"""Moving about: pages, zoom, panes, text size; and undo, redo, copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QWidget

from workbench.app import settings as app_settings
from workbench.app.events import JobEnded
from workbench.app.settings import Settings
from workbench.ui.desk import Desk
from workbench.ui.dialogs import SettingsDialog
from workbench.ui.messages import Tone
from workbench.ui.page_view import PageView
from workbench.ui.text_view import TextView

_SMALLEST_PT, _LARGEST_PT = 6, 40


class Navigation(QObject):
    """What moves the person about without changing anything, the steps of undo, the settings.

    Signals:
        settings_saved: the settings as they now are.
    """

    settings_saved = Signal(object)

    def __init__(self, desk: Desk, page_view: PageView, text_view: TextView) -> None:
        super().__init__(desk)
        self._desk = desk
        self._page_view = page_view
        self._text_view = text_view
        self._stepping = ""
        desk.job_ended.connect(self._on_job_ended)
        actions, state = desk.actions, desk.state
        for action_id, slot in (
            ("zoom_in", page_view.zoom_in),
            ("zoom_out", page_view.zoom_out),
            ("zoom_full", lambda: page_view.zoom_to(1.0)),
            ("fit_width", page_view.fit_width),
            ("fit_page", page_view.fit_page),
            ("rotate_right", page_view.rotate_right),
            ("rotate_left", page_view.rotate_left),
            ("text_larger", lambda: self.change_text_size(1)),
            ("text_smaller", lambda: self.change_text_size(-1)),
            ("fit_text", lambda: self.fit_text(not text_view.fits_text)),
            ("next_page", lambda: state.go_to_page(state.current_page + 1)),
            ("previous_page", lambda: state.go_to_page(state.current_page - 1)),
            ("first_page", lambda: state.go_to_page(1)),
            ("last_page", lambda: state.go_to_page(state.page_count)),
            ("go_to_page", self.ask_page),
            ("undo", lambda: self.step(back=True)),
            ("redo", lambda: self.step(back=False)),
            ("copy", lambda: QGuiApplication.clipboard().setText(state.selected_text())),
        ):
            actions.on(action_id, slot)

    def change_text_size(self, by: int) -> None:
        """Make the text beside the page larger or smaller than it is, for good.

        Who asks for a size gets it: the text no longer shrinks to fit its pane.
        """
        desk = self._desk
        shown = round(self._text_view.shown_text_size)
        size = max(_SMALLEST_PT, min(_LARGEST_PT, shown + by))
        desk.settings = desk.settings.with_value("text_size", size)
        app_settings.save(desk.settings)
        self._text_view.set_text_size(size)
        self.fit_text(False)

    def fit_text(self, fits: bool) -> None:
        """Let the text be as small as its pane needs, or keep it as large as it was set."""
        self._text_view.set_fit_text(fits)
        self._desk.actions["fit_text"].setChecked(fits)

    def ask_settings(self) -> None:
        """Show the settings; what is saved holds at once."""
        dialog = SettingsDialog(self._page_view.window(), self._desk.settings)
        dialog.saved.connect(self._on_settings_saved)
        dialog.open()

    def _on_settings_saved(self, settings: Settings) -> None:
        desk = self._desk
        is_resized = settings.number("text_size") != desk.settings.number("text_size")
        desk.settings = settings
        name = settings.text("person")
        if desk.is_open and name:
            desk.session.person = name
        self._text_view.set_text_size(settings.number("text_size"))
        if is_resized:
            self.fit_text(False)
        self.settings_saved.emit(settings)
        desk.say("Settings saved.", Tone.GOOD)

    def ask_page(self) -> None:
        """Ask for a page's number and go there."""
        state = self._desk.state
        dialog = QInputDialog(self._page_view.window())
        dialog.setObjectName("page_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setWindowTitle("Go to page")
        dialog.setLabelText(f"Page, 1 to {state.page_count}")
        dialog.setIntRange(1, max(1, state.page_count))
        dialog.setIntValue(max(1, state.current_page))
        dialog.intValueSelected.connect(state.go_to_page)
        dialog.open()

    def step(self, *, back: bool) -> None:
        """Undo or redo one step, and show where it was."""
        desk = self._desk
        session = desk.session
        desk.last_touched = frozenset()
        if session.is_long(back=back):
            job = desk.attempt(lambda: session.long_step(back=back))
            if job is not None:
                self._stepping = job.id
                desk.wait_for(job)
            return
        done = desk.attempt(session.undo if back else session.redo)
        desk.refresh_facts()
        if done is not None:
            self._show_step()
            desk.say(f"{'Undone' if back else 'Done again'}: {done}", Tone.INFO)

    def _on_job_ended(self, event: JobEnded) -> None:
        if event.job_id == self._stepping and event.state == "done":
            self._show_step()

    def _show_step(self) -> None:
        """Go where something was changed, unless it is in sight."""
        desk = self._desk
        here = (desk.document_id, desk.state.current_page)
        if desk.last_touched and here not in desk.last_touched:
            document_id, page = min(desk.last_touched)
            desk.show_document(document_id, page)


class Panes(QObject):
    """The panes of the window in their order, and the keys that go from one to another."""

    def __init__(self, desk: Desk, panes: Sequence[tuple[str, QWidget, QWidget]]) -> None:
        """``panes``: action id, the pane to show, the widget in it that takes the focus."""
        super().__init__(desk)
        self._panes = tuple(panes)
        for action_id, pane, target in panes:
            if action_id:
                desk.actions.on(action_id, _focus(pane, target))
        desk.actions.on("next_pane", lambda: self.step(1))
        desk.actions.on("previous_pane", lambda: self.step(-1))

    def step(self, by: int) -> None:
        """Move to the next pane that is shown, or the one before."""
        shown = [(pane, target) for _, pane, target in self._panes if pane.isVisible()]
        if not shown:
            return
        here = next((n for n, (pane, _) in enumerate(shown) if holds_focus(pane)), -1)
        pane, target = shown[(here + by) % len(shown)]
        _focus(pane, target)()


def holds_focus(pane: QWidget) -> bool:
    """Whether the focus is in a pane."""
    focus = QGuiApplication.focusObject()
    return isinstance(focus, QWidget) and (focus is pane or pane.isAncestorOf(focus))


def _focus(pane: QWidget, target: QWidget) -> Callable[[], None]:
    def focus() -> None:
        pane.show()
        pane.raise_()
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    return focus
