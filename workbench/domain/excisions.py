"""Square brackets: what an editor cut for secrecy, told from what an editor put in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.letters import distance


class Bracket(StrEnum):
    """What stands in square brackets."""

    EXCISION = "EXCISION"
    EDITORIAL = "EDITORIAL"


@dataclass(frozen=True, slots=True)
class BracketMatch:
    """A pair of square brackets, what it is, and how much a cut says is gone.

    ``amount`` is what is counted ("2½ lines", "less than 1 line") or the kind of thing ("name");
    empty where the brackets do not say. Offsets hold the brackets.
    """

    kind: Bracket
    amount: str
    start: int
    end: int


_PAIR = re.compile(r"\[(?=\s*[^\s\]])([^\[\]]{1,300})\]")
_UNRELEASED = re.compile(
    r"\bno[tfl1]\s+(?:yet\s+)?(?P<word>de-?[a-z0-9]{8,12}|de(?:[ -]?[a-z0-9]{2,9}){2})\b"
    r"(?!\s+(?:until|before|till|when)\b)",
    re.I,
)
_CUT = re.compile(
    r"\b(?:not\s+(?:yet\s+)?(?:released|cleared)|(?:re-?classified|withheld|withdrawn|redacted"
    r"|excised|deleted|denied|deletion|saniti[sz]ed|expunged|blacked\s+out|censored|retained|redaction|excision)"
    r"|remains?\s+classified|closed\s+(?:extract|until)|extract\s+closed|(?:closed|exempt(?:ed)?)\s+under)\b|^X{4,}$|^[█■]+$",
    re.I,
)
_MEASURE = re.compile(
    r"(?:[\d\W_½¼¾]|\b(?:less|more|than|about|approximately|of|and|or|the|a|an|this|these|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|several|half|source|original|remaining|following|here|follows"
    r"|is|are|was|were|been|has|have"
    r"|lines?|words?|letters?|characters?|sentences?|paragraphs?|passages?|portions?|parts?|sections?"
    r"|subsections?|pages?|columns?|text|tables?|items?|names?|titles?|numbers?|dates?|places?|locations?"
    r"|amounts?|figures?|dollar|codes?|codewords?|cryptonyms?|identity|identities|nationality|agency"
    r"|information|material|matter|documents?|attachments?|enclosures?|folios?|files?|remainder|rest"
    r"|classified|sensitive|security|national|handling|restrictions?|signature|initials|person(?:al|s)?"
    r"|b(?=\W?\d|\))|exempt)\b)*",
    re.I,
)
"""What may be said to be gone; "funds retained by Iran" says something of the matter instead."""
_SPARED = re.compile(
    r"\b(?:not|nothing)\s+(?:withheld|redacted|excised|deleted|denied|retained)\b", re.I
)
_TRANSMISSION = re.compile(
    r"\b(?:garbled?|group|corrupt|in\s+(?:transmission|original|draft))\b", re.I
)
_CODE = (
    r"(?:\(?b\)?\s?\(?[1-9]\)?|1\.[45]\s?\(?[a-h]\)?|3\.[34]\s?\(b\)\s?\(\d\)|(?:25|50)X\d|STAT)"
)
_CODES = re.compile(
    rf"^{_CODE}(?:[,; ]+{_CODE})*$",
    re.I,
)


def read_bracket(text: str) -> BracketMatch | None:
    """The first pair of square brackets of a text; None when it has none."""
    return next(iter(read_brackets(text)), None)


def read_brackets(text: str) -> list[BracketMatch]:
    """All pairs of square brackets of a text, in order."""
    return [_judge(found) for found in _PAIR.finditer(text)]


def _judge(found: re.Match[str]) -> BracketMatch:
    words = " ".join(re.sub(r"(?<=[a-z])-\n\s*(?=[a-z])|\xad\s*", "", found[1]).split())
    gone = _gone(words)
    if gone is not None and _SPARED.search(words):
        gone = None
    if gone is not None and _TRANSMISSION.search(words):
        gone = None
    if gone is None and not _CODES.match(words):
        return BracketMatch(Bracket.EDITORIAL, "", *found.span())
    amount = words[: gone.start()].strip(" ,;:-") if gone else ""
    amount = re.sub(r"\s*(?:of\s+(?:source\s+)?text)?$", "", amount)
    return BracketMatch(Bracket.EXCISION, amount, *found.span())


def _gone(words: str) -> re.Match[str] | None:
    """The words that say something is cut, however the one word of all brackets is misread."""
    for found in _UNRELEASED.finditer(words):
        letters = re.sub(r"[ -]", "", found["word"].lower())
        if distance(letters, "declassified", 2) <= 2:
            return found
    cut = _CUT.search(words)
    return cut if cut is not None and _MEASURE.fullmatch(words[: cut.start()]) else None
