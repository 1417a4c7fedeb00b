"""Stamps and banners that laying a page out as text has missed, read one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PIL import Image

from workbench.domain.geometry import Rect, unrotate_rect
from workbench.domain.pages import Word
from workbench.engines.agreement import likeness, merged
from workbench.engines.cuttings import (
    LOOKS,
    Look,
    coloured_cutting,
    grey_cutting,
    looks,
    mended_cutting,
    runs_down,
    turned_level,
)
from workbench.engines.skew import Straightened
from workbench.engines.unread import Area, runs_of, unread_areas

Reader = Callable[[Image.Image], Sequence[Word]]
"""Reads an image of level lines; boxes are its pixels."""

_LEAST_LETTERS = 4
"""A word of fewer letters proves nothing: scribble reads as such, too."""
_SURE_FROM = 75.0
"""Confidence from which a longer word is no scribble."""
_TWICE_FROM = 35.0
"""Confidence from which it is none when another look reads nearly the same."""
_ALIKE = 0.8
"""Share of letters in which two looks read nearly the same."""
_BESIDE_FROM = 45.0
"""Confidence from which a word beside such a one is believed, too."""
_AGREED = 30.0
"""Confidence that each look which agrees is worth."""
_GOOD = 85.0
"""Mean confidence from which no other look is needed."""
_TYPED_FROM = 60.0
"""Confidence from which words around an area tell its text from a stamp."""
_LOST_BETWEEN = 6.0
"""Heights of a word that may have been lost between two of one line."""
_SAME_INK = 0.4
"""Share of the smaller word on which two words are the same."""


def with_stamps(page: Image.Image, words: Sequence[Word], read: Reader) -> Sequence[Word]:
    """The words of a page, and those in areas whose ink none of them explains.

    ``page`` is in mode ``L`` or ``RGB``; boxes are its pixels. A stamp's lines follow one
    another. What was read in its place before stays where it is surer.
    """
    for area in unread_areas(page, words):
        before = _Before(area, words)
        found = _best_reading(page, area, before, read)
        stamp = before.bettered_by(_on_page(found, page))
        if stamp:
            words = merged(before.left_by(stamp), stamp)
    return words


def _on_page(words: Sequence[Word], page: Image.Image) -> list[Word]:
    boxes = (word.rect_pt.clamped(page.width, page.height) for word in words)
    return [
        replace(word, rect_pt=box)
        for word, box in zip(words, boxes, strict=True)
        if box is not None
    ]


class _Before:
    """What was read in an area: typed lines that run out of it, and what is the area's own."""

    def __init__(self, area: Area, words: Sequence[Word]) -> None:
        around = Rect(*map(float, area.box))
        self._words = words
        self._coloured = area.coloured
        self.typed: list[Word] = []
        self.own: list[Word] = []
        for run in runs_of(words):
            inside = [word for word in run if around.contains(*word.rect_pt.centre)]
            (self.typed if len(inside) < len(run) else self.own).extend(inside)
        unsure = [w for w in (*self.typed, *self.own) if _confidence(w) < _SURE_FROM]
        beside = [
            w
            for w in words
            if not around.contains(*w.rect_pt.centre) and _confidence(w) >= _TYPED_FROM
        ]
        self.is_running_text = not area.coloured and any(
            _goes_on(word, other) for word in unsure for other in beside
        )

    def bettered_by(self, stamp: Sequence[Word]) -> list[Word]:
        """The stamp with the words that were read better before; empty where it adds nothing."""
        kept, gained = [], 0
        standing: set[int] = set()
        for word in stamp:
            if not self._coloured and any(_same_place(word, typed) for typed in self.typed):
                continue
            there = [own for own in self.own if _same_place(own, word)]
            best = max(there, key=_confidence, default=None)
            if best is not None and _is_better(best, word):
                if id(best) not in standing:  # the stamp may have it in pieces
                    kept.append(replace(best, line=word.line, block=word.block))
                standing.add(id(best))
                continue
            kept.append(word)
            known = any(_stripped(own).ocr_reading == word.ocr_reading for own in there)
            if not known:
                gained += _letters(word)
        return kept if gained >= _LEAST_LETTERS else []

    def left_by(self, stamp: Sequence[Word]) -> list[Word]:
        """The page's words without those the stamp stands for, and the scribble beside them."""
        gone = {
            id(own)
            for own in self.own
            if _confidence(own) < _BESIDE_FROM or any(_same_place(own, word) for word in stamp)
        }
        return [word for word in self._words if id(word) not in gone]


@dataclass(frozen=True, slots=True)
class _Side:
    """A cutting turned one way: clockwise by ``turn``, then level."""

    area: Area
    size: tuple[int, int]
    turn: int
    level: Straightened
    looks: Iterator[Look]

    def placed(self, word: Word, look: Look) -> Word:
        """A word of a look, where it lies on the page."""
        rect = unrotate_rect(self.level.back(look.back(word.rect_pt)), *self.size, self.turn)
        left, top = self.area.box[:2]
        on_page = Rect(rect.x0 + left, rect.y0 + top, rect.x1 + left, rect.y1 + top)
        return replace(word, rect_pt=on_page)


