"""What each line of a header says: its fields, its captions, the message's number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.domain.addresses import address_fields, dtg_fields
from workbench.domain.annotations import Kind
from workbench.domain.banners import Banner, parse_banner
from workbench.domain.captions import captions_of
from workbench.domain.dates import clock_time, find_plain_date, month_misread
from workbench.domain.declassification import eo_fields
from workbench.domain.fields import FieldMatch
from workbench.domain.misread_keys import typed_in_capitals, with_words_of_authority
from workbench.domain.portions import subject_mark
from workbench.domain.reasons import parse_authority
from workbench.domain.references import reference_fields
from workbench.domain.stamps import stamps_beside
from workbench.domain.tags import tags_field
from workbench.domain.uk_telegrams import parse_uk_line, telno_field
from workbench.suggest.build import Suggestions
from workbench.suggest.lines import TextLine

_OUR_REF = re.compile(r"(?:Our )?ref(?:erence)?[.:]*\s+(?P<number>[A-Z]{1,5}[ /]?\d[\d/]*)\s", re.I)
_STRAY_COMMA = re.compile(r"(?<=[A-Z]{3})[,.'’](?= ?\d{2,})")
"""A speck between a post and its number."""
_PRECEDENCE_WORDS = (
    r"MOST IMMEDIATE|NIACT IMMEDIATE|OPERATIONAL IMMEDIATE|IMMEDIATE|MOST URGENT|URGENT|IMPORTANT"
    r"|EMERGENCY|FLASH|PRIORITY|ROUTINE|DEFERRED|SAVING"
)
_TO_PRECEDENCE = re.compile(rf"TO (?P<word>{_PRECEDENCE_WORDS}) ")
_PRECEDENCE = re.compile(rf"\b(?P<word>{_PRECEDENCE_WORDS})\b")
_UK_PARTS = {"fm": "from", "to": "to", "info": "info", "prec": "precedence", "n": "telno"}
_TRAILING = " .,;:'’°"
_AMID_LEVEL = re.compile(r"[$#,'‘’“”«»*~|-]")
UK_HEADERS = frozenset(
    ("CABLEGRAM", "FM_DTG", "TO_TELNO_OF", "TO_TELNO", "PREC_FM_TO_1969", "FM_TO_1949",
     "FM_TO_NO", "ADDRESSED", "RFI", "REPEATED", "NO_1949")
)  # fmt: skip
"""Header lines of British and Commonwealth telegrams that say more than one thing, or oddly."""


def banner_of(text: str) -> Banner | None:
    """The level that opens a line, specks behind it or amid its letters left out."""
    plain = text.rstrip(_TRAILING)
    return parse_banner(plain) or parse_banner(_AMID_LEVEL.sub(" ", plain))


class Header:
    """What is known of a header while its lines go by."""

    def __init__(self, out: Suggestions) -> None:
        self.out = out
        self.year: int | None = None
        self.dated = False
        self.addressed = False
        self.has_letters = False
        self.british = False
        self.post = ""
        self.addressee = ""
        self.telno = ""
        self.label = ""
        self.seen: set[str] = set()

    def put(self, line: TextLine, found: FieldMatch, base: int, rule: str) -> None:
        """Suggest a field found in a text that begins at offset ``base`` of the line's page."""
        start, end = base + found.start, base + found.end
        self.out.on_span(
            Kind.FIELD, found.label, line, start, end, rule, 0.95, found.value, found.attributes
        )


def read_entry(key: str, entry: Sequence[TextLine], header: Header) -> None:
    """Put what the lines of one entry say, by the key that opens it."""
    first = entry[0]
    text = _text_of(entry)
    match key:
        case "dtg":
            _read_dtg(first, text, header)
        case "uk":
            _read_uk(first, header)
        case "address":
            _read_addresses(entry, header)
        case "banner":
            _read_number(first, header)
        case "caption":
            for value, start, end in captions_of(text):
                header.out.on_span(Kind.MARKING, "caveat", first, first.start + start,
                                   first.start + end, "caption", 0.95, value)  # fmt: skip
        case "eo":
            for found in eo_fields(text, header.year):
                header.put(first, found, first.start, "header-eo")
        case "tags":
            if (tags := tags_field(text)) is not None:
                header.put(first, tags, first.start, "header-tags")
        case "subject":
            _read_subject(first, text, header)
        case "ref":
            plain = _STRAY_COMMA.sub(" ", text)
            for found in reference_fields(plain, header.year):
                header.put(first, found, first.start, "header-ref")
        case "authority":
            read_authority(first, text, header.out)
        case "telno":
            if (telno := telno_field(text)) is not None:
                header.put(first, telno, first.start, "header-telno")
                header.telno = telno.value
                header.british = True
        case "memo":
            _read_memo(first, text, header)
        case "date":
            _read_letter_date(first, text, header)


