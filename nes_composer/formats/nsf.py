"""NSF: a program for the console's processor that plays music (NESdev: NSF).

Written is our own player with a stream of register writes, one burst per tick, see :mod:`nsf_player`. Any program for
the 2A03 is read, by running it, see :mod:`nsf_program`.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.trace import CPU_RATE, MemoryLoad, Trace
from nes_composer.atomic import write_bytes
from nes_composer.driver.perform import perform_endless
from nes_composer.driver.transcribe import transcribe
from nes_composer.formats import nsf_player
from nes_composer.formats.nsf_player import BANK_BYTES, EMPTY_TICKS, FIRST_BANK, JUMP, LAST_WRITE, WINDOW
from nes_composer.formats.nsf_program import LONGEST_SECONDS, Program, Run, run
from nes_composer.formats.report import FormatError, Imported, Tags
from nes_composer.score.performance import to_rows
from nes_composer.score.score import TICK_RATE
from nes_composer.score.song import Song

BANKS = 256
_NO_TAGS = Tags()

_HEADER = struct.Struct("<5sBBBHHH32s32s32sH8sHBB4s")
_MAGIC = b"NESM\x1a"
_TICK_MICROSECONDS, _PAL_MICROSECONDS = 16_639, 19_997
_FRAME_BY_HERTZ = 16_667
"""Microseconds of a sixtieth of a second, as which older files give a frame."""

_SHORTEST_MICROSECONDS = 2_000
_PAL_ONLY, _FDS, _NSF2_CALLS = 1, 4, 0x70
_SAMPLES = 0xC000
"""Where the DMC's sample addresses begin; the DMC banks fill the memory from there on."""

_DMC_BANKS = (0x10000 - _SAMPLES) // BANK_BYTES


def write(path: Path, song: Song) -> None:
    """Save what the driver writes to the chip when it plays a song, as one pass that loops.

    Raises
    ------
    FormatError
        The song does not fit into the 1 MiB that an NSF may have.
    OSError
        The file cannot be written; an older one is kept.
    """
    write_trace(path, perform_endless(song.score, song.instruments), Tags.of(song))


def write_trace(path: Path, trace: Trace, tags: Tags = _NO_TAGS) -> None:
    """Save a register trace, with its loop point; raises as :func:`write` and :func:`trace_bytes`."""
    try:
        data = trace_bytes(trace, tags)
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from None
    write_bytes(path, data)


def trace_bytes(trace: Trace, tags: Tags = _NO_TAGS) -> bytes:
    """Return a register trace as the content of an ``.nsf`` file.

    Each write goes to the nearest tick; the order of the writes stays. The header has room for 31 letters each of title
    and author, and for none of the game.

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
        *(_text(tags.title), _text(tags.author), _text("")),
        *(_TICK_MICROSECONDS, banks, _PAL_MICROSECONDS, 0, 0, bytes(4)),
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
    stream += struct.pack("<BBH", JUMP, FIRST_BANK + bank & 0xFF, WINDOW + byte)
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


def read(path: Path, data: bytes, grid: str = "auto") -> Imported:
    """Read the first song of an NSF, the one that its header names, by playing it.

    Parameters
    ----------
    path
        For messages, and the title of a file without one.
    data
        The file's bytes.
    grid
        ``"auto"`` or ``"24hz"``, as :func:`~nes_composer.score.performance.to_rows`.

    Raises
    ------
    FormatError
        As :func:`read_trace`.
    """
    played = _played(data, str(path))
    performance, untold = transcribe(played.trace)
    score, recovered, dropped = to_rows(performance, grid)
    header = _HEADER.unpack_from(data)
    title, author = (field.split(b"\0")[0].decode("cp1252", "replace") for field in header[7:9])
    title = title or path.name.rpartition(".")[0]
    untold |= {
        "other songs": header[2] - 1,
        "expansion chip writes": played.other_writes if header[-2] else 0,
        f"endings after {LONGEST_SECONDS} seconds": int(played.cut_off),
    }
    dropped |= {what: count for what, count in untold.items() if count > 0}
    return Imported(Song(score, title=title, author=author), "NSF", recovered, dropped, played.trace)


def read_trace(data: bytes, name: str) -> Trace:
    """Return what the first song of an NSF writes to the chip.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What errors call it.

    Raises
    ------
    FormatError
        It is damaged, only for PAL consoles or the FDS, or its program does not behave.
    """
    return _played(data, name).trace


def _played(data: bytes, name: str) -> Run:
    try:
        return run(_program(data))
    except FormatError as error:
        raise FormatError(f"{name}: {error}") from None


def _program(data: bytes) -> Program:
    """Return the program of a file."""
    if len(data) <= _HEADER.size or data[:5] != _MAGIC:
        raise FormatError("not an NSF file")
    _, version, songs, song, load, init, play, _, _, _, speed, banks, _, region, chips, features = _HEADER.unpack_from(
        data
    )
    if region & 3 == _PAL_ONLY:
        raise FormatError("only for PAL consoles")
    if chips & _FDS:
        raise FormatError("for the Famicom Disk System")
    if version >= 2 and features[0] & _NSF2_CALLS:
        raise FormatError("an NSF 2 that wants to be called in other ways than INIT and PLAY")
    if min(load, init, play) < 0x8000:
        raise FormatError(f"its addresses ${load:04X}, ${init:04X}, ${play:04X} are not all in $8000-$FFFF")
    micros = speed or _TICK_MICROSECONDS
    if micros < _SHORTEST_MICROSECONDS:
        raise FormatError(f"calls its PLAY every {micros} µs")
    if any(banks):
        rom = bytes(load % BANK_BYTES) + data[_HEADER.size :]
    else:
        rom, banks = bytes(load - 0x8000) + data[_HEADER.size :][: 0x10000 - load], bytes(range(8))
    if len(rom) > BANKS * BANK_BYTES:
        raise FormatError(f"its {len(rom)} bytes are more than {BANKS} banks")
    # What is meant for the console's frame is given as one of several roundings of it.
    frame = _TICK_MICROSECONDS - 1 <= micros <= _FRAME_BY_HERTZ
    tick_cycles = CPU_RATE / TICK_RATE if frame else micros * CPU_RATE / 1e6
    ours = data[_HEADER.size :].startswith(nsf_player.CODE) and load == nsf_player.LOAD
    return Program(rom, banks, init, play, max(song, 1) - 1 if songs else 0, tick_cycles, ours)
