"""Roll-up: whether banner, portions, subject and declassification line of a paper agree.

American rules; a British paper has no portions and is not asked for any. A paragraph whose
label is lost has an unknown mark, and then nobody can say that a banner is too high.
Source: DOMAIN.md 1.3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workbench.domain.dates import parse_iso_date
from workbench.domain.markings import code_rank, rank
from workbench.domain.orders import EO_LINES_FROM, PORTIONS_ASKED_FROM, PORTIONS_FROM
from workbench.domain.portions import portion_level

_CLASSIFIED = 3
"""Rank of CONFIDENTIAL: from here a paper is classified in the orders' sense."""
_CONTROLLED = 1


@dataclass(frozen=True, slots=True)
class MarkedPaper:
    """What a roll-up needs: marks as written without brackets, None for a mark that is missing.

    ``banner`` is a level code (C, CTRL, ...) or word, ``declassify`` NA, DATE, X or any kind;
    None when the paper has no such line. ``made`` is the paper's own date, None when unknown.
    """

    banner: str | None
    portions: tuple[str | None, ...]
    subject: str | None
    declassify: str | None
    made: date | None


def roll_up(paper: MarkedPaper) -> list[str]:
    """Codes of what does not agree, in alphabetical order."""
    banner = level_rank(paper.banner)
    if banner < 0:
        return []
    found = set(_levels(paper, banner)) | set(_line(paper, banner))
    return sorted(found)


def level_rank(mark: str | None) -> int:
    """Rank of a code, a level word or a portion mark with controls; -1 for none."""
    if mark is None:
        return -1
    return max(code_rank(mark), rank(mark), rank(portion_level(mark)))


def _levels(paper: MarkedPaper, banner: int) -> list[str]:
    ranks = [level_rank(mark) for mark in paper.portions]
    known = [value for value in ranks if value >= 0]
    missing = any(value < 0 for value in ranks) or not ranks
    subject = level_rank(paper.subject)
    found = []
    if known and max(known) > banner:
        found.append("PORTION_ABOVE_BANNER")
    if subject > banner:
        found.append("SUBJECT_ABOVE_BANNER")
    asked = PORTIONS_ASKED_FROM if known else PORTIONS_FROM
    era = paper.made is not None and paper.made >= asked
    if missing and era and banner >= _CONTROLLED:
        found.append("PORTION_MISSING")
    if known and max([*known, subject]) < banner:
        lost = "BANNER_UNSUPPORTED_BUT_PORTIONS_MISSING"
        found.append(lost if missing else "BANNER_ABOVE_ALL_PORTIONS")
    return found


def _line(paper: MarkedPaper, banner: int) -> list[str]:
    kind = (paper.declassify or "").upper()
    if banner >= _CLASSIFIED:
        if kind in ("NA", "N/A"):
            return ["CLASSIFIED_BUT_DECL_NA"]
        if not kind and paper.made is not None and paper.made >= EO_LINES_FROM:
            return ["DECL_MISSING"]
    elif banner <= _CONTROLLED and kind not in ("", "NA", "N/A", "NONE"):
        return ["UNCLASSIFIED_WITH_DECL"]
    return []


_INPUT = re.compile(
    r"banner\s?=\s?(?P<banner>\S.{0,60}?)\s+portions\s?=\s?\[(?P<portions>[^\]=]*)\]\s+"
    r"subject\s?=\s?(?P<subject>\S+)\s+decl\s?=\s?(?P<decl>\S+)\s+"
    r"doc\s?=\s?(?P<doc>\d{4}-\d\d-\d\d|None|null)"
)


def parse_paper(text: str) -> MarkedPaper | None:
    """A paper in one line: ``banner=C portions=['C', None] subject=C decl=DATE doc=...``."""
    found = _INPUT.search(text)
    if found is None:
        return None
    made = parse_iso_date(found["doc"])
    return MarkedPaper(
        _some(found["banner"]),
        tuple(_some(item) for item in _split(found["portions"])),
        _some(found["subject"]),
        _some(found["decl"]),
        made,
    )


def _split(items: str) -> Sequence[str]:
    return [m[0] for m in re.finditer(r"'[^']*'|\"[^\"]*\"|[^,\s]+", items)]


def _some(word: str) -> str | None:
    plain = word.strip("'\" ")
    return None if plain in ("None", "null", "-", "") else plain
