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
from workbench.engines.pixels import page_pixels
from workbench.release.frames import is_frame
from workbench.release.plan import HAIR_PT, DocumentPlan, PagePlan, met_anew
from workbench.release.running_ink import over_strokes
from workbench.release.stamp import box_px
from workbench.release.white_paper import on_white_paper

_INK = 128
"""Grey levels under this are ink; the proof's own level is darker, so that it finds none."""
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
_IS_INK = [255 if level < _INK else 0 for level in range(256)]
_ANY = [255 if level else 0 for level in range(256)]
_INKED = b"\xff"

_Place = tuple[int, int, int, int]


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
    place = box_px(rect, image.size, size_pt)
    line = round(line_pt * image.height / page.height_pt)
    margin = max(6, int(line * (_LONGEST + _NEAR)))
    around = (
        max(0, place[0] - margin),
        max(0, place[1] - margin),
        min(image.width, place[2] + margin),
        min(image.height, place[3] + margin),
    )
    if line <= 0 or around[0] >= around[2] or around[1] >= around[3]:
        return rect
    ink = image.crop(around).convert("L").point(_IS_INK)
    whole = ink.copy()
    for other in [*standing, *others]:
        _wipe(ink, box_px(other, image.size, size_pt), around)
    inner = (
        place[0] - around[0],
        place[1] - around[1],
        place[2] - around[0],
        place[3] - around[1],
    )
    found = [
        Rect(
            (left + around[0]) / image.width * size_pt[0],
            (top + around[1]) / image.height * size_pt[1],
            (right + around[0]) / image.width * size_pt[0],
            (bottom + around[1]) / image.height * size_pt[1],
        )
        for left, top, right, bottom in _letters(ink, whole, inner, line)
    ]
    wanted = bounding([rect, *found]) or rect
    return _stopped(rect, wanted, standing).clamped(*size_pt) or rect


def _wipe(ink: Image.Image, place: _Place, around: _Place) -> None:
    left, top = max(0, place[0] - around[0]), max(0, place[1] - around[1])
    right, bottom = place[2] - around[0], place[3] - around[1]
    if left < min(right, ink.width) and top < min(bottom, ink.height):
        ink.paste(0, (left, top, right, bottom))


def _letters(ink: Image.Image, whole: Image.Image, box: _Place, line: int) -> Iterator[_Place]:
    """Extents of the pieces of ink outside a box that are, or are part of, its word's letters.

    ``whole`` has also what is known not to be theirs.
    """
    ink.paste(0, box)
    coarse = max(1, line // _COARSE_PX)
    if coarse > 1:
        ink, whole = (one.reduce(coarse).point(_ANY) for one in (ink, whole))
        box = (box[0] // coarse, box[1] // coarse, -(-box[2] // coarse), -(-box[3] // coarse))
        line = max(1, line // coarse)
    near = max(2, int(_NEAR * line))
    for piece in _pieces(ink, box, near):
        if is_frame(whole, piece, box, line):
            continue
        wide, tall = piece[2] - piece[0], piece[3] - piece[1]
        touches = (
            piece[0] <= box[2] + 1
            and piece[2] >= box[0] - 1
            and piece[1] <= box[3] + 1
            and piece[3] >= box[1] - 1
        )
        if max(wide, tall) <= _LONGEST * line and (
            touches or min(wide, tall) >= _LOOSE_LEAST * line
        ):
            yield (
                piece[0] * coarse,
                piece[1] * coarse,
                piece[2] * coarse,
                piece[3] * coarse,
            )


def _pieces(ink: Image.Image, box: _Place, near: int) -> Iterator[_Place]:
    """Extents of the connected pieces of ink that come within ``near`` pixels of a box."""
    width, height = ink.size
    pixels = bytearray(ink.tobytes())
    first, last = max(0, box[0] - near), min(width, box[2] + near)
    for y in range(max(0, box[1] - near), min(height, box[3] + near)):
        at = pixels.find(_INKED, y * width + first, y * width + last)
        while at >= 0:
            yield _extent(pixels, width, at)
            at = pixels.find(_INKED, at, y * width + last)


def _extent(pixels: bytearray, width: int, start: int) -> _Place:
    """Extent of the piece of ink around a pixel; its pixels are wiped."""
    pixels[start] = 0
    waiting, columns, rows = [start], set[int](), set[int]()
    while waiting:
        at = waiting.pop()
        row, column = divmod(at, width)
        rows.add(row)
        columns.add(column)
        beside = [at - width, at + width]
        beside += [at - 1] if column else []
        beside += [at + 1] if column + 1 < width else []
        for other in beside:
            if 0 <= other < len(pixels) and pixels[other]:
                pixels[other] = 0
                waiting.append(other)
    return min(columns), min(rows), max(columns) + 1, max(rows) + 1


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
