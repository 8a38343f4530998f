"""The map itself: dots, the song's patterns, and what the mouse does to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from nes_composer.ui import theme
from nes_composer.ui.latent_map_raster import MapArea, nearest, picture
from nes_composer.ui.looks import Look

_DISC = 9.0
_NEAR = 8.0
_STILL = 3.0
"""Pixels that a press may move before it is a drag."""

_ZOOM = 1.25
_NUMBERS = 20.0
"""Height of the numbers at the bottom."""

_NONE = np.zeros(0, np.float32)


@dataclass(frozen=True)
class Stop:
    """A pattern of the song on the map.

    Parameters
    ----------
    pattern
        Its index.
    name
        Its letter.
    x, y
        Where it is, in σ.
    """

    pattern: int
    name: str
    x: float
    y: float


class LatentMapCanvas(QWidget):
    """Shows the plane of two axes.

    Signals
    -------
    pressed, swept
        A place on both axes, in σ, where the left button went down beside the patterns, and to which it was moved.
    released
        That button went up.
    chosen
        A pattern of the song was pressed.
    dragged
        Pattern, and the place on both axes that it was dragged to.
    fitted
        A double click has asked for all to be shown.
    hovered
        Index of the dot under the mouse, −1 for none.
    """

    pressed = Signal(float, float)
    swept = Signal(float, float)
    released = Signal()
    chosen = Signal(int)
    dragged = Signal(int, float, float)
    fitted = Signal()
    hovered = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._x, self._y = _NONE, _NONE
        self._stops: tuple[Stop, ...] = ()
        self._first = 0
        self.area = MapArea.around(_NONE, _NONE, 100, 100)
        self._image: QImage | None = None
        self._pixels = np.zeros((0, 0), np.uint32)
        self._grab: Stop | None = None
        self._grab_offset, self._grab_moved = QPointF(), False
        self._pan: QPointF | None = None
        self._heard: QPointF | None = None
        self._press = QPointF()
        self._hovered = -1
        self.setMouseTracking(True)
        theme.follow(self, self._forget)
        self.setMinimumHeight(90)
        self.setAccessibleName("Latent map")
        self.setToolTip(
            "Each dot is a pattern that the model learned from, the path is the song.\n"
            "Click: hear the chosen pattern moved there. Hold: hear it as long, also on the way.\n"
            "Drag a letter: move that pattern. Wheel: zoom; middle-drag: move the map; double-click: show all."
        )

    def sizeHint(self) -> QSize:  # noqa: N802
        """As much as a window of 720 pixels can spare."""
        return QSize(640, 190)

    def show_dots(self, x: NDArray[np.float32], y: NDArray[np.float32]) -> None:
        """Show dots at these places, in σ, all of them."""
        self._x, self._y = x, y
        self.fit()

    def show_stops(self, stops: Sequence[Stop], first: int) -> None:
        """Show the song as a path; `first` is the pattern that is in hand."""
        self._stops, self._first = tuple(stops), first
        self.update()

    def fit(self) -> None:
        """Show all."""
        ends = [np.concatenate([dots, np.array([getattr(stop, axis) for stop in self._stops], np.float32)])
                for dots, axis in ((self._x, "x"), (self._y, "y"))]  # fmt: skip
        self._show(MapArea.around(ends[0], ends[1], max(self.width(), 1), max(self.height(), 1)))

    def place(self, stop: Stop) -> QPointF:
        """Return where a pattern of the song is on the widget."""
        return QPointF(float(self.area.x(stop.x)), float(self.area.y(stop.y)))

    def _show(self, area: MapArea) -> None:
        self.area, self._image = area, None
        self.update()

    def _forget(self) -> None:
        """Paint the dots anew."""
        self._image = None
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the dots, the lines of whole σ, and the song."""
        painter = QPainter(self)
        painter.drawImage(self.rect(), self._dots())
        self._paint_lines(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = [self.place(stop) for stop in self._stops]
        if self._heard is not None:
            painter.setPen(QPen(theme.TEXT, 1.5))
            painter.drawEllipse(self._heard, _DISC - 2, _DISC - 2)
        painter.setPen(QPen(theme.translucent(theme.ACCENT, 150), 1.5))
        painter.drawPolyline(QPolygonF(places))
        painter.setFont(theme.font(11, bold=True))
        # The one in hand is painted last, over its neighbours.
        for stop, place in sorted(
            zip(self._stops, places, strict=True), key=lambda each: each[0].pattern == self._first
        ):
            first = stop.pattern == self._first
            painter.setPen(QPen(theme.ACCENT, 1.5))
            painter.setBrush(theme.ACCENT if first else theme.RAISED)
            painter.drawEllipse(place, _DISC, _DISC)
            painter.setPen(theme.WINDOW if first else theme.ACCENT)
            text = QRectF(place.x() - 20, place.y() - _DISC, 40, 2 * _DISC)
            painter.drawText(text, Qt.AlignmentFlag.AlignCenter, stop.name[:2])

    def _dots(self) -> QImage:
        """Return the picture of the dots, painted anew where what is seen has changed."""
        ratio = self.devicePixelRatioF()
        width, height = max(round(self.width() * ratio), 1), max(round(self.height() * ratio), 1)
        if self._image is None or (self._image.width(), self._image.height()) != (width, height):
            area = self.area.resized(width, height)
            self._pixels = picture(area.x(self._x), area.y(self._y), width, height, _palette(theme.look()))
            # The image has no memory of its own: the array has to live as long.
            self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        return self._image

    def _paint_lines(self, painter: QPainter) -> None:
        painter.setFont(theme.font(10, digits=True))
        area, width, height = self.area, self.width(), self.height()
        for sigma in _round_numbers(area.left, area.across):
            x = round(float(area.x(sigma)))
            painter.setPen(theme.translucent(theme.PATTERN_LINE, 150 if sigma == 0 else 60))
            painter.drawLine(x, 0, x, height)
            self._paint_number(painter, sigma, QPointF(x + 4, height - 4))
        for sigma in _round_numbers(area.bottom, area.up):
            y = round(float(area.y(sigma)))
            painter.setPen(theme.translucent(theme.PATTERN_LINE, 150 if sigma == 0 else 60))
            painter.drawLine(0, y, width, y)
            if y < height - _NUMBERS:
                self._paint_number(painter, sigma, QPointF(4, y + 4))

    def _paint_number(self, painter: QPainter, sigma: float, place: QPointF) -> None:
        text = f"{sigma:g}".replace("-", "−")
        ground = QRectF(painter.fontMetrics().boundingRect(text)).translated(place).adjusted(-2, 0, 2, 0)
        painter.fillRect(ground, theme.translucent(theme.LANE_BLACK, 190))
        painter.setPen(theme.DIM)
        painter.drawText(place, text)

    # The mouse

    def _stop_at(self, place: QPointF) -> Stop | None:
        under = [stop for stop in self._stops if (self.place(stop) - place).manhattanLength() <= 1.4 * _DISC]
        return max(under, key=lambda stop: stop.pattern == self._first, default=None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of a pattern or of the map, or let a place be heard."""
        self._press = place = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan = place
        elif event.button() == Qt.MouseButton.LeftButton:
            self._grab, self._grab_moved = self._stop_at(place), False
            if self._grab is not None:
                self._grab_offset = self.place(self._grab) - place
                self.chosen.emit(self._grab.pattern)
            else:
                self._heard = place
                self.pressed.emit(*self.area.sigmas(place.x(), place.y()))
                self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the drag; without one, tell which dot is under the mouse."""
        place = event.position()
        if self._pan is not None:
            step, self._pan = place - self._pan, place
            self._show(self.area.moved(step.x(), step.y()))
        elif self._grab is not None:
            self._grab_moved |= (place - self._press).manhattanLength() > _STILL
            if self._grab_moved:
                at = place + self._grab_offset
                self.dragged.emit(self._grab.pattern, *self.area.sigmas(at.x(), at.y()))
        elif self._heard is not None:
            self._heard = place
            self.swept.emit(*self.area.sigmas(place.x(), place.y()))
            self.update()
        self._hover(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan = None
        elif event.button() == Qt.MouseButton.LeftButton:
            if self._heard is not None:
                self.released.emit()
            self._heard, self._grab = None, None
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show all."""
        if event.button() == Qt.MouseButton.LeftButton and self._stop_at(event.position()) is None:
            self.fit()
            self.fitted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom at the mouse."""
        place = event.position()
        self._show(self.area.zoomed(_ZOOM ** (-event.angleDelta().y() / 120), place.x(), place.y()))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show the same part of the plane."""
        self._show(self.area.resized(max(self.width(), 1), max(self.height(), 1)))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """No dot is under the mouse."""
        self._tell_hovered(-1)

    def _hover(self, place: QPointF) -> None:
        dot = nearest(self.area.x(self._x), self.area.y(self._y), place.x(), place.y(), _NEAR)
        self._tell_hovered(-1 if dot is None else dot)
        over = self._stop_at(place) is not None
        self.setCursor(Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.CrossCursor)

    def _tell_hovered(self, dot: int) -> None:
        if dot != self._hovered:
            self._hovered = dot
            self.hovered.emit(dot)


def _round_numbers(first: float, span: float) -> list[float]:
    """Return round numbers within a span, two to ten of them."""
    step = 10.0 ** np.floor(np.log10(span / 2))
    step *= next(each for each in (1, 2, 5, 10) if span / (each * step) <= 10)
    return [
        round(float(each) * step, 6) for each in np.arange(np.ceil(first / step), np.floor((first + span) / step) + 1)
    ]


@cache
def _palette(look: Look) -> NDArray[np.uint32]:
    """Return the colours of no dots to many."""
    shares = [share / 255 for share in range(256)]
    dim = [theme.mix(look.LANE_BLACK, look.DIM, min(2 * share, 1)) for share in shares]
    return np.array(
        [theme.mix(color, look.TEXT, max(2 * share - 1, 0)).rgb() for color, share in zip(dim, shares, strict=True)],
        np.uint32,
    )
