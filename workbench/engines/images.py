"""Images into PDF pages: the codec kept, the pixels untouched.

JPEG bytes go in as they are, bilevel images as CCITT G4, everything else without loss. The
same image gives the same bytes, since page files are kept by their hash.
"""

from __future__ import annotations

import io
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, TiffImagePlugin, UnidentifiedImageError

from workbench.domain.errors import BugError, UnreadableFile
from workbench.engines.failures import PARSER_ERRORS
from workbench.engines.tones import plain

MOST_PIXELS = 400_000_000
"""Most pixels of one page: 10,000 x 10,000 four times over; beyond it is a bomb or a mistake."""
MOST_PAGES = 20_000
_FORMATS = ("JPEG", "PNG", "TIFF")
_SANE_DPI = (50.0, 1200.0)
_LONG_SIDE_PT = (560.0, 1191.0)  # A5 and A3 held upright
_A4_PT = (595.0, 842.0)
_MOST_UNEQUAL = 2.2
"""Most that dots across and down may differ: a fax has 204 x 98."""
_ROTATIONS = {3: 180, 6: 90, 8: 270}
_MIRRORED = {2: 0, 4: 180, 5: 270, 7: 90}
"""EXIF orientations of mirror images, and the clockwise turn after mirroring left to right."""
_ORIENTATION = 0x0112

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class _Stream:
    """An encoded page: bytes, size in pixels, and what its image dictionary says."""

    data: bytes
    width: int
    height: int
    dictionary: dict[Name, object]
    dpi: tuple[float, float]
    rotation: int


def write_pages(source: Path, out: Path) -> str:
    """Write the PDF that shows an image file's pages.

    Returns a note on pages that are damaged and shown blank, or nothing.

    Raises:
        UnreadableFile: it is damaged, cut short, too large, or of a kind that is not read.
    """
    name = source.name
    damaged = _Damaged(name)
    try:
        with warnings.catch_warnings():
            # Pillow warns of odd tags, which harm nothing, and of bombs, which do.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with pikepdf.new() as pdf, Image.open(source, formats=_FORMATS) as image:
                for stream in _streams(image, source, damaged):
                    _add_page(pdf, stream)
                damaged.check(len(pdf.pages))
                pdf.save(out, deterministic_id=True)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableFile(
            f"{name} would unpack to more than {MOST_PIXELS // 10**6} million pixels a page; "
            "it was not read.",
            str(error),
        ) from error
    except UnidentifiedImageError as error:
        raise UnreadableFile(f"{name} is damaged and could not be read as an image.") from error
    except PARSER_ERRORS as error:
        raise UnreadableFile(
            f"{name} is damaged or cut short and could not be read as an image.",
            f"{type(error).__name__}: {error}",
        ) from error
    return damaged.note()


class _Damaged:
    """The pages of a file that could not be read."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pages: list[int] = []
        self._broken_after = 0
        self._details = ""

    def add(self, number: int, error: Exception) -> None:
        """A page is damaged, and stays blank."""
        self._pages.append(number)
        self._details = f"{type(error).__name__}: {error}"

    def breaks_off(self, number: int) -> None:
        """Nothing can be found after this page, and there should be something."""
        self._broken_after = number

    def check(self, pages: int) -> None:
        """Refuse a file of which no page could be read."""
        if len(self._pages) == pages:
            raise UnreadableFile(
                f"{self._name} is damaged or cut short and could not be read as an image.",
                self._details,
            )

    def note(self) -> str:
        """What to tell the person: a sentence or two, or nothing."""
        said = []
        if self._pages:
            numbers = ", ".join(map(str, self._pages[:10]))
            more = f" and {len(self._pages) - 10} more" if len(self._pages) > 10 else ""
            pages = "Page" if len(self._pages) == 1 else "Pages"
            are = "is" if len(self._pages) == 1 else "are"
            said.append(f"{pages} {numbers}{more} of {self._name} {are} damaged and shown blank.")
        if self._broken_after:
            said.append(
                f"{self._name} is damaged after page {self._broken_after}; "
                "what followed could not be read."
            )
        return " ".join(said)


def _streams(image: Image.Image, source: Path, damaged: _Damaged) -> Iterator[_Stream]:
    if image.format in ("JPEG", "MPO"):
        yield _jpeg(image, source)
    elif image.format == "TIFF":
        yield from _frames(image, source.name, damaged)
    else:
        yield _picture(image, source.name)


def _frames(image: Image.Image, name: str, damaged: _Damaged) -> Iterator[_Stream]:
    """The pages of a TIFF; a damaged one becomes a blank page, so that the others keep theirs."""
    number = 0
    while True:
        try:
            image.seek(number)
        except EOFError:
            return
        except PARSER_ERRORS:
            if not number:
                raise
            damaged.breaks_off(number)
            return
        number += 1
        if number > MOST_PAGES:
            raise UnreadableFile(f"{name} has more than {MOST_PAGES:,} pages.")
        try:
            yield _picture(image, name)
        except PARSER_ERRORS as error:
            damaged.add(number, error)
            yield _encoded(Image.new("1", (1, 1), 1), (72 / _A4_PT[0], 72 / _A4_PT[1]), 0)


def _picture(image: Image.Image, name: str) -> _Stream:
    _check_size(image, name)
    image.load()  # Pillow turns a TIFF as it says, and then it says so no more
    rotation, mirrored = _orientation(image)
    dpi = _dpi(image)
    pixels = plain(image)
    if mirrored:
        pixels = pixels.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return _encoded(pixels, dpi, rotation)


def _check_size(image: Image.Image, name: str) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise UnreadableFile(
            f"{name} has a page of {image.width:,} x {image.height:,} pixels; "
            f"at most {MOST_PIXELS // 10**6} million are read."
        )


def _orientation(image: Image.Image) -> tuple[int, bool]:
    """Clockwise turn for the eye, and whether the scan is a mirror image."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except PARSER_ERRORS:  # broken EXIF says nothing, and harms nothing
        return 0, False
    if value in _MIRRORED:
        return _MIRRORED[value], True
    return _ROTATIONS.get(value, 0), False


