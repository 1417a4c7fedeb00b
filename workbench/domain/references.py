"""REF entries: message numbers resolved to year, post and serial; everything else left as it is.

E-mails, telephone calls, intelligence reports, airgrams, DTG references and papers of
conferences are references too, but no cables.
"""

from __future__ import annotations

import re

from workbench.domain.dates import month_number
from workbench.domain.fields import FieldMatch

_WORD = r"[A-Z][A-Z.'’-]*[A-Z]"
_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9/.-])(?:(?:'|’)?(?P<year>(?:19|20)\d{2}|\d{2})\s*[ -]?\s*)?"
    rf"(?P<post>{_WORD}(?:[ \n]+{_WORD}){{0,3}})[ \n]*(?P<serial>\d{{1,7}})(?![\d/-]|\.\d)"
    r"(?:\s*\((?P<after>(?:19|20)\d{2}|\d{2})\))?",
    re.I,
)
_MORE = re.compile(r"(?:\s*(?:,|;|AND|&)\s*)(?P<serial>\d{2,7})(?![\d/-]|\.\d|\s*[A-Z])", re.I)
_LABEL = re.compile(r"(?:^|(?<=[\s;,(-]))\(?[A-Z][).:]\s*", re.I)
_NO_CABLE = re.compile(
    r"\b(?:IIR|OSC|FBIS|TD|TDX|CA|MSG|DTG|TELCON|E-?\s?MAILS?|MEMO(?:RANDUM)?|LETTER|POC|DOC|UNSCR?|"
    r"RES(?:OLUTION)?|PARAS?|PAGE|SECTION|POINTS|REPORT|NOTE|ITEM|ANNEX|ARTICLE|NO|NR|EUP|"
    r"CIRCULAR|SUBJ|INFO|DAILY|TEL|FAX|AIRGRAM|PHONE|OF|DATED|CLASSIFIED|REASONS?|DECL|EO)\b",
    re.I,
)
_LEADING = frozenset(
    ("REF", "REFS", "REFTEL", "REFTELS", "AND", "SEE", "ALSO", "AMEMBASSY", "EMBASSY", "AMCONSUL",
     "USMISSION", "PREVIOUS", "NOTAL", "PROGRAM", "THE", "FROM", "PER", "IN")
)  # fmt: skip
_RENAMED = {"SECSTATE": "STATE", "SECSTATEWASHDC": "STATE", "STATEDEPARTMENT": "STATE",
            "DEPT": "STATE", "RIODEJAN": "RIODEJANEIRO"}  # fmt: skip
_TWO_THE = ("HAGUE",)
_PAGE_TURN = re.compile(
    r"\b[A-Z][A-Z ]{1,30} \d{8}\s+\d{3}(?:\.\d)? OF \d{3}|\bPAGE \d+ +\S.{0,60}?\d{6}Z", re.I
)


def reference_fields(text: str, document_year: int | None) -> list[FieldMatch]:
    """Message numbers cited in a REF entry: year, post without spaces, number without zeros.

    A reference without a year means the document's own; where that is not known either, the
    number stands without a year.
    """
    hidden = _hide(text)
    fields: list[FieldMatch] = []
    at = 0
    while (found := _REFERENCE.search(hidden, at)) is not None:
        at = found.end()
        post, start = _post(found)
        if not post:
            at = max(found.start() + 1, found.start("serial"))
            continue
        if found["year"] and start == found.start("post"):
            start = found.start("year")
        written = found["year"] or found["after"]
        year = int(written[-2:]) if written else document_year and document_year % 100
        fields.append(_field(year, post, found["serial"], start, found.end()))
        while (more := _MORE.match(hidden, at)) is not None:
            fields.append(_field(year, post, more["serial"], more.start("serial"), more.end()))
            at = more.end()
    return fields


def _field(year: int | None, post: str, serial: str, start: int, end: int) -> FieldMatch:
    prefix = "" if year is None else f"{year:02}"
    return FieldMatch("ref", f"{prefix}{post}{int(serial)}", start, end)


def _hide(text: str) -> str:
    """The text with labels, page turns and the words of what is no cable blanked, lengths kept."""
    blank = _PAGE_TURN.sub(_dots, text)
    blank = _LABEL.sub(_dots, blank)
    return re.sub(r"(?<![A-Za-z])(\d{6})\s?[zZ]\b[^;,)\n]*", _dots, blank)


def _dots(found: re.Match[str]) -> str:
    return "".join("\n" if sign == "\n" else "·" for sign in found[0])


def _post(found: re.Match[str]) -> tuple[str, int]:
    """The post's name without spaces and where it begins; empty when this is no cable."""
    start = found.start("post")
    words = list(re.finditer(r"\S+", found["post"]))
    while words and words[0][0].upper() in _LEADING:
        if words[0][0].upper() == "THE" and len(words) > 1 and words[1][0].upper() in _TWO_THE:
            break
        words = words[1:]
    if not words:
        return "", start
    names = [word[0].upper() for word in words]
    phrase = " ".join(names)
    if _NO_CABLE.search(phrase.replace("PORT OF SPAIN", "PORTOFSPAIN")):
        return "", start
    post = re.sub(r"[^A-Z]", "", "".join(names))
    dated = any(month_number(name) for name in names)
    if (dated and post not in _RENAMED) or (len(names) == 1 and len(names[0]) < 3):
        return "", start
    post = _RENAMED.get(post, post)
    if post.startswith("SECSTATE"):
        post = "STATE"
    return post, start + words[0].start()
