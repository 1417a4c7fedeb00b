"""What is printed on a page's paper laid out, clear of words and boxes.

A plan knows those; only the pixels tell where a hand, a seal or a smudge is. So prints are laid
out twice: with the plan, and on white paper (:mod:`workbench.release.white_paper`) when the copy
is made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from workbench.domain.geometry import Rect
from workbench.release.prints import Paper, Print

if TYPE_CHECKING:
    from workbench.release.plan import PagePlan

Wanted = Sequence[tuple[str, str]]
"""Lines to be printed, each with the redaction whose box it belongs to; a stamp has none."""


def laid_out(
    page: PagePlan, wanted: Wanted, is_white: Callable[[Rect], bool] | None = None
) -> tuple[tuple[Print, ...], bool]:
    """Prints for a page, and whether all that is wanted found room.

    ``is_white`` tells of a place on the unrotated page whether it is white paper.
    """
    standing = [word.rect_pt for word in (*page.words_of_source, *page.words_met)]
    boxes = [box.rect_pt for box in page.boxes]
    paper = Paper(page.width_pt, page.height_pt, page.rotation, standing + boxes, is_white)
    has_room = True
    for text, annotation_id in wanted:
        own = (box.rect_pt for box in page.boxes if box.annotation_id == annotation_id)
        box = next(own, None)
        has_room &= paper.stamp(text) if box is None else paper.label(text, box, annotation_id)
    return tuple(paper.prints), has_room