def _best_reading(page: Image.Image, area: Area, before: _Before, read: Reader) -> list[Word]:
    """The words of the look that reads most, surest; empty where none reads like lettering."""
    readings: list[list[Word]] = []
    for cut in _cuttings(page, area, before.typed):
        turns = (90, 270) if runs_down(cut) else (0,)
        if before.is_running_text and turns == (0,):
            return []
        sides = [_side(cut, area, turn) for turn in turns]
        for _ in range(LOOKS):
            for side in sides:
                look = next(side.looks, None)
                if look is None:
                    continue
                found = [word for word in map(_stripped, read(look.picture)) if word.ocr_reading]
                readings.append([side.placed(word, look) for word in found])
                words = believed(readings, len(readings) - 1)
                good = sum(_letters(word) * _confidence(word) for word in words)
                if good >= _GOOD * max(1, sum(map(_letters, found))):
                    return words

    def worth(place: int) -> float:
        return sum(
            _letters(word) * (_confidence(word) + _AGREED * _agreeing(word, readings, place))
            for word in believed(readings, place)
        )

    best = max(range(len(readings)), key=worth, default=None)
    return [] if best is None else believed(readings, best)


def _cuttings(page: Image.Image, area: Area, typed: Sequence[Word]) -> Iterator[Image.Image]:
    """The area by its colour, and as it is; typed lines would be read again with a stamp's."""
    if area.coloured:
        yield coloured_cutting(page, area.box)
        yield mended_cutting(page, area.box)
    if not (area.coloured and typed):
        read = [word.rect_pt for word in typed if _confidence(word) >= _TYPED_FROM]
        yield grey_cutting(page, area.box, read)


def _side(cut: Image.Image, area: Area, turn: int) -> _Side:
    level = turned_level(cut.rotate(-turn, expand=True) if turn else cut)
    return _Side(area, cut.size, turn, level, looks(level.image))


def believed(looks: Sequence[Sequence[Word]], place: int) -> list[Word]:
    """The likely words of one of several looks if one of them at least is no scribble; else none.

    Scribble and seals read as something, too, but in no two looks as much the same.
    """
    sure = [word for word in looks[place] if _is_sure(word, looks, place)]
    if not sure:
        return []
    return [w for w in looks[place] if _confidence(w) >= _BESIDE_FROM or w in sure]


def _is_sure(word: Word, looks: Sequence[Sequence[Word]], place: int) -> bool:
    letters = _letters(word)
    if letters < _LEAST_LETTERS or letters < 0.7 * len(word.ocr_reading):
        return False
    if _confidence(word) >= _SURE_FROM:
        return True
    return _confidence(word) >= _TWICE_FROM and _agreeing(word, looks, place) > 0


def _agreeing(word: Word, looks: Sequence[Sequence[Word]], place: int) -> int:
    """How many of the other looks read nearly the same."""
    return sum(
        any(
            min(_letters(word), _letters(other)) >= _LEAST_LETTERS
            and likeness(word.ocr_reading, other.ocr_reading) >= _ALIKE
            for other in words
        )
        for number, words in enumerate(looks)
        if number != place
    )


def _stripped(word: Word) -> Word:
    """A word without the strokes at its ends that a frame or a smudge leaves."""
    return replace(word, ocr_reading=word.ocr_reading.strip("\"'!,:;|~-_‘’“”[](){}"))


def _letters(word: Word) -> int:
    return sum(sign.isalnum() for sign in word.ocr_reading)


def _confidence(word: Word) -> float:
    return word.confidence or 0.0


def _is_better(before: Word, word: Word) -> bool:
    """Whether what was read before is surer, or is the whole of a word cut off now."""
    whole = word.ocr_reading in before.ocr_reading
    surer = _confidence(before) >= _confidence(word) and _letters(before) >= _letters(word)
    return _confidence(before) >= _SURE_FROM and (whole or surer)


def _goes_on(word: Word, other: Word) -> bool:
    """Whether a line of one type goes on from word to word, perhaps over a few lost ones."""
    one, two = word.rect_pt, other.rect_pt
    gap = max(one.x0, two.x0) - min(one.x1, two.x1)
    return (
        word.line == other.line
        and gap < _LOST_BETWEEN * two.height
        and abs(one.centre[1] - two.centre[1]) < 0.4 * two.height
        and 0.6 * two.height < one.height < two.height / 0.6
    )


def _same_place(one: Word, other: Word) -> bool:
    common = one.rect_pt.intersection(other.rect_pt)
    smaller = min(one.rect_pt.area, other.rect_pt.area)
    return common is not None and common.area > _SAME_INK * smaller
