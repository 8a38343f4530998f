"""A MIDI system without hardware."""

import threading
import time

from nes_composer.ui.midi_in_ports import MidiError, MidiEvent


class FakePorts:
    """A MIDI system into which keyboards are plugged by a test."""

    def __init__(self):
        self.plugged, self.told, self.closed = ["Piano 24:0", "Organ 28:0"], {}, []
        self.error = None

    def names(self):
        if self.error:
            raise MidiError(self.error)
        return list(self.plugged)

    def open(self, name, told):
        if name not in self.plugged:
            raise MidiError(f"{name} cannot be opened (it is gone)")
        self.told[name] = told
        port = type("Port", (), {})()
        port.close = lambda: self.closed.append(name)
        return port

    def play(self, name, *message):
        """Tell of a message as a MIDI library does: from a thread of its own."""
        thread = threading.Thread(target=self.told[name], args=(MidiEvent(*message, time.monotonic()),))
        thread.start()
        thread.join()
