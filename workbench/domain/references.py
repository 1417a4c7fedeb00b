"""REF entries: message numbers resolved to year, post and serial; everything else left as it is.

E-mails, telephone calls, intelligence reports, airgrams, DTG references and papers of
conferences are references too, but no cables.
"""

from __future__ import annotations

import re

from workbench.domain.dates import full_year, month_number
from workbench.domain.fields import FieldMatch
from workbench.domain.letters import flat, spaced

_WORD = r"(?:(?:ST|MT|FT)\.|[A-Z][A-Z0.'’-]*[A-Z](?:['’](?=\s))?)"
_YEAR = r"(?:19|20)\d{2}|\d{2}"
_MONTH = r"(?:JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC)[A-Z]*"
_SERIAL = r"(?:O(?=\d{3}))?\d{1,7}"
_REFERENCE = re.compile(
    rf"(?:(?<![A-Za-z0-9/.-])|(?<=\d/))(?:\(?(?:'|’)?(?P<year>{_YEAR})\)?\s{{0,9}}-?\s{{0,9}})?"
    rf"(?P<post>{_WORD}(?:[ \n]{{1,60}}{_WORD}){{0,3}})[ \n]{{0,60}}"
    rf"(?:\((?P<before>{_YEAR})\)[ \n]{{0,60}})?"
    rf"#?(?P<serial>{_SERIAL})(?!\d|\.\d)(?!(?<!\d\d\d)\s*{_MONTH}\b)",
    re.I,
)
_AFTER = re.compile(
    rf"\s*\((?P<bracketed>{_YEAR})\)"
    r"|(?<=\d{4})(?:/|-| {1,2}(?=\d\d[\s*]*(?:[,;)\n]|$)))(?P<short>\d{2})(?![\d/-])"
)
"""The year behind a number: ``12 (05)``, ``00789/08``, ``5049-01``, ``07718 99``."""
_DATED = re.compile(
    rf"(?:\s{{0,60}},)?\s{{0,60}}\(?(?:(?:OF|DATED|DTD)\s+(?P<year>(?:19|20)\d\d)(?!\d)"
    rf"|(?:(?:OF|DATED|DTD)\s+)?(?:\d{{1,2}}\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}),?\s+(?P<written>{_YEAR})(?!\d)"
    rf"|(?:(?:OF|DATED|DTD)\s+)?\d{{1,2}}(?P<by>[/-])\d{{1,2}}(?P=by)(?P<figures>{_YEAR})(?!\d))",
    re.I,
)
"""The date behind a number, whose year is the message's: ``OF 2006``, ``DATED 5/4/06``."""
_MORE = re.compile(
    r"\s*(?P<by>,|;|AND|&|/)\s*(?P<serial>\d{2,7})(?![\d-]|\.\d|\s*(?!(?:AND|ALSO)\b)[A-Z])", re.I
)
_LABEL = re.compile(r"(?:^|(?<=[\s;,(-]))\(?[A-Z][).:]\s*", re.I)
_REMARK = re.compile(rf"(?<=\d)\s*\((?!(?:{_YEAR})\))[^()]{{0,120}}\)")
_NO_CABLE = re.compile(
    r"\b(?:IIR|OSC|FBIS|TD|TDX|CA|MSG|DTG|TELCON|E-?\s?MAILS?|MEMO(?:RANDUM)?|LETTER|POC|DOC|UNSCR?|"
    r"RES(?:OLUTION)?|PARAS?|PAGE|SECTION|POINTS|REPORT|NOTE|ITEM|ANNEX|APPENDIX|ARTICLE|NO|NR|EUP|"
    r"CIRCULAR|SUBJ|INFO|DAILY|TEL(?!\s+AVIV)|FAX|AIRGRAM|PHONE|OF|DATED|CLASSIFIED|REASONS?|DECL|"
    r"EO|TO|THROUGH|THRU|PARAGRAPHS?|DOCUMENTS?|MY|OUR|YOUR|DESPATCH|POL|DEF|INCO|MEETING|PLENARY|"
    r"CHAPTER|VOLUME|COMMITTEE|FAM|FAH|CFR|U\.?S\.?C|LAW|ACT|TREATY|CONVENTION|PROTOCOL|FORM|CASE|"
    r"ROOM|NOTAM|RECORD|IR|LTR)\b",
    re.I,
)
_LEADING = frozenset(
    ("REF", "REFS", "REFTEL", "REFTELS", "REFERENCE", "REFERENCES", "AND", "SEE", "ALSO",
     "AMEMBASSY", "EMBASSY", "AMCONSUL", "USMISSION", "CABLE", "CABLES", "PREVIOUS", "NOTAL",
     "PROGRAM", "THE", "FROM", "PER", "IN", "OR", "PLUS", "VS")
)  # fmt: skip
_JOINING = re.compile(r"(?:AND|SEE|ALSO|FROM|PER|IN|OR|PLUS|VS)\b", re.I)
"""Words that divide a post from the number before them, which is then no year of its own."""
_TRAILING = frozenset(("CABLE", "CABLES", "TELEGRAM", "TELEGRAMS"))
_RENAMED = {"SECSTATE": "STATE", "SECSTATEWASHDC": "STATE", "STATEDEPARTMENT": "STATE",
            "DEPT": "STATE", "RIODEJAN": "RIODEJANEIRO"}  # fmt: skip
