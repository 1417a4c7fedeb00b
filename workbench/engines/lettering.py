"""Whether drawn text shows the letters that its fonts claim, by a look at a few of its lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pymupdf
from PIL import Image

from workbench.domain.geometry import Rect, bounding
from workbench.domain.pages import Word
from workbench.engines.agreement import likeness
from workbench.engines.layer import grey_picture
from workbench.engines.ocr import TesseractEngine

_LINES = 4
_MOST_LETTERS = 90
_DPI = 250.0
_TRUE_FROM = 0.6
_LEAST_LETTERS = 40
_READS_LEAST = 0.6
_LONGER_THAN_HIGH = 3.0
_UNKNOWN_MOST = 0.02
_MARGIN_PX = 40

_proven: set[tuple[str, frozenset[str]]] = set()
"""Fonts of a file whose letters were seen to be true in this process."""


def letters_are_true(page: pymupdf.Page, path: str, words: Sequence[Word], language: str) -> bool:
    """Whether the page shows, as far as OCR can tell, what its drawn text says.

    A font may say “Smith” and draw “Brown”: its table of letters is free. A few of the longest
    lines are read off the page; that is done once for the fonts of a file in each process.
    Letters that OCR does not know here (another script), and print that it cannot make out,
    are not held against the page.
    """
    if not words:
        return True
    # A sign alone is a bullet of a symbol font, which harms nobody.
    text = "".join(w.ocr_reading for w in words if len(w.ocr_reading) > 1)
    if sum(not _is_letterlike(sign) for sign in text) > _UNKNOWN_MOST * len(text):
        return False
    key = (path, frozenset(str(font[3]) + str(font[0]) for font in page.get_fonts()))
    if key in _proven:
        return True
    lines = _telling_lines(words)
    claim = "".join(word.ocr_reading for line in lines for word in line)
    if len(claim) < _LEAST_LETTERS:
        return True
    seen = TesseractEngine(language).read_lines(_pasted(page, lines))
    there = "".join(word.ocr_reading for word in seen)
    if len(there) < _READS_LEAST * len(claim):
        return True  # OCR is at a loss with this print, which says nothing against it
    if likeness(claim, there) < _TRUE_FROM:
        return False
    _proven.add(key)
    return True


def _is_letterlike(sign: str) -> bool:
    """Not U+FFFD or of a private area, which stand for “whatever the font draws”."""
    if sign.isascii():
        return True
    return sign != "\N{REPLACEMENT CHARACTER}" and unicodedata.category(sign) not in ("Co", "Cn")


def _telling_lines(words: Sequence[Word]) -> list[list[Word]]:
    """The level lines with most Latin letters, in their order; none of fewer than ten."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        line = lines.setdefault(word.line, [])
        if sum(len(w.ocr_reading) for w in line) < _MOST_LETTERS:
            line.append(word)
    counted = {
        number: sum(sign.isascii() and sign.isalpha() for w in line for sign in w.ocr_reading)
        for number, line in lines.items()
        if _is_level(line)
    }
    best = sorted(counted, key=lambda number: -counted[number])[:_LINES]
    return [lines[number] for number in sorted(best) if counted[number] >= 10]


def _is_level(line: Sequence[Word]) -> bool:
    """Whether a line runs across the page, not down or aslant."""
    box = bounding(word.rect_pt for word in line)
    tallest = max(word.rect_pt.height for word in line)
    return (
        box is not None
        and box.height < 1.5 * tallest
        and box.width > _LONGER_THAN_HIGH * box.height
    )


def _pasted(page: pymupdf.Page, lines: Sequence[Sequence[Word]]) -> Image.Image:
    """The lines as the page shows them, one under another on white."""
    strips = []
    for line in lines:
        box = bounding(word.rect_pt for word in line)
        if box is not None:
            area = box.inflated(2, 1).clamped(page.rect.width, page.rect.height)
            strips.append(grey_picture(page, _DPI / 72, area or Rect(0, 0, 1, 1)))
    width = max(strip.width for strip in strips) + 2 * _MARGIN_PX
    height = sum(strip.height + _MARGIN_PX for strip in strips) + _MARGIN_PX
    sheet = Image.new("L", (width, height), 255)
    top = _MARGIN_PX
    for strip in strips:
        sheet.paste(strip, (_MARGIN_PX, top))
        top += strip.height + _MARGIN_PX
    return sheet
