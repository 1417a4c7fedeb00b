"""Small pages made for the tests of the engines."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
from pikepdf import Array, Dictionary, Name
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


def jpeg(image: Image.Image, **options: object) -> bytes:
    """The image as JPEG bytes."""
    out = io.BytesIO()
    image.save(out, "JPEG", **{"quality": 90, **options})
    return out.getvalue()


def scan(
    path: Path,
    data: bytes,
    size: tuple[int, int],
    *,
    content: str = "q {w} 0 0 {h} 0 0 cm /Scan Do Q",
    rotate: int = 0,
    box: tuple[float, float, float, float] | None = None,
    **keys: object,
) -> str:
    """A PDF of one page that shows one image object, at 72 dpi."""
    with pikepdf.new() as made:
        image = made.make_stream(data)
        image.Type, image.Subtype = Name.XObject, Name.Image
        image.Width, image.Height = size
        for key, value in {"BitsPerComponent": 8, **keys}.items():
            image[f"/{key}"] = value
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, *size]),
            Resources=Dictionary(XObject=Dictionary(Scan=image)),
            Contents=made.make_stream(content.format(w=size[0], h=size[1]).encode("latin-1")),
        )
        if rotate:
            page.Rotate = rotate
        if box:
            page.CropBox = Array(list(box))
        made.pages.append(pikepdf.Page(made.make_indirect(page)))
        made.save(path)
    return str(path)
