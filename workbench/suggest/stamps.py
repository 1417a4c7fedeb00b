"""Stamps and codes of excisions: rows that stand under one another, lines of the paper between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from workbench.domain.annotations import Kind
from workbench.domain.banners import parse_banner
from workbench.domain.captions import captions_of
from workbench.domain.geometry import Rect, bounding
from workbench.domain.misread_keys import names_a_post, opens_address
from workbench.domain.stamp_rows import goes_on_stamp, is_authority_row, is_row, opens_rows
from workbench.domain.stamps import (
    is_code_list,
    is_excision_code,
    is_release_stamp,
    is_stamp_piece,
    is_word_piece,
    stamps_beside,
)
from workbench.suggest.build import Suggestions
from workbench.suggest.lines import TextLine, Zone

_REASON = re.compile(r"reasons?\b|\bclassified\b|\bpara", re.I)
"""A line that cites a reason for classifying, whose codes are no excision's."""
_RELEASED = re.compile(r"(?:RELEASED?|DENIED) IN (?:PART|FULL)$")
"""A release stamp whose codes stand in its second row."""
_RECEIPT = re.compile(r"RECEIVED|REGISTRY")
"""The first row of a stamp of an office, which says nothing of who declassified."""
_ROWS, _REACH = 5, 9
"""A stamp has no more rows than this, within so many lines of the page."""
_LONGEST_ROW = 40
_BELOW = 2.6
"""Heights of a row from the middle of one to the middle of the next, at most."""
_PIECES = 3
"""A stamp read in pieces is at least so many lines."""


def mark_stamps(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Put the rows of stamps in their zone; suggest each stamp, and codes beside the text."""
    stamps: list[list[TextLine]] = []
    for line in lines:
        if line.zone is not Zone.UNKNOWN:
            continue
        if "Case No" in line.text and is_release_stamp(line.text):
            line.zone = Zone.FURNITURE
            _suggest([line], out)
        elif _opens(line.text):
            line.zone = Zone.STAMP
            if stamps and _adjoins(stamps[-1][-1], line):
                stamps[-1].append(line)
            else:
                stamps.append([line])
            _take_rows(stamps[-1], lines)
    for stamp in (*stamps, *_in_pieces(lines)):
        _suggest(stamp, out)
    _mark_beside(lines, out)


def _opens(text: str) -> bool:
    return (
        opens_rows(text)
        or is_release_stamp(text)
        or is_excision_code(text)
        or is_authority_row(text)
    )


def _adjoins(above: TextLine, line: TextLine) -> bool:
    joined = line.gap is False or (goes_on_stamp(line.text) and line.gap is not None)
    return above.index + 1 == line.index and bool(joined)


def _take_rows(stamp: list[TextLine], lines: Sequence[TextLine]) -> None:
    """Add the rows under the last one; lines of the paper that OCR set between them stay."""
    rows, first = 1, stamp[-1]
    for line in lines[first.index + 1 : first.index + 1 + _REACH]:
        last = stamp[-1]
        if line.page is not first.page or rows == _ROWS:
            return
        if line.zone is not Zone.UNKNOWN:
            continue
        if is_authority_row(line.text):
            if _RECEIPT.search(first.text):
                continue
        elif _opens(line.text):
            continue
        adjoins = last.index + 1 == line.index and not line.gap
        if _stands_under(last, line) and (adjoins or is_row(line.text)) and _may_be_row(line.text):
            line.zone = Zone.STAMP
            stamp.append(line)
            rows += 1


def _stands_under(above: TextLine, line: TextLine) -> bool:
    one, other = _box(above), _box(line)
    if one is None or other is None:
        return False
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = other.centre[1] - one.centre[1]
    return (
        across >= 0.5 * min(one.width, other.width)
        and down <= _BELOW * max(one.height, other.height)
        and (down > 0 or above.index + 1 == line.index)
    )


def _box(line: TextLine) -> Rect | None:
    words = line.page.words[line.first_word : line.last_word + 1]
    return bounding(word.rect_pt for word in words)


def _may_be_row(text: str) -> bool:
    """Whether nothing says that a line is one of a telegram's header."""
    return (
        len(text) < _LONGEST_ROW
        and parse_banner(text) is None
        and not names_a_post(text)
        and not opens_address(text)
        and not captions_of(text)
    )


def _in_pieces(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """Lines that a tilted stamp was read as: ends of its words, its numbers, its date."""
    for is_piece, group in groupby(
        lines, lambda line: line.zone is Zone.UNKNOWN and is_stamp_piece(line.text)
    ):
        run = list(group)
        here = [line for line in run if line.page is run[0].page]
        if is_piece and len(here) >= _PIECES and any(is_word_piece(line.text) for line in here):
            for line in here:
                line.zone = Zone.STAMP
            yield here


def _mark_beside(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Stamps and codes that OCR set on the lines of the text they stand beside."""
    taken: TextLine | None = None
    for line in lines:
        if line is taken or line.zone is not Zone.UNKNOWN or _REASON.search(line.text):
            continue
        after = lines[line.index + 1] if line.index + 1 < len(lines) else None
        for start, end in stamps_beside(line.text):
            parts = [(line.start + start, line.start + end)]
            words = line.text[start:end]
            if after is not None and after.page is line.page and _RELEASED.match(words):
                below = [part for part in stamps_beside(after.text) if part[1] == len(after.text)]
                if below and is_code_list(after.text[below[0][0] :]):
                    taken = after
                    parts.append((after.start + below[0][0], after.start + below[0][1]))
                    words = f"{words} {after.text[below[0][0] :]}"
            value = " ".join(words.split())
            out.on_parts(Kind.MARKING, "stamp", line.page, parts, "stamp-beside", 0.85, value)


def _suggest(stamp: Sequence[TextLine], out: Suggestions) -> None:
    value = " ".join(" ".join(line.text for line in stamp).split())
    codes = value if all(is_excision_code(line.text) for line in stamp) else ""
    attributes = {"excision": codes} if codes else None
    parts: list[tuple[int, int]] = []
    for place, line in enumerate(stamp):
        if place and stamp[place - 1].index + 1 == line.index:
            parts[-1] = (parts[-1][0], line.end)
        else:
            parts.append((line.start, line.end))
    out.on_parts(Kind.MARKING, "stamp", stamp[0].page, parts, "stamp", 0.95, value, attributes)
