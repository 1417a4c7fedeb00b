"""Rows of rubber stamps: what a line says that stands under the first row, or beside the text."""

from __future__ import annotations

import re

from workbench.domain.dates import find_plain_date
from workbench.domain.stamps import is_stamp_piece, opens_stamp

_EDGE = re.compile(r"^\W*(?:[a-z|]\W+)?|[\W_]+$")
"""What a frame leaves at the ends of a row."""
_GOES_ON = re.compile(r"^(?:Authority|By|Date|NARA|NND|E\.?O\.?)\b", re.I)
_AUTHORITY = re.compile(r"^Auth\w{3,6}\W{1,3}N[NLW][A-Z]{0,2}\W?\d{4,}\W*$", re.I)
_BY = re.compile(r"^By\W{1,3}\S{1,6}\W+Date\W{1,3}[\d/-]+\W*$", re.I)
_OFFICE = re.compile(r"[A-Z]{2,}(?:[ ,.&/'-]+[A-Z\d]+){0,3}|[A-Z]{1,3} ?\d[\d/ -]*")
_SHORT_DATE = re.compile(r"\W*[\dOlI]{0,2}\W{0,2}[A-Z]{3,9}\W{1,2}(?:\d{1,2}\W{1,2})?\d{4}\W*")


def opens_rows(text: str) -> bool:
    """Whether a line is the first row of a stamp, perhaps behind a stroke of its frame."""
    return opens_stamp(_EDGE.sub("", text))


def is_authority_row(text: str) -> bool:
    """Whether a line says who declassified, or under which authority: nothing else does so."""
    return _AUTHORITY.match(text) is not None or _BY.match(text) is not None


def goes_on_stamp(text: str) -> bool:
    """Whether a line begins as the further rows of a stamp of declassification do."""
    return _GOES_ON.match(text) is not None


def is_row(text: str) -> bool:
    """Whether a short line reads like a row of a stamp: a date, an office, who and when."""
    row = _EDGE.sub("", text)
    return (
        goes_on_stamp(row)
        or is_stamp_piece(row)
        or is_dated_row(row)
        or bool(_OFFICE.fullmatch(row))
    )


def is_dated_row(text: str) -> bool:
    """Whether a row is a date and nothing else, if misread."""
    dated = find_plain_date(text)
    alone = dated is not None and len(text) <= dated[2] - dated[1] + 3
    return alone or _SHORT_DATE.fullmatch(text) is not None
