"""What a check finds wrong or odd in a paper as it was read.

A finding judges words; should those change, it is another finding. None is made on a mark that
is lost or guessed, and none of a system's rules is asked of another's papers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from workbench.domain.captions import NO_AUTOMATIC_DATE
from workbench.domain.codes import CodeSet, objection
from workbench.domain.eligibility import eligibility
from workbench.domain.orders import (
    AUTHORITY_FROM,
    PORTIONS_FROM,
    RESTRICTED_ABOLISHED,
    SECTION_1_4_FROM,
    X_CODES_RETIRED,
)
from workbench.domain.paper import Mark, Paper, Place
from workbench.domain.periods import out_of_period
from workbench.domain.review_history import review_findings
from workbench.domain.rollup import MarkedPaper, level_rank, roll_up
from workbench.domain.routing import cross_checks
from workbench.domain.rules import RULES, Severity

_SECRET, _CLASSIFIED, _RESTRICTED = 4, 3, 2
_CODES = {5: "TS", 4: "S", 3: "C", 2: "R", 1: "CTRL", 0: "U"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its code, how much it matters, where, and what is found, in a sentence.

    ``place`` is None for the document as a whole. ``rule`` and ``source`` say what it is judged
    by. ``judged`` are the words or values it rests on: a finding set aside stays so while code
    and judged words are the same.
    """

    code: str
    severity: Severity
    place: Place | None
    sentence: str
    rule: str
    source: str
    judged: str


def finding(code: str, place: Place | None, sentence: str, judged: str) -> Finding:
    """A finding of a known code."""
    rule = RULES[code]
    return Finding(code, rule.severity, place, sentence, rule.sentence, rule.source, judged)


def check_paper(paper: Paper, today: date) -> list[Finding]:
    """Everything found in a paper, in reading order; what stands nowhere comes last."""
    if paper.kind == "description":
        return []
    if paper.kind == "file":
        return [*_release(paper), *_review(paper)]  # a jacket speaks for many papers
    found = [
        *_levels(paper),
        *_form(paper),
        *_sequence(paper),
        *_declassification(paper, today),
        *_reason(paper),
        *_captions(paper),
        *_header(paper),
        *_release(paper),
        *_review(paper),
    ]
    return sorted(found, key=lambda f: (f.place is None, f.place or Place(0, 0, 0), f.code))


def _cover(paper: Paper) -> Mark | None:
    """The highest sure banner of the first page that has one."""
    sure = [mark for mark in paper.banners if mark.sure]
    first = min((mark.place.page for mark in sure), default=0)
    on_first = [mark for mark in sure if mark.place.page == first]
    return max(on_first, key=lambda mark: level_rank(mark.written), default=None)


def _portions(paper: Paper) -> tuple[str | None, ...]:
    """The marks of all numbered paragraphs, None for a mark that is missing or lost."""
    entire = next((p.mark for p in paper.paragraphs if p.mark and p.mark.entire), None)
    if entire is not None:
        return (entire.written,)
    marks = [p.mark.written if p.mark else None for p in paper.paragraphs]
    return (*marks, *(None for _ in paper.lost))


def _levels(paper: Paper) -> Iterator[Finding]:
    cover = _cover(paper)
    if cover is None:
        return
    top = level_rank(cover.written)
    for mark in paper.banners:
        if mark.sure and mark.place.page != cover.place.page and level_rank(mark.written) > top:
            yield finding(
                "PAGE_ABOVE_COVER",
                mark.place,
                f"Page {mark.place.page} says {mark.written}, the first page {cover.written}.",
                f"{mark.written} {cover.written}",
            )
    yield from _level_in_use(paper, cover, top)
    if paper.kind == "teleletter" and top >= _SECRET:
        sentence = f"This teleletter is marked {cover.written}."
        yield finding("TELELETTER_SECRET", cover.place, sentence, cover.written)
    if paper.system == "US" and not any(not mark.sure for mark in paper.banners):
        yield from _american_levels(paper, cover, top)


