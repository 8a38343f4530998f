"""The ruler over the rolls: bars and beats, the loop, what is chosen and what is locked, the playhead."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF

from nes_composer.score.lines import Lines
from nes_composer.ui import icons, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.time_strip import TimeStrip

_CLOSEST_NUMBERS = 34.0
_DRAG_FROM_PIXELS = 4.0


class Ruler(TimeStrip):
    """Bars and beats: click or drag seeks, Shift-drag loops, Ctrl-drag chooses rows, a right-click locks a bar.

    Signals
    -------
    sought
        A row to go to.
    loop_drawn
        First row and end of a loop.
    bar_lock_clicked
        A bar.
    """

    sought = Signal(int)
    loop_drawn = Signal(int, int)
    bar_lock_clicked = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, theme.RULER_HEIGHT)
        self._loop: tuple[int, int] | None = None
        self._loop_on = False
        self._playhead = 0.0
        self._loop_from: int | None = None
        self._chosen_from: float | None = None  # a place of the mouse, in pixels
        self._seeking = False
        self.setAccessibleName("Ruler")
        self.setToolTip(
            "Click or drag to seek, Shift-drag to loop, Ctrl-drag to choose rows. "
            "Right-click locks a bar against all that models do."
        )
        desk.selection.rows_changed.connect(self.update)

    def show_loop(self, rows: tuple[int, int] | None, on: bool) -> None:
        """Show the loop; dimmed while it is off."""
        self._loop, self._loop_on = rows, on
        self.update()

    def show_playhead(self, row: float) -> None:
        """Move the marker; only the two places are painted anew."""
        before, now = self.coordinates.x(self._playhead), self.coordinates.x(row)
        if round(before) != round(now):
            self._playhead = row
            for x in (before, now):
                self.update(int(x) - 8, 0, 17, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint what is chosen, the loop, the bars, the locks and the playhead."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.PANEL)
        self._paint_rows(painter)
        self._paint_loop(painter)
        self._paint_bars(painter)
        self._paint_locks(painter)
        self._paint_playhead(painter)

    def _paint_rows(self, painter: QPainter) -> None:
        """Tint the chosen rows."""
        if self.desk.selection.rows is not None:
            left, right = (self.coordinates.x(float(row)) for row in self.desk.selection.rows)
            band = QRectF(left, 0, right - left, self.height())
            painter.fillRect(band, theme.translucent(theme.SELECTION, 80))

    def _paint_loop(self, painter: QPainter) -> None:
        if self._loop is None:
            return
        c = self.coordinates
        left, right = c.x(float(self._loop[0])), c.x(float(self._loop[1]))
        color = theme.ACCENT if self._loop_on else theme.FAINT
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(left, 0, right - left, self.height()), theme.translucent(color, 40))
        painter.fillRect(QRectF(left, 0, right - left, 2), color)
        for x in (left, right - 2):
            painter.fillRect(QRectF(x, 0, 2, self.height()), color)

    def _paint_bars(self, painter: QPainter) -> None:
        c, score = self.coordinates, self.desk.document.score
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(theme.font(10, digits=True))
        bar, end = score.rows_per_bar, self.height()
        every = 1
        while every * bar * c.row_width < _CLOSEST_NUMBERS:
            every *= 2
        last = min(c.first_row + c.rows, len(score))
        for row in np.arange(math.floor(c.first_row / bar), math.ceil(last / bar)) * bar:
            x = round(c.x(float(row)))
            number = int(row) // bar
            if number % every:
                continue
            painter.setPen(theme.PATTERN_LINE)
            painter.drawLine(x, 3, x, end)
            painter.setPen(theme.DIM)
            painter.drawText(QPointF(x + 4, end - 9), str(number + 1))
        if score.rows_per_beat * c.row_width >= 6:
            painter.setPen(theme.BAR_LINE)
            beat = score.rows_per_beat
            for row in np.arange(math.floor(c.first_row / beat), math.ceil(last / beat)) * beat:
                x = round(c.x(float(row)))
                painter.drawLine(x, end - 5, x, end)

    def _paint_locks(self, painter: QPainter) -> None:
        c, song = self.coordinates, self.desk.document.song
        bar = song.score.rows_per_bar
        for locked in sorted(song.locks.bars):
            left, right = c.x(float(locked * bar)), c.x(float((locked + 1) * bar))
            if right > 0 and left < self.width():
                painter.fillRect(QRectF(left + 1, self.height() - 2.0, right - left - 1, 2), theme.ACCENT)
                icons.paint_lock(painter, QPointF(right - 9, self.height() / 2), True)

    def _paint_playhead(self, painter: QPainter) -> None:
        x = round(self.coordinates.x(self._playhead)) + 0.5
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.ACCENT)
        top, tip = 3, 15
        painter.drawPolygon(QPolygonF([QPointF(x - 6, top), QPointF(x + 6, top), QPointF(x, tip)]))
        painter.fillRect(QRectF(x - 0.5, tip - 2, 1.5, self.height()), theme.ACCENT)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Seek, begin a loop or choose rows; lock a bar on the right button."""
        row, score = self.coordinates.row(event.position().x()), self.desk.document.score
        if event.button() == Qt.MouseButton.RightButton and 0 <= row < len(score):
            self.bar_lock_clicked.emit(int(row) // score.rows_per_bar)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._loop_from = self._line(row)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._chosen_from = event.position().x()
            bar = score.rows_per_bar
            self.desk.selection.choose_rows(self._within(int(row) // bar * bar, (int(row) // bar + 1) * bar))
        else:
            self._seeking = True
            self._seek(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the drag."""
        row = self.coordinates.row(event.position().x())
        if self._loop_from is not None:
            a, b = sorted((self._loop_from, self._line(row)))
            if a < b:
                self.loop_drawn.emit(a, b)
        elif self._chosen_from is not None and abs(event.position().x() - self._chosen_from) >= _DRAG_FROM_PIXELS:
            a, b = sorted((self._line(self.coordinates.row(self._chosen_from)), self._line(row)))
            self.desk.selection.choose_rows((a, b))
        elif self._seeking:
            self._seek(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the drag."""
        self._loop_from, self._chosen_from, self._seeking = None, None, False

    def _line(self, row: float) -> int:
        """Return the beat nearest to `row`, or the line of the grid where that is coarser, within the song."""
        score = self.desk.document.score
        lines = Lines(max(self.desk.grid.rows, Fraction(score.rows_per_beat)))
        return min(max(lines.nearest(row), 0), len(score))

    def _within(self, start: int, end: int) -> tuple[int, int]:
        """Return a range of rows as far as it is in the song."""
        rows = len(self.desk.document.score)
        return min(max(start, 0), rows), min(max(end, 0), rows)

    def _seek(self, row: float) -> None:
        self.sought.emit(min(max(int(row), 0), max(len(self.desk.document.score) - 1, 0)))
