"""What the redactions of a project hide, as texts to be looked for elsewhere."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.app.matching import Wanted
from workbench.domain.annotations import Annotation, Kind, Status, text_of
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.domain.pages import PageText

if TYPE_CHECKING:
    from workbench.app.session import Session

WORDS_MOST = 8
"""Longer redactions are passages: the entities in them are looked for, not their whole text."""
TELLING = ("PERSON",)
"""Entities that are secrets wherever they stand in a passage that is cut; a country is none."""
_LETTERS_LEAST = 3
_PART_FROM = 4
_ONE_MISREAD_FROM, _TWO_MISREAD_FROM = 5, 10
_EDGE_SIGNS = " \t\n.,;:!?()[]{}\"'“”‘’/\\-–—"


@dataclass(frozen=True)
class Secret:
    """A text that a redaction hides. ``whole`` is False for a word of it, such as a surname."""

    said: str
    redaction: Annotation
    whole: bool = True

    @cached_property
    def wanted(self) -> Wanted:
        """How it is looked for: the longer, the more letters may be misread."""
        letters = len(Wanted(self.said).letters)
        fuzzy = (letters >= _ONE_MISREAD_FROM) + (letters >= _TWO_MISREAD_FROM)
        return Wanted(self.said, int(fuzzy))


def secrets_of(
    session: Session,
    document: Document,
    text: Mapping[int, PageText],
    redactions: Sequence[Annotation],
) -> Generator[None, None, list[Secret]]:
    """What a document's redactions hide, each text once, in reading order; in small steps.

    ``text`` are the pages that have redactions.

    Short redactions hide their words in both readings, and the longer words of a name; long
    ones the entities that stand in them.
    """
    entities: dict[str, Annotation] = {}
    standing = (Status.SUGGESTED, Status.ACCEPTED)
    for number in text:
        here = session.annotations(
            document.id, pages={number}, kinds=(Kind.ENTITY,), statuses=standing
        )
        entities.update((entity.id, entity) for entity in here if entity.label in TELLING)
        yield
    found: dict[tuple[str, bool], Secret] = {}

    def add(said: str, redaction: Annotation, whole: bool = True) -> None:
        said = " ".join(said.split()).strip(_EDGE_SIGNS)
        try:
            letters = len(Wanted(said).letters)
        except UserError:  # no letters at all: nothing to look for
            return
        if letters >= _LETTERS_LEAST:
            found.setdefault((said.casefold(), whole), Secret(said, redaction, whole))

    for redaction in redactions:
        cut = {(target.page, word) for target in redaction.targets for word in target.words}
        if 0 < len(cut) <= WORDS_MOST:
            words = [text[page].words[word] for page, word in sorted(cut)]
            for readings in ([w.reading for w in words], [w.ocr_reading for w in words]):
                add(" ".join(filter(None, readings)), redaction)
                for part in _parts(readings):
                    add(part, redaction, whole=False)
        else:
            for entity in entities.values():
                inside = {(t.page, word) for t in entity.targets for word in t.words}
                if inside and inside <= cut:
                    add(text_of(entity, text.__getitem__), redaction)
        yield
    return list(found.values())


def _parts(readings: Sequence[str]) -> Iterable[str]:
    """The words of a name that name it alone: long ones that begin with a capital."""
    words = [reading.strip(_EDGE_SIGNS) for reading in readings if reading]
    if len(words) < 2:
        return []
    return [w for w in words if len(w) >= _PART_FROM and w[:1].isupper() and w.isalpha()]
