"""What a correction changes besides the word: suggestions there say what is read now.

A suggestion's value came from the reading the engine gave. When a person corrects a word of it,
the rules look at the page again; where they find nothing there any more, the suggestion goes on
without a value: it means what it reads.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.annotations import Annotation, Kind, Status, text_of
from workbench.domain.pages import PageText

if TYPE_CHECKING:
    from workbench.app.session import Session

_OPENING = 4
"""A paragraph's number and portion mark stand in this many words at its beginning."""


def reread(
    session: Session, document_id: str, before: PageText, readings: Mapping[int, str | None]
) -> list[tuple[Annotation, Annotation]]:
    """Suggestions that hold words which get another reading, as they were and as they will be.

    ``before`` is the page as it reads now, ``readings`` the corrected readings by word; None
    takes a correction back.
    """
    concerned = [
        suggestion
        for suggestion in session.annotations(
            document_id, pages=[before.number], statuses=[Status.SUGGESTED]
        )
        if _says_something_of(suggestion, readings)
    ]
    if not concerned:
        return []
    from workbench.suggest import suggest_document  # most corrections change no suggestion

    after = before
    for word, reading in readings.items():
        after = after.with_correction(word, reading)
    then, now = (
        {_place(a): a for a in suggest_document(document_id, [page], session.labels)}
        for page in (before, after)
    )
    return [(old, _afresh(old, then, now, before, after)) for old in concerned]


def _says_something_of(suggestion: Annotation, words: Collection[int]) -> bool:
    if len(suggestion.pages) > 1 or suggestion.kind is Kind.REDACTION:
        return False
    if suggestion.value is None and not suggestion.attributes:
        return False
    held = [word for target in suggestion.targets for word in target.words]
    if suggestion.kind is Kind.PARAGRAPH:
        held = held[:_OPENING]
    return not set(words).isdisjoint(held)


def _afresh(
    old: Annotation,
    then: dict[tuple[object, ...], Annotation],
    now: dict[tuple[object, ...], Annotation],
    before: PageText,
    after: PageText,
) -> Annotation:
    place = _place(old)
    was, found = then.get(place), now.get(place)
    # What hung on more than the page (a year named elsewhere) the page alone cannot tell again.
    if found is not None and was is not None and was.value == old.value:
        return replace(
            old, value=found.value, attributes=dict(found.attributes), targets=found.targets
        )
    is_plain = old.value == _plain(old, before)
    return replace(old, value=_plain(old, after) if is_plain else None)


def _place(annotation: Annotation) -> tuple[object, ...]:
    """Where it stands, by words: characters within a word shift with its reading."""
    words = tuple((t.page, t.first_word, t.last_word) for t in annotation.targets)
    return annotation.kind, annotation.label, words


def _plain(annotation: Annotation, page: PageText) -> str:
    return " ".join(text_of(annotation, lambda _number: page).split())
