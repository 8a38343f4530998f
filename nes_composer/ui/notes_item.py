"""All notes of one voice, painted by one item."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nes_composer.score.notes import NOTE_DTYPE
from nes_composer.score.score import MAX_VELOCITY, NO
from nes_composer.ui import labels, theme
from nes_composer.ui.coordinates import Coordinates
from nes_composer.ui.note_raster import Bars, image, premultiplied, raster

_NAMED_FROM = (30.0, 12.0)
"""Width and height in pixels from which a note shows its name."""

_HATCHED = 0.45
"""How dark the lines over a metallic noise are."""

_THINNEST = 2
"""Pixels that a note is high at least."""


class NotesItem(pg.GraphicsObject):
    """Paints the visible notes of one voice: as one picture, with outlines and names where there is room for them.

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
        self._starts: NDArray[np.float64] = np.empty(0)
        self._ends: NDArray[np.float64] = np.empty(0)
        self._timbre = np.empty(0, np.uint8)
        self._chosen = np.empty(0, np.int64)
        self._hovered: int | None = None
        self._bounds = QRectF()
        self._nats: NDArray[np.float32] | None = None
        self._shades = np.empty(0, np.int64)
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_table(self, table: NDArray[np.void], timbre: NDArray[np.uint8] | None = None) -> None:
        """Show other notes; timbre is that of the rows of the song, and tells metallic noises from others."""
        timbre = np.zeros(len(table), np.uint8) if timbre is None else timbre[table["start"]]
        if np.array_equal(table, self.table) and np.array_equal(timbre, self._timbre):
            return
        self.prepareGeometryChange()
        self.table, self._timbre = table, timbre
        self._starts, self._ends = table["start"].astype(float), (table["start"] + table["length"]).astype(float)
        # One row and lane more on each side: outlines and anti-aliasing reach past the notes.
        self._bounds = QRectF(-1, 0, (self._ends[-1] if len(table) else 0) + 2, 130)
        self._shade()

    def set_marks(self, chosen: NDArray[np.int64], hovered: int | None) -> None:
        """Mark the notes that start on these rows: chosen ones [n] and the one under the mouse."""
        if hovered != self._hovered or not np.array_equal(chosen, self._chosen):
            self._chosen, self._hovered = chosen, hovered
            self.update()

    def set_heat(self, nats: NDArray[np.float32] | None) -> None:
        """Show surprise instead of velocity: −log p for each row, NaN where nothing is known; None for velocity."""
        if nats is not None or self._nats is not None:
            self._nats = nats
            self._shade()

    def _shade(self) -> None:
        """Find each note's colour: shades 0-15 are velocities, the ones after them surprise."""
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
        seen = self.coordinates
        pitch = self.table["pitch"][first:last]
        visible = np.flatnonzero((pitch + 1 > seen.lowest) & (pitch < seen.lowest + seen.pitches)) + first
        if len(visible):
            painter.setWorldTransform(QTransform())
            colors = [*theme.note_colors(self.voice), *theme.heat_colors(self.voice)]
            self._paint_bars(painter, visible, colors)
            if seen.lane_height >= _NAMED_FROM[1]:
                self._paint_names(painter, visible, colors)

    def _paint_bars(self, painter: QPainter, visible: NDArray[np.int64], colors: list[QColor]) -> None:
        seen, ratio = self.coordinates, painter.device().devicePixelRatioF()
        shade = self._shades[visible]
        # Of the notes that share a pixel, the loudest or the most surprising is seen.
        order = np.argsort(shade.astype(np.uint8), kind="stable")
        visible, shade = visible[order], shade[order]
        left, right = (seen.x(edge[visible]) for edge in (self._starts, self._ends))
        offset = max(math.floor(left.min()), 0)
        width = min(math.ceil(right.max()), math.ceil(seen.width)) - offset + 1
        lowest = int(self.table["pitch"][visible].min())
        lanes = np.arange(lowest, int(self.table["pitch"][visible].max()) + 1)
        top = max(math.floor(seen.y(float(lanes[-1] + 1))), 0)
        height = min(math.ceil(seen.y(float(lowest))), math.ceil(seen.height)) - top
        tops, bottoms = (
            np.round((seen.y(lanes.astype(float) + up) - top) * ratio).astype(np.int64) for up in (1.0, 0.0)
        )
        bottoms = np.maximum(bottoms - 1, tops + _THINNEST)
        color = premultiplied(colors)[shade]
        hatch = color
        if self.voice == NO:
            metallic = self._timbre[visible] > 0
            lines = premultiplied([theme.mix(color, theme.LANE_BLACK, _HATCHED) for color in colors])
            hatch = np.where(metallic, lines[shade], color)
        if width <= 0 or height <= 0:
            return
        bars = Bars(
            (left - offset) * ratio,
            (right - offset) * ratio,
            self.table["pitch"][visible] - lowest,
            color,
            hatch,
            self._edges(visible, color),
        )
        picture = raster(bars, tops, bottoms, math.ceil(width * ratio), math.ceil(height * ratio))
        painter.drawImage(QPointF(offset, top), image(picture, ratio))

    def _edges(self, visible: NDArray[np.int64], color: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Return the colours of outlines: of the chosen notes and of the one under the mouse."""
        edge, start = color.copy(), self.table["start"][visible]
        bright, half = premultiplied([theme.TEXT, theme.mix(theme.VOICES[self.voice], theme.TEXT, 0.6)])
        edge[start == (-1 if self._hovered is None else self._hovered)] = half
        edge[np.isin(start, self._chosen)] = bright
        return edge

    def _paint_names(self, painter: QPainter, visible: NDArray[np.int64], colors: list[QColor]) -> None:
        seen = self.coordinates
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setFont(theme.font(min(int(seen.lane_height) - 3, 11), bold=True))
        wide = visible[self.table["length"][visible] * seen.row_width >= _NAMED_FROM[0]]
        for note, shade in zip(self.table[wide], self._shades[wide].tolist(), strict=True):
            left, top, width, height = seen.span(float(note["start"]), float(note["length"]), float(note["pitch"]))
            painter.setPen(theme.ink(colors[shade]))
            name = labels.pitch_name(self.voice, int(note["pitch"]))
            shown = max(left, 0.0)  # of a note that began before the edge the name is seen, too
            place = QRectF(shown + 5, top, left + width - shown - 6, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
