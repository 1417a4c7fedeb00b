"""Images become pages: JPEG bytes kept, bilevel kept, everything else without loss."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat, TiffImagePlugin

from tests.engines.papers import printed
from workbench.domain.errors import UnreadableFile
from workbench.engines import images, pdf
from workbench.engines.images import write_pages
from workbench.engines.pixels import PagePixels, page_pixels

MARK = (255, 0, 0)


def pages_of(source: Path) -> list[PagePixels]:
    """What the pages of an image show."""
    out = source.with_suffix(".pages.pdf")
    write_pages(source, out)
    count = len(pdf.page_sizes(str(out)))
    pixels = [page_pixels(str(out), number) for number in range(1, count + 1)]
    pdf.close_document(str(out))
    return pixels


def sizes_of(source: Path) -> tuple[tuple[float, float, int], ...]:
    """Sizes and rotations of the pages of an image."""
    out = source.with_suffix(".pages.pdf")
    write_pages(source, out)
    sizes = pdf.page_sizes(str(out))
    pdf.close_document(str(out))
    return sizes


def differs(one: Image.Image, other: Image.Image) -> float:
    """Mean difference in grey levels."""
    return ImageStat.Stat(ImageChops.difference(one.convert("L"), other.convert("L"))).mean[0]


def corner() -> Image.Image:
    """A colour image whose upper left corner is marked."""
    image = Image.new("RGB", (60, 40), "white")
    image.paste(MARK, (0, 0, 20, 10))
    return image


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("options", [{"quality": 40}, {"progressive": True}, {"subsampling": 2}])
def test_bytes_are_kept_when_it_is_a_jpeg(
    tmp_path: Path, mode: str, options: dict[str, object]
) -> None:
    source = tmp_path / "a.jpg"
    printed(mode).save(source, "JPEG", **options)
    write_pages(source, tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as made:
        assert made.pages[0].obj.Resources.XObject.Scan.read_raw_bytes() == source.read_bytes()
    (pixels,) = pages_of(source)
    with Image.open(source) as decoded:
        assert pixels.image.tobytes() == decoded.tobytes()
        assert pixels.jpeg_tables == {k: list(v) for k, v in decoded.quantization.items()}  # type: ignore[attr-defined]
    assert (pixels.family, pixels.native) == ("jpeg", True)


@pytest.mark.parametrize("compression", [None, "group3", "group4", "packbits", "tiff_lzw"])
@pytest.mark.parametrize("photometric", [0, 1])
def test_pixels_stay_bilevel_when_a_tiff_is(
    tmp_path: Path, compression: str | None, photometric: int
) -> None:
    source = tmp_path / "a.tif"
    image = printed("1", (203, 311))  # rows that end within a byte
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[TiffImagePlugin.PHOTOMETRIC_INTERPRETATION] = photometric
    stored = image if photometric == 1 else ImageChops.invert(image.convert("L")).convert("1")
    stored.save(source, compression=compression, tiffinfo=tags)
    with Image.open(source) as opened:
        expected = opened.convert("1").tobytes()
    (pixels,) = pages_of(source)
    assert (pixels.family, pixels.image.mode, pixels.native) == ("ccitt", "1", True)
    assert pixels.image.tobytes() == expected
    with pikepdf.open(source.with_suffix(".pages.pdf")) as made:
        assert made.pages[0].obj.Resources.XObject.Scan.Filter == "/CCITTFaxDecode"


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
def test_nothing_is_lost_when_a_page_is_wrapped_and_taken_out_again(
    tmp_path: Path, name: str, mode: str
) -> None:
    source = tmp_path / name
    image = printed("RGB").quantize(16) if mode == "P" else printed(mode)
    image.save(source)
    (pixels,) = pages_of(source)
    assert pixels.native
    assert pixels.image.convert("RGB").tobytes() == image.convert("RGB").tobytes()
    assert pixels.family == ("ccitt" if mode == "1" else "flate")


def test_palette_of_black_and_white_becomes_bilevel_when_wrapped(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    image = Image.new("P", (40, 30), 1)
    image.putpalette([0, 0, 0, 255, 255, 255])
    image.paste(0, (3, 4, 20, 9))
    image.save(source)
    (pixels,) = pages_of(source)
    assert pixels.family == "ccitt"
    assert pixels.image.convert("L").tobytes() == image.convert("L").tobytes()


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_paper_is_white_when_a_png_is_transparent(tmp_path: Path, mode: str) -> None:
    source = tmp_path / "a.png"
    image = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    image.paste((90, 90, 90, 255), (5, 5, 20, 20))
    image.convert(mode).save(source)
    (pixels,) = pages_of(source)
    grey = pixels.image.convert("L")
    assert (grey.getpixel((0, 0)), grey.getpixel((10, 10))) == (255, 90)


@pytest.mark.parametrize(("name", "mode"), [("a.png", "I;16"), ("a.tif", "I;16"), ("a.tif", "F")])
def test_tones_keep_their_places_when_there_are_16_bits(
    tmp_path: Path, name: str, mode: str
) -> None:
    ramp = Image.frombytes("L", (256, 4), bytes(range(256)) * 4)
    if mode == "F":
        deep = ramp.convert("F").point(lambda tone: tone / 255.0 + 0.0)
    else:
        deep = ramp.convert("I").point(lambda tone: tone * 257 + 0).convert("I;16")
    deep.save(tmp_path / name)
    (pixels,) = pages_of(tmp_path / name)
    assert pixels.image.mode == "L"
    got = pixels.image.tobytes()[:256]
    assert all(abs(tone - level) <= 1 for level, tone in enumerate(got))


def test_ink_stays_ink_when_a_jpeg_is_in_printing_colours(tmp_path: Path) -> None:
    source = tmp_path / "a.jpg"
    image = printed("RGB")
    image.convert("CMYK").save(source, quality=95)
    (pixels,) = pages_of(source)
    assert differs(pixels.image, image) < 12
    with pikepdf.open(source.with_suffix(".pages.pdf")) as made:
        assert made.pages[0].obj.Resources.XObject.Scan.read_raw_bytes() == source.read_bytes()


def test_colours_are_right_when_a_tiff_holds_a_jpeg(tmp_path: Path) -> None:
    source = tmp_path / "a.tif"
    image = printed("RGB")
    image.save(source, compression="jpeg", quality=90)
    (pixels,) = pages_of(source)
    assert pixels.image.mode == "RGB"
    assert differs(pixels.image, image) < 6


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
def test_page_is_seen_as_the_camera_meant_when_exif_says_so(
    tmp_path: Path, orientation: int, name: str
) -> None:
    source = tmp_path / name
    exif = Image.Exif()
    exif[0x0112] = orientation
    if name == "a.jpg":
        corner().save(source, exif=exif, quality=100, subsampling=0)
    else:
        corner().save(source, exif=exif)
    with Image.open(source) as opened:
        meant = ImageOps.exif_transpose(opened).convert("RGB")
    ((_, _, rotation),) = sizes_of(source)
    (pixels,) = pages_of(source)
    shown = pixels.image.convert("RGB").rotate(-rotation, expand=True)
    assert shown.size == meant.size
    assert differs(shown, meant) < 2
    with pikepdf.open(source.with_suffix(".pages.pdf")) as made:
        is_jpeg = made.pages[0].obj.Resources.XObject.Scan.Filter == "/DCTDecode"
    assert is_jpeg is (name == "a.jpg" and orientation in (1, 3, 6, 8))


def frames(path: Path, count: int, compression: str | None = None) -> Path:
    """A TIFF of some pages, each with a bar at another height."""
    made = []
    for number in range(count):
        page = Image.new("1", (200, 260), 1)
        page.paste(0, (20, 20 + 40 * number, 180, 30 + 40 * number))
        made.append(page)
    made[0].save(path, save_all=True, append_images=made[1:], compression=compression)
    return path


def test_every_page_is_there_when_a_tiff_has_several(tmp_path: Path) -> None:
    pixels = pages_of(frames(tmp_path / "a.tif", 4, compression="group4"))
    assert [
        page.image.convert("L").getpixel((100, 25 + 40 * n)) for n, page in enumerate(pixels)
    ] == [0] * 4
    assert len({page.image.tobytes() for page in pixels}) == 4


def test_other_pages_stand_when_one_of_a_tiff_is_damaged(tmp_path: Path) -> None:
    source = frames(tmp_path / "a.tif", 4, compression="tiff_adobe_deflate")
    with Image.open(source) as opened:
        opened.seek(1)
        at = opened.tag_v2[TiffImagePlugin.STRIPOFFSETS][0]  # type: ignore[attr-defined]
    data = bytearray(source.read_bytes())
    data[at : at + 8] = b"\x00" * 8
    source.write_bytes(data)
    note = write_pages(source, tmp_path / "a.pdf")
    assert note == "Page 2 of a.tif is damaged and shown blank."
    sizes = pdf.page_sizes(str(tmp_path / "a.pdf"))
    assert len(sizes) == 4
    assert sizes[1] == (595.0, 842.0, 0)
    page = page_pixels(str(tmp_path / "a.pdf"), 4).image.convert("L")
    assert page.getpixel((100, 25 + 120)) == 0
    pdf.close_document(str(tmp_path / "a.pdf"))


def test_pages_before_stand_when_a_tiff_is_cut_short(tmp_path: Path) -> None:
    source = frames(tmp_path / "a.tif", 3)
    with Image.open(source) as opened:
        opened.seek(2)
        at = opened.tag_v2[TiffImagePlugin.STRIPOFFSETS][0]  # type: ignore[attr-defined]
    source.write_bytes(source.read_bytes()[: at - 60])
    note = write_pages(source, tmp_path / "a.pdf")
    sizes = pdf.page_sizes(str(tmp_path / "a.pdf"))
    pdf.close_document(str(tmp_path / "a.pdf"))
    assert len(sizes) >= 2
    assert "a.tif" in note
    assert "damaged" in note


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
def test_sentence_says_so_when_an_image_is_cut_short(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    printed("L").save(source)
    whole = source.read_bytes()
    source.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFile, match=rf"^{name} is damaged or cut short"):
        write_pages(source, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_sentence_gives_the_size_when_a_page_has_too_many_pixels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MOST_PIXELS", 10_000)
    source = tmp_path / "a.png"
    printed("L").save(source)
    with pytest.raises(UnreadableFile, match=r"a\.png has a page of 620 x 877 pixels"):
        write_pages(source, tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("dpi", "size", "expected"),
    [
        ((200, 200), (1654, 2339), (595, 842)),
        ((204, 98), (1728, 1078), (610, 792)),  # a fax
        ((72, 72), (1654, 2339), (595, 842)),  # nobody's choice: A4 is likelier
        ((72, 72), (595, 842), (595, 842)),
        ((1, 1), (1654, 2339), (595, 842)),
        ((30000, 30000), (1654, 2339), (595, 842)),
        ((300, 0.01), (1654, 2339), (595, 842)),
        (None, (2339, 1654), (842, 595)),
        (None, (1, 1), (842, 842)),
    ],
)
def test_page_has_a_sane_size_when_the_file_tells_its_dots(
    tmp_path: Path,
    dpi: tuple[float, float] | None,
    size: tuple[int, int],
    expected: tuple[float, float],
) -> None:
    source = tmp_path / "a.tif"
    Image.new("1", size, 1).save(source, dpi=dpi)
    ((width, height, _),) = sizes_of(source)
    assert [width, height] == pytest.approx(list(expected), abs=1)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
def test_bytes_are_the_same_when_an_image_is_wrapped_twice(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    printed("RGB").save(source)
    write_pages(source, tmp_path / "one.pdf")
    write_pages(source, tmp_path / "two.pdf")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_group_4_is_read_by_others_when_written() -> None:
    image = printed("1", (203, 311))
    with pikepdf.new() as made:
        stream = pikepdf.Stream(made, images.group4(image))
        stream.Subtype = pikepdf.Name.Image
        stream.Width, stream.Height, stream.BitsPerComponent = 203, 311, 1
        stream.ColorSpace = pikepdf.Name.DeviceGray
        stream.Filter = pikepdf.Name.CCITTFaxDecode
        stream.DecodeParms = pikepdf.Dictionary(K=-1, Columns=203, Rows=311)
        decoded = pikepdf.PdfImage(stream).as_pil_image()
    assert decoded.convert("1").tobytes() == image.tobytes()
    assert len(images.group4(image)) < len(io.BytesIO(image.tobytes()).getvalue())
