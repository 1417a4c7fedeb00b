"""The folder a release goes into: what its files are called, and what may be cleared away."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from workbench import files
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.release.index import LOG_FIELDS, MANIFEST

SCRATCH = ".release-"
"""How the folder begins in which copies lie that have no name yet; the job's id follows."""

_SCRATCH_NAME = re.compile(r"\.release-[0-9a-f-]{32,36}")
_LOGS = ("log.csv", "log.json")
_HEADS = {
    "log.csv": (",".join(LOG_FIELDS),),
    "log.json": ("[]", '[\n  {\n    "document":'),
    MANIFEST: ('{\n  "made_by": "Archive Workbench',),
}
"""How the files that go with the copies begin."""
_HEAD_CHARS = 200
_STEM_BYTES = 180  # of the 255 that file systems give a name: the rest is for temporary ones
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])")


def stems_of(documents: Sequence[Document]) -> list[str]:
    """File names without ending, one a document; a stem met before gets `` (2)``.

    They are such as every system takes, whatever the source was called where it came from.
    """
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    stems = []
    for document in documents:
        base = _writable(Path(document.name).stem)
        stem = base
        while as_one_file(stem) in taken:
            seen[as_one_file(base)] += 1
            stem = f"{base} ({seen[as_one_file(base)] + 1})"
        taken.add(as_one_file(stem))
        stems.append(stem)
    return stems


def as_one_file(stem: str) -> str:
    """The same for stems that some system takes for one: case and composed accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", stem).casefold())


def _writable(stem: str) -> str:
    """A stem that Windows takes, that is not hidden, and that leaves room for endings."""
    stem = re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]', "_", stem).lstrip(".").rstrip(". ")
    while len(stem.encode("utf-8", "surrogatepass")) > _STEM_BYTES:
        stem = stem[:-1].rstrip(". ")
    if _RESERVED.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    return stem or "document"


def make_ready(folder: Path, stems: Sequence[str]) -> None:
    """Make the folder, clear away an earlier release of the same documents and what was killed.

    Nothing is taken away that no release put there: a folder may hold the scans themselves.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ours = {as_one_file(f"{stem}.pdf") for stem in stems}
    copies = [p for p in sorted(folder.iterdir()) if p.suffix.casefold() == ".pdf"]
    others = [p.name for p in copies if as_one_file(p.name) not in ours or not _is_copy(p)]
    others += [name for name in (*_LOGS, MANIFEST) if not _is_of_release(folder / name)]
    if others:
        raise UserError(
            f"The folder {folder.name} holds files that are not part of this release, such as "
            f"{others[0]}. Choose an empty folder, so that log and copies belong together."
        )
    for stale in folder.glob(f"{SCRATCH}*"):
        if _SCRATCH_NAME.fullmatch(stale.name):
            shutil.rmtree(stale, ignore_errors=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    for copy in copies:
        copy.unlink()
    for stem in stems:
        (folder / f"{stem}.verify.json").unlink(missing_ok=True)
    for log in _LOGS:
        (folder / log).unlink(missing_ok=True)


def _is_copy(pdf: Path) -> bool:
    """Whether a PDF is a copy that was released there: its proof lies beside it."""
    try:
        proof = json.loads(pdf.with_suffix(".verify.json").read_text(encoding="utf-8"))
        return isinstance(proof, dict) and proof.get("sha256") == files.sha256(pdf)
    except (OSError, ValueError):
        return False


def _is_of_release(path: Path) -> bool:
    """Whether a log or manifest is not there, or one that a release wrote."""
    try:
        with path.open(encoding="utf-8") as stream:
            head = stream.read(_HEAD_CHARS)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return head.startswith(_HEADS[path.name])
