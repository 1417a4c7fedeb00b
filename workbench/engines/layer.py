"""A page's text layer as a claim: its words, and what of them the page can be seen to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pymupdf
from PIL import Image

from workbench.domain.geometry import Rect
from workbench.domain.pages import Word, clean_reading
from workbench.engines.pdf import pixmap
from workbench.engines.typeset import PRODUCER, restored

_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE  # ligatures are spelled out, as people search for them
_FILLED, _STROKED = 16, 32  # MuPDF's flags of a painted sign
_IMAGES = ("fill-image", "fill-shade")
_LOOK_SCALE = 1.5
"""Pixels a point of the look for ink under words."""
_INK_ALONE, _INK_ON_SCAN = 16, 40
"""Levels of grey by which ink stands out: on clean paper, and on a scan with its noise."""
_SAME_LINE = 0.6


@dataclass(frozen=True, slots=True)
class Layer:
    """The words of a text layer that stand on the page, sorted by what speaks for them.

    ``painted`` words are drawn as text on the page's own paper. ``claimed`` ones are invisible
    or lie over or under an image, so that only the image can prove them. ``unseen`` ones are
    nowhere to be seen: the page is of one tone where they say they stand. All three are in
    reading order and share their line and block numbers. ``outside`` counts words beyond the
    crop box.
    """

    painted: tuple[Word, ...] = ()
    claimed: tuple[Word, ...] = ()
    unseen: tuple[Word, ...] = ()
    outside: int = 0

    @property
    def words(self) -> tuple[Word, ...]:
        """All words on the page, believed or not, in reading order."""
        every = self.painted + self.claimed + self.unseen
        return tuple(sorted(every, key=lambda w: (w.line, w.rect_pt.x0)))


def is_typeset(page: pymupdf.Page) -> bool:
    """Whether the file says that this program typeset it. Nothing is believed for it."""
    return (page.parent.metadata or {}).get("producer") == PRODUCER


@dataclass(frozen=True, slots=True)
class _Sign:
    """One character: its box, and whether it is painted and nothing is laid over it."""

    text: str
    box: pymupdf.Rect
    shows: bool


def text_layer(page: pymupdf.Page, images: Sequence[Rect]) -> Layer:
    """Read a page's text layer (rotation taken off) and look at the page for each word.

    ``images`` are the boxes of the page's images, in points.
    """
    bounds = Rect(0, 0, page.rect.width, page.rect.height)
    found = list(_words(page))
    if is_typeset(page):
        full = restored(page, [word for word, _ in found])
        found = [(word, shows) for word, (_, shows) in zip(full, found, strict=True)]
    inside = [item for item in found if bounds.contains(*item[0].rect_pt.centre)]
    if not inside:
        return Layer(outside=len(found))
    look = grey_picture(page, _LOOK_SCALE)
    sorted_words: dict[str, list[Word]] = {"painted": [], "claimed": [], "unseen": []}
    for word, shows in _numbered(inside, bounds):
        on_image = any(_share(word.rect_pt, image) > 0.3 for image in images)
        least = _INK_ON_SCAN if on_image or not shows else _INK_ALONE
        if contrast(look, word, page.rect.width) < least:
            kind = "unseen"
        else:
            kind = "painted" if shows and not on_image else "claimed"
        sorted_words[kind].append(word)
    parts = {kind: tuple(words) for kind, words in sorted_words.items()}
    return Layer(**parts, outside=len(found) - len(inside))


def grey_picture(page: pymupdf.Page, scale: float, area_pt: Rect | None = None) -> Image.Image:
    """A page, or an area of it, drawn in grey at ``scale`` pixels a point."""
    drawn: Any = pixmap(page, scale, area_pt, grey=True)
    return Image.frombytes(
        "L", (drawn.width, drawn.height), drawn.samples, "raw", "L", drawn.stride
    )


def contrast(look: Image.Image, word: Word, width_pt: float) -> int:
    """Levels of grey between the lightest and the darkest pixel under a word.

    Only the middle of a worded box is looked at, which ink of any letter crosses, so that the
    edge of a bar laid over it does not pass for its ink.
    """
    box = word.rect_pt
    if any(sign.isalnum() for sign in word.ocr_reading):
        box = box.inflated(-0.05 * box.width, -0.25 * box.height)
    box = box.scaled(look.width / width_pt)
    x0, y0 = int(box.x0), int(box.y0)
    area = look.crop((x0, y0, max(int(box.x1) + 1, x0 + 2), max(int(box.y1) + 1, y0 + 2)))
    area = area.crop((0, 0, min(area.width, look.width - x0), min(area.height, look.height - y0)))
    if not area.width or not area.height:
        return 0
    darkest, lightest = area.getextrema()
    return int(lightest) - int(darkest)  # type: ignore[arg-type]


def _numbered(found: Sequence[tuple[Word, bool]], bounds: Rect) -> Iterator[tuple[Word, bool]]:
    """Words cut at the page's edge, lines and blocks counted anew without gaps."""
    lines: dict[int, int] = {}
    blocks: dict[int, int] = {}
    for word, shows in found:
        rect = word.rect_pt.intersection(bounds)
        if rect is None:
            continue
        line = lines.setdefault(word.line, len(lines))
        block = blocks.setdefault(word.block, len(blocks))
        yield Word(word.ocr_reading, rect, line, block), shows


