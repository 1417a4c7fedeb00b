"""JPEG pages: only the blocks under a box are made anew, all others stay as they were coded."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import jpeglib
from PIL import Image, ImageChops, ImageStat, JpegImagePlugin

Box = tuple[int, int, int, int]

_LIBRARY = "turbo210"  # of those that jpeglib brings along, the one with the most mending in it
_START_OF_SCAN, _END = 0xDA, 0xD9
_KEPT = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, 0xEE, _START_OF_SCAN}
_JFIF = 0xE0
_JFIF_BARE = 14  # its fixed part; what follows is a thumbnail
_ADOBE = 12
_FRINGE_PX = 16  # the largest block of a JPEG with halved colour
_PAPER_LEVELS = 40
_SAME_MEAN_PX, _SAME = 8, 48


def stripped(data: bytes) -> bytes | None:
    """The same picture with nothing in the file but what decoding it takes; None: not followed.

    Comments, EXIF, XMP, colour profiles, thumbnails and what stands after the end are left out;
    the coded pixels are the same bytes.
    """
    if data[:2] != b"\xff\xd8":
        return None
    parts, at = [b"\xff\xd8"], 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == _END:
            return b"".join([*parts, b"\xff\xd9"])
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        body, at = data[at + 4 : at + 2 + length], at + 2 + length
        kept = _kept_body(marker, body)
        if kept is not None:
            parts.append(bytes((0xFF, marker)) + (len(kept) + 2).to_bytes(2, "big") + kept)
        if marker == _START_OF_SCAN:
            end = _end_of_scan(data, at)
            parts.append(data[at:end])
            at = end
    if data[at : at + 2] == b"\xff\xd9":
        return b"".join([*parts, b"\xff\xd9"])
    return None


def _kept_body(marker: int, body: bytes) -> bytes | None:
    if marker == _JFIF:
        return body[: _JFIF_BARE - 2] + b"\0\0" if body.startswith(b"JFIF\0") else None
    if marker == 0xEE:
        return body[:_ADOBE] if body.startswith(b"Adobe") else None
    return body if marker in _KEPT else None


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the coded pixels end: at the next marker that is no restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        follows = data[at + 1]
        if follows and not 0xD0 <= follows <= 0xD7 and follows != 0xFF:
            return at
        at += 1 if follows == 0xFF else 2


def with_areas(data: bytes, painted: Image.Image, areas: Sequence[Box]) -> bytes | None:
    """The JPEG ``data`` with the blocks that ``areas`` touch taken from ``painted``.

    ``areas`` are in pixels, right and bottom not included. Blocks are the units that colour is
    sampled in, 8 to 16 pixels a side; those that no area touches keep every coefficient.
    None where the file's make does not allow it (colours that are not the usual, odd sampling).
    """
    if not areas:
        return stripped(data)
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        if image.size != painted.size or image.mode != painted.mode:
            return None
        make = _Make.of(image)
    if make is None:
        return None
    jpeglib.version.set(_LIBRARY)
    with tempfile.TemporaryDirectory(prefix="jpeg.") as folder:
        source, piece = Path(folder) / "page.jpg", Path(folder) / "piece.jpg"
        source.write_bytes(data)
        page = jpeglib.read_dct(str(source))
        for left, top, right, bottom in areas:
            wide, high = make.unit
            x0, y0 = left // wide * wide, top // high * high
            x1 = min(painted.width, -(-right // wide) * wide)
            y1 = min(painted.height, -(-bottom // high) * high)
            make.save(painted.crop((x0, y0, x1, y1)), piece)
            new = jpeglib.read_dct(str(piece))
            for name in ("Y", "Cb", "Cr")[: make.planes]:
                blocks, onto = getattr(new, name), getattr(page, name)
                across, down = (1, 1) if name == "Y" else (wide // 8, high // 8)
                row, column = y0 // 8 // down, x0 // 8 // across
                part = onto[row : row + blocks.shape[0], column : column + blocks.shape[1]]
                if part.shape != blocks.shape:
                    return None
                part[...] = blocks
        page.write_dct(str(source), flags=["+OPTIMIZE_CODING"])
        merged = stripped(source.read_bytes())
    return merged if merged is not None and _shows(merged, painted) else None


def calm_fringe(image: Image.Image, place: Box) -> None:
    """Smooth the paper around a box, out to the edge of the JPEG blocks that the box touches.

    The source's compression spread faint ripples of the covered ink over the rest of those
    blocks, from which a guess at the ink could be tested. Paper becomes even there; the ink
    of neighbours is far from the paper's tone and stays.
    """
    left, top, right, bottom = place
    around = (
        left // _FRINGE_PX * _FRINGE_PX,
        top // _FRINGE_PX * _FRINGE_PX,
        min(image.width, -(-right // _FRINGE_PX) * _FRINGE_PX),
        min(image.height, -(-bottom // _FRINGE_PX) * _FRINGE_PX),
    )
    fringe = image.crop(around)
    mask = Image.new("L", fringe.size, 255)
    mask.paste(0, (left - around[0], top - around[1], right - around[0], bottom - around[1]))
    if mask.getbbox() is None:
        return
    paper: Sequence[int] = [int(v) for v in ImageStat.Stat(fringe, mask).median]
    colour = tuple(paper) if len(paper) > 1 else paper[0]
    away = ImageChops.difference(fringe, Image.new(fringe.mode, fringe.size, colour)).convert("L")
    is_paper = away.point([255 if level < _PAPER_LEVELS else 0 for level in range(256)])
    fringe.paste(colour, (0, 0), ImageChops.multiply(is_paper, mask))
    image.paste(fringe, around)


class _Make:
    """How a JPEG is made: its planes, the unit of pixels its blocks come in, its tables."""

    def __init__(self, planes: int, sampling: int, tables: list[list[int]]) -> None:
        self.planes = planes
        self.sampling = sampling
        self.tables = tables
        self.unit = ((8, 8), (16, 8), (16, 16))[sampling] if planes == 3 else (8, 8)

    @classmethod
    def of(cls, image: Image.Image) -> _Make | None:
        """The make of an opened JPEG, or None where blocks of ours would not fit in."""
        if not isinstance(image, JpegImagePlugin.JpegImageFile):
            return None
        layers, tables = image.layer, image.quantization
        if not all(len(table) == 64 for table in tables.values()):
            return None
        if len(layers) == 1:
            return cls(1, 0, [list(tables[layers[0][3]])])
        sampling = JpegImagePlugin.get_sampling(image)
        usual = image.info.get("adobe_transform", 1) == 1 and (
            "jfif" in image.info or "adobe" in image.info or [x[0] for x in layers] == [1, 2, 3]
        )
        if len(layers) != 3 or sampling < 0 or not usual or layers[1][3] != layers[2][3]:
            return None
        return cls(3, sampling, [list(tables[layers[0][3]]), list(tables[layers[1][3]])])

    def save(self, image: Image.Image, path: Path) -> None:
        image.save(path, "JPEG", qtables=self.tables, subsampling=self.sampling)


def _shows(data: bytes, painted: Image.Image) -> bool:
    """Whether a merged JPEG shows what was painted, but for what coding makes of edges."""
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        shown, meant = image.convert("L"), painted.convert("L")
    if shown.size != meant.size:
        return False
    differs = ImageChops.difference(shown.reduce(_SAME_MEAN_PX), meant.reduce(_SAME_MEAN_PX))
    return int(differs.getextrema()[1]) <= _SAME  # type: ignore[arg-type]
