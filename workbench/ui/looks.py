"""Colours: the system's, or as the settings say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from workbench.app.settings import Settings
from workbench.ui import theme as themes
from workbench.ui.theme import Theme


class Themed(Protocol):
    """A part of the window that paints with a theme's colours."""

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""


class Looks(QObject):
    """Puts the theme of the settings on the window, and follows the system where they say so."""

    def __init__(self, parent: QObject, parts: Iterable[Themed]) -> None:
        super().__init__(parent)
        self.theme = themes.light()
        self._settings = Settings()
        self._watchers: list[Callable[[Theme], None]] = [part.set_theme for part in parts]
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def watch(self, on_theme: Callable[[Theme], None]) -> None:
        """Call ``on_theme`` now and with every theme to come."""
        self._watchers.append(on_theme)
        on_theme(self.theme)

    def apply(self, settings: Settings) -> None:
        """Put the theme on that these settings ask for."""
        self._settings = settings
        chosen = settings.text("theme")
        if chosen == "system":
            self.theme = themes.system_theme()
        else:
            self.theme = themes.dark() if chosen == "dark" else themes.light()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            themes.apply(app, self.theme)
        for watcher in self._watchers:
            watcher(self.theme)

    def _on_scheme_changed(self, _scheme: object) -> None:
        self.apply(self._settings)
