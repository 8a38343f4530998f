"""The ground of a roll: a lane per pitch, black keys darker, lines at rows, beats, bars and patterns, locks hatched."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter

from nes_composer.score.keys import Key
from nes_composer.score.locks import Locks
from nes_composer.score.score import NO, PATTERN_ROWS, Score
from nes_composer.ui import labels, theme
from nes_composer.ui.coordinates import Coordinates

_IN_KEY, _ROOT = 0.09, 0.2
"""How much of the voice's colour the lanes of a highlighted key have, and those of its root."""

_CLOSEST_LINES = 9.0
"""Pixels below which lines of one kind are left out."""


class Lanes:
    """Paints lanes and time lines of what is seen of one voice.

    Attributes
    ----------
    coordinates : Coordinates
        What is seen.
    score : Score
        For its length and metre.
    pattern_rows : int
        Rows of a pattern.
    locks : Locks
        What no model may change; hatched.
    key : Key or None
        Its lanes are brighter, the others darker, in place of white and black keys.
    """

    def __init__(self, voice: int) -> None:
        self.voice = voice
        self.coordinates = Coordinates(0, 1, 0, 1, 1, 1)
        self.score = Score.silent(0)
        self.pattern_rows = PATTERN_ROWS
        self.locks = Locks()
        self.key: Key | None = None

    def paint(self, painter: QPainter, left: float, right: float) -> None:
        """Paint what lies between two pixels, over the whole height."""
        c = self.coordinates
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_lanes(painter, left, right)
        self._paint_lines(painter, left, right)
        self._paint_locked(painter, left, right)
        end = max(c.x(float(len(self.score))), left)
        if end < right:
            painter.fillRect(QRectF(end, 0, right - end, c.height), theme.BEYOND)

    def _paint_lanes(self, painter: QPainter, left: float, right: float) -> None:
        c = self.coordinates
        within = self.key.pitch_classes if self.key is not None and self.voice != NO else None
        bright = theme.LANE_WHITE if within is None else theme.mix(theme.LANE_WHITE, theme.VOICES[self.voice], _IN_KEY)
        dark = theme.LANE_BLACK if within is None else theme.mix(theme.LANE_BLACK, theme.BEYOND, 0.6)
        painter.fillRect(QRectF(left, 0, right - left, c.height), bright)
        edges = []
        for pitch in range(math.floor(c.lowest), math.ceil(c.lowest + c.pitches)):
            top = c.y(pitch + 1.0)
            if self._is_dark(pitch, within):
                painter.fillRect(QRectF(left, top, right - left, c.lane_height), dark)
            elif self.key is not None and within and pitch % 12 == self.key.root:
                root = theme.mix(theme.LANE_WHITE, theme.VOICES[self.voice], _ROOT)
                painter.fillRect(QRectF(left, top, right - left, c.lane_height), root)
            if self.voice != NO and pitch % 12 == 0:
                edges.append(QLineF(left, round(c.y(float(pitch))), right, round(c.y(float(pitch)))))
        painter.setPen(theme.LANE_EDGE)
        painter.drawLines(edges)

    def _is_dark(self, pitch: int, within: frozenset[int] | None) -> bool:
        if within is not None:
            return pitch % 12 not in within
        return labels.is_black_key(pitch) if self.voice != NO else bool(pitch % 2)

    def _paint_locked(self, painter: QPainter, left: float, right: float) -> None:
        c, bar = self.coordinates, self.score.rows_per_bar
        hatch = QBrush(theme.LOCKED, Qt.BrushStyle.BDiagPattern)
        if self.voice in self.locks.voices:
            painter.fillRect(QRectF(left, 0, right - left, c.height), hatch)
            return
        for locked in self.locks.bars:
            start, end = max(c.x(float(locked * bar)), left), min(c.x(float((locked + 1) * bar)), right)
            if start < end:
                painter.fillRect(QRectF(start, 0, end - start, c.height), hatch)

    def _paint_lines(self, painter: QPainter, left: float, right: float) -> None:
        c, score = self.coordinates, self.score
        drawn = 0
        for step, color in (
            (self.pattern_rows, theme.PATTERN_LINE),
            (score.rows_per_bar, theme.BAR_LINE),
            (score.rows_per_beat, theme.BEAT_LINE),
            (1, theme.ROW_LINE),
        ):
            if step * c.row_width < _CLOSEST_LINES:
                break
            first, last = math.ceil(c.row(left) / step), math.floor(c.row(right) / step)
            rows = np.arange(first, last + 1) * step
            if drawn:
                rows = rows[rows % drawn != 0]
            painter.setPen(color)
            painter.drawLines([QLineF(x, 0, x, c.height) for x in np.round(c.x(rows.astype(float)))])
            drawn = step
