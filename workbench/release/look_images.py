"""The images of a file as they are stored, whatever was drawn over them or masks them out.

PDFium decodes them, each on a page of its own: all codecs, and no masks.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageChops, ImageFilter

from workbench.release import look_bytes

_SMALLEST_PX = 24
"""Too small for a word in either direction: not looked at."""
_LARGEST_PX = 40_000_000
_LONGEST_PT = 14_000
_ALIKE_PX = 1000
_ALIKE_MOST = 40
_OF_PIXELS = (
    "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Filter", "/DecodeParms",
    "/ImageMask",
)  # fmt: skip
_HIDING = ("/SMask", "/Mask", "/Alternates", "/OC")


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image in grey; ``page`` is the first that refers to it. None: it cannot be decoded.

    ``kind`` says what it is, for a sentence.
    """

    page: int | None
    image: Image.Image | None
    kind: str = "a stored image"


def stored(pdf: pikepdf.Pdf, path: Path, *, only_more: bool = False) -> Iterator[StoredImage]:
    """Every image object of a file that is large enough for a word, drawn or not, and old ones.

    With ``only_more`` those alone that hold more than a page that draws them shows.
    """
    yield from _loose(pdf, path)
    pages = _page_of(pdf)
    for thing in pdf.objects:
        if not isinstance(thing, Stream) or thing.get("/Subtype") != Name.Image:
            continue
        width, height = _size(thing)
        page = pages.get(thing.objgen)
        if min(width, height) >= _SMALLEST_PX:
            if not only_more or _has_more_under_masks(thing, width, height):
                yield StoredImage(page, _decoded(thing, width, height))
            bare = _bare(thing, height)
            if bare is not None:
                yield StoredImage(None, _decoded(thing, width, bare.rows, bare), "stored samples")
        if thing.get("/Filter") == Name.DCTDecode:
            for inner in _pictures_beside_pixels(thing.read_raw_bytes()):
                yield StoredImage(page, inner, "a picture inside an image file")


def _loose(pdf: pikepdf.Pdf, path: Path) -> Iterator[StoredImage]:
    """Images in the file's bytes that no object of it is: of earlier revisions, or left behind."""
    known = {
        _digest(thing.read_raw_bytes())
        for thing in pdf.objects
        if isinstance(thing, Stream) and thing.get("/Subtype") == Name.Image
    }
    for entries, data in look_bytes.image_streams(path):
        if _digest(data) in known:
            continue
        with pikepdf.new() as alone:
            image = Stream(alone, data, Type=Name.XObject, Subtype=Name.Image)
            for key in _OF_PIXELS:
                value = entries.get(key)
                if value is not None:
                    image[key] = value
            width, height = _size(image)
            if min(width, height) < _SMALLEST_PX:
                continue
            if "/ColorSpace" not in image and "/ImageMask" not in image:
                image.ColorSpace = Name.DeviceGray  # it was an object of its own
            found = _decoded(image, width, height)
            if found is not None:
                yield StoredImage(None, found, "an image that the file no longer uses")


def _has_more_under_masks(image: Stream, width: int, height: int) -> bool:
    """Whether an image has more than one tone where its masks let nothing through."""
    masks = {key: mask for key in _MASKS if isinstance(mask := image.get(key), Stream)}
    if not masks:
        return False
    whole = _decoded(image, width, height)
    for key, mask in masks.items():
        shape = _decoded(mask, *_size(mask))
        if whole is None or shape is None:
            return True  # looked at, so that it shows
        if key == "/SMask":
            shape = shape.point(_ONLY_BLACK)
        # What is near the mask's edge may be blended into it.
        unseen = shape.resize(whole.size, Image.Resampling.NEAREST)
        unseen = unseen.filter(ImageFilter.MinFilter(5)).point(_ONLY_WHITE)
        tones = [level for level, count in enumerate(whole.histogram(unseen)) if count]
        if tones and tones[-1] - tones[0] > _RIPPLES:
            return True
    return False


_MASKS = ("/SMask", "/Mask")
_UNSEEN = 8
"""Levels of a soft mask up to which what it lets through is too faint to be seen."""
_ONLY_BLACK = [255 if level <= _UNSEEN else 0 for level in range(256)]
_ONLY_WHITE = [0] * 255 + [255]
_RIPPLES = 12
"""Levels by which a JPEG's even ground may differ; a copy of our own is blanked to one tone."""


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data.rstrip(b"\r\n")).digest()


@dataclass(frozen=True, slots=True)
class _Bare:
    """How an image's samples are shown as such: their colours left out, and every row of them."""

    space: Name | None
    rows: int


def _bare(image: Stream, height: int) -> _Bare | None:
    """None: colours and rows are what a viewer shows, so nothing can hide in the samples."""
    space = image.get("/ColorSpace")
    kind = str(space[0]) if isinstance(space, Array) and len(space) else str(space)
    plain: Name | None = None
    if kind in ("/Indexed", "/I", "/Separation"):
        plain = Name.DeviceGray
    elif kind == "/DeviceN" and isinstance(space, Array):
        plain = _DEVICE.get(len(space[1]))
    rows = max(height, _rows(image, plain or space))
    if plain is None and rows == height and "/Decode" not in image:
        return None
    return _Bare(plain, rows)


_DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_COLOURS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/DeviceCMYK": 4}


def _rows(image: Stream, space: object) -> int:
    """How many rows of samples the data has, as far as it can be known."""
    colours = 1 if image.get("/ImageMask") else _COLOURS.get(str(space))
    try:
        bits = 1 if image.get("/ImageMask") else int(image.get("/BitsPerComponent", 8))
        row = (int(image.get("/Width", 0)) * bits * (colours or 0) + 7) // 8
        return len(image.read_bytes()) // row if row else 0
    except (pikepdf.PdfError, TypeError, ValueError):
        return 0  # coded as a picture file, which says its rows itself


