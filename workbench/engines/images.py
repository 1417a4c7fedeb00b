"""Images into PDF pages: the codec kept, the pixels untouched.

JPEG bytes go in as they are, bilevel images as CCITT G4, everything else without loss. The
same image gives the same bytes, since page files are kept by their hash.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageSequence, TiffImagePlugin, UnidentifiedImageError

from workbench.domain.errors import BugError, UnreadableFile

MOST_PIXELS = 400_000_000
"""Most pixels of one page: 10,000 x 10,000 four times over; beyond it is a bomb or a mistake."""
MOST_PAGES = 20_000
_SANE_DPI = (50.0, 1200.0)
_LONG_SIDE_PT = (560.0, 1191.0)  # A5 and A3 held upright
_A4_LONG_PT = 842.0
_ROTATIONS = {3: 180, 6: 90, 8: 270}
_MIRRORED = {2, 4, 5, 7}
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


def write_pages(source: Path, out: Path) -> None:
    """Write the PDF that shows an image file's pages.

    Raises:
        UnreadableFile: it is damaged, cut short, too large, or of a kind that is not read.
    """
    name = source.name
    try:
        with pikepdf.new() as pdf, Image.open(source) as image:
            for number, stream in enumerate(_streams(image, source), 1):
                if number > MOST_PAGES:
                    raise UnreadableFile(f"{name} has more than {MOST_PAGES:,} pages.")
                _add_page(pdf, stream)
            pdf.save(out, deterministic_id=True)
    except Image.DecompressionBombError as error:
        raise UnreadableFile(
            f"{name} would unpack to more than {MOST_PIXELS // 10**6} million pixels a page; "
            "it was not read.",
            str(error),
        ) from error
    except UnidentifiedImageError as error:
        raise UnreadableFile(f"{name} is damaged and could not be read as an image.") from error
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError) as error:
        # Pillow's decoders raise all of these on damaged files.
        raise UnreadableFile(
            f"{name} is damaged or cut short and could not be read as an image.", str(error)
        ) from error


def _streams(image: Image.Image, source: Path) -> Iterator[_Stream]:
    if image.format == "JPEG":
        yield _jpeg(image, source)
        return
    frames = ImageSequence.Iterator(image) if image.format == "TIFF" else [image]
    for frame in frames:
        _check_size(frame, source.name)
        rotation, mirrored = _orientation(frame)
        dpi = _dpi(frame)
        pixels = _plain(frame)
        if mirrored:
            pixels = pixels.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        yield _encoded(pixels, dpi, rotation)


def _check_size(image: Image.Image, name: str) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise UnreadableFile(
            f"{name} has a page of {image.width:,} x {image.height:,} pixels; "
            f"at most {MOST_PIXELS // 10**6} million are read."
        )


def _orientation(image: Image.Image) -> tuple[int, bool]:
    """Clockwise turn for the eye, and whether the scan is a mirror image."""
    value = image.getexif().get(_ORIENTATION, 1)
    if value in _MIRRORED:
        return {2: 0, 4: 180, 5: 270, 7: 90}[value], True
    return _ROTATIONS.get(value, 0), False


def _dpi(image: Image.Image) -> tuple[float, float]:
    """Pixels an inch as the file says, or as makes a page between A5 and A3 of it."""
    told = image.info.get("dpi")
    if isinstance(told, tuple) and len(told) == 2 and _is_believable(told, image.size):
        return float(told[0]), float(told[1])
    guess = max(image.size) * 72 / _A4_LONG_PT
    return guess, guess


def _is_believable(told: tuple[float, float], size: tuple[int, int]) -> bool:
    across, down = float(told[0]), float(told[1])
    low, high = _SANE_DPI
    if not (low <= across <= high and low <= down <= high and 0.5 <= across / down <= 2):
        return False
    longest_pt = max(size[0] * 72 / across, size[1] * 72 / down)
    shortest, largest = _LONG_SIDE_PT
    if across in (72.0, 96.0):  # what programs write when they know nothing
        return shortest <= longest_pt <= largest
    return shortest / 5 <= longest_pt <= largest * 3


def _plain(image: Image.Image) -> Image.Image:
    """Mode ``1``, ``L`` or ``RGB``; what is transparent lies on white, 16 bits become 8."""
    image.load()
    if image.mode in ("1", "L", "RGB"):
        return image.copy()
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return _to_8_bits(image)
    if image.mode in ("LA", "RGBA", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        return paper.convert("L" if image.mode == "LA" else "RGB")
    if image.mode == "P":
        colours = image.convert("RGB")
        red, green, blue = colours.split()
        return red if red.tobytes() == green.tobytes() == blue.tobytes() else colours
    return image.convert("RGB")


def _to_8_bits(image: Image.Image) -> Image.Image:
    wide = image.convert("F") if image.mode == "F" else image.convert("I")
    highest = float(wide.getextrema()[1]) or 1.0  # type: ignore[arg-type]
    full = 255.0 if highest <= 255 else 65535.0 if highest <= 65535 else highest
    return wide.convert("F").point(lambda tone: tone * (255.0 / full)).convert("L")


def _jpeg(image: Image.Image, source: Path) -> _Stream:
    """A JPEG as it is; only one of several images (a phone's preview) or of a mirror is remade."""
    _check_size(image, source.name)
    rotation, mirrored = _orientation(image)
    dpi = _dpi(image)
    image.load()  # a JPEG cut short is found now, not by the reader of the page
    if mirrored or image.mode not in ("L", "RGB", "CMYK"):
        pixels = _plain(image)
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
    return _Stream(source.read_bytes(), image.width, image.height, dictionary, dpi, rotation)


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
