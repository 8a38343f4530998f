"""Notes from a MIDI keyboard, which may be plugged in and out at any time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal

from nes_composer.score.score import MAX_VELOCITY, NO, VOICES
from nes_composer.ui.live_notes import LiveNotes
from nes_composer.ui.midi_in_ports import MidiError, MidiEvent, MidiPorts, OpenPort, plain_name
from nes_composer.ui.selection import Selection
from nes_composer.ui.tasks import Tasks

_PORT, _BY_CHANNEL = "midi_port", "midi_by_channel"
_LOOK_MS = 2000
_DRUM_CHANNEL = 9
_KIND = "midi"
_LOUDEST = 127


class MidiIn(QObject):
    """Listens to one port; the one that was chosen last is opened whenever it is there.

    Signals
    -------
    changed
        A port was opened or closed, or voices go by channel or not.
    told, failed
        A sentence for the person.

    Attributes
    ----------
    port : str
        Name of the chosen port, empty for none; it may be unplugged.
    by_channel : bool
        Channels 1-4 play P1, P2, TR and NO, and channel 10 NO; others, and all without it, the voice in focus.
    """

    changed = Signal()
    told = Signal(str)
    failed = Signal(str)
    _came = Signal(object)

    def __init__(
        self,
        notes: LiveNotes,
        selection: Selection,
        ports: MidiPorts,
        tasks: Tasks,
        settings: QSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._notes, self._selection, self._ports, self._tasks = notes, selection, ports, tasks
        self._settings = settings
        self.port = str(settings.value(_PORT, "") or "")
        self.by_channel = settings.value(_BY_CHANNEL, "false") in (True, "true")
        self._open: OpenPort | None = None
        self._looking = False
        # Queued: events come from a thread of the MIDI library.
        self._came.connect(self.receive, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        if self.port:
            self._timer.start()
            QTimer.singleShot(0, self, self.look)

    @property
    def listening(self) -> bool:
        """Whether the chosen port is open."""
        return self._open is not None

    def names(self) -> list[str]:
        """Return the ports that are there now.

        Raises
        ------
        MidiError
            There is no MIDI here.
        """
        return self._ports.names()

    def choose(self, name: str) -> None:
        """Listen to a port, or to none for an empty name."""
        self._close()
        self.port = plain_name(name)
        self._settings.setValue(_PORT, self.port)
        if name:
            self._timer.start()
            self._listen(name)
        else:
            self._timer.stop()
        self.changed.emit()

    def toggle_by_channel(self) -> None:
        """Let channels choose the voice, or the focus."""
        self.by_channel = not self.by_channel
        self._settings.setValue(_BY_CHANNEL, self.by_channel)
        self._notes.release_all(_KIND)
        self.changed.emit()

    def look(self) -> None:
        """See, on another thread, whether the chosen port has come or gone."""
        if not self._looking and self.port:
            self._looking = True
            self._tasks.run(self._ports.names, self._looked)

    def receive(self, event: MidiEvent) -> None:
        """Play or end the note that an event is about."""
        if self._open is None:
            return
        if event.note is None:
            self._notes.release_all(_KIND)
            return
        key = (_KIND, event.channel, event.note)
        if event.velocity == 0:
            self._notes.release(key, event.at)
            return
        voice = self._voice(event.channel)
        # The noise has 16 pitches and no octaves: they come again with every 16 keys, as in trackers.
        pitch = event.note % 16 + 1 if voice == NO else event.note
        self._notes.press(key, voice, pitch, velocity_of(event.velocity), event.at)

    def close(self) -> None:
        """Listen no longer; the choice stays."""
        self._timer.stop()
        self._close()

    def _voice(self, channel: int) -> int:
        if self.by_channel and channel < len(VOICES):
            return channel
        return NO if self.by_channel and channel == _DRUM_CHANNEL else self._selection.voice

    def _looked(self, names: list[str] | None, error: Exception | None) -> None:
        """Open the chosen port if it has come, close it if it has gone."""
        self._looking = False
        if not self._timer.isActive():
            return
        if isinstance(error, MidiError):
            self._timer.stop()  # it does not come by waiting
            self.failed.emit(str(error))
            return
        there = next((name for name in names or [] if plain_name(name) == self.port), None)
        if there is not None and self._open is None:
            self._listen(there)
            self.changed.emit()
        elif there is None and self._open is not None:
            self._close()
            self.failed.emit(f"{self.port} was unplugged")
            self.changed.emit()

    def _listen(self, name: str) -> None:
        try:
            self._open = self._ports.open(name, self._came.emit)
        except MidiError as error:
            self.failed.emit(str(error))
            return
        self.told.emit(f"{self.port} plays the voice in focus")

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
        self._notes.release_all(_KIND)


def velocity_of(velocity: int) -> int:
    """Return MIDI's 1-127 as the chip's 1-15."""
    return max(1, round(velocity * MAX_VELOCITY / _LOUDEST))
