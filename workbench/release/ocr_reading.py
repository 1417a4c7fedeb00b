"""OCR for the proof: the finished pixels, read anew."""

from __future__ import annotations

from PIL import Image

OCR = "OCR"


def read_pixels(image: Image.Image, rotation: int, language: str) -> str:
    """The text OCR reads on a page image that is not yet turned for the eye."""
    from workbench.engines.ocr import TesseractEngine

    upright = image.rotate(-rotation, expand=True) if rotation % 360 else image
    result = TesseractEngine(language).read(upright)
    return " ".join(word.ocr_reading for word in result.words)
