"""The invisible text layer: words by their boxes, in a font that draws nothing and tells nothing.

Each block of 256 code points in use has one Type 3 font whose ToUnicode map is the whole
block, so the fonts do not say which letters occur. Every glyph is empty and as wide as every
other; a word is stretched to its box, so nothing of the source's letter spacing
remains. The first block's control codes, which no word holds, stand for the dashes and
quotation marks from U+2010 on: most papers need one font.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import inf
from operator import itemgetter
from statistics import median
from types import MappingProxyType

import pikepdf
from pikepdf import Array, Dictionary, Name

from workbench.domain.geometry import rotate_rect, rotated_size
from workbench.domain.pages import Word
from workbench.release.passages import PARAGRAPH, mark_of

ASCENT, DESCENT = 800, -200
"""Height of the empty glyphs over and under the base line, in thousandths of the size."""

_ADVANCE = 500
_GRID_PT = 1.0
"""Where lines begin, and how large they are set: finer would tell of the original's setting."""
_HIGHER_PT = 1.2
"""How far a word's top and bottom may be off for it to share size and base line with others."""
_NARROWER_PT, _WIDER_PT = 1.5, 0.05
"""How far a word may stay short of its box, or pass it, to share the stretch of others."""
_ASIDE_PT, _ASIDE_STEP = 0.3, 100
"""From what distance the pen steps aside to a word, and in what thousandths of the size."""
_FAR = 3.0
"""Wider gaps, in sizes, are no step in a line: readers would take them for columns' gutters."""
_VOTING_LETTERS = 4
_ESCAPED = {"(": "\\(", ")": "\\)", "\\": "\\\\", "\r": "\\r", "\n": "\\n"}
_MARKS, _MARKS_AT, _MARKS_COUNT = 0x2010, 0x80, 0x20
"""Dashes, quotation marks and their like, in place of the first block's control codes."""
_NO_SIGNS = {0xFE: (0, 254), 0xFF: (0, 253)}
"""Blocks with a code that no text may map to (PDF/A): the byte order marks."""
_UNSAID = "\0\ufeff\ufffe\uffff"
"""Such signs, and what else no font here has a code for, are left out of words."""
_FIRST_BLOCK = "3 beginbfrange\n<01> <7F> <0001>\n<80> <9F> <2010>\n<A0> <FF> <00A0>\nendbfrange"
_OTHER_BLOCK = "1 beginbfrange\n<{low:02X}> <{high:02X}> <{first}>\nendbfrange"
_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
{ranges}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def font_name(block: int) -> str:
    """Resource name of the font for code points ``block * 256`` onwards."""
    return f"/T{block:x}"


