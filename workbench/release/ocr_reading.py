"""OCR for the proof: the finished pixels, read anew."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from workbench.domain.geometry import Rect, bounding, rotated_size, unrotate_rect
from workbench.release.folding import fold, shapes
from workbench.release.needles import LOOSE

OCR = "OCR"


@dataclass(frozen=True, slots=True)
class PixelReading:
    """What was read off a page: readings in order, with places in page points."""

    words: tuple[tuple[str, Rect], ...]
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All readings, joined by spaces."""
        return " ".join(reading for reading, _ in self.words)

    def places_of(self, term: str, shape: str = "") -> list[Rect]:
        """Where a folded term stands, also broken over words and lines: one box each time.

        Short terms count as whole words alone, as they do in texts. Where it does not stand
        as such, places count that may be a misreading of it, by its ``shape``.
        """
        if len(term) < LOOSE:
            return [place for reading, place in self.words if fold(reading) == term]
        folded = [fold(reading) for reading, _ in self.words]
        return self._joined_places(folded, term) or (
            self._joined_places([shapes(word) for word in folded], shape) if shape else []
        )

    def _joined_places(self, folded: list[str], term: str) -> list[Rect]:
        owners = [index for index, word in enumerate(folded) for _ in word]
        joined, places = "".join(folded), []
        at = joined.find(term)
        while at >= 0:
            held = owners[at : at + len(term)]
            box = bounding(place for _, place in self.words[held[0] : held[-1] + 1])
            places.extend([box] if box else [])
            at = joined.find(term, at + len(term))
        return places


def read_pixels(
    image: Image.Image, size_pt: tuple[float, float], rotation: int, language: str
) -> PixelReading:
    """Read a page image that is not yet turned for the eye.

    ``size_pt`` is the unrotated page's. Engines are loaded only here: a proof without OCR
    needs none.
    """
    from workbench.engines.ocr import TesseractEngine

    upright = image.rotate(-rotation, expand=True) if rotation % 360 else image
    shown = rotated_size(*size_pt, rotation)
    scale_x, scale_y = shown[0] / upright.width, shown[1] / upright.height
    words: list[tuple[str, Rect]] = []
    lines: dict[int, list[str]] = {}
    for word in TesseractEngine(language).read(upright).words:
        px = word.rect_pt
        place = Rect(px.x0 * scale_x, px.y0 * scale_y, px.x1 * scale_x, px.y1 * scale_y)
        words.append((word.ocr_reading, unrotate_rect(place, *size_pt, rotation)))
        lines.setdefault(word.line, []).append(word.ocr_reading)
    return PixelReading(tuple(words), tuple(" ".join(line) for line in lines.values()))
