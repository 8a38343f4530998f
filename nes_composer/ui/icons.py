"""The window's icons, drawn when they are painted: sharp at every scale, in the look in use, no font or file needed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from nes_composer.ui import theme

_SIZE = 18
_DISABLED = 0.35


def to_start() -> QIcon:
    """Go to the start."""
    return _icon(lambda p: (p.drawRect(QRectF(3, 4, 2.5, 10)), p.drawPolygon(_polygon(15, 4, 6.5, 9, 15, 14))))


def play() -> QIcon:
    """Play."""
    return _icon(lambda p: p.drawPolygon(_polygon(4.5, 2.5, 15.5, 9, 4.5, 15.5)), lambda: theme.VOICES[2])


def stop() -> QIcon:
    """Stop."""
    return _icon(lambda p: p.drawRoundedRect(QRectF(4, 4, 10, 10), 1.5, 1.5), lambda: theme.ACCENT)


def loop() -> QIcon:
    """Repeat."""

    def draw(p: QPainter) -> None:
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(theme.TEXT, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        p.drawArc(QRectF(3, 4, 12, 10), 30 * 16, 140 * 16)
        p.drawArc(QRectF(3, 4, 12, 10), 210 * 16, 140 * 16)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.TEXT)
        p.drawPolygon(_polygon(16.8, 3.6, 15.6, 9.2, 11.6, 6.2))
        p.drawPolygon(_polygon(1.2, 14.4, 2.4, 8.8, 6.4, 11.8))

    return _icon(draw)


def record() -> QIcon:
    """Record."""
    return _icon(lambda p: p.drawEllipse(QRectF(3.5, 3.5, 11, 11)), lambda: theme.ERROR)


def step_record() -> QIcon:
    """Record step by step."""

    def draw(p: QPainter) -> None:
        p.drawRect(QRectF(13.5, 3.5, 2, 11))
        p.setBrush(theme.ERROR)
        p.drawEllipse(QRectF(2.5, 5, 8, 8))

    return _icon(draw)


def metronome() -> QIcon:
    """Click on the beats."""

    def draw(p: QPainter) -> None:
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(theme.TEXT, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        p.drawPolygon(QPolygonF([QPointF(*c) for c in ((6.5, 2.5), (11.5, 2.5), (14.5, 15.5), (3.5, 15.5))]))
        p.drawLine(QPointF(9, 12), QPointF(14.5, 4.5))
        p.drawLine(QPointF(4.5, 12), QPointF(13.5, 12))

    return _icon(draw)


def piano() -> QIcon:
    """Play with the computer's keyboard."""

    def draw(p: QPainter) -> None:
        p.drawRoundedRect(QRectF(1.5, 3.5, 15, 11), 1.5, 1.5)
        p.setBrush(theme.PANEL)
        for x in (5.6, 10.6):
            p.drawRect(QRectF(x, 3.5, 2.2, 6))
        for x in (6.4, 11.4):
            p.drawRect(QRectF(x, 9.5, 0.7, 5))

    return _icon(draw)


def paint_lock(painter: QPainter, middle: QPointF, locked: bool) -> None:
    """Paint a small padlock, closed and bright or open and faint."""
    color = theme.ACCENT if locked else theme.FAINT
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    shift = 0.0 if locked else 3.0
    painter.drawArc(QRectF(middle.x() - 2.5 + shift, middle.y() - 5.0, 5.0, 6.5), 0, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(QRectF(middle.x() - 4.0, middle.y() - 1.5, 8.0, 6.0), 1, 1)


def lock(locked: bool) -> QIcon:
    """Locked, or not."""
    return _icon(lambda p: paint_lock(p, QPointF(9, 9), locked))


def dice() -> QIcon:
    """Random."""

    def draw(p: QPainter) -> None:
        p.drawRoundedRect(QRectF(3, 3, 12, 12), 3, 3)
        p.setBrush(theme.RAISED)
        for x, y in ((6, 6), (12, 6), (9, 9), (6, 12), (12, 12)):
            p.drawEllipse(QPointF(x, y), 1.3, 1.3)

    return _icon(draw)


def speaker() -> QIcon:
    """Volume."""

    def draw(p: QPainter) -> None:
        p.drawPolygon(QPolygonF([QPointF(*c) for c in ((2, 7), (5, 7), (9, 3.5), (9, 14.5), (5, 11), (2, 11))]))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(theme.DIM, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        p.drawArc(QRectF(7, 6, 6, 6), -50 * 16, 100 * 16)
        p.drawArc(QRectF(5, 3.5, 11, 11), -50 * 16, 100 * 16)

    return _icon(draw, lambda: theme.DIM)


def pencil() -> QIcon:
    """Draw."""
    return _icon(
        lambda p: (
            p.drawPolygon(_polygon(12, 2.5, 15.5, 6, 7, 14.5, 3.5, 11)),
            p.drawPolygon(_polygon(2.8, 12, 6, 15.2, 2, 16)),
        )
    )


def frame() -> QIcon:
    """Choose by a rubber band."""

    def draw(p: QPainter) -> None:
        p.setBrush(theme.translucent(theme.SELECTION, 60))
        p.setPen(QPen(theme.TEXT, 1.4, Qt.PenStyle.DashLine))
        p.drawRect(QRectF(3, 4, 12, 10))

    return _icon(draw)


def eraser() -> QIcon:
    """Erase."""

    def draw(p: QPainter) -> None:
        p.drawPolygon(_polygon(10.5, 3, 15.5, 8, 11, 12.5, 6, 7.5))
        p.setBrush(theme.DIM)
        p.drawPolygon(_polygon(5.2, 8.3, 10.2, 13.3, 8.5, 15, 5.2, 15, 2.5, 12.2, 2.5, 11))

    return _icon(draw)


def window() -> QIcon:
    """Return the program's icon: four notes, one of each voice."""

    def draw(p: QPainter) -> None:
        p.setBrush(theme.PANEL)
        p.drawRoundedRect(QRectF(0, 0, 18, 18), 4, 4)
        for voice, (x, y, w) in enumerate(((3, 4, 5), (7, 7, 7), (3, 10, 9), (12, 13, 3))):
            p.setBrush(theme.VOICES[voice])
            p.drawRoundedRect(QRectF(x, y, w, 2), 0.8, 0.8)

    return _icon(draw)


def _polygon(*numbers: float) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)])


def _icon(draw: Callable[[QPainter], object], color: Callable[[], QColor] = lambda: theme.TEXT) -> QIcon:
    return QIcon(_Engine(draw, color))


class _Engine(QIconEngine):
    """Paints an icon whenever it is shown, in a square of 18 units."""

    def __init__(self, draw: Callable[[QPainter], object], color: Callable[[], QColor]) -> None:
        super().__init__()
        self._draw, self._color = draw, color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QRectF(rect).center() - QPointF(side / 2, side / 2))
        painter.scale(side / _SIZE, side / _SIZE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color())
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(_DISABLED)
        self._draw(painter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPointF().toPoint(), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._draw, self._color)


def diamond(center: QPointF, radius: float) -> QPainterPath:
    """Return the sign of a pattern that has a latent point."""
    path = QPainterPath()
    path.addPolygon(
        _polygon(
            center.x(),
            center.y() - radius,
            center.x() + radius,
            center.y(),
            center.x(),
            center.y() + radius,
            center.x() - radius,
            center.y(),
        )
    )
    path.closeSubpath()
    return path
