"""Reads a sample's source: typed lines with inline annotations, laid out as words on pages.

A body is what was typed, line for line. ``[[LABEL|text]]`` and ``[[label=value|text]]`` annotate
what they hold and may nest and run over lines; ``cut:CODE`` marks what a reviewer would redact.
A line that begins with ``@`` is an instruction:

    @numbered number=1 portion=SECRET    a paragraph of that kind begins (any kind of the label set)
    @continue                            the paragraph before the furniture goes on
    @none                                lines that belong to no paragraph
    @page                                a new page
    @type font size left leading         another face; fonts are those built into PyMuPDF
    @y points                            the next line stands at this height

A line that begins with ``^`` is centred.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pymupdf

PARAGRAPHS = (
    "heading", "numbered", "subparagraph", "body", "field", "signature", "distribution",
    "furniture",
)  # fmt: skip
MARKINGS = ("banner", "portion", "authority", "caveat", "stamp")
FIELDS = (
    "precedence", "dtg", "from", "to", "info", "mrn", "subject", "ref", "tags", "eo",
    "declassify_on", "classified_by", "reason", "telno", "classification",
)  # fmt: skip
PAPER = {"letter": (612.0, 792.0), "a4": (595.44, 842.04)}

_MARK = re.compile(r"\[\[([^|\[\]]+)\||\]\]")


@dataclass(frozen=True)
class TypedWord:
    """A word where the machine put it: left end of the base line, in points, before any skew."""

    text: str
    x: float
    baseline: float
    font: str
    size: float
    line: int


@dataclass
class Note:
    """A true annotation: on each page the first and last word, and characters inside them."""

    kind: str
    label: str
    value: str | None
    attributes: dict[str, str] = field(default_factory=dict)
    parts: dict[int, tuple[int, int, int, int]] = field(default_factory=dict)

    def take(self, page: int, word: int, start: int, end: int) -> None:
        """Stretch to the characters ``start`` to ``end`` of a word."""
        if page in self.parts:
            first, _, first_char, _ = self.parts[page]
            self.parts[page] = (first, word, first_char, end)
        else:
            self.parts[page] = (word, word, start, end)


@dataclass
class Sheet:
    """A sample as typed: words page by page, and everything true about them."""

    settings: dict[str, Any]
    width_pt: float
    height_pt: float
    pages: list[list[TypedWord]]
    notes: list[Note]


@cache
def face(font: str) -> pymupdf.Font:
    """A font built into PyMuPDF, by its short name (``cour``, ``helv``, ``tiro`` ...)."""
    return pymupdf.Font(font)


def width_of(text: str, font: str, size: float) -> float:
    """Advance width in points."""
    return float(face(font).text_length(text, fontsize=size))


def read_sheet(path: Path) -> Sheet:
    """Parse a source file. Raises ``ValueError`` naming the line that is wrong."""
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    width, height = PAPER[settings.get("paper", "letter")]
    reader = _Reader(settings, width)
    for number, line in enumerate(settings["body"].split("\n"), start=1):
        try:
            reader.line(line)
        except (ValueError, KeyError, IndexError) as error:
            raise ValueError(f"{path.name}, body line {number}: {error}") from error
    if reader.open:
        raise ValueError(f"{path.name}: {reader.open[-1].label} is never closed")
    notes = [note for note in reader.notes if note.parts]
    return Sheet(settings, width, height, reader.pages, notes)


class _Reader:
    """Goes through a body line by line; holds where the carriage stands."""

    def __init__(self, settings: dict[str, Any], width: float) -> None:
        self.font: str = settings.get("font", "cour")
        self.size = float(settings.get("size", 12))
        self.left = float(settings.get("left", 72))
        self.leading = float(settings.get("leading", 14))
        self.top = float(settings.get("top", 50))
        self.width = width
        self.pages: list[list[TypedWord]] = [[]]
        self.notes: list[Note] = []
        self.open: list[Note] = []
        self.paragraph: Note | None = None
        self.resumable: Note | None = None
        self.y = self.top
        self.lines = 0

    def line(self, line: str) -> None:
        if line.startswith("@"):
            self._instruction(line[1:].split())
            return
        plain, holders = self._strip(line.removeprefix("^"))
        if plain.strip():
            centred = line.startswith("^")
            if centred:
                plain, holders = _trim(plain, holders)
            self._type(plain, holders, centred)
            self.lines += 1
        self.y += self.leading

    def _instruction(self, words: list[str]) -> None:
        name, rest = words[0], words[1:]
        if name == "page":
            self.pages.append([])
            self.y, self.lines = self.top, 0
        elif name == "type":
            self.font, self.size = rest[0], float(rest[1])
            self.left, self.leading = float(rest[2]), float(rest[3])
        elif name == "y":
            self.y = float(rest[0])
        elif name == "none":
            self.paragraph = None
        elif name == "continue":
            self.paragraph = self.resumable
        elif name in PARAGRAPHS:
            attributes = dict(pair.split("=", 1) for pair in rest)
            value = {k: v.replace("_", " ") for k, v in attributes.items()}
            self.paragraph = Note("paragraph", name, None, value)
            self.notes.append(self.paragraph)
            if name != "furniture":
                self.resumable = self.paragraph
        else:
            raise ValueError(f"no instruction is called @{name}")

    def _strip(self, line: str) -> tuple[str, list[tuple[Note, ...]]]:
        """The line without its marks, and for each character the annotations that hold it."""
        plain, holders, at = "", [], 0
        for mark in _MARK.finditer(line):
            piece = line[at : mark.start()]
            plain += piece
            holders += [tuple(self.open)] * len(piece)
            at = mark.end()
            if mark.group(1) is None:
                self.open.pop()
            else:
                self.open.append(_note(mark.group(1)))
                self.notes.append(self.open[-1])
        piece = line[at:]
        return plain + piece, holders + [tuple(self.open)] * len(piece)

    def _type(self, plain: str, holders: list[tuple[Note, ...]], centred: bool) -> None:
        total = width_of(plain, self.font, self.size)
        left = (self.width - total) / 2 if centred else self.left
        page = len(self.pages)
        for found in re.finditer(r"\S+", plain):
            start, end = found.span()
            x = left + width_of(plain[:start], self.font, self.size)
            words = self.pages[-1]
            words.append(TypedWord(found[0], x, self.y, self.font, self.size, self.lines))
            index = len(words) - 1
            for at in range(start, end):
                for note in holders[at]:
                    note.take(page, index, at - start, at - start + 1)
            if self.paragraph is not None:
                self.paragraph.take(page, index, 0, end - start)


def _trim(plain: str, holders: list[tuple[Note, ...]]) -> tuple[str, list[tuple[Note, ...]]]:
    start = len(plain) - len(plain.lstrip())
    end = len(plain.rstrip())
    return plain[start:end], holders[start:end]


def _note(mark: str) -> Note:
    label, _, value = mark.partition("=")
    if label.startswith("cut:"):
        return Note("redaction", label.removeprefix("cut:"), None)
    if label in MARKINGS:
        return Note("marking", label, value or None)
    if label in FIELDS:
        return Note("field", label, value or None)
    if label.isupper():
        return Note("entity", label, value or None)
    raise ValueError(f"no label is called {label}")
