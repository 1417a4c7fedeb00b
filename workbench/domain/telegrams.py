"""Grammar of cables and telegrams: page furniture, stamps, header lines, paragraph numbers.

Functions read one line (or a few joined by newlines) and give offsets into what they were given,
in code points. They fire only where the form is unmistakable; anything else is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from workbench.domain.dates import PRECEDENCES, find_declassification_date, find_dtg, month_number

PRECEDENCE_WORDS = ("FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE", "DEFERRED", "SAVING")
CAPTIONS = frozenset(
    ["SIPDIS", "NODIS", "EXDIS", "LIMDIS", "STADIS", "CHEROKEE", "NOFORN", "NIACT", "DESKBY"]
    + ["EYES ONLY", "UK EYES ONLY", "DEDIP", "DEYOU", "PERSONAL", "NO DISTRIBUTION"]
)


class Furniture(StrEnum):
    """What a line is that belongs to the page, not to the text."""

    PAGE = "PAGE"
    DASH = "DASH"
    END = "END"
    BOILERPLATE = "BOILER"
    NOISE = "NOISE"
    METADATA = "AADMETA"


_PAGE_LINE = re.compile(
    r"^PAGE \d+\s+\S.*\d{5,6}.*$|^[A-Z][A-Z ]+ \d{8} +\d{3}(?:\.\d)? OF \d{3}$"
    r"|^-\s?\d{1,4}\s?-$|^Page \d+ of \d+$",
)
_DASH_LINE = re.compile(r"^\s*-{10,}\s*\d{6}Z?(?: \d{6}Z?)?(?:\s*/\d+)?\s*$")
_BOILERPLATE = re.compile(r"^(?:©|[Cc]opyright (?:©|\([Cc]\)))\s?(?:\d{4}\b|[A-Z][a-z])")


def furniture(line: str) -> Furniture | None:
    """What kind of page furniture a line is; levels and catchwords are judged elsewhere."""
    text = line.strip()
    if not text:
        return None
    if _PAGE_LINE.match(text):
        return Furniture.PAGE
    if _DASH_LINE.match(text):
        return Furniture.DASH
    if text in ("NNNN", "<< END OF DOCUMENT >>"):
        return Furniture.END
    if text == "Message Attributes":
        return Furniture.METADATA
    if set(text) <= {"¿", " "}:
        return Furniture.NOISE
    if _BOILERPLATE.match(text):
        return Furniture.BOILERPLATE
    return None


_STAMPS = (
    re.compile(r"^UNC ?L?ASSIFIED\s+U\.? ?S\.? Department of [A-Z]\w+,?\s+Case No.*$"),
    re.compile(r"^RELEASED? IN (?:PART|FULL)\b.*$"),
    re.compile(r"^DENIED IN FULL$"),
    re.compile(r"^.*Declassified/Released US Department of State EO Systematic Review.*$"),
    re.compile(r"^.*Approved [Ff]or Release \d{4}/\d\d/\d\d ?: ?CIA-RDP\S+$"),
    re.compile(r"^\d{4} RELEASE UNDER THE PRESIDENT JOHN F\. KENNEDY ASSASSINATION RECORDS ACT.*$"),
    re.compile(r"^(?:NW|HW) \d{4,6} DocId: ?\d+ Page \d+$"),
)


_STAMP_OPENS = re.compile(
    r"^(?:DECLASSIFIED|RECEIVED|REGISTRY|REVIEWED FOR RELEASE|APPROVED FOR RELEASE)$"
)
_EXCISION = re.compile(
    r"^(?:(?:(?:1\.[45]|3\.[34])\s?\(?[A-Ha-h]\)?|\(?[Bb]\)?\s?\(?[1-9]\)?|(?:25|50)X\d?)[,; ]*)+$"
)


def opens_stamp(line: str) -> bool:
    """Whether a line is the first of a rubber stamp with more lines below it."""
    return _STAMP_OPENS.match(line.strip()) is not None


def is_excision_code(line: str) -> bool:
    """Whether a line holds nothing but the codes printed beside an excision."""
    return _EXCISION.match(line.strip()) is not None


def is_release_stamp(line: str) -> bool:
    """Whether a line is what a release or declassification office prints on a copy."""
    text = line.strip()
    return any(pattern.match(text) for pattern in _STAMPS)


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """A header field found: its label, its normalised value, and where its words stand."""

    label: str
    value: str
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict)


def dtg_fields(line: str) -> list[FieldMatch]:
    """Precedence and date-time group of a line; nothing when the moment does not exist."""
    found = find_dtg(line)
    if found is None or found.iso is None:
        return []
    fields = [FieldMatch("dtg", found.iso, found.start, found.end)]
    if found.letters_span is not None:
        words = " ".join(PRECEDENCES[letter] for letter in found.precedences)
        fields.insert(0, FieldMatch("precedence", words, *found.letters_span))
    return fields


_ADDRESS = re.compile(r"(?:^|(?<= ))(?P<key>FM|FROM|T[O0]|[Il]NF[O0]|XMT)(?::\s*|\s+)(?=\S)")
_ADDRESS_LABELS = {"FM": "from", "FROM": "from", "TO": "to", "INFO": "info", "XMT": ""}
_ADDRESSEE = re.compile(
    r"\s*(?:R[UH][A-Z]{2,6}/)?"
    rf"(?P<before>(?:(?:{'|'.join(PRECEDENCE_WORDS)}) )*)"
    r"(?P<name>[A-Z][A-Z.'/() -]*?)"
    rf"(?P<after>(?: (?:NIACT )?(?:{'|'.join(PRECEDENCE_WORDS)}))?)"
    r"(?: \d{1,6})?(?: BT)?(?: RELEASED? IN (?:PART|FULL))?\s*-?\s*$"
)


def address_fields(line: str, label: str, *, run_on: bool) -> tuple[list[FieldMatch], str]:
    """From, to and info of one line of an address block.

    ``label`` is what the line goes on with when it opens with no key. With ``run_on`` keys also
    count in the middle of the line. Returns the fields and the label the next line goes on with.
    """
    keys = list(_ADDRESS.finditer(line)) if run_on else []
    if not keys and (opening := _ADDRESS.match(line)):
        keys = [opening]
    pieces: list[tuple[str, int, int]] = []
    if not keys or (keys[0].start() > 0 and not run_on):
        pieces.append((label, 0, len(line)))
    for index, key in enumerate(keys):
        end = keys[index + 1].start() if index + 1 < len(keys) else len(line)
        label = _ADDRESS_LABELS[key["key"].upper().replace("0", "O").replace("LNFO", "INFO")]
        pieces.append((label, key.end(), end))
    fields = [f for name, start, end in pieces if name for f in _addressees(line, name, start, end)]
    return fields, label


def _addressees(line: str, label: str, start: int, end: int) -> list[FieldMatch]:
    fields: list[FieldMatch] = []
    at = start
    precedence = ""
    for part in line[start:end].split(","):
        found = _ADDRESSEE.match(part)
        if found is not None and len(found["name"].strip()) > 1:
            name = found["name"].rstrip(" -")
            precedence = (found["before"] or found["after"]).strip() or precedence
            begin = at + found.start("name")
            attributes = {"precedence": precedence} if precedence else {}
            fields.append(FieldMatch(label, name, begin, begin + len(name), attributes))
        at += len(part) + 1
    return fields


_TELNO = re.compile(r"^TELNO (?P<number>\d{1,4})\b")


def telno_field(line: str) -> FieldMatch | None:
    """The number of a British telegram, without leading zeros."""
    found = _TELNO.match(line)
    return found and FieldMatch("telno", found["number"].lstrip("0") or "0", *found.span("number"))


_EO = re.compile(
    r"\b(?P<eo>[EB]\.? ?[O0]\.? ?(?P<number>10501|11652|12065|12356|12958|13526))\s*[:;,]?\s*"
    r"(?:(?:DECL(?:AS(?:SIFY ON)?)?)\s*[:;.]?\s*)?(?P<rest>.*?)\s*(?=TAGS|$)",
    re.I,
)
_DECL_WORD = re.compile(
    r"N/?A\b|OADR\b|MR\b|(?:ADS|X?GDS|[RX]DS)(?:-?\d)?\b|(?:25|50|75)X\d(?:-\w+)?"
    r"|\(?(?:1\.6,? ?)?X\d(?:, ?X\d)*\)?",
    re.I,
)


def eo_fields(line: str, document_year: int | None) -> list[FieldMatch]:
    """The order of an E.O. line, and what it says about declassification."""
    found = _EO.search(line)
    if found is None:
        return []
    fields = [FieldMatch("eo", found["number"], *found.span("eo"))]
    rest, base = found["rest"], found.start("rest")
    dated = find_declassification_date(rest, document_year)
    word = _DECL_WORD.match(rest)
    if word is not None:
        value = "N/A" if word[0].upper() in ("NA", "N/A") else word[0].upper().strip("()")
        if dated is not None:
            value = f"{value} {dated[0]}"
        end = dated[2] if dated is not None else word.end()
        fields.append(FieldMatch("declassify_on", value, base, base + end))
    elif dated is not None:
        fields.append(FieldMatch("declassify_on", dated[0], base + dated[1], base + dated[2]))
    return fields


_TAGS_KEY = re.compile(r"^T?AG[S5]\s*:?\s*", re.I)
_TAG = re.compile(r"\((?P<person>[^)]*)\)|(?P<tag>[A-Za-z][A-Za-z0-9]{1,5})(?![A-Za-z0-9])")


def parse_tags(text: str) -> list[str]:
    """The codes of a TAGS line in order, and the person in brackets after a visit's code."""
    key = _TAGS_KEY.match(text)
    found = _TAG.finditer(text, key.end() if key else 0)
    return [" ".join((m["person"] or m["tag"]).upper().split()) for m in found]


