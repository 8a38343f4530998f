"""What the audio process reports: a record in shared memory, so that reading it costs microseconds."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from multiprocessing.context import SpawnContext

_TEXT_BYTES = 256


@dataclass(frozen=True)
class Status:
    """The state of the audio process at its latest block.

    Parameters
    ----------
    ready
        A sink is open and the song would sound.
    playing
        The song runs.
    row
        Position that is heard now, in rows.
    underruns
        How often the device found too few samples.
    latency_s
        Seconds from rendering a sample until it is heard.
    device
        Name of the output, or why there is none.
    sample_rate
        In Hz; 0 until ready.
    levels
        Volume of P1, P2, TR, NO, each 0-1.
    rendered_version
        Version of the score that the latest rendered sample belongs to.
    version_heard_at
        When the first sample of that version is heard, on the clock of :func:`time.monotonic`.
    error
        Why there is no sound although there should be; empty when all is well.
    headroom_s
        Seconds that the sound which is kept ready lasts for after the device has taken from it.
    standing_in
        A clock without sound takes the place of a device that is wanted and looked for.
    """

    ready: bool = False
    playing: bool = False
    row: float = 0.0
    underruns: int = 0
    latency_s: float = 0.0
    device: str = ""
    sample_rate: int = 0
    levels: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    rendered_version: int = 0
    version_heard_at: float = 0.0
    error: str = ""
    headroom_s: float = 0.0
    standing_in: bool = False


class StatusBlock(ctypes.Structure):
    """:class:`Status` in shared memory, behind a sequence number that is odd while it is being written."""

    _fields_ = (
        ("sequence", ctypes.c_uint64),
        ("ready", ctypes.c_bool),
        ("playing", ctypes.c_bool),
        ("row", ctypes.c_double),
        ("underruns", ctypes.c_uint64),
        ("latency_s", ctypes.c_double),
        ("device", ctypes.c_char * _TEXT_BYTES),
        ("sample_rate", ctypes.c_uint32),
        ("levels", ctypes.c_double * 4),
        ("rendered_version", ctypes.c_uint64),
        ("version_heard_at", ctypes.c_double),
        ("error", ctypes.c_char * _TEXT_BYTES),
        ("headroom_s", ctypes.c_double),
        ("standing_in", ctypes.c_bool),
    )


class SharedStatus:
    """One writer, many readers, no lock: a reader that met a write in progress looks again.

    Parameters
    ----------
    context
        How processes are started; the memory is inherited by those it starts.
    """

    def __init__(self, context: SpawnContext) -> None:
        self._block = context.RawValue(StatusBlock)
        self._latest = Status()

    def write(self, status: Status) -> None:
        """Publish a status; texts are cut at 255 bytes."""
        block = self._block
        block.sequence |= 1  # not += 1: a writer that died within a write left it odd
        block.ready, block.playing, block.row = status.ready, status.playing, status.row
        block.underruns, block.latency_s = status.underruns, status.latency_s
        block.device, block.error = _bytes(status.device), _bytes(status.error)
        block.sample_rate, block.levels = status.sample_rate, status.levels
        block.rendered_version, block.version_heard_at = status.rendered_version, status.version_heard_at
        block.headroom_s, block.standing_in = status.headroom_s, status.standing_in
        block.sequence += 1

    @property
    def writes(self) -> int:
        """A number that every write raises."""
        return int(self._block.sequence)

    def read(self) -> Status:
        """Return the latest whole status."""
        # A write takes some microseconds every few milliseconds. A writer that was interrupted or has died within
        # one must not hold its reader up: the status before will do.
        for _ in range(10):
            block = StatusBlock.from_buffer_copy(self._block)
            if block.sequence % 2 == 0 and block.sequence == self._block.sequence:
                self._latest = _status(block)
                break
        return self._latest


def _status(block: StatusBlock) -> Status:
    p1, p2, tr, no = block.levels
    return Status(
        block.ready,
        block.playing,
        block.row,
        block.underruns,
        block.latency_s,
        block.device.decode(errors="replace"),
        block.sample_rate,
        (p1, p2, tr, no),
        block.rendered_version,
        block.version_heard_at,
        block.error.decode(errors="replace"),
        block.headroom_s,
        block.standing_in,
    )


def _bytes(text: str) -> bytes:
    return text.encode()[: _TEXT_BYTES - 1]
