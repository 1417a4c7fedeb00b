"""Stamps that layout misses are read: tilted, turned, framed, worn, outlined, over print."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageDraw, ImageFont

from workbench.domain.geometry import Rect
from workbench.domain.pages import Word
from workbench.engines.ocr import TesseractEngine
from workbench.engines.stamps import with_stamps
from workbench.engines.unread import unread_areas

PAGE = (1700, 2200)
TYPED = ["the", "vessel", "lay", "at", "anchor", "off", "the", "northern", "pier", "until", "noon"]
RED, BLACK = (186, 40, 48), (40, 40, 44)
LINES = ["ENTERED", "14 SEP 1957", "HARBOUR OFFICE"]


def stamp(lines: list[str], size: int = 44, frame: int = 5, outline: int = 0) -> Image.Image:
    """The ink of a stamp, white on black; its lines are centred in a frame."""
    font = ImageFont.load_default(size)
    width = round(max(font.getlength(line) for line in lines)) + 2 * size
    ink = Image.new("L", (width, round(1.4 * size * len(lines)) + size), 0)
    draw = ImageDraw.Draw(ink)
    if frame:
        draw.rectangle((2, 2, width - 3, ink.height - 3), outline=255, width=frame)
    for row, line in enumerate(lines):
        place = (width / 2, size * (1.2 + 1.4 * row))
        fill = 0 if outline else 255
        draw.text(place, line, fill, font, "mm", stroke_width=outline, stroke_fill=255)
    return ink


def stamped(
    ink: Image.Image,
    degrees: float = 0,
    *,
    at: tuple[int, int] = (700, 1400),
    page: Image.Image | None = None,
    colour: tuple[int, int, int] | int = 0,
) -> Image.Image:
    """A page with a stamp set on it, turned counter-clockwise about its middle."""
    page = page or Image.new("L", PAGE, 255)
    page.paste(colour, at, ink.rotate(degrees, Image.Resampling.BICUBIC, expand=True))
    return page


def read(page: Image.Image, words: list[Word] | None = None) -> list[Word]:
    return list(with_stamps(page, words or [], TesseractEngine().read_lines))


def rows(words: list[Word]) -> list[str]:
    numbers = sorted({word.line for word in words})
    return [" ".join(w.ocr_reading for w in words if w.line == number) for number in numbers]


@pytest.mark.parametrize("degrees", [-19.0, -7.0, 0.0, 5.0, 13.0])
def test_framed_stamp_is_read_line_by_line_however_it_was_set(degrees: float) -> None:
    page = stamped(stamp(LINES), degrees)
    words = read(page)
    assert rows(words) == LINES
    for word in words:
        cut = page.crop(tuple(map(round, word.rect_pt.as_list())))  # type: ignore[arg-type]
        assert cut.getextrema()[0] < 60  # type: ignore[operator]
        assert Rect(690, 1390, 1300, 1800).contains(*word.rect_pt.centre)


@pytest.mark.parametrize("degrees", [90.0, 270.0])
def test_stamp_is_read_where_it_runs_along_the_edge(degrees: float) -> None:
    words = read(stamped(stamp(["RECEIVED", "3 MAY 1961"], frame=0), degrees, at=(1500, 900)))
    assert sorted(rows(words)) == ["3 MAY 1961", "RECEIVED"]
    assert all(
        word.rect_pt.height > word.rect_pt.width for word in words if len(word.ocr_reading) > 2
    )


def test_outlined_letters_are_read() -> None:
    assert rows(read(stamped(stamp(["REGISTERED"], 90, frame=0, outline=3)))) == ["REGISTERED"]


def test_faint_stamp_is_read_beside_black_print() -> None:
    page = stamped(stamp(["FILE COPY"], 60), 6, colour=165)
    ImageDraw.Draw(page).rectangle((100, 100, 1500, 400), fill=0)
    assert rows(read(page)) == ["FILE COPY"]


def test_coloured_stamp_is_read_over_typed_lines_which_stay_as_they_were() -> None:
    page = Image.new("RGB", PAGE, (243, 238, 222))
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(36)
    typed = []
    for row in range(6):
        left = 200
        for part in TYPED:
            box = Rect(*draw.textbbox((left, 1300 + 60 * row), part, font=font))
            draw.text((left, 1300 + 60 * row), part, BLACK, font=font)
            typed.append(Word(part, box, row, 0, 95.0))
            left = round(box.x1) + 16
    words = read(
        stamped(stamp(["SECRET"], 110, 8), 12, at=(500, 1290), page=page, colour=RED), typed
    )
    assert "SECRET" in rows(words)
    assert [w for w in words if w.ocr_reading != "SECRET"] == [
        w for w in words if w.rect_pt in {t.rect_pt for t in typed}
    ]
    assert len(words) == len(typed) + 1


def test_worn_stamp_is_read_where_it_stands() -> None:
    page = stamped(stamp(["LANTERN"], 120, frame=0), at=(600, 1900))
    dots, draw = random.Random(7), ImageDraw.Draw(page)
    for x in range(580, 1500, 3):
        for y in range(1880, 2190, 3):
            if dots.random() > 0.5:
                draw.rectangle((x, y, x + 2, y + 2), fill=255)
    draw.rectangle((200, 400, 1550, 1300), fill=0)
    found = [w for w in TesseractEngine().read(page, 200).words if w.ocr_reading == "LANTERN"]
    assert len(found) == 1
    assert Rect(600, 1900, 1500, 2150).contains(*found[0].rect_pt.centre)


def test_words_of_a_stamp_that_were_misread_give_way_and_sure_ones_stay() -> None:
    page = stamped(stamp(LINES))
    first = read(page)
    office = next(word for word in first if word.ocr_reading == "OFFICE")
    before = [
        Word("FNTFRFD", first[0].rect_pt, 0, 0, 20.0),
        Word("OFFICE", office.rect_pt, 1, 0, 99.0),
    ]
    words = read(page, before)
    assert rows(words) == LINES
    assert next(w for w in words if w.ocr_reading == "OFFICE").confidence == 99.0


def test_word_that_a_stamp_has_in_pieces_stays_once() -> None:
    page = stamped(stamp(LINES))
    pieces = [word for word in read(page) if word.ocr_reading in ("HARBOUR", "OFFICE")]
    assert len(pieces) == 2
    whole = Rect.spanning(
        pieces[0].rect_pt.x0, pieces[0].rect_pt.y0, pieces[1].rect_pt.x1, pieces[1].rect_pt.y1
    )
    words = read(page, [Word("HARBOUR/OFFICE", whole, 0, 0, 99.0)])
    assert rows(words) == [*LINES[:2], "HARBOUR/OFFICE"]


def test_unsure_words_amid_running_text_are_left_alone() -> None:
    page = Image.new("L", PAGE, 255)
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(40)
    words = []
    for row, line in enumerate(["Nothing was heard of the", "lantern keeper until spring"]):
        left = 200
        for part in line.split():
            box = Rect(*draw.textbbox((left, 900 + 60 * row), part, font=font))
            draw.text((left, 900 + 60 * row), part, 0, font=font)
            unsure = part in ("Nothing", "lantern")
            words.append(
                Word(part[::-1] if unsure else part, box, row, 0, 20.0 if unsure else 95.0)
            )
            left = round(box.x1) + 14
    assert read(page, words) == words


def test_black_boxes_blank_paper_specks_and_rules_are_no_lettering() -> None:
    page = Image.new("L", PAGE, 255)
    assert unread_areas(page, []) == []
    draw = ImageDraw.Draw(page)
    draw.rectangle((300, 600, 1400, 800), fill=0)
    draw.line((100, 1000, 1600, 1000), fill=0, width=4)
    chance = random.Random(3)
    for _ in range(200):
        x, y = chance.randrange(1700), chance.randrange(1200, 2200)
        draw.rectangle((x, y, x + 2, y + 2), fill=0)
    assert read(page) == []


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("size", [(1, 1), (3, 900), (40, 40), (900, 3)])
def test_nothing_is_read_when_an_image_is_tiny(mode: str, size: tuple[int, int]) -> None:
    assert read(Image.new(mode, size, 0 if mode == "L" else (0, 0, 0))) == []


def test_scribble_is_not_believed() -> None:
    page = Image.new("L", PAGE, 255)
    draw, chance = ImageDraw.Draw(page), random.Random(5)
    points = [(300 + 9 * n, 1500 + chance.randrange(-60, 60)) for n in range(90)]
    draw.line(points, fill=0, width=5, joint="curve")
    assert read(page) == []
