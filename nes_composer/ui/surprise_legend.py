"""What the colours of the surprise heat mean."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nes_composer.score.score import VOICES
from nes_composer.ui import theme

_STRIPE = 2
_TEXT = 12


class SurpriseLegend(QWidget):
    """The scale of each voice, from expected to surprising; an empty corner while the heat is off."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = False
        self.setFixedSize(theme.STRIP_WIDTH + theme.KEYBOARD_WIDTH, theme.RULER_HEIGHT)
        self.setAccessibleName("Scale of the surprise heat")

    def set_shown(self, shown: bool) -> None:
        """Show the scale, or nothing."""
        self._shown = shown
        text = f"Faint notes are expected, strong ones surprising: −log p from 0 to {theme.HEAT_NATS:g} nats"
        self.setToolTip(text if shown else "")
        self.setAccessibleDescription(text if shown else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint one stripe for each voice below the words."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.PANEL)
        if not self._shown:
            return
        top = (self.height() - _TEXT - 1 - _STRIPE * len(VOICES)) // 2
        area = self.rect().adjusted(theme.MARGIN, top, -theme.MARGIN, 0)
        words = QRect(area.left(), area.top(), area.width(), _TEXT)
        painter.setFont(theme.font(10))
        painter.setPen(theme.DIM)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "expected")
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "surprising")
        width = area.width() / theme.HEAT_STEPS
        for voice in range(len(VOICES)):
            top = words.bottom() + 2 + voice * _STRIPE
            for step, color in enumerate(theme.heat_colors(voice)):
                left, right = round(step * width), round((step + 1) * width)
                painter.fillRect(area.left() + left, top, right - left, _STRIPE, color)
