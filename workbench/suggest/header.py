"""The header: from the first line to the first paragraph, its fields and captions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.domain.addresses import address_fields, dtg_fields
from workbench.domain.annotations import Kind
from workbench.domain.banners import parse_banner
from workbench.domain.captions import captions_of
from workbench.domain.dates import find_plain_date
from workbench.domain.declassification import eo_fields
from workbench.domain.fields import FieldMatch
from workbench.domain.numbering import number_token
from workbench.domain.portions import parse_portion
from workbench.domain.reasons import parse_authority
from workbench.domain.references import reference_fields
from workbench.domain.tags import tags_field
from workbench.domain.uk_telegrams import resolve_reference, telno_field
from workbench.suggest.build import Suggestions
from workbench.suggest.lines import TextLine, Zone

_LONGEST = 70
"""A header has no more lines than this."""

_KEYS = (
    ("eo", re.compile(r"[EB]\.? ?[O0]\.? ?1\d{3,4}\b", re.I)),
    ("tags", re.compile(r"T?AG[S5]\s*:?\s+\S", re.I)),
    ("subject", re.compile(r"SUBJ(?:ECT)?\s*:\s*(?=\S)", re.I)),
    ("ref", re.compile(r"REF(?:S|TELS?)?\s*[:.]\s*(?=\S)", re.I)),
    ("authority", re.compile(r"(?:\([A-Z]+\)\s*)?classified\s+by\b", re.I)),
    ("telno", re.compile(r"TELNO \d")),
    ("routing", re.compile(r"(?:ACTION|ORIGIN|INFO) +[A-Z]+[- ]\d\d\b|GRS? \d|DESKBY \d")),
    ("address", re.compile(r"(?:FM|T[O0]|[Il]NF[O0]|XMT) \S")),
    ("memo", re.compile(r"(?P<key>TO|FROM|DATE)\s*:\s*(?=\S)", re.I)),
)
_OUR_REF = re.compile(r"(?:Our )?ref(?:erence)?[.:]*\s+(?P<number>[A-Z]{1,5}[ /]?\d[\d/]*)\s", re.I)
_PRECEDENCE = re.compile(r"TO (?P<word>FLASH|IMMEDIATE|PRIORITY|ROUTINE|DEFERRED|SAVING) ")
_REFERS = re.compile(r"^(?P<ref>MIPT|MIFT|YOUR TELNO \d+|MY TELNO \d+)\s*:\s*")
_CAN_GO_ON = ("dtg", "address", "subject", "ref", "tags", "authority")


class _Header:
    """What is known of a header while its lines go by."""

    def __init__(self, out: Suggestions) -> None:
        self.out = out
        self.year: int | None = None
        self.dated = False
        self.has_letters = False
        self.british = False
        self.post = ""
        self.telno = ""
        self.label = ""
        self.seen: set[str] = set()

    def put(self, line: TextLine, found: FieldMatch, base: int, rule: str) -> None:
        start, end = base + found.start, base + found.end
        self.out.on_span(
            Kind.FIELD, found.label, line, start, end, rule, 0.95, found.value, found.attributes
        )


def read_header(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Suggest header fields, captions, the authority line, and the field paragraphs they make."""
    zone = _zone(lines)
    header = _Header(out)
    _find_date(zone, header)
    entries = _entries(zone, header)
    for key, entry in entries:
        _read(key, entry, header)
        out.on_lines("field", entry, f"header-{key}", 0.93)
        for line in entry:
            line.zone = Zone.HEADER
    if header.british:
        _british_subject(zone, header)


