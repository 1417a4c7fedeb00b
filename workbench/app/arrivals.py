"""What happens to a source before it has pages: found, hashed, prepared, copied. In workers.

These functions touch files alone, never the database.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench import files
from workbench.domain.errors import UnreadableFile
from workbench.store import sources

_OF_THE_SYSTEM = {"thumbs.db", "desktop.ini"}  # what Windows leaves in folders of pictures
_SUFFIX = ".workbench"
_TELL_EVERY = 50


@dataclass(frozen=True, slots=True)
class Arrival:
    """A source that stands in the project folder now, with what its rows need.

    ``name`` is its file name; ``page_sizes`` are width and height in points and clockwise
    rotation; ``note`` says what was odd about it, or is empty.
    """

    name: str
    source_sha256: str
    page_file_sha256: str
    media: str
    page_sizes: tuple[tuple[float, float, int], ...]
    note: str


def find_sources(
    given: Sequence[str], progress: Callable[[int, int], None]
) -> tuple[list[str], list[tuple[str, str]]]:
    """Files under what was given, folders walked in order of names, each file once.

    Hidden files and project folders inside folders are left out, loops of links walked once.
    ``progress`` hears now and then how many were found. Returns the paths, and
    ``(path, sentence)`` for what is not there or cannot be listed.
    """
    found: dict[str, None] = {}
    failures: list[tuple[str, str]] = []
    walked: set[tuple[int, int]] = set()
    for name in given:
        path = Path(name)
        if path.is_dir():
            for file in _walk(path, walked, failures):
                found.setdefault(str(file))
                if not len(found) % _TELL_EVERY:
                    progress(len(found), 0)
        elif path.is_file():
            found.setdefault(str(path))
        else:
            what = "is no file that can be read" if path.exists() else "is not there"
            failures.append((name, f"{path.name} {what}. Check the path {path}."))
    return list(found), failures


def _walk(
    folder: Path, walked: set[tuple[int, int]], failures: list[tuple[str, str]]
) -> Iterator[Path]:
    try:
        state = folder.stat()
        if (state.st_dev, state.st_ino) in walked:
            return
        walked.add((state.st_dev, state.st_ino))
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        failures.append(
            (str(folder), f"The folder {folder} could not be listed: {error.strerror}.")
        )
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith(".") or entry.name.casefold() in _OF_THE_SYSTEM:
            continue
        if entry.is_dir():
            if path.suffix != _SUFFIX:
                yield from _walk(path, walked, failures)
        elif entry.is_file():
            yield path


def hash_source(source: str) -> str:
    """Hex SHA-256 of a source.

    Raises:
        UnreadableFile: it is gone or cannot be opened.
    """
    try:
        return files.sha256(Path(source))
    except OSError as error:
        raise UnreadableFile(
            f"{Path(source).name} could not be read: {error.strerror}. "
            "Check that it is there and that you may open it."
        ) from error


def prepare_source(source: str, project: str) -> Arrival:
    """Recognise a source, make its pages, and copy both into the project folder.

    A source that cannot be prepared leaves nothing there.

    Raises:
        UnreadableFile: what it is cannot be read; the sentence names the file and the cause.
    """
    from workbench.engines import inspect

    path, folder = Path(source), Path(project)
    prepared = inspect.prepare(source, str(folder / sources.STAGING))
    try:
        source_sha256 = sources.add_source(folder, path)
        page_file_sha256 = source_sha256
        if prepared.page_file is not None:
            page_file_sha256 = sources.add_page_file(folder, Path(prepared.page_file))
    finally:
        if prepared.page_file is not None:
            Path(prepared.page_file).unlink(missing_ok=True)
    return Arrival(
        path.name,
        source_sha256,
        page_file_sha256,
        prepared.media,
        tuple((p.width_pt, p.height_pt, p.rotation) for p in prepared.pages),
        prepared.note,
    )
