"""Stamps and footers of release and declassification, and the codes beside a cut.

They belong to the copy, not to the paper: they never take part in a roll-up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench.domain.letters import distance, squeezed

Said = Callable[[int, int], str]
"""What a line says between two places, as it stands there."""
_SHORTEST, _LONGEST = 8, 600


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp: whose it is, its parts by name, and where it stands.

    ``kind`` is STATE_FOOT, STATE_REL, AAD, CIA, JFK, JFKFOOT, NARA, NATO, UKREL or OTHER.
    """

    kind: str
    parts: dict[str, str]
    start: int
    end: int


_S = r"[\s.:,;]*"
_STATE_FOOT = re.compile(
    r"^(?:\W*(?:UNC ?.?ASS\w*|CONFIDENTIAL|SECRET|SENSITIVE)\W+)?"
    rf"U\.? ?S\.? ?D[ce]p\w* of [A-Z]\w+{_S}"
    rf"Case{_S}N[o0]{_S}(?P<case>[A-Z]{{1,3}}[- ]?\d{{2,4}}[- ]?\d+|\S*\d\S*)"
    rf"(?:{_S}Doc{_S}N[o0]{_S}(?P<doc>[CGO0]?[\dO]{{6,9}}))?"
    rf"(?:{_S}Date{_S}(?P<date>\d{{1,2}}[/ .-]\d{{1,2}}[/ .-]\d{{4}}))?",
    re.I,
)
_CODE = (
    r"(?:B\s?[1-9]|[B8]\(?[1-9Il]\b|P[1-6]\b|1\s?\.\s?[45]|3\.[34]|(?:25|50)X|\(b\)|N[R/]|PA\b|FOIA"
    r"|\([jk]\))"
)
_BESIDE_CODES = r"[\s.:,;–—-]*[(\[]?"
_STATE_REL = re.compile(
    rf"^\W*RELEASE(?:D|\(D\))?\s+IN\s+(?P<k>PART|FULL)\b{_BESIDE_CODES}(?P<codes>{_CODE}[^\0]*)?$"
    rf"|^\W*(?P<d>DENIED\s+IN\s+(?:FULL|PART))\b{_BESIDE_CODES}(?P<denied>{_CODE}[^\0]*)?$",
    re.I,
)
_AAD = re.compile(
    r"^(?:[^:]{1,40}:\s*)?(?P<who>[^\s:][^:]*?)?\s*Declassified/Released\s+US\s+Department\s+of\s+State"
    r"\s+EO\s+Systematic\s+Review\s+(?P<date>\d{1,2}\s+[A-Z]{3,9}\s+\d{4})",
    re.I,
)
_RDP = r"C[I1l|]A\s?-\s?RDP\S+?(?:\s?-\s?\d)?(?=\s|$)"
_CIA = re.compile(
    r"^(?P<part>Declassified in Part\s*[-–—]+\s*Sanitized Copy|Sanitized Copy|Declassified in Part"
    r"|Declassified|Sanitized)?(?:\s+(?:and|&))?[\s-]*Approved\s+for\s+Release\s*:?\s*"
    r"(?:@\s*50[- ]?Yr\s+)?(?P<date>[\dO]{4}/[\dO]{2}/[\dO]{2})\s*:?\s*"
    rf"(?:(?P<esdn>{_RDP})|(?P<doc>C[\dO]{{8}}))",
    re.I,
)
_CIA_DENIED = re.compile(
    r"^(?P<d>(?:Next\s+(?P<n>\d+)\s+)?Page\(?s?\)?\s+(?:In\s+Document\s+)?Denied)\W*$", re.I
)
_JFK = re.compile(
    r"(?P<y>\d{4})\s+RELEASE\s+UNDER\s+THE\s+PRESIDENT\s+JOHN\s+F\.?\s+KENNEDY"
    r"\s+ASSASSINATION\s+RECORDS(?:\s+COLLECTION)?\s+ACT(?:\s+OF\s+1992)?",
    re.I,
)
_JFK_OLD = re.compile(
    r"Released\s+under\s+the\s+John\s+F\.?\s+Kennedy\s+Assassination\s+Records(?:\s+Collection)?"
    r"\s+Act(?:\s+of\s+1992)?(?:\s*\(44\s+USC\s+2107(?:\s+Note)?\))?\.?"
    r"(?:\s*Case\s*#?:?\s*(?P<case>[A-Z]{2}\s*\d+))?(?:\s*Date:?\s*(?P<date>\d\d-\d\d-\d{4}))?",
    re.I,
)
_JFK_FOOT = re.compile(
    r"^(?P<p>[A-Z]{2})\s*#?\s*:?\s*(?P<n>\d{4,6})\s*D[o0]c[I1l]d\s*:\s*(?P<id>\d[\dBOIl]{5,8})(?:\s*Page\s*(?P<pg>\d+))?",
    re.I,
)
_NARA = re.compile(
    r"\bDECLASSIFIED\b\W*(?:(?:PER|UNDER)\s+)?(?:Authority|E\.?\s?O\.?\s*\d{5}.{0,20}?)\W*(?P<nnd>N[NLWS][A-Z]*\W?\s*\d[\d-]*)"
    r"(?:\W+By\W*(?P<by>[A-Z]{1,4}(?:/[A-Z]{1,4})?))?(?:\W*NARA)?"
    r"(?:\W*Date\W*(?P<date>\d{1,2}[/-]\d{1,2}[/-]\d{2,4}))?",
    re.I,
)
_NATO = re.compile(
    r"(?:NATO\s+)?DECLASSIFIED\s*[/–—-].{0,60}\bD[EÉ]CLASSIFI[EÉ]E?\b"
    r"(?:.*(?:PUBLIC|LECTURE)(?:\s+PUBLIQUE)?)?|"
    r"PUBLIC\s+DISCLOSED\s*/\s*MISE\s+EN\s+LECTURE\s+PUBLIQUE",
    re.I,
)
_UK = re.compile(
    r"(?:RETAINED|CLOSED)\s+UNDER\s+(?:SECTION|FOI(?:A)?(?:\s+(?:EXEMPTION|SECTION))?)\s*"
    r"(?P<section>\d{1,2}(?:\(\d\))?(?:\([a-z]\))?)(?:\s+UNTIL\s+(?P<until>\d{4}))?",
    re.I,
)
_OTHER = re.compile(
    r"^(?-i:(?=[A-Z]))"
    r"(?:APPROVED FOR (?:PUBLIC )?RELEASE|REVIEWED FOR RELEASE|RELEASED WITH DELETIONS"
    r"|POSTPONED IN FULL|OPEN IN FULL|WITHHELD IN FULL"
    r"|EXCISED COPY|SANITIZED COPY|PHOTOCOPY FROM .* LIBRARY)\b"
    r"(?! +(?-i:(?!by\b|on\b|in\b|under\b|from\b|per\b|pursuant\b|date)[a-z]))",
    re.I,
)
"""No stamp goes on in small letters, save to say by whom, when or under what."""


