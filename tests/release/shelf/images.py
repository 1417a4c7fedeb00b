"""The secret in pixels: images in every codec and mode, and what their files carry beside them."""

from __future__ import annotations

import io
import zlib
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageDraw, ImageFont

from tests.release.shelf.drafts import SECRET, Draft, vector

_SIZE = (400, 80)
_PLACE = (84.0, 50.0, 120.0, 24.0)  # left, bottom, width, height in points
_STORED = "legible in a stored image"
_SEEN = "drawn under a shape"


def word_image(mode: str = "L", text: str = SECRET) -> Image.Image:
    image = Image.new("L", _SIZE, 255)
    ImageDraw.Draw(image).text((30, 14), text, font=ImageFont.load_default(52), fill=0)
    return image.convert(mode, dither=Image.Dither.NONE) if mode == "1" else image.convert(mode)


def _stream(draft: Draft, data: bytes, space: Any, bits: int, codec: Any, **more: Any) -> Any:
    entries = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=_SIZE[0],
        Height=_SIZE[1],
        ColorSpace=space,
        BitsPerComponent=bits,
        Filter=codec,
    )
    for key, value in more.items():
        entries[Name("/" + key)] = value
    return Stream(draft.pdf, data, entries)


def _flate(draft: Draft, image: Image.Image, **more: Any) -> Any:
    space = {"RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}.get(image.mode, Name.DeviceGray)
    bits = 1 if image.mode == "1" else 8
    data = zlib.compress(image.tobytes())
    return _stream(draft, data, space, bits, Name.FlateDecode, **more)


def _jpeg(draft: Draft, image: Image.Image, **options: Any) -> Any:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, **options)
    space = {"RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}.get(image.mode, Name.DeviceGray)
    # Inks are stored the other way round in these files, as Photoshop does.
    inks = {"Decode": Array([1, 0] * 4)} if image.mode == "CMYK" else {}
    return _stream(draft, out.getvalue(), space, 8, Name.DCTDecode, **inks)


def _place(draft: Draft, image: Any, number: int = 1, name: str = "Im0") -> None:
    left, bottom, width, height = _PLACE
    draft.page(number).Resources.XObject[Name("/" + name)] = image
    draft.draw(f"q {width} 0 0 {height} {left} {bottom} cm /{name} Do Q", number)
    draft.box(left, bottom, width, height, number)


@vector(_SEEN)
def image_flate_rgb(draft: Draft) -> None:
    _place(draft, _flate(draft, word_image("RGB")))


@vector(_SEEN)
def image_gray(draft: Draft) -> None:
    _place(draft, _flate(draft, word_image()))


@vector(_SEEN)
def image_jpeg(draft: Draft) -> None:
    _place(draft, _jpeg(draft, word_image("RGB")))


@vector(_SEEN)
def image_jpx(draft: Draft) -> None:
    out = io.BytesIO()
    word_image("RGB").save(out, "JPEG2000")
    _place(draft, _stream(draft, out.getvalue(), Name.DeviceRGB, 8, Name.JPXDecode))


@vector(_SEEN)
def image_ccitt(draft: Draft) -> None:
    out = io.BytesIO()
    word_image("1").save(out, "TIFF", compression="group4", strip_size=1 << 20)
    with Image.open(io.BytesIO(out.getvalue())) as written:
        at, count = written.tag_v2[273][0], written.tag_v2[279][0]  # type: ignore[attr-defined]
    parms = Dictionary(K=-1, BlackIs1=True, Columns=_SIZE[0], Rows=_SIZE[1])
    data = out.getvalue()[at : at + count]
    codec = Name.CCITTFaxDecode
    _place(draft, _stream(draft, data, Name.DeviceGray, 1, codec, DecodeParms=parms))


@vector(_SEEN)
def image_cmyk_jpeg(draft: Draft) -> None:
    _place(draft, _jpeg(draft, word_image("CMYK")))


@vector(_STORED, legible=True)
def image_text_in_smask(draft: Draft) -> None:
    mask = _flate(draft, Image.eval(word_image(), lambda level: 255 - level))
    _place(draft, _flate(draft, Image.new("L", _SIZE, 0), SMask=mask))


@vector(_SEEN)
def image_stencil_mask(draft: Draft) -> None:
    image = _flate(draft, word_image("1"), ImageMask=True)
    del image.ColorSpace
    _place(draft, image)


@vector(_STORED, legible=True)
def image_alternates(draft: Draft) -> None:
    other = _flate(draft, word_image())
    alternates = Array([Dictionary(Image=other, DefaultForPrinting=False)])
    _place(draft, _flate(draft, word_image(text="nobody"), Alternates=alternates))


@vector(_SEEN)
def image_shared_2pages(draft: Draft) -> None:
    image = _flate(draft, word_image())
    draft.add_page()
    _place(draft, image)
    _place(draft, image, 2)


@vector(_SEEN)
def image_inline(draft: Draft) -> None:
    left, bottom, width, height = _PLACE
    image = word_image("1")
    placed = f"q {width} 0 0 {height} {left} {bottom} cm"
    head = f"BI /W {_SIZE[0]} /H {_SIZE[1]} /CS /G /BPC 1 ID "
    draft.draw(f"{placed} {head}".encode() + image.tobytes() + b"\nEI Q")
    draft.box(left, bottom, width, height)


@vector(_SEEN)
def image_in_form_xobject(draft: Draft) -> None:
    form = draft.pdf.make_stream(
        b"/Im0 Do",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 1, 1]),
        Resources=Dictionary(XObject=Dictionary(Im0=_flate(draft, word_image()))),
    )
    _place(draft, form, name="Fm0")