def tags_field(text: str) -> FieldMatch | None:
    """The list of a TAGS entry, which may run over lines."""
    key = _TAGS_KEY.match(text)
    if key is None or not parse_tags(text):
        return None
    end = len(text.rstrip())
    return FieldMatch("tags", " ".join(parse_tags(text)), key.end(), end)


_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9/.-])(?:(?P<year>\d{2}|(?:19|20)\d{2})\s+)?"
    r"(?P<post>[A-Z]{3,}(?:[ \n]+[A-Z]{2,}){0,2})[ \n]+(?P<serial>\d{1,6})(?![\d-])"
)
_NO_POST = frozenset(
    (
        "REF", "REFS", "REFTEL", "REFTELS", "DTG", "AND", "OF", "TELCON", "MAIL", "EMAIL", "MEMO",
        "LETTER", "POC", "DOC", "IIR", "NO", "UNSC", "UNSCR", "NOTAL", "PARA", "PARAS", "PAGE",
        "SECTION", "IN",
    )
)  # fmt: skip


def reference_fields(text: str, document_year: int | None) -> list[FieldMatch]:
    """Message numbers cited in a REF entry: year, post without spaces, number without zeros."""
    fields = []
    for found in _REFERENCE.finditer(text):
        words = found["post"].split()
        if any(w in _NO_POST or (len(w) == 3 and month_number(w)) for w in words):
            continue
        if any(month_number(w) for w in words[-1:]):
            continue
        year = int(found["year"][-2:]) if found["year"] else document_year and document_year % 100
        if year is None:
            continue
        post = "".join(words).replace("SECSTATE", "STATE")
        start = found.start("year") if found["year"] else found.start("post")
        value = f"{year:02}{post}{int(found['serial'])}"
        fields.append(FieldMatch("ref", value, start, found.end()))
    return fields


