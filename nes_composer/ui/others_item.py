"""The notes of the three other voices, dimmed, in the roll that has the room for itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nes_composer.score.score import HIGHEST, NO, VOICES
from nes_composer.ui import theme
from nes_composer.ui.coordinates import Coordinates
from nes_composer.ui.note_raster import Bars, image, premultiplied, raster

_OPACITY = 105
_NOISE_SHARE = 0.16
"""Share of the height, at the bottom, in which a pitched roll shows the noise."""

_MARGIN = 2.0
"""Lanes above and below the pitched notes in the noise's roll."""


class OthersItem(pg.GraphicsObject):
    """Paints the visible notes of other voices.

    Pitched voices share their lanes. The noise's periods are no pitches: they have the bottom of a pitched roll, and
    pitched notes in the noise's roll are spread over its height.

    Attributes
    ----------
    coordinates : Coordinates
        What is seen of the voice that has the roll; set by the roll before painting.
    """

    def __init__(self, voice: int) -> None:
        super().__init__()
        self._voice = voice
        self.coordinates = Coordinates(0, 1, 0, 1, 1, 1)
        self._tables: dict[int, NDArray[np.void]] = {}
        self._range = 36.0, 84.0
        self._bounds = QRectF()
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setZValue(-0.5)  # over the chosen rows, under the notes

    def set_tables(self, tables: Sequence[NDArray[np.void]] | None) -> None:
        """Show the notes of these four voices but the own ones; None for none."""
        if tables is None and not self._tables:
            return
        self.prepareGeometryChange()
        others = {} if tables is None else dict(enumerate(tables))
        self._tables = {voice: table for voice, table in others.items() if voice != self._voice and len(table)}
        pitched = [table["pitch"] for voice, table in self._tables.items() if voice != NO]
        if pitched:
            pitch = np.concatenate(pitched)
            self._range = float(pitch.min()) - _MARGIN, float(pitch.max()) + 1 + _MARGIN
        end = max((int(table[-1]["start"] + table[-1]["length"]) for table in self._tables.values()), default=0)
        self._bounds = QRectF(-1, 0, end + 2, 130) if end else QRectF()
        self.update()

    def place(self, voice: int) -> Coordinates:
        """Return where the notes of another voice are."""
        seen = self.coordinates
        if (voice == NO) == (self._voice == NO):
            return seen
        if voice == NO:
            return replace(seen, lowest=0.5, pitches=(int(HIGHEST[NO]) + 1) / _NOISE_SHARE)
        return replace(seen, lowest=self._range[0], pitches=self._range[1] - self._range[0])

    def note_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return voice and first row of the note at a pixel; of several the one that is painted last."""
        for voice in reversed(self._tables):
            place, table = self.place(voice), self._tables[voice]
            row, pitch = place.row(x), math.floor(place.pitch(y))
            index = int(np.searchsorted(table["start"], row, "right")) - 1
            if index >= 0 and row < table["start"][index] + table["length"][index] and table["pitch"][index] == pitch:
                return voice, int(table["start"][index])
        return None

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Return the rows of the notes, all pitches."""
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the notes of the exposed rows, in pixels."""
        exposed = option.exposedRect
        painter.setWorldTransform(QTransform())
        for voice, table in self._tables.items():
            first = int(np.searchsorted(table["start"] + table["length"], exposed.left() - 1, "right"))
            last = int(np.searchsorted(table["start"], exposed.right() + 1, "left"))
            if first < last:
                self._paint_voice(painter, voice, table[first:last])

    def _paint_voice(self, painter: QPainter, voice: int, notes: NDArray[np.void]) -> None:
        place, ratio = self.place(voice), painter.device().devicePixelRatioF()
        lowest = int(notes["pitch"].min())
        lanes = np.arange(lowest, int(notes["pitch"].max()) + 1).astype(float)
        tops, bottoms = (np.round(place.y(lanes + up) * ratio).astype(np.int64) for up in (1.0, 0.0))
        color = np.full(len(notes), premultiplied([theme.translucent(theme.VOICES[voice], _OPACITY)])[0])
        start = notes["start"].astype(float)
        bars = Bars(
            place.x(start) * ratio,
            place.x(start + notes["length"]) * ratio,
            notes["pitch"] - lowest,
            color,
            color,
            color,
        )
        size = math.ceil(place.width * ratio), math.ceil(place.height * ratio)
        picture = raster(bars, tops, np.maximum(bottoms - 1, tops + 2), *size)
        painter.drawImage(QPointF(0, 0), image(picture, ratio))

    def __repr__(self) -> str:
        return f"<OthersItem in {VOICES[self._voice]}>"
