"""A look at a finished copy that shares nothing with the verifier: MuPDF, zlib, plain Tesseract."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pymupdf
import tesserocr
from PIL import Image

from workbench.domain.geometry import Rect
from workbench.engines.ocr import tessdata_folder

_STREAM = re.compile(rb"stream\r?\n")


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def places_of(path: Path, secret: str) -> list[str]:
    """Where the secret can still be found, in a few words each."""
    wanted = _plain(secret)
    found = []
    with pymupdf.open(path) as document:
        for page in document:
            for block in page.get_text("rawdict", flags=0)["blocks"]:
                signs = (
                    char["c"]
                    for line in block.get("lines", ())
                    for span in line["spans"]
                    for char in span["chars"]
                )
                if wanted in _plain("".join(signs)):
                    found.append(f"text of page {page.number + 1}")
            if wanted in _plain(page.get_text("text", clip=pymupdf.INFINITE_RECT())):
                found.append(f"any text of page {page.number + 1}")
        for number in range(1, document.xref_length()):
            if wanted in _plain(document.xref_object(number)):
                found.append(f"object {number}")
            if document.xref_is_stream(number):
                found += _in_bytes(document.xref_stream(number) or b"", wanted, f"stream {number}")
        told = [*(document.metadata or {}).values(), *(e[1] for e in document.get_toc())]
        found += ["document information"] * (wanted in _plain(" ".join(filter(None, told))))
    data = path.read_bytes()
    found += _in_bytes(data, wanted, "the raw file")
    for match in _STREAM.finditer(data):
        try:
            inflated = zlib.decompressobj().decompress(data[match.end() :], 2_000_000)
        except zlib.error:
            continue
        found += _in_bytes(inflated, wanted, "an inflated stream")
    return found


def _in_bytes(data: bytes, wanted: str, where: str) -> list[str]:
    hexed = b"".join(
        bytes.fromhex(run.decode()) for run in re.findall(rb"<((?:[0-9A-Fa-f]{2})+)>", data)
    )
    texts = (data.decode("latin-1"), data.decode("utf-16-be", "replace"), hexed.decode("latin-1"))
    return [where for text in texts if wanted in _plain(text)]


def drawn(path: Path, number: int, dpi: int = 150) -> Image.Image:
    """A page as MuPDF draws it, not turned for the eye."""
    with pymupdf.open(path) as document:
        page = document[number - 1]
        page.set_rotation(0)
        pixmap = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
        return Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples)


def uncovered(path: Path, boxes: list[tuple[int, Rect]]) -> list[Rect]:
    """Boxes that are not black in the middle, by MuPDF's drawing."""
    found = []
    for number, box in boxes:
        image = drawn(path, number)
        scale = 150 / 72
        left, top, right, bottom = (side * scale for side in box.inflated(-1.5).as_list())
        crop = image.crop((round(left), round(top), round(right), round(bottom)))
        if crop.getextrema()[1] > 40:  # type: ignore[operator]
            found.append(box)
    return found


def legible(path: Path, secret: str, pages: int) -> bool:
    """Whether Tesseract, with nothing around it, reads the secret on any page."""
    with tesserocr.PyTessBaseAPI(path=str(tessdata_folder()), lang="eng") as engine:
        for number in range(1, pages + 1):
            engine.SetImage(drawn(path, number, 300))
            if _plain(secret) in _plain(engine.GetUTF8Text()):
                return True
    return False