_AUTHORITY = re.compile(
    r"\bclassified\s+by:?\s+(?P<who>\S.*?)[\s.;,(–-]*(?:\bfor\s+)?\breasons?:?\s*(?:para\s+)?"
    r"(?P<reason>1\.[45]\b.*)",
    re.I | re.S,
)
_LETTER = re.compile(r"(?<![a-z0-9])\(?([a-h])\)?(?![a-z0-9])", re.I)


def parse_reason(text: str) -> tuple[str, tuple[str, ...], int] | None:
    """``(section, letters, end)`` of a reason such as ``1.4 (b) and (d)``; end is an offset."""
    found = re.search(r"1\.[45](?!\d)", text)
    if found is None:
        return None
    rest = re.sub(r"\ba nd\b", "and ", text[found.end() :], flags=re.I)
    tail = re.match(r"(?:[\s,;.()]|and\b|[a-h](?![a-z0-9]))*", rest, re.I)
    part = tail[0] if tail else ""
    letters = list(_LETTER.finditer(part))
    if not letters:
        return None
    unique = tuple(dict.fromkeys(m[1].lower() for m in letters))
    return found[0], unique, found.end() + letters[-1].end()


@dataclass(frozen=True, slots=True)
class Authority:
    """A classification authority line: the whole of it, and its two fields."""

    start: int
    end: int
    fields: tuple[FieldMatch, ...]


