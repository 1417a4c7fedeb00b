"""What every file of the shelf is made on: a small page, a secret, places where it may stand."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from workbench.domain.geometry import Rect

SECRET = "Kovacevic"
WIDTH, HEIGHT = 300.0, 160.0
_LINE = 120.0
WORDS = (("Report", 20.0, 40.0), ("on", 64.0, 16.0), (SECRET, 84.0, 62.0), ("today", 160.0, 34.0))
"""The first line of page 1: reading, left, width (points, set in 12 point Helvetica)."""
SECRET_AT = 2


@dataclass
class Draft:
    """A file in the making. ``boxes`` are what a reviewer would cut, by page."""

    pdf: pikepdf.Pdf = field(default_factory=pikepdf.new)
    boxes: list[tuple[int, Rect]] = field(default_factory=list)
    file_name: str = "paper.pdf"

    def page(self, number: int = 1) -> Any:
        return self.pdf.pages[number - 1].obj

    def add_page(self, content: bytes = b"") -> Any:
        self.pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
        page = self.page(len(self.pdf.pages))
        page.Resources = Dictionary(Font=Dictionary(F0=self.helvetica()), XObject=Dictionary())
        page.Contents = self.pdf.make_stream(content)
        return page

    def helvetica(self) -> Any:
        return self.pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type1,
                BaseFont=Name.Helvetica,
                Encoding=Name.WinAnsiEncoding,
            )
        )

    def draw(self, content: bytes | str, number: int = 1) -> None:
        """Add operators to a page."""
        page = self.page(number)
        added = content.encode("latin-1") if isinstance(content, str) else content
        page.Contents = self.pdf.make_stream(page.Contents.read_bytes() + b"\n" + added)

    def box(self, x: float, y: float, width: float, height: float, number: int = 1) -> None:
        """A place to be cut, given in the file's points (origin bottom left)."""
        self.boxes.append((number, Rect(x, HEIGHT - y - height, x + width, HEIGHT - y)))

    def note(self, key: str, thing: Any) -> Any:
        """Put an object into the catalogue."""
        held = self.pdf.make_indirect(thing)
        self.pdf.Root[Name("/" + key)] = held
        return held

    def annotate(self, number: int = 1, **entries: Any) -> Any:
        annotation = Dictionary(Type=Name.Annot, Rect=Array([200, 20, 240, 40]))
        for key, value in entries.items():
            annotation[Name("/" + key)] = value
        page = self.page(number)
        if "/Annots" not in page:
            page.Annots = Array([])
        held = self.pdf.make_indirect(annotation)
        page.Annots.append(held)
        return held

    def saved(self, **options: Any) -> bytes:
        out = io.BytesIO()
        self.pdf.save(out, **options)
        return out.getvalue()


Make = Callable[[Draft], "bytes | None"]


@dataclass(frozen=True)
class Vector:
    """One way a secret survives: how to make a file with it, and what its leak is called.

    ``legible`` tells those that only pixels hold: the proof of these needs OCR. ``unseen`` are
    those of which a viewer shows nothing: a reviewer cuts them once a proof has told where they
    are. ``crop`` puts the crop box elsewhere. ``rotate`` turns the page.
    """

    name: str
    leak: str
    make: Make
    legible: bool = False
    unseen: bool = False
    is_ours: bool = True
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None

    def drafted(self, *, says_it: bool) -> tuple[Draft, bytes]:
        """The file; ``says_it``: the secret stands in the page's first line too."""
        draft = Draft()
        draft.add_page(first_line(says_it=says_it))
        _, left, width = WORDS[SECRET_AT]
        draft.box(left - 1.5, _LINE - 3.5, width + 3, 14)
        data = self.make(draft)
        page = draft.page()
        if self.rotate:
            page.Rotate = self.rotate
        if self.crop:
            page.CropBox = Array(list(self.crop))
        return draft, draft.saved() if data is None else data


def first_line(*, says_it: bool) -> bytes:
    parts = [
        f"BT /F0 12 Tf {left} {_LINE} Td ({reading}) Tj ET"
        for index, (reading, left, _) in enumerate(WORDS)
        if says_it or index != SECRET_AT
    ]
    return "\n".join(parts).encode("ascii")


SHELF: dict[str, Vector] = {}


def vector(leak: str, **traits: Any) -> Callable[[Make], Make]:
    """Put a generator on the shelf; ``leak`` is the vector that the report must name."""

    def keep(make: Make) -> Make:
        SHELF[make.__name__] = Vector(make.__name__, leak, make, **traits)
        return make

    return keep
