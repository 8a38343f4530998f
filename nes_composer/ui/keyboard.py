"""The keys at the left of a roll: which lane is which pitch; a press sounds it, a drag all it passes."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nes_composer.score.score import HIGHEST, LOWEST, NO
from nes_composer.ui import labels, theme
from nes_composer.ui.coordinates import Coordinates
from nes_composer.ui.desk import Desk


class Keyboard(QWidget):
    """Keys beside the lanes of one roll, note names at each C, numbers on the noise's periods."""

    def __init__(self, voice: int, desk: Desk) -> None:
        super().__init__()
        self.voice, self.desk = voice, desk
        self._coordinates = Coordinates(0, 1, 0, 1, 1, 1)
        self._lit: int | None = None
        self._pressed: int | None = None
        self.setFixedWidth(theme.KEYBOARD_WIDTH)
        self.setAccessibleName(f"{labels.VOICE_TITLES[voice]} keyboard")
        self.setToolTip("Press a key, or drag over keys, to hear them")
        desk.highlight.changed.connect(self.update)

    def set_coordinates(self, coordinates: Coordinates) -> None:
        """Show the lanes that the roll shows."""
        before, self._coordinates = self._coordinates, coordinates
        if (before.lowest, before.pitches, before.height) != (
            coordinates.lowest,
            coordinates.pitches,
            coordinates.height,
        ):
            self.update()

    def light(self, pitch: int | None) -> None:
        """Mark the key of the lane under the mouse."""
        if pitch != self._lit:
            self._lit = pitch
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the keys, then the names over them: a name may be taller than its lane."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.KEY_WHITE if self.voice != NO else theme.RAISED)
        c = self._coordinates
        seen = range(math.floor(c.lowest), math.ceil(c.lowest + c.pitches))
        for pitch in seen:
            key = QRectF(0, c.y(pitch + 1.0), self.width(), c.lane_height)
            if pitch == self._lit:
                painter.fillRect(key, theme.VOICES[self.voice])
            elif self.voice == NO:
                painter.fillRect(key, theme.PANEL if pitch % 2 else theme.RAISED)
            elif labels.is_black_key(pitch):
                painter.fillRect(QRectF(0, key.top(), self.width() * 0.5, key.height()), theme.KEY_BLACK)
            self._mark_key(painter, pitch, key)
            if self.voice != NO and pitch % 12 in (0, 5):  # the two places where white keys touch
                painter.setPen(theme.mix(theme.KEY_WHITE, theme.KEY_BLACK, 0.45))
                painter.drawLine(QPointF(0, key.bottom()), QPointF(self.width(), key.bottom()))
        self._paint_names(painter, seen)
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), theme.WINDOW)

    def _paint_names(self, painter: QPainter, seen: range) -> None:
        c = self._coordinates
        painter.setFont(theme.font(9, bold=True))
        painter.setPen(theme.DIM if self.voice == NO else theme.KEY_BLACK)
        every = max(1, math.ceil(11 / c.lane_height)) if self.voice == NO else 12
        for pitch in seen:
            legal = int(LOWEST[self.voice]) <= pitch <= int(HIGHEST[self.voice])
            if legal and pitch % every == 0:
                middle = c.y(pitch + 0.5)
                if 4 < middle < self.height() - 4:
                    place = QRectF(0, middle - 7, self.width() - 4, 14)
                    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    painter.drawText(place, flags, labels.pitch_name(self.voice, pitch))

    def _mark_key(self, painter: QPainter, pitch: int, key: QRectF) -> None:
        """Mark the root of the highlighted key."""
        highlighted = self.desk.highlight.key
        if highlighted is not None and self.voice != NO and pitch % 12 == highlighted.root:
            painter.fillRect(QRectF(0, key.top(), 4, max(key.height() - 1, 1)), theme.VOICES[self.voice])

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Sound the key."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            self.desk.selection.choose_voice(self.voice)
            self._sound(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Sound each key that the mouse is dragged to."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._sound(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Unmark the key."""
        self.light(None)

    def _sound(self, place: QPointF) -> None:
        pitch = math.floor(self._coordinates.pitch(place.y()))
        if pitch != self._pressed and int(LOWEST[self.voice]) <= pitch <= int(HIGHEST[self.voice]):
            self._pressed = pitch
            pen = self.desk.pens[self.voice]
            self.desk.sound(self.voice, pitch, pen.velocity, pen.timbre)
            self.light(pitch)