@vector(_STORED, legible=True)
def image_never_invoked(draft: Draft) -> None:
    draft.page().Resources.XObject.Im9 = _flate(draft, word_image())


@vector(_STORED, legible=True)
def image_turned_never_invoked(draft: Draft) -> None:
    turned = word_image().rotate(90, expand=True)
    image = _flate(draft, turned)
    image.Width, image.Height = turned.size
    draft.page().Resources.XObject.Im9 = image


@vector(_STORED, legible=True)
def page_thumbnail(draft: Draft) -> None:
    draft.page().Thumb = _flate(draft, word_image())


@vector("image data")
def jpeg_exif(draft: Draft) -> None:
    exif = Image.Exif()
    exif[0x010E] = f"Portrait of {SECRET}"
    _place(draft, _jpeg(draft, word_image("RGB", "nobody"), exif=exif))


@vector("image data")
def jpeg_comment(draft: Draft) -> None:
    _place(draft, _jpeg(draft, word_image("RGB", "nobody"), comment=SECRET.encode("utf-16-le")))


@vector("legible in a picture inside an image file", legible=True)
def jpeg_exif_thumbnail(draft: Draft) -> None:
    small = io.BytesIO()
    word_image().save(small, "JPEG", quality=85)
    note = b"Exif\x00\x00" + b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00" + small.getvalue()
    _place(draft, _jpeg(draft, word_image("RGB", "nobody"), exif=note))


@vector("XMP metadata")
def xmp_image(draft: Draft) -> None:
    packet = draft.pdf.make_stream(
        f"<x>{SECRET}</x>".encode(), Type=Name.Metadata, Subtype=Name.XML
    )
    _place(draft, _flate(draft, word_image(text="nobody"), Metadata=packet))


@vector("drawn under an image")
def image_over_text(draft: Draft) -> None:
    left, bottom, width, height = _PLACE
    draft.draw("BT /F0 12 Tf 90 58 Td (nobody knows) Tj ET")
    draft.page().Resources.XObject.Im0 = _flate(draft, Image.new("L", _SIZE, 0))
    draft.draw(f"q {width} 0 0 {height} {left} {bottom} cm /Im0 Do Q")
    draft.box(left, bottom, width, height)


def _scan(draft: Draft, *layer: str) -> None:
    """The word as the page's own pixels, under an invisible layer by an engine."""
    _place(draft, _jpeg(draft, word_image()))
    for operators in layer:
        draft.draw(f"BT 3 Tr /F0 16 Tf {operators} ET 0 Tr")


@vector("page text")
def scan_ocr_aligned(draft: Draft) -> None:
    _scan(draft, f"92 56 Td ({SECRET}) Tj")


@vector("page text")
def scan_ocr_misaligned(draft: Draft) -> None:
    _scan(draft, f"200 20 Td ({SECRET}) Tj")


@vector(_STORED, legible=True)
def scan_ocr_misread(draft: Draft) -> None:
    _scan(draft, "92 56 Td (Xuvaooviq) Tj")


def place_word(draft: Draft) -> None:
    """The word as an image on page 1, and nothing over it."""
    _place(draft, _flate(draft, word_image()))
