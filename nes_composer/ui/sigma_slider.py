"""A slider for one latent axis, in standard deviations."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider

from nes_composer.ui import theme

RANGE = 3.0
"""σ at either end."""

_STEPS_PER_SIGMA = 100
_WHEEL_STEP = 10
_KNOB = 7.0


class SigmaSlider(QSlider):
    """A slider from -3 to +3 σ that fills from the middle; a press jumps, a double click sets 0.

    The integer value of the base class is in hundredths of σ.
    """

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._color: QColor | None = None
        self.setRange(round(-RANGE * _STEPS_PER_SIGMA), round(RANGE * _STEPS_PER_SIGMA))
        self.setSingleStep(_WHEEL_STEP)
        self.setPageStep(_STEPS_PER_SIGMA // 2)
        self.setFixedHeight(16)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def sigma(self) -> float:
        """The value in σ."""
        return self.value() / _STEPS_PER_SIGMA

    def set_color(self, color: QColor) -> None:
        """Fill in this colour."""
        self._color = color
        self.update()

    def show_sigma(self, sigma: float) -> None:
        """Show a value without telling anyone; what is beyond the ends is shown at the end."""
        with QSignalBlocker(self):
            self.setValue(round(min(max(sigma, -RANGE), RANGE) * _STEPS_PER_SIGMA))
        self.update()

    def _x(self, value: int) -> float:
        return _KNOB + (value - self.minimum()) / (self.maximum() - self.minimum()) * (self.width() - 2 * _KNOB)

    def _value_at(self, x: float) -> int:
        share = (x - _KNOB) / max(self.width() - 2 * _KNOB, 1)
        return round(self.minimum() + share * (self.maximum() - self.minimum()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the knob where the mouse is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the mouse."""
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Back to the middle."""
        self.setValue(0)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Move by a tenth of σ."""
        self.setValue(self.value() + round(event.angleDelta().y() / 120 * _WHEEL_STEP))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the track, the fill from the middle and the knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, zero, x = self.height() / 2, self._x(0), self._x(self.value())
        color = (self._color or theme.TEXT) if self.isEnabled() else theme.FAINT
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.RAISED)
        painter.drawRoundedRect(QRectF(_KNOB - 3, middle - 2.5, self.width() - 2 * _KNOB + 6, 5), 2.5, 2.5)
        painter.setBrush(theme.BORDER)
        for sigma in range(-2, 3):
            tick = self._x(sigma * _STEPS_PER_SIGMA)
            painter.drawRect(QRectF(tick - 0.5, middle - (5 if sigma == 0 else 2.5), 1, 10 if sigma == 0 else 5))
        if not self.isEnabled():
            return
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(min(zero, x), middle - 2, abs(x - zero), 4), 2, 2)
        held = self.isSliderDown()
        painter.setPen(QPen(theme.TEXT if held or self.hasFocus() else theme.PANEL, 1.5))
        painter.drawEllipse(QPointF(x, middle), _KNOB - 1.5, _KNOB - 1.5)
