"""Banner lines: a level that stands for a document or page, well read or misread.

Tick boxes (``( ) SECRET ( ) CONFIDENTIAL``) and prose that begins with a level are no banners.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import combining, normalize

from workbench.domain.captions import CAPTIONS
from workbench.domain.letters import PREFIX, bare, distance, flat, spaced
from workbench.domain.markings import LEVELS, Level

_LONGEST = 160
"""A longer line is no banner; it would only cost time."""


@dataclass(frozen=True, slots=True)
class Banner:
    """A line that states the level of a document or page.

    ``code`` is U, CTRL, R, C, S or TS; ``word`` the level word, spaces between letters closed;
    ``value`` the level as data write it. ``start`` and ``end`` hold the level's own letters in
    the line (code points). ``section`` is (number, of); ``station`` is without spaces.
    """

    code: str
    word: str
    value: str
    start: int
    end: int
    efto: bool = False
    section: tuple[int, int] | None = None
    station: str | None = None
    serial: int | None = None
    controls: tuple[tuple[str, int, int], ...] = ()
    """Words of handling after the level, each with where it stands."""
    station_span: tuple[int, int] | None = None
    """Where post and serial stand in the line."""


_ORDERED = sorted(LEVELS, key=lambda level: -len(level.word))
_LEVEL = "|".join(f"(?P<l{n}>{spaced(level.word)})" for n, level in enumerate(_ORDERED))
_WORDS = "|".join(
    re.escape(word).replace(r"\ ", " {1,3}")
    for word in sorted(CAPTIONS, key=lambda word: (-len(word), word))
)
_PRECEDENCE = (
    r"(?:MOST|NIACT|OPERATIONAL) IMMEDIATE|IMMEDIATE|MOST URGENT|URGENT|IMPORTANT|EMERGENCY|FLASH"
    r"|PRIORITY|ROUTINE|DEFERRED"
)
_PERSON = (
    r"(?:ACTING |DEPUTY )?(?:PRIME )?MINISTERS?(?: FOR [A-Z]+(?: AFFAIRS)?)?|HIMSELF|HERSELF"
    r"|PRESIDENT|SECRETARY(?: OF STATE)?|HIGH COMMISSIONER|AMBASSADOR|GOVERNOR|CABINET"
    r"|PERSONAL INFORMATION"
)
_AROUND = (
    rf"(?:{_PRECEDENCE}|PERSONAL (?:FOR|TO) (?:MR )?[A-Z]{{3,}}(?: ALONE)?(?: FROM [A-Z]{{3,}})?"
    r"|FOR (?:MR )?[A-Z]{3,} ALONE"
    rf"|FOR (?:THE )?(?:{_PERSON})(?: (?:&|AND) (?:THE )?(?:{_PERSON}))*(?: ONLY)?"
    rf"|(?:{_PERSON})(?: ONLY)?(?= )|(?:STRICTLY )?PERSONAL)(?![A-Za-z])"
)
"""Precedence and addressee, which telegrams of the forties put on the level's own line."""
_CONTROLS = (
    rf"(?:REL(?:EASABLE)? +TO +[A-Z]{{2,4}}(?:(?:, *| +AND +| +)[A-Z]{{3,4}})*"
    rf"|FOR OFFICIAL USE ONLY|SENSITIVE BUT UNCLASSIFIED|FGI(?: [A-Z]{{3}})*|HCS-[OP]|{_WORDS}"
    r"|(?:GROUP|GP)[ =-]?[1-4]|(?:25|50)X\d(?:-HUM|-WMD)?|X[1-8]|MR|OADR|(?:19|20)\d{6})"
    r"(?![A-Za-z])"
)
_GLUED = r"(?:NODIS|EXDIS|LIMDIS|STADIS|SIPDIS|CONDIS|NOFORN|CHEROKEE)"
"""Captions that typists ran together (``STADISNODIS``)."""
_CONTROL = re.compile(rf"(?P<control>{_GLUED}(?={_GLUED})|{_CONTROLS})|{_AROUND}")
_EFTO_LETTERS = r"E[ .]{0,3}F[ .]{0,3}T[ .]{0,3}O"
_EFTO = rf"[ ,/]+{_EFTO_LETTERS}\.?"
_SECTION = spaced("SECTION")
_STATION = (
    r"THE {1,3}HAGUE|PORT {1,3}OF {1,3}SPAIN|(?!(?:TO|THE|OF|AND|IN|FOR|ON|AT)\b)[A-Z][A-Z.'/-]*"
    r"(?: {1,3}(?!(?:TO|THE|OF|AND|IN|FOR|ON|AT)\b)[A-Z][A-Z.'/-]*){0,3}"
)
_BANNER = re.compile(
    rf"^{PREFIX}(?:\d{{1,3}} ?- ?)?(?P<bracket>[\[(] ?)?"
    rf"(?:(?:COVERING|UK|US|STRICTLY|VERY|(?:{_AROUND})[ ,/.:;-]*(?:AND)?) +)*"
    rf"(?P<level>{_LEVEL})(?![^\W\d_])"
    rf"(?! +(?!{_EFTO_LETTERS}\.?(?:\W|$)|S E C T I O N )[A-Z](?: |$))(?: +(?P=level)(?=[ *]*$))?"
    rf"(?P<efto>{_EFTO})?"
    rf"(?P<control>(?:(?:\s*(?:[/,;]+|-+)\s*|\s+)(?:(?:AND|&) )?"
    rf"(?:{_AROUND}|{_GLUED}{{2,4}}(?![A-Za-z])|{_CONTROLS}))*)"
    rf"(?P<efto2>{_EFTO})?"
    rf"(?: +(?:(?:FINAL +)?{_SECTION} +(?P<section>\d{{1,3}})|FINAL +{_SECTION})"
    r" +O ?F +(?P<of>\d{1,3}))?"
    rf"(?P<efto3>{_EFTO})?"
    rf"(?:(?: +|(?<=EFTO))(?P<station>{_STATION}) +(?P<serial>\d{{3,7}})(?!\d))?"
    rf"(?P<after>(?:[ ,/;]+{_CONTROLS})*)"
    r"(?: *-? *(?:[Pp](?:age|AGE) )?\d{1,3} *-?)? ?[\])]?[\s.*_|=<>»'’\"”-]*$"
)
_ALONE = {level.word.title(): level for level in LEVELS if len(level.word) > 5}
_ABROAD = {
    level.word.casefold(): level
    for level in LEVELS
    if level.system in ("EU", "France", "Germany", "Russia")
}
"""Words of other languages, which print them in small letters, too (``Streng geheim``)."""
_NO_TITLE = frozenset(("Official", "Protect"))


