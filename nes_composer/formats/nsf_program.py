"""What the program in an NSF plays: its INIT and PLAY are run, and what they write to the chip is a trace.

Three minutes are run, tick by tick, at up to a frame's time each: a second's work at most. Only what our own player
plays is run to its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.trace import CPU_RATE, MemoryLoad, Trace
from nes_composer.formats.cpu6502 import NOT_RETURNED, RETURNED, UNKNOWN_INSTRUCTION, Calls, Cpu
from nes_composer.formats.report import FormatError

LONGEST_SECONDS, PATIENCE_SECONDS = 180, 5
"""What is run of a song without end, and how long a silence ends it."""

LONGEST_OWN_SECONDS = 1800

_MOST_SAMPLES = 4096
"""Far more than three minutes of drums, and no more memory than a log may take."""

_TICKS_AT_ONCE = 1024
_INIT_TICKS = 64
"""Time that INIT may take: some unpack their music first."""


@dataclass(frozen=True)
class Program:
    """A program and how to call it.

    Parameters
    ----------
    rom, banks
        As :class:`~nes_composer.formats.cpu6502.Cpu` has them.
    init, play
        Addresses of its two subroutines.
    song
        What A holds for INIT.
    tick_cycles
        CPU cycles from one PLAY to the next.
    ours
        It is our own player: it tells by itself where its song ends, however long it rests.
    """

    rom: bytes
    banks: bytes
    init: int
    play: int
    song: int
    tick_cycles: float
    ours: bool


class Run(NamedTuple):
    """What a program played.

    Parameters
    ----------
    trace
        Its writes: PLAY is called at the start of each tick, INIT takes no time before the first.
    cut_off
        It would have gone on.
    other_writes
        Writes to the chips of a cartridge.
    """

    trace: Trace
    cut_off: bool
    other_writes: int


def run(program: Program) -> Run:
    """Run a program until its memory is again what it has been, or until nothing happens any more.

    Where the memory comes back, all that follows does: there the song loops, exactly.

    Raises
    ------
    FormatError
        INIT or PLAY does not return in time, writes without end, or executes what is no instruction.
    """
    cpu = Cpu(program.rom, program.banks)
    init = _called(cpu, "INIT", program.init, program.song, _INIT_TICKS * program.tick_cycles).writes
    init[:, 0] = 0
    seconds = LONGEST_OWN_SECONDS if program.ours else LONGEST_SECONDS
    most = int(seconds * CPU_RATE / program.tick_cycles)
    patience = most if program.ours else int(PATIENCE_SECONDS * CPU_RATE / program.tick_cycles)
    counts, writes, before = _play(cpu, program, most, patience)
    loop = None
    if before is not None:
        bursts = np.split(writes[: counts.sum(), 1:3], np.cumsum(counts)[:-1])
        if not counts[before + 1 :].any():
            counts = counts[: max(before, 1)]
        elif np.array_equal(bursts[before], bursts[-1]):
            # The same was written in another way: what came before was the loop's first turn.
            loop, counts = before, counts[:-1]
        else:
            loop = before + 1
    starts = np.ceil(np.arange(len(counts) + 1) * program.tick_cycles).astype(np.int64)
    writes = writes[: counts.sum()]
    writes[:, 0] += np.repeat(starts[:-1], counts)
    return Run(_trace(cpu, np.concatenate([init, writes]), starts, loop), len(counts) == most, cpu.other_writes)


def _called(cpu: Cpu, name: str, address: int, a: int, most_cycles: float, times: int = 1) -> Calls:
    """Call a subroutine so many times at most."""
    calls = cpu.call(address, a, int(most_cycles), times)
    if calls.status == RETURNED:
        return calls
    where = f"its {name} at ${address:04X}"
    if calls.status == NOT_RETURNED:
        raise FormatError(f"{where} does not return within {int(most_cycles)} cycles")
    if calls.status == UNKNOWN_INSTRUCTION:
        raise FormatError(f"{where} executes an unknown instruction at ${cpu.registers['pc']:04X}")
    raise FormatError(f"{where} writes to the chip without end")


def _play(
    cpu: Cpu, program: Program, most: int, patience: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], int | None]:
    """Call PLAY tick by tick, until the memory comes back, `patience` ticks are silent, or `most` are over.

    Returns the number of writes of each tick, all writes with their cycle in the tick, and after which tick the memory
    was what it is after the last one, if that is why it ended.
    """
    counts, writes = np.zeros(0, np.int64), [np.zeros((0, 4), np.int64)]
    seen: dict[int, int] = {}
    last = 0
    while len(counts) < most:
        times = min(_TICKS_AT_ONCE, most - len(counts))
        calls = _called(cpu, "PLAY", program.play, 0, program.tick_cycles, times)
        first, counts = len(counts), np.append(counts, calls.counts)
        writes.append(calls.writes)
        for tick, digest in enumerate(calls.digests.tolist(), first):
            if counts[tick]:
                last = tick
            before = seen.setdefault(digest, tick)
            if before < tick:
                return counts[: tick + 1], np.concatenate(writes), before
            if tick - last >= patience:
                return counts[: last + 1], np.concatenate(writes), None
    return counts, np.concatenate(writes), None


def _trace(cpu: Cpu, writes: NDArray[np.int64], starts: NDArray[np.int64], loop: int | None) -> Trace:
    """Return writes at their cycles as the trace of ticks that start at `starts`, the last of which is the end."""
    if not (len(writes) and writes[0, 1] == 0x4015):
        # Players start with all voices on, and some programs count on that.
        writes = np.insert(writes, 0, (0, 0x4015, 0x0F, 0), axis=0)
    cycle, address, value = writes[:, :3].T
    loop_cycle = None if loop is None else int(starts[loop])
    return Trace(
        cycle, address.astype(np.uint16), value.astype(np.uint8), int(starts[-1]), loop_cycle, _samples(cpu, writes)
    )


def _samples(cpu: Cpu, writes: NDArray[np.int64]) -> tuple[MemoryLoad, ...]:
    """Return the samples that the DMC reads, each as it is where it is started."""
    loads: list[MemoryLoad] = []
    loaded: dict[int, bytes] = {}
    start, size = 0xC000, 1
    for cycle, address, value, banks in writes[np.isin(writes[:, 1], (0x4012, 0x4013, 0x4015))].tolist():
        if address == 0x4012:
            start = 0xC000 + 64 * value
        elif address == 0x4013:
            size = 16 * value + 1
        elif value & 0x10:
            sample = cpu.bytes_at(start, size, banks)
            if loaded.get(start, b"")[:size] != sample:
                if len(loads) == _MOST_SAMPLES:
                    raise FormatError(f"the DMC's samples change more than {_MOST_SAMPLES} times")
                loads.append(MemoryLoad(cycle, start, sample))
                loaded = {at: old for at, old in loaded.items() if at >= start + size or at + len(old) <= start}
                loaded[start] = sample
    return tuple(loads)
