"""Plain text into PDF pages: monospaced, as typed, so that it can be tagged and released.

The words are written one by one, so that reading the page gives exactly the words, lines and
blocks of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf

from workbench.domain.errors import UnreadableFile
from workbench.domain.pages import clean_reading

PAGE_PT = (595.0, 842.0)
MOST_CHARACTERS = 20_000_000
_MARGIN_PT = 56.0
_SIZE_PT = 10.5
_LEADING_PT = 14.0
_COLUMNS = 76
_ROWS = int((PAGE_PT[1] - 2 * _MARGIN_PT) / _LEADING_PT)
_MISSING = "\N{WHITE SQUARE}"


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file's bytes, and a note where its encoding had to be guessed.

    Raises:
        UnreadableFile: it is no text, or too long.
    """
    note = ""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
            note = f"{name} is not UTF-8; it was read as Windows text (cp1252)."
    if len(text) > MOST_CHARACTERS:
        raise UnreadableFile(
            f"{name} has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read."
        )
    if "\x00" in text:
        raise UnreadableFile(f"{name} is not a text file.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), note


def write_pages(text: str, name: str, out: Path) -> None:
    """Write the PDF that shows a text, a form feed beginning a new page.

    Raises:
        UnreadableFile: there is nothing but blanks in it.
    """
    if not text.strip():
        raise UnreadableFile(f"{name} is empty.")
    document = pymupdf.open()
    fonts = _Fonts()
    try:
        for rows in _pages(text):
            page = document.new_page(width=PAGE_PT[0], height=PAGE_PT[1])
            writer = pymupdf.TextWriter(page.rect)
            for row, line in enumerate(rows):
                _write_line(writer, fonts, line, _MARGIN_PT + (row + 1) * _LEADING_PT)
            writer.write_text(page)
        document.subset_fonts()
        document.save(str(out), garbage=3, deflate=True, no_new_id=True)
    finally:
        document.close()


class _Fonts:
    """A monospaced face, and others for the signs it has not."""

    def __init__(self) -> None:
        self._first: Any = pymupdf.Font("cour")
        self._others: list[Any] | None = None

    def of(self, sign: str) -> tuple[Any, str]:
        """The font that has the sign, and the sign to draw: a square where none has it."""
        code = ord(sign)
        if self._first.has_glyph(code):
            return self._first, sign
        if self._others is None:
            self._others = [pymupdf.Font("tiro"), pymupdf.Font("cjk")]
        for font in self._others:
            if font.has_glyph(code):
                return font, sign
        return self._others[-1], _MISSING


def _pages(text: str) -> Iterator[list[str]]:
    for sheet in text.split("\f"):
        rows = [row for line in sheet.split("\n") for row in _wrapped(line.expandtabs(8))]
        while rows and not rows[-1].strip():
            rows.pop()
        for first in range(0, max(len(rows), 1), _ROWS):
            yield rows[first : first + _ROWS]


def _wrapped(line: str) -> Iterator[str]:
    """A line in rows that fit, broken between words; a word that fits no row is cut."""
    while len(line) > _COLUMNS:
        cut = line.rfind(" ", 1, _COLUMNS + 1)
        if cut < 1 or not line[:cut].strip():
            cut = _COLUMNS
        yield line[:cut]
        line = line[cut:].lstrip(" ")
    yield line


def _write_line(writer: Any, fonts: _Fonts, line: str, baseline_pt: float) -> None:
    advance = 0.6 * _SIZE_PT
    column = 0
    for part in line.split(" "):
        word = clean_reading(part)
        x = _MARGIN_PT + column * advance
        for font, run in _runs(word, fonts):
            _, (x, _) = writer.append((x, baseline_pt), run, font=font, fontsize=_SIZE_PT)
        column += len(part) + 1


def _runs(word: str, fonts: _Fonts) -> Iterator[tuple[Any, str]]:
    """The word in stretches of one font."""
    current: Any = None
    run = ""
    for sign in word:
        font, drawn = fonts.of(sign)
        if font is not current and run:
            yield current, run
            run = ""
        current, run = font, run + drawn
    if run:
        yield current, run
