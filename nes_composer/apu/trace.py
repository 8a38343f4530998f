"""A register trace: everything that was written to the chip, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CPU_RATE = 1_789_772.727
"""CPU cycles per second of the NTSC console: 39,375,000 / 22 (NESdev: Cycle reference chart)."""


@dataclass(frozen=True)
class MemoryLoad:
    """Bytes that appear in the console's memory, where the DMC finds its samples.

    Parameters
    ----------
    cycle
        When, in CPU cycles from the start of the trace; before a register write at the same cycle.
    address
        Where the first byte goes, $8000-$FFFF; the bytes end at $FFFF at the latest.
    data
        The bytes.

    Raises
    ------
    ValueError
        The bytes lie elsewhere.
    """

    cycle: int
    address: int
    data: bytes

    def __post_init__(self) -> None:
        if not 0x8000 <= self.address <= self.address + len(self.data) <= 0x10000:
            raise ValueError(f"{len(self.data)} bytes at ${self.address:04X} are outside $8000-$FFFF")


@dataclass(frozen=True)
class Trace:
    """Time-stamped register writes, sorted by time.

    Parameters
    ----------
    cycle : int64 [n]
        When, in CPU cycles from the start; non-decreasing, within 0-`cycles`.
    address : uint16 [n]
        Register, $4000-$4017.
    value : uint8 [n]
        What is written.
    cycles : int
        Length in CPU cycles.
    loop_cycle : int | None
        Where playing goes on after the end, or None for a trace that ends.
    memory
        Sample memory, ordered by cycle, within 0-`cycles`.

    Raises
    ------
    ValueError
        The arrays differ in length, or the times are not sorted or outside the trace.
    """

    cycle: NDArray[np.int64]
    address: NDArray[np.uint16]
    value: NDArray[np.uint8]
    cycles: int
    loop_cycle: int | None = None
    memory: tuple[MemoryLoad, ...] = ()

    def __post_init__(self) -> None:
        if not len(self.cycle) == len(self.address) == len(self.value):
            raise ValueError("cycle, address and value differ in length")
        if len(self.cycle) and (
            self.cycle[0] < 0 or self.cycle[-1] > self.cycles or (self.cycle[1:] < self.cycle[:-1]).any()
        ):
            raise ValueError(f"the cycles of the writes are not sorted within 0-{self.cycles}")
        loads = [0, *(load.cycle for load in self.memory), self.cycles]
        if loads != sorted(loads):
            raise ValueError(f"the cycles at which memory is loaded are not sorted within 0-{self.cycles}")
        if self.loop_cycle is not None and not 0 <= self.loop_cycle < self.cycles:
            raise ValueError(f"the loop cycle {self.loop_cycle} is outside the trace of {self.cycles} cycles")
