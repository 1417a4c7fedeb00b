"""Files: what the program brings along, where it may keep things, and writing without halves.

What the first window does not need is imported where it is used: this module stands before it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_APP = "archive-workbench"


def bundled(folder: str, *parts: str) -> Path:
    """Path of something shipped with the program, under ``resources`` or ``samples``.

    Looks inside the package (installed, or built by PyInstaller), then beside it (a checkout).

    Raises:
        FileNotFoundError: the program was installed without it.
    """
    for root in (_PACKAGE, _PACKAGE.parent):
        path = root.joinpath(folder, *parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"{folder}/{'/'.join(parts)} is missing from the installation")


def resource(*parts: str) -> Path:
    """Path of a shipped resource, for example ``resource("labels", "diplomatic.toml")``."""
    return bundled("resources", *parts)


def user_folder(purpose: str) -> Path:
    """A folder of the person's own, made if missing: ``data``, ``config``, ``log`` or ``cache``.

    ``WORKBENCH_HOME`` in the environment puts all four under one folder (tests, portable use).
    """
    home = os.environ.get("WORKBENCH_HOME")
    if home:
        path = Path(home) / purpose
    else:
        import platformdirs

        dirs = platformdirs.PlatformDirs(_APP, appauthor=False)
        path = {
            "data": dirs.user_data_path,
            "config": dirs.user_config_path,
            "log": dirs.user_log_path,
            "cache": dirs.user_cache_path,
        }[purpose]
    path.mkdir(parents=True, exist_ok=True)
    return path


def sha256(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    import hashlib

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def publish(temporary: Path, final: Path) -> None:
    """Give a finished file its name: flushed, renamed in one step, the folder flushed."""
    with temporary.open("rb+") as stream:
        os.fsync(stream.fileno())
    temporary.replace(final)
    sync_folder(final.parent)


@contextmanager
def atomic_output(final: Path) -> Iterator[Path]:
    """A temporary path beside ``final`` that takes its name only when the block ends well.

    An error leaves whatever stood under ``final`` untouched and no temporary file behind.
    """
    # Not tempfile's: its files are closed to everyone else, and the mode stays after the rename.
    # And without the final name: a long one would be too long with anything beside it.
    from uuid import uuid4

    temporary = final.parent / f".{uuid4().hex}.part"
    temporary.touch(exist_ok=False)
    try:
        yield temporary
        publish(temporary, final)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise
