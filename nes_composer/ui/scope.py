"""An oscilloscope: what one voice hands to the mixer, standing still while it is steady."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nes_composer.ui import key_tips, labels, theme
from nes_composer.ui.scope_trace import LOOK_BACK, Levels, ScopeTrace
from nes_composer.ui.scopes import Scopes

_TOP_LEVEL = 15
_LOWEST_SEEN = 16
_INSET = 4.0
_LINE = 1.5


class Scope(QWidget):
    """Shows levels 0-15 from bottom to top; a muted voice in grey, as it would sound.

    Parameters
    ----------
    voice
        Whose levels.
    scopes
        Where they come from, and when to look.

    Attributes
    ----------
    trace : ScopeTrace
    shown : uint8 [n]
        The levels in the picture.
    """

    def __init__(self, voice: int, scopes: Scopes) -> None:
        super().__init__()
        self._voice, self._scopes = voice, scopes
        self.trace = ScopeTrace(voice)
        self.shown: Levels = np.zeros(self.trace.width, np.uint8)
        self._heard = True
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName(f"Oscilloscope of {labels.VOICE_TITLES[voice]}")
        key_tips.follow_tip(self, "What the voice does, before the mixer; grey while it is muted", "scopes")
        scopes.due.connect(self.look)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Give way to everything else in the strip."""
        return QSize(0, 0)

    def look(self) -> None:
        """Show what the voice does now."""
        if self.isVisible():
            heard = self._scopes.transport.audible[self._voice]
            shown = self.trace.choose(self._scopes.transport.taps.levels(self._voice, LOOK_BACK))
            if heard != self._heard or not np.array_equal(shown, self.shown):
                self._heard, self.shown = heard, shown
                self.update()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Have the levels written."""
        self._scopes.want(self, True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Have them written no longer."""
        self._scopes.want(self, False)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the ground and the levels."""
        if self.height() < _LOWEST_SEEN:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.WINDOW)
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setBrush(theme.VOICES[self._voice] if self._heard else theme.FAINT)
        painter.drawRects(self._uprights())

    def _uprights(self) -> list[QRectF]:
        """Return an upright piece of line for each pixel: from the lowest to the highest level there."""
        # QPainter takes no arrays, but a picture has less than a hundred columns.
        left, width = _INSET, max(int(self.width() - 2 * _INSET), 1)
        bottom = self.height() - _INSET
        unit = (self.height() - 2 * _INSET) / _TOP_LEVEL
        low, high = columns(self.shown, width)
        tops, heights = bottom - high * unit - _LINE / 2, (high - low) * unit + _LINE
        spans = zip(tops.tolist(), heights.tolist(), strict=True)
        return [QRectF(left + x, top, 1, height) for x, (top, height) in enumerate(spans)]


def columns(levels: Levels, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and the highest level of each of `count` columns, joined to the column before."""
    starts = np.arange(count) * len(levels) // count
    ends = np.maximum((np.arange(count) + 1) * len(levels) // count, starts + 1)
    reach = np.maximum(starts - 1, 0)
    pieces = [levels[a:b] for a, b in zip(reach, ends, strict=True)]
    return np.array([p.min() for p in pieces], float), np.array([p.max() for p in pieces], float)