def texts_beside_pixels(data: bytes) -> Iterator[bytes]:
    """What a JPEG or JPEG 2000 file carries beside its pixels: EXIF, XMP, comments, notes."""
    if data[:2] == b"\xff\xd8":
        yield from (payload for marker, payload in _segments(data) if marker >= _FIRST_APP)
    elif data[4:8] == b"jP  ":
        at = 0
        while at + 8 <= len(data):
            length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
            if length < 8 or kind == b"jp2c":
                return
            yield data[at + 8 : at + length]
            at += length


_FIRST_APP = 0xE0
_START_OF_SCAN = 0xDA


def _segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == _START_OF_SCAN or length < 2:
            return
        yield marker, jpeg[at + 4 : at + 2 + length]
        at += 2 + length


def _pictures_beside_pixels(jpeg: bytes) -> Iterator[Image.Image]:
    """The small pictures that cameras and scanners put into a JPEG, and whole ones behind it."""
    for marker, payload in _segments(jpeg):
        if marker < _FIRST_APP:
            continue
        if payload[:5] == b"JFIF\0" and len(payload) >= _JFIF_BYTES:
            yield from _jfif_picture(payload)
        yield from _opened(payload)
    end = _end_of_scans(jpeg)
    yield from _opened(jpeg[end:])


_JFIF_BYTES = 14


def _jfif_picture(payload: bytes) -> Iterator[Image.Image]:
    size = (payload[12], payload[13])
    samples = payload[_JFIF_BYTES:]
    if size[0] and size[1] and len(samples) >= size[0] * size[1] * 3:
        picture = Image.frombytes("RGB", size, samples[: size[0] * size[1] * 3]).convert("L")
        yield picture.resize((size[0] * _ENLARGED, size[1] * _ENLARGED))


_ENLARGED = 3
"""Letters on a small picture are smaller than an engine reads."""


def _end_of_scans(jpeg: bytes) -> int:
    """Where the first picture of a JPEG's bytes ends; in coded pixels its mark cannot occur."""
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != _START_OF_SCAN:
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    end = jpeg.find(b"\xff\xd9", at)
    return len(jpeg) if end < 0 else end + 2


def _opened(data: bytes) -> Iterator[Image.Image]:
    start = data.find(b"\xff\xd8\xff")
    if start >= 0:
        with suppress(OSError), Image.open(io.BytesIO(data[start:])) as inner:
            yield inner.convert("L")


def looks_alike(shown: Image.Image, image: Image.Image) -> bool:
    """Whether a page shows just the image: then nothing in it is covered."""
    if abs(shown.width * image.height - shown.height * image.width) > 0.02 * (
        shown.width * image.height
    ):
        return False
    size = (_ALIKE_PX, max(1, _ALIKE_PX * image.height // image.width))
    small = [one.resize(size, Image.Resampling.BOX) for one in (shown, image)]
    difference = ImageChops.difference(*small)
    return int(difference.getextrema()[1]) <= _ALIKE_MOST  # type: ignore[arg-type]


def _size(stream: Stream) -> tuple[int, int]:
    try:
        return int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
    except (TypeError, ValueError):
        return _SMALLEST_PX, _SMALLEST_PX  # damaged: looked at, so that it shows


def _decoded(
    stream: Stream, width: int, height: int, bare: _Bare | None = None
) -> Image.Image | None:
    scale = min(1.0, (_LARGEST_PX / (width * height)) ** 0.5, _LONGEST_PT / max(width, height))
    try:
        with pikepdf.new() as alone:
            kept = alone.copy_foreign(stream)
            for key in _HIDING:
                if key in kept:
                    del kept[key]
            if bare is not None:
                kept.Height = bare.rows
                if "/Decode" in kept:
                    del kept.Decode
                if bare.space is not None:
                    kept.ColorSpace = bare.space
            box = [width * scale, height * scale]
            content = f"{box[0]:.3f} 0 0 {box[1]:.3f} 0 0 cm /I Do".encode("ascii")
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, *(round(side, 3) for side in box)]),
                Resources=Dictionary(XObject=Dictionary(I=kept)),
                Contents=alone.make_stream(content),
            )
            alone.pages.append(pikepdf.Page(alone.make_indirect(page)))
            out = io.BytesIO()
            alone.save(out)
        return _rendered(out.getvalue())
    except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, TypeError, OSError):
        return None


def _rendered(data: bytes) -> Image.Image | None:
    document = pypdfium2.PdfDocument(data)
    try:
        page = document[0]
        drawn = next(page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,)), None)
        bitmap = page.render(scale=1, grayscale=True)
        image: Image.Image = bitmap.to_pil().convert("L")
        bitmap.close()
        page.close()
        return image if drawn is not None else None
    finally:
        document.close()


def _page_of(pdf: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    """For each object that pages refer to, the first of them."""
    found: dict[tuple[int, int], int] = {}
    others = {page.obj.objgen for page in pdf.pages}
    for number, page in enumerate(pdf.pages, start=1):
        waiting: list[object] = [v for k, v in page.obj.items() if k != "/Parent"]
        waiting.append(page.resources)
        while waiting:
            thing = waiting.pop()
            if not isinstance(thing, (Dictionary, Stream, Array)):
                continue
            if thing.is_indirect:
                if thing.objgen in found or thing.objgen in others:
                    continue
                found[thing.objgen] = number
            waiting.extend(thing if isinstance(thing, Array) else thing.values())
    return found
