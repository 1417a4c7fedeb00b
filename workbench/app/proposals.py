"""Redactions proposed in bulk: every place a query finds, as a preview and as one edit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.app import edits
from workbench.domain.annotations import Target
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect

if TYPE_CHECKING:
    from workbench.app.session import Session

_STEP_S = 0.02


@dataclass(frozen=True, slots=True)
class Query:
    """What to redact; exactly one of the first six is given.

    ``text`` whole words, capitals or not; ``pattern`` a regular expression over a document's
    text; ``entity`` a label of entities not rejected; ``marking`` a level: paragraphs whose
    portion has it; ``paragraph`` a label of paragraphs not rejected; ``region`` as
    :func:`parse_region` reads it. ``documents`` are ids or names, none means all; ``pages``
    limits to the first and last page given, both included. ``fuzzy`` is how many letters of
    ``text`` may differ; ``as_written`` asks for its capitals and accents.
    """

    text: str | None = None
    pattern: str | None = None
    entity: str | None = None
    marking: str | None = None
    region: str | None = None
    documents: Sequence[str] = ()
    fuzzy: int = 0
    paragraph: str | None = None
    pages: tuple[int, int] | None = None
    as_written: bool = False

    def check(self) -> None:
        """Refuse a query that says nothing, or two things.

        Raises:
            UserError: the sentence says what is wrong.
        """
        given = [self.text, self.pattern, self.entity, self.marking, self.region, self.paragraph]
        if sum(part is not None for part in given) != 1:
            raise UserError(
                "Give exactly one of text, pattern, entity, marking, paragraph and region."
            )
        if (self.fuzzy or self.as_written) and self.text is None:
            raise UserError("Only a text can be looked for with letters that differ, or as typed.")
        if self.fuzzy and self.as_written:
            raise UserError("A text is looked for as it is typed, or with letters that differ.")
        if self.fuzzy < 0:
            raise UserError("The number of letters that may differ is 0 or more.")


@dataclass(frozen=True, slots=True)
class Match:
    """One place a query found. ``boxes_pt`` are those on ``page``, the first it touches.

    ``context`` is a piece of that page on one line, the found words at ``context[start:end]``.
    """

    document_id: str
    document_name: str
    targets: tuple[Target, ...]
    page: int
    text: str
    context: str
    boxes_pt: tuple[Rect, ...]
    start: int = 0
    end: int = 0


def parse_region(text: str) -> tuple[int, Rect]:
    """``PAGE:X0,Y0,X1,Y1`` as page number and rectangle in page points.

    Raises:
        UserError: it is written otherwise, or has no area.
    """
    try:
        page, numbers = text.split(":")
        x0, y0, x1, y1 = (float(number) for number in numbers.split(","))
        region = int(page), Rect.spanning(x0, y0, x1, y1)
    except ValueError as error:
        raise UserError(
            f"“{text}” is not a region. Write PAGE:X0,Y0,X1,Y1 in page points, "
            "for example 1:72,90,300,120."
        ) from error
    if region[0] < 1 or not 0 < region[1].area < float("inf"):
        raise UserError(f"The region “{text}” has no page or no area.")
    return region


def propose(session: Session, query: Query) -> list[Match]:
    """Places a query finds that are not redacted yet, in reading order. Changes nothing.

    A refused redaction does not hide a place; a proposed or approved one does. This waits for
    all of them; the window looks with a :class:`~workbench.app.finding.Finder`, step by step.

    Raises:
        UserError: the query is wrong, a document unknown, a pattern wrong or running away.
    """
    from workbench.app.finding import Finder  # it needs what stands here

    with closing(Finder(session, query)) as finder:
        matches: list[Match] = []
        while not finder.is_over:
            matches += finder.step(_STEP_S)
            session.pump(_STEP_S if finder.is_waiting else 0.0)
        return matches


def redactions(session: Session, matches: Sequence[Match], code: str) -> ChangeSet:
    """Redactions proposed at these matches, all as one step of undo.

    Raises:
        UserError: the code is not in the code set.
    """
    places = [(match.document_id, match.targets) for match in matches]
    noun = "redaction" if len(places) == 1 else "redactions"
    return edits.redact_many(session, places, code, f"Propose {len(places)} {noun}")


def chosen(session: Session, names: Sequence[str]) -> list[Document]:
    """The documents named, by id or name, each once; all of them without names.

    Raises:
        UserError: one is unknown.
    """
    if not names:
        return session.documents()
    return list({d.id: d for d in (session.document(name) for name in names)}.values())
