"""What the rewriting of a born-digital page keeps in mind, and what it writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Dictionary, Matrix, Name, Operator

from workbench.domain.geometry import Rect
from workbench.release.archival import Tagged
from workbench.release.passages import PARAGRAPH, mark_of
from workbench.release.vector_errors import CannotPreserveError, numbers
from workbench.release.vector_fonts import VectorFont
from workbench.release.vector_parts import Resources


@dataclass(slots=True)
class State:
    """The graphics state, as far as it decides what stays."""

    to_page: Matrix
    clip: Rect
    font: VectorFont | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    rise: float = 0.0
    leading: float = 0.0
    mode: int = 0
    width: float = 1.0
    plain: bool = True
    patterned: bool = False
    moved: tuple[float, float] = (0.0, 0.0)
    """By how much the origin was moved since it was last written where it is."""
    text_written: tuple[float, ...] = (0.0, 0.0, 1.0, 0.0)
    """Spacing, word spacing, stretch and rise as they were last written."""


@dataclass
class VectorPage:
    """A page that was written anew: its content, resources, passages and the codes it shows."""

    content: bytes
    resources: Resources
    passages: list[Tagged]
    used: dict[int, set[int]] = field(default_factory=dict)


class Sheet:
    """The content that is written, and the marked content in it; ``roles`` are those of blocks."""

    def __init__(self, roles: Mapping[int, str]) -> None:
        self._roles = roles
        self._out: list[tuple[Sequence[object], Operator]] = []
        self._mark: int | None = None  # block of the open marked content, -1: an artifact
        self.first_words: list[int] = []

    def write(self, operator: str, *operands: object) -> None:
        """Write one operator."""
        self._out.append((operands, Operator(operator)))

    def open_mark(self, block: int, word: int = 0) -> None:
        """What follows is of a passage (its block and first word), or with -1 an artifact."""
        if self._mark == block:
            return
        self.close_mark()
        if block < 0:
            self.write("BMC", Name.Artifact)
        else:
            mark = mark_of(self._roles.get(block, PARAGRAPH))
            self.write("BDC", Name(f"/{mark}"), Dictionary(MCID=len(self.first_words)))
            self.first_words.append(word)
        self._mark = block

    def close_mark(self) -> None:
        """What follows is marked anew."""
        if self._mark is not None:
            self.write("EMC")
        self._mark = None

    def content(self) -> bytes:
        """All that was written."""
        return pikepdf.unparse_content_stream(self._out)  # type: ignore[arg-type]


def crop_of(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """The part of a page that is shown: left, bottom, right, top, in its own points."""
    media = _box(page.mediabox)
    crop = _box(page.cropbox)
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def _box(values: object) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = numbers(values)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def resource(resources: Dictionary, kind: str, operands: Sequence[object]) -> object:
    """The resource that an operator names.

    Raises:
        CannotPreserveError: there is none.
    """
    found = resources.get(kind, Dictionary()).get(str(operands[0])) if operands else None
    if found is None:
        raise CannotPreserveError("its file is damaged")
    return found


def key_of(thing: object) -> object:
    """What tells a resource of the source from others."""
    if isinstance(thing, pikepdf.Object):
        return thing.objgen if thing.is_indirect else thing.unparse()
    return str(thing)


def scale_of(matrix: Matrix) -> float:
    """How much larger things get, at most."""
    return max(abs(matrix.a) + abs(matrix.c), abs(matrix.b) + abs(matrix.d))
