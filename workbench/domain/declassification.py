"""E.O. lines: which order, and what it says about declassification.

Reading only; what follows from it for a document's date is :mod:`workbench.domain.eligibility`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.domain.dates import find_declassification_date
from workbench.domain.fields import FieldMatch
from workbench.domain.letters import flat
from workbench.domain.orders import order_of


@dataclass(frozen=True, slots=True)
class DeclassificationLine:
    """What an E.O. line or a declassify-on line says; offsets are code points of the text.

    ``order`` is the order's number with damage mended, None when the line names none. ``kind`` is
    DATE, EVENT, NA, X, OADR, MR, DCI, RD, NATO, GDS, ADS, XGDS, RDS, XDS, GROUP-1 to GROUP-4, or
    an exemption such as 25X1 or 50X1-HUM; empty when the line states nothing readable. ``date``
    is the stated date (ISO), ``codes`` the X codes or the numbers behind RDS, XDS and XGDS.
    ``source_marked`` tells a derivative line ("Source marked OADR").
    """

    order: str | None
    kind: str
    date: str | None
    codes: tuple[str, ...]
    source_marked: bool
    order_span: tuple[int, int] | None
    start: int
    end: int
    words: str
    retired_form: bool = False

    @property
    def value(self) -> str:
        """The target as data write it: ISO date, ``OADR``, ``1.6, X5``, ``25X1 2060-01-01``."""
        if self.kind == "DATE":
            return self.date or ""
        if self.kind == "NA":
            return "N/A"
        if self.kind in ("X", "EVENT"):
            return self.words
        number = f"-{self.codes[0]}" if self.codes else ""
        return f"{self.kind}{number} {self.date or ''}".rstrip()


_EO = re.compile(
    r"(?<![A-Za-z])(?P<eo>[EB]\.? ?[O0]\.? ?:? ?(?P<number>[1Il][\dIlO]{3,4}))(?!\d)\s*[:;,.]*\s*",
    re.I,
)
_REVIEWED = re.compile(r"(?:AS AMENDED\s*[:;,.]*\s*)?DECLASSIFIED\b", re.I)
_DECL = re.compile(
    r"(?:(?<![A-Za-z])DECL(?:AS(?!SIFIED)[A-Z]*)?(?![A-Z])\.?(?:\s+(?:ON|DATE))?\s*[:;.,]*\s*)+",
    re.I,
)
_REST = re.compile(
    r"\s{0,60}(?=(?:\bT?AGS\b|\bSUBJ(?:ECT)?\b\s*:|\bREFS?\b\s*:|(?<![,(])(?<![,(] )\n|$))", re.I
)
"""Where a target ends; a list of codes goes on behind a comma at a line's end."""
_SOURCE = re.compile(r"SOURCES?\s+(?:DOCUMENTS?\s+)?MARKED\s*[:\"“]*\s*", re.I)

