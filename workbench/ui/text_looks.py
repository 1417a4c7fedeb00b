"""Pages of the text view made ready to be painted: words, marks by line, rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.domain.annotations import Kind, Status
from workbench.domain.documents import Page
from workbench.domain.pages import PageText
from workbench.ui.marks import Mark, Run
from workbench.ui.text_layout import LaidPage, TextMetrics, lay_out
from workbench.ui.text_rows import TextRows, rows_of


@dataclass(frozen=True, slots=True)
class PageLook:
    """A page ready to be painted: its words, where they stand, and its marks by line."""

    text: PageText
    laid: LaidPage
    rows: TextRows
    by_line: tuple[tuple[tuple[Mark, Run], ...], ...]
    codes: dict[int, str]
    blackened: frozenset[int]


def code_marks(marks: Sequence[Mark]) -> tuple[dict[int, str], frozenset[int]]:
    """Codes by the word they stand before, and the words of approved redactions."""
    codes: dict[int, str] = {}
    black: set[int] = set()
    for mark in marks:
        annotation = mark.annotation
        if annotation.kind != Kind.REDACTION or annotation.status == Status.REFUSED:
            continue
        for run in mark.runs:
            if run.starts:
                codes[run.first] = annotation.label or "no code"
            if annotation.status == Status.APPROVED:
                black.update(range(run.first, run.last + 1))
    return codes, frozenset(black)


def page_look(
    text: PageText,
    marks: Sequence[Mark],
    page: Page,
    metrics: TextMetrics,
    code_width: Callable[[str], float],
    room: float | None,
) -> PageLook:
    """Place a page's words and sort its marks by line; ``room`` as for ``lay_out``."""
    codes, blackened = code_marks(marks)
    laid = lay_out(text, metrics, codes, code_width, room)
    by_line: list[list[tuple[Mark, Run]]] = [[] for _ in text.lines]
    for mark in marks:
        for run in mark.runs:
            by_line[run.line].append((mark, run))
    rows = rows_of(text, marks, page)
    return PageLook(text, laid, rows, tuple(tuple(runs) for runs in by_line), codes, blackened)
