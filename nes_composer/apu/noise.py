"""Noise voice NO, $400C, $400E, $400F (NESdev: APU Noise).

::

    timer → 15-bit shift register ┐
       length counter, envelope  ─┴→ 0 or volume → mixer
"""

from __future__ import annotations

import numpy as np

from nes_composer.apu import envelope, length_counter, timer
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

AT_ONCE = 48
"""So many clocks are done at once: with the 15 bits of the register they fill 63 bits of an integer."""

_REGISTER_MASK = (1 << 15) - 1


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
def sequence(register: int, tap: int) -> int:
    """Return what bit 0 of the register is after 0-62 clocks, as the bits of an integer from the lowest up.

    Each clock feeds the exclusive or of bit 0 and of the tapped bit into bit 14, so bit n + 15 of the sequence is that
    of bits n and n + tap. Of a known part each line makes a longer one; the last two use that such a rule holds with
    all distances doubled, too.
    """
    bits = register | (register ^ register >> tap) << 15
    bits = register | (bits ^ bits >> tap) << 15
    bits = bits & (1 << 30) - 1 | (bits ^ bits >> 2 * tap) << 30
    return bits & (1 << 30) - 1 | (bits ^ bits >> 2 * tap) << 30


@compiled
def after(bits: int, clocks: int) -> int:
    """Return the register so many clocks, up to AT_ONCE, after that which started the sequence."""
    return bits >> clocks & _REGISTER_MASK


@compiled
def edges(bits: int) -> int:
    """Return an integer whose bit n is set if clock n, counted from 0, changes the output; AT_ONCE is always set."""
    return (bits ^ bits >> 1) & (1 << AT_ONCE) - 1 | 1 << AT_ONCE


@compiled
def settle(unit: State) -> None:
    """Do the clocks that the shift register owes."""
    clocks = unit.owed_clocks % (LONG_SEQUENCE if unit.tap == LONG_TAP else SHORT_SEQUENCE)
    unit.owed_clocks = 0
    while clocks > AT_ONCE:
        unit.register = after(sequence(unit.register, unit.tap), AT_ONCE)
        clocks -= AT_ONCE
    unit.register = after(sequence(unit.register, unit.tap), clocks)


@compiled
def level(unit: State) -> int:
    """Return the volume while bit 0 is clear, 0-15; 0 when the voice is silent."""
    if unit.length == 0:
        return 0
    return envelope.level(unit)


@compiled
def skip(unit: State, end: int) -> None:
    """Let the timer run up to cycle `end`; the shift register follows when somebody listens to it."""
    unit.owed_clocks += timer.skip(unit, unit.interval, end)


@compiled
def is_steady(unit: State) -> bool:
    """Return whether frame steps change nothing that is heard."""
    return bool(not unit.length or (envelope.is_steady(unit) and length_counter.is_steady(unit)))
