"""Pictures of pages, kept within a bound, fetched one at a time, the seen page first."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QTransform

from workbench.domain.documents import Page
from workbench.domain.geometry import Rect, rotate_rect
from workbench.ui.page_source import PageSource

BUDGET_BYTES = 128 * 1024 * 1024
"""About thirty pages at reading size: enough to leaf about, far under the window's bound."""

LARGEST_PAGE_PX = 8_000_000
"""A whole page is never rendered larger; past it only the part in sight is, as a detail."""

TRIES = 3
"""How often a picture is asked for before its page counts as one that cannot be rendered."""


@dataclass(frozen=True, slots=True)
class Want:
    """A picture someone would like: ``scale`` in device pixels a point; no clip is all."""

    page: int
    scale: float
    rotation: int
    clip_pt: Rect | None = None


@dataclass(slots=True)
class Picture:
    """A rendered page or part of one, already turned; ``scale`` in device pixels a point."""

    want: Want
    pixmap: QPixmap

    @property
    def size_bytes(self) -> int:
        """Memory it takes."""
        return self.pixmap.width() * self.pixmap.height() * 4


class PagePixmaps(QObject):
    """The cache between the page view and the renderer.

    ``want`` replaces the list of wishes, dearest first. One is rendered at a time; wishes no
    longer wanted are dropped. A page keeps its last picture until a better one has come, so
    something can always be shown scaled.
    """

    picture_arrived = Signal(int)
    picture_failed = Signal(int)
    crop_arrived = Signal(int, object)

    def __init__(self, parent: QObject | None = None, budget_bytes: int = BUDGET_BYTES) -> None:
        super().__init__(parent)
        self._budget = budget_bytes
        self._source: PageSource | None = None
        self._generation = 0
        self._pages: OrderedDict[int, Picture] = OrderedDict()
        self._details: OrderedDict[int, Picture] = OrderedDict()
        self._wants: list[Want] = []
        self._flying: Want | None = None
        self._crop: Want | None = None
        self._failures: Counter[Want] = Counter()

    def set_source(self, source: PageSource | None) -> None:
        """Begin anew with another document; answers still under way are ignored."""
        self._source = source
        self._generation += 1
        self._pages.clear()
        self._details.clear()
        self._wants.clear()
        self._failures.clear()
        self._flying = None
        self._crop = None

    @property
    def size_bytes(self) -> int:
        """Memory all pictures take."""
        kept = (*self._pages.values(), *self._details.values())
        return sum(picture.size_bytes for picture in kept)

    def page(self, number: int, rotation: int) -> Picture | None:
        """The picture of a whole page turned by ``rotation``, at whatever scale it has."""
        return self._turned(self._pages, number, rotation)

    def detail(self, number: int, rotation: int) -> Picture | None:
        """The sharper picture of a part of a page, or None."""
        return self._turned(self._details, number, rotation)

    def _turned(
        self, kept: OrderedDict[int, Picture], number: int, rotation: int
    ) -> Picture | None:
        picture = kept.get(number)
        if picture is None:
            return None
        kept.move_to_end(number)
        turn = (rotation - picture.want.rotation) % 360
        if turn:
            want = picture.want
            turned = picture.pixmap.transformed(QTransform().rotate(turn))
            picture = Picture(Want(want.page, want.scale, rotation, want.clip_pt), turned)
            kept[number] = picture
        return picture

    def want(self, wants: Sequence[Want]) -> None:
        """Say what is wanted, dearest first; what is at hand already costs nothing."""
        self._wants = [w for w in wants if not self._has(w) and self._failures[w] < TRIES]
        self._fetch_next()

    def want_crop(self, want: Want | None) -> None:
        """Ask for a sharp part of a page before anything else; it is handed over, not kept."""
        self._crop = want
        self._fetch_next()

    def retry(self, pages: Collection[int]) -> None:
        """Forget that pages could not be rendered, and their pictures (they were read anew)."""
        for want in [want for want in self._failures if want.page in pages]:
            del self._failures[want]
        for page in pages:
            self._pages.pop(page, None)
            self._details.pop(page, None)

    def _has(self, want: Want) -> bool:
        kept = self._pages if want.clip_pt is None else self._details
        picture = kept.get(want.page)
        return (
            picture is not None
            and abs(picture.want.scale - want.scale) < 1e-6
            and picture.want.clip_pt == want.clip_pt
        )

    def _fetch_next(self) -> None:
        if self._source is None or self._flying is not None:
            return
        want = self._crop or (self._wants.pop(0) if self._wants else None)
        if want is None:
            return
        self._flying = want
        generation = self._generation

        def on_image(image: QImage | None) -> None:
            if generation == self._generation:
                self._flying = None
                self._take(want, image)
                self._fetch_next()

        self._source.request_image(want.page, want.scale, want.clip_pt, on_image)

    def _take(self, want: Want, image: QImage | None) -> None:
        if want is self._crop:
            self._crop = None
            if image is not None and not image.isNull():
                turned = image.transformed(QTransform().rotate(want.rotation))
                self.crop_arrived.emit(want.page, QPixmap.fromImage(turned))
            return
        if image is None or image.isNull():
            self._failures[want] += 1
            if self._failures[want] >= TRIES:
                self.picture_failed.emit(want.page)
            elif self._source is not None:
                self._wants.append(want)
            return
        if want.rotation:
            image = image.transformed(QTransform().rotate(want.rotation))
        # Without this, a grey image would be converted again at every painting.
        pixmap = QPixmap.fromImage(image, Qt.ImageConversionFlag.NoOpaqueDetection)
        kept = self._pages if want.clip_pt is None else self._details
        kept[want.page] = Picture(want, pixmap)
        kept.move_to_end(want.page)
        self._shrink(want.page)
        self.picture_arrived.emit(want.page)

    def _shrink(self, newest: int) -> None:
        size = self.size_bytes
        for kept in (self._details, self._pages):
            for number in [n for n in kept if n != newest]:
                if size <= self._budget:
                    return
                size -= kept.pop(number).size_bytes

    def crop(self, rect_pt: Rect, page: Page) -> QPixmap | None:
        """The part of a page's picture inside a rectangle, upright, as sharp as at hand."""
        picture = self._pages.get(page.number)
        if picture is None:
            return None
        rotation = picture.want.rotation
        shown = rotate_rect(rect_pt, page.width_pt, page.height_pt, rotation)
        pixels = shown.scaled(picture.want.scale)
        x, y = round(pixels.x0), round(pixels.y0)
        part = picture.pixmap.copy(QRect(x, y, round(pixels.width), round(pixels.height)))
        return part.transformed(QTransform().rotate(page.rotation - rotation))

    def __contains__(self, number: int) -> bool:
        return number in self._pages
