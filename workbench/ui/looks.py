"""Colours and text size: the system's, or as the settings say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from workbench.app.settings import Settings
from workbench.ui import theme as themes
from workbench.ui.desk import Desk
from workbench.ui.dialogs import SettingsDialog
from workbench.ui.messages import Tone
from workbench.ui.text_view import TextView
from workbench.ui.theme import Theme


class Themed(Protocol):
    """A part of the window that paints with a theme's colours."""

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""


class Looks(QObject):
    """Puts the settings' looks on the window, and follows the system where they say so."""

    def __init__(self, desk: Desk, text_view: TextView, parts: Sequence[Themed]) -> None:
        super().__init__(desk)
        self._desk = desk
        self._text_view = text_view
        self._parts = tuple(parts)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self.apply()

    def _on_scheme_changed(self, _scheme: object) -> None:
        self.apply()

    def apply(self) -> None:
        """Put the looks on."""
        settings = self._desk.settings
        chosen = settings.text("theme")
        if chosen == "system":
            theme = themes.system_theme()
        else:
            theme = themes.dark() if chosen == "dark" else themes.light()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            themes.apply(app, theme)
        self._desk.state.set_theme(theme)
        for part in self._parts:
            part.set_theme(theme)
        self._text_view.set_text_size(settings.number("text_size"))

    def ask_settings(self, window: QWidget) -> None:
        """Show the settings; what is saved is put on at once."""
        dialog = SettingsDialog(window, self._desk.settings)
        dialog.saved.connect(self._on_saved)
        dialog.open()

    def _on_saved(self, settings: Settings) -> None:
        desk = self._desk
        desk.settings = settings
        name = settings.text("person")
        if desk.is_open and name:
            desk.session.person = name
        self.apply()
        desk.say("Settings saved.", Tone.GOOD)
