"""Readings of words: corrected, confirmed, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workbench.app.edit_parts import annotation_changes, now, word_of
from workbench.app.rereading import reread
from workbench.domain.annotations import new_id
from workbench.domain.changes import ChangeSet, RowChange
from workbench.domain.pages import PageText, clean_reading
from workbench.store import rows
from workbench.store.rows import Correction

if TYPE_CHECKING:
    from workbench.app.session import Session


def correct(session: Session, document_id: str, page: int, word: int, reading: str) -> ChangeSet:
    """Set a word's reading. Box and annotations stay, the OCR reading is kept beside it.

    The OCR reading itself as ``reading`` confirms it: the word is no doubt any more.

    Raises:
        UserError: the page has no such word.
    """
    text = session.page_text(document_id, page)
    verb = "Confirm" if clean_reading(reading) == word_of(text, word).ocr_reading else "Correct"
    return correct_many(session, document_id, {(page, word): reading}, action=f"{verb} reading")


def confirm(session: Session, document_id: str, page: int, word: int) -> ChangeSet:
    """A person says that the reading that stands is right."""
    reading = word_of(session.page_text(document_id, page), word).reading
    return correct_many(session, document_id, {(page, word): reading}, action="Confirm reading")


def uncorrect(session: Session, document_id: str, page: int, word: int) -> ChangeSet:
    """Take a correction or confirmation away; nothing happens where there is none."""
    found = session.repository.correction(document_id, page, word)
    if found is None:
        return ChangeSet("Take correction back", ())
    changes = rows.deleting([rows.correction_row(found)])
    text = session.page_text(document_id, page)
    also = annotation_changes("", reread(session, document_id, text, {word: None}))
    return ChangeSet(
        "Take correction back", (*changes, *also.changes), also.touched | {(document_id, page)}
    )


def correct_many(
    session: Session,
    document_id: str,
    readings: Mapping[tuple[int, int], str],
    *,
    action: str = "Correct readings",
    author: str | None = None,
) -> ChangeSet:
    """Set the readings of many words, ``(page, word)`` to reading, as one step.

    Suggestions on these words are read afresh.

    Raises:
        UserError: a page has no such word.
    """
    changes: list[RowChange] = []
    texts: dict[int, PageText] = {}
    corrected: dict[int, dict[int, str | None]] = {}
    for (page, word), reading in readings.items():
        if page not in texts:
            texts[page] = session.page_text(document_id, page)
        standing = word_of(texts[page], word)
        wanted = clean_reading(reading)
        if standing.corrected == wanted:
            continue
        before = session.repository.correction(document_id, page, word)
        after = Correction(
            id=before.id if before else new_id(),
            document_id=document_id,
            page=page,
            word=word,
            reading=wanted,
            author=author or session.person,
            created_at=now(),
        )
        old = [rows.correction_row(before)] if before else []
        changes += rows.replacing(old, [rows.correction_row(after)])
        corrected.setdefault(page, {})[word] = wanted
    touched = {(document_id, page) for page in corrected}
    for page, wanted_there in corrected.items():
        pairs = reread(session, document_id, texts[page], wanted_there)
        changes += annotation_changes("", pairs).changes
    return ChangeSet(action, tuple(changes), frozenset(touched))
