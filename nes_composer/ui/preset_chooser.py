"""What a voice plays on: shows it, and offers the presets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from nes_composer.driver.presets import presets
from nes_composer.score.instrument import PLAIN, Instrument, Instruments
from nes_composer.score.score import NO, TR
from nes_composer.score.song import Song
from nes_composer.ui import labels, theme
from nes_composer.ui.desk import Desk

_SIZE = QSize(76, 20)
_PADDING = 8
_PREVIEW_PITCH = {TR: 45, NO: 12}


class PresetChooser(QPushButton):
    """A button with the name of the voice's instrument; its menu has the presets that suit the voice.

    A choice is one undo step, is heard from the next tick on, and sounds a note.

    Attributes
    ----------
    menu_of_presets : QMenu
        Filled whenever it is offered.
    """

    def __init__(self, voice: int, desk: Desk) -> None:
        super().__init__()
        self._voice, self._desk = voice, desk
        self.setObjectName("preset")
        self.setFixedSize(_SIZE)
        self.setFont(theme.font(11))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.menu_of_presets = QMenu(self)
        self.menu_of_presets.setToolTipsVisible(True)
        self.clicked.connect(self.offer)
        desk.document.song_changed.connect(self._show_instrument)
        self._show_instrument()

    def offer(self) -> None:
        """Open the menu."""
        self._fill_menu()
        self.menu_of_presets.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def choose(self, instrument: Instrument) -> None:
        """Let the voice play on an instrument from now on, and let a note of it be heard."""

        def edit(song: Song) -> Song:
            p1, p2, tr, no = (instrument if v == self._voice else old for v, old in enumerate(song.instruments))
            instruments: Instruments = (p1, p2, tr, no)
            return replace(song, instruments=instruments)

        self._desk.document.change(f"{labels.VOICE_TITLES[self._voice]} plays {instrument.name}", edit)
        pen = self._desk.pens[self._voice]
        self._desk.sound(self._voice, self._usual_pitch(), pen.velocity, pen.timbre)

    def _fill_menu(self) -> None:
        """List the presets as they are now; the instrument in use has a mark."""
        menu, current = self.menu_of_presets, self._desk.document.song.instruments[self._voice]
        menu.clear()
        group = QActionGroup(menu)
        plain = PLAIN[self._voice]
        offered = [(plain, "Volume and timbre as the notes have them")]
        for preset in presets():
            if self._voice in preset.voices:
                offered.append((preset.instrument, preset.about))
        for instrument, about in offered:
            action = menu.addAction(_literal(instrument.name))
            action.setToolTip(about)
            action.setCheckable(True)
            action.setActionGroup(group)
            action.setChecked(instrument == current)
            if instrument == current:
                menu.setActiveAction(action)
            action.triggered.connect(lambda _checked=False, instrument=instrument: self.choose(instrument))
            if instrument is plain:
                menu.addSeparator()

    def _show_instrument(self) -> None:
        name = self._desk.document.song.instruments[self._voice].name
        if name == self.accessibleDescription():
            return
        self.setAccessibleDescription(name)
        self.setAccessibleName(f"Instrument of {labels.VOICE_TITLES[self._voice]}: {name}")
        self.setToolTip(f"{labels.VOICE_TITLES[self._voice]} plays {name}; click to choose another (I)")
        room = _SIZE.width() - _PADDING
        self.setText(_literal(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)))

    def _usual_pitch(self) -> int:
        """Return the middle of the pitches that the voice plays in the song."""
        pitches = self._desk.document.score.pitch[:, self._voice]
        sounding = pitches[pitches > 0]
        return int(np.median(sounding)) if len(sounding) else _PREVIEW_PITCH.get(self._voice, 69)


def _literal(text: str) -> str:
    """Return text in which no ``&`` marks a letter."""
    return text.replace("&", "&&")
