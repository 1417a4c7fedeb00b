"""What the grammar reads in a line, family by family, in data's own form.

The families carry letters A to T (DOMAIN.md). Each reader takes a line and answers with plain
data, and with sentences that say where it read what, and by which rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workbench.domain.banners import Banner, misread_level, parse_banner
from workbench.domain.code_lines import closure_case, code_case
from workbench.domain.codes import CodeSet
from workbench.domain.damage import Trust, repair_text
from workbench.domain.datetime_groups import PRECEDENCES, find_dtg
from workbench.domain.declassification import read_declassification
from workbench.domain.distribution import read_distribution
from workbench.domain.eligibility import eligibility
from workbench.domain.excisions import read_bracket
from workbench.domain.furniture import furniture, is_catchword
from workbench.domain.letters import bare, squeezed
from workbench.domain.numbering import read_sequence
from workbench.domain.portions import bracketed_items, is_letter_list, parse_portion, subject_mark
from workbench.domain.reasons import parse_authority, parse_reason
from workbench.domain.references import reference_fields
from workbench.domain.review_history import read_review_history, review_findings
from workbench.domain.rollup import parse_paper, roll_up
from workbench.domain.routing import cross_checks, read_format_lines
from workbench.domain.stamps import parse_stamp
from workbench.domain.tags import parse_tags, tag_kind
from workbench.domain.uk_telegrams import parse_uk_line


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the line: the document's date and year, its level, the code sets."""

    made: date | None = None
    year: int | None = None
    level: str = "C"
    codes: CodeSet = field(default_factory=lambda: CodeSet("none", "", ()))


@dataclass(frozen=True, slots=True)
class Explained:
    """What was read: ``got`` as data (None when nothing was recognised), ``notes`` for people."""

    got: Any
    notes: tuple[str, ...] = ()


Reader = Callable[[str, Context], Explained]


@dataclass(frozen=True, slots=True)
class Family:
    """A family of lines: its letter, its name, what it holds, and its reader."""

    letter: str
    name: str
    about: str
    read: Reader


_NOTHING = Explained(None)
_DOCUMENT = re.compile(r"\[doc (?P<made>\d{4}-\d\d-\d\d)(?:, *(?P<level>[A-Z]+))?\]\s*$")
_YEAR = re.compile(r"\[doc year (?P<year>\d{4})\]\s*$")


def context_of(line: str, context: Context) -> tuple[str, Context]:
    """The line without a bracket such as ``[doc 2008-04-04, C]``, and what the bracket says."""
    place = line.rfind("[doc ")
    if place < 0:
        return line, context
    if found := _DOCUMENT.match(line, place):
        try:
            made = date.fromisoformat(found["made"])
        except ValueError:
            return line, context
        level = found["level"] or context.level
        return line[:place].rstrip(), Context(made, made.year, level, context.codes)
    if found := _YEAR.match(line, place):
        year = int(found["year"])
        return line[:place].rstrip(), Context(context.made, year, context.level, context.codes)
    return line, context


def explain(family: Family, line: str | Sequence[str | None], context: Context) -> Explained:
    """What a family's grammar reads in a line (for paragraph numbers also a list of labels)."""
    if not isinstance(line, str):
        return _labels(line) if family.letter == "J" else _NOTHING
    text, context = context_of(line, context)
    return family.read(text, context)


def find_family(name: str) -> Family | None:
    """A family by its letter or its name, capitals or not."""
    wanted = _plain(name)
    return next((f for f in FAMILIES if wanted in map(_plain, (f.letter, f.name, f.about))), None)


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.strip()).casefold()


def _span(text: str, start: int, end: int) -> str:
    return f"“{text[start:end]}” at {start} to {end}"


def _banner(line: str, _context: Context) -> Explained:
    """A banner; of several lines all of them, or else the first that is not empty."""
    lines = [one for one in line.splitlines() if one.strip()]
    tried = [" ".join(lines), lines[0]] if len(lines) > 1 else lines
    answers = (_banner_line(one) for one in tried)
    return next((one for one in answers if one.got is not None), _NOTHING)


def _banner_line(line: str) -> Explained:
    read = parse_banner(line)
    if read is None:
        level = misread_level(line)
        if level is None:
            return _NOTHING
        note = f"“{bare(line)}” is taken for a misreading of {level.word}."
        return Explained({"level": level.code, "word": level.word}, (note,))
    notes = [f"The level is {_span(line, read.start, read.end)}, {read.value} in data."]
    notes += [f"{word} is a word of handling, at {start}." for word, start, _ in read.controls]
    return Explained(_banner_data(read), tuple(notes))


