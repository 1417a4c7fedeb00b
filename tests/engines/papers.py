"""Small pages made for the tests of the engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pymupdf
from PIL import Image, ImageDraw, ImageFont

TEXT = (
    "The harbour master of Tveroy",
    "reports three lanterns missing.",
    "No vessel was in sight of them.",
    "(C) Ask him for the numbers.",
)

PLACES_PT = [(72.0, 120.0), (300.0, 400.0), (480.0, 760.0)]
NAMES = ["HARBOUR", "Lantern", "Tveroy"]


def printed(mode: str = "L", size: tuple[int, int] = (620, 877)) -> Image.Image:
    """A page with a few lines of print in mode ``1``, ``L`` or ``RGB``."""
    image = Image.new("RGB" if mode == "RGB" else "L", size, "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(20)
    for row, line in enumerate(TEXT):
        draw.text((60, 60 + 40 * row), line, fill="black", font=font)
    if mode == "RGB":
        draw.rectangle((400, 600, 480, 640), fill=(180, 20, 20))
    return image.convert("1", dither=Image.Dither.NONE) if mode == "1" else image


def paper(
    path: Path,
    draw: Callable[[pymupdf.Page], None],
    *,
    rotation: int = 0,
    crop: tuple[float, float, float, float] | None = None,
) -> str:
    """A born-digital PDF of one A4 page; ``crop`` is in points of the whole sheet."""
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        draw(page)
        if crop is not None:
            page.set_cropbox(pymupdf.Rect(crop))
        if rotation:
            page.set_rotation(rotation)
        document.save(path)
    return str(path)


def three_names(page: pymupdf.Page) -> None:
    """A name in the upper left, in the middle, and in the lower right of the sheet."""
    for place, name in zip(PLACES_PT, NAMES, strict=True):
        page.insert_text(place, name, fontsize=14)
