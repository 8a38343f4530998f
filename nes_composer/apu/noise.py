"""Noise voice NO, $400C, $400E, $400F (NESdev: APU Noise).

::

    timer → 15-bit shift register ┐
       length counter, envelope  ─┴→ 0 or volume → mixer
"""

from __future__ import annotations

import numpy as np

from nes_composer.apu import envelope, length_counter
from nes_composer.apu.instructions import trailing_zeros
from nes_composer.apu.jit import State, compiled, int_fields

DTYPE = np.dtype(
    envelope.FIELDS
    + length_counter.FIELDS
    + int_fields("tap", "period", "interval", "register", "owed_clocks", "next_clock")
)

INTERVALS = np.array([4, 8, 16, 32, 64, 96, 128, 160, 202, 254, 380, 508, 762, 1016, 2034, 4068], np.int64)
"""CPU cycles between two shifts by the low four bits of $400E, NTSC."""

LONG_TAP, SHORT_TAP = 1, 6
LONG_SEQUENCE, SHORT_SEQUENCE = 32_767, 93
"""Which bit is fed back beside bit 0, and after how many clocks the register is back where it was, by mode.

A few states of the short mode come back three times in 93."""

MOST_CLOCKS = 9
"""So many clocks are done at once: the short mode taps bit 6, and the first bit fed back arrives there in the tenth."""


@compiled
def write(unit: State, register: int, value: int) -> None:
    """Take register 0, 2 or 3 of the voice ($400D is unused)."""
    if register == 0:
        unit.halt = value >> 5 & 1
        envelope.write(unit, value)
    elif register == 2:
        settle(unit)
        unit.tap = SHORT_TAP if value & 0x80 else LONG_TAP
        unit.period = value & 15
        unit.interval = INTERVALS[unit.period]
    elif register == 3:
        length_counter.load(unit, value)
        envelope.restart(unit)


@compiled
def shift(register: int, tap: int, clocks: int) -> int:
    """Return the register after up to MOST_CLOCKS clocks: in each, bit 0 and the tapped bit feed bit 14."""
    return register >> clocks | ((register ^ register >> tap) & (1 << clocks) - 1) << 15 - clocks


@compiled
def clocks_to_edge(register: int) -> int:
    """Return after how many clocks bit 0, the output, changes; MOST_CLOCKS if it does not within so many."""
    return trailing_zeros((register ^ register >> 1) & (1 << MOST_CLOCKS - 1) - 1 | 1 << MOST_CLOCKS - 1) + 1


@compiled
def settle(unit: State) -> None:
    """Do the clocks that the shift register owes."""
    clocks = unit.owed_clocks % (LONG_SEQUENCE if unit.tap == LONG_TAP else SHORT_SEQUENCE)
    unit.owed_clocks = 0
    while clocks > MOST_CLOCKS:
        unit.register = shift(unit.register, unit.tap, MOST_CLOCKS)
        clocks -= MOST_CLOCKS
    unit.register = shift(unit.register, unit.tap, clocks)


@compiled
def level(unit: State) -> int:
    """Return the volume while bit 0 is clear, 0-15; 0 when the voice is silent."""
    if unit.length == 0:
        return 0
    return envelope.level(unit)


@compiled
def skip(unit: State, end: int) -> None:
    """Let the timer run up to cycle `end`; the shift register follows when somebody listens to it."""
    if unit.next_clock < end:
        clocks = (end - unit.next_clock + unit.interval - 1) // unit.interval
        unit.next_clock += clocks * unit.interval
        unit.owed_clocks += clocks


@compiled
def is_steady(unit: State) -> bool:
    """Return whether frame steps change nothing that is heard."""
    return bool(not unit.length or (envelope.is_steady(unit) and length_counter.is_steady(unit)))