class Fonts:
    """The fonts of one copy, each made when its block is first needed."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._made: dict[int, pikepdf.Object] = {}
        self._shared: tuple[pikepdf.Object, pikepdf.Object, pikepdf.Object] | None = None

    def resources(self, blocks: Iterable[int]) -> Dictionary:
        """A ``/Font`` resource dictionary for these blocks."""
        return Dictionary({font_name(block): self._font(block) for block in sorted(blocks)})

    def _font(self, block: int) -> pikepdf.Object:
        if block not in self._made:
            if self._shared is None:
                self._shared = self._make_shared()
            glyphs, encoding, widths = self._shared
            cmap = _TO_UNICODE.format(ranges=_ranges(block)).encode("ascii")
            self._made[block] = self._pdf.make_indirect(
                Dictionary(
                    Type=Name.Font,
                    Subtype=Name.Type3,
                    FontBBox=Array([0, DESCENT, _ADVANCE, ASCENT]),
                    FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
                    FirstChar=0,
                    LastChar=255,
                    Widths=widths,
                    CharProcs=glyphs,
                    Encoding=encoding,
                    Resources=Dictionary(),
                    ToUnicode=self._pdf.make_stream(cmap),
                )
            )
        return self._made[block]

    def _make_shared(self) -> tuple[pikepdf.Object, pikepdf.Object, pikepdf.Object]:
        empty = f"{_ADVANCE} 0 0 {DESCENT} {_ADVANCE} {ASCENT} d1".encode("ascii")
        glyphs = Dictionary(g=self._pdf.make_stream(empty))
        encoding = Dictionary(Type=Name.Encoding, Differences=Array([0, *[Name.g] * 256]))
        make = self._pdf.make_indirect
        return make(glyphs), make(encoding), make(Array([_ADVANCE] * 256))


def _ranges(block: int) -> str:
    if block == 0:
        return _FIRST_BLOCK
    low, high = _NO_SIGNS.get(block, (0, 255))
    first = chr(block * 256 + low).encode("utf-16-be").hex().upper()
    return _OTHER_BLOCK.format(low=low, high=high, first=first)


def _coded(sign: str) -> tuple[int, str]:
    """A sign as its font's block and the byte for it there, as Latin-1."""
    point = ord(sign)
    if 0 <= point - _MARKS < _MARKS_COUNT:
        return 0, chr(point - _MARKS + _MARKS_AT)
    return point >> 8, chr(point & 0xFF)


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a page, the code blocks it uses, and the roles of the passages it tags."""

    data: bytes
    blocks: frozenset[int]
    passages: tuple[str, ...]


def page_content(
    words: Sequence[Word],
    width_pt: float,
    height_pt: float,
    rotation: int,
    roles: Mapping[int, str] = MappingProxyType({}),
) -> Content:
    """The content of a page, deflated: its image ``/P`` as an artifact, then words by passages.

    ``roles`` are those of the words' blocks that are more than paragraphs.
    """
    image = f"/Artifact BMC q {_n(width_pt)} 0 0 {_n(height_pt)} 0 0 cm /P Do Q EMC"
    text = invisible_words(words, width_pt, height_pt, rotation, roles=roles)
    return replace(text, data=zlib.compress(b"%s\n%s" % (image.encode("ascii"), text.data), 9))


def invisible_words(
    words: Sequence[Word],
    width_pt: float,
    height_pt: float,
    rotation: int,
    *,
    first: int = 0,
    roles: Mapping[int, str] = MappingProxyType({}),
) -> Content:
    """Operators for words by passages, whose marked content is numbered from ``first`` on."""
    parts: list[str] = []
    blocks: set[int] = set()
    tagged: list[str] = []
    passages: list[str] = []
    rotation = _direction(words, rotation)
    pen = _Pen(blocks)
    for block, passage in groupby(words, key=lambda word: word.block):
        lines = [
            _line(list(line), width_pt, height_pt, rotation, pen)
            for _, line in groupby(passage, key=lambda word: word.line)
        ]
        text = "\n".join(line for line in lines if line)
        if text:
            role = roles.get(block, PARAGRAPH)
            tagged.append(f"/{mark_of(role)} <</MCID {first + len(tagged)}>> BDC\n{text}\nEMC")
            passages.append(role)
    if tagged:
        matrix = " ".join(_n(v) for v in _shown_to_page(width_pt, height_pt, rotation))
        parts.append(f"q {matrix} cm BT 3 Tr")
        parts.extend(tagged)
        parts.append("ET Q")
    return Content("\n".join(parts).encode("latin-1"), frozenset(blocks), tuple(passages))


def _direction(words: Sequence[Word], rotation: int) -> int:
    """Which turn makes the words run from left to right: the page's, unless they deny it.

    Words lie along their line: a page turned for the eye has upright columns of letters as
    stored. Where most words lie the other way, the page's rotation is not theirs.
    """
    votes = 0
    for word in words:
        if len(word.reading) >= _VOTING_LETTERS:
            votes += 1 if word.rect_pt.height > word.rect_pt.width else -1
    if votes and (votes > 0) != (rotation % 180 == 90):
        return 90 if votes > 0 else 0
    return rotation % 360


def _line(words: list[Word], width_pt: float, height_pt: float, rotation: int, pen: _Pen) -> str:
    """Operators for one line; words share their size, base line and stretch where they can."""
    words = [word for word in words if word.reading.strip()]
    if not words:
        return ""
    shown_height = rotated_size(width_pt, height_pt, rotation)[1]
    rects = [rotate_rect(word.rect_pt, width_pt, height_pt, rotation) for word in words]
    usual = median(rect.height for rect in rects)
    sizes = [
        max(_GRID_PT, _gridded(usual if abs(rect.height - usual) <= _HIGHER_PT else rect.height))
        for rect in rects
    ]
    bottoms = _shared(
        (
            max(shown_height - rect.y1, shown_height - rect.y0 - size) - _HIGHER_PT,
            min(shown_height - rect.y1, shown_height - rect.y0 - size) + _HIGHER_PT,
        )
        for rect, size in zip(rects, sizes, strict=True)
    )
    naturals = [
        len(word.reading) * size * _ADVANCE / 1000 for word, size in zip(words, sizes, strict=True)
    ]
    stretches = _shared(
        (100 * (rect.width - _NARROWER_PT) / natural, 100 * (rect.width + _WIDER_PT) / natural)
        for rect, natural in zip(rects, naturals, strict=True)
    )
    pen.leave()
    for word, rect, size, bottom, stretch in zip(
        words, rects, sizes, bottoms, stretches, strict=True
    ):
        base = _gridded(bottom - DESCENT / 1000 * size)
        pen.go(rect.x0, base, size, max(1, int(stretch)))
        pen.show(word.reading)
    return pen.written()


def _gridded(value: float) -> float:
    return round(value / _GRID_PT) * _GRID_PT


def _shared(ranges: Iterable[tuple[float, float]]) -> list[float]:
    """A value from each range, the same for as many on end as have one in common.

    Of what they have in common it is the highest.
    """
    values: list[float] = []
    common, count = (-inf, inf), 0
    for low, high in ranges:
        narrowed = (max(low, common[0]), min(high, common[1]))
        if narrowed[0] <= narrowed[1]:
            common, count = narrowed, count + 1
        else:
            values += [common[1]] * count
            common, count = (low, high), 1
    return values + [common[1]] * count


class _Pen:
    """Operators for one page. What still serves is not set again: the layer is to be small."""

    def __init__(self, blocks: set[int]) -> None:
        self._operators: list[str] = []
        self._run: list[str] = []
        self._blocks = blocks
        self._font = ""
        self._size = 0.0
        self._stretch = 100
        self._started = (0.0, 0.0)
        self._x = 0.0
        self._is_on_line = False

    def written(self) -> str:
        """What was written since this was last asked for."""
        self._end_run()
        written, self._operators = "".join(self._operators), []
        return written

    def leave(self) -> None:
        """The next word begins a line."""
        self._is_on_line = False

    def go(self, x: float, base: float, size: float, stretch: int) -> None:
        """Make ready for a word that begins here: its base line, size, and stretch in per cent."""
        aside = x - self._x
        is_near = -size <= aside <= _FAR * size
        is_alike = base == self._started[1] and size == self._size
        if not self._is_on_line or not is_alike or not is_near:
            self._end_run()
            # From the last start to this one, on a grid: nothing adds up.
            at = (_gridded(x), base)
            step = (at[0] - self._started[0], at[1] - self._started[1])
            self._operators.append(f"{_n(step[0], 1)} {_n(step[1], 1)} Td ")
            self._started, self._x, self._is_on_line = at, at[0], True
        elif abs(aside) > _ASIDE_PT:
            unit = self._size * self._stretch / 100 / 1000
            back = round(-aside / unit / _ASIDE_STEP) * _ASIDE_STEP
            if back:
                self._run.append(str(back))
            self._x -= back * unit
        self._size = size
        if stretch != self._stretch:
            self._end_run()
            self._operators.append(f"{stretch} Tz ")
            self._stretch = stretch

    def show(self, word: str) -> None:
        """Set a word, and a space after it: that says where it ends, not how wide a gap is."""
        coded = [_coded(sign) for sign in word if sign not in _UNSAID]
        for block, run in groupby([*coded, (0, " ")], key=itemgetter(0)):
            self._blocks.add(block)
            font = f"{font_name(block)} {_n(self._size, 1)} Tf "
            if font != self._font:
                self._end_run()
                self._operators.append(font)
                self._font = font
            codes = "".join(_ESCAPED.get(code, code) for _, code in run)
            self._run.append(f"({codes})")
        self._x += (len(word) + 1) * self._size * _ADVANCE / 1000 * self._stretch / 100

    def _end_run(self) -> None:
        """Write the words and steps aside since the last change of place, size or stretch."""
        shown = "".join(self._run).replace(")(", "")
        if self._run:
            self._operators.append(f"[{shown}]TJ ")
            self._run = []


def _shown_to_page(width_pt: float, height_pt: float, rotation: int) -> tuple[float, ...]:
    """The matrix from the page as shown (origin bottom left) to the page as stored."""
    match rotation % 360:
        case 90:
            return (0, 1, -1, 0, width_pt, 0)
        case 180:
            return (-1, 0, 0, -1, width_pt, height_pt)
        case 270:
            return (0, -1, 1, 0, 0, height_pt)
    return (1, 0, 0, 1, 0, 0)


def _n(value: float, decimals: int = 4) -> str:
    """A number as PDF writes it: few decimals, no exponent, no negative nought."""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
