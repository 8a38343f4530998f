"""NSF: a program for the console's processor that plays music (NESdev: NSF).

Written is our own player with a stream of register writes, one burst per tick, see :mod:`nsf_player`.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.trace import CPU_RATE, MemoryLoad, Trace
from nes_composer.atomic import write_bytes
from nes_composer.driver.perform import perform
from nes_composer.formats import nsf_player
from nes_composer.formats.nsf_player import BANK_BYTES, EMPTY_TICKS, FIRST_BANK, JUMP, LAST_WRITE, WINDOW
from nes_composer.formats.report import FormatError
from nes_composer.score.score import TICK_RATE
from nes_composer.score.song import Song

BANKS = 256

_HEADER = struct.Struct("<5sBBBHHH32s32s32sH8sHBB4s")
_MAGIC = b"NESM\x1a"
_TICK_MICROSECONDS, _PAL_MICROSECONDS = 16_639, 19_997
_SAMPLES = 0xC000
"""Where the DMC's sample addresses begin; the DMC banks fill the memory from there on."""

_DMC_BANKS = (0x10000 - _SAMPLES) // BANK_BYTES


def write(path: Path, song: Song) -> None:
    """Save what the driver writes to the chip when it plays a song.

    Raises
    ------
    FormatError
        The song does not fit into the 1 MiB that an NSF may have.
    OSError
        The file cannot be written; an older one is kept.
    """
    write_trace(path, perform(song.score, song.instruments), song.title)


def write_trace(path: Path, trace: Trace, title: str = "") -> None:
    """Save a register trace, with its loop point; raises as :func:`write` and :func:`trace_bytes`."""
    try:
        data = trace_bytes(trace, title)
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from None
    write_bytes(path, data)


def trace_bytes(trace: Trace, title: str = "") -> bytes:
    """Return a register trace as the content of an ``.nsf`` file.

    Each write goes to the nearest tick; the order of the writes stays.

    Raises
    ------
    FormatError
        The trace is larger than 1 MiB, a tick has more writes than it has time for, or the DMC's samples change.
    """
    samples = _sample_banks(trace.memory)
    room = BANKS - FIRST_BANK - len(samples) // BANK_BYTES
    stream = _stream(trace, room * BANK_BYTES)
    banks = bytes([0] + 7 * [FIRST_BANK])
    if samples:
        stream += bytes(-len(stream) % BANK_BYTES)
        first = FIRST_BANK + len(stream) // BANK_BYTES
        banks = banks[:-_DMC_BANKS] + bytes(range(first, first + _DMC_BANKS))
    header = _HEADER.pack(
        *(_MAGIC, 1, 1, 1, nsf_player.LOAD, nsf_player.INIT, nsf_player.PLAY),
        *(_text(title), _text(""), _text(""), _TICK_MICROSECONDS, banks, _PAL_MICROSECONDS, 0, 0, bytes(4)),
    )
    return header + nsf_player.CODE + stream + samples


def _stream(trace: Trace, room: int) -> bytes:
    """Return the trace in the player's form; what follows its end is its loop, or silence for ever."""
    if 2 * len(trace.cycle) > room:
        raise FormatError(f"{len(trace.cycle)} register writes are more than fit into an NSF's {BANKS} banks")
    ticks = _ticks(trace.cycle)
    if len(ticks) and np.bincount(ticks).max() > nsf_player.MOST_WRITES:
        tick = int(np.bincount(ticks).argmax())
        raise FormatError(f"tick {tick} has more than the {nsf_player.MOST_WRITES} writes that a tick has time for")
    end = max(int(_ticks(trace.cycles)), int(ticks[-1]) + 1 if len(ticks) else 1)
    loop = end if trace.loop_cycle is None else min(int(_ticks(trace.loop_cycle)), end - 1)
    stream, now, target = bytearray(), 0, 0
    bursts = np.split(np.arange(len(ticks)), np.flatnonzero(np.diff(ticks)) + 1) if len(ticks) else []
    for burst in [*bursts, np.arange(0)]:
        tick = int(ticks[burst[0]]) if len(burst) else end
        if now <= loop <= tick:
            stream += _wait(loop - now)
            now, target = loop, len(stream)
        stream += _wait(tick - now)
        for i in burst:
            stream += bytes((int(trace.address[i]) & 0x1F, int(trace.value[i])))
        if len(burst):
            stream[-2] |= LAST_WRITE
        now = tick + 1
    if trace.loop_cycle is None:
        stream += _wait(nsf_player.LONGEST_WAIT)
    bank, byte = divmod(target, BANK_BYTES)
    stream += struct.pack("<BBH", JUMP, FIRST_BANK + bank, WINDOW + byte)
    if len(stream) > room:
        raise FormatError(f"{len(stream)} bytes of register writes are more than fit into an NSF's {BANKS} banks")
    return bytes(stream)


def _wait(ticks: int) -> bytes:
    """Return the commands for a number of ticks without a write."""
    longest, rest = divmod(ticks, nsf_player.LONGEST_WAIT)
    command = EMPTY_TICKS - 1
    return bytes([command + nsf_player.LONGEST_WAIT] * longest + [command + rest] * (rest > 0))


def _ticks(cycles: NDArray[np.int64] | int) -> NDArray[np.int64]:
    return np.rint(np.multiply(cycles, TICK_RATE / CPU_RATE)).astype(np.int64)


def _sample_banks(memory: tuple[MemoryLoad, ...]) -> bytes:
    """Return what the DMC finds at $C000-$FFFF, or nothing where nothing is loaded."""
    content: dict[int, int] = {}
    for load in memory:
        for address, value in enumerate(load.data, load.address):
            if address >= _SAMPLES and content.setdefault(address, value) != value:
                raise FormatError(f"the DMC's samples at ${address:04X} change, which an NSF of ours cannot do")
    return bytes(content.get(address, 0) for address in range(_SAMPLES, 0x10000)) if content else b""


def _text(text: str) -> bytes:
    """Return a text as a field of the header: 31 characters, and a zero at least."""
    return text.encode("cp1252", "replace")[:31]
