"""Keeps an audio process going: starts it, tells it what it has to know, and starts another if it dies or hangs."""

from __future__ import annotations

import multiprocessing
import queue
import threading
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event
from typing import NamedTuple

from nes_composer.playback import process
from nes_composer.playback.devices import Lookout, Output
from nes_composer.playback.messages import (
    Close,
    Message,
    Play,
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

_LOOK_S, _SHORT_LOOK_S = 0.1, 0.01
_PATIENCE_S = 0.7
_SHORT_LIFE_S = 10.0
_MOST_SHORT_LIVES = 3
_HUNG_S = 3.0
"""A process that is ready reports every few milliseconds; one that has not for so long is taken for hung."""
_LOOK_OUT_S = 3.0
"""Between two looks for a device that is missed; more for one that is lost again and again."""
_SETTINGS = (SetInstruments, SetSong, SetLoop, SetAudible, SetGain, SetConsole, SetMetronome)


class _Started(NamedTuple):
    """A process that opens no device before it is told something, the pipe to it, and whether it has all loaded."""

    process: SpawnProcess
    pipe: Connection
    loaded: Event

    def ready_to_begin(self) -> bool:
        """Return whether it would open its device at once, or has ended."""
        return self.loaded.is_set() or not self.process.is_alive()

    def end(self) -> None:
        """Do without it."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Supervisor:
    """A thread that holds the pipe to the audio process, so that nobody else waits for that.

    Parameters
    ----------
    output
        Where the sound is to go.
    at_once
        Whether the first process is started now, or by :meth:`start`.

    Attributes
    ----------
    shared : SharedStatus
        What the process reports.
    taps : SharedTaps
        What is played, for those who look at it.
    """

    def __init__(self, output: Output, at_once: bool = True) -> None:
        self._output = output
        self._context = multiprocessing.get_context("spawn")
        self.shared = SharedStatus(self._context)
        self.taps = SharedTaps(self._context)
        self._messages: queue.SimpleQueue[Message | Output] = queue.SimpleQueue()
        self._settings: dict[type[Message], Message] = {}
        self._moved: Play | Stop | Seek | None = None
        self._moved_at = self._reported_at = 0.0
        self._closing = False
        self._process: SpawnProcess | None = None
        self._next: _Started | None = None
        self._thread = threading.Thread(target=self._supervise, name="audio client", daemon=True)
        if at_once:
            self.start()

    def start(self) -> None:
        """Start the first process; it gets what was told before."""
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """Of the process that plays; None before there is one."""
        return None if self._process is None else self._process.pid

    def tell(self, message: Message | Output) -> None:
        """Pass a message on, or send the sound elsewhere; waits for nothing."""
        self._messages.put(message)

    def close(self) -> None:
        """Let the process fall silent and end, within a second."""
        self._closing = True
        if self._thread.ident is None:  # never started
            return
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
                started, wanted, tried = time.monotonic(), self._output, not problem
                pause = _LOOK_OUT_S * 2 ** max(0, short_lives - 1)
                planned = self._run_process(problem, pause)
                if self._output != wanted:
                    short_lives, problem = 0, ""
                    continue
                if time.monotonic() - started > _SHORT_LIFE_S and not planned:
                    short_lives = 0
                elif not planned:
                    # A device that is lost again and again is no reason to give up the clock without it.
                    short_lives = min(short_lives + 1, 2 * _MOST_SHORT_LIVES - tried)
                problem = "" if planned else self._problem(short_lives)
            if not self._closing:
                self.shared.write(Status(error="the audio process keeps ending; there is no sound"))
                self._wait_for_another_output()
        self._end_next()

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
        before = self.shared.read()
        audio, ours, _ = self._next or self._start(problem)
        self._process, self._next = audio, None
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
            last = self.shared.read()
            error = "" if planned else last.error or "the audio process ended unexpectedly; it is started again"
            self.shared.write(replace(last, ready=False, error=error))
        return planned

    def _start(self, problem: str) -> _Started:
        theirs, ours = self._context.Pipe(duplex=False)
        loaded = self._context.Event()
        audio = self._context.Process(
            target=process.main,
            args=(theirs, loaded, self.shared, self.taps, self._output, problem),
            name="audio",
            daemon=True,
        )
        audio.start()
        theirs.close()
        return _Started(audio, ours, loaded)

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
        writes, since = self.shared.writes, time.monotonic()
        while audio.is_alive():
            now = time.monotonic()
            if self.shared.writes != writes:
                writes, since = self.shared.writes, now
                self._reported_at = now
            elif not self.shared.read().ready:
                since = now
            elif now - since > _HUNG_S and not self._closing:
                self.shared.write(replace(self.shared.read(), error="the sound hung and is started again"))
                audio.kill()
                return
            time.sleep(_LOOK_S)

    def _pass_messages_on(self, connection: Connection, audio: SpawnProcess, pause_s: float) -> bool:
        """Send what the window says, until it closes, the next process is loaded, or this one has ended.

        Return whether another process should follow for a good reason: another output, or a device that has come back.
        Loading takes a second, in which this one plays on.
        """
        lookout = Lookout(self._output, pause_s)
        try:
            while audio.is_alive():
                status = self.shared.read()
                if self._next is None and status.ready and status.standing_in and lookout.found():
                    self._next = self._start("")
                if self._next is not None and self._next.ready_to_begin():
                    connection.send(Close())
                    return True
                with suppress(queue.Empty):
                    message = self._messages.get(timeout=_SHORT_LOOK_S if self._next else _LOOK_S)
                    if isinstance(message, Output):
                        self._output = message
                        self._end_next()
                        self._next = self._start("")
                        continue
                    self._note(message)
                    connection.send(message)
                    if isinstance(message, Close):
                        return False
            return self._next is not None
        finally:
            lookout.close()

    def _end_next(self) -> None:
        if self._next is not None:
            self._next.end()
            self._next = None

    def _wait_for_another_output(self) -> None:
        """Note what the window says until there is a reason to try again."""
        while not self._closing:
            message = self._messages.get()
            if isinstance(message, Output):
                self._output = message
                return
            self._note(message)

    def _note(self, message: Message) -> None:
        """Keep what the processes to come have to know."""
        if isinstance(message, _SETTINGS):
            self._settings[type(message)] = message
        elif isinstance(message, Play | Stop | Seek):
            self._moved, self._moved_at = message, time.monotonic()