def _zone(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines up to the first numbered paragraph or greeting, without furniture."""
    zone: list[TextLine] = []
    for line in lines:
        if line.zone is Zone.FURNITURE:
            continue
        opens = number_token(line.text)
        if len(zone) >= _LONGEST or line.text.startswith("Dear "):
            break
        if opens is not None and (opens[0] in ("1", "11", "l", "I") or "P" in opens[0]):
            break
        if parse_portion(line.text) is not None and len(zone) > 3:
            break
        zone.append(line)
    return zone


def _find_date(zone: Sequence[TextLine], header: _Header) -> None:
    for line in zone:
        fields = dtg_fields(line.text)
        if fields:
            header.year = int(fields[-1].value[:4])
            header.dated = True
            header.has_letters = len(fields) > 1
            return


def _entries(zone: Sequence[TextLine], header: _Header) -> list[tuple[str, list[TextLine]]]:
    """The zone's lines grouped by the key that opens them; lines without one are left out."""
    entries: list[tuple[str, list[TextLine]]] = []
    previous: TextLine | None = None
    for line in zone:
        key = _key_of(line, header)
        follows = previous is not None and previous.index + 1 == line.index and not line.gap
        if key:
            entries.append((key, [line]))
            header.seen.add(key)
            previous = line
        elif follows and entries and entries[-1][0] in _CAN_GO_ON and _goes_on(entries[-1], line):
            entries[-1][1].append(line)
            previous = line
        else:
            previous = None
    return entries


def _goes_on(entry: tuple[str, list[TextLine]], line: TextLine) -> bool:
    key, held = entry
    if key == "dtg" and " FM " not in held[0].text:
        return False
    if key in ("address", "dtg"):
        return bool(address_fields(line.text, "info", run_on=False)[0])
    if key == "tags":
        return held[-1].text.rstrip().endswith(",")
    return len(held) < (12 if key == "ref" else 4)


def _key_of(line: TextLine, header: _Header) -> str:
    text = line.text.strip()
    banner = parse_banner(text)
    if banner is not None:
        return "banner"
    if dtg_fields(text):
        return "dtg"
    if _is_caption(text, header):
        return "caption"
    for key, pattern in _KEYS:
        if pattern.match(text):
            if key == "address" and not (header.dated or "telno" in header.seen):
                continue
            return key
    return "date" if not header.dated and _letter_date(text) is not None else ""


def _is_caption(text: str, header: _Header) -> bool:
    found = captions_of(text)
    if not found or len(text.split()) > 4:
        return False
    misread = found[0][0] == "SIPDIS" and "SIPDIS" not in text
    return "banner" in header.seen or not misread


def _letter_date(text: str) -> tuple[str, int, int] | None:
    found = find_plain_date(text)
    if found is None or text[found[2] :].strip(" .,"):
        return None
    before = text[: found[1]].strip()
    alone = not before or re.fullmatch(r"(?:Our|Your)? ?ref\S*:?\s.{0,30}", before, re.I)
    return found if alone else None


def _read(key: str, entry: Sequence[TextLine], header: _Header) -> None:
    first, last = entry[0], entry[-1]
    text = first.page.text[first.start : last.end]
    match key:
        case "dtg":
            _read_dtg(first, header)
            _read_addresses(entry[1:], header)
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
            for found in reference_fields(text, header.year):
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


def _read_dtg(line: TextLine, header: _Header) -> None:
    fields = dtg_fields(line.text)
    for found in fields:
        header.put(line, found, line.start, "header-dtg")
    rest = line.text[fields[-1].end :]
    if rest.strip():
        base = line.start + fields[-1].end
        addresses, header.label = address_fields(rest, "", run_on=True)
        for found in addresses:
            header.put(line, found, base, "header-address")


def _read_addresses(entry: Sequence[TextLine], header: _Header) -> None:
    label = header.label
    for line in entry:
        fields, label = address_fields(line.text, label, run_on=False)
        for found in fields:
            if found.label == "from":
                header.post = found.value
            header.put(line, found, line.start, "header-address")
        if (first := _PRECEDENCE.match(line.text)) is not None and not header.has_letters:
            found = FieldMatch("precedence", first["word"], *first.span("word"))
            header.put(line, found, line.start, "header-address")
    header.label = label


def _read_number(line: TextLine, header: _Header) -> None:
    banner = parse_banner(line.text)
    if banner is None or banner.station_span is None or header.year is None:
        return
    value = f"{header.year % 100:02}{banner.station}{banner.serial}"
    found = FieldMatch("mrn", value, *banner.station_span)
    header.put(line, found, line.start, "header-mrn")


def _read_subject(line: TextLine, text: str, header: _Header) -> None:
    key = re.match(r"SUBJ(?:ECT)?\s*:\s*", text, re.I)
    start = key.end() if key else 0
    before = parse_portion(text[start:])
    if before is not None:
        _put_portion(line, start + before.start, start + before.end, before.value, header.out)
        start += before.end
    body = text[start:]
    after = re.search(r"\s\(([A-Za-z/]{1,6})\)\s*$", body)
    end = len(text)
    if after is not None and (mark := parse_portion(f"({after[1].upper()})")) is not None:
        end = start + after.start()
        opening = start + after.start() + 1
        _put_portion(line, opening, start + len(body.rstrip()), mark.value, header.out)
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
    found = parse_authority(text)
    if found is None:
        return
    base = line.start
    out.on_span(
        Kind.MARKING, "authority", line, base + found.start, base + found.end, "authority", 0.95
    )
    for part in found.fields:
        start, end = base + part.start, base + part.end
        out.on_span(Kind.FIELD, part.label, line, start, end, "authority", 0.95, part.value)


def _read_memo(line: TextLine, text: str, header: _Header) -> None:
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


def _read_letter_date(line: TextLine, text: str, header: _Header) -> None:
    dated = _letter_date(text)
    if dated is None or header.dated:
        return
    header.put(line, FieldMatch("dtg", *dated), line.start, "letter-date")
    header.dated = True
    if (ours := _OUR_REF.match(text)) is not None:
        found = FieldMatch("mrn", ours["number"], *ours.span("number"))
        header.put(line, found, line.start, "letter-reference")


def _british_subject(zone: Sequence[TextLine], header: _Header) -> None:
    """The lines in capitals between the addresses and paragraph 1 are the subject."""
    last = max((n for n, line in enumerate(zone) if line.zone is Zone.HEADER), default=None)
    if last is None or not 1 <= len(zone) - 1 - last <= 3:
        return
    subject = zone[last + 1 :]
    if any(line.page is not subject[0].page for line in subject):
        return
    first = subject[0]
    text = first.page.text[first.start : subject[-1].end]
    if not text.isupper():
        return
    start = 0
    if (refers := _REFERS.match(text)) is not None:
        start = refers.end()
        number = int(header.telno) if header.telno.isdigit() else 0
        value = resolve_reference(refers["ref"], header.post, number)
        if header.post and number and value is not None:
            found = FieldMatch("ref", value, *refers.span("ref"))
            header.put(first, found, first.start, "header-ref")
    value = " ".join(text[start:].split())
    found = FieldMatch("subject", value, start, len(text))
    header.put(first, found, first.start, "header-subject")
    header.out.on_lines("field", subject, "header-subject", 0.9)
    for line in subject:
        line.zone = Zone.HEADER
