"""How marks are drawn: pens, underlines with ends and shapes, waves, hatching, codes.

Colour is never the only cue: suggestions are dashed, header fields dotted, and each label
has a small shape of its own at the start of its line.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from workbench.domain.annotations import Kind
from workbench.domain.labels import Label, LabelSet
from workbench.ui.marks import Mark

SHAPE_PX = 5.0


def shape_of(label: Label | None, labels: LabelSet | None) -> int:
    """Number of a label's shape: its place among the labels of its kind."""
    if label is None or labels is None:
        return 0
    return labels.of_kind(label.kind).index(label) if label in labels.labels else 0


def line_pen(mark: Mark, colour: QColor, width: float) -> QPen:
    """Solid for what stands, dashed for suggestions, dotted for header fields."""
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if mark.is_suggestion:
        pen.setDashPattern([3.0, 2.0])
    elif mark.annotation.kind == Kind.FIELD:
        pen.setDashPattern([1.0, 1.5])
    return pen


def draw_shape(painter: QPainter, shape: int, centre: QPointF, colour: QColor) -> None:
    """A small sign; eight outlines, filled for the first eight numbers, hollow after."""
    half = SHAPE_PX / 2
    x, y = centre.x(), centre.y()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.2))
    hollow = (shape // 8) % 2 == 1
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else colour)
    box = QRectF(x - half, y - half, SHAPE_PX, SHAPE_PX)
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
            painter.drawLine(QLineF(x - half, y, x + half, y))
            painter.drawLine(QLineF(x, y - half, x, y + half))
        case 7:
            painter.drawLine(QLineF(x - half, y - half, x + half, y + half))
            painter.drawLine(QLineF(x - half, y + half, x + half, y - half))
        case number:
            points = [QPointF(x + dx * half, y + dy * half) for dx, dy in corners[number]]
            painter.drawPolygon(QPolygonF(points))
    painter.restore()


def draw_wave(painter: QPainter, line: QLineF, colour: QColor) -> None:
    """A wavy line, the mark of a doubt, along a straight one."""
    length = line.length()
    if length < 2:
        return
    along, across = line.unitVector(), line.normalVector().unitVector()
    count = max(2, int(length / 2.5))
    points = []
    for i in range(count + 1):
        t, lift = length * i / count, 1.2 if i % 2 else -1.2
        points.append(
            QPointF(
                line.x1() + along.dx() * t + across.dx() * lift,
                line.y1() + along.dy() * t + across.dy() * lift,
            )
        )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.2))
    painter.drawPolyline(QPolygonF(points))
    painter.restore()


def hatching(colour: QColor) -> QBrush:
    """The fill of a proposed redaction."""
    return QBrush(colour, Qt.BrushStyle.BDiagPattern)


@lru_cache(maxsize=256)
def code_size(code: str, font_key: str) -> tuple[float, float]:
    """Width and height of a code in a font given by its key, in pixels."""
    font = QFont()
    font.fromString(font_key)
    metrics = QFontMetricsF(font)
    return metrics.horizontalAdvance(code), metrics.height()


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


def with_alpha(colour: QColor | str, alpha: int) -> QColor:
    """A colour made translucent; ``alpha`` 0 to 255."""
    made = QColor(colour)
    made.setAlpha(alpha)
    return made
