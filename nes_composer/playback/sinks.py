"""Where samples go: a sound device, a clock without sound, or a test that pulls them."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nes_composer.playback.devices import Output

HEADROOM_S = 0.015
"""How late this process may wake up: so long the samples last that are kept ready."""

_HEADROOM_STEP_S, _MOST_HEADROOM_S = 0.005, 0.050
_SMALLEST_BLOCK = 16
_RING_FRAMES = 16384
_STALL_S = 1.0
_NULL_RATE = 48_000


class SinkError(ValueError):
    """A sound device that cannot be used; the message says why."""


class Sink(Protocol):
    """An output that takes samples at its own pace.

    Attributes
    ----------
    device : str
        Its name for people.
    sample_rate : int
        In Hz.
    latency : float
        Seconds from leaving the queue until being heard.
    headroom : float
        Seconds that the queue lasts for after the device has taken from it.
    stands_in : bool
        It takes the place of a device that is wanted and not there.
    """

    device: str
    sample_rate: int
    latency: float
    headroom: float
    stands_in: bool

    @property
    def underruns(self) -> int:
        """How often the queue was empty when samples were needed."""

    def queued(self) -> int:
        """Return the number of samples that were written and not yet taken."""

    def room(self) -> int:
        """Return the number of samples that should be written now."""

    def write(self, samples: NDArray[np.float32]) -> None:
        """Append mono samples [n] to the queue."""

    def close(self) -> None:
        """Let go of the device."""


def open_sink(output: Output, problem: str = "") -> Sink:
    """Open a sound device, or a :class:`NullSink` if that is asked for or has to stand in.

    Parameters
    ----------
    output
        Which device.
    problem
        Why it is not even tried.
    """
    if output.device == "null":
        return NullSink("no sound, as asked for", output.rate or _NULL_RATE)
    try:
        if problem:
            raise SinkError(problem)
        return RtmixerSink(output)
    except SinkError as error:
        return NullSink(f"no sound: {error}", output.rate or _NULL_RATE, stands_in=True)


class RtmixerSink:
    """A sound device, fed from a C ring buffer by a C callback: no Python runs there.

    A machine that proves too slow for the headroom gets more of it with each underrun.

    Parameters
    ----------
    output
        Which device, not ``"null"``.

    Raises
    ------
    SinkError
        There is no PortAudio library, no device, or the device cannot be opened.
    """

    stands_in = False

    def __init__(self, output: Output = Output()) -> None:  # noqa: B008, it is immutable
        try:
            import rtmixer  # both fail where the system has no PortAudio library
            import sounddevice
        except OSError as error:
            raise SinkError(f"there is no PortAudio library ({error})") from error
        try:
            self._open(rtmixer, sounddevice, output)
        except SinkError:
            sounddevice._terminate()
            raise
        self.sample_rate = round(self._mixer.samplerate)
        self.latency = float(self._mixer.latency)
        # Closing a stream does not end PortAudio's connection to a sound server, and one that just breaks off
        # holds the server up for seconds.
        self._terminate = sounddevice._terminate
        self._ring = rtmixer.RingBuffer(4 * self._channels, _RING_FRAMES)
        self._action: Any = None
        self._block = max(self.latency * self.sample_rate, _SMALLEST_BLOCK)  # until it is known better
        self.headroom = HEADROOM_S
        self.underruns = 0
        self._last_queued, self._taken_at = 0, time.monotonic()

    def _open(self, rtmixer: Any, sounddevice: Any, output: Output) -> None:
        """Find the device and start a stream on it."""
        info = _found(sounddevice, output)
        try:
            # Two channels where there are two: JACK would connect a single one to the left side only.
            self._channels = min(2, info["max_output_channels"])
            self._mixer = rtmixer.Mixer(
                device=info["index"], channels=self._channels, samplerate=output.rate, latency=output.latency
            )
            self._mixer.start()
        except sounddevice.PortAudioError as error:
            raise SinkError(f"the sound device {info['name']} cannot be opened ({error})") from error
        host = sounddevice.query_hostapis(info["hostapi"])["name"]
        self.device = f"{info['name']} ({host})"

    def queued(self) -> int:
        """Return the number of samples in the ring."""
        return int(self._ring.read_available)

    def room(self) -> int:
        """Return the number of samples that should be written now; watch the device meanwhile.

        Raises
        ------
        SinkError
            The device has gone.
        """
        self._notice_dry_ring()
        queued = self.queued()
        now = time.monotonic()
        if queued < self._last_queued or self._action is None:
            self._taken_at = now
        self._last_queued = queued
        if now - self._taken_at > _STALL_S or not self._mixer.active:
            raise SinkError(f"the sound device {self.device} stopped taking samples")
        return _worthwhile(self._target() - queued)

    def _notice_dry_ring(self) -> None:
        """Count the end of the ring's action: rtmixer ends it when the ring runs dry (python-rtmixer issue 9)."""
        if self._action is not None and self._action not in self._mixer.actions:
            self.underruns += 1
            # Less than a block more would change nothing.
            step = max(_HEADROOM_STEP_S, self._block / self.sample_rate)
            self.headroom = min(self.headroom + step, _MOST_HEADROOM_S)
            self._action = None

    def _target(self) -> int:
        """Return how many samples the ring should hold."""
        if self._action is not None and self._action.stats.blocks:
            self._block = self._action.done_frames / self._action.stats.blocks
        return min(ring_target(self._block, self.headroom * self.sample_rate), _RING_FRAMES)

    def write(self, samples: NDArray[np.float32]) -> None:
        """Append mono samples [n]; start or restart the ring once it is full enough to last."""
        frames = np.repeat(samples, self._channels)
        self._ring.write(frames)
        self._last_queued += len(samples)
        if self._action is None and not _worthwhile(self._target() - self.queued()):
            self._action = self._mixer.play_ringbuffer(self._ring)

    def close(self) -> None:
        """Stop the stream and release the device."""
        self._mixer.close()
        self._terminate()