_TWO_THE = ("HAGUE",)
_PAGE_TURN = re.compile(
    r"\b[A-Z][A-Z ]{1,30} \d{8}\s+\d{3}(?:\.\d)? +OF +\d{3}|\bPAGE +\d+ +\S.{0,60}?\d{6}Z", re.I
)
_LEVELS = "|".join(map(spaced, ("TOP SECRET", "SECRET", "CONFIDENTIAL", "UNCLASSIFIED", "UNCLAS")))
_BANNER = re.compile(rf"^[ \t]*(?:{_LEVELS})\b(?:[^\n]*\d{{5,7}})?[ \t]*$", re.I | re.M)
_GROUP = re.compile(
    r"(?:(?<![A-Za-z])|(?<=\b[ZOPR]))\d{6}\s?Z\b(?:\s*[A-Z]{3,9}\.?\s*\d{2,4}\b)?", re.I
)
_KEY = re.compile(r"REF(?:TEL)?(?:S|\(S\))?\s*:", re.I)
_NEXT_FIELD = re.compile(
    r"\bclass?ified\s+by\b|\bE\.?\s?O\.?\s?1\d{3,4}\b|\bTAGS\s*:|\bSUBJECT\s*:"
    r"|\n[ \t]*¶?[ \t]*1\.[ \t]*\(",
    re.I,
)
_DASHES = str.maketrans("–—", "··")
"""A dash divides references or sender from addressee (``DEPT–BONN 1865``); a hyphen does not."""
_CUT = re.compile(r"/(?![A-Z])|-", re.I)
"""What goes on behind a number makes it part of another reference (``FO 371/12345``)."""
_OLDEST = 40
"""A two-digit year behind a number lies so many years back at most; else it is none."""


def reference_fields(text: str, document_year: int | None) -> list[FieldMatch]:
    """Message numbers cited in a REF entry: year, post without spaces, number without zeros.

    A reference without a year means the document's own; where that is not known either, the
    number stands without a year. What stands before the entry's key or behind its end is left.
    """
    text = flat(text.translate(_DASHES))
    hidden = _hide(text)
    fields: list[FieldMatch] = []
    at = 0
    while (found := _REFERENCE.search(hidden, at)) is not None:
        at = found.end()
        post, start = _post(found)
        after = _year_after(hidden, at, document_year)
        at = after.end() if after else at
        first = [found["serial"]]
        more = _further(hidden, at, first[0])
        cut = after is None and not more and _CUT.match(hidden, at)
        if not post or cut or not int(_digits(first[0])):
            at = max(found.start() + 1, found.start("serial") if not post else found.end())
            continue
        if found["year"] and start == found.start("post"):
            start = found.start("year")
        written = found["before"] if _JOINING.match(found["post"]) else found["year"]
        written = written or found["before"]
        if not written and after:
            written = after["bracketed"] or after["short"]
        if not written and not more:
            written = _year_of_date(text, found.end(), document_year)
        year = int(written[-2:]) if written else document_year and document_year % 100
        fields.append(_field(year, post, first[0], start, at))
        for one in more:
            fields.append(_field(year, post, one["serial"], one.start("serial"), one.end()))
            at = one.end()
    return fields


def _field(year: int | None, post: str, serial: str, start: int, end: int) -> FieldMatch:
    prefix = "" if year is None else f"{year:02}"
    return FieldMatch("ref", f"{prefix}{post}{int(_digits(serial))}", start, end)


def _digits(serial: str) -> str:
    return serial.upper().replace("O", "0")


def _year_after(text: str, at: int, document_year: int | None) -> re.Match[str] | None:
    """The year behind a number, when it is one that the document could cite."""
    found = _AFTER.match(text, at)
    if found is None or found["bracketed"] or document_year is None:
        return found
    return found if (document_year - int(found["short"])) % 100 <= _OLDEST else None


def _year_of_date(text: str, at: int, document_year: int | None) -> str | None:
    """The year of the date behind a number, when the document could cite it."""
    found = _DATED.match(text, at)
    if found is None:
        return None
    year = next(part for part in (found["year"], found["written"], found["figures"]) if part)
    late = document_year is not None and full_year(year) > document_year
    return None if late else year


def _further(text: str, at: int, serial: str) -> list[re.Match[str]]:
    """Further numbers of the same post; those divided by strokes are all of one length.

    Other lengths make an archive's reference or a date (``FO 371/12345``, ``12/01/09``).
    """
    found = []
    while (more := _MORE.match(text, at)) is not None:
        if more["by"] == "/" and not 3 <= len(serial) == len(more["serial"]):
            return []
        found.append(more)
        at = more.end()
    return [] if text[at : at + 1] == "/" else found


def _hide(text: str) -> str:
    """The text with all blanked that is no part of a reference, lengths kept."""
    key = _KEY.search(text)
    begin = key.end() if key else 0
    ending = _NEXT_FIELD.search(text, begin)
    end = ending.start() if ending else len(text)
    blank = " " * begin + text[begin:end]
    for pattern in (_PAGE_TURN, _BANNER, _LABEL, _GROUP, _REMARK):
        blank = pattern.sub(_dots, blank)
    return blank


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
    while len(words) > 1 and words[-1][0].upper() in _TRAILING:
        words = words[:-1]
    if not words:
        return "", start
    names = [word[0].upper().removesuffix("'S").removesuffix("’S") for word in words]
    phrase = " ".join(names)
    if _NO_CABLE.search(phrase.replace("PORT OF SPAIN", "PORTOFSPAIN")):
        return "", start
    post = re.sub(r"[^A-Z]", "", "".join(names).replace("0", "O"))
    dated = any(month_number(name) for name in names)
    if (dated and post not in _RENAMED) or (len(names) == 1 and len(names[0]) < 3):
        return "", start
    post = _RENAMED.get(post, post)
    if post.startswith("SECSTATE"):
        post = "STATE"
    return post, start + words[0].start()
