"""The page view: scanned pages one below the other, with what is known drawn over them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.domain.annotations import Annotation
from workbench.domain.geometry import Rect
from workbench.ui.hand_painter import HandPainter
from workbench.ui.marks import Mark, innermost_at
from workbench.ui.page_composer import PageComposer, paint_composed
from workbench.ui.page_layout import PageLayout
from workbench.ui.page_marks import PageMarks
from workbench.ui.page_painter import PagePainter
from workbench.ui.page_pixmaps import Picture
from workbench.ui.paper_area import PaperArea, with_margin
from workbench.ui.shaping import Shaping
from workbench.ui.tools import Hand, RegionTool, Tool
from workbench.ui.view_state import Selection, ViewState, WordRef

REVEAL_MARGIN_PX = 48
WORD_SLACK_PX = 4.0


class PageView(PaperArea):
    """Shows the pages of the state's document; selects words, draws regions."""

    tool_changed = Signal(str)

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._marks = PageMarks(state, self._layout)
        self._painter = PagePainter(state, self._marks)
        self._hand_painter = HandPainter(state, self._marks)
        self._composer = PageComposer(self._painter, self._marks, self.pixmaps)
        self._opened: frozenset[str] = frozenset()
        self._region_tool = RegionTool(self)
        self._tools: dict[str, Tool] = {
            "select": self._select_tool,
            "region": self._region_tool,
            "pan": self._pan_tool,
        }
        self.tool = "select"
        self.shaping = Shaping(self)
        self.setAccessibleName("Page")
        self.setAccessibleDescription("The scanned page, with the words that were read on it")
        state.region_changed.connect(self._on_region_changed)
        state.region_drawn.connect(lambda _page, _rect: self.shaping.leave())
        state.region_requested.connect(self._reveal_region)

    # Words and marks under the mouse

    def word_box(self, ref: WordRef) -> QRectF:
        """A word's box in the viewport, in whole pixels."""
        box = self._marks.box(self.state.text(ref.page).words[ref.word].rect_pt, ref.page)
        return box.translated(self._place(ref.page).topLeft())

    def reveal_word(self, ref: WordRef) -> None:
        """Scroll as little as brings a word into sight; not at all when it is."""
        self._reveal(self.word_box(ref))

    def _reveal(self, box: QRectF) -> None:
        area = QRectF(self.viewport().rect())
        if area.contains(box):
            return
        self._moving_quietly = True
        for bar, low, high, end in (
            (self.horizontalScrollBar(), box.left(), box.right(), area.right()),
            (self.verticalScrollBar(), box.top(), box.bottom(), area.bottom()),
        ):
            if low < 0:
                bar.setValue(round(bar.value() + low - REVEAL_MARGIN_PX))
            elif high > end:
                bar.setValue(round(bar.value() + high - end + REVEAL_MARGIN_PX))
        self._moving_quietly = False

    def word_under(self, at: QPoint) -> WordRef | None:
        """The word under a point of the viewport, or None."""
        if not self.state.page_count:
            return None
        point = self.page_point(at)
        slack = WORD_SLACK_PX / self._layout.scale
        found = self.state.text(point.page).word_at(point.x, point.y, slack)
        return None if found is None else WordRef(point.page, found)

    def nearest_word(self, at: QPoint) -> WordRef | None:
        """The word of the page at a point that is nearest to it."""
        if not self.state.page_count:
            return None
        point = self.page_point(at)
        found = self.state.text(point.page).word_at(point.x, point.y, float("inf"))
        return None if found is None else WordRef(point.page, found)

    def marks_under(self, at: QPoint) -> list[Mark]:
        """Marks under a point of the viewport, the smallest first."""
        if not self.state.page_count:
            return []
        point = self.page_point(at)
        marks = self._marks.marks(point.page)
        slack = WORD_SLACK_PX / 2 / self._layout.scale
        return innermost_at(self.state.text(point.page), marks, point.x, point.y, slack)

    def marks_on(self, page: int) -> Sequence[Mark]:
        """The visible marks of a page."""
        return self._marks.marks(page)

    def _is_ready(self, page: int) -> bool:
        ratio = self.devicePixelRatioF()
        return self._marks.is_ready(page) and (
            not self._composer.has_picture(page, ratio) or self._composer.fits(page, ratio)
        )

    def _make_ready(self, page: int) -> None:
        if self._marks.is_ready(page):
            self._composer.page(page, self.devicePixelRatioF())
        else:
            self._marks.shown(page)

    # Tools

    @property
    def page_layout(self) -> PageLayout:
        """Where the pages stand."""
        return self._layout

    def box_of(self, page: int, rect_pt: Rect) -> QRectF:
        """A rectangle of a page in the viewport."""
        return self._marks.box(rect_pt, page).translated(self._place(page).topLeft())

    def reveal_box(self, page: int, rect_pt: Rect) -> None:
        """Scroll as little as brings a rectangle of a page into sight."""
        self._reveal(self.box_of(page, rect_pt))

    def seen_part(self) -> tuple[int, Rect]:
        """The page looked at, and what of it is in sight, in its points."""
        page = max(1, self._seen_page())
        place = self._place(page)
        seen = QRectF(self.viewport().rect()).intersected(place).translated(-place.topLeft())
        shown = Rect(seen.left(), seen.top(), seen.right(), seen.bottom())
        size = self._layout.page(page)
        whole = Rect(0, 0, size.width_pt, size.height_pt)
        return page, self._layout.rect_from_shown(shown, page) or whole

    def is_in_sight(self, ref: WordRef) -> bool:
        """Whether a word shows."""
        return QRectF(self.viewport().rect()).intersects(self.word_box(ref))

    def click(self, hand: Hand) -> None:
        """What a plain click does."""
        self._select_tool.press(hand)
        self._select_tool.release(hand)

    def draw_region(self) -> None:
        """Take the region tool: by keys at once, or by drawing another with the mouse."""
        if not self.state.page_count:
            return
        self.set_tool("region")
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.shaping.begin()

    def reshape_region(self, annotation: Annotation) -> None:
        """Move and resize an annotation's region by keys."""
        if self.shaping.begin_reshaping(annotation):
            self.set_tool("region")
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A region under way has the first word on the keys."""
        if not self.shaping.key(event):
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Over a handle the mouse shows which way it would pull."""
        super().mouseMoveEvent(event)
        if self._hand_tool is None and self._tool is not self._pan_tool and not self._space_held:
            shape = (self.shaping.grasp(event.position()) or self._tool).shape
            if shape != self.viewport().cursor().shape():
                self.viewport().setCursor(shape)

    def set_tool(self, name: str) -> None:
        """Take a tool: ``select``, ``region`` or ``pan``.

        Raises:
            KeyError: there is no such tool.
        """
        self._tool = self._tools[name]
        if name != self.tool:
            self.tool = name
            self.tool_changed.emit(name)
            if self.shaping.is_on and name != "region":
                self.shaping.end()
        self.viewport().setCursor(self._tool.shape)

    def _tool_for(self, event: QMouseEvent) -> Tool | None:
        tool = super()._tool_for(event)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.button() == Qt.MouseButton.LeftButton and tool is not self._pan_tool:
            grasp = self.shaping.grasp(event.position())
            if grasp is not None and not control:
                return grasp
        return self._region_tool if tool is self._select_tool and control else tool

    # What happened elsewhere

    def _set_layout(self, layout: PageLayout) -> None:
        super()._set_layout(layout)
        self._marks.layout = layout
        self._forget()

    def _forget(self, pages: frozenset[int] | None = None) -> None:
        self._marks.forget(pages)
        self._composer.forget(pages)

    def _on_source_changed(self) -> None:
        self._forget()
        super()._on_source_changed()

    def _on_contents_changed(self, pages: frozenset[int]) -> None:
        self._forget(pages)
        super()._on_contents_changed(pages)

    def _on_region_changed(self, region: object) -> None:
        if region is None and self.shaping.is_on and self._hand_tool is None:
            self.set_tool("select")  # tagged, or let go elsewhere
        self.viewport().update()

    def _on_selection_changed(self, selection: Selection | None, initiator: object) -> None:
        super()._on_selection_changed(selection, initiator)
        self._update_opened()
        self._ask_for_pictures()

    def _on_annotation_selected(self, annotation_id: str, initiator: object) -> None:
        super()._on_annotation_selected(annotation_id, initiator)
        self._update_opened()
        if annotation_id and initiator is not self:
            self._reveal_region(self.state.annotation(annotation_id))

    def _reveal_region(self, annotation: Annotation | None) -> None:
        """Bring an annotation without words into sight; one with words shows by its words."""
        target = annotation.targets[0] if annotation is not None else None
        if target is not None and target.rects_pt:
            box = self._marks.box(target.rects_pt[0], target.page)
            self._reveal(box.translated(self._place(target.page).topLeft()))

    def _on_hover_changed(self, ref: WordRef | None) -> None:
        super()._on_hover_changed(ref)
        self._update_opened()

    def _update_opened(self) -> None:
        """Have redactions that open under the hand, or close behind it, painted anew."""
        opened = frozenset(
            shown.mark.annotation.id
            for number in self.seen_pages()
            for shown in self._hand_painter.opened(number)
        )
        changed, self._opened = opened ^ self._opened, opened
        if not changed:
            return
        for number in self.seen_pages():
            corner = self._place(number).topLeft()
            for shown in self._marks.shown(number):
                if shown.mark.annotation.id in changed:
                    for box in shown.boxes:
                        self.viewport().update(with_margin(box.translated(corner)))

    def _on_looks_changed(self) -> None:
        self._forget()
        super()._on_looks_changed()

    def _on_hits_changed(self, pages: frozenset[int]) -> None:
        self._composer.forget(pages)
        super()._on_hits_changed(pages)

    def _update_word(self, ref: WordRef) -> None:
        text = self.state.text(ref.page)
        if ref.page in self.seen_pages() and ref.word < len(text.words):
            self.viewport().update(with_margin(self.word_box(ref), 6))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages in sight, and of them what has to be painted anew."""
        painter = QPainter(self.viewport())
        area = QRectF(event.rect())
        painter.fillRect(area, QColor(self.state.theme.desk))
        for number in self.seen_pages():
            place = self._place(number)
            if not area.intersects(place.adjusted(-40, -40, 40, 40)):
                continue
            self._painter.paint_shadow(painter, place)
            clip = area.translated(-place.topLeft())
            self._paint_page(painter, number, place, clip)
            painter.save()
            painter.translate(place.topLeft())
            picture = self.pixmaps.page(number, self._layout.page_rotation(number))
            self._hand_painter.paint(painter, number, picture, self.hasFocus())
            for page, rect in self.shaping.handled():
                if page == number:
                    self._hand_painter.paint_handles(painter, self._marks.box(rect, number))
            painter.restore()
        painter.end()
        self._idle_timer.start()

    def _paint_page(self, painter: QPainter, number: int, place: QRectF, clip: QRectF) -> None:
        """A page with its marks: copied as composed, where it can be."""
        hasty, ratio = self._sharpen_timer.isActive(), self.devicePixelRatioF()
        composed = None if hasty else self._composer.page(number, ratio)
        if composed is None and hasty:
            composed = self._composer.last(number)
        if composed is not None:
            exact = (composed.scale, composed.ratio) == (self._layout.scale, ratio)
            paint_composed(painter, composed, place, exact=exact)
            return
        self._painter.paint_paper(painter, place)
        rotation = self._layout.page_rotation(number)
        picture = self.pixmaps.page(number, rotation)
        if picture is not None:
            self._painter.paint_picture(painter, place, picture, detail=False, hasty=hasty)
        elif message := self._layout.page(number).message:
            self._painter.paint_message(painter, place, message)
        detail = self.pixmaps.detail(number, rotation)
        if detail is not None and picture is not None and self._is_sharper(detail, picture):
            self._painter.paint_picture(painter, place, detail, detail=True, hasty=hasty)
        painter.save()
        painter.translate(place.topLeft())
        self._painter.paint_still(painter, number, clip)
        painter.restore()

    def _is_sharper(self, detail: Picture, whole: Picture) -> bool:
        """Whether a detail adds to the whole, and is not left over from a nearer look."""
        return whole.want.scale < detail.want.scale <= self._device_scale() * 1.01
