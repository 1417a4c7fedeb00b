"""Boxes looked at in every colour, out to their last pixel."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageDraw

from tests.release.conftest import source_pdf
from workbench.release.burn import burn
from workbench.release.look_pixels import IMAGE
from workbench.release.stamp import box_px
from workbench.release.verify import verify_release

MakePaper = Callable[..., Any]
PAPERS = [(255, 255, 255), (250, 236, 190), (190, 225, 250), (245, 200, 205), (150, 160, 90)]


def _copy(paper: Any, folder: Path, tint: tuple[int, int, int]) -> tuple[Any, Path]:
    scan = Image.new("RGB", paper.images[0].size, tint)
    scan.paste((20, 20, 60), (0, 0), paper.images[0].convert("L").point(lambda v: 255 - v))
    source, out = folder / "tinted.pdf", folder / "copy.pdf"
    source_pdf(source, [scan], (400, 300), "jpeg")
    plan = replace(paper, path=source).plan(paper.redaction(1, 1), paper.redaction(1, 8))
    burn(plan, str(source), str(out))
    return plan, out


@pytest.mark.parametrize("tint", PAPERS)
def test_box_passes_on_paper_of_any_colour(
    tint: tuple[int, int, int], make_paper: MakePaper, tmp_path: Path
) -> None:
    plan, out = _copy(make_paper("jpeg", "RGB"), tmp_path, tint)
    report = verify_release(str(out), plan, ocr="none")
    assert report.clean, report.to_json()


def test_colour_of_no_brightness_at_a_boxs_edge_is_found(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    plan, out = _copy(make_paper("jpeg", "RGB"), tmp_path, PAPERS[0])
    page = plan.pages[0]
    with pikepdf.open(out, allow_overwriting_input=True) as pdf:
        stored: Any = pdf.pages[0].Resources.XObject.P
        image = pikepdf.PdfImage(stored).as_pil_image()
        left, top, right, _ = box_px(page.boxes[0].rect_pt, image.size, (400, 300))
        ImageDraw.Draw(image).rectangle((left + 4, top, right - 4, top + 2), fill=(0, 0, 200))
        data = io.BytesIO()
        image.save(data, "JPEG", quality=95, subsampling=0)
        stored.write(data.getvalue(), filter=pikepdf.Name.DCTDecode)
        pdf.save(out)
    report = verify_release(str(out), plan, ocr="none")
    assert "box not opaque" in {leak.vector for leak in report.leaks}, report.to_json()


def test_what_the_image_holds_is_found_where_pdfium_draws_black(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper("jpeg", "RGB", dpi=300)
    plan, out = _copy(paper, tmp_path, PAPERS[0])
    box = plan.pages[0].boxes[0].rect_pt
    with pikepdf.open(out, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        stored = page.Resources.XObject.P
        assert isinstance(stored, pikepdf.Stream)
        image = pikepdf.PdfImage(stored).as_pil_image()
        left, top, right, bottom = box_px(box, image.size, (400, 300))
        middle = (top + bottom) // 2
        ImageDraw.Draw(image).rectangle((left + 9, middle - 2, right - 9, middle + 2), (0, 0, 160))
        data = io.BytesIO()
        image.save(data, "JPEG", quality=90)
        stored.write(data.getvalue(), filter=pikepdf.Name.DCTDecode)
        cover = f" q 1 0 0 -1 0 300 cm 0 g {box.x0 - 9} {box.y0 - 9} 99 40 re f Q"
        page.Contents.write(page.Contents.read_bytes() + cover.encode())
        pdf.save(out)
    report = verify_release(str(out), plan, ocr="none")
    seen_by = {leak.extractor for leak in report.leaks if leak.vector == "box not opaque"}
    assert seen_by == {IMAGE}, report.to_json()
