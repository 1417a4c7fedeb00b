"""Entities of a document or the project: gathered in slices, joined, parted, proposed to be cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.app.edit_parts import annotation_changes, annotations_of
from workbench.app.edit_redactions import redact_many
from workbench.app.slices import Sliced
from workbench.domain.annotations import Annotation, Kind, Status, context_of
from workbench.domain.changes import ChangeSet
from workbench.domain.entities import ENTITY, Entity, Mention, free_name, join_mentions
from workbench.domain.errors import UserError
from workbench.domain.pages import PageText

if TYPE_CHECKING:
    from workbench.app.reader import Reader
    from workbench.app.session import Session

_STANDING = (Status.SUGGESTED, Status.ACCEPTED)


class Gathering(Sliced):
    """Reads the mentions of documents, one document at a time."""

    def __init__(self, session: Session, document_ids: Sequence[str]) -> None:
        super().__init__(self._run(document_ids))
        self._session = session
        self._mentions: list[Mention] = []

    def _run(self, document_ids: Sequence[str]) -> Iterator[None]:
        session = self._session
        for document_id in document_ids:
            pages = session.document(document_id).page_count
            for number in range(1, pages + 1):
                found = session.annotations(
                    document_id, pages={number}, kinds=(Kind.ENTITY,), statuses=_STANDING
                )
                here = [
                    one
                    for one in found
                    if one.targets[0].page == number and len(one.targets[0].words)
                ]
                if here:
                    page = session.page_text(document_id, number)
                    self._mentions += [_mention(one, page) for one in here]
                yield

    def entities(self) -> list[Entity]:
        """The entries the mentions read so far make, the most mentioned first."""
        return join_mentions(self._mentions)


def _mention(annotation: Annotation, page: PageText) -> Mention:
    """A mention by the words of its first part, which stands on this page."""
    start, end = annotation.targets[0].span(page) or (0, 0)
    return Mention(
        annotation.id,
        annotation.document_id,
        page.number,
        annotation.order,
        annotation.label,
        " ".join(page.text[start:end].split()),
        annotation.value or "",
        str(annotation.attributes.get(ENTITY) or ""),
    )


def around(session: Session, mention: Mention) -> tuple[str, str]:
    """What stands before and after a mention on its lines; nothing where it has just gone."""
    found = session.repository.annotations_by_id([mention.annotation_id])
    if not found:
        return "", ""
    return context_of(found[0], lambda n: session.page_text(mention.document_id, n))


def merge(session: Reader, chosen: Sequence[Entity]) -> ChangeSet:
    """A person says that entries are one; it bears the first one's name.

    Raises:
        UserError: there are not two, or they bear different labels.
    """
    if len(chosen) < 2:
        raise UserError("Choose two entries or more, with Ctrl or Shift.")
    if len({entity.label for entity in chosen}) > 1:
        raise UserError("Entries of different labels are not one: change the label first.")
    name = chosen[0].name
    mentions = [mention for entity in chosen for mention in entity.mentions]
    return _put(session, mentions, name, f"Merge {len(chosen)} entries as {name}")


def split(session: Session, mentions: Sequence[Mention], known: Iterable[Entity]) -> ChangeSet:
    """A person says that mentions are somebody or something else than their entry."""
    if not mentions:
        raise UserError("Choose a mention first.")
    name = free_name(mentions[0].text, [entity.name for entity in known])
    return _put(session, mentions, name, f"Part {name}")


def _put(session: Reader, mentions: Sequence[Mention], name: str, action: str) -> ChangeSet:
    standing = annotations_of(session, [mention.annotation_id for mention in mentions])
    pairs = [(one, replace(one, attributes={**one.attributes, ENTITY: name})) for one in standing]
    return annotation_changes(action, pairs)


def redact_entity(session: Reader, entity: Entity, code: str) -> ChangeSet:
    """Propose to cut every mention of an entity that no standing redaction holds yet.

    Raises:
        UserError: the code is not in the code set, or every mention is cut already.
    """
    held: dict[str, set[tuple[int, int]]] = {}
    places = []
    for one in annotations_of(session, [mention.annotation_id for mention in entity.mentions]):
        if one.document_id not in held:
            held[one.document_id] = _cut(session, one.document_id)
        words = {(t.page, word) for t in one.targets for word in t.words}
        if not words <= held[one.document_id]:
            whole = tuple(replace(t, first_char=0, last_char=None) for t in one.targets)
            places.append((one.document_id, whole))
    if not places:
        raise UserError(f"Every mention of {entity.name} is in a redaction already.")
    return redact_many(session, places, code, f"Redact {entity.name} everywhere")


def _cut(session: Reader, document_id: str) -> set[tuple[int, int]]:
    redactions = session.annotations(
        document_id, kinds=(Kind.REDACTION,), statuses=(Status.PROPOSED, Status.APPROVED)
    )
    return {(t.page, word) for one in redactions for t in one.targets for word in t.words}
