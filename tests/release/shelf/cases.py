"""What is done with the files of the shelf: cut naively, planned, released in each mode."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf

from tests.release.shelf import faint, files, graph, images, odd, text, tricks
from tests.release.shelf.drafts import HEIGHT, SECRET, SECRET_AT, SHELF, WIDTH, WORDS, Draft, Vector
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.documents import Document, DocumentState, Page
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText, Word
from workbench.release.burn import burn
from workbench.release.plan import DocumentPlan, plan_document
from workbench.release.preserve import burn_preserved

SOURCES = (text, graph, images, files, tricks, faint, odd)
"""The modules whose generators stand on the shelf once they are imported."""


def _rebuild(plan: DocumentPlan, source: str, out: str) -> object:
    return burn(plan, source, out)


def _preserve(plan: DocumentPlan, source: str, out: str) -> object:
    return burn_preserved(plan, source, out)


MODES: dict[str, Callable[[DocumentPlan, str, str], object]] = {
    "rebuild": _rebuild,
    "preserve": _preserve,
}
"""How a release is made, by the mode's name; the shelf runs through each."""


def naive_copy(name: str, folder: Path, *, says_it: bool) -> tuple[Path, DocumentPlan]:
    """The naive redaction: black rectangles drawn over every place, nothing taken out."""
    vector = SHELF[name]
    draft, data = vector.drafted(says_it=says_it)
    path = folder / draft.file_name
    if _is_tidied_by_a_save(data):
        path.write_bytes(data)  # and nothing of it is seen, so nobody draws anything there
        return path, _plan(draft, vector)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, box in draft.boxes[: 1 if vector.unseen else None]:
            drawn = f"q 0 g {box.x0} {HEIGHT - box.y1} {box.width} {box.height} re f Q"
            pdf.pages[number - 1].contents_add(drawn.encode("ascii"))
        pdf.save(path)
    return path, _plan(draft, vector)


def _is_tidied_by_a_save(data: bytes) -> bool:
    """Whether a whole new file would lose what leaks: updates, loose bytes, comments."""
    return (
        not data.startswith(b"%PDF")
        or data.count(b"%%EOF") > 1
        or bool(data[data.rindex(b"%%EOF") + 5 :].strip())
        or b"% " + SECRET.encode() in data
        or b"\n%" + SECRET.encode().hex().encode() in data
    )


def release(name: str, mode: str, folder: Path) -> tuple[Path, DocumentPlan]:
    """The release of a file in which the secret stands twice."""
    vector = SHELF[name]
    draft, data = vector.drafted(says_it=True)
    source, out = folder / "source.pdf", folder / "paper.pdf"
    source.write_bytes(data)
    plan = _plan(draft, vector)
    MODES[mode](plan, str(source), str(out))
    return out, plan


def _plan(draft: Draft, vector: Vector) -> DocumentPlan:
    """What a reviewer decides: the word of the first line, and a region for every other place."""
    crop = vector.crop or (0.0, 0.0, WIDTH, HEIGHT)
    left, top = crop[0], HEIGHT - crop[3]
    size = (crop[2] - crop[0], crop[3] - crop[1])
    count = len(draft.pdf.pages)
    listed = tuple(
        Page("d1", n, *(size if n == 1 else (WIDTH, HEIGHT)), vector.rotate if n == 1 else 0)
        for n in range(1, count + 1)
    )
    words = tuple(
        Word(reading, Rect(x - left, 30 - top, x + width - left, 44 - top), 0)
        for reading, x, width in WORDS
    )
    texts = DocumentText.of([PageText(1, words), *(PageText(n, ()) for n in range(2, count + 1))])
    regions = [
        Target(
            number,
            rects_pt=(
                Rect(box.x0 - left, box.y0 - top, box.x1 - left, box.y1 - top)
                if number == 1
                else box,
            ),
        )
        for number, box in draft.boxes[1:]
    ]
    redactions = [
        Annotation(
            f"a{at}",
            "d1",
            Kind.REDACTION,
            "",
            (target,),
            Status.APPROVED,
            author="Ada",
            created_at="2026-01-01T10:00:00Z",
        )
        for at, target in enumerate([Target(1, SECRET_AT, SECRET_AT), *regions])
    ]
    document = Document(
        "d1", "paper.pdf", "a" * 64, "a" * 64, "pdf", DocumentState.READY, count, "2026-01-01"
    )
    return plan_document(document, listed, texts, redactions)
