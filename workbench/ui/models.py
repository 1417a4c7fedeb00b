"""What the lists of the window say of documents, annotations, redactions and search results."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.app.two_people import is_same
from workbench.domain.annotations import DECISION_NOTE, PAD, WITHHOLD, Annotation, Status
from workbench.domain.codes import CodeSet, split_codes
from workbench.domain.documents import Document, DocumentState, Page, PageState
from workbench.domain.fields import FIELD_TITLES
from workbench.domain.labels import LabelSet
from workbench.domain.times import local_time, said_days, short_date
from workbench.ui.origins import origin_words
from workbench.ui.rows import Row
from workbench.ui.theme import Theme, label_colour

if TYPE_CHECKING:
    from workbench.app.session import Hit

STATUS_WORDS = {
    Status.SUGGESTED: "suggested",
    Status.ACCEPTED: "accepted",
    Status.REJECTED: "rejected",
    Status.PROPOSED: "undecided",
    Status.APPROVED: "approved",
    Status.REFUSED: "refused",
}


_MARKED_UP_TO = 32
"""Letters; longer words leave no room for what stands around them."""


def count(number: int, one: str, many: str = "") -> str:
    """``1 page``, ``2 pages``; thousands parted."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def document_row(document: Document, theme: Theme) -> Row:
    """A document: name, date, kind, marking, state and counts."""
    if document.state == DocumentState.FAILED:
        return Row(document.name, document.message or "could not be read", "failed", theme.doubt)
    # Of which years its form is, is said beside its header fields.
    kind = document.kind.partition(",")[0]
    facts = [short_date(document.date), kind, document.marking, count(document.page_count, "page")]
    if document.state == DocumentState.IMPORTING:
        return Row(document.name, "being read · " + facts[-1], "…", theme.accent, is_faint=True)
    if document.suggestion_count:
        facts.append(count(document.suggestion_count, "suggestion"))
    if document.doubt_count:
        facts.append(count(document.doubt_count, "doubt"))
    if document.redaction_count:
        facts.append(count(document.redaction_count, "redaction"))
    if document.title:
        facts.insert(0, document.name)
    # Beside the name, where it is seen however narrow the list stands.
    waiting = f"{document.undecided_count} undecided" if document.undecided_count else ""
    colour = theme.redaction if waiting else ""
    name, more = document.title or document.name, " · ".join(x for x in facts if x)
    return Row(name, more, waiting, colour)


def annotation_row(
    annotation: Annotation,
    labels: LabelSet,
    theme: Theme,
    text_of: Callable[[Annotation], str],
    context_of: Callable[[Annotation], tuple[str, str]],
) -> Row:
    """An annotation: its words amid their line, label, value, page."""
    label = labels.find(annotation.kind, annotation.label)
    title = label.title if label else FIELD_TITLES.get(annotation.label, annotation.label)
    words = one_line(text_of(annotation)) or "region"
    facts = [title]
    value = annotation.value or ""
    facts += [said_days(value)] if value not in ("", words) else []
    facts += [f"{name} {one}" for name, one in annotation.attributes.items() if one]
    facts += [annotation.note.splitlines()[0]] if annotation.note.strip() else []
    if annotation.status == Status.SUGGESTED:
        facts += [] if annotation.score is None else [f"{annotation.score:.0%}"]
        facts.append(origin_words(annotation.origin))
    colour = label_colour(label, theme.is_dark).name()
    line, marked = amid(words, *context_of(annotation))
    place, more = f"p {pages(annotation)}", " · ".join(facts)
    return Row(line, more, place, colour, said=f"{words}, {place}, {more}", marked=marked)


_WHOLE: dict[object, str] = {"page": "the whole page", "document": "the whole document"}
_CUT_SHOWN = 200
"""Letters of what is cut that are shown under the list of redactions."""
PADS_SAID = {
    "": "box as wide as its words",
    "quantum": "box whole inches wide",
    "line": "box over the whole line",
    "paragraph": "box over the whole paragraph",
}


def cut_words(redaction: Annotation, text_of: Callable[[Annotation], str]) -> str:
    """What a redaction cuts, in quotes, shortened where it is long."""
    words = one_line(text_of(redaction))
    if not words:
        return _WHOLE.get(redaction.attributes.get(WITHHOLD), "a region")
    return f"“{words if len(words) <= _CUT_SHOWN else words[:_CUT_SHOWN].rstrip() + '…'}”"