def _level_in_use(paper: Paper, cover: Mark, top: int) -> Iterator[Finding]:
    made, word = paper.made, cover.written.upper()
    if made is None:
        return
    american = paper.system == "US" and top == _RESTRICTED and "NATO" not in word
    gone = american and made >= RESTRICTED_ABOLISHED
    early = paper.system == "UK" and word.startswith("OFFICIAL") and made < date(2014, 4, 2)
    late = paper.system == "UK" and word in ("CONFIDENTIAL", "RESTRICTED", "PROTECT")
    if gone or early or (late and made >= date(2014, 4, 2)):
        sentence = f"{cover.written} was no level of the {paper.system} on {made}."
        yield finding("LEVEL_NOT_IN_USE", cover.place, sentence, f"{word} {made}")


def _form(paper: Paper) -> Iterator[Finding]:
    """What stands on a paper and had not come, or had gone, on its day."""
    if paper.made is None:
        return
    for name, place in paper.forms:
        when = out_of_period(name, paper.system, paper.made)
        if when:
            none = f" ({paper.kind}s of {paper.period} have none)" if paper.period else ""
            sentence = f"{when}, and this paper is dated {paper.made}{none}."
            yield finding("FORM_NOT_OF_PERIOD", place, sentence, f"{name} {paper.made}")


def _american_levels(paper: Paper, cover: Mark, top: int) -> Iterator[Finding]:
    line = paper.declassification[0] if paper.declassification else None
    portions = _portions(paper)
    if not paper.paragraphs and not paper.lost:
        portions = (cover.written,)  # a short message of one paragraph is not numbered
    asked = MarkedPaper(
        cover.written,
        portions,
        paper.subject.written if paper.subject else None,
        line.kind if line and line.kind else None,
        paper.made,
    )
    judged = " ".join(str(mark) for mark in (cover.written, *portions))
    for code in roll_up(asked):
        if code == "PORTION_ABOVE_BANNER":
            yield from _above(paper, cover, top)
            continue
        place, sentence = _said(code, paper, cover)
        if sentence:
            found = finding(code, place, sentence, judged)
            yield replace(found, severity=Severity.NOTE) if _early(code, paper) else found
    late = paper.made is not None and paper.made >= AUTHORITY_FROM
    if top >= _CLASSIFIED and late and paper.authority is None and paper.kind == "cable":
        sentence = "No line says who classified this paper, and why."
        yield finding("AUTHORITY_MISSING", None, sentence, cover.written)


def _early(code: str, paper: Paper) -> bool:
    """Whether a mark is missing on a paper of a time in which not every portion had to have one."""
    return code == "PORTION_MISSING" and paper.made is not None and paper.made < PORTIONS_FROM


def _above(paper: Paper, cover: Mark, top: int) -> Iterator[Finding]:
    for paragraph in paper.paragraphs:
        mark = paragraph.mark
        if mark is not None and level_rank(mark.written) > top:
            sentence = (
                f"Paragraph {paragraph.number} is marked {mark.written}, the banner says "
                f"{cover.written}."
            )
            judged = f"{paragraph.number} {mark.written} {cover.written}"
            yield finding("PORTION_ABOVE_BANNER", mark.place, sentence, judged)


def _said(code: str, paper: Paper, cover: Mark) -> tuple[Place | None, str]:
    """Where a roll-up's finding stands and what it says; an empty sentence holds it back."""
    line = paper.declassification
    match code:
        case "SUBJECT_ABOVE_BANNER" if paper.subject:
            mark = paper.subject
            return mark.place, (
                f"The subject is marked {mark.written}, the banner says {cover.written}."
            )
        case "PORTION_MISSING":
            return _missing(paper)
        case "BANNER_ABOVE_ALL_PORTIONS":
            return cover.place, f"No portion is marked as high as the banner, {cover.written}."
        case "BANNER_UNSUPPORTED_BUT_PORTIONS_MISSING":
            return cover.place, (
                f"No known portion is as high as the banner, {cover.written}, but marks are lost."
            )
        case "DECL_MISSING":
            held = paper.kind == "cable"
            return None, "No line says when this paper is declassified." if held else ""
        case "CLASSIFIED_BUT_DECL_NA" if line:
            return line[1], f"The paper is {cover.written}, its E.O. line says N/A."
        case "UNCLASSIFIED_WITH_DECL" if line:
            return line[1], f"The paper is {cover.written}, and yet says {line[0].value}."
    return None, ""


