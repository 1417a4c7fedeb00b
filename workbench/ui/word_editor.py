"""Corrects a word where it stands: the page's crop above, the reading in a line below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from workbench.domain.geometry import Rect, rotate_rect
from workbench.domain.pages import clean_reading
from workbench.ui.page_pixmaps import PagePixmaps, Want
from workbench.ui.theme import light
from workbench.ui.view_state import ViewState, WordRef

CROP_WORD_PX = 30
"""Height at which the word stands in the crop."""

MARGIN_PX = 7

BESIDE_PT, ABOVE_PT = 42.0, 6.0
"""How much of the page is shown around the word, where the view has room for it."""

_HINTS = ("Enter keeps · Tab keeps, next doubt", "Esc cancels")


class ReadingEdit(QLineEdit):
    """A line for a reading that knows Tab, Escape, and being left."""

    tabbed = Signal(bool)
    escaped = Signal()
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Tab and Shift+Tab go to another doubt, not to another widget."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.tabbed.emit(event.key() == Qt.Key.Key_Backtab)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.escaped.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                # Handed on, as a line edit does, it would open the editor again.
                self.returnPressed.emit()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The person went elsewhere; a menu or another window does not count."""
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.left.emit()


class WordEditor(QFrame):
    """The in-place editor of one word; hidden while nothing is corrected."""

    committed = Signal(int, int, str)
    cancelled = Signal()
    next_requested = Signal(bool)

    def __init__(self, state: ViewState, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = state
        self._ref: WordRef | None = None
        self._crop_rect = Rect(0, 0, 1, 1)
        self._word_rect = Rect(0, 0, 1, 1)
        self._before = ""
        self._crop = QLabel()
        self._crop.setAccessibleName("Word on the page")
        self.edit = ReadingEdit()
        self.edit.setAccessibleName("Reading")
        self._hint = QLabel()
        self._ocr = QLabel()
        self._row = QHBoxLayout()
        self._row.addWidget(self.edit)
        self._row.addStretch()
        self._rows = column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        column.setSpacing(4)
        column.addWidget(self._crop, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._row)
        column.addWidget(self._ocr)
        column.addWidget(self._hint)
        self.setAutoFillBackground(True)
        self.edit.returnPressed.connect(self._on_return_pressed)
        self.edit.escaped.connect(self._on_escaped)
        self.edit.tabbed.connect(self._on_tabbed)
        self.edit.left.connect(self._on_left)
        self._pictures: PagePixmaps = state.pictures
        self._pictures.crop_arrived.connect(self._on_crop_arrived)
        self.hide()

    @property
    def ref(self) -> WordRef | None:
        """The word being corrected, or None."""
        return self._ref

    def open(self, ref: WordRef, font: QFont) -> None:
        """Begin to correct a word."""
        word = self._state.text(ref.page).words[ref.word]
        page = self._state.pages[ref.page - 1]
        self._ref = ref
        self._before = word.reading
        self._word_rect = word.rect_pt
        room = self._room_px()
        beside = max(2.0, min(BESIDE_PT, (room / self._crop_scale() - word.rect_pt.width) / 2))
        around = word.rect_pt.inflated(beside, ABOVE_PT)
        self._crop_rect = around.clamped(page.width_pt, page.height_pt) or word.rect_pt
        self.edit.setFont(font)
        self.edit.setText(word.reading)
        self.edit.selectAll()
        self._ocr.setVisible(word.corrected is not None)
        self._ocr.setText(f"OCR read “{word.ocr_reading}”")
        small = QFont(self.font())
        small.setPointSizeF(max(7.0, small.pointSizeF() * 0.9))
        self._hint.setFont(small)
        self._ocr.setFont(small)
        hint = " · ".join(_HINTS)
        fits = self._hint.fontMetrics().horizontalAdvance(hint) <= room
        self._hint.setText(hint if fits else "\n".join(_HINTS))
        self._show_crop(self._pictures.crop(self._crop_rect, page))
        scale = self._crop_scale() * self.devicePixelRatioF()
        self._pictures.want_crop(Want(ref.page, scale, page.rotation % 360, self._crop_rect))
        letters = max(8, len(word.reading) + 3)
        wanted = round(self.edit.fontMetrics().horizontalAdvance("M" * letters)) + 14
        self.edit.setFixedWidth(min(wanted, room))
        self.adjustSize()
        self.show()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self, word: QRectF, area: QRectF) -> None:
        """Stand so that the line lies over the word; kept inside the view."""
        self._row.setContentsMargins(0, 0, 0, 0)
        self.adjustSize()
        width, room = self.width(), round(area.width())
        x = max(0, min(round(word.center().x()) - width // 2, room - width))
        indent = round(word.left()) - x - MARGIN_PX - 6
        indent = max(0, min(indent, width - 2 * MARGIN_PX - self.edit.width()))
        self._row.setContentsMargins(indent, 0, 0, 0)
        self._rows.activate()
        inner = self.edit.mapTo(self, QPoint(0, 0))
        y = round(word.center().y()) - inner.y() - self.edit.height() // 2
        self.move(x, max(0, min(y, round(area.height()) - self.height())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame in the accent colour sets the editor off from the words it covers."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(QColor(self._state.theme.accent), 2.0))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def close_quietly(self) -> None:
        """End without a word to anyone."""
        self._ref = None
        self._pictures.want_crop(None)
        view = self.parentWidget()
        if self.edit.hasFocus() and view is not None:
            # Hidden with the focus in it, Qt would hand it to whatever comes next in the window.
            view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def _room_px(self) -> int:
        """The width the view has for what stands in the editor."""
        view = self.parentWidget()
        return max(80, view.width() - 2 * MARGIN_PX) if view is not None else 80

    def _crop_scale(self) -> float:
        scale = max(1.5, min(6.0, CROP_WORD_PX / max(4.0, self._word_rect.height)))
        # A long word in a narrow view is shown smaller and whole.
        return min(scale, self._room_px() / (self._word_rect.width + 4.0))

    def _show_crop(self, picture: QPixmap | None) -> None:
        page = self._state.pages[self._ref.page - 1] if self._ref is not None else None
        if page is None:
            return
        shown, word = (
            rotate_rect(rect, page.width_pt, page.height_pt, page.rotation)
            for rect in (self._crop_rect, self._word_rect)
        )
        scale, ratio = self._crop_scale(), self.devicePixelRatioF()
        canvas = QPixmap(round(shown.width * scale * ratio), round(shown.height * scale * ratio))
        canvas.setDevicePixelRatio(ratio)
        canvas.fill(QColor("#ffffff"))
        painter = QPainter(canvas)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(0, 0, shown.width * scale, shown.height * scale)
        if picture is not None:
            painter.drawPixmap(whole, picture, QRectF(picture.rect()))
        painter.setPen(QPen(QColor(light().accent), 1.5))
        x, y = (word.x0 - shown.x0) * scale, (word.y0 - shown.y0) * scale
        box = QRectF(x, y, word.width * scale, word.height * scale)
        painter.drawRect(box.adjusted(-3, -3, 3, 3).intersected(whole.adjusted(1, 1, -1, -1)))
        painter.end()
        self._crop.setPixmap(canvas)

    def _on_crop_arrived(self, page: int, picture: QPixmap) -> None:
        if self._ref is not None and self._ref.page == page:
            self._show_crop(picture)

    def _finish(self, commit: bool) -> None:
        ref = self._ref
        if ref is None:
            return
        self.close_quietly()
        if commit:
            self.committed.emit(ref.page, ref.word, clean_reading(self.edit.text()))
        else:
            self.cancelled.emit()

    def _on_return_pressed(self) -> None:
        self._finish(commit=True)

    def _on_escaped(self) -> None:
        self._finish(commit=False)

    def _on_tabbed(self, backwards: bool) -> None:
        self._finish(commit=True)
        self.next_requested.emit(backwards)

    def _on_left(self) -> None:
        """What was typed is kept; just looking confirms nothing."""
        self._finish(commit=clean_reading(self.edit.text()) != self._before)
