"""What a person sets once, and the projects they opened lately."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import files
from workbench.app import settings
from workbench.app.session import default_person
from workbench.app.settings import TABLE, Settings
from workbench.domain.errors import UserError


def test_defaults_stand_when_nothing_was_ever_set() -> None:
    loaded = settings.load()
    assert {s.key: loaded.get(s.key) for s in TABLE} == {s.key: s.default for s in TABLE}


def test_every_default_fits_its_own_setting() -> None:
    for setting in TABLE:
        assert setting.checked(setting.default) == setting.default
        assert setting.title
        assert setting.help


def test_settings_are_there_again_when_saved() -> None:
    settings.save(Settings().with_value("person", "Ann").with_value("workers", 2))
    loaded = settings.load()
    assert (loaded.text("person"), loaded.number("workers")) == ("Ann", 2)
    assert default_person() == "Ann"


@pytest.mark.parametrize(
    ("key", "value"),
    [("workers", "two"), ("workers", True), ("workers", -1), ("theme", "pink"), ("text_size", 99)],
)
def test_value_is_refused_when_it_does_not_fit(key: str, value: object) -> None:
    with pytest.raises(UserError):
        Settings().with_value(key, value)


@pytest.mark.parametrize("text", ["{", "[]", '{"workers": "x", "unknown": 1}', "\ufeff"])
def test_defaults_stand_when_the_file_is_damaged(text: str) -> None:
    (files.user_folder("config") / "settings.json").write_text(text, encoding="utf-8")
    assert settings.load().get("workers") == 0


def test_recent_projects_are_newest_first_and_exist(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
        settings.remember_project(folder)
    settings.remember_project(folders[0])
    assert settings.recent_projects() == [folders[0], folders[2], folders[1]]
    folders[2].rmdir()
    settings.forget_project(folders[1])
    assert settings.recent_projects() == [folders[0]]
