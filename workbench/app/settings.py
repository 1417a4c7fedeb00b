"""What a person sets once: one frozen table that is stored as JSON and draws the dialog."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench import files
from workbench.domain.errors import UserError

_log = logging.getLogger(__name__)
_SETTINGS = "settings.json"
_RECENT = "recent.json"
_RECENT_KEPT = 12

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: the dialog shows ``title`` and ``help``; ``choices`` empty means free."""

    key: str
    type: type[str] | type[int] | type[float] | type[bool]
    default: Value
    title: str
    help: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None

    def checked(self, value: object) -> Value:
        """The value as this setting's type.

        Raises:
            UserError: it does not fit.
        """
        wanted = self.type
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not wanted:
            raise UserError(f"“{self.title}” takes {_NAMES[wanted]}, not {value!r}.")
        if self.choices and value not in self.choices:
            raise UserError(f"“{self.title}” is one of {', '.join(self.choices)}, not {value!r}.")
        if isinstance(value, int | float):
            if self.least is not None and value < self.least:
                raise UserError(f"“{self.title}” is at least {self.least:g}.")
            if self.most is not None and value > self.most:
                raise UserError(f"“{self.title}” is at most {self.most:g}.")
        return value


_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "yes or no"}

TABLE: tuple[Setting, ...] = (
    Setting(
        "person",
        str,
        "",
        "Your name",
        "Written beside every annotation and decision. Empty: the name this computer knows.",
    ),
    Setting(
        "theme",
        str,
        "system",
        "Colours",
        "Light or dark, or as the system has it.",
        ("system", "light", "dark"),
    ),
    Setting(
        "text_size",
        int,
        11,
        "Text size",
        "Points, for the text beside the page.",
        least=6,
        most=40,
    ),
    Setting("labels", str, "diplomatic", "Labels", "The label set of a new project."),
    Setting(
        "ocr",
        str,
        "auto",
        "Read by OCR",
        "Which pages are read by OCR where an import does not say otherwise.",
        ("auto", "always", "never"),
    ),
    Setting(
        "language",
        str,
        "eng",
        "Language of OCR",
        "As Tesseract names it; several are joined by +, such as eng+fra.",
    ),
    Setting(
        "workers",
        int,
        0,
        "Pages read at once",
        "How many pages are read at the same time. 0: one for each core.",
        least=0,
        most=64,
    ),
    Setting(
        "page_seconds",
        int,
        120,
        "Seconds a page may take",
        "A page that takes longer is given up, shown without text, and can be read again.",
        least=5,
        most=3600,
    ),
    Setting(
        "suggest_on_import",
        bool,
        True,
        "Suggest while importing",
        "Imported documents arrive with paragraphs and markings suggested.",
    ),
    Setting(
        "name_model",
        str,
        "",
        "Model for names",
        "A spaCy model installed on this computer that adds to the names the rules find. "
        "Empty: rules alone.",
    ),
)
_BY_KEY = {setting.key: setting for setting in TABLE}


@dataclass(frozen=True)
class Settings:
    """Values for the table; what was never set has its default."""

    values: Mapping[str, Value] = field(default_factory=dict)

    def get(self, key: str) -> Value:
        """The value of one setting.

        Raises:
            KeyError: the table has no such key.
        """
        return self.values.get(key, _BY_KEY[key].default)

    def text(self, key: str) -> str:
        """The value of a setting that is text."""
        return str(self.get(key))

    def number(self, key: str) -> int:
        """The value of a setting that is a whole number."""
        return int(self.get(key))

    def with_value(self, key: str, value: object) -> Settings:
        """The settings with one changed.

        Raises:
            UserError: the value does not fit.
        """
        return Settings({**self.values, key: _BY_KEY[key].checked(value)})


def setting(key: str) -> Setting:
    """A row of the table.

    Raises:
        KeyError: there is none of that key.
    """
    return _BY_KEY[key]


def offered(setting: Setting) -> tuple[str, ...]:
    """What there is to choose from on this computer; empty where anything may be typed."""
    if setting.key == "labels":
        found = files.resource("labels").glob("*.toml")
        return tuple(sorted(path.stem for path in found))
    if setting.key == "language":
        from workbench.engines.ocr import languages  # only for who looks at the settings

        return languages()
    return setting.choices


def load() -> Settings:
    """The person's settings. A damaged or foreign value falls back to its default."""
    values: dict[str, Value] = {}
    for key, value in _read(_SETTINGS, {}).items():
        setting = _BY_KEY.get(key)
        if setting is None:
            continue
        try:
            values[key] = setting.checked(value)
        except UserError as error:
            _log.info("setting %s left at its default: %s", key, error)
    return Settings(values)


def save(settings: Settings) -> None:
    """Keep the settings; the file is replaced in one step."""
    _write(_SETTINGS, dict(settings.values))


def recent_projects() -> list[Path]:
    """Projects opened lately that still stand there, newest first."""
    paths = [Path(p) for p in _read(_RECENT, {}).get("projects", []) if isinstance(p, str)]
    return [path for path in paths if path.is_dir()]


def remember_project(path: Path) -> None:
    """Put a project first in the list of recent ones."""
    path = path.resolve()
    others = [p for p in recent_projects() if p != path]
    _write(_RECENT, {"projects": [str(p) for p in [path, *others][:_RECENT_KEPT]]})


def forget_project(path: Path) -> None:
    """Take a project off the list of recent ones."""
    path = path.resolve()
    _write(_RECENT, {"projects": [str(p) for p in recent_projects() if p != path]})


def _read(name: str, default: dict[str, Any]) -> dict[str, Any]:
    try:
        data = json.loads((files.user_folder("config") / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return default
    except (OSError, ValueError) as error:
        _log.info("%s could not be read, defaults are used: %s", name, error)
        return default
    return data if isinstance(data, dict) else default


def _write(name: str, data: dict[str, Any]) -> None:
    text = json.dumps(data, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    with files.atomic_output(files.user_folder("config") / name) as temporary:
        temporary.write_text(text, encoding="utf-8")
