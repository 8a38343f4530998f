"""Playing along: the keys, the MIDI keyboard, both ways of recording and the metronome, put together."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from nes_composer.ui.continuation import Continuation
from nes_composer.ui.desk import Desk
from nes_composer.ui.live_bar import LiveBar
from nes_composer.ui.live_notes import LiveNotes
from nes_composer.ui.live_return_key import ReturnKey
from nes_composer.ui.metronome import Metronome
from nes_composer.ui.midi_in import MidiIn
from nes_composer.ui.midi_in_menu import MidiInMenu
from nes_composer.ui.midi_in_ports import MidiPorts, MidoPorts
from nes_composer.ui.ports import Audio
from nes_composer.ui.recording import Recording
from nes_composer.ui.recording_step import StepRecording
from nes_composer.ui.tasks import Tasks
from nes_composer.ui.tracker_piano import TrackerPiano, typing
from nes_composer.ui.transport import Transport


class Live(QObject):
    """What somebody plays, heard and written.

    Signals
    -------
    told, failed
        A sentence for the person.

    Attributes
    ----------
    notes : LiveNotes
    metronome : Metronome
    piano : TrackerPiano
    midi : MidiIn
    midi_menu : MidiInMenu
    recording : Recording
    steps : StepRecording
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        desk: Desk,
        transport: Transport,
        audio: Audio,
        tasks: Tasks,
        settings: QSettings,
        window: QWidget,
        ports: MidiPorts | None = None,
    ) -> None:
        super().__init__(window)
        self.notes = LiveNotes(desk, audio, self)
        self.metronome = Metronome(desk.document, audio, settings, self)
        self.piano = TrackerPiano(self.notes, desk.selection, window)
        self.midi = MidiIn(self.notes, desk.selection, ports or MidoPorts(), tasks, settings, self)
        self.midi_menu = MidiInMenu(self.midi, window)
        self.recording = Recording(desk, transport, self.notes, self.metronome, settings, self)
        self.steps = StepRecording(desk, transport, self.notes, self)
        # Both at once would write each note twice.
        self.recording.changed.connect(lambda: self._end(self.steps, self.recording.on))
        self.steps.changed.connect(lambda: self._end(self.recording, self.steps.on))
        self.steps.told.connect(self.told)
        self.midi.told.connect(self.told)
        self.midi.failed.connect(self.failed)
        self._window = window
        self._actions: dict[str, QAction] = {}

    def connect_actions(self, actions: dict[str, QAction], continuation: Continuation, place: QLayout) -> None:
        """Put buttons into `place`; let actions show what is on, and be there when they mean something.

        Return belongs to takes while they are on offer, and to a field while one is typed in.
        """
        self._actions, self._takes = actions, continuation.takes
        place.addWidget(LiveBar(self.piano, actions))
        for part in (self.piano, self.midi, self.metronome, self.recording, self.steps, continuation.takes):
            part.changed.connect(self._show)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)
        ReturnKey(actions["step_put"], self._window)
        self._show()

    def close(self) -> None:
        """Listen to no MIDI keyboard any more."""
        self.midi.close()

    def _end(self, part: Recording | StepRecording, other_on: bool) -> None:
        if other_on and part.on:
            part.toggle()

    def _focus_changed(self, _: QWidget | None, __: QWidget | None) -> None:
        self._show()

    def _show(self) -> None:
        actions, busy = self._actions, typing()
        for name, on in (
            ("tracker_piano", self.piano.on),
            ("record", self.recording.on),
            ("step_record", self.steps.on),
            ("metronome", self.metronome.on),
            ("count_in", self.metronome.counts_in),
            ("quantise_recording", self.recording.quantises),
        ):
            actions[name].setChecked(on)
        for name in ("octave_up", "octave_down"):
            actions[name].setEnabled(self.piano.on and not busy)
        plays = self.piano.on or self.steps.on or self.midi.listening
        for name in ("step_put", "step_back"):
            actions[name].setEnabled(plays and not busy and not self._takes.on_offer)
