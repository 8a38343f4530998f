"""Delta modulation voice, $4010-$4013: one-bit samples from memory, and a 7-bit level (NESdev: APU DMC).

::

    memory reader → buffer → shift register (timer) → level ±2 → mixer

Nobody reads the interrupt flag here, and the few cycles for which a fetch holds up the processor are not heard: a byte
is in the buffer as soon as the buffer is free.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu import timer
from nes_composer.apu.jit import State, compiled, int_fields

DTYPE = np.dtype(
    int_fields("level", "loop", "interval", "start_address", "start_length")
    + int_fields("address", "bytes_left", "buffer", "buffer_full")
    + int_fields("bits", "bits_left", "silent", "next_clock")
)

INTERVALS = np.array([428, 380, 340, 320, 286, 254, 226, 214, 190, 160, 142, 128, 106, 84, 72, 54], np.int64)
"""CPU cycles between two bits by the low four bits of $4010, NTSC."""

MEMORY_START, MEMORY_BYTES = 0x8000, 0x8000
"""Where the samples lie; after $FFFF the reader goes on at $8000."""

HIGHEST_LEVEL = 127


@compiled
def write(unit: State, register: int, value: int) -> None:
    """Take register 0-3 of the voice: ``IL-- RRRR``, ``-DDD DDDD``, address / 64 from $C000 on, length / 16."""
    if register == 0:
        unit.loop = value >> 6 & 1
        unit.interval = INTERVALS[value & 15]
    elif register == 1:
        unit.level = value & 0x7F
    elif register == 2:
        unit.start_address = 0xC000 + value * 64
    else:
        unit.start_length = value * 16 + 1


@compiled
def enable(unit: State, flag: int, memory: NDArray[np.uint8]) -> None:
    """Take bit 4 of $4015: start the sample unless one is being read, or read no more of it."""
    if not flag:
        unit.bytes_left = 0
    elif not unit.bytes_left:
        _restart(unit)
        _fetch(unit, memory)


@compiled
def plays(unit: State) -> bool:
    """Return whether clocks move the level, now or when the bits in hand have run out."""
    return bool(not unit.silent or unit.buffer_full)


@compiled
def clock(unit: State, memory: NDArray[np.uint8]) -> None:
    """Let the timer run out once: one bit moves the level by 2, unless that would leave 0-127."""
    if not unit.silent:
        level = unit.level + (2 if unit.bits & 1 else -2)
        if 0 <= level <= HIGHEST_LEVEL:
            unit.level = level
    unit.bits >>= 1
    unit.bits_left -= 1
    if unit.bits_left == 0:
        unit.bits_left = 8
        unit.silent = 1 - unit.buffer_full
        unit.bits = unit.buffer
        unit.buffer_full = 0
        _fetch(unit, memory)
    unit.next_clock += unit.interval


@compiled
def skip(unit: State, end: int) -> None:
    """Let the timer of a voice that does not play run up to cycle `end`."""
    unit.bits_left = (unit.bits_left - 1 - timer.skip(unit, unit.interval, end) & 7) + 1


@compiled
def _restart(unit: State) -> None:
    """Go to the start of the sample."""
    unit.address = unit.start_address
    unit.bytes_left = unit.start_length


@compiled
def _fetch(unit: State, memory: NDArray[np.uint8]) -> None:
    """Fill the buffer, if it is free and a byte is left."""
    if unit.buffer_full or not unit.bytes_left:
        return
    unit.buffer = memory[unit.address - MEMORY_START]
    unit.buffer_full = 1
    unit.address = MEMORY_START + (unit.address + 1) % MEMORY_BYTES
    unit.bytes_left -= 1
    if not unit.bytes_left and unit.loop:
        _restart(unit)
