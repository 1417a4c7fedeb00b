"""Large worn lettering that stands alone on a page is read; pictures are not taken for it."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw, ImageFont

from workbench.engines.ocr import TesseractEngine
from workbench.engines.stamps import unread_bands

PAGE = (2550, 3300)


def worn_stamp(text: str, kept: float) -> Image.Image:
    """A page with a black box and a stamp of which only dots are left."""
    page = Image.new("L", PAGE, 255)
    draw = ImageDraw.Draw(page)
    draw.text((900, 2900), text, fill=0, font=ImageFont.load_default(130))
    dots = random.Random(7)
    for x in range(880, 1700, 3):
        for y in range(2880, 3080, 3):
            if dots.random() > kept:
                draw.rectangle((x, y, x + 2, y + 2), fill=255)
    draw.rectangle((300, 600, 2300, 2000), fill=0)
    return page


def test_worn_stamp_is_read_where_it_stands() -> None:
    words = TesseractEngine("eng").read(worn_stamp("LANTERN", 0.5), 300).words
    stamp = [word for word in words if word.ocr_reading == "LANTERN"]
    assert len(stamp) == 1
    x, y = stamp[0].rect_pt.centre
    assert 900 < x < 1600
    assert 2900 < y < 3060


def test_black_boxes_and_blank_paper_are_no_lettering() -> None:
    page = Image.new("L", PAGE, 255)
    assert unread_bands(page, []) == []
    ImageDraw.Draw(page).rectangle((300, 600, 2300, 800), fill=0)
    assert unread_bands(page, []) == []


def test_lettering_that_was_read_is_not_looked_at_again() -> None:
    page = worn_stamp("LANTERN", 1.0)
    words = TesseractEngine("eng").read(page, 300).words
    assert "LANTERN" in [word.ocr_reading for word in words]
    assert unread_bands(page, words) == []
