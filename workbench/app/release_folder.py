"""The folder a release goes into: what its files are called, and what may be cleared away."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from workbench import files
from workbench.app import publishing
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.release.index import DIFFERENCES, LOG_FIELDS, MANIFEST

BAG = "bag"
"""Name of the folder in which everything that goes out is packed."""

SCRATCH = ".release-"
"""How the folder begins in which copies lie that have no name yet; the job's id follows."""

_SCRATCH_NAME = re.compile(r"\.release-[0-9a-f-]{32,36}")
_WITH_COPIES = ("log.csv", "log.json", DIFFERENCES, MANIFEST)
_HEADS = {
    "log.csv": (",".join(LOG_FIELDS),),
    "log.json": ("[]", '[\n  {\n    "document":'),
    MANIFEST: ('{\n  "made_by": "Archive Workbench',),
    DIFFERENCES: ('{\n  "made_by": "Archive Workbench',),
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
    """Make the folder, put right what a killed release left, and see that nothing is in the way.

    An earlier release of the same documents stays untouched until a new one is proved. Nothing
    is taken away that no release put there: a folder may hold the scans themselves.

    Raises:
        UserError: the folder holds copies, a log or a bag that are no part of such a release.
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob(f"{SCRATCH}*"):
        if _SCRATCH_NAME.fullmatch(stale.name):
            publishing.recover(stale, folder)
            publishing.clear(stale)
    others = [p.name for p in _copies_in(folder) if not _is_ours(p, stems)]
    others += [name for name in _WITH_COPIES if not _is_of_release(folder / name)]
    if not _is_bag(folder / BAG):
        others.append(BAG)
    if others:
        raise UserError(
            f"The folder {folder.name} holds files that are not part of this release, such as "
            f"{others[0]}. Choose an empty folder, so that log and copies belong together."
        )


def standing_in(folder: Path, stems: Sequence[str]) -> list[str]:
    """Names of what an earlier release of the same documents left in a folder."""
    found = [p.name for p in _copies_in(folder) if _is_ours(p, stems)]
    names = [*(f"{stem}.verify.json" for stem in stems), *_WITH_COPIES, BAG]
    # A copy may stand there under capitals of its own, and its proof with it.
    names += [Path(name).with_suffix(".verify.json").name for name in found]
    return [*found, *(name for name in dict.fromkeys(names) if (folder / name).exists())]


def _copies_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.suffix.casefold() == ".pdf"]


def _is_ours(pdf: Path, stems: Sequence[str]) -> bool:
    ours = {as_one_file(f"{stem}.pdf") for stem in stems}
    return as_one_file(pdf.name) in ours and _is_copy(pdf)


def _is_bag(path: Path) -> bool:
    """Whether a bag is not there, or is one that a release made."""
    if not path.exists():
        return True
    try:
        return "Archive Workbench" in (path / "bag-info.txt").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False


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
