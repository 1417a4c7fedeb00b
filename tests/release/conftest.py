"""Papers made on the spot: scans with known words at known places, in every codec family."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.domain.documents import Document, DocumentState, Page
from workbench.domain.geometry import Rect, unrotate_rect
from workbench.domain.pages import DocumentText, PageText, Word
from workbench.release.burn import burn
from workbench.release.plan import DocumentPlan, plan_document

LINES = (
    "AMBASSADOR KOVAC SAID THE TREATY WOULD",
    "BE SIGNED ON MONDAY AT THE PALACE",
    "THE (C) REST OF IT WAS NOT KNOWN",
)
SECRET = "KOVAC"


@dataclass(frozen=True)
class Paper:
    """A source with what stands on it. ``images`` are its pages as drawn, unrotated."""

    path: Path
    document: Document
    pages: tuple[Page, ...]
    texts: DocumentText
    images: tuple[Image.Image, ...]

    def redaction(
        self, page: int, first: int, last: int | None = None, code: str = "1.4(d)"
    ) -> Annotation:
        target = Target(page, first, first if last is None else last)
        return self.redaction_of(target, code)

    def region(self, page: int, *rects: Rect, code: str = "(b)(6)") -> Annotation:
        return self.redaction_of(Target(page, rects_pt=rects), code)

    def redaction_of(self, target: Target, code: str) -> Annotation:
        return Annotation(
            new_id(),
            self.document.id,
            Kind.REDACTION,
            code,
            (target,),
            Status.APPROVED,
            author="Ada",
            created_at="2026-01-01T10:00:00Z",
            decided_by="Ben",
            decided_at="2026-01-02T10:00:00Z",
        )

    def plan(self, *redactions: Annotation) -> DocumentPlan:
        return plan_document(self.document, self.pages, self.texts, redactions)


def draw_page(
    lines: Sequence[str],
    size_pt: tuple[float, float],
    dpi: int,
    rotation: int,
    mode: str,
    text_pt: float = 12,
) -> tuple[Image.Image, list[Word]]:
    """A page as stored (not turned for the eye) and its words with the places of their ink."""
    shown_pt = (size_pt[1], size_pt[0]) if rotation % 180 else size_pt
    scale = dpi / 72
    shown_px = (round(shown_pt[0] * scale), round(shown_pt[1] * scale))
    image = Image.new("L", shown_px, 255)
    drawing = ImageDraw.Draw(image)
    font = ImageFont.load_default(text_pt * scale)
    words = []
    for number, line in enumerate(lines):
        x, y = 20 * scale, (20 + number * text_pt * 2.2) * scale
        for reading in line.split():
            left, top, right, bottom = drawing.textbbox((x, y), reading, font=font)
            if right > shown_px[0] - 4:
                break
            drawing.text((x, y), reading, font=font, fill=0)
            rect = Rect(left / scale, top / scale, right / scale, bottom / scale)
            words.append(Word(reading, unrotate_rect(rect, *size_pt, rotation), number))
            x = right + 5 * scale
    stored = image.rotate(rotation, expand=True) if rotation else image
    if mode == "1":
        return stored.convert("1", dither=Image.Dither.NONE), words
    return stored.convert(mode), words


def source_pdf(
    path: Path,
    images: Sequence[Image.Image],
    size_pt: tuple[float, float],
    family: str,
    rotation: int = 0,
    crop_at: tuple[float, float] = (0, 0),
) -> None:
    """A scan as a PDF; ``crop_at`` puts the page's corner elsewhere than at the origin."""
    pdf = pikepdf.new()
    pdf.docinfo[Name.Title] = "The Kovac papers"
    x, y = crop_at
    for image in images:
        stream = _stream(pdf, image, family)
        width, height = size_pt
        content = f"q {width} 0 0 {height} {x} {y} cm /Im0 Do Q".encode()
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, width + 2 * x, height + 2 * y]),
            CropBox=Array([x, y, x + width, y + height]),
            Rotate=rotation,
            Resources=Dictionary(XObject=Dictionary(Im0=stream)),
            Contents=pdf.make_stream(content),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    pdf.save(path)


def _stream(pdf: pikepdf.Pdf, image: Image.Image, family: str) -> pikepdf.Stream:
    grey = image.mode in ("1", "L")
    common: Any = {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": image.width,
        "/Height": image.height,
        "/ColorSpace": Name.DeviceGray if grey else Name.DeviceRGB,
        "/BitsPerComponent": 1 if image.mode == "1" else 8,
    }
    out = io.BytesIO()
    if family == "jpeg":
        image.save(out, "JPEG", quality=75)
        return pikepdf.Stream(
            pdf, out.getvalue(), Dictionary({**common, "/Filter": Name.DCTDecode})
        )
    if image.mode == "1":
        strip = (image.width + 7) // 8 * image.height
        image.save(out, "TIFF", compression="group4", strip_size=strip)
        with Image.open(io.BytesIO(out.getvalue())) as written:
            at, count = written.tag_v2[273][0], written.tag_v2[279][0]  # type: ignore[attr-defined]
        parms = Dictionary(K=-1, BlackIs1=True, Columns=image.width, Rows=image.height)
        data = out.getvalue()[at : at + count]
        extra = Dictionary({**common, "/Filter": Name.CCITTFaxDecode, "/DecodeParms": parms})
        return pikepdf.Stream(pdf, data, extra)
    data = zlib.compress(image.tobytes())
    return pikepdf.Stream(pdf, data, Dictionary({**common, "/Filter": Name.FlateDecode}))


@pytest.fixture
def make_paper(tmp_path: Path) -> Callable[..., Paper]:
    def make(
        family: str = "bilevel",
        mode: str = "1",
        lines: Sequence[str] = LINES,
        pages: int = 1,
        size_pt: tuple[float, float] = (400, 300),
        dpi: int = 200,
        rotation: int = 0,
        crop_at: tuple[float, float] = (0, 0),
        name: str = "paper.pdf",
    ) -> Paper:
        drawn = [draw_page(lines, size_pt, dpi, rotation, mode) for _ in range(pages)]
        images = tuple(image for image, _ in drawn)
        path = tmp_path / name
        source_pdf(path, images, size_pt, family, rotation, crop_at)
        document = Document(
            "d1", name, "a" * 64, "a" * 64, "pdf", DocumentState.READY, pages, "2026-01-01"
        )
        listed = tuple(Page("d1", n + 1, *size_pt, rotation) for n in range(pages))
        texts = DocumentText.of(PageText(n + 1, tuple(words)) for n, (_, words) in enumerate(drawn))
        return Paper(path, document, listed, texts, images)

    return make


@dataclass(frozen=True)
class Copy:
    """A clean release copy of a paper whose second word is cut."""

    paper: Paper
    plan: DocumentPlan
    path: Path
    folder: Path

    def damaged(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def burned_otherwise(self, **changes: Any) -> str:
        """A copy burned by a plan that is not the one it is held against."""
        page = replace(self.plan.pages[0], **changes)
        plan = replace(self.plan, pages=(page, *self.plan.pages[1:]))
        path = self.folder / "otherwise.pdf"
        burn(plan, str(self.paper.path), str(path))
        return str(path)


@pytest.fixture
def clean_copy(make_paper: Callable[..., Paper], tmp_path: Path) -> Copy:
    paper = make_paper(pages=2)
    plan = paper.plan(paper.redaction(1, 1), paper.redaction(2, 1))
    out = tmp_path / "copy.pdf"
    burn(plan, str(paper.path), str(out))
    return Copy(paper, plan, out, tmp_path)
