"""Plain text into PDF pages: monospaced, as typed, so that it can be tagged and released.

The words are written one by one, so that reading the page gives exactly the words, lines and
blocks of the text.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pymupdf

from workbench.domain.errors import UnreadableFile
from workbench.domain.pages import Word, clean_reading

PRODUCER = "Archive Workbench typesetting"
"""What the page file says made it; reading takes its words for the text's own."""
PAGE_PT = (595.0, 842.0)
MOST_CHARACTERS = 20_000_000
MOST_PAGES = 20_000
_MARGIN_PT = 56.0
_SIZE_PT = 10.5
_LEADING_PT = 14.0
_CELL_PT = 0.6 * _SIZE_PT
_COLUMNS = 76
_ROWS = int((PAGE_PT[1] - 2 * _MARGIN_PT) / _LEADING_PT)
_MISSING = "\N{WHITE SQUARE}"
_MISSING_SHOWN = 5
_SQUARES = "WorkbenchSquares"
"""Key of a page's object that tells what its squares stand for, in order (UTF-8 in hex)."""


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file's bytes, and a note where its encoding had to be guessed.

    Raises:
        UnreadableFile: it is no text, or too long.
    """
    note = ""
    wide = utf_16(data[:1024])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    elif wide:
        text = data.decode(wide, errors="replace")
        note = f"{name} does not say its encoding; it was read as UTF-16."
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


def utf_16(head: bytes) -> str:
    """The byte order of UTF-16 without a mark, by where its zeros are; empty where it is not."""
    half = len(head) // 2
    if half < 2:
        return ""
    zeros_even, zeros_odd = head[0::2].count(0), head[1::2].count(0)
    if zeros_odd > 0.7 * half and not zeros_even:
        order = "utf-16-le"
    elif zeros_even > 0.7 * half and not zeros_odd:
        order = "utf-16-be"
    else:
        return ""
    # Small numbers in a binary file look the same, but they are control signs.
    text = head[: 2 * half].decode(order, errors="replace")
    return "" if any(sign < " " and sign not in "\t\n\f\r" for sign in text) else order


def write_pages(text: str, name: str, out: Path) -> str:
    """Write the PDF that shows a text, a form feed beginning a new page.

    Returns a note on signs that no font has and a square stands for, or nothing.

    Raises:
        UnreadableFile: there is nothing but blanks in it, or it makes too many pages.
    """
    if not text.strip():
        raise UnreadableFile(f"{name} is empty.")
    pages = list(islice(_pages(_shown(text)), MOST_PAGES + 1))
    if len(pages) > MOST_PAGES:
        raise UnreadableFile(f"{name} makes more than {MOST_PAGES:,} pages; it was not read.")
    document = pymupdf.open()
    missing: set[str] = set()
    try:
        for rows in pages:
            page = document.new_page(width=PAGE_PT[0], height=PAGE_PT[1])
            writer = pymupdf.TextWriter(page.rect)
            squares = ""
            for row, line in enumerate(rows):
                squares += _write_line(writer, line, _MARGIN_PT + (row + 1) * _LEADING_PT)
            writer.write_text(page)
            if squares.strip(_MISSING):
                missing |= set(squares) - {_MISSING}
                document.xref_set_key(page.xref, _SQUARES, f"({squares.encode().hex()})")
        document.set_metadata({"producer": PRODUCER})
        document.subset_fonts()
        document.save(str(out), garbage=3, deflate=True, no_new_id=True)
    finally:
        document.close()
    return _note(name, missing)


def restored(page: pymupdf.Page, words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a typeset page with the signs that squares stand for."""
    kind, value = page.parent.xref_get_key(page.xref, _SQUARES)
    if kind != "string":
        return tuple(words)
    try:
        signs = iter(bytes.fromhex(value).decode())
    except ValueError:  # another program wrote it: not ours
        return tuple(words)
    return tuple(
        replace(
            word,
            ocr_reading="".join(
                next(signs, _MISSING) if sign == _MISSING else sign for sign in word.ocr_reading
            ),
        )
        for word in words
    )


