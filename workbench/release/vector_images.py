"""Images of a born-digital page: only what drawing takes, and nothing under or beyond an edge."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageChops, ImageFilter

from workbench.domain.geometry import Rect
from workbench.release import jpeg
from workbench.release.encode import encode, image_dictionary, plain_mode
from workbench.release.vector_errors import CannotPreserveError, number, numbers
from workbench.release.vector_parts import colour_space

_KEPT_CODECS = {"/FlateDecode", "/CCITTFaxDecode", "/LZWDecode", "/RunLengthDecode"}
_FAX = ("/K", "/Columns", "/Rows")
_FAX_SWITCHES = ("/BlackIs1", "/EncodedByteAlign", "/EndOfLine", "/EndOfBlock")
_UNREAD = "an image on it is stored in a way that is not rewritten"
_SLACK_PX = 1


def hidden_pixels(
    size: tuple[int, int],
    to_page: pikepdf.Matrix,
    boxes: Sequence[Rect],
    visible: Rect,
) -> tuple[list[jpeg.Box], jpeg.Box]:
    """Pixels of an image under boxes, and the part of it that can be seen at all.

    ``to_page`` leads from the unit square of the image to plan points (origin top left).
    """
    back = to_page.inverse()
    areas = [area for box in boxes if (area := _pixels(box, back, size))]
    return areas, _pixels(visible, back, size) or (0, 0, 0, 0)


def _pixels(rect: Rect, back: pikepdf.Matrix, size: tuple[int, int]) -> jpeg.Box | None:
    corners = [back.transform((x, y)) for x in (rect.x0, rect.x1) for y in (rect.y0, rect.y1)]
    across = [x * size[0] for x, _ in corners]
    down = [(1 - y) * size[1] for _, y in corners]
    left = max(0, int(min(across)) - _SLACK_PX)
    top = max(0, int(min(down)) - _SLACK_PX)
    right = min(size[0], int(max(across)) + 1 + _SLACK_PX)
    bottom = min(size[1], int(max(down)) + 1 + _SLACK_PX)
    return (left, top, right, bottom) if left < right and top < bottom else None


def image(
    pdf: pikepdf.Pdf, stream: Stream, areas: Sequence[jpeg.Box], seen: jpeg.Box
) -> pikepdf.Object:
    """An image of the copy, black under ``areas``, blank outside ``seen`` and where masks are.

    Raises:
        CannotPreserveError: its codec or make is not rewritten.
    """
    size = (int(number(stream.get("/Width", 0))), int(number(stream.get("/Height", 0))))
    if min(size) < 1:
        raise CannotPreserveError(_UNREAD)
    whole = seen == (0, 0, *size)
    if any(key in stream for key in ("/OC", "/OPI")):
        raise CannotPreserveError("an image on it can be switched off")
    if isinstance(stream.get("/Mask"), Array):
        raise CannotPreserveError("an image on it leaves out some of its colours")
    masks = {
        key: mask for key in ("/SMask", "/Mask") if isinstance(mask := stream.get(key), Stream)
    }
    masked = _masked_out(stream, masks, size)
    if whole and not areas and masked is None and not _may_hide(stream, size):
        made = _copied(pdf, stream)
    else:
        made = _painted(pdf, stream, size, areas, seen, masked)
    for key, mask in masks.items():
        other = (int(number(mask.get("/Width", 0))), int(number(mask.get("/Height", 0))))
        if any(part in mask for part in ("/SMask", "/Mask", "/Matte")):
            raise CannotPreserveError(_UNREAD)
        scaled = [_scaled(area, size, other) for area in areas]
        held = _calmed(pdf, mask, other) if key == "/SMask" else mask
        made[key] = image(pdf, held, scaled, _scaled(seen, size, other))
    return made


def _calmed(pdf: pikepdf.Pdf, mask: Stream, size: tuple[int, int]) -> Stream:
    """A soft mask without levels that are all but nothing or all: a word may be drawn in them."""
    levels = _opened(mask).convert("L")
    calm = levels.point(_CALMED)
    if levels.size != size or ImageChops.difference(levels, calm).getbbox() is None:
        return mask
    if isinstance(mask.get("/Decode"), Array):
        raise CannotPreserveError(_UNREAD)
    coded = encode(calm, "flate")
    return Stream(pdf, coded.data, coded.dictionary)


def _may_hide(stream: Stream, size: tuple[int, int]) -> bool:
    """Whether samples may say more than is shown: several drawn alike, or rows below the last."""
    if stream.get("/ImageMask"):
        return False
    space = stream.get("/ColorSpace")
    if isinstance(space, Array) and str(space[0]) in ("/Indexed", "/I", "/Separation", "/DeviceN"):
        return True
    decode = stream.get("/Decode")
    if isinstance(decode, Array) and not set(numbers(decode)) <= {0.0, 1.0}:
        return True
    colours = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}.get(str(space))
    if colours is None:
        return False
    row = (size[0] * colours * int(number(stream.get("/BitsPerComponent", 8))) + 7) // 8
    try:
        return len(stream.read_bytes()) >= row * (size[1] + 1)
    except pikepdf.PdfError:
        return False  # coded as a picture file, which says its rows itself


def _masked_out(
    stream: Stream, masks: dict[str, Stream], size: tuple[int, int]
) -> Image.Image | None:
    """White where masks let nothing of an image through; None where nothing can hide there."""
    if not masks:
        return None
    hidden = Image.new("L", size, 0)
    for key, mask in masks.items():
        samples = _opened(mask).convert("L")
        if key == "/Mask":  # it shows what is dark, a soft one what is light
            samples = ImageChops.invert(samples)
        shown = samples.point(_SEEN).resize(size, Image.Resampling.BOX).point(_ANY)
        # Viewers blend neighbours where sizes differ.
        shown = shown.filter(ImageFilter.MaxFilter(3))
        hidden = ImageChops.lighter(hidden, ImageChops.invert(shown))
    if hidden.getbbox() is None:
        return None
    bands = plain_mode(_opened(stream)).convert("RGB").split()
    is_even = all(sum(map(bool, band.histogram(hidden))) == 1 for band in bands)
    return None if is_even else hidden


_ANY = [0] + [255] * 255
_UNSEEN = 8
"""Levels of a mask from none or all up to which nobody sees a difference."""
_SEEN = [0 if level <= _UNSEEN else 255 for level in range(256)]
_CALMED = [0 if n <= _UNSEEN else 255 if n >= 255 - _UNSEEN else n for n in range(256)]


def _opened(stream: Stream) -> Image.Image:
    try:
        return pikepdf.PdfImage(stream).as_pil_image()
    except Exception as error:  # pikepdf and Pillow raise whatever a damaged image trips them into
        raise CannotPreserveError(_UNREAD) from error


def _scaled(area: jpeg.Box, size: tuple[int, int], other: tuple[int, int]) -> jpeg.Box:
    across, down = other[0] / size[0], other[1] / size[1]
    return (
        int(area[0] * across),
        int(area[1] * down),
        min(other[0], -int(-area[2] * across // 1)),
        min(other[1], -int(-area[3] * down // 1)),
    )


def _copied(pdf: pikepdf.Pdf, stream: Stream) -> pikepdf.Object:
    """An image whose coded pixels stay as they are."""
    filters = stream.get("/Filter", Array())
    names = [str(f) for f in (filters if isinstance(filters, Array) else [filters])]
    parms = stream.get("/DecodeParms", Dictionary())
    last = parms[len(parms) - 1] if isinstance(parms, Array) and len(parms) else parms
    codec = names[-1] if names else ""
    if codec in ("/DCTDecode", "/CCITTFaxDecode"):
        data = stream.read_raw_bytes() if len(names) == 1 else _decoded_up_to(stream)
        if codec == "/DCTDecode":
            stripped = jpeg.stripped(data)
            if stripped is None or (isinstance(last, Dictionary) and "/ColorTransform" in last):
                raise CannotPreserveError(_UNREAD)
            data = stripped
        made = Stream(pdf, data)
        made.Filter = Name(codec)
        if codec == "/CCITTFaxDecode" and isinstance(last, Dictionary):
            kept = Dictionary({key: int(number(last[key])) for key in _FAX if key in last})
            for key in _FAX_SWITCHES:
                if key in last:
                    kept[key] = bool(last[key])
            made.DecodeParms = kept
    elif all(name in _KEPT_CODECS or name.startswith("/ASCII") for name in names):
        made = pdf.make_stream(stream.read_bytes())
    else:
        raise CannotPreserveError(_UNREAD)
    _describe(pdf, made, stream)
    return made


def _decoded_up_to(stream: Stream) -> bytes:
    return stream.read_bytes(pikepdf.StreamDecodeLevel.generalized)


def _describe(pdf: pikepdf.Pdf, made: Stream, stream: Stream) -> None:
    made.Type, made.Subtype = Name.XObject, Name.Image
    made.Width, made.Height = int(number(stream.Width)), int(number(stream.Height))
    if bool(stream.get("/ImageMask", False)):
        made.ImageMask, made.BitsPerComponent = True, 1
    else:
        made.BitsPerComponent = int(number(stream.get("/BitsPerComponent", 8)))
        made.ColorSpace = colour_space(pdf, stream.get("/ColorSpace"))
    if isinstance(stream.get("/Decode"), Array):
        made.Decode = Array(numbers(stream.Decode))


def _painted(
    pdf: pikepdf.Pdf,
    stream: Stream,
    size: tuple[int, int],
    areas: Sequence[jpeg.Box],
    seen: jpeg.Box,
    masked: Image.Image | None,
) -> pikepdf.Object:
    """An image coded anew in its family, for a box, an edge or a mask runs through it."""
    is_stencil = bool(stream.get("/ImageMask", False))
    pixels = _opened(stream)
    if pixels.size != size or isinstance(stream.get("/Decode"), Array):
        raise CannotPreserveError(_UNREAD)
    filters = pikepdf.PdfImage(stream).filters
    is_jpeg = "/DCTDecode" in filters
    pixels = pixels if is_stencil and pixels.mode == "1" else plain_mode(pixels)
    blank = 255
    black = 255 if is_stencil else 0
    shown = Image.new(pixels.mode, size, (blank,) * 3 if pixels.mode == "RGB" else blank)
    if min(seen[2] - seen[0], seen[3] - seen[1]) > 0:
        shown.paste(pixels.crop(seen), seen[:2])
    if masked is not None:
        shown.paste((blank,) * 3 if pixels.mode == "RGB" else blank, (0, 0), masked)
    if is_jpeg:
        for area in areas:
            jpeg.calm_fringe(shown, area)
    for area in areas:
        shown.paste((black,) * 3 if pixels.mode == "RGB" else black, area)
    plain = stream.get("/ColorSpace") in (Name.DeviceRGB, Name.DeviceGray)
    if is_jpeg and plain and masked is None and seen == (0, 0, *size) and len(filters) == 1:
        data = jpeg.with_areas(stream.read_raw_bytes(), shown, areas)
        if data is not None:
            return Stream(pdf, data, image_dictionary(shown, Name.DCTDecode))
    coded = encode(shown, "jpeg" if is_jpeg else "flate")
    made = Stream(pdf, coded.data, coded.dictionary)
    if is_stencil:
        if shown.mode != "1":
            raise CannotPreserveError(_UNREAD)
        del made["/ColorSpace"]
        made.ImageMask = True
    return made
