"""The invisible text layer: words by their boxes, in a font that draws nothing and tells nothing.

Each block of 256 code points in use has one Type 3 font whose ToUnicode map is the whole
block, so the fonts do not say which letters occur. Every glyph is empty and as wide as every
other; a word is stretched to its box, so nothing of the source's letter spacing remains.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import pikepdf
from pikepdf import Array, Dictionary, Name

from workbench.domain.geometry import Rect, rotate_rect, rotated_size
from workbench.domain.pages import Word

ASCENT, DESCENT = 800, -200
"""Height of the empty glyphs over and under the base line, in thousandths of the size."""

_ADVANCE = 500
_WIDEST_SPACE = 0.35  # of the line's height: a gap left by a cut word is not measured out
_VOTING_LETTERS = 4
_ESCAPED = {"(": "\\(", ")": "\\)", "\\": "\\\\", "\r": "\\r", "\n": "\\n"}
_NO_SIGNS = {0x00: (1, 255), 0xFE: (0, 254), 0xFF: (0, 253)}
"""Blocks with a code that no text may map to (PDF/A): nought and the byte order marks."""
_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
1 beginbfrange
<{low:02X}> <{high:02X}> <{first}>
endbfrange
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
            low, high = _NO_SIGNS.get(block, (0, 255))
            first = chr(block * 256 + low).encode("utf-16-be").hex().upper()
            cmap = _TO_UNICODE.format(first=first, low=low, high=high).encode("ascii")
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
        empty = self._pdf.make_stream(
            f"{_ADVANCE} 0 0 {DESCENT} {_ADVANCE} {ASCENT} d1".encode("ascii")
        )
        names = [f"/g{code:02x}" for code in range(256)]
        glyphs = Dictionary(dict.fromkeys(names, empty))
        encoding = Dictionary(
            Type=Name.Encoding, Differences=Array([0, *(Name(name) for name in names)])
        )
        make = self._pdf.make_indirect
        return make(glyphs), make(encoding), make(Array([_ADVANCE] * 256))


@dataclass(frozen=True, slots=True)
class Content:
    """The deflated content of a page, the code blocks it uses, and how many paragraphs it tags."""

    data: bytes
    blocks: frozenset[int]
    paragraphs: int


def page_content(
    words: Sequence[Word], width_pt: float, height_pt: float, rotation: int
) -> Content:
    """The content of a page: its image ``/P`` as an artifact, then the words by paragraphs."""
    image = f"/Artifact BMC q {_n(width_pt)} 0 0 {_n(height_pt)} 0 0 cm /P Do Q EMC"
    text, blocks, paragraphs = invisible_words(words, width_pt, height_pt, rotation)
    data = zlib.compress(f"{image}\n{text}".encode("latin-1"), 9)
    return Content(data, blocks, paragraphs)


def invisible_words(
    words: Sequence[Word], width_pt: float, height_pt: float, rotation: int, first: int = 0
) -> tuple[str, frozenset[int], int]:
    """Operators for words by paragraphs, tagged from ``first`` on; code blocks; paragraphs.

    The operators are bytes written as Latin-1.
    """
    parts: list[str] = []
    blocks: set[int] = set()
    tagged: list[str] = []
    rotation = _direction(words, rotation)
    pen = _Pen(blocks)
    for _, paragraph in groupby(words, key=lambda word: word.block):
        lines = [
            _line(list(line), width_pt, height_pt, rotation, pen)
            for _, line in groupby(paragraph, key=lambda word: word.line)
        ]
        text = "\n".join(line for line in lines if line)
        if text:
            tagged.append(f"/P <</MCID {first + len(tagged)}>> BDC\n{text}\nEMC")
    if tagged:
        matrix = " ".join(_n(v) for v in _shown_to_page(width_pt, height_pt, rotation))
        parts.append(f"q {matrix} cm BT 3 Tr")
        parts.extend(tagged)
        parts.append("ET Q")
    return "\n".join(parts), frozenset(blocks), len(tagged)


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
    """Operators for one line. All its words share one base line and size, as readers expect."""
    words = [word for word in words if word.reading.strip()]
    if not words:
        return ""
    shown_height = rotated_size(width_pt, height_pt, rotation)[1]
    rects = [rotate_rect(word.rect_pt, width_pt, height_pt, rotation) for word in words]
    for index, (word, rect) in enumerate(zip(words, rects, strict=True)):
        size = max(rect.height, 0.5)
        pen.move(rect.x0, shown_height - rect.y1 - DESCENT / 1000 * size)
        pen.show(word.reading, size, max(rect.width, 0.2))
        following = rects[index + 1] if index + 1 < len(rects) else None
        pen.show(" ", size, _space_width(rect, following))  # begins where the word ended
    return pen.written()


def _space_width(rect: Rect, following: Rect | None) -> float:
    """How wide the space after a word is: at most the gap, never none, never a cut's width."""
    widest = _WIDEST_SPACE * max(rect.height, 0.5)
    gap = widest if following is None else following.x0 - rect.x1
    return max(0.05, min(gap, widest))


class _Pen:
    """Operators for one page; what is set already is not set again, for readers' sake."""

    def __init__(self, blocks: set[int]) -> None:
        self._operators: list[str] = []
        self._blocks = blocks
        self._font = ""
        self._at = (0, 0)

    def written(self) -> str:
        """What was written since this was last asked for."""
        written, self._operators = " ".join(self._operators), []
        return written

    def move(self, x: float, base: float) -> None:
        """Go to a place, from the last one gone to: on a grid of tenths nothing adds up."""
        at = (round(x * 10), round(base * 10))
        step = (at[0] - self._at[0], at[1] - self._at[1])
        self._operators.append(f"{_n(step[0] / 10, 1)} {_n(step[1] / 10, 1)} Td")
        self._at = at

    def show(self, text: str, size: float, width: float) -> None:
        """Set a text as wide as told, from where the pen is."""
        size = max(0.1, round(size, 1))
        stretch = 100 * width / (len(text) * size * _ADVANCE / 1000)
        self._operators.append(f"{_n(stretch, 1)} Tz")
        for block, run in groupby(text, key=lambda char: ord(char) >> 8):
            self._blocks.add(block)
            font = f"{font_name(block)} {_n(size, 1)} Tf"
            if font != self._font:
                self._operators.append(font)
                self._font = font
            codes = "".join(_ESCAPED.get(sign := chr(ord(char) & 0xFF), sign) for char in run)
            self._operators.append(f"({codes}) Tj")


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
    """A number as PDF writes it: few decimals, no exponent, no negative nought.

    Words lie on a grid of a tenth of a point: finer places would tell of the original's setting.
    """
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
