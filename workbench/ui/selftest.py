"""The window's part of ``workbench selftest``: it opens on a project, paints it, and closes."""

from __future__ import annotations

import os
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from workbench.app.session import Session
from workbench.ui.app import build_window, make_application

LIMIT_S = 30.0
EXPECTED = ("This plugin does not support propagateSizeHints()",)
"""What Qt says on its offscreen platform about any window."""


def open_for_a_moment(project: Path) -> str:
    """Open the window, offscreen, on a project; says how large it was when it was painted.

    Raises:
        UserError: the project cannot be opened.
        RuntimeError: the window stayed blank, or Qt complained.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before the application is made
    said: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _where, text: said.append(text or ""))
    try:
        seen = _open_and_paint(project)
    finally:
        qInstallMessageHandler(before)
    unexpected = [text for text in said if text not in EXPECTED]
    if unexpected:
        raise RuntimeError(f"Qt said: {unexpected}")
    return seen


def _open_and_paint(project: Path) -> str:
    app = make_application()
    window = build_window(Session.open(project))
    try:
        window.resize(1200, 800)
        window.show()
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            image = window.grab().toImage()
            colours = {
                image.pixel(x, y)
                for x in range(0, image.width(), 7)
                for y in range(0, image.height(), 7)
            }
            if len(colours) > 8:
                return f"{image.width()} x {image.height()} pixels on {app.platformName()}"
        raise RuntimeError("the window stayed blank")
    finally:
        window.projects.close()
        window.close()
        window.deleteLater()
        QApplication.processEvents()