_X = r"X[ -]?[1-8lI](?![0-9A-Za-z])"
_GDS = r"[G6C][ .]{0,3}[DO][ .]{0,3}[S5]"
_GENERAL = r"GENERAL DECLASSIFICATION SCHEDULE"
_NUMBERED = r"(?:[ (-]*(?P<n>[1-4lI]))?(?!\w)"
_KINDS = (
    ("RD", re.compile(r"N/?A TO (?:F?RD|TFNI|RESTRICTED DATA)\b", re.I)),
    ("NATO", re.compile(r"N/?A TO NATO\b", re.I)),
    ("NA", re.compile(r"\(?N\s{0,3}[/.]?\s{0,3}A\b|UNCLAS(?:SIFIED)?\b", re.I)),
    ("EXEMPT", re.compile(r"(?P<years>25|50|75)[ -]?X[ -]?(?P<n>[1-9lI])(?![\dA-Z])"
                          r"(?:\s{0,2}[-,]?\s{0,2}(?P<tail>HU[MN](?:AN)?|WMD)\b)?", re.I)),
    ("OADR", re.compile(r"[O0]\.? {0,3}A\.? {0,3}[DO0]\.? {0,3}[RKH]\b"
                        r"|ORIGINATING +AGENCY['’]?S? +DETERMINATION", re.I)),
    ("MR", re.compile(r"M\.? ?R\b|MANUAL +REVIEW\b", re.I)),
    ("DCI", re.compile(r"(?:DCI|DNI) +ONLY\b", re.I)),
    ("RD", re.compile(r"(?:F?RD|TFNI|CNWDI|(?:FORMERLY )?RESTRICTED DATA)\b", re.I)),
    ("NATO", re.compile(r"NATO\b", re.I)),
    ("XGDS", re.compile(rf"(?:X[\s.-]?{_GDS}|EXEMPT(?:ION|ED)? FROM (?:THE )?{_GENERAL})"
                        rf"{_NUMBERED}", re.I)),
    ("GDS", re.compile(rf"(?:{_GDS}|{_GENERAL})(?!\w)", re.I)),
    ("ADS", re.compile(r"(?:A[ .]?[DO][ .]?[S5]|ADVANCED DECLASSIFICATION SCHEDULE)\b", re.I)),
    ("RDS", re.compile(rf"R[ .]?D[ .]?S{_NUMBERED}", re.I)),
    ("XDS", re.compile(rf"X[ .]?D[ .]?S{_NUMBERED}", re.I)),
    ("GROUP", re.compile(r"(?:GROUP|GP)\s?[-=– ]?\s?(?P<n>[1-4])\b", re.I)),
    ("X", re.compile(r"(?:EXEMPT(?:ED|ION)?[ :,]+)?(?P<list>(?:1\.[56]\s?(?:\(?D\)?)?[,\s(]*)?"
                     rf"{_X}(?:(?:[,;/&\s]|AND)+{_X})*)\)?", re.I)),
)  # fmt: skip
_STEPS = re.compile(
    r"DOWNGRADED AT (?:(?P<steps>3)|12)[ -]YEAR INTERVALS\W+"
    r"(?(steps)DECLASSIFIED AFTER 12 YEARS|NOT AUTOMATICALLY DECLASSIFIED)", re.I,
)  # fmt: skip
"""The text of the stamps of Groups 4 and 3, of 1961 to 1972."""
_DATED = {"EXEMPT", "GDS", "ADS", "XGDS", "RDS", "XDS", "GROUP"}


def read_declassification(text: str, document_year: int | None) -> DeclassificationLine | None:
    """The order and the target of a line; None when it has neither.

    ``document_year`` settles years of two digits.
    """
    written, text = text, flat(text)
    order = next((m for m in _EO.finditer(text) if order_of(m["number"]) is not None), None)
    at = order.end() if order else 0
    word = _DECL.match(text, at) if order else None
    noted = word.end() if word is not None else at
    if order and (
        _REVIEWED.match(text, at) or _REVIEWED.match(text, noted)
    ):  # a reviewer's note of later years, not the drafter's
        known = order_of(order["number"])
        number = known.number if known else None
        return DeclassificationLine(number, "", None, (), False, order.span("eo"), at, at, "")
    word = word if order else _DECL.search(text)
    if word is not None:
        at = word.end()
    elif order is None:
        return _alone(text, document_year)
    ending = _REST.search(text, at)
    end = ending.start() if ending else len(text)
    source = _SOURCE.match(text, at)
    begin = source.end() if source else at
    known = order_of(order["number"]) if order else None
    kind, date, codes, stop, retired = _target(text[begin:end], document_year, begin)
    if order is None and kind in ("", "EVENT"):
        return None
    return DeclassificationLine(
        known.number if known else None,
        kind,
        date,
        codes,
        source is not None,
        order.span("eo") if order else None,
        begin,
        stop,
        written[begin:stop].strip("()[] .;,") if kind != "X" else _inside(written[begin:stop]),
        retired,
    )


def _inside(words: str) -> str:
    return " ".join(words.strip("()[] ").split())


def _alone(text: str, year: int | None) -> DeclassificationLine | None:
    """A line with no order and no DECL: only marks that are nothing else (``XGDS-1``, ``GP-4``)."""
    if (stamp := _STEPS.search(text)) is not None:
        kind = "GROUP-4" if stamp["steps"] == "3" else "GROUP-3"
        return DeclassificationLine(None, kind, None, (), False, None, *stamp.span(), stamp[0])
    stripped = text.strip(" .*>#\n")
    begin = text.find(stripped) if stripped else 0
    kind, date, codes, stop, retired = _target(stripped, year, begin)
    whole = kind != "GDS" or "D" in stripped.upper()  # "GOS" alone may be anything
    sure = kind.startswith("GROUP") or kind in ("XGDS", "RDS", "XDS", "GDS", "ADS", "OADR")
    if not (sure and whole):
        return None
    return DeclassificationLine(
        None, kind, date, codes, False, None, begin, stop, text[begin:stop], retired
    )