_FOOT_NUMBERS = re.compile(
    r"^.{8,60}?\b(?P<case>[FMS]-(?:19|20)\d\d-\d{3,6})\b.{0,14}?\b(?P<doc>[CO]\d{7,8})\b"
    r"(?:.{0,9}?(?P<date>\d{1,2}[/ ]\d{1,2}[/ ]\d{4}))?"
)
_CIA_NUMBERS = re.compile(
    rf"^.{{0,70}}?R\w{{5,6}}\s+(?P<date>\d{{4}}/\d\d/\d\d)\s*:?\s*(?P<esdn>{_RDP})", re.I
)
_JFK_NUMBERS = re.compile(
    r"^(?P<p>[A-Z]{2})\s*(?P<n>\d{4,6})\s*\w{4,6}\s*:\s*(?P<id>\d{8})\s*\w{3,5}\s*(?P<pg>\d+)$"
)
_AAD_WORDS = ("DECLASSIFIED/RELEASED", "DEPARTMENT", "STATE", "SYSTEMATIC", "REVIEW")
_JFK_WORDS = ("RELEASE", "UNDER", "PRESIDENT", "KENNEDY", "ASSASSINATION", "RECORDS")
_DAY = re.compile(r"(?P<date>\d{1,2}\s+[A-Z][a-zA-Z]{2,8}\s+\d{4})$")
_YEAR = re.compile(r"^(?P<y>(?:19|20)\d\d)\b")
_ENOUGH = 3