def _banner_data(read: Banner) -> dict[str, Any]:
    got: dict[str, Any] = {"level": read.code, "word": read.word}
    if read.efto:
        got["efto"] = True
    if read.section:
        got["section"] = list(read.section)
    if read.station:
        got |= {"station": read.station, "serial": read.serial}
    return got


def _portion(line: str, _context: Context) -> Explained:
    if re.match(r"items[ :]", line, re.I):
        marks = bracketed_items(line)
        listed = is_letter_list(marks)
        why = "The letters are a list's." if listed else "The letters are levels."
        return Explained(("LIST" if listed else "PORTION") if marks else None, (why,))
    read = subject_mark(line) or parse_portion(line)
    if read is None:
        return _NOTHING
    note = f"The mark is {_span(line, read.start, read.end)}, {read.value}."
    return Explained(read.mark + ("!" if read.entire else ""), (note,))


def _roll_up(line: str, _context: Context) -> Explained:
    paper = parse_paper(line)
    return Explained(roll_up(paper)) if paper else _NOTHING


def _declassification(line: str, context: Context) -> Explained:
    read = read_declassification(line, context.year)
    if read is None or not read.kind:
        return _NOTHING
    if context.made is None:
        stated = read.date or "None"
        note = "The document's own date is not known, so nothing is reckoned from it."
        return Explained({"kind": read.kind, "eligible": stated, "flags": []}, (note,))
    sums = eligibility(read, context.made, context.level)
    if sums is None:
        return _NOTHING
    got = {"kind": sums.kind, "eligible": str(sums.eligible), "flags": list(sums.flags)}
    closing = f"Eligible for review: {sums.eligible}." if sums.eligible else "No date for review."
    return Explained(got, (*sums.reasons, closing))


def _reason(line: str, _context: Context) -> Explained:
    read = parse_reason(line)
    if read is None:
        return _NOTHING
    notes = [f"The reason is {_span(line, read.start, read.end)}."]
    if authority := parse_authority(line):
        notes.append(f"Classified by {authority.fields[0].value}.")
    return Explained([read.section, list(read.letters)], tuple(notes))


def _dtg(line: str, _context: Context) -> Explained:
    read = find_dtg(line)
    if read is None:
        return _NOTHING
    where = f"The group is {_span(line, read.start, read.end)}."
    if read.iso is None:
        return Explained("INVALID", (where, "The calendar or the clock has no such moment."))
    words = " and ".join(PRECEDENCES[letter].lower() for letter in read.precedences)
    notes = (where, f"Precedence {words}.") if words else (where,)
    return Explained(read.iso if read.british else [list(read.precedences), read.iso], notes)


def _format_lines(line: str, _context: Context) -> Explained:
    read = read_format_lines(line)
    failed = cross_checks(read)
    known = [
        f"{name} {value}"
        for name, value in (
            ("precedence", read.digraph),
            ("day of the year", read.julian),
            ("clock", read.clock and f"{read.clock[0]:02}{read.clock[1]:02}"),
            ("transmission level", read.security),
            ("date-time group", read.moment),
            ("banner level", read.banner_code),
            ("serial", read.serial),
        )
        if value is not None
    ]
    return Explained(failed, (f"Read: {', '.join(known)}.",)) if len(known) > 1 else _NOTHING


def _distribution(line: str, _context: Context) -> Explained:
    read = read_distribution(line)
    if read is None:
        return _NOTHING
    notes = [f"{len(read.copies)} offices: {', '.join(f'{o} {n}' for o, n in read.copies)}."]
    if read.repaired:
        notes.append(f"Mended so that the sum agrees: {', '.join(read.repaired)}.")
    return Explained([read.total, read.stated], tuple(notes))


def _references(line: str, context: Context) -> Explained:
    found = reference_fields(line, context.year)
    notes = [f"{one.value} is {_span(line, one.start, one.end)}." for one in found]
    if context.year is None and found:
        notes.append("The document's year is not known; a reference without one stands without.")
    return Explained([one.value for one in found], tuple(notes))


def _numbers(line: str, _context: Context) -> Explained:
    try:
        labels = json.loads(line)
    except (ValueError, RecursionError):
        labels = re.split(r"[\s,;]+", line.strip())
    if not isinstance(labels, list):
        labels = [str(labels)]
    return _labels([None if one is None else str(one) for one in labels])


