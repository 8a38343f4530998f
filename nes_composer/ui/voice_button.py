"""A small button for one voice: filled in its colour while it is on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from nes_composer.score.score import VOICES
from nes_composer.ui import theme


class VoiceButton(QToolButton):
    """On or off.

    Parameters
    ----------
    voice
        Whose name and colour it has.
    """

    def __init__(self, voice: int) -> None:
        super().__init__()
        self.setText(VOICES[voice])
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedSize(28, 22)
        theme.follow_style(self, lambda: _style(theme.VOICES[voice].name()))


def _style(color: str) -> str:
    return (
        f"QToolButton {{ padding: 0; border-radius: 4px; font-size: 10px; font-weight: bold; color: {color}; }}"
        f"QToolButton:checked {{ background: {color}; border-color: {color}; color: {theme.WINDOW.name()}; }}"
        f"QToolButton:disabled {{ color: {theme.FAINT.name()}; border-color: {theme.RAISED.name()}; }}"
    )