def _shown(text: str) -> str:
    """The text without what has no shape: marks of direction, joiners, zero-width blanks."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def _note(name: str, missing: set[str]) -> str:
    if not missing:
        return ""
    signs = ", ".join(f"“{sign}”" for sign in sorted(missing)[:_MISSING_SHOWN])
    more = "" if len(missing) <= _MISSING_SHOWN else f" and {len(missing) - _MISSING_SHOWN} more"
    return (
        f"No font has {signs}{more} of {name}; its pages show a square ({_MISSING}) instead, "
        "its words are as they were."
    )


@cache
def _font(name: str) -> Any:
    return pymupdf.Font(name)


@cache
def _drawn(sign: str) -> tuple[str, str, int]:
    """The font that has a sign, the sign to draw, and the columns it takes."""
    for name in ("cour", "cjk"):
        if _font(name).has_glyph(ord(sign)):
            advance = _font(name).glyph_advance(ord(sign))
            return name, sign, max(1, math.ceil(advance / 0.6 - 0.01))
    name, square, columns = _drawn(_MISSING)
    return name, square, columns


def _columns(text: str) -> int:
    return len(text) if text.isascii() else sum(_drawn(sign)[2] for sign in text)


def _pages(text: str) -> Iterator[list[str]]:
    for sheet in text.removesuffix("\n").removesuffix("\f").split("\f"):
        rows = [row for line in sheet.split("\n") for row in _wrapped(line.expandtabs(8))]
        while rows and not rows[-1].strip():
            rows.pop()
        for first in range(0, max(len(rows), 1), _ROWS):
            yield rows[first : first + _ROWS]


def _wrapped(line: str) -> Iterator[str]:
    """A line in rows that fit, broken between words; a word that fits no row is cut."""
    at = 0
    while True:
        ahead = line[at : at + _COLUMNS + 1]
        fits = _fitting(ahead)
        if fits == len(ahead):
            yield ahead
            return
        cut = ahead.rfind(" ", 1, fits + 1)
        if cut < 1 or not ahead[:cut].strip():
            cut = fits
        yield ahead[:cut]
        at += cut
        while line.startswith(" ", at):
            at += 1
        if at == len(line):
            return


def _fitting(ahead: str) -> int:
    """How many of the signs fit into a row."""
    taken = 0
    for index, sign in enumerate(ahead):
        taken += 1 if sign.isascii() else _drawn(sign)[2]
        if taken > _COLUMNS:
            return index
    return len(ahead)


def _write_line(writer: Any, line: str, baseline_pt: float) -> str:
    """Write a row's words on the grid; returns what its squares stand for."""
    if line.isascii() and line.isprintable():  # of one width: ten times faster than by words
        bare = line.strip(" ")
        x = _MARGIN_PT + (len(line) - len(line.lstrip(" "))) * _CELL_PT
        if bare:
            writer.append((x, baseline_pt), bare, font=_font("cour"), fontsize=_SIZE_PT)
        return ""
    squares = ""
    column = 0
    for part in line.split(" "):
        word = clean_reading(part)
        x = _MARGIN_PT + column * _CELL_PT
        squares += "".join(sign for sign in word if _drawn(sign)[1] == _MISSING)
        for name, run in _runs(word):
            _, (x, _) = writer.append((x, baseline_pt), run, font=_font(name), fontsize=_SIZE_PT)
        if word:
            # MuPDF sees no space in the gap after signs of some scripts.
            writer.append((x, baseline_pt), " ", font=_font("cour"), fontsize=_SIZE_PT)
        column += _columns(part) + 1
    return squares


def _runs(word: str) -> Iterator[tuple[str, str]]:
    """The word in stretches of one font."""
    current = run = ""
    for sign in word:
        font, drawn, _ = _drawn(sign)
        if font != current and run:
            yield current, run
            run = ""
        current, run = font, run + drawn
    if run:
        yield current, run
