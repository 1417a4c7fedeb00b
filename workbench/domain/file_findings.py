"""What the jacket of a file says, held against its papers and against its term."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.domain.code_lines import opening_year
from workbench.domain.findings import Finding, finding
from workbench.domain.paper import Mark, Place
from workbench.domain.rollup import level_rank

_CLOSED = re.compile(r"\bclosed\s+(?:for\s+)?(?P<years>\d{2,3})\s*years?\b", re.I)
_OPENS = re.compile(r"\b(?:closed until|opens?(?: in)?|until)\D{0,12}(?P<year>(?:19|20)\d\d)", re.I)
_LAST = re.compile(r"\blast (?:paper|document|date)\D{0,12}(?P<year>(?:18|19|20)\d\d)", re.I)


def check_file(grade: Mark, contents: Sequence[tuple[str, str]]) -> list[Finding]:
    """A file's grading, where it stands, against its papers' levels, given as ``(name, level)``."""
    top = level_rank(grade.written)
    above = [(name, level) for name, level in contents if level_rank(level) > top]
    if top < 0 or not above:
        return []
    name, level = max(above, key=lambda paper: level_rank(paper[1]))
    more = f"; {len(above) - 1} more stand above it" if len(above) > 1 else ""
    sentence = f"The file is graded {grade.written}, and {name} in it is {level}{more}."
    judged = f"{grade.written} {level} {name}"
    return [finding("FILE_GRADE_BELOW_CONTENT", grade.place, sentence, judged)]


def check_closure(last_paper: int, years: int, stated: int, place: Place | None) -> list[Finding]:
    """A stated opening year against the term after the year of the last paper."""
    opens = opening_year(last_paper, years)
    if opens == stated:
        return []
    sentence = (
        f"The last paper is of {last_paper}; closed for {years} years it opens in {opens}, "
        f"not in {stated}."
    )
    return [finding("CLOSURE_YEAR", place, sentence, f"{last_paper} {years} {stated}")]


def check_stated_closure(page: int, text: str) -> list[Finding]:
    """A page that says how long its file is closed, until when, and of when its last paper is."""
    closed = _CLOSED.search(text)
    last = _LAST.search(text) if closed else None
    opens = _OPENS.search(text) if last else None
    if closed is None or last is None or opens is None:
        return []
    place = Place(page, *opens.span())
    return check_closure(int(last["year"]), int(closed["years"]), int(opens["year"]), place)
