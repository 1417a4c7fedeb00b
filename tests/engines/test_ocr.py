"""OCR of pages drawn here: read exactly, whichever way they lie, with boxes on their ink."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pymupdf
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect
from workbench.domain.pages import Word
from workbench.engines.ocr import (
    OcrEngine,
    TesseractEngine,
    check_language,
    languages,
    tessdata_folder,
)

DPI = 200
LETTER = """\
The harbour master reports that three
lanterns are missing from the outer pier
and asks for a boat before the new moon.

He adds that no vessel was in sight when
the watch was changed at four, and that
the keeper has not been seen since then."""


def typed_page(text: str = LETTER, dpi: float = DPI) -> tuple[Image.Image, list[tuple[str, Rect]]]:
    """A page in Courier as pixels, and where its words stand in them."""
    scale = dpi / 72
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        for row, line in enumerate(text.split("\n")):
            page.insert_text((72, 120 + 24 * row), line, fontname="cour", fontsize=12)
        drawn: Any = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY)
        image = Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)
        words = [(word[4], Rect(*(v * scale for v in word[:4]))) for word in page.get_text("words")]
    return image, words


def worn_to_pieces(page: Image.Image) -> Image.Image:
    """A typed page as a faint ribbon and a scanner in black and white leave it."""
    size = (page.width // 2, page.height // 2)
    grain = Image.frombytes("L", size, Random(3).randbytes(size[0] * size[1]))
    rough = grain.resize(page.size, Image.Resampling.BICUBIC)
    faint = ImageChops.add(page, rough.point([tone * 240 // 255 for tone in range(256)]))
    return faint.point([255 if tone >= 150 else 0 for tone in range(256)]).convert("1")


def pixels(rect: Rect) -> tuple[int, int, int, int]:
    return int(rect.x0), int(rect.y0), int(rect.x1), int(rect.y1)


def readings(words: tuple[Word, ...]) -> list[str]:
    return [word.ocr_reading for word in words]


def assert_on_their_ink(
    found: tuple[Word, ...], true: list[tuple[str, Rect]], slack: float
) -> None:
    assert readings(found) == [text for text, _ in true]
    for word, (_, rect) in zip(found, true, strict=True):
        x, y = word.rect_pt.centre
        assert rect.inflated(slack).contains(x, y)
        assert word.rect_pt.x0 == pytest.approx(rect.x0, abs=slack + 9)
        assert word.rect_pt.x1 == pytest.approx(rect.x1, abs=slack + 9)


def test_page_is_read_exactly_when_typed_cleanly() -> None:
    image, true = typed_page()
    result = TesseractEngine().read(image)
    assert_on_their_ink(result.words, true, 2)
    assert result.rotation == 0
    assert result.skew_degrees == 0.0
    assert all(word.confidence is not None and word.confidence > 80 for word in result.words)


def test_lines_and_blocks_are_the_pages_when_read() -> None:
    image, _ = typed_page()
    words = TesseractEngine().read(image).words
    rows = [[w.ocr_reading for w in words if w.line == line] for line in range(6)]
    assert [" ".join(row) for row in rows] == [line for line in LETTER.split("\n") if line]
    assert sorted({word.line for word in words}) == list(range(6))
    assert [word.block for word in words] == sorted(word.block for word in words)


@pytest.mark.parametrize("mode", ["1", "RGB", "RGBA"])
def test_page_is_read_exactly_whatever_the_mode(mode: str) -> None:
    image, true = typed_page()
    assert readings(TesseractEngine().read(image.convert(mode)).words) == [t for t, _ in true]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_page_is_turned_upright_when_it_lies_on_its_side(turn: int) -> None:
    image, true = typed_page()
    lying = image.rotate(turn, expand=True)  # counter-clockwise: a clockwise turn mends it
    result = TesseractEngine().read(lying)
    assert result.rotation == turn
    assert readings(result.words) == [text for text, _ in true]
    for word, (_, rect) in zip(result.words, true, strict=True):
        assert Rect(0, 0, *lying.size).intersects(word.rect_pt)
        cut = lying.crop(pixels(word.rect_pt.inflated(3)))
        upright = cut.rotate(-turn, expand=True)
        assert upright.width == pytest.approx(rect.width, abs=14)
        assert cut.getextrema()[0] < 60  # type: ignore[operator]


@pytest.mark.parametrize("degrees", [-3.0, -1.2, 0.8, 2.5])
def test_boxes_lie_on_the_tilted_ink_when_a_scan_is_skewed(degrees: float) -> None:
    image, true = typed_page()
    tilted = image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    result = TesseractEngine().read(tilted)
    assert result.skew_degrees == pytest.approx(-degrees, abs=0.3)
    assert readings(result.words) == [text for text, _ in true]
    for word, (_, rect) in zip(result.words, true, strict=True):
        alone = Image.new("L", image.size, 255)
        box = pixels(rect)
        alone.paste(image.crop(box), box[:2])
        ink = alone.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
        place = ink.point([255 if tone < 128 else 0 for tone in range(256)]).getbbox()
        assert place is not None
        middle = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2)
        assert word.rect_pt.centre == pytest.approx(middle, abs=6)
        assert word.rect_pt.inflated(5).contains(place[0], middle[1])
        assert word.rect_pt.inflated(5).contains(place[2], middle[1])


def test_small_scan_is_read_when_a_page_is_only_600_pixels_wide() -> None:
    image, true = typed_page(dpi=80)
    words = TesseractEngine().read(image).words
    right = sum(a == b for a, (b, _) in zip(readings(words), true, strict=False))
    assert right >= 0.8 * len(true)
    assert_inside(words, image)


def assert_inside(words: tuple[Word, ...], image: Image.Image) -> None:
    page = Rect(0, 0, *image.size)
    assert all(page.intersection(word.rect_pt) == word.rect_pt for word in words)


def test_stamp_is_read_when_it_stands_alone() -> None:
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((200, 500, 1500, 1900), fill=0)
    draw.text((700, 250), "SECRET", fill=0, font=ImageFont.load_default(60))
    assert "SECRET" in readings(TesseractEngine().read(image).words)


@pytest.mark.parametrize("tone", [255, 128, 0])
def test_nothing_is_read_when_a_page_is_blank(tone: int) -> None:
    result = TesseractEngine().read(Image.new("L", (800, 1100), tone))
    assert result.words == ()
    assert result.rotation == 0


@pytest.mark.parametrize("size", [(1, 1), (2, 3000), (3000, 2), (20, 20)])
def test_nothing_is_read_when_an_image_is_tiny(size: tuple[int, int]) -> None:
    assert TesseractEngine().read(Image.new("L", size, 200)).words == ()


def test_no_words_are_made_of_specks() -> None:
    image = Image.effect_noise((1600, 700), 40).point([0 if t < 40 else 255 for t in range(256)])
    assert len(TesseractEngine().read(image).words) <= 5


def test_second_page_is_not_coloured_by_the_first() -> None:
    image, true = typed_page()
    engine = TesseractEngine()
    engine.read(Image.new("L", (900, 1200), 255))
    engine.read(image.rotate(90, expand=True))
    assert readings(engine.read(image).words) == [text for text, _ in true]


def test_lines_cut_out_are_read_as_they_are() -> None:
    image, true = typed_page()
    first = image.crop((180, 300, 1500, 500))
    line = [text for text, rect in true if 300 <= rect.centre[1] <= 500]
    assert readings(TesseractEngine().read_lines(first)) == line


def test_engine_is_an_ocr_engine() -> None:
    engine: OcrEngine = TesseractEngine()
    assert engine.read(Image.new("L", (50, 50), 255)).confidence == 0.0


def test_sentence_names_the_installed_languages_when_one_is_missing() -> None:
    with pytest.raises(UserError, match=r"“klingon”; installed: .*eng"):
        check_language("eng+klingon")
    with pytest.raises(UserError, match="klingon"):
        TesseractEngine("klingon")


def test_language_data_come_with_the_wheels() -> None:
    assert "eng" in languages()
    assert "osd" not in languages()
    assert (Path(tessdata_folder()) / "osd.traineddata").is_file()


def test_type_worn_to_pieces_is_read_with_its_strokes_joined() -> None:
    page, true = typed_page()
    found = TesseractEngine().read(worn_to_pieces(page)).words
    boxes = {word.ocr_reading: word.rect_pt for word in found}
    held = [(text, rect) for text, rect in true if text in boxes]
    assert len(held) > 0.8 * len(true)
    for text, rect in held:
        if sum(text == other for other, _ in true) == 1:
            x, y = boxes[text].centre
            assert rect.x0 < x < rect.x1
            assert rect.y0 < y < rect.y1
