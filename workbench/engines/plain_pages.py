"""Pages that by their very instructions show one image and nothing else.

Where this holds, nothing can lie over a scan or be cut from it, and no look at the drawn page is
needed. Whatever is not known here to be harmless makes it not hold.
"""

from __future__ import annotations

import re

import pymupdf
from PIL import Image

_PAGE_KEYS = {"Type", "Parent", "MediaBox", "CropBox", "Rotate", "Resources", "Contents"}
_IMAGE_KEYS = {
    "Type",
    "Subtype",
    "Name",
    "Width",
    "Height",
    "BitsPerComponent",
    "ColorSpace",
    "Filter",
    "DecodeParms",
    "Length",
}
_MODES = {"/DeviceGray": ("1", "L"), "/DeviceRGB": ("RGB",)}
_SAME_DECODER = {"FlateDecode", "CCITTFaxDecode"}
"""Filters that the scan's pixels were taken through by what also draws the page."""
_NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)"
_ONE_IMAGE = re.compile(rb"\s*q\s+(?:" + _NUMBER + rb"\s+){6}cm\s+/(\w+)\s+Do\s+Q\s*")
_MOST_BYTES = 500


def shows_only(page: pymupdf.Page, xref: int, pixels: Image.Image) -> bool:
    """Whether the page's instructions place the image object ``xref`` and do nothing more.

    ``pixels`` are those taken out of the object: they must be stored as they are shown. Where
    the image stands is not looked at, nor are the page's annotations.
    """
    document = page.parent

    def value(path: str, of: int = page.xref) -> str:
        return str(document.xref_get_key(of, path)[1])

    if not set(document.xref_get_keys(page.xref)) <= _PAGE_KEYS:
        return False  # a group, say, in which the page is mixed
    if value("Resources/ColorSpace") != "null":
        return False  # it may say what grey is on this page
    if value("OutputIntents", document.pdf_catalog()) != "null":
        return False
    content = page.read_contents()
    placed = _ONE_IMAGE.fullmatch(content) if len(content) <= _MOST_BYTES else None
    if placed is None or value(f"Resources/XObject/{placed[1].decode()}") != f"{xref} 0 R":
        return False
    if not set(document.xref_get_keys(xref)) <= _IMAGE_KEYS:
        return False  # masks, decode arrays, layers
    size = (value("Width", xref), value("Height", xref))
    if size != (str(pixels.width), str(pixels.height)):
        return False
    if pixels.mode not in _MODES.get(value("ColorSpace", xref), ()):
        return False
    filters = re.findall(r"\w+", value("Filter", xref))
    if filters == ["DCTDecode"]:
        stored_plainly = value("DecodeParms", xref) == "null"
        return stored_plainly and value("BitsPerComponent", xref) == "8" and _is_clear(pixels)
    return bool(filters) and set(filters) <= _SAME_DECODER


def _is_clear(jpeg: Image.Image) -> bool:
    """Whether a JPEG leaves no two readings of its colours to decoders."""
    if jpeg.mode == "L":
        return True
    if "adobe" in jpeg.info:
        return "jfif" not in jpeg.info and jpeg.info.get("adobe_transform") == 1
    return "jfif" in jpeg.info
