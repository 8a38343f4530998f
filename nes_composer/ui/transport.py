"""Play, stop, seek, loop, mute: what the person wants of the sound, and what the sound reports."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from nes_composer.playback.status import Status
from nes_composer.playback.taps import SharedTaps
from nes_composer.score.score import VOICES
from nes_composer.score.song import Song
from nes_composer.ui.document import Document
from nes_composer.ui.ports import Audio, ConsoleName

_FRAME_MS = 16


class Transport(QObject):
    """Hands the song to the audio process and polls its status at the screen's frame rate.

    Signals
    -------
    polled
        The audio process was looked at, changed or not: what falls or moves by itself does so now.
    status_changed
        The audio process reports something new: position, levels, underruns ….
    playing_changed
        The song has started or stopped.
    loop_changed, audible_changed, console_changed
        The person has changed it.

    Attributes
    ----------
    status : Status
        The latest report.
    loop_rows : tuple of int or None
        Rows to repeat, end exclusive; None is the whole song.
    looping : bool
    muted, soloed : list of bool
        For each voice.
    console : str
        Whose filters are heard.
    """

    polled = Signal()
    status_changed = Signal()
    playing_changed = Signal()
    loop_changed = Signal()
    audible_changed = Signal()
    console_changed = Signal()

    def __init__(self, document: Document, audio: Audio, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._audio = document, audio
        self.status = Status()
        self.loop_rows: tuple[int, int] | None = None
        self.looping = False
        self.muted, self.soloed = [False] * len(VOICES), [False] * len(VOICES)
        self.console: ConsoleName = "nes"
        self._sent_loop: tuple[int, int] | None = None
        self._auditions: dict[str, Callable[[Song], Song]] = {}
        self._send_song()
        document.song_changed.connect(self._send_song)
        document.opened.connect(self._new_song)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.poll)
        self._timer.start(_FRAME_MS)

    @property
    def playing(self) -> bool:
        """Whether the song runs."""
        return self.status.playing

    @property
    def row(self) -> float:
        """The row that is heard; while the song is counted in, the one that it starts at or the first."""
        return max(self.status.row, 0.0)

    def row_at(self, moment: float) -> float:
        """Return the row that was heard at a recent moment of :func:`time.monotonic`; negative in a count-in before 0.

        The audio process says what is heard now, its own and the device's latency taken off.
        """
        status = self._audio.status()
        late = max(time.monotonic() - moment, 0.0) if status.playing else 0.0
        return status.row - late * self._document.score.rows_per_second

    @property
    def taps(self) -> SharedTaps:
        """What is played, for those who look at it."""
        return self._audio.taps

    def poll(self) -> None:
        """Look at the audio process."""
        before, self.status = self.status, self._audio.status()
        if self.status != before:
            self.status_changed.emit()
        if self.status.playing != before.playing:
            self.playing_changed.emit()
        self.polled.emit()

    def toggle(self) -> None:
        """Stop, or play from where it is."""
        if self.playing:
            self.stop()
        else:
            self.play()

    def play(self, row: int | None = None, count_in: int = 0) -> None:
        """Play from `row`, or from where it is, at the end of the song from the start; first count so many beats."""
        if row is None:
            row = int(self.row)
            if row >= self._rows - 1:
                row = self.loop_rows[0] if self.looping and self.loop_rows else 0
        self._audio.play(row, count_in)

    def play_from_start(self) -> None:
        """Play from the first row."""
        self.play(0)

    def stop(self) -> None:
        """Stop where it is."""
        self._audio.stop()

    def seek(self, row: int) -> None:
        """Go to a row; a running song goes on from there."""
        self._audio.seek(row)

    def to_start(self) -> None:
        """Go to the first row."""
        self.seek(0)

    def to_end(self) -> None:
        """Go to the last row."""
        self.seek(max(len(self._document.score) - 1, 0))

    def toggle_loop(self) -> None:
        """Repeat, or do not."""
        self.looping = not self.looping
        self._send_loop()
        self.loop_changed.emit()

    def set_loop(self, start: int, end: int) -> None:
        """Repeat these rows, end exclusive."""
        self.loop_rows, self.looping = (start, end), True
        self._send_loop()
        self.loop_changed.emit()

    def set_muted(self, voice: int, muted: bool) -> None:
        """Silence a voice."""
        self.muted[voice] = muted
        self._send_audible()

    def set_soloed(self, voice: int, soloed: bool) -> None:
        """Hear this voice, and no other that is not soloed."""
        self.soloed[voice] = soloed
        self._send_audible()

    @property
    def audible(self) -> tuple[bool, bool, bool, bool]:
        """Which voices are heard: the soloed ones if there are any, of those the ones that are not muted."""
        solo = any(self.soloed)
        p1, p2, tr, no = ((s or not solo) and not m for m, s in zip(self.muted, self.soloed, strict=True))
        return p1, p2, tr, no

    def set_gain(self, factor: float) -> None:
        """Set the loudness."""
        self._audio.set_gain(factor)

    def set_console(self, console: ConsoleName) -> None:
        """Sound like this console."""
        self.console = console
        self._audio.set_console(console)
        self.console_changed.emit()

    def audition(self, change: Callable[[Song], Song] | None, source: str = "") -> None:
        """Let what `change` makes of the song be heard in its place, whatever it becomes, until None.

        Of several sources the latest is heard; when it has ended, the one before is again.
        """
        ended = self._auditions.pop(source, None)
        if change is not None:
            self._auditions[source] = change
        if change is not None or ended is not None:
            self._send_song()

    def close(self) -> None:
        """Look at the audio process no longer."""
        self._timer.stop()

    def _send_song(self) -> None:
        song = self._document.song
        if self._auditions:
            song = list(self._auditions.values())[-1](song)
        self._rows = len(song.score)
        self._audio.set_song(song.score, song.instruments)
        self._send_loop()

    def _send_loop(self) -> None:
        rows = self.loop_rows or (0, self._rows)
        loop = (rows[0], min(rows[1], self._rows)) if self.looping else None
        if loop is not None and loop[0] >= loop[1]:
            loop = None
        if loop != self._sent_loop:
            self._sent_loop = loop
            self._audio.set_loop(loop)

    def _send_audible(self) -> None:
        self._audio.set_audible(self.audible)
        self.audible_changed.emit()

    def _new_song(self) -> None:
        """Another song begins at its start, without the loop of the one before."""
        self.loop_rows = None
        self._audio.stop()
        self._audio.seek(0)
        self.loop_changed.emit()
