"""Lines of text that ask about codes and closure, read and answered (families N and T).

``US 1.4(d) document of 2008 reviewed 2026`` and ``last paper 1972, 30-year rule``.
"""

from __future__ import annotations

import re
from datetime import date

from workbench.domain.codes import UNKNOWN_CODE, CodeSet, Verdict, code_against
from workbench.domain.letters import squeezed

_CASE = re.compile(
    r"\s*(?P<origin>[A-Z]{2})\s+(?:FOIA?\s+)?(?:(?:section|sect?\.?|s\.?|§)\s*(?=\d))?"
    r"(?P<code>\S.*?)\s+(?:document|record|paper)\s+of\s+(?P<made>\d{4})"
    r"\s+reviewed\s+(?:in\s+)?(?P<today>\d{4})[\s.]*",
    re.IGNORECASE,
)
"""The law or the word "section" before a code is no part of it: ``UK s.35`` asks about 35."""
_LONGEST = 300
_DASH = r"\s?-?\s?"
_TERM_WORDS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}
_CLOSURE = re.compile(
    r"\s*last\s+(?:papers?|date|document|year)\s*:?\s*(?:(?:of|dated|in|is)\s+)?"
    r"(?:(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Z]{3,9}\s+(?=\d))?(?P<last>[12]\d{3})(?:-\d\d-\d\d)?"
    r"\s*[,;:.]?\s*(?:closed\s+(?:for\s+)?)?"
    rf"(?P<years>\d{{1,3}}|{'|'.join(_TERM_WORDS)}){_DASH}years?(?:{_DASH}rule)?[\s.]*",
    re.IGNORECASE,
)


def code_case(line: str, codes: CodeSet) -> Verdict | None:
    """The verdict on a code held against a record's age; None: the line asks no such thing."""
    found = _CASE.fullmatch(_plain(line))
    if found is None or not (int(found["made"]) and int(found["today"])):
        return None
    origin = found["origin"].upper()
    code = codes.find_as_cited(found["code"], origin)
    if code is None:
        return Verdict(UNKNOWN_CODE, f"{found['code']} is in no code set of {origin}.")
    made, today = date(int(found["made"]), 1, 1), date(int(found["today"]), 1, 1)
    return code_against(code, made, origin, today)


def _plain(line: str) -> str:
    """A line without layout; empty when it is too long to ask anything."""
    return squeezed(line)[0] if len(line) <= _LONGEST else ""


def opening_year(last_paper: int, years: int) -> int:
    """The year in whose January a file opens that is closed for whole years after its last paper.

    The term begins with the year after the last paper: a file that ends in 1972 and is closed
    for 30 years is closed through 2002 and opens in 2003.
    """
    return last_paper + years + 1


def closure_case(line: str) -> int | None:
    """The opening year a line of the form "last paper 1972, 30-year rule" asks for."""
    found = _CLOSURE.fullmatch(_plain(line))
    if found is None:
        return None
    term = _TERM_WORDS.get(found["years"].lower()) or int(found["years"])
    return opening_year(int(found["last"]), term) if term else None