class NullSink:
    """A clock that takes samples in real time and makes no sound.

    Parameters
    ----------
    device
        Why there is no sound, for people.
    sample_rate
        In Hz.
    clock
        Seconds.
    stands_in
        Whether a device is wanted.
    """

    latency, underruns, headroom = 0.0, 0, HEADROOM_S

    def __init__(
        self,
        device: str,
        sample_rate: int = _NULL_RATE,
        clock: Callable[[], float] = time.monotonic,
        stands_in: bool = False,
    ) -> None:
        self.device, self.sample_rate, self.stands_in = device, sample_rate, stands_in
        self._clock, self._origin, self._written = clock, clock(), 0

    def queued(self) -> int:
        """Return the number of samples that the clock has not reached; it waits for those that come late."""
        ahead = self._written - (self._clock() - self._origin) * self.sample_rate
        self._origin -= min(ahead, 0) / self.sample_rate
        return max(0, int(ahead))

    def room(self) -> int:
        """Return the number of samples that should be written now."""
        return _worthwhile(int(2 * HEADROOM_S * self.sample_rate) - self.queued())

    def write(self, samples: NDArray[np.float32]) -> None:
        """Count mono samples [n]."""
        self._written += len(samples)

    def close(self) -> None:
        """Do nothing."""


class ManualSink:
    """A queue that a test empties.

    Parameters
    ----------
    target
        Samples that the queue asks for.
    """

    device, latency, underruns, headroom, stands_in = "manual", 0.0, 0, 0.0, False

    def __init__(self, target: int = 1024, sample_rate: int = 48_000) -> None:
        self.sample_rate = sample_rate
        self._target = target
        self._samples = np.zeros(0, np.float32)

    def queued(self) -> int:
        """Return the number of samples in the queue."""
        return len(self._samples)

    def room(self) -> int:
        """Return the number of samples that the queue lacks."""
        return _worthwhile(self._target - self.queued())

    def write(self, samples: NDArray[np.float32]) -> None:
        """Append mono samples [n]."""
        self._samples = np.concatenate([self._samples, samples])

    def pull(self, frames: int) -> NDArray[np.float32]:
        """Take up to `frames` samples out of the queue."""
        taken, self._samples = self._samples[:frames], self._samples[frames:]
        return taken

    def close(self) -> None:
        """Do nothing."""


def _found(sounddevice: Any, output: Output) -> dict[str, Any]:
    """Return what PortAudio says of a device.

    Raises
    ------
    SinkError
        It is not there.
    """
    if isinstance(output.device, str):
        try:
            default: dict[str, Any] = sounddevice.query_devices(kind="output")
        except sounddevice.PortAudioError as error:
            raise SinkError("there is no sound device") from error
        return default
    host, name = output.device
    info: dict[str, Any]
    for info in sounddevice.query_devices():
        api = sounddevice.query_hostapis(info["hostapi"])["name"]
        if (api, info["name"]) == output.device and info["max_output_channels"]:
            return info
    raise SinkError(f"the sound device {name} ({host}) is not there")


def ring_target(block: float, headroom: float) -> int:
    """Return how many samples to keep ready for a device.

    It takes whole blocks, so a part of one beyond them is heard later and helps against nothing: what is less than a
    block is as good as none when the next one is wanted.

    Parameters
    ----------
    block
        Samples that the device takes at once.
    headroom
        Samples' worth of time for which nothing may be written after the device has taken a block.
    """
    # Room for less than the smallest block is left unfilled.
    return ceil(ceil(headroom / block) * block) + _SMALLEST_BLOCK


def _worthwhile(room: int) -> int:
    """Return the room, or 0 where it is too little: what is taken in small pieces is not to be made in such."""
    return room if room >= _SMALLEST_BLOCK else 0
