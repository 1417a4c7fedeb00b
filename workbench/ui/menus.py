"""The action table come alive: menus, shortcuts, and what can be done at the moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from workbench.ui.actions import (
    ACTIONS,
    MENUS,
    MODE_OF,
    ActionSpec,
    Fact,
    Mode,
    label_specs,
    mode_heading,
    tip_with_key,
)

if TYPE_CHECKING:
    from workbench.domain.labels import Label, LabelSet


class Actions(QObject):
    """The table come alive: one :class:`QAction` each, with its menu, tip and shortcut.

    Signals:
        changed: which actions can be done has changed.
    """

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        self._label_menu: QMenu | None = None
        self.mode = Mode.READ
        self._facts: frozenset[Fact] = frozenset()
        for spec in ACTIONS:
            self._add(spec)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    @property
    def specs(self) -> tuple[ActionSpec, ...]:
        """Every action there is now, labels among them."""
        return tuple(self._specs.values())

    @property
    def tag_menu(self) -> QMenu:
        """The menu of labels."""
        assert self._label_menu is not None
        return self._label_menu

    @property
    def can_tag(self) -> bool:
        """Whether there is something to put a label on."""
        return self.mode is Mode.TAG and Fact.SELECTION in self._facts

    def on(self, action_id: str, slot: Callable[[], object]) -> None:
        """Have ``slot`` called, without arguments, when the action is done."""
        self._actions[action_id].triggered.connect(lambda _checked=False: slot())

    def fill(self, bar: QMenuBar) -> None:
        """Build the menus, sections parted by lines."""
        for name in MENUS:
            menu = bar.addMenu(f"&{name}")
            menu.setToolTipsVisible(True)
            self._menus[name] = menu
            section = heading = ""
            if name == "Annotate":
                heading = mode_heading(frozenset({Mode.TAG}))
                menu.addSection(heading)
                self._label_menu = menu.addMenu("Tag as")
                self._label_menu.setToolTipsVisible(True)
                section = "Tag as"
            for spec in ACTIONS:
                if spec.menu == name:
                    before, heading = heading, mode_heading(spec.modes)
                    if heading and heading != before:
                        menu.addSection(heading)
                    elif section and (spec.section != section or heading != before):
                        menu.addSeparator()
                    section = spec.section
                    menu.addAction(self._actions[spec.id])

    def set_labels(self, labels: LabelSet, tag: Callable[[Label], object]) -> None:
        """Take the actions of the labels before out and put those of ``labels`` in."""
        for action_id in [x for x in self._specs if x.startswith("tag:")]:
            del self._specs[action_id]
            action = self._actions.pop(action_id)
            self._window.removeAction(action)
            action.deleteLater()
        menu = self._label_menu
        if menu is not None:
            menu.clear()
        section = ""
        for label, spec in zip(labels.labels, label_specs(labels), strict=True):
            action = self._add(spec)
            action.triggered.connect(lambda _checked=False, one=label: tag(one))
            if menu is not None:
                if section and section != spec.section:
                    menu.addSeparator()
                section = spec.section
                menu.addAction(action)
        self._refresh()

    def set_mode(self, mode: Mode) -> None:
        """Change what keys mean."""
        self.mode = mode
        for action_id, its_mode in MODE_OF.items():
            self._actions[action_id].setChecked(its_mode == mode)
        self._refresh()

    def set_facts(self, facts: frozenset[Fact]) -> None:
        """Say what is so now; actions that need more are greyed."""
        if facts != self._facts:
            self._facts = facts
            self._refresh()

    def set_history(self, undo: str | None, redo: str | None) -> None:
        """Name what undo and redo would do, in the menu."""
        self._actions["undo"].setText(f"Undo {undo}" if undo else "Undo")
        self._actions["redo"].setText(f"Redo {redo}" if redo else "Redo")

    def _add(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text.replace("&", "&&"), self._window)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        tip = tip_with_key(spec)
        action.setToolTip(tip)
        action.setStatusTip(spec.tip)
        self._window.addAction(action)
        self._specs[spec.id] = spec
        self._actions[spec.id] = action
        return action

    def _refresh(self) -> None:
        for action_id, spec in self._specs.items():
            self._actions[action_id].setEnabled(
                self.mode in spec.modes and spec.needs <= self._facts
            )
        self.changed.emit()
