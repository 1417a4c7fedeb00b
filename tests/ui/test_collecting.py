"""Garbage in circles: left alone while the person works, gone when they rest or turn away."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from workbench.ui.collecting import Collector


class Circle:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    window = QWidget()
    qtbot.addWidget(window)
    made = Collector(window)
    yield made
    made.remove()


def old_garbage() -> weakref.ref[Circle]:
    """A circle nobody holds any more, which the collections of young objects have passed over."""
    circle = Circle()
    gc.collect(1)
    gc.collect(1)
    return weakref.ref(circle)


def test_old_objects_are_never_walked_through_by_themselves(collector: Collector) -> None:
    walks: list[int] = []

    def on_walk(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            walks.append(info["generation"])

    gc.callbacks.append(on_walk)
    kept = [[number] for number in range(300_000)]
    gc.callbacks.remove(on_walk)
    assert len(kept) == 300_000
    assert 1 in walks
    assert 2 not in walks


def test_garbage_goes_when_the_person_turns_to_another_program(collector: Collector) -> None:
    garbage = old_garbage()
    assert garbage() is not None
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert garbage() is not None
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert garbage() is None


def test_what_the_collector_changed_is_as_before_when_it_is_removed(qtbot: QtBot) -> None:
    before = gc.get_threshold(), sys.getswitchinterval()
    window = QWidget()
    qtbot.addWidget(window)
    collector = Collector(window)
    assert (gc.get_threshold(), sys.getswitchinterval()) != before
    collector.remove()
    assert (gc.get_threshold(), sys.getswitchinterval()) == before
    assert gc.get_freeze_count() == 0
