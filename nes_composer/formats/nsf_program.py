"""What the program in an NSF plays: its INIT and PLAY are run, and what they write to the chip is a trace.

Three minutes are run, tick by tick, at up to a frame's time each: a second's work at most. Only what our own player
plays is run to its end.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.trace import CPU_RATE, MemoryLoad, Trace
from nes_composer.formats.cpu6502 import NOT_RETURNED, RETURNED, UNKNOWN_INSTRUCTION, Cpu
from nes_composer.formats.report import FormatError

LONGEST_SECONDS, PATIENCE_SECONDS = 180, 5
"""What is run of a song without end, and how long a silence ends it."""

LONGEST_OWN_SECONDS = 3600

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
    init = _call(cpu, "INIT", program.init, program.song, _INIT_TICKS * program.tick_cycles)
    init[:, 0] = 0
    seconds = LONGEST_OWN_SECONDS if program.ours else LONGEST_SECONDS
    most = int(seconds * CPU_RATE / program.tick_cycles)
    patience = most if program.ours else int(PATIENCE_SECONDS * CPU_RATE / program.tick_cycles)
    bursts: list[NDArray[np.int64]] = []
    seen: dict[bytes, int] = {}
    last = 0
    for tick in range(most):
        bursts.append(_call(cpu, "PLAY", program.play, 0, program.tick_cycles))
        if len(bursts[-1]):
            last = tick
        elif tick - last >= patience:
            return Run(_trace(program, [*bursts[: last + 1]], init), False, cpu.other_writes)
        state = hashlib.blake2b(cpu.memory, digest_size=16).digest()
        if state in seen:
            return Run(_looped(program, bursts, seen[state], init), False, cpu.other_writes)
        seen[state] = tick
    return Run(_trace(program, bursts, init), True, cpu.other_writes)


def _call(cpu: Cpu, name: str, address: int, a: int, most_cycles: float) -> NDArray[np.int64]:
    """Call a subroutine and return its writes."""
    status, writes = cpu.call(address, a, int(most_cycles))
    if status == RETURNED:
        return writes
    where = f"its {name} at ${address:04X}"
    if status == NOT_RETURNED:
        raise FormatError(f"{where} does not return within {int(most_cycles)} cycles")
    if status == UNKNOWN_INSTRUCTION:
        raise FormatError(f"{where} executes an unknown instruction at ${cpu.registers['pc']:04X}")
    raise FormatError(f"{where} writes to the chip without end")


def _looped(program: Program, bursts: list[NDArray[np.int64]], before: int, init: NDArray[np.int64]) -> Trace:
    """Return the trace of a program whose memory after the last burst is what it was after burst `before`."""
    if not any(len(burst) for burst in bursts[before + 1 :]):
        return _trace(program, bursts[: max(before, 1)], init)
    end = len(bursts) - 1
    if np.array_equal(bursts[before][:, 1:3], bursts[end][:, 1:3]):
        # The same was written in another way: what came before was the loop's first turn.
        before, end = before - 1, end - 1
    return _trace(program, bursts[: end + 1], init, before + 1)


def _trace(
    program: Program, bursts: list[NDArray[np.int64]], init: NDArray[np.int64], loop: int | None = None
) -> Trace:
    starts = np.ceil(np.arange(len(bursts) + 1) * program.tick_cycles).astype(np.int64)
    writes = np.concatenate([init, *bursts])
    writes[:, 0] += np.repeat(np.append(0, starts[:-1]), [len(init), *map(len, bursts)])
    if not (len(writes) and writes[0, 1] == 0x4015):
        # Players start with all voices on, and some programs count on that.
        writes = np.insert(writes, 0, (0, 0x4015, 0x0F, 0), axis=0)
    cycle, address, value = writes[:, :3].T
    loads = _samples(program, writes)
    loop_cycle = None if loop is None else int(starts[loop])
    return Trace(cycle, address.astype(np.uint16), value.astype(np.uint8), int(starts[-1]), loop_cycle, loads)


def _samples(program: Program, writes: NDArray[np.int64]) -> tuple[MemoryLoad, ...]:
    """Return the samples that the DMC reads, each as it is where it is started."""
    memory = Cpu(program.rom, program.banks)
    loads: list[MemoryLoad] = []
    loaded: dict[int, bytes] = {}
    start, size = 0xC000, 1
    for cycle, address, value, banks in writes[np.isin(writes[:, 1], (0x4012, 0x4013, 0x4015))].tolist():
        if address == 0x4012:
            start = 0xC000 + 64 * value
        elif address == 0x4013:
            size = 16 * value + 1
        elif value & 0x10:
            sample = memory.bytes_at(start, size, banks)
            if loaded.get(start, b"")[:size] != sample:
                loads.append(MemoryLoad(cycle, start, sample))
                loaded = {at: old for at, old in loaded.items() if at >= start + size or at + len(old) <= start}
                loaded[start] = sample
    return tuple(loads)
