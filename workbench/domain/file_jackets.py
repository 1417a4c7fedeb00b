"""Jackets of files: the cover that says whose file it is, its number, and how it is graded.

A British jacket says of itself that its grading is that of the highest paper inside; so jacket
and contents can be held against each other (source: DOMAIN.md 1.5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_RULE = re.compile(
    r"\b(?:grad(?:e|ing)|classification|marking)\b[^.]{0,80}\b(?:jacket|file|cover|folder)\b"
    r"[^.]{0,120}\bhighest\b|\bhighest[- ](?:graded|classified)\b[^.]{0,80}"
    r"\b(?:in|within|inside|on) (?:it|the|this) ?(?:file|jacket|folder)?",
    re.I,
)
"""The sentence by which a jacket binds its grading to its contents."""
_NUMBER = re.compile(
    r"^\W*FILE\s*(?:NO|NUMBER|REF(?:ERENCE)?)\b[.:\s]*(?P<number>[A-Z]{1,6}[ ]?[\w/ -]*\d[\w/]*)",
    re.I | re.M,
)
_TITLE = re.compile(r"^\W*(?:FILE )?(?:TITLE|HEADING)\b", re.I | re.M)
_PIECE = re.compile(
    r"\b(?:FCO|FO|PREM|CAB|DEFE|CO|DO|ADM|AIR|WO|HO|OD|BT|LAB|MAF|KV|T) ?\d{1,4}[/-]\d{1,5}\b"
)
"""A piece of The National Archives: the series of a department, the number in it."""
_MOST_WORDS = 220
"""A page with more words is no cover."""


@dataclass(frozen=True, slots=True)
class Jacket:
    """A jacket: the numbers its file goes by, such as ``FEC 3/548/8`` or ``FCO 21/197``."""

    numbers: tuple[str, ...] = ()

    def holds(self, cited: str) -> bool:
        """Whether words, as a document's name or its reference, cite a number of this file."""
        there = f" {_folded(cited)} "
        return any(f" {_folded(number)} " in there for number in self.numbers)


def read_jacket(text: str) -> Jacket | None:
    """The jacket that a page's text is; None for any other page.

    A jacket says that its grading follows its papers, or has the line of a file's number and
    that of its title.
    """
    if len(text.split()) > _MOST_WORDS:
        return None
    number = _NUMBER.search(text)
    if _RULE.search(text) is None and not (number and _TITLE.search(text)):
        return None
    written = [" ".join(number["number"].split())] if number else []
    written += [found[0] for found in _PIECE.finditer(text)]
    return Jacket(tuple(dict.fromkeys(written)))


def _folded(words: str) -> str:
    """Letters and digits with one blank between: file systems write no slash."""
    return " ".join(re.findall(r"[a-z]+|\d+", words.casefold()))
