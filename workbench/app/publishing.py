"""Laying a finished release into its folder: whole or not at all, the earlier one kept.

Everything lies ready in a hidden folder on the same disk, so that giving names is all that is
left to do: no step here needs room for a copy. What goes wrong is taken back step by step. The
manifest is the first to go and the last to come: a folder with a manifest is whole, wherever
the power went. What a power cut left in between is put back by :func:`recover`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from workbench import files
from workbench.domain.errors import UserError
from workbench.release.index import MANIFEST

EARLIER = "earlier"
"""Folder in a release's folder that holds the releases made there before."""

_STEPS = "laying-out.json"
_WAITING = f"{MANIFEST}.part"


@contextmanager
def laid_out(
    stage: Path, out: Path, names: Sequence[str], standing: Sequence[str], stamp: str
) -> Iterator[None]:
    """Put the finished ``names`` of ``stage`` into ``out`` in place of what is ``standing``.

    ``names`` and ``standing`` are files and folders, the manifest among them where there is one.
    What stands goes to ``earlier/<stamp>`` first. If the block raises, or a step fails, the
    folder is as it was.

    Raises:
        UserError: a step failed; nothing was changed.
    """
    undo: list[Callable[[], object]] = []
    try:
        steps = {"names": list(names), "standing": list(standing), "stamp": stamp}
        with files.atomic_output(stage / _STEPS) as path:
            path.write_text(json.dumps(steps), encoding="utf-8")
        if standing:
            _keep(out, standing, out / EARLIER / stamp, undo)
        for name in (*(n for n in names if n != MANIFEST), MANIFEST):
            _move(stage / name, out / name, undo)
        files.sync_folder(out)
        yield
    except BaseException as error:
        left = _take_back(undo)
        if not isinstance(error, OSError):
            raise
        also = "" if left is None else f" Not everything could be put back: {left}."
        raise UserError(
            f"The release could not be laid into {out.name}: {error.strerror or error}. Nothing "
            "was released, and what stood there stands as it was. Make room or choose another "
            f"folder, then release again.{also}",
            str(error),
        ) from error


def _keep(
    out: Path, standing: Sequence[str], place: Path, undo: list[Callable[[], object]]
) -> None:
    """Move what stands there aside; the manifest goes last, so that the kept one is whole too."""
    holder = place.parent
    if not holder.exists():
        holder.mkdir()
        undo.append(lambda: _remove_if_empty(holder))
    place.mkdir()
    undo.append(lambda: _remove_if_empty(place))
    # Out of the folder first: from here on it holds no whole release.
    waiting = place / _WAITING
    if MANIFEST in standing:
        _move(out / MANIFEST, waiting, undo)
        files.sync_folder(out)
    for name in standing:
        if name != MANIFEST:
            _move(out / name, place / name, undo)
    if MANIFEST in standing:
        _move(waiting, place / MANIFEST, undo)
    files.sync_folder(place)
    files.sync_folder(holder)


def _move(source: Path, target: Path, undo: list[Callable[[], object]]) -> None:
    """Rename, never over something that stands there, and remember the way back."""
    if os.path.lexists(target):
        raise FileExistsError(f"{target.name} is there already")
    source.rename(target)
    undo.append(lambda: target.rename(source))


def _take_back(undo: list[Callable[[], object]]) -> OSError | None:
    """Undo the steps, the last first; the first thing that went wrong with that, if anything."""
    failed: OSError | None = None
    for step in reversed(undo):
        try:
            step()
        except OSError as error:
            failed = failed or error
    return failed


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # not empty: somebody put something there meanwhile
        folder.rmdir()


def recover(stage: Path, out: Path) -> None:
    """Finish or take back what a process that was killed had begun to lay out from ``stage``.

    A release whose manifest had arrived is whole and stays. Otherwise what stood there before
    stands there again.

    Raises:
        OSError: a file could not be put back.
    """
    try:
        steps = json.loads((stage / _STEPS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return  # it was killed while it made its copies: nothing had a name yet
    place = out / EARLIER / steps["stamp"]
    if not (stage / MANIFEST).exists() and (out / MANIFEST).exists():
        return
    back = [(out / name, stage / name) for name in steps["names"]]
    back += [(place / name, out / name) for name in steps["standing"] if name != MANIFEST]
    back += [(place / waiting, out / MANIFEST) for waiting in (MANIFEST, _WAITING)]
    for source, target in back:
        if os.path.lexists(source) and not os.path.lexists(target):
            source.rename(target)
    for folder in (place, place.parent):
        _remove_if_empty(folder)


def clear(stage: Path) -> None:
    """Remove a folder of unfinished work; what cannot be removed is cleared away next time."""
    shutil.rmtree(stage, ignore_errors=True)
