"""Regions shaped by keys and by handles: a rectangle put down, moved and resized on the page.

A new region stands in ``state.region`` until it is tagged or redacted. One that an annotation
has is shown there while it is being shaped, and told with :attr:`Shaping.reshaped` when done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent

from workbench.domain.annotations import Annotation, Target
from workbench.domain.geometry import Rect
from workbench.ui.tools import SMALLEST_REGION_PT, Hand

if TYPE_CHECKING:
    from workbench.ui.page_view import PageView

FIRST_SIZE_PT = (144.0, 48.0)
STEP_PT, FINE_STEP_PT = 8.0, 1.0
HANDLE_PX = 7.0
_GRASP_PX = 6.0

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_KEYS = "Arrows move it, Shift resizes, Ctrl goes in fine steps; Enter puts it down, Esc ends"


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle of an annotation: which of its targets, which of that target's rectangles."""

    annotation: Annotation
    target: int
    rect: int

    @property
    def page(self) -> int:
        """Number of the page it lies on."""
        return self.annotation.targets[self.target].page

    @property
    def rect_pt(self) -> Rect:
        """The rectangle as it is stored."""
        return self.annotation.targets[self.target].rects_pt[self.rect]

    def moved_to(self, rect_pt: Rect) -> tuple[Target, ...]:
        """The annotation's targets with this rectangle elsewhere."""
        targets = list(self.annotation.targets)
        rects = list(targets[self.target].rects_pt)
        rects[self.rect] = rect_pt
        targets[self.target] = replace(targets[self.target], rects_pt=tuple(rects))
        return tuple(targets)


def places_of(annotation: Annotation) -> list[Place]:
    """Every rectangle of an annotation; none where it holds words."""
    return [
        Place(annotation, t, r)
        for t, target in enumerate(annotation.targets)
        for r in range(len(target.rects_pt))
    ]


def handles(box: QRectF) -> dict[tuple[int, int], QPointF]:
    """Where a rectangle is taken hold of: corners and middles of sides, by side (-1, 0, 1)."""
    xs = {-1: box.left(), 0: box.center().x(), 1: box.right()}
    ys = {-1: box.top(), 0: box.center().y(), 1: box.bottom()}
    return {(i, j): QPointF(xs[i], ys[j]) for i in xs for j in ys if (i, j) != (0, 0)}


