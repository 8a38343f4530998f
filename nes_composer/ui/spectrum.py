"""The spectrum of what is heard, while somebody looks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from nes_composer.ui import key_tips, labels, theme
from nes_composer.ui import spectrum_analysis as analysis
from nes_composer.ui.transport import Transport

_FRAME_MS = 40
_FALL_DB = 3.0
_STEP_DB = 20
_LINES = (50, 100, 200, 500, 1000, 2000, 5000, 10_000)
_LABEL = 14
_COLUMN, _LINE = 2, 2
_USUAL_RATE = 48_000


class Spectrum(QWidget):
    """Loudness over frequency, in decibels over octaves, 25 times a second while it is seen.

    Attributes
    ----------
    levels : float64 [n]
        What is shown, in decibels, by column; rises at once and falls slowly.
    peak : float or None
        Frequency of the loudest tone in Hz, None in silence.
    """

    def __init__(self, transport: Transport) -> None:
        super().__init__()
        self._transport = transport
        self.levels: NDArray[np.float64] = np.full(1, analysis.FLOOR)
        self.peak: float | None = None
        self._mouse: QPointF | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.look)
        self.setMouseTracking(True)
        self.setMinimumHeight(90)
        self.setAccessibleName("Spectrum of the sound")
        key_tips.follow_tip(self, "Loudness over frequency of what is heard", "spectrum")

    def sizeHint(self) -> QSize:  # noqa: N802
        """Leave the rolls their room."""
        return QSize(600, 150)

    def look(self) -> None:
        """Show what is heard now."""
        rate = self._transport.status.sample_rate or _USUAL_RATE
        found = analysis.decibels(self._transport.taps.sound(analysis.SAMPLES))
        self.peak = analysis.peak(found, rate)
        levels = analysis.in_columns(found, rate, max(self.width() // _COLUMN, 1))
        before, self.levels = self.levels, levels
        if len(before) == len(levels):
            self.levels = np.maximum(levels, before - _FALL_DB)
        if len(before) != len(levels) or not np.array_equal(before, self.levels):
            self.update()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Have the samples written."""
        self._transport.taps.sound_wanted = True
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Have them written no longer."""
        self._transport.taps.sound_wanted = False
        self._timer.stop()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Say what is under the mouse."""
        self._mouse = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Say what is loudest instead."""
        self._mouse = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint lines, levels, and what is under the mouse or loudest."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.LANE_BLACK)
        self._paint_lines(painter)
        self._paint_levels(painter)
        self._paint_text(painter)

    def _paint_levels(self, painter: QPainter) -> None:
        """Paint upright bars with bright ends. They touch and look like an area, but take a fraction of its time."""
        bottom = self.height() - _LABEL
        tops = np.rint(self.levels / analysis.FLOOR * bottom).astype(int)
        before = np.concatenate([tops[:1], tops[:-1]])
        lower, higher = np.maximum(tops, before).tolist(), np.minimum(tops, before).tolist()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.mix(theme.LANE_BLACK, theme.SELECTION, 0.3))
        painter.drawRects([QRect(x * _COLUMN, y, _COLUMN, bottom - y) for x, y in enumerate(tops.tolist())])
        painter.setBrush(theme.SELECTION)
        ends = zip(higher, lower, strict=True)
        painter.drawRects([QRect(x * _COLUMN, y, _COLUMN, end - y + _LINE) for x, (y, end) in enumerate(ends)])

    def _paint_lines(self, painter: QPainter) -> None:
        painter.setFont(theme.font(9))
        bottom = self.height() - _LABEL
        for frequency in _LINES:
            x = analysis.place_of(frequency) * self.width()
            painter.setPen(theme.BEAT_LINE)
            painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
            painter.setPen(theme.DIM)
            text = f"{frequency // 1000}k" if frequency >= 1000 else str(frequency)
            painter.drawText(QRectF(x - 20, bottom, 40, _LABEL), Qt.AlignmentFlag.AlignCenter, text)
        for down in range(_STEP_DB, int(-analysis.FLOOR), _STEP_DB):
            y = down / -analysis.FLOOR * bottom
            painter.setPen(theme.BEAT_LINE)
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
            painter.setPen(theme.FAINT)
            painter.drawText(QRectF(4, y - 12, 60, 12), Qt.AlignmentFlag.AlignLeft, f"−{down} dB")

    def _paint_text(self, painter: QPainter) -> None:
        frequency, what = self.peak, "loudest "
        if self._mouse is not None:
            frequency, what = analysis.frequency_at(self._mouse.x() / max(self.width(), 1)), ""
        if frequency is None:
            return
        painter.setFont(theme.font(11))
        painter.setPen(theme.TEXT)
        place = QRectF(0, 3, self.width() - 8, 16)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, f"{what}{labels.frequency_name(frequency)}")