_Target = tuple[str, str | None, tuple[str, ...], int, bool]
_PIECES = re.compile(r";(?!\s*DECL)", re.I)
_PROTECTION = (
    "RD", "NATO", "50X1-HUM", "50X2-WMD", "50X", "75X", "25X", "DATE", "GROUP", "EVENT", "X",
)  # fmt: skip
"""What protects longest comes first; a paper made from several sources carries that."""


def _target(rest: str, year: int | None, base: int) -> _Target:
    """``(kind, date, codes, end, retired)`` of what follows the order; end in the whole text.

    Of several targets divided by semicolons the one counts that protects longest.
    """
    targets = []
    at = 0
    for piece in _PIECES.split(rest):
        skipped = len(piece) - len(piece.lstrip())
        targets.append(_one_target(piece.strip(), year, base + at + skipped))
        at += len(piece) + 1
    kind, date, codes, _, retired = min(targets, key=_protection)
    last = max((target[3] for target in targets if target[0]), default=base)
    return kind, date, codes, last, retired


def _protection(target: _Target) -> tuple[int, bool, int]:
    """How long a target protects, the longest lowest: by kind, then dated, then the later."""
    kind, date = target[0], target[1]
    order = (n for n, start in enumerate(_PROTECTION) if kind.startswith(start))
    place = next(order, len(_PROTECTION)) if kind else len(_PROTECTION) + 1
    return place, date is None, -int((date or "0").replace("-", ""))


def _one_target(rest: str, year: int | None, base: int) -> _Target:
    opened = rest.lstrip("([ ")
    base, rest = base + len(rest) - len(opened), opened
    for kind, pattern in _KINDS:
        found = pattern.match(rest)
        if found is None:
            continue
        end = found.end()
        dated = find_declassification_date(rest, year) if kind in _DATED else None
        if dated is not None:
            end = max(end, dated[2])
        codes: tuple[str, ...] = ()
        retired = False
        if kind == "EXEMPT":
            kind, retired = _exemption(found)
        elif kind == "GROUP":
            kind = f"GROUP-{found['n']}"
        elif kind == "X":
            written = re.findall(r"X[ -]?([1-8lI])", found["list"], re.I)
            codes = tuple(dict.fromkeys(f"X{_figure(d)}" for d in written))
        elif "n" in found.groupdict() and found["n"]:
            codes = (_figure(found["n"]),)
        return kind, dated[0] if dated else None, codes, base + end, retired
    dated = find_declassification_date(rest, year)
    if dated is not None:
        return "DATE", dated[0], (), base + dated[2], False
    words = rest.strip(" .;,")
    if sum(sign.isalpha() for sign in words) >= 4 and not any(c.isdigit() for c in words[:2]):
        return "EVENT", None, (), base + len(rest.rstrip(" .;,")), False
    return "", None, (), base, False


def _figure(sign: str) -> str:
    """A figure, or the 1 that a letter was read for."""
    return "1" if sign in "lLiI" else sign


def _exemption(found: re.Match[str]) -> tuple[str, bool]:
    """The exemption's name today, and whether the retired ``25X1-human`` stood for it."""
    tail = (found["tail"] or "").upper().replace("HUN", "HUM").replace("HUMAN", "HUM")
    name = f"{found['years']}X{_figure(found['n'])}"
    if tail == "HUM" and name == "25X1":
        return "50X1-HUM", True
    return (f"{name}-{tail}", False) if tail else (name, False)


def eo_fields(line: str, document_year: int | None) -> list[FieldMatch]:
    """The order of an E.O. line, and what it says about declassification, as header fields."""
    read = read_declassification(line, document_year)
    if read is None or read.order_span is None or read.order is None:
        return []
    fields = [FieldMatch("eo", read.order, *read.order_span)]
    if read.kind and read.end > read.start:
        start = read.start
        if read.kind == "DATE" and (dated := find_declassification_date(
            line[read.start : read.end], document_year
        )):  # fmt: skip
            start += dated[1]
        fields.append(FieldMatch("declassify_on", read.value, start, read.end))
    return fields