def parse_authority(text: str) -> Authority | None:
    """Who classified and why; None unless both are there."""
    found = _AUTHORITY.search(text)
    reason = found and parse_reason(found["reason"])
    if found is None or reason is None or len(found["who"]) > 150:
        return None
    section, letters, length = reason
    who = " ".join(found["who"].split())
    end = found.start("reason") + length
    value = ", ".join(f"{section}({letter})" for letter in letters)
    fields = (
        FieldMatch("classified_by", who, *found.span("who")),
        FieldMatch("reason", value, found.start("reason"), end),
    )
    whole = end + 1 if text[end : end + 1] == "." else end
    return Authority(found.start(), whole, fields)


_NUMBER_OPENS = re.compile(
    r"^[#>*•\-\s'‘’“”\"`.,~_]*(?P<raw>(?:[¶\ufffd]|<u>|</u>|\$?\\underline\{\\P\})*\d{1,3}(?:</u>)?\d{0,2}\$?"
    r"|(?:[¶\ufffd]|<u>)*[lI|](?=\.))"
    r"(?:(?P<stop>\s?[.,)]{1,2})(?=\s+\S|\(|$)|\s+(?=\((?:C|S|U|TS|SBU|LOU)\)))"
)


def number_token(line: str) -> tuple[str, int] | None:
    """``(raw, end)`` when a line opens like a numbered paragraph; ``end`` is past its stop.

    A comma read for the stop is kept in ``raw``, as it makes the number less sure.
    """
    found = _NUMBER_OPENS.match(line)
    if found is None:
        return None
    doubtful = "," if (found["stop"] or "").strip() == "," else ""
    return found["raw"] + doubtful, found.end()


def readings_of_number(raw: str) -> list[tuple[int, float]]:
    """What a paragraph number may be, each with the cost of reading it so.

    A pilcrow is often read as 1, so ``11`` may be 1 and ``110`` may be 10.
    """
    plain = re.sub(r"<u>|</u>|\$|\\underline|[{}¶\ufffd]|\\P", "", raw)
    extra = 0.8 if plain.endswith(",") else 0.0
    plain = plain.removesuffix(",")
    if plain in ("l", "I", "|"):
        return [(1, 0.5)]
    if not plain.isdigit() or int(plain) == 0:
        return []
    readings = [(int(plain), extra)]
    if len(plain) > 1 and plain[0] == "1" and int(plain[1:]) > 0 and plain[1] != "0":
        readings.append((int(plain[1:]), 0.6 + extra))
    return readings


_DROP, _RESTART, _GAP, _PRUNE = 2.5, 3.5, 0.3, 60


def decode_numbers(tokens: Sequence[str]) -> list[int | None]:
    """Paragraph numbers as one sequence, over misreadings; None where a token is no number of it.

    The cheapest path wins: numbers rise by one, a gap costs a little (a label was lost), a new
    start at 1 costs more, leaving a token out most.
    """
    states: dict[int, tuple[float, tuple[int, ...] | None]] = {0: (0.0, None)}
    trails: list[dict[int, tuple[int, int | None]]] = []
    for token in tokens:
        best: dict[int, tuple[float, int, int | None]] = {}
        for last, (cost, _) in states.items():
            _keep(best, last, cost + _DROP, last, None)
            for number, misread in readings_of_number(token):
                step = _step_cost(last, number)
                if step is not None:
                    _keep(best, number, cost + misread + step, last, number)
        ranked = sorted(best.items(), key=lambda item: (item[1][0], item[0]))[:_PRUNE]
        trails.append({state: (before, chosen) for state, (_, before, chosen) in ranked})
        states = {state: (cost, None) for state, (cost, _, _) in ranked}
    decoded: list[int | None] = []
    state = min(states, key=lambda s: (states[s][0], s)) if states else 0
    for trail in reversed(trails):
        state, chosen = trail[state]
        decoded.append(chosen)
    return decoded[::-1]


def _keep(
    best: dict[int, tuple[float, int, int | None]],
    state: int,
    cost: float,
    before: int,
    chosen: int | None,
) -> None:
    if state not in best or cost < best[state][0]:
        best[state] = (cost, before, chosen)


def _step_cost(last: int, number: int) -> float | None:
    """Cost of one number after another; None when it cannot follow."""
    if number > last:
        gap = number - last - 1
        return min(gap * _GAP, 2.0) if last == 0 else gap * _GAP if gap <= 12 else None
    return _RESTART if number == 1 else None
