"""Papers that go with a release, laid out with ReportLab: one look, fonts for every script.

They are to be kept as long as the copies, and are PDF/A-2u like them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
import pymupdf
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

import workbench
from workbench.release import archival

PLAIN, BOLD, WIDE = "Workbench", "WorkbenchBold", "WorkbenchWide"
MARGIN_PT = 48.0
_FOOT_PT, _FOOT_Y_PT = 7.0, 26.0
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
    inner = (size[0] - 2 * MARGIN_PT, size[1] - 2 * MARGIN_PT)

    def foot(canvas: Any, laid: Any) -> None:
        canvas.saveState()
        canvas.setFont(PLAIN, _FOOT_PT)
        number = f"page {laid.page}"
        canvas.drawRightString(size[0] - MARGIN_PT, _FOOT_Y_PT, number)
        said = text(f"{title} · Archive Workbench {workbench.__version__}", _FOOT_PT)
        _, height = said.wrap(inner[0] - 60, MARGIN_PT)
        said.drawOn(canvas, MARGIN_PT, _FOOT_Y_PT + 1.2 * _FOOT_PT - height)
        canvas.restoreState()

    no_padding = dict.fromkeys(("leftPadding", "rightPadding", "topPadding", "bottomPadding"), 0)
    frame = Frame(MARGIN_PT, MARGIN_PT, *inner, **no_padding)
    laid_out = io.BytesIO()
    document = BaseDocTemplate(
        laid_out,
        pagesize=size,
        pageTemplates=[PageTemplate(frames=[frame], onPage=foot)],
        lang="en",
        invariant=1,
    )
    document.build(list(story))
    with pikepdf.open(laid_out) as pdf:
        archival.describe(pdf, claims_archival=True, title=title)
        pdf.save(path, min_version="1.7", deterministic_id=True)