def parse_banner(line: str) -> Banner | None:
    """Read a banner line; None for anything else, prose that begins with a level word included."""
    if len(line) > _LONGEST:
        return None
    line = flat(line)
    found = _BANNER.match(line)
    if found is None:
        return _title_case(line) or _in_small_letters(line) or _misread_with_post(line)
    if found["bracket"] and not line.rstrip(" .*").endswith(("]", ")")):
        return None
    level = next(x for n, x in enumerate(_ORDERED) if found[f"l{n}"] is not None)
    controls = tuple(
        (word[0], found.start(part) + word.start(), found.start(part) + word.end())
        for part in ("control", "after")
        for word in _CONTROL.finditer(found[part])
        if word["control"]
    )
    code, value = _controlled(level, {word for word, _, _ in controls})
    station = found["station"]
    ordinary = level.word in ("OFFICIAL", "PROTECT")
    if ordinary and (station or {word for word, _, _ in controls} - {"SENSITIVE"}):
        return None  # "OFFICIAL VISIT"
    if station and station.split()[0] in ("SECTION", "EFTO", "PAGE"):
        return None
    return Banner(
        code,
        level.word,
        value,
        *found.span("level"),
        efto=bool(found["efto"] or found["efto2"] or found["efto3"]),
        controls=controls,
        section=(int(found["section"] or found["of"]), int(found["of"])) if found["of"] else None,
        station=_joined(station) if station else None,
        serial=int(found["serial"]) if station else None,
        station_span=(found.start("station"), found.end("serial")) if station else None,
    )


def _joined(station: str) -> str:
    """A post's name without spaces, as message numbers have it (``PORTAUPRINCE``)."""
    return re.sub(r"[ .'-]", "", station)


def _controlled(level: Level, controls: set[str]) -> tuple[str, str]:
    """Unclassified with a word of control is controlled, not merely unclassified."""
    if level.code != "U":
        return level.code, level.value
    if controls & {"SENSITIVE", "SBU", "SENSITIVE BUT UNCLASSIFIED"}:
        return "CTRL", "SBU"
    if controls & {"FOUO", "FOR OFFICIAL USE ONLY"}:
        return "CTRL", "FOR OFFICIAL USE ONLY"
    return level.code, level.value