def _words(page: pymupdf.Page) -> Iterator[tuple[Word, bool]]:
    """The layer's words in its own order, with whether their letters are painted and bare."""
    beneath = _Beneath(page)
    line_number = -1
    for number, block in enumerate(_blocks(page)):
        previous: Any = None
        for line in block.get("lines", ()):
            box = pymupdf.Rect(line["bbox"])
            if previous is None or not _continues(previous, box):
                line_number += 1
            previous = box
            for signs in _split(_signs(line, beneath)):
                reading = clean_reading("".join(sign.text for sign in signs))
                rect = _around(signs)
                if reading and rect is not None:
                    shows = 2 * sum(sign.shows for sign in signs) >= len(signs)
                    yield Word(reading, rect, line_number, number), shows


def _blocks(page: pymupdf.Page) -> list[dict[str, Any]]:
    """The layer's blocks, also beyond the crop box, where PyMuPDF would not look of itself."""
    everywhere = pymupdf.INFINITE_RECT()
    return list(page.get_text("rawdict", clip=everywhere, flags=_FLAGS)["blocks"])


def _continues(line: pymupdf.Rect, following: pymupdf.Rect) -> bool:
    """Whether MuPDF cut one line of print in two, as it does at wide gaps."""
    common = min(line.y1, following.y1) - max(line.y0, following.y0)
    return bool(
        following.x0 >= line.x1 - 1 and common > _SAME_LINE * min(line.height, following.height)
    )


def _signs(line: dict[str, Any], beneath: _Beneath) -> Iterator[_Sign]:
    for span in line["spans"]:
        painted = bool(span["char_flags"] & (_FILLED | _STROKED)) and span["alpha"] > 0
        for char in span["chars"]:
            shows = painted and not beneath.covers(char["origin"], char["c"])
            yield _Sign(char["c"], pymupdf.Rect(char["bbox"]), shows)


def _split(signs: Iterator[_Sign]) -> Iterator[list[_Sign]]:
    word: list[_Sign] = []
    for sign in signs:
        if sign.text.isspace():
            if word:
                yield word
            word = []
        else:
            word.append(sign)
    if word:
        yield word


def _around(signs: Sequence[_Sign]) -> Rect | None:
    x0, y0 = min(s.box.x0 for s in signs), min(s.box.y0 for s in signs)
    x1, y1 = max(s.box.x1 for s in signs), max(s.box.y1 for s in signs)
    return Rect(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


class _Beneath:
    """Which signs lie under an image that was painted after them."""

    def __init__(self, page: pymupdf.Page) -> None:
        self._covers: list[tuple[int, pymupdf.Rect]] = []
        self._painted: dict[tuple[int, int, str], int] = {}
        log = page.get_bboxlog()
        first_text = next((i for i, (kind, _) in enumerate(log) if "text" in kind), len(log))
        self._covers = [
            (i, pymupdf.Rect(box))
            for i, (kind, box) in enumerate(log)
            if i > first_text and kind in _IMAGES
        ]
        if self._covers:
            for span in page.get_texttrace():
                for code, _, origin, _ in span["chars"]:
                    self._painted[_place(origin, chr(code))] = span["seqno"]

    def covers(self, origin: Sequence[float], sign: str) -> bool:
        if not self._covers:
            return False
        order = self._painted.get(_place(origin, sign))
        point = pymupdf.Point(origin[0] + 0.5, origin[1] - 0.5)
        return any((order is None or i > order) and point in box for i, box in self._covers)


def _place(origin: Sequence[float], sign: str) -> tuple[int, int, str]:
    return round(origin[0] * 8), round(origin[1] * 8), sign


def _share(rect: Rect, other: Rect) -> float:
    """Share of the first rectangle that the second covers."""
    common = rect.intersection(other)
    return common.area / rect.area if common and rect.area else 0.0
