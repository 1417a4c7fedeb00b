"""The truth beside a sample: its true words with boxes, and what its reviewer would cut."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.domain.errors import UnreadableFile
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word

_SHARE = 0.5
"""A word belongs to boxes that cover this share of it."""


@dataclass(frozen=True, slots=True)
class TruePage:
    """One page: size in page points, its true words, and the first that is stamped, not typed."""

    number: int
    width_pt: float
    height_pt: float
    skew_degrees: float
    words: tuple[Word, ...]
    stamped_from: int


@dataclass(frozen=True, slots=True)
class TrueRedaction:
    """What would be cut on one page: one box a word (page points), and the true word indices.

    Plain text has no boxes: it is nowhere until the program typesets it.
    """

    page: int
    code: str
    text: str
    boxes_pt: tuple[Rect, ...]
    first_word: int
    last_word: int


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything true of a sample's pages and redactions."""

    document: str
    pages: tuple[TruePage, ...]
    redactions: tuple[TrueRedaction, ...]


def parse_truth(text: str) -> Truth:
    """Read ``samples/truth/NAME.json``.

    Raises:
        UnreadableFile: it is no such file.
    """
    try:
        data = json.loads(text)
        return Truth(
            str(data["document"]),
            tuple(_page(page) for page in data["pages"]),
            tuple(_redaction(entry) for entry in data["redactions"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(
            "The file of true words beside a sample cannot be read; make the samples again.",
            repr(error),
        ) from error


def _page(data: dict[str, Any]) -> TruePage:
    words = tuple(
        Word(reading, Rect(*box), line)
        for reading, *box, line in ((w[0], w[1], w[2], w[3], w[4], w[5]) for w in data["words"])
    )
    return TruePage(
        data["number"],
        data["width_pt"],
        data["height_pt"],
        data["skew_degrees"],
        words,
        data["stamped_from"],
    )


def _redaction(data: dict[str, Any]) -> TrueRedaction:
    first, last = data["words"]
    boxes = tuple(Rect(*box) for box in data["boxes_pt"])
    return TrueRedaction(data["page"], data["code"], data["text"], boxes, first, last)


def words_in(boxes_pt: Sequence[Rect], page: PageText) -> list[tuple[int, int]]:
    """Runs ``(first, last)`` of the words that the boxes cover by half or more."""
    runs: list[tuple[int, int]] = []
    for index, word in enumerate(page.words):
        common = (box.intersection(word.rect_pt) for box in boxes_pt)
        covered = sum(part.area for part in common if part is not None)
        if word.rect_pt.area and covered >= _SHARE * word.rect_pt.area:
            if runs and runs[-1][1] == index - 1:
                runs[-1] = (runs[-1][0], index)
            else:
                runs.append((index, index))
    return runs


def locate(redaction: TrueRedaction, page: PageText) -> list[tuple[int, int]]:
    """Runs of a page's words, as the program read them, that a true redaction holds.

    By its boxes; by the number of the words where it has none and they read the same.
    """
    if redaction.boxes_pt:
        return words_in(redaction.boxes_pt, page)
    first, last = redaction.first_word, redaction.last_word
    readings = " ".join(word.reading for word in page.words[first : last + 1])
    return [(first, last)] if readings == " ".join(redaction.text.split()) else []