def _title_case(line: str) -> Banner | None:
    """A level alone on its line in small letters with a capital, as typed letters have it."""
    text = bare(line)
    named = " ".join(text.split())
    plain = "".join(c for c in normalize("NFD", named) if not combining(c) or c == "\u0306")
    level = _ALONE.get(named) or _ABROAD.get(normalize("NFC", plain).casefold())
    if level is None or text in _NO_TITLE:
        return None
    start = line.index(text) if text in line else -1
    if start < 0:
        return None
    return Banner(level.code, level.word, level.value, start, start + len(text))


_NUMBERED = re.compile(r"\d{5,7}[\s.*]*$")


def _in_small_letters(line: str) -> Banner | None:
    """A banner as copies for the web have it, no longer in capitals (``S e c r e t oslo 001938``).

    Letters that stand apart, or post and number at the end, tell it from prose.
    """
    capitals = line.upper()
    if capitals == line or len(capitals) != len(line) or _BANNER.match(capitals) is None:
        return None
    read = parse_banner(capitals)
    if read is None:
        return None
    letters = line[read.start : read.end].split()
    apart = len(letters) > 1 and all(len(letter) == 1 for letter in letters)
    sent = read.station is not None and _NUMBERED.search(line) is not None
    return read if apart or sent else None


_DIGITS = str.maketrans("OoQlI|SB", "00011158")
_SENT = re.compile(
    rf"^{PREFIX}(?P<words>[A-Z0-9][A-Z0-9 .:'/-]{{4,70}}?)"
    r"(?: +SECT[I1]ON +(?P<section>[\dOlI]{1,2}) +[O0]F +(?P<of>[\dOlI]{1,2})"
    r"(?P<post>(?: +[A-Z][A-Z.'/-]*){1,4}))? +(?P<serial>[\dOoQlI|SB]{5,7})[\s.*]*$"
)
_POST = re.compile(_STATION)


def _misread_with_post(line: str) -> Banner | None:
    """A damaged level, or a damaged number, before a post: post and number vouch for the line."""
    found = _SENT.match(line)
    if found is None or sum(sign.isdigit() for sign in found["serial"]) < 3:
        return None
    words = list(re.finditer(r"\S+", found["words"]))
    posted = (found["post"] or "").strip()
    base = found.start("words")
    for taken in range(len(words), 0, -1):
        written = found["words"][: words[taken - 1].end()]
        station = posted or found["words"][words[taken - 1].end() :].strip()
        level = misread_level(written) if _POST.fullmatch(station) else None
        if level is None or (posted and taken < len(words)):
            continue
        return Banner(
            level.code,
            level.word,
            level.value,
            base,
            base + len(written),
            section=(_number(found["section"]), _number(found["of"])) if posted else None,
            station=_joined(station),
            serial=_number(found["serial"]),
            station_span=(line.rindex(station, base, found.start("serial")), found.end("serial")),
        )
    return None


def _number(digits: str) -> int:
    plain = digits.translate(_DIGITS)
    return int(plain) if plain.isdecimal() else 0


_GENUINE = frozenset(
    (
        "SECRETS", "SECRETE", "SECRETED", "SECRETES", "SECRETLY", "SECRETARY", "SECRETARIES",
        "SECRETARIAT", "SECRECY", "SECRETION", "SECRETIVE", "REGRET", "EGRET", "DECREE", "DECREED",
        "CLASSIFIED", "CLASSIFIES", "CLASSIFIER", "CLASSIFY", "DECLASSIFIED", "DECLASSIFY",
        "RECLASSIFIED", "UNQUALIFIED", "DISQUALIFIED", "UNSATISFIED", "UNSPECIFIED", "UNIDENTIFIED",
        "DIVERSIFIED", "GLASSIFIED", "RESTRICT", "RESTRICTS", "RESTRICTING", "RESTRICTION",
        "RESTRICTIONS", "RESTRICTIVE", "UNRESTRICTED", "CONSTRICTED", "DISTRICTED", "DEPICTED",
        "PREDICTED", "CONFIDENTIALLY", "CONFIDENTIALITY", "CONFIDENTLY", "CONFIDENT", "CONFIDENCE",
        "CONFIDENCES", "CONFIDANT", "CONFIDANTE", "CREDENTIAL", "PRUDENTIAL", "PRESIDENTIAL",
        "RESIDENTIAL", "PROVIDENTIAL", "EVIDENTIAL", "IDENTICAL",
        "DIFFERENTIAL", "OFFICIALUSE", "OFFICIAL", "FFICIAL", "ROUTING", "OUTLINE",
        "COINCIDENTAL", "CONTINENTAL", "CONDIMENTAL", "NONIDENTICAL", "RETRACTED", "REDISTRICTED",
        "CLASSIFIEDS", "UNCLASSIFIEDS", "DECLASSIFIES", "MISCLASSIFIED", "RECLASSIFIES",
        "RESTRICTEDLY",
    )
)  # fmt: skip
"""Words of the language that are near a level and are none (letters only)."""

