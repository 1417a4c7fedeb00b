"""Cold start to the painted window, against an empty PySide6 window started the same way."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tests.benchmarks.measure import Clock, show

ROUNDS = 9
_EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", flush=True)
window = Window()
window.resize(1400, 900)
window.show()
app.exec()
"""
_OURS = """
from PySide6.QtCore import QEvent, QObject
from workbench.ui.app import make_application
app = make_application()
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and watched.isWidgetType() and watched.isVisible():
            print("painted", flush=True)
        return False
watch = Watch()
app.installEventFilter(watch)
from workbench.ui import app as ours
ours.run()
"""


def once(script: str, home: str) -> None:
    """Start a program and wait until it says that it has painted."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", WORKBENCH_HOME=home)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.kill()
    assert line.strip() == "painted", "the program ended without painting"


def main() -> None:
    """Both in turns; the ratio of the medians, files warm in the system's cache."""
    with tempfile.TemporaryDirectory() as home:
        empty, ours = Clock(), Clock()
        once(_EMPTY, home)
        once(_OURS, home)
        for _ in range(ROUNDS):
            with empty():
                once(_EMPTY, home)
            with ours():
                once(_OURS, home)
        print(f"empty PySide6 window: {empty.says()}")
        print(f"Archive Workbench: {ours.says()}")
        ratio = ours.percentile_ms(0.5) / empty.percentile_ms(0.5)
        show("cold start to painted window", f"{ratio:.2f} x", "at most 2 x", ratio <= 2)


if __name__ == "__main__":
    main()
