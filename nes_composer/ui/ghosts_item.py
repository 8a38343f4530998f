"""All ghosts of one voice, painted by one item."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nes_composer.ui import theme
from nes_composer.ui.coordinates import Coordinates

_OUTLINED_FROM = 4.0
"""Width in pixels from which a ghost has an outline; narrower ones are filled."""

_FILL, _FAINT = 105, 110
"""How opaque a strong ghost and the outline of a faint one are, of 255."""

_VEIL = 170


class GhostsItem(pg.GraphicsObject):
    """Paints the visible ghosts of one voice: strong ones filled, faint ones as outlines.

    Attributes
    ----------
    coordinates : Coordinates
        Set by the roll before painting.
    """

    def __init__(self, voice: int) -> None:
        super().__init__()
        self.coordinates = Coordinates(0, 1, 0, 1, 1, 1)
        self._tables: Sequence[tuple[NDArray[np.void], bool]] = ()
        self._replaced: Sequence[tuple[int, int]] = ()
        self._bounds = QRectF()
        self._voice = voice
        self._rectangles = PrimitiveArray(pg.QtCore.QRectF, 4)
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setZValue(5)

    def set_tables(
        self, tables: Sequence[tuple[NDArray[np.void], bool]], replaced: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Show other ghosts: tables of notes, each ordered by start, and whether it is strong; dim rows below them."""
        if not tables and not self._tables:
            return
        self.prepareGeometryChange()
        faint = [table for table, strong in tables if not strong]
        clear = [(table, True) for table, strong in tables if strong]
        # Many faint ones are painted as fast as one; the clear ones lie over them.
        self._tables = [(np.concatenate(faint), False), *clear] if faint else clear
        self._replaced = replaced
        end = max((int((table["start"] + table["length"]).max()) for table, _ in tables if len(table)), default=0)
        end = max([end, *(last for _, last in replaced)])
        # One row and lane more on each side, as for notes.
        self._bounds = QRectF(-1, 0, end + 2, 130) if end else QRectF()
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Return the rows of the ghosts, all pitches."""
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the ghosts of the exposed rows, in pixels."""
        exposed = option.exposedRect
        painter.setWorldTransform(QTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for start, end in self._replaced:
            left, right = (self.coordinates.x(float(row)) for row in (start, end))
            painter.fillRect(
                QRectF(left, 0, right - left, self.coordinates.height), theme.translucent(theme.LANE_WHITE, _VEIL)
            )
        for table, strong in self._tables:
            starts = table["start"]
            near = (starts + table["length"] > exposed.left() - 1) & (starts < exposed.right() + 1)
            if near.any():
                self._paint_notes(painter, table[near], strong)

    def _paint_notes(self, painter: QPainter, notes: NDArray[np.void], strong: bool) -> None:
        x, y, width, height = self.coordinates.span(
            notes["start"].astype(float), notes["length"].astype(float), notes["pitch"].astype(float)
        )
        seen = (y + height > 0) & (y < self.coordinates.height)
        outlined = width >= _OUTLINED_FROM
        color = theme.VOICES[self._voice]
        full, fill = theme.mix(color, theme.TEXT, 0.25), theme.translucent(color, _FILL)
        faint = theme.translucent(color, _FAINT)
        for those, pen, brush in (
            (seen & ~outlined, None, fill if strong else faint),
            (seen & outlined, full if strong else faint, fill if strong else None),
        ):
            count = int(those.sum())
            if not count:
                continue
            painter.setPen(QPen(pen, 1.0) if pen is not None else Qt.PenStyle.NoPen)
            painter.setBrush(brush if brush is not None else Qt.BrushStyle.NoBrush)
            self._rectangles.resize(count)
            rectangles = self._rectangles.ndarray()
            rectangles[:, 0], rectangles[:, 1] = np.round(x[those]) + 0.5, np.round(y[those]) + 0.5
            rectangles[:, 2], rectangles[:, 3] = np.maximum(width[those] - 2.0, 1.0), max(height - 2.0, 1.5)
            painter.drawRects(*self._rectangles.drawargs())
