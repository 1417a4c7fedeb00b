"""What kind of paper a document is, and of which period its form: by its head and its fields.

Source of the forms: DOMAIN.md 3.2 (American cables) and 3.4 (British telegrams). Australian
cablegrams (1937 to 1949) have a head line of their own.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from workbench.domain.file_jackets import read_jacket

SYSTEMS = {"US": "US", "UK": "UK", "AU": "Australian"}
"""Whose paper it is, and how that is said before the name of a kind."""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """``name`` is cable, telegram, teleletter, letter, memorandum, minute, translation,
    description or file (a jacket with what it holds), empty when unknown. ``system`` is US, UK,
    AU or empty. ``period`` says of which years the form of a cable or telegram is, as
    ``1973-79``; empty where that is not known.
    """

    name: str = ""
    system: str = ""
    period: str = ""

    @property
    def title(self) -> str:
        """What people call it, such as ``US cable, 1973-79``; empty when it is not known."""
        if not self.name:
            return ""
        words = " ".join(part for part in (SYSTEMS.get(self.system, ""), self.name) if part)
        return ", ".join(part for part in (words, self.period) if part)


_OF_ANY_TEXT = frozenset(("classification",))
"""Fields that a text which only speaks of a paper may have too."""
_OF_MESSAGES = frozenset(("from", "to", "telno", "precedence"))
"""Fields of what was sent to somebody, which no jacket was."""
_AMERICAN_FIELDS = frozenset(("eo", "tags", "declassify_on"))
_CABLE_FIELDS = frozenset(("mrn", "tags", "precedence"))
_AMERICAN_POST = re.compile(r"(?:AM(?:EMBASSY|CONSUL)|SECSTATE|US(?:MISSION|DEL|UN|INT)|DEPT)\b")
_BRITISH = re.compile(r"\b(?:FCO|FOREIGN AND COMMONWEALTH OFFICE|UKMIS|UKDEL|UKREP|UKDIS)\b")
_CABLEGRAM = re.compile(r"^[#\s]*Cablegrams?\b.{0,120}\b1[89]\d\d\b", re.M)
_TELEGRAM = re.compile(
    r"^[\W\d]*(?:Telegram From the |CYPHER\b|EN CLAIR$|TEL(?:EGRAM)? ?NO\b|TELNO\b"
    r"|ADDRESSED TO\b.*\bTELEGRAM"
    r"|FROM [A-Z ]+ TO (?:FOREIGN|COMMONWEALTH|COLONIAL|DOMINIONS) )",
    re.M | re.I,
)
_BY_NAME = (
    ("teleletter", re.compile(r"^\W*TELELETTER\b", re.M)),
    (
        "translation",
        re.compile(r"^\W*(?:(?:UN)?OFFICIAL |INFORMAL |COURTESY )?TRANSLATION\b", re.M | re.I),
    ),
    (
        "memorandum",
        re.compile(
            r"^[\W\d]*(?:(?:[A-Z]+ )?MEMORANDUM\b|Memorandum (?:From|for|of|by|to)\b)", re.M
        ),
    ),
    ("minute", re.compile(r"^\W*MINUTE\b", re.M)),
    ("letter", re.compile(r"^\W*(?:My )?Dear [A-Z]|^[\W\d]*Letter From [A-Z].* to \b", re.M)),
)
_DESCRIBES = re.compile(
    r"\b(?:the|this) (?:document|paper|item|file|letter|telegram|cable|page|text|record|image)s?"
    r" (?:appears? to|seems? to|is (?:an?|the)\b|contains?|discusses|describes|consists|shows"
    r"|provides|details|acknowledges|summari[sz]es)",
    re.I,
)
_DESCRIPTION = re.compile(
    r"^\W*(?:Description|Summary|Abstract|Scope and content)\W*$", re.M | re.I
)
_ENOUGH = 2

_AMERICAN_PERIODS = (
    (date(1966, 1, 1), "before 1966"),
    (date(1973, 7, 1), "1966-73"),
    (date(1979, 1, 1), "1973-79"),
    (date(1995, 10, 14), "1979-95"),
    (date(2003, 1, 1), "1995-2003"),
    (date(2011, 1, 1), "2003-10"),
    (date.max, "since 2011"),
)
_BRITISH_PERIODS = (
    (date(1968, 10, 17), "before 1968"),
    (date(1972, 1, 1), "1968-71"),
    (date(1980, 1, 1), "1972-79"),
    (date(2006, 1, 1), "1980-2005"),
    (date.max, "since 2006"),
)


def paper_kind(
    header: str, fields: Collection[str], sender: str = "", made: date | None = None
) -> PaperKind:
    """The kind of a paper. ``header`` is its first page up to the first numbered paragraph,
    ``fields`` the labels of its header fields, ``sender`` who sent it, ``made`` its day.
    """
    named = frozenset(fields)
    if not named & _OF_MESSAGES and read_jacket(header) is not None:
        return PaperKind("file", "UK")
    if is_description(header, named - _OF_ANY_TEXT):
        return PaperKind("description")
    if _CABLEGRAM.search(header):
        return PaperKind("telegram", "AU")
    system = _system(header, named, sender)
    name = _name(header, named, system)
    periods = {("cable", "US"): _AMERICAN_PERIODS, ("telegram", "UK"): _BRITISH_PERIODS}.get(
        (name, system)
    )
    period = next((p for end, p in periods if made < end), "") if periods and made else ""
    return PaperKind(name, system, period)


def is_description(header: str, fields: Collection[str]) -> bool:
    """Whether a text speaks about a paper instead of being one, as a catalogue's summary does."""
    if fields or any(pattern.search(header) for _, pattern in _BY_NAME):
        return False
    speaks = len(_DESCRIBES.findall(header))
    return speaks >= _ENOUGH or (speaks > 0 and _DESCRIPTION.search(header) is not None)


def _system(header: str, fields: frozenset[str], sender: str) -> str:
    if "telno" in fields or _BRITISH.search(sender):
        return "UK"
    if _AMERICAN_FIELDS & fields or _AMERICAN_POST.match(sender.upper()):
        return "US"
    return "UK" if _BRITISH.search(header) else ""


def _name(header: str, fields: frozenset[str], system: str) -> str:
    if "telno" in fields:
        return "telegram"
    if system == "US" and _CABLE_FIELDS & fields:
        return "cable"
    for name, pattern in _BY_NAME:
        if pattern.search(header):
            return name
    if system == "US":
        return "cable" if "eo" in fields else ""
    return "telegram" if _TELEGRAM.search(header) else ""
