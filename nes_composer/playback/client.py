"""The window's handle on the audio process."""

from __future__ import annotations

import multiprocessing
import queue
import threading
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

from nes_composer.playback import process
from nes_composer.playback.messages import (
    Close,
    LetGo,
    Message,
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
from nes_composer.playback.status import SharedStatus, Status
from nes_composer.playback.taps import SharedTaps
from nes_composer.score.instrument import Instruments
from nes_composer.score.score import Score

if TYPE_CHECKING:
    # It brings the chip's compiler, which the window has no use for.
    from nes_composer.apu.console_filters import Console

_LOOK_S = 0.1
_PATIENCE_S = 0.7
_SHORT_LIFE_S = 10.0
_MOST_SHORT_LIVES = 3
_HUNG_S = 3.0
"""A process that is ready reports every few milliseconds; one that has not for so long is taken for hung."""
_SETTINGS = (SetInstruments, SetSong, SetLoop, SetAudible, SetGain, SetConsole, SetMetronome)


class AudioClient:
    """Starts the audio process, talks to it and starts another if it dies.

    No method waits for the process nor raises for a sound device: a thread of its own holds the pipe.

    Parameters
    ----------
    device
        ``"default"`` for the default sound device, or ``"null"`` for a clock without sound, which also stands in
        where there is no device; ``status().device`` says so.

    Attributes
    ----------
    taps : SharedTaps
        What is played, for those who look at it.
    """

    def __init__(self, device: str = "default") -> None:
        self._device = device
        self._context = multiprocessing.get_context("spawn")
        self._shared = SharedStatus(self._context)
        self.taps = SharedTaps(self._context)
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._settings: dict[type[Message], Message] = {}
        self._version = 0
        self._closing = False
        self._process: SpawnProcess | None = None
        self._thread = threading.Thread(target=self._supervise, name="audio client", daemon=True)
        self._thread.start()

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
            self._messages.put(SetInstruments(instruments))
        self._messages.put(SetSong(self._version, score))
        return self._version

    def play(self, row: int, count_in: int = 0) -> None:
        """Start at a row, after so many beats that are only counted."""
        self._messages.put(Play(row, count_in))

    def stop(self) -> None:
        """Silence the song."""
        self._messages.put(Stop())

    def seek(self, row: int) -> None:
        """Go to a row, playing or not."""
        self._messages.put(Seek(row))

    def set_loop(self, rows: tuple[int, int] | None) -> None:
        """Repeat the rows from the first to the second, exclusive; None plays to the end."""
        self._messages.put(SetLoop(rows))

    def set_audible(self, voices: tuple[bool, bool, bool, bool]) -> None:
        """Mute voices: one flag for each of P1, P2, TR, NO."""
        self._messages.put(SetAudible(voices))

    def set_gain(self, factor: float) -> None:
        """Set the loudness: 1 is the chip's own level."""
        self._messages.put(SetGain(factor))

    def set_console(self, console: Console) -> None:
        """Sound like this console."""
        self._messages.put(SetConsole(console))

    def preview(self, voice: int, pitch: int, velocity: int, timbre: int) -> None:
        """Sound one note at once, playing or not."""
        self._messages.put(Preview(voice, pitch, velocity, timbre))

    def press(self, voice: int, pitch: int, velocity: int, timbre: int) -> None:
        """Sound a note over the song until it is let go."""
        self._messages.put(Press(voice, pitch, velocity, timbre))

    def let_go(self, voice: int, pitch: int) -> None:
        """End a note that was pressed."""
        self._messages.put(LetGo(voice, pitch))

    def set_metronome(self, on: bool) -> None:
        """Click on the beats of a song that plays, or do not."""
        self._messages.put(SetMetronome(on))

    def status(self) -> Status:
        """Return the latest state; some microseconds, so that it can be asked for at every frame."""
        return self._shared.read()

    def close(self) -> None:
        """Fall silent and end the process, within a second."""
        self._closing = True
        self._messages.put(Close())
        self._thread.join(_PATIENCE_S + _LOOK_S)
        if self._thread.is_alive() and self._process is not None:
            self._process.kill()  # it does not read, so the thread cannot send
            self._thread.join()

    def _supervise(self) -> None:
        """Run one audio process after the other, until told to close."""
        short_lives = 0
        while not self._closing and short_lives < 2 * _MOST_SHORT_LIVES:
            # A device that cannot be used is given up before the process itself is.
            device = self._device if short_lives < _MOST_SHORT_LIVES else "null"
            started = time.monotonic()
            self._run_process(device)
            short_lives = short_lives + 1 if time.monotonic() - started < _SHORT_LIFE_S else 0
        if not self._closing:
            self._shared.write(Status(error="the audio process keeps ending; there is no sound"))

    def _run_process(self, device: str) -> None:
        """Start an audio process, give it the state of the one before, and pass messages on until it ends."""
        theirs, ours = self._context.Pipe(duplex=False)
        before = self.status()
        audio = self._context.Process(
            target=process.main, args=(theirs, self._shared, self.taps, device), name="audio", daemon=True
        )  # fmt: skip
        audio.start()
        self._process = audio
        theirs.close()
        # A thread of its own: whoever sends to a process that does not read waits.
        threading.Thread(target=self._end_if_hung, args=(audio,), name="audio watch", daemon=True).start()
        with ours:
            with suppress(OSError):  # a broken pipe: the process has ended
                for message in self._settings.values():
                    ours.send(message)
                if before.playing:
                    ours.send(Play(int(before.row)))
                self._pass_messages_on(ours, audio)
            audio.join(_PATIENCE_S)
            audio.kill()
            audio.join()
        if not self._closing:
            last = self.status()
            error = last.error or "the audio process ended unexpectedly; it is started again"
            self._shared.write(replace(last, ready=False, error=error))

    def _end_if_hung(self, audio: SpawnProcess) -> None:
        """End a process that has become ready and then reports no more."""
        writes, since = -1, time.monotonic()
        while audio.is_alive():
            now = time.monotonic()
            if self._shared.writes != writes or not self.status().ready:
                writes, since = self._shared.writes, now
            elif now - since > _HUNG_S and not self._closing:
                self._shared.write(replace(self.status(), error="the sound hung and is started again"))
                audio.kill()
                return
            time.sleep(_LOOK_S)

    def _pass_messages_on(self, connection: Connection, audio: SpawnProcess) -> None:
        """Send what the window says, until it closes or the process has ended."""
        while audio.is_alive():
            with suppress(queue.Empty):
                message = self._messages.get(timeout=_LOOK_S)
                if isinstance(message, _SETTINGS):
                    self._settings[type(message)] = message
                connection.send(message)
                if isinstance(message, Close):
                    return
