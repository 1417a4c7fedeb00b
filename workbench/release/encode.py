"""Pixels into a PDF image stream, in the codec family they came in."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

from workbench.engines.images import group4

FALLBACK_QUALITY = 90
"""JPEG quality where the source's own tables are not known."""

_PNG_HEADER = 8
_MODES = {"1": 1, "L": 1, "RGB": 3}


@dataclass(frozen=True, slots=True)
class Encoded:
    """A finished image: stream data as stored, and the dictionary that goes with it.

    ``loss`` says what of the source's pixels was coded anew with loss, if anything was.
    """

    data: bytes
    dictionary: pikepdf.Dictionary
    loss: str = ""


def encode(
    image: Image.Image,
    family: str,
    jpeg_tables: Mapping[int, Sequence[int]] | None = None,
    subsampling: int = -1,
) -> Encoded:
    """Encode a page: bilevel as CCITT G4, family ``jpeg`` as JPEG, anything else as Flate.

    ``image`` is in mode ``1``, ``L`` or ``RGB``. ``jpeg_tables`` are the source's quantisation
    tables and ``subsampling`` its chroma sampling as Pillow counts them (-1: not known).
    """
    if image.mode == "1":
        return Encoded(
            group4(image), image_dictionary(image, Name.CCITTFaxDecode, _fax_parameters(image))
        )
    if family == "jpeg":
        data = _jpeg(image, jpeg_tables, subsampling)
        with_tables = (
            "with the source's own tables" if jpeg_tables else f"at quality {FALLBACK_QUALITY}"
        )
        loss = f"coded anew as JPEG {with_tables}"
        return Encoded(data, image_dictionary(image, Name.DCTDecode), loss)
    data, parameters = _flate(image)
    return Encoded(data, image_dictionary(image, Name.FlateDecode, parameters))


def plain_mode(image: Image.Image) -> Image.Image:
    """The image in one of the modes that can be encoded, with nothing but pixels."""
    if image.mode in _MODES:
        return image
    if image.mode in ("LA", "I", "F") or image.mode.startswith("I;"):
        return image.convert("L")
    return image.convert("RGB")


def image_dictionary(
    image: Image.Image, codec: pikepdf.Object, parameters: Dictionary | None = None
) -> Dictionary:
    """The dictionary of an image stream in mode ``1``, ``L`` or ``RGB``."""
    space = Name.DeviceRGB if image.mode == "RGB" else Name.DeviceGray
    dictionary = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=space,
        BitsPerComponent=1 if image.mode == "1" else 8,
        Filter=codec,
    )
    if parameters is not None:
        dictionary.DecodeParms = parameters
    return dictionary


def _fax_parameters(image: Image.Image) -> Dictionary:
    return Dictionary(K=-1, Columns=image.width, Rows=image.height)


def _png_parameters(image: Image.Image) -> Dictionary:
    return Dictionary(
        Predictor=15, Colors=_MODES[image.mode], BitsPerComponent=8, Columns=image.width
    )


def _jpeg(
    image: Image.Image, tables: Mapping[int, Sequence[int]] | None, subsampling: int
) -> bytes:
    # Progressive files of the same levels are some per cent smaller.
    out = io.BytesIO()
    usable = {key: list(table) for key, table in (tables or {}).items() if len(table) == 64}
    if usable:
        # A grey page made from a colour scan must not carry tables it has no use for.
        wanted = {0: usable[min(usable)]} if image.mode == "L" else usable
        image.save(out, "JPEG", qtables=wanted, subsampling=subsampling, progressive=True)
    else:
        image.save(out, "JPEG", quality=FALLBACK_QUALITY, progressive=True)
    return out.getvalue()


def _flate(image: Image.Image) -> tuple[bytes, Dictionary | None]:
    """Deflated rows, plain or with PNG predictors, whichever is smaller; and the parameters.

    A drawn page is smaller plain, a scan with its noise is smaller predicted. The predicted
    rows are exactly what a PNG holds between its chunk headers.
    """
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    data, at, parts = out.getvalue(), _PNG_HEADER, []
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if data[at + 4 : at + 8] == b"IDAT":
            parts.append(data[at + 8 : at + 8 + length])
        at += length + 12
    predicted = b"".join(parts)
    plain = zlib.compress(image.tobytes(), 6)
    if len(plain) <= len(predicted):
        return plain, None
    return predicted, _png_parameters(image)
