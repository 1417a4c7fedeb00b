"""Any image as mode ``1``, ``L`` or ``RGB``, which is all that the rest of the program meets."""

from __future__ import annotations

from PIL import Image

_FULL_SCALES = (255.0, 1023.0, 4095.0, 65535.0)
"""Highest tones of scanners of 8, 10, 12 and 16 bits."""


def plain(image: Image.Image) -> Image.Image:
    """Mode ``1``, ``L`` or ``RGB``; what is transparent lies on white, 16 bits become 8."""
    image.load()
    if image.mode in ("1", "L", "RGB") and "transparency" not in image.info:
        return image
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return _to_8_bits(image)
    if image.mode in ("LA", "La", "RGBA", "RGBa", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        return paper.convert("L" if image.mode in ("L", "LA", "La") else "RGB")
    if image.mode == "P":
        return _without_palette(image)
    return image.convert("RGB")


def _without_palette(image: Image.Image) -> Image.Image:
    """Grey where the palette is, and bilevel where it has nothing but black and white."""
    colours = image.convert("RGB")
    red, green, blue = colours.split()
    if not red.tobytes() == green.tobytes() == blue.tobytes():
        return colours
    if not sum(red.histogram()[1:255]):
        return red.convert("1", dither=Image.Dither.NONE)
    return red


def _to_8_bits(image: Image.Image) -> Image.Image:
    wide = image if image.mode == "F" else image.convert("I")
    low, high = wide.getextrema()
    highest = float(high)  # type: ignore[arg-type]
    if image.mode == "F" and highest <= 1.0 and float(low) >= 0.0:  # type: ignore[arg-type]
        full = 1.0
    else:
        full = next((scale for scale in _FULL_SCALES if highest <= scale), highest)
    return wide.convert("F").point(lambda tone: tone * (255.0 / full) + 0.0).convert("L")
