"""Zone character error rate on the EHRI typescripts of ``../shared`` by the program's defaults.

The measure is that of the data's README: the words whose centre lies in the zone of a true line
are joined in reading order and held against the true lines (stamps, letterheads and handwriting
are not transcribed there, so what is read outside the zones does not count).
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image
from rapidfuzz.distance import Levenshtein

from tests.benchmarks.measure import show
from workbench.domain.pages import Word
from workbench.engines.ocr import TesseractEngine

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
REACH = 0.035


def zone_text(words: Sequence[Word], lines: Sequence[dict[str, Any]]) -> str:
    """The words whose centre lies in a line's zone: a line height more to the sides, 0.35 up
    and down.
    """
    kept = []
    for word in words:
        x, y = word.rect_pt.centre
        for line in lines:
            height = line["y1"] - line["y0"]
            if (
                line["x0"] - height <= x <= line["x1"] + height
                and line["y0"] - 0.35 * height <= y <= line["y1"] + 0.35 * height
            ):
                kept.append(word.reading)
                break
    return " ".join(kept)


def main() -> None:
    """Read all pages and print both figures."""
    folder = DATA / "ehri_en"
    if not folder.is_dir():
        print("../shared/data/ehri_en is not there; nothing was measured")
        return
    sys.path.insert(0, str(DATA / "scorers"))
    lib: Any = importlib.import_module("ocrlib")
    engine = TesseractEngine("eng")
    errors = letters = 0
    took = 0.0
    paths = sorted((folder / "images").glob("*.jpg"))
    for path in paths:
        _, lines = lib.load_alto(str(folder / "alto" / f"{path.stem}.xml"))
        with Image.open(path) as image:
            began = time.perf_counter()
            words = engine.read(image).words
            took += time.perf_counter() - began
        true = lib.norm(" ".join(line["text"] for line in lines))
        wrong = Levenshtein.distance(lib.norm(zone_text(words, lines)), true)
        errors, letters = errors + wrong, letters + len(true)
        print(f"{path.stem}: {wrong / len(true):.2%}", flush=True)
    rate = errors / letters
    print(f"{took / len(paths):.2f} s a page")
    show("zone CER, ehri_en", f"{rate:.2%}", f"at most {REACH:.1%}", rate <= REACH)


if __name__ == "__main__":
    main()