def _text_of(entry: Sequence[TextLine]) -> str:
    """What stands from the first line of an entry to the last, its keys put right."""
    page, start = entry[0].page.text, entry[0].start
    text, at = "", start
    for line in entry:
        text += page[at : line.start] + line.text
        at = line.end
    return text


def dtg_of(text: str) -> tuple[list[FieldMatch], str]:
    """Date-time group and precedence of a line, and what had to be mended to read them.

    At a line's start only: a Z read as another sign, an O read as ©, letters among the digits, one
    letter of the month. They are put right when the calendar has the moment that comes out.
    """
    fields = dtg_fields(text)
    found = _DAMAGED_DTG.match(text)
    if fields and (found is None or not set(found["letters"]) & _MISREAD_LETTERS):
        return fields, ""
    if found is None:
        return [], ""
    digits = found["digits"].translate(_MISREAD_DIGITS)
    month = month_misread(found["month"])
    if not digits.isdigit() or month is None:
        return [], ""
    letters = found["letters"].replace("©", "O").replace("0", "O")
    mended = letters + text[len(letters) : found.start("digits")] + digits
    mended += "Z".ljust(found.end("z") - found.start("z"))
    mended += " " * (found.start("month") - found.end("z")) + month.ljust(len(found["month"]))
    mended += " " * len(found["apart"])
    return dtg_fields(mended + text[found.end() :]), found[0][found.start("digits") :].rstrip()


_DAMAGED_DTG = re.compile(
    r"(?P<letters>(?:[ZOPR©0] ){0,2})(?:OF )?(?P<digits>[\dOQIl|JSB@]{6})(?P<z>[Z27%?]{1,2})"
    r"[ '‘’.,-]{1,2}(?P<month>[A-Z\d]{3,9})(?P<apart>[ :;,.'’]{1,3})(?=\d)"
)
_MISREAD_LETTERS = frozenset("©0")
_MISREAD_DIGITS = str.maketrans("OQIl|JSB@", "001111580")


def _read_dtg(line: TextLine, text: str, header: Header) -> None:
    flat = text.replace("\n", " ")
    fields, mended = dtg_of(flat)
    for found in fields:
        if mended and found.label == "dtg":
            found.attributes["mended"] = mended
        header.put(line, found, line.start, "header-dtg-mended" if mended else "header-dtg")
    rest = flat[fields[-1].end :]
    if rest.strip():
        base = line.start + fields[-1].end
        addresses, header.label = address_fields(rest, "", run_on=True)
        for found in addresses:
            header.put(line, found, base, "header-address")


def _read_uk(line: TextLine, header: Header) -> None:
    """The parts of a British or Commonwealth header line, each with its words."""
    read = parse_uk_line(line.text)
    if read is None:
        return
    for name, label in _UK_PARTS.items():
        if name in read.parts:
            value = read.parts[name].rstrip(" -.")
            if label == "telno" and value.isdigit():
                value = str(int(value))
            start = read.spans[name][0]
            end = start + len(line.text[start : read.spans[name][1]].rstrip(" -."))
            header.put(line, FieldMatch(label, value, start, end), line.start, "header-uk")
            if label == "telno":
                header.telno, header.british = value, True
    if header.dated:
        return
    fields, _ = dtg_of(line.text)
    dated = find_plain_date(re.sub(r"\b0(?=ct)", "O", read.parts.get("d", "")))
    if fields:
        header.put(line, fields[-1], line.start, "header-uk")
        header.dated, header.year = True, int(fields[-1].value[:4])
    elif dated is not None:
        start, end = read.spans["d"]
        clock = clock_time(read.parts.get("t", ""))
        if clock:
            end = read.spans["t"][1]
        value = dated[0] + (f"T{clock}" if clock else "")
        header.put(line, FieldMatch("dtg", value, start, end), line.start, "header-uk")
        header.dated, header.year = True, int(dated[0][:4])


def read_marking_line(line: TextLine, header: Header) -> None:
    """The precedence that telegrams of the forties bear beside their level."""
    banner = parse_banner(line.text)
    if banner is None or header.has_letters:
        return
    outside = line.text[: banner.start] + " " * (banner.end - banner.start)
    found = _PRECEDENCE.search(outside + line.text[banner.end :])
    if found is not None:
        field = FieldMatch("precedence", found["word"], *found.span("word"))
        header.put(line, field, line.start, "header-marking")


