"""The window's handle on the audio process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from nes_composer.playback.devices import Output
from nes_composer.playback.messages import (
    LetGo,
    Play,
    Press,
    Preview,
    Seek,
    SetAudible,
    SetConsole,
    SetGain,
    SetInstruments,
    SetLoop,
    SetMetronome,
    SetSong,
    Stop,
)
from nes_composer.playback.status import Status
from nes_composer.playback.supervisor import Supervisor
from nes_composer.score.instrument import Instruments
from nes_composer.score.score import Score

if TYPE_CHECKING:
    # It brings the chip's compiler, which the window has no use for.
    from nes_composer.apu.console_filters import Console


class AudioClient:
    """Starts the audio process, talks to it and starts another if it dies.

    No method waits for the process nor raises for a sound device.

    Parameters
    ----------
    output
        Where the sound is to go, or ``"null"`` alone. A clock without sound stands in for a device that is not there,
        until it is; ``status()`` says so.
    at_once
        Whether the process is started now, or by :meth:`start`.

    Attributes
    ----------
    output : Output
        Where the sound is to go.
    taps : SharedTaps
        What is played, for those who look at it.
    """

    def __init__(self, output: Output | Literal["default", "null"] = "default", at_once: bool = True) -> None:
        self.output = Output(output) if isinstance(output, str) else output
        self._supervisor = Supervisor(self.output, at_once)
        self.taps = self._supervisor.taps
        self._version = 0

    def start(self) -> None:
        """Start the process; it gets what it was told before, and plays what it was told to play."""
        self._supervisor.start()

    @property
    def pid(self) -> int | None:
        """Of the process that plays; None before there is one."""
        return self._supervisor.pid

    def set_song(self, score: Score, instruments: Instruments | None = None) -> int:
        """Play this score from now on, from the row where the song is.

        Parameters
        ----------
        score
            What is to sound.
        instruments
            One for each voice, or None to keep those in use.

        Returns
        -------
        int
            Version of the score, as ``status().rendered_version`` will report it.
        """
        self._version += 1
        if instruments is not None:
            self._supervisor.tell(SetInstruments(instruments))
        self._supervisor.tell(SetSong(self._version, score))
        return self._version

    def play(self, row: int, count_in: int = 0) -> None:
        """Start at a row, after so many beats that are only counted."""
        self._supervisor.tell(Play(row, count_in))

    def stop(self) -> None:
        """Silence the song."""
        self._supervisor.tell(Stop())

    def seek(self, row: int) -> None:
        """Go to a row, playing or not."""
        self._supervisor.tell(Seek(row))

    def set_loop(self, rows: tuple[int, int] | None) -> None:
        """Repeat the rows from the first to the second, exclusive; None plays to the end."""
        self._supervisor.tell(SetLoop(rows))

    def set_audible(self, voices: tuple[bool, bool, bool, bool]) -> None:
        """Mute voices: one flag for each of P1, P2, TR, NO."""
        self._supervisor.tell(SetAudible(voices))

    def set_gain(self, factor: float) -> None:
        """Set the loudness: 1 is the chip's own level."""
        self._supervisor.tell(SetGain(factor))

    def set_console(self, console: Console) -> None:
        """Sound like this console."""
        self._supervisor.tell(SetConsole(console))

    def preview(self, voice: int, pitch: int, velocity: int, timbre: int) -> None:
        """Sound one note at once, playing or not."""
        self._supervisor.tell(Preview(voice, pitch, velocity, timbre))

    def press(self, voice: int, pitch: int, velocity: int, timbre: int) -> None:
        """Sound a note over the song until it is let go."""
        self._supervisor.tell(Press(voice, pitch, velocity, timbre))

    def let_go(self, voice: int, pitch: int) -> None:
        """End a note that was pressed."""
        self._supervisor.tell(LetGo(voice, pitch))

    def set_metronome(self, on: bool) -> None:
        """Click on the beats of a song that plays, or do not."""
        self._supervisor.tell(SetMetronome(on))

    def set_output(self, output: Output) -> None:
        """Send the sound elsewhere; a song that plays goes on from where it is, at the rate of what it goes to."""
        self.output = output
        self._supervisor.tell(output)

    def status(self) -> Status:
        """Return the latest state; some microseconds, so that it can be asked for at every frame."""
        return self._supervisor.shared.read()

    def close(self) -> None:
        """Fall silent and end the process, within a second."""
        self._supervisor.close()
