"""Classification authority lines: who classified a paper, and under which section and letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.domain.fields import FieldMatch


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: its section (``1.4``), its letters, and where both stand in the text."""

    section: str
    letters: tuple[str, ...]
    start: int
    end: int


_SECTION = re.compile(r"(?<![\d.])[1lI][.,]\s{0,3}[2-6](?!\d)", re.I)
_CALLED = re.compile(r"\breasons?\b|\bclassified\b|\bsections?\b", re.I)
_BROKEN_AND = re.compile(r"\b(?:a\s+nd|an\s+d|a\s+n\s+d)\b", re.I)
_TAIL = re.compile(
    r"(?:[\s,;.:/&()\[\]{}\"'+-]|and\b|or\b|through\b|thru\b|1\.[45](?!\d)|(?!a\s+(?!and\b|or\b)[a-z]{2})[a-z](?![a-z0-9]))*",
    re.I,
)
_BRACKETED = re.compile(r"[(\[{] ?([a-z])\b|(?<![a-z0-9])([a-z]) ?[)\]}]", re.I)
_LETTER = re.compile(r"(?<![a-z0-9])([a-h])(?![a-z0-9])", re.I)
_RANGE = re.compile(r"([a-h])\)?\s*(?:-|through|thru|to)\s*\(?([a-h])(?![a-z])", re.I)


def parse_reason(text: str) -> Reason | None:
    """The reason a line cites, such as ``1.4 (b) and (d)``; None when it has none with letters.

    Lost brackets, letters joined by slashes or ``and``, and an ``and`` that a line's end split
    (``a nd``, no letter a) are read; letters past h only in brackets, as they cannot be.
    """
    for found in _SECTION.finditer(text):
        section = f"1.{found[0][-1]}"
        if section not in ("1.4", "1.5") and not _CALLED.search(text[: found.start()]):
            continue
        rest = _BROKEN_AND.sub(lambda m: "and".ljust(len(m[0])), text[found.end() :])
        tail = _TAIL.match(rest)
        part = tail[0] if tail else ""
        letters, length = _letters(part)
        if letters:
            return Reason(section, letters, found.start(), found.end() + length)
    return None


def _letters(part: str) -> tuple[tuple[str, ...], int]:
    """Letters of a reason's tail in order, and where the last ends."""
    found: dict[int, tuple[str, int]] = {}
    for match in _BRACKETED.finditer(part):
        group = 1 if match[1] else 2
        end = match.end() + (part[match.end() : match.end() + 1] in (")", "]", "}"))
        found[match.start(group)] = (match[group].lower(), end)
    for match in _LETTER.finditer(part):
        found.setdefault(match.start(1), (match[1].lower(), match.end()))
    for match in _RANGE.finditer(part):
        if match[1].lower() < match[2].lower():
            for step, letter in enumerate(range(ord(match[1].lower()) + 1, ord(match[2].lower()))):
                found.setdefault(match.end(1) + step, (chr(letter), match.end(2)))
    ordered = [found[place] for place in sorted(found)]
    length = max((end for _, end in ordered), default=0)
    return tuple(dict.fromkeys(letter for letter, _ in ordered)), length


@dataclass(frozen=True, slots=True)
class Authority:
    """A classification authority line: the whole of it, and its two fields."""

    start: int
    end: int
    fields: tuple[FieldMatch, ...]


def _torn(word: str) -> str:
    """A pattern for a word that the end of a line may have torn apart."""
    return r"\s{0,2}".join(word)


_ORDER = r"(?:E\.?O\.? ?1\d{4}[\s.,;]*)?"
_AUTHORITY = re.compile(
    r"\bclass?ified\s+by:?\s+(?:\([A-Z]{1,3}\)\s*)?(?:(?:this message )?classified\s+by:?\s+)?"
    rf"(?P<who>\S.*?)[\s.;,:(–-]*{_ORDER}(?:\b(?:{_torn('for')}|per)\s+)?"
    rf"(?:\b{_torn('reason')}\s{{0,2}}(?:\(s\)|s)?:?\s*)?{_ORDER}"
    r"(?:(?:para(?:graph)?|section)\s+)?(?P<reason>1\.\s?[2-5](?!\d)[\s\S]*)",
    re.I | re.S,
)
_LONGEST_WHO = 150


def parse_authority(text: str) -> Authority | None:
    """Who classified and why; None unless both are there."""
    found = _AUTHORITY.search(text)
    if found is None or len(found["who"]) > _LONGEST_WHO:
        return None
    reason = parse_reason("Reason " + found["reason"])
    if reason is None:
        return None
    base = found.start("reason") - len("Reason ")
    who = " ".join(found["who"].split())
    end = base + reason.end
    value = ", ".join(f"{reason.section}({letter})" for letter in reason.letters)
    fields = (
        FieldMatch("classified_by", who, *found.span("who")),
        FieldMatch("reason", value, found.start("reason"), end),
    )
    whole = end + 1 if text[end : end + 1] == "." else end
    return Authority(found.start(), whole, fields)
