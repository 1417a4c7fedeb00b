"""A page's own pixels: native where they can be had, drawn where not, and always what is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageStat

from tests.engines.papers import jpeg, paper, printed, scan, three_names
from workbench.domain.errors import UnreadableFile
from workbench.engines import images, pdf
from workbench.engines.pixels import PagePixels, page_pixels


def seen(path: str) -> Image.Image:
    """The page as PyMuPDF draws it, unrotated, at 72 dpi in grey."""
    with pymupdf.open(path) as document:
        page = document[0]
        page.set_rotation(0)
        drawn = page.get_pixmap(colorspace=pymupdf.csGRAY, alpha=False)
        return Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)


def shows(pixels: PagePixels, path: str) -> float:
    """Mean difference in grey levels between the pixels and the page as drawn."""
    expected = seen(path)
    small = pixels.image.convert("L").resize(expected.size, Image.Resampling.BOX)
    return ImageStat.Stat(ImageChops.difference(small, expected)).mean[0]


def test_bilevel_comes_back_pixel_for_pixel_when_it_fills_the_page(tmp_path: Path) -> None:
    image = printed("1")
    path = scan(
        tmp_path / "a.pdf", images.group4(image), image.size,
        BitsPerComponent=1, ColorSpace=Name.DeviceGray, Filter=Name.CCITTFaxDecode,
        DecodeParms=Dictionary(K=-1, Columns=620, Rows=877),
    )  # fmt: skip
    pixels = page_pixels(path, 1)
    assert (pixels.family, pixels.native, round(pixels.dpi)) == ("ccitt", True, 72)
    assert pixels.image.tobytes() == image.tobytes()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_pixels_are_the_unrotated_pages_when_it_is_rotated(tmp_path: Path, rotate: int) -> None:
    image = printed("L")
    path = scan(
        tmp_path / "a.pdf", jpeg(image), image.size, rotate=rotate,
        Filter=Name.DCTDecode, ColorSpace=Name.DeviceGray,
    )  # fmt: skip
    pixels = page_pixels(path, 1)
    assert pixels.native
    assert pixels.image.size == image.size
    assert shows(pixels, path) < 1


def test_pixels_stay_bilevel_when_the_scan_is_an_image_mask(tmp_path: Path) -> None:
    image = printed("1")
    path = scan(
        tmp_path / "a.pdf", images.group4(image), image.size,
        content="0 g q {w} 0 0 {h} 0 0 cm /Scan Do Q",
        BitsPerComponent=1, ImageMask=True, Filter=Name.CCITTFaxDecode,
        DecodeParms=Dictionary(K=-1, Columns=620, Rows=877),
    )  # fmt: skip
    pixels = page_pixels(path, 1)
    assert (pixels.family, pixels.image.mode) == ("ccitt", "1")
    assert shows(pixels, path) < 3


DARKENED = Dictionary(WhitePoint=[1, 1, 1], Gamma=9)
DRAWN: dict[str, dict[str, object]] = {
    "inverted by its decode array": {"Decode": Array([1, 0])},
    "turned by its matrix": {"content": "q 0 {h} -{w} 0 {w} 0 cm /Scan Do Q"},
    "mirrored by its matrix": {"content": "q -{w} 0 0 {h} {w} 0 cm /Scan Do Q"},
    "cut by a clip": {"content": "q 60 60 200 700 re W n {w} 0 0 {h} 0 0 cm /Scan Do Q"},
    "barred by a rectangle": {"content": "q {w} 0 0 {h} 0 0 cm /Scan Do Q 0 g 50 780 300 40 re f"},
    "smaller than the page": {"content": "q 300 0 0 500 20 20 cm /Scan Do Q"},
    "larger than the crop box": {"box": (40, 300, 500, 860)},
    "faint by its state": {
        "ColorSpace": Array([Name.CalGray, Dictionary(WhitePoint=[1, 1, 1], Gamma=9)])
    },
}


@pytest.mark.parametrize("how", DRAWN)
def test_pixels_are_what_is_seen_when_the_scan_is(tmp_path: Path, how: str) -> None:
    image = printed("L")
    keys: dict[str, object] = {"ColorSpace": Name.DeviceGray, **DRAWN[how]}
    path = scan(tmp_path / "a.pdf", jpeg(image), image.size, Filter=Name.DCTDecode, **keys)  # type: ignore[arg-type]
    pixels = page_pixels(path, 1)
    assert shows(pixels, path) < 4
    page = pdf.open_page(path, 1)
    assert pixels.image.width / pixels.image.height == pytest.approx(
        page.rect.width / page.rect.height, rel=0.01
    )
    assert not pixels.native or how == "inverted by its decode array"


def test_the_page_is_drawn_when_the_scan_is_damaged(tmp_path: Path) -> None:
    data = jpeg(printed("L"))
    path = scan(
        tmp_path / "a.pdf", data[: len(data) // 3], (620, 877),
        Filter=Name.DCTDecode, ColorSpace=Name.DeviceGray,
    )  # fmt: skip
    pixels = page_pixels(path, 1)
    assert pixels.image.width > 600
    assert pixels.family == "jpeg"


@pytest.mark.parametrize(
    ("mark", "is_native"),
    [
        (lambda page: page.add_highlight_annot(pymupdf.Rect(60, 60, 300, 90)), False),
        (lambda page: page.insert_text((60, 400), "SECRET", fontsize=20), False),
        (lambda page: page.insert_text((60, 400), "unseen", render_mode=3), True),
    ],
)
def test_what_lies_over_a_scan_is_in_its_pixels_when_it_can_be_seen(
    tmp_path: Path, mark: Callable[[pymupdf.Page], object], is_native: bool
) -> None:
    path = scan(
        tmp_path / "a.pdf", jpeg(printed("L")), (620, 877),
        Filter=Name.DCTDecode, ColorSpace=Name.DeviceGray,
    )  # fmt: skip
    marked = str(tmp_path / "marked.pdf")
    with pymupdf.open(path) as document:
        mark(document[0])
        document.save(marked)
    pixels = page_pixels(marked, 1)
    assert pixels.native is is_native
    assert shows(pixels, marked) < 3


WHOLE = "q {w} 0 0 {h} 0 0 cm /Scan Do Q"
WHITE_DOT = "BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI"


@pytest.mark.parametrize(
    "content",
    [
        "q 0 0 {w} 700 re 0 800 {w} 80 re W n " + WHOLE + " Q",
        WHOLE + " q 500 0 0 60 40 720 cm " + WHITE_DOT + " Q",
    ],
    ids=["clipped away", "covered by an image of one pixel"],
)
def test_what_the_page_hides_is_not_in_its_pixels_when_a_line_is(
    tmp_path: Path, content: str
) -> None:
    image = printed("L")
    path = scan(
        tmp_path / "a.pdf", jpeg(image), image.size, content=content,
        Filter=Name.DCTDecode, ColorSpace=Name.DeviceGray,
    )  # fmt: skip
    hidden = seen(path).crop((40, image.height - 780, 540, image.height - 720))
    assert hidden.getextrema() == (255, 255)
    pixels = page_pixels(path, 1)
    assert not pixels.native
    scale = pixels.image.width / image.width
    box = tuple(round(v * scale) for v in (45, image.height - 775, 535, image.height - 725))
    assert pixels.image.convert("L").crop(box).getextrema()[0] > 250  # type: ignore[arg-type,operator]


def test_a_page_without_images_is_drawn_at_300_dpi_when_asked(tmp_path: Path) -> None:
    pixels = page_pixels(paper(tmp_path / "a.pdf", three_names), 1)
    assert (pixels.native, round(pixels.dpi)) == (False, 300)
    assert pixels.image.size == pytest.approx((595 * 300 / 72, 842 * 300 / 72), abs=2)


def test_an_empty_page_is_white_when_drawn(tmp_path: Path) -> None:
    pixels = page_pixels(paper(tmp_path / "a.pdf", lambda page: None), 1)
    assert pixels.image.convert("L").getextrema() == (255, 255)


def test_sentence_names_the_page_when_it_is_not_there(tmp_path: Path) -> None:
    path = paper(tmp_path / "a.pdf", three_names)
    with pytest.raises(UnreadableFile, match=r"a\.pdf has no page 2\."):
        page_pixels(path, 2)
