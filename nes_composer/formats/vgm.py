"""VGM: a log of register writes with waits in 44,100ths of a second (VGM specification 1.71).

Written is one burst of writes per tick; read is any log for one NTSC NES chip, as a register trace that plays and,
on rows, as a song.
"""

from __future__ import annotations

import gzip
import io
import struct
import zlib
from pathlib import Path

import numpy as np

from nes_composer.apu.trace import CPU_RATE, MemoryLoad, Trace
from nes_composer.atomic import write_bytes
from nes_composer.driver.perform import perform_endless
from nes_composer.driver.transcribe import transcribe
from nes_composer.formats import gd3
from nes_composer.formats.report import FormatError, Imported, Tags
from nes_composer.formats.vgm_walk import DATA_BLOCK, END, LONG_WAIT, NES_SAMPLE_MEMORY, NES_WRITE, Walk, walk
from nes_composer.score.performance import to_rows
from nes_composer.score.song import Song

MAX_BYTES = 16 << 20
"""Largest log, expanded."""

MAX_SAMPLES = 2 * 3600 * 44_100
"""Longest log: two hours."""

MOST_VOICE_WRITES = 1_000_000
"""Most writes to the voices of a log that becomes a song: more than an hour of games' music has."""

_NO_TAGS = Tags()
_CYCLES_PER_SAMPLE = CPU_RATE / 44_100
_CLOCK = 1_789_772
_HEADER_BYTES = 0x100
_VERSION, _OLDEST_WITH_NES = 0x161, 0x161
_LOWEST_MEMORY, _MEMORY_END = 0x8000, 0x10000


def write(path: Path, song: Song) -> None:
    """Save what the driver writes to the chip when it plays a song, as one pass that loops.

    Raises
    ------
    FormatError, OSError
        As :func:`write_trace`.
    """
    if song.score.seconds * 44_100 > MAX_SAMPLES:
        raise FormatError(f"{path}: {song.score.seconds / 3600:.0f} hours are more than the two that a log may last")
    write_trace(path, perform_endless(song.score, song.instruments), Tags.of(song))


def write_trace(path: Path, trace: Trace, tags: Tags = _NO_TAGS) -> None:
    """Save a register trace; gzipped if the name ends in ``.vgz``.

    Raises
    ------
    FormatError
        It is longer than two hours or larger than 16 MiB.
    OSError
        The file cannot be written; an older one is kept.
    """
    if trace.cycles > _cycles(MAX_SAMPLES):
        raise FormatError(f"{path}: longer than the two hours that a log may last")
    data = trace_bytes(trace, tags)
    if len(data) > MAX_BYTES:
        raise FormatError(f"{path}: {len(data)} bytes are more than the {MAX_BYTES} that a log may have")
    # The same song gives the same bytes: the time of compression is left out.
    write_bytes(path, gzip.compress(data, mtime=0) if path.name.lower().endswith(".vgz") else data)


def trace_bytes(trace: Trace, tags: Tags = _NO_TAGS) -> bytes:
    """Return a register trace as the content of a ``.vgm`` file, with its loop point and a GD3 tag.

    Times are rounded to the nearest 44,100th of a second, each for itself, so that they do not drift.
    """
    commands = [(load.cycle, _block(load)) for load in trace.memory]
    commands += [
        (cycle, bytes((NES_WRITE, address & 0xFF, value)))
        for cycle, address, value in zip(
            trace.cycle.tolist(), trace.address.tolist(), trace.value.tolist(), strict=True
        )
    ]
    # Memory comes first where it is loaded at the cycle of a write, and so does the loop's begin.
    commands.sort(key=lambda command: command[0])
    loop_time = None if trace.loop_cycle is None else int(_samples(trace.loop_cycle))
    times = _samples([cycle for cycle, _ in commands] + [trace.cycles]).tolist()
    log, now, loop_at = bytearray(), 0, 0
    for time, (_, command) in zip(times, [*commands, (0, bytes((END,)))], strict=True):
        if loop_time is not None and not loop_at and time >= loop_time:
            log += _wait(loop_time - now)
            now, loop_at = loop_time, _HEADER_BYTES + len(log)
        log += _wait(time - now) + command
        now = time
    tag = gd3.written(tags)
    header = bytearray(_HEADER_BYTES)
    struct.pack_into("<4sII", header, 0, b"Vgm ", _HEADER_BYTES + len(log) + len(tag) - 4, _VERSION)
    struct.pack_into("<II", header, 0x14, _HEADER_BYTES + len(log) - 0x14, now)
    if loop_time is not None:
        struct.pack_into("<II", header, 0x1C, loop_at - 0x1C, now - loop_time)
    struct.pack_into("<I", header, 0x24, 60)
    struct.pack_into("<I", header, 0x34, _HEADER_BYTES - 0x34)
    struct.pack_into("<I", header, 0x84, _CLOCK)
    return bytes(header + log + tag)


def read(path: Path, data: bytes, grid: str = "auto") -> Imported:
    """Read a log, plain or gzipped, as a song and as the trace that it is.

    Parameters
    ----------
    path
        For messages, and the title of a log without one.
    data
        Content of a ``.vgm`` or ``.vgz`` file.
    grid
        ``"auto"`` or ``"24hz"``, as :func:`~nes_composer.score.performance.to_rows`.

    Raises
    ------
    FormatError
        As :func:`read_trace`, or more than a million writes to the voices.
    """
    log = _opened(data, str(path))
    writes = int((log.trace.address < 0x4010).sum())
    if writes > MOST_VOICE_WRITES:
        raise FormatError(f"{path}: {writes} writes to the voices are more than the {MOST_VOICE_WRITES} of any song")
    performance, untold = transcribe(log.trace)
    score, recovered, dropped = to_rows(performance, grid)
    tags = log.tags._replace(title=log.tags.title or path.name.rpartition(".")[0])
    dropped |= untold | log.dropped
    song = Song(score, **tags._asdict())
    return Imported(song, "VGM register log", recovered, dropped, log.trace, tuple(log.dropped))


