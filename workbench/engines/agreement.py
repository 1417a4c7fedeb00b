"""Two readings of one page held against each other: where they agree, and what to keep."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from workbench.domain.geometry import Rect
from workbench.domain.pages import Word

SURE_FROM = 60.0
"""Confidence from which a word that OCR alone has is taken for a word of the page."""
_UNLIKE_BELOW = 0.5
_CONTRADICTS_FROM = 85.0
"""Confidence from which OCR's reading of a word counts against the layer's."""
_OVERLAPS = 0.5
_BAND_PT = 24.0


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A layer's words laid over what OCR saw; ``mended`` counts places where OCR's word counts."""

    words: tuple[Word, ...]
    mended: int


def agreement(layer: Sequence[Word], seen: Sequence[Word]) -> float:
    """Share of letters on which two readings of a page agree, word for word in its place.

    Each word of either reading is held against what the other has in the same place; what one
    has and the other has not counts as disagreement, specks of OCR (low confidence) apart.
    """
    sure = [word for word in seen if word.confidence is None or word.confidence >= SURE_FROM]
    return min(_covered(sure, layer), _covered([w for w in layer if _is_worded(w)], seen))


def reconciled(layer: Sequence[Word], seen: Sequence[Word]) -> Reconciled:
    """Words as OCR tells them apart on the pixels, read as the layer reads them where it may.

    A layer can run words together or have them in each other's places, and what is cut by its
    boxes is then not what it says. So places and limits of words are OCR's. The layer's reading
    counts where it has one word there and OCR is not sure of another, and where OCR ran its
    words together. A word
    that the layer alone has stays; one that OCR alone has, if it is sure of it.
    """
    words: list[Word] = []
    mended = 0
    near = _Bands(layer)
    met: set[int] = set()
    for other in seen:
        beside = near.touching(other.rect_pt)
        met.update(id(word) for word in beside)
        confidence = other.confidence or 0.0
        if len(beside) == 1 and _as_wide(beside[0].rect_pt, other.rect_pt):
            reading = beside[0].ocr_reading
            alike = likeness(other.ocr_reading, reading) >= _UNLIKE_BELOW
            unsure = confidence < (_CONTRADICTS_FROM if alike else SURE_FROM)
            if _plain(reading) == _plain(other.ocr_reading) or unsure:
                words.append(replace(other, ocr_reading=reading, confidence=None))
                continue
        if len(beside) > 1 and _are_parts(beside, other):
            parts = sorted(beside, key=lambda word: word.rect_pt.x0)
            words.extend(replace(word, line=other.line, block=other.block) for word in parts)
            continue
        if beside:
            mended += 1
        elif confidence < SURE_FROM:
            continue
        words.append(other)
    alone = [word for word in layer if id(word) not in met]
    return Reconciled(merged(words, alone) if alone else tuple(words), mended)


def _are_parts(layer: Sequence[Word], other: Word) -> bool:
    """Whether OCR ran together what the layer tells apart."""
    joined = "".join(w.ocr_reading for w in sorted(layer, key=lambda word: word.rect_pt.x0))
    return _plain(joined) == _plain(other.ocr_reading)


def apart_from(words: Iterable[Word], known: Sequence[Word]) -> list[Word]:
    """The words that stand where no known word stands."""
    near = _Bands(known)
    return [
        word
        for word in words
        if not any(_overlap(word.rect_pt, o.rect_pt) for o in near.around(word.rect_pt))
    ]


def likeness(word: str, there: str) -> float:
    """Share of a word's letters found, in order, in what stands there; 1.0 where it is in it."""
    word, there = _plain(word), _plain(there)
    if word in there:
        return 1.0
    if not there:
        return 0.0
    matcher = SequenceMatcher(None, word, there, autojunk=False)
    return sum(size for _, _, size in matcher.get_matching_blocks()) / len(word)


def can_be_compared(layer: Sequence[Word], seen: Sequence[Word]) -> bool:
    """Whether both are in Latin letters or both are not.

    OCR puts what letters it knows in place of others, so it cannot judge another script.
    """
    return _is_latin(layer) == _is_latin(seen)


def _is_latin(words: Sequence[Word]) -> bool:
    signs = [sign for word in words for sign in word.ocr_reading if sign.isalpha()]
    latin = sum(sign.isascii() or unicodedata.name(sign, "").startswith("LATIN") for sign in signs)
    return 2 * latin >= len(signs)


_TYPED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": "-"})


@lru_cache(maxsize=4096)
def _plain(reading: str) -> str:
    """Without case and accents, typographic signs as typed: what OCR mixes up freely."""
    if not reading.isascii():
        decomposed = unicodedata.normalize("NFKD", reading.translate(_TYPED))
        reading = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return reading.casefold()


def merged(layer: Sequence[Word], extra: Sequence[Word]) -> tuple[Word, ...]:
    """Words of two readings in one order; lines and blocks are numbered anew.

    The first reading's own order is kept; a line of the other goes before the first one that
    lies lower.
    """
    lines = [(0, line) for line in _lines(layer)]
    for line in _lines(extra):
        top = min(word.rect_pt.y0 for word in line)
        place = next(
            (i for i, (_, other) in enumerate(lines) if min(w.rect_pt.y0 for w in other) > top),
            len(lines),
        )
        lines.insert(place, (1, line))
    words: list[Word] = []
    block = -1
    previous: tuple[int, int] | None = None
    for number, (source, line) in enumerate(lines):
        key = (source, line[0].block)
        block += key != previous
        previous = key
        words.extend(replace(word, line=number, block=block) for word in line)
    return tuple(words)


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return list(lines.values())


def _covered(words: Sequence[Word], others: Sequence[Word]) -> float:
    letters = same = 0.0
    near = _Bands(others)
    for word in words:
        beside = near.touching(word.rect_pt)
        text = "".join(o.ocr_reading for o in sorted(beside, key=lambda o: o.rect_pt.x0))
        letters += len(word.ocr_reading)
        same += len(word.ocr_reading) * likeness(word.ocr_reading, text)
    return same / letters if letters else 1.0


class _Bands:
    """Words by the bands of the page they stand in, so that few are compared with each."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._bands: dict[int, list[Word]] = defaultdict(list)
        for word in words:
            for band in self._of(word.rect_pt):
                self._bands[band].append(word)

    @staticmethod
    def _of(rect: Rect) -> range:
        return range(int(rect.y0 // _BAND_PT), int(rect.y1 // _BAND_PT) + 1)

    def around(self, rect: Rect) -> list[Word]:
        """Words of the same bands, each once."""
        return list({id(w): w for band in self._of(rect) for w in self._bands[band]}.values())

    def touching(self, rect: Rect) -> list[Word]:
        """Words that share enough of the place to be the same ink."""
        return [word for word in self.around(rect) if _touches(rect, word.rect_pt)]


def _touches(a: Rect, b: Rect) -> bool:
    common = a.intersection(b)
    if common is None:
        return False
    return common.height > 0.4 * min(a.height, b.height) and common.width > 0.1 * min(
        a.width, b.width
    )


def _as_wide(a: Rect, b: Rect) -> bool:
    return 0.6 * b.width <= a.width <= b.width / 0.6


def _is_worded(word: Word) -> bool:
    return any(sign.isalnum() for sign in word.ocr_reading)


def _overlap(a: Rect, b: Rect) -> bool:
    common = a.intersection(b)
    smaller = min(a.area, b.area)
    return common is not None and smaller > 0 and common.area > _OVERLAPS * smaller
