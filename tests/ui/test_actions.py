"""The action table: every action has a key, and no key means two things in one mode."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from workbench import files
from workbench.domain.annotations import Kind
from workbench.domain.labels import Label, LabelSet, parse_label_set
from workbench.ui.actions import ACTIONS, Fact, Mode, key_conflicts, label_specs
from workbench.ui.main_window import MainWindow
from workbench.ui.menus import Actions


@pytest.fixture
def diplomatic() -> LabelSet:
    path = files.resource("labels", "diplomatic.toml")
    return parse_label_set("diplomatic", path.read_text(encoding="utf-8"))


def test_no_key_means_two_things_when_labels_are_added(diplomatic: LabelSet) -> None:
    assert key_conflicts(ACTIONS + label_specs(diplomatic)) == []


def test_conflict_is_named_when_two_actions_share_a_key(diplomatic: LabelSet) -> None:
    twice = ACTIONS + (ACTIONS[0],)
    assert any("Ctrl+N" in problem for problem in key_conflicts(twice))


def test_every_action_has_a_key_and_a_tip_when_read_from_the_table(diplomatic: LabelSet) -> None:
    for spec in ACTIONS + label_specs(diplomatic):
        assert spec.keys, spec.id
        assert spec.tip, spec.id


def test_single_keys_stay_out_of_text_fields_when_typed_there(diplomatic: LabelSet) -> None:
    """Text fields keep printable signs and Del for themselves, but not Return and Tab."""
    for spec in ACTIONS + label_specs(diplomatic):
        for key in spec.keys:
            assert QKeySequence(key).toString() not in {"Return", "Enter", "Tab", "Space"}


def test_read_mode_has_no_single_key_that_changes_when_labels_are_added(
    diplomatic: LabelSet,
) -> None:
    plain = {
        spec.id
        for spec in ACTIONS + label_specs(diplomatic)
        if Mode.READ in spec.modes
        for key in spec.keys
        if len(key) == 1
    }
    assert plain == {"find", "keys"}


def test_label_gets_no_key_when_the_table_uses_it() -> None:
    label = Label(Kind.ENTITY, "X", "Example", "v", "#000000", "#ffffff")
    (spec,) = label_specs(LabelSet("own", "Own", (label,)))
    assert spec.keys == ()


def test_actions_follow_mode_and_facts_when_they_change(qtbot: QtBot, diplomatic: LabelSet) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    actions.fill(window.menuBar())
    tagged: list[Label] = []
    actions.set_labels(diplomatic, tagged.append)
    person = actions["tag:entity:PERSON"]
    assert not person.isEnabled()
    actions.set_facts(frozenset({Fact.PROJECT, Fact.DOCUMENT}))
    assert not person.isEnabled()
    actions.set_mode(Mode.TAG)
    assert person.isEnabled()
    assert not actions["next_doubt"].isEnabled()
    person.trigger()
    assert [label.name for label in tagged] == ["PERSON"]
    actions.set_history("Tag as PERSON", None)
    assert actions["undo"].text() == "Undo Tag as PERSON"
    assert actions["redo"].text() == "Redo"


def test_labels_are_replaced_when_another_set_comes(qtbot: QtBot, diplomatic: LabelSet) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    actions.fill(window.menuBar())
    actions.set_labels(diplomatic, lambda _label: None)
    label = Label(Kind.ENTITY, "SHIP", "Ship", "1", "#000000", "#ffffff")
    actions.set_labels(LabelSet("own", "Own", (label,)), lambda _label: None)
    assert [s.id for s in actions.specs if s.id.startswith("tag:")] == ["tag:entity:SHIP"]
    assert key_conflicts(actions.specs) == []


def test_menu_says_in_which_mode_its_grey_actions_can_be_done(window: MainWindow) -> None:
    window.desk.set_mode(Mode.READ)
    menus = {menu.title(): menu for menu in window.menus.findChildren(QMenu)}
    for title, heading in (("&Redact", "Redact mode (Alt+4)"), ("&Review", "Correct mode (Alt+3)")):
        first, *rest = menus[title].actions()
        assert first.text() == heading
        assert not rest[0].isEnabled()
