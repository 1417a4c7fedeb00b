"""Square brackets: what an editor cut for secrecy, told from what an editor put in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


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


_PAIR = re.compile(r"\[([^\[\]]{1,300})\]")
_GONE = re.compile(
    r"\bnot\s+(?:yet\s+)?(?:de-?classified|released|cleared)\b|\b(?:re-?classified|withheld|withdrawn|redacted"
    r"|excised|deleted|deletion|sanitized|expunged|blacked\s+out|censored|retained)\b|\bremains?\s+classified\b"
    r"|\b(?:closed|exempt(?:ed)?)\s+under\b|\bredaction\b|\bexcision\b|^X{4,}$|^[█■]+$",
    re.I,
)
_SPARED = re.compile(r"\b(?:not|nothing)\s+(?:withheld|redacted|excised|deleted|retained)\b", re.I)
_TRANSMISSION = re.compile(
    r"\b(?:garbled?|group|corrupt|in\s+(?:transmission|original|draft))\b", re.I
)
_CODES = re.compile(
    r"^(?:\(?b\)?\s?\(?[1-9]\)?|1\.[45]\s?\(?[a-h]\)?|3\.3\s?\(b\)\s?\(\d\)|(?:25|50)X\d)"
    r"(?:[,; ]+(?:\(?b\)?\s?\(?[1-9]\)?|1\.[45]\s?\(?[a-h]\)?|(?:25|50)X\d))*$",
    re.I,
)


def read_bracket(text: str) -> BracketMatch | None:
    """The first pair of square brackets of a text; None when it has none."""
    return next(iter(read_brackets(text)), None)


def read_brackets(text: str) -> list[BracketMatch]:
    """All pairs of square brackets of a text, in order."""
    return [_judge(found) for found in _PAIR.finditer(text)]


def _judge(found: re.Match[str]) -> BracketMatch:
    words = " ".join(found[1].split())
    gone = _GONE.search(words)
    if gone is not None and _SPARED.search(words):
        gone = None
    if gone is not None and _TRANSMISSION.search(words):
        gone = None
    if gone is None and not _CODES.match(words):
        return BracketMatch(Bracket.EDITORIAL, "", *found.span())
    amount = words[: gone.start()].strip(" ,;:-") if gone else ""
    amount = re.sub(r"\s*(?:of\s+(?:source\s+)?text)?$", "", amount)
    return BracketMatch(Bracket.EXCISION, amount, *found.span())