_SIGNS_FOR_LETTERS = str.maketrans("10582|", "IOSBZI")


def _release_misread(text: str) -> re.Match[str] | None:
    """``RELEA5E 1N FULL``: digits that stand for letters of the words before any codes."""
    words = re.match(r"\W*(?:[A-Z\d|]+\s+){2}[A-Z\d|]+", text)
    if words is None:
        return None
    mended = words[0].translate(_SIGNS_FOR_LETTERS)
    return _STATE_REL.search(mended + text[words.end() :]) if mended != words[0] else None


def _damaged(text: str) -> tuple[str, re.Match[str]] | None:
    """A stamp whose words are misread and whose numbers, or most of whose words, still stand."""
    for kind, pattern in (
        ("STATE_FOOT", _FOOT_NUMBERS),
        ("CIA", _CIA_NUMBERS),
        ("JFKFOOT", _JFK_NUMBERS),
    ):
        if found := pattern.match(text):
            return kind, found
    for kind, words, ending in (("AAD", _AAD_WORDS, _DAY), ("JFK", _JFK_WORDS, _YEAR)):
        found = ending.search(text)
        if found and sum(_holds(text, word) for word in words) >= _ENOUGH:
            return kind, found
    return None


def _holds(text: str, word: str) -> bool:
    """Whether a text has a word with no more than one letter in five wrong."""
    limit = max(1, len(word) // 5)
    return any(distance(seen, word, limit) <= limit for seen in text.upper().split())


def _state_release(found: re.Match[str], _said: Said) -> dict[str, str]:
    parts = {"d": found["d"].upper()} if found["d"] else {"k": found["k"].upper()}
    codes = found["codes"] or found["denied"]
    if not codes:
        return parts
    plain = codes.strip(" .")
    for opening, closing in ("()", "[]"):  # one that opened before the first code
        if plain.endswith(closing) and plain.count(closing) > plain.count(opening):
            plain = plain[:-1].rstrip()
    return parts | {"codes": plain}


def _groups(found: re.Match[str], said: Said) -> dict[str, str]:
    named = {name: said(*found.span(name)).rstrip(".,;") for name in found.groupdict()}
    return {name: words for name, words in named.items() if words}


_STAMPS: tuple[
    tuple[str, re.Pattern[str], Callable[[re.Match[str], Said], dict[str, str]]], ...
] = (
    ("STATE_FOOT", _STATE_FOOT, _groups),
    ("STATE_REL", _STATE_REL, _state_release),
    ("AAD", _AAD, _groups),
    ("CIA", _CIA, _groups),
    ("CIA", _CIA_DENIED, _groups),
    ("JFK", _JFK, _groups),
    ("JFK", _JFK_OLD, _groups),
    ("JFKFOOT", _JFK_FOOT, _groups),
    ("NARA", _NARA, _groups),
    ("NATO", _NATO, _groups),
    ("UKREL", _UK, _groups),
    ("OTHER", _OTHER, _groups),
)


def parse_stamp(line: str) -> Stamp | None:
    """What a release or declassification office printed on a copy; None for any other line."""
    if not _SHORTEST <= len(line) <= _LONGEST:
        return None
    text, places = squeezed(line)
    if not _SHORTEST <= len(text) <= _LONGEST // 2:
        return None

    def said(start: int, end: int) -> str:
        return " ".join(line[places[start] : places[end - 1] + 1].split()) if end > start else ""

    def stamp(kind: str, parts: dict[str, str], start: int, end: int) -> Stamp:
        return Stamp(kind, parts, places[start], places[end - 1] + 1)

    for kind, pattern, parts in _STAMPS:
        found = pattern.search(text)
        if found is not None and _alone(kind, found, text):
            return stamp(kind, parts(found, said), *found.span())
    if (release := _release_misread(text)) is not None:
        return stamp("STATE_REL", _state_release(release, said), *release.span())
    damaged = _damaged(text)
    if damaged is None:
        return None
    kind, found = damaged
    end = len(text) if kind in ("AAD", "JFK") else found.end()
    return stamp(kind, _groups(found, said), 0, end)


def _alone(kind: str, found: re.Match[str], text: str) -> bool:
    """Whether the stamp is the line: little else may stand beside it."""
    return kind == "AAD" or len(text) - (found.end() - found.start()) <= max(24, len(text) // 3)


_OPENS = re.compile(
    r"^(?:DECLASSIFIED|RECEIVED|REGISTRY|REVIEWED FOR RELEASE|APPROVED FOR RELEASE)$"
)
_EXCISION_CODES = re.compile(
    r"^(?:(?:(?:1\.[45]|3\.[34])\s?(?:\(?[A-Ha-h]\)?(?:\s?\(\d\))?)?(?=[\s,;)]|$)"
    r"|\(?[Bb]\)?\s?\(?[1-9]\)?(?:\([A-Fa-f]\))?(?=[\s,;)]|$)|(?:25|50)X\d?(?:-HUM|-WMD)?|STAT\b"
    r"|P[1-6]\b|PRM\b|3\(4\)|(?:40|27|23|24|26|31|38|41)\(\d\))[,;/ ]*)+$"
)


_CODE_MISREAD = (
    r"(?:(?:1\.[45]|3\.[34])\s?\(?[A-Ha-h]\)?(?:\(\d\))?|B\s?[1-9tIl]\b|\([Bb]\)\s?\(?[1-9]\)?"
    r"|(?:25|50)X\d)"
)
_CODES = rf"{_CODE_MISREAD}(?:[\s,;/]+{_CODE_MISREAD})*"
_BRACKETED = re.compile(rf"\[\s?(?P<codes>{_CODES})(?=\s?\]|\s|$)")
_BESIDE = re.compile(
    rf"(?<=\s)(?P<stamp>(?:RELEASED? IN (?:PART|FULL)|DENIED IN (?:PART|FULL))(?:\s+{_CODES})?"
    rf"|{_CODES})\s*$"
)


_ONLY_CODES = re.compile(rf"^{_CODES}$")
_PIECE_WORDS = (
    "DECLASSIFIED", "RECEIVED", "REGISTRY", "CENTRAL", "REVIEWED", "RELEASE", "APPROVED",
)  # fmt: skip
_LEAST_PIECE = 5
"""So many letters from either end of a stamp's word tell it from a word of the paper."""
_PIECES_BESIDE = re.compile(
    r"^(?:A?uthor\w{2,4}\s+\S+(?:\s+\d{4,7})?|\W?N[NLW][DFKR]\S*\s?\d+"
    r"|By\W{0,2}\s?\S{1,6}(?:\s+Date)?(?:\s+[\d/-]+)?|\S?\s?\d{5,7}|(?:Date\s+)?\d{1,2}[-/]\d{1,2}[-/]\d{2,4}"
    r"|NARA)\W*$",
    re.I,
)


def is_code_list(line: str) -> bool:
    """Whether a line holds codes of an excision alone, some of them perhaps misread."""
    return _ONLY_CODES.match(line.strip()) is not None


def is_word_piece(line: str) -> bool:
    """Whether a line is one end of a stamp's word that OCR read in pieces, as ``SIFIED``."""
    text = line.strip(" .,'|-")
    return len(text) >= _LEAST_PIECE and any(
        text != word and (word.startswith(text) or word.endswith(text)) for word in _PIECE_WORDS
    )


def is_stamp_piece(line: str) -> bool:
    """Whether a short line may stand in a stamp that was read in pieces."""
    return is_word_piece(line) or _PIECES_BESIDE.match(line.strip()) is not None


def stamps_beside(line: str) -> list[tuple[int, int]]:
    """Where codes of an excision stand in brackets in a line, or a stamp at the end of one.

    Such a line is the paper's own; OCR set what stands beside it on the same line.
    """
    found = [match.span("codes") for match in _BRACKETED.finditer(line)]
    at_end = _BESIDE.search(line)
    if at_end is not None and not any(end > at_end.start() for _, end in found):
        found.append(at_end.span("stamp"))
    return found


def opens_stamp(line: str) -> bool:
    """Whether a line is the first of a rubber stamp with more lines below it."""
    return _OPENS.match(line.strip()) is not None


def is_excision_code(line: str) -> bool:
    """Whether a line holds nothing but the codes printed beside an excision."""
    return _EXCISION_CODES.match(line.strip()) is not None


def is_release_stamp(line: str) -> bool:
    """Whether a line is what a release or declassification office prints on a copy."""
    return parse_stamp(line) is not None