def _labels(labels: Sequence[str | None]) -> Explained:
    read = read_sequence([label or "" for label in labels])
    notes = [f"Lost: {', '.join(map(str, read.lost))}." if read.lost else "No number is lost."]
    notes.append("Sure enough to apply." if read.sure else "To be asked: the sequence is broken.")
    return Explained([number for number in read.numbers if number is not None], tuple(notes))


def _damage(line: str, _context: Context) -> Explained:
    read = repair_text(line)
    notes = [
        f"{one.kind}: {line[one.start : one.end]} at {one.start} reads {one.new}"
        + ("." if one.trust is Trust.SAFE else ", if a person says so.")
        for one in read.repairs
    ]
    return Explained(read.text, tuple(notes))


def _stamp(line: str, _context: Context) -> Explained:
    read = parse_stamp(line)
    if read is None:
        return _NOTHING
    return Explained([read.kind, read.parts], (f"Stamp: {_span(line, read.start, read.end)}.",))


def _bracket(line: str, _context: Context) -> Explained:
    read = read_bracket(line)
    if read is None:
        return _NOTHING
    notes = (f"What is gone: {read.amount}.",) if read.amount else ()
    return Explained(str(read.kind), notes)


def _code(line: str, context: Context) -> Explained:
    verdict = code_case(line, context.codes)
    if verdict is None:
        return _NOTHING
    return Explained(verdict.name, (verdict.sentence,) if verdict.sentence else ())


def _uk_line(line: str, _context: Context) -> Explained:
    read = parse_uk_line(line)
    if read is None:
        return _NOTHING
    notes = tuple(f"{name}: {_span(line, *span)}." for name, span in read.spans.items())
    return Explained([read.kind, read.parts], notes)


def _tags(line: str, _context: Context) -> Explained:
    if found := re.match(r"kind of (.*)$", squeezed(line)[0]):
        return Explained(tag_kind(found[1]))
    tags = parse_tags(line)
    kinds = tuple(f"{tag} is {tag_kind(tag).lower()}." for tag in tags)
    return Explained(tags, kinds) if tags else _NOTHING


def _furniture(line: str, _context: Context) -> Explained:
    quote = "['\"‘’“”]"
    turn = re.match(
        rf"page ends {quote}(.*?){quote} / next page starts {quote}(.*){quote}$", squeezed(line)[0]
    )
    if turn:
        return Explained(is_catchword(turn[1], turn[2]))
    read = furniture(line)
    return Explained(str(read)) if read else _NOTHING


def _level_word(line: str, _context: Context) -> Explained:
    exact = parse_banner(line)
    if exact is not None:
        return Explained(exact.word, ("The word stands as it should.",))
    level = misread_level(line)
    if level is None:
        return _NOTHING
    return Explained(level.word, (f"“{bare(line)}” is taken for a misreading of {level.word}.",))


def _review(line: str, _context: Context) -> Explained:
    steps = read_review_history(line)
    notes = tuple(f"{s.action} {s.day or 'on a day unread'} by {s.person}." for s in steps)
    return Explained(review_findings(steps), notes) if steps else _NOTHING


def _closure(line: str, _context: Context) -> Explained:
    year = closure_case(line)
    if year is None:
        return _NOTHING
    return Explained(year, (f"The file opens in January {year}.",))


FAMILIES = (
    Family("A", "banners", "banner lines", _banner),
    Family("B", "portions", "portion marks", _portion),
    Family("C", "roll-up", "roll-up of banner, portions, subject and declassification", _roll_up),
    Family("D", "declassification", "E.O. lines", _declassification),
    Family("E", "reasons", "reason lines", _reason),
    Family("F", "dtg", "date-time groups", _dtg),
    Family("G", "cross-checks", "format-line cross-checks", _format_lines),
    Family("H", "distribution", "distribution sums", _distribution),
    Family("I", "references", "references", _references),
    Family("J", "numbering", "paragraph decoding", _numbers),
    Family("K", "damage", "character repair", _damage),
    Family("L", "stamps", "stamps", _stamp),
    Family("M", "brackets", "brackets", _bracket),
    Family("N", "codes", "code against age", _code),
    Family("O", "uk", "UK lines", _uk_line),
    Family("P", "tags", "TAGS", _tags),
    Family("Q", "furniture", "page furniture and catchwords", _furniture),
    Family("R", "levels", "level words", _level_word),
    Family("S", "review", "review history", _review),
    Family("T", "closure", "closure years", _closure),
)
