"""How marks are drawn: pens, underlines with ends and shapes, waves, hatching, codes.

Colour is never the only cue: suggestions are dashed, header fields dotted, and each label
has a small shape of its own at the start of its line.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPixmap, QPolygonF

from workbench.domain.annotations import Kind
from workbench.ui.marks import Mark
from workbench.ui.theme import light

SHAPE_PX = 5.0
WAVE_PX = 3


def line_pen(mark: Mark, colour: QColor, width: float) -> QPen:
    """Solid for what stands, dashed for suggestions, dotted for header fields."""
    if mark.is_suggestion:
        return _pen(colour.rgba(), width, (3.0, 2.0))
    return _pen(colour.rgba(), width, (1.0, 1.5) if mark.annotation.kind == Kind.FIELD else ())


@lru_cache(maxsize=256)
def _pen(rgba: int, width: float, dashes: tuple[float, ...]) -> QPen:
    pen = QPen(QColor.fromRgba(rgba), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashes:
        pen.setDashPattern(list(dashes))
    return pen


def draw_shape(painter: QPainter, shape: int, centre: QPointF, colour: QColor) -> None:
    """A small sign; eight outlines, filled for the first eight numbers, hollow after."""
    ratio = painter.device().devicePixelRatioF()
    pixmap = _shape_pixmap(shape, colour.rgba(), ratio)
    half = SHAPE_PX / 2 + 1
    painter.drawPixmap(QPointF(round(centre.x() - half), round(centre.y() - half)), pixmap)


@lru_cache(maxsize=512)
def _shape_pixmap(shape: int, rgba: int, ratio: float) -> QPixmap:
    """Painted once: a page has hundreds of them."""
    side = SHAPE_PX + 2
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    colour = QColor.fromRgba(rgba)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush if (shape // 8) % 2 else colour)
    half = SHAPE_PX / 2
    painter.translate(side / 2, side / 2)
    box = QRectF(-half, -half, SHAPE_PX, SHAPE_PX)
    corners = {
        2: [(0, -1), (1, 0), (0, 1), (-1, 0)],
        3: [(-1, 1), (0, -1), (1, 1)],
        4: [(-1, -1), (1, -1), (0, 1)],
        5: [(-1, -1), (1, 0), (-1, 1)],
    }
    match shape % 8:
        case 0:
            painter.drawEllipse(box)
        case 1:
            painter.drawRect(box)
        case 6:
            painter.drawLine(QLineF(-half, 0, half, 0))
            painter.drawLine(QLineF(0, -half, 0, half))
        case 7:
            painter.drawLine(QLineF(-half, -half, half, half))
            painter.drawLine(QLineF(-half, half, half, -half))
        case number:
            points = [QPointF(dx * half, dy * half) for dx, dy in corners[number]]
            painter.drawPolygon(QPolygonF(points))
    painter.end()
    return pixmap


def draw_wave(painter: QPainter, line: QLineF, colour: QColor) -> None:
    """A wavy line, the mark of a doubt, along a straight one (level or upright)."""
    level = abs(line.dx()) >= abs(line.dy())
    ratio = painter.device().devicePixelRatioF()
    tile = _wave_tile(colour.rgba(), level, ratio)
    x, y = min(line.x1(), line.x2()), min(line.y1(), line.y2())
    if level:
        painter.drawTiledPixmap(QRectF(x, y - 1, abs(line.dx()), WAVE_PX), tile)
    else:
        painter.drawTiledPixmap(QRectF(x - 1, y, WAVE_PX, abs(line.dy())), tile)


@lru_cache(maxsize=32)
def _wave_tile(rgba: int, level: bool, ratio: float) -> QPixmap:
    """One swing of the wave, to be repeated."""
    along, across = (WAVE_PX + 1) * ratio, WAVE_PX * ratio
    size = (along, across) if level else (across, along)
    pixmap = QPixmap(round(size[0]), round(size[1]))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgba(rgba), 1.1))
    high, low, end = 0.5, WAVE_PX - 0.5, WAVE_PX + 1.0
    points = [QPointF(0, low), QPointF(end / 2, high), QPointF(end, low)]
    if not level:
        points = [QPointF(point.y(), point.x()) for point in points]
    painter.drawPolyline(QPolygonF(points))
    painter.end()
    return pixmap


@lru_cache(maxsize=64)
def hatching(colour: str, alpha: int) -> QBrush:
    """The fill of a proposed redaction."""
    return QBrush(with_alpha(colour, alpha), Qt.BrushStyle.BDiagPattern)


def draw_tag(
    painter: QPainter, text: str, box: QRectF, back: QColor, front: QColor, radius: float = 2.5
) -> None:
    """A short text on a filled, rounded tag."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(box, radius, radius)
    painter.setPen(front)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()


@lru_cache(maxsize=256)
def with_alpha(colour: str, alpha: int) -> QColor:
    """A colour ``#rrggbb`` made translucent; ``alpha`` 0 to 255. Not to be changed."""
    made = QColor(colour)
    made.setAlpha(alpha)
    return made


def draw_code(painter: QPainter, code: str, box: QRectF, *, amid: bool) -> None:
    """A redaction's code: amid the black of its box, or on the edge where the words count."""
    font = QFont(painter.font())
    share = 0.62 if amid else 0.5
    font.setPixelSize(int(max(7, min(13, box.height() * share))))
    font.setBold(True)
    painter.setFont(font)
    width = painter.fontMetrics().horizontalAdvance(code) + 6
    height = min(box.height(), font.pixelSize() + 4.0)
    tag = QRectF(0, 0, width, height)
    if amid:
        tag.moveCenter(box.center())
        back, front = QColor(light().redaction_box), QColor(light().redaction_text)
    else:
        tag.moveCenter(QPointF(box.right() - width / 2, box.top()))
        if box.height() > 4 * height:
            tag.moveTop(box.top())  # on its edge it might lie beyond the paper's
        back, front = QColor(light().redaction), QColor("#ffffff")
    draw_tag(painter, code, tag, back, front)
