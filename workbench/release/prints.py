"""What a copy has printed on its paper: codes beside their boxes, the stamp, sheets.

Pure geometry, worked out on the page as the eye sees it, in points. Nothing is printed over a
word that stays, over a box, or over another print, nor over ink where there is white paper for
it; what finds no room is not printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.codes import SEPARATOR, split_codes
from workbench.domain.geometry import Rect, rotate_rect, rotated_size, unrotate_rect
from workbench.domain.pages import Word

SMALLEST_PT = 5.0
"""Type smaller than this is not read by people: a code that needs it does not fit its box."""

LARGEST_PT = 9.0
"""Codes are set no larger than this, on boxes, beside them and in margins."""

LEADER_PT = 0.5
"""Width of the line that leads from a code in the margin to its box."""

_BOX_HEIGHT, _BOX_WIDTH = 0.72, 0.9  # of a box that its code may take
_LEADING = 1.25  # height of a line of type over its size
_GAP_PT = 2.0
_EDGE_PT = 6.0  # kept free at the paper's edge
_STEP_PT = 2.0
_ROW_PT = 16.0
_FARTHEST_PT = 200.0  # up and down from its box that a code in the margin is looked for
_LINES_TRIED = 12  # places in the margin from which a line to the box is looked for
_STAMP_PT = (8.0, 7.0, 6.0)
# Widths of a sans serif face in shares of its size, a little more than real ones.
_NARROW, _WIDE, _USUAL = "(),.:;'|!/-iIjl1 ft", "MWmw@%", 0.64


@dataclass(frozen=True, slots=True)
class Print:
    """A line of type on the paper, filling ``rect_pt``. Points of the unrotated page.

    ``words`` are its words with their places; ``leader_pt`` the thin boxes of the line that
    leads from it. ``annotation_id`` is the redaction it is a code of, empty for other lines.
    """

    text: str
    rect_pt: Rect
    words: tuple[tuple[str, Rect], ...]
    leader_pt: tuple[Rect, ...] = ()
    annotation_id: str = ""


def width_of(text: str, size_pt: float) -> float:
    """About how wide a line of type is, rather more than less."""
    shares = (0.42 if c in _NARROW else 0.95 if c in _WIDE else _USUAL for c in text)
    return size_pt * sum(shares)


def on_box(width_pt: float, height_pt: float, label: str) -> str | None:
    """The label broken into lines that fit a box (as the eye sees it) at a size to be read.

    None where there is no such size: the label is then printed elsewhere.
    """
    codes = split_codes(label)
    for count in range(1, len(codes) + 1):
        lines = _broken(codes, count)
        size = height_pt * _BOX_HEIGHT / (1 + (count - 1) * _LEADING)
        widest = max(width_of(line, 1.0) for line in lines)
        if min(size, width_pt * _BOX_WIDTH / widest) >= SMALLEST_PT:
            return "\n".join(lines)
    return None


def _broken(codes: Sequence[str], count: int) -> list[str]:
    """Codes in so many lines, as even as can be; a line that goes on ends in a comma."""
    each = -(-len(codes) // count)
    runs = [codes[at : at + each] for at in range(0, len(codes), each)]
    lines = [SEPARATOR.join(run) for run in runs]
    return [f"{line}," for line in lines[:-1]] + lines[-1:]


class Paper:
    """One page as the eye sees it: what is taken, and what gets printed on it."""

    def __init__(
        self,
        width_pt: float,
        height_pt: float,
        rotation: int,
        taken: Sequence[Rect],
        is_white: Callable[[Rect], bool] | None = None,
    ) -> None:
        """``taken`` are words that stay and boxes, on the unrotated page.

        ``is_white`` tells of a place there whether it is white paper; such places go first.
        """
        self._size = (width_pt, height_pt)
        self._rotation = rotation
        self.width_pt, self.height_pt = rotated_size(width_pt, height_pt, rotation)
        self._page = [self._shown(rect) for rect in taken]
        self._taken: dict[int, list[Rect]] = {}
        self._take(self._page)
        self._is_white = is_white
        self._manners = (self._is_free,) if is_white is None else (self._is_clear, self._is_free)
        self.prints: list[Print] = []

    def label(self, label: str, box_pt: Rect, annotation_id: str = "") -> bool:
        """Print a label beside its box, else in a margin with a line to it; False: no room."""
        box = self._shown(box_pt)
        size = max(SMALLEST_PT, min(LARGEST_PT, box.height * 0.8))
        for may_take in self._manners:
            for size_pt in dict.fromkeys((size, SMALLEST_PT)):
                for rect in self._beside(label, box, size_pt):
                    if may_take(rect):
                        self._print(label, rect, (), annotation_id)
                        return True
            found = self._in_margin(label, box, may_take)
            if found is not None:
                self._print(label, *found, annotation_id)
                return True
        return False

    def stamp(self, text: str) -> bool:
        """Print a line across the top margin, else the foot; False: there is no room."""
        for may_take in self._manners:
            for size in _STAMP_PT:
                for rect in self._across(text, size):
                    if may_take(rect):
                        self._print(text, rect, ())
                        return True
        return False

    def sheet(self, lines: Sequence[tuple[str, float]]) -> None:
        """Print lines, each with its size, in the middle of an empty page."""
        longest = max(width_of(text, size) for text, size in lines)
        shrunk = min(1.0, (self.width_pt - 4 * _EDGE_PT) / longest)
        heights = [size * shrunk * _LEADING for _, size in lines]
        y = max(0.0, (self.height_pt - 1.6 * sum(heights)) / 2.5)
        for (text, size), height in zip(lines, heights, strict=True):
            width = width_of(text, size * shrunk)
            x = (self.width_pt - width) / 2
            self._print(text, Rect(x, y, x + width, y + height), ())
            y += 1.6 * height

    def _across(self, text: str, size: float) -> Iterator[Rect]:
        """Places for a line at the head or foot: in the middle, then at either side."""
        width, height = width_of(text, size), size * _LEADING
        right = self.width_pt - _EDGE_PT - width
        if right < _EDGE_PT:
            return
        for y in self._bands(height):
            yield from (
                Rect(x, y, x + width, y + height)
                for x in ((self.width_pt - width) / 2, _EDGE_PT, right)
            )

    def _bands(self, height: float) -> Iterator[float]:
        """Places for a line across the page: in the top margin, then at the foot, never between."""
        top = min((rect.y0 for rect in self._page), default=self.height_pt)
        y = _EDGE_PT
        while y + height < min(top, self.height_pt / 2):
            yield y
            y += _STEP_PT
        foot = max((rect.y1 for rect in self._page), default=0.0)
        y = self.height_pt - _EDGE_PT - height
        while y > max(foot, self.height_pt / 2):
            yield y
            y -= _STEP_PT

    def _beside(self, label: str, box: Rect, size: float) -> Iterator[Rect]:
        width, height = width_of(label, size), size * _LEADING
        middle = box.centre[1]
        top, bottom = middle - height / 2, middle + height / 2
        yield Rect(box.x1 + _GAP_PT, top, box.x1 + _GAP_PT + width, bottom)
        yield Rect(box.x0 - _GAP_PT - width, top, box.x0 - _GAP_PT, bottom)
        centre = box.centre[0] - width / 2
        for left in (box.x0, centre, box.x1 - width):
            yield Rect(left, box.y0 - _GAP_PT - height, left + width, box.y0 - _GAP_PT)
            yield Rect(left, box.y1 + _GAP_PT, left + width, box.y1 + _GAP_PT + height)

    def _in_margin(
        self, label: str, box: Rect, may_take: Callable[[Rect], bool]
    ) -> tuple[Rect, tuple[Rect, ...]] | None:
        width, height = width_of(label, SMALLEST_PT), SMALLEST_PT * _LEADING
        right = self.width_pt - _EDGE_PT - width
        near_left = box.centre[0] < self.width_pt / 2
        best: tuple[Rect, tuple[Rect, ...]] | None = None
        offset, tried = 0.0, 0
        while offset <= _FARTHEST_PT and tried < _LINES_TRIED:
            for y in dict.fromkeys((box.centre[1] - offset, box.centre[1] + offset)):
                for x in (_EDGE_PT, right) if near_left else (right, _EDGE_PT):
                    rect = Rect(x, y - height / 2, x + width, y + height / 2)
                    if not may_take(rect):
                        continue
                    tried += 1
                    leader = self._leader(rect, box)
                    if leader:
                        return rect, leader
                    best = best or (rect, ())
            offset += _STEP_PT
        if best is not None and abs(best[0].centre[1] - box.centre[1]) <= box.height:
            return best  # no line reaches it, but it stands level with its box
        return None

    def _leader(self, rect: Rect, box: Rect) -> tuple[Rect, ...]:
        """A line from a print to a box in free paper: along a gap between lines, then to it."""
        half = LEADER_PT / 2
        is_left = rect.x1 <= box.x0
        start = rect.x1 + 1 if is_left else rect.x0 - 1
        x = box.x0 + min(3.0, box.width / 2) if is_left else box.x1 - min(3.0, box.width / 2)
        for y in _ladder(box.y0, box.y1):
            if not 0 < y < self.height_pt:
                continue
            along = Rect.spanning(start, y - half, x, y + half)
            foot = box.y0 if y < box.y0 else box.y1
            down = Rect.spanning(x - half, y, x + half, foot)
            up = Rect.spanning(start - half, rect.centre[1], start + half, y)
            parts = tuple(part for part in (up, along, down) if part.area > 0)
            if all(self._is_free(part, slack=0.3, but=box) for part in parts):
                return parts
        return ()

    def _is_clear(self, rect: Rect) -> bool:
        return (
            self._is_free(rect)
            and self._is_white is not None
            and self._is_white(self._stored(rect))
        )

    def _is_free(self, rect: Rect, *, slack: float = 1.0, but: Rect | None = None) -> bool:
        edge = 1.0
        if rect.x0 < edge or rect.y0 < edge:
            return False
        if rect.x1 > self.width_pt - edge or rect.y1 > self.height_pt - edge:
            return False
        wide = rect.inflated(slack, slack)
        return not any(
            wide.intersects(taken) and taken != but
            for row in _rows(wide)
            for taken in self._taken.get(row, ())
        )

    def _take(self, rects: Sequence[Rect]) -> None:
        """Remember what is taken, by rows of the page, so that few are asked each time."""
        for rect in rects:
            for row in _rows(rect):
                self._taken.setdefault(row, []).append(rect)

    def _print(
        self, text: str, rect: Rect, leader: tuple[Rect, ...], annotation_id: str = ""
    ) -> None:
        self._take([rect, *leader])
        self.prints.append(
            Print(
                text,
                self._stored(rect),
                tuple((word, self._stored(place)) for word, place in _words_along(text, rect)),
                tuple(self._stored(part) for part in leader),
                annotation_id,
            )
        )

    def _shown(self, rect: Rect) -> Rect:
        return rotate_rect(rect, *self._size, self._rotation)

    def _stored(self, rect: Rect) -> Rect:
        return unrotate_rect(rect, *self._size, self._rotation)


def _rows(rect: Rect) -> range:
    return range(int(rect.y0 // _ROW_PT), int(rect.y1 // _ROW_PT) + 1)


def _ladder(top: float, bottom: float) -> Iterator[float]:
    """Heights at which a line may run towards a box: just over and under it, then farther."""
    away = 0.75
    while away <= 14:
        yield top - away
        yield bottom + away
        away += 0.5


def words_of(prints: Sequence[Print], line: int, block: int) -> tuple[Word, ...]:
    """Prints as words of the copy's text, each a line of its own after the page's lines."""
    return tuple(
        Word(text, rect, line + number, block + number)
        for number, one in enumerate(prints)
        for text, rect in one.words
    )


def _words_along(text: str, rect: Rect) -> Iterator[tuple[str, Rect]]:
    """The words of a line of type that fills a box upright, each with its share of it."""
    whole, at = width_of(text, 1.0), 0.0
    for part in text.split():
        width = width_of(part, 1.0)
        first, last = (min(1.0, share / whole) for share in (at, at + width))
        yield (
            part,
            Rect(rect.x0 + first * rect.width, rect.y0, rect.x0 + last * rect.width, rect.y1),
        )
        at += width + width_of(" ", 1.0)
