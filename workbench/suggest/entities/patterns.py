"""Names that follow a pattern: dates, posts, documents, offices, resolutions, TAGS lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from workbench.suggest.entities.lexicon import Lexicon, cues
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.names import joined, lows
from workbench.suggest.entities.tokens import Token, in_capitals

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = (
    rf"(?P<dtg>\d{{6}}\s?[A-Z]?)\s+(?P<month>{_MONTH})\.?\s+(?P<year>(?:19|20)?\d\d)",
    rf"\b{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})\b(?:\.?,?\s+(?P<year>(?:1[5-9]|20)\d\d)\b)?",
    rf"\b(?P<month>{_MONTH})\b(?:\.[ \t])?[ \t]*\n?[ \t]*{_DAY}(?!\d|[:.]\d|\.\s*\()"
    r"(?:,?\s+(?P<year>(?:1[5-9]|20)\d\d)\b)?",
    rf"\b(?P<month>{_MONTH})\b\.?,?\s+(?P<year>(?:1[5-9]|20)\d\d)\b",
    r"\b(?P<year>(?:1[89]|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b",
    r"\b(?P<month>\d{1,2})[/-](?P<day>\d{1,2})[/-](?P<year>(?:19|20)?\d\d)\b",
)
_DATE = tuple(re.compile(pattern, re.I) for pattern in _DATES)
_YEAR = re.compile(r"(?<![\d.,/$-])(?:19|20)\d\d(?:'?s)?(?![\d/]|[.,]\d|-\d)")
_BARE_MONTH = re.compile(rf"\b(?:{_MONTH})\b", re.I)

_POST = re.compile(
    r"\b(?:AM\s?EMB(?:ASSY)?|AMCON(?:SUL|GEN)?|AMLEGATION|US\s?MISSION|USINT|USLO|USDEL|"
    r"USUN|USNATO|USEU|USEEC|"
    r"USOECD|USBERLIN|UKMIS|UKDEL|UKDIS|UKREP)(?![A-Za-z])"
)
_SECSTATE = re.compile(r"\bSECSTATE(?:\s+WASH(?:INGTON\s?)?DC)?\b|\bRUEHC\b")
_ADDRESSED = re.compile(r"^[ \t]*(?:FM|TO|INFO|REPEATED|RPTD)\b[^\n]*$", re.M)

_DOCUMENTS = (
    r"\b(?:REF(?:TEL|AIR)?|Ref(?:tel)?|reftel)s?\s+[A-H]\b(?![a-z])",
    r"\b(?:MIPT|MIFT|IFT|SEPTEL|REFTEL|REFAIR|Reftel|Septel)S?\b",
    r"\b(?:Dep|DEP|Emb|EMB|Circ|Con|Leg|Priorit)(?:TEL|tel|circtel|CIRCTEL)\s*(?:No\.?\s*)?\d{1,5}\b",
    r"\b(?:[Tt]elegram|TELEGRAM|[Cc]able|CABLE|[Aa]irgram|[Dd]espatch|TELNO|[Tt]elno)\s+(?:[Nn]o\.?\s*|NO\.?\s*)?\d{1,5}\b",
    r"\bS/RES/\d{1,4}\b|\b[AES]/(?:C\.\d/)?\d{1,5}(?:/(?:Add|Rev)\.\d+)?\b",
    r"\bUNSCRs?\s+\d{3,4}(?:(?:,|\s+and|,\s+and|\s*/)\s*\d{3,4})*\b",
    r"\b(?:UN(?:SC|GA)?\s+)?(?:Security Council\s+)?[Rr]esolutions?\s+\d{2,4}"
    r"(?:\s?\(\d{4}\)|\s?\([IVXL]+\))?(?:(?:,|\s+and|,\s+and)\s*\d{3,4}(?:\s?\(\d{4}\))?)*\b",
    r"\bRESOLUTIONS?\s+\d{2,4}(?:\s?\(\d{4}\))?\b",
    r"\b(?:FCO|FO|PREM|CAB|DEFE|CO|DO|FEC|FEH)\s?\d{1,3}[/-]\d{1,5}(?:/\d+)?\b",
    r"\bCIA-RDP[0-9A-Z-]{8,}\b|\bC\d{8}\b|\b104-\d{5}-\d{5}\b|\b[A-Z]\d{6}-\d{4}\b",
    r"\b[A-Z]{3,5}(?:/[A-Z]{2,4})+/\d{1,4}\b|\bPOC(?:\s+DOC)?\s+\d{1,4}\b",
    r"\b[A-Z]{2,5}\(\d{2}\)\d{1,4}\b",
    r"\bNS(?:C|SM|DM|DD|PD|PG)[- ]\d{1,4}(?:/\d+)?\b|\bP(?:RM|D)[- ]\d{1,3}\b|\bNIE\s+[\d.-]+\b",
    r"\b[Tt][Aa][Bb]\s+[A-H1-9]\b",
    r"\b[A-Z]{2}\s\d{1,3}/\d{1,4}\b(?!/)",
)
_DOCUMENT = tuple(re.compile(pattern) for pattern in _DOCUMENTS)
# "LISBON 921" is a telegram where it is cited; alone on its line it is the number of this one.
_CITED = re.compile(
    r"(?:^[ \t]*R(?:EF|ef)S?\b\.?:?\s*|\b[A-H][).]\s*|[(,;]\s*"
    r"|\b(?:see|in|of|by|and|or|our|your|per|SEE|IN|OF|BY|AND|OR|OUR|YOUR|PER)\s+)"
    r"(?P<cited>(?:\d{2}\s)?[A-Z]{4,14}\s\d{2,6})\b(?!\s*(?:\d|[A-Z]{3}\b))",
    re.M,
)
_OFFICE = re.compile(
    r"(?<![\w/.])(?:PS/(?:MR|MRS|MISS|LORD|SIR|LADY|DR)\.?(?: [A-Z][A-Z'-]+){1,2}"
    r"|[A-Z]{1,6}(?:/(?:[A-Z&]{1,6}(?:-\d)?)){1,3})(?![\w/]|\.\w)"
)
_NO_OFFICE = cues("no_office")
_TAGS = re.compile(
    r"^\s*TAGS?\s*[:;]?\s+(?P<tags>[A-Z][A-Z0-9 ,;/\n]*?)"
    r"(?=\n\s*(?:SUBJ|SUBJECT|REF|E\.?O|\d)|\n\s*\n|$)",
    re.M,
)
_TAG = re.compile(r"\b[A-Z]{2,5}\b")
_ITEM = re.compile(
    r"\b(?:MTCR\s+)?(?:[Ii]tem\s+)?\d{1,2}\.[A-E]\.\d{1,2}(?:\.[a-z](?:\.\d{1,2})?)?\b\.?"
)
_NUMBERED_WEAPON = re.compile(
    r"\b(?:SS-N?X?-?\d{1,2}|SA-\d{1,2}|AS-\d{1,2}|AT-\d{1,2}|SSN?-\d{1,3}|MIG-?\d{2}|MiG-?\d{2}|SU-?\d{2}|Su-\d{2}|TU-?\d{2,3}|Tu-\d{2,3}|"
    r"F-?\d{1,3}[A-Z]?S?|FB-111|B-?52S?|B-1|C-?130S?|C-?141S?|C-5A?|P-3C?|A-4S?|A-7S?|E-3A?|M-?(?:48|60|113|16|47)(?:A\d)?S?|T-(?:34|54|55|62|72|80)S?|AK-47S?|MX|AIM-\d[A-Z]?|MK-\d{1,2})\b(?!/)"
)
_CALIBRE = re.compile(
    r"\b\d{2,3}[- ]?mm\s+(?:[A-Z][a-z]+\s+)?(?:guns?|howitzers?|mortars?|cannons?)\b"
    r"|\b\d{2,3}[- ]?MM\s+(?:[A-Z]+\s+)?(?:GUNS?|HOWITZERS?|MORTARS?|CANNONS?)\b"
    r"|\b[A-Z][A-Za-z]{3,}\s+(?:GUNS|HOWITZERS|MORTARS|guns|howitzers|mortars)\b"
)


def find_dates(text: str) -> Iterator[Mention]:
    """Dates and date-time groups; ``value`` is ISO 8601 as far as the date is written out."""
    taken: list[tuple[int, int]] = []
    for pattern in _DATE:
        for match in pattern.finditer(text):
            if _free(taken, match.start(), match.end()):
                found = _iso(match)
                if found is None:
                    continue
                taken.append((match.start(), match.end()))
                yield Mention(match.start(), match.end(), "DATE", "date", 0.9, found or None)
    for match in _YEAR.finditer(text):
        if _free(taken, match.start(), match.end()):
            taken.append((match.start(), match.end()))
            yield Mention(match.start(), match.end(), "DATE", "year", 0.6, match.group()[:4])
    for match in _BARE_MONTH.finditer(text):
        word = match.group()
        if word.lower() in ("may", "march", "mar", "sep", "dec", "jan") and not _after_in(
            text, match
        ):
            continue
        if word[:1].isupper() and _free(taken, match.start(), match.end()):
            yield Mention(match.start(), match.end(), "DATE", "month", 0.6)


def _after_in(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 9) : match.start()].lower().split()
    return bool(before) and before[-1] in (
        "in",
        "of",
        "last",
        "since",
        "until",
        "by",
        "early",
        "late",
        "mid",
    )


def _free(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return not any(start < b and a < end for a, b in taken)


def _iso(match: re.Match[str]) -> str | None:
    """The ISO form of a date; ``""`` where the year is not said; None where it is no date."""
    parts = match.groupdict()
    month_text = parts.get("month") or ""
    month = int(month_text) if month_text.isdigit() else _MONTHS.get(month_text.lower().rstrip("."))
    if month is None or not 1 <= month <= 12:
        return None
    day_text = parts.get("day") or ""
    if parts.get("dtg"):
        day_text = parts["dtg"][:2]
    day = int(day_text) if day_text else None
    if day is not None and not 1 <= day <= 31:
        return None
    year = parts.get("year")
    if not year:
        return ""
    if len(year) == 2:
        year = ("19" if int(year) >= 40 else "20") + year
    return f"{year}-{month:02}" + (f"-{day:02}" if day is not None else "")


def find_posts(tokens: Sequence[Token], text: str, words: Lexicon) -> Iterator[Mention]:
    """Embassies and missions in the shape of telegrams: AMEMBASSY PARIS, UKDEL NATO."""
    low = lows(tokens)
    by_start = {token.start: index for index, token in enumerate(tokens)}
    for match in _POST.finditer(text):
        index = by_start.get(match.start())
        if index is None:
            continue
        last = index
        while last + 1 < len(tokens) and tokens[last + 1].start < match.end():
            last += 1
        place = words.places.at(low, last + 1) if last + 1 < len(tokens) else None
        named = last + 1 < len(tokens) and tokens[last + 1].gap == " "
        if place and named and joined(tokens, last + 1, place[0]):
            last += place[0]
        elif (
            named
            and tokens[last + 1].text.isupper()
            and (not words.is_ordinary(low[last + 1]) or low[last + 1] in ("nato", "geneva"))
        ):
            last += 1
            if (
                last + 1 < len(tokens)
                and tokens[last + 1].gap == " "
                and tokens[last + 1].text.isupper()
                and not words.is_ordinary(low[last + 1])
                and not _POST.match(text, tokens[last + 1].start)
                and low[last + 1] not in words.telegraphese
                and low[last]
                in (
                    "san",
                    "port",
                    "ponta",
                    "rio",
                    "la",
                    "new",
                    "the",
                    "tel",
                    "abu",
                    "kuala",
                    "phnom",
                    "ec",
                    "st",
                )
            ):
                last += 1
        yield Mention(match.start(), tokens[last].end, "POST", "post", 0.9)
    for match in _SECSTATE.finditer(text):
        yield Mention(match.start(), match.end(), "POST", "post", 0.9)
    for line in _ADDRESSED.finditer(text):
        if not _POST.search(line.group()) and not in_capitals(line.group()):
            continue
        for index in range(bisect_left(tokens, line.start(), key=lambda t: t.start), len(tokens)):
            token = tokens[index]
            if token.start >= line.end():
                break
            place = words.places.at(low, index)
            if (place or low[index] == "fco") and _opens_address(low[index - 1] if index else ""):
                end = tokens[index + (place[0] if place else 1) - 1].end
                yield Mention(token.start, end, "POST", "address", 0.92)


def _opens_address(before: str) -> bool:
    """Whether a word may stand before a post that is named by its city alone."""
    return before in _ADDRESS_WORDS or before == "" or not before.isalpha()


def find_references(text: str) -> Iterator[Mention]:
    """Documents, resolutions, office symbols, TAGS, control list items, numbered weapons."""
    for pattern in _DOCUMENT:
        for match in pattern.finditer(text):
            yield Mention(match.start(), match.end(), "DOCUMENT", "document", 0.8)
    for match in _CITED.finditer(text):
        yield Mention(match.start("cited"), match.end("cited"), "DOCUMENT", "cited", 0.8)
    for match in _TAGS.finditer(text):
        for tag in _TAG.finditer(text, match.start("tags"), match.end("tags")):
            yield Mention(tag.start(), tag.end(), "TAG", "tags-line", 0.9)
    for match in _OFFICE.finditer(text):
        if match.group() not in _NO_OFFICE and not match.group().replace("/", "").isdigit():
            yield Mention(match.start(), match.end(), "OFFICE", "office-symbol", 0.75)
    for pattern in (_ITEM, _NUMBERED_WEAPON, _CALIBRE):
        for match in pattern.finditer(text):
            if pattern is _ITEM and "." not in match.group():
                continue
            yield Mention(match.start(), match.end(), "WEAPON", "weapon-number", 0.7)


def find_headed(tokens: Sequence[Token], words: Lexicon) -> Iterator[Mention]:
    """Agreements and events by the word that closes or opens their name."""
    low = lows(tokens)
    for index, token in enumerate(tokens):
        if not token.proper:
            continue
        for heads, label in (
            (words.agreement_heads, "AGREEMENT"),
            (words.event_heads, "EVENT"),
        ):
            if token.low in heads:
                start = _named_before(tokens, index, words)
                if start < index:
                    yield Mention(tokens[start].start, token.end, label, "head", 0.6)
        opened = words.agreement_openers.at(low, index)
        if opened and joined(tokens, index, opened[0]):
            end = index + opened[0]
            while (
                end < len(tokens)
                and end - index < 6
                and tokens[end].proper
                and tokens[end].gap in (" ", "\n", "-")
            ):
                if tokens[end].caps and words.is_ordinary(low[end]):
                    break
                end += 1
            if end > index + opened[0]:
                yield Mention(token.start, tokens[end - 1].end, "AGREEMENT", "opener", 0.65)


def _named_before(tokens: Sequence[Token], index: int, words: Lexicon) -> int:
    """Where the name that a head closes begins: words with capitals, none of them plain."""
    start, telling = index, False
    while start > 0 and index - start < 4:
        before = tokens[start - 1]
        joint = tokens[start].gap
        if not before.proper or not before.wordlike or joint not in (" ", "-", "\n", "'s "):
            break
        if before.low in words.before or before.low in _SMALL:
            break
        if (
            before.caps
            and words.is_ordinary(before.low)
            and before.low not in words.named
            and before.low not in _THEMES
        ):
            break
        if (
            not before.caps
            and before.first
            and words.is_ordinary(before.low)
            and before.low not in words.named
        ):
            break
        start -= 1
        telling = (
            telling
            or not before.caps
            or not words.is_ordinary(before.low)
            or before.low in words.named
            or index - start >= 2
        )
    return start if telling else index


_ADDRESS_WORDS = cues("address_words")
_SMALL = cues("small")
_THEMES = cues("themes")
