"""The finished file's text as pdfminer.six reads it: a parser and interpreter of their own.

Pure Python, and written by people who have nothing to do with PDFium or qpdf. It takes what
is drawn in any render mode, in forms and outside the page; it does not look at annotations.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import PSLiteral

from workbench.domain.geometry import Rect
from workbench.release.look_plain import PlainInterpreter

EXTRACTOR = "pdfminer"


def _silence() -> None:
    """Have pdfminer's logs say nothing: what matters comes back as an error.

    It writes a line for every token it reads; even refused, they cost a fifth of the reading.
    """
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    for name in ("psparser", "pdfinterp"):
        logging.getLogger(f"pdfminer.{name}").debug = _nothing  # type: ignore[method-assign]


def _nothing(*_: object, **__: object) -> None:
    pass


_silence()

_LINE_STEP = 0.6  # of the size: a base line that far off the last one is another line
_SPACE = 32
_GAP = 0.25  # of the size, or more to the right of where the last sign ended: a space


class MinerError(Exception):
    """pdfminer.six gave up on a file or a page; the message says over what."""


class MinedPage:
    """One page: its text with line ends and spaces guessed, and the middle of each sign.

    Places are page points from the top left of the crop box, page not rotated.
    """

    def __init__(
        self,
        number: int,
        text: str,
        places: list[tuple[str, float, float]],
        top_left: tuple[float, float],
    ) -> None:
        """``places`` count from a corner of pdfminer's own; ``top_left`` lies so far from it."""
        self.number = number
        self.text = text
        self._places = places
        self._left, self._top = top_left

    def text_in(self, box: Rect) -> str:
        """The visible signs whose middle lies well inside a box."""
        inset_x, inset_y = 0.12 * min(box.width, box.height), 0.12 * box.height
        x0, x1 = self._left + box.x0 + inset_x, self._left + box.x1 - inset_x
        y0, y1 = self._top - box.y1 + inset_y, self._top - box.y0 - inset_y
        # Most signs stand in other lines: their height is asked first.
        return "".join([s for s, x, y in self._places if y0 < y < y1 and x0 < x < x1])


