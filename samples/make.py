"""Makes every sample from its source: the documents as scans, and their truth beside them.

    python samples/make.py [--out FOLDER] [NAME...]

Without names all of ``sources/`` is made, into this folder. The same source gives the same
pixels with the same Pillow; nothing is read but the sources and the fonts inside PyMuPDF.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # a checkout works without being installed

from bind import PageImage, bilevel, grey_levels, write_document  # noqa: E402
from paper import Move, Page, hull, turn  # noqa: E402
from PIL import Image  # noqa: E402
from proof import Proof, ProofPage, true_word  # noqa: E402
from sheets import Note, Sheet, TypedWord, read_sheet  # noqa: E402


def main(arguments: list[str]) -> int:
    """Make the samples named, or all."""
    parser = argparse.ArgumentParser(description="Make the samples.")
    parser.add_argument("names", nargs="*", help="stems of sources, for example cable-01")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    options = parser.parse_args(arguments)
    for source in sorted((HERE / "sources").glob("*.toml")):
        if not options.names or source.stem in options.names:
            make(source, options.out)
    return 0


def make(source: Path, out: Path) -> None:
    """Make one sample: ``documents/NAME`` and ``truth/NAME.json``, ``.jsonl`` and ``.txt``."""
    sheet = read_sheet(source)
    name = f"{source.stem}.{sheet.settings['format']}"
    for folder in ("documents", "truth"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    document = out / "documents" / name
    if sheet.settings["format"] == "txt":
        proof = _plain(name, sheet)
        document.write_text(_as_typed(sheet), encoding="utf-8", newline="\n")
    else:
        proof = Proof(name, [], sheet.notes)
        images = [_make_page(sheet, index, proof) for index in range(len(sheet.pages))]
        write_document(document, sheet.settings, images, Random(sheet.settings["seed"] + 999))
    truth = out / "truth" / name
    for suffix, text in (
        (".json", proof.as_json()),
        (".jsonl", proof.as_jsonl()),
        (".txt", proof.text.text),
    ):
        truth.with_name(name + suffix).write_text(text, encoding="utf-8", newline="\n")
    words = sum(len(page.words) for page in proof.pages)
    print(f"{name}: {len(proof.pages)} pages, {words} words, {document.stat().st_size:,} bytes")


def _make_page(sheet: Sheet, index: int, proof: Proof) -> PageImage:
    """Type, stamp, mark and scan one page; its truth is added to ``proof``."""
    settings, number = sheet.settings, index + 1
    scans: list[dict[str, Any]] = settings.get("scan", [{}])
    spec = {**settings.get("every_scan", {}), **scans[min(index, len(scans) - 1)]}
    rng = Random(settings["seed"] * 1000 + number)
    page = Page(sheet.width_pt, sheet.height_pt, int(spec.get("dpi", 200)), rng)
    typed = sheet.pages[index]
    boxes = page.type(typed, float(spec.get("wear", 0.3)), float(spec.get("weight", 0.13)))
    stamps = [(s, *page.stamp(s)) for s in settings.get("stamp", ()) if s["page"] == number]
    marks = [(m["kind"], page.pen(m)) for m in settings.get("pen", ()) if m["page"] == number]

    born = bool(spec.get("born"))
    skew = turn(0.0, (0.0, 0.0))
    image: Image.Image | None = None
    if not born:
        image, skew = page.scan(spec)
    true = ProofPage(page.size[0] * 72 / page.dpi, page.size[1] * 72 / page.dpi,
                     0.0 if born else float(spec.get("skew", 0.0)))  # fmt: skip
    true.words = [
        true_word(word.text, hull(strikes, skew), word.line)
        for word, strikes in zip(typed, boxes, strict=True)
    ]
    true.stamped_from = len(true.words)
    line = max((word.line for word in typed), default=-1) + 1
    for stamp, words, turned in stamps:
        first = len(true.words)
        for text, strikes, row in words:
            box = hull(strikes, _both(turned, skew))
            true.words.append(true_word(text, box, line + row))
        if words:
            line += words[-1][2] + 1
            attributes = {"excision": stamp["code"]} if "code" in stamp else {}
            labels = [("marking", stamp.get("marking", "stamp"))]
            labels += [("field", stamp["field"])] if "field" in stamp else []
            for kind, label in labels:
                note = Note(kind, label, _value(stamp), dict(attributes))
                end = len(true.words[-1].ocr_reading)
                note.parts[number] = (first, len(true.words) - 1, 0, end)
                proof.notes.append(note)
    true.hand_marks = [(kind, hull([box], skew)) for kind, box in marks]
    proof.pages.append(true)
    if image is not None:
        colour = spec.get("colour", "bilevel")
        if colour == "bilevel":
            image = bilevel(image, int(spec.get("threshold", 150)))
        elif colour == "grey":
            image = image.convert("L")
        elif colour == "grey16":
            image = grey_levels(image, 16)
    return PageImage(image, page.dpi, typed, true, spec)


def _both(first: Move, then: Move) -> Move:
    return lambda point: then(first(point))


def _value(stamp: dict[str, Any]) -> str:
    return str(stamp.get("value") or " ".join(" ".join(stamp["text"]).split()))


def _plain(name: str, sheet: Sheet) -> Proof:
    """A plain text has words and lines and no places."""
    pages = []
    for words in sheet.pages:
        page = ProofPage(sheet.width_pt, sheet.height_pt, 0.0)
        page.words = [true_word(w.text, (0.0, 0.0, 0.0, 0.0), w.line) for w in words]
        page.stamped_from = len(words)
        pages.append(page)
    return Proof(name, pages, sheet.notes, boxed=False)


def _as_typed(sheet: Sheet) -> str:
    """The page as lines of characters, as a typist's file holds them."""
    pages = []
    for words in sheet.pages:
        rows: dict[float, str] = {}
        for word in words:
            rows[word.baseline] = _put(rows.get(word.baseline, ""), word, sheet)
        leading = float(sheet.settings.get("leading", 14))
        top = float(sheet.settings.get("top", 50))
        count = round((max(rows) - top) / leading) + 1
        pages.append("\n".join(rows.get(top + n * leading, "") for n in range(count)))
    return "\f".join(pages) + "\n"


def _put(row: str, word: TypedWord, sheet: Sheet) -> str:
    left = float(sheet.settings.get("left", 72))
    column = round((word.x - left) / (word.size * 0.6))
    return row.ljust(column) + word.text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
