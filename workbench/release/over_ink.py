"""Boxes that cover the ink of their words, where the text layer's rectangles do not.

A layer's rectangle is what a font or an OCR engine says of a word; its ink may stand out of it.
Boxes grow over such ink up to the next word that stays, and over strokes of theirs that run on
into its place. Runs in a worker process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from PIL import Image

from workbench.domain.geometry import Rect, bounding
from workbench.engines.islands import islands
from workbench.engines.pixels import page_pixels
from workbench.release.frames import is_frame
from workbench.release.ink_around import InkAround, Place, ink_around
from workbench.release.plan import HAIR_PT, DocumentPlan, PagePlan, met_anew
from workbench.release.running_ink import over_strokes
from workbench.release.white_paper import on_white_paper

_NEAR = 0.35
"""Shares of a line's height: ink this near to a box may be a letter of its word."""
_LONGEST = 1.6
"""A piece longer than this, in line heights, is no letter: a rule, a frame, a drawing."""
_LOOSE_LEAST = 0.25
"""A piece that does not touch the box counts from this size on; smaller ones are specks."""
_BESIDE = 0.3
"""Words that share this much of their height stand in one line."""
_TALLEST = 2.5
_MOST_LETTERS = 40
_COARSE_PX = 16  # height of a box at the scale that ink is looked at, at least


def over_ink(plan: DocumentPlan, page_file: str) -> DocumentPlan:
    """The plan as it is to be burned: boxes grown over the ink of their words, prints clear of ink.

    Regions that a person drew stay as they are.

    Raises:
        UnreadableFile: a page of the source cannot be read.
    """
    pages: list[PagePlan] = []
    unprinted = set(plan.unprinted)
    for page in plan.pages:
        if page.withheld is None and (page.prints or any(box.of_words for box in page.boxes)):
            image = page_pixels(page_file, page.number).image
            page = _page_over_ink(page, image)
            if page.prints:
                page, has_room = on_white_paper(page, image)
                unprinted |= set() if has_room else {page.number}
        pages.append(page)
    rects = {
        (page.number, annotation_id): tuple(
            box.rect_pt for box in page.boxes if box.annotation_id == annotation_id
        )
        for page in pages
        for annotation_id in {box.annotation_id for box in page.boxes}
    }
    secrets = tuple(
        replace(
            secret,
            boxes_pt=rects.get((secret.page, secret.annotation_id), secret.boxes_pt),
        )
        for secret in plan.secrets
    )
    return replace(plan, pages=tuple(pages), secrets=secrets, unprinted=tuple(sorted(unprinted)))


def _page_over_ink(page: PagePlan, image: Image.Image) -> PagePlan:
    standing = [word.rect_pt for word in (*page.words_of_source, *page.words_met)]
    usual = median(_across(rect, page) for rect in standing) if standing else 0.0
    boxes = []
    for box in page.boxes:
        rect = box.rect_pt
        if box.of_words:
            others = [one.rect_pt for one in page.boxes if one is not box]
            line = max(_across(rect, page), usual)
            for _ in range(_MOST_LETTERS):  # letter by letter, each next to the one before
                grown = _grown(rect, line, page, image, (standing, others))
                if grown == rect:
                    break
                rect = grown
            if _across(rect, page) <= _TALLEST * usual:  # else its words run askew
                rect = over_strokes(rect, line, (page.width_pt, page.height_pt), image)
        boxes.append(replace(box, rect_pt=rect))
    return met_anew(replace(page, boxes=tuple(boxes)))


def _across(rect: Rect, page: PagePlan) -> float:
    """The height of a line of type that a rectangle stands in."""
    return rect.width if page.rotation % 180 else rect.height


def _grown(
    rect: Rect,
    line_pt: float,
    page: PagePlan,
    image: Image.Image,
    beside: tuple[Sequence[Rect], Sequence[Rect]],
) -> Rect:
    """A box over the letters next to it; ``beside`` are what stays, and the other boxes."""
    standing, others = beside
    size_pt = (page.width_pt, page.height_pt)
    whole = ink_around(image, size_pt, rect, line_pt, lines=_LONGEST + _NEAR)
    if whole is None:
        return rect
    around = replace(whole, ink=whole.ink.copy())
    for other in [*standing, *others]:
        around.wipe(other)
    around.ink.paste(0, around.box)
    around, whole = around.reduced(_COARSE_PX), whole.reduced(_COARSE_PX)
    found = map(around.rect_of, _letters(around, whole))
    wanted = bounding([rect, *found]) or rect
    return _stopped(rect, wanted, standing).clamped(*size_pt) or rect


def _letters(around: InkAround, whole: InkAround) -> Iterator[Place]:
    """Extents of the pieces of ink outside the box that are, or are part of, its word's letters.

    ``whole`` has also what is known not to be theirs.
    """
    box, line = around.box, around.line
    # The proof measures the box, not the line, and on another grid: it may see two pixels farther.
    near = max(2, int(_NEAR * line)) + 2
    window = (box[0] - near, box[1] - near, box[2] + near, box[3] + near)
    for piece in islands(around.ink, within=window, corners=False):
        left, top, right, bottom = piece.extent
        if is_frame(whole.ink, piece.extent, box, line):
            continue
        touches = (
            left <= box[2] + 1
            and right >= box[0] - 1
            and top <= box[3] + 1
            and bottom >= box[1] - 1
        )
        if max(piece.width, piece.height) <= _LONGEST * line and (
            touches or min(piece.width, piece.height) >= _LOOSE_LEAST * line
        ):
            yield piece.extent


def _stopped(rect: Rect, wanted: Rect, standing: Sequence[Rect]) -> Rect:
    """As much of a wanted growth as enters no word that stays: sideways first, then up and down."""
    x0, y0, x1, y1 = wanted.x0, wanted.y0, wanted.x1, wanted.y1
    for other in standing:
        shared = min(other.y1, rect.y1) - max(other.y0, rect.y0)
        if shared > _BESIDE * min(other.height, rect.height):
            if other.centre[0] < rect.centre[0]:
                x0 = min(rect.x0, max(x0, other.x1))
            else:
                x1 = max(rect.x1, min(x1, other.x0))
    for other in standing:
        if min(other.x1, x1) - max(other.x0, x0) > HAIR_PT:
            if other.centre[1] < rect.centre[1]:
                y0 = min(rect.y0, max(y0, other.y1))
            else:
                y1 = max(rect.y1, min(y1, other.y0))
    return Rect(x0, y0, x1, y1)