def without_stamps(text: str) -> str:
    """A line of the same length, blank where a release stamp was read beside it."""
    for start, end in stamps_beside(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _read_addresses(entry: Sequence[TextLine], header: Header) -> None:
    label = header.label
    for line in entry:
        text = typed_in_capitals(without_stamps(line.text))
        fields, label = address_fields(text, label, run_on=False)
        for found in fields:
            if found.label == "from":
                header.post = found.value
            if found.label == "to" and not header.addressee:
                header.addressee = found.value
            header.put(line, found, line.start, "header-address")
        if (first := _TO_PRECEDENCE.match(line.text)) is not None and not header.has_letters:
            found = FieldMatch("precedence", first["word"], *first.span("word"))
            header.put(line, found, line.start, "header-address")
    header.label = label


def _read_number(line: TextLine, header: Header) -> None:
    banner = banner_of(line.text)
    if banner is None or banner.station_span is None or not (header.year or header.addressed):
        return
    year = f"{header.year % 100:02}" if header.year else ""
    value = f"{year}{banner.station}{banner.serial}"
    found = FieldMatch("mrn", value, *banner.station_span)
    header.put(line, found, line.start, "header-mrn")


def _read_subject(line: TextLine, text: str, header: Header) -> None:
    key = re.match(r"SUBJ(?:ECT)?\s*:\s*", text, re.I)
    start = key.end() if key else 0
    end = len(text)
    mark = subject_mark(text)
    if mark is not None:
        _put_portion(line, mark.start, mark.end, mark.value, header.out)
        start, end = (mark.end, end) if mark.start == start else (start, mark.start)
    end = start + len(text[start:end].rstrip())
    start += len(text[start:end]) - len(text[start:end].lstrip())
    value = " ".join(text[start:end].split())
    if value:
        header.put(line, FieldMatch("subject", value, start, end), line.start, "header-subject")


def _put_portion(line: TextLine, start: int, end: int, value: str, out: Suggestions) -> None:
    out.on_span(
        Kind.MARKING, "portion", line, line.start + start, line.start + end, "portion", 0.95, value
    )


def read_authority(line: TextLine, text: str, out: Suggestions) -> None:
    """Suggest the authority line that ``text``, which begins with ``line``, holds."""
    found = parse_authority(with_words_of_authority(text))
    if found is None:
        return
    base = line.start
    out.on_span(
        Kind.MARKING, "authority", line, base + found.start, base + found.end, "authority", 0.95
    )
    for part in found.fields:
        start, end = base + part.start, base + part.end
        out.on_span(Kind.FIELD, part.label, line, start, end, "authority", 0.95, part.value)


def _read_memo(line: TextLine, text: str, header: Header) -> None:
    key = re.match(r"(TO|FROM|DATE)\s*:\s*", text, re.I)
    if key is None:
        return
    start, end = key.end(), len(text.rstrip())
    label = key[1].lower()
    if label == "date":
        dated = find_plain_date(text)
        if dated is not None:
            found = FieldMatch("dtg", dated[0], dated[1], dated[2])
            header.put(line, found, line.start, "memo-date")
            header.dated = True
        return
    value = " ".join(text[start:end].split())
    header.put(line, FieldMatch(label, value, start, end), line.start, "memo-address")


def _read_letter_date(line: TextLine, text: str, header: Header) -> None:
    dated = letter_date(text)
    if dated is None or header.dated:
        return
    header.put(line, FieldMatch("dtg", *dated), line.start, "letter-date")
    header.dated = True
    if (ours := _OUR_REF.match(text)) is not None:
        found = FieldMatch("mrn", ours["number"], *ours.span("number"))
        header.put(line, found, line.start, "letter-reference")


_PARTICLE = r"d[aeo]l?|la|es|of|am|sur"
_DATED_FROM = re.compile(
    r"(?:(?!(?:On|In|At|By|Of|From|Since|Until|Before|After|Dated?)\b)[A-Z][^\W\d_.'’-]*[.'’-]?"
    rf"(?:[ -]?(?:[A-Z][^\W\d_]*\.?|{_PARTICLE})(?!\w)){{0,4}},\s*){{1,3}}"
)
"""Where a letter or telegram was written: names of places, each with its comma."""
_CLOCK_AFTER = re.compile(
    r"\s*[—–,-]{0,2}\s*\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?\s?m\.?|noon|midnight|[GZ]\w*)", re.I
)


def letter_date(text: str) -> tuple[str, int, int] | None:
    """``(iso, start, end)`` of a date alone on its line, or after a place or a reference.

    A time of day may follow it.
    """
    found = find_plain_date(text)
    if found is None:
        return None
    after = text[found[2] :].strip(" .,")
    if after and _CLOCK_AFTER.fullmatch(after) is None:
        return None
    before = text[: found[1]].strip()
    alone = (
        not before
        or re.fullmatch(r"(?:Our|Your)? ?ref\S*:?\s.{0,30}", before, re.I)
        or _DATED_FROM.fullmatch(before)
    )
    return found if alone else None
