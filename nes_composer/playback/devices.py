"""Sound devices: which there are, which one is wanted, and whether that one can be had.

PortAudio sees what is plugged in only when it is started, and asking a broken driver may take for ever. So every
question is asked in a process of its own, and the window's process never loads PortAudio.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

Answer = TypeVar("Answer")

MOST_SECONDS = 10.0
"""A question that is not answered by then has none."""

_CALM_S = 10.0
"""A machine that has no sound device is not to be kept busy for ever."""

_RATES = (44_100, 48_000, 88_200, 96_000)


@dataclass(frozen=True)
class Output:
    """Where the sound is to go.

    Parameters
    ----------
    device
        ``"default"`` for the system's own choice, ``"null"`` for a clock without sound, or the names of a host API
        and of one of its devices.
    rate
        In Hz; None for the device's own.
    latency
        The device's ``"low"`` or ``"high"`` one, or seconds.
    """

    device: Literal["default", "null"] | tuple[str, str] = "default"
    rate: int | None = None
    latency: Literal["low", "high"] | float = "low"


@dataclass(frozen=True)
class OutputDevice:
    """A device that can play.

    Parameters
    ----------
    host, name
        Names of its host API and of itself.
    channels
        How many it has.
    own_rate
        Its default, in Hz.
    rates
        Usual ones that it takes, in Hz.
    low_s, high_s
        Its latencies in seconds.
    is_default
        Whether it is the system's own choice.
    """

    host: str
    name: str
    channels: int
    own_rate: int
    rates: tuple[int, ...]
    low_s: float
    high_s: float
    is_default: bool


def output_devices() -> tuple[OutputDevice, ...]:
    """Return what there is now. Not for the window's process: see :class:`Question`.

    Raises
    ------
    OSError
        There is no PortAudio library.
    """
    import sounddevice

    try:
        hosts, default = sounddevice.query_hostapis(), sounddevice.default.device[1]
        return tuple(
            _device(sounddevice, index, info, hosts[info["hostapi"]]["name"], index == default)
            for index, info in enumerate(sounddevice.query_devices())
            if info["max_output_channels"] > 0
        )
    finally:
        # A connection that just breaks off would hold a sound server up.
        sounddevice._terminate()


def _device(sounddevice: Any, index: int, info: dict[str, Any], host: str, is_default: bool) -> OutputDevice:
    """Return what PortAudio says of a device."""
    own, channels = round(info["default_samplerate"]), info["max_output_channels"]
    return OutputDevice(
        host,
        info["name"],
        channels,
        own,
        # The sound needs two channels at most.
        tuple(rate for rate in sorted({*_RATES, own}) if _takes(sounddevice, index, min(2, channels), rate)),
        info["default_low_output_latency"],
        info["default_high_output_latency"],
        is_default,
    )


def _takes(sounddevice: Any, index: int, channels: int, rate: int) -> bool:
    """Return whether a device says that it plays at a rate."""
    try:
        sounddevice.check_output_settings(device=index, channels=channels, dtype="float32", samplerate=rate)
    except sounddevice.PortAudioError:
        return False
    return True


def can_be_opened(output: Output) -> bool:
    """Return whether a sound device is there and lets itself be opened. Not for the window's process."""
    from nes_composer.playback.sinks import RtmixerSink, SinkError

    try:
        RtmixerSink(output).close()
    except SinkError:
        return False
    return True


class Question(Generic[Answer]):
    """A function that is called in a process of its own, one that ends by itself if there is no answer.

    Parameters
    ----------
    ask
        The function, one of a module.
    arguments
        What it is called with.

    Attributes
    ----------
    answer : Answer or None
        What it has returned, once :meth:`over` says so; None if it has failed.
    """

    def __init__(self, ask: Callable[..., Answer], *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self.answer: Answer | None = None
        self._ours, theirs = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_answer, args=(theirs, ask, arguments), name="sound devices", daemon=True
        )  # fmt: skip
        self._process.start()
        theirs.close()

    def over(self) -> bool:
        """Return whether there will be no other answer than there is now; waits for nothing."""
        if self._ours.closed:
            return True
        # Looked at before the pipe is: an answer comes before the end.
        ended = not self._process.is_alive()
        if self._ours.poll():
            with suppress(EOFError, OSError):
                self.answer = self._ours.recv()
            ended = True
        if ended:
            self.close()
        return ended

    def close(self) -> None:
        """Wait for no answer any longer."""
        self._ours.close()
        self._process.kill()
        self._process.join()


class Lookout:
    """Looks again and again whether a device that is missed has come back.

    Parameters
    ----------
    output
        What is missed.
    pause_s
        Seconds before the first look; a bit longer before each that follows, up to some.
    """

    def __init__(self, output: Output, pause_s: float) -> None:
        self._output, self._pause_s = output, pause_s
        self._next = time.monotonic() + pause_s
        self._question: Question[bool] | None = None

    def found(self) -> bool:
        """Return whether it is there now; looks if it is time to, and waits for nothing."""
        if self._question is None:
            if time.monotonic() >= self._next:
                self._question = Question(can_be_opened, self._output)
            return False
        if not self._question.over():
            return False
        found, self._question = self._question.answer, None
        self._pause_s = max(self._pause_s, min(self._pause_s + 1, _CALM_S))
        self._next = time.monotonic() + self._pause_s
        return bool(found)

    def close(self) -> None:
        """Look no longer."""
        if self._question is not None:
            self._question.close()


def _answer(connection: Connection, ask: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Call the function and send what it returns; the other side finds out by the end if there is nothing."""
    # Whoever has asked may be gone, and a driver that hangs lets nothing else end this.
    timer = threading.Timer(MOST_SECONDS, os._exit, (1,))
    timer.daemon = True
    timer.start()
    with suppress(AttributeError, OSError):
        os.nice(10)
    with Path(os.devnull).open("w") as nowhere:
        # Sound libraries complain to the terminal about each device that is not there.
        os.dup2(nowhere.fileno(), 2)
    with suppress(OSError):  # no PortAudio library, or nobody who waits
        connection.send(ask(*arguments))
    os._exit(0)
