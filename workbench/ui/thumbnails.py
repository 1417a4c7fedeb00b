"""The pages of the document on the desk, small, one under the other."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPalette, QPixmap, QTransform
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from workbench.app.edit_reviews import reviewed_pages
from workbench.domain.documents import Page, PageState
from workbench.domain.errors import UserError
from workbench.domain.geometry import rotated_size
from workbench.ui.desk import Desk
from workbench.ui.models import page_row
from workbench.ui.rows import ITEM_ROLE, Index, RowList, RowPainter, RowsModel

_WIDTH, _HEIGHT = 92, 112
_KEPT = 200
_URGENCY = 2  # after the page looked at and its neighbours


class Thumbnails(RowList):
    """A grid of page pictures; they are asked for only as they come into sight."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("Pages", "")
        self._desk = desk
        self._pictures: dict[int, QPixmap] = {}
        self._asked: set[int] = set()
        self._document_id = ""
        self.reviewed: frozenset[int] = frozenset()
        self.pages: RowsModel[Page] = RowsModel(lambda page: str(page.number), page_row)
        self.pages.setParent(self)
        self.setModel(self.pages)
        self.setItemDelegate(_ThumbnailPainter(self))
        self.setViewMode(RowList.ViewMode.IconMode)
        self.setMovement(RowList.Movement.Static)
        self.setResizeMode(RowList.ResizeMode.Adjust)
        self.setSpacing(2)
        self.activated.connect(self._on_activated)
        self.clicked.connect(self._on_activated)
        desk.document_changed.connect(self._on_document_changed)
        desk.data_changed.connect(self._on_data_changed)
        desk.state.current_page_changed.connect(self._on_current_page_changed)

    def picture(self, page: Page) -> QPixmap | None:
        """The page's picture, asked for when it is not at hand."""
        picture = self._pictures.get(page.number)
        if picture is None and page.number not in self._asked:
            self._ask(page)
        return picture

    def _ask(self, page: Page) -> None:
        if page.state == PageState.PENDING or not self._document_id:
            return
        self._asked.add(page.number)
        document_id = self._document_id
        width, height = rotated_size(page.width_pt, page.height_pt, page.rotation)
        ratio = self.devicePixelRatioF()
        scale = min(_WIDTH / max(width, 1.0), _HEIGHT / max(height, 1.0)) * ratio

        def on_done(info: Any, pixels: bytes) -> None:
            if document_id == self._document_id:
                self._keep(page, _image(info, pixels), ratio)

        def on_lost(_error: UserError | None = None) -> None:
            self._asked.discard(page.number)

        self._desk.session.render(
            document_id,
            page.number,
            scale,
            key=("thumbnail", document_id, page.number),
            urgency=_URGENCY,
            on_done=on_done,
            on_error=lambda _error: None,
            on_dropped=on_lost,
        )

    def _keep(self, page: Page, image: QImage, ratio: float) -> None:
        if page.rotation:
            image = image.transformed(QTransform().rotate(page.rotation))
        image.setDevicePixelRatio(ratio)
        self._pictures[page.number] = QPixmap.fromImage(image)
        while len(self._pictures) > _KEPT:
            oldest = next(iter(self._pictures))
            del self._pictures[oldest]
            self._asked.discard(oldest)
        self.viewport().update()

    def _on_data_changed(self, _pages: frozenset[int]) -> None:
        self.pages.sync(self._desk.state.pages)
        self._read_reviews()

    def _read_reviews(self) -> None:
        """Take up which pages were looked through; they bear a tick."""
        document_id = self._desk.document_id
        self.reviewed = (
            reviewed_pages(self._desk.session, document_id) if document_id else frozenset()
        )
        self.viewport().update()

    def _on_document_changed(self) -> None:
        self._read_reviews()
        self._document_id = self._desk.document_id
        self._pictures.clear()
        self._asked.clear()
        self.pages.sync(())
        self.setVisible(bool(self._desk.state.pages))
        self._desk.state.turns.give(self, "pages", self._list)

    def _list(self) -> None:
        self.pages.sync(self._desk.state.pages)
        self._on_current_page_changed(self._desk.state.current_page)

    def _on_current_page_changed(self, page: int) -> None:
        index = self.pages.index(page - 1)
        self.setCurrentIndex(index)

    def _on_activated(self, index: QModelIndex) -> None:
        page = self.pages.item(index)
        if page is not None:
            self._desk.state.go_to_page(page.number)


def _image(info: Any, pixels: bytes) -> QImage:
    """The RGB pixels the worker drew, as an image of their own."""
    size = (info.width_px, info.height_px, info.stride)
    return QImage(pixels, *size, QImage.Format.Format_RGB888).copy()


class _ThumbnailPainter(RowPainter):
    """Draws a page's picture with its number below."""

    def __init__(self, view: Thumbnails) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        line = option.fontMetrics.lineSpacing()
        return QSize(_WIDTH + 10, _HEIGHT + line + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        page = index.data(ITEM_ROLE)
        if not isinstance(page, Page):
            return
        rect: QRect = option.rect
        palette: QPalette = option.palette
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        width, height = rotated_size(page.width_pt, page.height_pt, page.rotation)
        scale = min(_WIDTH / max(width, 1.0), _HEIGHT / max(height, 1.0))
        size = QSize(max(8, round(width * scale)), max(8, round(height * scale)))
        paper = QRect(
            rect.center().x() - size.width() // 2,
            rect.top() + 5 + (_HEIGHT - size.height()) // 2,
            size.width(),
            size.height(),
        )
        painter.save()
        picture = self._view.picture(page)
        if picture is None:
            painter.fillRect(paper, QColor("#f3f1ea"))
        else:
            painter.drawPixmap(paper, picture)
        role = QPalette.ColorRole.Highlight if is_selected else QPalette.ColorRole.Mid
        painter.setPen(palette.color(role))
        painter.drawRect(paper.adjusted(-1, -1, 0, 0))
        if is_selected:
            painter.drawRect(paper.adjusted(-2, -2, 1, 1))
        line = QFontMetrics(painter.font()).lineSpacing()
        below = QRect(rect.left(), rect.bottom() - line - 3, rect.width(), line)
        painter.setPen(
            palette.color(
                QPalette.ColorRole.Text if is_selected else QPalette.ColorRole.PlaceholderText
            )
        )
        if page.state == PageState.FAILED:
            painter.setPen(palette.color(QPalette.ColorRole.BrightText))
        mark = " !" if page.state == PageState.FAILED else ""
        if page.number in self._view.reviewed:
            mark += " ✓"
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{page.number}{mark}")
        painter.restore()
