"""Prints laid out anew over a page's pixels: on white paper where the page has some to spare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image, ImageStat

from workbench.domain.geometry import Rect
from workbench.release.printing import laid_out
from workbench.release.prints import words_of

if TYPE_CHECKING:
    from workbench.release.plan import PagePlan

_INK = [255 if level < 128 else 0 for level in range(256)]
_SPECKS = 0.006
"""Share of a place that may be dark for it to be white paper: dust, no stroke of a pen."""
_AROUND_PT = 1.0


def on_white_paper(page: PagePlan, image: Image.Image) -> tuple[PagePlan, bool]:
    """The page with its prints laid out anew over its pixels; whether all of them found room."""
    wanted = [(one.text, one.annotation_id) for one in page.prints]
    prints, has_room = laid_out(page, wanted, _white_on(image, page))
    source = page.words_of_source
    first = page.words_kept[len(source)]
    words = words_of(prints, first.line, first.block)
    return replace(page, words_kept=(*source, *words), prints=prints), has_room


def _white_on(image: Image.Image, page: PagePlan) -> Callable[[Rect], bool]:
    step = max(1, int(image.width / page.width_pt))
    ink = image.convert("L").point(_INK).reduce(step)
    across, down = ink.width / page.width_pt, ink.height / page.height_pt

    def is_white(rect: Rect) -> bool:
        around = rect.inflated(_AROUND_PT)
        place = (
            max(0, int(around.x0 * across)),
            max(0, int(around.y0 * down)),
            min(ink.width, int(around.x1 * across) + 1),
            min(ink.height, int(around.y1 * down) + 1),
        )
        return ImageStat.Stat(ink.crop(place)).mean[0] <= _SPECKS * 255

    return is_white
