"""Classification authority lines: who classified a paper, and under which section and letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.domain.fields import FieldMatch
from workbench.domain.letters import flat


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: its section (``1.4``), its letters, and where both stand in the text."""

    section: str
    letters: tuple[str, ...]
    start: int
    end: int


_SECTION = re.compile(
    r"(?<![\d.])(?:[1lI]\s{0,2}[.,]\s{0,3}[2-6](?!\d)|(?<![a-z])[1lI][.,]?A(?-i:(?=\s{0,2}[C(]?[a-h]\))))",
    re.I,
)
_CALLED = re.compile(r"\breasons?\b|\bclassified\b|\bsections?\b", re.I)
_BROKEN_AND = re.compile(r"\b(?:a\s+nd|an\s+d|a\s+n\s+d)\b", re.I)
_BEFORE = re.compile(r"\s*[.:,-]?\s*")
_ITEM = re.compile(
    r"(?P<open>[(\[{]\s{0,3}|(?-i:C(?=[a-h][)\]}])))?(?P<letter>[a-z])(?![a-z0-9])"
    r"(?P<close>\s{0,3}[)\]}])?",
    re.I,
)
"""A letter with its brackets; an opening one may be misread as C (``Cd)``)."""
_BETWEEN = re.compile(
    r"(?:(?P<range>\s*(?:-|–|\bthrough\b|\bthru\b|\bto\b)\s*)"
    r"|(?P<soft>\s*(?:[,/&+;]|\band\b|\bor\b|\bas +well +as\b)(?:[\s,/&+;]|\band\b|\bor\b)*)"
    r"|(?P<hard>\s*\.\s*)|(?P<space>\s*))"
    r"(?:(?:\b(?:sections?|sec|paras?)\.?\s*)?[1lI][.,]\s?[45](?!\d)\s*)?",
    re.I,
)
_ARTICLE = re.compile(r"\s+(?!(?:and|or|through|thru|to)\b)[a-z]{2}", re.I)
_INITIALS = re.compile(r"\.(?:[a-z]|\s?o)\b", re.I)
_WORD_AFTER = re.compile(r"\s+[a-z]{2}", re.I)
_FAR = 300
"""Letters follow their section: nothing is looked for further on."""


def parse_reason(text: str) -> Reason | None:
    """The reason a line cites, such as ``1.4 (b) and (d)``; None when it has none with letters.

    Lost brackets, letters joined by slashes or ``and``, and an ``and`` that a line's end split
    (``a nd``, no letter a) are read; letters past h only in brackets, as they cannot be. What
    begins behind the letters (a portion mark, initials, an item's letter) is none of them.
    """
    text = flat(text)
    called = _CALLED.search(text)
    for found in _SECTION.finditer(text):
        section = "1.4" if found[0][-1] in "Aa" else f"1.{found[0][-1]}"
        if section not in ("1.4", "1.5") and (called is None or called.end() > found.start()):
            continue
        rest = text[found.end() : found.end() + _FAR]
        rest = _BROKEN_AND.sub(lambda m: "and".ljust(len(m[0])), rest)
        letters, length = _letters(rest)
        if letters:
            return Reason(section, letters, found.start(), found.end() + length)
    return None


def _letters(rest: str) -> tuple[tuple[str, ...], int]:
    """Letters of a reason in order, each once, and where the last ends."""
    letters: list[str] = []
    length = 0
    before: re.Match[str] | None = None
    between = _BEFORE.match(rest)
    while between is not None and (item := _ITEM.match(rest, between.end())) is not None:
        if not _belongs(item, before, between, rest):
            break
        letter = item["letter"].lower()
        if before is not None and between["range"]:
            letters += map(chr, range(ord(before["letter"].lower()) + 1, ord(letter)))
        letters.append(letter)
        before, length = item, item.end()
        between = _BETWEEN.match(rest, length)
    return tuple(dict.fromkeys(letters)), length


def _belongs(
    item: re.Match[str], before: re.Match[str] | None, between: re.Match[str], rest: str
) -> bool:
    """Whether a letter is one more of the reason, by its brackets and by what divides the two."""
    bracketed = bool(item["open"] or item["close"])
    if not bracketed:
        letter = item["letter"].lower()
        if letter > "h" or _INITIALS.match(rest, item.end()):
            return False
        if letter == "a" and _ARTICLE.match(rest, item.end()):
            return False
    if before is None or between["range"] or between["soft"]:
        return True
    if between["hard"] or "\n" in between[0]:
        return bool(item["close"]) and _WORD_AFTER.match(rest, item.end()) is None
    return bracketed or not (before["open"] or before["close"])


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
_LONGEST_WHO = 150
_AUTHORITY = re.compile(
    r"\bclass?ified\s+by:?\s+(?:\([A-Z]{1,3}\)\s*)?(?:(?:this message )?classified\s+by:?\s+)?"
    rf"(?P<who>\S.{{0,{_LONGEST_WHO}}}?)[\s.;,:(–-]{{0,20}}{_ORDER}(?:\b(?:{_torn('for')}|per)\s+)?"
    rf"(?:\b{_torn('reason')}\s{{0,2}}(?:\(s\)|s)?:?\s*)?{_ORDER}"
    r"(?:(?:para(?:graph)?|section)\s+)?(?P<reason>1\.\s?[2-5](?!\d)[\s\S]*)",
    re.I | re.S,
)


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