def _missing(paper: Paper) -> tuple[Place | None, str]:
    bare = [p for p in paper.paragraphs if p.mark is None]
    numbers = sorted([p.number for p in bare] + list(paper.lost))
    if not any(p.mark for p in paper.paragraphs):
        several = len(paper.paragraphs) > 1
        return None, "No paragraph of this paper bears a mark." if several else ""
    if _early("PORTION_MISSING", paper) and len(numbers) >= len(paper.paragraphs) - len(bare):
        return None, ""  # a letter here and there is hardly a mark
    listed = ", ".join(map(str, numbers))
    place = bare[0].place if bare else None
    many = "s" if len(numbers) > 1 else ""
    return place, f"The mark of paragraph{many} {listed} is missing; it is unknown, not inherited."


def _sequence(paper: Paper) -> Iterator[Finding]:
    if not paper.lost or not paper.lost_sure or len(paper.paragraphs) < 3:
        return
    listed = ", ".join(map(str, paper.lost))
    after = [p for p in paper.paragraphs if p.number > paper.lost[0]]
    yield finding(
        "PARAGRAPH_GAP",
        after[0].place if after else None,
        _gap(paper.lost, listed),
        listed,
    )


def _gap(lost: tuple[int, ...], listed: str) -> str:
    if len(lost) > 1:
        return f"The labels of paragraphs {listed} are lost; their texts may stand with others."
    return f"The label of paragraph {listed} is lost; its text may stand with the one before."


def _declassification(paper: Paper, today: date) -> Iterator[Finding]:
    if paper.declassification is None or paper.made is None:
        return
    line, place = paper.declassification
    cover = _cover(paper)
    level = _CODES.get(level_rank(cover.written), "C") if cover else "C"
    sums = eligibility(line, paper.made, level)
    if sums is None:
        return
    judged = f"{line.order} {line.value} {paper.made}"
    why = " ".join(sums.reasons)
    for flag in sums.flags:
        yield finding(flag, place, why, judged)
    if sums.eligible is not None:
        come = "has come" if sums.eligible <= today else "has not come yet"
        sentence = f"Eligible for review: {sums.eligible}, which {come}. {why}"
        yield finding("ELIGIBLE_FOR_REVIEW", place, sentence, f"{judged} {sums.eligible}")
    special = _special(paper)
    if special and line.kind == "DATE":
        sentence = f"The paper holds {special} data and yet a date, {line.value}."
        yield finding("NATO_OR_RD_WITH_AUTO_DATE", place, sentence, f"{special} {line.value}")


def _special(paper: Paper) -> str:
    """NATO or Atomic Energy Act data of a paper, by its captions and portion marks."""
    words = {caption.word for caption in paper.captions} & NO_AUTOMATIC_DATE
    marks = [p.mark.written for p in paper.paragraphs if p.mark]
    parts = {part.strip() for mark in marks for part in mark.upper().split("/")}
    words |= parts & NO_AUTOMATIC_DATE
    if any(mark.startswith(("//N", "NS", "NC", "NR", "CTS")) for mark in marks):
        words.add("NATO")
    return ", ".join(sorted(words))


def _reason(paper: Paper) -> Iterator[Finding]:
    if paper.reason is None:
        return
    reason, place = paper.reason
    cited = f"{reason.section}({', '.join(reason.letters)})"
    last = "g" if reason.section == "1.5" else "h"
    impossible = [letter for letter in reason.letters if letter > last]
    if impossible and reason.section in ("1.4", "1.5"):
        sentence = f"{reason.section} has no letter {', '.join(impossible)}."
        yield finding("REASON_LETTER_IMPOSSIBLE", place, sentence, cited)
    if paper.made is None:
        return
    stale = reason.section == "1.5" and paper.made >= X_CODES_RETIRED
    early = reason.section == "1.4" and paper.made < SECTION_1_4_FROM
    if stale or early:
        sentence = f"Section {reason.section} was not the one of {paper.made}."
        yield finding("REASON_SECTION_ERA", place, sentence, f"{reason.section} {paper.made}")


