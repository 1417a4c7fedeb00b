"""A paper as it was read: levels, paragraphs, header and stamps, each with where it stands.

This is what findings are computed from. Whoever reads a document (rules, a model, a person who
accepts and corrects) fills it in; nothing here knows how it was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.domain.declassification import DeclassificationLine
from workbench.domain.distribution import Distribution
from workbench.domain.reasons import Reason
from workbench.domain.review_history import ReviewStep
from workbench.domain.routing import FormatLines
from workbench.domain.stamps import Stamp


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of a page's text: the page from 1, offsets in code points of that page."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A level where it stands: a banner's word, a portion's letters with controls, as read.

    ``entire`` is true of a portion mark that speaks for the whole text. ``sure`` is false of a
    level word read out of damaged letters: it is shown, and no finding rests on it.
    """

    written: str
    place: Place
    entire: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph: its number, its mark, where it stands; ``mark`` None: it has none."""

    number: int
    mark: Mark | None
    place: Place


@dataclass(frozen=True, slots=True)
class Caption:
    """A word of handling where it stands."""

    word: str
    place: Place


@dataclass(frozen=True, slots=True)
class Paper:
    """One document, without furniture, release stamps apart and site text gone.

    ``system``, ``kind`` and ``period`` are those of a ``PaperKind``: rules of a system are asked
    of its papers alone; a description talks about markings and has none. ``banners`` are in
    reading order, those of page 1 being the cover's. ``lost`` are paragraph numbers whose label
    is gone, ``lost_sure`` whether the sequence is sure enough to say so. ``forms`` are what its
    form shows of its time: names of :data:`~workbench.domain.periods.FORMS`, each where it
    first stands.
    """

    system: str = ""
    kind: str = ""
    period: str = ""
    made: date | None = None
    banners: tuple[Mark, ...] = ()
    subject: Mark | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    lost: tuple[int, ...] = ()
    lost_sure: bool = True
    captions: tuple[Caption, ...] = ()
    declassification: tuple[DeclassificationLine, Place] | None = None
    authority: Place | None = None
    reason: tuple[Reason, Place] | None = None
    format_lines: tuple[FormatLines, Place] | None = None
    distribution: tuple[Distribution, Place] | None = None
    stamps: tuple[tuple[Stamp, Place], ...] = ()
    excision_codes: tuple[tuple[str, Place], ...] = ()
    review: tuple[tuple[ReviewStep, ...], Place] | None = None
    forms: tuple[tuple[str, Place], ...] = ()

    @property
    def origin(self) -> str | None:
        """Whose codes apply to it, ``US`` or ``UK``; None where that is not known."""
        return self.system if self.system in ("US", "UK") else None
