"""Decisions over redactions in bulk: which ones, and what becomes of them, as one edit."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.app import edits
from workbench.app.patterns import search_in_worker
from workbench.app.proposals import chosen
from workbench.domain.annotations import Annotation, Kind, Status
from workbench.domain.changes import ChangeSet
from workbench.domain.codes import split_codes

if TYPE_CHECKING:
    from workbench.app.session import Session


@dataclass(frozen=True, slots=True)
class Filter:
    """Which redactions; what is left empty lets all through.

    ``documents`` are ids or names, ``ids`` annotations, ``codes`` their codes (``""``: without),
    ``text`` is part of what they cut (capitals or not), ``pattern`` a regular expression that
    is found in it, ``proposed_by`` their author.
    """

    documents: Sequence[str] = ()
    ids: Sequence[str] = ()
    codes: Sequence[str] = ()
    text: str | None = None
    pattern: str | None = None
    proposed_by: str | None = None
    statuses: Sequence[Status] = (Status.PROPOSED,)


def select(session: Session, chosen_by: Filter) -> list[Annotation]:
    """The redactions a filter lets through, document by document in reading order.

    Raises:
        UserError: a document is unknown, or the pattern is none or runs away.
    """
    found: list[Annotation] = []
    for document in chosen(session, chosen_by.documents):
        redactions = session.annotations(
            document.id, kinds=(Kind.REDACTION,), statuses=tuple(chosen_by.statuses)
        )
        found += sorted((r for r in redactions if _passes(r, chosen_by)), key=lambda r: r.order)
    if chosen_by.text is not None:
        part = _plain(chosen_by.text)
        found = [r for r in found if part in _plain(session.text_of(r))]
    if chosen_by.pattern is not None:
        said = [session.text_of(redaction) for redaction in found]
        spans = search_in_worker(session, chosen_by.pattern, said)
        found = [redaction for redaction, hits in zip(found, spans, strict=True) if hits]
    return found


def decisions(session: Session, chosen_by: Filter, status: Status, *, note: str = "") -> ChangeSet:
    """Approve or refuse all that a filter lets through, as one step of undo; ``note`` says why.

    Raises:
        UserError: see :func:`select` and :func:`workbench.app.edits.decide`.
    """
    return edits.decide(session, [r.id for r in select(session, chosen_by)], status, note=note)


def _plain(text: str) -> str:
    """Small letters in one normal form, blanks folded: an accent is the same however typed."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _passes(redaction: Annotation, chosen_by: Filter) -> bool:
    return (
        (not chosen_by.ids or redaction.id in chosen_by.ids)
        and (not chosen_by.codes or _has_code(redaction, chosen_by.codes))
        and (chosen_by.proposed_by is None or redaction.author == chosen_by.proposed_by)
    )


def _has_code(redaction: Annotation, codes: Sequence[str]) -> bool:
    """Whether a redaction has one of the codes, or none where ``""`` is asked for."""
    return any(code in codes for code in split_codes(redaction.label) or ("",))
