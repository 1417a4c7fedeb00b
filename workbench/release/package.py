"""Everything that goes with the copies, made ready in the folder where the copies wait.

Log and manifest lie beside the copies, as promised. Index and withdrawal sheets go with all of
it into ``bag``, a BagIt bag (RFC 8493): what is handed over can be checked by anyone's tool.
Runs in a worker process.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bagit

import workbench
from workbench import files
from workbench.domain.codes import CodeSet
from workbench.domain.errors import UserError
from workbench.release import differences, sheets, vaughn
from workbench.release.index import (
    DIFFERENCES,
    MANIFEST,
    ReleasedDocument,
    as_json,
    log_rows,
    write_log,
    write_manifest,
)

AGENT = f"Archive Workbench {workbench.__version__}"


@dataclass(frozen=True, slots=True)
class Packed:
    """Names of what lies ready, and how each document differs from the earlier release."""

    names: tuple[str, ...]
    differences: tuple[tuple[str, str], ...]


def pack(
    stage: str,
    released: Sequence[ReleasedDocument],
    codes: CodeSet,
    mode: str,
    out: str,
    bag: str,
) -> Packed:
    """Write log, differences, manifest and bag beside the copies in ``stage``.

    ``out`` is the folder the release is for; the one that stands there is what is compared
    with. ``bag`` is the name of the bag's folder.

    Raises:
        UserError: something could not be written.
    """
    folder = Path(stage)
    try:
        said = _write_lists(folder, Path(out), released, mode)
        names = sorted(path.name for path in folder.iterdir() if path.is_file())
        _make_bag(folder / bag, names, released, codes)
        _make_durable(folder)
    except OSError as error:
        raise UserError(
            f"What goes with the copies could not be written: {error.strerror or error}. Nothing "
            "was released; make room or choose another folder and release again.",
            str(error),
        ) from error
    return Packed((*names, bag), said)


def _write_lists(
    folder: Path, out: Path, released: Sequence[ReleasedDocument], mode: str
) -> tuple[tuple[str, str], ...]:
    write_log(folder, released)
    said: tuple[tuple[str, str], ...] = ()
    earlier = differences.read_earlier(out)
    if earlier is not None:
        # As the log says it: what was rounded there must not differ for that.
        rows = json.loads(as_json(log_rows(released)))
        pages = {i.document.name: len(i.plan.pages) for i in released if i.copy is not None}
        found = differences.differences(earlier, rows, pages)
        text = as_json({"made_by": AGENT, "documents": [one.as_dict() for one in found]})
        (folder / DIFFERENCES).write_text(text, encoding="utf-8")
        said = tuple((one.document, one.sentence()) for one in found)
    write_manifest(folder, released, mode=mode)
    return said


def _make_bag(
    bag: Path, names: Sequence[str], released: Sequence[ReleasedDocument], codes: CodeSet
) -> None:
    bag.mkdir()
    for name in names:
        _same_file(bag.parent / name, bag / name)
    vaughn.write_index(bag, released, codes)
    sheets.write_sheets(bag, released, codes)
    info = {
        "Bag-Software-Agent": AGENT,
        "External-Description": f"Redacted copies with log, proof and index: {MANIFEST} lists them",
    }
    bagit.make_bag(str(bag), info, checksums=["sha256"])


def _make_durable(stage: Path) -> None:
    """Have every file on the disk, not in a cache, before it gets its name."""
    for folder, _, names in os.walk(stage):
        for name in names:
            with (Path(folder) / name).open("rb+") as stream:
                os.fsync(stream.fileno())
        files.sync_folder(Path(folder))


def _same_file(source: Path, target: Path) -> None:
    """The same bytes under a second name, without taking room where the disk allows it."""
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)
