"""The menu of MIDI keyboards: looks for them whenever it is opened."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nes_composer.ui.midi_in import MidiIn
from nes_composer.ui.midi_in_ports import MidiError, plain_name


class MidiInMenu(QMenu):
    """Lists the keyboards that are plugged in, the chosen one ticked, and says why where there is none."""

    def __init__(self, midi: MidiIn, parent: QWidget) -> None:
        super().__init__("MIDI &keyboard", parent)
        self._midi = midi
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        midi = self._midi
        try:
            names, problem = midi.names(), "No MIDI keyboard is plugged in"
        except MidiError as error:
            names, problem = [], str(error)
        for name in names:
            self._add(plain_name(name), plain_name(name) == midi.port).triggered.connect(
                lambda _checked=False, name=name: midi.choose(name)
            )
        if midi.port and midi.port not in map(plain_name, names):
            self._add(f"{midi.port} (unplugged)", True).setEnabled(False)
        if not names:
            self.addAction(problem).setEnabled(False)
        self.addSeparator()
        self._add("&None", not midi.port).triggered.connect(lambda: midi.choose(""))
        channels = self._add("&Channels 1–4 play P1, P2, TR, NO", midi.by_channel)
        channels.setToolTip("Else every channel plays the voice in focus; channel 10 plays the noise")
        channels.triggered.connect(midi.toggle_by_channel)

    def _add(self, text: str, ticked: bool) -> QAction:
        action = self.addAction(text)
        action.setCheckable(True)
        action.setChecked(ticked)
        return action
