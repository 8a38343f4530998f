"""VGM: a log of register writes with waits in 44,100ths of a second (VGM specification 1.71).

Written is one burst of writes per tick; read is any log for one NTSC NES chip, as a register trace that plays.
"""

from __future__ import annotations

import gzip
import io
import struct
import zlib
from pathlib import Path

import numpy as np

from nes_composer.apu.trace import CPU_RATE, Trace
from nes_composer.atomic import write_bytes
from nes_composer.driver.perform import perform
from nes_composer.formats.report import FormatError
from nes_composer.score.song import Song

MAX_BYTES = 64 << 20
"""Largest log, expanded."""

MAX_SAMPLES = 2 * 3600 * 44_100
"""Longest log: two hours."""

_CYCLES_PER_SAMPLE = CPU_RATE / 44_100
_CLOCK = 1_789_772
_HEADER_BYTES = 0x100
_VERSION, _OLDEST_WITH_NES = 0x161, 0x161

_NES_WRITE, _LONG_WAIT, _END, _DATA_BLOCK, _PCM_RAM_WRITE = 0xB4, 0x61, 0x66, 0x67, 0x68
_WAITS = {0x62: 735, 0x63: 882} | {0x70 + n: n + 1 for n in range(16)} | {0x80 + n: n for n in range(16)}
"""Samples that commands without operands wait; $8n also writes to another chip."""


def _operand_bytes() -> dict[int, int]:
    """Return the number of bytes that follow each command, by the specification's table of commands."""
    lengths = {0x92: 5, 0x93: 10, _DATA_BLOCK: 6, _PCM_RAM_WRITE: 11}
    for operands, commands in (
        (0, (0x62, 0x63, _END, *range(0x70, 0x90))),
        (1, (*range(0x30, 0x40), 0x4F, 0x50, 0x94)),
        (2, (*range(0x40, 0x4F), *range(0x51, 0x60), 0x61, *range(0xA0, 0xC0))),
        (3, tuple(range(0xC0, 0xE0))),
        (4, (*range(0xE0, 0x100), 0x90, 0x91, 0x95)),
    ):
        lengths |= dict.fromkeys(commands, operands)
    return lengths


_OPERAND_BYTES = _operand_bytes()


def write(path: Path, song: Song) -> None:
    """Save what the driver writes to the chip when it plays a song.

    Raises
    ------
    FormatError
        The song is longer than two hours.
    OSError
        The file cannot be written; an older one is kept.
    """
    if song.score.seconds * 44_100 > MAX_SAMPLES:
        raise FormatError(f"{path}: {song.score.seconds / 3600:.0f} hours are more than the two that a log may last")
    write_bytes(path, trace_bytes(perform(song.score, song.instruments), song.title))


def trace_bytes(trace: Trace, title: str = "") -> bytes:
    """Return a register trace as the content of a ``.vgm`` file, with its loop point and a GD3 tag.

    Times are rounded to the nearest 44,100th of a second, each for itself, so that they do not drift.
    """
    times = [*_samples(trace.cycle), int(_samples(trace.cycles))]
    loop_time = None if trace.loop_cycle is None else int(_samples(trace.loop_cycle))
    commands = bytearray()
    now, loop_at = 0, 0
    for i, time in enumerate(times):
        if loop_time is not None and not loop_at and time >= loop_time:
            commands += _wait(loop_time - now)
            now, loop_at = loop_time, _HEADER_BYTES + len(commands)
        commands += _wait(int(time) - now)
        now = int(time)
        if i < len(trace.address):
            commands += bytes((_NES_WRITE, int(trace.address[i]) & 0xFF, int(trace.value[i])))
    commands.append(_END)
    tag = _gd3(title)
    header = bytearray(_HEADER_BYTES)
    struct.pack_into("<4sII", header, 0, b"Vgm ", _HEADER_BYTES + len(commands) + len(tag) - 4, _VERSION)
    struct.pack_into("<II", header, 0x14, _HEADER_BYTES + len(commands) - 0x14, now)
    if loop_time is not None:
        struct.pack_into("<II", header, 0x1C, loop_at - 0x1C, now - loop_time)
    struct.pack_into("<I", header, 0x24, 60)
    struct.pack_into("<I", header, 0x34, _HEADER_BYTES - 0x34)
    struct.pack_into("<I", header, 0x84, _CLOCK)
    return bytes(header + commands + tag)


