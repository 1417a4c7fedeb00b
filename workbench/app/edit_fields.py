"""Header fields a person adds: the words they chose, and the value read from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from workbench.app.edit_annotations import tag
from workbench.domain.addresses import dtg_fields
from workbench.domain.annotations import Kind, Target
from workbench.domain.banners import parse_banner
from workbench.domain.changes import ChangeSet
from workbench.domain.dates import find_plain_date
from workbench.domain.declassification import eo_fields
from workbench.domain.fields import FieldMatch
from workbench.domain.tags import tags_field
from workbench.domain.uk_telegrams import telno_field

if TYPE_CHECKING:
    from workbench.app.session import Session


def add_field(
    session: Session, document_id: str, label: str, targets: Sequence[Target]
) -> ChangeSet:
    """Say that words are a header field; its value is read from them, in data's own form.

    Raises:
        UserError: there is no such field, or a target is not on the document.
    """
    parts = []
    for target in targets:
        page = session.page_text(document_id, target.page)
        span = target.span(page) if len(target.words) else None
        if span is not None:
            parts.append(page.text[span[0] : span[1]])
    return tag(session, document_id, Kind.FIELD, label, targets, value=value_of(label, parts))


def value_of(label: str, parts: Sequence[str]) -> str | None:
    """The value of a field in words: a date in ISO 8601 where they hold one; None without words."""
    text = " ".join(" ".join(parts).split())
    if not text:
        return None
    read = _READERS.get(label)
    found = read(text) if read is not None else []
    return next((one.value for one in found if one.label == label and one.value), text)


def _moment(text: str) -> list[FieldMatch]:
    plain = find_plain_date(text)
    return [*dtg_fields(text), *([FieldMatch("dtg", *plain)] if plain else [])]


def _order(text: str) -> list[FieldMatch]:
    return eo_fields(text, None)


def _until(text: str) -> list[FieldMatch]:
    plain = find_plain_date(text)
    dated = [FieldMatch("declassify_on", *plain)] if plain else []
    return [*eo_fields(text, None), *eo_fields(f"E.O. 12958: DECL: {text}", None), *dated]


def _tags(text: str) -> list[FieldMatch]:
    found = tags_field(text if text.upper().startswith("TAGS") else f"TAGS: {text}")
    return [found] if found else []


def _telno(text: str) -> list[FieldMatch]:
    found = telno_field(text if text.upper().startswith("TELNO") else f"TELNO {text}")
    return [found] if found else []


def _level(text: str) -> list[FieldMatch]:
    found = parse_banner(text.upper())
    return [FieldMatch("classification", found.value, found.start, found.end)] if found else []


_READERS: dict[str, Callable[[str], list[FieldMatch]]] = {
    "dtg": _moment,
    "eo": _order,
    "declassify_on": _until,
    "tags": _tags,
    "telno": _telno,
    "classification": _level,
}
