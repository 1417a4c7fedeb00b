"""Lines of British telegrams, by period: 1949, 1968 to 1972, and 1980 to 2005.

A number counts from 1 each January at each post, so a telegram is post, number and year together;
MIPT and MIFT are the same post's telegrams before and after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.datetime_groups import PRECEDENCE_WORDS
from workbench.domain.fields import FieldMatch
from workbench.domain.letters import distance, squeezed


@dataclass(frozen=True, slots=True)
class TelegramLine:
    """A line of a header, or an instruction: its kind, and its parts with where each stands."""

    kind: str
    parts: dict[str, str]
    spans: dict[str, tuple[int, int]]


_PREC = "|".join(
    ["NIACT IMMEDIATE", "DEYOU", "EMERGENCY", "MOST IMMEDIATE", "IMPORTANT", *PRECEDENCE_WORDS]
)
_DTG = r"\d{6} ?Z"
_DAY = r"\d{1,2}(?:ST|ND|RD|TH)?\s+(?:OF\s+)?[A-Z]{3,9}(?:,?\s+\d{4})?"
_TELNO = r"(?:TEL(?:EGRAM)?\.?\s*(?:NO|NUMBER|NUM)\.?|TELNO\.?)"
_CLOCK = (
    r"(?:\d{1,2}[.:]\d{2}\s*(?:[ap]\.?\s?m\.?|hours?|hrs?|noon|midnight)?"
    r"|\d{1,2}\s*(?:[ap]\.?\s?m\.?|noon|midnight))"
)
_MONTH = (
    r"(?:JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?"
    r"|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)"
)
_PLACE = r"[A-Z][A-Z .,'’()&/-]*?"
_WORD = r"[A-Z][A-Za-z.'’()&/-]*"
_NAMED = rf"{_WORD}(?:,?\s+(?:and\s+|of\s+|the\s+)?{_WORD})*"
"""A place with capitals at the head of each word, as in copies not typed in capitals."""
_HOME = (
    r"(?:Foreign|Colonial|Commonwealth|Dominions|Cabinet|War|India)(?:\s+[A-Za-z]+){0,2}\s+Office"
)
"""An office in London: it tells a heading in small letters from a sentence."""

_LINES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, flags))
    for kind, pattern, flags in (
        (
            "FM_DTG",
            rf"^FM\s+(?P<fm>{_PLACE})\s+(?P<dtg>{_DTG})(?:\s+(?P<mon>[A-Z]{{3,9}})"
            r"\s+(?P<y>\d{4}|\d\d))?[ .]*$",
            re.I,
        ),
        ("FM", rf"^FM[:\s]\s*(?P<fm>{_PLACE})$", 0),
        ("FM", rf"^F[Mm][:\s]\s*(?P<fm>{_NAMED})$", 0),
        (
            "TO_TELNO_OF",
            rf"^TO\s+(?:(?P<prec>{_PREC})\s+)?(?P<to>{_PLACE})\s+{_TELNO}\s*(?P<n>\d{{1,5}})"
            rf"\s+OF\s+(?P<d>(?:{_DTG}\s+[A-Z]{{3,9}}(?:\s+\d{{2,4}})?|{_DAY}))"
            r"(?:\s*[/,;]?\s*(?:INFO|RFI)\s+(?P<info>.+))?$",
            0,
        ),
        (
            "TO_TELNO",
            rf"^TO\s+(?:(?P<prec>{_PREC})\s+)?(?P<to>{_PLACE})\s+{_TELNO}\s*(?P<n>\d{{1,5}})[ .]*$",
            0,
        ),
        ("TO", rf"^TO[:\s]\s*(?:(?P<prec>{_PREC}):?\s+)?(?P<to>{_PLACE})$", 0),
        ("TO", rf"^(?:TO|To)[:\s]\s*(?P<prec>(?i:{_PREC})):?\s+(?P<to>{_NAMED})$", 0),
        ("TELNO", rf"^{_TELNO}[:\s]*(?P<n>\d{{1,5}})(?:\s+OF\s+(?P<d>{_DAY}))?[ .]*$", re.I),
        ("NO_1949", r"^NO\.\s*(?P<n>\d{1,5})\.?$", re.I),
        (
            "OF",
            r"^OF\s+(?P<dtg>\d{6} ?Z)\s+(?P<mon>[A-Z]{3,9})\.?\s+(?P<y>\d{4}|\d\d)[ .]*$",
            0,
        ),
        ("INFO", rf"^INFO[:\s]\s*(?:(?P<prec>{_PREC}):?\s+)?(?P<to>{_PLACE})$", 0),
        ("INFO", rf"^(?:INFO|Info)[:\s]\s*(?P<prec>(?i:{_PREC})):?\s+(?P<to>{_NAMED})$", 0),
        ("RFI", rf"^RFI[:\s]\s*(?:(?P<prec>{_PREC})\s+)?(?P<to>{_PLACE})$", 0),
        (
            "DR",
            rf"^(?P<k>[DR])[.:]\s*(?P<t>{_CLOCK})[,\s]+(?P<d>\d{{1,2}}(?:st|nd|rd|th)?\s+\w+,?\s+\d{{4}}\.?)$",
            re.I,
        ),
        (
            "CYPHER",
            r"^(?:EN\s?CLAIR|C[YI]PHER)\s*[/ ]\s*"
            r"(?P<k>CAT(?:EGORY)?\.?\s?[A-C]|OTP|[A-Z]{2,4})\.?$",
            re.I,
        ),
        ("CYPHER", r"^(?-i:(?=[A-Z]))(?P<k>EN\s?CLAIR|C[YI]PHER|CODE)$", re.I),
        (
            "ADDRESSED",
            rf"^ADDRESSED\s+(?:TO\s+)?(?P<to>{_PLACE})\s+{_TELNO}\s*(?P<n>\d{{1,5}})"
            rf"(?:\s+OF\s+(?P<d>{_DAY}|{_MONTH}\s+\d{{1,2}}(?:ST|ND|RD|TH)?))?"
            r"(?:[\s,;.]*(?:AND\s+)?"
            r"(?:RFI|INFO|(?:REPEATED|REPTD)(?:\s+FOR\s+INFO(?:RMATION)?)?)\s+(?:TO\s+)?"
            r"(?P<info>(?:[^.]|(?<=\b[A-Z])\.)+?))?\.?$",
            re.I,
        ),
        (
            "CABLEGRAM",
            r"^(?i:Cablegrams?)\s+"
            r"(?P<n>(?:[A-Z][a-z]+ |the |from ){0,7}[A-Z]{0,4}\.? ?\d[\w./\[\]-]*"
            r"|(?i:unnumbered))(?:\s*\([^()]*\))?\s*,?\s+(?P<fm>[A-Z][A-Z .'’-]*?)\s*,\s*"
            r"(?P<d>\d{1,2}(?:st|nd|rd|th)?\s+\w+,?\s+\d{4})"
            r"(?:\s*,?\s*(?P<t>\d{1,2}(?:[.:]\d{1,3})?\s*(?i:[ap]\.?\s?m\.?|noon|midnight|hrs?)))?"
            r"[\s.,]*$",
            0,
        ),
        ("REPEATED", r"^REPEATED\s+(?:FOR\s+INFORMATION\s+)?TO:?\s+(?P<to>.+?)\.?$", re.I),
        (
            "PREC_FM_TO_1969",
            rf"^(?P<prec>{_PREC})\s+(?P<fm>{_PLACE})\s+TO\s+(?P<to>{_PLACE})$",
            0,
        ),
        (
            "PREC_FM_TO_1969",
            rf"^(?P<prec>(?i:{_PREC}))\s+(?:(?P<fm>{_NAMED})\s+to\s+(?P<to>{_HOME})"
            rf"|(?P<fm2>{_HOME})\s+to\s+(?P<to2>{_NAMED}))$",
            0,
        ),
        ("FM_TO_1949", rf"^FROM\s+(?P<fm>{_PLACE})\s+TO\s+(?P<to>{_PLACE})$", 0),
        (
            "FM_TO_1949",
            rf"^From\s+(?:(?P<fm>{_NAMED})\s+to\s+(?P<to>{_HOME})"
            rf"|(?P<fm2>{_HOME})\s+to\s+(?P<to2>{_NAMED}))$",
            0,
        ),
        (
            "FM_TO_NO",
            rf"^(?P<fm>{_PLACE})\s+TO\s+(?P<to>{_PLACE})\s+(?P<n>\d{{2,5}})$",
            0,
        ),
        (
            "DESKBY",
            rf"^DESKBY[:\s]\s*(?:(?P<to>{_PLACE})\s+)?(?P<dtg>{_DTG})"
            rf"(?:\s+(?P<mon>{_MONTH})(?:\s+(?P<y>\d{{4}}|\d\d))?)?[ .]*$",
            re.I,
        ),
        ("DESKBY", rf"^DESKBY[:\s]\s*(?P<dtg>{_DTG})\s+(?P<to>{_PLACE})$", re.I),
        ("GR", r"^GRS?\s*[:.]?\s*(?P<n>\d{1,5}\s?[A-Z]?)[ .]*$", re.I),
        ("FRAME", r"^FRAME\s+(?P<k>[A-Z][A-Z /&-]*)$", 0),
        ("ADVANCE", r"^ADVANCE\s+COPY(?:\s+TO\s+(?P<to>.+))?$", re.I),
        ("TOP_COPY", r"^TOP\s+COPY$", re.I),
        ("YYYY", r"^YYYY(?:\s+(?P<pass>\S.*))?$", 0),
        (
            "PASS",
            r"^(?P<who>[A-Z]{2,}(?:\s[A-Z]+)?)\s+PLEASE\s+PASS\s+"
            rf"(?:(?P<prec>{_PREC})\s+)?(?:TO\s+)?(?P<to>.+)$",
            0,
        ),
        (
            "DISTRIBUTION",
            r"^(?P<k>(?:ADDITIONAL|DEPARTMENTAL)\s+DISTRIBUTION|COPIES\s+TO:?)(?:\s+(?P<to>.+))?$",
            0,
        ),
    )
)  # fmt: skip

_XREF = re.compile(
    r"(?<![A-Za-z])(?P<k>(?i:(?:PLEASE\s+)?SEE\s+)M?(?:IFT|IPT)S?|M?(?:IFT|IPT)S?(?:\s*\(\d\))?|TUR"
    r"|MY\s+(?:IMMEDIATELY\s+)?(?:PRECEDING|FOLLOWING)\s+TELEGRAM"
    r"|(?:MY|YOUR)\s+(?:TEL(?:EGRAM)?\.?\s*(?:NO|NUMBER|NUM)\.?|TELNO\.?)\s*\d{1,5}(?:\s+TO\s+[A-Z]+)?)"
    r"(?![A-Za-z\d])",
)
_XREF_SMALL = re.compile(
    r"(?<![A-Za-z])(?P<k>my\s+immediately\s+(?:preceding|following)\s+telegram"
    r"|(?:my|your)\s+tel(?:egram|no)?\.?\s*(?:no\.?|number)?\s*\d{1,5}(?-i:[A-Z]?))(?![A-Za-z\d])",
    re.I,
)


_PROSE = re.compile(
    r"\b(?:THE|A|AN|MY|YOUR|BE|BEEN|HAVE|HAD|HAS|WAS|WERE|WHICH|WHO|THAT|THIS|THESE|HIS|HER|THEIR|OUR|IT|ITS|IN|ON"
    r"|AT|BY|WITH|IF|NOT|ANY|ALL|WOULD|WILL|SHOULD|COULD|MAY)\b"
)
_PLACES = ("TO", "INFO", "RFI", "FM_TO_1949", "FM_TO_NO", "PREC_FM_TO_1969")
_MOST_WORDS = 7
_LONGEST = 500


def _reads_as_prose(kind: str, found: re.Match[str]) -> bool:
    """Whether what should be a place is words of a sentence that happens to begin a line."""
    if kind not in _PLACES:
        return False
    places = [found[name] for name in ("fm", "to", "fm2", "to2") if found.groupdict().get(name)]
    plain = [place.replace("THE HAGUE", "HAGUE") for place in places]
    if any(_PROSE.search(place) for place in plain) or (len(plain) == 2 and plain[0] == plain[1]):
        return True
    return kind != "INFO" and any(len(place.split()) > _MOST_WORDS for place in plain)


def parse_uk_line(line: str) -> TelegramLine | None:
    """A header line or instruction of a British telegram; None for text and signatures."""
    if len(line) > _LONGEST:
        return None
    text, places = squeezed(line)
    if len(text) > _LONGEST // 2:
        return None
    mended = _mended(text)
    for kind, pattern in _LINES:
        found = pattern.match(mended)
        if found is not None and not _reads_as_prose(kind, found):
            return _line(kind, found, line, places)
    found = _XREF.search(text) or _XREF_SMALL.search(text)
    return _line("XREF", found, line, places) if found else None


_HEAD = re.compile(r"(?P<label>[A-Z\d]{2,9})(?:[:.\s]+(?P<prec>[A-Z\d]{7,9})(?=[:\s]))?")
_LABELS = ("TO", "OF", "INFO", "FROM", "TELNO", "DESKBY", "ADDRESSED", "CYPHER")
_SIGNS_FOR_LETTERS = str.maketrans("0Q158", "OOISB")
_GENUINE = ("ROUTING",)
"""A word that stands one letter from a precedence and is none."""


def _mended(text: str) -> str:
    """A line with its label and precedence as they should be where OCR misread a letter of them.

    No longer and no shorter than before: ``TELN0 007``, ``INFO PRICRITY BONN``.
    """
    head = _HEAD.match(text)
    if head is None:
        return text
    label = head["label"]
    if label not in _LABELS and label.translate(_SIGNS_FOR_LETTERS) in _LABELS:
        label = label.translate(_SIGNS_FOR_LETTERS)
        text = label + text[head.end("label") :]
    word = head["prec"]
    if word and label in ("TO", "INFO") and word not in _GENUINE:
        for prec in PRECEDENCE_WORDS:
            if len(prec) == len(word) and distance(word, prec, 1) == 1:
                return text[: head.start("prec")] + prec + text[head.end("prec") :]
    return text


def _line(kind: str, found: re.Match[str], line: str, places: Sequence[int]) -> TelegramLine:
    parts: dict[str, str] = {}
    spans: dict[str, tuple[int, int]] = {}
    for group, value in found.groupdict().items():
        if not value:
            continue
        name = group.rstrip("2")
        start, end = places[found.start(group)], places[found.end(group) - 1] + 1
        parts[name] = value if name == "prec" else " ".join(line[start:end].split())
        spans[name] = (start, end)
    return TelegramLine(kind, parts, spans)


def telno_field(line: str) -> FieldMatch | None:
    """The number of a British telegram, without leading zeros."""
    read = parse_uk_line(line)
    if read is None or read.kind not in ("TELNO", "TO_TELNO_OF", "TO_TELNO"):
        found = re.match(r"TELNO (?P<n>\d{1,5})\b", line)
        return found and FieldMatch("telno", str(int(found["n"])), *found.span("n"))
    return FieldMatch("telno", str(int(read.parts["n"])), *read.spans["n"])


def resolve_reference(words: str, post: str, number: int) -> str | None:
    """``POST TELNO n`` that MIPT, MIFT, IPT or IFT stands for in telegram ``number`` of a post.

    None when the words are none of these or the number would be below 1.
    """
    plain = " ".join(words.upper().split())
    if re.search(r"\bM?IFT\b|FOLLOWING TELEGRAM", plain):
        target = number + 1
    elif re.search(r"\bM?IPT\b|PRECEDING TELEGRAM", plain):
        target = number - 1
    else:
        return None
    return f"{post} TELNO {target}" if target >= 1 else None
