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
from typing import TYPE_CHECKING, Literal

from nes_composer.playback import process
from nes_composer.playback.devices import Lookout, Output
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
_LOOK_OUT_S = 3.0
"""Between two looks for a device that is missed; more for one that is lost again and again."""
_SETTINGS = (SetInstruments, SetSong, SetLoop, SetAudible, SetGain, SetConsole, SetMetronome)


class AudioClient:
    """Starts the audio process, talks to it and starts another if it dies.

    No method waits for the process nor raises for a sound device: a thread of its own holds the pipe.

    Parameters
    ----------
    output
        Where the sound is to go, or ``"null"`` alone. A clock without sound stands in for a device that is not there,
        until it is; ``status()`` says so.

    Attributes
    ----------
    output : Output
        Where the sound is to go.
    taps : SharedTaps
        What is played, for those who look at it.
    """

    def __init__(self, output: Output | Literal["default", "null"] = "default") -> None:
        self.output = self._wanted = Output(output) if isinstance(output, str) else output
        self._context = multiprocessing.get_context("spawn")
        self._shared = SharedStatus(self._context)
        self.taps = SharedTaps(self._context)
        self._messages: queue.SimpleQueue[Message | Output] = queue.SimpleQueue()
        self._settings: dict[type[Message], Message] = {}
        self._moved: Play | Stop | Seek | None = None
        self._moved_at = self._reported_at = 0.0
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

    def set_output(self, output: Output) -> None:
        """Send the sound elsewhere; a song that plays goes on from where it is, at the rate of what it goes to."""
        self.output = output
        self._messages.put(output)

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
        while not self._closing:
            short_lives, problem = 0, ""
            while not self._closing and short_lives < 2 * _MOST_SHORT_LIVES:
                started, wanted, tried = time.monotonic(), self._wanted, not problem
                pause = _LOOK_OUT_S * 2 ** max(0, short_lives - 1)
                planned = self._run_process(problem, pause)
                if self._wanted != wanted:
                    short_lives, problem = 0, ""
                    continue
                if time.monotonic() - started > _SHORT_LIFE_S and not planned:
                    short_lives = 0
                elif not planned:
                    # A device that is lost again and again is no reason to give up the clock without it.
                    short_lives = min(short_lives + 1, 2 * _MOST_SHORT_LIVES - tried)
                problem = "" if planned else self._problem(short_lives)
            if not self._closing:
                self._shared.write(Status(error="the audio process keeps ending; there is no sound"))
                self._wait_for_another_output()

    def _problem(self, short_lives: int) -> str:
        """Return why the device should not be tried again at once: it is given up before the process itself is."""
        if self._process is not None and self._process.exitcode == process.NO_ANSWER:
            return "the sound device does not answer"
        return "the sound keeps ending" if short_lives >= _MOST_SHORT_LIVES else ""

    def _run_process(self, problem: str, pause_s: float) -> bool:
        """Start an audio process, give it the state of the one before, and pass messages on until it ends.

        Parameters
        ----------
        problem
            Why the device is not even tried; empty if it is.
        pause_s
            Seconds between two looks for a device that is missed.

        Returns
        -------
        bool
            Whether another is to follow because there is another output or the device has come back.
        """
        theirs, ours = self._context.Pipe(duplex=False)
        before = self.status()
        audio = self._context.Process(
            target=process.main,
            args=(theirs, self._shared, self.taps, self._wanted, problem),
            name="audio",
            daemon=True,
        )
        audio.start()
        self._process = audio
        theirs.close()
        # A thread of its own: whoever sends to a process that does not read waits.
        watch = threading.Thread(target=self._end_if_hung, args=(audio,), name="audio watch", daemon=True)
        watch.start()
        planned = False
        with ours:
            with suppress(OSError):  # a broken pipe: the process has ended
                for message in self._settings.values():
                    ours.send(message)
                ours.send(self._whereabouts(before))
                planned = self._pass_messages_on(ours, audio, pause_s)
            audio.join(_PATIENCE_S)
            audio.kill()
            audio.join()
        watch.join()
        if not self._closing:
            last = self.status()
            error = "" if planned else last.error or "the audio process ended unexpectedly; it is started again"
            self._shared.write(replace(last, ready=False, error=error))
        return planned

    def _whereabouts(self, before: Status) -> Message:
        """Return what takes another process to where the song was in the one before.

        That is where its last report says, unless it was told something that the report cannot know of.
        """
        unseen = self._moved_at > self._reported_at - _LOOK_S - before.latency_s
        fresh = self._moved if unseen else None
        if isinstance(fresh, Play):
            return fresh
        row = fresh.row if isinstance(fresh, Seek) else max(0, int(before.row))
        return Play(row) if before.playing and not isinstance(fresh, Stop) else Seek(row)

    def _end_if_hung(self, audio: SpawnProcess) -> None:
        """End a process that has become ready and then reports no more."""
        writes, since = self._shared.writes, time.monotonic()
        while audio.is_alive():
            now = time.monotonic()
            if self._shared.writes != writes:
                writes, since = self._shared.writes, now
                self._reported_at = now
            elif not self.status().ready:
                since = now
            elif now - since > _HUNG_S and not self._closing:
                self._shared.write(replace(self.status(), error="the sound hung and is started again"))
                audio.kill()
                return
            time.sleep(_LOOK_S)

    def _pass_messages_on(self, connection: Connection, audio: SpawnProcess, pause_s: float) -> bool:
        """Send what the window says, until it closes, there is another output, or the process has ended.

        Return whether another process should follow for a good reason.
        """
        lookout = Lookout(self._wanted, pause_s)
        try:
            while audio.is_alive():
                status = self.status()
                if status.ready and status.standing_in and lookout.found():
                    connection.send(Close())
                    return True
                with suppress(queue.Empty):
                    message = self._messages.get(timeout=_LOOK_S)
                    if isinstance(message, Output):
                        self._wanted = message
                        connection.send(Close())
                        return True
                    self._note(message)
                    connection.send(message)
                    if isinstance(message, Close):
                        return False
            return False
        finally:
            lookout.close()

    def _wait_for_another_output(self) -> None:
        """Note what the window says until there is a reason to try again."""
        while not self._closing:
            message = self._messages.get()
            if isinstance(message, Output):
                self._wanted = message
                return
            self._note(message)

    def _note(self, message: Message) -> None:
        """Keep what the processes to come have to know."""
        if isinstance(message, _SETTINGS):
            self._settings[type(message)] = message
        elif isinstance(message, Play | Stop | Seek):
            self._moved, self._moved_at = message, time.monotonic()
