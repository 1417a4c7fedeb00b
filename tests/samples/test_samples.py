"""The samples: made again they are the same, their boxes hold ink, and OCR can read them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageStat
from rapidfuzz.distance import Levenshtein

from workbench import files
from workbench.engines.inspect import prepare
from workbench.engines.reading import read_page
from workbench.formats.truth import TruePage, locate, parse_truth

DOCUMENTS = files.bundled("samples", "documents")
TRUTH = files.bundled("samples", "truth")
NAMES = sorted(path.name for path in DOCUMENTS.iterdir())
SCANS = [name for name in NAMES if not name.endswith(".txt")]

WORST_CER = {
    "cable-01.pdf": 0.02,
    "letter-03.png": 0.02,
    "memo-04.jpg": 0.06,
    "mixed-07.pdf": 0.08,
    "released-05.pdf": 0.06,
    "scan-08.pdf": 0.06,
    "telegram-02.tif": 0.03,
    "typed-06.txt": 0.0,
}


def images_of(path: Path) -> Iterator[Image.Image | None]:
    """The page images of a sample, as stored; None for a page born digital."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            for page in pdf.pages:
                scan = page.obj.Resources.get("/XObject", pikepdf.Dictionary()).get("/Scan")
                if isinstance(scan, pikepdf.Stream):
                    yield pikepdf.PdfImage(scan).as_pil_image()
                else:
                    yield None
        return
    with Image.open(path) as image:
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            yield image.copy()


def test_every_kind_of_document_is_there_when_listed() -> None:
    assert {Path(name).suffix for name in NAMES} == {".pdf", ".tif", ".png", ".jpg", ".txt"}
    modes = {i.mode for name in SCANS for i in images_of(DOCUMENTS / name) if i is not None}
    assert modes == {"1", "L", "RGB"}
    assert sum(path.stat().st_size for path in DOCUMENTS.iterdir()) < 5_000_000
    assert {path.name for path in TRUTH.iterdir()} == {
        name + suffix for name in NAMES for suffix in (".json", ".jsonl", ".txt")
    }


@pytest.mark.slow
def test_samples_are_the_same_when_made_again(tmp_path: Path) -> None:
    script = files.bundled("samples", "make.py")
    run = subprocess.run(
        [sys.executable, str(script), "--out", str(tmp_path)],
        capture_output=True, text=True, check=False, env=dict(os.environ, PYTHONWARNINGS="ignore"),
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    for path in TRUTH.iterdir():
        assert (tmp_path / "truth" / path.name).read_bytes() == path.read_bytes(), path.name
    for name in NAMES:
        made, kept = tmp_path / "documents" / name, DOCUMENTS / name
        if made.read_bytes() == kept.read_bytes():
            continue
        # Another build of the codecs may pack the same pixels into other bytes.
        for one, other in zip(images_of(made), images_of(kept), strict=True):
            assert (one is None) == (other is None)
            if one is not None and other is not None:
                assert one.size == other.size
                difference = ImageChops.difference(one.convert("L"), other.convert("L"))
                assert ImageStat.Stat(difference).mean[0] < 1.0, name


def darkness(image: Image.Image, box: tuple[float, float, float, float], px: float) -> float:
    """Mean blackness, 0 to 255, inside a box of page points."""
    left, top, right, bottom = (round(v * px) for v in box)
    part = image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
    return 255 - float(ImageStat.Stat(part).mean[0])


def boxed_words(page: TruePage) -> list[tuple[float, float, float, float]]:
    rects = (w.rect_pt for w in page.words[: page.stamped_from] if len(w.reading) > 3)
    return [(r.x0, r.y0, r.x1, r.y1) for r in rects]


@pytest.mark.parametrize("name", SCANS)
def test_true_boxes_hold_the_ink_when_the_page_is_scanned(name: str) -> None:
    truth = parse_truth((TRUTH / f"{name}.json").read_text("utf-8"))
    for page, image in zip(truth.pages, images_of(DOCUMENTS / name), strict=True):
        if image is None:
            continue
        grey = image.convert("L")
        px = grey.width / page.width_pt
        ground = 255 - float(ImageStat.Stat(grey).median[0])
        inked = 0
        for x0, y0, x1, y1 in boxed_words(page):
            inside = darkness(grey, (x0, y0, x1, y1), px) - ground
            above = darkness(grey, (x0, y0 - 3, x1, y0 - 1), px) - ground
            below = darkness(grey, (x0, y1 + 1, x1, y1 + 3), px) - ground
            inked += inside > 12 and inside > 2.5 * max(above, below)
        assert inked >= 0.93 * len(boxed_words(page)), (name, page.number)


@pytest.mark.parametrize("name", NAMES)
def test_truth_agrees_with_itself_when_read(name: str) -> None:
    truth = parse_truth((TRUTH / f"{name}.json").read_text("utf-8"))
    text = (TRUTH / f"{name}.txt").read_text("utf-8")
    read = [" ".join(w.reading for w in page.words) for page in truth.pages]
    assert [" ".join(page.split()) for page in text.split("\f")] == read
    entries = [json.loads(x) for x in (TRUTH / f"{name}.jsonl").read_text("utf-8").splitlines()]
    for entry in entries:
        assert text[entry["start"] : entry["end"]] == entry["text"]
        assert entry["document"] == name
    kinds = {entry["kind"] for entry in entries}
    assert kinds == {"paragraph", "marking", "entity", "field", "redaction"}
    assert "fictional" in text.lower()
    assert truth.redactions


@pytest.mark.parametrize("name", NAMES)
def test_sample_is_read_well_enough_when_it_goes_through_ocr(name: str, tmp_path: Path) -> None:
    from workbench.domain.pages import PageText

    truth = parse_truth((TRUTH / f"{name}.json").read_text("utf-8"))
    prepared = prepare(str(DOCUMENTS / name), str(tmp_path))
    source = prepared.page_file or str(DOCUMENTS / name)
    assert len(prepared.pages) == len(truth.pages)
    pages = [
        PageText(number, tuple(read_page(source, number).words))
        for number in range(1, len(prepared.pages) + 1)
    ]
    true = " ".join(w.reading for p in truth.pages for w in p.words[: p.stamped_from])
    stamps = [[w.rect_pt.inflated(3) for w in p.words[p.stamped_from :]] for p in truth.pages]
    seen = " ".join(
        word.reading
        for page, boxes in zip(pages, stamps, strict=True)
        for word in page.words
        if not any(box.contains(*word.rect_pt.centre) for box in boxes)
    )
    cer = Levenshtein.distance(true, seen) / len(true)
    assert cer <= WORST_CER[name], f"{name}: CER {cer:.3f}"
    for size, page in zip(prepared.pages, truth.pages, strict=True):
        if page.words[0].rect_pt.area:
            assert (size.width_pt, size.height_pt) == pytest.approx(
                (page.width_pt, page.height_pt), abs=0.5
            )
    for redaction in truth.redactions:
        page_text = pages[redaction.page - 1]
        found = " ".join(
            page_text.text[slice(*page_text.span_of(*run))] for run in locate(redaction, page_text)
        )
        wanted = " ".join(redaction.text.split())
        assert Levenshtein.normalized_similarity(wanted, " ".join(found.split())) > 0.9, wanted


def test_letter_is_grey_in_few_levels_when_stored_as_png() -> None:
    data = io.BytesIO((DOCUMENTS / "letter-03.png").read_bytes())
    with Image.open(data) as image:
        assert len(image.convert("L").getcolors() or ()) <= 16