def read_trace(data: bytes, name: str) -> Trace:
    """Read a log, plain or gzipped, as a register trace.

    Commands for other chips are passed over, and so are data blocks.

    Parameters
    ----------
    data
        Content of a ``.vgm`` or ``.vgz`` file.
    name
        What errors call it.

    Raises
    ------
    FormatError
        It is damaged, not for an NTSC NES, longer than two hours or, expanded, larger than 64 MiB.
    """
    try:
        return _Log(_expanded(data)).trace()
    except FormatError as error:
        raise FormatError(f"{name}: {error}") from None


class _Log:
    """A log and what its header says."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        if len(data) < 0x40 or data[:4] != b"Vgm ":
            raise FormatError("not a VGM file")
        end = self._field(0x04) + 4
        if end > len(data):
            raise FormatError(f"cut off: {len(data)} bytes of {end}")
        self.end = end
        version = self._field(0x08)
        self.start = (self._field(0x34) or 0xC) + 0x34 if version >= 0x150 else 0x40
        if not 0x40 <= self.start < end:
            raise FormatError(f"the log starts at byte {self.start:#x}, outside the file")
        clock = self._field(0x84) if version >= _OLDEST_WITH_NES and self.start >= 0x88 else 0
        if not clock:
            raise FormatError("not a log of the NES chip")
        # Bit 31 announces the FDS's voice, bit 30 a second chip.
        if abs((clock & 0x3FFFFFFF) / CPU_RATE - 1) > 0.01:
            raise FormatError(f"for a chip at {clock & 0x3FFFFFFF} Hz, not for an NTSC NES")
        self.loop = self._field(0x1C) and self._field(0x1C) + 0x1C

    def trace(self) -> Trace:
        """Walk through the commands."""
        data, end, lengths = self.data, self.end, _OPERAND_BYTES
        position, now, loop_time = self.start, 0, None
        writes: list[tuple[int, int, int]] = []
        while True:
            if position == self.loop:
                loop_time = now
            if position >= end:
                raise FormatError("cut off: the log has no end command")
            command = data[position]
            if command not in lengths:
                raise FormatError(f"unknown command {command:#04x} at byte {position:#x}")
            operands = position + 1
            position = operands + lengths[command]
            if position > end:
                raise FormatError(f"cut off in the command at byte {operands - 1:#x}")
            if command == _NES_WRITE:
                # Above are the registers of the FDS; bit 7 stands for a second chip.
                if data[operands] < 0x18:
                    writes.append((now, 0x4000 | data[operands], data[operands + 1]))
            elif command == _END:
                break
            elif command == _LONG_WAIT:
                now += data[operands] | data[operands + 1] << 8
            elif command in _WAITS:
                now += _WAITS[command]
            elif command == _DATA_BLOCK:
                position += self._field(operands + 2) & 0x7FFFFFFF
            if now > MAX_SAMPLES:
                raise FormatError(f"longer than {MAX_SAMPLES // 44_100} seconds")
        self._check(now, loop_time)
        return _trace(writes, now, loop_time)

    def _check(self, now: int, loop_time: int | None) -> None:
        """Compare the lengths that the header states with those of the log."""
        if self._field(0x18) != now:
            raise FormatError(f"lasts {now} samples, not the {self._field(0x18)} that its header states")
        if self.loop and loop_time is None:
            raise FormatError(f"loops to byte {self.loop:#x}, where no command starts")
        if loop_time is not None and not 0 < now - loop_time == self._field(0x20):
            raise FormatError(f"the loop lasts {now - loop_time} samples, not {self._field(0x20)}")

    def _field(self, offset: int) -> int:
        return int(struct.unpack_from("<I", self.data, offset)[0])


def _trace(writes: list[tuple[int, int, int]], samples: int, loop_time: int | None) -> Trace:
    """Return timed writes, in samples of the log, as a trace."""
    if not any(address == 0x4015 for _, address, _ in writes):
        # Players start with all voices on, and some logs count on that.
        writes.insert(0, (0, 0x4015, 0x0F))
    times, addresses, values = np.array(writes, np.int64).T
    loop_cycle = None if loop_time is None else int(_cycles(loop_time))
    return Trace(
        _cycles(times), addresses.astype(np.uint16), values.astype(np.uint8), int(_cycles(samples)), loop_cycle
    )


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
        commands += struct.pack("<BH", 0x61, step)
        samples -= step
    return bytes(commands)


def _gd3(title: str) -> bytes:
    """Return the tag: title, game, system, author each in two languages, then date, converter, notes."""
    texts = [title.replace("\0", ""), "", "", "", "Nintendo Entertainment System", "", "", "", "", "nes_composer", ""]
    content = "".join(text + "\0" for text in texts).encode("utf-16-le", "replace")
    return b"Gd3 " + struct.pack("<II", 0x100, len(content)) + content


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
