"""The shelf of leaks redacted by others and by ourselves, judged twice; the table of docs/peers.md.

    python -m tests.benchmarks.peers [--peers PYTHON] [--table FILE]

PyMuPDF always runs, since it is here. ``--peers`` is an interpreter (of a scratch environment)
in which one or more of the programs of ``peer_programs`` are installed from the registry. Every
way gets the same file and the same decisions: the word by its own search, and a rectangle for
every other place that a reviewer can see.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf

from tests.release.shelf import independent
from tests.release.shelf.cases import MODES, naive_copy, release
from tests.release.shelf.drafts import HEIGHT, SECRET, SHELF
from workbench.domain.errors import UserError
from workbench.release.verify import verify_terms

_mupdf: Any = pymupdf  # its stubs lack these constants
CLEAN, LEAKS, REFUSED = ".", "L", "ref"
OURS_ALONE, OTHER_ALONE = "v", "i"
Way = Callable[[str, Path], Path]
"""Makes the copy of one file of the shelf in a folder; raises :class:`RefusedError`."""


class RefusedError(Exception):
    """A program would not make the copy."""


def _source(name: str, folder: Path) -> tuple[Path, list[tuple[int, float, float, float, float]]]:
    """The file, and the places to cut in points of the crop box, origin top left."""
    vector = SHELF[name]
    draft, data = vector.drafted(says_it=True)
    path = folder / draft.file_name
    path.write_bytes(data)
    left, top = (vector.crop[0], HEIGHT - vector.crop[3]) if vector.crop else (0.0, 0.0)
    boxes = []
    for number, box in draft.boxes:
        x, y = (left, top) if number == 1 else (0.0, 0.0)
        boxes.append((number, box.x0 - x, box.y0 - y, box.x1 - x, box.y1 - y))
    return path, boxes


def naive(name: str, folder: Path) -> Path:
    """Black rectangles, drawn over what stays."""
    return naive_copy(name, folder, says_it=True)[0]


def _marked(name: str, folder: Path) -> tuple[Any, Path]:
    """The document with its redactions marked, and where the copy goes, under the same name."""
    source, boxes = _source(name, folder)
    document: Any = pymupdf.open(source)
    for page in document:
        rects = [pymupdf.Rect(box[1:]) for box in boxes if box[0] == page.number + 1]
        for rect in [*rects, *page.search_for(SECRET)]:
            page.add_redact_annot(rect, fill=(0, 0, 0))
    (folder / "out").mkdir()
    return document, folder / "out" / source.name


def pymupdf_defaults(name: str, folder: Path) -> Path:
    """``apply_redactions`` and ``save`` as they come."""
    document, out = _marked(name, folder)
    for page in document:
        page.apply_redactions()
    document.save(out)
    return out


def pymupdf_strict(name: str, folder: Path) -> Path:
    """The strictest options for pictures, lines and text, ``scrub``, and a whole new file."""
    document, out = _marked(name, folder)
    for page in document:
        page.apply_redactions(
            images=_mupdf.PDF_REDACT_IMAGE_PIXELS,
            graphics=_mupdf.PDF_REDACT_LINE_ART_REMOVE_IF_TOUCHED,
            text=_mupdf.PDF_REDACT_TEXT_REMOVE,
        )
    document.scrub()
    document.save(out, garbage=4, deflate=True, clean=True)
    return out


def our(mode: str) -> Way:
    """A release of ours."""

    def made(name: str, folder: Path) -> Path:
        try:
            return release(name, mode, folder)[0]
        except UserError as error:
            raise RefusedError(str(error)) from error

    return made


class Peers:
    """The programs of another interpreter, kept running."""

    def __init__(self, python: str) -> None:
        self._process = subprocess.Popen(
            [python, str(Path(__file__).with_name("peer_programs.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.versions: dict[str, str] = json.loads(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def way(self, program: str) -> Way:
        """One of the programs as a way to make a copy."""

        def made(name: str, folder: Path) -> Path:
            source, boxes = _source(name, folder)
            (folder / "out").mkdir()
            out = folder / "out" / source.name
            job = {
                "program": program,
                "source": str(source),
                "out": str(out),
                "secret": SECRET,
                "boxes": boxes,
            }
            assert self._process.stdin is not None
            print(json.dumps(job), file=self._process.stdin, flush=True)
            reason = json.loads(self._line())
            if reason:
                raise RefusedError(reason)
            return out

        return made

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


def judged(way: Way, name: str) -> str:
    """One cell of the table."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            copy = way(name, Path(folder))
        except RefusedError:
            return REFUSED
        except (RuntimeError, ValueError, pikepdf.PdfError):
            return REFUSED  # PyMuPDF gives up on a file
        legible = SHELF[name].legible
        ours = verify_terms(str(copy), [SECRET], ocr="all" if legible else "none").clean
        with pymupdf.open(copy) as document:
            pages = len(document)
        other = not independent.places_of(copy, SECRET)
        other = other and not (legible and independent.legible(copy, SECRET, pages))
    if ours and other:
        return CLEAN
    if not ours and not other:
        return LEAKS
    return OTHER_ALONE if ours else OURS_ALONE


def table(ways: dict[str, Way]) -> tuple[list[str], dict[str, Counter[str]]]:
    """The rows as Markdown, and how often each outcome came by way."""
    totals: dict[str, Counter[str]] = {title: Counter() for title in ways}
    rows = [f"| vector | {' | '.join(ways)} |", "|---" * (len(ways) + 1) + "|"]
    for name in SHELF:
        cells = []
        for title, way in ways.items():
            cell = judged(way, name)
            totals[title][cell] += 1
            cells.append(cell)
        rows.append(f"| {name} | {' | '.join(cells)} |")
        print(rows[-1], flush=True)
    return rows, totals


def _totals(totals: dict[str, Counter[str]]) -> list[str]:
    named = {
        "clean by both": (CLEAN,),
        "leaks": (LEAKS, OURS_ALONE, OTHER_ALONE),
        "refused": (REFUSED,),
    }
    return [
        f"| **{what}** | "
        + " | ".join(f"**{sum(one[sign] for sign in signs)}**" for one in totals.values())
        + " |"
        for what, signs in named.items()
    ]


def main() -> None:
    """Run every way over the shelf and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--peers", help="an interpreter that has other programs installed")
    asked.add_argument("--table", type=Path, help="write the table there as well")
    options = asked.parse_args()
    ways: dict[str, Way] = {
        "rectangle": naive,
        "PyMuPDF defaults": pymupdf_defaults,
        "PyMuPDF strict, scrub": pymupdf_strict,
    }
    peers = Peers(options.peers) if options.peers else None
    if peers is not None:
        ways |= {f"{name} {number}": peers.way(name) for name, number in peers.versions.items()}
    ways |= {f"our {mode}": our(mode) for mode in MODES}
    rows, totals = table(ways)
    if peers is not None:
        peers.close()
    rows[2:2] = _totals(totals)
    print("\n".join(rows[:5]))
    if options.table is not None:
        options.table.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
