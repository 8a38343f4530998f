"""The chosen rows behind the notes of a roll, and the rubber band that chooses."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nes_composer.ui import theme
from nes_composer.ui.coordinates import Coordinates

Band = tuple[float, float, float, float]
"""First and last row, lowest lane and the end of the highest."""


class SelectionItem(pg.GraphicsObject):
    """Tints rows from top to bottom; in pixels of the roll.

    Attributes
    ----------
    coordinates : Coordinates
        Set by the roll before painting.
    """

    def __init__(self) -> None:
        super().__init__()
        self.coordinates = Coordinates(0, 1, 0, 1, 1, 1)
        self._rows: tuple[int, int] | None = None
        self._band: Band | None = None
        self.setZValue(-1)

    def set_rows(self, rows: tuple[int, int] | None) -> None:
        """Tint these rows, end exclusive."""
        self._rows = rows
        self.update()

    def set_band(self, band: Band | None) -> None:
        """Show the rubber band."""
        self._band = band
        self.update()

    def set_coordinates(self, coordinates: Coordinates) -> None:
        """Another part is seen, or the size has changed."""
        self.prepareGeometryChange()
        self.coordinates = coordinates
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Return the whole roll."""
        return QRectF(0, 0, self.coordinates.width, self.coordinates.height)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint rows and band."""
        c = self.coordinates
        if self._rows is not None:
            left, right = (round(c.x(float(row))) for row in self._rows)
            painter.fillRect(QRectF(left, 0, right - left, c.height), theme.translucent(theme.SELECTION, 30))
            for x in (left, right - 1):
                painter.fillRect(QRectF(x, 0, 1, c.height), theme.translucent(theme.SELECTION, 130))
        if self._band is not None:
            first, last, low, high = self._band
            band = QRectF(c.x(first), c.y(high), (last - first) * c.row_width, (high - low) * c.lane_height)
            painter.setPen(theme.SELECTION)
            painter.setBrush(theme.translucent(theme.SELECTION, 36))
            painter.drawRect(band)
