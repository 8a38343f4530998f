"""All notes of one voice, painted by one item."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nes_composer.score.notes import NOTE_DTYPE
from nes_composer.score.score import MAX_VELOCITY
from nes_composer.ui import labels, theme
from nes_composer.ui.coordinates import Coordinates

_ROUNDED_FROM = 5.0
"""Width in pixels from which a note is rounded. As voices are monophonic, few such notes fit on a screen."""

_NAMED_FROM = (30.0, 12.0)
"""Width and height in pixels from which a note shows its name."""


class NotesItem(pg.GraphicsObject):
    """Paints the visible notes of one voice.

    Attributes
    ----------
    coordinates : Coordinates
        Set by the roll before painting.
    table : NOTE_DTYPE [n]
        The notes, ordered by start.
    """

    def __init__(self, voice: int) -> None:
        super().__init__()
        self.voice = voice
        self.coordinates = Coordinates(0, 1, 0, 1, 1, 1)
        self.table = np.empty(0, NOTE_DTYPE)
        self._starts = self._ends = np.empty(0, np.int64)
        self._chosen: frozenset[int] = frozenset()
        self._hovered: int | None = None
        self._bounds = QRectF()
        self._nats: NDArray[np.float32] | None = None
        # Shades 0-15 are velocities, the ones after them surprise.
        self._colors = [*theme.note_colors(voice), *theme.heat_colors(voice)]
        self._shades = np.empty(0, np.int64)
        self._rectangles = PrimitiveArray(pg.QtCore.QRectF, 4)
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_table(self, table: NDArray[np.void]) -> None:
        """Show other notes."""
        if np.array_equal(table, self.table):
            return
        self.prepareGeometryChange()
        self.table = table
        self._starts, self._ends = table["start"].astype(float), (table["start"] + table["length"]).astype(float)
        # One row and lane more on each side: outlines and anti-aliasing reach past the notes.
        self._bounds = QRectF(-1, 0, (self._ends[-1] if len(table) else 0) + 2, 130)
        self._shade()

    def set_marks(self, chosen: frozenset[int], hovered: int | None) -> None:
        """Mark the notes that start on these rows: chosen ones and the one under the mouse."""
        if (chosen, hovered) != (self._chosen, self._hovered):
            self._chosen, self._hovered = chosen, hovered
            self.update()

    def set_heat(self, nats: NDArray[np.float32] | None) -> None:
        """Show surprise instead of velocity: −log p for each row, NaN where nothing is known; None for velocity."""
        if nats is not None or self._nats is not None:
            self._nats = nats
            self._shade()

    def _shade(self) -> None:
        """Find each note's colour."""
        self._shades = self.table["velocity"].copy()
        if self._nats is not None:
            nats = np.full(len(self.table), np.nan)
            judged = self.table["start"] < len(self._nats)
            nats[judged] = self._nats[self.table["start"][judged]]
            known = np.isfinite(nats)
            heat = np.clip(np.round(nats[known] / theme.HEAT_NATS * (theme.HEAT_STEPS - 1)), 0, theme.HEAT_STEPS - 1)
            self._shades[known] = MAX_VELOCITY + 1 + heat.astype(np.int64)
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Return the rows of the notes, all pitches."""
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the notes of the exposed rows, in pixels."""
        exposed = option.exposedRect
        # Monophonic: the notes are in order of their starts and of their ends as well.
        first = int(np.searchsorted(self._ends, exposed.left() - 1, "right"))
        last = int(np.searchsorted(self._starts, exposed.right() + 1, "left"))
        notes, shades = self.table[first:last], self._shades[first:last]
        if not len(notes):
            return
        x, y, width, height = self.coordinates.span(
            notes["start"].astype(float), notes["length"].astype(float), notes["pitch"].astype(float)
        )
        seen = (y + height > 0) & (y < self.coordinates.height)
        notes, shades, x, y, width = notes[seen], shades[seen], x[seen], y[seen], width[seen]
        painter.setWorldTransform(QTransform())
        wide = width >= _ROUNDED_FROM
        for paint, those in ((self._paint_narrow, ~wide), (self._paint_wide, wide)):
            if those.any():
                paint(painter, notes[those], shades[those], x[those], y[those], width[those], height)

    def _paint_narrow(self, painter: QPainter, _, shades, x, y, width, height: float) -> None:  # type: ignore[no-untyped-def]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for shade in np.unique(shades).tolist():
            same = shades == shade
            self._rectangles.resize(int(same.sum()))
            rectangles = self._rectangles.ndarray()
            rectangles[:, 0], rectangles[:, 1] = x[same], y[same]
            rectangles[:, 2], rectangles[:, 3] = np.maximum(width[same] - 0.5, 1.0), max(height - 1, 1.5)
            painter.setBrush(self._colors[shade])
            painter.drawRects(*self._rectangles.drawargs())

    def _paint_wide(self, painter: QPainter, notes, shades, x, y, width, height: float) -> None:  # type: ignore[no-untyped-def]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        thickness = max(height - 1.0, 2.5)
        named = height >= _NAMED_FROM[1]
        if named:
            painter.setFont(theme.font(min(int(height) - 3, 11), bold=True))
        places = zip(notes, shades.tolist(), x.tolist(), y.tolist(), width.tolist(), strict=True)
        for note, shade, left, top, extent in places:
            start = int(note["start"])
            rectangle = QRectF(left + 0.5, top + 0.5, extent - 1.0, thickness)
            painter.setBrush(self._colors[shade])
            if start in self._chosen:
                painter.setPen(QPen(theme.TEXT, 1.5))
            elif start == self._hovered:
                painter.setPen(QPen(theme.translucent(theme.TEXT, 150), 1.0))
            else:
                painter.setPen(Qt.PenStyle.NoPen)
            radius = min(3.0, thickness / 2.5, extent / 4)
            painter.drawRoundedRect(rectangle, radius, radius)
            if named and extent >= _NAMED_FROM[0]:
                painter.setPen(theme.translucent(theme.BEYOND, 200))
                name = labels.pitch_name(self.voice, int(note["pitch"]))
                painter.drawText(rectangle.adjusted(5, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)