def read_trace(data: bytes, name: str) -> Trace:
    """Read a log, plain or gzipped, as a register trace.

    What its header says of its length is not believed: the log itself tells. Commands for other chips are passed over.

    Parameters
    ----------
    data
        Content of a ``.vgm`` or ``.vgz`` file.
    name
        What errors call it.

    Raises
    ------
    FormatError
        It is damaged, not for an NTSC NES, longer than two hours or, expanded, larger than 16 MiB.
    """
    return _opened(data, name).trace


def _opened(data: bytes, name: str) -> _Log:
    try:
        return _Log(_expanded(data))
    except FormatError as error:
        raise FormatError(f"{name}: {error}") from None


class _Log:
    """A log: its trace, its tags, and how much of what it holds for other chips."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        if len(data) < 0x40 or data[:4] != b"Vgm ":
            raise FormatError("not a VGM file")
        end = self._field(0x04) + 4
        if end > len(data):
            raise FormatError(f"cut off: {len(data)} bytes of {end}")
        version = self._field(0x08)
        start = (self._field(0x34) or 0xC) + 0x34 if version >= 0x150 else 0x40
        if not 0x40 <= start < len(data):
            raise FormatError(f"the log starts at byte {start:#x}, outside the file")
        clock = self._field(0x84) if version >= _OLDEST_WITH_NES and start >= 0x88 else 0
        if not clock:
            raise FormatError("not a log of the NES chip")
        # Bit 31 announces the FDS's voice, bit 30 a second chip.
        if abs((clock & 0x3FFFFFFF) / CPU_RATE - 1) > 0.01:
            raise FormatError(f"for a chip at {clock & 0x3FFFFFFF} Hz, not for an NTSC NES")
        loop = self._field(0x1C) and self._field(0x1C) + 0x1C
        done = walk(data, start, loop, MAX_SAMPLES)
        if loop and done.loop_time < 0:
            raise FormatError(f"loops to byte {loop:#x}, where no command starts")
        self.trace = self._trace(done)
        self.tags = gd3.read(data, self._field(0x14) + 0x14) if self._field(0x14) else _NO_TAGS
        passed_over = {"expansion chip writes": done.expansion_writes, "writes to other chips": done.foreign_writes}
        self.dropped = {what: count for what, count in passed_over.items() if count}

    def _trace(self, done: Walk) -> Trace:
        cycle, address, value = _cycles(done.time), done.address.astype(np.uint16) + np.uint16(0x4000), done.value
        if not (address == 0x4015).any():
            # Players start with all voices on, and some logs count on that.
            cycle, address, value = (
                np.insert(array, 0, first) for array, first in ((cycle, 0), (address, 0x4015), (value, 0x0F))
            )
        # A loop without length repeats nothing.
        loops = 0 <= done.loop_time < done.samples
        loop_cycle = int(_cycles(done.loop_time)) if loops else None
        return Trace(cycle, address, value, int(_cycles(done.samples)), loop_cycle, self._memory(done))

    def _memory(self, done: Walk) -> tuple[MemoryLoad, ...]:
        """Return what data blocks put into the DMC's memory; what they have for elsewhere is left out."""
        loads = []
        for time, start, end in done.blocks.tolist():
            address = int.from_bytes(self._data[start : min(start + 2, end)], "little")
            skipped = max(_LOWEST_MEMORY - address, 0)
            content = self._data[start + 2 : end][skipped : _MEMORY_END - address]
            if content:
                loads.append(MemoryLoad(int(_cycles(time)), address + skipped, content))
        return tuple(loads)

    def _field(self, offset: int) -> int:
        return int(struct.unpack_from("<I", self._data, offset)[0])


def _block(load: MemoryLoad) -> bytes:
    """Return the command that fills the DMC's memory."""
    return struct.pack("<BBBIH", DATA_BLOCK, END, NES_SAMPLE_MEMORY, len(load.data) + 2, load.address) + load.data


def _cycles(samples: np.typing.ArrayLike) -> np.typing.NDArray[np.int64]:
    return np.rint(np.multiply(samples, _CYCLES_PER_SAMPLE)).astype(np.int64)


def _samples(cycles: np.typing.ArrayLike) -> np.typing.NDArray[np.int64]:
    return np.rint(np.divide(cycles, _CYCLES_PER_SAMPLE)).astype(np.int64)


def _wait(samples: int) -> bytes:
    """Return the shortest commands that wait."""
    commands = bytearray()
    while samples > 0:
        if samples in (735, 882):
            return bytes(commands) + (b"\x62" if samples == 735 else b"\x63")
        if samples <= 16:
            return bytes(commands) + bytes((0x6F + samples,))
        step = min(samples, 0xFFFF)
        commands += struct.pack("<BH", LONG_WAIT, step)
        samples -= step
    return bytes(commands)


def _expanded(data: bytes) -> bytes:
    """Return the log of a gzipped file, refused before it fills the memory; anything else as it is."""
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            expanded = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FormatError(f"damaged gzip data ({error})") from None
    if len(expanded) > MAX_BYTES:
        raise FormatError(f"larger than {MAX_BYTES} bytes when expanded")
    return expanded
