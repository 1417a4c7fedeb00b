"""The finished file's text as PDFium reads it, with the place of every character."""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium

from workbench.domain.geometry import Rect
from workbench.release.look_drawn import box_of

EXTRACTOR = "pdfium"
_INSET = 0.12  # of a character's height: a neighbour's edge inside a box is no text under it


_WITH_INK = (
    pdfium.FPDF_TEXTRENDERMODE_FILL,
    pdfium.FPDF_TEXTRENDERMODE_STROKE,
    pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
    pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP,
    pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP,
    pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP,
)


@dataclass(frozen=True, slots=True)
class PageChars:
    """One page's characters in reading order.

    ``boxes`` holds ``(x0, y0, x1, y1)`` for each code point of ``text``, in page points with
    the origin at the top left of the crop box, page not rotated; None for white space, which
    PDFium often put in itself (line ends, guessed spaces). ``visible`` tells those that are drawn
    in a mode that leaves ink.
    """

    number: int
    width_pt: float
    height_pt: float
    rotation: int
    text: str
    boxes: tuple[tuple[float, float, float, float] | None, ...]
    visible: tuple[bool, ...]


def read_page(document: pypdfium2.PdfDocument, number: int, *, modes: bool = True) -> PageChars:
    """Read one page, counted from 1. Without ``modes`` no sign counts as visible."""
    page = document[number - 1]
    try:
        left, bottom, right, top = box_of(page)
        text_page = page.get_textpage()
        try:
            text, boxes, visible = _chars(text_page.raw, left, top, modes=modes)
        finally:
            text_page.close()
        return PageChars(
            number,
            right - left,
            top - bottom,
            page.get_rotation(),
            text,
            tuple(boxes),
            tuple(visible),
        )
    finally:
        page.close()


def _chars(
    raw: object, left: float, top: float, *, modes: bool
) -> tuple[str, list[tuple[float, float, float, float] | None], list[bool]]:
    x0, x1, y0, y1 = (ctypes.c_double() for _ in range(4))
    loose = pdfium.FS_RECTF()
    unicode_of, box_of_char = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharBox
    loose_box_of_char = pdfium.FPDFText_GetLooseCharBox
    codes = [unicode_of(raw, index) for index in range(pdfium.FPDFText_CountChars(raw))]
    text: list[str] = []
    boxes: list[tuple[float, float, float, float] | None] = []
    visible: list[bool] = []
    for index, code in enumerate(codes):
        if 0xD800 <= code < 0xDC00 and index + 1 < len(codes):  # a pair: the second half is next
            char = chr(0x10000 + ((code - 0xD800) << 10) + ((codes[index + 1] - 0xDC00) & 0x3FF))
        elif 0 < code < 0x110000 and not 0xD800 <= code < 0xE000:
            char = chr(code)
        else:
            continue
        text.append(char)
        if modes:
            visible.append(_leaves_ink(raw, index))
        if char.isspace():
            boxes.append(None)
            continue
        box_of_char(raw, index, x0, x1, y0, y1)
        box = (x0.value, y0.value, x1.value, y1.value)
        draws_nothing = box[2] - box[0] < 0.01 or box[3] - box[1] < 0.01
        if draws_nothing and loose_box_of_char(raw, index, loose):
            box = (loose.left, loose.bottom, loose.right, loose.top)
        boxes.append((box[0] - left, top - box[3], box[2] - left, top - box[1]))
    return "".join(text), boxes, visible or [False] * len(text)


def _leaves_ink(raw: object, index: int) -> bool:
    shown = pdfium.FPDFText_GetTextObject(raw, index)
    return bool(shown) and pdfium.FPDFTextObj_GetTextRenderMode(shown) in _WITH_INK


class Places:
    """The visible signs of a page by where they stand, for looking under many boxes."""

    def __init__(self, page: PageChars) -> None:
        self._signs = [
            ((place[1] + place[3]) / 2, index, (place[0] + place[2]) / 2, place[3] - place[1])
            for index, place in enumerate(page.boxes)
            if place is not None
        ]
        self._signs.sort()
        self._text = page.text

    def text_in(self, box: Rect) -> str:
        """The signs whose middle lies inside a box, as they follow one another."""
        found = []
        most_x, most_y = box.width / 4, box.height / 4
        first = bisect_left(self._signs, (box.y0,))
        for y, index, x, height in islice(self._signs, first, None):
            if y >= box.y1:
                break
            inset = min(_INSET * height, most_x, most_y)
            if box.x0 + inset < x < box.x1 - inset and box.y0 + inset < y < box.y1 - inset:
                found.append(index)
        return "".join(self._text[index] for index in sorted(found))


def place_of(page: PageChars, written: str) -> Rect | None:
    """Where a term first stands on the page, white space and signs left out of account."""
    letters: list[tuple[str, tuple[float, float, float, float] | None]] = [
        (char.casefold(), place)
        for char, place in zip(page.text, page.boxes, strict=True)
        if char.isalnum()
    ]
    wanted = [char for char in written.casefold() if char.isalnum()]
    joined = "".join(char[:1] for char, _ in letters)
    at = joined.find("".join(char[:1] for char in wanted))
    if at < 0 or not wanted:
        return None
    places = [place for _, place in letters[at : at + len(wanted)] if place is not None]
    return _around(places)


def pairs(page: PageChars) -> Iterator[tuple[int, Rect]]:
    """Neighbouring letters or digits of one word: index of the first, and the place of both."""
    for index in range(len(page.text) - 1):
        one, two = page.boxes[index], page.boxes[index + 1]
        if one is None or two is None or not page.text[index : index + 2].isalnum():
            continue
        box = _around([one, two])
        if box is not None and box.width > 0 and box.height > 0:
            yield index, box


def hidden_runs(page: PageChars, firsts: Sequence[int]) -> Iterator[tuple[str, Rect]]:
    """Pairs put together again: runs of signs with their place, from the first's indices."""
    at = 0
    while at < len(firsts):
        end = at
        while end + 1 < len(firsts) and firsts[end + 1] == firsts[end] + 1:
            end += 1
        first, last = firsts[at], firsts[end] + 1
        box = _around([place for place in page.boxes[first : last + 1] if place is not None])
        if box is not None:
            yield page.text[first : last + 1], box
        at = end + 1


def _around(places: Sequence[tuple[float, float, float, float]]) -> Rect | None:
    if not places:
        return None
    return Rect.spanning(
        min(p[0] for p in places),
        min(p[1] for p in places),
        max(p[2] for p in places),
        max(p[3] for p in places),
    )
