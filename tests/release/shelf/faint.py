"""The secret too faint to be seen: a level or two from its ground, or through from behind."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont, ImageOps

from tests.release.shelf.drafts import SECRET, Draft, vector
from tests.release.shelf.images import _SIZE, _flate, _jpeg, _place, word_image

_FAINT = "faint, but legible"
Tone = int | tuple[int, int, int]


def faint_word(ink: Tone, ground: Tone) -> Image.Image:
    image = Image.new("L" if isinstance(ink, int) else "RGB", _SIZE, ground)
    ImageDraw.Draw(image).text((30, 14), SECRET, font=ImageFont.load_default(52), fill=ink)
    return image


@vector(_FAINT, legible=True, unseen=True)
def faint_on_white(draft: Draft) -> None:
    _place(draft, _flate(draft, faint_word(254, 255)))


@vector(_FAINT, legible=True, unseen=True)
def faint_on_black(draft: Draft) -> None:
    _place(draft, _flate(draft, faint_word(2, 0)))


@vector(_FAINT, legible=True, unseen=True)
def faint_in_one_colour(draft: Draft) -> None:
    """Grey pixels of both are one: only the blue differs."""
    _place(draft, _flate(draft, faint_word((255, 255, 252), (255, 255, 255))))


@vector(_FAINT, legible=True, unseen=True)
def faint_on_grey(draft: Draft) -> None:
    _place(draft, _flate(draft, faint_word(180, 190)))


@vector(_FAINT, legible=True, unseen=True)
def faint_in_a_jpeg(draft: Draft) -> None:
    _place(draft, _jpeg(draft, faint_word(243, 252)))


@vector(_FAINT, legible=True, unseen=True)
def faint_in_a_soft_mask(draft: Draft) -> None:
    _place(draft, _flate(draft, Image.new("L", _SIZE, 0), SMask=_flate(draft, faint_word(3, 0))))


@vector("legible in a stored image", legible=True, unseen=True)
def image_under_a_mask_of_three_levels(draft: Draft) -> None:
    mask = Image.new("L", _SIZE, 3)
    mask.paste(255, (0, 0, 20, 80))
    _place(draft, _flate(draft, word_image(), SMask=_flate(draft, mask)))


@vector("legible in a stored image", legible=True, unseen=True)
def faint_and_never_drawn(draft: Draft) -> None:
    draft.page().Resources.XObject.Im9 = _flate(draft, faint_word(253, 255))


@vector("shining through from behind", legible=True, unseen=True)
def back_of_the_page(draft: Draft) -> None:
    _place(draft, _jpeg(draft, ImageOps.mirror(faint_word(222, 250))))
