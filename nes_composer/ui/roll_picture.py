"""Small pictures of music: all voices of a passage on one roll."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from nes_composer.score.notes import note_table
from nes_composer.score.score import HIGHEST, NO, VOICES, Score
from nes_composer.ui import theme
from nes_composer.ui.coordinates import Coordinates

_FEWEST_PITCHES = 24
"""Narrower tunes are not blown up: a picture shows how wide a tune is."""
_NOISE_SHARE = 0.22
_BARS_FROM = 6.0
"""Width in pixels from which bars are told apart by lines."""
_THINNEST = 2.0
_GAP = 0.4


def roll_picture(
    score: Score, width: int, height: int, voices: Iterable[int] = range(len(VOICES)), ratio: float = 1.0
) -> QPixmap:
    """Paint a passage; the tonal voices share one pitch axis, the noise has the bottom to itself.

    Parameters
    ----------
    score
        The passage; fills the whole width.
    width, height
        In logical pixels; from 64 by 28 on it can be read.
    voices
        Which are painted.
    ratio
        Device pixels of a logical one.
    """
    picture = QPixmap(QSize(max(round(width * ratio), 1), max(round(height * ratio), 1)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(theme.LANE_BLACK)
    painter = QPainter(picture)
    _paint(painter, score, width, height, frozenset(voices))
    painter.end()
    return picture


def _paint(painter: QPainter, score: Score, width: int, height: int, voices: frozenset[int]) -> None:
    rows = max(len(score), 1)
    _paint_bars(painter, score, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    noise = height * _NOISE_SHARE if NO in voices and score.sounding[:, NO].any() else 0.0
    # The melody is painted last, over what it meets.
    tonal = [voice for voice in reversed(range(len(VOICES))) if voice in voices and voice != NO]
    lowest, pitches = _range(score, tonal)
    seen = Coordinates(0, rows, lowest, pitches, width, height - noise)
    for voice in tonal:
        _paint_notes(painter, note_table(score, voice), voice, seen, 0.0)
    if noise:
        seen = Coordinates(0, rows, 1, int(HIGHEST[NO]), width, noise - 1)
        _paint_notes(painter, note_table(score, NO), NO, seen, height - noise)


def _paint_bars(painter: QPainter, score: Score, width: int, height: int) -> None:
    bar = width * score.rows_per_bar / max(len(score), 1)
    if bar >= _BARS_FROM:
        painter.setPen(theme.LANE_EDGE)
        for index in range(1, -(-len(score) // score.rows_per_bar)):
            painter.drawLine(round(index * bar), 0, round(index * bar), height)


def _paint_notes(painter: QPainter, table: NDArray[np.void], voice: int, seen: Coordinates, top: float) -> None:
    if not len(table):
        return
    x, y, extent, height = seen.span(*(table[name].astype(float) for name in ("start", "length", "pitch")))
    ratio = painter.device().devicePixelRatio()
    thickness = max(round((height - _GAP) * ratio) / ratio, _THINNEST)
    rectangles = PrimitiveArray(pg.QtCore.QRectF, 4)
    rectangles.resize(len(table))
    array = rectangles.ndarray()
    # On whole device pixels, as blurred edges would be half of so small a note.
    array[:, 0], array[:, 1] = x, np.round((top + np.minimum(y, seen.height - thickness)) * ratio) / ratio
    array[:, 2], array[:, 3] = np.maximum(extent - _GAP, _GAP), thickness
    painter.setBrush(theme.VOICES[voice])
    painter.drawRects(*rectangles.drawargs())


def _range(score: Score, voices: list[int]) -> tuple[float, float]:
    """Return the lowest lane and the number of lanes that the notes of these voices need."""
    pitch = score.pitch[:, voices]
    used = pitch[pitch > 0]
    if not len(used):
        return 48.0, float(_FEWEST_PITCHES)
    lowest, highest = float(used.min()), float(used.max()) + 1
    missing = max(_FEWEST_PITCHES - (highest - lowest), 2)
    return lowest - missing / 2, highest - lowest + missing
