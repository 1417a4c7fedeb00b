"""Subjects and addressees that no key announces: letters, minutes, British telegrams."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.domain.fields import FieldMatch
from workbench.domain.uk_telegrams import resolve_reference
from workbench.suggest.endings import is_written_name
from workbench.suggest.header_fields import Header
from workbench.suggest.lines import TextLine, Zone

_REFERS = re.compile(
    r"(?P<ref>MIPT|MIFT|(?P<whose>YOUR|MY) TELNO (?P<number>\d+))(?:\s*[:;.,]\s*|\s+)(?=\S)"
)
_TITLED_NAME = re.compile(
    r"^(?:Mr|Mrs|Miss|Ms|Sir|Lord|Lady|Dr|Prof(?:essor)?)\.? (?:[A-Z]\. ?)*[A-Z][a-z'’-]+[.,]?$"
)
_MOST_ADDRESS, _MOST_BEFORE = 6, 5
_LONGEST_TITLE = 80


def read_letter(lines: Sequence[TextLine], zone: Sequence[TextLine], header: Header) -> None:
    """Suggest whom a letter or minute is for, what it is about, and a memorandum's title."""
    greeting = next((line for line in lines if line.text.startswith("Dear ")), None)
    if greeting is not None and not greeting.aside:
        _read_addressee(zone, greeting, header)
        _read_title(lines, greeting, header)
    if "memo" in header.seen and zone and zone[0].zone is Zone.UNKNOWN:
        _read_memo_title(zone[0], header)
    _read_minuted(lines, header)


def _read_memo_title(first: TextLine, header: Header) -> None:
    if len(first.text) < _LONGEST_TITLE and ":" not in first.text:
        header.out.on_lines("heading", [first], "heading", 0.8)
        first.zone = Zone.HEADER


def _read_addressee(zone: Sequence[TextLine], greeting: TextLine, header: Header) -> None:
    """The block of lines above the greeting: who and where."""
    block: list[TextLine] = []
    for line in reversed(zone):
        if line.index >= greeting.index or line.zone is Zone.STAMP:
            continue
        if line.zone is not Zone.UNKNOWN or line.page is not greeting.page:
            break
        block.insert(0, line)
        if line.gap is not False:
            break
    if not 1 <= len(block) <= _MOST_ADDRESS or block[0].index == 0 or len(block[0].text) > 60:
        return
    first = block[0]
    end = len(first.text.rstrip(" ,.")) + (1 if first.text.rstrip(" ,").endswith(".") else 0)
    header.put(first, FieldMatch("to", first.text[:end], 0, end), first.start, "letter-addressee")
    _claim("field", block, "letter-addressee", header)


def _read_title(lines: Sequence[TextLine], greeting: TextLine, header: Header) -> None:
    """A line or two between the greeting and the first sentence."""
    below = [line for line in lines[greeting.index + 1 :] if not line.aside][:3]
    title: list[TextLine] = []
    for line in below:
        if title and line.gap is not False:
            break
        title.append(line)
    text = " ".join(line.text for line in title)
    if not 1 <= len(title) <= 2 or len(text) > _LONGEST_TITLE or title[-1].text[-1:] in ".,;?!":
        return
    if title[0].gap is False or title[0].page is not title[-1].page:
        return
    first = title[0]
    end = title[-1].end - first.start
    header.put(first, FieldMatch("subject", text, 0, end), first.start, "letter-title")
    _claim("heading", title, "letter-title", header)


def _read_minuted(lines: Sequence[TextLine], header: Header) -> None:
    """A person named alone at the head of a page, above the first paragraph: a minute's reader."""
    place, page = 0, None
    for line in lines:
        if line.aside:
            continue
        place = place + 1 if line.page is page else 0
        page = line.page
        if (
            place < _MOST_BEFORE
            and line.zone is Zone.UNKNOWN
            and line.gap is not False
            and _TITLED_NAME.match(line.text)
            and not is_written_name(line.text)
        ):
            end = len(line.text.rstrip(" ,."))
            header.put(line, FieldMatch("to", line.text[:end], 0, end), line.start, "minute-to")
            _claim("field", [line], "minute-to", header)


def _claim(label: str, block: Sequence[TextLine], rule: str, header: Header) -> None:
    header.out.on_lines(label, block, rule, 0.85)
    for line in block:
        line.zone = Zone.HEADER


def read_british_subject(zone: Sequence[TextLine], header: Header) -> None:
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
    start = len(text) - len(text.lstrip("# "))
    if (refers := _REFERS.match(text, start)) is not None:
        start = refers.end()
        value = _referred(refers, header)
        if value is not None:
            found = FieldMatch("ref", value, *refers.span("ref"))
            header.put(first, found, first.start, "header-ref")
    value = " ".join(text[start:].split())
    found = FieldMatch("subject", value, start, len(text))
    header.put(first, found, first.start, "header-subject")
    header.out.on_lines("field", subject, "header-subject", 0.9)
    for line in subject:
        line.zone = Zone.HEADER


def _referred(refers: re.Match[str], header: Header) -> str | None:
    """The telegram that the words before a subject stand for; None where it cannot be told."""
    if refers["whose"]:
        post = header.addressee if refers["whose"] == "YOUR" else header.post
        return f"{post} TELNO {int(refers['number'])}" if post else None
    number = int(header.telno) if header.telno.isdigit() else 0
    return resolve_reference(refers["ref"], header.post, number) if header.post and number else None
