"""Fonts that tell: letters which a subset carries, and which nothing in the file shows any more.

A program that saves a page embeds the letters that stood on it. Where a word is taken out
afterwards and the font left as it was, the letters that only this word had are still there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Name, Stream, String

from workbench.release.folding import fold
from workbench.release.font_maps import FontMap

_WHOLE_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz")
_WHOLE_BLOCK = 253
"""A font that maps this many codes of one byte maps a block whole, whatever is shown."""
_CHARSET_NAME = re.compile(r"/([A-Za-z])(?=/|\s|$)")

Used = dict[tuple[int, int], set[int]]
"""Which codes of which font are shown somewhere; filled by reading all content."""


@dataclass(frozen=True, slots=True)
class Residue:
    """What one font carries, folded: all its letters, and those that nothing shows."""

    letters: frozenset[str]
    unused: frozenset[str]

    def tells(self, term: str) -> bool:
        """Whether a folded term can be set in the font, and not without what nothing shows."""
        signs = set(term)
        return signs <= self.letters and bool(signs & self.unused)


def residues(pdf: pikepdf.Pdf, used: Used) -> Iterator[Residue]:
    """The fonts that carry some letters of the alphabet, not all, and more than is shown."""
    for font in pdf.objects:
        if not isinstance(font, Dictionary) or font.get("/Type") != Name.Font:
            continue
        if "/DescendantFonts" not in font and font.get("/Subtype") in (
            Name.CIDFontType0,
            Name.CIDFontType2,
        ):
            continue  # its parent has the map
        carried = _carried(font)
        letters = frozenset("".join(carried.values()))
        if not letters or _is_whole(letters) or len(FontMap(font).map) >= _WHOLE_BLOCK:
            continue
        shown = {carried[code] for code in used.get(font.objgen, ()) if code in carried}
        unused = letters - frozenset("".join(shown))
        if unused:
            yield Residue(letters, unused)


def _is_whole(letters: frozenset[str]) -> bool:
    """Whether a font has the whole alphabet: then what it has says nothing."""
    return letters >= _WHOLE_ALPHABET


def _carried(font: pikepdf.Object) -> dict[int, str]:
    """Code to folded letters, of all the codes that a font has glyphs for."""
    carried = {code: fold(text) for code, text in FontMap(font).map.items()}
    if carried:
        return {code: text for code, text in carried.items() if text}
    descriptor = font.get("/FontDescriptor")
    if not isinstance(descriptor, Dictionary):
        return {}
    charset = descriptor.get("/CharSet")
    if isinstance(charset, String):
        names = _CHARSET_NAME.findall(str(charset))
        return {ord(name): fold(name) for name in names}
    if any(isinstance(descriptor.get(key), Stream) for key in ("/FontFile2", "/FontFile3")):
        return _with_width(font)
    return {}


def _with_width(font: pikepdf.Object) -> dict[int, str]:
    """The codes of a simple font that have a width: subsets leave the others at nought."""
    try:
        first = int(font.get("/FirstChar", 0))
        widths = [float(width) for width in font.get("/Widths", ())]
    except (TypeError, ValueError):
        return {}
    codes = (first + index for index, width in enumerate(widths) if width)
    return {code: fold(chr(code)) for code in codes if 32 < code < 127}