def redaction_facts(
    redaction: Annotation, codes: CodeSet, text_of: Callable[[Annotation], str]
) -> list[str]:
    """All there is to say of a redaction: what it cuts, why, who proposed and who decided."""
    lines = [cut_words(redaction, text_of)]
    for code in split_codes(redaction.label):
        known = codes.find(code)
        lines.append(f"{code}: {known.sentence}" if known else code)
    if not redaction.label:
        lines.append("No code yet: without one it cannot be approved.")
    if redaction.author:
        lines.append(f"Proposed by {redaction.author}, {local_time(redaction.created_at)}")
    if redaction.note.strip():
        lines.append(f"Note: {redaction.note.strip()}")
    if redaction.status is not Status.PROPOSED:
        verb = STATUS_WORDS[redaction.status].capitalize()
        at = local_time(redaction.decided_at or "")
        lines.append(", ".join(x for x in (f"{verb} by {redaction.decided_by}", at) if x))
        note = redaction.attributes.get(DECISION_NOTE)
        lines.append(f"Why: {note}" if note else "")
    if redaction.attributes.get(PAD):
        lines.append(f"In the copy: {PADS_SAID.get(str(redaction.attributes[PAD]), 'widened')}")
    return lines


def redaction_row(
    redaction: Annotation,
    theme: Theme,
    text_of: Callable[[Annotation], str],
    context_of: Callable[[Annotation], tuple[str, str]],
) -> Row:
    """A redaction: its words amid their line, code, state, page, who proposed, who decided."""
    facts = [f"p {pages(redaction)}", STATUS_WORDS[redaction.status]]
    if redaction.author:
        facts.append(f"proposed by {redaction.author}")
    if redaction.decided_by and redaction.status != Status.PROPOSED:
        facts.append(f"decided by {redaction.decided_by}")
        if is_same(redaction.author, redaction.decided_by):
            facts.append("the same person")
    if redaction.attributes.get(DECISION_NOTE):
        facts.append(f"“{redaction.attributes[DECISION_NOTE]}”")
    if redaction.attributes.get(PAD):
        facts.append(PADS_SAID.get(str(redaction.attributes[PAD]), "widened"))
    colour = {
        Status.PROPOSED: theme.redaction,
        Status.APPROVED: theme.corrected,
        Status.REFUSED: theme.faint_text,
    }.get(redaction.status, theme.faint_text)
    words = one_line(text_of(redaction)) or _WHOLE.get(redaction.attributes.get(WITHHOLD), "region")
    line, marked = amid(words, *context_of(redaction))
    code, more = redaction.label or "no code", " · ".join(facts)
    return Row(
        line,
        more,
        code,
        colour,
        is_faint=redaction.status == Status.REFUSED,
        said=f"{words}, {code}, {more}",
        marked=marked,
    )


def field_row(annotation: Annotation, theme: Theme, text_of: Callable[[Annotation], str]) -> Row:
    """A header field: its value, the words it was read from, and its name."""
    words = one_line(text_of(annotation))
    value = said_days(annotation.value or "") or words
    facts = [f"p {pages(annotation)}", STATUS_WORDS[annotation.status]]
    if words and words != value:
        facts.insert(0, words)
    title = FIELD_TITLES.get(annotation.label, annotation.label)
    said = f"{title}: {value}, {', '.join(facts)}"
    return Row(value, " · ".join(facts), title, theme.accent, said=said)


def amid(words: str, before: str, after: str) -> tuple[str, tuple[int, int]]:
    """Words amid what stands around them, in one line, and where in it they are.

    Where they stand alone, or fill the line, nothing is marked: there is nothing to tell them
    from.
    """
    gap, after_gap = " " * before[-1:].isspace(), " " * after[:1].isspace()
    before, after = one_line(before), one_line(after)
    if len(words) > _MARKED_UP_TO or not (before or after):
        return words, (0, 0)
    head = before + gap if before else ""
    line = head + words + (after_gap + after if after else "")
    return line, (len(head), len(head) + len(words))


def hit_row(hit: Hit) -> Row:
    """A search result: the words around it with itself marked, the document and page."""
    found = one_line(hit.context[hit.start : hit.end])
    line, marked = amid(found, hit.context[: hit.start], hit.context[hit.end :])
    place = f"{hit.document_name} · page {hit.page}"
    return Row(line, place, said=f"{found}, in: {line}, {place}", marked=marked)


def page_row(page: Page) -> Row:
    """A page in the list of pages."""
    facts = {
        PageState.PENDING: "not read yet",
        PageState.FAILED: page.message or "could not be read",
        PageState.READ: count(page.word_count, "word"),
    }[page.state]
    doubts = f"{page.doubt_count} ?" if page.doubt_count else ""
    return Row(
        f"Page {page.number}",
        facts,
        doubts,
        said=f"Page {page.number}, {facts}, {count(page.doubt_count, 'doubt')}",
    )


def pages(annotation: Annotation) -> str:
    """``3`` or ``3–4``."""
    numbers = annotation.pages
    return f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def one_line(text: str) -> str:
    """Text with its line ends as blanks."""
    return " ".join(text.split())
