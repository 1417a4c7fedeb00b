"""Where the window keeps sizes and places from one time to the next."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from workbench import files


def memory() -> QSettings:
    """An ini file in the person's own folder."""
    path = files.user_folder("config") / "window.ini"
    return QSettings(str(path), QSettings.Format.IniFormat)
