"""Parts of a page as PDFium draws them: the very pixels of a page that is one image."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops

from workbench.release.burn import burn
from workbench.release.look_drawn import Drawn
from workbench.release.verify import verify_release

MakePaper = Callable[..., Any]

HALVED = (288.0, 230.4)
"""Points; at 200 dpi a page's sides can be halved three times, and PDFium does so."""


def _copy(paper: Any, folder: Path, words: Iterable[int] = (1,)) -> tuple[Any, Path]:
    plan = paper.plan(*(paper.redaction(1, word) for word in words))
    out = folder / "copy.pdf"
    burn(plan, str(paper.path), str(out))
    return plan, out


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("size_pt", [HALVED, (347.8362, 454.9553), (624.31, 215.4)])
@pytest.mark.parametrize(("family", "mode"), [("bilevel", "1"), ("jpeg", "RGB")])
def test_parts_are_the_very_pixels(
    family: str,
    mode: str,
    size_pt: tuple[float, float],
    rotation: int,
    make_paper: MakePaper,
    tmp_path: Path,
) -> None:
    paper = make_paper(family, mode, size_pt=size_pt, rotation=rotation)
    _, out = _copy(paper, tmp_path)
    with pikepdf.open(out) as pdf:
        image = pdf.pages[0].Resources.XObject.P
        assert isinstance(image, pikepdf.Stream)
        stored = pikepdf.PdfImage(image).as_pil_image().convert("RGB")
    width, height = stored.size
    places = [(0, 0, 60, 40), (width - 70, height - 30, width, height), (101, 51, 202, 87)]
    with (
        closing(pypdfium2.PdfDocument(out)) as document,
        closing(Drawn(document, 1, stored.size)) as drawn,
    ):
        for place in places:
            difference = ImageChops.difference(drawn.crop(place), stored.crop(place))
            assert difference.getbbox() is None


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_clean_copy_passes_where_sides_can_be_halved(
    mode: str, make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper("jpeg", mode, size_pt=(909.47, 1212.63), dpi=190)  # 2400 x 3200 pixels
    plan, out = _copy(paper, tmp_path, range(15))
    report = verify_release(str(out), plan, ocr="none")
    assert report.clean, report.to_json()