def _captions(paper: Paper) -> Iterator[Finding]:
    cover = _cover(paper)
    words = {caption.word for caption in paper.captions}
    for caption in paper.captions:
        if caption.word not in ("NODIS", "EXDIS"):
            continue
        if cover is not None and level_rank(cover.written) == 0:
            sentence = f"{caption.word} stands on a paper marked {cover.written}."
        elif "AGREMENT" in words:
            sentence = f"{caption.word} stands beside AGREMENT."
        else:
            continue
        yield finding("CAPTION_LEVEL", caption.place, sentence, " ".join(sorted(words)))


_HEADER_CODES = {
    "JULIAN": ("HEADER_JULIAN", "The day in the origin line is not the date-time group's."),
    "TIME": ("HEADER_TIME", "The time in the origin line is not the date-time group's."),
    "PREC": ("HEADER_PRECEDENCE", "The first line's precedence is not the group's highest."),
    "CLASS": ("ZNY_BANNER_MISMATCH", "The transmission line's letter is not the banner's level."),
    "SERIAL": ("HEADER_SERIAL", "The number in the origin line is not the banner's."),
}


def _header(paper: Paper) -> Iterator[Finding]:
    if paper.format_lines is not None:
        lines, place = paper.format_lines
        for failed in cross_checks(lines):
            code, sentence = _HEADER_CODES[failed]
            yield finding(code, place, sentence, f"{failed} {lines.moment} {lines.serial}")
    if paper.distribution is not None:
        listed, place = paper.distribution
        if listed.agrees is False:
            sentence = f"The copies add up to {listed.total}, the line says {listed.stated}."
            yield finding("DISTRIBUTION_SUM", place, sentence, f"{listed.copies} {listed.stated}")


_CATEGORY = ("1.4", "1.5", "25X", "50X", "3.3", "3.4")


def _release(paper: Paper) -> Iterator[Finding]:
    """A release stamp against the codes beside the cuts of the same copy."""
    stamps = [(stamp, place) for stamp, place in paper.stamps if stamp.kind == "STATE_REL"]
    if not stamps:
        return
    stamp, place = stamps[0]
    stated = stamp.parts.get("codes", "")
    codes = [code for code, _ in paper.excision_codes]
    every = " ".join([stated, *codes]).upper().replace(" ", "")
    judged = f"{stamp.parts} {codes}"
    if stamp.parts.get("k") == "FULL" and (stated or codes):
        sentence = "The stamp says released in full, and codes of cuts are there."
        yield finding("RELEASE_STAMP_VS_CODES", place, sentence, judged)
    elif stamp.parts.get("k") == "PART" and not every:
        sentence = "The stamp says released in part, and no code says why."
        yield finding("RELEASE_STAMP_VS_CODES", place, sentence, judged)
    elif "B1" in every and not any(part in every for part in _CATEGORY):
        sentence = "B1 stands without the category of the order (1.4, 1.5 or 25X)."
        yield finding("RELEASE_STAMP_VS_CODES", place, sentence, judged)


def _review(paper: Paper) -> Iterator[Finding]:
    if paper.review is None:
        return
    steps, place = paper.review
    said = {
        "SAME_PERSON": "One person released and approved this paper.",
        "SAME_DAY": "It was released and approved on one day.",
        "WITHDRAWN_AFTER": "It was withdrawn after it had been released.",
    }
    judged = "; ".join(f"{s.action} {s.day} {s.person}" for s in steps)
    for code in review_findings(list(steps)):
        yield finding(code, place, said[code], judged)


def check_codes(
    cited: Iterable[tuple[str, Place]],
    codes: CodeSet,
    made: date | None,
    origin: str | None,
    today: date,
) -> list[Finding]:
    """Codes of redactions held against the record's age and origin."""
    found = []
    for written, place in cited:
        code = codes.find_as_cited(written, origin or "")
        sentence = objection(code, made, origin, today) if code is not None else None
        if sentence:
            found.append(finding("CODE_AGE", place, sentence, f"{written} {made} {today.year}"))
    return found
