"""Papers that go with a release, laid out with ReportLab: one look, fonts for every script."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pymupdf
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

import workbench

PLAIN, BOLD, WIDE = "Workbench", "WorkbenchBold", "WorkbenchWide"
MARGIN_PT = 48.0
WIDTH_PT, LANDSCAPE_WIDTH_PT = A4[0] - 2 * MARGIN_PT, A4[1] - 2 * MARGIN_PT
LANDSCAPE_HEIGHT_PT = A4[0] - 2 * MARGIN_PT
"""Width and height between the margins."""


@cache
def fonts() -> frozenset[int]:
    """Make the fonts known to the layout; the code points that the plain one has."""
    plain = TTFont(PLAIN, "Vera.ttf")
    pdfmetrics.registerFont(plain)
    pdfmetrics.registerFont(TTFont(BOLD, "VeraBd.ttf"))
    # MuPDF's font for every other script: it is there already, and free.
    pdfmetrics.registerFont(TTFont(WIDE, io.BytesIO(pymupdf.Font("cjk").buffer)))
    return frozenset(plain.face.charToGlyph)


@cache
def style(size_pt: float = 9, *, bold: bool = False, after_pt: float = 0) -> ParagraphStyle:
    """A paragraph in the papers' type."""
    known = fonts()
    del known
    return ParagraphStyle(
        f"{size_pt} {bold} {after_pt}",
        fontName=BOLD if bold else PLAIN,
        fontSize=size_pt,
        leading=size_pt * 1.3,
        spaceAfter=after_pt,
        splitLongWords=True,
    )


def text(said: str, size_pt: float = 9, *, bold: bool = False, after_pt: float = 0) -> Paragraph:
    """Text that wraps; signs the plain font lacks are set in the wide one."""
    known = fonts()
    parts = []
    for is_known, run in groupby(said, key=lambda sign: ord(sign) in known or sign.isspace()):
        part = escape("".join(run)).replace("\n", "<br/>")
        parts.append(part if is_known else f'<font name="{WIDE}">{part}</font>')
    return Paragraph("".join(parts), style(size_pt, bold=bold, after_pt=after_pt))


def write(path: Path, title: str, story: Sequence[Any], *, wide: bool = False) -> None:
    """Lay a story out as a PDF with its title and page numbers at the foot of each page."""
    fonts()
    size = landscape(A4) if wide else A4

    def foot(canvas: Any, laid: Any) -> None:
        canvas.saveState()
        canvas.setFont(PLAIN, 7)
        canvas.drawString(MARGIN_PT, 26, f"{title} · Archive Workbench {workbench.__version__}")
        canvas.drawRightString(size[0] - MARGIN_PT, 26, f"page {laid.page}")
        canvas.restoreState()

    inner = (size[0] - 2 * MARGIN_PT, size[1] - 2 * MARGIN_PT)
    no_padding = dict.fromkeys(("leftPadding", "rightPadding", "topPadding", "bottomPadding"), 0)
    frame = Frame(MARGIN_PT, MARGIN_PT, *inner, **no_padding)
    document = BaseDocTemplate(
        str(path),
        pagesize=size,
        pageTemplates=[PageTemplate(frames=[frame], onPage=foot)],
        title=title,
        lang="en",
        invariant=1,
    )
    document.build(list(story))
