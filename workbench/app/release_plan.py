"""What a release of a document would be: what stands in its way, what it covers, what lists say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.annotations import WITHHOLD, Annotation, Kind, Status, Target
from workbench.domain.codes import join_codes, split_codes
from workbench.domain.dates import MONTHS
from workbench.domain.documents import Document, DocumentState, PageState
from workbench.domain.errors import UserError
from workbench.release.index import Facts
from workbench.release.needles import needles_of_plan, told_by_line, told_by_name
from workbench.release.plan import DocumentPlan, plan_document

if TYPE_CHECKING:
    from workbench.app.session import Session

CUT = "[…]"
"""Stands in a public list where a word was cut."""

STAMP_FIELDS = ("status", "codes", "date", "person")
"""What a stamp's text may name in braces; each document has its own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands between a document and its release."""

    document_id: str
    page: int | None
    annotation_id: str
    sentence: str


def preflight(session: Session, documents: Sequence[str]) -> list[Problem]:
    """What keeps documents (ids or names) from being released, in reading order."""
    return [p for name in documents for p in problems_of(session, session.document(name))]


def problems_of(session: Session, document: Document) -> list[Problem]:
    """What keeps one document from being released."""
    problems = []
    if document.state is not DocumentState.READY:
        sentence = f"{document.name} is not imported to its end yet."
        problems.append(Problem(document.id, None, "", sentence))
    for page in session.pages(document.id):
        if page.state is not PageState.READ:
            sentence = (
                f"Page {page.number} of {document.name} has not been read, so nothing tells what "
                "stands on it. Read it again, then release."
            )
            problems.append(Problem(document.id, page.number, "", sentence))
    for redaction in session.annotations(
        document.id, kinds=(Kind.REDACTION,), statuses=(Status.PROPOSED, Status.APPROVED)
    ):
        where = f"redaction on page {redaction.pages[0]} of {document.name}"
        if redaction.status is Status.PROPOSED:
            sentence = f"The {where} is not decided. Approve or refuse it."
        elif not redaction.label:
            sentence = f"The {where} has no code. Give it one and approve it again."
        else:
            continue
        problems.append(Problem(document.id, redaction.pages[0], redaction.id, sentence))
    return problems


def approved(session: Session, document: Document) -> list[Annotation]:
    """The redactions of a document that are carried out."""
    return session.annotations(document.id, kinds=(Kind.REDACTION,), statuses=(Status.APPROVED,))


def plan_of(
    session: Session, document: Document, stamp: str = "", on: date | None = None
) -> DocumentPlan:
    """What a release of the document covers, as things stand.

    ``stamp`` and ``on`` are as :func:`stamp_of` takes them; without a day it is today's.
    """
    redactions = approved(session, document)
    line = stamp_of(stamp, redactions, session.person, on or date.today())
    return plan_stamped(session, document, line)


def plan_stamped(session: Session, document: Document, line: str) -> DocumentPlan:
    """What a release of the document covers, with a line as it stands on its pages."""
    return plan_document(
        document,
        session.pages(document.id),
        session.document_text(document.id),
        approved(session, document),
        paragraphs=session.annotations(
            document.id, kinds=(Kind.PARAGRAPH,), statuses=(Status.ACCEPTED,)
        ),
        stamp=line,
    )


def check_stamp(template: str) -> None:
    """Refuse a stamp that could not be filled in.

    Raises:
        UserError: it names something else than :data:`STAMP_FIELDS`, or is more than a line.
    """
    try:
        filled = template.format(**dict.fromkeys(STAMP_FIELDS, "x"))
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        known = ", ".join(f"{{{field}}}" for field in STAMP_FIELDS)
        raise UserError(
            f"The stamp “{template}” cannot be filled in: it may hold {known}, and no other braces."
        ) from error
    if len(filled.splitlines()) > 1:
        raise UserError("A stamp is one line.")


def stamp_of(template: str, redactions: Sequence[Annotation], person: str, on: date) -> str:
    """The line for one document's copy, released on a day; empty where there is no stamp."""
    if not template.strip():
        return ""
    if any(r.attributes.get(WITHHOLD) == "document" for r in redactions):
        status = "WITHHELD IN FULL"
    else:
        status = "RELEASED IN PART" if redactions else "RELEASED IN FULL"
    filled = template.format(
        status=status,
        codes=join_codes(one for r in redactions for one in split_codes(r.label)),
        date=f"{on.day} {MONTHS[on.month - 1].title()[:3]} {on.year}",
        person=person,
    )
    # Where a document has no codes, what stood between two parts must not stand twice.
    return " · ".join(part.strip() for part in filled.split("·") if part.strip())


def telling(session: Session, document: Document, plan: DocumentPlan, stamp: str) -> str:
    """Why a copy cannot go out under its name or with its stamp: a sentence, or nothing.

    Index, manifest and bag would say the name too, so it is asked before anything is made.
    """
    if any(told_by_name(needles_of_plan(plan), Path(document.name).stem)):
        return (
            f"The name of {document.name} says what is cut from it, and would go out with the "
            "copy. Give the document another name, then release it."
        )
    line = stamp_of(stamp, approved(session, document), session.person, date.today())
    if line and told_by_line(plan, line):
        return f"The stamp says what is cut from {document.name}. Word the stamp otherwise."
    return ""


def facts_of(session: Session, document: Document, plan: DocumentPlan) -> Facts:
    """What the paper's header says of it, without a word that is cut anywhere in it."""
    standing = (Status.ACCEPTED, Status.SUGGESTED)
    fields: dict[str, Annotation] = {}
    for one in session.annotations(document.id, kinds=(Kind.FIELD,), statuses=standing):
        known = fields.get(one.label)
        if known is None or (one.status is Status.ACCEPTED and known.status is not one.status):
            fields[one.label] = one

    def said(label: str) -> str:
        if label not in fields or plan.is_withheld:
            return ""
        parts = [_standing(session, document, plan, t) for t in fields[label].targets]
        return _without_secrets(" ".join(" ".join(parts).split()), plan)

    return Facts(
        number=said("mrn") or said("telno"),
        date=document.date,
        sender=said("from"),
        recipient=said("to"),
        subject=said("subject"),
    )


def _standing(session: Session, document: Document, plan: DocumentPlan, target: Target) -> str:
    """The words of a target, with a sign for those that do not stay."""
    page = plan.pages[target.page - 1]
    kept = {(word.reading, word.rect_pt) for word in (*page.words_kept, *page.words_met)}
    words = session.page_text(document.id, target.page).words
    said: list[str] = []
    for index in target.words:
        word = words[index]
        said.append(word.reading if (word.reading, word.rect_pt) in kept else CUT)
    return " ".join(w for n, w in enumerate(said) if w != CUT or n == 0 or said[n - 1] != CUT)


def _without_secrets(said: str, plan: DocumentPlan) -> str:
    """A field without what is cut elsewhere in the document: a list shows it to more people."""
    words = said.split()
    bare = ["".join(filter(str.isalnum, word)).casefold() for word in words]
    for secret in plan.secrets:
        for reading in secret.readings:
            phrase = ["".join(filter(str.isalnum, word)).casefold() for word in reading.split()]
            for at in range(len(words) - len(phrase) + 1):
                if phrase and any(phrase) and bare[at : at + len(phrase)] == phrase:
                    words[at : at + len(phrase)] = [CUT] * len(phrase)
    return " ".join(words)
