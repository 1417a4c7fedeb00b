"""Binds page images into the files archives hold: PDF, multipage TIFF, PNG, JPEG."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
from paper import INKS
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image
from proof import ProofPage
from sheets import TypedWord

_PDF_FONTS = {
    "cour": "Courier",
    "cobo": "Courier-Bold",
    "helv": "Helvetica",
    "hebo": "Helvetica-Bold",
    "tiro": "Times-Roman",
    "tibo": "Times-Bold",
}
_MISREADINGS = str.maketrans(
    {"l": "1", "e": "c", "I": "l", "O": "0", "S": "5", "m": "rn", "h": "b"}
)


@dataclass
class PageImage:
    """One finished page; ``image`` is None for a page that was born digital."""

    image: Image.Image | None
    dpi: int
    typed: list[TypedWord]
    true: ProofPage
    spec: dict[str, Any]


def bilevel(image: Image.Image, threshold: int) -> Image.Image:
    """Black and white, as a fax or an early scanner saw it."""
    grey = image.convert("L")
    return grey.point([255 if v >= threshold else 0 for v in range(256)]).convert("1")


def grey_levels(image: Image.Image, levels: int) -> Image.Image:
    """Grey in a few levels, bright paper washed out to white."""
    step = 255 / (levels - 1)
    table = [round(round(min(255, v * 1.16) / step) * step) for v in range(256)]
    return image.convert("L").point(table)


def write_document(
    path: Path, settings: dict[str, Any], pages: Sequence[PageImage], rng: Random
) -> None:
    """Write the pages as ``settings['format']`` says."""
    images = [page.image for page in pages if page.image is not None]
    dpi = (pages[0].dpi, pages[0].dpi)
    match settings["format"]:
        case "pdf":
            _write_pdf(path, pages, rng)
        case "tif":
            images[0].save(
                path, "TIFF", compression="group4", dpi=dpi, save_all=True,
                append_images=images[1:],
            )  # fmt: skip
        case "png":
            images[0].save(path, "PNG", dpi=dpi, optimize=True)
        case "jpg":
            images[0].save(path, "JPEG", quality=pages[0].spec.get("quality", 60), dpi=dpi,
                           optimize=True)  # fmt: skip
        case other:
            raise ValueError(f"no sample is written as {other}")


def _write_pdf(path: Path, pages: Sequence[PageImage], rng: Random) -> None:
    with pikepdf.new() as pdf:
        fonts = {
            short: pdf.make_indirect(
                Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/" + full),
                           Encoding=Name.WinAnsiEncoding)
            )
            for short, full in _PDF_FONTS.items()
        }  # fmt: skip
        for page in pages:
            width, height = page.true.width_pt, page.true.height_pt
            resources = Dictionary(Font=Dictionary())
            content = b""
            if page.image is not None:
                resources.XObject = Dictionary(Scan=_image(pdf, page))
                content += f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Scan Do Q\n".encode()
                if layer := page.spec.get("text_layer"):
                    content += _text_layer(page, layer, rng)
                    resources.Font[Name("/cour")] = fonts["cour"]
            else:
                for word in page.typed:
                    resources.Font[Name("/" + word.font)] = fonts[word.font]
                    content += _shown(word, height)
            pdf.pages.append(
                pikepdf.Page(
                    Dictionary(
                        Type=Name.Page,
                        MediaBox=Array([0, 0, round(width, 2), round(height, 2)]),
                        Resources=resources,
                        Contents=Stream(pdf, content),
                    )
                )
            )
        pdf.docinfo["/Producer"] = "specimen"
        pdf.save(path, deterministic_id=True, compress_streams=True)


def _image(pdf: pikepdf.Pdf, page: PageImage) -> Stream:
    image = page.image
    assert image is not None
    common = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=image.width, Height=image.height
    )
    if image.mode == "1":
        data = _group4(image)
        common.ColorSpace, common.BitsPerComponent = Name.DeviceGray, 1
        common.Filter = Name.CCITTFaxDecode
        common.DecodeParms = Dictionary(K=-1, Columns=image.width, Rows=image.height, BlackIs1=True)
        return Stream(pdf, data, common)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=page.spec.get("quality", 60), optimize=True)
    common.ColorSpace = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    common.BitsPerComponent, common.Filter = 8, Name.DCTDecode
    return Stream(pdf, buffer.getvalue(), common)


def _group4(image: Image.Image) -> bytes:
    """The image as one strip of CCITT group 4; Pillow codes black as 1."""
    buffer = io.BytesIO()
    image.save(buffer, "TIFF", compression="group4", tiffinfo={278: image.height})
    buffer.seek(0)
    with Image.open(buffer) as tiff:
        tags = tiff.tag_v2  # type: ignore[attr-defined]
        (offset,), (length,) = tags[273], tags[279]
    return buffer.getvalue()[offset : offset + length]


def _shown(word: TypedWord, height: float) -> bytes:
    red, green, blue = (v / 255 for v in INKS["black"])
    return (
        f"BT {red:.2f} {green:.2f} {blue:.2f} rg /{word.font} {word.size} Tf "
        f"{word.x:.2f} {height - word.baseline:.2f} Td ".encode()
        + b"("
        + _escaped(word.text)
        + b") Tj ET\n"
    )


def _text_layer(page: PageImage, layer: dict[str, Any], rng: Random) -> bytes:
    """Invisible words as an old OCR left them: a little out of place and a little misread."""
    dx, dy = layer.get("offset", (0, 0))
    wrong = float(layer.get("misread", 0.0))
    out = b"BT 3 Tr\n"
    for word in page.true.words:
        text, box = word.ocr_reading, word.rect_pt
        if rng.random() < wrong:
            text = text.translate(_MISREADINGS)
        size = 10.0
        stretch = 100 * box.width / max(1.0, 0.6 * size * len(text))
        y = page.true.height_pt - box.y1 - dy
        out += f"/cour {size} Tf {stretch:.1f} Tz 1 0 0 1 {box.x0 + dx:.2f} {y:.2f} Tm ".encode()
        out += b"(" + _escaped(text + " ") + b") Tj\n"
    return out + b"ET\n"


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252", errors="replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