class Miner:
    """A file opened with pdfminer.six; its pages are read in their order, none twice."""

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            MinerError: it cannot be read.
        """
        self._stream: BinaryIO = path.open("rb")
        try:
            document = _Document(PDFParser(self._stream))
            manager = PDFResourceManager(caching=True)
            self._device = _Signs(manager)
            self._interpreter = PlainInterpreter(manager, self._device)
            self._pages: Iterator[PDFPage] = PDFPage.create_pages(document)
        except Exception as error:
            self._stream.close()
            raise _gave_up(error) from error
        self._number = 0

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def page(self, number: int) -> MinedPage:
        """A page, counted from 1.

        Raises:
            MinerError: it cannot be read, or there is none.
        """
        try:
            page = next(islice(self._pages, number - self._number - 1, None))
            self._number = number
            # Rotation off, and what lies outside the crop box too.
            page.rotate = 0
            self._device.begin()
            self._interpreter.process_page(page)
        except StopIteration:
            raise MinerError("no such page") from None
        except Exception as error:
            raise _gave_up(error) from error
        return self._device.page(number, _top_left(page))


def _gave_up(error: Exception) -> MinerError:
    """A parser in Python fails on a hostile file by its own errors, by TypeError, KeyError,
    RecursionError and more: all of them mean that it could not read on."""
    return MinerError(type(error).__name__)


class _Document(PDFDocument):
    """Keeps no streams: the images of two thousand pages would fill the memory."""

    def getobj(self, objid: int) -> object:
        thing = super().getobj(objid)
        if isinstance(thing, PDFStream):
            self._cached_objs.pop(objid, None)
        return thing


class _Signs(PDFTextDevice):
    """Collects every sign that is shown, with its place."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.begin()

    def begin(self) -> None:
        self._text: list[str] = []
        self._places: list[tuple[str, float, float]] = []
        self._end: tuple[float, float] | None = None
        self._glyphs: dict[object, _Glyphs] = {}

    def page(self, number: int, origin: tuple[float, float]) -> MinedPage:
        return MinedPage(number, "".join(self._text), self._places, origin)

    def begin_tag(self, tag: PSLiteral, props: Any = None) -> None:
        """Marked content may say what it reads as; that is text too."""
        del tag
        if isinstance(props, dict):
            for key in ("ActualText", "Alt", "E"):
                value = props.get(key)
                if isinstance(value, bytes):
                    self._text.append(f"\n{_decoded(value)}\n")
                    self._end = None

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        del ncs, graphicstate
        sign, width = self._glyphs_of(font)[cid]
        advance = width * fontsize * scaling
        a, b, c, d, x, y = matrix
        self._put([(sign, advance, x, y)], (a, b, c, d), rise + 0.3 * fontsize, abs(fontsize))
        return advance

    def render_string_horizontal(
        self,
        seq: Any,
        matrix: Any,
        pos: tuple[float, float],
        font: Any,
        fontsize: float,
        scaling: float,
        charspace: float,
        wordspace: float,
        rise: float,
        dxscale: float,
        ncs: Any,
        graphicstate: Any,
    ) -> tuple[float, float]:
        """As pdfminer's own, without a call and a matrix for each sign: half of its time."""
        del ncs, graphicstate
        a, b, c, d, e, f = matrix
        x, y = pos
        glyphs = self._glyphs_of(font)
        signs: list[tuple[str, float, float, float]] = []
        is_first = True
        for part in seq:
            if isinstance(part, (int, float)):
                x -= part * dxscale
                is_first = False
            elif isinstance(part, bytes):
                for cid in font.decode(part):
                    if not is_first:
                        x += charspace
                    is_first = False
                    sign, width = glyphs[cid]
                    advance = width * fontsize * scaling
                    signs.append((sign, advance, x * a + y * c + e, x * b + y * d + f))
                    x += advance
                    if cid == _SPACE:
                        x += wordspace
        self._put(signs, (a, b, c, d), rise + 0.3 * fontsize, abs(fontsize))
        return x, y

    def _glyphs_of(self, font: Any) -> _Glyphs:
        found = self._glyphs.get(font)
        if found is None:
            found = self._glyphs[font] = _Glyphs(font)
        return found

    def _put(
        self,
        signs: Sequence[tuple[str, float, float, float]],
        directions: tuple[float, float, float, float],
        up: float,
        size: float,
    ) -> None:
        """Take up signs, each with its advance and the place on the base line where it begins.

        ``directions`` are those along and across the line, ``up`` is from it to a sign's middle.
        """
        a, b, c, d = directions
        add_text, add_place, end = self._text.append, self._places.append, self._end
        high = size * max(abs(c) + abs(d), 1e-6)
        most_near, most_far = _LINE_STEP * high, _GAP * high
        up_x, up_y = c * up, d * up
        for sign, advance, x, y in signs:
            if end is not None:
                # A line end or a space before a sign that does not follow the last one closely.
                along, across = x - end[0], y - end[1]
                if not (-most_far <= along <= most_far and -most_far <= across <= most_far):
                    is_turn = min(abs(along), abs(across)) > most_near
                    add_text("\n" if is_turn else " ")
            long_x, long_y = a * advance, b * advance
            end = (x + long_x, y + long_y)
            if sign:
                add_text(sign)
                if not sign.isspace():
                    add_place((sign, x + long_x / 2 + up_x, y + long_y / 2 + up_y))
        self._end = end


class _Glyphs(dict[int, tuple[str, float]]):
    """What the codes of a font read as, if anything, and how wide they are at the size one."""

    def __init__(self, font: Any) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, cid: int) -> tuple[str, float]:
        try:
            sign = self._font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            sign = ""
        found = self[cid] = (sign, self._font.char_width(cid))
        return found


def _decoded(raw: bytes) -> str:
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("latin-1")


def _top_left(page: PDFPage) -> tuple[float, float]:
    """The crop box's corner in the space in which pdfminer places its signs.

    It moves the media box to the origin.
    """
    media, crop = page.mediabox, page.cropbox
    return max(crop[0], media[0]) - media[0], min(crop[3], media[3]) - media[1]
