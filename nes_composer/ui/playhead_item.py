"""The line that shows which row is heard."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nes_composer.ui import theme

_HALO = 3.0


class PlayheadItem(pg.GraphicsObject):
    """A vertical line in pixels; moving it repaints a strip of its own width only."""

    def __init__(self) -> None:
        super().__init__()
        self._height = 0.0
        self.setZValue(10)

    def place(self, x: float, height: float) -> None:
        """Move to pixel `x`."""
        if height != self._height:
            self.prepareGeometryChange()
            self._height = height
        self.setPos(round(x), 0)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Return the line and its halo."""
        return QRectF(-_HALO, 0, 2 * _HALO + 1, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the line."""
        painter.fillRect(self.boundingRect(), theme.translucent(theme.ACCENT, 36))
        painter.fillRect(QRectF(0, 0, 1.5, self._height), theme.ACCENT)