class Shaping(QObject):
    """The region under way on a page view.

    Signals:
        said: what is being done, for the status line; "" when it is over.
        reshaped: an annotation's id and its new targets.
    """

    said = Signal(str)
    reshaped = Signal(str, object)

    def __init__(self, view: PageView) -> None:
        super().__init__(view)
        self._view = view
        self._place: Place | None = None
        self.is_on = False
        self.can_reshape = True

    # By keys

    def begin(self) -> None:
        """Let a rectangle appear at the word cursor, or in the middle of what is in sight."""
        self._place = None
        self.is_on = True
        page, rect = self._first()
        self._set(page, rect)
        self._say("New region")

    def begin_reshaping(self, annotation: Annotation) -> bool:
        """Take up an annotation's (first) rectangle; False where it has none."""
        places = places_of(annotation)
        if not places:
            return False
        self._place = places[0]
        self.is_on = True
        self._set(self._place.page, self._place.rect_pt)
        self._say("Region")
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Move, resize, put down or end by a key; whether the key was one of these."""
        region = self._view.state.region
        if not self.is_on or region is None:
            return False
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.put_down()
        elif key == Qt.Key.Key_Escape:
            self.end()
        elif key in _ARROWS:
            fine = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
            step = (FINE_STEP_PT if fine else STEP_PT) * self._view.page_layout.scale
            dx, dy = (way * step for way in _ARROWS[key])
            sides = (1, 1) if modifiers & Qt.KeyboardModifier.ShiftModifier else None
            self._set(region[0], self._shifted(*region, dx, dy, sides))
            self._say("Region")
        else:
            return False
        return True

    def put_down(self) -> None:
        """Keep the region as it is: a new one waits for a label or a code."""
        place, region = self._place, self._view.state.region
        self._stop()
        if region is None:
            return
        if place is None:
            self._view.state.clear_selection()
            self._view.state.set_region(*region)
            self._view.state.region_drawn.emit(*region)
            self._announce("Region put down. Press a label's key, or R to redact it.")
            return
        self._view.state.clear_region()
        if region[1] != place.rect_pt:
            self.reshaped.emit(place.annotation.id, place.moved_to(region[1]))
        self._announce("Region put down")

    def end(self) -> None:
        """Give the rectangle up; an annotation's stays as it was."""
        self._stop()
        self._view.state.clear_region()

    def _stop(self) -> None:
        self.leave()
        self._view.set_tool("select")

    def leave(self) -> None:
        """The mouse draws now; what stands, stands."""
        self.is_on, self._place = False, None
        self.said.emit("")

    # By the mouse

    def grasp(self, at: QPointF) -> Grasp | None:
        """What the mouse would take hold of: a side, a corner, or the whole rectangle."""
        for place, page, rect in self._shapeable():
            box = self._view.box_of(page, rect)
            for sides, point in handles(box).items():
                apart = at - point
                if max(abs(apart.x()), abs(apart.y())) <= _GRASP_PX:
                    return Grasp(self, place, page, rect, sides)
            around = box.adjusted(-_GRASP_PX, -_GRASP_PX, _GRASP_PX, _GRASP_PX)
            if around.contains(at) and (
                not box.adjusted(_GRASP_PX, _GRASP_PX, -_GRASP_PX, -_GRASP_PX).contains(at)
                or self._view.word_under(at.toPoint()) is None
            ):
                return Grasp(self, place, page, rect, None)
        return None

    def handled(self) -> list[tuple[int, Rect]]:
        """Rectangles that show handles: page, and place on it."""
        return [(page, rect) for _, page, rect in self._shapeable()]

    def _shapeable(self) -> list[tuple[Place | None, int, Rect]]:
        state = self._view.state
        if not self.can_reshape:
            return []
        if state.region is not None:
            return [(self._place, *state.region)]
        chosen = state.annotation(state.selected_annotation) if state.selected_annotation else None
        return [(p, p.page, p.rect_pt) for p in places_of(chosen)] if chosen else []

    def drag(self, grasp: Grasp, dx: float, dy: float) -> None:
        """Show the rectangle as the hand has it; ``dx``, ``dy`` in pixels from where it began."""
        self._place = grasp.place
        self._set(grasp.page, self._shifted(grasp.page, grasp.rect_pt, dx, dy, grasp.sides))

    def drop(self, grasp: Grasp) -> None:
        """The hand lets go: an annotation's rectangle is kept, a new one goes on waiting."""
        if grasp.place is not None and not self.is_on:
            self._place = grasp.place
            self.put_down()

    def click(self, hand: Hand) -> None:
        """The hand took hold and let go at once: choose what is there."""
        self._view.click(hand)

    # Geometry

    def _first(self) -> tuple[int, Rect]:
        view, state = self._view, self._view.state
        cursor = state.selection.cursor if state.selection is not None else None
        if cursor is not None and view.is_in_sight(cursor):
            word = state.text(cursor.page).words[cursor.word]
            return cursor.page, self._on_page(cursor.page, word.rect_pt.inflated(4.0, 3.0))
        page, seen = view.seen_part()
        x, y = seen.centre
        width, height = min(FIRST_SIZE_PT[0], seen.width), min(FIRST_SIZE_PT[1], seen.height)
        rect = Rect(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        return page, self._on_page(page, rect)

    def _on_page(self, page: int, rect: Rect) -> Rect:
        size = self._view.state.pages[page - 1]
        return rect.clamped(size.width_pt, size.height_pt) or rect

    def _shifted(
        self, page: int, rect_pt: Rect, dx: float, dy: float, sides: tuple[int, int] | None
    ) -> Rect:
        """The rectangle moved, or some of its sides, as the eye sees it; kept on the page."""
        layout = self._view.page_layout
        box, least = layout.rect_to_shown(rect_pt, page), SMALLEST_REGION_PT * layout.scale
        width, height = (side * layout.scale for side in layout.shown_size_pt(page))
        if sides is None:
            dx = max(-box.x0, min(dx, width - box.x1))
            dy = max(-box.y0, min(dy, height - box.y1))
            moved = Rect(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)
        else:
            x0, x1 = _side(box.x0, box.x1, dx, sides[0], least, width)
            y0, y1 = _side(box.y0, box.y1, dy, sides[1], least, height)
            moved = Rect(x0, y0, x1, y1)
        found = layout.rect_from_shown(moved, page) or rect_pt
        return Rect(*(round(side, 2) for side in found.as_list()))

    def _set(self, page: int, rect: Rect) -> None:
        self._view.state.set_region(page, rect)
        self._view.reveal_box(page, rect)

    # The voice

    def _say(self, what: str) -> None:
        region = self._view.state.region
        if region is None:
            return
        page, rect = region
        where = (
            f"{what} on page {page}: {rect.width:.0f} × {rect.height:.0f} pt, "
            f"{rect.x0:.0f} from the left, {rect.y0:.0f} from the top"
        )
        self.said.emit(f"{where}. {_KEYS}.")
        self._announce(f"{where}. {_KEYS}." if what != "Region" else where)

    def _announce(self, sentence: str) -> None:
        self._view.setAccessibleDescription(sentence)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, sentence))


def _side(
    low: float, high: float, by: float, side: int, least: float, most: float
) -> tuple[float, float]:
    """A stretch with one end moved, never shorter than ``least``, within 0 and ``most``."""
    if side < 0:
        return max(0.0, min(low + by, high - least)), high
    if side > 0:
        return low, min(most, max(high + by, low + least))
    return low, high


class Grasp:
    """A tool for one drag: the hand holds a rectangle by some of its sides, or as a whole."""

    def __init__(
        self,
        shaping: Shaping,
        place: Place | None,
        page: int,
        rect_pt: Rect,
        sides: tuple[int, int] | None,
    ) -> None:
        self._shaping = shaping
        self._from = QPointF()
        self.place = place
        self.page = page
        self.rect_pt = rect_pt
        self.sides = sides
        self.shape = {
            None: Qt.CursorShape.SizeAllCursor,
            (0, 0): Qt.CursorShape.SizeAllCursor,
            (-1, 0): Qt.CursorShape.SizeHorCursor,
            (1, 0): Qt.CursorShape.SizeHorCursor,
            (0, -1): Qt.CursorShape.SizeVerCursor,
            (0, 1): Qt.CursorShape.SizeVerCursor,
            (-1, -1): Qt.CursorShape.SizeFDiagCursor,
            (1, 1): Qt.CursorShape.SizeFDiagCursor,
        }.get(sides, Qt.CursorShape.SizeBDiagCursor)

    def press(self, hand: Hand) -> None:
        """Take hold."""
        self._from = QPointF(hand.at)

    def move(self, hand: Hand) -> None:
        """Move or stretch the rectangle with the hand."""
        way = QPointF(hand.at) - self._from
        self._shaping.drag(self, way.x(), way.y())

    def release(self, hand: Hand) -> None:
        """Let go; without a drag it was a click like any other."""
        if QPointF(hand.at) != self._from:
            self._shaping.drop(self)
        elif self.place is not None:
            self._shaping.click(hand)
