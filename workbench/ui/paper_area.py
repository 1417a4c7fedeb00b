"""Paper to scroll, zoom and turn: where the pages stand and the pictures they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QNativeGestureEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from workbench.domain.documents import Page
from workbench.domain.geometry import Rect
from workbench.ui.page_layout import PageLayout, PagePoint
from workbench.ui.page_pixmaps import LARGEST_PAGE_PX, Want
from workbench.ui.view_state import ViewState
from workbench.ui.words_area import WordsArea

PX_PER_PT = 96 / 72
"""Zoom 1.0, shown as 100 %: a point is 96/72 device-independent pixels."""

SMALLEST_ZOOM, LARGEST_ZOOM = 0.1, 8.0
ZOOM_STEP = 1.2
SHARPEN_AFTER_MS = 80
"""A sharper picture is asked for once the zooming hand has rested this long."""

DETAIL_GRID_PT = 36.0
"""Details are cut on this grid, so that scrolling a little asks for nothing new."""


def with_margin(rect: QRectF, margin: int = 30) -> QRect:
    """A rectangle in whole pixels with room for what is drawn around it."""
    return rect.toAlignedRect().adjusted(-margin, -margin, margin, margin)


class PaperArea(WordsArea):
    """A column of pages under a window. The paper never moves but when a hand moves it."""

    zoom_changed = Signal(float)

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._layout = PageLayout(())
        self.pixmaps = state.pictures
        self.pixmaps.picture_arrived.connect(self._on_picture_arrived)
        self.pixmaps.picture_failed.connect(self._on_picture_arrived)
        self.zoom_mode = "width"
        self._moving_quietly = False
        self._sharpen_timer = QTimer(self, singleShot=True, interval=SHARPEN_AFTER_MS)
        self._sharpen_timer.timeout.connect(self._on_sharpen_timer)

    # Geometry

    @property
    def zoom(self) -> float:
        """Magnification; 1.0 is 100 %."""
        return self._layout.scale / PX_PER_PT

    @property
    def view_rotation(self) -> int:
        """Clockwise degrees the view turns all pages, beyond each page's own rotation."""
        return self._layout.rotation

    def _column_point(self, at: QPoint | QPointF) -> tuple[float, float]:
        return (
            at.x() + self.horizontalScrollBar().value(),
            at.y() + self.verticalScrollBar().value(),
        )

    def page_point(self, at: QPoint | QPointF, page: int | None = None) -> PagePoint:
        """A point of the viewport as a point of the page there, or of a given page."""
        x, y = self._column_point(at)
        number = page or self._layout.page_at(y)
        return self._layout.to_page(x, y, number, self.viewport().width())

    def viewport_point(self, point: PagePoint) -> QPointF:
        """A point of a page as a point of the viewport."""
        x, y = self._layout.to_column(point, self.viewport().width())
        return QPointF(x - self.horizontalScrollBar().value(), y - self.verticalScrollBar().value())

    def _place(self, number: int) -> QRectF:
        """A page's place in the viewport, its corner on a whole device pixel."""
        rect = self._layout.rect(number, self.viewport().width())
        ratio = self.devicePixelRatioF()
        x = round((rect.x0 - self.horizontalScrollBar().value()) * ratio) / ratio
        y = round((rect.y0 - self.verticalScrollBar().value()) * ratio) / ratio
        return QRectF(x, y, rect.width, rect.height)

    def seen_pages(self) -> range:
        """Numbers of the pages in sight."""
        top = self.verticalScrollBar().value()
        return self._layout.pages_between(top, top + self.viewport().height())

    def _seen_page(self) -> int:
        """The page that takes most of the height in sight."""
        area = QRectF(self.viewport().rect())
        return max(
            self.seen_pages(),
            key=lambda n: area.intersected(self._place(n)).height(),
            default=0,
        )

    def _set_ranges(self) -> None:
        area = self.viewport().size()
        for bar, content, seen in (
            (self.horizontalScrollBar(), self._layout.width, area.width()),
            (self.verticalScrollBar(), self._layout.height, area.height()),
        ):
            bar.setRange(0, max(0, round(content - seen)) if self.state.page_count else 0)
            bar.setPageStep(seen)

    def _keeping(self, at: QPointF, change: Callable[[], None]) -> None:
        """Change the layout while the point of the paper at ``at`` stays where it is."""
        if not self.state.page_count:
            change()
            return
        anchor = self.page_point(at)
        change()
        self._moving_quietly = True
        self._set_ranges()
        now = self.viewport_point(anchor)
        for bar, moved in (
            (self.horizontalScrollBar(), now.x() - at.x()),
            (self.verticalScrollBar(), now.y() - at.y()),
        ):
            bar.setValue(round(bar.value() + moved))
        self._moving_quietly = False
        self.viewport().update()

    # Zoom and turn

    def _set_scale(self, scale: float, at: QPointF | None = None) -> None:
        scale = max(SMALLEST_ZOOM, min(LARGEST_ZOOM, scale / PX_PER_PT)) * PX_PER_PT
        if abs(scale - self._layout.scale) < 1e-9:
            return
        centre = QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        self._sharpen_timer.start()  # first, or moving the bars would ask for pictures at once
        self._keeping(at or centre, lambda: setattr(self._layout, "scale", scale))
        self.zoom_changed.emit(self.zoom)

    def zoom_to(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom so that 1.0 is 100 %, about a point of the viewport (the middle by default)."""
        self.zoom_mode = "fixed"
        self._set_scale(factor * PX_PER_PT, at)

    def zoom_in(self) -> None:
        """One step larger."""
        self.zoom_to(self.zoom * ZOOM_STEP)

    def zoom_out(self) -> None:
        """One step smaller."""
        self.zoom_to(self.zoom / ZOOM_STEP)

    def fit_width(self) -> None:
        """Make the page seen as wide as the view, now and when the view is resized."""
        self.zoom_mode = "width"
        self._fit()

    def fit_page(self) -> None:
        """Make the page seen fit whole, now and when the view is resized."""
        self.zoom_mode = "page"
        page = self._seen_page()
        self._fit()
        if page:
            self.go_to_page(page)

    def _fit(self) -> None:
        page = self._seen_page()
        if not page or self.zoom_mode == "fixed":
            return
        width, height = self.viewport().width(), self.viewport().height()
        if self.zoom_mode == "width":
            scale = self._layout.fitting_width(page, width)
        else:
            scale = self._layout.fitting_page(page, width, height)
        self._set_scale(scale, QPointF(width / 2, 0.0))

    def rotate_left(self) -> None:
        """Turn the view a quarter anticlockwise."""
        self._rotate(-90)

    def rotate_right(self) -> None:
        """Turn the view a quarter clockwise."""
        self._rotate(90)

    def _rotate(self, degrees: int) -> None:
        old = self._layout
        turned = PageLayout(old.pages, old.rotation + degrees, old.scale)
        middle = QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        self._keeping(middle, lambda: self._set_layout(turned))
        self._fit()
        self._ask_for_pictures()

    def _set_layout(self, layout: PageLayout) -> None:
        self._layout = layout

    # Going places

    def go_to_page(self, number: int) -> None:
        """Bring the head of a page to the top of the view."""
        if self.state.page_count:
            number = max(1, min(number, self.state.page_count))
            self.verticalScrollBar().setValue(round(self._layout.top(number) - 8))
            self.state.set_current_page(number)

    # What happened elsewhere

    def _on_source_changed(self) -> None:
        super()._on_source_changed()
        self._paint_later()
        self._set_layout(PageLayout(self.state.pages, 0, self._layout.scale))
        self._moving_quietly = True
        self._set_ranges()
        self.verticalScrollBar().setValue(0)
        self._moving_quietly = False
        self._fit()
        self._ask_for_pictures()

    def _on_contents_changed(self, pages: frozenset[int]) -> None:
        super()._on_contents_changed(pages)
        if not pages.isdisjoint(self.seen_pages()):
            self._paint_later()
        old = self._layout
        if self._sizes(old.pages, pages) != self._sizes(self.state.pages, pages):
            layout = PageLayout(self.state.pages, old.rotation, old.scale)
            if old.pages:
                self._keeping(QPointF(0, 0), lambda: self._set_layout(layout))
            else:
                self._set_layout(layout)
                self._fit()
            self.pixmaps.retry(pages)
            self._set_ranges()
            self._ask_for_pictures()
        else:
            old.pages = self.state.pages

    @staticmethod
    def _sizes(pages: Sequence[Page], numbers: Iterable[int]) -> list[tuple[float, float, int]]:
        """What the layout hangs on, of some pages; and how many pages there are."""
        sizes = [(float(len(pages)), 0.0, 0)]
        for number in numbers:
            if number <= len(pages):
                page = pages[number - 1]
                sizes.append((page.width_pt, page.height_pt, page.rotation))
        return sizes

    # Pictures

    def _on_picture_arrived(self, number: int) -> None:
        if number in self.seen_pages():
            self.viewport().update(with_margin(self._place(number)))
        else:
            self._idle_timer.start()

    def _on_sharpen_timer(self) -> None:
        """The hand rests: what was stretched while it moved is painted as it should be."""
        self._ask_for_pictures()
        self.viewport().update()

    def _on_idle_timer(self) -> None:
        # Only now: a worker that draws ahead would take its time from the painting.
        if not self._sharpen_timer.isActive():
            self._ask_for_pictures(ahead=True)
        super()._on_idle_timer()

    def _ask_for_pictures(self, *, ahead: bool = False) -> None:
        """Want the pages in sight; ``ahead``: the page after and before them, too."""
        seen = self.seen_pages()
        if not seen or not self.isVisible():
            return
        current = self._seen_page()
        wants: list[Want] = []
        for number in sorted(seen, key=lambda n: abs(n - current)):
            whole = self._want_whole(number)
            wants.append(whole)
            if whole.scale < self._device_scale():
                detail = self._want_detail(number)
                wants += [detail] if detail is not None else []
        for number in (seen[-1] + 1, seen[0] - 1) if ahead else ():
            if 1 <= number <= self.state.page_count:
                wants.append(self._want_whole(number))
        self.pixmaps.want(wants)

    def _device_scale(self) -> float:
        return self._layout.scale * self.devicePixelRatioF()

    def _want_whole(self, number: int) -> Want:
        page = self._layout.page(number)
        largest = float((LARGEST_PAGE_PX / (page.width_pt * page.height_pt)) ** 0.5)
        scale = min(self._device_scale(), largest)
        return Want(number, scale, self._layout.page_rotation(number))

    def _want_detail(self, number: int) -> Want | None:
        place = self._place(number)
        seen = QRectF(self.viewport().rect()).intersected(place).translated(-place.topLeft())
        if seen.isEmpty():
            return None
        shown = Rect(seen.left(), seen.top(), seen.right(), seen.bottom())
        part = self._layout.rect_from_shown(shown, number)
        if part is None:
            return None
        grid, page = DETAIL_GRID_PT, self._layout.page(number)
        clip = Rect(
            part.x0 // grid * grid,
            part.y0 // grid * grid,
            -(-part.x1 // grid) * grid,
            -(-part.y1 // grid) * grid,
        ).clamped(page.width_pt, page.height_pt)
        rotation = self._layout.page_rotation(number)
        return Want(number, self._device_scale(), rotation, clip) if clip else None

    # Qt

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The paper moved under the window."""
        self._shift(dx, dy)
        if not self._moving_quietly and self.state.page_count:
            self.state.set_current_page(self._seen_page())
        if not self._sharpen_timer.isActive():
            self._ask_for_pictures()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the paper at the top of the view where it is."""
        super().resizeEvent(event)
        self._keeping(QPointF(self.viewport().width() / 2, 0.0), lambda: None)
        self._fit()
        self._sharpen_timer.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom about the mouse; the wheel alone scrolls."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        steps = event.angleDelta().y() / 120
        self.zoom_to(self.zoom * ZOOM_STEP**steps, event.position())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Two fingers on a touchpad zoom about themselves."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_to(self.zoom * (1 + event.value()), event.position())
                return True
        elif event.type() == QEvent.Type.Show:
            self._sharpen_timer.start()
        return super().viewportEvent(event)
