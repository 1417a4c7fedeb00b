"""Names that follow a pattern: documents, offices, resolutions, TAGS lines, agreements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbench.suggest.entities.lexicon import Lexicon, cues
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.names import joined, lows
from workbench.suggest.entities.tokens import Token

_DOCUMENTS = (
    r"\b(?:REF(?:TEL|AIR)?|Ref(?:tel)?|reftel)s?\s+[A-H]\b(?![a-z])",
    r"\b(?:MIPT|MIFT|IFT|SEPTEL|REFTEL|REFAIR|Reftel|Septel)S?\b",
    r"\b(?:Dep|DEP|Emb|EMB|Circ|Con|Leg|Priorit)(?:TEL|tel|circtel|CIRCTEL)\s*(?:No\.?\s*)?\d{1,5}\b",
    r"\b(?:[Tt]elegram|TELEGRAM|[Cc]able|CABLE|[Aa]irgram|[Dd]espatch|TELNO|[Tt]elno)\s+(?:[Nn]o\.?\s*|NO\.?\s*)?\d{1,5}\b",
    r"\bS/RES/\d{1,4}\b|\b[AES]/(?:C\.\d/)?\d{1,5}(?:/(?:Add|Rev)\.\d+)?\b",
    r"\b(?:UNSCR[sS]?|[Rr]esolutions \(UNSCRs)\)?\s+\d{3,4}"
    r"(?:(?:,|\s+and|,\s+and|\s*/)\s*\d{3,4})*\b",
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
    r"(?P<cited>(?:\d{2}\s)?[A-Z]{4,14}\s\d{2,6})\b(?![ \t]*(?:\d|[A-Z]{3}\b))",
    re.M,
)
_COMMITTEE = re.compile(r"\b1\d{3} (?:Committee|COMMITTEE)\b")
"""The committee of a resolution."""
_OFFICE = re.compile(
    r"(?<![\w/.])(?:PS/(?:MR|MRS|MISS|LORD|SIR|LADY|DR)\.?(?: [A-Z][A-Z'-]+){1,2}"
    r"|[A-Z]{1,6}(?:/(?:[A-Z&]{1,6}(?:-\d)?)){1,3})(?![\w/]|\.\w)"
)
_OWN_NUMBER = re.compile(
    r"^\s*(?:TELNO|TELEGRAM NO\.?|NO\.) ?\d{1,5}\s*$|^\s*Our ref\b|^\s*M[IP][FP]T ?:", re.I
)
"""A telegram's own number, or what its subject refers to: no document is cited."""
_SECTION = re.compile(r"SECTION\s+\d+\s+OF\s+\d")
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


def find_references(text: str, words: Lexicon) -> Iterator[Mention]:
    """Documents, resolutions, office symbols, TAGS, control list items, numbered weapons."""
    for pattern in _DOCUMENT:
        for match in pattern.finditer(text):
            if not _OWN_NUMBER.match(_line_at(text, match.start())):
                yield Mention(match.start(), match.end(), "DOCUMENT", "document", 0.8)
    for match in _CITED.finditer(text):
        if _SECTION.search(text, max(0, match.start("cited") - 20), match.end("cited")):
            continue
        yield Mention(match.start("cited"), match.end("cited"), "DOCUMENT", "cited", 0.8)
    for match in _COMMITTEE.finditer(text):
        yield Mention(match.start(), match.end(), "ORG", "committee-number", 0.8)
    for match in _TAGS.finditer(text):
        for tag in _TAG.finditer(text, match.start("tags"), match.end("tags")):
            yield Mention(tag.start(), tag.end(), "TAG", "tags-line", 0.9)
    for match in _OFFICE.finditer(text):
        parts = match.group().lower().split("/")
        plain = all(len(part) > 3 and part in words.words for part in parts)
        if match.group() not in _NO_OFFICE and not plain:
            yield Mention(match.start(), match.end(), "OFFICE", "office-symbol", 0.75)
    for pattern in (_ITEM, _NUMBERED_WEAPON, _CALIBRE):
        for match in pattern.finditer(text):
            if pattern is _ITEM and "." not in match.group():
                continue
            yield Mention(match.start(), match.end(), "WEAPON", "weapon-number", 0.7)


def _line_at(text: str, offset: int) -> str:
    """The line of a text that holds an offset."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return text[start : len(text) if end < 0 else end]


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
        if before.possessive and before.low not in words.named:
            break  # whose talks they are
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


_SMALL = cues("small")
_THEMES = cues("themes")
