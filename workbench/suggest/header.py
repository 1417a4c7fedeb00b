"""The header: from the first line to the first paragraph, its fields and captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.addresses import address_fields
from workbench.domain.captions import captions_of
from workbench.domain.misread_keys import (
    from_key,
    names_a_post,
    opens_address,
    typed_in_capitals,
)
from workbench.domain.numbering import number_token
from workbench.domain.portions import parse_portion
from workbench.domain.uk_telegrams import parse_uk_line
from workbench.suggest.build import Suggestions
from workbench.suggest.header_fields import (
    UK_HEADERS,
    Header,
    banner_of,
    dtg_of,
    letter_date,
    read_entry,
    read_marking_line,
    without_stamps,
)
from workbench.suggest.letters import read_british_subject, read_letter
from workbench.suggest.lines import TextLine, Zone

_LONGEST = 70
"""A header has no more lines than this."""

_TELNO = re.compile(r"TELNO \d")
_ROUTING = re.compile(r"(?:ACTION|ORIGIN|INFO) +[A-Za-z]+[-~–. ]{1,2}\d\d\b|GRS? \d|DESKBY \d")
_STATION = re.compile(r".{0,40}?\b\d{6}(?: \d{6}[Z27%])?(?: ?/\d\d)?\W*")
"""The rule of dashes above a date-time group, with the number of the station that received it."""
_KEYS = (
    ("eo", re.compile(r"[EB]\.? ?[O0]\.? ?1\d{3,4}\b", re.I)),
    ("tags", re.compile(r"T?AG[S5]\s*(?::\s*|\s+)\S", re.I)),
    ("subject", re.compile(r"SUBJ(?:ECT)?\s*:\s*(?=\S)", re.I)),
    ("ref", re.compile(r"REF(?:S|TELS?)?\s*[:.]\s*(?=\S)", re.I)),
    ("authority", re.compile(r"(?:\([A-Z]+\)\s*)?classified\s+by\b", re.I)),
    ("telno", _TELNO),
    ("routing", _ROUTING),
    ("address", re.compile(r"(?:FM|T[O0]|[Il]NF[O0]|XMT) \S")),
    ("memo", re.compile(r"(?P<key>TO|FROM|DATE)\s*:\s*(?=\S)", re.I)),
)
_REF_GOES_ON = re.compile(r"^[-•*\s]*\(?[A-Z][).:] ?\S")
_CAN_GO_ON = ("dtg", "address", "subject", "ref", "tags", "authority")


def read_header(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Suggest header fields, captions, the authority line, and the field paragraphs they make."""
    zone = _zone(lines)
    header = Header(out)
    mended = [_from_key(line) for line in zone]
    _find_date(mended, header)
    _mark_station(zone, mended, header)
    header.addressed = any(opens_address(line.text) or _TELNO.match(line.text) for line in mended)
    for key, entry in _entries(lines, mended, header):
        read_entry(key, entry, header)
        held = [lines[line.index] for line in entry]
        out.on_lines("field", held, f"header-{key}", 0.93)
        for line in held:
            line.zone = Zone.HEADER
    for line in lines[: len(zone) + _LONGEST]:
        named = header.dated or header.telno
        if named and line.page.number == 1 and line.zone in (Zone.FURNITURE, Zone.HEADER):
            read_marking_line(line, header)
    if header.british:
        read_british_subject(zone, header)
    read_letter(lines, zone, header)


def _zone(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines up to the first numbered paragraph or greeting, without furniture."""
    zone: list[TextLine] = []
    for line in lines:
        if line.aside:
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


def _from_key(line: TextLine) -> TextLine:
    """The line as it was typed: without specks before its key, and that put right."""
    skipped, text = from_key(line.text)
    return replace(line, start=line.start + skipped, text=text) if text != line.text else line


def _find_date(zone: Sequence[TextLine], header: Header) -> None:
    for line in zone:
        fields, _ = dtg_of(line.text)
        if fields:
            header.year = int(fields[-1].value[:4])
            header.dated = True
            header.has_letters = len(fields) > 1
            return


def _mark_station(zone: Sequence[TextLine], mended: Sequence[TextLine], header: Header) -> None:
    """The line between routing and date-time group, whose dashes OCR reads as anything."""
    for place in range(1, len(zone) - 1):
        line, below = zone[place], mended[place + 1]
        if _STATION.fullmatch(line.text) and dtg_of(below.text)[0]:
            if any(_ROUTING.match(above.text) for above in mended[:place]):
                header.out.on_lines("furniture", [line], "header-station", 0.9)
                line.zone = mended[place].zone = Zone.FURNITURE
            return


def _entries(
    lines: Sequence[TextLine], zone: Sequence[TextLine], header: Header
) -> list[tuple[str, list[TextLine]]]:
    """The zone's lines grouped by the key that opens them; lines without one are left out."""
    entries: list[tuple[str, list[TextLine]]] = []
    previous: TextLine | None = None
    for line in zone:
        key = _key_of(line, header)
        if key:
            entries.append((key, [line]))
            header.seen.add(key)
            previous = line
        elif previous is not None and entries and _continues(lines, entries[-1], previous, line):
            entries[-1][1].append(line)
            previous = line
        else:
            previous = None
    return entries


_APART = 3
"""Lines of one list may stand so far apart, counting what was lost between."""


def _adjoin(lines: Sequence[TextLine], previous: TextLine, line: TextLine) -> bool:
    """Whether one line follows the other without blank paper, or with furniture alone between."""
    if previous.index + 1 == line.index:
        return not line.gap
    return all(x.aside for x in lines[previous.index + 1 : line.index])


def _continues(
    lines: Sequence[TextLine],
    entry: tuple[str, list[TextLine]],
    previous: TextLine,
    line: TextLine,
) -> bool:
    """Whether a line without a key belongs to the entry before it."""
    key = entry[0]
    if key == "ref" and _REF_GOES_ON.match(line.text):
        return line.index - previous.index <= _APART
    return key in _CAN_GO_ON and _adjoin(lines, previous, line) and _goes_on(entry, line)


def _goes_on(entry: tuple[str, list[TextLine]], line: TextLine) -> bool:
    key, held = entry
    if key == "dtg" and " FM " not in held[0].text:
        return False
    if key in ("address", "dtg"):
        text = typed_in_capitals(without_stamps(line.text))
        return names_a_post(text) or bool(address_fields(text, "info", run_on=False)[0])
    if key == "tags":
        return held[-1].text.rstrip().endswith(",")
    return len(held) < (12 if key == "ref" else 4)


def _key_of(line: TextLine, header: Header) -> str:
    text = line.text.strip()
    banner = banner_of(text)
    if banner is not None:
        return "banner"
    uk = parse_uk_line(text)
    if uk is not None and uk.kind in UK_HEADERS:
        return "uk"
    if dtg_of(text)[0]:
        return "dtg"
    if _is_caption(text, header):
        return "caption"
    for key, pattern in _KEYS:
        if pattern.match(text):
            if key == "address" and not (header.dated or header.addressed):
                continue
            return key
    return "date" if not header.dated and letter_date(text) is not None else ""


def _is_caption(text: str, header: Header) -> bool:
    found = captions_of(text)
    if not found or len(text.split()) > 4:
        return False
    misread = found[0][0] == "SIPDIS" and "SIPDIS" not in text
    return "banner" in header.seen or not misread