_MISREADABLE = tuple(
    level
    for level in LEVELS
    if level.system in ("any", "NATO") or level.word in ("MOST SECRET", "LIMITED OFFICIAL USE")
)
_WHOLE = ("SECRET", "CONFIDENTIAL", "RESTRICTED", "UNCLASSIFIED")
_LOOKS_LIKE = str.maketrans("lıоОСЕТ€0$5|!", "IIOOCETEOSSII")
_HANDLED = re.compile(
    rf"(?:(?:\s*[/,;]+\s*|\s+(?:-+\s+)?)(?:{_GLUED}{{2,4}}(?![A-Za-z])|{_CONTROLS}))+$"
)
"""Words of handling after a level, up to the line's end."""
_PAGE_AFTER = re.compile(r"\s*-?\s*\d{1,3}\s*-?\s*$")


def misread_level(line: str) -> Level | None:
    """The level a line of its own stands for, though misread or cut (``CCNFIDENTIAL``, ``ECRET``).

    Only for lines in capitals; words of the language are left alone.
    """
    if len(line) > _LONGEST:
        return None
    line = bare(flat(line).rstrip(" !|"))
    text = _PAGE_AFTER.sub("", line) or line
    if (handled := _HANDLED.search(text)) is not None:
        text = text[: handled.start()]
    if not 5 <= len(text) <= 60 or text[0] in "([":
        return None
    capitals = text.translate(_LOOKS_LIKE)
    digit = text[0].isdigit() and capitals[1].isalpha()
    if any(sign.islower() for sign in capitals) or not (
        text[0].isupper() or digit or text[0] in "l5$€0!|"
    ):
        return None
    words = [w for w in (_letters_of(word) for word in capitals.split()) if w]
    joined = "".join(words)
    if not 5 <= len(joined) <= 28 or sum(c.isalpha() for c in joined) < len(joined) - 2:
        return None
    if joined in _GENUINE or (words and words[-1] in _GENUINE):
        return None
    if any(_longer(joined, word) for word in _WHOLE):
        return None
    return _nearest(words, joined) or _cut(joined)


def _longer(joined: str, word: str) -> bool:
    """Whether letters go on after a level as another word's do; a speck adds one at most."""
    more = joined[len(word) :] if joined.startswith(word) else ""
    return more.isalpha() and (len(more) > 1 or more == "S")


def _letters_of(word: str) -> str:
    """Letters and digits of a word, and the specks that stand for a letter inside it."""
    kept = "".join(sign for sign in word if sign.isalnum() or sign in ":;%&#@")
    return kept.strip(":;%&#@")


def _nearest(words: list[str], joined: str) -> Level | None:
    best: tuple[int, Level] | None = None
    for level in _MISREADABLE:
        parts = level.word.split()
        if len(parts) > 1 and len(words) == len(parts):
            away = _apart(words, parts)
        else:
            limit = _allowed("".join(parts)) if len(parts) == 1 else 1
            away = distance(joined, "".join(parts), limit)
            away = away if away <= limit else 99
        if away < 99 and (best is None or away < best[0]):
            best = (away, level)
    return best[1] if best else None


def _apart(words: list[str], parts: list[str]) -> int:
    """Letters that differ between a line's words and a level's, or 99 when they are too many."""
    total = 0
    for word, part in zip(words, parts, strict=True):
        shorter = len(word) == len(part) - 1 and total == 0
        if len(part) <= 4 and len(word) != len(part) and not shorter:
            return 99
        limit = _allowed(part)
        away = distance(word, part, limit)
        if away > limit:
            return 99
        total += away
    return total


def _allowed(word: str) -> int:
    """How many letters of a level word may be wrong: 1 of six, 2 of nine, 3 of more."""
    return 1 if len(word) < 9 else 2 if len(word) < 12 else 3


def _cut(joined: str) -> Level | None:
    """The shortest level whose end a line holds, its last word and more if it has several."""
    for level in sorted(_MISREADABLE, key=lambda level: len(level.word)):
        word = level.word.replace(" ", "")
        last = level.word.split()[-1]
        if word.endswith(joined) and len(joined) >= 5 and (last == word or len(joined) > len(last)):
            return level
    return None
