"""The lane under the rolls: velocity or timbre of the voice in focus, row by row."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from nes_composer.score import values
from nes_composer.score.notes import note_at
from nes_composer.score.score import NO, TR
from nes_composer.score.values import Field
from nes_composer.ui import theme
from nes_composer.ui.coordinates import Coordinates
from nes_composer.ui.desk import Desk
from nes_composer.ui.note_raster import image, premultiplied
from nes_composer.ui.value_stroke import ValueStroke

HEIGHT = 56
_LEAST_HEIGHT = 40
_TOP = 4
"""Pixels above the greatest value."""

_GAP_FROM = 4.0
"""Pixels of a row from which there is a gap before each note."""

_CAP = 2
_FILL = 0.45
"""Of a note's colour in its bar below the cap: a lane of equal values would be one solid block otherwise."""
_NOTHING = "The triangle has neither volume nor timbre: it is on or off"


class ValueLane(QWidget):
    """Bars as high as the value: a press sets a note, a drag draws over notes, the wheel steps.

    Attributes
    ----------
    field : Field
        What is shown.
    stroke : ValueStroke or None
        The drag that is going on.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.field: Field = "velocity"
        self.stroke: ValueStroke | None = None
        self._at: QPointF | None = None
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.setMouseTracking(True)
        self.setAccessibleName("Velocity and timbre lane")
        self.setToolTip(
            "Click sets a note, drag draws over notes, with Shift or Alt row by row; the wheel steps. Esc takes back."
        )
        for signal in (
            desk.time.changed,
            desk.document.song_changed,
            desk.selection.voice_changed,
            desk.selection.notes_changed,
        ):
            signal.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the usual height."""
        return QSize(200, HEIGHT)

    def show_field(self, field: Field) -> None:
        """Show velocity or timbre."""
        self.field = field
        self.update()

    @property
    def coordinates(self) -> Coordinates:
        """Where rows are."""
        return Coordinates(
            self._desk.time.first, self._desk.time.span, 0, 1, max(self.width(), 1), max(self.height(), 1)
        )

    @property
    def levels(self) -> int:
        """How many values there are, from no bar at all (velocity) or the lowest one (timbre) up."""
        return values.limits(self.field, self._desk.selection.voice)[1] + (self.field == "timbre")

    def top(self, value: int) -> float:
        """Return the upper end of a value's bar."""
        steps = value + (self.field == "timbre")  # timbre 0 is a value like the others and has a bar
        return self.height() - steps * (self.height() - _TOP) / self.levels

    def value(self, y: float) -> int:
        """Return the value whose bar ends nearest to `y`, for timbre the one whose step holds it."""
        steps = (self.height() - y) * self.levels / (self.height() - _TOP)
        value = math.floor(steps) if self.field == "timbre" else round(steps)
        low, high = values.limits(self.field, self._desk.selection.voice)
        return min(max(value, low), high)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the lines of bars, the values and the value under the mouse."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.LANE_BLACK)
        if self._desk.selection.voice == TR:
            painter.setPen(theme.DIM)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _NOTHING)
            return
        self._paint_grid(painter)
        ratio = self.devicePixelRatioF()
        picture = self._picture(ratio)
        painter.drawImage(QPointF(0, 0), image(picture, ratio))
        if self._at is not None and self.stroke is not None:
            painter.setFont(theme.font(11, bold=True))
            painter.setPen(theme.TEXT)
            place = QPointF(min(self._at.x() + 8, self.width() - 20.0), max(self._at.y() - 4, 12.0))
            painter.drawText(place, str(self.value(self._at.y())))

    def _paint_grid(self, painter: QPainter) -> None:
        seen, score = self.coordinates, self._desk.document.score
        painter.setPen(theme.ROW_LINE)
        for share in (0.25, 0.5, 0.75):
            y = round(_TOP + (self.height() - _TOP) * share)
            painter.drawLine(0, y, self.width(), y)
        bar = score.rows_per_bar
        if bar * seen.row_width >= 9:
            painter.setPen(theme.BAR_LINE)
            for row in range(math.ceil(seen.first_row / bar) * bar, math.ceil(seen.first_row + seen.rows), bar):
                x = round(seen.x(float(row)))
                painter.drawLine(x, 0, x, self.height())
        end = seen.x(float(len(score)))
        if end < self.width():
            painter.fillRect(round(end), 0, self.width() - round(end), self.height(), theme.BEYOND)

    def _picture(self, ratio: float) -> NDArray[np.uint32]:
        """Return all bars as pixels: of each column of pixels, the value of its row."""
        seen, voice, score = self.coordinates, self._desk.selection.voice, self._desk.document.score
        width, height = math.ceil(self.width() * ratio), math.ceil(self.height() * ratio)
        column: NDArray[np.float64] = np.linspace(0.5, width - 0.5, width) / ratio
        row = np.floor(seen.row(column)).astype(np.int64)
        inside = (row >= 0) & (row < len(score))
        if not inside.any():
            return np.zeros((height, width), np.uint32)
        row = np.where(inside, row, 0)
        sounds = inside & score.sounding[row, voice]
        value = getattr(score, self.field)[row, voice]
        if seen.row_width >= _GAP_FROM:
            first = np.append(True, row[1:] != row[:-1])
            sounds &= ~(first & score.onset[row, voice])
        top = np.array([self.top(step) * ratio for step in range(16)])[value].round()
        color = premultiplied(fills(voice))[score.velocity[row, voice]]
        cap = np.full(width, premultiplied([theme.VOICES[voice]])[0])
        starts, ends = self._desk.selection.spans(voice)
        if len(starts):
            last = np.searchsorted(starts, row, "right") - 1
            cap[(last >= 0) & (row < ends[last])] = premultiplied([theme.TEXT])[0]
        y = np.arange(height)[:, None]
        bar = np.where(y < top + math.ceil(_CAP * ratio), cap, color)
        return np.where((y >= top) & sounds, bar, np.uint32(0))

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to draw."""
        if event.button() != Qt.MouseButton.LeftButton or self._desk.selection.voice == TR or self.stroke is not None:
            return
        self.stroke = ValueStroke(self._desk, self.field)
        self._draw(event)
        voice = self._desk.selection.voice
        note = note_at(self._desk.document.score, voice, math.floor(self.coordinates.row(event.position().x())))
        if note is not None:
            self._desk.take_up(note)
            self._desk.sound_note(note)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Draw."""
        if self.stroke is not None:
            self._draw(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the drag."""
        if self.stroke is not None and event.button() == Qt.MouseButton.LeftButton:
            self.stroke = None
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the second press of a double click as a press like any other."""
        self.mousePressEvent(event)

    def cancel_gesture(self) -> bool:
        """Take back the drag that is going on; return whether there was one."""
        if self.stroke is None:
            return False
        self.stroke.cancel()
        self.stroke = None
        self.update()
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Step the note under the mouse; with Shift scroll in time, with Ctrl zoom."""
        # Alt turns the wheel sideways on some desktops; a touch pad moves both ways.
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        row, time = self.coordinates.row(event.position().x()), self._desk.time
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            time.zoom(1.2**-notches, row)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            time.scroll(-notches * time.span / 12)
        elif self._desk.selection.voice != TR:
            note = note_at(self._desk.document.score, self._desk.selection.voice, math.floor(row))
            if note is not None:
                self._desk.values.step(self.field, note, 1 if notches > 0 else -1)
        event.accept()

    def _draw(self, event: QMouseEvent) -> None:
        place = event.position()
        self._at = place
        free = bool(event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier))
        if self.stroke is not None:
            self.stroke.draw(self.coordinates.row(place.x()), self.value(place.y()), free)
        self.update()


def fills(voice: int) -> list[QColor]:
    """Return a bar's colour by velocity 0-15."""
    return [theme.mix(theme.LANE_BLACK, color, _FILL) for color in theme.note_colors(voice)]


def field_names(voice: int) -> tuple[str, str]:
    """Return what velocity and timbre are called on a voice."""
    return "Velocity", "Mode" if voice == NO else "Duty"