def _dpi(image: Image.Image) -> tuple[float, float]:
    """Pixels an inch as the file says, or as makes a page between A5 and A3 of it."""
    told = image.info.get("dpi")
    if isinstance(told, tuple) and len(told) == 2 and _is_believable(told, image.size):
        return float(told[0]), float(told[1])
    guess = max(image.size) * 72 / _A4_PT[1]
    return guess, guess


def _is_believable(told: tuple[float, float], size: tuple[int, int]) -> bool:
    try:
        across, down = float(told[0]), float(told[1])
    except PARSER_ERRORS:  # fractions over zero
        return False
    low, high = _SANE_DPI
    if not (low <= across <= high and low <= down <= high):
        return False
    if not 1 / _MOST_UNEQUAL <= across / down <= _MOST_UNEQUAL:
        return False
    longest_pt = max(size[0] * 72 / across, size[1] * 72 / down)
    shortest, largest = _LONG_SIDE_PT
    if across in (72.0, 96.0):  # what programs write when they know nothing
        return shortest <= longest_pt <= largest
    return shortest / 5 <= longest_pt <= largest * 3


def _jpeg(image: Image.Image, source: Path) -> _Stream:
    """A JPEG as it is; only a mirror image, or one of odd colours, is made anew."""
    _check_size(image, source.name)
    rotation, mirrored = _orientation(image)
    dpi = _dpi(image)
    width, height = image.size
    kept = not mirrored and image.mode in ("L", "RGB", "CMYK")
    if kept:
        image.draft(None, (width // 8, height // 8))
    image.load()  # a JPEG cut short is found now, not by the reader of the page
    if not kept:
        pixels = plain(image)
        if mirrored:
            pixels = pixels.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return _encoded(pixels, dpi, rotation)
    colours = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}[image.mode]
    dictionary: dict[Name, object] = {
        Name.Filter: Name.DCTDecode,
        Name.ColorSpace: colours,
        Name.BitsPerComponent: 8,
    }
    if image.mode == "CMYK" and image.info.get("adobe") is not None:
        dictionary[Name.Decode] = Array([1, 0, 1, 0, 1, 0, 1, 0])  # Adobe writes ink inverted
    return _Stream(source.read_bytes(), width, height, dictionary, dpi, rotation)


def _encoded(pixels: Image.Image, dpi: tuple[float, float], rotation: int) -> _Stream:
    if pixels.mode == "1":
        data = group4(pixels)
        dictionary: dict[Name, object] = {
            Name.Filter: Name.CCITTFaxDecode,
            Name.DecodeParms: Dictionary(K=-1, Columns=pixels.width, Rows=pixels.height),
            Name.ColorSpace: Name.DeviceGray,
            Name.BitsPerComponent: 1,
        }
    else:
        data = zlib.compress(pixels.tobytes(), 6)
        dictionary = {
            Name.Filter: Name.FlateDecode,
            Name.ColorSpace: Name.DeviceGray if pixels.mode == "L" else Name.DeviceRGB,
            Name.BitsPerComponent: 8,
        }
    return _Stream(data, pixels.width, pixels.height, dictionary, dpi, rotation)


def group4(image: Image.Image) -> bytes:
    """CCITT G4 data of a bilevel image, in one strip, as PDF wants it with ``BlackIs1`` false."""
    out = io.BytesIO()
    strip = (image.width + 7) // 8 * image.height
    # libtiff codes 0 bits as white runs; Pillow's white is 1.
    turned = Image.frombytes("1", image.size, image.tobytes(), "raw", "1;I")
    turned.save(out, "TIFF", compression="group4", strip_size=strip)
    data = out.getvalue()
    with TiffImagePlugin.TiffImageFile(io.BytesIO(data)) as written:
        offsets = written.tag_v2[TiffImagePlugin.STRIPOFFSETS]
        counts = written.tag_v2[TiffImagePlugin.STRIPBYTECOUNTS]
    if len(offsets) != 1:
        raise BugError("a bilevel page did not come out as one strip")
    return data[offsets[0] : offsets[0] + counts[0]]


def _add_page(pdf: pikepdf.Pdf, stream: _Stream) -> None:
    width = round(stream.width * 72 / stream.dpi[0], 3)
    height = round(stream.height * 72 / stream.dpi[1], 3)
    image = pdf.make_stream(stream.data)
    image[Name.Type], image[Name.Subtype] = Name.XObject, Name.Image
    image[Name.Width], image[Name.Height] = stream.width, stream.height
    for key, value in stream.dictionary.items():
        image[key] = value
    content = f"q {width} 0 0 {height} 0 0 cm /Scan Do Q".encode()
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, width, height]),
        Resources=Dictionary(XObject=Dictionary(Scan=image)),
        Contents=pdf.make_stream(content),
    )
    if stream.rotation:
        page.Rotate = stream.rotation
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
