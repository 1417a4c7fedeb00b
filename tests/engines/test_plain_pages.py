"""Pages that show one image and nothing else are told from those that could show something else."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from tests.engines.papers import jpeg, printed, scan
from workbench.engines import images, pdf
from workbench.engines.pixels import page_pixels
from workbench.engines.plain_pages import shows_only

WHOLE = "q {w} 0 0 {h} 0 0 cm /Scan Do Q"


def is_plain(path: str) -> bool:
    page = pdf.open_page(path, 1)
    pixels = page_pixels(path, 1)
    assert pixels.native
    return shows_only(page, page.get_images(full=True)[0][0], pixels.image)


def grey_scan(path: Path, **keys: object) -> str:
    keys = {"Filter": Name.DCTDecode, "ColorSpace": Name.DeviceGray, **keys}
    return scan(path, jpeg(printed("L")), (620, 877), **keys)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
@pytest.mark.parametrize("ending", ["tif", "png", "jpg"])
def test_page_made_of_an_image_shows_only_it(tmp_path: Path, mode: str, ending: str) -> None:
    source, made = tmp_path / f"a.{ending}", tmp_path / "a.pdf"
    image = printed("L" if (mode, ending) == ("1", "jpg") else mode)
    image.save(source)
    images.write_pages(source, made)
    assert is_plain(str(made))


@pytest.mark.parametrize(
    "content",
    [
        "/Faint gs " + WHOLE,
        "q 0 0 {w} {h} re W n {w} 0 0 {h} 0 0 cm /Scan Do Q",
        WHOLE + " " + WHOLE,
        WHOLE + " BT 3 Tr ET",
        "/OC /Layer BDC " + WHOLE + " EMC",
        "0 g " + WHOLE,
    ],
)
def test_page_that_says_more_is_looked_at(tmp_path: Path, content: str) -> None:
    path = grey_scan(tmp_path / "a.pdf", content=content)
    page = pdf.open_page(path, 1)
    assert not shows_only(page, page.get_images(full=True)[0][0], printed("L"))


@pytest.mark.parametrize(
    "keys",
    [
        {"Decode": Array([0, 1])},
        {"Intent": Name.Perceptual},
        {"OC": Dictionary(Type=Name.OCG, Name="x")},
        {"DecodeParms": Dictionary(ColorTransform=0)},
        {"ColorSpace": Array([Name.CalGray, Dictionary(WhitePoint=[1, 1, 1], Gamma=1)])},
    ],
)
def test_image_that_may_be_shown_otherwise_is_looked_at(
    tmp_path: Path, keys: dict[str, object]
) -> None:
    path = grey_scan(tmp_path / "a.pdf", **keys)
    page = pdf.open_page(path, 1)
    assert not shows_only(page, page.get_images(full=True)[0][0], printed("L"))


@pytest.mark.parametrize("where", ["page group", "default grey", "output intent"])
def test_page_whose_surroundings_may_change_it_is_looked_at(tmp_path: Path, where: str) -> None:
    path = grey_scan(tmp_path / "a.pdf")
    grey = Array([Name.CalGray, Dictionary(WhitePoint=[1, 1, 1], Gamma=9)])
    with pikepdf.open(path) as made:
        page = made.pages[0].obj
        if where == "page group":
            page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
        elif where == "default grey":
            page.Resources.ColorSpace = Dictionary(DefaultGray=grey)
        else:
            made.Root.OutputIntents = Array([Dictionary(S=Name.GTS_PDFA1)])
        made.save(tmp_path / "b.pdf")
    looked = pdf.open_page(str(tmp_path / "b.pdf"), 1)
    assert not shows_only(looked, looked.get_images(full=True)[0][0], printed("L"))


def test_colour_jpeg_is_looked_at_when_decoders_may_differ(tmp_path: Path) -> None:
    keys = {"Filter": Name.DCTDecode, "ColorSpace": Name.DeviceRGB}
    data = jpeg(printed("RGB"))
    path = scan(tmp_path / "a.pdf", data, (620, 877), **keys)  # type: ignore[arg-type]
    assert is_plain(path)
    unmarked = data[:2] + data[20:]  # without its JFIF header nothing tells its colours
    path = scan(tmp_path / "b.pdf", unmarked, (620, 877), **keys)  # type: ignore[arg-type]
    assert not is_plain(path)


def test_another_image_than_the_one_placed_is_not_what_is_shown(tmp_path: Path) -> None:
    page = pdf.open_page(grey_scan(tmp_path / "a.pdf"), 1)
    placed = page.get_images(full=True)[0][0]
    assert shows_only(page, placed, printed("L"))
    assert not shows_only(page, placed + 1, printed("L"))
    assert not shows_only(page, placed, printed("L", (620, 900)))
